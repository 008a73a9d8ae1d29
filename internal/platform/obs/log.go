package obs

import (
	"context"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/trace"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
)

// newLogger writes one object a line: {timestamp, level, service, message, tenant, trace, span, …}.
func newLogger(cfg Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.Level, ReplaceAttr: replace}
	var h slog.Handler = slog.NewJSONHandler(cfg.Output, options)
	if cfg.Format == "text" {
		h = slog.NewTextHandler(cfg.Output, options)
	}
	return slog.New(&handler{h}).With("service", cfg.Service)
}

// handler adds what the context knows to every line.
type handler struct{ slog.Handler }

// Handle implements slog.Handler.
func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	actor := access.From(ctx)
	if !actor.Tenant.IsZero() {
		r.AddAttrs(slog.String("tenant", actor.Tenant.String()))
	}
	if sc := trace.SpanContextFromContext(ctx); sc.HasTraceID() {
		r.AddAttrs(slog.String("trace", sc.TraceID().String()), slog.String("span", sc.SpanID().String()))
	}
	if q := requestOf(ctx); q != nil && q.id != "" {
		r.AddAttrs(slog.String("request", q.id))
	}
	if name := usecase.Name(ctx); name != "" {
		r.AddAttrs(slog.String("usecase", name))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &handler{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h *handler) WithGroup(name string) slog.Handler { return &handler{h.Handler.WithGroup(name)} }

// replace gives the standard keys our names and redacts the values.
func replace(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 {
		switch a.Key {
		case slog.TimeKey:
			if t, ok := a.Value.Any().(time.Time); ok {
				return slog.String("timestamp", t.UTC().Format("2006-01-02T15:04:05.000000Z"))
			}
		case slog.MessageKey:
			return slog.String("message", scrub(a.Value.String()))
		case slog.LevelKey, slog.SourceKey:
			return a
		}
	}
	return redactAttr(a)
}
