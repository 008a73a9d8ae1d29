package identityio

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/web"
)

// sessionPages are the pages of one's own sessions.
func (m *Module) sessionPages() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{"GET /account/sessions": m.pageSessions, "POST /account/sessions/revoke": m.postRevokeOthers,
		"POST /account/sessions/{session}/revoke": m.postRevoke}
}

func (m *Module) pageSessions(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	all, err := m.Sessions(ctx, identity.ListSessions{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	place := m.d.Place(ctx)
	for n := range all {
		all[n].SeenAt, all[n].OpenedAt = all[n].SeenAt.In(place), all[n].OpenedAt.In(place)
	}
	m.d.Web.Render(w, r, http.StatusOK, web.Page{Layout: web.Account, Title: web.T(ctx, "identity.sessions.title")}, sessionsPage(all))
}

func sessionRows(all []identity.SessionView) []web.TableRow {
	rows := make([]web.TableRow, len(all))
	for n, s := range all {
		rows[n] = web.TableRow{ID: "session-" + s.ID.String(), Cells: []templ.Component{sessionDevice(s), sessionPlace(s), sessionSeen(s), sessionEnd(s)}}
	}
	return rows
}

func deviceWords(ctx context.Context, a identity.Agent) string {
	if s := a.String(); s != "" {
		return s
	}
	return web.T(ctx, "identity.sessions.unknown_device")
}

func (m *Module) postRevoke(w http.ResponseWriter, r *http.Request) {
	id, err := ident.ParseRaw(r.PathValue("session"))
	if err != nil {
		m.d.Web.Error(w, r, identity.ErrUnknownSession)
		return
	}
	_, err = m.RevokeSession(r.Context(), identity.RevokeSession{Session: identity.SessionID(id)})
	if fault.KindOf(err) == fault.NotFound {
		err = nil // it ended by itself meanwhile: what was wanted is so
	}
	m.revoked(w, r, "identity.sessions.revoked", err)
}

func (m *Module) postRevokeOthers(w http.ResponseWriter, r *http.Request) {
	_, err := m.RevokeOthers(r.Context(), identity.RevokeOtherSessions{})
	m.revoked(w, r, "identity.sessions.others_revoked", err)
}

func (m *Module) revoked(w http.ResponseWriter, r *http.Request, text string, err error) {
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(r.Context(), text)})
	m.d.Web.Redirect(w, r, "/account/sessions")
}

// utc is where a business is that does not say.
func utc(context.Context) *time.Location { return time.UTC }
