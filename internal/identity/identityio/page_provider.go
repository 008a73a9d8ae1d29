package identityio

import (
	"context"
	"errors"
	"net/http"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/web"
)

// providerPages are the ways to a provider and back. They are links and no forms: a form may not lead to another site.
func (m *Module) providerPages() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /login/with/{provider}":                  m.goToProvider,
		"GET /login/from/{provider}":                  m.comeFromProvider,
		"GET /account/security/link/{provider}":       m.goToLink,
		"POST /account/security/links/{provider}/end": m.postUnlink,
	}
}

func providerOfPath(r *http.Request) identity.ProviderName {
	return identity.ProviderName(r.PathValue("provider"))
}

// back is our address to which a provider sends the browser; it must be registered there.
func (m *Module) back(r *http.Request, p identity.ProviderName) string {
	return m.site(r).Origin + "/login/from/" + string(p)
}

func (m *Module) goToProvider(w http.ResponseWriter, r *http.Request) {
	p, next := providerOfPath(r), safeNext(r.URL.Query().Get("next"))
	away, err := m.StartProviderSignIn(r.Context(), identity.StartProviderSignIn{Provider: p, Redirect: m.back(r, p), Next: next, Kind: identity.PageSession, Agent: r.UserAgent()})
	if err != nil {
		m.notByProvider(w, r, err, next)
		return
	}
	m.leave(w, r, away)
}

func (m *Module) leave(w http.ResponseWriter, r *http.Request, away identity.Away) {
	setCeremony(w, r, away.Secret)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	m.d.Web.RedirectOut(w, r, away.To)
}

func (m *Module) goToLink(w http.ResponseWriter, r *http.Request) {
	p := providerOfPath(r)
	away, err := m.StartLink(r.Context(), identity.StartLink{Provider: p, Redirect: m.back(r, p), Next: "/account/security", Kind: identity.PageSession, Agent: r.UserAgent()})
	if err != nil {
		m.backToSecurity(w, r, err)
		return
	}
	m.leave(w, r, away)
}

func (m *Module) comeFromProvider(w http.ResponseWriter, r *http.Request) {
	secretPage(w)
	ctx, query := r.Context(), r.URL.Query()
	out, err := m.FinishProvider(ctx, identity.FinishProvider{Provider: providerOfPath(r), Secret: ceremonySecret(r), State: query.Get("state"),
		Code: query.Get("code"), Problem: query.Get("error"), Kind: identity.PageSession})
	setCeremony(w, r, "")
	next := safeNext(out.Next)
	switch {
	case err != nil:
		m.notByProvider(w, r, err, next)
	case out.Linked:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "security.links.done", "Provider", providerOfPath(r).Label())})
		m.d.Web.Redirect(w, r, "/account/security")
	case out.Pending != "":
		setCeremony(w, r, out.Pending)
		m.d.Web.Render(w, r, http.StatusOK, m.bare(ctx, "identity.sent.title"), provePendingPage(providerOfPath(r).Label()))
	default:
		m.enter(w, r, out.SignedIn, next)
	}
}

// notByProvider says on the page where one signs in, or of one's own account, why a provider did not let anybody in.
func (m *Module) notByProvider(w http.ResponseWriter, r *http.Request, err error, next string) {
	ctx := r.Context()
	known := false
	for _, refusal := range []error{identity.ErrProviderDenied, identity.ErrProviderDown, identity.ErrProviderAnswer, identity.ErrProviderSetup, identity.ErrProviderEmail,
		identity.ErrLinkFirst, identity.ErrLinkTaken, identity.ErrChallengeEnded, identity.ErrUnknownProvider} {
		known = known || errors.Is(err, refusal)
	}
	if !known {
		m.d.Web.Error(w, r, err)
		return
	}
	to := "/login" + withNext(next)
	if access.From(ctx).Kind == access.Person {
		to = "/account/security"
	} else if errors.Is(err, identity.ErrLinkFirst) {
		to = "/login" + withNext("/account/security")
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Warning, Text: web.FaultText(ctx, err)})
	m.d.Web.Redirect(w, r, to)
}

func (m *Module) postUnlink(w http.ResponseWriter, r *http.Request) {
	_, err := m.Unlink(r.Context(), identity.Unlink{Provider: providerOfPath(r)})
	m.changed(w, r, err, "security.links.ended")
}

// attach links the account over there that waits in this browser, if there is one and it has the address of whoever has
// just signed in. It is worth no failure: he can do it from his page.
func (m *Module) attach(r *http.Request, in identity.SignedIn) {
	secret := ceremonySecret(r)
	if secret == "" {
		return
	}
	actor, err := m.ActorOfCookie(r.Context(), in.Secret)
	if err == nil {
		_, err = m.AttachLink(access.With(r.Context(), actor), identity.AttachLink{Secret: secret})
	}
	_ = err
}

// offered are the providers of the sign-in page; none when they cannot be told.
func (m *Module) offered(ctx context.Context) []identity.ProviderName {
	names, err := m.OfferedProviders(ctx, identity.OfferedProviders{})
	if err != nil {
		return nil
	}
	return names
}
