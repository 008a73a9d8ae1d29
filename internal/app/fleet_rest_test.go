package app_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/tenancy"
	"comptoir/test/program"
)

// operatorsHouse founds it and signs its person in.
func operatorsHouse(t *testing.T, p *program.Program) *program.Agency {
	t.Helper()
	house, err := p.App.Contexts.Tenancy.FoundOperator(operatorOf(t), tenancy.FoundOperator{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.App.Contexts.Identity.CreateUser(access.AsSystem(t.Context(), house.ID, "test"), identity.CreateUser{Email: "camille@operator.example", Password: program.Password,
		Confirmed: true, Roles: []identity.Role{identity.PlatformAdministrator}, Profile: identity.Profile{Name: "Camille Aubry", Locale: "fr"}}); err != nil {
		t.Fatal(err)
	}
	return (&program.Agency{Program: p, Slug: house.Slug, State: house}).As("camille")
}

// A business's life through the API alone: it opens itself, is configured, put on a plan, suspended and resumed, lets the
// support in, takes its data away, and is deleted.
func TestABusinessLivesByTheAPI(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	operator := operatorsHouse(t, p)
	jeanne := opensByAPI(t, p)
	configures(t, jeanne)
	one := "/api/operator/tenants/" + jeanne.Must(200, "GET", "/api/business", nil).Text("id")

	for _, list := range []string{"?q=jeanne", "?plan=discovery&status=active"} {
		if got := operator.Must(200, "GET", "/api/operator/tenants"+list, nil); got.Len("items") != 1 || got.Text("items.0.slug") != "jeanne" || got.Text("items.0.usage.0.resource") != "users" {
			t.Errorf("%s: %s", list, got.Raw)
		}
	}
	if got := operator.Must(422, "PUT", one+"/plan", m{"plan": "starter", "limits": m{"mails": -7}}); got.Text("errors.0.field") != "limits.mails" {
		t.Errorf("%s", got.Raw)
	}
	operator.Must(200, "PUT", one+"/plan", m{"plan": "starter", "limits": m{"properties": 1}})
	jeanne.Must(201, "POST", "/api/stays/desk/properties", program.Sheet("moulin"))
	if got := jeanne.Must(409, "POST", "/api/stays/desk/properties", program.Sheet("grange")); got.Text("code") != "tenancy.limit_reached" {
		t.Errorf("%s", got.Raw)
	}

	operator.Must(200, "POST", one+"/suspend", m{"reason": "impayé"})
	if got := jeanne.Call("GET", "/api/stays/properties", nil); got.Status != 503 || got.Text("code") != "tenancy.suspended" {
		t.Errorf("a suspended business: %d %s", got.Status, got.Raw)
	}
	operator.Must(409, "POST", one+"/suspend", m{"reason": "encore"})
	operator.Must(200, "POST", one+"/resume", nil)
	jeanne.Must(200, "GET", "/api/stays/properties", nil)

	support := operator.Must(201, "POST", one+"/supports", m{"reason": "Aider à publier"}).Text("id")
	jeanne.Must(200, "POST", "/api/business/supports/"+support+"/decision", m{"agree": false})
	jeanne.Must(409, "POST", "/api/business/supports/"+support+"/decision", m{"agree": true})
	if got := jeanne.Must(200, "PUT", "/api/business/support-consent", m{"standing": true}); got.At("supportConsent") != true {
		t.Errorf("%s", got.Raw)
	}
	if got := operator.Must(201, "POST", one+"/supports", m{"reason": "Aider encore"}); got.Text("state") != "granted" || got.At("standing") != true {
		t.Errorf("%s", got.Raw)
	}

	takesItsData(t, jeanne, operator, one)
	operator.Must(200, "POST", one+"/close", m{"reason": "demande du client"})
	if got := operator.Must(200, "GET", one, nil); got.Text("status") != "closing" || got.At("eraseAt") == nil {
		t.Errorf("%s", got.Raw)
	}

	// The console is nobody else's.
	other := p.Agency("rivages").As("admin")
	for path, body := range map[string]any{"GET /api/operator/tenants": nil, "GET " + one: nil, "POST " + one + "/resume": nil, "POST " + one + "/exports": nil,
		"PUT " + one + "/plan": m{"plan": "unlimited"}, "POST /api/operator/tenants": m{"slug": "mine", "name": "Mine", "trades": []string{"stays"}}} {
		method, at, _ := strings.Cut(path, " ")
		if got := other.Call(method, at, body); got.Status != 404 {
			t.Errorf("%s by a business's administrator: %d %s", path, got.Status, got.Raw)
		}
	}
}

func opensByAPI(t *testing.T, p *program.Program) *program.Agency {
	t.Helper()
	root := &program.Agency{Program: p}
	const address = "admin@jeanne.example"
	root.Must(422, "POST", "/api/start", m{"email": "nobody"})
	root.Must(202, "POST", "/api/start", m{"email": address})
	secret := ""
	p.Eventually("the link lies in the mailbox", func() bool {
		for _, mail := range (&program.Agency{Program: p, Slug: tenancy.OperatorSlug}).Mails(address) {
			if i := slices.IndexFunc(mail.Links, func(l string) bool { return strings.Contains(l, "/start/") }); i >= 0 {
				_, secret, _ = strings.Cut(mail.Links[i], "/start/")
			}
		}
		return secret != ""
	})
	for slug, want := range map[string]string{"jeanne": "free", "admin": "reserved", "operator": "reserved", "-x": "malformed"} {
		if got := root.Must(200, "GET", "/api/start/slugs/"+slug, nil).Text("state"); got != want {
			t.Errorf("%s is said to be %s", slug, got)
		}
	}
	form := m{"slug": "jeanne", "name": "Gîtes de Jeanne", "trades": []string{"stays"}, "person": "Jeanne Dubois", "password": "court-court-court"}
	form["slug"], form["password"] = "admin", "jeannejeanne"
	if got := root.Must(422, "POST", "/api/start/"+secret, form); !strings.Contains(string(got.Raw), `"slug"`) || !strings.Contains(string(got.Raw), `"password"`) {
		t.Errorf("not all that is wrong is said: %s", got.Raw)
	}
	form["slug"], form["password"] = "jeanne", program.Password
	root.Must(410, "POST", "/api/start/"+secret[:len(secret)-2]+"AA", form)
	root.Must(201, "POST", "/api/start/"+secret, form)
	root.Must(410, "POST", "/api/start/"+secret, form)
	if got := root.Must(200, "GET", "/api/start/slugs/jeanne", nil).Text("state"); got != "taken" {
		t.Errorf("jeanne is %s", got)
	}
	jeanne := (&program.Agency{Program: p, Slug: "jeanne"}).As("admin")
	jeanne.Must(404, "POST", "/api/start", m{"email": address}) // at the installation's own address only
	return jeanne
}

func configures(t *testing.T, jeanne *program.Agency) {
	t.Helper()
	before := jeanne.Must(200, "GET", "/api/business", nil)
	tag := before.Header.Get("ETag")
	want := m{"name": "Les gîtes de Jeanne", "languages": []string{"fr"}, "defaultLanguage": "fr", "zone": "Europe/Paris", "branding": m{"accent": "#0f5e6e", "font": "book"},
		"legal": m{"name": "Jeanne Dubois EI", "siren": "732829320", "siret": "73282932000074", "address": m{"line1": "2 rue du Four", "postalCode": "35400", "city": "Saint-Malo", "country": "FR"}}}
	after := jeanne.Must(200, "PUT", "/api/business/settings", want, "If-Match", tag)
	if after.Text("legal.siren") != "732829320" || after.Text("trades.0") != "stays" || after.Text("branding.font") != "book" {
		t.Errorf("%s", after.Raw)
	}
	jeanne.Must(412, "PUT", "/api/business/settings", want, "If-Match", tag)
	want["branding"], want["legal"] = m{"accent": "#ffff00"}, m{"siren": "732829321"}
	got := jeanne.Must(422, "PUT", "/api/business/settings", want)
	for _, path := range []string{"branding.accent", "legal.siren"} {
		if !strings.Contains(string(got.Raw), path) {
			t.Errorf("%s is not named: %s", path, got.Raw)
		}
	}
	want["hours"] = m{"week": []m{{"day": "monday", "from": "09:00", "to": "12:00"}, {"day": "monday", "from": "11:00", "to": "13:00"}}}
	if got := jeanne.Must(422, "PUT", "/api/business/settings", want); !strings.Contains(string(got.Raw), "hours.week.1.from") {
		t.Errorf("%s", got.Raw)
	}
	want["plan"] = "unlimited"
	jeanne.Must(422, "PUT", "/api/business/settings", want)
	claim := jeanne.Must(201, "POST", "/api/business/domains", m{"host": "www.jeanne.example"})
	if !strings.HasPrefix(claim.Text("recordText"), "comptoir-verification=") || claim.Text("recordName") != "_comptoir.www.jeanne.example" {
		t.Errorf("%s", claim.Raw)
	}
	jeanne.Must(409, "POST", "/api/business/domains/www.jeanne.example/verify", nil) // no such zone exists (RFC 2606)
	jeanne.Must(204, "DELETE", "/api/business/domains/www.jeanne.example", nil)
	jeanne.Must(404, "DELETE", "/api/business/domains/www.jeanne.example", nil)
}

func takesItsData(t *testing.T, jeanne, operator *program.Agency, one string) {
	t.Helper()
	id := jeanne.Must(202, "POST", "/api/business/exports", nil).Text("id")
	file := "/api/business/exports/" + id + "/file"
	jeanne.Eventually("the export is ready", func() bool {
		return jeanne.Must(200, "GET", "/api/business", nil).Text("exports.0.state") == "ready"
	})
	for who, path := range map[*program.Agency]string{jeanne: file, operator: fmt.Sprintf("%s/exports/%s/file", one, id)} {
		got := who.Must(200, "GET", path, nil)
		z, err := zip.NewReader(bytes.NewReader(got.Raw), int64(len(got.Raw)))
		if err != nil || len(z.File) < 10 || !strings.Contains(got.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %v %v", path, err, got.Header)
		}
	}
	jeanne.Pass(tenancy.ExportLife + time.Minute)
	*jeanne, *operator = *jeanne.As("admin"), *operator.As("camille")
	if got := jeanne.Must(410, "GET", file, nil); got.Text("code") != "tenancy.export_expired" {
		t.Errorf("%s", got.Raw)
	}
	tenant, err := jeanne.App.Contexts.Tenancy.Directory.ByKey(t.Context(), jeanne.Slug)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jeanne.App.Contexts.Tenancy.Sweep(access.AsSystem(t.Context(), tenant.ID, "test"), tenancy.Sweep{}); err != nil { // which a job does every hour
		t.Fatal(err)
	}
	if got := jeanne.Must(200, "GET", "/api/business", nil).Text("exports.0.state"); got != "expired" {
		t.Errorf("the file is %s", got)
	}
}
