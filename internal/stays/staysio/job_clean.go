package staysio

import (
	"context"
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
	return nil
}
