package rest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/rest"
)

type (
	widget   struct{}
	widgetID = ident.ID[widget]

	guest struct {
		Email    contact.Email `json:"email"`
		Name     string        `json:"name" minLength:"2" maxLength:"20"`
		Password string        `json:"password" minLength:"12"`
	}
	line struct {
		Label string       `json:"label"`
		Price money.Amount `json:"price"`
	}
	order struct {
		Widget  widgetID      `json:"widgetId"`
		Day     period.Date   `json:"day"`
		At      period.Clock  `json:"at,omitempty"`
		Share   money.Percent `json:"share,omitempty"`
		Adults  int           `json:"adults" minimum:"1" maximum:"9"`
		Mode    string        `json:"mode,omitempty" enum:"fast,slow"`
		Guest   guest         `json:"guest"`
		Lines   []line        `json:"lines,omitempty" maxItems:"3"`
		Comment string        `json:"comment,omitempty"`
	}
	orderInput  struct{ Body order }
	orderOutput struct {
		Location string `header:"Location"`
		Body     order
	}
	getInput struct {
		ID  widgetID    `path:"id"`
		Day period.Date `query:"day"`
		rest.PageParams
	}
	getOutput struct {
		ETag string `header:"ETag"`
		Body rest.List[line]
	}
	patchInput struct {
		ID widgetID `path:"id"`
		rest.IfMatch
		Body struct {
			Name string `json:"name"`
		}
	}
	patchOutput struct {
		ETag string `header:"ETag"`
	}
)

var errTaken = fault.Define(fault.Conflict, "things.taken", "it is taken")

// server is an API with a few operations; reports collects what was reported as unexpected.
type server struct {
	*httptest.Server
	api *rest.API
	mu  sync.Mutex

	reports []string
	fail    error // what POST /api/things/fail returns
}

func (s *server) report(_ context.Context, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reports = append(s.reports, err.Error())
}

func newServer(t *testing.T, cfg rest.Config) *server {
	t.Helper()
	s := &server{}
	cfg.Report = s.report
	cfg.Trace = func(context.Context) string { return "trace-1" }
	mux := http.NewServeMux()
	s.api = rest.New(mux, cfg)
	create := rest.Op("POST", "/api/things/orders", access.Public, "Order", "things")
	create.DefaultStatus = http.StatusCreated
	rest.Register(s.api.Huma, create, func(_ context.Context, in *orderInput) (*orderOutput, error) {
		return &orderOutput{Location: "/api/things/orders/1", Body: in.Body}, nil
	})
	rest.Register(s.api.Huma, rest.Op("GET", "/api/things/orders/{id}", "things.read", "Read", "things"),
		func(_ context.Context, in *getInput) (*getOutput, error) {
			page := paging.Page[string]{Items: []string{"a", "b"}, Next: "next"}
			if in.Limit == 1 {
				page = paging.Page[string]{}
			}
			return &getOutput{ETag: rest.ETag(7), Body: rest.ListOf(page, func(s string) line { return line{Label: s} })}, nil
		})
	rest.Register(s.api.Huma, rest.Op("PATCH", "/api/things/orders/{id}", "things.write", "Change", "things"),
		func(_ context.Context, in *patchInput) (*patchOutput, error) {
			v, given, err := in.Version()
			if err != nil {
				return nil, err
			}
			if given && v != 7 {
				return nil, rest.ErrStale
			}
			return &patchOutput{ETag: rest.ETag(8)}, nil
		})
	rest.Register(s.api.Huma, rest.Op("POST", "/api/things/fail", access.Public, "Fail", "things"),
		func(context.Context, *struct{}) (*struct{}, error) { return nil, s.fail })
	s.Server = httptest.NewServer(rest.Compress(mux))
	t.Cleanup(s.Close)
	return s
}

func (s *server) do(t *testing.T, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, reader)
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(raw)
}

func problemOf(t *testing.T, res *http.Response, body string) rest.Problem {
	t.Helper()
	if got := res.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Fatalf("Content-Type %q, body %s", got, body)
	}
	var p rest.Problem
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	if p.Status != res.StatusCode || p.Code == "" || p.Type != "urn:comptoir:problem:"+p.Code || p.Title == "" || p.TraceID != "trace-1" {
		t.Errorf("incomplete problem for status %d: %+v", res.StatusCode, p)
	}
	return p
}

const good = `{"widgetId":"01985a5e-6f00-7000-8000-000000000001","day":"2027-07-10","adults":2,
	"guest":{"email":"camille@example.com","name":"Camille","password":"correct horse battery"}}`

// with returns the good body with one piece replaced.
func with(old, new string) string {
	changed := strings.Replace(good, old, new, 1)
	if changed == good {
		panic("nothing replaced: " + old)
	}
	return changed
}

func TestGoodRequest(t *testing.T) {
	t.Parallel()
	s := newServer(t, rest.Config{})
	res, body := s.do(t, "POST", "/api/things/orders", with(`"adults":2`, `"adults":2,"lines":[{"label":"x","price":{"amount":"12.30","currency":"EUR"}}]`))
	if res.StatusCode != http.StatusCreated || res.Header.Get("Location") != "/api/things/orders/1" {
		t.Fatalf("%d %s", res.StatusCode, body)
	}
	var back order
	if err := json.Unmarshal([]byte(body), &back); err != nil {
		t.Fatal(err)
	}
	if back.Day != period.MustDate("2027-07-10") || back.Lines[0].Price != money.New(1230, money.EUR) || back.Guest.Email != "camille@example.com" {
		t.Errorf("%+v", back)
	}
	if res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", res.Header)
	}
}

func TestRefusedBodies(t *testing.T) {
	t.Parallel()
	s := newServer(t, rest.Config{})
	tests := []struct {
		name, body  string
		status      int
		code        string
		field, told string // of the first error; "" when no field is named
	}{
		{"empty", ``, 400, "body_required", "", ""},
		{"not JSON", `{"a":`, 400, "malformed_json", "", ""},
		{"two values", good + `{}`, 400, "malformed_json", "", ""},
		{"name twice", with(`"adults":2`, `"adults":2,"adults":3`), 400, "malformed_json", "adults", "repeated"},
		{"nested name twice", with(`"name":"Camille"`, `"name":"Camille","name":"Eve"`), 400, "malformed_json", "guest.name", "repeated"},
		{"broken UTF-8", with("Camille", "Cam\xff"), 400, "malformed_text", "", ""},
		{"NUL", with("Camille", `Cam\u0000`), 400, "malformed_text", "guest.name", "malformed_text"},
		{"too deep", with(`"adults":2`, `"adults":`+strings.Repeat("[", 60)+strings.Repeat("]", 60)), 400, "malformed_json", "", ""},
		{"array for object", `[]`, 422, "invalid", "", "wrong_type"},
		{"null", `null`, 422, "invalid", "", "wrong_type"},
		{"text for number", with(`"adults":2`, `"adults":"2"`), 422, "invalid", "adults", "wrong_type"},
		{"fraction for number", with(`"adults":2`, `"adults":2.5`), 422, "invalid", "adults", "wrong_type"},
		{"huge number", with(`"adults":2`, `"adults":1e400`), 400, "malformed_json", "", ""},
		{"number out of int", with(`"adults":2`, `"adults":99999999999999999999`), 422, "invalid", "adults", "too_large"},
		{"too small", with(`"adults":2`, `"adults":0`), 422, "invalid", "adults", "too_small"},
		{"too large", with(`"adults":2`, `"adults":10`), 422, "invalid", "adults", "too_large"},
		{"missing", with(`"adults":2,`, ``), 422, "invalid", "adults", "required"},
		{"nested missing", with(`"name":"Camille",`, ``), 422, "invalid", "guest.name", "required"},
		{"null for required", with(`"name":"Camille"`, `"name":null`), 422, "invalid", "guest.name", "wrong_type"},
		{"unknown field", with(`"adults":2`, `"adults":2,"price":"1.00"`), 422, "invalid", "price", "unknown_field"},
		{"unknown nested field", with(`"name":"Camille"`, `"name":"Camille","role":"admin"`), 422, "invalid", "guest.role", "unknown_field"},
		{"case of a name", with(`"adults"`, `"Adults"`), 422, "invalid", "adults", "required"},
		{"impossible date", with("2027-07-10", "2027-02-29"), 422, "invalid", "day", "malformed_date"},
		{"date with a time", with("2027-07-10", "2027-07-10T10:00:00Z"), 422, "invalid", "day", "malformed_date"},
		{"year zero", with("2027-07-10", "0000-01-01"), 422, "invalid", "day", "malformed_date"},
		{"bad clock", with(`"adults":2`, `"adults":2,"at":"24:00"`), 422, "invalid", "at", "malformed"},
		{"bad percent", with(`"adults":2`, `"adults":2,"share":"4,4"`), 422, "invalid", "share", "malformed"},
		{"not in the list", with(`"adults":2`, `"adults":2,"mode":"warp"`), 422, "invalid", "mode", "unknown_value"},
		{"bad id", with("01985a5e-6f00-7000-8000-000000000001", "1 or 1=1"), 422, "invalid", "widgetId", "malformed_id"},
		{"id in braces", with("01985a5e-6f00-7000-8000-000000000001", "{01985a5e-6f00-7000-8000-000000000001}"), 422, "invalid", "widgetId", "malformed_id"},
		{"bad mail", with("camille@example.com", "camille"), 422, "invalid", "guest.email", "malformed_email"},
		{"short name", with("Camille", "C"), 422, "invalid", "guest.name", "too_short"},
		{"too many lines", with(`"adults":2`, `"adults":2,"lines":[`+strings.Repeat(`{"label":"x","price":{"amount":"1","currency":"EUR"}},`, 3)+
			`{"label":"x","price":{"amount":"1","currency":"EUR"}}]`), 422, "invalid", "lines", "too_many"},
		{"amount as number", with(`"adults":2`, `"adults":2,"lines":[{"label":"x","price":12.5}]`), 422, "invalid", "lines[0].price", "wrong_type"},
		{"decimals of another currency", with(`"adults":2`, `"adults":2,"lines":[{"label":"x","price":{"amount":"1","currency":"EUR"}},{"label":"y","price":{"amount":"1.50","currency":"JPY"}}]`),
			422, "invalid", "lines[1].price", "malformed_amount"},
		{"no currency", with(`"adults":2`, `"adults":2,"lines":[{"label":"x","price":{"amount":"1.50","currency":"ABC"}}]`), 422, "invalid", "lines[0].price", "unknown_currency"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, body := s.do(t, "POST", "/api/things/orders", tt.body, "Content-Type", "application/json")
			if res.StatusCode != tt.status {
				t.Fatalf("status %d, want %d: %s", res.StatusCode, tt.status, body)
			}
			p := problemOf(t, res, body)
			if p.Code != tt.code {
				t.Errorf("code %q, want %q", p.Code, tt.code)
			}
			if tt.told == "" && len(p.Errors) > 0 || tt.told != "" && len(p.Errors) == 0 {
				t.Fatalf("errors %+v", p.Errors)
			}
			if tt.told != "" && (p.Errors[0].Field != tt.field || p.Errors[0].Code != tt.told || p.Errors[0].Message == "") {
				t.Errorf("first error %+v, want %s %s", p.Errors[0], tt.field, tt.told)
			}
		})
	}
	t.Cleanup(func() {
		if len(s.reports) > 0 {
			t.Errorf("user mistakes were reported as unexpected: %q", s.reports)
		}
	})
}

// A refused value may be a password: it must never come back, whatever is wrong with the request.
func TestRefusalNeverEchoesValues(t *testing.T) {
	t.Parallel()
	s := newServer(t, rest.Config{})
	const canary = "hunter2-cAnArY"
	bodies := []string{
		with("correct horse battery", "cAnARy"), // too short
		with(`"correct horse battery"`, `["`+canary+`"]`),
		with("correct horse battery", canary+`","password":"`+canary),
		with("camille@example.com", canary),
		with("2027-07-10", canary),
		with("01985a5e-6f00-7000-8000-000000000001", canary),
		with(`"adults":2`, `"adults":"`+canary+`"`),
		with(`"adults":2`, `"adults":2,"mode":"`+canary+`"`),
		with(`"adults":2`, `"adults":2,"lines":[{"label":"x","price":{"amount":"`+canary+`","currency":"EUR"}}]`),
		good + canary,
		`"` + canary + `"`,
		canary,
	}
	for _, b := range bodies {
		res, body := s.do(t, "POST", "/api/things/orders", b)
		if res.StatusCode < 400 || res.StatusCode >= 500 {
			t.Errorf("status %d for %s", res.StatusCode, b)
		}
		if strings.Contains(body, "cAnA") {
			t.Errorf("the refused value came back: %s", body)
		}
	}
	for _, path := range []string{"/api/things/orders/" + canary, "/api/things/orders/01985a5e-6f00-7000-8000-000000000001?day=" + canary,
		"/api/things/orders/01985a5e-6f00-7000-8000-000000000001?limit=" + canary} {
		res, body := s.do(t, "GET", path, "")
		if res.StatusCode != 422 || strings.Contains(body, canary) {
			t.Errorf("%d %s", res.StatusCode, body)
		}
	}
	if len(s.reports) > 0 {
		t.Errorf("reported: %q", s.reports)
	}
}

func TestParameters(t *testing.T) {
	t.Parallel()
	s := newServer(t, rest.Config{})
	const path = "/api/things/orders/01985a5e-6f00-7000-8000-000000000001"
	tests := []struct {
		target      string
		status      int
		field, code string
	}{
		{path + "?day=2027-07-10&limit=100", 200, "", ""},
		{path + "?limit=101", 422, "limit", "too_large"},
		{path + "?limit=0", 422, "limit", "too_small"},
		{path + "?limit=x", 422, "limit", "wrong_type"},
		{path + "?day=2027-02-30", 422, "day", "malformed_date"},
		{path + "?pagesize=3", 422, "pagesize", "unknown_parameter"},
		{"/api/things/orders/nonsense", 422, "id", "malformed_id"},
		{path + "?cursor=%00", 400, "", "malformed_text"},
		{path + "?cursor=%ff", 400, "", "malformed_text"},
		{path + "?cursor=%zz", 400, "", "malformed_text"},
		{"/api/things/orders/%ff", 400, "", "malformed_text"},
	}
	for _, tt := range tests {
		res, body := s.do(t, "GET", tt.target, "")
		if res.StatusCode != tt.status {
			t.Errorf("%s: %d %s", tt.target, res.StatusCode, body)
			continue
		}
		if tt.status == 200 {
			continue
		}
		p := problemOf(t, res, body)
		if tt.field == "" && p.Code != tt.code || tt.field != "" && (len(p.Errors) != 1 || p.Errors[0].Field != tt.field || p.Errors[0].Code != tt.code) {
			t.Errorf("%s: %+v", tt.target, p)
		}
	}
	res, body := s.do(t, "GET", path+"?limit=1", "")
	if body != `{"items":[]}`+"\n" || res.StatusCode != 200 {
		t.Errorf("an empty page: %s", body)
	}
}

func TestBodySizeAndType(t *testing.T) {
	t.Parallel()
	s := newServer(t, rest.Config{})
	fill := func(n int) string {
		frame := with(`"adults":2`, `"adults":2,"comment":""`)
		return strings.Replace(frame, `"comment":""`, `"comment":"`+strings.Repeat("x", n-len(frame))+`"`, 1)
	}
	if res, body := s.do(t, "POST", "/api/things/orders", fill(rest.MaxBody)); res.StatusCode != 201 {
		t.Errorf("a body of exactly the limit: %d %s", res.StatusCode, body)
	}
	if res, body := s.do(t, "POST", "/api/things/orders", fill(rest.MaxBody+1)); res.StatusCode != 413 || problemOf(t, res, body).Code != "body_too_large" {
		t.Errorf("one byte more: %d %s", res.StatusCode, body)
	}
	// Without Content-Length: the limit is found while reading.
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/api/things/orders", io.MultiReader(strings.NewReader(fill(rest.MaxBody+1))))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 413 {
		t.Errorf("streamed: %d", res.StatusCode)
	}
	for _, ct := range []string{"text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense"} {
		if res, body := s.do(t, "POST", "/api/things/orders", good, "Content-Type", ct); res.StatusCode != 415 || problemOf(t, res, body).Code != "unsupported_media_type" {
			t.Errorf("%s: %d %s", ct, res.StatusCode, body)
		}
	}
	if res, _ := s.do(t, "POST", "/api/things/orders", good, "Content-Type", "application/json; charset=utf-8"); res.StatusCode != 201 {
		t.Errorf("with charset: %d", res.StatusCode)
	}
}

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
	closed, open := newServer(t, rest.Config{}), newServer(t, rest.Config{AllowedOrigins: []string{"https://app.example"}})
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

func TestRegisterRefusesMistakes(t *testing.T) {
	t.Parallel()
	api := rest.New(http.NewServeMux(), rest.Config{})
	handler := func(context.Context, *struct{}) (*struct{}, error) { return nil, nil }
	for name, op := range map[string]huma.Operation{
		"no permission": {Method: "GET", Path: "/api/x"},
		"outside":       rest.Op("GET", "/x", access.Public, "x", "x"),
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: registered", name)
				}
			}()
			rest.Register(api.Huma, op, handler)
		}()
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	s := newServer(t, rest.Config{})
	yaml, err := s.api.YAML()
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.api.YAML()
	if err != nil || !bytes.Equal(yaml, again) {
		t.Error("the document is not deterministic")
	}
	for _, want := range []string{"openapi: 3.1.0", "/api/things/orders/{id}:", "x-permission: things.read", "format: uuid", "format: date",
		"format: email", "Idempotency-Key", "application/problem+json", "name: cursor", "#/components/schemas/Money", "LineList"} {
		if !strings.Contains(string(yaml), want) {
			t.Errorf("the document lacks %q", want)
		}
	}
	var doc struct {
		Paths map[string]map[string]struct {
			Security []map[string][]string `json:"security"`
		} `json:"paths"`
	}
	_, body := s.do(t, "GET", "/api/openapi.json", "")
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Paths["/api/things/orders"]["post"].Security) != 0 || len(doc.Paths["/api/things/orders/{id}"]["get"].Security) != 1 {
		t.Errorf("security: %+v", doc.Paths)
	}
	routes := rest.Routes(s.api)
	if len(routes) != 4 || routes[1].Method != "POST" || routes[1].Path != "/api/things/orders" || routes[1].Permission != access.Public ||
		routes[2].Permission != "things.read" {
		t.Errorf("%+v", routes)
	}
}

func TestReferencePage(t *testing.T) {
	t.Parallel()
	s := newServer(t, rest.Config{})
	res, page := s.do(t, "GET", "/api/docs", "")
	if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	for _, want := range []string{`id="post-things-orders"`, "things.read", `href="#type-Money"`, "Skip to the reference", "one of fast, slow"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, banned := range []string{"<script", "http://", "https://", "style=", "onclick"} {
		if strings.Contains(page, banned) {
			t.Errorf("the page has %q", banned)
		}
	}
	if csp := res.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("CSP %q", csp)
	}
	res, css := s.do(t, "GET", "/api/docs/reference.css", "")
	if res.StatusCode != 200 || !strings.Contains(css, "color-scheme") {
		t.Error("no style sheet")
	}
	res, _ = s.do(t, "GET", "/api/docs", "", "If-None-Match", func() string { r, _ := s.do(t, "HEAD", "/api/docs", ""); return r.Header.Get("ETag") }())
	if res.StatusCode != 304 {
		t.Errorf("the page is sent again: %d", res.StatusCode)
	}
}
