// Package jobstest runs the queue in tests: start a client on a database of the test's own (pgtest.Own: workers of
// different tests on one database would take each other's jobs), cause something, and Settle.
//
// It knows no context. Start with Run.
package jobstest

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
)

// patience is how long a test waits for what must come soon.
const patience = 30 * time.Second

// New returns a client that works and leads, with short times, and keeps its log to itself; it is not started. What cfg
// says is kept.
func New(t testing.TB, db *pg.DB, cfg jobs.Config) *jobs.Client {
	t.Helper()
	if cfg.Role == 0 {
		cfg.Role = jobs.Work | jobs.Lead
	}
	if cfg.PollEvery == 0 {
		cfg.PollEvery = 20 * time.Millisecond
	}
	if cfg.Backoff == nil {
		cfg.Backoff = func(int) time.Duration { return 30 * time.Millisecond }
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	c, err := jobs.New(db, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Run starts c and stops it with the test.
func Run(t testing.TB, c *jobs.Client) {
	t.Helper()
	if err := c.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := c.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
}

// Settle waits until no job of ctx's tenant waits for a worker, runs, or waits to be tried again, and returns all of the
// tenant's jobs, newest first, 100 at most. Jobs that wait for an hour to come (At) are not waited for.
func Settle(t testing.TB, ctx context.Context, c *jobs.Client) []jobs.Info {
	t.Helper()
	end := time.After(patience)
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	busy := jobs.Filter{States: []jobs.State{jobs.Available, jobs.Running, jobs.Retryable}}
	for {
		open := list(t, ctx, c, busy)
		if len(open) == 0 {
			return list(t, ctx, c, jobs.Filter{})
		}
		select {
		case <-again.C:
		case <-end:
			t.Fatalf("jobs that do not end: %+v", open)
		}
	}
}

func list(t testing.TB, ctx context.Context, c *jobs.Client, f jobs.Filter) []jobs.Info {
	t.Helper()
	page, err := c.List(ctx, f, paging.Request{Limit: paging.MaxLimit})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}
