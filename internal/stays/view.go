package stays

import (
	"context"
	"fmt"
	"slices"
	"time"

	"comptoir/internal/kernel/period"
)

// view completes a reservation with what follows from the moment and from its link.
func (s *Stays) view(ctx context.Context, state ReservationState) (ReservationView, error) {
	now := s.d.Now()
	today, err := state.today(now)
	if err != nil {
		return ReservationView{}, err
	}
	v := ReservationView{
		ReservationState: state, ManageToken: s.token(ctx, state), Owed: state.Owed(), Next: state.next(now, today), Schedule: state.Schedule(today),
		CanChange: state.mayChange(now) == nil, LinkEnded: state.linkEnded(now),
	}
	_, err = state.previewCancel(true, now)
	v.CanCancel = err == nil
	return v, nil
}

// next says what is to be paid next.
func (s ReservationState) next(now time.Time, today period.Date) *DueNow {
	switch {
	case s.Status == Held && now.Before(s.HoldUntil):
		if due := s.Quote.Deposit.Sub(s.NetPaid()); due.IsPositive() {
			purpose := PurposeDeposit
			if s.Quote.Balance.IsZero() {
				purpose = PurposeTotal
			}
			return &DueNow{Purpose: purpose, Amount: due, On: today, Payable: true}
		}
	case s.Status == Confirmed && s.Pending != nil && now.Before(s.Pending.HoldUntil):
		return &DueNow{Purpose: PurposeChange, Amount: s.Pending.due(), On: today, Payable: true}
	case s.Status == Confirmed, s.Status == CheckedIn, s.Status == Completed:
		if s.Owed().IsPositive() {
			part := s.due(today)
			return &DueNow{Purpose: part.Purpose, Amount: part.Left, On: part.On, Payable: part.On.Before(s.Quote.BalanceFrom) || !today.Before(s.Quote.BalanceFrom),
				Charged: s.willCharge(part.On), Charging: s.Attempt.State == AttemptAsked}
		}
	}
	return nil
}

// charge asks for what is due next. The key changes when what is due does, so that asking twice opens one payment.
func (v ReservationView) charge() Charge {
	c := Charge{
		Key:         fmt.Sprintf("stays/%s/%s/%d/%d", v.ID, v.Next.Purpose, len(v.Ledger), v.Next.Amount.Minor()),
		Reservation: v.ID, Reference: v.Reference, Purpose: v.Next.Purpose, Amount: v.Next.Amount,
		Description: v.Booked.Name.In(v.Guest.Locale), PayerName: v.Guest.Name(), PayerEmail: v.Guest.Email, Locale: v.Guest.Locale,
	}
	switch v.Next.Purpose {
	case PurposeDeposit, PurposeTotal:
		c.ExpiresAt = v.HoldUntil
		c.Keep = v.Mandate != nil && v.Mandate.Payment.IsZero() && v.Mandate.Ended.IsZero()
	case PurposeChange:
		c.Key = fmt.Sprintf("stays/%s/change/%s", v.ID, v.Pending.ID)
		c.ExpiresAt = v.Pending.HoldUntil
	}
	return c
}

func (s *Stays) viewManaged(ctx context.Context, in ViewManaged) (ReservationView, error) {
	state, err := s.managed(ctx, in.Token)
	if err != nil {
		return ReservationView{}, err
	}
	return s.view(ctx, state.forGuest())
}

func (s *Stays) managed(ctx context.Context, token string) (ReservationState, error) {
	if token == "" || len(token) > 200 {
		return ReservationState{}, ErrManageLink
	}
	state, err := s.d.Store.ManagedState(ctx, TokenHash(token))
	if err == nil && state.linkEnded(s.d.Now()) {
		return ReservationState{}, ErrManageLink
	}
	return state, err
}

// forGuest leaves out what is the staff's business: their note and their names.
func (s ReservationState) forGuest() ReservationState {
	s.Note, s.TokenHash = "", nil
	timeline := make([]TimelineEntry, len(s.Timeline))
	for i, e := range s.Timeline {
		e.Name = ""
		timeline[i] = e
	}
	s.Timeline = timeline
	files := slices.Clone(s.Evidence)
	for i := range files {
		files[i].By = ""
	}
	s.Evidence = files
	return s
}

func (s *Stays) startPayment(ctx context.Context, in StartPayment) (PaymentView, error) {
	state, err := s.managed(ctx, in.Token)
	if err != nil {
		return PaymentView{}, err
	}
	v, err := s.view(ctx, state)
	if err != nil {
		return PaymentView{}, err
	}
	if v.Next == nil {
		if state.Status == Expired || state.Status == Held {
			return PaymentView{}, ErrHoldExpired
		}
		return PaymentView{}, ErrNothingDue
	}
	if v.Next.Charging {
		return PaymentView{}, ErrCharging
	}
	if !v.Next.Payable {
		return PaymentView{}, ErrNotPayableYet
	}
	p, err := s.open(ctx, v)
	if err != nil {
		return PaymentView{}, err
	}
	return *p, nil
}
