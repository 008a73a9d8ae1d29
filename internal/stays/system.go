package stays

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/kernel/usecase"
)

func (s *Stays) expireHold(ctx context.Context, in ExpireHold) (usecase.None, error) {
	return usecase.None{}, s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Reservation(ctx, in.ID)
		if err != nil {
			return err
		}
		by := byOf(ctx, s.d.Now())
		if !r.Expire(by) {
			// Two machines' clocks differ: a job that comes a moment too early comes again. One that is far too early was
			// for a deadline that is no more, and another job has the new one.
			if at, ok := r.State().Deadline(); ok && at.Sub(by.At) < time.Minute {
				return ErrTooEarly
			}
		}
		return tx.SaveReservation(ctx, r)
	})
}

// recordPayment asks whether the days are free and then saves. Somebody may take them in between: the store then refuses
// the whole, and the second try sees them taken.
func (s *Stays) recordPayment(ctx context.Context, in RecordPayment) (usecase.None, error) {
	receive := func(tx Tx) error {
		now := s.d.Now()
		r, err := tx.Reservation(ctx, in.Reservation)
		if err != nil {
			return err
		}
		free, err := freeFor(ctx, tx, r.State(), now)
		if err != nil {
			return err
		}
		if err := r.Receive(Money{ID: in.Payment, Purpose: in.Purpose, Amount: in.Amount}, free, byOf(ctx, now)); err != nil {
			return err
		}
		if r.Changed() {
			r.received(in, byOf(ctx, now))
		}
		return tx.SaveReservation(ctx, r)
	}
	err := s.d.Store.Write(ctx, receive)
	for range 3 {
		if !errors.Is(err, ErrPeriodTaken) {
			break
		}
		err = s.d.Store.Write(ctx, receive)
	}
	return usecase.None{}, err
}

func (s *Stays) recordFailure(ctx context.Context, in RecordFailure) (usecase.None, error) {
	return usecase.None{}, s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Reservation(ctx, in.Reservation)
		if err != nil {
			return err
		}
		if in.Later {
			r.cardRefused(in.Amount, in.Reason, byOf(ctx, s.d.Now()))
		} else {
			r.Declined(in.Amount, in.Reason, byOf(ctx, s.d.Now()))
		}
		return tx.SaveReservation(ctx, r)
	})
}

func (s *Stays) recordRefund(ctx context.Context, in RecordRefund) (usecase.None, error) {
	return usecase.None{}, s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Reservation(ctx, in.Reservation)
		if err != nil {
			return err
		}
		by := byOf(ctx, s.d.Now())
		if in.Failed {
			r.RefundFailed(in.Amount, in.Reason, by)
		} else if err := r.Refunded(Money{ID: in.Refund, Payment: in.Payment, Purpose: in.Reason, Amount: in.Amount}, by); err != nil {
			return err
		}
		return tx.SaveReservation(ctx, r)
	})
}
