package outbox_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

// BenchmarkPublish is a transaction that publishes an event with three consumers; BenchmarkPublishBare is the limit: the
// same rows written by bare SQL in the same number of round trips.
func BenchmarkPublish(b *testing.B) {
	h, err := build(pgtest.Own(b, lines()...), 0)
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"stays.one", "stays.two", "stays.three"} {
		outbox.On(h.router, name, func(context.Context, event.PropertyPublished) error { return nil })
	}
	h.router.Jobs(h.reg, h.db)
	ctx, _ := pgtest.Tenant(b)
	for b.Loop() {
		if err := h.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			return h.outbox.Append(ctx, tx, event.PropertyPublished{Slug: "ker-avel"})
		}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPublishBare(b *testing.B) {
	db := pgtest.Own(b, lines()...)
	ctx, tenant := pgtest.Tenant(b)
	for b.Loop() {
		if err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			batch := &pgx.Batch{}
			batch.Queue(`INSERT INTO outbox.event (tenant_id, id, name, at, actor, trace, payload)
				VALUES ($1, $2, 'stays.property_published.v1', now(), 'test', '', '{"slug": "ker-avel"}')`, tenant, ids.Raw())
			batch.Queue(`INSERT INTO jobs.river_job (args, kind, max_attempts, metadata, queue, tags, state)
				SELECT jsonb_build_object('body', jsonb_build_object('event', $1::text)), kind, 15,
					jsonb_build_object('tenant', $2::text, 'cause', 'test'), 'default', '{}', 'available'
				FROM unnest('{event:stays.one,event:stays.two,event:stays.three}'::text[]) kind`,
				ids.Raw().String(), access.TenantOf(ctx).String())
			return tx.SendBatch(ctx, batch).Close()
		}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDeliver is one delivery from queue to inbox, eight at a time, each with one row of effect.
func BenchmarkDeliver(b *testing.B) {
	h, err := build(pgtest.Own(b, lines()...), jobs.Work)
	if err != nil {
		b.Fatal(err)
	}
	done := make(chan struct{}, 1000)
	outbox.On(h.router, "stays.one", func(ctx context.Context, e event.PropertyPublished) error {
		defer func() { done <- struct{}{} }()
		return apply(ctx, h.db, e.Slug)
	})
	h.router.Jobs(h.reg, h.db)
	ctx, _ := pgtest.Tenant(b)
	const events = 1000
	for b.Loop() {
		b.StopTimer()
		if err := h.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			batch := make([]event.Event, events)
			for i := range batch {
				batch[i] = event.PropertyPublished{Slug: "ker-avel"}
			}
			return h.outbox.Append(ctx, tx, batch...)
		}); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if err := h.queue.Start(context.Background()); err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		for range events {
			<-done
		}
		b.ReportMetric(events/time.Since(began).Seconds(), "deliveries/s")
		if err := h.queue.Stop(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
