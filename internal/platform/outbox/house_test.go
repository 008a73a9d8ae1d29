package outbox_test

import (
	"context"
	"log/slog"
	"os"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/jobs/jobstest"
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
	jobstest.Run(t, h.queue)
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

func TestMain(m *testing.M) {
	if url := os.Getenv(childURL); url != "" {
		os.Exit(child(url, os.Getenv(childWhere)))
	}
	os.Exit(m.Run())
}
