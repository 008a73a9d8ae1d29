package app

import (
	"net/http"
	"strings"

	"comptoir/internal/payments/sandboxpay"
	"comptoir/internal/platform/obs"
	"comptoir/internal/platform/rest"
	"comptoir/internal/tenancy/tenancyio"
)

// edge is a request's way to the mux: log and trace, compression, the tenant, language and headers, the person. What
// machines ask of the process itself needs no tenant and stands before it.
func (a *App) edge(mux *http.ServeMux) http.Handler {
	inner := a.Contexts.Identity.Authenticate(obs.Routes(mux))
	refused := func(w http.ResponseWriter, r *http.Request, err error) {
		a.Web.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.Web.Error(w, r, err) })).ServeHTTP(w, r)
	}
	address := proxies(a.ground.cfg.TrustedProxies)
	tenant := a.Contexts.Tenancy.Directory.Resolve(tenancyio.Edge{Problem: a.API.Fail, Page: refused, Address: address.of, Program: sandboxCall}, a.Web.Middleware(inner))

	outer := http.NewServeMux()
	a.Obs.Health.Mount(outer)
	outer.Handle("GET /metrics", a.Obs.MetricsHandler())
	outer.Handle("/", tenant)
	return address.strip(a.Obs.HTTP(rest.Compress(outer)))
}

// sandboxCall recognises what a program calls to play the payer.
func sandboxCall(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, sandboxpay.ProgramPath) }
