package stays

import (
	"context"
	"errors"
	"slices"

	"comptoir/internal/kernel/access"
)

// ReturnCaution gives the whole security deposit back, and gives up what the guest was still asked for.
type ReturnCaution struct{ ID ReservationID }

// Needs implements access.Guarded.
func (ReturnCaution) Needs() access.Permission { return PermTakeCaution }

func (s *Stays) returnCaution(ctx context.Context, in ReturnCaution) (Caution, error) {
	c, err := s.viewCaution(ctx, ViewCaution(in))
	if err != nil {
		return c, err
	}
	if c.Status != CautionKept && c.Status != CautionOwner {
		return c, ErrCautionTaken
	}
	all, err := s.d.Cautions.Of(ctx, in.ID)
	if err != nil {
		return c, err
	}
	for _, p := range all {
		if p.Status != "authorized" {
			continue
		}
		if err := s.d.Cautions.Release(ctx, p.ID); err != nil {
			return c, err
		}
	}
	if c.Status == CautionOwner {
		if err := s.d.Cautions.Drop(ctx, in.ID); err != nil {
			return c, err
		}
	}
	return s.viewCaution(ctx, ViewCaution(in))
}

// ReturnCautions gives back what nobody has claimed in time: two days after the departure, or at once when the stay does
// not happen.
type ReturnCautions struct{}

// Needs implements access.Guarded.
func (ReturnCautions) Needs() access.Permission { return PermSystem }

func (s *Stays) returnCautions(ctx context.Context, _ ReturnCautions) (int, error) {
	if s.d.Cautions == nil {
		return 0, nil
	}
	kept, err := s.d.Cautions.Kept(ctx)
	if err != nil {
		return 0, err
	}
	done := 0
	var failed []error // one that cannot be given back now keeps nobody else's
	for _, id := range kept {
		n, err := s.giveBackInTime(ctx, id)
		done += n
		failed = append(failed, err)
	}
	return done, errors.Join(failed...)
}

func (s *Stays) giveBackInTime(ctx context.Context, id ReservationID) (done int, err error) {
	state, err := s.d.Store.ReservationState(ctx, id)
	if err != nil {
		return 0, err
	}
	all, err := s.d.Cautions.Of(ctx, id)
	if err != nil {
		return 0, err
	}
	today := s.dayAt(state)
	c := cautionOf(state, all, today)
	over := slices.Contains([]Status{Cancelled, NoShow}, state.Status)
	if c.Status == CautionOwner || !over && today.Before(c.EndsOn) {
		return 0, nil
	}
	for _, p := range all {
		if p.Status != "authorized" || p.Taking {
			continue
		}
		if err := s.d.Cautions.Release(ctx, p.ID); err != nil {
			return done, err
		}
		done++
	}
	return done, nil
}
