package staysio

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/stays"
)

// remind is the hourly job that asks guests for what they owe; the core says who, and in which hours.
type remind struct{}

// Kind implements jobs.Args.
func (remind) Kind() string { return "stays.remind" }

func (m *Module) remindJob(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, _ remind) error {
		tenants, err := m.Tenants(ctx)
		if err != nil {
			return err
		}
		var errs []error
		for _, t := range tenants { // one that fails does not keep the others from it
			_, err := m.stays.Remind(access.AsSystem(ctx, t, "job:stays.remind"), stays.RemindBalances{})
			errs = append(errs, err)
		}
		return errors.Join(errs...)
	}, jobs.ForOperator(), jobs.MaxAttempts(3), jobs.Timeout(30*time.Minute))
	jobs.Periodic(r, "stays.remind", time.Hour, remind{})
}
