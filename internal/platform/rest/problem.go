package rest

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"comptoir/internal/kernel/fault"
)

// Problem is the body of every answer that is a refusal (RFC 9457, application/problem+json). Code and the fields'
// codes are stable; title, detail and messages are English and for people.
type Problem struct {
	Type    string         `json:"type" format:"uri" example:"urn:comptoir:problem:stays.period_taken" doc:"Names the refusal: the code as a URN."`
	Title   string         `json:"title" example:"Conflict" doc:"The kind of refusal in words."`
	Status  int            `json:"status" example:"409" doc:"The HTTP status."`
	Detail  string         `json:"detail,omitempty" example:"these dates are no longer free" doc:"One sentence for people."`
	Code    string         `json:"code" example:"stays.period_taken" doc:"The stable code to compare with."`
	TraceID string         `json:"traceId,omitempty" doc:"Quote it to support: it finds the request in the logs."`
	Errors  []ProblemField `json:"errors,omitempty" doc:"The refused inputs, when the refusal is about some."`

	headers http.Header
}

// ProblemField is one refused input. The refused value is never repeated: it may be a password.
type ProblemField struct {
	Field   string `json:"field" example:"guest.email" doc:"Where: the path in the body, or the parameter's name."`
	Code    string `json:"code" example:"required" doc:"The stable code to compare with."`
	Message string `json:"message,omitempty" example:"a value is needed" doc:"One sentence for people."`
}

// Error implements error; it says the code only.
func (p *Problem) Error() string { return p.Code }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header { return p.headers }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// statusGone is what a request gets whose client did not wait; nobody reads it, the access log shows it (nginx's 499).
const statusClientGone = 499

var statuses = map[fault.Kind]int{
	fault.Internal: 500, fault.Invalid: 422, fault.Malformed: 400, fault.Unauthenticated: 401, fault.Forbidden: 403,
	fault.NotFound: 404, fault.Conflict: 409, fault.Gone: 410, fault.Stale: 412, fault.TooLarge: 413, fault.Limited: 429,
	fault.Unavailable: 503,
}

// Status returns the HTTP status of a kind of refusal.
func Status(k fault.Kind) int {
	if s, ok := statuses[k]; ok {
		return s
	}
	return http.StatusInternalServerError
}

var (
	errInternal = fault.Define(fault.Internal, "internal", "something went wrong on our side; nothing was said about it here on purpose")
	errTimeout  = fault.Define(fault.Unavailable, "timeout", "the answer took too long; try again")
)

// problem makes the problem of an error that a handler returned, and reports it when it is a bug or a broken dependency.
func (a *API) problem(ctx context.Context, err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		p := a.make(ctx, errTimeout)
		p.Status = statusClientGone
		return p
	}
	f, known := errors.AsType[*fault.Error](err)
	switch {
	case !known && errors.Is(err, context.DeadlineExceeded):
		f = errTimeout
		a.cfg.Report(ctx, errTimeout.Because(err))
	case !known || f.Kind == fault.Internal:
		f = errInternal
		a.cfg.Report(ctx, err)
	case f.Kind == fault.Unavailable:
		a.cfg.Report(ctx, err)
	}
	p := a.make(ctx, f)
	if wait, ok := errors.AsType[interface {
		error
		RetryAfter() time.Duration
	}](err); ok {
		p.headers.Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait.RetryAfter().Seconds())))))
	}
	return p
}

// makeAs is make for the refusals of HTTP itself, whose status no kind has.
func (a *API) makeAs(ctx context.Context, f *fault.Error, status int) *Problem {
	p := a.make(ctx, f)
	p.Status, p.Title = status, http.StatusText(status)
	return p
}

func (a *API) make(ctx context.Context, f *fault.Error) *Problem {
	status := Status(f.Kind)
	p := &Problem{
		Type: "urn:comptoir:problem:" + f.Code, Title: http.StatusText(status), Status: status, Detail: f.Detail,
		Code: f.Code, TraceID: a.cfg.Trace(ctx), headers: http.Header{},
	}
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, ProblemField{Field: field.Path, Code: field.Code, Message: field.Message})
	}
	switch status {
	case http.StatusUnauthorized:
		p.headers.Set("WWW-Authenticate", `Bearer realm="comptoir"`)
	case http.StatusServiceUnavailable:
		p.headers.Set("Retry-After", "5")
	}
	return p
}

// Fail answers a request with the problem of err: for the middleware before the operations (tenant, session, limits).
func (a *API) Fail(w http.ResponseWriter, r *http.Request, err error) {
	p := a.problem(r.Context(), err)
	a.allowOrigin(w, r) // also refusals before an operation, as of the limits: a page that may call may know why not
	h := w.Header()
	for name, values := range p.headers {
		h[name] = values
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and numbers: cannot fail
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client may be gone
	}
}

// init tells huma how refusals of its own look and how strict it is. Huma keeps these in package variables; this
// package is the program's only user of huma.
func init() {
	huma.ValidateStrictCasing = true // encoding/json would take "EMAIL" for "email"
	huma.DefaultArrayNullable = false
	humago.MultipartMaxMemory = 1 << 20 // of a form; the rest goes to temporary files
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return (&API{cfg: Config{Trace: func(context.Context) string { return "" }}}).fromHuma(context.Background(), status, msg, errs)
	}
	huma.NewErrorWithContext = func(hctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		if c, ok := hctx.Operation().Metadata[apiKey].(*API); ok {
			return c.fromHuma(hctx.Context(), status, msg, errs)
		}
		return huma.NewError(status, msg, errs...)
	}
}

const apiKey = "rest.api"
