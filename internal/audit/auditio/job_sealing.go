package auditio

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/trail"
)

// Anchor keeps how far each chain goes among the files: another system than the database, in production a bucket that the
// database's administrators cannot write to.
type Anchor struct{ Files *blob.Store }

func anchorKey(tenant access.TenantID) blob.Key { return blob.MustKey(tenant, "audit", "anchor.json") }

// Load implements trail.Anchor.
func (a Anchor) Load(ctx context.Context, tenant access.TenantID) (h trail.Head, err error) {
	raw, _, err := a.Files.Read(ctx, anchorKey(tenant))
	if errors.Is(err, blob.ErrNotFound) {
		return h, nil
	}
	if err != nil {
		return h, err
	}
	return h, json.Unmarshal(raw, &h)
}

// Store implements trail.Anchor.
func (a Anchor) Store(ctx context.Context, tenant access.TenantID, h trail.Head) error {
	raw, err := json.Marshal(h)
	if err != nil {
		return err
	}
	_, err = a.Files.Put(ctx, anchorKey(tenant), bytes.NewReader(raw), blob.PutOptions{ContentType: "application/json"})
	return err
}

// sealEvery is how long an entry waits for its seal while the process that wrote it lives; sweepEvery, when that one died.
const (
	sealEvery  = 3 * time.Second
	sweepEvery = 5 * time.Minute
)

// Sealing seals what this process has written, a few seconds later, and lets every trail be swept and verified by jobs.
type Sealing struct {
	Sealer  *trail.Sealer
	Tenants func(context.Context) ([]access.TenantID, error) // every business of the installation
	Report  func(context.Context, error)
	IDs     *ident.Source
	// Broken is told of a verification that found something.
	Broken func(ctx context.Context, r trail.Report)

	mu    sync.Mutex
	dirty map[access.TenantID]bool

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

// Mark says that a business's trail has grown. It never blocks.
func (s *Sealing) Mark(tenant access.TenantID, _ string) {
	if tenant.IsZero() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dirty == nil {
		s.dirty = map[access.TenantID]bool{}
	}
	s.dirty[tenant] = true
}

// Run seals until ctx ends, and then once more.
func (s *Sealing) Run(ctx context.Context) {
	tick := time.NewTicker(sealEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			s.round(last)
			return
		case <-tick.C:
			s.round(ctx)
		}
	}
}

// round seals what was marked. What cannot be sealed is marked again: an outage loses nothing.
func (s *Sealing) round(ctx context.Context) {
	s.mu.Lock()
	tenants := s.dirty
	s.dirty = nil
	s.mu.Unlock()
	for t := range tenants {
		if err := s.seal(access.AsSystem(ctx, t, "audit.seal")); err != nil && ctx.Err() == nil {
			if !errors.Is(err, trail.ErrBroken) { // those entries are sealed, there is nothing to try again
				s.Mark(t, "")
			}
			s.Report(ctx, err)
		}
	}
}

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
	return s.each(ctx, "audit.verify", func(ctx context.Context, tenant access.TenantID) error {
		if err := s.seal(ctx); err != nil && !errors.Is(err, trail.ErrBroken) { // which Verify finds as well
			return err
		}
		r, err := s.Sealer.Verify(ctx)
		if err != nil {
			return err
		}
		if s.findings != nil {
			s.findings.WithLabelValues(tenant.String()).Set(float64(len(r.Findings)))
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

// each does something for every business; one that fails does not keep the others from it.
func (s *Sealing) each(ctx context.Context, as string, do func(context.Context, access.TenantID) error) error {
	tenants, err := s.Tenants(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, t := range tenants {
		errs = append(errs, do(access.AsSystem(ctx, t, as), t))
	}
	return errors.Join(errs...)
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
		return s.each(ctx, "audit.sweep", func(ctx context.Context, _ access.TenantID) error { return s.seal(ctx) })
	}, jobs.ForOperator(), jobs.MaxAttempts(5), jobs.Timeout(4*time.Minute))
	jobs.Handle(r, func(ctx context.Context, _ verifyAll) error { return s.VerifyAll(ctx) }, jobs.ForOperator(), jobs.MaxAttempts(3), jobs.Timeout(time.Hour))
	jobs.Periodic(r, "audit.sweep", sweepEvery, sweep{})
	jobs.Periodic(r, "audit.verify", 24*time.Hour, verifyAll{})
}
