package rest

import (
	"net/http"
	"slices"
	"strings"
)

var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// otherwise answers what no operation does: OPTIONS, a wrong method (405 with Allow), an unknown path (404).
func (a *API) otherwise(w http.ResponseWriter, r *http.Request) {
	if err := checkTarget(r); err != nil {
		a.Fail(w, r, err)
		return
	}
	allowed := a.allowed(r)
	if len(allowed) == 0 {
		a.Fail(w, r, ErrNoRoute)
		return
	}
	w.Header().Set("Allow", strings.Join(append(allowed, http.MethodOptions), ", "))
	if r.Method == http.MethodOptions {
		a.allowOrigin(w, r)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	a.Fail(w, r, a.makeAs(r.Context(), ErrMethod, http.StatusMethodNotAllowed))
}

// allowed asks the mux which methods the path has.
func (a *API) allowed(r *http.Request) []string {
	var found []string
	for _, m := range methods {
		probe := r.Clone(r.Context())
		probe.Method = m
		if _, pattern := a.mux.Handler(probe); pattern != "/api/" && pattern != "" && pattern != "/" {
			found = append(found, m)
		}
	}
	return found
}

// allowOrigin lets the pages of the configured origins read the answers (CORS). Credentials are never allowed: a
// foreign page calls with a bearer token or not at all.
func (a *API) allowOrigin(w http.ResponseWriter, r *http.Request) {
	if len(a.cfg.AllowedOrigins) == 0 {
		return
	}
	h := w.Header()
	h.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if !slices.Contains(a.cfg.AllowedOrigins, origin) {
		return
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", "ETag, Location, Retry-After, Idempotency-Replayed, X-Request-Id")
	if r.Method == http.MethodOptions {
		h.Set("Access-Control-Allow-Methods", w.Header().Get("Allow"))
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, X-Comptoir-Tenant")
		h.Set("Access-Control-Max-Age", "600")
	}
}
