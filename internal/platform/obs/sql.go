package obs

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/multitracer"
	"github.com/jackc/pgx/v5/pgconn"
)

// PGTracer observes SQL: time and failures by the name of the query (the comment that sqlc writes), slow statements in
// the log, and spans when traces are exported. Parameters are never recorded: they are personal data.
func (o *Obs) PGTracer() pgx.QueryTracer {
	own := &sqlTracer{o}
	if !o.exporting {
		return own
	}
	return multitracer.New(own, otelpgx.NewTracer(otelpgx.WithTracerProvider(o.provider), otelpgx.WithSpanNameFunc(queryName),
		otelpgx.WithDisableConnectionDetailsInAttributes(), otelpgx.WithDisableAcquireTracer()))
}

// queryName returns the name that sqlc gives in a comment ("-- name: FreeProperties :many"), else the statement's first
// word in lower case: a small set in any case, fit for a label.
func queryName(sql string) string {
	sql = strings.TrimSpace(sql)
	if rest, ok := strings.CutPrefix(sql, "-- name: "); ok {
		if end := strings.IndexAny(rest, " \n"); end > 0 {
			return rest[:end]
		}
	}
	word := sql
	if end := strings.IndexFunc(sql, func(r rune) bool { return r < 'A' || r > 'z' || r > 'Z' && r < 'a' }); end >= 0 {
		word = sql[:end]
	}
	word = strings.ToLower(word)
	switch word {
	case "select", "insert", "update", "delete", "with", "begin", "commit", "rollback", "set", "copy", "listen", "merge":
		return word
	}
	return "other"
}

type sqlTracer struct{ o *Obs }

type sqlCall struct {
	began time.Time
	name  string
}

type (
	sqlKey   struct{}
	batchKey struct{}
)

// TraceQueryStart implements pgx.QueryTracer.
func (t *sqlTracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	return context.WithValue(ctx, sqlKey{}, sqlCall{time.Now(), queryName(data.SQL)})
}

// TraceQueryEnd implements pgx.QueryTracer.
func (t *sqlTracer) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryEndData) {
	if call, ok := ctx.Value(sqlKey{}).(sqlCall); ok {
		t.ended(ctx, call, data.Err)
	}
}

// TraceBatchStart implements pgx.BatchTracer.
func (t *sqlTracer) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return context.WithValue(ctx, batchKey{}, time.Now())
}

// TraceBatchQuery implements pgx.BatchTracer. The statements of a batch travel together; the time of each is counted
// from the sending of the batch, which is what its caller waited.
func (t *sqlTracer) TraceBatchQuery(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	if began, ok := ctx.Value(batchKey{}).(time.Time); ok {
		t.ended(ctx, sqlCall{began, queryName(data.SQL)}, data.Err)
	}
}

// TraceBatchEnd implements pgx.BatchTracer.
func (t *sqlTracer) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

func (t *sqlTracer) ended(ctx context.Context, call sqlCall, err error) {
	took := time.Since(call.began)
	t.o.m.sql.WithLabelValues(call.name).Observe(took.Seconds())
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		state := "connection"
		if e, ok := errors.AsType[*pgconn.PgError](err); ok {
			state = e.Code
		}
		t.o.m.sqlErrors.WithLabelValues(call.name, state).Inc()
	}
	if t.o.slow >= 0 && took > t.o.slow {
		t.o.Logger.LogAttrs(ctx, slog.LevelWarn, "slow query", slog.String("query", call.name), slog.Float64("ms", milliseconds(took)))
	}
}
