package obs_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"comptoir/internal/platform/obs"
)

func ask(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "GET", path, nil))
	if rec.Header().Get("Cache-Control") != "no-store" {
		t.Error("health may be cached")
	}
	return rec.Code, rec.Body.String()
}

func TestHealth(t *testing.T) {
	t.Parallel()
	fine := func(context.Context) error { return nil }
	broken := func(context.Context) error { return errors.New("dial tcp 10.0.0.7: password " + canary) }
	tests := []struct {
		name               string
		set                func(*obs.Health)
		ready, details     int
		status, components string
	}{
		{"nothing registered", func(*obs.Health) {}, 200, 200, "ok", ""},
		{"all fine", func(h *obs.Health) { h.Add("database", fine); h.AddOptional("mail", fine) }, 200, 200, "ok", "database ok, mail ok"},
		{"optional away", func(h *obs.Health) { h.Add("database", fine); h.AddOptional("mail", broken) }, 200, 200, "degraded", "database ok, mail down"},
		{"critical away", func(h *obs.Health) { h.Add("database", broken); h.AddOptional("mail", broken) }, 503, 503, "down", "database down, mail down"},
		{"draining", func(h *obs.Health) { h.Add("database", fine); h.Drain() }, 503, 200, "draining", "database ok"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o, _ := newObs(t, obs.Config{})
			tt.set(o.Health)
			mux := http.NewServeMux()
			o.Health.Mount(mux)
			if code, _ := ask(t, mux, "/health"); code != 200 {
				t.Errorf("/health %d: the process lives whatever its dependencies do", code)
			}
			if code, body := ask(t, mux, "/ready"); code != tt.ready || !strings.Contains(body, tt.status) {
				t.Errorf("/ready %d %s", code, body)
			}
			code, body := ask(t, mux, "/api/health")
			if code != tt.details || strings.Contains(body, canary) || strings.Contains(body, "10.0.0.7") {
				t.Errorf("/api/health %d %s", code, body)
			}
			var report obs.Report
			if err := json.Unmarshal([]byte(body), &report); err != nil || report.Status != tt.status {
				t.Errorf("%v %s", err, body)
			}
			for want := range strings.SplitSeq(tt.components, ", ") {
				if name, status, ok := strings.Cut(want, " "); ok && report.Components[name].Status != status {
					t.Errorf("%s: %+v", name, report.Components[name])
				}
			}
		})
	}
}

// A dependency that hangs, and does not even look at its context, holds nobody up.
func TestHangingCheckTimesOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		h := obs.NewHealth()
		h.Add("stuck", func(context.Context) error { <-release; return nil })
		h.AddOptional("fine", func(context.Context) error { return nil })
		report := h.Ask(t.Context())
		close(release)
		if report.Status != "down" || report.Components["stuck"].Status != "timeout" || report.Components["fine"].Status != "ok" {
			t.Errorf("%+v", report)
		}
	})
}
