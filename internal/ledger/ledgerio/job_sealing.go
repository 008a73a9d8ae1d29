package ledgerio

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
	"comptoir/internal/ledger"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/trail"
)

// Anchor keeps how far each chain goes among the files, as that of the audit trail does.
type Anchor struct{ Files *blob.Store }

func anchorKey(tenant access.TenantID) blob.Key { return blob.MustKey(tenant, "ledger", "anchor.json") }

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

// sealEvery is how long a transaction waits for its number while the process that wrote it lives; sweepEvery, when that one
// died. expireAtOnce is how many holds of one business a sweep lets go.
const (
	sealEvery    = 3 * time.Second
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

	mu       sync.Mutex
	dirty    map[access.TenantID]bool
	findings *prometheus.GaugeVec
}

// Measure registers the figures.
func (u *Upkeep) Measure(r prometheus.Registerer) {
	u.findings = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "comptoir_ledger_findings", Help: "What the last verification of a business's books found; anything but 0 needs somebody."}, []string{"tenant"})
	r.MustRegister(u.findings)
}

// Mark says that a business's books have grown. It never blocks.
func (u *Upkeep) Mark(tenant access.TenantID) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.dirty == nil {
		u.dirty = map[access.TenantID]bool{}
	}
	u.dirty[tenant] = true
}

// Run seals until ctx ends, and then once more.
func (u *Upkeep) Run(ctx context.Context) {
	tick := time.NewTicker(sealEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			u.round(last)
			return
		case <-tick.C:
			u.round(ctx)
		}
	}
}

// round seals what was marked. What cannot be sealed is marked again: an outage loses nothing.
func (u *Upkeep) round(ctx context.Context) {
	u.mu.Lock()
	tenants := u.dirty
	u.dirty = nil
	u.mu.Unlock()
	for t := range tenants {
		if _, err := u.Sealer.Seal(access.AsSystem(ctx, t, "ledger.seal")); err != nil && ctx.Err() == nil {
			if !errors.Is(err, trail.ErrBroken) { // those are sealed, there is nothing to try again
				u.Mark(t)
			}
			u.Report(ctx, err)
		}
	}
}

// verify posts what is missing (the past of a business that is older than its books; what a consumer gave up on), verifies
// the books of one business and keeps what it found.
func (u *Upkeep) verify(ctx context.Context, tenant access.TenantID) error {
	if _, err := u.CatchUp(ctx); err != nil {
		u.Report(ctx, fmt.Errorf("ledger: what is missing in the books cannot be posted: %w", err))
	}
	if _, err := u.Sealer.Seal(ctx); err != nil && !errors.Is(err, trail.ErrBroken) { // which Verify finds as well
		return err
	}
	r, err := u.Sealer.Verify(ctx)
	if err != nil {
		return err
	}
	if u.findings != nil {
		u.findings.WithLabelValues(tenant.String()).Set(float64(len(r.Findings)))
	}
	if len(r.Findings) > 0 {
		u.Report(ctx, fmt.Errorf("ledger: the books do not hold: %d findings, the first: %+v", len(r.Findings), r.Findings[0]))
	}
	return u.Sealer.Keep(ctx, u.IDs.Raw(), r)
}

func (u *Upkeep) sweep(ctx context.Context, _ access.TenantID) error {
	_, err := u.Ledger.Expire(ctx, ledger.ExpireHolds{Limit: expireAtOnce})
	_, sealing := u.Sealer.Seal(ctx)
	return errors.Join(err, sealing)
}

// each does something for every business; one that fails does not keep the others from it.
func (u *Upkeep) each(ctx context.Context, as string, do func(context.Context, access.TenantID) error) error {
	tenants, err := u.Tenants(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, t := range tenants {
		errs = append(errs, do(access.AsSystem(ctx, t, as), t))
	}
	return errors.Join(errs...)
}

type sweepAll struct{}

// Kind implements jobs.Args.
func (sweepAll) Kind() string { return "ledger.sweep" }

type verifyAll struct{}

// Kind implements jobs.Args.
func (verifyAll) Kind() string { return "ledger.verify" }

// Jobs registers the sweep and the nightly verification.
func (u *Upkeep) Jobs(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, _ sweepAll) error { return u.each(ctx, "ledger.sweep", u.sweep) }, jobs.ForOperator(), jobs.MaxAttempts(5), jobs.Timeout(4*time.Minute))
	jobs.Handle(r, func(ctx context.Context, _ verifyAll) error { return u.each(ctx, "ledger.verify", u.verify) }, jobs.ForOperator(), jobs.MaxAttempts(3), jobs.Timeout(time.Hour))
	jobs.Periodic(r, "ledger.sweep", sweepEvery, sweepAll{})
	jobs.Periodic(r, "ledger.verify", 24*time.Hour, verifyAll{})
}
