package stays

import (
	"fmt"
	"slices"

	"comptoir/internal/event"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
)

// Free says whether the days that a payment is for can be had by this reservation, beside whatever others keep.
type Free struct {
	Stay   bool
	Change bool // of the pending change
}

// Receive applies money that arrived. The same payment counts once. It confirms a hold whose deposit is complete, also
// one that ran out if its days are still free; makes a pending change; settles the balance. Money that came too late,
// for nothing, or beyond the total is sent back at once.
func (r *Reservation) Receive(m Money, free Free, by By) error {
	if m.Amount.Currency() != r.s.Quote.Total.Currency() {
		return ErrCurrencyMix
	}
	if r.knows(m.ID) {
		return nil
	}
	m.Kind, m.At = MoneyIn, by.At
	r.s.Ledger = append(slices.Clip(r.s.Ledger), m)
	r.s.Paid = r.s.Paid.Add(m.Amount)
	r.happened(by, TimelineEntry{Kind: "payment_received", Amount: m.Amount, Note: m.Purpose})
	switch r.s.Status {
	case Held, Expired:
		return r.receiveForHold(m, free, by)
	case Confirmed, CheckedIn, Completed:
		if m.Purpose == PurposeChange {
			return r.receiveForChange(m, free, by)
		}
		r.refund(r.s.NetPaid().Sub(r.s.price()), m, "overpaid", by)
	case Cancelled, NoShow:
		r.refund(m.Amount, m, "reservation_ended", by)
	}
	return nil
}

func (r *Reservation) receiveForHold(m Money, free Free, by By) error {
	if !free.Stay {
		if r.s.Status == Held {
			r.expire(by)
		}
		back := r.s.NetPaid()
		r.happened(by, TimelineEntry{Kind: "payment_too_late", Amount: back})
		r.refund(back, m, "too_late", by)
		r.tell(event.PaymentCameTooLate{StayFacts: r.s.Facts(), Refund: back})
		return nil
	}
	if r.s.NetPaid().Cmp(r.s.Quote.Deposit) < 0 {
		return nil
	}
	if err := r.Confirm(by); err != nil {
		return err
	}
	r.refund(r.s.NetPaid().Sub(r.s.Quote.Total), m, "overpaid", by)
	return nil
}

func (r *Reservation) receiveForChange(m Money, free Free, by By) error {
	p := r.s.Pending
	if p == nil || m.Amount.Cmp(p.due()) < 0 || !free.Change {
		if p != nil && !free.Change {
			r.s.Pending = nil
		}
		r.happened(by, TimelineEntry{Kind: "payment_too_late", Amount: m.Amount})
		r.refund(m.Amount, m, "change_too_late", by)
		return nil
	}
	r.apply(Plan{Quote: p.Quote, Booked: p.Booked, Anchor: p.Anchor, Difference: p.Difference}, by)
	r.refund(r.s.NetPaid().Sub(r.s.Quote.Total), m, "overpaid", by)
	return nil
}

// Declined notes an attempt to pay that was refused; the hold runs on.
func (r *Reservation) Declined(amount money.Amount, reason string, by By) {
	r.happened(by, TimelineEntry{Kind: "payment_failed", Amount: amount, Note: reason})
}

// refund asks for money to be sent back; nothing when the amount is not above zero. Each has a key of its own, which
// makes it happen once.
func (r *Reservation) refund(amount money.Amount, of Money, reason string, by By) {
	if !amount.IsPositive() {
		return
	}
	r.s.RefundSeq++
	r.s.RefundDue = r.s.RefundDue.Add(amount)
	r.happened(by, TimelineEntry{Kind: "refund_due", Amount: amount, Note: reason})
	r.tell(event.RefundDue{
		SubjectKind: SubjectReservation, Subject: r.s.ID.Raw(), Payment: of.ID, Amount: amount, Reason: reason,
		Key: fmt.Sprintf("stays/%s/refund/%d", r.s.ID, r.s.RefundSeq),
	})
}

// Refunded applies money that went back. The same refund counts once. One that nobody here asked for (made at the
// payments' desk) counts as asked for; of a stay that has ended it is less to earn, for owner and agency alike.
func (r *Reservation) Refunded(m Money, by By) error {
	if m.Amount.Currency() != r.s.Quote.Total.Currency() {
		return ErrCurrencyMix
	}
	if r.knows(m.ID) {
		return nil
	}
	m.Kind, m.At = MoneyOut, by.At
	r.s.Ledger = append(slices.Clip(r.s.Ledger), m)
	r.s.Refunded = r.s.Refunded.Add(m.Amount)
	unasked := r.s.Refunded.Sub(r.s.RefundDue)
	if unasked.IsPositive() {
		r.s.RefundDue = r.s.Refunded
	}
	r.happened(by, TimelineEntry{Kind: "refunded", Amount: m.Amount, Note: m.Purpose})
	if unasked.IsPositive() && r.s.ended() {
		r.reduce(unasked, BearShared, m.Purpose)
	}
	return nil
}

// RefundFailed notes money that could not go back; it stays open and somebody must look.
func (r *Reservation) RefundFailed(amount money.Amount, reason string, by By) {
	r.happened(by, TimelineEntry{Kind: "refund_failed", Amount: amount, Note: reason})
}

func (r *Reservation) knows(id ident.Raw) bool {
	return slices.ContainsFunc(r.s.Ledger, func(m Money) bool { return m.ID == id })
}
