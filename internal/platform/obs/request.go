package obs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"comptoir/internal/kernel/fault"
)

// request is what is known of a request while it is answered. It is shared by the contexts derived from the first one:
// that is how the innermost part tells the outermost which route it was, and that an error was logged already.
type request struct {
	id string

	mu       sync.Mutex
	route    string
	reported []error
}

type requestKey struct{}

func requestOf(ctx context.Context) *request {
	q, _ := ctx.Value(requestKey{}).(*request)
	return q
}

// RequestID returns the id of the request of ctx: the client's own, if it sent a sane one, else the trace id.
func RequestID(ctx context.Context) string {
	if q := requestOf(ctx); q != nil {
		return q.id
	}
	return ""
}

// HTTP is the outermost middleware: it opens the span, gives the request its id, writes the access log and the metrics,
// and turns a panic into a 500 that is logged once. Routes must stand around the mux so that the route is known.
func (o *Obs) HTTP(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		ctx := propagator.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		ctx, span := o.Tracer.Start(ctx, r.Method, trace.WithSpanKind(trace.SpanKindServer))
		defer span.End()
		q := &request{id: requestID(r, TraceID(ctx))}
		ctx = context.WithValue(ctx, requestKey{}, q)
		w.Header().Set("X-Request-Id", q.id)
		w.Header().Set("X-Trace-Id", TraceID(ctx))
		rec := &recorder{ResponseWriter: w}
		o.m.inFlight.Inc()
		defer func() {
			o.m.inFlight.Dec()
			cause := recover()
			if cause != nil {
				o.panicked(ctx, rec, cause)
			}
			o.answered(ctx, span, r, rec, q, time.Since(began))
			if cause == http.ErrAbortHandler {
				panic(cause) // net/http closes the connection without a word
			}
		}()
		next.ServeHTTP(rec, r.WithContext(ctx))
	})
}

// Routes stands directly around the mux and notes which pattern answered.
func Routes(mux http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if q := requestOf(r.Context()); q != nil {
			defer func() {
				q.mu.Lock()
				q.route = r.Pattern[strings.IndexByte(r.Pattern, ' ')+1:] // "GET /things/{id}": the method is known
				q.mu.Unlock()
			}()
		}
		mux.ServeHTTP(w, r)
	})
}

var saneID = regexp.MustCompile(`^[A-Za-z0-9._:-]{8,64}$`)

func requestID(r *http.Request, traceID string) string {
	if id := r.Header.Get("X-Request-Id"); saneID.MatchString(id) {
		return id
	}
	return traceID
}

func (o *Obs) panicked(ctx context.Context, rec *recorder, cause any) {
	if cause == http.ErrAbortHandler {
		return
	}
	o.m.panics.Inc()
	o.Logger.ErrorContext(ctx, "panic", "error", fmt.Sprint(cause), "stack", string(debug.Stack()))
	if rec.status == 0 {
		h := rec.Header()
		for _, name := range []string{"Content-Length", "Content-Encoding", "ETag", "Last-Modified"} {
			h.Del(name)
		}
		h.Set("Content-Type", "application/problem+json")
		h.Set("Cache-Control", "no-store")
		rec.WriteHeader(http.StatusInternalServerError)
		_, _ = fmt.Fprintf(rec, `{"type":"urn:comptoir:problem:internal","title":"Internal Server Error","status":500,"code":"internal","traceId":%q}`,
			TraceID(ctx)) // the client may be gone
	}
}

func (o *Obs) answered(ctx context.Context, span trace.Span, r *http.Request, rec *recorder, q *request, took time.Duration) {
	q.mu.Lock()
	route := q.route
	q.mu.Unlock()
	if route == "" {
		route = "unmatched" // and never the path: a stranger must not be able to make metrics
	}
	status := rec.status
	if status == 0 {
		status = http.StatusOK
	}
	method := knownMethod(r.Method)
	o.m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	o.m.latency.WithLabelValues(method, route).Observe(took.Seconds())
	if span.IsRecording() {
		span.SetName(method + " " + route)
		span.SetAttributes(attribute.String("http.request.method", method), attribute.String("http.route", route),
			attribute.Int("http.response.status_code", status))
		if status >= 500 {
			span.SetStatus(codes.Error, http.StatusText(status))
		}
	}
	// The path is not logged, the route is: paths hold the secrets of management links.
	o.Logger.LogAttrs(ctx, slog.LevelInfo, "request", slog.String("method", method), slog.String("route", route),
		slog.Int("status", status), slog.Int64("bytes", rec.bytes), slog.Float64("ms", milliseconds(took)))
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func knownMethod(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

// Report logs an unexpected error once for its request, however many layers hand it up, and counts it by its code.
// Dependencies that do not answer are warnings: nothing is wrong with the program. A request whose client has left is
// no error at all.
func (o *Obs) Report(ctx context.Context, err error) {
	if abandoned(ctx, err) {
		return
	}
	if q := requestOf(ctx); q != nil && !q.first(err) {
		return
	}
	code := fault.CodeOf(err)
	o.m.errors.WithLabelValues(code).Inc()
	level := slog.LevelError
	if fault.KindOf(err) == fault.Unavailable {
		level = slog.LevelWarn
	}
	span := trace.SpanFromContext(ctx)
	if span.IsRecording() {
		span.SetStatus(codes.Error, code)
	}
	o.Logger.LogAttrs(ctx, level, "unexpected error", slog.String("code", code), slog.Any("error", err))
}

// abandoned reports whether err only says that nobody waits for the answer any more.
func abandoned(ctx context.Context, err error) bool {
	return errors.Is(ctx.Err(), context.Canceled) && errors.Is(err, context.Canceled)
}

// first notes err and reports whether neither it nor what it wraps was noted before.
func (q *request) first(err error) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, known := range q.reported {
		if errors.Is(err, known) || errors.Is(known, err) {
			return false
		}
	}
	q.reported = append(q.reported, err)
	return true
}

// recorder notes status and size.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Flush implements http.Flusher, for streams.
func (r *recorder) Flush() {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	_ = http.NewResponseController(r.ResponseWriter).Flush() // not every writer can
}
