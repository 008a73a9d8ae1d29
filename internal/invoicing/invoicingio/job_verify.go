package invoicingio

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/jobs"
)

// Guard verifies the papers of every business each night, and has the audit trail hold how far each chain goes. What does
// not hold is told to the operator (log and figure) and, through Broken, to the business.
type Guard struct {
	Store   *Store
	Tenants func(context.Context) ([]access.TenantID, error) // every business of the installation
	Report  func(context.Context, error)
	// Broken is told what a verification found first in the papers of ctx's business.
	Broken func(ctx context.Context, found Finding)

	findings *prometheus.GaugeVec
}

// Measure registers the figure.
func (g *Guard) Measure(r prometheus.Registerer) {
	g.findings = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "comptoir_invoicing_findings", Help: "What the last verification of a business's issued papers found; anything but 0 needs somebody."}, []string{"tenant"})
	r.MustRegister(g.findings)
}

// VerifyAll verifies every business; one that cannot be verified does not keep the others from it.
func (g *Guard) VerifyAll(ctx context.Context) error {
	return jobs.EachTenant(ctx, g.Tenants, "job:invoicing.verify_all", g.verify)
}

func (g *Guard) verify(ctx context.Context) error {
	r, err := g.Store.Verify(ctx)
	if err != nil {
		return err
	}
	if g.findings != nil {
		g.findings.WithLabelValues(access.TenantOf(ctx).String()).Set(float64(len(r.Findings)))
	}
	if len(r.Findings) > 0 {
		g.Report(ctx, fmt.Errorf("invoicing: the papers are not those that were issued: %d findings, the first: %s", len(r.Findings), r.Findings[0]))
		g.Broken(ctx, r.Findings[0])
	}
	return g.Store.Note(ctx, r)
}

type verifyAll struct{}

// Kind implements jobs.Args.
func (verifyAll) Kind() string { return "invoicing.verify_all" }

// Jobs registers the nightly verification.
func (g *Guard) Jobs(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, _ verifyAll) error { return g.VerifyAll(ctx) }, jobs.ForOperator(), jobs.MaxAttempts(3), jobs.Timeout(time.Hour))
	jobs.Periodic(r, "invoicing.verify_all", 24*time.Hour, verifyAll{})
}
