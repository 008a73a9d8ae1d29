package ledgerio

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/ledger"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/trail"
)

// AnchorFolder is where the ends of the books' chains are kept among the files.
const AnchorFolder = "ledger"

// sweepEvery is how long a transaction waits for its number when the process that wrote it died. expireAtOnce is how many
// holds of one business a sweep lets go.
const (
	sweepEvery   = 5 * time.Minute
	expireAtOnce = 1000
)

// Upkeep does what the books need beside requests: it seals, lets expired holds go, and verifies each night.
type Upkeep struct {
	Sealer  *Sealer
	Ledger  *ledger.Ledger
	Tenants func(context.Context) ([]access.TenantID, error) // every business of the installation
	Report  func(context.Context, error)
	IDs     *ident.Source
	// CatchUp posts what has happened to the business of ctx and is not in its books yet, and returns how much.
	CatchUp func(ctx context.Context) (int, error)
	// Broken is told what a verification found first in the books of ctx's business.
	Broken func(ctx context.Context, found Finding)

	rounds   trail.Rounds
	findings *prometheus.GaugeVec
}

// Measure registers the figures.
func (u *Upkeep) Measure(r prometheus.Registerer) {
	u.findings = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "comptoir_ledger_findings", Help: "What the last verification of a business's books found; anything but 0 needs somebody."}, []string{"tenant"})
	r.MustRegister(u.findings)
}

// Mark says that a business's books have grown. It never blocks.
func (u *Upkeep) Mark(tenant access.TenantID) { u.rounds.Mark(tenant) }

// Run seals until ctx ends.
func (u *Upkeep) Run(ctx context.Context) { u.rounds.Run(ctx, "ledger.seal", u.seal, u.Report) }

func (u *Upkeep) seal(ctx context.Context) error {
	_, err := u.Sealer.Seal(ctx)
	return err
}

// verify posts what is missing (the past of a business that is older than its books; what a consumer gave up on), verifies
// the books of one business and keeps what it found.
func (u *Upkeep) verify(ctx context.Context) error {
	if _, err := u.CatchUp(ctx); err != nil {
		u.Report(ctx, fmt.Errorf("ledger: what is missing in the books cannot be posted: %w", err))
	}
	if err := u.seal(ctx); err != nil && !errors.Is(err, trail.ErrBroken) { // which Verify finds as well
		return err
	}
	r, err := u.Sealer.Verify(ctx)
	if err != nil {
		return err
	}
	if u.findings != nil {
		u.findings.WithLabelValues(access.TenantOf(ctx).String()).Set(float64(len(r.Findings)))
	}
	if len(r.Findings) > 0 {
		u.Report(ctx, fmt.Errorf("ledger: the books do not hold: %d findings, the first: %+v", len(r.Findings), r.Findings[0]))
		if u.Broken != nil {
			u.Broken(ctx, r.Findings[0])
		}
	}
	return u.Sealer.Keep(ctx, u.IDs.Raw(), r)
}

func (u *Upkeep) sweep(ctx context.Context) error {
	_, err := u.Ledger.Expire(ctx, ledger.ExpireHolds{Limit: expireAtOnce})
	return errors.Join(err, u.seal(ctx))
}

type sweepAll struct{}

// Kind implements jobs.Args.
func (sweepAll) Kind() string { return "ledger.sweep" }

type verifyAll struct{}

// Kind implements jobs.Args.
func (verifyAll) Kind() string { return "ledger.verify" }

// Jobs registers the sweep and the nightly verification.
func (u *Upkeep) Jobs(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, _ sweepAll) error {
		return jobs.EachTenant(ctx, u.Tenants, "ledger.sweep", u.sweep)
	}, jobs.ForOperator(), jobs.MaxAttempts(5), jobs.Timeout(4*time.Minute))
	jobs.Handle(r, func(ctx context.Context, _ verifyAll) error {
		return jobs.EachTenant(ctx, u.Tenants, "ledger.verify", u.verify)
	}, jobs.ForOperator(), jobs.MaxAttempts(3), jobs.Timeout(time.Hour))
	jobs.Periodic(r, "ledger.sweep", sweepEvery, sweepAll{})
	jobs.Periodic(r, "ledger.verify", 24*time.Hour, verifyAll{})
}
