package staysio

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/stays"
)

// chargeCards is the hourly job that charges kept cards; the core says whose, and in which hours.
type chargeCards struct{}

// Kind implements jobs.Args.
func (chargeCards) Kind() string { return "stays.charge_cards" }

func (m *Module) chargeJob(r *jobs.Registry) {
	if m.Tenants == nil {
		return
	}
	jobs.Handle(r, func(ctx context.Context, a chargeCards) error {
		tenants, err := m.Tenants(ctx)
		if err != nil {
			return err
		}
		var all []error
		for _, t := range tenants { // one whose provider is away keeps no other waiting
			_, err := m.stays.ChargeCards(access.AsSystem(ctx, t, "job:"+a.Kind()), stays.ChargeCards{})
			all = append(all, err)
		}
		return errors.Join(all...)
	}, jobs.ForOperator(), jobs.MaxAttempts(3), jobs.Timeout(30*time.Minute))
	jobs.Periodic(r, "stays.charge_cards", time.Hour, chargeCards{})
}
