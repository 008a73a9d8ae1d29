package pg

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// tracer stands between pgx and the tracer of the configuration. Read sends each query as a batch of two (the tenant,
// then the query); the tracer shall see one query, its text and its time, so the batch is silenced and Read reports by
// itself.
type tracer struct{ to pgx.QueryTracer }

type silentKey struct{}

func silent(ctx context.Context) context.Context { return context.WithValue(ctx, silentKey{}, true) }

func isSilent(ctx context.Context) bool { return ctx.Value(silentKey{}) != nil }

func (t *tracer) TraceQueryStart(ctx context.Context, c *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	return t.to.TraceQueryStart(ctx, c, d)
}

func (t *tracer) TraceQueryEnd(ctx context.Context, c *pgx.Conn, d pgx.TraceQueryEndData) {
	t.to.TraceQueryEnd(ctx, c, d)
}

func (t *tracer) TraceBatchStart(ctx context.Context, c *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	if to, ok := t.to.(pgx.BatchTracer); ok && !isSilent(ctx) {
		return to.TraceBatchStart(ctx, c, d)
	}
	return ctx
}

func (t *tracer) TraceBatchQuery(ctx context.Context, c *pgx.Conn, d pgx.TraceBatchQueryData) {
	if to, ok := t.to.(pgx.BatchTracer); ok && !isSilent(ctx) {
		to.TraceBatchQuery(ctx, c, d)
	}
}

func (t *tracer) TraceBatchEnd(ctx context.Context, c *pgx.Conn, d pgx.TraceBatchEndData) {
	if to, ok := t.to.(pgx.BatchTracer); ok && !isSilent(ctx) {
		to.TraceBatchEnd(ctx, c, d)
	}
}

func (t *tracer) TraceCopyFromStart(ctx context.Context, c *pgx.Conn, d pgx.TraceCopyFromStartData) context.Context {
	if to, ok := t.to.(pgx.CopyFromTracer); ok {
		return to.TraceCopyFromStart(ctx, c, d)
	}
	return ctx
}

func (t *tracer) TraceCopyFromEnd(ctx context.Context, c *pgx.Conn, d pgx.TraceCopyFromEndData) {
	if to, ok := t.to.(pgx.CopyFromTracer); ok {
		to.TraceCopyFromEnd(ctx, c, d)
	}
}

func (t *tracer) TracePrepareStart(ctx context.Context, c *pgx.Conn, d pgx.TracePrepareStartData) context.Context {
	if to, ok := t.to.(pgx.PrepareTracer); ok {
		return to.TracePrepareStart(ctx, c, d)
	}
	return ctx
}

func (t *tracer) TracePrepareEnd(ctx context.Context, c *pgx.Conn, d pgx.TracePrepareEndData) {
	if to, ok := t.to.(pgx.PrepareTracer); ok {
		to.TracePrepareEnd(ctx, c, d)
	}
}

func (t *tracer) TraceConnectStart(ctx context.Context, d pgx.TraceConnectStartData) context.Context {
	if to, ok := t.to.(pgx.ConnectTracer); ok {
		return to.TraceConnectStart(ctx, d)
	}
	return ctx
}

func (t *tracer) TraceConnectEnd(ctx context.Context, d pgx.TraceConnectEndData) {
	if to, ok := t.to.(pgx.ConnectTracer); ok {
		to.TraceConnectEnd(ctx, d)
	}
}

func (t *tracer) TraceAcquireStart(ctx context.Context, p *pgxpool.Pool, d pgxpool.TraceAcquireStartData) context.Context {
	if to, ok := t.to.(pgxpool.AcquireTracer); ok {
		return to.TraceAcquireStart(ctx, p, d)
	}
	return ctx
}

func (t *tracer) TraceAcquireEnd(ctx context.Context, p *pgxpool.Pool, d pgxpool.TraceAcquireEndData) {
	if to, ok := t.to.(pgxpool.AcquireTracer); ok {
		to.TraceAcquireEnd(ctx, p, d)
	}
}

func (t *tracer) TraceRelease(p *pgxpool.Pool, d pgxpool.TraceReleaseData) {
	if to, ok := t.to.(pgxpool.ReleaseTracer); ok {
		to.TraceRelease(p, d)
	}
}
