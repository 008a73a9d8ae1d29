package security

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// corpora are texts that are code for somebody: a database, a template, a header, a log, a spreadsheet, a page or a
// paper, a file system. The first of each is what `make test` has time for.
var corpora = map[string][]string{
	"sql":      {"'; SELECT pg_sleep(30)--", "' OR '1'='1", "1) UNION SELECT NULL,version()--", "\\'; DROP TABLE stays.property; --", "$1", "%' ESCAPE '\\"},
	"template": {"{{7*7}}{{.}}${7*7}#{7*7}<%= 7*7 %>", "{{template \"x\"}}", "{% raw %}", "%s%s%n%x", "{0.__class__}"},
	"header":   {"a\r\nX-Evil: 1\r\n\r\n<html>", "a\nSet-Cookie: evil=1", "a%0d%0aX-Evil:%201", "\u560d\u560aX-Evil: 1"},
	"log":      {"a\n{\"level\":\"ERROR\",\"message\":\"forged\"}", "\x1b[2J\x1b[31mforged", "a\u2028forged"},
	"csv":      {"=HYPERLINK(\"http://evil.example\")", "+1+1", "-2+3", "@SUM(1)", "\t=1", "＝1+1"},
	"page":     {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'-alert(1)-'", "</script><svg onload=alert(1)>", "javascript:alert(1)", "<iframe src=file:///etc/passwd>"},
	"path":     {"../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "/etc/passwd\x00.png", "C:\\Windows\\win.ini", "file:///etc/passwd"},
	"redirect": {"https://evil.example/", "//evil.example/%2f..", "/\\evil.example", "https:evil.example"},
	"unicode":  {"\u202etxt.exe", "a\x00b", strings.Repeat("\u0301", 200), "\ufeff"},
}

// betrayals are words by which a program that fell for it would say so.
var betrayals = []string{"SQLSTATE", "syntax error", "jackc/pgx", "goroutine ", "root:x:0", "panic:", "runtime error", "template: ", ".go:"}

// injection: every string of every body and of every query × the corpora: no failure, no betrayal, no header, no waiting
// database.
func injection(t *testing.T, f *front) {
	w := Furnish(t, f.Target, "rivages") // its own: what is injected stays
	sent := 0
	for _, o := range gentleFirst(f.Document.Operations) {
		path, ok := w.Address(o.Path)
		if !ok || ends(o) {
			continue
		}
		visitor := w.Admin
		if strings.HasPrefix(o.Permission, "privacy.own") || strings.HasPrefix(o.Permission, "identity.own") {
			visitor = w.Person
		}
		for _, p := range o.Parameters {
			for _, payload := range chosen(p.Name) {
				sent++
				switch p.In {
				case "query":
					inject(t, visitor, o, path+"?"+url.Values{p.Name: {payload}}.Encode(), nil, p.Name, payload)
				case "path":
					place := strings.Replace(o.Path, "{"+p.Name+"}", strings.ReplaceAll(url.PathEscape(payload), "..", "%2e%2e"), 1)
					inject(t, visitor, o, parameters.ReplaceAllString(place, nothing)+query(o), f.honest(o, w, 13), p.Name, payload)
				}
			}
		}
		body, _ := f.honest(o, w, 13).(map[string]any)
		for _, leaf := range leaves(body, "") {
			if strings.HasSuffix(leaf.name, "email") || strings.HasSuffix(leaf.name, "password") && o.Permission != "public" {
				continue // sent as somebody else's, they would end the session; the public operations have them too
			}
			for _, payload := range chosen(leaf.name) {
				sent++
				before := leaf.in[leaf.key]
				leaf.in[leaf.key] = payload
				inject(t, visitor, o, path+query(o), body, leaf.name, payload)
				leaf.in[leaf.key] = before
			}
		}
	}
	if sent < 600 {
		t.Errorf("only %d values sent", sent)
	}
	t.Logf("%d values sent", sent)
}

// gentleFirst puts what takes things away behind everything that needs them.
func gentleFirst(all []Operation) []Operation {
	taking := regexp.MustCompile(`^DELETE |/(cancel|archive|unpublish|close|erase|suspend|revoke)$`)
	return slices.SortedStableFunc(slices.Values(all), func(a, b Operation) int {
		return map[bool]int{true: 1}[taking.MatchString(a.Name())] - map[bool]int{true: 1}[taking.MatchString(b.Name())]
	})
}

// kinds are the names of the corpora, in order.
func kinds() []string { return slices.Sorted(maps.Keys(corpora)) }

// chosen are the payloads for a field: all of them in the long run, one of each corpus in the short.
func chosen(field string) []string {
	var out []string
	for _, kind := range kinds() {
		list := corpora[kind]
		if long {
			out = append(out, list...)
		} else {
			out = append(out, list[len(field)%len(list)])
		}
	}
	return out
}

func inject(t *testing.T, v *Visitor, o Operation, path string, body any, field, payload string) {
	t.Helper()
	got := v.Call(t, o.Method, path, body)
	if got.Status >= 500 {
		t.Errorf("%s, %q in %s: %d %.300s", o.Name(), payload, field, got.Status, got.Raw)
	}
	tells(t, fmt.Sprintf("%s, %q in %s", o.Name(), payload, field), got)
	if kind := got.Header.Get("Content-Type"); strings.Contains(kind, "html") {
		t.Errorf("%s answers HTML: %s", o.Name(), kind)
	}
}

// tells fails the test where an answer carries a header that was sent, or says what the program is made of.
func tells(t *testing.T, what string, got program.Answer) {
	t.Helper()
	for name := range got.Header {
		if strings.EqualFold(name, "X-Evil") || strings.Contains(got.Header.Get(name), "evil=1") && name != "Location" {
			t.Errorf("%s: an answer with %s: %s", what, name, got.Header.Get(name))
		}
	}
	for _, word := range betrayals {
		if bytes.Contains(got.Raw, []byte(word)) {
			t.Errorf("%s betrays %q: %.300s", what, word, got.Raw)
		}
	}
}

type leaf struct {
	name, key string
	in        map[string]any
}

// leaves lists the texts of a body, wherever they stand.
func leaves(body map[string]any, at string) []leaf {
	var found []leaf
	for key, v := range body {
		switch v := v.(type) {
		case string:
			found = append(found, leaf{at + key, key, body})
		case map[string]any:
			found = append(found, leaves(v, at+key+".")...)
		case []any:
			for i, item := range v {
				found = append(found, leaves(object(item), fmt.Sprintf("%s%s.%d.", at, key, i))...)
			}
		}
	}
	slices.SortFunc(found, func(a, b leaf) int { return strings.Compare(a.name, b.name) })
	return found
}

// mark is what a page must never show as it is; it stands in every text that people can write.
const mark = `zq9<img src=x onerror="window.zq9=1">'`

// planted makes things whose every text is hostile, as far as the program takes it.
func planted(t *testing.T, f *front) *Things {
	t.Helper()
	w := Furnish(t, f.Target, "rivages")
	text := program.M{"fr": "=1+1 " + mark, "en": mark}
	sheet := program.Sheet("piege-" + w.IDs["/api/stays/properties/{slug}"])
	sheet["name"], sheet["description"], sheet["houseRules"] = text, text, []program.M{text}
	sheet["address"] = program.M{"line1": mark, "postalCode": "35400", "city": mark, "country": "FR"}
	home := first(t, w.Admin.Call(t, "POST", "/api/stays/desk/properties", sheet), "id")
	w.Admin.Upload(t, "POST", "/api/stays/desk/properties/"+home+"/photos", "photo", mark+".png", "image/png", picture(640, 480))
	w.Admin.Must(t, 200, "POST", "/api/stays/desk/properties/"+home+"/publish", nil)
	w.IDs["/api/stays/desk/properties/{id}"], w.IDs["/api/stays/properties/{slug}"] = home, sheet["slug"].(string)
	for _, act := range []struct {
		v            *Visitor
		method, path string
		body         program.M
	}{
		{w.Person, "PATCH", "/api/auth/me", program.M{"name": "=1+1 " + mark}},
		{w.Admin, "POST", "/api/identity/roles", program.M{"name": mark[:30], "permissions": []string{"stays.read_planning"}}},
		{w.Admin, "POST", "/api/identity/invitations", program.M{"email": "planted-" + home[:8] + "@team.example", "name": mark, "roles": []string{"staff"}}},
		{w.Admin, "POST", "/api/stays/blocks", program.M{"propertyId": home, "from": day(150), "to": day(152), "kind": "maintenance", "note": "=1+1 " + mark}},
		{w.Admin, "POST", "/api/stays/desk/properties/" + home + "/seasons", program.M{"name": text, "dates": program.M{"from": day(250), "to": day(260)}, "nightly": euro("150.00")}},
	} {
		if got := act.v.Call(t, act.method, act.path, act.body); got.Status >= 300 && got.Status != 422 {
			t.Errorf("%s %s: %d %.300s", act.method, act.path, got.Status, got.Raw)
		}
	}
	w.bookWith(t, f.people[""], func(guest program.M) { guest["firstName"], guest["lastName"] = "=1+1 zq9<b>", mark })
	return w
}

// shown: what was planted is shown as text on every page, in mails, files for spreadsheets and calendars, and papers.
func shown(t *testing.T, f *front) {
	w := planted(t, f)
	f.pagesEscape(t, w)
	f.mailsEscape(t, w)
	f.papersEscape(t, w)
	if long {
		f.nothingRuns(t, w)
	}
}

// nothingRuns shows the same pages to a real browser: none of what was planted runs, by whatever way.
func (f *front) nothingRuns(t *testing.T, w *Things) {
	t.Helper()
	b := webtest.Browser(t)
	site := "http://rivages.localhost:" + f.Port
	b.Go(site + "/login")
	b.Fill("input[name=email]", "admin@rivages.example")
	b.Fill("input[name=password]", program.Password)
	b.Key("Enter")
	b.Until(`!location.pathname.startsWith("/login")`)
	all := pages(w)
	for _, path := range append(all[""], all["admin"]...) {
		if strings.HasSuffix(path, ".xml") {
			continue
		}
		b.Go(site + path)
		if webtest.Eval[bool](b, `window.zq9 !== undefined || document.querySelector("img[onerror]") !== null`) {
			t.Errorf("%s runs what was planted", path)
		}
	}
}

// pages are the addresses of pages that show what people wrote, by who looks.
func pages(w *Things) map[string][]string {
	property, reservation, slug := w.IDs["/api/stays/desk/properties/{id}"], w.IDs["/api/stays/reservations/{id}"], w.IDs["/api/stays/properties/{slug}"]
	return map[string][]string{
		"": {"/", "/stays", "/stays/" + slug, "/stays/" + slug + "/photos", "/manage/" + w.Link, "/manage/" + w.Link + "/change", "/manage/" + w.Link + "/cancel", "/about", "/login", "/sitemap.xml",
			"/stays?q=" + url.QueryEscape(mark), "/login?next=" + url.QueryEscape(mark), "/register?email=" + url.QueryEscape(mark), "/nowhere/" + url.PathEscape(mark)},
		"person": {"/account", "/account/profile", "/account/bookings/" + reservation, "/account/privacy", "/account/sessions"},
		"admin": {"/desk", "/desk/properties", "/desk/properties/" + property, "/desk/calendar", "/desk/reservations", "/desk/reservations?q=" + url.QueryEscape(mark), "/desk/reservations/" + reservation,
			"/desk/reservations/" + reservation + "/cancel", "/desk/reservations/" + reservation + "/move", "/desk/search?q=zq9", "/desk/team", "/desk/roles", "/desk/settings", "/desk/settings/mails", "/desk/settings/taxes",
			"/desk/audit", "/desk/security", "/desk/business", "/desk/business/look", "/desk/privacy", "/desk/blocks/new?property=" + property, "/desk/reservations/new?property=" + property},
	}
}

func (f *front) pagesEscape(t *testing.T, w *Things) {
	t.Helper()
	seen := 0
	for who, list := range pages(w) {
		visitor := f.people[""]
		if account := map[string]string{"person": w.Email, "admin": "admin"}[who]; account != "" {
			visitor = visitor.OnPages(t, account)
		}
		for _, lang := range []string{"fr", "en"} {
			for _, path := range list {
				got := visitor.Call(t, "GET", path, nil, "Accept-Language", lang)
				if got.Status >= 500 || got.Status >= 300 && got.Status != 404 && who != "" {
					t.Errorf("%s as %q: %d", path, who, got.Status)
				}
				if bytes.Contains(got.Raw, []byte("zq9<")) {
					at := bytes.Index(got.Raw, []byte("zq9<"))
					t.Errorf("%s as %q shows what was planted as markup: %.200s", path, who, got.Raw[max(0, at-60):])
				}
				if bytes.Contains(got.Raw, []byte("zq9&lt;")) {
					seen++
				}
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d pages show what was planted at all", seen)
	}
}

func (f *front) mailsEscape(t *testing.T, w *Things) {
	t.Helper()
	var id string
	w.Eventually(t, "the booking is confirmed by mail", func() bool {
		for _, m := range w.Mails(t, w.Email) {
			for _, a := range m.Attachments {
				if a.ContentType == "application/pdf" {
					id = m.ID
				}
			}
		}
		return id != ""
	})
	for _, m := range w.Mails(t, w.Email) {
		for _, path := range []string{"/dev/mailbox/" + m.ID, "/dev/mailbox/" + m.ID + "/html", "/dev/mailbox/" + m.ID + "/raw"} {
			got := f.people[""].Call(t, "GET", path, nil)
			if strings.Contains(got.Header.Get("Content-Type"), "html") && bytes.Contains(got.Raw, []byte("zq9<")) {
				t.Errorf("%s shows what was planted as markup", path)
			}
		}
		if strings.ContainsAny(m.Subject, "\r\n") || len(m.To) != 1 {
			t.Errorf("a mail with subject %q to %v", m.Subject, m.To)
		}
	}
}

// papersEscape looks into what leaves as a file: the contract, the calendar of the mail, and the trail for a spreadsheet.
func (f *front) papersEscape(t *testing.T, w *Things) {
	t.Helper()
	paper := w.Admin.Must(t, 200, "GET", "/api/contracts/"+w.IDs["/api/contracts/{id}"]+"/document", nil)
	for _, word := range []string{"/JavaScript", "/JS", "/Launch", "/Type /EmbeddedFile", "/OpenAction", "/SubmitForm", "file://", "/AA"} {
		if bytes.Contains(paper.Raw, []byte(word)) {
			t.Errorf("the contract holds %s", word)
		}
	}
	if !bytes.HasPrefix(paper.Raw, []byte("%PDF-")) || paper.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the contract: %q", paper.Header)
	}
	for _, m := range w.Mails(t, w.Email) {
		for n, a := range m.Attachments {
			if !strings.HasPrefix(a.ContentType, "text/calendar") {
				continue
			}
			got := f.people[""].Must(t, 200, "GET", fmt.Sprintf("/dev/mailbox/%s/files/%d", m.ID, n), nil)
			if events := strings.Count(string(got.Raw), "BEGIN:VEVENT"); events != 1 {
				t.Errorf("the calendar has %d events", events)
			}
		}
	}
	f.invoice(t, w)
	admin := f.people["admin"].OnPages(t, "admin")
	for _, path := range []string{"/desk/audit/export/csv", "/desk/reservations/export", "/desk/ledger/export/trial.csv", "/desk/ledger/export/journal.csv", "/desk/invoices/export.csv"} {
		noFormulas(t, path, admin.Must(t, 200, "GET", path, nil).Raw)
	}
}

// invoice issues an invoice to somebody whose name is a formula, for which the business must be named.
func (f *front) invoice(t *testing.T, w *Things) {
	t.Helper()
	tag := w.Admin.Must(t, 200, "GET", "/api/business", nil).Header.Get("ETag")
	w.Admin.Must(t, 200, "PUT", "/api/business/settings", program.M{"name": "Rivages", "languages": []string{"fr", "en"}, "defaultLanguage": "fr", "zone": "Europe/Paris",
		"legal": program.M{"name": "Rivages", "siren": "732829320", "address": program.M{"line1": "4 quai de l’Odet", "postalCode": "29000", "city": "Quimper", "country": "FR"}}}, "If-Match", tag)
	w.Admin.Must(t, 201, "POST", "/api/invoicing/invoices", program.M{"customer": program.M{"name": corpora["csv"][0], "address": program.M{"line1": "1 rue du Port", "postalCode": "29000", "city": "Quimper", "country": "FR"}}, "reference": corpora["csv"][4],
		"lines": []program.M{{"label": corpora["csv"][3], "quantity": "1", "unitPrice": program.M{"amount": "10.00", "currency": "EUR"}, "tax": program.M{"category": "S", "rate": "20"}}}})
}

// number is what begins with a sign in a spreadsheet and is no formula.
var number = regexp.MustCompile(`^[-+]?\d+([.,]\d+)?$`)

func noFormulas(t *testing.T, path string, file []byte) {
	t.Helper()
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))))
	if head, _, _ := bytes.Cut(file, []byte("\n")); bytes.Count(head, []byte(";")) > bytes.Count(head, []byte(",")) {
		reader.Comma = ';'
	}
	rows, err := reader.ReadAll()
	if err != nil || len(rows) < 2 {
		t.Errorf("%s: %d rows, %v", path, len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) && !number.MatchString(cell) {
				t.Errorf("%s: a spreadsheet would run %q", path, cell)
			}
		}
	}
}
