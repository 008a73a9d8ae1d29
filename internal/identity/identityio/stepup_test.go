package identityio_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identitytest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/rest"
	"comptoir/internal/web"
	"comptoir/internal/web/webtest"
)

// dangerous is a page whose form does something dangerous.
func (s *site) dangerous(kit *web.Kit) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, err := s.m.GrantRole(r.Context(), identity.GrantRole{Email: "clerk@example.com", Role: identity.Staff})
		if err != nil {
			kit.Error(w, r, err)
			return
		}
		kit.Redirect(w, r, "/desk")
	}
}

// Who must prove himself again is led to the proof and back to the page with the form.
func TestPageProve(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.HandleFunc("POST /dangerous", s.dangerous(s.kit))
	s.user(s.a, "clerk@example.com")
	s.user(s.a, "boss@example.com", identity.Administrator)
	c := s.client()
	s.post(c, "http://a.test/login", "email", "boss@example.com", "password", identitytest.Password)
	act := func() answer {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://a.test/dangerous", strings.NewReader(""))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Referer", "http://a.test/desk?page=2")
		return s.do(c, r)
	}
	if a := act(); a.Header.Get("Location") != "/desk" {
		t.Fatalf("just signed in: %d %s", a.StatusCode, a.body)
	}
	s.now.Advance(access.FreshFor)
	a := act()
	if a.StatusCode != 303 || a.Header.Get("Location") != "/account/prove?next=%2Fdesk%3Fpage%3D2" {
		t.Fatalf("%d %q", a.StatusCode, a.Header.Get("Location"))
	}
	page := webtest.HTML(t, s.get(c, "http://a.test"+a.Header.Get("Location")).body)
	page.In("h1").Has("Confirmez que c’est vous")
	if page.In("form input[name=next]").At(0).Attr("value") != "/desk?page=2" {
		t.Error("the way back is lost")
	}
	a = s.post(c, "http://a.test/account/prove", "password", "wrong wrong wrong", "next", "/desk?page=2")
	if a.StatusCode != 422 || webtest.HTML(t, a.body).In("[aria-invalid=true]").Len() != 1 || strings.Contains(a.body, "wrong wrong") {
		t.Errorf("a wrong password: %d", a.StatusCode)
	}
	a = s.post(c, "http://a.test/account/prove", "password", identitytest.Password, "next", "/desk?page=2")
	if a.StatusCode != 303 || a.Header.Get("Location") != "/desk?page=2" {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if a := act(); a.Header.Get("Location") != "/desk" {
		t.Errorf("proved: %d %s", a.StatusCode, a.body)
	}
	if a := s.get(c, "http://a.test/account/prove?next=/desk"); a.StatusCode != 303 || a.Header.Get("Location") != "/desk" {
		t.Errorf("nothing to prove: %d", a.StatusCode)
	}
	if a := s.get(s.client(), "http://a.test/account/prove?next=/desk"); a.StatusCode != 303 || !strings.HasPrefix(a.Header.Get("Location"), "/login") {
		t.Errorf("nobody: %d", a.StatusCode)
	}
}

// The API's access token says when its person proved who he is, and POST /api/auth/prove gives one that says "now".
func TestAPIProve(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "boss@example.com", identity.Administrator)
	in := s.login("boss@example.com")
	s.user(s.a, "clerk@example.com")
	rest.Register(s.rest.Huma, rest.Op("POST", "/api/auth/dangerous", identity.PermGrantRole, "Do something dangerous", "auth"), func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		_, err := s.m.GrantRole(ctx, identity.GrantRole{Email: "clerk@example.com", Role: identity.Staff})
		return nil, err
	})
	act := func(token string) answer { return s.api("POST", "/api/auth/dangerous", nil, token) }
	if a := act(in.AccessToken); a.StatusCode != 204 {
		t.Fatalf("just signed in: %d %s", a.StatusCode, a.body)
	}
	s.now.Advance(access.FreshFor + time.Second)
	act(in.AccessToken).want(t, "later", 403, "identity.step_up_required")
	next := s.session(s.api("POST", "/api/auth/refresh", map[string]string{"refreshToken": in.RefreshToken}, ""), 200)
	act(next.AccessToken).want(t, "a new token is no new proof", 403, "identity.step_up_required")
	s.api("POST", "/api/auth/prove", map[string]string{"password": "wrong"}, in.AccessToken).want(t, "a wrong password", 422, "invalid")
	a := s.api("POST", "/api/auth/prove", map[string]string{"password": identitytest.Password}, in.AccessToken)
	var got struct {
		AccessToken         string
		ExpiresIn, FreshFor int
	}
	if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.StatusCode != 200 || got.ExpiresIn != 900 || got.FreshFor != 600 || a.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if a := act(got.AccessToken); a.StatusCode != 204 {
		t.Errorf("proved: %d %s", a.StatusCode, a.body)
	}
	act(in.AccessToken).want(t, "the old token", 403, "identity.step_up_required")
	s.api("POST", "/api/auth/prove", map[string]string{"password": identitytest.Password}, "").want(t, "nobody", 401, "sign_in_required")
}
