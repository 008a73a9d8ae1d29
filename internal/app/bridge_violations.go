package app

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"comptoir/internal/audit"
	"comptoir/internal/kernel/access"
	"comptoir/internal/web"
)

// The memory for telling reports apart: what was told in one hour, of how many kinds one business's pages may leave an
// event in it, and how many there are in all. Anybody can send reports, so that none of this may grow with what is sent.
const (
	violationsPerTenant = 50
	violationsInAll     = 10_000
)

// violations takes what browsers tell of the content security policy: every report is counted, and each kind of one
// leaves a security event of the business once an hour.
type violations struct {
	note  func(r *http.Request, e audit.SecurityEvent)
	route func(path string) string
	now   func() time.Time
	count *prometheus.CounterVec

	mu   sync.Mutex
	hour time.Time
	seen map[violation]bool
	of   map[access.TenantID]int
}

// violation is what makes two reports the same one.
type violation struct {
	tenant access.TenantID
	told   web.Violation
}

func newViolations(a *App, mux *http.ServeMux) *violations {
	v := &violations{now: a.ground.now, route: func(path string) string { return routeOf(mux, path) },
		note: func(r *http.Request, e audit.SecurityEvent) { a.Contexts.recorder.Note(r.Context(), e) },
		count: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "comptoir_csp_violations_total", Help: "What browsers reported that the content security policy refused."},
			[]string{"directive", "kind"})}
	a.Obs.Metrics.MustRegister(v.count)
	return v
}

// routeOf names the route of a path by its pattern, which holds no identifier and no token.
func routeOf(mux *http.ServeMux, path string) string {
	probe, err := http.NewRequest(http.MethodGet, "/", nil)
	if err != nil {
		return "/…"
	}
	probe.URL.Path = path
	_, pattern := mux.Handler(probe)
	if _, rest, ok := strings.Cut(pattern, " "); ok {
		pattern = rest
	}
	switch pattern {
	case "/{$}":
		return "/"
	case "", "/", "/api/":
		return "/…"
	}
	return pattern
}

func (v *violations) mount(mux *http.ServeMux) { mux.HandleFunc("POST "+web.ReportPath, v.take) }

// take answers without a word: nobody reads it.
func (v *violations) take(w http.ResponseWriter, r *http.Request) {
	found, err := web.ReadViolations(w, r, v.route)
	switch {
	case errors.Is(err, web.ErrReportType):
		w.WriteHeader(http.StatusUnsupportedMediaType)
		return
	case errors.Is(err, web.ErrReportLarge):
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	for _, x := range found {
		v.count.WithLabelValues(x.Directive, x.Kind).Inc()
		// What a reader's own extension does to the page is his business and no event of ours.
		if x.Kind != "extension" && v.fresh(access.TenantOf(r.Context()), x) {
			detail := map[string]string{"directive": x.Directive, "blocked": x.Blocked, "page": x.Page}
			if x.Source != "" {
				detail["source"] = x.Source + ":" + strconv.Itoa(x.Line)
			}
			v.note(r, audit.SecurityEvent{Kind: audit.PolicyViolated, Agent: r.UserAgent(), Detail: detail})
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// fresh reports whether a violation was not told in this hour, and that there is room to tell it.
func (v *violations) fresh(tenant access.TenantID, x web.Violation) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if hour := v.now().Truncate(time.Hour); !hour.Equal(v.hour) || v.seen == nil {
		v.hour, v.seen, v.of = hour, map[violation]bool{}, map[access.TenantID]int{}
	}
	key := violation{tenant, x}
	if v.seen[key] || v.of[tenant] >= violationsPerTenant || len(v.seen) >= violationsInAll {
		return false
	}
	v.seen[key] = true
	v.of[tenant]++
	return true
}
