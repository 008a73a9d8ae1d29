package identityio_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"comptoir/internal/event"
	"comptoir/internal/identity"
	"comptoir/internal/identity/identitytest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/web"
	"comptoir/internal/web/webtest"
)

func (s *site) signedIn(email string) *http.Client {
	s.t.Helper()
	c := s.client()
	if a := s.post(c, "http://a.test/login", "email", email, "password", identitytest.Password); a.StatusCode != 303 {
		s.t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	return c
}

// invitation is the page to which the last invitation leads.
func (s *site) invitation() string {
	s.t.Helper()
	var rows string
	ctx := s.ctx(s.a)
	if err := s.db.Read(ctx).QueryRow(ctx, "SELECT payload FROM outbox.event WHERE name = $1 ORDER BY id DESC LIMIT 1", event.StaffInvited{}.EventName()).Scan(&rows); err != nil {
		s.t.Fatal(err)
	}
	var e event.StaffInvited
	if err := json.Unmarshal([]byte(rows), &e); err != nil {
		s.t.Fatal(err)
	}
	return s.path(e.Invitation)
}

// A colleague is invited, joins, gets a role that the business made, and is shut out.
func TestPageTeam(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "boss@example.com", identity.Administrator)
	c := s.signedIn("boss@example.com")
	if a := s.post(c, "http://a.test/desk/team/invite", "email", "x", "name", "", "locale", "fr"); a.StatusCode != 422 {
		t.Errorf("nothing said: %d", a.StatusCode)
	}
	if a := s.post(c, "http://a.test/desk/team/invite", "email", "erwan@example.com", "name", "Erwan Kervella", "locale", "fr", "role", "staff"); a.StatusCode != 303 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	page := webtest.HTML(t, s.get(c, "http://a.test/desk/team").body)
	page.In("#invitations tbody tr").Count(1)
	page.In("#people tbody tr").Count(1)
	if a := s.post(c, "http://a.test"+page.In("form[action$='/resend']").At(0).Attr("action")); a.StatusCode != 303 {
		t.Errorf("%d", a.StatusCode)
	}
	path := s.invitation()
	erwan := s.client()
	webtest.HTML(t, s.get(erwan, "http://a.test"+path).body).In("main").Has("Équipe", "erwan@example.com")
	if a := s.post(erwan, "http://a.test"+path, "name", "Erwan", "password", "short"); a.StatusCode != 422 {
		t.Errorf("a short password: %d", a.StatusCode)
	}
	if a := s.post(erwan, "http://a.test"+path, "name", "Erwan Kervella", "password", identitytest.Password); a.StatusCode != 303 || a.Header.Get("Location") != "/desk" {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if a := s.get(s.client(), "http://a.test"+path); a.StatusCode != http.StatusGone {
		t.Errorf("used: %d", a.StatusCode)
	}
	if a := s.get(erwan, "http://a.test/desk/team"); a.StatusCode != 403 {
		t.Errorf("staff sees the team: %d", a.StatusCode)
	}

	if a := s.post(c, "http://a.test/desk/roles/new", "name", "Comptable", "permission", "payments.read_payments", "permission", "identity.read_users"); a.StatusCode != 303 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	webtest.HTML(t, s.get(c, "http://a.test/desk/roles").body).In("main").Has("Comptable", "Voir les paiements", "Les siens")
	member := ""
	for _, href := range webtest.HTML(t, s.get(c, "http://a.test/desk/team").body).In("#people a[href^='/desk/team/']").Attrs("href") {
		if strings.Contains(s.get(c, "http://a.test"+href).body, "erwan@example.com") {
			member = href
		}
	}
	form := webtest.HTML(t, s.get(c, "http://a.test"+member).body)
	custom := form.In("input[name=custom]").At(0).Attr("value")
	if a := s.post(c, "http://a.test"+member+"/roles", "role", "staff", "custom", custom); a.StatusCode != 303 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if a := s.get(erwan, "http://a.test/desk/team"); a.StatusCode != 200 {
		t.Errorf("the role of the business's own does not reach his session: %d", a.StatusCode)
	}
	if a := s.post(c, "http://a.test"+member+"/deactivate"); a.StatusCode != 303 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	webtest.HTML(t, s.get(c, "http://a.test"+member).body).In("main").Has("Désactivé")
	if a := s.get(erwan, "http://a.test/desk"); a.StatusCode != 303 {
		t.Errorf("shut out: %d", a.StatusCode)
	}
	s.now.Advance(access.FreshFor)
	if a := s.post(c, "http://a.test"+member+"/reactivate"); !strings.HasPrefix(a.Header.Get("Location"), "/account/prove?next=") {
		t.Errorf("without a fresh proof: %d %s", a.StatusCode, a.Header.Get("Location"))
	}
}

func TestAPIPeople(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "boss@example.com", identity.Administrator)
	clerk := s.user(s.a, "clerk@example.com")
	other := s.user(s.b, "other@example.com")
	in, small := s.login("boss@example.com"), s.login("clerk@example.com")
	boss := in.AccessToken
	s.api("GET", "/api/identity/users", nil, small.AccessToken).want(t, "a customer", 403, "forbidden")
	s.api("GET", "/api/identity/users/"+other.ID.String(), nil, boss).want(t, "another business's", 404, "identity.unknown_user")
	a := s.api("POST", "/api/identity/roles", map[string]any{"name": "Accueil", "permissions": []string{"identity.read_users"}}, boss)
	var role struct {
		ID      string
		Version int
	}
	if err := json.Unmarshal([]byte(a.body), &role); err != nil || a.StatusCode != 201 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if a := s.api("PUT", "/api/identity/users/"+clerk.ID.String()+"/roles", map[string]any{"roles": []string{}, "customRoles": []string{role.ID}}, boss); a.StatusCode != 200 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if a := s.api("GET", "/api/identity/users?team=true", nil, small.AccessToken); a.StatusCode != 200 || !strings.Contains(a.body, "clerk@example.com") {
		t.Errorf("his token does not know: %d %s", a.StatusCode, a.body)
	}
	s.api("PUT", "/api/identity/roles/"+role.ID, map[string]any{"name": "Accueil", "permissions": []string{"identity.read_users"}}, boss, "If-Match", `"v7"`).want(t, "stale", 412, "identity.stale")
	if a := s.api("DELETE", "/api/identity/roles/"+role.ID, nil, boss, "If-Match", `"v1"`); a.StatusCode != 204 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	s.api("GET", "/api/identity/users", nil, small.AccessToken).want(t, "the role is gone", 403, "forbidden")
	if a := s.api("POST", "/api/identity/invitations", map[string]any{"email": "new@example.com", "name": "Erwan", "roles": []string{"staff"}}, boss); a.StatusCode != 201 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	token := last(s.invitation())
	a = s.api("POST", "/api/auth/invitation", map[string]string{"token": token, "name": "Erwan", "password": identitytest.Password}, "")
	if a.StatusCode != 200 || !strings.Contains(a.body, `"accessToken"`) {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	s.api("POST", "/api/auth/invitation", map[string]string{"token": token, "name": "Erwan", "password": identitytest.Password}, "").want(t, "twice", 410, "identity.invitation_over")
	s.api("POST", "/api/identity/users/"+in.User.ID+"/deactivate", nil, boss).want(t, "the last administrator", 409, "identity.last_administrator")
	if a := s.api("POST", "/api/identity/users/"+clerk.ID.String()+"/deactivate", nil, boss); a.StatusCode != 200 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	s.api("GET", "/api/auth/me", nil, small.AccessToken).want(t, "shut out", 401, "identity.invalid_token")
}

// Every permission that somebody may have is named in both languages: the matrix at the desk shows no code.
func TestPermissionsAreNamed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, lang := range []string{"fr", "en"} {
		l := s.kit.Messages().Locale(lang)
		ctx := web.WithLocale(t.Context(), l)
		for _, p := range identity.Permissions() {
			holders := identity.Holders(p)
			if len(holders) == 0 || slices.Equal(holders, []identity.Role{identity.PlatformAdministrator}) {
				continue // the program's and the operator's own
			}
			if !web.Has(ctx, "permission."+string(p)) {
				t.Errorf("%s has no name in %s", p, lang)
			}
		}
	}
}

// The button takes the factors off who has some, and says so where there are none.
func TestResetFactorsOnThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "boss@example.com", identity.Administrator)
	clerk := s.user(s.a, "clerk@example.com", identity.Staff)
	c := s.signedIn("boss@example.com")
	page := "http://a.test/desk/team/" + clerk.ID.String()
	webtest.HTML(t, s.get(c, page).body).In("form[action$='/reset-factors'] button").One()
	if a := s.post(c, page+"/reset-factors"); a.StatusCode != 303 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	webtest.HTML(t, s.get(c, page).body).In("#toasts").Has("second facteur")
	s.user(s.a, "manager@example.com", identity.Manager)
	m := s.signedIn("manager@example.com")
	webtest.HTML(t, s.get(m, page).body).In("form[action$='/reset-factors']").None()
	if a := s.post(m, page+"/reset-factors"); a.StatusCode != 403 {
		t.Errorf("a manager: %d", a.StatusCode)
	}
}
