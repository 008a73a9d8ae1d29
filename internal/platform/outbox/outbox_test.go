package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/jobs/jobstest"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

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
	for _, job := range jobstest.Settle(t, ours, h.queue) {
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
	if got := jobstest.Settle(t, ctx, h.queue); len(got) != 1 {
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
	jobstest.Run(t, h.queue)
	all := jobstest.Settle(t, ctx, h.queue)
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
	jobstest.Settle(t, ctx, h.queue)
	if got := h.effects(t, ctx); len(got) != 2 || got[0] != "indexed" || got[1] != "told" || attempts.Load() != 3 {
		t.Errorf("effects %v after %d attempts", got, attempts.Load())
	}
}

// TestEventsThatOvertakeOneAnother has a change arrive before the thing that it changes.
func TestEventsThatOvertakeOneAnother(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, _ := pgtest.Tenant(t)
	tried := make(chan struct{}, 100)
	var there atomic.Bool
	outbox.On(h.router, "contracts.draft_on_change", func(ctx context.Context, e event.PropertyUnpublished) error {
		defer func() { tried <- struct{}{} }()
		if !there.Load() {
			return fault.Define(fault.NotFound, "test.not_found", "")
		}
		return apply(ctx, h.db, "changed")
	})
	h.open(t)
	h.publish(t, ctx, event.PropertyUnpublished{})
	receive(t, tried, "the first try")
	there.Store(true)
	if got := jobstest.Settle(t, ctx, h.queue); len(got) != 1 || got[0].State != jobs.Completed {
		t.Errorf("%+v", got)
	}
	if got := h.effects(t, ctx); len(got) != 1 {
		t.Errorf("effects %v", got)
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
	done := jobstest.Settle(t, ctx, h.queue)[0]
	if err := h.queue.Retry(ctx, done.ID); err != nil {
		t.Fatal(err)
	}
	if got := jobstest.Settle(t, ctx, h.queue); len(got) != 1 || got[0].Attempt < 2 || calls.Load() != 1 {
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
	jobstest.Settle(t, ctx, h.queue)
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
	for _, job := range jobstest.Settle(t, ctx, h.queue) {
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
	jobstest.Settle(t, inside, h.queue)
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
	for _, job := range jobstest.Settle(t, ctx, h.queue) {
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

func TestMigrationsGoUpDownAndUp(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, outbox.Line())
}
