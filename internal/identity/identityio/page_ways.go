package identityio

import (
	"context"
	"net/http"
	"strconv"

	"comptoir/internal/identity"
	"comptoir/internal/web"
)

// wayInPages are the desk's pages about how people sign in: what is asked of those who work here, and the providers.
func (m *Module) wayInPages() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /desk/settings/sign-in":                   m.pageWays,
		"POST /desk/settings/sign-in":                  m.postPolicy,
		"POST /desk/settings/sign-in/{provider}":       m.postProvider,
		"POST /desk/settings/sign-in/{provider}/check": m.postCheckProvider,
	}
}

// waysView is what the page says.
type waysView struct {
	Policy     identity.FactorPolicy
	PolicyForm *web.Form
	Providers  []providerView
}

// providerView is one provider with its form.
type providerView struct {
	identity.ProviderView
	Form *web.Form
	Back string // the address to register over there
}

func (m *Module) pageWays(w http.ResponseWriter, r *http.Request) {
	m.showWays(w, r, http.StatusOK, nil, "", nil)
}

// showWays shows the page; of its forms at most one has just been refused.
func (m *Module) showWays(w http.ResponseWriter, r *http.Request, status int, policy *web.Form, name identity.ProviderName, provider *web.Form) {
	ctx := r.Context()
	p, err := m.GetFactorPolicy(ctx, identity.GetFactorPolicy{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	all, err := m.ListProviders(ctx, identity.ListProviders{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v := waysView{Policy: p, PolicyForm: policy}
	if policy == nil {
		v.PolicyForm = web.FormOf("required", checked(p.Required), "grace", strconv.Itoa(p.Grace), "version", strconv.Itoa(p.Version))
	}
	for _, x := range all {
		one := providerView{ProviderView: x, Form: provider, Back: m.back(r, x.Provider)}
		if x.Provider != name || provider == nil {
			one.Form = web.FormOf("clientId", x.ClientID, "enabled", checked(x.Enabled), "version", strconv.Itoa(x.Version))
		}
		v.Providers = append(v.Providers, one)
	}
	m.d.Web.Render(w, r, status, web.Page{Layout: web.Desk, Title: web.T(ctx, "security.ways.title")}, waysPage(v))
}

func checked(yes bool) string {
	if yes {
		return "on"
	}
	return ""
}

func (m *Module) postPolicy(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	grace, version := f.Int(ctx, "grace"), f.Int(ctx, "version")
	if !f.OK() {
		m.showWays(w, r, f.Status(), f, "", nil)
		return
	}
	_, err := m.SetFactorPolicy(ctx, identity.SetFactorPolicy{Required: f.Checked("required"), Grace: grace, Version: version})
	m.waysSaved(w, r, err, f, "")
}

// waysSaved goes back to the page, or shows what was refused.
func (m *Module) waysSaved(w http.ResponseWriter, r *http.Request, err error, f *web.Form, name identity.ProviderName) {
	ctx := r.Context()
	switch {
	case err == nil:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "security.ways.saved")})
		m.d.Web.Redirect(w, r, "/desk/settings/sign-in")
	case !f.Refused(ctx, err, nil):
		m.d.Web.Error(w, r, err)
	case name == "":
		m.showWays(w, r, web.StatusOf(err), f, "", nil)
	default:
		m.showWays(w, r, web.StatusOf(err), nil, name, f)
	}
}

func (m *Module) postProvider(w http.ResponseWriter, r *http.Request) {
	ctx, name := r.Context(), providerOfPath(r)
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	_, err := m.SetProvider(ctx, identity.SetProvider{Provider: name, ClientID: f.Get("clientId"), Secret: f.Get("secret"), Enabled: f.Checked("enabled"), Version: f.Int(ctx, "version")})
	f.Values.Del("secret")
	m.waysSaved(w, r, err, f, name)
}

func (m *Module) postCheckProvider(w http.ResponseWriter, r *http.Request) {
	ctx, name := r.Context(), providerOfPath(r)
	_, err := m.TestProvider(ctx, identity.TestProvider{Provider: name})
	flash := web.Flash{Tone: web.Positive, Text: web.T(ctx, "security.ways.checked", "Provider", name.Label())}
	if err != nil {
		if web.StatusOf(err) == http.StatusForbidden || web.StatusOf(err) == http.StatusUnauthorized || web.StatusOf(err) == http.StatusInternalServerError {
			m.d.Web.Error(w, r, err)
			return
		}
		flash = web.Flash{Tone: web.Danger, Text: web.FaultText(ctx, err)}
	}
	m.d.Web.Flash(w, r, flash)
	m.d.Web.Redirect(w, r, "/desk/settings/sign-in")
}

// secretHint says whether a secret is there; it is never shown.
func secretHint(ctx context.Context, p providerView) string {
	if p.HasSecret {
		return web.T(ctx, "security.ways.secret_kept")
	}
	return web.T(ctx, "security.ways.secret_new")
}
