package jobs_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

// absent returns a database that is not reachable before come is called.
func absent(t *testing.T, db *pg.DB) (away *pg.DB, come func()) {
	t.Helper()
	cfg, err := pgx.ParseConfig(pgtest.Of(t, db).AppURL)
	if err != nil {
		t.Fatal(err)
	}
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := door.Addr().String()
	if err := door.Close(); err != nil {
		t.Fatal(err)
	}
	at := url.URL{Scheme: "postgres", User: url.UserPassword(cfg.User, cfg.Password), Host: address, Path: cfg.Database,
		RawQuery: "sslmode=disable"}
	if away, err = pg.Open(t.Context(), pg.Config{URL: at.String()}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(away.Close)
	return away, func() {
		door, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = door.Close() }) // it may be closed already
		go func() {
			for {
				in, err := door.Accept()
				if err != nil {
					return
				}
				network, server := pgconn.NetworkAddress(cfg.Host, cfg.Port)
				out, err := net.Dial(network, server)
				if err != nil {
					_ = in.Close()
					return
				}
				go func() { _, _ = io.Copy(out, in); _ = out.Close() }()
				go func() { _, _ = io.Copy(in, out); _ = in.Close() }()
			}
		}()
	}
}

func TestClientWaitsForItsDatabase(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ctx, _ := pgtest.Tenant(t)
	away, come := absent(t, db)
	ran := make(chan string, 1)
	reg := jobs.NewRegistry()
	jobs.Handle(reg, func(_ context.Context, n note) error { ran <- n.Text; return nil })
	c := start(t, client(t, away, jobs.Config{Registry: reg, Role: jobs.Work | jobs.Lead}))
	if err := away.Write(ctx, func(ctx context.Context, tx pg.Tx) error { return nil }); !pg.IsUnavailable(err) {
		t.Fatalf("the database is there: %v", err)
	}
	come()
	enqueue(t, ctx, db, c, note{"at last"})
	if text := receive(t, ran, "the job"); text != "at last" {
		t.Errorf("ran %q", text)
	}
	if err := c.Start(ctx); err == nil {
		t.Error("a client is started twice")
	}
}

func TestClientThatNeverFoundItsDatabaseStops(t *testing.T) {
	t.Parallel()
	away, _ := absent(t, pgtest.Own(t, jobs.Line()))
	reg := jobs.NewRegistry()
	jobs.Handle(reg, func(context.Context, note) error { return nil })
	c := start(t, client(t, away, jobs.Config{Registry: reg, Role: jobs.Work, PollEvery: time.Hour}))
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := c.Stop(ctx); err != nil {
		t.Error(err)
	}
}

func TestJobWithoutATenantIsRefusedByTheWorkerToo(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, jobs.Line())
	ctx, _ := pgtest.Tenant(t)
	ran := make(chan string, 10)
	reg := jobs.NewRegistry()
	jobs.Handle(reg, func(_ context.Context, n note) error { ran <- n.Text; return nil })
	c := client(t, db, jobs.Config{Registry: reg, Role: jobs.Work})
	enqueue(t, ctx, db, c, note{"orphan"})
	if _, err := db.Pool().Exec(ctx, `UPDATE jobs.river_job SET metadata = metadata - 'tenant'`); err != nil {
		t.Fatal(err)
	}
	enqueue(t, ctx, db, c, note{"ours"})
	start(t, c)
	list(t, ctx, c, 1, jobs.Completed)
	list(t, access.AsSystem(ctx, access.TenantID{}, "operator"), c, 1, jobs.Cancelled)
	if text := receive(t, ran, "the other job"); text != "ours" || len(ran) != 0 {
		t.Errorf("ran %q and %d more", text, len(ran))
	}
}
