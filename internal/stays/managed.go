package stays

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/period"
)

// request returns the stay that a change asks for: what it does not name stays.
func (c Change) request(s ReservationState) StayRequest {
	req := StayRequest{Stay: s.Stay, Party: s.Party, Extras: s.Quote.Extras}
	if !c.CheckIn.IsZero() {
		req.Stay.From = c.CheckIn
	}
	if !c.CheckOut.IsZero() {
		req.Stay.To = c.CheckOut
	}
	if c.Party != nil {
		req.Party = *c.Party
	}
	if c.Extras != nil {
		req.Extras = c.Extras
	}
	return req
}

// keepOffered leaves out the extras of the booking that are no longer offered, unless the change asks for them itself.
func (c Change) keepOffered(req StayRequest, fees []Fee) StayRequest {
	if c.Extras == nil {
		req.Extras = slices.DeleteFunc(slices.Clone(req.Extras), func(code string) bool {
			return !slices.ContainsFunc(fees, func(f Fee) bool { return f.Optional && f.Code == code })
		})
	}
	return req
}

// plan prices a change by its guest: accepted, free beside his own days, and priced anew.
func (s *Stays) plan(ctx context.Context, load func(context.Context, SaleQuery) (Sale, error), state ReservationState, c Change) (Plan, error) {
	now := s.d.Now()
	if err := state.mayChange(now); err != nil {
		return Plan{}, err
	}
	req := c.request(state)
	var check fault.Check
	if checkRange(&check, req.Stay, "checkIn", "checkOut"); check.Err() != nil {
		return Plan{}, check.Err()
	}
	sale, err := load(ctx, SaleQuery{ID: state.Property, Days: around(req.Stay), Now: now})
	if err != nil {
		return Plan{}, err
	}
	if sale.Property.Status != Published {
		return Plan{}, ErrNotBookable
	}
	sale = sale.underPolicy(state)
	req = c.keepOffered(req, sale.Property.Rates.Fees)
	q, err := s.sell(sale, req, terms{holder: state.ID.Raw()})
	if err != nil {
		return Plan{}, err
	}
	return state.planChange(q, sale.Property, true, now)
}

// underPolicy prices the property under the policy frozen into the booking, whatever it has now.
func (s Sale) underPolicy(r ReservationState) Sale {
	s.Property.Policy = r.Quote.Policy.Code
	s.Settings.Policies = []Policy{r.Quote.Policy}
	return s
}

func (s *Stays) previewChange(ctx context.Context, in PreviewChange) (ChangePreview, error) {
	state, err := s.managed(ctx, in.Token)
	if err != nil {
		return ChangePreview{}, err
	}
	plan, err := s.plan(ctx, s.d.Store.Sale, state, in.Change)
	if err != nil {
		return ChangePreview{}, err
	}
	return plan.preview(state.Quote.Total, true), nil
}

// ErrPriceMoved is returned when a change costs something else than the guest was shown.
var ErrPriceMoved = fault.Define(fault.Conflict, "stays.price_moved", "the price of this change is no longer what was shown; look again")

func (s *Stays) changeManaged(ctx context.Context, in ChangeManaged) (Changed, error) {
	if in.Token == "" || len(in.Token) > 200 {
		return Changed{}, ErrManageLink
	}
	var out Changed
	var state ReservationState
	err := s.d.Store.Write(ctx, func(tx Tx) error {
		now := s.d.Now()
		r, err := s.behind(ctx, tx, in.Token)
		if err != nil {
			return err
		}
		r.Expire(byOf(ctx, now)) // a change whose time is over makes room for another
		before := r.State().Quote.Total
		plan, err := s.plan(ctx, tx.Sale, r.State(), in.Change)
		if err != nil {
			return err
		}
		if in.Expect != nil && in.Expect.Cmp(plan.Difference) != 0 {
			return ErrPriceMoved
		}
		out.Preview = plan.preview(before, true)
		if plan.PayNow.IsPositive() {
			settings, err := tx.Settings(ctx)
			if err != nil {
				return err
			}
			r.Request(s.d.IDs.Raw(), plan, now.Add(settings.hold()), byOf(ctx, now))
		} else {
			r.Change(plan, byOf(ctx, now))
		}
		state = r.State()
		return tx.SaveReservation(ctx, r)
	})
	if err != nil {
		return Changed{}, err
	}
	if out.Reservation, err = s.view(ctx, state.forGuest()); err != nil {
		return Changed{}, err
	}
	if state.Pending != nil {
		out.Payment, err = s.open(ctx, out.Reservation)
		if fault.KindOf(err) == fault.Unavailable && err != nil {
			err = nil // the change waits; StartPayment tries again
		}
	}
	return out, err
}

func (s *Stays) previewCancel(ctx context.Context, in PreviewCancel) (CancelPreview, error) {
	state, err := s.managed(ctx, in.Token)
	if err != nil {
		return CancelPreview{}, err
	}
	return state.previewCancel(true, s.d.Now())
}

func (s *Stays) cancelManaged(ctx context.Context, in CancelManaged) (ReservationView, error) {
	if in.Token == "" || len(in.Token) > 200 {
		return ReservationView{}, ErrManageLink
	}
	reason, err := checkReason(in.Reason)
	if err != nil {
		return ReservationView{}, err
	}
	var state ReservationState
	err = s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := s.behind(ctx, tx, in.Token)
		if err != nil {
			return err
		}
		if err := r.Cancel(true, reason, byOf(ctx, s.d.Now())); err != nil {
			return err
		}
		state = r.State()
		return tx.SaveReservation(ctx, r)
	})
	if err != nil {
		return ReservationView{}, err
	}
	return s.view(ctx, state.forGuest())
}

// checkReason trims a guest's or the staff's reason.
func checkReason(reason string) (string, error) {
	var c fault.Check
	reason = strings.TrimSpace(reason)
	c.That(utf8.ValidString(reason) && !strings.ContainsRune(reason, 0), "reason", "malformed", "this is not a text in UTF-8")
	c.That(utf8.RuneCountInString(reason) <= 500, "reason", "too_long", "at most 500 characters")
	return reason, c.Err()
}

// freeFor says whether the days of a reservation and of its pending change can be had beside what others keep. Days that
// have begun cannot.
func freeFor(ctx context.Context, tx Tx, s ReservationState, now time.Time) (Free, error) {
	today, err := s.today(now)
	if err != nil {
		return Free{}, err
	}
	is := func(property PropertyID, stay period.Range, preparation int) (bool, error) {
		busy, err := tx.Busy(ctx, BusyQuery{
			Property: property, Days: period.Range{From: stay.From, To: stay.To.AddDays(preparation)}, Except: s.ID.Raw(), Now: now,
		})
		return len(busy) == 0 && !today.After(stay.From), err
	}
	stay, err := is(s.Property, s.Stay, s.Booked.PreparationDays)
	if err != nil || s.Pending == nil {
		return Free{Stay: stay}, err
	}
	change, err := is(s.Pending.Quote.Property, s.Pending.Quote.Stay, s.Pending.Booked.PreparationDays)
	return Free{Stay: stay, Change: change}, err
}
