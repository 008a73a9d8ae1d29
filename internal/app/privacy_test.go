package app_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/mail/mailbox"
	"comptoir/test/program"
)

// customer opens a confirmed account and signs in with it.
func customer(t *testing.T, a *program.Agency, address string) *program.Agency {
	t.Helper()
	ctx := access.AsSystem(t.Context(), a.State.ID, "test")
	_, err := a.App.Contexts.Identity.CreateUser(ctx, identity.CreateUser{Email: address, Password: program.Password, Confirmed: true,
		Roles: []identity.Role{identity.Customer}, Profile: identity.Profile{Name: "Nora Petit", Locale: "fr"}})
	if err != nil {
		t.Fatal(err)
	}
	return signedIn(t, a, address)
}

func signedIn(t *testing.T, a *program.Agency, address string) *program.Agency {
	t.Helper()
	got := a.Must(200, "POST", "/api/auth/login", m{"email": address, "password": program.Password})
	return &program.Agency{Program: a.Program, Slug: a.Slug, State: a.State, Token: got.Text("accessToken")}
}

func upload(t *testing.T, a *program.Agency, name, content string) program.Answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(part, content)
	if err := form.WriteField("kind", "passport"); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return a.Call("POST", "/api/privacy/documents", body.String(), "Content-Type", form.FormDataContentType())
}

func archiveOf(t *testing.T, raw []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Close()
		files[f.Name] = string(text)
	}
	return files
}

// A guest takes a copy of everything, then leaves: what the law does not keep is gone, and no table knows her address any
// more but those that are named here, each with its reason.
func TestAPersonTakesACopyAndLeaves(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	staff, admin := a.As("staff"), a.As("admin")
	home := admin.Property("ty-mor")
	const address = "nora@guest.example"
	stay := book(a, home, 1, 3, "nora")
	a.Pay(stay.payment, good)
	a.Becomes(stay.token, "confirmed")
	confirmationMail(t, stay)
	nora := customer(t, a, address)
	if got := upload(t, nora, "passeport.pdf", "%PDF-1.7 CANARY-IN-THE-SAFE"); got.Status != 201 {
		t.Fatalf("%d %s", got.Status, got.Raw)
	}
	picture := nora.OwnPhoto().Text("photo")
	if got := nora.Call("GET", picture, nil); got.Status != 200 || got.Header.Get("Content-Type") != "image/jpeg" || !strings.Contains(got.Header.Get("Cache-Control"), "private") {
		t.Fatalf("her picture at %q: %d %v", picture, got.Status, got.Header)
	}

	asked := nora.Must(202, "POST", "/api/privacy/requests", m{"kind": "export"}).Text("id")
	p.Eventually("the copy is ready", func() bool {
		return nora.Must(200, "GET", "/api/privacy/requests", nil).Text("items.0.status") == "done"
	})
	files := archiveOf(t, nora.Must(200, "GET", "/api/privacy/requests/"+asked+"/archive", nil).Raw)
	for name, wants := range map[string]string{"stays/reservations.json": stay.answer.Text("reference"), "payments/payments.json": address, "messages/messages.json": "stay_confirmed",
		"account/account.json": address, "privacy/consents.json": "terms"} {
		if !strings.Contains(files[name], wants) {
			t.Errorf("%s says nothing of %s: %.300s", name, wants, files[name])
		}
	}
	if !strings.HasPrefix(files["account/photo.jpg"], "\xff\xd8") {
		t.Errorf("her picture is %.20q", files["account/photo.jpg"])
	}
	var contract, paper bool
	for name, text := range files {
		contract = contract || strings.HasPrefix(name, "contracts/") && strings.HasPrefix(text, "%PDF")
		paper = paper || strings.Contains(text, "CANARY-IN-THE-SAFE")
	}
	if !contract || !paper {
		t.Errorf("the contract %v, the passport %v", contract, paper)
	}
	admin.Must(404, "GET", "/api/privacy/requests/"+asked+"/archive", nil)

	if got := nora.Must(409, "POST", "/api/privacy/requests", m{"kind": "erasure"}); got.Text("code") != "privacy.must_wait" {
		t.Errorf("%s", got.Raw)
	}
	p.Pass(40 * time.Hour)
	staff = staff.As("staff")
	staff.Must(200, "POST", "/api/stays/reservations/"+stay.id+"/check-in", nil)
	p.Pass(48 * time.Hour)
	staff = staff.As("staff")
	staff.Must(200, "POST", "/api/stays/reservations/"+stay.id+"/complete", nil)

	nora = signedIn(t, a, address)
	first := nora.Must(202, "POST", "/api/privacy/requests", m{"kind": "erasure"}).Text("id")
	nora.Must(204, "DELETE", "/api/privacy/requests/"+first, nil)
	nora.Must(202, "POST", "/api/privacy/requests", m{"kind": "erasure"})
	p.Eventually("she is told how to take it back", func() bool {
		return slices.ContainsFunc(a.Mails(address), func(mail mailbox.Summary) bool {
			return strings.Contains(mail.Text, "/account/privacy") && strings.Contains(mail.Subject, "effacées")
		})
	})
	p.Pass(7*24*time.Hour + time.Minute)
	p.Eventually("the account is gone", func() bool {
		return a.Call("POST", "/api/auth/login", m{"email": address, "password": program.Password}).Status == 401
	})
	p.Eventually("she is told that it is done", func() bool {
		return slices.ContainsFunc(a.Mails(address), func(mail mailbox.Summary) bool { return strings.Contains(mail.Text, "dernier message") })
	})
	admin = a.As("admin")
	if got := admin.Call("GET", picture, nil); got.Status != 404 {
		t.Errorf("her picture is still there: %d", got.Status)
	}
	seen := admin.Must(200, "GET", "/api/stays/reservations/"+stay.id, nil)
	if !strings.Contains(string(seen.Raw), "Personne effacée") || strings.Contains(string(seen.Raw), "Nora") || seen.Text("total.amount") != stay.answer.Text("total.amount") && seen.Text("total.amount") == "" {
		t.Errorf("%s", seen.Raw)
	}
	var left []string
	defer func() {
		if t.Failed() {
			t.Logf("she is still in %q", left)
			var rows string
			_ = p.Admin().QueryRow(t.Context(), "select string_agg(kind || ' ' || status || ' ' || recipient, ', ') from notifications.delivery").Scan(&rows)
			t.Log(rows)
		}
	}()
	p.Eventually("no table knows her", func() bool {
		left = knowing(t, p, address)
		return len(left) == 0
	})
}

// knowing lists the tables that still hold a text, without those that may.
func knowing(t *testing.T, p *program.Program, text string) (found []string) {
	t.Helper()
	allowed := map[string]string{
		"contracts.text":     "what the contract says, with it",
		"contracts.evidence": "who signed the contract, with it",
		"contracts.contract": "a contract is kept ten years with its parties (Code de la consommation, L. 213-1)",
		"outbox.event":       "facts as they were published",
		"audit.entry":        "the trail keeps what was done by whom, for the time of a prescription",
		"jobs.river_job":     "finished jobs are removed by the queue after days",
		"rest.idempotency":   "answers kept for a day",
	}
	conn := p.Admin()
	rows, err := conn.Query(t.Context(), "select table_schema || '.' || table_name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')")
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
	rows.Close()
	for _, name := range tables {
		var n int
		if err := conn.QueryRow(t.Context(), fmt.Sprintf("select count(*) from %s x where x::text like '%%' || $1 || '%%'", name), text).Scan(&n); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if n > 0 && allowed[name] == "" {
			found = append(found, name)
		}
	}
	return found
}

func TestTheSafeOverHTTP(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a, other := p.Agency("rivages"), p.Agency("cimes")
	nora, eve := customer(t, a, "nora@guest.example"), customer(t, a, "eve@guest.example")
	eicar := "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*"
	for what, tt := range map[string]struct {
		content string
		code    string
	}{"infected": {"%PDF-" + eicar, "privacy.infected"}, "a page": {"<html>", "validation_failed"}, "empty": {"", "validation_failed"}} {
		got := upload(t, nora, "x.pdf", tt.content)
		if got.Status != 422 || !strings.Contains(string(got.Raw), "file") {
			t.Errorf("%s: %d %s", what, got.Status, got.Raw)
		}
	}
	if got := upload(t, nora, "x.pdf", "%PDF-"+strings.Repeat("x", 11<<20)); got.Status != 413 && got.Status != 422 {
		t.Errorf("too large: %d %.200s", got.Status, got.Raw)
	}
	id := upload(t, nora, "../../pièce d’identité.html", "%PDF-1.7 mine").Text("id")
	link := nora.Must(201, "POST", "/api/privacy/documents/"+id+"/link", nil).Text("url")
	_, path, _ := strings.Cut(link, "localhost:"+p.Port)
	got := a.Must(200, "GET", path, nil)
	if h := got.Header; !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.Contains(h.Get("Cache-Control"), "no-store") || string(got.Raw) != "%PDF-1.7 mine" {
		t.Errorf("%v", h)
	}
	a.Must(410, "GET", path[:len(path)-4]+"AAAA", nil)
	if got := other.Call("GET", path, nil); got.Status != 410 && got.Status != 404 {
		t.Errorf("at another business: %d", got.Status)
	}
	eve.Must(404, "POST", "/api/privacy/documents/"+id+"/link", nil)
	eve.Must(404, "DELETE", "/api/privacy/documents/"+id, nil)
	p.Pass(11 * time.Minute)
	a.Must(410, "GET", path, nil)
	nora = signedIn(t, a, "nora@guest.example")
	nora.Must(204, "PUT", "/api/privacy/consents/marketing_email", m{"given": true})
	if got := nora.Must(200, "GET", "/api/privacy/consents", nil); got.Text("items.0.purpose") != "marketing_email" {
		t.Errorf("%s", got.Raw)
	}
	nora.Must(204, "DELETE", "/api/privacy/documents/"+id, nil)
	var raw map[string]any
	if err := json.Unmarshal(nora.Must(200, "GET", "/api/privacy/documents", nil).Raw, &raw); err != nil || len(raw["items"].([]any)) != 0 {
		t.Errorf("%v %v", raw, err)
	}
}
