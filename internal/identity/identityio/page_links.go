package identityio

import (
	"context"
	"errors"
	"net/http"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/web"
)

// linkPages are the pages of signing in by a mailed link, and of changing one's address.
func (m *Module) linkPages() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /login/link":            m.pageLink,
		"POST /login/link":           m.postLink,
		"GET /login/link/sent":       m.pageSent("link"),
		"GET /login/link/{token}":    m.pageOneClick("identity.link_use", "/login/link/"),
		"POST /login/link/{token}":   m.postUseLink,
		"POST /account/email":        m.postEmail,
		"GET /email/change/{token}":  m.pageOneClick("identity.email_change", "/email/change/"),
		"POST /email/change/{token}": m.postConfirmNew,
		"GET /email/cancel/{token}":  m.pageOneClick("identity.email_cancel", "/email/cancel/"),
		"POST /email/cancel/{token}": m.postCancelChange,
	}
}

func (m *Module) pageLink(w http.ResponseWriter, r *http.Request) {
	m.d.Web.Render(w, r, http.StatusOK, m.bare(r.Context(), "identity.link.title"), linkForm(nil))
}

func (m *Module) postLink(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	if _, err := m.RequestLink(r.Context(), identity.RequestMagicLink{Email: f.Get("email")}); err != nil {
		m.again(w, r, f, err, "identity.link.title", linkForm(f))
		return
	}
	m.d.Web.Redirect(w, r, "/login/link/sent")
}

// pageOneClick shows a button, whatever the link is worth: looking must not use it up, nor tell more than trying does.
func (m *Module) pageOneClick(words, action string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		secretPage(w)
		m.d.Web.Render(w, r, http.StatusOK, m.bare(r.Context(), words+".title"), oneClick(words, action, r.PathValue("token")))
	}
}

func (m *Module) postUseLink(w http.ResponseWriter, r *http.Request) {
	secretPage(w)
	in, err := m.UseLink(r.Context(), identity.UseMagicLink{Token: r.PathValue("token"), Kind: identity.PageSession, Agent: r.UserAgent()})
	if err != nil {
		m.refuseLink(w, r, err, "/login/link")
		return
	}
	m.enter(w, r, in, "")
}

// refuseLink says that a link is over and where to ask for another.
func (m *Module) refuseLink(w http.ResponseWriter, r *http.Request, err error, again string) {
	if errors.Is(err, identity.ErrLink) {
		m.d.Web.Render(w, r, http.StatusGone, m.bare(r.Context(), "identity.expired.title"), expiredPage(again))
		return
	}
	m.d.Web.Error(w, r, err)
}

func (m *Module) postEmail(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	if _, err := m.ChangeEmail(ctx, identity.RequestEmailChange{Email: f.Get("email")}); err != nil {
		if errors.Is(err, access.ErrStepUp) || !f.Refused(ctx, err, nil) {
			m.d.Web.Error(w, r, err)
			return
		}
		m.renderProfile(w, r, web.StatusOf(err), func(v *profileView) { v.Email = f })
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Info, Text: web.T(ctx, "identity.profile.email_sent", "Email", f.Get("email"))})
	m.d.Web.Redirect(w, r, "/account/profile")
}

func (m *Module) postConfirmNew(w http.ResponseWriter, r *http.Request) {
	secretPage(w)
	ctx := r.Context()
	if _, err := m.ConfirmNew(ctx, identity.ConfirmNewEmail{Token: r.PathValue("token")}); err != nil {
		m.refuseLink(w, r, err, "/account/profile")
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "identity.email_change.done")})
	m.d.Web.Redirect(w, r, whereTo(ctx))
}

func (m *Module) postCancelChange(w http.ResponseWriter, r *http.Request) {
	secretPage(w)
	out, err := m.CancelChange(r.Context(), identity.CancelEmailChange{Token: r.PathValue("token")})
	if err != nil {
		m.refuseLink(w, r, err, "/password/forgot")
		return
	}
	m.d.Web.Render(w, r, http.StatusOK, m.bare(r.Context(), "identity.cancelled.title"), cancelledPage(out.Restored))
}

// whereTo is where somebody goes on after a link that does not sign in.
func whereTo(ctx context.Context) string {
	if access.From(ctx).Kind == access.Person {
		return "/account/profile"
	}
	return "/login"
}
