package app

import (
	"net/http"

	"comptoir/internal/platform/rest"
	"comptoir/internal/tenancy/tenancyio"
)

// recorder is a mux that remembers the patterns registered through it.
type recorder struct {
	mux      *http.ServeMux
	patterns []string
}

// HandleFunc registers a page.
func (r *recorder) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	r.Handle(pattern, http.HandlerFunc(h))
}

// Handle registers a page.
func (r *recorder) Handle(pattern string, h http.Handler) {
	r.patterns = append(r.patterns, pattern)
	r.mux.Handle(pattern, h)
}

// edge is a request's way to the mux: log and trace, compression, the tenant, language and headers, the person.
func (a *App) edge(mux *http.ServeMux) http.Handler {
	inner := a.Contexts.Identity.Authenticate(a.Obs.Routes(mux))
	tenant := a.Contexts.Tenancy.Directory.Resolve(tenancyio.Edge{Problem: a.API.Fail, Page: a.Web.Error}, a.Web.Middleware(inner))
	return a.Obs.HTTP(rest.Compress(tenant))
}
