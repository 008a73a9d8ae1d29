package app_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/internal/banking/bankingtest"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/payments/mangopay/mangotest"
	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// papersOf is a form that sends papers to a provider.
func papersOf(t *testing.T, kind string, pages ...string) (body, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("carrier", "mangopay")
	_ = w.WriteField("kind", kind)
	for _, page := range pages {
		part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="paper"; filename="piece.jpg"`}, "Content-Type": {"image/jpeg"}})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(page))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

// mangoHook is MangoPay calling the business's address; it must be taken.
func mangoHook(t *testing.T, a *program.Agency, event, id string) {
	t.Helper()
	got, err := a.Try(http.MethodGet, "/webhooks/mangopay?"+string(mangotest.Hook(event, id, time.Now()).Body), nil)
	if err != nil || got.Status != http.StatusOK {
		t.Errorf("%s: %d %v", event, got.Status, err)
	}
}

// An owner opens his account with MangoPay from his own pages: he says who he is, confirms himself and his bank account on
// MangoPay's pages, sends a paper that is refused with the reason, then one that is taken, and is paid. The desk does it for a
// company that has no account here. What was declared and what was shown is not kept.
func TestAnOwnerOpensHisAccountWithMangoPay(t *testing.T) {
	t.Parallel()
	mango := mangotest.New(t, time.Now)
	p := program.Start(t, "COMPTOIR_MANGOPAY_URL="+mango.URL, "COMPTOIR_EGRESS_ALLOW=127.0.0.0/8,::1/128")
	a := p.Agency("rivages")
	soizic := hire(t, a, "owner", identity.Owner)
	hire(t, a, "manager", identity.Manager)
	admin := a.As("admin")
	home, mute := admin.Property("ty-mor"), admin.Property("ty-bihan")
	owned := func(id, slug string, owner m) {
		t.Helper()
		sheet := program.Sheet(slug)
		delete(sheet, "rates")
		sheet["owner"] = owner
		version := admin.Must(200, "GET", "/api/stays/desk/properties/"+id, nil).At("version")
		admin.Must(200, "PUT", "/api/stays/desk/properties/"+id, sheet, "If-Match", `"v`+fmt.Sprint(version)+`"`)
	}
	owned(home, "ty-mor", m{"name": "Soizic Kervella", "user": soizic.String()})
	owned(mute, "ty-bihan", m{"name": "SCI de l'Odet"})
	bank := admin.Must(201, "POST", "/api/banking/accounts", m{"name": "Mandants", "holder": "Agence rivages", "iban": bankingtest.IBANFrance, "clients": true}).Text("id")
	admin.Must(200, "PUT", "/api/payments/providers/mangopay/keys", m{"keys": m{"environment": "sandbox", "client_id": mangotest.ClientID, "api_key": mangotest.APIKey, "wallet_id": mangotest.Wallet}})
	admin.Must(200, "PUT", "/api/payments/providers/mangopay", m{"enabled": true, "default": true})
	owner := a.As("owner")
	declared := url.Values{"carrier": {"mangopay"}, "businessKind": {""}, "firstName": {"Soizic"}, "lastName": {"Kervella"}, "birthday": {"1971-03-09"}, "nationality": {"fr"}, "residence": {"FR"},
		"email": {"soizic@example.org"}, "line1": {"3 quai de l'Odet"}, "postalCode": {"29000"}, "city": {"Quimper"}, "country": {"FR"}, "terms": {"1"}}
	said := m{"firstName": "Soizic", "lastName": "Kervella", "birthday": "1971-03-09", "nationality": "FR", "residence": "FR", "address": m{"line1": "3 quai de l'Odet", "postalCode": "29000", "city": "Quimper", "country": "FR"}, "termsAgreed": true}
	if got := owner.Must(409, "POST", "/api/banking/own/enrolments", m{"carrier": "mangopay"}); got.Text("code") != "banking.declaration_needed" {
		t.Errorf("%s", got.Raw)
	}
	if got := owner.Must(409, "POST", "/api/banking/own/enrolments", m{"carrier": "mangopay", "declared": said}); got.Text("code") != "banking.details_first" {
		t.Errorf("%s", got.Raw)
	}
	owner.Must(200, "PUT", "/api/banking/own/details", m{"holder": "Soizic Kervella", "iban": bankingtest.IBANGermany})
	p.Pass(73 * time.Hour)
	admin, owner = a.As("admin"), a.As("owner")
	manager := a.As("manager")
	hers := cookieOf(a, "owner")

	// He says who he is: what is wrong is named, and nothing is opened.
	if page := string(a.Must(200, "GET", "/owner/payouts", nil, "Cookie", hers).Raw); !strings.Contains(page, "Être payé par MangoPay") || !strings.Contains(page, "/owner/payouts/declare?carrier=mangopay") {
		t.Error("the owner is not told that he can be paid by MangoPay")
	}
	a.Must(200, "GET", "/owner/payouts/declare?carrier=mangopay", nil, "Cookie", hers)
	a.Must(409, "GET", "/owner/payouts/declare?carrier=stripe", nil, "Cookie", hers)
	post := func(path, cookie string, form url.Values) program.Answer {
		return a.Call("POST", path, form.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Cookie", cookie)
	}
	for field, wrong := range map[string]string{"birthday": "2015-01-01", "nationality": "KP", "postalCode": "abc", "terms": "", "email": "x", "lastName": " "} {
		form := maps.Clone(declared)
		form.Set(field, wrong)
		if got := post("/owner/payouts/declare", hers, form); got.Status != 422 || !strings.Contains(string(got.Raw), `id="f-`+field) || !strings.Contains(string(got.Raw), "aria-invalid") {
			t.Errorf("%s=%q: %d", field, wrong, got.Status)
		}
	}
	if n := mango.Owners(); len(n) != 0 {
		t.Fatalf("opened %v", n)
	}
	for range 2 {
		if got := post("/owner/payouts/declare", hers, declared); got.Status >= 400 || !strings.Contains(got.Header.Get("Refresh")+got.Header.Get("Location"), mango.URL+"/sca?") {
			t.Fatalf("%d %s", got.Status, got.Header)
		}
	}
	id := mango.Owners()[0]
	if len(mango.Owners()) != 1 || mango.Told(id, "UserCategory") != "OWNER" {
		t.Fatalf("%v", mango.Owners())
	}
	mine := func() program.Answer { return owner.Must(200, "GET", "/api/banking/own/enrolments", nil) }
	mango.Confirm(id)
	mangoHook(t, a, "SCA_ENROLLMENT_SUCCEEDED", id)
	p.Eventually("his confirmation is known", func() bool { return !strings.Contains(string(mine().Raw), "sca_enrollment") })
	onward := owner.Must(200, "POST", "/api/banking/own/enrolments", m{"carrier": "mangopay"})
	if !strings.Contains(onward.Text("url"), mango.URL+"/sca?") {
		t.Errorf("his bank account: %s", onward.Raw)
	}
	mango.Confirm(mango.Newest(id, "recipient"))
	mangoHook(t, a, "RECIPIENT_ACTIVE", mango.Newest(id, "recipient"))
	if got := owner.Must(200, "POST", "/api/banking/own/enrolments", m{"carrier": "mangopay"}).Text("url"); !strings.HasPrefix(got, mango.URL+"/verify/") {
		t.Errorf("his verification: %s", got)
	}

	// A paper: a wrong one is refused here; one that MangoPay refuses is told with the reason.
	page := "\xff\xd8\xff" + strings.Repeat("soizic", 400)
	send := func(status int, path, as, kind string, pages ...string) {
		t.Helper()
		body, contentType := papersOf(t, kind, pages...)
		if got := a.Call("POST", path, body, "Content-Type", contentType, "Cookie", as); got.Status != status {
			t.Errorf("%s: %d %.300s", kind, got.Status, got.Raw)
		}
	}
	send(303, "/owner/payouts/papers", hers, "registration_proof", page)
	send(303, "/owner/payouts/papers", hers, "identity_proof", "GIF89a"+page)
	if n := mango.Made("document"); n != 0 {
		t.Errorf("%d papers were passed on", n)
	}
	send(303, "/owner/payouts/papers", hers, "identity_proof", page, page+"verso")
	shown := mango.Newest(id, "document")
	if got := mine(); len(mango.Pages(shown)) != 2 || got.Text("items.0.papers.1.state") != "validation_asked" {
		t.Errorf("%s", got.Raw)
	}
	mangoHook(t, a, "KYC_FAILED", shown) // forged: it is being looked at
	if got := mine(); got.Text("items.0.papers.1.state") != "validation_asked" {
		t.Errorf("a forged hook is believed: %s", got.Raw)
	}
	mango.Look(shown, "REFUSED", "DOCUMENT_UNREADABLE")
	mangoHook(t, a, "KYC_FAILED", shown)
	p.Eventually("the refusal is known", func() bool { return mine().Text("items.0.state") == "asked" })
	for path, as := range map[string]string{"/owner/payouts": hers, "/desk/payouts/payees/" + soizic.String(): cookieOf(a, "admin")} {
		if got := string(a.Must(200, "GET", path, nil, "Cookie", as).Raw); !strings.Contains(got, "Refusée") || !strings.Contains(got, "Illisible") || !strings.Contains(got, "Le prestataire demande des précisions") {
			t.Errorf("%s does not say why", path)
		}
	}
	payable := "owner:" + home + ":payable"
	admin.Must(201, "POST", "/api/ledger/transactions", m{"key": "o", "label": "Loyers", "postings": postings("psp:mangopay:clearing", payable, "800.00")})
	batch := m{"key": "1", "account": bank, "executeOn": p.Day(1), "method": "mangopay", "payees": []string{soizic.String()}}
	if got := manager.Must(409, "POST", "/api/banking/batches", batch); got.Text("code") != "banking.payee_not_ready" {
		t.Errorf("%s", got.Raw)
	}
	body, contentType := papersOf(t, "identity_proof", page+"passeport")
	owner.Must(200, "POST", "/api/banking/own/papers", body, "Content-Type", contentType)
	mango.Look(mango.Newest(id, "document"), "VALIDATED", "")
	mangoHook(t, a, "USER_KYC_REGULAR", id)
	p.Eventually("he is ready", func() bool { return mine().Text("items.0.state") == "ready" })

	// He is paid, and the books say so.
	batch["key"] = "2"
	at := "/api/banking/batches/" + manager.Must(201, "POST", "/api/banking/batches", batch).Text("id")
	admin.Must(200, "POST", at+"/approve", nil)
	manager.Must(200, "POST", at+"/send", nil)
	p.Eventually("MangoPay is asked", func() bool { return len(mango.Payouts()) == 1 })
	mango.Settle(mango.Payouts()[0], "SUCCEEDED")
	mangoHook(t, a, "PAYOUT_NORMAL_SUCCEEDED", mango.Payouts()[0])
	p.Eventually("he is paid", func() bool {
		return admin.Must(200, "GET", at, nil).Text("status") == "executed" && admin.Must(200, "GET", "/api/ledger/balances?account="+payable, nil).Text("items.0.balance.amount") == "0.00"
	})
	theBooksAgree(t, p, access.AsSystem(t.Context(), a.State.ID, "test"))
	theDeskDeclaresACompany(t, a, mango, mute, page, cookieOf(a, "admin"))

	// Nothing of what was declared or shown is kept.
	for _, secret := range []string{"1971-03-09", "quai de l'Odet", "soizicsoizic"} {
		if where := knowing(t, p, secret); len(where) > 0 {
			t.Errorf("%q is kept in %v", secret, where)
		}
	}
	b := webtest.Browser(t)
	site := "http://rivages.localhost:" + a.Port
	b.Go(site + "/login?next=/owner/payouts")
	b.Fill("[name=email]", "owner@rivages.example")
	b.Fill("[name=password]", program.Password)
	b.Follow("main form .btn-primary")
	for _, path := range []string{"/owner/payouts", "/owner/payouts/declare?carrier=mangopay"} {
		b.Size(390, 844)
		b.Go(site + path)
		b.NoViolations()
	}
}

// theDeskDeclaresACompany: an owner who has no account here is declared by the desk, by its own pages and by the API.
func theDeskDeclaresACompany(t *testing.T, a *program.Agency, mango *mangotest.Server, payee, page, boss string) {
	t.Helper()
	admin := a.As("admin")
	admin.Must(200, "PUT", "/api/banking/payees/"+payee+"/details", m{"holder": "SCI de l'Odet", "iban": bankingtest.IBANBelgium})
	at := "/desk/payouts/payees/" + payee
	a.Must(200, "GET", at+"/declare?carrier=mangopay", nil, "Cookie", boss)
	form := url.Values{"carrier": {"mangopay"}, "businessKind": {"company"}, "business": {"SCI de l'Odet"}, "number": {"732 829 32"}, "firstName": {"Yann"}, "lastName": {"Kervella"}, "birthday": {"1971-03-09"},
		"nationality": {"FR"}, "residence": {"FR"}, "email": {"sci@example.org"}, "line1": {"3 quai de l'Odet"}, "postalCode": {"29000"}, "city": {"Quimper"}, "country": {"FR"}, "terms": {"1"}}
	post := func() program.Answer {
		return a.Call("POST", at+"/declare", form.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Cookie", boss)
	}
	if got := post(); got.Status != 422 || !strings.Contains(string(got.Raw), "SIREN") || len(mango.Owners()) != 1 {
		t.Errorf("a wrong number: %d", got.Status)
	}
	form.Set("number", "732 829 320")
	if got := post(); got.Status >= 400 || len(mango.Owners()) != 2 {
		t.Fatalf("%d %v", got.Status, mango.Owners())
	}
	company := mango.Owners()[1]
	mango.Confirm(company)
	admin.Must(200, "POST", "/api/banking/payees/"+payee+"/enrolments", m{"carrier": "mangopay"})
	mango.Confirm(mango.Newest(company, "recipient"))
	body, contentType := papersOf(t, "registration_proof", page)
	if got := a.Call("POST", at+"/papers", body, "Content-Type", contentType, "Cookie", boss); got.Status != 303 {
		t.Errorf("the page: %d", got.Status)
	}
	body, contentType = papersOf(t, "shareholder_declaration", page)
	admin.Must(200, "POST", "/api/banking/payees/"+payee+"/papers", body, "Content-Type", contentType)
	hire(t, a, "clerk", identity.Staff)
	a.As("clerk").Must(403, "POST", "/api/banking/payees/"+payee+"/papers", body, "Content-Type", contentType)
	if n := mango.Made("document"); n != 4 {
		t.Errorf("%d papers", n)
	}
	mangoHook(t, a, "KYC_SUCCEEDED", mango.Newest(company, "document"))
	admin.Must(200, "POST", "/api/banking/payees/"+payee+"/enrolments", m{"carrier": "mangopay"})
	if got := admin.Must(200, "GET", "/api/banking/enrolments", nil); !strings.Contains(string(got.Raw), "shareholder_declaration") || !slices.Contains(mango.Owners(), company) {
		t.Errorf("%s", got.Raw)
	}
}

// theBooksAgree seals and verifies the books.
func theBooksAgree(t *testing.T, p *program.Program, inside context.Context) {
	t.Helper()
	if _, err := p.App.Contexts.Bookkeeper.Seal(inside); err != nil {
		t.Fatal(err)
	}
	if r, err := p.App.Contexts.Bookkeeper.Verify(inside); err != nil || len(r.Findings) > 0 || r.Sealed == 0 {
		t.Errorf("the books: %+v (%v)", r, err)
	}
}
