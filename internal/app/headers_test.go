package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

const form = "application/x-www-form-urlencoded"

// cookieOf signs in by the page and returns the session's cookie, under its name with TLS and without.
func cookieOf(a *program.Agency, account string) string {
	got := a.Must(303, "POST", "/login", url.Values{"email": {account + "@" + a.Slug + ".example"}, "password": {program.Password}}.Encode(), "Content-Type", form)
	for _, c := range (&http.Response{Header: got.Header}).Cookies() {
		if c.Name == "session" {
			return "session=" + c.Value + "; __Host-session=" + c.Value
		}
	}
	return ""
}

// kindsOfAnswers asks for one answer of each kind that the program gives.
func kindsOfAnswers(p *program.Program, a *program.Agency) map[string]func(tls ...string) program.Answer {
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	photo := regexp.MustCompile(`/photos/[^" ]+`).FindString(string(a.Must(200, "GET", "/stays/ty-mor", nil).Raw))
	style := regexp.MustCompile(`/assets/[^" ]+\.css`).FindString(string(a.Must(200, "GET", "/", nil).Raw))
	nobody, root := &program.Agency{Program: p, Slug: "nobody"}, &program.Agency{Program: p, Slug: "x.y"}
	kinds := map[string]func(...string) program.Answer{}
	add := func(name string, as *program.Agency, status int, method, path string, body any, headers ...string) {
		kinds[name] = func(tls ...string) program.Answer {
			return as.Must(status, method, path, body, append(headers, tls...)...)
		}
	}
	add("the home", a, 200, "GET", "/", nil)
	add("a page that is not there", a, 404, "GET", "/nowhere", nil)
	add("an address that is no text", a, 404, "GET", "/%ff", nil)
	add("a redirection", a, 303, "GET", "/account", nil)
	add("a page of the desk", a, 200, "GET", "/desk/business", nil, "Cookie", cookieOf(a, "admin"))
	add("a refused form", a, 401, "POST", "/login", "email=x@rivages.example&password=wrong-password", "Content-Type", form)
	add("a form from elsewhere", a, 403, "POST", "/login", "email=x", "Content-Type", form, "Sec-Fetch-Site", "cross-site")
	add("a business that is not there", nobody, 404, "GET", "/", nil)
	add("a name of two labels", root, 404, "GET", "/", nil)
	add("the API of one that is not there", nobody, 404, "GET", "/api/stays/properties", nil)
	add("a list", a, 200, "GET", "/api/stays/properties", nil)
	add("a missing thing", a, 404, "GET", "/api/stays/properties/none", nil)
	add("a stranger", a, 401, "GET", "/api/audit/security-events", nil)
	add("no such operation", a, 404, "GET", "/api/nowhere", nil)
	add("a wrong method", a, 405, "DELETE", "/api/stays/properties", nil)
	add("a question for methods", a, 204, "OPTIONS", "/api/stays/properties", nil)
	add("a body that is none", a, 400, "POST", "/api/stays/quotes", "{")
	add("a call from elsewhere", a, 403, "POST", "/api/stays/quotes", "{}", "Origin", "https://evil.example")
	add("a photo", a, 200, "GET", photo, nil)
	add("a style sheet", a, 200, "GET", style, nil)
	add("no such file", a, 404, "GET", "/assets/none.js", nil)
	add("the service worker", a, 200, "GET", "/sw.js", nil)
	add("the OpenAPI document", a, 200, "GET", "/api/openapi.json", nil)
	add("the reference", a, 200, "GET", "/api/docs", nil)
	add("the mailbox", a, 200, "GET", "/dev/mailbox", nil)
	add("a report", a, 415, "POST", "/csp-report", "x", "Content-Type", "text/plain")
	add("the process's health", a, 200, "GET", "/health", nil)
	add("its readiness", a, 200, "GET", "/ready", nil)
	add("its parts", a, 200, "GET", "/api/health", nil)
	add("its figures", a, 200, "GET", "/metrics", nil)
	add("a property of the desk", admin, 200, "GET", "/api/stays/desk/properties/"+home, nil)
	return kinds
}

// No answer leaves without the headers that keep a browser from doing harm with it, whoever gives it and whatever it says.
func TestEveryKindOfAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	always := map[string]string{
		"X-Content-Type-Options": "^nosniff$", "X-Frame-Options": "^(SAMEORIGIN|DENY)$", "Referrer-Policy": "^(strict-origin-when-cross-origin|no-referrer)$",
		"Permissions-Policy": `microphone=\(\).*usb=\(\)`, "Cross-Origin-Opener-Policy": "^same-origin$", "Cross-Origin-Resource-Policy": "^same-origin$",
		"Content-Security-Policy": `^(sandbox; )?default-src '(self|none)'`,
	}
	for name, ask := range kindsOfAnswers(p, p.Agency("rivages")) {
		for _, tls := range []bool{false, true} {
			var by []string
			if tls {
				by = []string{"X-Forwarded-Proto", "https"}
			}
			h := ask(by...).Header
			for header, want := range always {
				if got := h.Values(header); len(got) != 1 || !regexp.MustCompile(want).MatchString(got[0]) {
					t.Errorf("%s, TLS %v: %s is %q", name, tls, header, got)
				}
			}
			policy := h.Get("Content-Security-Policy")
			if strings.Contains(policy, "unsafe-eval") || regexp.MustCompile(`(script|default)-src[^;]*unsafe-inline`).MatchString(policy) {
				t.Errorf("%s lets scripts run: %s", name, policy)
			}
			if !strings.Contains(policy, "frame-ancestors '") && !strings.Contains(policy, "sandbox") {
				t.Errorf("%s may stand in anybody's frame: %s", name, policy)
			}
			if got := h.Get("Strict-Transport-Security"); (got == "max-age=31536000") != tls {
				t.Errorf("%s, TLS %v: HSTS %q", name, tls, got)
			}
			if page := strings.HasPrefix(policy, "default-src 'self'"); page && strings.Contains(policy, "report-uri /csp-report") != true ||
				(page && tls) != (h.Get("Reporting-Endpoints") == `csp="/csp-report"` && strings.Contains(policy, "report-to csp")) {
				t.Errorf("%s, TLS %v: nobody is told: %s, %q", name, tls, policy, h.Get("Reporting-Endpoints"))
			}
		}
	}
}

// Over TLS every cookie has the prefix that binds it to this host, and none can be read by a script; each of them still
// does its work under that name.
func TestCookiesAreOfThisHostAlone(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	tls := []string{"X-Forwarded-Proto", "https", "Content-Type", form}
	seen := map[string]*http.Cookie{}
	ask := func(status int, method, path, body string) program.Answer {
		var jar []string
		for name, c := range seen {
			jar = append(jar, name+"="+c.Value)
		}
		got := a.Must(status, method, path, body, append(tls, "Cookie", strings.Join(jar, "; "))...)
		for _, c := range (&http.Response{Header: got.Header}).Cookies() {
			if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode && c.SameSite != http.SameSiteStrictMode {
				t.Errorf("%s %s sets %s", method, path, c.Raw)
			}
			if seen[c.Name] = c; c.MaxAge < 0 {
				delete(seen, c.Name)
			}
		}
		return got
	}
	ask(303, "POST", "/preferences", "theme=dark&lang=en&next=/")
	webtest.HTML(t, string(ask(200, "GET", "/", "").Raw)).In(`html[data-theme="dark"][lang="en"]`).One()
	ask(303, "POST", "/login", url.Values{"email": {"admin@rivages.example"}, "password": {program.Password}}.Encode())
	ask(303, "POST", "/desk/business/support/consent", "")
	if seen["__Host-flash"] == nil {
		t.Error("there is no message to the next page")
	}
	webtest.HTML(t, string(ask(200, "GET", "/desk/business", "").Raw)).In("h1").One()
	for _, name := range []string{"session", "device", "theme", "lang"} {
		if seen["__Host-"+name] == nil {
			t.Errorf("%s was not set", name)
		}
	}
}

// A browser tells what the policy made it refuse: it is counted, and the business finds it once among its security events.
func TestBrowsersTellWhatThePolicyRefused(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a, other := p.Agency("rivages"), p.Agency("littoral").As("admin")
	admin := a.As("admin")
	b := webtest.Browser(t)
	for range 3 {
		b.Go("http://rivages.localhost:" + p.Port + "/?name=CANARY")
		webtest.Eval[bool](b, `(() => { const i = new Image(); i.src = "https://evil.example/CANARY?x=CANARY"; document.body.append(i); return true })()`)
	}
	events := func(of *program.Agency) program.Answer {
		return of.Must(200, "GET", "/api/audit/security-events?kind=csp_violation&limit=100", nil)
	}
	p.Eventually("the refusal is told", func() bool { return events(admin).Len("items") == 1 })
	for _, word := range []string{`"directive":"img-src"`, `"blocked":"https://evil.example"`, `"page":"/"`} {
		if text := string(events(admin).Raw); !strings.Contains(text, word) || strings.Contains(text, "CANARY") {
			t.Errorf("no %s, or too much, in %s", word, text)
		}
	}
	p.Eventually("each is counted", func() bool {
		return strings.Contains(string(a.Call("GET", "/metrics", nil).Raw), `comptoir_csp_violations_total{directive="img-src",kind="foreign"} 3`)
	})
	if n := events(other).Len("items"); n != 0 {
		t.Errorf("another business has %d", n)
	}
	for i := range 90 { // whoever invents reports fills neither the log nor the memory
		a.Must(204, "POST", "/csp-report", fmt.Sprintf(`{"csp-report":{"document-uri":"https://h%d.example/","blocked-uri":"inline","effective-directive":"script-src"}}`, i), "Content-Type", "application/csp-report")
	}
	p.Eventually("fifty are kept in an hour", func() bool { return events(admin).Len("items") == 50 })
	if n := admin.Must(200, "GET", "/api/audit/security-events?kind=limit_hit&limit=100", nil).Len("items"); n != 0 {
		t.Errorf("reports made %d other events", n)
	}
}

// Reports have a limit of their own, which takes nothing of what their sender may do.
func TestReportsAreLimited(t *testing.T) {
	t.Parallel()
	p := program.Start(t, "COMPTOIR_LIMIT_REPORTS=5/24h", "COMPTOIR_LIMIT_WRITES=2/24h")
	a := p.Agency("rivages")
	refused := refusedAfter(t, 20, func() program.Answer {
		return a.Call("POST", "/csp-report", "[]", "Content-Type", "application/reports+json")
	})
	if refused != 5 {
		t.Errorf("refused after %d", refused)
	}
	a.Must(303, "POST", "/preferences", "theme=dark", "Content-Type", form)
}
