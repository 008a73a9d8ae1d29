package identityio_test

import (
	"net/http"
	"strings"
	"testing"

	"comptoir/internal/identity/identitytest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/jobs/jobstest"
	"comptoir/internal/web/webtest"
)

// A link that signs in, from the page that asks for it to the account; looking at it, as programs that read mails do,
// uses nothing up.
func TestPageMagicLink(t *testing.T) {
	t.Parallel()
	s := workingSite(t)
	s.user(s.a, "alice@example.com")
	c := s.client()
	webtest.HTML(t, s.get(c, "http://a.test/login").body).In("a[href='/login/link']").One()
	if a := s.post(c, "http://a.test/login/link", "email", "not an address"); a.StatusCode != 422 {
		t.Errorf("no address: %d", a.StatusCode)
	}
	for _, email := range []string{"nobody@example.com", "alice@example.com"} {
		if a := s.post(c, "http://a.test/login/link", "email", email); a.StatusCode != 303 || a.Header.Get("Location") != "/login/link/sent" {
			t.Fatalf("%d %s", a.StatusCode, a.body)
		}
	}
	jobstest.Settle(t, s.ctx(s.a), s.queue)
	links := s.links()
	if len(links) != 1 || !strings.HasPrefix(links[0], "/login/link/") {
		t.Fatalf("%v", links)
	}
	for range 3 {
		if a := s.get(s.client(), "http://a.test"+links[0]); a.StatusCode != 200 || a.Header.Get("Set-Cookie") != "" || a.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Fatalf("looking: %d %v", a.StatusCode, a.Header)
		}
	}
	if a := s.post(c, "http://a.test"+links[0]); a.StatusCode != 303 || a.Header.Get("Location") != "/account" {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if a := s.get(c, "http://a.test/account/profile"); a.StatusCode != 200 {
		t.Errorf("%d", a.StatusCode)
	}
	a := s.post(s.client(), "http://a.test"+links[0])
	if a.StatusCode != http.StatusGone {
		t.Errorf("twice: %d", a.StatusCode)
	}
	webtest.HTML(t, a.body).In("a[href='/login/link']").One()
}

func TestPageChangeOfAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "old@example.com")
	c := s.client()
	s.post(c, "http://a.test/login", "email", "old@example.com", "password", identitytest.Password)
	if a := s.post(c, "http://a.test/account/email", "email", "old@example.com"); a.StatusCode != 422 || webtest.HTML(t, a.body).In("#email [aria-invalid=true]").Len() != 1 {
		t.Errorf("the same: %d", a.StatusCode)
	}
	s.now.Advance(access.FreshFor)
	if a := s.post(c, "http://a.test/account/email", "email", "new@example.com"); a.StatusCode != 303 || !strings.HasPrefix(a.Header.Get("Location"), "/account/prove") {
		t.Errorf("without a fresh proof: %d %s", a.StatusCode, a.Header.Get("Location"))
	}
	s.post(c, "http://a.test/account/prove", "password", identitytest.Password)
	if a := s.post(c, "http://a.test/account/email", "email", "new@example.com"); a.StatusCode != 303 || a.Header.Get("Location") != "/account/profile" {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	links := s.links()
	back, there := links[0], links[1]
	webtest.HTML(t, s.get(s.client(), "http://a.test"+there).body).In("form[action^='/email/change/']").One()
	if a := s.post(s.client(), "http://a.test"+there); a.StatusCode != 303 || a.Header.Get("Location") != "/login" {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	webtest.HTML(t, s.get(c, "http://a.test/account/profile").body).In("#email").Has("new@example.com")
	a := s.post(s.client(), "http://a.test"+back)
	if a.StatusCode != 200 {
		t.Fatalf("%d", a.StatusCode)
	}
	webtest.HTML(t, a.body).In("h1").Has("Votre compte vous est rendu")
	if a := s.get(c, "http://a.test/account/profile"); a.StatusCode != 303 {
		t.Errorf("the session goes on: %d", a.StatusCode)
	}
	if a := s.post(s.client(), "http://a.test"+back); a.StatusCode != http.StatusGone {
		t.Errorf("twice: %d", a.StatusCode)
	}
}

func TestAPILinks(t *testing.T) {
	t.Parallel()
	s := workingSite(t)
	s.user(s.a, "alice@example.com")
	in := s.login("alice@example.com")
	if a := s.api("POST", "/api/auth/email", map[string]string{"email": "new@example.com"}, in.AccessToken); a.StatusCode != 202 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	links := s.links()
	if a := s.api("POST", "/api/auth/email/change", map[string]string{"token": last(links[1])}, ""); a.StatusCode != 204 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if a := s.api("POST", "/api/auth/email/cancel", map[string]string{"token": last(links[0])}, ""); a.StatusCode != 200 || !strings.Contains(a.body, `"restored":true`) {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if a := s.api("POST", "/api/auth/link", map[string]string{"email": "alice@example.com"}, ""); a.StatusCode != 202 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	jobstest.Settle(t, s.ctx(s.a), s.queue)
	token := last(s.links()[len(s.links())-1])
	got := s.session(s.api("POST", "/api/auth/link/use", map[string]string{"token": token}, ""), 200)
	if got.User.Email != "alice@example.com" || got.RefreshToken == "" {
		t.Errorf("%+v", got)
	}
	s.api("POST", "/api/auth/link/use", map[string]string{"token": token}, "").want(t, "twice", 410, "identity.link_expired")
	s.api("POST", "/api/auth/email/cancel", map[string]string{"token": "x"}, "").want(t, "no link", 410, "identity.link_expired")
}
