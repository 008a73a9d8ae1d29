package jobs_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
)

// patience bounds every wait of these tests; none of them waits for it to pass.
const patience = 20 * time.Second

// note is the job of these tests.
type note struct {
	Text string `json:"text"`
}

func (note) Kind() string { return "test.note" }

// chore is a job of the operator.
type chore struct{}

func (chore) Kind() string { return "test.chore" }

// client returns a client with short times, stopped at the end of the test.
func client(t *testing.T, db *pg.DB, cfg jobs.Config) *jobs.Client {
	t.Helper()
	if cfg.PollEvery == 0 {
		cfg.PollEvery = 20 * time.Millisecond
	}
	if cfg.Backoff == nil {
		cfg.Backoff = func(int) time.Duration { return 30 * time.Millisecond }
	}
	cfg.Logger = slog.New(slog.DiscardHandler)
	c, err := jobs.New(db, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := c.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return c
}

func start(t *testing.T, c *jobs.Client) *jobs.Client {
	t.Helper()
	if err := c.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	return c
}

func enqueue(t *testing.T, ctx context.Context, db *pg.DB, c *jobs.Client, args jobs.Args, opts ...jobs.Option) {
	t.Helper()
	err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error { return c.Enqueue(ctx, tx, args, opts...) })
	if err != nil {
		t.Fatal(err)
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

// list asks until the jobs in these states are as many as wanted: a state is written shortly after the job has run.
func list(t *testing.T, ctx context.Context, c *jobs.Client, want int, states ...jobs.State) []jobs.Info {
	t.Helper()
	end := time.After(patience)
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		page, err := c.List(ctx, jobs.Filter{States: states}, paging.Request{})
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Items) == want {
			return page.Items
		}
		select {
		case <-again.C:
		case <-end:
			t.Fatalf("%d jobs in %v, want %d", len(page.Items), states, want)
		}
	}
}
