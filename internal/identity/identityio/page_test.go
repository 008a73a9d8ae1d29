package identityio_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio"
	"comptoir/internal/identity/identitytest"
	"comptoir/internal/platform/jobs/jobstest"
	"comptoir/internal/web/webtest"
)

func TestTexts(t *testing.T) {
	t.Parallel()
	webtest.SameKeys(t, identityio.Texts)
}

func cookie(a answer, name string) *http.Cookie {
	for _, c := range a.Cookies() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

func TestPageSignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "manager@example.com", identity.Manager)
	c := s.client()
	a := s.get(c, "http://a.test/desk")
	if a.StatusCode != 303 || a.Header.Get("Location") != "/login?next=%2Fdesk" {
		t.Fatalf("%d %q", a.StatusCode, a.Header.Get("Location"))
	}
	form := webtest.HTML(t, s.get(c, "http://a.test/login?next=%2Fdesk%3Fday%3D1").body)
	if next := form.In(`form[action="/login"] input[name=next]`).Attr("value"); next != "/desk?day=1" {
		t.Errorf("next %q", next)
	}
	form.In("h1").One()
	form.In(`input[name=password][autocomplete=current-password]`).One()

	a = s.post(c, "http://a.test/login", "email", "manager@example.com", "password", "wrong wrong wrong", "next", "/desk")
	page := webtest.HTML(t, a.body)
	if a.StatusCode != 401 || cookie(a, "session") != nil {
		t.Errorf("wrong password: %d", a.StatusCode)
	}
	page.In("[role=alert]").One()
	if page.In("input[name=email]").Attr("value") != "manager@example.com" || page.In(`form[action="/login"] input[name=next]`).Attr("value") != "/desk" {
		t.Error("the form lost what was typed")
	}
	if strings.Contains(a.body, "wrong wrong") {
		t.Error("the password came back")
	}

	a = s.post(c, "http://a.test/login", "email", "manager@example.com", "password", identitytest.Password, "next", "/desk?day=1")
	k := cookie(a, "session")
	if a.StatusCode != 303 || a.Header.Get("Location") != "/desk?day=1" || k == nil || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" {
		t.Fatalf("%d %q %+v", a.StatusCode, a.Header.Get("Location"), k)
	}
	if a = s.get(c, "http://a.test/desk"); a.body != "desk of Zoé Le Bihan" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if a = s.get(c, "http://a.test/login"); a.StatusCode != 303 || a.Header.Get("Location") != "/desk" {
		t.Errorf("signed in already: %d %q", a.StatusCode, a.Header.Get("Location"))
	}
	stolen := s.client()
	stolen.Jar.SetCookies(&url.URL{Scheme: "http", Host: "b.test"}, []*http.Cookie{{Name: "session", Value: k.Value}})
	if a = s.get(stolen, "http://b.test/desk"); a.StatusCode != 303 || cookie(a, "session") == nil || cookie(a, "session").MaxAge >= 0 {
		t.Errorf("the cookie opens another business: %d %s", a.StatusCode, a.body)
	}

	a = s.post(c, "http://a.test/logout")
	if a.StatusCode != 303 || cookie(a, "session") == nil || cookie(a, "session").MaxAge >= 0 {
		t.Errorf("signing out: %d %v", a.StatusCode, a.Cookies())
	}
	replay := s.client()
	replay.Jar.SetCookies(&url.URL{Scheme: "http", Host: "a.test"}, []*http.Cookie{{Name: "session", Value: k.Value}})
	if a = s.get(replay, "http://a.test/desk"); a.StatusCode != 303 {
		t.Errorf("the cookie lives after signing out: %d %s", a.StatusCode, a.body)
	}
}

func TestCookieUnderTLS(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "guest@example.com")
	form := url.Values{"email": {"guest@example.com"}, "password": {identitytest.Password}}
	r := httptest.NewRequest(http.MethodPost, "https://a.test:443/login", strings.NewReader(form.Encode()))
	r.Host, r.TLS = "a.test:443", &tls.ConnectionState{}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.server.Config.Handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.Name == "__Host-session" && c.Secure && c.HttpOnly && c.Path == "/" && c.Domain == "" {
			return
		}
	}
	t.Errorf("%d %v", w.Code, w.Result().Cookies())
}

func TestNextIsAPathOfThisHost(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "guest@example.com")
	for next, want := range map[string]string{
		"/account/bookings?x=1#y": "/account/bookings?x=1#y", "": "/account", "https://evil.example": "/account", "//evil.example": "/account",
		"/\\evil.example": "/account", "/%09/evil.example": "/%09/evil.example", "\\\\evil.example": "/account", "javascript:alert(1)": "/account",
		"/login?next=/login": "/account", "/logout": "/account", "/a\r\nSet-Cookie: x=1": "/account", "/" + strings.Repeat("x", 2000): "/account",
		"http:evil.example": "/account", "/api/auth/me": "/account", "/a//evil.example": "/a//evil.example",
	} {
		a := s.post(s.client(), "http://a.test/login", "email", "guest@example.com", "password", identitytest.Password, "next", next)
		if got := a.Header.Get("Location"); a.StatusCode != 303 || got != want {
			t.Errorf("next %q leads to %q, want %q", next, got, want)
		}
	}
}

func TestPageRegisterAndReset(t *testing.T) {
	t.Parallel()
	s := workingSite(t)
	c := s.client()
	a := s.post(c, "http://a.test/register", "email", "alice", "name", "", "password", "court")
	page := webtest.HTML(t, a.body)
	if a.StatusCode != 422 || page.In("input[aria-invalid=true]").Len() != 3 {
		t.Errorf("%d, %d fields refused", a.StatusCode, page.In("input[aria-invalid=true]").Len())
	}
	a = s.post(c, "http://a.test/register", "email", "alice@example.com", "name", "Alix Martin", "password", identitytest.Password)
	if a.StatusCode != 303 || a.Header.Get("Location") != "/register/sent" {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	webtest.HTML(t, s.get(c, "http://a.test/register/sent").body).In("h1").One()

	confirm := "http://a.test" + s.links()[0]
	a = s.get(c, confirm) // programs that look into mails do this
	webtest.HTML(t, a.body).In(`form[method=post]`).Len()
	if a.StatusCode != 200 || a.Header.Get("Referrer-Policy") != "no-referrer" || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", a.StatusCode, a.Header)
	}
	if u, _ := s.m.ListUsers(s.ctx(s.a), identity.ListUsers{}); u.Items[0].EmailConfirmed {
		t.Error("a look confirmed the address")
	}
	if a = s.post(c, confirm); a.StatusCode != 303 || a.Header.Get("Location") != "/login" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if u, _ := s.m.ListUsers(s.ctx(s.a), identity.ListUsers{}); !u.Items[0].EmailConfirmed {
		t.Error("not confirmed")
	}

	known := s.post(c, "http://a.test/password/forgot", "email", "alice@example.com")
	unknown := s.post(c, "http://a.test/password/forgot", "email", "nobody@example.com")
	if known.StatusCode != 303 || known.Header.Get("Location") != unknown.Header.Get("Location") || known.StatusCode != unknown.StatusCode {
		t.Errorf("%d %d", known.StatusCode, unknown.StatusCode)
	}
	jobstest.Settle(t, s.ctx(s.a), s.queue)
	links := s.links()
	if len(links) != 2 {
		t.Fatalf("%d mails", len(links))
	}
	reset := "http://a.test" + links[1]
	if a = s.post(c, reset, "password", "court"); a.StatusCode != 422 {
		t.Errorf("a short password: %d", a.StatusCode)
	}
	if a = s.post(c, reset, "password", "une autre phrase longue"); a.StatusCode != 303 || a.Header.Get("Location") != "/login" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	a = s.post(c, reset, "password", "encore une autre phrase")
	if a.StatusCode != 410 {
		t.Errorf("the link again: %d", a.StatusCode)
	}
	webtest.HTML(t, a.body).In(`a[href="/password/forgot"]`).One()
}

func TestPageProfile(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "alice@example.com")
	c := s.client()
	if a := s.get(c, "http://a.test/account/profile"); a.StatusCode != 303 || !strings.HasPrefix(a.Header.Get("Location"), "/login") {
		t.Errorf("nobody: %d", a.StatusCode)
	}
	s.post(c, "http://a.test/login", "email", "alice@example.com", "password", identitytest.Password)
	page := webtest.HTML(t, s.get(c, "http://a.test/account/profile").body)
	if page.In("#f-name").Attr("value") != "Zoé Le Bihan" {
		t.Error("the name is not shown")
	}
	a := s.post(c, "http://a.test/account/profile", "name", "<script>", "phone", "x", "locale", "en")
	if a.StatusCode != 422 || webtest.HTML(t, a.body).In("[aria-invalid=true]").Len() != 2 || strings.Contains(a.body, "<script>\"") {
		t.Errorf("%d", a.StatusCode)
	}
	a = s.post(c, "http://a.test/account/profile", "name", "Zoé Martin", "phone", "06 12 34 56 78", "locale", "en", "roles", "administrator")
	if a.StatusCode != 303 || a.Header.Get("Location") != "/account/profile?lang=en" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if page = webtest.HTML(t, s.get(c, "http://a.test/account/profile?lang=en").body); page.In("#f-phone").Attr("value") != "+33612345678" {
		t.Errorf("phone %q", page.In("#f-phone").Attr("value"))
	}
	page.In("h1").Has("My profile")
	if u, _ := s.m.ListUsers(s.ctx(s.a), identity.ListUsers{}); len(u.Items[0].Roles) != 1 || u.Items[0].Roles[0] != identity.Customer {
		t.Errorf("roles %v", u.Items[0].Roles)
	}
	if a = s.post(c, "http://a.test/account/password", "current", "wrong", "new", "une autre phrase longue"); a.StatusCode != 422 {
		t.Errorf("wrong current password: %d", a.StatusCode)
	}
	if a = s.post(c, "http://a.test/account/password", "current", identitytest.Password, "new", "une autre phrase longue"); a.StatusCode != 303 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if a = s.get(c, "http://a.test/account/profile"); a.StatusCode != 200 {
		t.Errorf("this session ended: %d", a.StatusCode)
	}
}

func TestDemoSignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(d *identityio.Deps) { d.Demo = demoAccount })
	s.user(s.a, "manager@example.com", identity.Manager)
	c := s.client()
	webtest.HTML(t, s.get(c, "http://a.test/login").body).In(`form[action="/dev/sign-in"] button[name=role]`).Count(3)
	if a := s.post(c, "http://a.test/dev/sign-in", "role", "manager"); a.StatusCode != 303 || a.Header.Get("Location") != "/desk" {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if a := s.get(c, "http://a.test/desk"); a.StatusCode != 200 {
		t.Errorf("%d", a.StatusCode)
	}
	s.user(s.a, "owner@example.com", identity.Owner)
	if a := s.post(s.client(), "http://a.test/dev/sign-in", "role", "owner"); a.StatusCode != 303 || a.Header.Get("Location") != "/owner" {
		t.Errorf("an owner: %d to %s", a.StatusCode, a.Header.Get("Location"))
	}
	if a := s.post(c, "http://a.test/dev/sign-in", "role", "platform_administrator"); a.StatusCode != 422 {
		t.Errorf("%d", a.StatusCode)
	}
}

func TestNoDemoSignInOutsideTheDemonstration(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "manager@example.com", identity.Manager)
	if a := s.post(s.client(), "http://a.test/dev/sign-in", "role", "manager"); a.StatusCode != 404 || cookie(a, "session") != nil {
		t.Errorf("%d", a.StatusCode)
	}
	if a := s.get(s.client(), "http://root.test/login"); a.StatusCode != 404 {
		t.Errorf("accounts at the installation's own address: %d", a.StatusCode)
	}
}

func TestCrossOriginFormsAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "guest@example.com")
	for _, path := range []string{"/login", "/logout", "/register", "/password/forgot", "/account/profile", "/account/password"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://a.test"+path, strings.NewReader("email=guest%40example.com"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "https://evil.example")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		if a := s.do(s.client(), r); a.StatusCode != 403 {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
	}
}
