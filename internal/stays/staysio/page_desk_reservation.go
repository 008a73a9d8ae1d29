package staysio

import (
	"context"
	"io"
	"mime"
	"net/http"
	"slices"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// deskStay is everything that the desk sees of a reservation.
type deskStay struct {
	stays.ReservationView
	Receipts  []Receipt
	Caution   stays.Caution
	Documents []Document
	Actor     access.Actor
	Late      bool // the check-in day has passed without an arrival
	Due       bool // the check-in day has come
	Form      *web.Form
	TakeKey   string // of the form that notes a payment: the same form twice is the same money
}

func (v deskStay) link(part string) string { return "/desk/reservations/" + v.ID.String() + part }

// may reports whether the state and the reader's permissions allow a step.
func (v deskStay) may(p access.Permission, in ...stays.Status) bool {
	return v.Actor.May(p) && slices.Contains(in, v.Status)
}

func (m *Module) deskStay(r *http.Request) (deskStay, error) {
	ctx := r.Context()
	id, err := idOf[stays.Reservation](r, stays.ErrUnknown)
	if err != nil {
		return deskStay{}, err
	}
	found, err := m.stays.GetReservation(ctx, stays.GetReservation{ID: id})
	if err != nil {
		return deskStay{}, err
	}
	today := m.today(found.Booked.Zone)
	v := deskStay{ReservationView: found, TakeKey: m.IDs.Raw().String(), Actor: access.From(ctx), Due: !today.Before(found.Stay.From), Late: found.Stay.From.Before(today)}
	if m.Receipts != nil {
		if v.Receipts, err = m.Receipts.Receipts(ctx, id); err != nil {
			return v, err
		}
	}
	if v.Caution, err = m.stays.ViewCaution(ctx, stays.ViewCaution{ID: id}); err != nil {
		return v, err
	}
	if m.Documents != nil {
		v.Documents, err = m.Documents.Documents(ctx, id)
	}
	return v, err
}

// deskReservation shows a reservation beside the list.
func (m *Module) deskReservation(w http.ResponseWriter, r *http.Request) {
	v, err := m.deskStay(r)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	m.showStay(w, r, http.StatusOK, v)
}

// showStay shows a reservation in the drawer; a whole page has the list below it.
func (m *Module) showStay(w http.ResponseWriter, r *http.Request, status int, v deskStay) {
	ctx := r.Context()
	page := deskPage(ctx, "desk.reservation.title", "Guest", v.Guest.Name(), "Reference", v.Reference)
	if web.IsPart(r, "drawer") {
		m.Web.RenderDrawer(w, r, status, page, backTo(r, "/desk/reservations"), nil, stayDetail(v))
		return
	}
	list, err := m.stayList(r, &web.Form{Values: r.URL.Query()})
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	list.Open = v.ID
	page.Heading = web.T(ctx, "desk.reservations.title")
	m.Web.RenderDrawer(w, r, status, page, "/desk/reservations", stayListPage(list), stayDetail(v))
}

// events is the timeline, the last first, with who did what.
func (v deskStay) events(ctx context.Context) []web.Event {
	where := placeOf(v.Booked.Zone)
	out := paperEvents(ctx, v.Documents, where, func(d Document) string { return "/desk/contracts/" + d.ID.String() })
	for _, e := range slices.Backward(v.Timeline) {
		t := told[e.Kind]
		event := web.Event{At: e.At.In(where), Icon: t.icon, Tone: t.tone, Text: e.Note, By: byWords(ctx, e)}
		if e.Kind == "payment_received" {
			event.Text = knownOr(ctx, "desk.purpose.", e.Note)
		}
		if event.Icon == "" {
			event.Icon = "pen"
		}
		key := "site.timeline." + e.Kind
		if !web.Has(ctx, key) {
			key = "desk.timeline." + e.Kind
		}
		event.Title = web.T(ctx, key)
		if !e.Amount.IsZero() && e.Kind != "held" {
			event.Title += " · " + web.Money(ctx, e.Amount)
		}
		out = append(out, event)
	}
	return latestFirst(out)
}

// byWords says who did something: a name, or what kind of visitor.
func byWords(ctx context.Context, e stays.TimelineEntry) string {
	if e.Name != "" && e.Actor != access.System {
		return e.Name
	}
	if e.Actor == access.System {
		return web.T(ctx, "desk.by.program")
	}
	return web.T(ctx, "desk.by.guest")
}

// step is a change of state by one click.
type step struct {
	run  func(m *Module, ctx context.Context, id stays.ReservationID, version int) (stays.ReservationView, error)
	to   stays.Status
	done string
}

var steps = map[string]step{
	"confirm": {func(m *Module, ctx context.Context, id stays.ReservationID, version int) (stays.ReservationView, error) {
		return m.stays.ConfirmReservation(ctx, stays.ConfirmReservation{ID: id, Version: version})
	}, stays.Confirmed, "desk.done.confirm"},
	"check-in": {func(m *Module, ctx context.Context, id stays.ReservationID, version int) (stays.ReservationView, error) {
		return m.stays.CheckIn(ctx, stays.CheckIn{ID: id, Version: version})
	}, stays.CheckedIn, "desk.done.check_in"},
	"complete": {func(m *Module, ctx context.Context, id stays.ReservationID, version int) (stays.ReservationView, error) {
		return m.stays.Complete(ctx, stays.Complete{ID: id, Version: version})
	}, stays.Completed, "desk.done.complete"},
	"no-show": {func(m *Module, ctx context.Context, id stays.ReservationID, version int) (stays.ReservationView, error) {
		return m.stays.MarkNoShow(ctx, stays.MarkNoShow{ID: id, Version: version})
	}, stays.NoShow, "desk.done.no_show"},
	"arrhes-doubled": {func(m *Module, ctx context.Context, id stays.ReservationID, version int) (stays.ReservationView, error) {
		return m.stays.PayDouble(ctx, stays.PayDouble{ID: id, Version: version})
	}, stays.Cancelled, "desk.done.double"},
}

// postRenewLink sends the guest a new link and ends the one before.
func (m *Module) postRenewLink(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	id, err := idOf[stays.Reservation](r, stays.ErrUnknown)
	var v stays.ReservationView
	if err == nil {
		v, err = m.stays.RenewLink(ctx, stays.RenewLink{ID: id})
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	m.said(w, r, web.Positive, web.T(ctx, "desk.done.link", "Email", v.Guest.Email.String()), "/desk/reservations/"+id.String())
}

// postAct takes one step. The same click twice does no harm: whoever finds the reservation where he wants it is told so.
func (m *Module) postAct(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	s, ok := steps[r.PathValue("act")]
	if !ok {
		m.Web.NotFound(w, r)
		return
	}
	id, err := idOf[stays.Reservation](r, stays.ErrUnknown)
	var v stays.ReservationView
	if err == nil {
		v, err = s.run(m, ctx, id, f.Int(ctx, "version"))
	}
	next := nextOf(f, "/desk/reservations/"+id.String())
	switch fault.KindOf(err) {
	case fault.Conflict, fault.Stale, fault.Gone:
		if err == nil {
			break
		}
		if now, seen := m.stays.GetReservation(ctx, stays.GetReservation{ID: id}); seen == nil && now.Status == s.to {
			v, err = now, nil
			break
		}
		m.said(w, r, web.Warning, web.FaultText(ctx, err), next)
		return
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	m.said(w, r, web.Positive, web.T(ctx, s.done, "Guest", v.Guest.Name()), next)
}

// postNote keeps the staff's note.
func (m *Module) postNote(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	id, err := idOf[stays.Reservation](r, stays.ErrUnknown)
	if err == nil {
		_, err = m.stays.EditNote(ctx, stays.EditNote{ID: id, Note: f.Get("note")})
	}
	m.saved(w, r, f, err, nil, "desk.done.note", "/desk/reservations/"+id.String(), func(status int) {
		v, err := m.deskStay(r)
		if err != nil {
			m.Web.Error(w, r, err)
			return
		}
		v.Form = f
		m.showStay(w, r, status, v)
	})
}

// toTake is what the form proposes: what is due next.
func (v deskStay) toTake() money.Amount {
	if v.Next != nil && v.Next.Payable || v.Status == stays.Held && v.Next != nil {
		return v.Next.Amount
	}
	if left := v.Quote.Deposit.Sub(v.NetPaid()); left.IsPositive() {
		return left
	}
	return v.Owed
}

// early reports whether the deposit is paid and the law does not let the agency take more yet.
func (v deskStay) early() bool {
	return v.Next != nil && !v.Next.Payable && v.NetPaid().Cmp(v.Quote.Deposit) >= 0
}

// postTake notes money that somebody of the agency has received.
func (m *Module) postTake(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	v, err := m.deskStay(r)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	if amount := f.Amount(ctx, "amount", v.Quote.Total.Currency()); f.OK() {
		_, err = m.stays.TakePayment(ctx, stays.TakePayment{ID: v.ID, Method: f.Get("method"), Amount: amount, Note: f.Get("words"), Key: f.Get("key")})
	}
	m.saved(w, r, f, err, map[string]string{"note": "words"}, "desk.take.done", v.link(""), func(status int) {
		v.Form, v.TakeKey = f, f.Get("key")
		m.showStay(w, r, status, v)
	})
}

// postHandBack notes that a refund was handed back.
func (m *Module) postHandBack(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	id, err := idOf[stays.Reservation](r, stays.ErrUnknown)
	payment, bad := ident.ParseRaw(r.PathValue("payment"))
	refund, worse := ident.ParseRaw(r.PathValue("refund"))
	if err == nil && (bad != nil || worse != nil || m.Receipts == nil) {
		err = stays.ErrUnknown
	}
	if err == nil {
		err = m.Receipts.HandBack(ctx, id, payment, refund, r.PostFormValue("by"))
	}
	if kind := fault.KindOf(err); err != nil && kind != fault.Conflict {
		m.Web.Error(w, r, err)
		return
	}
	to := "/desk/reservations/" + id.String()
	if err != nil {
		m.said(w, r, web.Warning, web.FaultText(ctx, err), to)
		return
	}
	m.said(w, r, web.Positive, web.T(ctx, "desk.take.handed_back_done"), to)
}

// deskDocument gives a paper of a reservation to whoever may read reservations.
func (m *Module) deskDocument(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	id, err := idOf[stays.Reservation](r, stays.ErrUnknown)
	if err == nil {
		_, err = m.stays.GetReservation(ctx, stays.GetReservation{ID: id})
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	document, err := ident.ParseRaw(r.PathValue("document"))
	var paper Paper
	if err == nil && m.Documents != nil {
		paper, err = m.Documents.Open(ctx, id, document)
	}
	if err != nil || paper.Content == nil {
		m.Web.Error(w, r, orUnknown(err))
		return
	}
	defer func() { _ = paper.Content.Close() }()
	h := w.Header()
	h.Set("Content-Type", paper.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": paper.Name}))
	h.Set("Cache-Control", "private, no-store")
	_, _ = io.Copy(w, paper.Content) // the reader may have gone; there is nobody to tell
}
