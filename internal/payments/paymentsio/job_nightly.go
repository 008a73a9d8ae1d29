package paymentsio

import (
	"context"
	"strings"
	"time"

	"comptoir/internal/payments"
	"comptoir/internal/platform/jobs"
)

// replay is the job that tries kept notifications again, reconcile the one that compares with the providers.
type (
	replay    struct{}
	reconcile struct{}
)

// Kind implements jobs.Args.
func (replay) Kind() string { return "payments.replay_webhooks" }

// Kind implements jobs.Args.
func (reconcile) Kind() string { return "payments.reconcile" }

// compared is how far back a night looks: longer than a refund or a direct debit takes.
const compared = 35 * 24 * time.Hour

// nightly registers what runs for every business. One business whose provider is away does not keep the others waiting.
func (m *Module) nightly(r *jobs.Registry) {
	if m.d.Tenants == nil {
		return
	}
	jobs.Handle(r, func(ctx context.Context, a replay) error {
		return jobs.EachTenant(ctx, m.d.Tenants, "job:"+a.Kind(), func(ctx context.Context) error {
			_, err := m.payments.Replay(ctx, payments.ReplayWebhooks{})
			return err
		})
	}, jobs.ForOperator(), jobs.MaxAttempts(3), jobs.Timeout(10*time.Minute))
	jobs.Handle(r, func(ctx context.Context, a reconcile) error {
		return jobs.EachTenant(ctx, m.d.Tenants, "job:"+a.Kind(), func(ctx context.Context) error {
			done, err := m.payments.Reconcile(ctx, payments.Reconcile{From: m.d.Now().Add(-compared)})
			if err == nil && len(done.Failed) > 0 { // the desk shows it; the job comes back, and so does the next night
				err = payments.ErrGatewayAway.Detailf("not compared with %s", strings.Join(done.Failed, ", "))
			}
			return err
		})
	}, jobs.ForOperator(), jobs.MaxAttempts(4), jobs.Timeout(30*time.Minute))
	jobs.Periodic(r, "payments.replay_webhooks", 15*time.Minute, replay{})
	jobs.Periodic(r, "payments.reconcile", 24*time.Hour, reconcile{})
}
