package staysio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// deskPages registers what staff see. The use cases refuse whoever may not; a page that runs none before it is shown
// asks for the permission itself (allowed).
func (m *Module) deskPages(mux *http.ServeMux) {
	mux.HandleFunc("GET /desk", m.deskToday)

	mux.HandleFunc("GET /desk/payments/owed", m.deskOwed)
	mux.HandleFunc("GET /desk/calendar", m.deskCalendar)
	mux.HandleFunc("POST /desk/calendar/reservations/{id}/move", m.Web.Only(stays.PermMoveReservation, m.dragReservation))
	mux.HandleFunc("POST /desk/calendar/blocks/{id}/move", m.Web.Only(stays.PermManageBlocks, m.dragBlock))
	mux.HandleFunc("GET /desk/blocks/new", m.deskNewBlock)
	mux.HandleFunc("POST /desk/blocks/new", m.postNewBlock)
	mux.HandleFunc("GET /desk/blocks/{id}", m.Web.Only(stays.PermReadPlanning, m.deskBlock))
	mux.HandleFunc("POST /desk/blocks/{id}", m.Web.Only(stays.PermManageBlocks, m.postBlock))
	mux.HandleFunc("POST /desk/blocks/{id}/remove", m.postRemoveBlock)

	mux.HandleFunc("GET /desk/reservations", m.deskReservations)
	mux.HandleFunc("GET /desk/reservations/export", m.exportReservations)
	mux.HandleFunc("GET /desk/reservations/new", m.deskNew)
	mux.HandleFunc("POST /desk/reservations/new", m.postNew)
	mux.HandleFunc("GET /desk/reservations/{id}", m.deskReservation)
	mux.HandleFunc("POST /desk/reservations/{id}/{act}", m.Web.Only(stays.PermReadReservations, m.postAct))
	mux.HandleFunc("POST /desk/reservations/{id}/link", m.Web.Only(stays.PermRenewLink, m.postRenewLink))
	mux.HandleFunc("POST /desk/reservations/{id}/pay-link", m.Web.Only(stays.PermRenewLink, m.postPayLink))
	mux.HandleFunc("POST /desk/reservations/{id}/note", m.postNote)
	mux.HandleFunc("POST /desk/reservations/{id}/give-back", m.Web.Only(stays.PermCancelReservation, m.postReduce))
	mux.HandleFunc("POST /desk/reservations/{id}/payments", m.Web.Only(stays.PermTakePayment, m.postTake))
	mux.HandleFunc("POST /desk/reservations/{id}/payments/{payment}/refunds/{refund}", m.Web.Only(stays.PermReadReservations, m.postHandBack))
	mux.HandleFunc("POST /desk/reservations/{id}/caution", m.Web.Only(stays.PermTakeCaution, m.postCaution))
	mux.HandleFunc("GET /desk/reservations/{id}/cancel", m.deskCancel)
	mux.HandleFunc("POST /desk/reservations/{id}/cancel", m.postDeskCancel)
	mux.HandleFunc("GET /desk/reservations/{id}/move", m.deskMove)
	mux.HandleFunc("POST /desk/reservations/{id}/move", m.postDeskMove)
	mux.HandleFunc("GET /desk/reservations/{id}/documents/{document}", m.deskDocument)
	mux.HandleFunc("POST /desk/reservations/{id}/caution/evidence", m.Web.Only(stays.PermTakeCaution, m.postEvidence))
	mux.HandleFunc("GET /desk/reservations/{id}/caution/evidence/{evidence}", m.deskEvidence)

	m.deskPropertyPages(mux)
	m.deskSettingsPages(mux)
}

// deskPage is a page of the desk, titled by a text's key.
func deskPage(ctx context.Context, key string, args ...any) web.Page {
	return web.Page{Layout: web.Desk, Title: web.T(ctx, key, args...)}
}

// said leaves a message for the next page and goes there.
func (m *Module) said(w http.ResponseWriter, r *http.Request, tone web.Tone, words, to string) {
	m.Web.Flash(w, r, web.Flash{Tone: tone, Text: words})
	m.Web.Redirect(w, r, to)
}

// saved answers a form: done, shown again with what is wrong and nothing lost, or an error page. done is the key of the
// message. A form that was filled in from an older version forgets that version, so that it can be sent again by
// somebody who has read that a colleague was quicker.
func (m *Module) saved(w http.ResponseWriter, r *http.Request, f *web.Form, err error, names map[string]string, done, to string, again func(status int)) {
	ctx := r.Context()
	switch {
	case err == nil && f.OK():
		m.said(w, r, web.Positive, web.T(ctx, done), to)
	case err == nil || f.Refused(ctx, err, names):
		if errors.Is(err, stays.ErrStale) {
			f.Values.Del("version")
		}
		again(f.Status())
	default:
		m.Web.Error(w, r, err)
	}
}

// backTo is where a detail came from: the desk's page that htmx stands on, else otherwise.
func backTo(r *http.Request, otherwise string) string {
	u, err := url.Parse(r.Header.Get("HX-Current-URL"))
	if err != nil || u.Path != "/desk" && u.Path != "/desk/calendar" && u.Path != "/desk/reservations" {
		return otherwise
	}
	return u.RequestURI()
}

// nextOf is where a form of one button asks to go afterwards: a page of the desk.
func nextOf(f *web.Form, otherwise string) string {
	if next := f.Get("next"); next == "/desk" || strings.HasPrefix(next, "/desk/") || strings.HasPrefix(next, "/desk?") {
		return next
	}
	return otherwise
}

// idOf reads an identifier of the path; whatever cannot be one leads to unknown.
func idOf[T any](r *http.Request, unknown error) (ident.ID[T], error) {
	id, err := ident.Parse[T](r.PathValue("id"))
	if err != nil {
		return id, unknown
	}
	return id, nil
}

// propertyChoices are the properties of a select, by name, as many as one page of the list holds at most.
func (m *Module) propertyChoices(ctx context.Context) ([]web.Option, error) {
	var options []web.Option
	cursor := ""
	for range 10 { // a thousand properties: a select is of no use beyond
		page, err := m.stays.ListProperties(ctx, stays.ListProperties{Query: stays.PropertyRowQuery{Page: paging.Request{Limit: paging.MaxLimit, Cursor: cursor}}})
		if err != nil {
			return nil, err
		}
		for _, p := range page.Items {
			options = append(options, web.Option{Value: p.ID.String(), Label: p.Name.In(web.Lang(ctx)) + " · " + p.City})
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	return options, nil
}

// deskTone is the colour of a state at the desk, where who is in the house is told from who will come.
func deskTone(s stays.Status) web.Tone {
	if s == stays.CheckedIn {
		return web.Info
	}
	return statusTone(s)
}
