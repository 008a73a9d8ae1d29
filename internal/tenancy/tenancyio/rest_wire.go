package tenancyio

import (
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/platform/rest"
	"comptoir/internal/tenancy"
)

// SettingsWire is what a business says about itself; exported because the API takes over the fields of exported parts only.
type SettingsWire struct {
	Name            string           `json:"name" minLength:"1" maxLength:"120" example:"Rivages Locations"`
	Languages       []string         `json:"languages" enum:"fr,en,ar" minItems:"1" maxItems:"3" nullable:"false"`
	DefaultLanguage string           `json:"defaultLanguage" enum:"fr,en,ar"`
	Zone            string           `json:"zone" maxLength:"60" example:"Europe/Paris" doc:"IANA name of the time zone."`
	Branding        tenancy.Branding `json:"branding,omitzero"`
	Legal           tenancy.Legal    `json:"legal,omitzero"`
	Hours           tenancy.Hours    `json:"hours,omitzero" doc:"When it receives people, at its own place."`
}

func (s SettingsWire) settings(trades []tenancy.Trade) tenancy.Settings {
	return tenancy.Settings{Name: s.Name, Trades: trades, Languages: s.Languages, DefaultLanguage: s.DefaultLanguage, Zone: s.Zone, Branding: s.Branding, Legal: s.Legal, Hours: s.Hours}
}

// TenantWire is a business as the API shows it.
type TenantWire struct {
	ID       access.TenantID `json:"id"`
	Slug     string          `json:"slug" example:"rivages"`
	Address  string          `json:"address" format:"uri" doc:"Where its site is."`
	Domains  []string        `json:"domains" nullable:"false" doc:"Its own hosts, proven."`
	Origins  []string        `json:"origins" nullable:"false" doc:"Sites whose pages may call the API from a browser."`
	Trades   []tenancy.Trade `json:"trades" enum:"stays,dining,shop,rewards" nullable:"false"`
	Currency money.Currency  `json:"currency" example:"EUR"`
	SettingsWire
	Status    tenancy.Status `json:"status" enum:"active,suspended,closing,erased"`
	Reason    string         `json:"reason,omitempty" doc:"Why it is suspended, or to be deleted."`
	EraseAt   *time.Time     `json:"eraseAt,omitempty" doc:"When it is erased for good, unless it is resumed before."`
	Plan      tenancy.Plan   `json:"plan" enum:"discovery,starter,business,unlimited"`
	Usage     []UsageWire    `json:"usage" nullable:"false"`
	Support   bool           `json:"supportConsent" doc:"Whether the operator's people come in without being asked each time."`
	Version   int            `json:"version"`
	CreatedAt time.Time      `json:"createdAt"`
	UpdatedAt time.Time      `json:"updatedAt"`
}

// UsageWire is how much of one resource is used.
type UsageWire struct {
	Resource tenancy.Resource `json:"resource" enum:"users,properties,storage,mails"`
	Used     int64            `json:"used" doc:"Persons, properties, bytes, or mails of the month."`
	Limit    *int64           `json:"limit,omitempty" doc:"Missing where there is no limit."`
}

func (m *Module) tenantWire(s tenancy.State, u tenancy.Usage) TenantWire {
	w := TenantWire{ID: s.ID, Slug: s.Slug, Address: m.Directory.Address(s), Domains: some(s.Domains), Origins: some(s.Origins), Trades: some(s.Trades), Currency: s.Currency,
		SettingsWire: SettingsWire{Name: s.Name, Languages: some(s.Languages), DefaultLanguage: s.Default, Zone: s.Zone, Branding: s.Branding, Legal: s.Legal, Hours: s.Hours},
		Status:       s.Status, Reason: s.Reason, EraseAt: moment(s.EraseAt), Plan: s.Plan, Support: s.Support, Version: s.Version, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt}
	allowance := s.Allowance()
	for _, r := range tenancy.Resources() {
		line := UsageWire{Resource: r, Used: u.Of(r)}
		if limit, set := allowance.Of(r); set {
			line.Limit = &limit
		}
		w.Usage = append(w.Usage, line)
	}
	return w
}

// DossierWire is a business with what belongs to its running.
type DossierWire struct {
	TenantWire
	Claims   []ClaimWire   `json:"claims" nullable:"false" doc:"Hosts that it says are its own, proven or not."`
	Supports []SupportWire `json:"supports" nullable:"false" doc:"The operator's latest accesses to its desk."`
	Exports  []ExportWire  `json:"exports" nullable:"false"`
}

func (m *Module) dossierWire(d tenancy.Dossier) DossierWire {
	return DossierWire{TenantWire: m.tenantWire(d.State, d.Usage), Claims: wires(d.Claims, claimWire), Supports: wires(d.Supports, supportWire), Exports: wires(d.Exports, exportWire)}
}

// ClaimWire is a host that a business says is its own, with what proves it.
type ClaimWire struct {
	Host       string             `json:"host" example:"www.rivages-locations.fr"`
	State      tenancy.ClaimState `json:"state" enum:"pending,verified,failed"`
	Failure    string             `json:"failure,omitempty" doc:"What was found instead."`
	RecordName string             `json:"recordName" example:"_comptoir.www.rivages-locations.fr" doc:"The TXT record that proves it."`
	RecordText string             `json:"recordText" doc:"The record's content, or the file's."`
	FilePath   string             `json:"filePath" doc:"The file on the host that proves it as well."`
	CheckedAt  *time.Time         `json:"checkedAt,omitempty"`
	VerifiedAt *time.Time         `json:"verifiedAt,omitempty"`
}

func claimWire(c tenancy.Claim) ClaimWire {
	return ClaimWire{Host: c.Host, State: c.State, Failure: c.Failure, RecordName: tenancy.ProofName(c.Host), RecordText: c.ProofText(), FilePath: tenancy.ProofPath,
		CheckedAt: moment(c.CheckedAt), VerifiedAt: moment(c.VerifiedAt)}
}

// SupportWire is one access of the operator's people.
type SupportWire struct {
	ID        tenancy.SupportID    `json:"id"`
	Operator  string               `json:"operator" doc:"Who asked."`
	Reason    string               `json:"reason"`
	State     tenancy.SupportState `json:"state" enum:"asked,granted,refused,knocking,inside,ended"`
	Standing  bool                 `json:"standing" doc:"The standing consent let it in."`
	Decider   string               `json:"decider,omitempty"`
	AskedAt   time.Time            `json:"askedAt"`
	EnteredAt *time.Time           `json:"enteredAt,omitempty"`
	EndsAt    *time.Time           `json:"endsAt,omitempty"`
	EndedAt   *time.Time           `json:"endedAt,omitempty"`
	EndedBy   string               `json:"endedBy,omitempty"`
}

func supportWire(s tenancy.Support) SupportWire {
	return SupportWire{ID: s.ID, Operator: s.OperatorName, Reason: s.Reason, State: s.State, Standing: s.Standing, Decider: s.Decider, AskedAt: s.AskedAt,
		EnteredAt: moment(s.EnteredAt), EndsAt: moment(s.EndsAt), EndedAt: moment(s.EndedAt), EndedBy: s.EndedBy}
}

// ExportWire is one export of all of a business's data.
type ExportWire struct {
	ID          tenancy.ExportID    `json:"id"`
	State       tenancy.ExportState `json:"state" enum:"queued,ready,expired"`
	RequestedBy string              `json:"requestedBy"`
	AskedAt     time.Time           `json:"askedAt"`
	ReadyAt     *time.Time          `json:"readyAt,omitempty"`
	ExpiresAt   *time.Time          `json:"expiresAt,omitempty"`
	Bytes       int64               `json:"bytes,omitempty"`
}

func exportWire(e tenancy.Export) ExportWire {
	return ExportWire{ID: e.ID, State: e.State, RequestedBy: e.RequestedBy, AskedAt: e.AskedAt, ReadyAt: moment(e.ReadyAt), ExpiresAt: moment(e.ExpiresAt), Bytes: e.Bytes}
}

type reasonInput struct {
	ID   access.TenantID `path:"id"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500" example:"Unpaid since March"`
	}
}

type tenantInput struct {
	ID access.TenantID `path:"id"`
}

type tenantOutput struct {
	ETag string `header:"ETag"`
	Body TenantWire
}

func (m *Module) tenantOutput(s tenancy.State, err error) (*tenantOutput, error) {
	if err != nil {
		return nil, err
	}
	return &tenantOutput{ETag: rest.ETag(s.Version), Body: m.tenantWire(s, tenancy.Usage{})}, nil
}

type dossierOutput struct {
	ETag string `header:"ETag"`
	Body DossierWire
}

func (m *Module) dossierOutput(d tenancy.Dossier, err error) (*dossierOutput, error) {
	if err != nil {
		return nil, err
	}
	return &dossierOutput{ETag: rest.ETag(d.State.Version), Body: m.dossierWire(d)}, nil
}

type settingsInput struct {
	rest.IfMatch
	Body SettingsWire
}

type originsInput struct {
	rest.IfMatch
	Body struct {
		Origins []string `json:"origins" nullable:"false" maxItems:"20" maxLength:"300" example:"https://app.rivages-locations.fr" doc:"Each as scheme://host[:port]; https, or http for localhost. An empty list closes the door."`
	}
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// some is a list that is never null.
func some[T any](all []T) []T { return append([]T{}, all...) }

func wires[V, W any](all []V, wire func(V) W) []W {
	out := make([]W, 0, len(all))
	for _, v := range all {
		out = append(out, wire(v))
	}
	return out
}
