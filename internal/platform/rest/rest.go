// Package rest is the edge of the HTTP API: it makes the OpenAPI 3.1 document from Go types, decodes and checks what
// comes in, turns refusals into problem details (RFC 9457), and lets a POST be repeated without being done twice.
//
// It knows no context and decides no permission: an operation declares the permission that its use case asks for, so
// that a test can compare the routes with the role matrix; the use case does the asking. Huma (the library behind it)
// is seen by contexts only as the description of an operation.
//
// A context registers its operations with Register, once, at wiring:
//
//	rest.Register(api.Huma, rest.Op("POST", "/api/stays/quotes", stays.PermQuote, "Compute the price of a stay", "stays"),
//		func(ctx context.Context, in *quoteInput) (*quoteOutput, error) { … })
//
// Start with New and Register; problem.go holds the mapping of refusals, idempotency.go the repeated POST.
package rest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"comptoir/internal/kernel/access"
)

// MaxBody is the size in bytes up to which a request body is read, unless an operation says otherwise
// (huma.Operation.MaxBodyBytes).
const MaxBody = 1 << 20

// PermissionKey names the entry of huma.Operation.Metadata that holds the permission (a string).
const PermissionKey = "permission"

// Config is what the edge is given at wiring. The zero value works: no tracing, errors to the default logger, no
// repeated POSTs.
type Config struct {
	Title       string // of the OpenAPI document; "Comptoir" when empty
	Version     string // of the API; "1" when empty
	Description string // Markdown, shown on top of the reference

	Trace  func(context.Context) string // returns the trace id of a request, "" when there is none
	Report func(context.Context, error) // logs an unexpected error, once; slog.Default when nil

	// AllowOrigin says from which origins browsers may call what r asks for (CORS); nil: from none.
	AllowOrigin func(r *http.Request, origin string) bool
	BodyTimeout time.Duration // for reading one body; 15 s when zero

	Idempotency *Idempotency // nil: the Idempotency-Key header is refused with a problem
}

// API is the HTTP API under /api/. Huma is what Register takes.
type API struct {
	Huma   huma.API
	mux    *http.ServeMux
	cfg    Config
	mu     sync.Mutex
	routes []Route
	spec   func() document
}

// Route is one registered operation, for the test that compares the routes with the role matrix.
type Route struct {
	Method, Path string
	Permission   access.Permission
	Operation    string // the operation's id in the OpenAPI document
}

// New makes the API on mux, which it uses for /api/…: the operations registered later, the OpenAPI document
// (/api/openapi.json and .yaml), the reference for people (/api/docs), and a problem for everything else under /api/.
func New(mux *http.ServeMux, cfg Config) *API {
	cfg.Title, cfg.Version = cmp.Or(cfg.Title, "Comptoir"), cmp.Or(cfg.Version, "1")
	cfg.BodyTimeout = cmp.Or(cfg.BodyTimeout, 15*time.Second)
	if cfg.Trace == nil {
		cfg.Trace = func(context.Context) string { return "" }
	}
	if cfg.Report == nil {
		cfg.Report = func(ctx context.Context, err error) { slog.ErrorContext(ctx, "unexpected error", "error", err) }
	}
	api := &API{mux: mux, cfg: cfg}
	api.Huma = huma.NewAPI(huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: cfg.Title, Version: cfg.Version, Description: cfg.Description},
			Components: &huma.Components{
				Schemas:         newRegistry(),
				SecuritySchemes: securitySchemes(),
			},
		},
		Formats:                      map[string]huma.Format{"application/json": strictJSON, "json": strictJSON},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	}, &adapter{api})
	api.spec = sync.OnceValue(api.document)
	mux.HandleFunc("/api/", api.otherwise)
	mux.HandleFunc("GET /api/openapi.json", api.serveJSON)
	mux.HandleFunc("GET /api/openapi.yaml", api.serveYAML)
	mux.HandleFunc("GET /api/docs", api.serveDocs)
	mux.HandleFunc("GET /api/docs/reference.css", api.serveDocsStyle)
	return api
}

func securitySchemes() map[string]*huma.SecurityScheme {
	return map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", BearerFormat: "opaque",
			Description: "The access token given by POST /api/auth/login."},
	}
}

// Op describes an operation with its permission. tag is the context's name, by which the reference groups.
func Op(method, path string, permission access.Permission, summary, tag string) huma.Operation {
	return huma.Operation{
		Method: method, Path: path, Summary: summary, Tags: []string{tag},
		OperationID: operationID(method, path),
		Metadata:    map[string]any{PermissionKey: string(permission)},
	}
}

// operationID makes "get-stays-properties-by-slug" of GET /api/stays/properties/{slug}.
func operationID(method, path string) string {
	words := []string{strings.ToLower(method)}
	for part := range strings.SplitSeq(strings.TrimPrefix(path, "/api/"), "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			part = "by-" + strings.TrimRight(name, ".}")
		}
		if part != "" {
			words = append(words, part)
		}
	}
	return strings.Join(words, "-")
}

// Register adds an operation. It panics when the operation declares no permission, a path outside /api/, or a path or
// name that another operation has: those are mistakes of the program, found when it starts.
//
// h's errors become problem details: a fault.Error by its kind, code and fields; anything else is reported once and
// answered with 500 without a word about it. A handler returns either an output or an error, never both.
func Register[I, O any](a huma.API, op huma.Operation, h func(ctx context.Context, in *I) (*O, error)) {
	ad, ok := a.Adapter().(*adapter)
	if !ok {
		panic("rest: Register needs the Huma of an API made by rest.New")
	}
	permission, _ := op.Metadata[PermissionKey].(string)
	if permission == "" {
		panic(fmt.Sprintf("rest: %s %s declares no permission", op.Method, op.Path))
	}
	if !strings.HasPrefix(op.Path, "/api/") {
		panic(fmt.Sprintf("rest: %s %s is not under /api/", op.Method, op.Path))
	}
	op.OperationID = cmp.Or(op.OperationID, operationID(op.Method, op.Path))
	ad.api.note(Route{op.Method, op.Path, access.Permission(permission), op.OperationID})
	describe(&op, access.Permission(permission))
	registry := a.OpenAPI().Components.Schemas
	aliasIDs(registry, reflect.TypeFor[I](), reflect.TypeFor[O]())
	op.Metadata = maps.Clone(op.Metadata)
	op.Metadata[apiKey] = ad.api
	if op.Responses != nil && op.Responses["default"] == nil { // huma describes refusals only where nobody described an answer
		op.Responses["default"] = &huma.Response{Description: "Error", Content: map[string]*huma.MediaType{
			"application/problem+json": {Schema: registry.Schema(reflect.TypeFor[Problem](), true, "")}}}
	}
	op.MaxBodyBytes = cmp.Or(op.MaxBodyBytes, MaxBody) + 1 // huma refuses the size itself; the adapter counts exactly
	huma.Register(a, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, ad.api.problem(ctx, err)
		}
		return out, nil
	})
}

// admit refuses who may not, before a byte of his body is read and before the refusal of a value could tell him anything.
// The use case asks again: this is the first of two locks.
func admit(ctx context.Context, op *huma.Operation) error {
	p, _ := op.Metadata[PermissionKey].(string)
	return access.Authorize(ctx, access.Permission(p))
}

// note keeps the route; two operations of one name would make the document ambiguous.
func (a *API) note(r Route) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, other := range a.routes {
		if other.Operation == r.Operation {
			panic(fmt.Sprintf("rest: %s %s and %s %s are both called %s", other.Method, other.Path, r.Method, r.Path, r.Operation))
		}
	}
	a.routes = append(a.routes, r)
}

// describe adds to the OpenAPI document what is true of every operation.
func describe(op *huma.Operation, permission access.Permission) {
	op.Extensions = maps.Clone(op.Extensions)
	if op.Extensions == nil {
		op.Extensions = map[string]any{}
	}
	op.Extensions["x-permission"] = string(permission)
	if permission != access.Public && op.Security == nil {
		op.Security = []map[string][]string{{"bearer": {}}}
	}
	if op.Method == http.MethodPost {
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: idempotencyHeader, In: "header",
			Description: "1 to 255 printable characters. A repeated request with the same key and body gets the first one's " +
				"answer and is not done again.",
			Schema: &huma.Schema{Type: huma.TypeString, MinLength: ptr(1), MaxLength: ptr(255)},
		})
	}
}

func ptr[T any](v T) *T { return &v }

// Routes returns the registered operations in the order of path and method.
func Routes(api *API) []Route {
	api.mu.Lock()
	defer api.mu.Unlock()
	routes := slices.Clone(api.routes)
	slices.SortFunc(routes, func(a, b Route) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return routes
}

// adapter puts huma's operations on the standard mux, behind the checks that hold for every operation.
type adapter struct{ api *API }

// ServeHTTP implements huma.Adapter.
func (a *adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.api.mux.ServeHTTP(w, r) }

// Handle implements huma.Adapter.
func (a *adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	run := func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if r.MultipartForm != nil { // net/http knows the first request only, not the copies that carry a context
				_ = r.MultipartForm.RemoveAll() // the system's cleaner is left
			}
		}()
		handler(humago.NewContext(op, r, w))
	}
	a.api.mux.HandleFunc(op.Method+" "+op.Path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		a.api.allowOrigin(w, r)
		if err := checkTarget(r); err != nil {
			a.api.Fail(w, r, err)
			return
		}
		if err := admit(r.Context(), op); err != nil {
			a.api.Fail(w, r, err)
			return
		}
		body, err := a.api.readBody(w, r, op)
		switch {
		case errors.Is(err, ErrSlowBody):
			a.api.Fail(w, r, a.api.makeAs(r.Context(), ErrSlowBody, http.StatusRequestTimeout))
			return
		case err != nil:
			a.api.Fail(w, r, err)
			return
		}
		if op.Method == http.MethodPost && len(r.Header.Values(idempotencyHeader)) > 0 {
			a.api.once(w, r, op, body, run)
			return
		}
		run(conditional(w, r), r)
	})
}
