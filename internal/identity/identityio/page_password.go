package identityio

import (
	"errors"
	"net/http"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/web"
)

// pageSent says that a mail is on its way, if there is anybody to read it.
func (m *Module) pageSent(what string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m.d.Web.Render(w, r, http.StatusOK, m.bare(r.Context(), "identity.sent.title"), sentPage(what))
	}
}

func (m *Module) pageForgot(w http.ResponseWriter, r *http.Request) {
	m.d.Web.Render(w, r, http.StatusOK, m.bare(r.Context(), "identity.forgot.title"), forgotPage(nil))
}

func (m *Module) postForgot(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	if _, err := m.RequestReset(r.Context(), identity.RequestReset{Email: f.Get("email")}); err != nil {
		m.again(w, r, f, err, "identity.forgot.title", forgotPage(f))
		return
	}
	m.d.Web.Redirect(w, r, "/password/forgot/sent")
}

// pageReset shows the form whatever the link is worth: looking must not use it up, nor tell more than trying does.
func (m *Module) pageReset(w http.ResponseWriter, r *http.Request) {
	secretPage(w)
	m.d.Web.Render(w, r, http.StatusOK, m.bare(r.Context(), "identity.reset.title"), resetPage(r.PathValue("token"), nil))
}

func (m *Module) postReset(w http.ResponseWriter, r *http.Request) {
	secretPage(w)
	ctx, token := r.Context(), r.PathValue("token")
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	_, err := m.ResetPassword(ctx, identity.ResetPassword{Token: token, Password: f.Values.Get("password")})
	switch {
	case errors.Is(err, identity.ErrLink):
		m.d.Web.Render(w, r, http.StatusGone, m.bare(ctx, "identity.expired.title"), expiredPage("/password/forgot"))
	case err != nil:
		m.again(w, r, f, err, "identity.reset.title", resetPage(token, f))
	default:
		setSession(w, r, "") // every session was ended, this browser's too
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "identity.reset.done")})
		m.d.Web.Redirect(w, r, "/login")
	}
}

// pageConfirm asks for one click, because programs that look into mails open every address in them.
func (m *Module) pageConfirm(w http.ResponseWriter, r *http.Request) {
	secretPage(w)
	m.d.Web.Render(w, r, http.StatusOK, m.bare(r.Context(), "identity.confirm.title"), confirmPage(r.PathValue("token")))
}

func (m *Module) postConfirm(w http.ResponseWriter, r *http.Request) {
	secretPage(w)
	ctx := r.Context()
	_, err := m.ConfirmEmail(ctx, identity.ConfirmEmail{Token: r.PathValue("token")})
	switch {
	case errors.Is(err, identity.ErrLink):
		m.d.Web.Render(w, r, http.StatusGone, m.bare(ctx, "identity.expired.title"), expiredPage("/account/profile"))
	case err != nil:
		m.d.Web.Error(w, r, err)
	default:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "identity.confirm.done")})
		to := "/login"
		if access.From(ctx).Kind == access.Person {
			to = "/account/profile"
		}
		m.d.Web.Redirect(w, r, to)
	}
}

// secretPage keeps an address that holds a secret out of caches and of the Referer of anything that the page loads.
func secretPage(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
}
