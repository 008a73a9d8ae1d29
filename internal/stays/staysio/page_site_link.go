package staysio

import (
	"errors"
	"net/http"

	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// lostLink answers a link that opens nothing, whether it never did, has ended or was replaced: the three look alike, and
// the page offers the link by mail.
func (m *Module) lostLink(w http.ResponseWriter, r *http.Request, err error) bool {
	if !errors.Is(err, stays.ErrManageLink) {
		return false
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	m.showLost(w, r, http.StatusNotFound, lostView{Dead: true})
	return true
}

// lostView is the page of who has no link that works.
type lostView struct {
	Form *web.Form
	Dead bool // he came by a link
	Sent bool // the form was sent: the same words whoever asks for what
}

func (m *Module) showLost(w http.ResponseWriter, r *http.Request, status int, v lostView) {
	if v.Form == nil {
		v.Form = web.FormOf()
	}
	page := web.Page{Layout: web.Site, Title: web.T(r.Context(), "site.lost.title"), NoIndex: true}
	m.Web.Render(w, r, status, page, lostPage(v))
}

func (m *Module) pageLost(w http.ResponseWriter, r *http.Request) {
	m.showLost(w, r, http.StatusOK, lostView{Sent: r.URL.Query().Has("sent")})
}

func (m *Module) postLost(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		_, err = m.stays.AskLink(r.Context(), stays.AskLink{Reference: f.Get("reference"), Email: f.Get("email")})
	}
	switch {
	case err == nil:
		m.Web.Redirect(w, r, "/manage/lost?sent")
	case f != nil && f.Refused(r.Context(), err, nil):
		m.showLost(w, r, f.Status(), lostView{Form: f})
	default:
		m.Web.Error(w, r, err)
	}
}
