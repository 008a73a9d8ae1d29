package staysio

import (
	"context"
	"time"

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
		return jobs.EachTenant(ctx, m.Tenants, "job:"+a.Kind(), func(ctx context.Context) error {
			_, err := m.stays.ChargeCards(ctx, stays.ChargeCards{})
			return err
		})
	}, jobs.ForOperator(), jobs.MaxAttempts(3), jobs.Timeout(30*time.Minute))
	jobs.Periodic(r, "stays.charge_cards", time.Hour, chargeCards{})
}
