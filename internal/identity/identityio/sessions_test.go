package identityio_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio"
	"comptoir/internal/identity/identitytest"
	"comptoir/internal/web/webtest"
)

func TestPageSessions(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(d *identityio.Deps) {
		d.Country = func(r *http.Request) string { return r.Header.Get("CF-IPCountry") }
	})
	s.user(s.a, "alice@example.com")
	c := s.client()
	s.post(c, "http://a.test/login", "email", "alice@example.com", "password", identitytest.Password)
	away := s.session(s.api("POST", "/api/auth/login", map[string]string{"email": "alice@example.com", "password": identitytest.Password}, "",
		"CF-IPCountry", "PT", "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"), 200)
	page := webtest.HTML(t, s.get(c, "http://a.test/account/sessions").body)
	page.In("tbody tr").Count(2)
	page.In("main").Has("Cet appareil", "Firefox, Linux", "Portugal", "192.0.2.1")
	action := page.In("form[action$='/revoke'][action*='sessions/']").At(0).Attr("action")
	if a := s.post(c, "http://a.test"+action); a.StatusCode != 303 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	s.api("GET", "/api/auth/me", nil, away.AccessToken).want(t, "a session thrown out", 401, "identity.invalid_token")
	if a := s.post(c, "http://a.test"+action); a.StatusCode != 303 {
		t.Errorf("twice: %d", a.StatusCode)
	}
	webtest.HTML(t, s.get(c, "http://a.test/account/sessions").body).In("tbody tr").Count(1)
	if a := s.post(c, "http://a.test/account/sessions/x/revoke"); a.StatusCode != 404 {
		t.Errorf("no identifier: %d", a.StatusCode)
	}
	if a := s.get(s.client(), "http://a.test/account/sessions"); a.StatusCode != 303 || !strings.HasPrefix(a.Header.Get("Location"), "/login") {
		t.Errorf("nobody: %d", a.StatusCode)
	}
}

func TestAPISessions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "alice@example.com")
	s.user(s.a, "bob@example.com", identity.Administrator)
	mine, second, bob := s.login("alice@example.com"), s.login("alice@example.com"), s.login("bob@example.com")
	list := func(token string) (ids []string, current string) {
		var got struct {
			Items []struct {
				ID      string
				Current bool
			}
		}
		a := s.api("GET", "/api/auth/sessions", nil, token)
		if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.StatusCode != 200 {
			t.Fatalf("%d %s", a.StatusCode, a.body)
		}
		for _, x := range got.Items {
			ids = append(ids, x.ID)
			if x.Current {
				current = x.ID
			}
		}
		return ids, current
	}
	ids, current := list(mine.AccessToken)
	_, bobs := list(bob.AccessToken)
	if len(ids) != 2 || current == "" {
		t.Fatalf("%v %q", ids, current)
	}
	s.api("DELETE", "/api/auth/sessions/"+bobs, nil, mine.AccessToken).want(t, "another person's", 404, "identity.unknown_session")
	s.api("DELETE", "/api/auth/sessions/x", nil, mine.AccessToken).want(t, "no identifier", 422, "invalid")
	if a := s.api("DELETE", "/api/auth/sessions", nil, mine.AccessToken); a.StatusCode != 204 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	s.api("GET", "/api/auth/me", nil, second.AccessToken).want(t, "the other", 401, "identity.invalid_token")
	if a := s.api("DELETE", "/api/auth/sessions/"+current, nil, mine.AccessToken); a.StatusCode != 204 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	s.api("GET", "/api/auth/me", nil, mine.AccessToken).want(t, "one's own", 401, "identity.invalid_token")
	s.api("GET", "/api/auth/sessions", nil, "").want(t, "nobody", 401, "sign_in_required")
}
