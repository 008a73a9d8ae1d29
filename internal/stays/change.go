package stays

import (
	"slices"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Plan is a change that was priced.
type Plan struct {
	Quote      Quote
	Booked     Snapshot
	Anchor     period.Date
	Difference money.Amount // total after − before
	PayNow     money.Amount // by the guest, before the change is made: as much of Difference as may be taken now
	Refund     money.Amount // of what was paid beyond the new total
}

// planChange prices a change. The whole stay is priced anew under the rates of now (fresh says for how much); the
// cancellation policy stays the one agreed. A guest may not use a change to escape his policy: of what the stay becomes
// cheaper, the share that a cancellation would keep now is kept (LineKept), and a stay moved while something would be
// kept still counts its policy from the earlier check-in.
func (s ReservationState) planChange(fresh Quote, p PropertyState, byGuest bool, now time.Time) (Plan, error) {
	old := s.Quote
	if fresh.Total.Currency() != old.Total.Currency() {
		return Plan{}, ErrCurrencyMix
	}
	plan := Plan{Quote: fresh, Booked: p.Snapshot(), Anchor: fresh.Stay.From}
	q := &plan.Quote
	q.Policy = old.Policy
	kept := old.Line(LineKept)
	if byGuest {
		outcome, err := s.decide(now)
		if err != nil {
			return Plan{}, err
		}
		if outcome.Kept.IsPositive() {
			if s.Anchor.Before(plan.Anchor) {
				plan.Anchor = s.Anchor
			}
			was := old.Total.Sub(kept).Sub(old.Line(LineTouristTax)) // the commune's share is never ours to keep
			cheaper := was.Sub(fresh.Total.Sub(fresh.Line(LineTouristTax)))
			if lost := money.Min(outcome.Kept, was); cheaper.IsPositive() {
				kept = kept.Add(cheaper.Split(lost.Minor(), was.Sub(lost).Minor())[0])
			}
		}
	}
	if !kept.IsZero() {
		q.add(LineKept, 1, kept, kept)
		q.total()
	}
	plan.Difference = q.Total.Sub(old.Total)
	plan.Refund = money.Zero(q.Total.Currency())
	if over := s.NetPaid().Sub(q.Total); over.IsPositive() {
		plan.Refund = over
	}
	today, err := s.today(now)
	if err != nil {
		return Plan{}, err
	}
	plan.PayNow = s.takeable(plan, today)
	return plan, nil
}

// takeable returns how much of what a stay becomes dearer is paid at once. As long as the law keeps the agency from the
// balance of the new stay (décret 72-678, art. 68), only what is missing to the new stay's deposit; the rest is due with
// the balance.
func (s ReservationState) takeable(p Plan, today period.Date) money.Amount {
	zero := money.Zero(p.Quote.Total.Currency())
	if !p.Difference.IsPositive() {
		return zero
	}
	if p.Quote.BalanceFrom.IsZero() || !today.Before(p.Quote.BalanceFrom) {
		return p.Difference
	}
	if short := p.Quote.Deposit.Sub(s.NetPaid()); short.IsPositive() {
		return money.Min(short, p.Difference)
	}
	return zero
}

// shifted returns the agreed quote for other dates of the same length in a property: the price is kept.
func (q Quote) shifted(property PropertyID, stay period.Range) Quote {
	by := stay.From.Since(q.Stay.From)
	out := q
	out.Property, out.Stay = property, stay
	out.Nights = make([]Night, len(q.Nights))
	for i, n := range q.Nights {
		n.Date = n.Date.AddDays(by)
		out.Nights[i] = n
	}
	out.TaxedNights = make([]TaxedNight, len(q.TaxedNights))
	for i, n := range q.TaxedNights {
		n.Date = n.Date.AddDays(by)
		out.TaxedNights[i] = n
	}
	out.BalanceDueOn = q.BalanceDueOn.AddDays(by)
	out.Instalments = slices.Clone(q.Instalments)
	for i := range out.Instalments {
		out.Instalments[i].On = out.Instalments[i].On.AddDays(by)
	}
	if !q.BalanceFrom.IsZero() {
		out.BalanceFrom = q.BalanceFrom.AddDays(by)
	}
	return out
}

// mayChange returns nil when a guest may change the stay: agreed, not begun, no other change under way.
func (s ReservationState) mayChange(now time.Time) error {
	if s.Status != Confirmed {
		return ErrNotChangeable
	}
	where, err := place(s.Booked.Zone)
	if err != nil {
		return err
	}
	if !now.Before(period.Moment{Date: s.Stay.From, Clock: s.Booked.CheckIn}.In(where)) {
		return ErrNotChangeable
	}
	if s.Pending != nil && now.Before(s.Pending.HoldUntil) {
		return ErrChangePending
	}
	return nil
}

// mayMove returns nil when the desk may change the stay to other dates.
func (s ReservationState) mayMove(to period.Range) error {
	switch s.Status {
	case Held, Confirmed:
		return nil
	case CheckedIn:
		if to.From == s.Stay.From {
			return nil
		}
	case Completed, Expired, Cancelled, NoShow:
	}
	return ErrNotChangeable
}

// Request keeps the new dates of a change until its difference is paid.
func (r *Reservation) Request(id ident.Raw, p Plan, until time.Time, by By) {
	r.s.Pending = &PendingChange{ID: id, Quote: p.Quote, Booked: p.Booked, Anchor: p.Anchor, Difference: p.Difference, PayNow: p.PayNow, HoldUntil: until}
	r.happened(by, TimelineEntry{Kind: "change_requested", Amount: p.PayNow, Note: p.Quote.Stay.String()})
}

// Change makes a change at once. What was paid beyond the new total goes back.
func (r *Reservation) Change(p Plan, by By) {
	r.apply(p, by)
	r.refund(p.Refund, Money{}, "changed", by)
}

// apply makes the change: price, dates, party and property are the plan's; what is paid counts as the deposit.
func (r *Reservation) apply(p Plan, by By) {
	before := r.s.Stay
	q := p.Quote
	if r.s.Status != Held {
		q.settled(r.s.NetPaid())
	}
	r.s.Quote, r.s.Stay, r.s.Party, r.s.Property = q, q.Stay, q.Party, q.Property
	r.s.Booked, r.s.Anchor, r.s.Pending = p.Booked, p.Anchor, nil
	r.happened(by, TimelineEntry{Kind: "changed", Amount: p.Difference, Note: before.String() + " → " + q.Stay.String()})
	r.tell(event.ReservationChanged{StayFacts: r.s.Facts(), Before: before, Difference: p.Difference})
}

// preview says what the plan means to its guest.
func (p Plan) preview(before money.Amount, guestPays bool) ChangePreview {
	v := ChangePreview{Quote: p.Quote, Before: before, Difference: p.Difference, Refund: p.Refund, PayNow: money.Zero(before.Currency())}
	if guestPays && p.PayNow.IsPositive() {
		v.PayNow = p.PayNow
	}
	return v
}
