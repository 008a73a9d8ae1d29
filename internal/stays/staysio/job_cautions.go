package staysio

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/kernel/access"
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
		tenants, err := m.Tenants(ctx)
		if err != nil {
			return err
		}
		var all []error
		for _, t := range tenants { // a provider that is away keeps nobody else waiting
			_, err := m.stays.ReturnCautions(access.AsSystem(ctx, t, "job:"+a.Kind()), stays.ReturnCautions{})
			all = append(all, err)
		}
		return errors.Join(all...)
	}, jobs.ForOperator(), jobs.MaxAttempts(4), jobs.Timeout(30*time.Minute))
	jobs.Periodic(r, "stays.return_cautions", 6*time.Hour, returnCautions{})
}
