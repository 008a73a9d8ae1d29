package notificationsio

import (
	"context"

	"comptoir/internal/event"
	"comptoir/internal/kernel/money"
	"comptoir/internal/notifications"
	"comptoir/internal/platform/outbox"
)

// subjectReservation is how stays names a reservation that is paid for.
const subjectReservation = "stays.reservation"

// subscribeDisputes tells the agency that a payer's bank takes money back, while it can still answer, and how it ended.
func (m *Module) subscribeDisputes(r *outbox.Router) {
	on(m, r, "notifications.on_disputed", func(ctx context.Context, e event.PaymentDisputed) ([]notifications.Notice, error) {
		return m.dispute(ctx, e.PaymentFacts, e.DisputeAmount, notifications.AgencyDisputed)
	})
	on(m, r, "notifications.on_dispute_closed", func(ctx context.Context, e event.DisputeClosed) ([]notifications.Notice, error) {
		kind := notifications.AgencyDisputeLost
		if e.Won {
			kind = notifications.AgencyDisputeWon
		}
		return m.dispute(ctx, e.PaymentFacts, e.DisputeAmount, kind)
	})
}

func (m *Module) dispute(ctx context.Context, f event.PaymentFacts, amount money.Amount, kind notifications.Kind) ([]notifications.Notice, error) {
	if f.SubjectKind != subjectReservation && f.SubjectKind != subjectCaution {
		return nil, nil
	}
	s, err := m.stays.Stay(ctx, f.Subject)
	if err != nil {
		return nil, err
	}
	a, err := m.agency(ctx, kind, &s)
	a.Amount = amount
	return []notifications.Notice{a}, err
}

// cardRefused tells the guest what follows, and the agency when it is its turn.
func (m *Module) cardRefused(ctx context.Context, e event.CardRefused) ([]notifications.Notice, error) {
	kind, day := notifications.CardRefusedLink, ""
	switch {
	case e.Owner:
		kind = notifications.CardOwnerWanted
	case !e.RetryOn.IsZero():
		kind = notifications.CardRefusedRetry
	}
	n := guest(kind, e.StayFacts)
	if kind == notifications.CardRefusedRetry {
		day = notifications.Day(e.RetryOn, n.Locale)
	}
	n.Amount, n.Reason, n.Words = e.Amount, notifications.Refusal(e.Reason, n.Locale), map[string]string{"account": e.Card, "day": day}
	if kind == notifications.CardRefusedRetry {
		return []notifications.Notice{n}, nil
	}
	a, err := m.agency(ctx, notifications.AgencyCardRefused, &e.StayFacts)
	a.Amount, a.Reason, a.Words = e.Amount, notifications.Refusal(e.Reason, a.Locale), map[string]string{"account": e.Card}
	return []notifications.Notice{n, a}, err
}
