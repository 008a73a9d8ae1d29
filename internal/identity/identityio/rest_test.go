package identityio_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio"
	"comptoir/internal/identity/identitytest"
	"comptoir/internal/platform/jobs/jobstest"
	"comptoir/internal/platform/limit"
)

func TestAPIJourney(t *testing.T) {
	t.Parallel()
	s := workingSite(t)
	alice := map[string]string{"email": "Alice@Example.com", "password": identitytest.Password, "name": "Alix Martin", "phone": "06 12 34 56 78"}
	if a := s.api("POST", "/api/auth/register", alice, ""); a.StatusCode != 202 {
		t.Fatal(a.StatusCode, a.body)
	}
	in := s.login("alice@example.com")
	if in.TokenType != "Bearer" || in.ExpiresIn != 900 || in.User.EmailConfirmed || in.User.Name != "Alix Martin" || in.User.Locale != "fr" {
		t.Errorf("%+v", in)
	}
	if a := s.api("POST", "/api/auth/email/confirm", map[string]string{"token": last(s.links()[0])}, ""); a.StatusCode != 204 {
		t.Fatal(a.StatusCode, a.body)
	}
	me := s.session(answer{Response: &http.Response{StatusCode: 200}, body: `{"user":` + s.api("GET", "/api/auth/me", nil, in.AccessToken).body + `}`}, 200)
	if !me.User.EmailConfirmed || me.User.Email != "alice@example.com" || me.User.Roles[0] != "customer" {
		t.Errorf("%+v", me.User)
	}

	next := s.session(s.api("POST", "/api/auth/refresh", map[string]string{"refreshToken": in.RefreshToken}, "an old access token"), 200)
	if same := s.session(s.api("POST", "/api/auth/refresh", map[string]string{"refreshToken": in.RefreshToken}, ""), 200); same.RefreshToken != next.RefreshToken {
		t.Error("two successors within the grace")
	}
	s.now.Advance(identity.RefreshGrace + time.Second)
	s.api("POST", "/api/auth/refresh", map[string]string{"refreshToken": in.RefreshToken}, "").want(t, "reuse", 401, "identity.session_reused")
	s.api("POST", "/api/auth/refresh", map[string]string{"refreshToken": next.RefreshToken}, "").want(t, "the family", 401, "identity.session_ended")

	if a := s.api("POST", "/api/auth/password/forgot", map[string]string{"email": "alice@example.com"}, ""); a.StatusCode != 202 {
		t.Fatal(a.StatusCode, a.body)
	}
	jobstest.Settle(t, s.ctx(s.a), s.queue)
	links := s.links()
	reset := map[string]string{"token": last(links[len(links)-1]), "password": "une autre phrase longue"}
	if a := s.api("POST", "/api/auth/password/reset", reset, ""); a.StatusCode != 204 {
		t.Fatal(a.StatusCode, a.body)
	}
	s.api("POST", "/api/auth/password/reset", reset, "").want(t, "the link again", 410, "identity.link_expired")
	s.api("POST", "/api/auth/login", map[string]string{"email": "alice@example.com", "password": identitytest.Password}, "").want(t, "the old password", 401, "identity.bad_credentials")

	in = s.session(s.api("POST", "/api/auth/login", map[string]string{"email": "alice@example.com", "password": "une autre phrase longue"}, ""), 200)
	if a := s.api("POST", "/api/auth/logout", nil, in.AccessToken); a.StatusCode != 204 {
		t.Fatal(a.StatusCode, a.body)
	}
	s.api("POST", "/api/auth/refresh", map[string]string{"refreshToken": in.RefreshToken}, "").want(t, "after signing out", 401, "identity.session_ended")
	if a := s.api("POST", "/api/auth/logout", map[string]string{"refreshToken": in.RefreshToken}, ""); a.StatusCode != 204 {
		t.Error("signing out twice", a.StatusCode, a.body)
	}
}

func TestAPIBadInput(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "alice@example.com")
	for name, c := range map[string]struct {
		path   string
		body   any
		status int
	}{
		"not JSON":               {"login", "{", 400},
		"broken UTF-8":           {"login", "{\"email\":\"a@b.fr\",\"password\":\"\xff\xff\"}", 400},
		"a number as password":   {"login", `{"email":"a@b.fr","password":1}`, 422},
		"nothing":                {"login", `{}`, 422},
		"an unknown field":       {"login", `{"email":"a@b.fr","password":"x","remember":true}`, 422},
		"a huge password":        {"login", map[string]string{"email": "a@b.fr", "password": strings.Repeat("x", 600)}, 422},
		"a huge body":            {"login", strings.Repeat(" ", 2<<20), 413},
		"roles sent along":       {"register", map[string]any{"email": "m@example.com", "password": identitytest.Password, "name": "M", "roles": []string{"administrator"}}, 422},
		"tenant sent along":      {"register", map[string]any{"email": "m@example.com", "password": identitytest.Password, "name": "M", "tenantId": s.b}, 422},
		"a common password":      {"register", map[string]any{"email": "m@example.com", "password": "motdepasse123", "name": "M"}, 422},
		"an address of nowhere":  {"password/forgot", map[string]any{"email": "nobody"}, 422},
		"an unknown link":        {"password/reset", map[string]any{"token": "x", "password": identitytest.Password}, 410},
		"an unknown confirm":     {"email/confirm", map[string]any{"token": "' or 1=1 --"}, 410},
		"an unknown refresh":     {"refresh", map[string]any{"refreshToken": "x"}, 401},
		"an empty refresh token": {"refresh", map[string]any{"refreshToken": ""}, 401},
	} {
		a := s.api("POST", "/api/auth/"+c.path, c.body, "")
		if a.StatusCode != c.status {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
		if strings.Contains(a.body, "xxxx") || strings.Contains(a.body, "motdepasse123") {
			t.Errorf("%s: the answer repeats the password: %s", name, a.body)
		}
	}
	if a := s.api("POST", "/api/auth/login", map[string]string{"email": "a@b.fr", "password": "x"}, "", "Host", "root.test"); a.StatusCode != 404 {
		t.Errorf("without a business: %d %s", a.StatusCode, a.body)
	}
	page, err := s.m.ListUsers(s.ctx(s.a), identity.ListUsers{})
	if err != nil || len(page.Items) != 1 {
		t.Errorf("%d accounts, %v", len(page.Items), err)
	}
}

func TestBearer(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "alice@example.com", identity.Staff)
	s.user(s.b, "alice@example.com", identity.Administrator)
	in := s.login("alice@example.com")
	if a := s.api("GET", "/api/auth/me", nil, in.AccessToken); a.StatusCode != 200 || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %s %v", a.StatusCode, a.body, a.Header)
	}
	s.api("GET", "/api/auth/me", nil, "").want(t, "nobody", 401, "sign_in_required")
	s.api("GET", "/api/auth/me", nil, in.AccessToken, "Host", "b.test").want(t, "another business", 401, "identity.invalid_token")
	s.api("GET", "/api/auth/me", nil, in.RefreshToken).want(t, "a refresh token", 401, "identity.invalid_token")
	s.api("GET", "/api/auth/me", nil, "", "Authorization", "Basic x").want(t, "another scheme", 401, "sign_in_required")
	s.now.Advance(identity.AccessLife)
	if a := s.api("GET", "/api/auth/me", nil, in.AccessToken); a.StatusCode != 401 || a.Header.Get("WWW-Authenticate") == "" {
		t.Errorf("expired: %d %s", a.StatusCode, a.body)
	}
}

func TestParallelRefresh(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "alice@example.com")
	in := s.login("alice@example.com")
	var wg sync.WaitGroup
	answers := make([]answer, 8)
	for n := range answers {
		wg.Go(func() {
			answers[n] = s.api("POST", "/api/auth/refresh", map[string]string{"refreshToken": in.RefreshToken}, "")
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	for _, a := range answers {
		seen[s.session(a, 200).RefreshToken] = true
	}
	if len(seen) != 1 {
		t.Errorf("%d successors", len(seen))
	}
}

func TestSignInIsLimited(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(d *identityio.Deps) {
		d.Limits = identityio.StandardLimits()
		d.Limits.SignInAddress = limit.Limit{Rate: 8, Per: 15 * time.Minute}
	})
	s.user(s.a, "alice@example.com")
	try := func(email, password, from string) answer {
		return s.api("POST", "/api/auth/login", map[string]string{"email": email, "password": password}, "", "X-From", from)
	}
	for range 5 {
		try("alice@example.com", "wrong", "192.0.2.66").want(t, "wrong", 401, "identity.bad_credentials")
	}
	try("alice@example.com", identitytest.Password, "192.0.2.66").want(t, "the sixth", 429, "limit.exceeded")
	if a := try("alice@example.com", identitytest.Password, "192.0.2.1"); a.StatusCode != 200 {
		t.Errorf("the owner was locked out from her own place: %d %s", a.StatusCode, a.body)
	}
	for range 3 {
		try("bob@example.com", "wrong", "192.0.2.66")
	}
	try("carol@example.com", "wrong", "192.0.2.66").want(t, "many accounts from one place", 429, "limit.exceeded")
}

func TestSignInFailsClosed(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(d *identityio.Deps) { d.Limiter = away{} })
	s.user(s.a, "alice@example.com")
	s.api("POST", "/api/auth/login", map[string]string{"email": "alice@example.com", "password": identitytest.Password}, "").want(t, "limiter away", 503, "limit.unavailable")
}
