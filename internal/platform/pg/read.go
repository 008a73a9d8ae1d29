package pg

import (
	"context"
	"errors"

	"comptoir/internal/kernel/access"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Read returns a Querier for single queries of the tenant of ctx. Each call is one transaction of its own and one round
// trip: the query travels right behind the statement that sets the tenant, both in front of one Sync, which makes them
// one implicit transaction, so that the setting ends with the query. The transaction is read-only.
//
// Inside a Write or a Snapshot, Read reads through the open transaction: it sees what was written there and needs no
// second connection. Rows hold a connection until they are closed or read to their end.
//
// Options of pgx as the first argument (pgx.QueryExecMode, pgx.QueryResultFormats) are not supported; pgx.NamedArgs is.
func (db *DB) Read(ctx context.Context) Querier {
	tenant := access.TenantOf(ctx)
	if o, ok := db.opened(ctx); ok {
		if o.tenant != tenant {
			return refusing{ErrTenantChanged}
		}
		return o.tx
	}
	return reader{db: db, tenant: tenant}
}

type reader struct {
	db     *DB
	tenant access.TenantID
}

func (r reader) opening() string {
	return "select set_config('comptoir.tenant', $1, true), set_config('transaction_read_only', 'on', true)" + r.db.limits
}

// sent is a query or a batch on its way: its connection, its results behind the answer to the setting, and what tells
// the tracer how it ended.
type sent struct {
	conn    *pgxpool.Conn
	results pgx.BatchResults
	end     func(pgconn.CommandTag, error)
}

// send sends the batch behind the tenant. A connection that died with a restarted server is replaced once: readers
// change nothing, so that asking again is safe. With quiet, the tracer sees the batch's only query instead of the batch.
func (r reader) send(ctx context.Context, b *pgx.Batch, quiet bool) (sent, error) {
	for again := true; ; again = false {
		conn, err := r.db.acquire(ctx)
		if err != nil {
			return sent{}, err
		}
		whole := &pgx.Batch{}
		whole.Queue(r.opening(), setting(r.tenant))
		for _, q := range b.QueuedQueries {
			copied := *q // sending fills in what belongs to one connection
			whole.QueuedQueries = append(whole.QueuedQueries, &copied)
		}
		sending, end := ctx, func(pgconn.CommandTag, error) {}
		if quiet {
			sending, end = r.trace(ctx, conn.Conn(), b.QueuedQueries[0])
		}
		br := conn.SendBatch(sending, whole)
		if _, err = br.Exec(); err == nil {
			return sent{conn: conn, results: br, end: end}, nil
		}
		_ = br.Close() // says the same error again
		end(pgconn.CommandTag{}, err)
		dead := conn.Conn().IsClosed()
		conn.Release()
		if !again || !dead || !IsUnavailable(err) || ctx.Err() != nil {
			return sent{}, err
		}
		r.db.pool.Reset()
	}
}

func (r reader) trace(ctx context.Context, c *pgx.Conn, q *pgx.QueuedQuery) (context.Context, func(pgconn.CommandTag, error)) {
	t := r.db.cfg.Tracer
	if t == nil {
		return ctx, func(pgconn.CommandTag, error) {}
	}
	traced := t.TraceQueryStart(ctx, c, pgx.TraceQueryStartData{SQL: q.SQL, Args: q.Arguments})
	return silent(traced), func(tag pgconn.CommandTag, err error) {
		t.TraceQueryEnd(traced, c, pgx.TraceQueryEndData{CommandTag: tag, Err: err})
	}
}

func (r reader) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	b := &pgx.Batch{}
	b.Queue(sql, args...)
	s, err := r.send(ctx, b, true)
	if err != nil {
		err = r.db.explain(ctx, err)
		return &rows{err: err, closed: true}, err
	}
	rows := &rows{ctx: ctx, db: r.db, sent: s}
	if rows.Rows, err = s.results.Query(); err != nil {
		rows.fail(err)
	}
	return rows, rows.Err()
}

func (r reader) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	rows, err := r.Query(ctx, sql, args...)
	if err != nil {
		return pgconn.CommandTag{}, err
	}
	rows.Close()
	return rows.CommandTag(), rows.Err()
}

// QueryRow sends nothing before Scan: a row that is never scanned holds no connection.
func (r reader) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return row{ctx: ctx, reader: r, sql: sql, args: args}
}

type row struct {
	ctx    context.Context
	reader reader
	sql    string
	args   []any
}

func (r row) Scan(dest ...any) error {
	rows, err := r.reader.Query(r.ctx, r.sql, r.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err
		}
		return pgx.ErrNoRows
	}
	if err := rows.Scan(dest...); err != nil {
		return err
	}
	rows.Close()
	return rows.Err()
}

// SendBatch runs all queries of the batch in one round trip and one read-only transaction. Close the results.
func (r reader) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	if len(b.QueuedQueries) == 0 {
		return pgx.FailedBatchResults(b, errors.New("pg: the batch is empty"))
	}
	s, err := r.send(ctx, b, false)
	if err != nil {
		return pgx.FailedBatchResults(b, r.db.explain(ctx, err))
	}
	return &results{BatchResults: s.results, ctx: ctx, db: r.db, conn: s.conn}
}

func (reader) CopyFrom(context.Context, pgx.Identifier, []string, pgx.CopyFromSource) (int64, error) {
	return 0, ErrReadOnly
}

// results are the rest of a batch: they give the connection back when they are closed.
type results struct {
	pgx.BatchResults
	ctx  context.Context
	db   *DB
	conn *pgxpool.Conn
}

func (r *results) Close() error {
	err := r.BatchResults.Close()
	if r.conn != nil {
		r.conn.Release()
		r.conn = nil
	}
	return r.db.explain(r.ctx, err)
}

// rows are the rows of one query that hold their connection until they are closed, read to the end, or broken.
type rows struct {
	pgx.Rows // nil when the query did not get so far
	ctx      context.Context
	db       *DB
	sent     sent
	closed   bool
	err      error
}

func (r *rows) fail(err error) {
	r.err = err
	r.Close()
}

// Close gives the connection back; it may be called again. Rows that were not read yet are skipped.
func (r *rows) Close() {
	if r.closed {
		return
	}
	r.closed = true
	if r.Rows != nil {
		r.Rows.Close()
		if r.err == nil {
			r.err = r.Rows.Err()
		}
	}
	if err := r.sent.results.Close(); r.err == nil {
		r.err = err
	}
	r.sent.end(r.CommandTag(), r.err)
	r.err = r.db.explain(r.ctx, r.err)
	r.sent.conn.Release()
}

func (r *rows) Err() error { return r.err }

func (r *rows) Next() bool {
	if r.closed {
		return false
	}
	if r.Rows.Next() {
		return true
	}
	r.Close()
	return false
}

func (r *rows) Scan(dest ...any) error {
	if r.closed {
		return errors.Join(errors.New("pg: scan of closed rows"), r.err)
	}
	if err := r.Rows.Scan(dest...); err != nil {
		r.fail(err)
		return r.err
	}
	return nil
}

func (r *rows) Values() ([]any, error) {
	if r.closed {
		return nil, errors.Join(errors.New("pg: values of closed rows"), r.err)
	}
	values, err := r.Rows.Values()
	if err != nil {
		r.fail(err)
		return nil, r.err
	}
	return values, nil
}

func (r *rows) CommandTag() pgconn.CommandTag {
	if r.Rows == nil {
		return pgconn.CommandTag{}
	}
	return r.Rows.CommandTag()
}

func (r *rows) FieldDescriptions() []pgconn.FieldDescription {
	if r.Rows == nil || r.closed {
		return nil
	}
	return r.Rows.FieldDescriptions()
}

func (r *rows) RawValues() [][]byte {
	if r.Rows == nil || r.closed {
		return nil
	}
	return r.Rows.RawValues()
}

func (r *rows) Conn() *pgx.Conn {
	if r.Rows == nil {
		return nil
	}
	return r.Rows.Conn()
}

func (r *rows) TypeMap() *pgtype.Map {
	if r.Rows == nil {
		return nil
	}
	return r.Rows.TypeMap()
}

// refusing answers every call with its error.
type refusing struct{ err error }

func (q refusing) Exec(context.Context, string, ...any) (pgconn.CommandTag, error) {
	return pgconn.CommandTag{}, q.err
}

func (q refusing) Query(context.Context, string, ...any) (pgx.Rows, error) {
	return &rows{err: q.err, closed: true}, q.err
}

func (q refusing) QueryRow(context.Context, string, ...any) pgx.Row { return q }

func (q refusing) Scan(...any) error { return q.err }

func (q refusing) SendBatch(_ context.Context, b *pgx.Batch) pgx.BatchResults {
	return pgx.FailedBatchResults(b, q.err)
}

func (q refusing) CopyFrom(context.Context, pgx.Identifier, []string, pgx.CopyFromSource) (int64, error) {
	return 0, q.err
}
