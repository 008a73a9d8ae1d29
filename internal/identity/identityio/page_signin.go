package identityio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/web"
)

// Pages registers the pages of signing in and of the own account.
func (m *Module) Pages(mux *http.ServeMux) {
	for pattern, h := range map[string]http.HandlerFunc{
		"GET /login":                   m.pageLogin,
		"POST /login":                  m.postLogin,
		"POST /logout":                 m.postLogout,
		"GET /register":                m.pageRegister,
		"POST /register":               m.postRegister,
		"GET /register/sent":           m.pageSent("register"),
		"GET /password/forgot":         m.pageForgot,
		"POST /password/forgot":        m.postForgot,
		"GET /password/forgot/sent":    m.pageSent("forgot"),
		"GET /password/reset/{token}":  m.pageReset,
		"POST /password/reset/{token}": m.postReset,
		"GET /email/confirm/{token}":   m.pageConfirm,
		"POST /email/confirm/{token}":  m.postConfirm,
		"GET /account/profile":         m.pageProfile,
		"POST /account/profile":        m.postProfile,
		"POST /account/photo":          m.d.Web.Only(identity.PermOwnAccount, m.postPhoto),
		"POST /account/photo/remove":   m.postRemovePhoto,
		"POST /account/password":       m.postPassword,
		"POST /account/confirm":        m.postResend,
	} {
		mux.HandleFunc(pattern, m.atBusiness(h))
	}
	for _, pages := range []map[string]http.HandlerFunc{m.teamPages(), m.linkPages(), m.sessionPages(), m.stepUpPages(), m.factorPages(), m.secondPages(), m.providerPages(), m.wayInPages()} {
		for pattern, h := range pages {
			mux.HandleFunc(pattern, m.atBusiness(h))
		}
	}
	if m.d.Demo != nil {
		mux.HandleFunc("POST /dev/sign-in", m.atBusiness(m.postDemo))
	}
}

// atBusiness answers at a business's address only: the installation's own has no accounts.
func (m *Module) atBusiness(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := tenanted(r.Context()); err != nil {
			m.d.Web.Error(w, r, err)
			return
		}
		h(w, r)
	}
}

// safeNext returns where to go after signing in: a path of this host and nothing else, or "".
func safeNext(next string) string {
	if len(next) > 1000 || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t\x00") {
		return ""
	}
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || strings.HasPrefix(u.Path, "//") {
		return ""
	}
	for _, loop := range []string{"/login", "/logout", "/register", "/account/prove", "/api/", "/dev/"} {
		if u.Path == strings.TrimSuffix(loop, "/") || strings.HasPrefix(u.Path, loop) {
			return ""
		}
	}
	return next
}

// loginView is what the sign-in page says.
type loginView struct {
	Form      *web.Form
	Next      string
	Providers []identity.ProviderName
	Demo      []identity.Role // accounts of one click; none outside the demonstration
}

func (m *Module) demoRoles(ctx context.Context) []identity.Role {
	var roles []identity.Role
	if m.d.Demo == nil {
		return nil
	}
	for _, r := range []identity.Role{identity.Administrator, identity.Manager, identity.Staff, identity.Owner, identity.Customer} {
		if _, ok := m.d.Demo(ctx, r); ok {
			roles = append(roles, r)
		}
	}
	return roles
}

func (m *Module) bare(ctx context.Context, title string) web.Page {
	return web.Page{Layout: web.Bare, Title: web.T(ctx, title)}
}

func (m *Module) showLogin(w http.ResponseWriter, r *http.Request, status int, f *web.Form, next string) {
	ctx := r.Context()
	m.d.Web.Render(w, r, status, m.bare(ctx, "identity.login.title"), loginPage(loginView{Form: f, Next: next, Providers: m.offered(ctx), Demo: m.demoRoles(ctx)}))
}

func (m *Module) pageLogin(w http.ResponseWriter, r *http.Request) {
	next := safeNext(r.URL.Query().Get("next"))
	if a := access.From(r.Context()); a.Kind == access.Person {
		m.d.Web.Redirect(w, r, m.after(next, a.Roles))
		return
	}
	m.showLogin(w, r, http.StatusOK, nil, next)
}

func (m *Module) after(next string, roles []string) string {
	if next != "" {
		return next
	}
	return m.d.Home(roles)
}

func (m *Module) postLogin(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	next := safeNext(f.Get("next"))
	f.Need(ctx, "email", "password")
	if !f.OK() {
		m.showLogin(w, r, f.Status(), f, next)
		return
	}
	in, err := m.SignIn(ctx, identity.SignIn{Email: f.Get("email"), Password: f.Values.Get("password"), Kind: identity.PageSession, Agent: r.UserAgent()})
	if err != nil {
		m.refuseLogin(w, r, f, next, err)
		return
	}
	m.enter(w, r, in, next)
}

func (m *Module) refuseLogin(w http.ResponseWriter, r *http.Request, f *web.Form, next string, err error) {
	var wait *Wait
	switch {
	case errors.Is(err, identity.ErrCredentials):
		f.Summary = web.FaultText(r.Context(), err)
	case errors.As(err, &wait):
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.After.Seconds())+1))
		f.Summary = web.N(r.Context(), "identity.login.wait", wait.Minutes())
	}
	if f.Summary == "" && !f.Refused(r.Context(), err, nil) {
		m.d.Web.Error(w, r, err)
		return
	}
	m.showLogin(w, r, web.StatusOf(err), f, next)
}

// enter gives the browser its new session and ends the one that it may still have, so that a session never passes from
// one person to another.
func (m *Module) enter(w http.ResponseWriter, r *http.Request, in identity.SignedIn, next string) {
	if in.Challenge != nil {
		m.askSecond(w, r, *in.Challenge, next)
		return
	}
	if old := sessionSecret(r); old != "" {
		if _, err := m.SignOut(r.Context(), identity.SignOut{Secret: old}); err != nil {
			m.d.Web.Error(w, r, err)
			return
		}
	}
	m.attach(r, in)
	setSession(w, r, in.Secret)
	if in.Device != "" {
		setDevice(w, r, in.Device)
	}
	m.d.Web.Speak(w, r, in.User.Locale)
	m.d.Web.Redirect(w, r, m.after(next, rolesOf(in.User)))
}

func (m *Module) postLogout(w http.ResponseWriter, r *http.Request) {
	if secret := sessionSecret(r); secret != "" {
		if _, err := m.SignOut(r.Context(), identity.SignOut{Secret: secret}); err != nil {
			m.d.Web.Error(w, r, err)
			return
		}
	}
	setSession(w, r, "")
	w.Header().Set("Clear-Site-Data", `"cache"`)
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Info, Text: web.T(r.Context(), "identity.logout.done")})
	m.d.Web.Redirect(w, r, "/")
}

// postDemo signs in as one of the demonstration's accounts. It is registered in the demonstration only.
func (m *Module) postDemo(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	ctx := r.Context()
	email, ok := m.d.Demo(ctx, identity.Role(f.Get("role")))
	if !ok {
		m.d.Web.Error(w, r, fault.ErrInvalid.On("role", "unknown_role", "no such account"))
		return
	}
	actor := access.From(ctx)
	system := access.With(ctx, access.Actor{Kind: access.System, Tenant: actor.Tenant, Name: "demo:sign-in", Address: actor.Address})
	in, err := m.SignInAs(system, identity.SignInAs{Email: email, Kind: identity.PageSession, Agent: r.UserAgent()})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.enter(w, r, in, safeNext(f.Get("next")))
}

func (m *Module) pageRegister(w http.ResponseWriter, r *http.Request) {
	m.d.Web.Render(w, r, http.StatusOK, m.bare(r.Context(), "identity.register.title"), registerPage(nil))
}

func (m *Module) postRegister(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	_, err := m.Register(ctx, identity.Register{Email: f.Get("email"), Password: f.Values.Get("password"),
		Profile: identity.Profile{Name: f.Get("name"), Phone: contact.Phone(f.Get("phone")), Locale: web.Lang(ctx)}})
	if err != nil {
		m.again(w, r, f, err, "identity.register.title", registerPage(f))
		return
	}
	m.d.Web.Redirect(w, r, "/register/sent")
}

// again shows a refused form once more; what is not the person's to mend becomes an error page.
func (m *Module) again(w http.ResponseWriter, r *http.Request, f *web.Form, err error, title string, page templ.Component) {
	if !f.Refused(r.Context(), err, nil) {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Render(w, r, web.StatusOf(err), m.bare(r.Context(), title), page)
}
