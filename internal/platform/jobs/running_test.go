package jobs_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

func TestStopLetsRunningJobsFinish(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ctx, _ := pgtest.Tenant(t)
	running, finish := make(chan struct{}), make(chan struct{})
	reg := jobs.NewRegistry()
	jobs.Handle(reg, func(ctx context.Context, _ note) error {
		close(running)
		select {
		case <-finish:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	c := start(t, client(t, db, jobs.Config{Registry: reg, Role: jobs.Work, Grace: patience}))
	enqueue(t, ctx, db, c, note{"slow"})
	receive(t, running, "the job")
	stopped := make(chan error)
	go func() { stopped <- c.Stop(context.Background()) }()
	select {
	case err := <-stopped:
		t.Fatalf("stopped before the job ended: %v", err)
	case finish <- struct{}{}:
	}
	if err := receive(t, stopped, "the stop"); err != nil {
		t.Fatal(err)
	}
	list(t, ctx, c, 1, jobs.Completed)
}

func TestStopGivesUnfinishedJobsToAnotherWorker(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ctx, _ := pgtest.Tenant(t)
	running := make(chan struct{})
	reg := jobs.NewRegistry()
	jobs.Handle(reg, func(ctx context.Context, _ note) error {
		close(running)
		<-ctx.Done()
		return errors.New("interrupted") // not even the context's own error
	}, jobs.MaxAttempts(1))
	first := start(t, client(t, db, jobs.Config{Registry: reg, Role: jobs.Work, Grace: time.Millisecond}))
	enqueue(t, ctx, db, first, note{"long"})
	receive(t, running, "the job")
	if err := first.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	ran := make(chan struct{}, 1)
	again := jobs.NewRegistry()
	jobs.Handle(again, func(context.Context, note) error { ran <- struct{}{}; return nil }, jobs.MaxAttempts(1))
	second := start(t, client(t, db, jobs.Config{Registry: again, Role: jobs.Work}))
	receive(t, ran, "the job on the second worker")
	if got := list(t, ctx, second, 1, jobs.Completed)[0]; got.Attempt != 1 {
		t.Errorf("the interruption cost an attempt: %+v", got)
	}
}

func TestTimeoutIsAFailedAttempt(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ctx, _ := pgtest.Tenant(t)
	reg := jobs.NewRegistry()
	jobs.Handle(reg, func(ctx context.Context, _ note) error { <-ctx.Done(); return ctx.Err() },
		jobs.Timeout(20*time.Millisecond), jobs.MaxAttempts(2))
	c := start(t, client(t, db, jobs.Config{Registry: reg, Role: jobs.Work}))
	enqueue(t, ctx, db, c, note{"endless"})
	if got := list(t, ctx, c, 1, jobs.Discarded)[0]; len(got.Failures) != 2 {
		t.Errorf("failures on record: %+v", got.Failures)
	}
}

func TestJobOfADeadWorkerRunsAgain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, since string
		alone       bool
	}{
		{"after an hour", "1 hour", false},
		{"at once where there is nobody else", "0", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			db := pgtest.Own(t, jobs.Line())
			ctx, _ := pgtest.Tenant(t)
			ran := make(chan struct{}, 1)
			reg := jobs.NewRegistry()
			jobs.Handle(reg, func(context.Context, note) error { ran <- struct{}{}; return nil })
			c := client(t, db, jobs.Config{Registry: reg, Role: jobs.Work | jobs.Lead, Alone: test.alone})
			enqueue(t, ctx, db, c, note{"orphan"})
			// What a worker that took the job and led, and died, leaves behind.
			if _, err := db.Pool().Exec(ctx, `UPDATE jobs.river_job SET state = 'running', attempt = 1,
				attempted_at = now() - $1::interval, attempted_by = '{somebody}'`, test.since); err != nil {
				t.Fatal(err)
			}
			if _, err := db.Pool().Exec(ctx, `INSERT INTO jobs.river_leader (elected_at, expires_at, leader_id)
				VALUES (now(), now() + $1::interval, 'somebody')`, map[bool]string{true: "1 hour", false: "0"}[test.alone]); err != nil {
				t.Fatal(err)
			}
			start(t, c)
			receive(t, ran, "the rescued job")
			if got := list(t, ctx, c, 1, jobs.Completed)[0]; got.Attempt != 2 {
				t.Errorf("completed in attempt %d", got.Attempt)
			}
		})
	}
}

func TestPeriodicJobRunsOncePerSlotWhoeverLeads(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ran := make(chan access.Actor, 100)
	new := func() *jobs.Client {
		reg := jobs.NewRegistry()
		jobs.Handle(reg, func(ctx context.Context, _ chore) error { ran <- access.From(ctx); return nil }, jobs.ForOperator())
		jobs.Periodic(reg, "test.every_second", time.Second, chore{})
		return start(t, client(t, db, jobs.Config{Registry: reg, Role: jobs.Work | jobs.Lead}))
	}
	first, second := new(), new()
	for range 2 {
		if a := receive(t, ran, "a periodic job"); !a.Tenant.IsZero() || a.Kind != access.System {
			t.Errorf("ran as %+v", a)
		}
	}
	if err := first.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		receive(t, ran, "a periodic job after the first client is gone")
	}
	if err := second.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	var all, slots int
	err := db.Pool().QueryRow(t.Context(), `SELECT count(*), count(DISTINCT args->>'unique') FROM jobs.river_job`).Scan(&all, &slots)
	if err != nil || all < 4 || slots != all {
		t.Errorf("%d jobs for %d slots, %v", all, slots, err)
	}
}

func TestLeaderThatDoesNotWorkLeavesJobsAlone(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ran := make(chan string, 10)
	registry := func(who string) *jobs.Registry {
		reg := jobs.NewRegistry()
		jobs.Handle(reg, func(context.Context, chore) error { ran <- who; return nil }, jobs.ForOperator())
		jobs.Periodic(reg, "test.hourly", time.Hour, chore{})
		return reg
	}
	start(t, client(t, db, jobs.Config{Registry: registry("scheduler"), Role: jobs.Lead}))
	c := start(t, client(t, db, jobs.Config{Registry: registry("worker"), Role: jobs.Work, PollOnly: true}))
	if who := receive(t, ran, "this hour's job"); who != "worker" {
		t.Errorf("the %s ran it", who)
	}
	operator := access.AsSystem(context.Background(), access.TenantID{}, "test")
	if page, err := c.List(operator, jobs.Filter{}, paging.Request{}); err != nil || len(page.Items) != 1 {
		t.Errorf("%+v, %v", page, err)
	}
}

func TestUnknownKindFailsVisibly(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ctx, _ := pgtest.Tenant(t)
	yesterday, today := jobs.NewRegistry(), jobs.NewRegistry()
	jobs.Handle(yesterday, func(context.Context, note) error { return nil })
	jobs.Handle(today, func(context.Context, chore) error { return nil }, jobs.ForOperator())
	enqueue(t, ctx, db, client(t, db, jobs.Config{Registry: yesterday}), note{"left over"})
	c := start(t, client(t, db, jobs.Config{Registry: today, Role: jobs.Work,
		Backoff: func(int) time.Duration { return time.Hour }}))
	if got := list(t, ctx, c, 1, jobs.Failed()...)[0]; got.State != jobs.Retryable || len(got.Failures) != 1 {
		t.Errorf("%+v", got)
	}
}

// TestJobsSurviveLostConnections cuts every connection while jobs run: none is lost.
func TestJobsSurviveLostConnections(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ctx, _ := pgtest.Tenant(t)
	ran := make(chan string, 100)
	reg := jobs.NewRegistry()
	jobs.Handle(reg, func(_ context.Context, n note) error { ran <- n.Text; return nil })
	c := start(t, client(t, db, jobs.Config{Registry: reg, Role: jobs.Work | jobs.Lead}))
	enqueue(t, ctx, db, c, note{"before"})
	receive(t, ran, "the first job")
	if _, err := db.Pool().Exec(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()`); err != nil {
		t.Fatal(err)
	}
	end := time.Now().Add(patience)
	for { // a request may fail once; the next one finds the database again
		err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error { return c.Enqueue(ctx, tx, note{"after"}) })
		if err == nil {
			break
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
	for receive(t, ran, "the job after the cut") != "after" {
	}
}

func TestMigrationsGoUpDownAndUp(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, jobs.Line())
}
