package staysio

import (
	"context"
	"time"

	"comptoir/internal/platform/jobs"
	"comptoir/internal/stays"
)

// remind is the hourly job that asks guests for what they owe; the core says who, and in which hours.
type remind struct{}

// Kind implements jobs.Args.
func (remind) Kind() string { return "stays.remind" }

func (m *Module) remindJob(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, _ remind) error {
		return jobs.EachTenant(ctx, m.Tenants, "job:stays.remind", func(ctx context.Context) error {
			_, err := m.stays.Remind(ctx, stays.RemindBalances{})
			return err
		})
	}, jobs.ForOperator(), jobs.MaxAttempts(3), jobs.Timeout(30*time.Minute))
	jobs.Periodic(r, "stays.remind", time.Hour, remind{})
}
