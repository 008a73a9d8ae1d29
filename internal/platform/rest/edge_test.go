package rest_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/obs"
	"comptoir/internal/platform/rest"
)

func TestFaultsBecomeProblems(t *testing.T) {
	t.Parallel()
	secret := errors.New("dial tcp 10.0.0.7:5432: password authentication failed")
	tests := []struct {
		err      error
		status   int
		code     string
		reported int
	}{
		{errTaken, 409, "things.taken", 0},
		{errTaken.Because(secret), 409, "things.taken", 0},
		{errors.Join(errors.New("outer"), errTaken), 409, "things.taken", 0},
		{access.ErrSignIn, 401, "sign_in_required", 0},
		{access.ErrForbidden, 403, "forbidden", 0},
		{fault.ErrInvalid.On("guest.email", "taken", "in use"), 422, "invalid", 0},
		{rest.ErrStale, 412, "stale_version", 0},
		{fault.Define(fault.Gone, "things.gone", ""), 410, "things.gone", 0},
		{fault.Define(fault.Limited, "things.limited", ""), 429, "things.limited", 0},
		{fault.Define(fault.Unavailable, "database_unavailable", "").Because(secret), 503, "database_unavailable", 1},
		{secret, 500, "internal", 1},
		{fault.Define(fault.Internal, "things.bug", "table things is corrupt").Because(secret), 500, "internal", 1},
		{context.DeadlineExceeded, 503, "timeout", 1},
	}
	for _, tt := range tests {
		t.Run(tt.code, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, rest.Config{})
			s.fail = tt.err
			res, body := s.do(t, "POST", "/api/things/fail", "")
			if res.StatusCode != tt.status {
				t.Fatalf("%d %s", res.StatusCode, body)
			}
			if p := problemOf(t, res, body); p.Code != tt.code {
				t.Errorf("code %s", p.Code)
			}
			if strings.Contains(body, "10.0.0.7") || strings.Contains(body, "corrupt") {
				t.Errorf("the inside is told: %s", body)
			}
			if len(s.reports) != tt.reported {
				t.Errorf("reports %q", s.reports)
			}
			if tt.status == 401 && !strings.HasPrefix(res.Header.Get("WWW-Authenticate"), "Bearer") {
				t.Error("401 without WWW-Authenticate")
			}
			if tt.status == 503 && res.Header.Get("Retry-After") == "" {
				t.Error("503 without Retry-After")
			}
		})
	}
}

func TestEveryKindHasAStatus(t *testing.T) {
	t.Parallel()
	for k := fault.Internal; k <= fault.Unavailable; k++ {
		if s := rest.Status(k); s < 400 || s > 599 || k != fault.Internal && s == 500 {
			t.Errorf("%s: %d", k, s)
		}
	}
}

func TestConditionalRequests(t *testing.T) {
	t.Parallel()
	s := newServer(t, rest.Config{})
	const path = "/api/things/orders/01985a5e-6f00-7000-8000-000000000001"
	for header, want := range map[string]int{`"v7"`: 304, `W/"v7"`: 304, `"v6", "v7"`: 304, `*`: 304, `"v6"`: 200, ``: 200} {
		res, body := s.do(t, "GET", path, "", "If-None-Match", header)
		if res.StatusCode != want || want == 304 && body != "" || res.Header.Get("ETag") != `"v7"` {
			t.Errorf("If-None-Match %s: %d %q %v", header, res.StatusCode, body, res.Header)
		}
	}
	for header, want := range map[string]int{`"v7"`: 204, `*`: 204, ``: 204, `"v6"`: 412, `"abc"`: 412, `v7`: 412} {
		res, body := s.do(t, "PATCH", path, `{"name":"x"}`, "If-Match", header)
		if res.StatusCode != want {
			t.Errorf("If-Match %s: %d %s", header, res.StatusCode, body)
		}
	}
}

func TestOtherMethodsAndPaths(t *testing.T) {
	t.Parallel()
	s := newServer(t, rest.Config{})
	res, body := s.do(t, "DELETE", "/api/things/orders", "")
	if p := problemOf(t, res, body); res.StatusCode != 405 || p.Code != "method_not_allowed" || res.Header.Get("Allow") != "POST, OPTIONS" {
		t.Errorf("%d %v %+v", res.StatusCode, res.Header, p)
	}
	res, _ = s.do(t, "OPTIONS", "/api/things/orders/1", "")
	if res.StatusCode != 204 || res.Header.Get("Allow") != "GET, HEAD, PATCH, OPTIONS" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	res, body = s.do(t, "GET", "/api/nothing", "")
	if p := problemOf(t, res, body); res.StatusCode != 404 || p.Code != "no_such_route" {
		t.Errorf("%+v", p)
	}
	res, body = s.do(t, "HEAD", "/api/things/orders/01985a5e-6f00-7000-8000-000000000001", "")
	if res.StatusCode != 200 || body != "" || res.Header.Get("ETag") != `"v7"` {
		t.Errorf("HEAD: %d %q", res.StatusCode, body)
	}
}

func TestOrigins(t *testing.T) {
	t.Parallel()
	closed, open := newServer(t, rest.Config{}), newServer(t, rest.Config{AllowOrigin: func(_ *http.Request, o string) bool { return o == "https://app.example" }})
	tests := []struct {
		s      *server
		origin string
		want   string
	}{
		{closed, "https://app.example", ""},
		{open, "https://app.example", "https://app.example"},
		{open, "https://app.example.evil.example", ""},
		{open, "null", ""},
	}
	for _, tt := range tests {
		for _, method := range []string{"OPTIONS", "GET"} {
			res, _ := tt.s.do(t, method, "/api/things/orders/01985a5e-6f00-7000-8000-000000000001", "", "Origin", tt.origin)
			if got := res.Header.Get("Access-Control-Allow-Origin"); got != tt.want {
				t.Errorf("%s from %s: %q", method, tt.origin, got)
			}
			if res.Header.Get("Access-Control-Allow-Credentials") != "" {
				t.Error("credentials are allowed")
			}
		}
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	s := newServer(t, rest.Config{})
	req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/api/openapi.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip") // set by hand: the client does not unpack by itself
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(res.Header.Values("Vary"), ","), "Accept-Encoding") {
		t.Fatalf("%v", res.Header)
	}
	z, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.NewDecoder(z).Decode(&doc); err != nil || doc["openapi"] != "3.1.0" {
		t.Errorf("%v %v", err, doc["openapi"])
	}
	req.URL.Path = "/api/things/orders/01985a5e-6f00-7000-8000-000000000001"
	small, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer small.Body.Close()
	if small.Header.Get("Content-Encoding") != "" {
		t.Error("a tiny answer is compressed")
	}
}

// One unexpected error, seen by the use case's observer, by the edge and by the access log, is one line at level ERROR.
func TestUnexpectedErrorIsLoggedOnce(t *testing.T) {
	t.Parallel()
	var out syncBuffer
	o := obs.New(obs.Config{Output: &out})
	mux := http.NewServeMux()
	api := rest.New(mux, rest.Config{Trace: obs.TraceID, Report: o.Report})
	run := usecase.New(o.Observer(), "things.break", func(context.Context, breakThing) (usecase.None, error) {
		return usecase.None{}, fmt.Errorf("saving: %w", errors.New("disk is full"))
	})
	rest.Register(api.Huma, rest.Op("POST", "/api/things/break", access.Public, "Break", "things"), func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		_, err := run(ctx, breakThing{})
		return nil, err
	})
	server := httptest.NewServer(o.HTTP(obs.Routes(mux)))
	defer server.Close()
	res, err := http.Post(server.URL+"/api/things/break", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	log := out.String()
	if res.StatusCode != 500 || strings.Count(log, `"level":"ERROR"`) != 1 || strings.Count(log, "disk is full") != 1 || strings.Contains(string(raw), "disk") {
		t.Errorf("%d %s\n%s", res.StatusCode, raw, log)
	}
	id := res.Header.Get("X-Trace-Id")
	if len(id) != 32 || strings.Count(log, id) < 3 || !strings.Contains(string(raw), id) {
		t.Errorf("the trace %q does not lead from the answer to the log: %s\n%s", id, raw, log)
	}
	if !strings.Contains(log, `"route":"/api/things/break"`) {
		t.Errorf("the access log lacks the route: %s", log)
	}
}

// The middleware of compression must not turn a panic into an empty success.
func TestPanicBehindCompression(t *testing.T) {
	t.Parallel()
	var out syncBuffer
	o := obs.New(obs.Config{Output: &out})
	mux := http.NewServeMux()
	api := rest.New(mux, rest.Config{Trace: obs.TraceID, Report: o.Report})
	rest.Register(api.Huma, rest.Op("POST", "/api/things/panic", access.Public, "Panic", "things"),
		func(context.Context, *struct{}) (*struct{}, error) { panic("boom") })
	server := httptest.NewServer(o.HTTP(rest.Compress(obs.Routes(mux))))
	defer server.Close()
	res, err := http.Post(server.URL+"/api/things/panic", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 500 || res.Header.Get("Content-Type") != "application/problem+json" || strings.Count(out.String(), `"message":"panic"`) != 1 {
		t.Errorf("%d %v\n%s", res.StatusCode, res.Header, out.String())
	}
}

// A client that does not wait for its answer is no error of ours.
func TestClientThatLeaves(t *testing.T) {
	t.Parallel()
	var out syncBuffer
	o := obs.New(obs.Config{Output: &out})
	mux := http.NewServeMux()
	api := rest.New(mux, rest.Config{Trace: obs.TraceID, Report: o.Report})
	entered := make(chan struct{})
	wait := usecase.New(o.Observer(), "things.wait", func(ctx context.Context, _ breakThing) (usecase.None, error) {
		close(entered)
		<-ctx.Done()
		return usecase.None{}, fmt.Errorf("reading: %w", ctx.Err())
	})
	rest.Register(api.Huma, rest.Op("POST", "/api/things/wait", access.Public, "Wait", "things"), func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		_, err := wait(ctx, breakThing{})
		return nil, err
	})
	server := httptest.NewServer(o.HTTP(obs.Routes(mux)))
	ctx, leave := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, "POST", server.URL+"/api/things/wait", nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		<-entered
		leave()
	}()
	if res, err := http.DefaultClient.Do(req); err == nil {
		res.Body.Close()
		t.Fatalf("answered with %d", res.StatusCode)
	}
	server.Close() // waits for the handler
	if log := out.String(); strings.Contains(log, "ERROR") || strings.Contains(log, "WARN") || !strings.Contains(log, `"status":499`) ||
		!strings.Contains(log, `"outcome":"abandoned"`) {
		t.Errorf("%s", log)
	}
}
