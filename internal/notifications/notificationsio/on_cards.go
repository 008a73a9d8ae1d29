package notificationsio

import (
	"context"

	"comptoir/internal/event"
	"comptoir/internal/notifications"
)

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
