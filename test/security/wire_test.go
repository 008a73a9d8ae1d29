package security

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/test/program"
)

// headers: every kind of answer (page, redirect, refusal, file, API) forbids sniffing, framing and foreign scripts, and
// tells nothing of what it runs on.
func headers(t *testing.T, f *front) {
	admin := f.people["admin"].OnPages(t, "admin")
	for _, path := range []string{"/", "/stays", "/login", "/nowhere", "/desk", "/desk/audit/export/csv", "/manage/" + f.mine.Link, "/api/stays/properties", "/api/nowhere", "/api/auth/me", "/health", "/robots.txt", "/assets/nothing.js"} {
		for who, visitor := range map[string]*Visitor{"visitor": f.people[""], "admin": admin} {
			got := visitor.Call(t, "GET", path, nil)
			h := got.Header
			if h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s as %s (%d) may be sniffed: %v", path, who, got.Status, h)
			}
			if h.Get("Server") != "" || h.Get("X-Powered-By") != "" || h.Get("X-Aspnet-Version") != "" {
				t.Errorf("%s says what it runs on: %v", path, h)
			}
			if policy := h.Get("Content-Security-Policy"); strings.Contains(h.Get("Content-Type"), "html") && !safePolicy(policy) {
				t.Errorf("%s as %s (%d): the content policy is %q", path, who, got.Status, policy)
			}
			if strings.Contains(h.Get("Content-Type"), "html") && who == "admin" && strings.HasPrefix(path, "/desk") && !strings.Contains(h.Get("Cache-Control"), "no-store") && !strings.Contains(h.Get("Cache-Control"), "private") {
				t.Errorf("%s of the desk may be kept by others: %q", path, h.Get("Cache-Control"))
			}
			for _, c := range (&http.Response{Header: h}).Cookies() {
				if c.SameSite == 0 || c.SameSite == http.SameSiteNoneMode || strings.Contains(c.Name, "session") && !c.HttpOnly {
					t.Errorf("%s sets the cookie %s", path, c)
				}
			}
		}
	}
	for _, method := range []string{"TRACE", "CONNECT", "PROPFIND", "DEBUG"} {
		if got := f.people[""].Call(t, method, "/api/auth/me", nil, "X-Secret", "reflected-zq9"); got.Status < 400 || bytes.Contains(got.Raw, []byte("reflected-zq9")) {
			t.Errorf("%s: %d %.100s", method, got.Status, got.Raw)
		}
	}
	for _, host := range []string{"evil.example", "rivages.localhost.evil.example", "rivages.localhost@evil.example"} { // a mail must not lead to who asked for it
		got := f.raw(t, "POST /api/auth/password/forgot HTTP/1.1\r\nHost: "+host+"\r\nContent-Type: application/json\r\nContent-Length: "+fmt.Sprint(len(forgot))+"\r\nConnection: close\r\n\r\n"+forgot)
		if !strings.Contains(got, "HTTP/1.1 4") {
			t.Errorf("a foreign host %s: %.80s", host, got)
		}
	}
	for _, m := range f.mine.Mails(t, "guest@rivages.example") {
		for _, link := range m.Links {
			if strings.Contains(link, "evil.example") {
				t.Errorf("a mail leads to %s", link)
			}
		}
	}
}

const forgot = `{"email":"guest@rivages.example"}`

// underTLS: behind a proxy that ends TLS (the demonstration believes its own machine) every answer asks for it from then on,
// and the session's cookie is of this host alone and never goes without it.
func underTLS(t *testing.T, f *front) {
	tls := []string{"X-Forwarded-Proto", "https"}
	for _, path := range []string{"/", "/login", "/nowhere", "/api/stays/properties", "/api/nowhere", "/desk"} {
		got := f.people[""].Call(t, "GET", path, nil, tls...)
		if kept := got.Header.Get("Strict-Transport-Security"); !strings.Contains(kept, "max-age=") || strings.Contains(kept, "max-age=0") {
			t.Errorf("%s (%d) under TLS asks for %q", path, got.Status, kept)
		}
	}
	form := url.Values{"email": {"guest@rivages.example"}, "password": {program.Password}}
	got := f.people[""].Form(t, "/login", form, tls...)
	cookies := (&http.Response{Header: got.Header}).Cookies()
	if got.Status != http.StatusSeeOther || len(cookies) == 0 {
		t.Fatalf("signing in: %d %v", got.Status, got.Header)
	}
	for _, c := range cookies {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode && c.SameSite != http.SameSiteStrictMode {
			t.Errorf("under TLS the cookie %s is set", c)
		}
	}
}

// safePolicy reports whether a content security policy lets no foreign and no inline script run.
func safePolicy(policy string) bool {
	for _, part := range strings.Split(policy, ";") {
		words := strings.Fields(part)
		if len(words) > 0 && (words[0] == "script-src" || words[0] == "default-src") && slices.ContainsFunc(words[1:], func(w string) bool {
			return w == "*" || w == "'unsafe-inline'" || w == "'unsafe-eval'" || w == "https:" || w == "data:"
		}) {
			return false
		}
	}
	return strings.Contains(policy, "default-src") && strings.Contains(policy, "frame-ancestors") && strings.Contains(policy, "base-uri") && strings.Contains(policy, "form-action")
}

// raw sends bytes and returns all that comes back.
func (f *front) raw(t *testing.T, text string) string {
	t.Helper()
	conn, err := net.Dial("tcp", "127.0.0.1:"+f.Port)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	all, _ := io.ReadAll(conn)
	return string(all)
}

// smuggling: a request whose end can be read in two ways gets one answer and the connection is closed.
func smuggling(t *testing.T, f *front) {
	const head, second = "POST /api/auth/login HTTP/1.1\r\nHost: rivages.localhost\r\nContent-Type: application/json\r\n", "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
	for name, text := range map[string]string{
		"length and chunks": head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + second,
		"two lengths":       head + "Content-Length: 0\r\nContent-Length: 90\r\n\r\n" + second,
		"unknown coding":    head + "Transfer-Encoding: xchunked\r\n\r\n" + second,
		"bad chunk":         head + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n" + second,
		"bare line feeds":   head + "Transfer-Encoding\n: chunked\r\nContent-Length: 3\r\n\r\n{}" + second,
	} {
		got := f.raw(t, text)
		if n := strings.Count(got, "HTTP/1.1 "); n != 1 || !strings.HasPrefix(got, "HTTP/1.1 4") && !strings.HasPrefix(got, "HTTP/1.1 501") {
			t.Errorf("%s: %d answers: %.200s", name, n, got)
		}
	}
}

// slowClients: two hundred connections that never finish their first line do not keep anybody else waiting.
func slowClients(t *testing.T, f *front) {
	var open []net.Conn
	for range 200 {
		conn, err := net.Dial("tcp", "127.0.0.1:"+f.Port)
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, conn)
		_, _ = io.WriteString(conn, "GET /stays HTTP/1.1\r\nHost: rivages.localhost\r\nX-Slow: ")
	}
	defer func() {
		for _, conn := range open {
			_ = conn.Close()
		}
	}()
	for range 5 {
		f.people[""].Must(t, 200, "GET", "/stays", nil)
	}
	if !long {
		return
	}
	_ = open[0].SetReadDeadline(time.Now().Add(90 * time.Second)) // the server's patience is shorter: it closes, not we
	if _, err := bufio.NewReader(open[0]).ReadString(0); err != io.EOF && !strings.Contains(fmt.Sprint(err), "reset") {
		t.Errorf("a client that sends nothing is kept for ever: %v", err)
	}
}

// uploads: files that are other than they seem, or grow when they are opened; the program goes on, and says why not.
func uploads(t *testing.T, f *front) {
	desk := "/api/stays/desk/properties/" + f.mine.IDs["/api/stays/desk/properties/{id}"] + "/photos"
	admin := f.people["admin"]
	for name, content := range map[string][]byte{
		"pixels.png":   bomb(50_000, 50_000),
		"wide.png":     bomb(1_000_000, 1),
		"page.png":     []byte("<html><script>alert(1)</script>"),
		"script.svg":   []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>`),
		"entities.svg": []byte(`<!DOCTYPE x [<!ENTITY a "` + strings.Repeat("x", 1000) + `"><!ENTITY b "` + strings.Repeat("&a;", 1000) + `">]><svg>` + strings.Repeat("&b;", 1000) + `</svg>`),
		"empty.png":    {},
		"cut.png":      picture(640, 480)[:200],
		"polyglot.png": append(bomb(60_000, 60_000), []byte("<script>alert(1)</script>")...),
		"gif.gif":      append([]byte("GIF89a\xff\xff\xff\xff\x80\x00\x00"), bytes.Repeat([]byte("\x2c\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02D\x01\x00"), 5000)...),
	} {
		got := admin.Upload(t, "POST", desk, "photo", name, "image/png", content)
		if got.Status < 400 || got.Status >= 500 {
			t.Errorf("%s: %d %.200s", name, got.Status, got.Raw)
		}
	}
	for name, content := range map[string]string{
		"page.pdf": "<html><script>alert(1)</script>", "program.pdf": "MZ\x90\x00\x03", "virus.pdf": `X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`,
		"active.svg": `<svg onload="alert(1)"/>`, "macro.docm": "PK\x03\x04",
	} {
		got := f.mine.Person.Upload(t, "POST", "/api/privacy/documents", "file", name, "application/pdf", []byte(content), "kind", "passport")
		if got.Status < 400 || got.Status >= 500 {
			t.Errorf("%s: %d %.200s", name, got.Status, got.Raw)
		}
	}
	flood := strings.Repeat("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n", 20_000) + "--x--\r\n"
	if got := admin.Call(t, "POST", desk, flood, "Content-Type", "multipart/form-data; boundary=x"); got.Status < 400 || got.Status >= 500 {
		t.Errorf("a flood of parts: %d %.200s", got.Status, got.Raw)
	}
	deep := strings.Repeat(`{"a":`, 200_000) + "1" + strings.Repeat("}", 200_000)
	for _, body := range []string{deep, strings.Repeat("[", 500_000), `{"email":"` + strings.Repeat("a", 3<<20) + `"}`} {
		if got := f.people[""].Call(t, "POST", "/api/auth/login", body); got.Status < 400 || got.Status >= 500 {
			t.Errorf("a deep or long body: %d %.200s", got.Status, got.Raw)
		}
	}
	f.people[""].Must(t, 200, "GET", "/ready", nil)
}

// bomb is a PNG of a few hundred bytes that says it is huge.
func bomb(width, height uint32) []byte {
	var out, squeezed bytes.Buffer
	out.WriteString("\x89PNG\r\n\x1a\n")
	part := func(kind string, data []byte) {
		_ = binary.Write(&out, binary.BigEndian, uint32(len(data))) //nolint:gosec // a few bytes
		out.WriteString(kind)
		out.Write(data)
		_ = binary.Write(&out, binary.BigEndian, crc32.ChecksumIEEE(append([]byte(kind), data...)))
	}
	part("IHDR", append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height), 8, 6, 0, 0, 0))
	w := zlib.NewWriter(&squeezed)
	_, _ = w.Write(make([]byte, 1<<20))
	_ = w.Close()
	part("IDAT", squeezed.Bytes())
	part("IEND", nil)
	return out.Bytes()
}

// inside are addresses of the machine and its network as they can be written.
var inside = []string{"127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "10.0.0.1", "192.168.1.1", "metadata.google.internal",
	"localhost.", "evil.example@127.0.0.1", "127.0.0.1:22", "gopher://127.0.0.1", "file:///etc/passwd", "rivages.localhost"}

// innerAddresses: a business's own domain is the one place where somebody names a host that the program then looks at.
func innerAddresses(t *testing.T, f *front) {
	for _, host := range inside {
		got := f.people["admin"].Call(t, "POST", "/api/business/domains", map[string]string{"host": host})
		if got.Status < 400 || got.Status >= 500 {
			t.Errorf("the domain %q: %d %.200s", host, got.Status, got.Raw)
		}
	}
}
