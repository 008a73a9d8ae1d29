package staysio

import (
	"errors"
	"net/http"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// endView asks how a reservation is to be cancelled, and says what goes back either way.
type endView struct {
	deskStay
	IfAgency, IfGuest stays.CancelPreview
	ByGuest           bool // his policy still decides anything
}

func (m *Module) deskCancel(w http.ResponseWriter, r *http.Request) {
	m.showDeskCancel(w, r, http.StatusOK, nil)
}

func (m *Module) showDeskCancel(w http.ResponseWriter, r *http.Request, status int, f *web.Form) {
	ctx := r.Context()
	stay, err := m.deskStay(r)
	v := endView{deskStay: stay}
	if err == nil {
		v.IfAgency, err = m.stays.PreviewDeskCancel(ctx, stays.PreviewDeskCancel{ID: stay.ID})
	}
	if errors.Is(err, stays.ErrNotCancellable) {
		m.said(w, r, web.Warning, web.T(ctx, "desk.cancel.too_late"), stay.link(""))
		return
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v.IfGuest, err = m.stays.PreviewDeskCancel(ctx, stays.PreviewDeskCancel{ID: stay.ID, ByGuest: true})
	v.ByGuest = err == nil // after the stay only the agency cancels
	v.Form = f
	page := deskPage(ctx, "desk.cancel.title", "Guest", v.Guest.Name(), "Reference", v.Reference)
	m.deskForm(w, r, status, page, v.link(""), cancelForm(v))
}

func (m *Module) postDeskCancel(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	id, err := idOf[stays.Reservation](r, stays.ErrUnknown)
	if err == nil {
		_, err = m.stays.CancelReservation(ctx, stays.CancelReservation{ID: id, Version: f.Int(ctx, "version"), ByGuest: f.Get("by") == "guest", Reason: f.Get("reason")})
	}
	to := "/desk/reservations/" + id.String()
	if k := fault.KindOf(err); err != nil && (k == fault.Stale || k == fault.Conflict) {
		if now, seen := m.stays.GetReservation(ctx, stays.GetReservation{ID: id}); seen == nil && now.Status == stays.Cancelled {
			err = nil // the same form, sent twice
		}
	}
	m.saved(w, r, f, err, nil, "desk.done.cancel", to, func(status int) { m.showDeskCancel(w, r, status, f) })
}

// moveView asks for other dates, another party or another property, and says what that costs.
type moveView struct {
	deskStay
	Properties []web.Option
	Preview    *stays.ChangePreview
	MayKeep    bool // as many nights and the same party: the agreed price may stay
}

func (m *Module) deskMove(w http.ResponseWriter, r *http.Request) {
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	m.showMove(w, r, http.StatusOK, f, f.Has("checkIn"))
}

// readMove reads the form of a move; what it leaves out stays as it is.
func readMove(r *http.Request, f *web.Form, v stays.ReservationView) stays.Move {
	ctx := r.Context()
	move := stays.Move{ID: v.ID, Version: f.Int(ctx, "version"), KeepPrice: f.Checked("keepPrice"),
		Change: stays.Change{CheckIn: f.Date(ctx, "checkIn"), CheckOut: f.Date(ctx, "checkOut")}}
	if f.Get("property") != "" {
		move.Property = chosenProperty(ctx, f)
	}
	if f.Has("adults") {
		party := stays.Party{Adults: f.Int(ctx, "adults"), Children: f.Int(ctx, "children"), Infants: f.Int(ctx, "infants"), Pets: f.Int(ctx, "pets")}
		if party != v.Party {
			move.Change.Party = &party
		}
	}
	return move
}

func (m *Module) showMove(w http.ResponseWriter, r *http.Request, status int, f *web.Form, priced bool) {
	ctx := r.Context()
	stay, err := m.deskStay(r)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v := moveView{deskStay: stay}
	v.Form = f
	move := readMove(r, f, stay.ReservationView)
	move.Version = 0
	if priced && f.OK() {
		preview, err := m.stays.PreviewMove(ctx, stays.PreviewMove{Move: move})
		switch {
		case err == nil:
			v.Preview = &preview
			v.MayKeep = preview.Quote.Stay.Nights() == stay.Stay.Nights() && preview.Quote.Party == stay.Party
		case f.Refused(ctx, err, nil):
			status = f.Status()
		default:
			m.Web.Error(w, r, err)
			return
		}
	} else if err := access.Authorize(ctx, stays.PermMoveReservation); err != nil {
		m.Web.Error(w, r, err)
		return
	}
	if v.Properties, err = m.propertyChoices(ctx); err != nil && fault.KindOf(err) != fault.Forbidden {
		m.Web.Error(w, r, err)
		return
	}
	page := deskPage(ctx, "desk.move.title", "Guest", stay.Guest.Name(), "Reference", stay.Reference)
	m.deskForm(w, r, status, page, v.link(""), moveForm(v))
}

// postDeskMove shows the price of the form, or does what was seen.
func (m *Module) postDeskMove(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	id, err := idOf[stays.Reservation](r, stays.ErrUnknown)
	var now stays.ReservationView
	if err == nil {
		now, err = m.stays.GetReservation(ctx, stays.GetReservation{ID: id})
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	move := readMove(r, f, now)
	if f.Get("do") != "move" || !f.OK() {
		m.showMove(w, r, f.Status(), f, true)
		return
	}
	preview, err := m.stays.PreviewMove(ctx, stays.PreviewMove{Move: move})
	if err == nil && move.Version != 0 && move.Version != now.Version {
		err = stays.ErrStale // said before the price, which has moved with it
	}
	kept := move.KeepPrice && preview.Difference.IsZero() // whoever ticks it has agreed to just that
	if err == nil && !kept && f.Get("seen") != preview.Difference.Decimal() {
		f.Summary = web.T(ctx, "fault.stays.price_moved") // what was seen is not what would be done
		m.showMove(w, r, http.StatusConflict, f, true)
		return
	}
	if err == nil {
		_, err = m.stays.MoveReservation(ctx, stays.MoveReservation{Move: move})
	}
	m.saved(w, r, f, err, nil, "desk.done.move", "/desk/reservations/"+id.String(), func(status int) { m.showMove(w, r, status, f, true) })
}
