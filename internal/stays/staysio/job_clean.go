package staysio

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"comptoir/internal/platform/jobs"
	"comptoir/internal/stays"
)

// clean is the nightly job that takes away what nobody needs any more.
type clean struct{}

// Kind implements jobs.Args.
func (clean) Kind() string { return "stays.clean" }

// A transaction takes away so many quotes; a night, at most so many times that of one business: the rest waits.
const (
	cleanAtOnce = 500
	cleanRounds = 200
)

// Measure registers the figures of the nightly cleaning.
func (m *Module) Measure(r prometheus.Registerer) {
	m.forgotten = prometheus.NewCounter(prometheus.CounterOpts{Name: "comptoir_stays_quotes_forgotten_total", Help: "Quotes taken away 30 days after their end, booked by nobody."})
	r.MustRegister(m.forgotten)
}

func (m *Module) cleanJob(r *jobs.Registry) {
	if m.Tenants == nil {
		return
	}
	jobs.Handle(r, func(ctx context.Context, _ clean) error {
		return jobs.EachTenant(ctx, m.Tenants, "job:stays.clean", m.clean)
	}, jobs.ForOperator(), jobs.MaxAttempts(3), jobs.Timeout(30*time.Minute))
	jobs.Periodic(r, "stays.clean", 24*time.Hour, clean{})
	m.remindJob(r)
}

func (m *Module) clean(ctx context.Context) error {
	for range cleanRounds {
		n, err := m.stays.ForgetQuotes(ctx, stays.ForgetQuotes{Limit: cleanAtOnce})
		if err != nil {
			return err
		}
		if m.forgotten != nil {
			m.forgotten.Add(float64(n))
		}
		if n < cleanAtOnce {
			break
		}
	}
	return m.cleanEvidence(ctx)
}

// cleanEvidence deletes the files of claims that can no longer be brought, and then notes that they are gone. What cannot be
// deleted tonight keeps nothing else.
func (m *Module) cleanEvidence(ctx context.Context) error {
	old, err := m.stays.OldEvidence(ctx, stays.OldEvidence{Limit: cleanAtOnce})
	failed := []error{err}
	for _, of := range old {
		if err := m.dropOldEvidence(ctx, of); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

func (m *Module) dropOldEvidence(ctx context.Context, of stays.StayEvidence) error {
	for _, e := range of.Files {
		key, err := evidenceKey(ctx, of.Reservation, e)
		if err == nil {
			err = m.Blobs.Delete(ctx, key)
		}
		if err != nil {
			return err
		}
	}
	_, err := m.stays.DropOldEvidence(ctx, stays.DropOldEvidence{ID: of.Reservation})
	return err
}
