package identityio

import (
	"errors"
	"net/http"
	"net/url"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/web"
)

// secondPages are the pages of signing in with a second step, or with a passkey alone.
func (m *Module) secondPages() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /login/second":           m.pageSecond,
		"POST /login/second":          m.postSecond,
		"POST /login/second/options":  m.postSecondOptions,
		"POST /login/passkey/options": m.postPasskeyLoginOptions,
		"POST /login/passkey":         m.postPasskeyLogin,
		"POST /account/prove/options": m.postProveOptions,
	}
}

// secondView is what the page of the second step says.
type secondView struct {
	Form          *web.Form
	Next          string
	Code, Passkey bool // which ways are open
	Recovery      bool
}

// askSecond sends the browser to the second step of the sign-in that it has begun.
func (m *Module) askSecond(w http.ResponseWriter, r *http.Request, c identity.Challenge, next string) {
	setCeremony(w, r, c.Secret)
	m.d.Web.Redirect(w, r, "/login/second"+withNext(next))
}

func withNext(next string) string {
	if next == "" {
		return ""
	}
	return "?next=" + url.QueryEscape(next)
}

func (m *Module) pageSecond(w http.ResponseWriter, r *http.Request) {
	m.showSecond(w, r, http.StatusOK, nil, safeNext(r.URL.Query().Get("next")))
}

func (m *Module) showSecond(w http.ResponseWriter, r *http.Request, status int, f *web.Form, next string) {
	ctx := r.Context()
	c, err := m.LookAtChallenge(ctx, identity.LookAtChallenge{Challenge: ceremonySecret(r)})
	if err != nil {
		m.beginAgain(w, r, err, next)
		return
	}
	v := secondView{Form: f, Next: next}
	for _, method := range c.Methods {
		switch method {
		case identity.ByCode:
			v.Code = true
		case identity.ByPasskey:
			v.Passkey = true
		case identity.ByRecovery:
			v.Recovery = true
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	m.d.Web.Render(w, r, status, m.bare(ctx, "security.second.title"), secondPage(v))
}

// beginAgain sends somebody whose sign-in has ended back to its beginning.
func (m *Module) beginAgain(w http.ResponseWriter, r *http.Request, err error, next string) {
	if !errors.Is(err, identity.ErrChallengeEnded) {
		m.d.Web.Error(w, r, err)
		return
	}
	setCeremony(w, r, "")
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Warning, Text: web.FaultText(r.Context(), err)})
	m.d.Web.Redirect(w, r, "/login"+withNext(next))
}

func (m *Module) postSecond(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	next := safeNext(f.Get("next"))
	in, err := m.TakeSecondStep(ctx, identity.TakeSecondStep{Challenge: ceremonySecret(r), Answer: m.answer(r, f)})
	switch {
	case err == nil:
		setCeremony(w, r, "")
		m.enter(w, r, in, next)
	case fault.KindOf(err) != fault.Unauthenticated && f.Refused(ctx, err, nil):
		m.showSecond(w, r, web.StatusOf(err), f, next)
	default:
		m.beginAgain(w, r, err, next)
	}
}

// answer is what a form holds to prove oneself with.
func (m *Module) answer(r *http.Request, f *web.Form) identity.Answer {
	return identity.Answer{Code: f.Get("code"), Passkey: []byte(f.Values.Get("passkey")), Site: m.site(r)}
}

func (m *Module) postSecondOptions(w http.ResponseWriter, r *http.Request) {
	asked, err := m.AskSecondStep(r.Context(), identity.AskSecondStep{Challenge: ceremonySecret(r), Site: m.site(r)})
	m.options(w, r, asked, err)
}

func (m *Module) postPasskeyLoginOptions(w http.ResponseWriter, r *http.Request) {
	asked, err := m.StartPasskeySignIn(r.Context(), identity.StartPasskeySignIn{Site: m.site(r), Kind: identity.PageSession, Agent: r.UserAgent()})
	m.options(w, r, asked, err)
}

func (m *Module) postPasskeyLogin(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	next := safeNext(f.Get("next"))
	in, err := m.SignInByPasskey(ctx, identity.SignInByPasskey{Secret: ceremonySecret(r), Answer: []byte(f.Values.Get("passkey")), Site: m.site(r)})
	setCeremony(w, r, "")
	switch {
	case err == nil:
		m.enter(w, r, in, next)
	case errors.Is(err, identity.ErrPasskey):
		f.Summary = web.FaultText(ctx, err)
		m.showLogin(w, r, web.StatusOf(err), f, next)
	default:
		m.beginAgain(w, r, err, next)
	}
}

func (m *Module) postProveOptions(w http.ResponseWriter, r *http.Request) {
	asked, err := m.StartProof(r.Context(), identity.StartProof{Site: m.site(r)})
	m.options(w, r, asked, err)
}
