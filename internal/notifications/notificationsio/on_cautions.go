package notificationsio

import (
	"context"

	"comptoir/internal/event"
	"comptoir/internal/kernel/money"
	"comptoir/internal/notifications"
	"comptoir/internal/platform/outbox"
)

// subjectCaution is how stays names the security deposit of a reservation.
const subjectCaution = "stays.caution"

// subscribeCautions tells the guest and the agency what becomes of security deposits.
func (m *Module) subscribeCautions(r *outbox.Router) {
	on(m, r, "notifications.on_caution_taken", func(ctx context.Context, e event.PaymentSucceeded) ([]notifications.Notice, error) {
		return m.caution(ctx, e.PaymentFacts, e.Amount, e.Reason, notifications.CautionTaken, notifications.AgencyCautionTaken)
	})
	on(m, r, "notifications.on_caution_back", func(ctx context.Context, e event.PaymentCancelled) ([]notifications.Notice, error) {
		if !e.Held {
			return nil, nil
		}
		return m.caution(ctx, e.PaymentFacts, e.Amount, "", notifications.CautionBack, notifications.AgencyCautionBack)
	})
	on(m, r, "notifications.on_caution_failed", func(ctx context.Context, e event.PaymentCaptureFailed) ([]notifications.Notice, error) {
		all, err := m.caution(ctx, e.PaymentFacts, e.CaptureAmount, e.Reason, notifications.CautionOwner, notifications.AgencyCautionLost)
		if len(all) > 0 && e.Reason != "authentication_required" {
			all = all[1:] // the guest can do nothing about it
		}
		return all, err
	})
}

func (m *Module) caution(ctx context.Context, f event.PaymentFacts, amount money.Amount, reason string, toGuest, toAgency notifications.Kind) ([]notifications.Notice, error) {
	if f.SubjectKind != subjectCaution {
		return nil, nil
	}
	s, err := m.stays.Stay(ctx, f.Subject)
	if err != nil {
		return nil, err
	}
	a, err := m.agency(ctx, toAgency, &s)
	g := guest(toGuest, s)
	a.Amount, g.Amount, a.Reason, g.Reason = amount, amount, reason, reason
	return []notifications.Notice{g, a}, err
}
