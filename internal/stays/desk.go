package stays

import (
	"context"
	"strings"
	"unicode/utf8"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
)

// onReservation loads a reservation at the version that was looked at, acts and saves.
func (s *Stays) onReservation(ctx context.Context, id ReservationID, version int, act func(Tx, *Reservation, By) error) (ReservationView, error) {
	var state ReservationState
	err := s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Reservation(ctx, id)
		if err != nil {
			return err
		}
		if version != 0 && version != r.State().Version {
			return ErrStale
		}
		if err := act(tx, r, byOf(ctx, s.d.Now())); err != nil {
			return err
		}
		state = r.State()
		return tx.SaveReservation(ctx, r)
	})
	if err != nil {
		return ReservationView{}, err
	}
	return s.view(ctx, state)
}

func (s *Stays) exportReservations(ctx context.Context, in ExportReservations) (n int, err error) {
	query := in.Query
	query.Page = paging.Request{Limit: paging.MaxLimit}
	for n < MaxExport {
		page, err := s.listReservations(ctx, ListReservations{Query: query})
		if err != nil {
			return n, err
		}
		for _, row := range page.Items {
			in.Each(row)
		}
		n += len(page.Items)
		if query.Page.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	return n, nil
}

func (s *Stays) listReservations(ctx context.Context, in ListReservations) (paging.Page[ReservationRow], error) {
	q := in.Query
	var c fault.Check
	for _, status := range q.Statuses {
		c.That(knownStatus(status), "status", "unknown_status", "no such status")
	}
	c.That(q.Order == "" || q.Order == "arrival" || q.Order == "-arrival" || q.Order == "-booked", "sort", "unknown_order", "arrival, -arrival or -booked")
	q.Text = checkSearch(&c, q.Text)
	if err := c.Err(); err != nil {
		return paging.Page[ReservationRow]{}, err
	}
	if q.Order == "" {
		q.Order = "-booked"
	}
	q.User, q.Email = access.UserID{}, ""
	return s.d.Store.ReservationRows(ctx, q)
}

func knownStatus(s Status) bool {
	for _, k := range Statuses {
		if k == s {
			return true
		}
	}
	return false
}

// checkSearch trims words typed into a search box.
func checkSearch(c *fault.Check, text string) string {
	text = strings.TrimSpace(text)
	c.That(utf8.ValidString(text) && !strings.ContainsRune(text, 0), "q", "malformed", "this is not a text in UTF-8")
	c.That(utf8.RuneCountInString(text) <= 100, "q", "too_long", "at most 100 characters")
	return text
}

func (s *Stays) getReservation(ctx context.Context, in GetReservation) (ReservationView, error) {
	state, err := s.d.Store.ReservationState(ctx, in.ID)
	if err != nil {
		return ReservationView{}, err
	}
	return s.view(ctx, state)
}

func (s *Stays) confirmReservation(ctx context.Context, in ConfirmReservation) (ReservationView, error) {
	return s.onReservation(ctx, in.ID, in.Version, func(_ Tx, r *Reservation, by By) error { return r.Confirm(by) })
}

func (s *Stays) cancelReservation(ctx context.Context, in CancelReservation) (ReservationView, error) {
	reason, err := checkReason(in.Reason)
	if err != nil {
		return ReservationView{}, err
	}
	return s.onReservation(ctx, in.ID, in.Version, func(_ Tx, r *Reservation, by By) error {
		return r.Cancel(in.ByGuest, reason, by)
	})
}

func (s *Stays) previewDeskCancel(ctx context.Context, in PreviewDeskCancel) (CancelPreview, error) {
	state, err := s.d.Store.ReservationState(ctx, in.ID)
	if err != nil {
		return CancelPreview{}, err
	}
	return state.previewCancel(in.ByGuest, s.d.Now())
}

func (s *Stays) checkIn(ctx context.Context, in CheckIn) (ReservationView, error) {
	return s.onReservation(ctx, in.ID, in.Version, func(_ Tx, r *Reservation, by By) error { return r.CheckIn(by) })
}

func (s *Stays) complete(ctx context.Context, in Complete) (ReservationView, error) {
	return s.onReservation(ctx, in.ID, in.Version, func(_ Tx, r *Reservation, by By) error { return r.Complete(by) })
}

func (s *Stays) markNoShow(ctx context.Context, in MarkNoShow) (ReservationView, error) {
	return s.onReservation(ctx, in.ID, in.Version, func(_ Tx, r *Reservation, by By) error { return r.NoShow(by) })
}

func (s *Stays) editNote(ctx context.Context, in EditNote) (ReservationView, error) {
	var c fault.Check
	note := checkNote(&c, in.Note)
	if err := c.Err(); err != nil {
		return ReservationView{}, err
	}
	return s.onReservation(ctx, in.ID, 0, func(_ Tx, r *Reservation, by By) error {
		r.SetNote(note, by)
		return nil
	})
}

// planMove prices a change by the desk.
func (s *Stays) planMove(ctx context.Context, load func(context.Context, SaleQuery) (Sale, error), state ReservationState, m Move) (Plan, error) {
	now, req := s.d.Now(), m.Change.request(state)
	property := m.Property
	if property.IsZero() {
		property = state.Property
	}
	var c fault.Check
	if !checkRange(&c, req.Stay, "checkIn", "checkOut") {
		return Plan{}, c.Err()
	}
	if err := state.mayMove(req.Stay); err != nil {
		return Plan{}, err
	}
	sale, err := load(ctx, SaleQuery{ID: property, Days: around(req.Stay), Now: now})
	if err != nil {
		return Plan{}, err
	}
	if sale.Property.Status == Archived {
		return Plan{}, ErrNotBookable
	}
	sale = sale.underPolicy(state)
	req = m.Change.keepOffered(req, sale.Property.Rates.Fees)
	q, err := s.quoteMove(sale, state, m, req)
	if err != nil {
		return Plan{}, err
	}
	return state.planChange(q, sale.Property, false, now)
}

// quoteMove returns the price of a move: the agreed one, for as many nights and the same party, or a new one.
func (s *Stays) quoteMove(sale Sale, state ReservationState, m Move, req StayRequest) (Quote, error) {
	begun := state.Status == CheckedIn
	if !m.KeepPrice {
		return s.sell(sale, req, terms{relaxed: true, begun: begun, holder: state.ID.Raw()})
	}
	var c fault.Check
	c.That(req.Stay.Nights() == state.Stay.Nights(), "checkOut", "other_length", "the price can only be kept for as many nights")
	c.That(req.Party == state.Party, "adults", "other_party", "the price can only be kept for the same party")
	c.Take("", Acceptance{
		Offer: sale.Property.Offer(), Settings: sale.Settings, Request: req, Now: s.d.Now(), Relaxed: true, Begun: begun,
	}.Accepts())
	if err := c.Err(); err != nil {
		return Quote{}, err
	}
	q := state.Quote.shifted(sale.Property.ID, req.Stay)
	q.ID = ident.Next[Quote](s.d.IDs)
	return q, sale.Property.Offer().free(req.Stay, others(sale.Busy, state.ID.Raw()))
}

func (s *Stays) previewMove(ctx context.Context, in PreviewMove) (ChangePreview, error) {
	state, err := s.d.Store.ReservationState(ctx, in.ID)
	if err != nil {
		return ChangePreview{}, err
	}
	plan, err := s.planMove(ctx, s.d.Store.Sale, state, in.Move)
	if err != nil {
		return ChangePreview{}, err
	}
	return plan.preview(state.Quote.Total, false), nil
}

func (s *Stays) moveReservation(ctx context.Context, in MoveReservation) (ReservationView, error) {
	return s.onReservation(ctx, in.ID, in.Version, func(tx Tx, r *Reservation, by By) error {
		plan, err := s.planMove(ctx, tx.Sale, r.State(), in.Move)
		if err != nil {
			return err
		}
		r.Change(plan, by)
		return nil
	})
}

func (s *Stays) myReservations(ctx context.Context, in MyReservations) (paging.Page[ReservationRow], error) {
	a := access.From(ctx)
	if a.User.IsZero() && a.Email == "" { // no filter at all would be everybody's
		return paging.Page[ReservationRow]{}, access.ErrSignIn
	}
	return s.d.Store.ReservationRows(ctx, ReservationQuery{
		User: a.User, Email: contact.Email(a.Email), Order: "-arrival", Page: in.Page,
	})
}

func (s *Stays) myReservation(ctx context.Context, in MyReservation) (ReservationView, error) {
	state, err := s.ownState(ctx, in.ID)
	if err != nil {
		return ReservationView{}, err
	}
	return s.view(ctx, state.forGuest())
}

// ownState is a reservation of who asks; ErrUnknown for anybody else's.
func (s *Stays) ownState(ctx context.Context, id ReservationID) (ReservationState, error) {
	a := access.From(ctx)
	state, err := s.d.Store.ReservationState(ctx, id)
	if err != nil {
		return ReservationState{}, err
	}
	if mine := !a.User.IsZero() && state.User == a.User || a.Email != "" && string(state.Guest.Email) == a.Email; !mine {
		return ReservationState{}, ErrUnknown
	}
	return state, nil
}

// others leaves out what the holder keeps himself.
func others(busy []Occupancy, holder ident.Raw) []Occupancy {
	var out []Occupancy
	for _, o := range busy {
		if o.Holder != holder {
			out = append(out, o)
		}
	}
	return out
}
