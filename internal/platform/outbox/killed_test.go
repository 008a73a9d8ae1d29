package outbox_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"comptoir/internal/event"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/jobs/jobstest"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

// The test program started again as a worker that is killed at a given place of its work.
const (
	childURL   = "COMPTOIR_OUTBOX_CHILD_DATABASE"
	childWhere = "COMPTOIR_OUTBOX_CHILD_WHERE"
)

// places where a worker dies.
const (
	insideWrite = "inside the write"
	afterWrite  = "after the write"
)

// child works until it is killed; it says on standard output when it has reached the place.
func child(url, where string) int {
	ctx := context.Background()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends with the test, however that ends
		os.Exit(1)
	}()
	db, err := pg.Open(ctx, pg.Config{URL: url})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	h, err := build(db, jobs.Work)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	await := func() {
		fmt.Println(where)
		select {}
	}
	outbox.On(h.router, "stays.index_property", func(ctx context.Context, e event.PropertyPublished) error {
		err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			err := insert(ctx, tx, e.Slug)
			if where == insideWrite {
				await()
			}
			return err
		})
		if err == nil {
			await()
		}
		return err
	})
	h.router.Jobs(h.reg, db)
	if err := h.queue.Start(ctx); err != nil {
		fmt.Println(err)
		return 1
	}
	select {}
}

// TestKilledWorkerLosesNothingAndDoublesNothing kills a worker process (kill -9) in the middle of a delivery.
func TestKilledWorkerLosesNothingAndDoublesNothing(t *testing.T) {
	t.Parallel()
	for _, where := range []string{insideWrite, afterWrite} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			ctx, _ := pgtest.Tenant(t)
			applied := make(chan struct{}, 10)
			outbox.On(h.router, "stays.index_property", func(ctx context.Context, e event.PropertyPublished) error {
				defer func() { applied <- struct{}{} }()
				return apply(ctx, h.db, e.Slug)
			})
			h.router.Jobs(h.reg, h.db)
			h.publish(t, ctx, event.PropertyPublished{Slug: "Ker Avel"})

			worker := exec.CommandContext(t.Context(), os.Args[0])
			worker.Env = append(os.Environ(), childURL+"="+h.db.Pool().Config().ConnString(), childWhere+"="+where)
			out, err := worker.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := worker.StdinPipe(); err != nil { // kept open
				t.Fatal(err)
			}
			if err := worker.Start(); err != nil {
				t.Fatal(err)
			}
			said := make(chan string, 1)
			go func() {
				lines := bufio.NewScanner(out)
				lines.Scan()
				said <- lines.Text()
			}()
			reached := receive(t, said, "the worker's word")
			if err := worker.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = worker.Wait() // it was killed: that is its error
			if reached != where {
				t.Fatalf("the worker says %q", reached)
			}

			// An hour passes: the job is presumed dead with its worker.
			if _, err := h.db.Pool().Exec(ctx, `UPDATE jobs.river_job SET attempted_at = attempted_at - interval '1 hour'
				WHERE state = 'running'`); err != nil {
				t.Fatal(err)
			}
			jobstest.Run(t, h.queue)
			if got := jobstest.Settle(t, ctx, h.queue); len(got) != 1 || got[0].State != jobs.Completed || got[0].Attempt != 2 {
				t.Errorf("%+v", got)
			}
			if where == insideWrite {
				receive(t, applied, "the second delivery")
			} else if len(applied) != 0 {
				t.Error("the consumer is called again after its effect")
			}
			if got := h.effects(t, ctx); len(got) != 1 || got[0] != "Ker Avel" {
				t.Errorf("effects %v", got)
			}
		})
	}
}
