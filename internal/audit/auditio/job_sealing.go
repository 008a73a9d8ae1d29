package auditio

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/trail"
)

// AnchorFolder is where the ends of the trails are kept among the files.
const AnchorFolder = "audit"

// sweepEvery is how long an entry waits for its seal when the process that wrote it died.
const sweepEvery = 5 * time.Minute

// Sealing seals what this process has written, a few seconds later, and lets every trail be swept and verified by jobs.
type Sealing struct {
	Sealer  *trail.Sealer
	Tenants func(context.Context) ([]access.TenantID, error) // every business of the installation
	Report  func(context.Context, error)
	IDs     *ident.Source
	// Broken is told of a verification that found something.
	Broken func(ctx context.Context, r trail.Report)

	rounds   trail.Rounds
	sealed   prometheus.Counter
	failures prometheus.Counter
	findings *prometheus.GaugeVec
}

// Measure registers the figures of sealing.
func (s *Sealing) Measure(r prometheus.Registerer) {
	s.sealed = prometheus.NewCounter(prometheus.CounterOpts{Name: "comptoir_audit_sealed_total", Help: "Entries of the audit trail that this process has sealed."})
	s.failures = prometheus.NewCounter(prometheus.CounterOpts{Name: "comptoir_audit_seal_failures_total", Help: "Attempts to seal that failed; entries wait meanwhile."})
	s.findings = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "comptoir_audit_findings", Help: "What the last verification of a trail found; anything but 0 needs somebody."}, []string{"tenant"})
	r.MustRegister(s.sealed, s.failures, s.findings)
}

// Mark says that a business's trail has grown, by which use case makes no difference. It never blocks.
func (s *Sealing) Mark(tenant access.TenantID, _ string) { s.rounds.Mark(tenant) }

// Run seals until ctx ends.
func (s *Sealing) Run(ctx context.Context) { s.rounds.Run(ctx, "audit.seal", s.seal, s.Report) }

func (s *Sealing) seal(ctx context.Context) error {
	n, err := s.Sealer.Seal(ctx)
	if s.sealed != nil {
		s.sealed.Add(float64(n))
		if err != nil {
			s.failures.Inc()
		}
	}
	return err
}

// VerifyAll verifies the trail of every business and keeps what it found.
func (s *Sealing) VerifyAll(ctx context.Context) error {
	return jobs.EachTenant(ctx, s.Tenants, "audit.verify", func(ctx context.Context) error {
		if err := s.seal(ctx); err != nil && !errors.Is(err, trail.ErrBroken) { // which Verify finds as well
			return err
		}
		r, err := s.Sealer.Verify(ctx)
		if err != nil {
			return err
		}
		if s.findings != nil {
			s.findings.WithLabelValues(access.TenantOf(ctx).String()).Set(float64(len(r.Findings)))
		}
		if len(r.Findings) > 0 {
			s.Report(ctx, fmt.Errorf("audit: the trail does not hold: %d findings, the first: %s at %d", len(r.Findings), r.Findings[0].Kind, r.Findings[0].Seq))
			if s.Broken != nil {
				s.Broken(ctx, r)
			}
		}
		return s.Sealer.Keep(ctx, s.IDs.Raw(), r)
	})
}

type sweep struct{}

// Kind implements jobs.Args.
func (sweep) Kind() string { return "audit.sweep" }

type verifyAll struct{}

// Kind implements jobs.Args.
func (verifyAll) Kind() string { return "audit.verify" }

// Jobs registers the sweep for what a killed process has left unsealed, and the nightly verification.
func (s *Sealing) Jobs(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, _ sweep) error {
		return jobs.EachTenant(ctx, s.Tenants, "audit.sweep", s.seal)
	}, jobs.ForOperator(), jobs.MaxAttempts(5), jobs.Timeout(4*time.Minute))
	jobs.Handle(r, func(ctx context.Context, _ verifyAll) error { return s.VerifyAll(ctx) }, jobs.ForOperator(), jobs.MaxAttempts(3), jobs.Timeout(time.Hour))
	jobs.Periodic(r, "audit.sweep", sweepEvery, sweep{})
	jobs.Periodic(r, "audit.verify", 24*time.Hour, verifyAll{})
}
