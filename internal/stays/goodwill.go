package stays

import (
	"context"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
)

// Bearer says whose the money is that a guest is given back.
type Bearer string

// The bearers.
const (
	BearShared Bearer = "" // owner and agency what each had of it
	BearAgency Bearer = "agency"
	BearOwner  Bearer = "owner"
)

// Bearers lists them.
func Bearers() []Bearer { return []Bearer{BearShared, BearAgency, BearOwner} }

// GiveBack gives a guest money back once his stay has ended: because something was amiss, or beyond what a cancellation gave
// back. The price, the papers and the books are less by it. What he still owes is let go first; only the rest is sent. It is
// the one way in which a stay that has ended comes to cost less, so that its credit notes are never written by hand.
type GiveBack struct {
	ID      ReservationID
	Version int
	Amount  money.Amount
	Bearer  Bearer // where the stay was let for an owner
	Reason  string
}

// Needs implements access.Guarded.
func (GiveBack) Needs() access.Permission { return PermCancelReservation }

func (s *Stays) giveBack(ctx context.Context, in GiveBack) (ReservationView, error) {
	reason, err := checkReason(in.Reason)
	if err != nil {
		return ReservationView{}, err
	}
	return s.onReservation(ctx, in.ID, in.Version, func(_ Tx, r *Reservation, by By) error {
		return r.GiveBack(in.Amount, in.Bearer, reason, by)
	})
}

// Returnable is the most that may be given back: what was paid, and what is still owed.
func (s ReservationState) Returnable() money.Amount {
	if !s.ended() {
		return money.Zero(s.Quote.Total.Currency())
	}
	return s.NetPaid().Add(s.Owed())
}

// GiveBack lets go what the guest owes, asks for the rest to be sent back, and tells who bears it.
func (r *Reservation) GiveBack(amount money.Amount, bearer Bearer, reason string, by By) error {
	if !r.s.ended() {
		return ErrWrongState
	}
	var c fault.Check
	most, owed := r.s.Returnable(), r.s.Owed()
	switch {
	case amount.Currency() != most.Currency():
		c.Fail("amount", "other_currency", "the stay is paid in "+string(most.Currency()))
	case !amount.IsPositive():
		c.Fail("amount", "not_positive", "an amount above zero is needed")
	case amount.Cmp(most) > 0:
		c.Fail("amount", "too_much", "at most "+most.String()+" may be given back")
	}
	c.That(bearer == BearShared || bearer == BearAgency || bearer == BearOwner && r.s.Booked.OwnerName != "", "bearer", "unknown", "agency, or owner where there is one")
	c.That(reason != "", "reason", "required", "say why")
	if err := c.Err(); err != nil {
		return err
	}
	if let := money.Min(amount, owed); let.IsPositive() {
		r.happened(by, TimelineEntry{Kind: "debt_let_go", Amount: let, Note: reason})
	}
	r.refund(amount.Sub(owed), Money{}, reason, by)
	r.reduce(amount, bearer, reason)
	return nil
}

// ended reports whether what the stay has earned is settled.
func (s ReservationState) ended() bool {
	return s.Status == Completed || s.Status == Cancelled || s.Status == NoShow
}

// reduce tells that the stay has earned so much less.
func (r *Reservation) reduce(amount money.Amount, bearer Bearer, reason string) {
	if r.s.Status == Completed {
		r.s.Waived = r.s.Waived.Add(amount)
	}
	withdrew := r.s.Cancellation != nil && r.s.Cancellation.By == "guest"
	r.tell(event.ReservationReduced{StayFacts: r.s.Facts(), Amount: amount, Bearer: string(bearer), Reason: reason, Withdrew: withdrew})
}

// price is what the guest owes for the stay: its total, less what was waived of it.
func (s ReservationState) price() money.Amount { return s.Quote.Total.Sub(s.Waived) }
