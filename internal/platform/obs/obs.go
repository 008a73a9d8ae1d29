// Package obs makes the program observable: logs in JSON, metrics for Prometheus, traces for OpenTelemetry, and health.
//
// It knows no context. Personal data never reaches a log because of what it is, not because somebody remembered:
// values of personal types (see redact.go) are replaced wherever they stand in what is logged. Without a configured
// endpoint nothing leaves the machine, and every request, job and command has a trace id all the same.
//
// Start with New; then HTTP and Routes (the middleware), Observer (use cases), PGTracer (SQL), Health.
package obs

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.40.0"
	"go.opentelemetry.io/otel/trace"
)

// Config says what is logged and where traces go. The zero value logs JSON at level info to standard error and exports
// no traces.
type Config struct {
	Service string     // "comptoir" when empty
	Version string     // of the program, for traces and the build metric
	Level   slog.Level // slog.LevelInfo is the zero value
	Format  string     // "json", or "text" for people
	Output  io.Writer  // os.Stderr when nil

	OTLPEndpoint string  // URL of an OTLP/HTTP collector; "" exports nothing
	SampleRatio  float64 // share of the traces that are exported, 0 to 1; 1 when zero

	SlowQuery time.Duration // statements that take longer are logged; 250 ms when zero, none when negative

	SpanProcessor sdktrace.SpanProcessor // sees the spans as well, for tests
}

// Obs holds the instruments of one program.
type Obs struct {
	Logger   *slog.Logger
	Metrics  *prometheus.Registry
	Tracer   trace.Tracer
	Health   *Health
	Business *Business

	provider  *sdktrace.TracerProvider
	exporting bool
	slow      time.Duration
	m         *instruments
}

// New makes the instruments. It never fails: a collector that cannot be reached is logged and tried again by the
// exporter, and the program works without it.
func New(cfg Config) *Obs {
	cfg.Service = cmp.Or(cfg.Service, "comptoir")
	if cfg.Output == nil {
		cfg.Output = os.Stderr
	}
	o := &Obs{Logger: newLogger(cfg), Metrics: prometheus.NewRegistry(), Health: NewHealth(), slow: cmp.Or(cfg.SlowQuery, 250*time.Millisecond)}
	o.m = newInstruments(o.Metrics)
	o.Business = &Business{events: o.m.businessEvents, amounts: o.m.businessAmounts}
	o.Metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	o.m.build.WithLabelValues(cmp.Or(cfg.Version, "development")).Set(1)
	o.provider, o.exporting = newProvider(cfg, o.Logger)
	o.Tracer = o.provider.Tracer("comptoir")
	return o
}

// newProvider makes trace ids in any case; it records and exports only when somebody wants the spans.
func newProvider(cfg Config, log *slog.Logger) (*sdktrace.TracerProvider, bool) {
	res := resource.NewSchemaless(semconv.ServiceName(cfg.Service), semconv.ServiceVersion(cfg.Version))
	options := []sdktrace.TracerProviderOption{sdktrace.WithResource(res)}
	exporting := false
	if cfg.SpanProcessor != nil {
		options = append(options, sdktrace.WithSpanProcessor(cfg.SpanProcessor))
		exporting = true
	}
	if cfg.OTLPEndpoint != "" {
		exporter, err := otlptracehttp.New(context.Background(), otlptracehttp.WithEndpointURL(cfg.OTLPEndpoint))
		if err != nil {
			log.Error("traces are not exported", "error", err)
		} else {
			options = append(options, sdktrace.WithBatcher(exporter))
			exporting = true
		}
	}
	sampler := sdktrace.NeverSample()
	if exporting {
		ratio := sdktrace.TraceIDRatioBased(cmp.Or(cfg.SampleRatio, 1))
		// A caller's wish to be sampled is not obeyed: anybody may call, and exporting costs.
		sampler = sdktrace.ParentBased(ratio, sdktrace.WithRemoteParentSampled(ratio), sdktrace.WithRemoteParentNotSampled(ratio))
	}
	options = append(options, sdktrace.WithSampler(sampler))
	return sdktrace.NewTracerProvider(options...), exporting
}

// Shutdown sends what is still waiting to be exported; call it last.
func (o *Obs) Shutdown(ctx context.Context) error { return o.provider.Shutdown(ctx) }

// MetricsHandler serves /metrics.
func (o *Obs) MetricsHandler() http.Handler {
	return promhttp.HandlerFor(o.Metrics, promhttp.HandlerOpts{ErrorLog: slog.NewLogLogger(o.Logger.Handler(), slog.LevelError)})
}

var propagator = propagation.TraceContext{}

// TraceID returns the trace id of ctx, "" outside of any trace.
func TraceID(ctx context.Context) string {
	if sc := trace.SpanContextFromContext(ctx); sc.HasTraceID() {
		return sc.TraceID().String()
	}
	return ""
}

// Inject returns the trace of ctx as a W3C traceparent, to be stored with a job or an event; "" when there is none.
func Inject(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	propagator.Inject(ctx, carrier)
	return carrier.Get("traceparent")
}

// Extract continues a stored trace. A text that is no traceparent gives ctx back.
func Extract(ctx context.Context, traceparent string) context.Context {
	return propagator.Extract(ctx, propagation.MapCarrier{"traceparent": traceparent})
}
