package jobs

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"comptoir/internal/platform/pg"
)

// transaction lends our transaction to River, which asks for pgx's whole interface and needs its statements only. The
// statements in first travel in the round trip of the first statement that River sends.
type transaction struct {
	pg.Tx
	first *pgx.Batch
}

var _ pgx.Tx = (*transaction)(nil)

var errNotOurs = errors.New("jobs: the transaction belongs to the store")

// Query implements pgx.Tx.
func (t *transaction) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	batch := t.first
	if batch == nil {
		return t.Tx.Query(ctx, sql, args...)
	}
	t.first = nil
	ahead := batch.Len()
	batch.Queue(sql, args...)
	results := t.SendBatch(ctx, batch)
	for range ahead {
		if _, err := results.Exec(); err != nil {
			return nil, errors.Join(err, results.Close())
		}
	}
	rows, err := results.Query()
	if err != nil {
		return nil, errors.Join(err, results.Close())
	}
	return &lastRows{Rows: rows, results: results}, nil
}

// lastRows ends its batch with itself.
type lastRows struct {
	pgx.Rows
	results pgx.BatchResults
	err     error
}

// Close implements pgx.Rows.
func (r *lastRows) Close() {
	r.Rows.Close()
	if r.results != nil {
		r.err = r.results.Close()
		r.results = nil
	}
}

// Err implements pgx.Rows.
func (r *lastRows) Err() error {
	if err := r.Rows.Err(); err != nil {
		return err
	}
	return r.err
}

// send sends a batch that has no jobs to travel with.
func send(ctx context.Context, tx pg.Tx, batch *pgx.Batch) error {
	if batch == nil || batch.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, batch).Close()
}

// The rest of pgx.Tx is not River's to use here.

// Begin implements pgx.Tx.
func (t *transaction) Begin(context.Context) (pgx.Tx, error) { return nil, errNotOurs }

// Commit implements pgx.Tx.
func (t *transaction) Commit(context.Context) error { return errNotOurs }

// Rollback implements pgx.Tx.
func (t *transaction) Rollback(context.Context) error { return errNotOurs }

// LargeObjects implements pgx.Tx.
func (t *transaction) LargeObjects() pgx.LargeObjects { return pgx.LargeObjects{} }

// Prepare implements pgx.Tx.
func (t *transaction) Prepare(context.Context, string, string) (*pgconn.StatementDescription, error) {
	return nil, errNotOurs
}

// Conn implements pgx.Tx.
func (t *transaction) Conn() *pgx.Conn { return nil }
