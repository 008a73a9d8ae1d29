package app_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/platform/rest"
	"comptoir/internal/tenancy"
	"comptoir/test/program"
)

// asked is what a request asked about permissions, and how it was answered.
type asked struct {
	mu  sync.Mutex
	all map[access.Permission]bool
}

func (a *asked) witness(ctx context.Context, p access.Permission, answer error) {
	if k := access.From(ctx).Kind; p == access.Public || k != access.Person && k != access.Anonymous {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if held, known := a.all[p]; !known || held {
		a.all[p] = answer == nil
	}
}

func (a *asked) take() map[access.Permission]bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	all := a.all
	a.all = map[access.Permission]bool{}
	return all
}

// caller is a person with one role, or nobody; he signs in again when he is signed out.
type caller struct {
	*program.Agency
	role   identity.Role // "": nobody
	email  contact.Email
	cookie string
}

func (c *caller) signIn(t *testing.T) {
	t.Helper()
	in, err := c.App.Contexts.Identity.SignInAs(access.AsSystem(t.Context(), c.State.ID, "test"), identity.SignInAs{Email: c.email, Kind: identity.PageSession})
	if err != nil {
		t.Fatal(err)
	}
	c.cookie = "session=" + in.Secret
}

func (c *caller) has(p access.Permission) bool {
	return p == access.Public || c.role != "" && slices.Contains(identity.Granted(c.role), p)
}

// call sends a request; somebody whom the call before signed out signs in and asks again.
func (c *caller) call(t *testing.T, method, path string) program.Answer {
	t.Helper()
	send := func() program.Answer {
		headers := []string{"Cookie", c.cookie}
		var body any
		switch {
		case strings.HasPrefix(path, "/api/") && method != http.MethodGet:
			body = "{}"
		case method == http.MethodPost:
			body, headers = "x=", append(headers, "Content-Type", "application/x-www-form-urlencoded")
		}
		if c.role == "" {
			headers[1] = "theme=dark"
		}
		return c.Call(method, path, body, headers...)
	}
	got := send()
	if c.role != "" && askedIn(got) {
		c.signIn(t)
		got = send()
	}
	return got
}

// askedIn reports whether the answer asks to sign in, refused whether it says that the role does not allow this.
func askedIn(a program.Answer) bool {
	return a.At("code") == "sign_in_required" || a.Status == http.StatusSeeOther && strings.HasPrefix(a.Header.Get("Location"), "/login")
}

func refused(a program.Answer) bool {
	return a.Status == http.StatusForbidden && (a.Header.Get("Content-Type") != "application/problem+json" || a.At("code") == "forbidden")
}

// callers are one person of each role, where he belongs, and nobody.
func callers(t *testing.T, a, house *program.Agency) []*caller {
	t.Helper()
	all := []*caller{{Agency: &program.Agency{Program: a.Program, Slug: a.Slug, State: a.State}}}
	for _, role := range identity.Roles() {
		at := a
		if role == identity.PlatformAdministrator {
			at = house
		}
		c := &caller{Agency: &program.Agency{Program: a.Program, Slug: at.Slug, State: at.State}, role: role, email: contact.Email("role." + string(role) + "@example.org")}
		_, err := a.App.Contexts.Identity.CreateUser(access.AsSystem(t.Context(), at.State.ID, "test"), identity.CreateUser{Email: string(c.email), Password: program.Password, Confirmed: true,
			Roles: []identity.Role{role}, Profile: identity.Profile{Name: "Camille " + string(role), Locale: "fr"}})
		if err != nil {
			t.Fatal(err)
		}
		c.signIn(t)
		all = append(all, c)
	}
	return all
}

const nothing = "0198c0de-0000-7000-8000-000000000001"

var parameter = regexp.MustCompile(`\{[^}]*\}`)

// Every operation of the API, called as each of the nine roles and as nobody: it is refused exactly when the matrix says
// so, before anything of what was sent is looked at.
func TestEveryOperationAsEveryRole(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	people := callers(t, a, operatorsHouse(t, p))
	calls := 0
	for _, r := range rest.Routes(p.App.API) {
		path := parameter.ReplaceAllString(r.Path, nothing)
		for _, c := range people {
			got := c.call(t, r.Method, path)
			calls++
			console, atHouse := strings.HasPrefix(r.Path, "/api/operator/"), c.role == identity.PlatformAdministrator
			switch {
			case got.Status >= 500:
				t.Errorf("%s %s as %q: %d %s", r.Method, r.Path, c.role, got.Status, got.Raw)
			case console && !atHouse:
				if got.At("code") != "no_such_operation" && got.Status != http.StatusNotFound {
					t.Errorf("%s %s as %q: %d %s", r.Method, r.Path, c.role, got.Status, got.Raw)
				}
			case c.has(r.Permission) == (askedIn(got) || refused(got)):
				t.Errorf("%s %s as %q, who has %s: %v; %d %s", r.Method, r.Path, c.role, r.Permission, c.has(r.Permission), got.Status, got.Raw)
			}
		}
	}
	t.Logf("%d calls", calls)
	if calls < 1000 {
		t.Errorf("only %d calls", calls)
	}
}

// pages returns the patterns of the pages behind a sign-in.
func pages(t *testing.T) []string {
	t.Helper()
	behind := regexp.MustCompile(`^(GET|POST) /(desk|account|operator|owner)(/|$)`)
	all := slices.DeleteFunc(patterns(t), func(p string) bool { return !behind.MatchString(p) })
	if len(all) < 140 {
		t.Fatalf("only %d pages", len(all))
	}
	return all
}

// real fills the parameters of a page with what exists, so that it shows something.
func real(pattern string, things map[string]string) string {
	best := ""
	for prefix := range things {
		if strings.HasPrefix(pattern, prefix) && len(prefix) > len(best) {
			best = prefix
		}
	}
	id := nothing
	if best != "" {
		id = things[best]
	}
	return parameter.ReplaceAllString(pattern, id)
}

// Every page of the account, the desk, the owner and the operator, opened and sent as each of the nine roles and as nobody.
// Each asks for a permission of the matrix before it shows or does anything, and is refused to exactly those whose role
// does not have it.
func TestEveryPageAsEveryRole(t *testing.T) {
	t.Parallel()
	seen := &asked{all: map[access.Permission]bool{}}
	p := program.StartWitnessed(t, seen.witness)
	a := p.Agency("rivages")
	house := operatorsHouse(t, p)
	people := callers(t, a, house)
	things := thingsOf(t, a)
	for _, pattern := range pages(t) {
		method, path, _ := strings.Cut(pattern, " ")
		if method == http.MethodGet {
			path = real(path, things)
		} else {
			path = parameter.ReplaceAllString(path, nothing) // what is sent must not find anything: the people are needed
		}
		var askedFor []access.Permission
		answers := map[*caller]program.Answer{}
		for _, c := range people {
			seen.take()
			answers[c] = c.call(t, method, path)
			for perm := range seen.take() {
				askedFor = append(askedFor, perm)
			}
		}
		audience(t, pattern, askedFor, people, answers)
		for c, got := range answers {
			if pattern != "GET /desk" && strings.Contains(string(got.Raw), `href="/desk" aria-current="page"`) {
				t.Errorf("%s lights the desk's first page, for %s", pattern, c.role)
			}
		}
	}
}

// audience checks who got through to a page: exactly those who have one of the permissions that it asks for.
func audience(t *testing.T, pattern string, askedFor []access.Permission, people []*caller, answers map[*caller]program.Answer) {
	t.Helper()
	var verdicts []string
	fits := func(perm access.Permission) bool {
		for _, c := range people {
			got := answers[c]
			absent := got.Status == http.StatusNotFound
			away := strings.Contains(pattern, " /operator") != (c.role == identity.PlatformAdministrator)
			stopped := askedIn(got) || refused(got)
			switch {
			case away && (stopped || absent || c.role == identity.PlatformAdministrator && got.Status == http.StatusSeeOther):
			case c.has(perm) && !stopped, !c.has(perm) && (stopped || absent):
			default:
				return false
			}
		}
		return true
	}
	for _, c := range people {
		if answers[c].Status >= 500 {
			t.Errorf("%s as %q: %d", pattern, c.role, answers[c].Status)
		}
		verdicts = append(verdicts, fmt.Sprintf("%s %d", c.role, answers[c].Status))
	}
	slices.Sort(askedFor)
	askedFor = slices.Compact(askedFor)
	if !slices.ContainsFunc(askedFor, fits) {
		t.Errorf("%s asks for %v and answers %s", pattern, askedFor, strings.Join(verdicts, ", "))
	}
}

// thingsOf makes one of each thing that has a page of its own, by the beginning of its address.
func thingsOf(t *testing.T, a *program.Agency) map[string]string {
	t.Helper()
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	stay := book(a, home, 30, 33, "nora")
	role := admin.Must(201, "POST", "/api/identity/roles", m{"name": "Accueil", "permissions": []string{"stays.run_stay"}}).Text("id")
	ctx := access.AsSystem(t.Context(), a.State.ID, "test")
	tenant, err := a.App.Contexts.Tenancy.GetTenant(ctx, tenancy.GetTenant{})
	if err != nil {
		t.Fatal(err)
	}
	var entry string
	if err := a.Admin().QueryRow(t.Context(), "select id::text from audit.entry where tenant_id = $1 limit 1", a.State.ID.String()).Scan(&entry); err != nil {
		t.Fatal(err)
	}
	user := admin.Must(200, "GET", "/api/auth/me", nil).Text("id")
	return map[string]string{"/desk/reservations/": stay.id, "/desk/calendar/reservations/": stay.id, "/desk/properties/": home, "/desk/roles/": role, "/desk/team/": user,
		"/desk/audit/": entry, "/operator/tenants/": tenant.ID.String(), "/desk/audit/export/": "csv", "/desk/ledger/export/": "journal.csv"}
}
