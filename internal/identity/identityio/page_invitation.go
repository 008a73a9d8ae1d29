package identityio

import (
	"errors"
	"net/http"
	"strconv"

	"comptoir/internal/identity"
	"comptoir/internal/web"
)

// invitationView is an invitation as the invited person reads it.
type invitationView struct {
	Invited  identity.Invited
	Token    string
	Business string
	By       string
	Names    []string
	Form     *web.Form
}

func (m *Module) pageInvitation(w http.ResponseWriter, r *http.Request) {
	m.showInvitation(w, r, http.StatusOK, nil)
}

func (m *Module) showInvitation(w http.ResponseWriter, r *http.Request, status int, f *web.Form) {
	secretPage(w)
	ctx, token := r.Context(), r.PathValue("token")
	x, err := m.LookAtInvite(ctx, identity.LookAtInvitation{Token: token})
	if err != nil {
		m.refuseInvitation(w, r, err)
		return
	}
	v := invitationView{Invited: x, Token: token, Business: m.business(ctx, r.Host), By: x.Inviter, Form: f, Names: roleNames(ctx, x.Roles, nil, nil)}
	if v.By == "" {
		v.By = v.Business
	}
	m.d.Web.Render(w, r, status, m.bare(ctx, "people.join"), invitationPage(v))
}

func (m *Module) refuseInvitation(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, identity.ErrInvitation) {
		m.d.Web.Render(w, r, http.StatusGone, m.bare(r.Context(), "identity.expired.title"), expiredPage("/login"))
		return
	}
	m.d.Web.Error(w, r, err)
}

func (m *Module) postInvitation(w http.ResponseWriter, r *http.Request) {
	secretPage(w)
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	in, err := m.AcceptInvite(ctx, identity.AcceptInvitation{Token: r.PathValue("token"), Name: f.Get("name"), Password: f.Values.Get("password"),
		Kind: identity.PageSession, Agent: r.UserAgent()})
	switch {
	case errors.Is(err, identity.ErrInvitation):
		m.refuseInvitation(w, r, err)
	case err != nil:
		if !f.Refused(ctx, err, nil) {
			m.d.Web.Error(w, r, err)
			return
		}
		m.showInvitation(w, r, web.StatusOf(err), f)
	case in.New:
		m.enter(w, r, in.Session, "")
	default:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "people.joined")})
		m.d.Web.Redirect(w, r, m.after("", rolesOf(in.User)))
	}
}

// rolesOf are the roles of a person as the edge knows them.
func rolesOf(u identity.UserView) []string {
	names := make([]string, len(u.Roles))
	for n, role := range u.Roles {
		names[n] = string(role)
	}
	return names
}

func itoa(n int) string { return strconv.Itoa(n) }

// number reads a version; what is no number is none that exists.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}
