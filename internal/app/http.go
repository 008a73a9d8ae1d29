package app

import (
	"net/http"

	"comptoir/internal/platform/obs"
	"comptoir/internal/platform/rest"
	"comptoir/internal/tenancy/tenancyio"
)

// edge is a request's way to the mux: log and trace, compression, the tenant, language and headers, the person.
func (a *App) edge(mux *http.ServeMux) http.Handler {
	inner := a.Contexts.Identity.Authenticate(obs.Routes(mux))
	tenant := a.Contexts.Tenancy.Directory.Resolve(tenancyio.Edge{Problem: a.API.Fail, Page: a.Web.Error}, a.Web.Middleware(inner))
	return a.Obs.HTTP(rest.Compress(tenant))
}
