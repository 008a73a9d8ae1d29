package stays

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// retries are when a kept card that was refused is charged again, in days from the first time. Card networks fine whoever
// tries more often; a refusal that will not change (lost, stolen, expired) is not tried again at all.
var retries = []int{0, 1, 3}

var hopeless = []string{"lost_card", "stolen_card", "pickup_card", "expired_card", "invalid_account", "card_not_supported", "do_not_try_again", "no_card"}

// AttemptState is what became of a charge.
type AttemptState string

// The states of a charge.
const (
	AttemptNone    AttemptState = ""
	AttemptAsked   AttemptState = "asked"    // the provider is asked until it has answered
	AttemptRefused AttemptState = "refused"  // tried again on NextOn
	AttemptOwner   AttemptState = "owner"    // the bank wants the guest: he has a link
	AttemptGivenUp AttemptState = "given_up" // the guest has a link
)

// Attempt is the last charge of the kept card.
type Attempt struct {
	DueOn  period.Date  `json:"dueOn"`
	Number int          `json:"number"` // from 1, for what is due on DueOn
	First  period.Date  `json:"first"`  // day of the first one
	Amount money.Amount `json:"amount"`
	State  AttemptState `json:"state"`
	Reason string       `json:"reason,omitempty"`
	NextOn period.Date  `json:"nextOn,omitzero"`
	At     time.Time    `json:"at"`
}

// key makes a charge happen once: one for each part and attempt.
func (a Attempt) key(id ReservationID) string {
	return fmt.Sprintf("stays/%s/later/%s/%d/%d", id, a.DueOn, a.Number, a.At.Unix())
}

// chargeable is the attempt that today asks for, and whether it is a new one. An attempt whose outcome is not known is
// asked for again, unchanged.
func (s ReservationState) chargeable(today period.Date, now time.Time) (a Attempt, fresh, ok bool) {
	if s.Attempt.State == AttemptAsked {
		return s.Attempt, false, true
	}
	part := s.due(today)
	if s.Status != Confirmed && s.Status != CheckedIn || s.Pending != nil || !part.Left.IsPositive() || today.Before(part.On) || !s.willCharge(part.On) ||
		!part.On.Before(s.Quote.BalanceFrom) && today.Before(s.Quote.BalanceFrom) {
		return a, false, false
	}
	a = Attempt{DueOn: part.On, Number: 1, First: today, Amount: part.Left, State: AttemptAsked, At: now}
	if last := s.Attempt; last.DueOn == part.On && last.State == AttemptRefused {
		if today.Before(last.NextOn) {
			return a, false, false
		}
		a.Number, a.First = last.Number+1, last.First
	}
	return a, true, true
}

// ask notes that the kept card is charged.
func (r *Reservation) ask(a Attempt, by By) {
	r.s.Attempt = a
	r.happened(by, TimelineEntry{Kind: "card_charged", Amount: a.Amount, Note: r.s.Mandate.Card})
}

// cardRefused decides what follows a refusal: another day, or the guest by a link.
func (r *Reservation) cardRefused(amount money.Amount, reason string, by By) {
	a := r.s.Attempt
	if a.State != AttemptAsked { // a late word of an attempt that is over
		r.Declined(amount, reason, by)
		return
	}
	a.Reason, a.NextOn = reason, period.Date{}
	switch {
	case reason == OwnerNeeded:
		a.State = AttemptOwner
	case a.Number >= len(retries) || slices.Contains(hopeless, reason):
		a.State = AttemptGivenUp
	default:
		a.State, a.NextOn = AttemptRefused, a.First.AddDays(retries[a.Number])
	}
	r.s.Attempt = a
	r.happened(by, TimelineEntry{Kind: "payment_failed", Amount: amount, Note: reason})
	r.tell(event.CardRefused{StayFacts: r.s.Facts(), Amount: amount, DueOn: a.DueOn, Card: r.s.Mandate.Card, Reason: reason, RetryOn: a.NextOn, Owner: a.State == AttemptOwner})
	r.releaseUnneeded(by)
}

// ChargeCards charges the kept cards of the guests whose day has come; a job asks for it each hour. Nobody's card is
// charged at night, so that who is told of it can answer.
type ChargeCards struct{}

// Needs implements access.Guarded.
func (ChargeCards) Needs() access.Permission { return PermSystem }

func (s *Stays) chargeCards(ctx context.Context, _ ChargeCards) (n int, err error) {
	settings, err := s.d.Store.ReadSettings(ctx)
	if err != nil {
		return 0, err
	}
	now, where := s.d.Now(), orUTC(settings.Zone)
	if hour := now.In(where).Hour(); hour < 9 || hour >= 20 {
		return 0, nil
	}
	rows, err := s.d.Store.ActiveRows(ctx, period.DateOf(now, where))
	if err != nil {
		return 0, err
	}
	var failed []error // one that cannot be charged now keeps no other
	for _, row := range rows {
		if row.Status != Confirmed && row.Status != CheckedIn || !row.Owed.IsPositive() {
			continue
		}
		asked, err := s.chargeCard(ctx, row.ID, now)
		if asked {
			n++
		}
		failed = append(failed, err)
	}
	return n, errors.Join(failed...)
}

// chargeCard first commits what it wants, then asks payments: killed in between, the next run asks for the same attempt
// under the same key.
func (s *Stays) chargeCard(ctx context.Context, id ReservationID, now time.Time) (asked bool, err error) {
	var state ReservationState
	err = s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Reservation(ctx, id)
		if err != nil {
			return err
		}
		today, err := r.s.today(now)
		if err != nil {
			return err
		}
		a, fresh, ok := r.s.chargeable(today, now)
		if asked, state = ok, r.State(); !ok || !fresh {
			return nil
		}
		r.ask(a, byOf(ctx, now))
		state = r.State()
		return tx.SaveReservation(ctx, r)
	})
	if err != nil || !asked {
		return false, err
	}
	part := state.due(state.Attempt.DueOn)
	charge := Charge{Key: state.Attempt.key(id), Reservation: id, Reference: state.Reference, Purpose: part.Purpose, Amount: state.Attempt.Amount,
		Description: state.Booked.Name.In(state.Guest.Locale)}
	if charge.Purpose == "" {
		charge.Purpose = PurposeBalance
	}
	err = s.d.Payments.ChargeLater(ctx, charge, state.Mandate.Payment)
	switch {
	case errors.Is(err, ErrUnderWay): // the guest is quicker: his payment is recorded, and the next run looks again
		return false, s.dropAttempt(ctx, id, state.Attempt)
	case errors.Is(err, ErrNoCard):
		_, err = s.recordFailure(ctx, RecordFailure{Reservation: id, Amount: state.Attempt.Amount, Reason: "no_card", Later: true})
		return false, err
	}
	return true, err
}

// dropAttempt takes an attempt back that payments did not make.
func (s *Stays) dropAttempt(ctx context.Context, id ReservationID, a Attempt) error {
	return s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Reservation(ctx, id)
		if err != nil || r.s.Attempt.State != AttemptAsked || r.s.Attempt.key(id) != a.key(id) {
			return err
		}
		if a.Number == 1 {
			r.s.Attempt = Attempt{}
		} else {
			r.s.Attempt.Number, r.s.Attempt.State, r.s.Attempt.NextOn = a.Number-1, AttemptRefused, a.First
		}
		r.happened(byOf(ctx, s.d.Now()), TimelineEntry{Kind: "card_not_charged"})
		return tx.SaveReservation(ctx, r)
	})
}

// charges wires what concerns kept cards.
func (s *Stays) charges() {
	d := s.d
	s.ChargeCards = usecase.New(d.Observer, "stays.charge_cards", s.chargeCards)
	s.MyCards = usecase.New(d.Observer, "stays.my_cards", s.myCards)
	s.RemoveMyCard = usecase.New(d.Observer, "stays.remove_my_card", s.removeMyCard)
	s.RemoveManagedCard = usecase.New(d.Observer, "stays.remove_managed_card", s.removeManagedCard)
	s.PaysOnline = usecase.New(d.Observer, "stays.pays_online", s.paysOnline)
	s.KeepsCards = usecase.New(d.Observer, "stays.keeps_cards", s.keepsCards)
}

// PaysOnline asks whether a guest can pay online.
type PaysOnline struct{}

// Needs implements access.Guarded.
func (PaysOnline) Needs() access.Permission { return access.Public }

func (s *Stays) paysOnline(ctx context.Context, _ PaysOnline) (bool, error) {
	return s.d.Payments.PaysOnline(ctx)
}

// KeepsCards asks whether a guest who books now may have his card kept.
type KeepsCards struct{}

// Needs implements access.Guarded.
func (KeepsCards) Needs() access.Permission { return access.Public }

func (s *Stays) keepsCards(ctx context.Context, _ KeepsCards) (bool, error) {
	return s.d.Payments.KeepsCards(ctx)
}
