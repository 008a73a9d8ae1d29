package tenancyio

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/money"
	"comptoir/internal/platform/rest"
	"comptoir/internal/tenancy"
)

// restOperator is the console: it answers in the operator's house, to the operator's people.
func (m *Module) restOperator(api *rest.API) {
	const tag = "operator"
	op := func(method, path string, p access.Permission, status int, summary string) huma.Operation {
		o := rest.Op(method, "/api/operator/tenants"+path, p, summary, tag)
		o.DefaultStatus = status
		return o
	}
	rest.Register(api.Huma, op("GET", "", tenancy.PermListTenants, 200, "List the businesses with what they use"), m.restSurvey)
	rest.Register(api.Huma, op("POST", "", tenancy.PermCreateTenant, 201, "Make a business, and invite its administrator"), m.restCreate)
	rest.Register(api.Huma, op("GET", "/{id}", tenancy.PermListTenants, 200, "One business"), m.restInspect)
	rest.Register(api.Huma, op("PUT", "/{id}/settings", tenancy.PermManageTenant, 200, "Configure a business that cannot help itself"), m.restConfigure)
	rest.Register(api.Huma, op("PUT", "/{id}/plan", tenancy.PermManageTenant, 200, "Put a business on a plan"), m.restPlan)
	rest.Register(api.Huma, op("POST", "/{id}/suspend", tenancy.PermManageTenant, 200, "Close a business to its visitors and staff"), m.restSuspend)
	rest.Register(api.Huma, op("POST", "/{id}/resume", tenancy.PermManageTenant, 200, "Open it again, also when it was to be deleted"), m.restResume)
	rest.Register(api.Huma, op("POST", "/{id}/close", tenancy.PermManageTenant, 200, "Delete a business after thirty days of grace"), m.restClose)
	rest.Register(api.Huma, op("POST", "/{id}/exports", tenancy.PermManageTenant, 202, "Export all data of a business"), m.restTenantExport)
	file := op("GET", "/{id}/exports/{export}/file", tenancy.PermManageTenant, 200, "Download an export of a business")
	file.Responses = zipAnswer()
	rest.Register(api.Huma, file, m.restTenantExportFile)
	rest.Register(api.Huma, op("POST", "/{id}/supports", tenancy.PermSupport, 201, "Ask a business to let the support in"), m.restAskSupport)
}

type surveyInput struct {
	rest.PageParams
	Text   string `query:"q" maxLength:"100" doc:"In the short name, the name, or a host."`
	Status string `query:"status" enum:"active,suspended,closing,erased"`
	Plan   string `query:"plan" enum:"discovery,starter,business,unlimited"`
}

type surveyOutput struct{ Body rest.List[TenantWire] }

func (m *Module) restSurvey(ctx context.Context, in *surveyInput) (*surveyOutput, error) {
	page, err := m.SurveyTenants(ctx, tenancy.SurveyTenants{Page: in.Request(),
		Query: tenancy.TenantQuery{Text: in.Text, Status: tenancy.Status(in.Status), Plan: tenancy.Plan(in.Plan)}})
	if err != nil {
		return nil, err
	}
	return &surveyOutput{rest.ListOf(page, func(s tenancy.Surveyed) TenantWire { return m.tenantWire(s.State, s.Usage) })}, nil
}

type createInput struct {
	Body struct {
		Slug          string          `json:"slug" minLength:"2" maxLength:"40" example:"rivages"`
		Name          string          `json:"name" minLength:"1" maxLength:"120" example:"Rivages Locations"`
		Trades        []tenancy.Trade `json:"trades" enum:"stays,dining,shop,rewards" minItems:"1" maxItems:"4" nullable:"false"`
		Language      string          `json:"language,omitempty" enum:"fr,en,ar" default:"fr"`
		Currency      money.Currency  `json:"currency,omitempty" default:"EUR"`
		Zone          string          `json:"zone,omitempty" maxLength:"60" default:"Europe/Paris"`
		Plan          tenancy.Plan    `json:"plan,omitempty" enum:"discovery,starter,business,unlimited" default:"starter"`
		Administrator *struct {
			Email string `json:"email" maxLength:"254" example:"admin@rivages.example"`
			Name  string `json:"name" minLength:"1" maxLength:"120" example:"Anne Le Goff"`
		} `json:"administrator,omitempty" doc:"Who is invited by mail to be its first administrator."`
	}
}

func (m *Module) restCreate(ctx context.Context, in *createInput) (*tenantOutput, error) {
	b := in.Body
	c := tenancy.CreateTenant{Slug: b.Slug, Currency: b.Currency, Plan: b.Plan, Settings: tenancy.Settings{Name: b.Name, Trades: b.Trades,
		Languages: spoken(b.Language), DefaultLanguage: b.Language, Zone: b.Zone, Legal: tenancy.Legal{Name: b.Name}}}
	var email contact.Email
	if b.Administrator != nil {
		var err error
		if email, err = administratorAddress(b.Administrator.Email); err != nil {
			return nil, err
		}
	}
	s, err := m.CreateTenant(ctx, c)
	if err == nil && email != "" {
		err = m.invite(ctx, s, email, b.Administrator.Name)
	}
	return m.tenantOutput(s, err)
}

func (m *Module) restInspect(ctx context.Context, in *tenantInput) (*dossierOutput, error) {
	return m.dossierOutput(m.InspectTenant(ctx, tenancy.InspectTenant{Tenant: in.ID}))
}

type configureInput struct {
	ID access.TenantID `path:"id"`
	rest.IfMatch
	Body struct {
		SettingsWire
		Trades []tenancy.Trade `json:"trades" enum:"stays,dining,shop,rewards" minItems:"1" maxItems:"4" nullable:"false"`
	}
}

func (m *Module) restConfigure(ctx context.Context, in *configureInput) (*tenantOutput, error) {
	version, _, err := in.Version()
	if err != nil {
		return nil, err
	}
	return m.tenantOutput(m.ConfigureTenant(ctx, tenancy.ConfigureTenant{Tenant: in.ID, Version: version, Settings: in.Body.settings(in.Body.Trades)}))
}

type planInput struct {
	ID   access.TenantID `path:"id"`
	Body struct {
		Plan   tenancy.Plan               `json:"plan" enum:"discovery,starter,business,unlimited"`
		Limits map[tenancy.Resource]int64 `json:"limits,omitempty" doc:"Own figures where they differ from the plan's, by resource (users, properties, storage in bytes, mails a month); -1 is no limit."`
	}
}

func (m *Module) restPlan(ctx context.Context, in *planInput) (*tenantOutput, error) {
	return m.tenantOutput(m.SetPlan(ctx, tenancy.SetPlan{Tenant: in.ID, Plan: in.Body.Plan, Limits: in.Body.Limits}))
}

func (m *Module) restSuspend(ctx context.Context, in *reasonInput) (*tenantOutput, error) {
	return m.tenantOutput(m.SuspendTenant(ctx, tenancy.SuspendTenant{Tenant: in.ID, Reason: in.Body.Reason}))
}

func (m *Module) restResume(ctx context.Context, in *tenantInput) (*tenantOutput, error) {
	return m.tenantOutput(m.ResumeTenant(ctx, tenancy.ResumeTenant{Tenant: in.ID}))
}

func (m *Module) restClose(ctx context.Context, in *reasonInput) (*tenantOutput, error) {
	return m.tenantOutput(m.CloseTenant(ctx, tenancy.CloseTenant{Tenant: in.ID, Reason: in.Body.Reason}))
}

func (m *Module) restTenantExport(ctx context.Context, in *tenantInput) (*exportOutput, error) {
	if in.ID.IsZero() { // the zero tenant would be the operator's own
		return nil, tenancy.ErrUnknown
	}
	return exported(m.RequestExport(ctx, tenancy.RequestExport{Tenant: in.ID}))
}

type tenantExportInput struct {
	ID     access.TenantID  `path:"id"`
	Export tenancy.ExportID `path:"export"`
}

func (m *Module) restTenantExportFile(ctx context.Context, in *tenantExportInput) (*huma.StreamResponse, error) {
	if in.ID.IsZero() {
		return nil, tenancy.ErrUnknown
	}
	return m.exportFile(ctx, tenancy.FetchExport{Tenant: in.ID, ID: in.Export})
}

func (m *Module) restAskSupport(ctx context.Context, in *reasonInput) (*supportOutput, error) {
	return supported(m.AskSupport(ctx, tenancy.AskSupport{Tenant: in.ID, Reason: in.Body.Reason}))
}
