package app_test

import (
	"strings"
	"testing"
	"time"

	"comptoir/internal/banking/bankingtest"
	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// The pages of money and papers, in French on a phone and in English on a desk, with something in them: nothing that axe finds
// wrong, nothing wider than the screen, the tab that is shown is in sight. A part of an invoice is taken back by the page, and
// more of it is refused where it was typed; a guest reads how to pay by transfer, and finds his invoice.
func TestMoneyPagesInABrowser(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	tag := admin.Must(200, "GET", "/api/business", nil).Header.Get("ETag")
	admin.Must(200, "PUT", "/api/business/settings", m{"name": "Rivages", "languages": []string{"fr", "en"}, "defaultLanguage": "fr", "zone": "Europe/Paris",
		"legal": m{"name": "Rivages", "siren": "732829320", "address": m{"line1": "4 quai de l’Odet", "postalCode": "29000", "city": "Quimper", "country": "FR"}}}, "If-Match", tag)
	customer(t, a, "nora@guest.example")
	invoice := admin.Must(201, "POST", "/api/invoicing/invoices", m{"customer": m{"name": "Nora Petit", "email": "nora@guest.example", "address": m{"line1": "1 rue du Port", "postalCode": "29000", "city": "Quimper", "country": "FR"}},
		"lines": []m{{"label": "Location de la salle", "quantity": "3", "unitPrice": m{"amount": "100.00", "currency": "EUR"}, "tax": m{"category": "S", "rate": "20"}},
			{"label": "Taxe de séjour", "quantity": "4", "unitPrice": m{"amount": "1.65", "currency": "EUR"}, "tax": m{"category": "E", "reason": "disbursement"}}}}).Text("paper.id")
	home := admin.Property("ty-mor")
	account := admin.Must(201, "POST", "/api/banking/accounts", m{"name": "Mandants", "holder": "Agence rivages", "iban": bankingtest.IBANFrance, "clients": true}).Text("id")
	admin.Must(200, "PUT", "/api/banking/settings", m{"coolingHours": 72, "transferTo": account, "transferDays": 5})
	admin.Must(201, "POST", "/api/ledger/transactions", m{"key": "o", "label": "Loyers", "postings": postings("client-money", "owner:"+home+":payable", "800.00")})
	admin.Must(200, "POST", "/api/banking/statements", m{"account": account, "name": "releve.xml", "content": []byte(bankingtest.CAMT("08", p.Day(0), bankingtest.Movement{Ref: "A1", Amount: "52.00", Sign: "CRDT", Name: "NORA", Text: "Solde"}))})
	entry := admin.Must(200, "GET", "/api/banking/entries", nil).Text("items.0.id")
	stay := book(a, home, 33, 40, "nora")
	a.Pay(stay.payment, "4242424242424242")
	p.Eventually("the stay is confirmed", func() bool {
		return admin.Must(200, "GET", "/api/stays/reservations/"+stay.id, nil).Text("status") == "confirmed"
	})
	p.Pass(4 * 24 * time.Hour) // from then on the law lets the agency take the balance

	differ(t, p, a, stay.payment)

	site := "http://rivages.localhost:" + p.Port
	b := webtest.Browser(t)
	signIn := func(email string) {
		b.Go(site + "/login?lang=fr")
		b.Fill("[name=email]", email)
		b.Fill("[name=password]", program.Password)
		b.Key("Enter")
		b.Until(`!location.pathname.startsWith("/login")`)
	}
	look := func(path string) {
		t.Helper()
		for lang, size := range map[string][2]int64{"fr": {390, 844}, "en": {1280, 900}} {
			b.Size(size[0], size[1])
			query := "?lang="
			if strings.Contains(path, "?") {
				query = "&lang="
			}
			b.Go(site + path + query + lang)
			b.Wait("h1")
			b.NoViolations()
			if webtest.Eval[bool](b, "document.documentElement.scrollWidth > innerWidth + 1") {
				t.Errorf("%s is wider than %d", path, size[0])
			}
			if webtest.Eval[bool](b, `[...document.querySelectorAll(".tabs a[aria-current]")].some((x) => { const r = x.getBoundingClientRect(); return r.left < 0 || r.right > innerWidth + 1; })`) {
				t.Errorf("%s: the tab that is shown is out of sight at %d", path, size[0])
			}
		}
	}
	look("/manage/" + stay.token) // how to pay what is left, by transfer
	b.Wait("img[src^='data:image/png;base64,']")
	signIn("admin@rivages.example")
	for _, path := range []string{"/desk/invoices", "/desk/invoices/" + invoice, "/desk/invoices/draft", "/desk/invoices/drafts", "/desk/invoices/settings", "/desk/payouts", "/desk/payouts/batches", "/desk/payouts/accounts",
		"/desk/payouts/payees/" + home, "/desk/bank", "/desk/payments", "/desk/payments/" + stay.payment, "/desk/bank/entries/" + entry, "/desk/reconciliation", "/desk/money", "/desk/ledger", "/desk/ledger/accounts", "/desk/ledger/journal", "/desk/ledger/manual", "/desk/settings/payments"} {
		look(path)
	}
	b.Go(site + "/desk/reconciliation?lang=fr")
	b.Follow("form[action$='/dismiss'] button")
	var state string
	if err := p.Admin().QueryRow(t.Context(), "SELECT state FROM payments.webhook WHERE tenant_id = $1", a.State.ID).Scan(&state); err != nil || state != "settled" || strings.Contains(b.Text("main"), "evt_1") {
		t.Errorf("a notification that was put aside is %s (%v): %.200s", state, err, b.Text("main"))
	}
	b.Go(site + "/desk/invoices/" + invoice + "?lang=fr")
	b.Fill("[name=take1]", "1,5")
	b.Fill("form[action$='/credit'] [name=reason]", "Une journée et demie annulée")
	b.Follow("form[action$='/credit'] button")
	b.Wait("h1")
	if !strings.Contains(b.Text("main"), "180,00") {
		t.Errorf("the credit note says %q", b.Text("main"))
	}
	b.Go(site + "/desk/invoices/" + invoice + "?lang=fr")
	b.Fill("[name=take1]", "2")
	b.Fill("form[action$='/credit'] [name=reason]", "Trop")
	b.Follow("form[action$='/credit'] button")
	b.Wait("[name=take1][aria-invalid=true]")
	b.NoViolations()

	b.Go(site + "/desk")
	b.Eval(`document.querySelector("form[action='/logout']").submit()`)
	b.Until(`!document.querySelector("form[action='/logout']")`)
	signIn("nora@guest.example")
	for _, path := range []string{"/account/invoices", "/account/cards", "/account/privacy"} {
		look(path)
	}
	b.Go(site + "/account/invoices?lang=fr")
	if href := webtest.Eval[string](b, `document.querySelector("main a[href*='`+invoice+`']")?.getAttribute("href") ?? ""`); href == "" {
		t.Errorf("the invoice is not in the account: %s", b.Text("main"))
	}
}

// differ puts what a night's comparison may find before the desk: each kind of difference, a notification that was given
// up, and a refund that nobody has answered.
func differ(t *testing.T, p *program.Program, a *program.Agency, payment string) {
	t.Helper()
	for _, d := range [][]string{{"re_1", "refund", "", "30.00 EUR"}, {"re_2", "refund", "pending", "5.00 EUR"}, {"dp_1", "dispute", "open", "dispute.won 52.00 EUR"}, {"pi_1", "status", "failed", "payment.succeeded"},
		{"pi_2", "amount", "52.00 EUR", "50.00 EUR"}, {"2030-01-02", "not_compared", "", "payments.provider_unavailable"}, {"dp_2", "not_given_back", "52.00 EUR", "disputed"}} {
		if _, err := p.Admin().Exec(t.Context(), `INSERT INTO payments.difference (tenant_id, id, provider, reference, payment_id, kind, ours, theirs, found_at, settled_at, note)
			VALUES ($1, gen_random_uuid(), 'stripe', $2, $3, $4, $5, $6, now(), '0001-01-01T00:00:00Z', '')`, a.State.ID, d[0], payment, d[1], d[2], d[3]); err != nil {
			t.Fatal(err)
		}
	}
	for _, sql := range []string{`INSERT INTO payments.webhook (tenant_id, provider, notification, kind, payment_id, sealed, state, tries, received_at) VALUES ($1, 'stripe', 'evt_1', 'payment.succeeded', $2, 'x', 'given_up', 700, now() - interval '8 days')`,
		`INSERT INTO payments.refund (tenant_id, id, payment_id, amount, status, reason, key, reference, failure, at) VALUES ($1, gen_random_uuid(), $2, 100, 'pending', 'x', 'x', '', '', now() - interval '3 days')`} {
		if _, err := p.Admin().Exec(t.Context(), sql, a.State.ID, payment); err != nil {
			t.Fatal(err)
		}
	}
}
