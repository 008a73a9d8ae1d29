package obs_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"comptoir/internal/platform/obs"
)

// site is a small program under the middleware.
func site(t *testing.T, o *obs.Obs) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /things/{id}", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "thing") })
	mux.HandleFunc("GET /panic", func(http.ResponseWriter, *http.Request) { panic("for " + canary + "@example.com") })
	mux.HandleFunc("GET /late", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		panic("late")
	})
	mux.HandleFunc("GET /twice", func(w http.ResponseWriter, r *http.Request) {
		cause := errors.New("disk is full")
		o.Report(r.Context(), cause)
		o.Report(r.Context(), fmt.Errorf("saving: %w", cause))
		w.WriteHeader(http.StatusInternalServerError)
	})
	s := httptest.NewServer(o.HTTP(obs.Routes(mux)))
	t.Cleanup(s.Close)
	return s
}

func get(t *testing.T, url string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func TestRequests(t *testing.T) {
	t.Parallel()
	o, out := newObs(t, obs.Config{})
	s := site(t, o)
	res, _ := get(t, s.URL+"/things/"+canary+"?token="+canary)
	if res.Header.Get("X-Request-Id") == "" || len(res.Header.Get("X-Trace-Id")) != 32 {
		t.Errorf("%v", res.Header)
	}
	get(t, s.URL+"/nowhere/"+canary)
	line := out.lines(t, "request")[0]
	if line["route"] != "/things/{id}" || line["status"] != 200.0 || line["bytes"] != 5.0 || line["trace"] != res.Header.Get("X-Trace-Id") ||
		line["request"] != res.Header.Get("X-Request-Id") {
		t.Errorf("%v", line)
	}
	if strings.Contains(out.String(), canary) {
		t.Error("the path or the query is in the log: it may hold the secret of a link")
	}
	_, metrics := scrape(t, o)
	for _, want := range []string{`comptoir_http_requests_total{method="GET",route="/things/{id}",status="200"} 1`,
		`comptoir_http_requests_total{method="GET",route="unmatched",status="404"} 1`, `comptoir_http_request_duration_seconds_count{method="GET",route="/things/{id}"} 1`,
		`comptoir_build_info{version="development"} 1`, "go_goroutines", "comptoir_http_requests_in_flight 0"} {
		if !strings.Contains(metrics, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	if strings.Contains(metrics, canary) {
		t.Error("a stranger can make metrics")
	}
}

func scrape(t *testing.T, o *obs.Obs) (int, string) {
	t.Helper()
	rec := httptest.NewRecorder()
	o.MetricsHandler().ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	return rec.Code, rec.Body.String()
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	o, _ := newObs(t, obs.Config{})
	s := site(t, o)
	for given, kept := range map[string]bool{"abcdef-123456": true, "short": false, strings.Repeat("x", 65): false, "with space in it": false, `"><script>`: false} {
		res, _ := get(t, s.URL+"/things/1", "X-Request-Id", given)
		if got := res.Header.Get("X-Request-Id"); (got == given) != kept || got == "" {
			t.Errorf("%q became %q", given, got)
		}
	}
	res, _ := get(t, s.URL+"/things/1", "Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	if res.Header.Get("X-Trace-Id") != "0af7651916cd43dd8448eb211c80319c" {
		t.Errorf("the trace is not continued: %v", res.Header)
	}
}

func TestPanicIsOneProblemAndOneLine(t *testing.T) {
	t.Parallel()
	o, out := newObs(t, obs.Config{})
	s := site(t, o)
	res, body := get(t, s.URL+"/panic")
	if res.StatusCode != 500 || res.Header.Get("Content-Type") != "application/problem+json" || strings.Contains(body, canary) ||
		!strings.Contains(body, res.Header.Get("X-Trace-Id")) {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	lines := out.lines(t, "panic")
	if len(lines) != 1 || lines[0]["level"] != "ERROR" || !strings.Contains(lines[0]["stack"].(string), "request_test.go") || strings.Contains(out.String(), canary) {
		t.Errorf("%v", lines)
	}
	if res, _ := get(t, s.URL+"/late"); res.StatusCode != http.StatusAccepted {
		t.Errorf("after the header: %d", res.StatusCode)
	}
	if len(out.lines(t, "panic")) != 2 {
		t.Error("the second panic is not logged")
	}
}

func TestErrorIsReportedOncePerRequest(t *testing.T) {
	t.Parallel()
	o, out := newObs(t, obs.Config{})
	s := site(t, o)
	get(t, s.URL+"/twice")
	if lines := out.lines(t, "unexpected error"); len(lines) != 1 || lines[0]["level"] != "ERROR" || lines[0]["error"] != "disk is full" {
		t.Errorf("%v", lines)
	}
	get(t, s.URL+"/twice")
	if lines := out.lines(t, "unexpected error"); len(lines) != 2 {
		t.Error("another request's error is not logged")
	}
}
