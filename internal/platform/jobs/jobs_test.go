package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"go.opentelemetry.io/otel/trace"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

func TestJobExistsWhenItsTransactionCommits(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ctx, tenant := pgtest.Tenant(t)
	type run struct {
		text  string
		actor access.Actor
		trace trace.TraceID
	}
	ran := make(chan run, 10)
	reg := jobs.NewRegistry()
	jobs.Handle(reg, func(ctx context.Context, n note) error {
		ran <- run{n.Text, access.From(ctx), trace.SpanContextFromContext(ctx).TraceID()}
		return nil
	})
	c := start(t, client(t, db, jobs.Config{Registry: reg, Role: jobs.Work}))

	refused := errors.New("refused")
	err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		if err := c.Enqueue(ctx, tx, note{"rolled back"}); err != nil {
			return err
		}
		return refused
	})
	if !errors.Is(err, refused) {
		t.Fatal(err)
	}
	span := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1, 2}, SpanID: trace.SpanID{3}, TraceFlags: trace.FlagsSampled})
	enqueue(t, trace.ContextWithSpanContext(ctx, span), db, c, note{"committed"})

	got := receive(t, ran, "the committed job")
	if got.text != "committed" {
		t.Errorf("ran %q first", got.text)
	}
	if got.actor.Tenant != tenant || got.actor.Kind != access.System || got.actor.Name != "job:test.note" {
		t.Errorf("ran as %+v", got.actor)
	}
	if got.trace != span.TraceID() {
		t.Errorf("ran under trace %s", got.trace)
	}
	done := list(t, ctx, c, 1, jobs.Completed)[0]
	if done.Tenant != tenant || string(done.Args) == "" || done.EndedAt == nil || done.Attempt != 1 {
		t.Errorf("completed job: %+v", done)
	}
	list(t, ctx, c, 1) // and no other job in any state
}

func TestEnqueueRefuses(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ctx, _ := pgtest.Tenant(t)
	reg := jobs.NewRegistry()
	jobs.Handle(reg, func(context.Context, note) error { return nil })
	c := client(t, db, jobs.Config{Registry: reg})
	try := func(ctx context.Context, args jobs.Args) error {
		return db.Write(ctx, func(ctx context.Context, tx pg.Tx) error { return c.Enqueue(ctx, tx, args) })
	}
	if err := try(context.Background(), note{"whose?"}); !errors.Is(err, jobs.ErrNoTenant) {
		t.Errorf("a job without a tenant: %v", err)
	}
	if err := try(ctx, chore{}); !errors.Is(err, jobs.ErrUnknownKind) {
		t.Errorf("a job that nobody runs: %v", err)
	}
	if err := c.Start(ctx); err == nil {
		t.Error("a client without a role starts")
	}
}

func TestFailingJobIsTriedAgainThenGivenUpThenRetriedByHand(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ctx, _ := pgtest.Tenant(t)
	mended := make(chan struct{})
	ran := make(chan struct{}, 10)
	done := make(chan error, 10)
	gone := make(chan jobs.State, 10)
	reg := jobs.NewRegistry()
	jobs.Handle(reg, func(context.Context, note) error {
		select {
		case <-mended:
			ran <- struct{}{}
			return nil
		default:
			return errors.New("the mail server is down")
		}
	}, jobs.MaxAttempts(3))
	c := start(t, client(t, db, jobs.Config{Registry: reg, Role: jobs.Work,
		OnDone: func(kind string, _ time.Duration, err error) {
			if kind == "test.note" {
				done <- err
			}
		},
		OnGone: func(_ string, s jobs.State, _ error) { gone <- s }}))
	enqueue(t, ctx, db, c, note{"a mail"})

	for range 3 {
		if err := receive(t, done, "an attempt"); err == nil || err.Error() != "the mail server is down" {
			t.Fatalf("an attempt ended with %v", err)
		}
	}
	if s := receive(t, gone, "the end"); s != jobs.Discarded {
		t.Errorf("given up as %s", s)
	}
	lost := list(t, ctx, c, 1, jobs.Discarded)[0]
	if len(lost.Failures) != 3 || lost.Failures[2].Error != "the mail server is down" || lost.Failures[2].Attempt != 3 {
		t.Errorf("failures on record: %+v", lost.Failures)
	}
	for i := 1; i < 3 && i < len(lost.Failures); i++ {
		if pause := lost.Failures[i].At.Sub(lost.Failures[i-1].At); pause < 30*time.Millisecond {
			t.Errorf("attempt %d came after %s, without back-off", i+1, pause)
		}
	}
	depth, err := c.Depth(ctx)
	if err != nil || depth.ByState[jobs.Discarded] != 1 {
		t.Errorf("depth %+v, %v", depth, err)
	}

	close(mended)
	if err := c.Retry(ctx, lost.ID); err != nil {
		t.Fatal(err)
	}
	receive(t, ran, "the retried job")
	list(t, ctx, c, 1, jobs.Completed)
}

func TestHopelessJobIsCancelledAtOnce(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ctx, _ := pgtest.Tenant(t)
	gone := make(chan error, 10)
	reg := jobs.NewRegistry()
	jobs.Handle(reg, func(_ context.Context, n note) error {
		return fault.Define(fault.Gone, "test.gone", "the quote has expired")
	})
	c := start(t, client(t, db, jobs.Config{Registry: reg, Role: jobs.Work,
		OnGone: func(_ string, _ jobs.State, err error) { gone <- err }}))
	enqueue(t, ctx, db, c, note{"late"})
	if err := receive(t, gone, "the cancellation"); fault.CodeOf(err) != "test.gone" {
		t.Errorf("cancelled because of %v", err)
	}
	if got := list(t, ctx, c, 1, jobs.Cancelled)[0]; len(got.Failures) != 1 || got.Failures[0].Error != "test.gone: the quote has expired" {
		t.Errorf("failures on record: %+v", got.Failures)
	}
}

func TestPanicIsAFailureAndNotTheEndOfTheWorker(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ctx, _ := pgtest.Tenant(t)
	done := make(chan error, 10)
	reg := jobs.NewRegistry()
	jobs.Handle(reg, func(_ context.Context, n note) error {
		if n.Text == "bad" {
			panic("index out of range")
		}
		return nil
	}, jobs.MaxAttempts(1))
	c := start(t, client(t, db, jobs.Config{Registry: reg, Role: jobs.Work,
		OnDone: func(_ string, _ time.Duration, err error) { done <- err }}))
	enqueue(t, ctx, db, c, note{"bad"})
	if err := receive(t, done, "the panic"); err == nil {
		t.Error("a panic is no failure")
	}
	list(t, ctx, c, 1, jobs.Discarded)
	enqueue(t, ctx, db, c, note{"good"})
	if err := receive(t, done, "the next job"); err != nil {
		t.Error(err)
	}
}

func TestTenantsSeeTheirOwnJobsOnly(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ours, tenant := pgtest.Tenant(t)
	theirs, _ := pgtest.Tenant(t)
	reg := jobs.NewRegistry()
	jobs.Handle(reg, func(context.Context, note) error { return nil })
	c := client(t, db, jobs.Config{Registry: reg})
	for _, text := range []string{"1", "2", "3"} {
		enqueue(t, ours, db, c, note{text})
	}
	enqueue(t, theirs, db, c, note{"4"})

	var texts []string
	page := paging.Page[jobs.Info]{Next: ""}
	for first := true; first || page.Next != ""; first = false {
		var err error
		if page, err = c.List(ours, jobs.Filter{}, paging.Request{Limit: 2, Cursor: page.Next}); err != nil {
			t.Fatal(err)
		}
		for _, i := range page.Items {
			var n note
			if err := json.Unmarshal(i.Args, &n); err != nil || i.Tenant != tenant {
				t.Fatalf("%+v: %v", i, err)
			}
			texts = append(texts, n.Text)
		}
	}
	if len(texts) != 3 || texts[0] != "3" || texts[2] != "1" {
		t.Errorf("our jobs, newest first: %v", texts)
	}
	other := list(t, theirs, c, 1)[0]
	if err := c.Retry(ours, other.ID); !errors.Is(err, jobs.ErrNotFound) {
		t.Errorf("retry of another tenant's job: %v", err)
	}
	if err := c.Cancel(ours, other.ID); !errors.Is(err, jobs.ErrNotFound) {
		t.Errorf("cancellation of another tenant's job: %v", err)
	}
	list(t, access.AsSystem(context.Background(), access.TenantID{}, "operator"), c, 4)
	if _, err := c.List(context.Background(), jobs.Filter{}, paging.Request{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a visitor lists jobs: %v", err)
	}
	if err := c.Cancel(theirs, other.ID); err != nil {
		t.Fatal(err)
	}
	list(t, theirs, c, 1, jobs.Cancelled)
}

func TestUniqueAndDelayedJobs(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ours, _ := pgtest.Tenant(t)
	theirs, _ := pgtest.Tenant(t)
	ran := make(chan string, 10)
	reg := jobs.NewRegistry()
	jobs.Handle(reg, func(_ context.Context, n note) error { ran <- n.Text; return nil })
	// The program's clock is a year behind the machine's: delays count, not hours.
	behind := func() time.Time { return time.Now().AddDate(-1, 0, 0) }
	c := client(t, db, jobs.Config{Registry: reg, Role: jobs.Work, Now: behind})

	enqueue(t, ours, db, c, note{"first"}, jobs.Unique("sweep"))
	enqueue(t, ours, db, c, note{"again"}, jobs.Unique("sweep"))
	enqueue(t, theirs, db, c, note{"another tenant's"}, jobs.Unique("sweep"))
	enqueue(t, ours, db, c, note{"later"}, jobs.At(behind().Add(time.Hour)))
	list(t, ours, c, 1, jobs.Available)
	list(t, theirs, c, 1, jobs.Available)
	later := list(t, ours, c, 1, jobs.Scheduled)[0]
	if wait := time.Until(later.DueAt); wait < 59*time.Minute || wait > time.Hour {
		t.Errorf("due in %s, not in an hour", wait)
	}
	start(t, c)
	got := map[string]bool{receive(t, ran, "a job"): true, receive(t, ran, "a job"): true}
	if !got["first"] || !got["another tenant's"] {
		t.Errorf("ran %v", got)
	}
	list(t, ours, c, 1, jobs.Completed)
	enqueue(t, ours, db, c, note{"anew"}, jobs.Unique("sweep")) // the first one has ended
	if text := receive(t, ran, "the new job"); text != "anew" {
		t.Errorf("ran %q", text)
	}
}

func TestRegistryRefusesMistakes(t *testing.T) {
	t.Parallel()
	nothing := func(context.Context, note) error { return nil }
	for name, mistake := range map[string]func(*jobs.Registry){
		"twice":          func(r *jobs.Registry) { jobs.Handle(r, nothing); jobs.Handle(r, nothing) },
		"malformed kind": func(r *jobs.Registry) { jobs.HandleKind(r, "Send Mail", nothing) },
		"no attempt":     func(r *jobs.Registry) { jobs.Handle(r, nothing, jobs.MaxAttempts(0)) },
		"period too long": func(r *jobs.Registry) {
			jobs.Periodic(r, "test.yearly", 365*24*time.Hour, chore{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if recover() == nil {
					t.Error("accepted")
				}
			}()
			mistake(jobs.NewRegistry())
		})
	}
	reg := jobs.NewRegistry()
	jobs.HandleKind(reg, "test.chore", func(context.Context, chore) error { return nil })
	jobs.Periodic(reg, "test.hourly", time.Hour, chore{})
	c, err := jobs.New(pgtest.DB(t), jobs.Config{Registry: reg, Role: jobs.Lead})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(context.Background()); err == nil {
		t.Error("a periodic job without ForOperator is accepted")
	}
}

func TestBackoffGrowsAndIsBounded(t *testing.T) {
	t.Parallel()
	for failures, want := range map[int]time.Duration{0: time.Second, 1: time.Second, 2: 16 * time.Second, 5: 625 * time.Second,
		100: 24 * time.Hour} {
		if got := jobs.Backoff(failures); got < want*9/10 || got > want*11/10 {
			t.Errorf("after %d failures: %s, want %s ± 10 %%", failures, got, want)
		}
	}
}
