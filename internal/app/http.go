package app

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"comptoir/internal/kernel/access"
	"comptoir/internal/payments/sandboxpay"
	"comptoir/internal/platform/obs"
	"comptoir/internal/platform/rest"
	"comptoir/internal/platform/throttle"
	"comptoir/internal/tenancy"
	"comptoir/internal/tenancy/tenancyio"
	"comptoir/internal/web"
)

// edge is a request's way to the mux: log and trace, compression, the tenant, language and headers, the person. What
// machines ask of the process itself needs no tenant and stands before it.
func (a *App) edge(mux *http.ServeMux) http.Handler {
	outer := http.NewServeMux()
	a.Obs.Health.Mount(outer)
	outer.Handle("GET /metrics", a.Obs.MetricsHandler())
	if !a.ground.cfg.Pages() {
		return a.Web.Secure(a.Obs.HTTP(outer))
	}
	inner := a.Contexts.Identity.Authenticate(a.Contexts.Tenancy.Support(a.throttle().Handler(a.business(obs.Routes(mux)))))
	refused := func(w http.ResponseWriter, r *http.Request, err error) {
		a.Web.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.Web.Error(w, r, err) })).ServeHTTP(w, r)
	}
	address := believed(a.ground.cfg)
	tenant := a.Contexts.Tenancy.Directory.Resolve(tenancyio.Edge{Problem: a.API.Fail, Page: refused, Address: address.of, Program: sandboxCall}, a.watched(a.Web.Middleware(inner)))

	outer.Handle("/", tenant)
	return hangUp(address.strip(a.ground.cfg.CountryHeader, a.Web.Secure(a.Obs.HTTP(rest.Compress(outer)))))
}

// hangUp ends the connection after a body in chunks. net/http takes a request that gives a length besides, and does not
// tell; after such a one the connection must be closed (RFC 9112, 6.1), so that what a proxy took for the rest of its
// body is not read as the next request.
func hangUp(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TransferEncoding) > 0 && r.ProtoMajor == 1 {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// throttle bounds callers by what they call. Sign-in and forgotten passwords are bounded by identity, more strictly.
func (a *App) throttle() *throttle.Throttle {
	c := a.ground.cfg
	under := func(prefixes ...string) func(*http.Request) bool {
		return func(r *http.Request) bool {
			return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(r.URL.Path, p) })
		}
	}
	return throttle.New(a.ground.limits, throttle.Config{Reads: c.LimitReads, Writes: c.LimitWrites, UserWrites: c.LimitUserWrites,
		Administration: c.LimitAdministration, Guesses: c.LimitGuesses, Reports: c.LimitReports,
		Report: func(r *http.Request) bool { return r.URL.Path == web.ReportPath },
		Free:   under("/assets/", "/photos/", "/favicon", "/sw.js", "/manifest.webmanifest", "/dev/"),
		Admin: func(r *http.Request) bool {
			return under("/desk", "/operator", "/api/operator/")(r) || strings.HasPrefix(r.URL.Path, "/api/") && strings.Contains(r.URL.Path, "/desk/")
		},
		Machine: under("/api/payments/webhooks/", "/api/signature/webhooks/"), Secret: under("/manage/", "/unsubscribe/", "/api/stays/manage/", "/documents/", "/sign/", "/api/signing/"),
		Refuse: a.refuse})
}

// refuse tells a program by a problem and a person by a page.
func (a *App) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if strings.HasPrefix(r.URL.Path, "/api/") || sandboxCall(r) {
		a.API.Fail(w, r, err)
		return
	}
	a.Web.Error(w, r, err)
}

// foreign recognises the call of the API by a page of an allowed origin. It holds a token, which no browser adds by
// itself: what a browser does add, the cookies, opens nothing to another origin, allowed or not.
func (a *App) foreign(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/") && strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ") && len(r.Cookies()) == 0 &&
		len(r.Header.Values("Origin")) == 1 && a.admits(r, r.Header.Get("Origin"))
}

// admits reports whether pages of an origin may call the API of the business that r is for: those that the business has
// named, and those that the installation allows at all of them. Before a call the browser asks without the header that
// names a business, so that a business's own list holds at its own hosts.
func (a *App) admits(r *http.Request, origin string) bool {
	return admitted(a.ground.cfg.AllowedOrigins)(r.Context(), origin)
}

func admitted(everywhere []string) func(context.Context, string) bool {
	return func(ctx context.Context, origin string) bool {
		t, _ := tenancy.From(ctx)
		return t.Admits(origin) || slices.Contains(everywhere, origin)
	}
}

// sandboxCall recognises what a program calls to play the payer.
func sandboxCall(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, sandboxpay.ProgramPath) }

// business refuses calls of a trade that name no business: an empty list would say that it has nothing to let. Nothing
// lives at an address that is no text, which the database would refuse as an error.
func (a *App) business(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/api/") && (!utf8.ValidString(r.URL.Path) || strings.ContainsRune(r.URL.Path, 0)) {
			a.Web.NotFound(w, r)
			return
		}
		if t, named := tenancy.From(r.Context()); named && t.IsOperator() && (r.URL.Path == "/" || r.URL.Path == "/desk" || r.URL.Path == "/account") {
			a.Web.Redirect(w, r, "/operator") // the operator's house has no site
			return
		}
		if t, _ := tenancy.From(r.Context()); strings.HasPrefix(r.URL.Path, "/api/operator/") && !t.IsOperator() {
			a.API.Fail(w, r, rest.ErrNoRoute) // the console is in the operator's house, and elsewhere not even forbidden
			return
		}
		trade := strings.HasPrefix(r.URL.Path, "/api/stays/") || strings.HasPrefix(r.URL.Path, "/api/payments/")
		if _, named := tenancy.From(r.Context()); trade && !named && r.Method != http.MethodOptions {
			a.API.Fail(w, r, access.ErrNoTenant)
			return
		}
		next.ServeHTTP(w, r)
	})
}
