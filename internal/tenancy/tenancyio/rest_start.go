package tenancyio

import (
	"context"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/platform/rest"
	"comptoir/internal/tenancy"
)

// restStart is the way in for somebody who opens a business, at the installation's own address.
func (m *Module) restStart(api *rest.API) {
	const tag = "start"
	op := rest.Op("POST", "/api/start", access.Public, "Ask for a link by mail to open a business", tag)
	op.DefaultStatus = 202
	rest.Register(api.Huma, op, m.restAskStart)
	rest.Register(api.Huma, rest.Op("GET", "/api/start/slugs/{slug}", access.Public, "Whether a short name is free", tag), m.restSlug)
	op = rest.Op("POST", "/api/start/{secret}", access.Public, "Open the business, with the link's secret", tag)
	op.DefaultStatus = 201
	rest.Register(api.Huma, op, m.restOpen)
}

// closedHere refuses where no business is opened: at a business's own address, or where only the operator opens any.
func (m *Module) closedHere(ctx context.Context) error {
	if _, some := tenancy.From(ctx); some || !m.d.Signups {
		return tenancy.ErrSignupClosed
	}
	return nil
}

type startInput struct {
	Body struct {
		Email  string `json:"email" maxLength:"254" example:"anne@rivages.example"`
		Locale string `json:"locale,omitempty" enum:"fr,en,ar" default:"fr"`
	}
}

func (m *Module) restAskStart(ctx context.Context, in *startInput) (*struct{}, error) {
	err := m.closedHere(ctx)
	if err == nil {
		err = m.askStart(ctx, in.Body.Email, in.Body.Locale)
	}
	return nil, err
}

type slugInput struct {
	Slug string `path:"slug" maxLength:"60" example:"rivages"`
}

type slugOutput struct {
	Body struct {
		State   tenancy.SlugState `json:"state" enum:"free,taken,reserved,malformed"`
		Address string            `json:"address,omitempty" doc:"Where the site would be, when the name is free."`
	}
}

func (m *Module) restSlug(ctx context.Context, in *slugInput) (*slugOutput, error) {
	err := m.closedHere(ctx)
	if err == nil {
		err = m.allowed(ctx, "tenancy.slug", slugByPeer, access.From(ctx).Address)
	}
	if err != nil {
		return nil, err
	}
	state, err := m.CheckSlug(ctx, tenancy.CheckSlug{Slug: in.Slug})
	if err != nil {
		return nil, err
	}
	out := &slugOutput{}
	if out.Body.State = state; state == tenancy.SlugFree {
		out.Body.Address = m.Directory.Address(tenancy.State{Slug: in.Slug})
	}
	return out, nil
}

type openInput struct {
	Secret string `path:"secret" maxLength:"200" doc:"From the link in the mail."`
	Body   struct {
		Slug     string          `json:"slug" minLength:"2" maxLength:"40" example:"rivages"`
		Name     string          `json:"name" minLength:"1" maxLength:"120" example:"Rivages Locations"`
		Trades   []tenancy.Trade `json:"trades" enum:"stays,dining,shop,rewards" minItems:"1" maxItems:"4" nullable:"false"`
		Language string          `json:"language,omitempty" enum:"fr,en,ar" default:"fr"`
		Currency money.Currency  `json:"currency,omitempty" default:"EUR"`
		Zone     string          `json:"zone,omitempty" maxLength:"60" default:"Europe/Paris"`
		Person   string          `json:"person" minLength:"1" maxLength:"120" example:"Anne Le Goff"`
		Password string          `json:"password" minLength:"12" maxLength:"128" format:"password"`
	}
}

func (m *Module) restOpen(ctx context.Context, in *openInput) (*tenantOutput, error) {
	if err := m.closedHere(ctx); err != nil {
		return nil, err
	}
	s, err := m.signup(ctx, in.Secret)
	if err != nil {
		return nil, err
	}
	b := in.Body
	return m.tenantOutput(m.FinishSignup(access.AsSystem(ctx, access.TenantID{}, "signup"), tenancy.FinishSignup{ID: s.ID, Slug: strings.ToLower(b.Slug), Name: b.Name, Trades: b.Trades,
		Language: b.Language, Currency: b.Currency, Zone: b.Zone, Person: b.Person, Password: b.Password}))
}
