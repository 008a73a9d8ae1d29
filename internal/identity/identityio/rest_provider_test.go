package identityio_test

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio"
)

const appAddress = "https://app.example/signed-in"

// programSite is a site that offers both providers and allows the pages of one application to call its API.
func programSite(t *testing.T, at identityio.Endpoints) *site {
	t.Helper()
	s := workingSite(t, func(d *identityio.Deps) {
		d.Endpoints = at
		d.Admits = func(_ context.Context, origin string) bool { return origin == "https://app.example" }
	})
	for _, p := range identity.ProviderNames() {
		if _, err := s.m.SetProvider(s.ctx(s.a), identity.SetProvider{Provider: p, ClientID: "comptoir", Secret: "a client secret", Enabled: true}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

type begun struct{ AuthorizationURL, State, Transaction string }

func (s *site) begin(path, bearer string) (b begun) {
	s.t.Helper()
	a := s.api("POST", "/api/auth/providers/"+path, map[string]string{"redirectUri": appAddress}, bearer)
	if a.StatusCode != 200 || json.Unmarshal([]byte(a.body), &b) != nil || len(b.State) != 43 || len(b.Transaction) != 43 || b.State == b.Transaction || strings.Contains(b.AuthorizationURL, b.Transaction) ||
		a.Header.Get("Cache-Control") != "no-store" {
		s.t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	return b
}

// answer is what the application sends on when the browser has come back to it.
func (b begun) answer(t *testing.T, back string) map[string]string {
	t.Helper()
	u, err := url.Parse(back)
	if err != nil || !strings.HasPrefix(back, appAddress+"?") || u.Query().Get("state") != b.State {
		t.Fatalf("sent back to %s, %v", back, err)
	}
	return map[string]string{"transaction": b.Transaction, "state": u.Query().Get("state"), "code": u.Query().Get("code")}
}

// A program signs a person in with Google; whatever is missing, exchanged, used up or begun elsewhere opens nothing.
func TestAPIGoogle(t *testing.T) {
	t.Parallel()
	p := newOpenID(t)
	s := programSite(t, identityio.Endpoints{GoogleIssuer: p.URL})
	if a := s.api("GET", "/api/auth/providers", nil, ""); a.StatusCode != 200 || !strings.Contains(a.body, `"label":"Google"`) {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	for _, to := range []string{"https://evil.example/signed-in", "https://app.example.evil.example/", "https://app.example@evil.example/", "javascript:alert(1)", "//app.example/x", "https://app.example/#x", ""} {
		if a := s.api("POST", "/api/auth/providers/google/start", map[string]string{"redirectUri": to}, ""); a.StatusCode != 422 || !strings.Contains(a.body, "redirectUri") {
			t.Errorf("%q: %d %s", to, a.StatusCode, a.body)
		}
	}
	finish := "/api/auth/providers/google/finish"
	b := s.begin("google/start", "")
	good := b.answer(t, p.follow(t, b.AuthorizationURL, "anne"))
	for name, change := range map[string]map[string]string{"another state": {"state": strings.Repeat("x", 43)}, "no transaction": {"transaction": ""}, "a foreign transaction": {"transaction": strings.Repeat("A", 43)}} {
		other := s.begin("google/start", "") // each try uses its own transaction up
		bad := other.answer(t, p.follow(t, other.AuthorizationURL, "anne"))
		for k, v := range change {
			bad[k] = v
		}
		if a := s.api("POST", finish, bad, ""); a.StatusCode < 400 || a.StatusCode > 499 || strings.Contains(a.body, "accessToken") {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
	}
	denied := s.begin("google/start", "")
	s.api("POST", finish, map[string]string{"transaction": denied.Transaction, "state": denied.State, "error": "access_denied"}, "").want(t, "denied", 403, "identity.provider_denied")

	in := s.session(s.api("POST", finish, good, ""), 200)
	if in.User.Email != "anne@example.com" || !in.User.EmailConfirmed || s.api("GET", "/api/auth/me", nil, in.AccessToken).StatusCode != 200 {
		t.Errorf("%+v", in)
	}
	s.left("identity.finish_provider")
	if a := s.api("POST", finish, good, ""); a.StatusCode < 400 || a.StatusCode > 499 {
		t.Errorf("twice: %d", a.StatusCode)
	}
	// What a page has begun a program does not end, and the other way round.
	c := s.client()
	to := s.away(c, "/login/with/google")
	u, _ := url.Parse(to)
	jar, _ := url.Parse("http://a.test/")
	for _, k := range c.Jar.Cookies(jar) {
		if len(k.Value) == 43 {
			s.api("POST", finish, map[string]string{"transaction": k.Value, "state": u.Query().Get("state"), "code": "x"}, "").want(t, "a page's", 403, "identity.provider_refused")
		}
	}
	if a := s.api("POST", "/api/auth/providers/twitter/start", map[string]string{"redirectUri": appAddress}, ""); a.StatusCode != 422 {
		t.Errorf("an unknown provider: %d", a.StatusCode)
	}
	s.api("POST", "/api/auth/providers/google/start", map[string]string{"redirectUri": appAddress}, "", "Host", "b.test").want(t, "a business that does not offer it", 404, "identity.unknown_provider")
}

// An account is linked by its owner, signed in, and by a transaction that was begun for linking; never by its address.
func TestAPILinking(t *testing.T) {
	t.Parallel()
	p := newOpenID(t)
	s := programSite(t, identityio.Endpoints{GoogleIssuer: p.URL})
	s.user(s.a, "anne@example.com")
	finish := "/api/auth/providers/google/finish"
	b := s.begin("google/start", "")
	s.api("POST", finish, b.answer(t, p.follow(t, b.AuthorizationURL, "anne")), "").want(t, "by the address", 409, "identity.link_first")

	in := s.login("anne@example.com")
	b = s.begin("google/link", in.AccessToken)
	mine := b.answer(t, p.follow(t, b.AuthorizationURL, "anne"))
	s.user(s.a, "bob@example.com")
	if a := s.api("POST", "/api/auth/providers/google/link/finish", mine, s.login("bob@example.com").AccessToken); a.StatusCode < 400 || a.StatusCode > 499 {
		t.Errorf("somebody else's: %d %s", a.StatusCode, a.body)
	}
	b = s.begin("google/link", in.AccessToken)
	if a := s.api("POST", finish, b.answer(t, p.follow(t, b.AuthorizationURL, "anne")), in.AccessToken); a.StatusCode != 403 {
		t.Errorf("signing in with what was begun for linking: %d %s", a.StatusCode, a.body)
	}
	b = s.begin("google/link", in.AccessToken)
	if a := s.api("POST", "/api/auth/providers/google/link/finish", b.answer(t, p.follow(t, b.AuthorizationURL, "anne")), in.AccessToken); a.StatusCode != 204 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	b = s.begin("google/start", "")
	if got := s.session(s.api("POST", finish, b.answer(t, p.follow(t, b.AuthorizationURL, "anne")), ""), 200); got.User.ID != in.User.ID {
		t.Errorf("%+v", got)
	}
	if a := s.api("DELETE", "/api/auth/providers/google/link", nil, in.AccessToken); a.StatusCode != 204 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	b = s.begin("google/start", "")
	s.api("POST", finish, b.answer(t, p.follow(t, b.AuthorizationURL, "anne")), "").want(t, "unlinked", 409, "identity.link_first")
}

// Facebook does not vouch for addresses: a program gets one answer, whether or not there is such an account, and no mail
// and no account comes of it.
func TestAPIFacebookTellsNothing(t *testing.T) {
	t.Parallel()
	for _, known := range []bool{false, true} {
		g := newGraph(t, "mael@example.com")
		s := programSite(t, g.endpoints())
		before := 0
		if known {
			s.user(s.a, "mael@example.com")
			before = 1
		}
		b := s.begin("facebook/start", "")
		s.api("POST", "/api/auth/providers/facebook/finish", b.answer(t, g.follow(t, b.AuthorizationURL)), "").want(t, "unproven", 409, "identity.provider_unproven")
		if page, err := s.m.ListUsers(s.ctx(s.a), identity.ListUsers{}); err != nil || len(page.Items) != before {
			t.Errorf("%d accounts, %v", len(page.Items), err)
		}
		if known { // linked in a browser, a program may use it
			in := s.login("mael@example.com")
			b = s.begin("facebook/link", in.AccessToken)
			if a := s.api("POST", "/api/auth/providers/facebook/link/finish", b.answer(t, g.follow(t, b.AuthorizationURL)), in.AccessToken); a.StatusCode != 204 {
				t.Fatalf("%d %s", a.StatusCode, a.body)
			}
			b = s.begin("facebook/start", "")
			s.session(s.api("POST", "/api/auth/providers/facebook/finish", b.answer(t, g.follow(t, b.AuthorizationURL)), ""), 200)
		}
	}
}
