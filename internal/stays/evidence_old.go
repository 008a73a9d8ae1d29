package stays

import (
	"context"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// Evidence of a claim is personal data: it is kept as long as the claim may be brought before a court and no longer (GDPR
// article 5(1)(e); Code civil, article 2224). A nightly job deletes the files first and then notes that they are gone, so that
// a night which is cut off is made up for by the next one, and no file stays that nobody knows of.

// OldEvidence asks for stays whose evidence is to go, those of the oldest departure first, at most Limit.
type OldEvidence struct{ Limit int }

// Needs implements access.Guarded.
func (OldEvidence) Needs() access.Permission { return PermSystem }

// StayEvidence are the files of one stay.
type StayEvidence struct {
	Reservation ReservationID
	Files       []Evidence
}

func (s *Stays) oldEvidence(ctx context.Context, in OldEvidence) (all []StayEvidence, err error) {
	today, err := s.today(ctx)
	if err != nil {
		return nil, err
	}
	ids, err := s.d.Store.EvidenceUntil(ctx, today.AddDays(-limitationDays), in.Limit)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		state, err := s.d.Store.ReservationState(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, StayEvidence{id, state.Evidence})
	}
	return all, nil
}

// DropOldEvidence notes that the files of a stay are gone because their time is over. Before that it is refused.
type DropOldEvidence struct{ ID ReservationID }

// Needs implements access.Guarded.
func (DropOldEvidence) Needs() access.Permission { return PermSystem }

func (s *Stays) dropOldEvidence(ctx context.Context, in DropOldEvidence) (none usecase.None, err error) {
	today, err := s.today(ctx)
	if err != nil {
		return none, err
	}
	return none, s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Reservation(ctx, in.ID)
		if err != nil {
			return err
		}
		if today.Before(limitOf(r.s.Stay.To)) {
			return ErrTooEarly
		}
		r.removeEvidence(byOf(ctx, s.d.Now()), "evidence_old", func(Evidence) bool { return true })
		return tx.SaveReservation(ctx, r)
	})
}

// limitationDays are the days of the limitation, with the leap days that five years may have.
const limitationDays = limitation*365 + 2

func limitOf(departure period.Date) period.Date { return departure.AddDays(limitationDays) }
