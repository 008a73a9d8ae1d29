package stays

import (
	"context"
	"fmt"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
)

// TakePayment notes money that somebody of the agency has received from a guest: in cash, by cheque or by transfer. It
// counts like any other payment: a hold is confirmed by its deposit, what is too much goes back.
type TakePayment struct {
	ID     ReservationID
	Method string // of payments: "cash", "cheque", "transfer"
	Amount money.Amount
	Note   string // number of the cheque, words of the transfer
	Key    string // of the form or the call: the same key is the same money
}

// Needs implements access.Guarded.
func (TakePayment) Needs() access.Permission { return PermTakePayment }

func (s *Stays) takePayment(ctx context.Context, in TakePayment) (ReservationView, error) {
	state, err := s.d.Store.ReservationState(ctx, in.ID)
	if err != nil {
		return ReservationView{}, err
	}
	v, err := s.view(ctx, state)
	if err != nil {
		return v, err
	}
	if err := v.mayTake(in); err != nil {
		return v, err
	}
	purpose := PurposeBalance
	if state.Status == Held {
		purpose = PurposeDeposit
	}
	taken, err := s.d.Payments.Take(ctx, Taking{Method: in.Method, Note: in.Note, Charge: Charge{Key: fmt.Sprintf("stays/%s/hand/%s", in.ID, in.Key), Reservation: in.ID, Reference: state.Reference,
		Purpose: purpose, Amount: in.Amount, Description: state.Booked.Name.In(state.Guest.Locale), PayerName: state.Guest.Name(), PayerEmail: state.Guest.Email, Locale: state.Guest.Locale}})
	if err != nil {
		return ReservationView{}, err
	}
	// The event will say the same, and count once: the desk sees it now.
	if _, err := s.recordPayment(ctx, RecordPayment{Reservation: in.ID, Payment: taken.ID, Purpose: purpose, Amount: taken.Amount}); err != nil {
		return ReservationView{}, err
	}
	return s.getReservation(ctx, GetReservation{ID: in.ID})
}

// mayTake checks what somebody wants to note. Before the first day on which the law lets an agency take the balance
// (décret 72-678, art. 68), no more than the deposit may be taken by hand either.
func (v ReservationView) mayTake(in TakePayment) error {
	switch v.Status {
	case Held, Confirmed, CheckedIn, Completed:
	default:
		return ErrWrongState
	}
	most, early := v.Owed, false
	if v.Status == Held || v.Next != nil && !v.Next.Payable {
		if left := v.Quote.Deposit.Sub(v.NetPaid()); left.Cmp(most) < 0 {
			most, early = left, true
		}
	}
	switch {
	case !v.Owed.IsPositive():
		return ErrNothingDue
	case early && !most.IsPositive():
		return ErrNotPayableYet
	}
	var c fault.Check
	c.That(in.Key != "" && len(in.Key) <= 100, "key", "required", "a key is needed")
	switch {
	case in.Amount.Currency() != v.Owed.Currency():
		c.Fail("amount", "other_currency", "the stay is paid in "+string(v.Owed.Currency()))
	case !in.Amount.IsPositive():
		c.Fail("amount", "not_positive", "an amount above zero is needed")
	case in.Amount.Cmp(most) > 0:
		c.Fail("amount", "too_much", "at most "+most.String()+" may be taken now")
	}
	return c.Err()
}
