package tenancyio

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/tenancy"
	"comptoir/internal/web"
)

// Pages registers the operator's console, the desk's pages about the business itself, the way in for somebody who opens
// a business, and the door of the support.
func (m *Module) Pages(mux *http.ServeMux) {
	for pattern, h := range map[string]http.HandlerFunc{
		"GET /operator":                                  m.pageTenants,
		"GET /operator/new":                              m.pageNewTenant,
		"POST /operator/tenants":                         m.postNewTenant,
		"GET /operator/tenants/{id}":                     m.pageTenant,
		"GET /operator/tenants/{id}/settings":            m.pageTenantSettings,
		"POST /operator/tenants/{id}/settings":           m.postTenantSettings,
		"POST /operator/tenants/{id}/plan":               m.postPlan,
		"POST /operator/tenants/{id}/suspend":            m.postSuspend,
		"POST /operator/tenants/{id}/resume":             m.postResume,
		"POST /operator/tenants/{id}/close":              m.postClose,
		"POST /operator/tenants/{id}/export":             m.postTenantExport,
		"GET /operator/tenants/{id}/exports/{export}":    m.getTenantExport,
		"POST /operator/tenants/{id}/support":            m.postAskSupport,
		"POST /operator/tenants/{id}/support/{sid}/open": m.postKnock,
	} {
		mux.HandleFunc(pattern, m.atOperator(h))
	}
	for pattern, h := range map[string]http.HandlerFunc{
		"GET /desk/business":                      m.pageBusiness,
		"POST /desk/business":                     m.postBusiness,
		"GET /desk/business/look":                 m.pageLook,
		"GET /desk/business/look/preview":         m.pagePreview,
		"POST /desk/business/look":                m.postLook,
		"POST /desk/business/logo":                m.postLogo,
		"POST /desk/business/logo/remove":         m.postLogoRemove,
		"GET /desk/business/hours":                m.pageHours,
		"POST /desk/business/hours":               m.postHours,
		"GET /desk/business/domains":              m.pageDomains,
		"POST /desk/business/domains":             m.postDomain,
		"POST /desk/business/origins":             m.postOrigins,
		"POST /desk/business/domains/{host}/look": m.postVerify,
		"POST /desk/business/domains/{host}/drop": m.postDrop,
		"GET /desk/business/plan":                 m.pagePlan,
		"POST /desk/business/export":              m.postExport,
		"GET /desk/business/exports/{export}":     m.getExport,
		"GET /desk/business/support":              m.pageSupport,
		"POST /desk/business/support/consent":     m.postConsent,
		"POST /desk/business/support/{sid}":       m.postDecide,
		"GET /branding/{file}":                    m.getLogo,
		"GET /support/enter":                      m.pageEnter,
		"POST /support/enter":                     m.postEnter,
		"POST /support/leave":                     m.postLeave,
	} {
		mux.HandleFunc(pattern, m.atBusiness(h))
	}
	for pattern, h := range map[string]http.HandlerFunc{
		"GET /start":           m.pageStart,
		"POST /start":          m.postStart,
		"GET /start/slug":      m.pageSlug,
		"GET /start/{secret}":  m.pageOpen,
		"POST /start/{secret}": m.postOpen,
	} {
		mux.HandleFunc(pattern, m.atRoot(h))
	}
}

// web returns the kit of the pages.
func (m *Module) web() *web.Kit { return m.d.Web() }

// atOperator answers in the operator's house only; the installation's own address leads there.
func (m *Module) atOperator(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s, some := tenancy.From(r.Context())
		switch {
		case !some && r.URL.Path == "/operator" && r.Method == http.MethodGet:
			house, err := m.Directory.ByKey(r.Context(), tenancy.OperatorSlug)
			if err != nil {
				m.web().NotFound(w, r)
				return
			}
			m.web().RedirectOut(w, r, m.Directory.Address(house)+"/operator")
		case !some || !s.IsOperator():
			m.web().NotFound(w, r)
		default:
			h(w, r)
		}
	}
}

// atBusiness answers at a business's address only.
func (m *Module) atBusiness(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s, some := tenancy.From(r.Context()); !some || s.IsOperator() {
			m.web().NotFound(w, r)
			return
		}
		h(w, r)
	}
}

// atRoot answers at the installation's own address only.
func (m *Module) atRoot(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if _, some := tenancy.From(r.Context()); some || !m.d.Signups {
			m.web().NotFound(w, r)
			return
		}
		h(w, r)
	}
}

// desk shows a page of the desk.
func (m *Module) desk(w http.ResponseWriter, r *http.Request, status int, title string, body templ.Component) {
	m.web().Render(w, r, status, web.Page{Layout: web.Desk, Title: title}, body)
}

// done goes back to a page after a success, with a word; a refusal that belongs to no field is said there too, and any
// other is a page of its own (the proof that a dangerous act asks for among them).
func (m *Module) done(w http.ResponseWriter, r *http.Request, err error, said, to string) {
	ctx := r.Context()
	switch {
	case err == nil:
		m.web().Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, said)})
	case fault.KindOf(err) == fault.Conflict || fault.KindOf(err) == fault.Gone || fault.KindOf(err) == fault.Invalid || fault.CodeOf(err) == tenancy.ErrNoConsent.Code:
		text := web.FaultText(ctx, err)
		if all := fault.FieldsOf(err); len(all) > 0 && fault.KindOf(err) == fault.Invalid {
			text = web.FieldText(ctx, err, all[0])
		}
		m.web().Flash(w, r, web.Flash{Tone: web.Danger, Text: text})
	default:
		m.web().Error(w, r, err)
		return
	}
	m.web().Redirect(w, r, to)
}

// idOf reads an identifier of the path; the zero one, which nothing has, when it is none.
func idOf[T any](r *http.Request, name string) ident.ID[T] {
	id, err := ident.Parse[T](r.PathValue(name))
	if err != nil {
		return ident.ID[T]{}
	}
	return id
}

// settingsOf is the part of a state that its administrator edits.
func settingsOf(s tenancy.State) tenancy.Settings {
	return tenancy.Settings{Name: s.Name, Trades: slices.Clone(s.Trades), Languages: slices.Clone(s.Languages), DefaultLanguage: s.Default, Zone: s.Zone, Branding: s.Branding, Legal: s.Legal, Hours: s.Hours}
}

// guarded shows a page only to whom its permission allows it.
func (m *Module) guarded(w http.ResponseWriter, r *http.Request, p access.Permission) bool {
	if err := access.Authorize(r.Context(), p); err != nil {
		m.web().Error(w, r, err)
		return false
	}
	return true
}
