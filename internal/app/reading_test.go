package app_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/rest"
	"comptoir/internal/tenancy"
	"comptoir/test/program"
)

// readings returns every address that is read: the API's from the API, the pages' from the source.
func readings(t *testing.T, p *program.Program) []string {
	t.Helper()
	found := map[string]bool{}
	for _, r := range rest.Routes(p.App.API) {
		if r.Method == http.MethodGet {
			found[r.Path] = true
		}
	}
	written := regexp.MustCompile(`"GET (/[^" ]*)"`)
	err := filepath.WalkDir("..", func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range written.FindAllStringSubmatch(string(text), -1) {
			found[strings.TrimSuffix(m[1], "{$}")] = true
		}
		return err
	})
	if err != nil || len(found) < 120 {
		t.Fatalf("only %d addresses: %v", len(found), err)
	}
	return slices.Sorted(maps.Keys(found))
}

// book of everything: each row of each business table as text, counted.
type ledger map[string]map[string]int

// notes are what a reading may leave behind: that somebody was here, what he took away, what follows of it, and what the
// program writes by itself meanwhile.
var notes = map[string]string{
	"audit.security_event": "an address that opens nothing, an export, a refusal",
	"audit.alert":          "many of them: to the administrators, by mail",
	"audit.entry":          "who took a file; that an alert was sent",
	"audit.pending":        "the trail is sealed a moment later",
	"audit.seal":           "the trail is sealed a moment later",
	"audit.checkpoint":     "the trail is sealed a moment later",
	"identity.session":     "when a session was last used",
	"tenancy.export":       "when it was fetched",
	"tenancy.usage":        "of the alert's mail",
	"stays.quote":          "the price that a guest takes to the booking (GET /book), so that a reload shows the same; bounded below",
}

func rowsNow(t *testing.T, p *program.Program) ledger {
	t.Helper()
	conn := p.Admin()
	rows, err := conn.Query(t.Context(), `SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'jobs', 'public')`)
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if len(tables) < 40 {
		t.Fatalf("only %d tables", len(tables))
	}
	all := ledger{}
	for _, table := range tables {
		all[table] = map[string]int{}
		rows, err := conn.Query(t.Context(), "SELECT x::text FROM "+table+" x")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
			all[table][text]++
		}
	}
	all["jobs.river_job"] = map[string]int{}
	rows, err = conn.Query(t.Context(), `SELECT kind || ' ' || args::text FROM jobs.river_job WHERE NOT (metadata ? 'periodic') AND kind <> 'notifications.send'`) // which is of a delivery
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var job string
		if err := rows.Scan(&job); err != nil {
			t.Fatal(err)
		}
		all["jobs.river_job"][job]++
	}
	return all
}

// names returns a few identifiers of every kind of thing that there is.
func names(t *testing.T, p *program.Program) map[string]bool {
	t.Helper()
	words := map[string]bool{}
	rows, err := p.Admin().Query(t.Context(), `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.columns WHERE column_name = 'id' AND data_type = 'uuid'`)
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, table)
	}
	for _, table := range tables {
		if table == "stays.quote" || table == "audit.security_event" || strings.HasPrefix(table, "outbox.") {
			continue
		}
		rows, err := p.Admin().Query(t.Context(), "SELECT id::text FROM "+table+" ORDER BY id LIMIT 4")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				t.Fatal(err)
			}
			words[id] = true
		}
	}
	return words
}

// quiet waits until no job is at work.
func quiet(p *program.Program, t *testing.T) {
	t.Helper()
	p.Eventually("the jobs are done, and what they have posted is sealed", func() bool {
		var n int
		err := p.Admin().QueryRow(t.Context(), `SELECT (SELECT count(*) FROM jobs.river_job WHERE state IN ('available', 'running', 'pending') OR state = 'retryable')
			+ (SELECT count(*) FROM ledger.unsealed)`).Scan(&n)
		return err == nil && n == 0
	})
}

// reader is somebody who looks at everything.
type reader struct {
	name   string
	agency *program.Agency
	cookie string
	met    map[string]bool   // paths
	asked  map[string]int    // how often a path was read with a query: calendars have no end
	opened map[string]int    // path to its best status
	keys   map[string]string // pattern to what has opened it, for somebody
	words  map[string]bool   // what fills the places of an address: identifiers, tokens, names
}

var links = regexp.MustCompile(`(?:href|src|data-[a-z-]+|action|hx-get)="(/[^"#]*)`)

// look reads an address and whatever it leads to here.
func (r *reader) look(path string) {
	path = strings.ReplaceAll(path, "&amp;", "&")
	bare, _, asked := strings.Cut(path, "?")
	if asked {
		r.asked[bare]++
	}
	if r.met[path] || r.asked[bare] > 4 || strings.HasPrefix(path, "/assets/") || strings.HasPrefix(path, "//") {
		return
	}
	r.met[path] = true
	n := len(r.met) // each from an address of its own: whoever guesses is stopped
	headers := []string{"Cookie", r.cookie, "X-Forwarded-For", fmt.Sprintf("198.18.%d.%d", n/250, n%250+1)}
	as := *r.agency
	if !strings.HasPrefix(path, "/api/") {
		as.Token = ""
	}
	got, _ := as.Try("GET", path, nil, headers...) // lines of JSON are no JSON
	r.opened[path] = got.Status
	if got.Status >= 400 {
		return
	}
	for _, m := range links.FindAllStringSubmatch(string(got.Raw), -1) {
		r.look(m[1])
	}
	if to, err := url.Parse(got.Header.Get("Location")); err == nil && to.Path != "" && (to.Host == "" || strings.HasPrefix(to.Host, r.agency.Slug+".localhost")) {
		r.look(to.RequestURI())
	}
}

// fill tries what is known in the places of an address, until one opens.
func (r *reader) fill(pattern string) {
	before, rest, some := strings.Cut(pattern, "{")
	if !some {
		r.look(pattern)
		return
	}
	_, after, _ := strings.Cut(rest, "}")
	if strings.Contains(after, "{") {
		return // found by links only
	}
	if word := r.keys[pattern]; word != "" {
		r.look(before + word + after)
		return
	}
	for _, word := range slices.Sorted(maps.Keys(r.words)) {
		path := before + word + after
		if r.look(path); r.opened[path] < 400 {
			r.keys[pattern] = word
			return
		}
	}
}

// Reading changes nothing: every address that is read, by the administrator, a guest and a passer-by, with whatever opens
// it, and each link that a mail brought, which machines open before people do. All business tables are the same after.
func TestReadingChangesNothing(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin, stay, tokens := livelyAgency(t, a)
	patterns := readings(t, p)
	house, operator := headOffice(t, a)
	readers := []*reader{{name: "the administrator", agency: admin, cookie: cookieOf(a, "admin")}, {name: "staff", agency: a.As("staff"), cookie: cookieOf(a, "staff")},
		{name: "a guest", agency: signedIn(t, a, "nora@guest.example"), cookie: cookieFor(a, "nora@guest.example")}, {name: "a passer-by", agency: a},
		{name: "the operator", agency: house, cookie: operator}, {name: "somebody at the installation's address", agency: &program.Agency{Program: p}}}
	quiet(p, t)
	words, keys := names(t, p), map[string]string{}
	for _, word := range append(tokens, "fr", "csv", "jsonl", "google", "ty-mor", "stay") {
		words[word] = true
	}
	t.Logf("%d words", len(words))
	opened := map[string]bool{}
	for _, r := range readers {
		r.keys, r.met, r.asked, r.opened, r.words = keys, map[string]bool{}, map[string]int{}, map[string]int{}, maps.Clone(words)
		before := rowsNow(t, p)
		for _, start := range []string{"/", "/desk", "/account", "/start/slug?slug=mer", "/api/stays/planning?from=" + p.Day(50) + "&to=" + p.Day(90), "/api/contracts?reservation=" + stay, "/api/ledger/balances?from=" + p.Day(-30) + "&to=" + p.Day(1), "/api/ledger/statement?from=" + p.Day(-30) + "&to=" + p.Day(1), "/api/stays/properties/ty-mor/calendar?from=" + p.Day(0) + "&to=" + p.Day(30), "/stays?checkIn=" + p.Day(30) + "&checkOut=" + p.Day(33) + "&adults=2"} {
			r.look(start)
		}
		for _, pattern := range patterns {
			r.fill(pattern)
		}
		quiet(p, t)
		compare(t, r, before, rowsNow(t, p))
		for path, status := range r.opened {
			if status >= 500 {
				t.Errorf("%s: %s answers %d", r.name, path, status)
			}
			if status < 400 {
				opened[path] = true
			}
		}
		t.Logf("%s: %d addresses read", r.name, len(r.met))
	}
	unopened(t, patterns, opened)
}

// taken is how often a price was taken to the booking.
func (r *reader) taken() (n int) {
	for path := range r.met {
		if strings.HasPrefix(path, "/book?") && !strings.Contains(path, "quote=") {
			n++
		}
	}
	return n
}

func compare(t *testing.T, r *reader, before, after ledger) {
	t.Helper()
	for table, rows := range after {
		if notes[table] != "" && table != "stays.quote" {
			continue
		}
		var more, less []string
		for row, n := range rows {
			if before[table][row] != n && !strings.Contains(row, "security_alert") {
				more = append(more, row)
			}
		}
		for row := range before[table] {
			if rows[row] == 0 {
				less = append(less, row)
			}
		}
		if table == "stays.quote" {
			more = more[min(len(more), r.taken()):]
		}
		if len(more)+len(less) > 0 {
			t.Errorf("%s only read, and %s has %d new or changed rows and lost %d: %.300q %.300q", r.name, table, len(more), len(less), more, less)
		}
	}
}

// closed are the addresses that nobody of this business opens, each with the reason. Nine of ten others must have been
// opened, or the test would prove little; the rest is listed.
var closed = map[string]string{
	"/desk/reservations/{id}/caution/evidence/{evidence}": "there is a claim in TestClaimsHaveEvidence, which opens it",
	"/manage/{token}/evidence/{evidence}":                 "there is a claim in TestClaimsHaveEvidence, which opens it",
	"/account/bookings/{id}/evidence/{evidence}":          "there is a claim in TestClaimsHaveEvidence, which opens the same by the link",
	"/assets/": "files of the program itself",
	"/api/operator/tenants/{id}/exports/{export}/file": "the page's use case, which is opened",
	"/api/identity/users/{id}/photos/{photo}":          "nobody has a photo",
	"/branding/{file}":                       "there is no logo",
	"/account/privacy/requests/{id}/archive": "TestAPersonTakesACopyAndLeaves takes one",
	"/api/privacy/requests/{id}/archive":     "TestAPersonTakesACopyAndLeaves takes one",
	"/api/ledger/exports/fec":                "TestTheBooksOfAnAgency asks for it by year",
	"/api/ledger/exports/fec/left-out":       "TestTheBooksOfAnAgency asks for it by year",
	"/api/banking/own/statements":            "TestSecurityDeposits has an owner ask for it",
	"/things/{id}":                           "an example in a comment",
}

func unopened(t *testing.T, patterns []string, opened map[string]bool) {
	t.Helper()
	var never []string
	place := regexp.MustCompile(`\\\{[^}]*\\\}`)
	for _, pattern := range patterns {
		shape := regexp.MustCompile("^" + place.ReplaceAllString(regexp.QuoteMeta(pattern), `[^/?]+`) + `(\?.*)?$`)
		if strings.HasSuffix(pattern, "/") && pattern != "/" {
			shape = regexp.MustCompile("^" + regexp.QuoteMeta(pattern))
		}
		hit := false
		for path := range opened {
			hit = hit || shape.MatchString(path)
		}
		if !hit && closed[pattern] == "" {
			never = append(never, pattern)
		}
	}
	t.Logf("%d addresses of %d were opened by nobody: %s", len(never), len(patterns), strings.Join(never, ", "))
	if len(never)*10 > len(patterns) {
		t.Error("too many addresses were opened by nobody: give livelyAgency what they show, or close them with a reason")
	}
}

// headOffice founds the operator's house and signs somebody in there.
func headOffice(t *testing.T, a *program.Agency) (house *program.Agency, cookie string) {
	t.Helper()
	state, err := a.App.Contexts.Tenancy.FoundOperator(operatorOf(t), tenancy.FoundOperator{})
	if err != nil {
		t.Fatal(err)
	}
	ctx := access.AsSystem(t.Context(), state.ID, "test")
	if _, err := a.App.Contexts.Identity.CreateUser(ctx, identity.CreateUser{Email: "sam@operator.example", Password: program.Password, Confirmed: true,
		Roles: []identity.Role{identity.PlatformAdministrator}, Profile: identity.Profile{Name: "Sam", Locale: "fr"}}); err != nil {
		t.Fatal(err)
	}
	house = signedIn(t, &program.Agency{Program: a.Program, Slug: state.Slug, State: state}, "sam@operator.example")
	return house, cookieFor(house, "sam@operator.example")
}

// cookieFor is cookieOf for any address.
func cookieFor(a *program.Agency, address string) string {
	got := a.Must(303, "POST", "/login", url.Values{"email": {address}, "password": {program.Password}}.Encode(), "Content-Type", form)
	for _, c := range (&http.Response{Header: got.Header}).Cookies() {
		if c.Name == "session" {
			return "session=" + c.Value
		}
	}
	return ""
}

// livelyAgency lets a little of everything happen, and returns the administrator with every token that a link holds.
func livelyAgency(t *testing.T, a *program.Agency) (admin *program.Agency, reservation string, tokens []string) {
	t.Helper()
	admin = a.As("admin")
	home := admin.Property("ty-mor")
	guest := customer(t, a, "nora@guest.example")
	stay := book(a, home, 60, 67, "nora")
	a.Pay(stay.payment, good)
	a.Becomes(stay.token, "confirmed")
	confirmationMail(t, stay)
	held := book(a, home, 80, 83, "paul") // still to be paid
	if got := upload(t, guest, "passport.pdf", "%PDF-1.4\n%%EOF\n"); got.Status != http.StatusCreated {
		t.Fatalf("%d %s", got.Status, got.Raw)
	}
	cookie := cookieOf(a, "admin")
	post := func(cookie, path string, fields ...string) {
		values := url.Values{}
		for i := 0; i < len(fields); i += 2 {
			values.Add(fields[i], fields[i+1])
		}
		if got := a.Call("POST", path, values.Encode(), "Content-Type", form, "Cookie", cookie); got.Status >= 400 {
			t.Fatalf("%s: %d %.300s", path, got.Status, got.Raw)
		}
	}
	post(cookie, "/desk/business/export")
	post("", "/register", "name", "Léa Morin", "email", "lea@guest.example", "password", "une longue phrase", "terms", "on")
	post("", "/password/forgot", "email", "nora@guest.example")
	post("", "/login/link", "email", "nora@guest.example")
	post(cookie, "/desk/team/invite", "name", "Yann Le Goff", "email", "yann@rivages.example", "locale", "fr", "role", "staff")
	post(cookieFor(a, "nora@guest.example"), "/account/email", "email", "nora.petit@guest.example")
	issues(a, admin)
	tokens = []string{held.token, stay.answer.Text("reference"), held.answer.Text("reference")}
	for address, most := range map[string]int{"nora@guest.example": 4, "nora.petit@guest.example": 1, "lea@guest.example": 1, "yann@rivages.example": 1} {
		a.Eventually(address+" has mails", func() bool { return len(a.Mails(address)) >= most })
		for _, mail := range a.Mails(address) {
			for _, link := range mail.Links {
				if u, err := url.Parse(link); err == nil {
					tokens = append(tokens, u.Path[strings.LastIndex(u.Path, "/")+1:])
				}
			}
		}
	}
	return admin, stay.id, slices.DeleteFunc(tokens, func(s string) bool { return s == "" })
}

// identify says who the business is, without which it issues no invoice.
func identify(admin *program.Agency) {
	settings := admin.Must(200, "GET", "/api/business", nil)
	want := m{"legal": m{"name": "Agence Rivages", "siren": "732829320", "siret": "73282932000074", "address": m{"line1": "2 rue du Four", "postalCode": "35400", "city": "Saint-Malo", "country": "FR"}}}
	for _, same := range []string{"name", "languages", "defaultLanguage", "zone"} {
		want[same] = settings.At(same)
	}
	admin.Must(200, "PUT", "/api/business/settings", want)
}

// issues enters the number without which nobody issues invoices, and issues one.
func issues(a, admin *program.Agency) {
	identify(admin)
	admin.Must(201, "POST", "/api/invoicing/invoices", m{"customer": m{"name": "Nora Petit", "address": m{"line1": "1 place du Marché", "postalCode": "35000", "city": "Rennes", "country": "FR"}},
		"lines": []m{{"label": "Ménage", "quantity": "1", "unitPrice": m{"amount": "50.00", "currency": "EUR"}, "tax": m{"category": "S", "rate": "20"}}}}, "Idempotency-Key", a.Day(0))
}
