package obs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/pg"
)

// Observer returns what every use case tells of its runs: a span, a metric, one line in the log. The input is never
// logged.
func (o *Obs) Observer() usecase.Observer { return observer{o} }

type observer struct{ o *Obs }

// Begin implements usecase.Observer.
func (b observer) Begin(ctx context.Context, name string) context.Context {
	ctx, _ = b.o.Tracer.Start(ctx, name)
	return ctx
}

// End implements usecase.Observer: a bug is an error, a dependency that is away a warning, a refusal is everyday life.
func (b observer) End(ctx context.Context, call usecase.Call) {
	span := trace.SpanFromContext(ctx)
	defer span.End()
	outcome, level := "ok", slog.LevelInfo
	attrs := []slog.Attr{slog.String("outcome", outcome), slog.Float64("ms", milliseconds(call.Took))}
	switch {
	case errors.Is(call.Err, pg.ErrSkip): // an event that was told twice: the first telling did it
		outcome = "repeated"
		attrs[0] = slog.String("outcome", outcome)
	case call.Err != nil:
		outcome = call.Kind.String()
		if abandoned(ctx, call.Err) {
			outcome = "abandoned"
		}
		done, again := errors.AsType[interface {
			error
			AlreadyDone() bool
		}](call.Err)
		if again = again && done.AlreadyDone(); again {
			outcome = "again"
		}
		attrs[0] = slog.String("outcome", outcome)
		attrs = append(attrs, slog.String("code", fault.CodeOf(call.Err)))
		if span.IsRecording() {
			span.SetStatus(codes.Error, fault.CodeOf(call.Err))
		}
		switch {
		case again: // an event that was delivered twice is everyday life too
			level = slog.LevelDebug
		case errors.Is(call.Err, usecase.ErrPanicked): // the edge logs the panic itself
		case call.Kind == fault.Internal || call.Kind == fault.Unavailable:
			b.o.Report(ctx, call.Err) // the error itself, once
		case call.Kind != fault.Limited:
			level = slog.LevelDebug
		}
	}
	b.o.m.usecases.WithLabelValues(call.Name, outcome).Observe(call.Took.Seconds())
	b.o.Logger.LogAttrs(ctx, level, "use case", attrs...)
}

// JobDone counts an attempt of a job and logs it in one line; it fits jobs.Config.OnDone. The queue logs the error of a
// failed attempt itself, and opens the span.
func (o *Obs) JobDone(kind string, took time.Duration, err error) {
	outcome := "ok"
	if err != nil {
		outcome = fault.KindOf(err).String()
	}
	o.m.jobs.WithLabelValues(kind, outcome).Observe(took.Seconds())
	o.Logger.LogAttrs(context.Background(), slog.LevelInfo, "job", slog.String("kind", kind), slog.String("outcome", outcome),
		slog.Float64("ms", milliseconds(took)))
}

// JobGone counts a job that will not be tried again: somebody should look at it. state is "discarded" or "cancelled".
func (o *Obs) JobGone(kind, state string) { o.m.jobsGone.WithLabelValues(kind, state).Inc() }
