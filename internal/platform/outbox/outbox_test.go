package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

const patience = 30 * time.Second

// effects is a context of these tests: a consumer's effect is a row, and nothing but the inbox keeps it single.
var effects = pg.Line{Name: "effects", Files: fstest.MapFS{"0001_effect.sql": {Data: []byte(`
-- +goose Up
CREATE SCHEMA effects;
GRANT USAGE ON SCHEMA effects TO comptoir_app;
CREATE TABLE effects.effect (tenant_id uuid NOT NULL, id uuid NOT NULL, of text NOT NULL, PRIMARY KEY (tenant_id, id));
SELECT comptoir.protect('effects.effect');
-- +goose Down
DROP TABLE effects.effect;
DROP SCHEMA effects;
`)}}}

func lines() []pg.Line { return []pg.Line{jobs.Line(), outbox.Line(), effects} }

var ids ident.Source

// house is a database with a queue, a router and an outbox.
type house struct {
	db     *pg.DB
	reg    *jobs.Registry
	queue  *jobs.Client
	router *outbox.Router
	outbox *outbox.Outbox
	gone   chan error
}

func build(db *pg.DB, role jobs.Role) (*house, error) {
	h := &house{db: db, reg: jobs.NewRegistry(), router: outbox.NewRouter(), gone: make(chan error, 100)}
	var err error
	h.queue, err = jobs.New(db, jobs.Config{Registry: h.reg, Role: role, PollEvery: 20 * time.Millisecond,
		Backoff: func(int) time.Duration { return 30 * time.Millisecond }, Logger: slog.New(slog.DiscardHandler),
		OnGone: func(_ string, _ jobs.State, err error) { h.gone <- err }})
	h.outbox = outbox.New(h.queue, h.router, time.Now, &ids)
	return h, err
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h, err := build(pgtest.Own(t, lines()...), jobs.Work|jobs.Lead)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// open registers the deliveries and starts the workers.
func (h *house) open(t *testing.T) {
	t.Helper()
	h.router.Jobs(h.reg, h.db)
	if err := h.queue.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := h.queue.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
}

func (h *house) publish(t *testing.T, ctx context.Context, events ...event.Event) {
	t.Helper()
	if err := h.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error { return h.outbox.Append(ctx, tx, events...) }); err != nil {
		t.Fatal(err)
	}
}

// apply is a consumer's effect.
func apply(ctx context.Context, db *pg.DB, of string) error {
	return db.Write(ctx, func(ctx context.Context, tx pg.Tx) error { return insert(ctx, tx, of) })
}

func insert(ctx context.Context, tx pg.Tx, of string) error {
	_, err := tx.Exec(ctx, `INSERT INTO effects.effect VALUES ($1, $2, $3)`, access.TenantOf(ctx), ids.Raw(), of)
	return err
}

func (h *house) effects(t *testing.T, ctx context.Context) []string {
	t.Helper()
	rows, err := h.db.Read(ctx).Query(ctx, `SELECT of FROM effects.effect ORDER BY of`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// settled waits until no job of ctx's tenant is waiting or running and returns the jobs.
func (h *house) settled(t *testing.T, ctx context.Context) []jobs.Info {
	t.Helper()
	end := time.After(patience)
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		open, err := h.queue.List(ctx, jobs.Filter{States: []jobs.State{jobs.Available, jobs.Scheduled, jobs.Running, jobs.Retryable}}, paging.Request{})
		if err != nil {
			t.Fatal(err)
		}
		if len(open.Items) == 0 {
			all, err := h.queue.List(ctx, jobs.Filter{}, paging.Request{Limit: paging.MaxLimit})
			if err != nil {
				t.Fatal(err)
			}
			return all.Items
		}
		select {
		case <-again.C:
		case <-end:
			t.Fatalf("jobs that do not end: %+v", open.Items)
		}
	}
}

func receive[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatalf("nothing came: %s", what)
		panic("unreachable")
	}
}

func TestEventReachesEveryConsumerOfItsTenant(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ours, tenant := pgtest.Tenant(t)
	theirs, _ := pgtest.Tenant(t)
	type got struct {
		consumer string
		e        event.PropertyPublished
		actor    access.Actor
		meta     outbox.Meta
	}
	seen := make(chan got, 10)
	for _, name := range []string{"stays.index_property", "messaging.tell_owner"} {
		outbox.On(h.router, name, func(ctx context.Context, e event.PropertyPublished) error {
			meta, _ := outbox.MetaOf(ctx)
			seen <- got{name, e, access.From(ctx), meta}
			return apply(ctx, h.db, name)
		})
	}
	outbox.On(h.router, "stays.forget_property", func(ctx context.Context, e event.PropertyUnpublished) error {
		return apply(ctx, h.db, "not meant for me")
	})
	h.open(t)
	sent := event.PropertyPublished{Property: ids.Raw(), Slug: "Ker Avel"}
	h.publish(t, access.With(ours, access.Actor{Kind: access.Person, Tenant: tenant, Name: "Maëlle"}), sent)

	var names []string
	for range 2 {
		g := receive(t, seen, "a delivery")
		names = append(names, g.consumer)
		if g.e != sent {
			t.Errorf("%s was given %+v", g.consumer, g.e)
		}
		if g.actor.Kind != access.System || g.actor.Tenant != tenant || g.actor.Name != "on:"+g.consumer {
			t.Errorf("%s runs as %+v", g.consumer, g.actor)
		}
		if g.meta.ID.IsZero() || g.meta.Name != "stays.property_published.v1" || g.meta.Actor != "Maëlle" {
			t.Errorf("%s knows %+v", g.consumer, g.meta)
		}
	}
	for _, job := range h.settled(t, ours) {
		if job.State != jobs.Completed || job.Cause != "Maëlle" {
			t.Errorf("%+v", job)
		}
	}
	if got := h.effects(t, ours); len(got) != 2 || got[0] != "messaging.tell_owner" || got[1] != "stays.index_property" {
		t.Errorf("effects %v of %v", got, names)
	}
	if got := h.effects(t, theirs); len(got) != 0 {
		t.Errorf("another tenant sees %v", got)
	}
}

func TestFailedTransactionPublishesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, _ := pgtest.Tenant(t)
	outbox.On(h.router, "stays.index_property", func(ctx context.Context, e event.PropertyPublished) error {
		return apply(ctx, h.db, e.Slug)
	})
	h.open(t)
	refused := errors.New("refused")
	err := h.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		if err := h.outbox.Append(ctx, tx, event.PropertyPublished{Slug: "never"}); err != nil {
			return err
		}
		return refused
	})
	if !errors.Is(err, refused) {
		t.Fatal(err)
	}
	h.publish(t, ctx, event.PropertyPublished{Slug: "once"}, event.PropertyUnpublished{}) // the second has no consumer
	if got := h.settled(t, ctx); len(got) != 1 {
		t.Errorf("%d jobs, want one", len(got))
	}
	if got := h.effects(t, ctx); len(got) != 1 || got[0] != "once" {
		t.Errorf("effects %v", got)
	}
	var events int
	if err := h.db.Read(ctx).QueryRow(ctx, `SELECT count(*) FROM outbox.event`).Scan(&events); err != nil || events != 2 {
		t.Errorf("%d events, %v", events, err)
	}
}

// TestDuplicateDeliveriesApplyOnce delivers one event a hundred times at once.
func TestDuplicateDeliveriesApplyOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, _ := pgtest.Tenant(t)
	var calls, failures atomic.Int32
	outbox.On(h.router, "stays.index_property", func(ctx context.Context, e event.PropertyPublished) error {
		return h.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			if calls.Add(1) <= 2 {
				failures.Add(1)
				return errors.New("rolled back: the next delivery in line must take over")
			}
			return insert(ctx, tx, e.Slug)
		})
	})
	h.router.Jobs(h.reg, h.db)
	h.publish(t, ctx, event.PropertyPublished{Slug: "once"})
	// A hundred more jobs for the same event, as after a hundred crashes.
	if err := h.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO jobs.river_job (args, kind, max_attempts, metadata, queue, tags)
			SELECT args, kind, max_attempts, metadata, queue, tags FROM jobs.river_job, generate_series(1, 99)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := h.queue.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.queue.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	all := h.settled(t, ctx)
	for _, job := range all {
		if job.State != jobs.Completed {
			t.Errorf("%+v", job)
		}
	}
	if got := h.effects(t, ctx); len(all) != 100 || len(got) != 1 || failures.Load() != 2 {
		t.Errorf("%d deliveries, %d failures, effects %v", len(all), failures.Load(), got)
	}
}

func TestConsumerThatFailsIsTriedAgainAndOthersAreNot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, _ := pgtest.Tenant(t)
	var attempts atomic.Int32
	outbox.On(h.router, "messaging.tell_owner", func(ctx context.Context, e event.PropertyPublished) error {
		if attempts.Add(1) < 3 {
			return errors.New("the mail server is down")
		}
		return apply(ctx, h.db, "told")
	})
	outbox.On(h.router, "stays.index_property", func(ctx context.Context, e event.PropertyPublished) error {
		return apply(ctx, h.db, "indexed")
	})
	h.open(t)
	h.publish(t, ctx, event.PropertyPublished{})
	h.settled(t, ctx)
	if got := h.effects(t, ctx); len(got) != 2 || got[0] != "indexed" || got[1] != "told" || attempts.Load() != 3 {
		t.Errorf("effects %v after %d attempts", got, attempts.Load())
	}
}

func TestSecondWriteOfADeliveryIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, _ := pgtest.Tenant(t)
	outbox.On(h.router, "stays.index_property", func(ctx context.Context, e event.PropertyPublished) error {
		if err := apply(ctx, h.db, "first"); err != nil {
			return err
		}
		return apply(ctx, h.db, "second")
	})
	h.open(t)
	h.publish(t, ctx, event.PropertyPublished{})
	if err := receive(t, h.gone, "the refusal"); !errors.Is(err, outbox.ErrTwoWrites) {
		t.Errorf("cancelled because of %v", err)
	}
	if got := h.effects(t, ctx); len(got) != 1 || got[0] != "first" {
		t.Errorf("effects %v", got)
	}
}

func TestConsumerWithoutEffectIsRecordedToo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, _ := pgtest.Tenant(t)
	var calls atomic.Int32
	outbox.On(h.router, "stays.index_property", func(context.Context, event.PropertyPublished) error {
		calls.Add(1)
		return nil
	})
	h.open(t)
	h.publish(t, ctx, event.PropertyPublished{})
	done := h.settled(t, ctx)[0]
	if err := h.queue.Retry(ctx, done.ID); err != nil {
		t.Fatal(err)
	}
	if got := h.settled(t, ctx); len(got) != 1 || got[0].Attempt < 2 || calls.Load() != 1 {
		t.Errorf("called %d times: %+v", calls.Load(), got)
	}
}

func TestEventThatCannotBeReadFailsVisibly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, tenant := pgtest.Tenant(t)
	outbox.On(h.router, "stays.index_property", func(ctx context.Context, e event.PropertyPublished) error {
		return apply(ctx, h.db, "read")
	}, jobs.MaxAttempts(2))
	h.open(t)
	h.publish(t, ctx, event.PropertyPublished{})
	h.settled(t, ctx)
	wrong, missing := ids.Raw(), ids.Raw()
	if err := h.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO outbox.event (tenant_id, id, name, at, payload)
			VALUES ($1, $2, 'stays.property_unpublished.v1', now(), '{}')`, tenant, wrong)
		if err != nil {
			return err
		}
		for _, id := range []ident.Raw{wrong, missing} {
			if _, err := tx.Exec(ctx, `INSERT INTO jobs.river_job (args, kind, max_attempts, metadata, queue, tags)
				SELECT jsonb_build_object('body', jsonb_build_object('event', $1::text)), kind, max_attempts, metadata, queue, tags
				FROM jobs.river_job LIMIT 1`, id.String()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		receive(t, h.gone, "a delivery given up")
	}
	lost := 0
	for _, job := range h.settled(t, ctx) {
		if job.State == jobs.Discarded && len(job.Failures) == 2 {
			lost++
		}
	}
	if got := h.effects(t, ctx); lost != 2 || len(got) != 1 {
		t.Errorf("%d jobs given up, effects %v", lost, got)
	}
}

func TestNewTenantPublishesItsOwnBirth(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, tenant := pgtest.Tenant(t)
	operator := access.AsSystem(context.Background(), access.TenantID{}, "cli")
	outbox.On(h.router, "identity.make_first_user", func(ctx context.Context, e event.TenantCreated) error {
		return apply(ctx, h.db, e.Slug)
	})
	h.open(t)
	h.publish(t, operator, event.TenantCreated{Tenant: tenant.Raw(), Slug: "rivages"})
	inside := access.AsSystem(context.Background(), tenant, "test")
	h.settled(t, inside)
	if got := h.effects(t, inside); len(got) != 1 || got[0] != "rivages" {
		t.Errorf("effects %v", got)
	}
	err := h.db.Write(operator, func(ctx context.Context, tx pg.Tx) error {
		return h.outbox.Append(ctx, tx, event.PropertyPublished{})
	})
	if !errors.Is(err, outbox.ErrNoTenant) {
		t.Errorf("an event of nobody: %v", err)
	}
	err = h.db.Write(operator, func(ctx context.Context, tx pg.Tx) error {
		if err := h.outbox.Append(ctx, tx, event.TenantCreated{Tenant: tenant.Raw()}); err != nil {
			return err
		}
		return insert(inside, tx, "the transaction has no tenant again")
	})
	if err == nil {
		t.Error("publishing a birth leaves the transaction with the new tenant's rights")
	}
}

func TestRowsAreWrittenOnce(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, lines()...)
	ctx, tenant := pgtest.Tenant(t)
	theirs, _ := pgtest.Tenant(t)
	write := func(ctx context.Context, sql string, args ...any) error {
		return db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			_, err := tx.Exec(ctx, sql, args...)
			return err
		})
	}
	add := `INSERT INTO outbox.event (tenant_id, id, name, at, payload) VALUES ($1, $2, 'test.happened.v1', now(), '{}')`
	if err := write(ctx, add, tenant, ids.Raw()); err != nil {
		t.Fatal(err)
	}
	if err := write(theirs, add, tenant, ids.Raw()); err == nil {
		t.Error("an event is published in another tenant's name")
	}
	for _, change := range []string{`UPDATE outbox.event SET name = 'test.else.v1'`, `DELETE FROM outbox.event`, `TRUNCATE outbox.event`,
		`UPDATE outbox.inbox SET consumer = 'test.else'`, `DELETE FROM outbox.inbox`} {
		if err := write(ctx, change); err == nil {
			t.Errorf("%s is accepted", change)
		}
	}
}

func TestConsumersAreListedAndUnique(t *testing.T) {
	t.Parallel()
	r := outbox.NewRouter()
	nothing := func(context.Context, event.PropertyPublished) error { return nil }
	outbox.On(r, "stays.index_property", nothing)
	outbox.On(r, "messaging.tell_owner", nothing)
	want := []string{"stays.property_published.v1 messaging.tell_owner", "stays.property_published.v1 stays.index_property"}
	if got := r.Consumers(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v", got)
	}
	for _, name := range []string{"stays.index_property", "index", "Stays.Index", "stays.index.property"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q is accepted", name)
				}
			}()
			outbox.On(r, name, nothing)
		}()
	}
}

// TestOutboxFollowsABusyHouse publishes from many goroutines while deliveries fail and transactions roll back at random
// places: every committed event is applied once by each consumer, and no other.
func TestOutboxFollowsABusyHouse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, _ := pgtest.Tenant(t)
	var calls atomic.Int32
	for _, name := range []string{"stays.index_property", "messaging.tell_owner"} {
		outbox.On(h.router, name, func(ctx context.Context, e event.PropertyPublished) error {
			switch calls.Add(1) % 5 {
			case 0:
				return errors.New("before the write")
			case 1:
				return h.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
					return errors.Join(insert(ctx, tx, "rolled back"), errors.New("in the write"))
				})
			case 2:
				return errors.Join(apply(ctx, h.db, name+" "+e.Slug), errors.New("after the write"))
			}
			return apply(ctx, h.db, name+" "+e.Slug)
		})
	}
	h.open(t)
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			err := h.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
				if err := h.outbox.Append(ctx, tx, event.PropertyPublished{Slug: fmt.Sprintf("%02d", i)}); err != nil {
					return err
				}
				if i%4 == 0 {
					return fault.Define(fault.Conflict, "test.taken", "")
				}
				return nil
			})
			if (err == nil) != (i%4 != 0) {
				t.Errorf("publication %d: %v", i, err)
			}
		})
	}
	all.Wait()
	for _, job := range h.settled(t, ctx) {
		if job.State != jobs.Completed {
			t.Errorf("%+v", job)
		}
	}
	got := h.effects(t, ctx)
	seen := map[string]bool{}
	for _, e := range got {
		seen[e] = true
	}
	if len(got) != 60 || len(seen) != 60 || seen["rolled back"] {
		t.Errorf("%d effects, %d different, want 60", len(got), len(seen))
	}
}

func TestMain(m *testing.M) {
	if url := os.Getenv(childURL); url != "" {
		os.Exit(child(url, os.Getenv(childWhere)))
	}
	os.Exit(m.Run())
}

func TestMigrationsGoUpDownAndUp(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, outbox.Line())
}
