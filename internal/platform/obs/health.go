package obs

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// checkTimeout bounds one check; a probe of a load balancer waits no longer.
const checkTimeout = 2 * time.Second

// Check says whether a dependency works: nil, or why not. The reason is for the log and for `comptoir doctor`, never
// for the network.
type Check func(ctx context.Context) error

// Health asks the dependencies whether they work. Critical ones make the program unready, others only degrade it.
type Health struct {
	mu       sync.Mutex
	checks   map[string]check
	draining atomic.Bool
}

type check struct {
	run      Check
	critical bool
}

// NewHealth returns a registry without dependencies; New makes one.
func NewHealth() *Health { return &Health{checks: map[string]check{}} }

// Add registers a dependency without which the program cannot work: the database.
func (h *Health) Add(name string, run Check) { h.add(name, run, true) }

// AddOptional registers a dependency without which the program works, less well: mail, cache, files.
func (h *Health) AddOptional(name string, run Check) { h.add(name, run, false) }

func (h *Health) add(name string, run Check, critical bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.checks[name] = check{run, critical}
}

// Drain makes the program unready while it still works: the balancer sends nobody new, and then it stops.
func (h *Health) Drain() { h.draining.Store(true) }

// Component is the state of one dependency.
type Component struct {
	Status string  `json:"status"` // "ok", "down", or "timeout"
	Millis float64 `json:"ms"`
	Err    error   `json:"-"` // for the log and the doctor

	Critical bool `json:"critical"`
}

// Report is the state of the program.
type Report struct {
	Status     string               `json:"status"` // "ok", "degraded", "down", "draining"
	Components map[string]Component `json:"components"`
}

// Ask runs every check at once, each within its time.
func (h *Health) Ask(ctx context.Context) Report {
	h.mu.Lock()
	checks := maps.Clone(h.checks)
	h.mu.Unlock()
	var wait sync.WaitGroup
	var mu sync.Mutex
	report := Report{Status: "ok", Components: make(map[string]Component, len(checks))}
	for name, c := range checks {
		wait.Go(func() {
			got := c.ask(ctx)
			mu.Lock()
			defer mu.Unlock()
			report.Components[name] = got
		})
	}
	wait.Wait()
	for _, name := range slices.Sorted(maps.Keys(report.Components)) {
		switch c := report.Components[name]; {
		case c.Status == "ok":
		case c.Critical:
			report.Status = "down"
		case report.Status == "ok":
			report.Status = "degraded"
		}
	}
	if h.draining.Load() && report.Status != "down" {
		report.Status = "draining"
	}
	return report
}

// ask gives up on a check that does not look at its context.
func (c check) ask(ctx context.Context) Component {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	began := time.Now()
	done := make(chan error, 1)
	go func() { done <- c.run(ctx) }()
	got := Component{Status: "ok", Critical: c.critical}
	select {
	case got.Err = <-done:
		if got.Err != nil {
			got.Status = "down"
		}
	case <-ctx.Done():
		got.Status, got.Err = "timeout", ctx.Err()
	}
	got.Millis = milliseconds(time.Since(began))
	return got
}

// Alive serves /health: the process answers, whatever its dependencies do. Restarting it would not mend them.
func (h *Health) Alive() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeHealth(w, http.StatusOK, map[string]string{"status": "ok"})
	})
}

// Ready serves /ready: 200 when every critical dependency works, 503 otherwise or while draining.
func (h *Health) Ready() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		report := h.Ask(r.Context())
		status := http.StatusOK
		if report.Status == "down" || report.Status == "draining" {
			status = http.StatusServiceUnavailable
		}
		writeHealth(w, status, map[string]string{"status": report.Status})
	})
}

// Details serves /api/health: the state of each component, without addresses and reasons.
func (h *Health) Details() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		report := h.Ask(r.Context())
		status := http.StatusOK
		if report.Status == "down" {
			status = http.StatusServiceUnavailable
		}
		writeHealth(w, status, report)
	})
}

// Mount puts the three on a mux: /health, /ready and /api/health.
func (h *Health) Mount(mux *http.ServeMux) {
	mux.Handle("GET /health", h.Alive())
	mux.Handle("GET /ready", h.Ready())
	mux.Handle("GET /api/health", h.Details())
}

func writeHealth(w http.ResponseWriter, status int, body any) {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err) // strings and numbers
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(raw) // the prober may be gone
}
