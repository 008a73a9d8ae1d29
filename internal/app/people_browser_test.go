package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"comptoir/internal/app"
	"comptoir/internal/audit"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// The pages of the team, roles, trail, security, profile and notifications, on a desk and on a phone: nothing that axe finds
// wrong, nothing wider than the screen, and every button and field reached by the keyboard alone.
func TestPeoplePagesInABrowser(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	admin.Must(201, "POST", "/api/identity/roles", m{"name": "Accueil", "permissions": []string{"stays.run_stay"}})
	admin.Must(201, "POST", "/api/identity/invitations", m{"email": "erwan@example.org", "name": "Erwan", "roles": []string{"staff"}})
	var people struct{ Items []struct{ ID, Email string } }
	if err := json.Unmarshal(admin.Must(200, "GET", "/api/identity/users", nil).Raw, &people); err != nil || len(people.Items) == 0 {
		t.Fatal(err)
	}
	staff := people.Items[len(people.Items)-1]
	site := "http://rivages.localhost:" + p.Port
	b := webtest.Browser(t)
	b.Go(site + "/login?lang=fr")
	b.Fill("[name=email]", "admin@rivages.example")
	b.Fill("[name=password]", program.Password)
	b.Key("Enter")
	b.Until(`!location.pathname.startsWith("/login")`)
	for _, size := range [][2]int64{{1280, 900}, {390, 844}} {
		b.Size(size[0], size[1])
		for _, path := range []string{"/desk/team", "/desk/team/invite", "/desk/team/" + staff.ID, "/desk/roles", "/desk/roles/new", "/desk/audit", "/desk/security", "/account/profile", "/account/notifications"} {
			b.Go(site + path)
			b.Wait("h1")
			b.NoViolations()
			if webtest.Eval[bool](b, "document.documentElement.scrollWidth > innerWidth + 1") {
				t.Errorf("%s is wider than %d", path, size[0])
			}
			if lost := webtest.Eval[string](b, unreachable); lost != "" {
				t.Errorf("%s: the keyboard does not reach %s", path, lost)
			}
		}
	}
	b.Go(site + "/desk/roles")
	if at := webtest.Eval[string](b, `document.querySelector(".rail-nav [aria-current]")?.getAttribute("href") ?? ""`); at != "/desk/team" {
		t.Errorf("the rail stands at %q", at)
	}
	if errs := b.ConsoleErrors(); len(errs) > 0 {
		t.Error(errs)
	}
}

// unreachable names what can be pressed or filled in and is taken out of the order of the Tab key.
const unreachable = `[...document.querySelectorAll("main button, main input:not([type=hidden]), main select, main a[href]")]
	.filter(e => e.checkVisibility() && !e.disabled && (e.tabIndex < 0 || e.matches("[aria-hidden=true] *"))).map(e => e.outerHTML.slice(0, 80)).join(" ")`

// Whatever lets data leave in bulk, or lets somebody of the operator's in, leaves a security event: every use case whose
// name says so stands in the list, or is a reading one here with its reason.
func TestDeparturesAreNoted(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	reading := map[string]string{"tenancy.make_export": "the program's job, after the request was noted", "tenancy.find_support": "looks at what was asked",
		"tenancy.knock_support": "the banner's question on each page", "staystest.try": "a test's"}
	for name := range usecase.Registered() {
		if (strings.Contains(name, "export") || strings.Contains(name, "support")) && app.Departing()[name] == "" && reading[name] == "" {
			t.Errorf("%s leaves no security event", name)
		}
	}
	for name := range app.Departing() {
		if _, known := usecase.Registered()[name]; !known {
			t.Errorf("%s is no use case", name)
		}
	}
	a := p.Agency("rivages")
	admin := a.As("admin")
	if got := admin.Call("POST", "/api/business/exports", m{}); got.Status >= 300 {
		t.Fatalf("%d %s", got.Status, got.Raw)
	}
	p.Eventually("the export is in the log", func() bool {
		var n int
		if err := p.Admin().QueryRow(t.Context(), "select count(*) from audit.security_event where kind = 'export' and tenant_id = $1 and user_id is not null", a.State.ID.String()).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n > 0
	})
}

// The operator sees the grave events of every business, each under its name, with the way to it.
func TestTheOperatorSeesTheFleetsSecurity(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a, b := p.Agency("rivages"), p.Agency("cimes")
	house := operatorsHouse(t, p)
	for _, x := range []*program.Agency{a, b} {
		_, err := p.App.Contexts.Audit.NoteSecurity(access.AsSystem(t.Context(), x.State.ID, "test"), audit.NoteSecurity{Events: []audit.SecurityEvent{{Kind: audit.TokenReused, Address: "192.0.2.7"}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	all, err := p.App.Contexts.Audit.FleetSecurity(access.AsSystem(t.Context(), house.State.ID, "test"), audit.FleetSecurity{})
	if err != nil || len(all) != 2 || len(all[0].Events) != 1 || len(all[0].Alerts) != 1 || all[0].Tenant == all[1].Tenant {
		t.Fatalf("%v %+v", err, all)
	}
	c := &caller{Agency: &program.Agency{Program: p, Slug: house.Slug, State: house.State}, role: identity.PlatformAdministrator, email: "camille@operator.example"}
	c.signIn(t)
	// The events say in words what happened and to whom: no key, no identifier.
	boss := a.As("admin")
	if refused := a.Call("POST", "/api/auth/login", m{"email": "admin@rivages.example", "password": "wrong-password"}); refused.Status != 401 {
		t.Errorf("%d", refused.Status)
	}
	p.Eventually("the events are written", func() bool {
		return boss.Must(200, "GET", "/api/audit/security-events?kind=sign_in_failed", nil).Len("items") > 0
	})
	page := webtest.HTML(t, string(a.Must(200, "GET", "/desk/security", nil, "Cookie", cookieOf(a, "admin")).Raw)).In("#security-events")
	page.Has("Connexion refusée", "par mot de passe", "admin")
	if text := page.Text(); strings.Contains(text, "method") {
		t.Errorf("%s", text)
	}
	got := c.call(t, "GET", "/operator/security")
	for _, want := range []string{"Agence rivages", "Agence cimes", "/operator/tenants/" + a.State.ID.String()} {
		if !strings.Contains(string(got.Raw), want) {
			t.Errorf("%d, nothing of %s", got.Status, want)
		}
	}
}
