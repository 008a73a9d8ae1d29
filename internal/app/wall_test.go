package app_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/internal/platform/rest"
	"comptoir/test/program"
)

// changes returns every address that changes something, as "POST /book": the API's and the pages'.
func changes(t *testing.T, p *program.Program) []string {
	t.Helper()
	var all []string
	for _, r := range rest.Routes(p.App.API) {
		if r.Method != http.MethodGet {
			all = append(all, r.Method+" "+r.Path)
		}
	}
	api := len(all)
	for _, pattern := range patterns(t) {
		if !strings.HasPrefix(pattern, "GET ") && !slices.Contains(all, pattern) {
			all = append(all, pattern)
		}
	}
	if api < 90 || len(all)-api < 100 {
		t.Fatalf("only %d addresses of the API and %d pages", api, len(all)-api)
	}
	return all
}

// proven are called by programs: each proves itself by a signature or holds no session that could be abused.
var proven = map[string]bool{"POST /api/payments/webhooks/{provider}": true, "POST /api/signature/webhooks/{provider}": true, "POST /api/contracts/texts/{carrier}/{reference}": true, "POST /webhooks/{provider}": true, "GET /webhooks/{provider}": true, "POST /sandbox/payments/{id}/pay": true, "POST /sandbox/payments/{id}/authenticate": true,
	"POST /csp-report": true} // of which every browser sends any, from whatever page: nothing is changed by it

// Another site changes nothing, by no address, whether it says so in Origin or the browser does in Sec-Fetch-Site, and
// HTMX's header opens nothing.
func TestAnotherSiteChangesNothing(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	admin := p.Agency("rivages").As("admin")
	parameter := regexp.MustCompile(`\{[^}]*\}`)
	for _, pattern := range changes(t, p) {
		if proven[pattern] {
			continue
		}
		method, path, _ := strings.Cut(pattern, " ")
		path = parameter.ReplaceAllString(path, "0198c0de-0000-7000-8000-000000000001")
		for _, from := range [][]string{{"Origin", "https://evil.example"}, {"Origin", "null"}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site", "Hx-Request", "true"}} {
			if got := admin.Call(method, path, "{}", from...); got.Status != http.StatusForbidden || !strings.Contains(string(got.Raw), "cross_origin") && strings.HasPrefix(path, "/api/") {
				t.Errorf("%s from %v: %d %.120s", pattern, from, got.Status, got.Raw)
			}
		}
	}
}

// raw sends bytes as they are and returns the status lines of all answers.
func raw(t *testing.T, port, text string) []string {
	t.Helper()
	conn, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for in := bufio.NewReader(conn); ; {
		line, err := in.ReadString('\n')
		if strings.HasPrefix(line, "HTTP/1.1 ") {
			lines = append(lines, strings.TrimSpace(line))
		}
		if err != nil {
			return lines
		}
	}
}

// A request whose end can be read in two ways is refused, or read in one way and the connection closed: what follows in
// the bytes is never a second request.
func TestSmuggledRequests(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	const head, second = "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n", "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
	for name, text := range map[string]string{
		"length and chunks":      head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + second,
		"two lengths":            head + "Content-Length: 0\r\nContent-Length: 90\r\n\r\n" + second,
		"a list of lengths":      head + "Content-Length: 0, 90\r\n\r\n" + second,
		"signed length":          head + "Content-Length: +0\r\n\r\n" + second,
		"unknown coding":         head + "Transfer-Encoding: xchunked\r\n\r\n" + second,
		"two codings":            head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + second,
		"space before the colon": head + "Content-Length : 0\r\n\r\n" + second,
		"header over two lines":  head + "Connection: close\r\nX: a\r\n Transfer-Encoding: chunked\r\n\tContent-Length: 0\r\n\r\n",
		"two hosts":              "GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + second,
		"huge header":            "GET /health HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("x", 80<<10) + "\r\n\r\n",
		"huge address":           "GET /" + strings.Repeat("x", 80<<10) + " HTTP/1.1\r\nHost: a\r\n\r\n",
	} {
		lines := raw(t, p.Port, text)
		if len(lines) != 1 || !strings.HasPrefix(lines[0], "HTTP/1.1 4") && !strings.HasPrefix(lines[0], "HTTP/1.1 501") {
			t.Errorf("%s: %q", name, lines)
		}
	}
}
