package staysio

import (
	"context"
	"time"

	"comptoir/internal/platform/jobs"
	"comptoir/internal/stays"
)

// returnCautions is the job that gives back security deposits which nobody has claimed in time.
type returnCautions struct{}

// Kind implements jobs.Args.
func (returnCautions) Kind() string { return "stays.return_cautions" }

func (m *Module) cautionJob(r *jobs.Registry) {
	if m.Tenants == nil {
		return
	}
	jobs.Handle(r, func(ctx context.Context, a returnCautions) error {
		return jobs.EachTenant(ctx, m.Tenants, "job:"+a.Kind(), func(ctx context.Context) error {
			_, err := m.stays.ReturnCautions(ctx, stays.ReturnCautions{})
			return err
		})
	}, jobs.ForOperator(), jobs.MaxAttempts(4), jobs.Timeout(30*time.Minute))
	jobs.Periodic(r, "stays.return_cautions", 6*time.Hour, returnCautions{})
}
