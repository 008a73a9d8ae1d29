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

// allowOrigin lets the pages of the allowed origins read the answers (CORS): the one that asks is named, never "*".
// Credentials are never allowed: a foreign page calls with a bearer token or not at all.
func (a *API) allowOrigin(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if !slices.Contains(h.Values("Vary"), "Origin") {
		h.Add("Vary", "Origin") // also where nobody asks: what a cache keeps of this answer is not for everybody
	}
	origins := r.Header.Values("Origin")
	if len(origins) != 1 || a.cfg.AllowOrigin == nil || !a.cfg.AllowOrigin(r, origins[0]) {
		return
	}
	h.Set("Access-Control-Allow-Origin", origins[0])
	h.Set("Access-Control-Expose-Headers", "ETag, Location, Retry-After, Idempotency-Replayed, X-Request-Id, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset")
	if r.Method == http.MethodOptions {
		h.Set("Access-Control-Allow-Methods", w.Header().Get("Allow"))
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, X-Comptoir-Tenant")
		h.Set("Access-Control-Max-Age", "600")
	}
}
