package app

import (
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/payments"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/stays"
)

// latePayment is how long after the end of a hold its payment stays open: a guest who is on the provider's page just
// then may finish, and gets the dates if they are still free.
const latePayment = 30 * time.Minute

// closeUnwanted has the open payments of stays that will not happen closed at their providers, so that nobody pays for
// nothing next week.
func closeUnwanted(r *outbox.Router, p *payments.Payments) {
	abandon := func(ctx context.Context, reservation ident.Raw, after time.Duration) error {
		_, err := p.Abandon(ctx, payments.Abandon{Subject: payments.Subject{Kind: stays.SubjectReservation, ID: reservation}, After: after})
		return err
	}
	outbox.On(r, "payments.abandon_expired", func(ctx context.Context, e event.ReservationExpired) error {
		return abandon(ctx, e.Reservation, latePayment)
	})
	outbox.On(r, "payments.abandon_cancelled", func(ctx context.Context, e event.ReservationCancelled) error {
		return abandon(ctx, e.Reservation, 0)
	})
}
