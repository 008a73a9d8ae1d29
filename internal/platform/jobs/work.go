package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
)

// worker runs the jobs of one kind.
type worker struct {
	river.WorkerDefaults[envelope]
	client  *Client
	handler *handler
}

// Timeout implements river.Worker.
func (w *worker) Timeout(*river.Job[envelope]) time.Duration { return w.handler.timeout }

// Work implements river.Worker: one attempt, for the tenant and under the trace that the job carries.
func (w *worker) Work(ctx context.Context, job *river.Job[envelope]) (err error) {
	with, tenant, err := open(job.JobRow)
	if err != nil {
		return err
	}
	if tenant.IsZero() && !w.handler.operator {
		return ErrNoTenant.Detailf("job %d of kind %s has no tenant", job.ID, job.JobRow.Kind)
	}
	ctx = access.AsSystem(ctx, tenant, "job:"+w.handler.kind)
	ctx, span := w.client.tracer.Start(carrier.Extract(ctx, with.Trace), "job "+w.handler.kind,
		trace.WithSpanKind(trace.SpanKindConsumer),
		trace.WithAttributes(attribute.String("job.kind", w.handler.kind), attribute.Int64("job.id", job.ID),
			attribute.Int("job.attempt", job.Attempt), attribute.String("tenant", with.Tenant)))
	began := time.Now()
	defer func() {
		panicked := recover()
		if panicked != nil {
			err = fmt.Errorf("panic: %v", panicked)
		}
		if err != nil {
			span.SetStatus(codes.Error, err.Error())
		}
		span.End()
		w.client.cfg.OnDone(w.handler.kind, time.Since(began), err)
		if panicked != nil {
			panic(panicked) // River records it with its stack
		}
		if err != nil && errors.Is(ctx.Err(), context.Canceled) {
			err = errors.Join(err, context.Cause(ctx)) // stopped by Stop: River gives the job back, no attempt is lost
		}
	}()
	return w.handler.run(ctx, job.Args.Body)
}

// hopeless reports whether trying a job of this kind again cannot help.
func (c *Client) hopeless(kind string, err error) bool {
	h := c.registry.handlers[kind]
	return errors.Is(err, ErrNoTenant) || h != nil && slices.Contains(h.hopeless, fault.KindOf(err))
}

// open reads what a job carries.
func open(row *rivertype.JobRow) (carried, access.TenantID, error) {
	var with carried
	if err := json.Unmarshal(row.Metadata, &with); err != nil {
		return with, access.TenantID{}, fmt.Errorf("jobs: envelope of job %d: %w", row.ID, err)
	}
	if with.Tenant == "" {
		return with, access.TenantID{}, nil
	}
	tenant, err := ident.Parse[access.Tenant](with.Tenant)
	if err != nil {
		return with, tenant, fmt.Errorf("jobs: tenant of job %d: %w", row.ID, err)
	}
	return with, tenant, nil
}

// reporter logs every failed attempt, once, and says when a job is given up.
type reporter struct{ client *Client }

// HandleError implements river.ErrorHandler.
func (r *reporter) HandleError(ctx context.Context, row *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	r.report(ctx, row, err, "")
	return &river.ErrorHandlerResult{SetCancelled: r.client.hopeless(row.Kind, err)}
}

// HandlePanic implements river.ErrorHandler.
func (r *reporter) HandlePanic(ctx context.Context, row *rivertype.JobRow, value any, stack string) *river.ErrorHandlerResult {
	r.report(ctx, row, fmt.Errorf("panic: %v", value), stack)
	return nil
}

func (r *reporter) report(ctx context.Context, row *rivertype.JobRow, err error, stack string) {
	with, _, _ := open(row) // an unreadable envelope is the error that is being reported
	level, words := slog.LevelWarn, "job failed, will be tried again"
	switch {
	case r.client.hopeless(row.Kind, err):
		level, words = slog.LevelError, "job cancelled"
		r.client.cfg.OnGone(row.Kind, Cancelled, err)
	case row.Attempt >= row.MaxAttempts:
		level, words = slog.LevelError, "job given up"
		r.client.cfg.OnGone(row.Kind, Discarded, err)
	}
	args := []any{"kind", row.Kind, "job", row.ID, "attempt", row.Attempt, "of", row.MaxAttempts,
		"tenant", with.Tenant, "error", err, "trace", with.Trace.Get("traceparent")}
	if stack != "" {
		args = append(args, "stack", stack)
	}
	r.client.cfg.Logger.Log(ctx, level, words, args...)
}

// quiet keeps River's own running commentary out of the log: its warnings and errors stay.
func quiet(logger *slog.Logger) *slog.Logger { return slog.New(warnings{logger.Handler()}) }

type warnings struct{ slog.Handler }

// Enabled implements slog.Handler.
func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (w warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }
