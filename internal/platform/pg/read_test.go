package pg_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"

	"github.com/jackc/pgx/v5"
)

// A query of Read costs what the bare query costs: one flight, ended by one Sync. Write's beginning, tenant included,
// costs one as well.
func TestReadTakesOneRoundTrip(t *testing.T) {
	t.Parallel()
	db, w := openOnWire(t, pg.Config{MaxConns: 1})
	ctx, _ := pgtest.Tenant(t)
	write(t, ctx, db, "one")
	const sql = "select words from notes.note"
	ask := func(q pg.Querier) func() {
		return func() {
			var words string
			if err := q.QueryRow(ctx, sql).Scan(&words); err != nil && !errors.Is(err, pgx.ErrNoRows) {
				t.Error(err)
			}
		}
	}
	ask(db.Pool())() // the first time each prepares its statements
	ask(db.Read(ctx))()
	bare, read := w.during(ask(db.Pool())), w.during(ask(db.Read(ctx)))
	if len(bare) != 1 || len(read) != len(bare) {
		t.Errorf("flights: bare query %q, Read %q; want one each", bare, read)
	}
	if syncs := strings.Count(strings.Join(read, ""), "S"); syncs != 1 {
		t.Errorf("Read sends %d Syncs (%q): the setting and the query must be one implicit transaction", syncs, read)
	}
	write(t, ctx, db, "two")
	empty := w.during(func() {
		if err := db.Write(ctx, func(context.Context, pg.Tx) error { return nil }); err != nil {
			t.Error(err)
		}
	})
	if len(empty) != 2 {
		t.Errorf("an empty Write takes %q, want two flights: begin with the tenant, commit", empty)
	}
	batch := w.during(func() {
		b := &pgx.Batch{}
		b.Queue(sql)
		b.Queue(sql)
		if err := db.Read(ctx).SendBatch(ctx, b).Close(); err != nil {
			t.Error(err)
		}
	})
	if len(batch) != 1 {
		t.Errorf("a batch takes %q, want one flight", batch)
	}
}

// A pooler in transaction mode gives every transaction another connection and refuses start-up parameters that it does
// not know.
func TestPgBouncerMode(t *testing.T) {
	t.Parallel()
	db, w := openOnWire(t, pg.Config{MaxConns: 1, PgBouncer: true})
	ctx, _ := pgtest.Tenant(t)
	for range 3 {
		write(t, ctx, db, "x")
	}
	if got := count(t, ctx, db.Read(ctx)); got != 3 {
		t.Errorf("%d rows, want 3", got)
	}
	again := w.during(func() { count(t, ctx, db.Read(ctx)) })
	if len(again) != 1 {
		t.Errorf("Read takes %q, want one flight", again)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.named) > 0 {
		t.Errorf("statements were prepared under names: %q", w.named)
	}
	for name := range w.parameters {
		if !slices.Contains([]string{"user", "database", "application_name", "client_encoding", ""}, name) {
			t.Errorf("start-up parameter %q: PgBouncer would refuse the connection", name)
		}
	}
}

func TestReadLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	db := pgtest.OwnWith(t, pg.Config{MaxConns: 1}, notes)
	a, tenantA := pgtest.Tenant(t)
	b, tenantB := pgtest.Tenant(t)
	write(t, a, db, "a's")
	write(t, b, db, "b's")
	write(t, b, db, "b's")
	nobody := access.With(t.Context(), access.Actor{})
	for range 3 {
		for ctx, want := range map[context.Context]int{a: 1, b: 2, nobody: 0} {
			if got := count(t, ctx, db.Read(ctx)); got != want {
				t.Errorf("%v sees %d rows, want %d", access.TenantOf(ctx), got, want)
			}
			var left, readOnly string
			if err := db.Pool().QueryRow(ctx, "select coalesce(current_setting('comptoir.tenant', true), ''), "+
				"current_setting('transaction_read_only')").Scan(&left, &readOnly); err != nil || left != "" || readOnly != "off" {
				t.Errorf("after a Read the connection still has tenant %q, read-only %s (%v)", left, readOnly, err)
			}
		}
	}
	// A failed query ends its transaction too.
	if _, err := db.Read(a).Exec(a, "select 1/0"); err == nil {
		t.Error("no error")
	}
	if got := count(t, b, db.Read(b)); got != 2 {
		t.Errorf("after a's failed query b sees %d rows, want 2", got)
	}
	// And so does a row of another tenant that was asked for by name.
	var n int
	if err := db.Read(a).QueryRow(a, "select count(*) from notes.note where tenant_id = $1", tenantB).Scan(&n); err != nil || n != 0 {
		t.Errorf("%v sees %d rows of %v (%v)", tenantA, n, tenantB, err)
	}
}

// Every way of leaving a query gives the only connection back.
func TestReadGivesItsConnectionBack(t *testing.T) {
	t.Parallel()
	db := pgtest.OwnWith(t, pg.Config{MaxConns: 1, AcquireTimeout: 2 * time.Second}, notes)
	ctx, _ := pgtest.Tenant(t)
	write(t, ctx, db, "one")
	const many = "select g from generate_series(1, 100000) g"
	query := func(t *testing.T, ctx context.Context, sql string) pgx.Rows {
		t.Helper()
		rows, err := db.Read(ctx).Query(ctx, sql)
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	for name, leave := range map[string]func(t *testing.T){
		"read to the end": func(t *testing.T) {
			rows := query(t, ctx, many)
			n := 0
			for rows.Next() {
				n++
			}
			if rows.Err() != nil || n != 100000 || rows.CommandTag().RowsAffected() != 100000 {
				t.Errorf("%d rows, %v, %v", n, rows.CommandTag(), rows.Err())
			}
		},
		"closed early": func(t *testing.T) {
			rows := query(t, ctx, many)
			rows.Next()
			rows.Close()
			rows.Close()
			if rows.Err() != nil || rows.Next() {
				t.Errorf("after Close: %v", rows.Err())
			}
		},
		"failed while reading": func(t *testing.T) {
			rows := query(t, ctx, "select 1/(3-g) from generate_series(1, 5) g")
			for rows.Next() {
				continue
			}
			wantState(t, rows.Err(), "22012")
		},
		"does not parse": func(t *testing.T) {
			_, err := db.Read(ctx).Query(ctx, "selekt")
			wantState(t, err, "42601")
		},
		"an argument that cannot be encoded": func(t *testing.T) {
			if _, err := db.Read(ctx).Query(ctx, "select $1::int", make(chan int)); err == nil {
				t.Error("no error")
			}
		},
		"scanned into the wrong type": func(t *testing.T) {
			rows := query(t, ctx, "select 'words'")
			rows.Next()
			if err := rows.Scan(new(time.Time)); err == nil || rows.Err() == nil {
				t.Error("no error")
			}
		},
		"a row never scanned": func(*testing.T) { db.Read(ctx).QueryRow(ctx, "select 1") },
		"no row": func(t *testing.T) {
			if err := db.Read(ctx).QueryRow(ctx, "select 1 where false").Scan(new(int)); !pg.IsNoRows(err) {
				t.Errorf("%v, want no rows", err)
			}
		},
		"more than one row": func(t *testing.T) {
			var n int
			if err := db.Read(ctx).QueryRow(ctx, many).Scan(&n); err != nil || n != 1 {
				t.Errorf("%d, %v; want the first row", n, err)
			}
		},
		"cancelled while reading": func(t *testing.T) {
			request, cancel := context.WithCancel(ctx)
			rows := query(t, request, "select g, pg_sleep(0.001) from generate_series(1, 100000) g")
			rows.Next()
			cancel()
			for rows.Next() {
				continue
			}
			if err := rows.Err(); !errors.Is(err, context.Canceled) || errors.Is(err, pg.ErrUnavailable) {
				t.Errorf("%v, want context canceled", err)
			}
		},
		"cancelled before": func(t *testing.T) {
			request, cancel := context.WithCancel(ctx)
			cancel()
			if _, err := db.Read(request).Query(request, "select 1"); !errors.Is(err, context.Canceled) || errors.Is(err, pg.ErrUnavailable) {
				t.Errorf("%v, want context canceled", err)
			}
		},
		"a batch closed unread": func(t *testing.T) {
			b := &pgx.Batch{}
			b.Queue(many)
			b.Queue(many)
			if err := db.Read(ctx).SendBatch(ctx, b).Close(); err != nil {
				t.Error(err)
			}
		},
		"a batch that fails": func(t *testing.T) {
			b := &pgx.Batch{}
			b.Queue("select 1")
			b.Queue("select 1/0")
			wantState(t, db.Read(ctx).SendBatch(ctx, b).Close(), "22012")
		},
	} {
		t.Run(name, func(t *testing.T) {
			leave(t)
			if got := count(t, ctx, db.Read(ctx)); got != 1 { // waits for the only connection, and fails without
				t.Errorf("%d rows, want 1", got)
			}
		})
	}
}

func TestReadersDoNotWrite(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, notes)
	ctx, tenant := pgtest.Tenant(t)
	id := write(t, ctx, db, "kept")
	for _, sql := range []string{"delete from notes.note", "update notes.note set seen = 9 returning id",
		"with gone as (delete from notes.note returning id) select count(*) from gone"} {
		_, err := db.Read(ctx).Exec(ctx, sql)
		wantState(t, err, "25006")
	}
	if _, err := db.Read(ctx).CopyFrom(ctx, pgx.Identifier{"notes", "note"}, []string{"tenant_id"},
		pgx.CopyFromRows([][]any{{tenant}})); !errors.Is(err, pg.ErrReadOnly) {
		t.Errorf("COPY: %v", err)
	}
	var seen int
	if err := db.Read(ctx).QueryRow(ctx, "select seen from notes.note where id = $1", id).Scan(&seen); err != nil || seen != 0 {
		t.Errorf("seen %d, %v", seen, err)
	}
}

func TestBatchCallbacksAndResultsLineUp(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, notes)
	ctx, tenant := pgtest.Tenant(t)
	write(t, ctx, db, "x")
	var mine, got int
	var words []string
	b := &pgx.Batch{}
	b.Queue("select count(*) from notes.note where tenant_id = $1", tenant).QueryRow(func(r pgx.Row) error { return r.Scan(&mine) })
	b.Queue("select words from notes.note").Query(func(rows pgx.Rows) (err error) {
		words, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	if err := db.Read(ctx).SendBatch(ctx, b).Close(); err != nil || mine != 1 || !slices.Equal(words, []string{"x"}) {
		t.Errorf("%d, %q, %v", mine, words, err)
	}
	c := &pgx.Batch{}
	c.Queue("select 41")
	c.Queue("select 42")
	br := db.Read(ctx).SendBatch(ctx, c)
	if _, err := br.Exec(); err != nil {
		t.Error(err)
	}
	if err := errors.Join(br.QueryRow().Scan(&got), br.Close()); err != nil || got != 42 {
		t.Errorf("the second result is %d, %v", got, err)
	}
	if err := db.Read(ctx).SendBatch(ctx, &pgx.Batch{}).Close(); err == nil {
		t.Error("an empty batch has no results")
	}
}

// recorder is a tracer that keeps what it is told.
type recorder struct {
	mu   sync.Mutex
	said []string
}

func (r *recorder) TraceQueryStart(ctx context.Context, c *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c == nil {
		r.said = append(r.said, "no connection")
	}
	return context.WithValue(ctx, r, d.SQL)
}

func (r *recorder) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryEndData) {
	r.mu.Lock()
	defer r.mu.Unlock()
	sql, _ := ctx.Value(r).(string)
	if d.Err != nil {
		sql += " failed"
	}
	r.said = append(r.said, sql)
}

func (r *recorder) TraceBatchStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, q := range d.Batch.QueuedQueries {
		word, _, _ := strings.Cut(q.SQL, " ")
		r.said = append(r.said, "batched "+word)
	}
	return ctx
}

func (r *recorder) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (r *recorder) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

func TestTracerSeesEachQueryOnce(t *testing.T) {
	t.Parallel()
	r := &recorder{}
	db := pgtest.OwnWith(t, pg.Config{Tracer: r}, notes)
	ctx, _ := pgtest.Tenant(t)
	if err := db.Read(ctx).QueryRow(ctx, "select 1").Scan(new(int)); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Read(ctx).Exec(ctx, "select 1/0"); err == nil {
		t.Fatal("no error")
	}
	if err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, "select 2")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	want := []string{"select 1", "select 1/0 failed", "batched begin", "batched select", "select 2", "commit"}
	if r.mu.Lock(); !slices.Equal(r.said, want) {
		t.Errorf("the tracer was told %q, want %q", r.said, want)
	}
	r.mu.Unlock()
}
