package rest_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/rest"
)

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

// A client that sends its body byte by byte, or never, holds nothing for long.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	s := newServer(t, rest.Config{BodyTimeout: 40 * time.Millisecond})
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "POST /api/things/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"widget"); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if p := problemOf(t, res, string(raw)); res.StatusCode != 408 || p.Code != "body_timeout" {
		t.Errorf("%d %s", res.StatusCode, raw)
	}
}

// A client that breaks off in the middle of its body is no error of ours.
func TestBrokenOffBody(t *testing.T) {
	t.Parallel()
	s := newServer(t, rest.Config{})
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "POST /api/things/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"widget"); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err == nil {
		defer res.Body.Close()
		if res.StatusCode >= 500 {
			t.Errorf("%d", res.StatusCode)
		}
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
	s.Close() // waits for the handler
	if len(s.reports) > 0 {
		t.Errorf("%q", s.reports)
	}
}

// Who may not is refused before a byte of his body is read, and before the refusal of a value could tell him anything;
// somebody is told of it.
func TestWhoMayNotIsNotRead(t *testing.T) {
	t.Parallel()
	type input struct{ Body order }
	var told []string
	mux := http.NewServeMux()
	api := rest.New(mux, rest.Config{})
	witness := func(_ context.Context, p access.Permission, answer error) {
		told = append(told, fmt.Sprint(p, " ", answer))
	}
	rest.Register(api.Huma, rest.Op("POST", "/api/things/secret", "things.secret", "Write", "things"), func(context.Context, *input) (*struct{}, error) {
		t.Error("the operation ran")
		return nil, nil
	})
	for kind, want := range map[access.Kind]int{access.Anonymous: 401, access.Person: 403} {
		told = nil
		body := &countedReader{}
		r := httptest.NewRequest("POST", "/api/things/secret", body)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r.WithContext(access.Witnessed(access.With(r.Context(), access.Actor{Kind: kind, Tenant: ident.Next[access.Tenant](&ids), User: caller}), witness)))
		if w.Code != want || body.read != 0 || len(told) != 1 || !strings.HasPrefix(told[0], "things.secret ") {
			t.Errorf("%v: %d, %d bytes read, told %q", kind, w.Code, body.read, told)
		}
	}
}

type countedReader struct{ read int }

func (c *countedReader) Read(p []byte) (int, error) {
	c.read += len(p)
	return len(p), nil
}
