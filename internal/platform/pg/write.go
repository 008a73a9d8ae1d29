package pg

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"comptoir/internal/kernel/access"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// rollbackPatience bounds the rollback of a transaction whose request is already gone.
const rollbackPatience = 2 * time.Second

// Write runs fn in one transaction for the tenant of ctx and commits when fn returns nil. An error, a panic or the end
// of ctx rolls back, and an error of fn is returned as it is.
//
// When PostgreSQL gives the transaction up in favour of another one (serialization failure, deadlock), fn runs again
// with a new transaction, after a short random pause and Config.MaxAttempts times at most: fn must have no effect
// besides its transaction. Transactions are READ COMMITTED: an invariant needs a constraint or a conditional UPDATE, or
// the stricter mode of Serializable.
//
// The context given to fn carries the open transaction: Read inside fn reads through it, Write and Snapshot inside fn
// fail with ErrNested. It returns ErrUnavailable when the server cannot be reached; when that happens while committing,
// the outcome is unknown and only an idempotency key can tell.
func (db *DB) Write(ctx context.Context, fn func(ctx context.Context, tx Tx) error) error {
	opts := pgx.TxOptions{IsoLevel: pgx.ReadCommitted}
	if ctx.Value(serializableKey{}) != nil {
		opts.IsoLevel = pgx.Serializable
	}
	hooks, _ := ctx.Value(hooksKey{}).([]hook)
	return db.transact(ctx, opts, func(ctx context.Context, tx pgx.Tx) error {
		for _, h := range hooks {
			if err := h(ctx, tx); err != nil {
				return err
			}
		}
		return fn(ctx, tx)
	})
}

// Snapshot runs several queries on one unchanging picture of the data (REPEATABLE READ, READ ONLY): a page and its
// totals agree. Read inside fn reads the same picture.
func (db *DB) Snapshot(ctx context.Context, fn func(ctx context.Context, q Querier) error) error {
	opts := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	return db.transact(ctx, opts, func(ctx context.Context, tx pgx.Tx) error { return fn(ctx, tx) })
}

type serializableKey struct{}

// Serializable returns a context whose Writes are SERIALIZABLE: as if they ran one after the other, at the price of
// more runs of their function. It is a second net under money and stock, never the only one.
func Serializable(ctx context.Context) context.Context {
	return context.WithValue(ctx, serializableKey{}, true)
}

type hook func(context.Context, Tx) error

type hooksKey struct{}

// WithHook returns a context in which every Write runs fn first, in its transaction and after the hooks that ctx
// already has: the inbox and the idempotency keys record there what is about to be done. A hook that returns ErrSkip
// ends the Write without running its function.
func WithHook(ctx context.Context, fn func(ctx context.Context, tx Tx) error) context.Context {
	hooks, _ := ctx.Value(hooksKey{}).([]hook)
	return context.WithValue(ctx, hooksKey{}, append(slices.Clone(hooks), fn))
}

// open is the transaction that a context carries, one per database.
type open struct {
	tx     pgx.Tx
	tenant access.TenantID
}

type openKey struct{ db *DB }

func (db *DB) opened(ctx context.Context) (open, bool) {
	o, ok := ctx.Value(openKey{db}).(open)
	return o, ok
}

func (db *DB) transact(ctx context.Context, opts pgx.TxOptions, fn func(context.Context, pgx.Tx) error) error {
	if _, ok := db.opened(ctx); ok {
		return ErrNested
	}
	for attempt := 1; ; attempt++ {
		err := db.attempt(ctx, opts, fn)
		if err == nil || !retryable(err) || ctx.Err() != nil {
			return db.explain(ctx, err)
		}
		if attempt >= db.cfg.MaxAttempts {
			return ErrBusy.Because(err)
		}
		if err := pause(ctx, attempt); err != nil {
			return err
		}
	}
}

// pause waits a random time below an exponentially growing bound: transactions that collided shall not meet again.
func pause(ctx context.Context, attempt int) error {
	bound := min(4*time.Millisecond<<attempt, 250*time.Millisecond)
	timer := time.NewTimer(rand.N(bound)) // #nosec G404 -- spread or a seed, no secret
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func (db *DB) attempt(ctx context.Context, opts pgx.TxOptions, fn func(context.Context, pgx.Tx) error) (err error) {
	tenant := access.TenantOf(ctx)
	conn, tx, err := db.begin(ctx, opts, tenant)
	if err != nil {
		return err
	}
	defer conn.Release()
	committed := false
	defer func() { // also when fn panics
		if committed {
			return
		}
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackPatience)
		defer cancel()
		_ = tx.Rollback(end) // a connection that cannot roll back is closed, and the server rolls back
	}()
	if err := fn(context.WithValue(ctx, openKey{db}, open{tx: tx, tenant: tenant}), tx); err != nil {
		return err
	}
	err = tx.Commit(ctx)
	committed = err == nil || errors.Is(err, pgx.ErrTxCommitRollback)
	return err
}

// begin opens a transaction and sets tenant and timeouts in the same round trip. A pooled connection may have died with
// a restarted server since its last use: nothing has been done yet, so begin tries once more on a fresh one.
func (db *DB) begin(ctx context.Context, opts pgx.TxOptions, tenant access.TenantID) (*pgxpool.Conn, pgx.Tx, error) {
	for again := true; ; again = false {
		conn, err := db.acquire(ctx)
		if err != nil {
			return nil, nil, err
		}
		b := &pgx.Batch{}
		b.BeginTx(opts)
		b.Queue("select set_config('comptoir.tenant', $1, true)"+db.limits, setting(tenant))
		br := conn.SendBatch(ctx, b)
		if err = br.Close(); err == nil {
			return conn, br.Tx(), nil
		}
		dead := conn.Conn().IsClosed()
		conn.Release() // in a transaction or closed: the pool destroys it
		if !again || !dead || !IsUnavailable(err) || ctx.Err() != nil {
			return nil, nil, err
		}
		db.pool.Reset()
	}
}

// setting is the tenant as the policies read it: the empty text is no tenant.
func setting(tenant access.TenantID) string {
	if tenant.IsZero() {
		return ""
	}
	return tenant.String()
}
