package tenancyio

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/rest"
	"comptoir/internal/tenancy"
)

// REST registers the API: the business about itself, the operator's console, and the way in for somebody who opens a business.
func (m *Module) REST(api *rest.API) {
	m.restBusiness(api)
	m.restOperator(api)
	m.restStart(api)
}

func (m *Module) restBusiness(api *rest.API) {
	const tag = "business"
	op := func(method, path string, p access.Permission, status int, summary string) huma.Operation {
		o := rest.Op(method, "/api/business"+path, p, summary, tag)
		o.DefaultStatus = status
		return o
	}
	rest.Register(api.Huma, op("GET", "", tenancy.PermUpdateSettings, 200, "The business: settings, plan, usage, domains, support, exports"), m.restInside)
	rest.Register(api.Huma, op("PUT", "/settings", tenancy.PermUpdateSettings, 200, "Change what the business says about itself"), m.restSettings)
	rest.Register(api.Huma, op("PUT", "/origins", tenancy.PermUpdateSettings, 200, "Name the sites whose pages may call the API from a browser"), m.restOrigins)
	rest.Register(api.Huma, op("POST", "/domains", tenancy.PermUpdateSettings, 201, "Name a domain of one's own"), m.restClaim)
	rest.Register(api.Huma, op("POST", "/domains/{host}/verify", tenancy.PermUpdateSettings, 200, "Look whether the domain publishes its proof"), m.restVerify)
	rest.Register(api.Huma, op("DELETE", "/domains/{host}", tenancy.PermUpdateSettings, 204, "Give a domain up"), m.restDrop)
	rest.Register(api.Huma, op("POST", "/exports", tenancy.PermExport, 202, "Ask for an export of all data"), m.restExport)
	file := op("GET", "/exports/{export}/file", tenancy.PermExport, 200, "Download an export")
	file.Responses = zipAnswer()
	rest.Register(api.Huma, file, m.restExportFile)
	rest.Register(api.Huma, op("PUT", "/support-consent", tenancy.PermUpdateSettings, 200, "Let the operator's people in without being asked each time, or no longer"), m.restConsent)
	rest.Register(api.Huma, op("POST", "/supports/{support}/decision", tenancy.PermUpdateSettings, 200, "Agree to a request of the support, or refuse it"), m.restDecide)
	rest.Register(api.Huma, op("POST", "/supports/{support}/end", tenancy.PermEndSupport, 200, "Show the support the door"), m.restEnd)
}

func zipAnswer() map[string]*huma.Response {
	return map[string]*huma.Response{"200": {Description: "The export, as a ZIP archive.",
		Content: map[string]*huma.MediaType{"application/zip": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
}

func (m *Module) restInside(ctx context.Context, _ *struct{}) (*dossierOutput, error) {
	return m.dossierOutput(m.Inside(ctx, tenancy.Inside{}))
}

func (m *Module) restSettings(ctx context.Context, in *settingsInput) (*tenantOutput, error) {
	version, _, err := in.Version()
	if err != nil {
		return nil, err
	}
	now, err := m.GetTenant(ctx, tenancy.GetTenant{}) // the trades are the operator's
	if err != nil {
		return nil, err
	}
	return m.tenantOutput(m.UpdateSettings(ctx, tenancy.UpdateSettings{Version: version, Settings: in.Body.settings(now.Trades)}))
}

func (m *Module) restOrigins(ctx context.Context, in *originsInput) (*tenantOutput, error) {
	version, _, err := in.Version()
	if err != nil {
		return nil, err
	}
	return m.tenantOutput(m.AllowOrigins(ctx, tenancy.AllowOrigins{Version: version, Origins: in.Body.Origins}))
}

type claimInput struct {
	Body struct {
		Host string `json:"host" minLength:"4" maxLength:"253" example:"www.rivages-locations.fr"`
	}
}

type hostInput struct {
	Host string `path:"host" maxLength:"253" example:"www.rivages-locations.fr"`
}

type claimOutput struct{ Body ClaimWire }

func claimed(c tenancy.Claim, err error) (*claimOutput, error) {
	if err != nil {
		return nil, err
	}
	return &claimOutput{claimWire(c)}, nil
}

func (m *Module) restClaim(ctx context.Context, in *claimInput) (*claimOutput, error) {
	return claimed(m.ClaimDomain(ctx, tenancy.ClaimDomain{Host: in.Body.Host}))
}

func (m *Module) restVerify(ctx context.Context, in *hostInput) (*claimOutput, error) {
	return claimed(m.VerifyDomain(ctx, tenancy.VerifyDomain{Host: in.Host}))
}

func (m *Module) restDrop(ctx context.Context, in *hostInput) (*struct{}, error) {
	_, err := m.DropDomain(ctx, tenancy.DropDomain{Host: in.Host})
	return nil, err
}

type exportOutput struct{ Body ExportWire }

func exported(e tenancy.Export, err error) (*exportOutput, error) {
	if err != nil {
		return nil, err
	}
	return &exportOutput{exportWire(e)}, nil
}

func (m *Module) restExport(ctx context.Context, _ *struct{}) (*exportOutput, error) {
	return exported(m.RequestExport(ctx, tenancy.RequestExport{}))
}

type exportInput struct {
	Export tenancy.ExportID `path:"export"`
}

func (m *Module) restExportFile(ctx context.Context, in *exportInput) (*huma.StreamResponse, error) {
	return m.exportFile(ctx, tenancy.FetchExport{ID: in.Export})
}

// exportFile sends the file of an export piece by piece: it may be larger than the memory.
func (m *Module) exportFile(ctx context.Context, q tenancy.FetchExport) (*huma.StreamResponse, error) {
	e, err := m.FetchExport(ctx, q)
	if err != nil {
		return nil, err
	}
	content, err := m.openExport(ctx, q.Tenant, e)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		defer func() { _ = content.Close() }()
		c.SetHeader("Content-Type", "application/zip")
		c.SetHeader("Content-Disposition", `attachment; filename="`+exportName(e)+`"`)
		c.SetHeader("Cache-Control", "private, no-store")
		if w, ok := c.BodyWriter().(http.ResponseWriter); ok {
			_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // a large file on a slow line takes its time
		}
		_, _ = io.Copy(c.BodyWriter(), content) // the client has left
	}}, nil
}

// openExport opens the file of an export of a business; the zero tenant is the actor's own.
func (m *Module) openExport(ctx context.Context, tenant access.TenantID, e tenancy.Export) (io.ReadCloser, error) {
	if tenant.IsZero() {
		tenant = access.TenantOf(ctx)
	}
	key, err := blob.ParseKey(tenant, e.File)
	if err != nil {
		return nil, err
	}
	content, _, err := m.d.Blobs.Open(ctx, key)
	return content, gone(err)
}

type consentInput struct {
	Body struct {
		Standing bool `json:"standing"`
	}
}

func (m *Module) restConsent(ctx context.Context, in *consentInput) (*tenantOutput, error) {
	return m.tenantOutput(m.ConsentSupport(ctx, tenancy.ConsentSupport{Standing: in.Body.Standing}))
}

type decideInput struct {
	ID   tenancy.SupportID `path:"support"`
	Body struct {
		Agree bool `json:"agree"`
	}
}

type endInput struct {
	ID tenancy.SupportID `path:"support"`
}

type supportOutput struct{ Body SupportWire }

func supported(s tenancy.Support, err error) (*supportOutput, error) {
	if err != nil {
		return nil, err
	}
	return &supportOutput{supportWire(s)}, nil
}

func (m *Module) restDecide(ctx context.Context, in *decideInput) (*supportOutput, error) {
	return supported(m.DecideSupport(ctx, tenancy.DecideSupport{ID: in.ID, Agree: in.Body.Agree}))
}

func (m *Module) restEnd(ctx context.Context, in *endInput) (*supportOutput, error) {
	return supported(m.EndSupport(ctx, tenancy.EndSupport{ID: in.ID}))
}
