package contractsio

import (
	"context"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/contracts"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/rest"
)

type contractWire struct {
	ID            contracts.ContractID `json:"id"`
	Number        string               `json:"number" example:"C-2026-00042"`
	Kind          contracts.Kind       `json:"kind" enum:"stay,mandate"`
	ReservationID ident.Raw            `json:"reservationId" doc:"What it is about: the reservation, or the property of a mandate."`
	Title         string               `json:"title"`
	Revision      int                  `json:"revision" doc:"1, then one more for each change of the stay."`
	Amends        string               `json:"amends,omitempty" doc:"Number of the signed contract that this addendum changes."`
	Status        contracts.Status     `json:"status" enum:"drafted,generated,sent,viewed,signed,completed,refused,expired,voided"`
	WaitsFor      string               `json:"waitsFor,omitempty" enum:"signer,agency"`
	Signer        signerWire           `json:"signer"`
	SHA256        string               `json:"sha256,omitempty" doc:"Of the PDF, in hexadecimal."`
	Size          int64                `json:"size,omitempty" doc:"Bytes of the PDF."`
	GeneratedAt   *time.Time           `json:"generatedAt,omitempty"`
	SentAt        *time.Time           `json:"sentAt,omitempty"`
	ExpiresAt     *time.Time           `json:"expiresAt,omitempty"`
	EndedAt       *time.Time           `json:"endedAt,omitempty"`
	Provider      string               `json:"provider,omitempty" doc:"Where it is signed; builtin: on our own pages." example:"yousign"`
	Placing       string               `json:"placing,omitempty" doc:"The provider that it is on its way to."`
	Problem       string               `json:"problem,omitempty" doc:"Code of why the provider did not take it." example:"contracts.keys_refused"`
	Reason        string               `json:"reason,omitempty" doc:"Of a refusal, or why it was taken back; replaced and cancelled are the program's own."`
}

type signerWire struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

func wireOf(v contracts.View) contractWire {
	return contractWire{ID: v.ID, Number: v.Number, Kind: v.Kind, ReservationID: v.Reservation, Title: v.Title, Revision: v.Revision, Amends: v.Amends, Status: v.Status,
		WaitsFor: v.Waiting, Signer: signerWire{v.Signer.Name, v.Signer.Email.String()}, SHA256: v.SHA256, Size: v.Size, GeneratedAt: given(v.GeneratedAt),
		SentAt: given(v.SentAt), ExpiresAt: given(v.ExpiresAt), EndedAt: given(v.EndedAt), Provider: v.Provider, Placing: v.Placing, Problem: v.Problem, Reason: v.Reason}
}

func given(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// REST registers the API.
func (m *Module) REST(api *rest.API) {
	h := api.Huma
	rest.Register(h, rest.Op("GET", "/api/contracts", contracts.PermRead, "List the contracts, or those of a reservation", "contracts"), m.restList)
	rest.Register(h, rest.Op("GET", "/api/contracts/{id}", contracts.PermRead, "Get a contract", "contracts"), m.restGet)
	op := rest.Op("GET", "/api/contracts/{id}/document", contracts.PermRead, "Download a contract as PDF, with its signatures once it is completed", "contracts")
	op.Responses = pdfResponse()
	rest.Register(h, op, m.restDocument)
	op = rest.Op("GET", "/api/contracts/{id}/unsigned", contracts.PermRead, "Download a contract as it was sent, without signatures", "contracts")
	op.Responses = pdfResponse()
	rest.Register(h, op, m.restUnsigned)
	rest.Register(h, rest.Op("GET", "/api/contracts/{id}/evidence", contracts.PermRead, "Get the file of evidence of a contract", "contracts"), m.restEvidence)
	rest.Register(h, rest.Op("POST", "/api/contracts/{id}/send", contracts.PermSend, "Send a contract to be signed", "contracts"), m.restSend)
	rest.Register(h, rest.Op("POST", "/api/contracts/{id}/remind", contracts.PermSend, "Send the link of a contract once more", "contracts"), m.restRemind)
	rest.Register(h, rest.Op("POST", "/api/contracts/{id}/countersign", contracts.PermSign, "Sign a contract in the business's name", "contracts"), m.restCountersign)
	rest.Register(h, rest.Op("POST", "/api/contracts/{id}/void", contracts.PermSend, "Take back a contract that is not completed", "contracts"), m.restVoid)
	rest.Register(h, rest.Op("GET", "/api/contracts/settings", contracts.PermSettings, "Get how contracts are signed", "contracts"), m.restSettings)
	rest.Register(h, rest.Op("PUT", "/api/contracts/settings", contracts.PermSettings, "Say how contracts are signed", "contracts"), m.restSaveSettings)
	m.restTemplates(api)
	m.restProviders(api)
	m.restSigner(api)
}

func pdfResponse() map[string]*huma.Response {
	return map[string]*huma.Response{"200": {Description: "The document.",
		Content: map[string]*huma.MediaType{pdfType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
}

type listInput struct {
	Reservation ident.Raw `query:"reservation" doc:"Only those of this reservation, the newest revision first."`
	Status      string    `query:"status" enum:"drafted,generated,sent,viewed,signed,completed,refused,expired,voided"`
	Q           string    `query:"q" maxLength:"100" doc:"Part of the number, the signer's name, the property's or the reservation's reference."`
	Limit       int       `query:"limit" minimum:"1" maximum:"100" default:"25"`
	Cursor      string    `query:"cursor"`
}

type listOutput struct{ Body rest.List[contractWire] }

func (m *Module) restList(ctx context.Context, in *listInput) (*listOutput, error) {
	var page paging.Page[contracts.View]
	var err error
	if in.Reservation.IsZero() {
		page, err = m.contracts.List(ctx, contracts.ListContracts{Filter: contracts.Filter{Status: contracts.Status(in.Status), Text: in.Q}, Page: paging.Request{Limit: in.Limit, Cursor: in.Cursor}})
	} else {
		page.Items, err = m.contracts.Of(ctx, contracts.ContractsOf{Reservation: in.Reservation})
	}
	if err != nil {
		return nil, err
	}
	out := &listOutput{Body: rest.List[contractWire]{Items: make([]contractWire, len(page.Items)), NextCursor: page.Next}}
	for i, v := range page.Items {
		out.Body.Items[i] = wireOf(v)
	}
	return out, nil
}

type oneInput struct {
	ID contracts.ContractID `path:"id"`
}

type oneOutput struct{ Body contractWire }

func one(v contracts.View, err error) (*oneOutput, error) {
	if err != nil {
		return nil, err
	}
	return &oneOutput{Body: wireOf(v)}, nil
}

func (m *Module) restGet(ctx context.Context, in *oneInput) (*oneOutput, error) {
	d, err := m.contracts.Get(ctx, contracts.GetContract{ID: in.ID})
	return one(d.View, err)
}

func (m *Module) restUnsigned(ctx context.Context, in *oneInput) (*huma.StreamResponse, error) {
	doc, err := m.contracts.Open(ctx, contracts.OpenContract{ID: in.ID, AsDrawn: true})
	if err != nil {
		return nil, err
	}
	return stream(doc), nil
}

func (m *Module) restDocument(ctx context.Context, in *oneInput) (*huma.StreamResponse, error) {
	doc, err := m.contracts.Open(ctx, contracts.OpenContract{ID: in.ID})
	if err != nil {
		return nil, err
	}
	return stream(doc), nil
}

func stream(doc contracts.Document) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		defer func() { _ = doc.Content.Close() }()
		c.SetHeader("Content-Type", pdfType)
		c.SetHeader("Content-Disposition", `attachment; filename="`+doc.Number+`.pdf"`)
		_, _ = io.Copy(c.BodyWriter(), doc.Content) // the client has left
	}}
}

type evidenceOutput struct{ Body evidenceFile }

func (m *Module) restEvidence(ctx context.Context, in *oneInput) (*evidenceOutput, error) {
	d, err := m.contracts.Get(ctx, contracts.GetContract{ID: in.ID})
	if err != nil {
		return nil, err
	}
	return &evidenceOutput{Body: evidenceOf(d, m.d.Now())}, nil
}

func (m *Module) restSend(ctx context.Context, in *oneInput) (*oneOutput, error) {
	return one(m.contracts.Send(ctx, contracts.SendContract{ID: in.ID}))
}

func (m *Module) restRemind(ctx context.Context, in *oneInput) (*oneOutput, error) {
	return one(m.contracts.Remind(ctx, contracts.RemindContract{ID: in.ID}))
}

type countersignInput struct {
	ID   contracts.ContractID `path:"id"`
	Body struct {
		Name string `json:"name,omitempty" maxLength:"120" doc:"Who signs; the caller's name when left out."`
	}
}

func (m *Module) restCountersign(ctx context.Context, in *countersignInput) (*oneOutput, error) {
	return one(m.contracts.Countersign(ctx, contracts.CountersignContract{ID: in.ID, Name: in.Body.Name, Agent: "API"}))
}

type voidInput struct {
	ID   contracts.ContractID `path:"id"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

func (m *Module) restVoid(ctx context.Context, in *voidInput) (*oneOutput, error) {
	return one(m.contracts.Void(ctx, contracts.VoidContract{ID: in.ID, Reason: in.Body.Reason}))
}

type settingsBodyWire struct{ Body contracts.Settings }

func (m *Module) restSettings(ctx context.Context, _ *struct{}) (*settingsBodyWire, error) {
	s, err := m.contracts.Settings(ctx, contracts.GetSettings{})
	return &settingsBodyWire{s}, err
}

func (m *Module) restSaveSettings(ctx context.Context, in *settingsBodyWire) (*settingsBodyWire, error) {
	_, err := m.contracts.SaveSettings(ctx, contracts.SaveSettings{Settings: in.Body})
	return in, err
}
