// Package pg is the program's way to PostgreSQL: one pool, and three verbs. Write runs a function in one transaction,
// Read sends one query in one round trip, Snapshot runs several queries on one unchanging picture. Each of them tells the
// server, for that transaction only, for which tenant it acts (access.TenantOf); row-level security does the rest, and
// without a tenant nothing is seen.
//
// It knows no context, no table and no event, and it refuses nested transactions, writing outside Write, and settings
// that outlive a transaction: behind PgBouncer the next user of the connection is somebody else.
//
// Start with DB.Write and DB.Read; Migrate builds the schema, subpackage pglint inspects it, pglocal brings a private
// server along, platform/pgtest gives tests a database.
package pg

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Querier sends SQL. It is what sqlc's generated code asks for (DBTX with pgx/v5, batches and COPY). PostgreSQL refuses
// COPY into a table with row-level security (SQLSTATE 0A000): insert many rows with INSERT … SELECT FROM unnest(…), or
// with a batch.
type Querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
	CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error)
}

// Tx is the open transaction that Write gives to its function. It ends with the function.
type Tx interface{ Querier }

// Config says how to reach the server and how patient to be. Only URL is required.
type Config struct {
	URL      string // of the role that owns nothing: postgres://comptoir_app@host/comptoir
	MaxConns int    // connections of the pool; 10 when zero

	// Timeouts that the server enforces on every transaction. Zero means the default, a negative value means none.
	StatementTimeout time.Duration // one statement; 15 s
	LockTimeout      time.Duration // waiting for one lock; 5 s
	IdleTimeout      time.Duration // a transaction that does nothing; 30 s

	AcquireTimeout time.Duration // waiting for a free connection, then fault.Unavailable; 5 s
	MaxAttempts    int           // how often Write runs its function when transactions collide; 10

	// PgBouncer says that a pooler in transaction mode stands between: no prepared statement is kept under a name.
	PgBouncer bool

	Tracer pgx.QueryTracer // sees every statement; also told of batches, COPY and connections when it implements those
	Name   string          // application_name, shown in pg_stat_activity; "comptoir" when empty
}

// DB is the pool of connections; safe for concurrent use.
type DB struct {
	pool   *pgxpool.Pool
	cfg    Config
	limits string // SQL: the server-side timeouts as arguments of the first select of a transaction
}

// Open makes the pool. It does not wait for the server: a program starts while its database restarts, answers
// "unavailable", and recovers by itself. Use Ping to ask. It fails when URL cannot be read.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	cfg = cfg.withDefaults()
	pc, err := pgxpool.ParseConfig(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("pg: %w", err)
	}
	pc.MaxConns = int32(cfg.MaxConns) // #nosec G115 -- at most 1,000 by the configuration
	pc.MaxConnLifetime = time.Hour
	pc.MaxConnLifetimeJitter = 5 * time.Minute // so that a fleet does not reconnect at once
	pc.MaxConnIdleTime = 5 * time.Minute
	pc.HealthCheckPeriod = 30 * time.Second
	pc.PingTimeout = 2 * time.Second
	cc := pc.ConnConfig
	if cc.ConnectTimeout == 0 {
		cc.ConnectTimeout = 5 * time.Second
	}
	// The only start-up parameter that every pooler lets through.
	cc.RuntimeParams["application_name"] = cfg.Name
	cc.DefaultQueryExecMode = pgx.QueryExecModeCacheStatement
	if cfg.PgBouncer {
		cc.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	}
	if cfg.Tracer != nil {
		cc.Tracer = &tracer{to: cfg.Tracer}
	}
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, fmt.Errorf("pg: %w", err)
	}
	return &DB{pool: pool, cfg: cfg, limits: cfg.limits()}, nil
}

func (c Config) withDefaults() Config {
	if c.MaxConns <= 0 {
		c.MaxConns = 10
	}
	if c.MaxAttempts <= 0 {
		c.MaxAttempts = 10
	}
	if c.Name == "" {
		c.Name = "comptoir"
	}
	for _, d := range []struct {
		value    *time.Duration
		standard time.Duration
	}{
		{&c.StatementTimeout, 15 * time.Second},
		{&c.LockTimeout, 5 * time.Second},
		{&c.IdleTimeout, 30 * time.Second},
		{&c.AcquireTimeout, 5 * time.Second},
	} {
		if *d.value == 0 {
			*d.value = d.standard
		}
		*d.value = max(*d.value, 0) // 0 is PostgreSQL's "none"
	}
	return c
}

// limits are set with the tenant in every transaction, and not once per connection, because a pooler gives a
// transaction any connection it likes and refuses them as start-up parameters.
func (c Config) limits() string {
	ms := func(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }
	return fmt.Sprintf(`, set_config('statement_timeout', '%s', true), set_config('lock_timeout', '%s', true), `+
		`set_config('idle_in_transaction_session_timeout', '%s', true)`,
		ms(c.StatementTimeout), ms(c.LockTimeout), ms(c.IdleTimeout))
}

// Close ends the pool and waits for the connections that are in use.
func (db *DB) Close() { db.pool.Close() }

// Ping asks the server for a sign of life: nil, or a fault of kind Unavailable.
func (db *DB) Ping(ctx context.Context) error {
	c, err := db.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	return db.explain(ctx, c.Ping(ctx))
}

// Pool is the pool underneath, for technique that brings its own driver (the job queue, LISTEN). Its queries carry no
// tenant: they see no row of a protected table.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Pgx returns the pgx transaction of a Tx, for technique that insists on one (the job queue). It must not be ended.
func Pgx(tx Tx) pgx.Tx {
	if p, ok := tx.(pgx.Tx); ok {
		return p
	}
	return nil
}

func (db *DB) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	waiting := ctx
	if db.cfg.AcquireTimeout > 0 {
		var cancel context.CancelFunc
		waiting, cancel = context.WithTimeout(ctx, db.cfg.AcquireTimeout)
		defer cancel()
	}
	c, err := db.pool.Acquire(waiting)
	if err == nil {
		return c, nil
	}
	if ctx.Err() == nil { // whatever it was, we did not get to the database
		return nil, ErrUnavailable.Because(err)
	}
	return nil, err
}
