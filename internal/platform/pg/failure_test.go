package pg_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pg/pglocal"
	"comptoir/internal/platform/pgtest"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// PostgreSQL goes away and comes back under load. Meanwhile requests fail, and say what it is; afterwards they work,
// with the same pool; and everything that was confirmed is there.
func TestServerRestartsUnderLoad(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	cluster, err := pglocal.Start(ctx, pglocal.Config{Dir: pgtest.Dir(t), Volatile: true, NoFetch: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if err := pg.Migrate(ctx, cluster.OwnerURL(), []pg.Line{notes}); err != nil {
		t.Fatal(err)
	}
	db, err := pg.Open(ctx, pg.Config{URL: cluster.AppURL(), MaxConns: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)

	load := startLoad(t, db, 6)
	for _, breaking := range []func() error{
		func() error { return cluster.Restart(ctx) },
		func() error { cluster.Crash(); return cluster.Restart(ctx) },
	} {
		load.waitForWrites(20)
		if err := breaking(); err != nil {
			t.Fatal(err)
		}
	}
	load.waitForWrites(20) // it recovered by itself
	confirmed, failed := load.end()
	t.Logf("%d writes confirmed, %d requests failed", len(confirmed), failed)
	for tenant, ids := range confirmed {
		ctx := pgtest.As(t, tenant)
		var n int
		if err := db.Read(ctx).QueryRow(ctx, "select count(*) from notes.note where id = any($1::uuid[])", ids).Scan(&n); err != nil || n != len(ids) {
			t.Errorf("%d of %d confirmed writes are there (%v)", n, len(ids), err)
		}
	}
}

type load struct {
	t         *testing.T
	stop      chan struct{}
	done      sync.WaitGroup
	written   chan struct{}
	failed    atomic.Int64
	mu        sync.Mutex
	confirmed map[access.TenantID][]ident.Raw
}

func startLoad(t *testing.T, db *pg.DB, clients int) *load {
	l := &load{t: t, stop: make(chan struct{}), written: make(chan struct{}), confirmed: map[access.TenantID][]ident.Raw{}}
	for range clients {
		ctx, tenant := pgtest.Tenant(t)
		l.done.Go(func() {
			for {
				id := source.Raw()
				err := db.Write(ctx, insert(id, "x"))
				if err == nil {
					l.mu.Lock()
					l.confirmed[tenant] = append(l.confirmed[tenant], id)
					l.mu.Unlock()
				}
				l.judge(err)
				var n int
				l.judge(db.Read(ctx).QueryRow(ctx, "select count(*) from notes.note").Scan(&n))
				wrote := l.written
				if err != nil {
					wrote = nil
				}
				select {
				case <-l.stop:
					return
				case wrote <- struct{}{}:
				case <-time.After(time.Millisecond):
				}
			}
		})
	}
	return l
}

// judge accepts success and "unavailable", and nothing else.
func (l *load) judge(err error) {
	if err == nil {
		return
	}
	l.failed.Add(1)
	if fault.KindOf(err) != fault.Unavailable || !pg.IsUnavailable(err) {
		l.t.Errorf("a request failed with %v, want database_unavailable", err)
	}
}

func (l *load) waitForWrites(n int) {
	l.t.Helper()
	patience := time.After(30 * time.Second)
	for range n {
		select {
		case <-l.written:
		case <-patience:
			l.t.Fatal("no request succeeds any more")
		}
	}
}

func (l *load) end() (map[access.TenantID][]ident.Raw, int64) {
	close(l.stop)
	l.done.Wait()
	return l.confirmed, l.failed.Load()
}

// Connections that died while nobody used them are replaced without anybody noticing.
func TestDeadConnectionsAreReplaced(t *testing.T) {
	t.Parallel()
	db, w := openOnWire(t, pg.Config{MaxConns: 3})
	ctx, _ := pgtest.Tenant(t)
	for range 2 {
		var all sync.WaitGroup
		for range 3 { // fill the pool
			all.Go(func() {
				if _, err := db.Read(ctx).Exec(ctx, "select pg_sleep(0.01)"); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		w.cut()
		w.listen()
		write(t, ctx, db, "after the cut")
		w.cut()
		w.listen()
		count(t, ctx, db.Read(ctx))
	}
}

func TestUnreachableServerIsUnavailable(t *testing.T) {
	t.Parallel()
	db, w := openOnWire(t, pg.Config{})
	ctx, _ := pgtest.Tenant(t)
	w.cut()
	for name, err := range map[string]error{
		"Write":    db.Write(ctx, func(context.Context, pg.Tx) error { t.Error("ran"); return nil }),
		"Read":     db.Read(ctx).QueryRow(ctx, "select 1").Scan(new(int)),
		"Snapshot": db.Snapshot(ctx, func(context.Context, pg.Querier) error { t.Error("ran"); return nil }),
		"Ping":     db.Ping(ctx),
	} {
		if fault.KindOf(err) != fault.Unavailable || !errors.Is(err, pg.ErrUnavailable) || !pg.IsUnavailable(err) {
			t.Errorf("%s: %v, want database_unavailable", name, err)
		}
		if strings.Contains(fault.Define(fault.KindOf(err), fault.CodeOf(err), pg.ErrUnavailable.Detail).Error(), w.dir) {
			t.Errorf("%s tells where the database is", name)
		}
	}
	w.listen()
	if err := db.Ping(ctx); err != nil {
		t.Errorf("when it is back: %v", err)
	}
}

func TestExhaustedPoolIsUnavailable(t *testing.T) {
	t.Parallel()
	db := pgtest.OwnWith(t, pg.Config{MaxConns: 1, AcquireTimeout: 250 * time.Millisecond}, notes)
	ctx, _ := pgtest.Tenant(t)
	for db.Ping(ctx) != nil { // connecting may take longer than that on a busy machine; afterwards the pool has its connection
		continue
	}
	other, _ := pgtest.Tenant(t) // not the context with the open transaction
	if err := db.Write(ctx, func(context.Context, pg.Tx) error {
		err := db.Read(other).QueryRow(other, "select 1").Scan(new(int))
		if !errors.Is(err, pg.ErrUnavailable) {
			t.Errorf("waiting in vain for a connection: %v, want database_unavailable", err)
		}
		request, cancel := context.WithCancel(other)
		cancel()
		if err := db.Write(request, insert(source.Raw(), "x")); !errors.Is(err, context.Canceled) || errors.Is(err, pg.ErrUnavailable) {
			t.Errorf("a request that gave up waiting: %v, want context canceled", err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestServerSideTimeouts(t *testing.T) {
	t.Parallel()
	db := pgtest.OwnWith(t, pg.Config{StatementTimeout: 60 * time.Millisecond, LockTimeout: 20 * time.Millisecond,
		IdleTimeout: 30 * time.Millisecond}, notes)
	ctx, _ := pgtest.Tenant(t)
	id := write(t, ctx, db, "locked")
	if _, err := db.Read(ctx).Exec(ctx, "select pg_sleep(30)"); !errors.Is(err, pg.ErrBusy) {
		t.Errorf("a slow query: %v, want database_busy", err)
	}
	if err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, "select pg_sleep(30)")
		return err
	}); !errors.Is(err, pg.ErrBusy) {
		t.Errorf("a slow statement: %v, want database_busy", err)
	}
	patient := pgtest.Connect(t, pgtest.Of(t, db).AdminURL)
	if err := pgx.BeginFunc(ctx, patient, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "select from notes.note for update"); err != nil {
			return err
		}
		if err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			_, err := tx.Exec(ctx, "update notes.note set seen = 1 where id = $1", id)
			return err
		}); !errors.Is(err, pg.ErrBusy) {
			t.Errorf("a locked row: %v, want database_busy", err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		// The server ends this connection when the transaction has been idle too long; wait until it is gone.
		pid := pg.Pgx(tx).Conn().PgConn().PID()
		for gone := false; !gone; {
			if err := patient.QueryRow(ctx, "select not exists (select from pg_stat_activity where pid = $1)", pid).Scan(&gone); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, "select 1")
		return err
	})
	if fault.KindOf(err) != fault.Unavailable { // busy, or unavailable when we notice the closed connection first
		t.Errorf("a transaction that dawdles: %v, want a fault of kind unavailable", err)
	}
}

func TestOpenRefusesAnUnreadableURL(t *testing.T) {
	t.Parallel()
	if _, err := pg.Open(t.Context(), pg.Config{URL: "postgres://user:s3cret@host:port/db"}); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("error %v: want one, and without the password", err)
	}
}

func TestIsUnavailable(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{nil, false},
		{errors.New("a bug"), false},
		{context.Canceled, false},
		{context.DeadlineExceeded, false},
		{pgx.ErrNoRows, false},
		{&pgconn.PgError{Code: "23505"}, false},
		{&pgconn.PgError{Code: "40001"}, false},
		{&pgconn.PgError{Code: "42P01"}, false},
		{&pgconn.PgError{Code: "57014"}, false},
		{&pgconn.PgError{Code: "57P01"}, true},
		{&pgconn.PgError{Code: "57P03"}, true},
		{&pgconn.PgError{Code: "53300"}, true},
		{&pgconn.PgError{Code: "08006"}, true},
		{io.ErrUnexpectedEOF, true},
		{pgconn.ErrConnClosed, true},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, true},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, true},
		{pg.ErrUnavailable.Because(errors.New("x")), true},
		{fault.Define(fault.Unavailable, "another", "another dependency"), false},
	} {
		if got := pg.IsUnavailable(tt.err); got != tt.want {
			t.Errorf("IsUnavailable(%v) = %v", tt.err, got)
		}
	}
}
