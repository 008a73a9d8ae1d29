package app

import (
	"context"
	"fmt"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/payments"
	"comptoir/internal/payments/mangopay"
	"comptoir/internal/payments/paypalpay"
	"comptoir/internal/payments/stripepay"
	"comptoir/internal/platform/config"
	"comptoir/internal/platform/egress"
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
	outbox.On(r, "payments.forget_card", func(ctx context.Context, e event.CardReleased) error {
		_, err := p.ForgetCard(ctx, payments.ForgetCard{Payment: payments.PaymentID(e.Payment)})
		return err
	})
	outbox.On(r, "payments.abandon_caution", func(ctx context.Context, e event.ReservationCancelled) error {
		_, err := p.Abandon(ctx, payments.Abandon{Subject: cautionOf(stays.ReservationID(e.Reservation))})
		return err
	})
}

// providers are the companies for which a business may enter keys; each is called through the one way out. A test's own
// server on this machine is reached where the configuration names it.
func providers(c config.Config) []payments.Provider {
	client := egress.New(egress.Config{Allow: c.EgressAllow, Timeout: 30 * time.Second, MaxBytes: 8 << 20})
	return []payments.Provider{stripepay.Provider(client, c.StripeURL), paypalpay.Provider(client, c.PayPalURL), mangopay.Provider(client, c.MangoPayURL)}
}

// takesPayments reports whether a business can take payments online: it has chosen a provider, or the demonstration plays one.
func (c *Contexts) takesPayments(ctx context.Context) (bool, error) {
	return c.Payments.PaysOnline(asProgram(ctx, "portal"), payments.PaysOnline{})
}

// paidFor says what a payment pays for, and where the desk shows it.
func (c *Contexts) paidFor(_ context.Context, s payments.Subject) (words, href string) {
	if s.Kind == stays.SubjectReservation || s.Kind == stays.SubjectCaution {
		return "", "/desk/reservations/" + s.ID.String()
	}
	return "", ""
}

// owedAgain reports whether what is refunded of a payment is asked for again: of a stay that has not ended, whose price stays.
func (c *Contexts) owedAgain(ctx context.Context, s payments.Subject) bool {
	if s.Kind != stays.SubjectReservation {
		return false
	}
	v, err := c.Stays.GetReservation(asProgram(ctx, "payments"), stays.GetReservation{ID: stays.ReservationID(s.ID)})
	return err == nil && (v.Status == stays.Confirmed || v.Status == stays.CheckedIn)
}

// CheckProviders asks every business's payment providers whether the keys are good: for comptoir doctor.
func (a *App) CheckProviders(ctx context.Context, tell func(name string, err error)) error {
	tenants, err := a.Contexts.tenants(ctx)
	if err != nil {
		return err
	}
	for _, t := range tenants {
		inside := access.AsSystem(ctx, t, "doctor")
		all, err := a.Contexts.Payments.Providers(inside, payments.ListProviders{})
		if err != nil {
			return err
		}
		name, err := a.Contexts.businessCalled(inside, t)
		if err != nil {
			return err
		}
		for _, p := range all {
			if p.BuiltIn || !p.Enabled {
				continue
			}
			v, err := a.Contexts.Payments.Test(inside, payments.TestProvider{Provider: p.Provider})
			if err == nil && v.CheckCode != "" {
				err = fmt.Errorf("%s", v.CheckCode)
			}
			tell(p.Provider+" of "+name, err)
		}
	}
	return nil
}
