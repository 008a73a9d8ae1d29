package app_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"comptoir/internal/kernel/access"
	"comptoir/internal/ledger/ledgertest"
	"comptoir/internal/tenancy"
	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

func postings(debit, credit, amount string) []m {
	return []m{{"account": debit, "debit": m{"amount": amount, "currency": "EUR"}}, {"account": credit, "credit": m{"amount": amount, "currency": "EUR"}}}
}

// A guest pays, and the books know it; what is entered by hand twenty times at once is entered once; the file for the tax
// office is valid; the pages show it all.
func TestTheBooksOfAnAgency(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	payment := a.Book(a.Quote(admin.Property("ker-avel"), 40, 47), "nora").Text("payment.id")
	a.Pay(payment, "4242424242424242")
	var held string
	p.Eventually("the payment is in the books", func() bool {
		held, _ = admin.Must(200, "GET", "/api/ledger/balances?account=psp:sandbox:clearing", nil).At("items.0.balance.amount").(string)
		return held != ""
	})
	if paid := admin.Must(200, "GET", "/api/payments/"+payment, nil).Text("amount.amount"); held != paid {
		t.Errorf("the books say %s, the payment %s", held, paid)
	}
	trial := admin.Must(200, "GET", "/api/ledger/trial-balance", nil)
	if trial.At("sums.0.balanced") != true || trial.Len("lines") != 2 {
		t.Errorf("%s", trial.Raw)
	}

	entry := m{"key": "od/1", "label": "Frais bancaires", "postings": postings("fees:bank", "bank:main", "12.50")}
	ids := make([]string, 20)
	var rush sync.WaitGroup
	for i := range ids {
		rush.Go(func() {
			if done, err := admin.Try("POST", "/api/ledger/transactions", entry); err == nil && done.Status == 201 {
				ids[i] = done.Text("id")
			} else {
				t.Errorf("%v %s", err, done.Raw)
			}
		})
	}
	rush.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("entered as %s and %s", ids[0], id)
		}
	}
	for what, tt := range map[string]struct {
		status int
		body   m
	}{
		"another under the same key": {409, m{"key": "od/1", "label": "Frais bancaires", "postings": postings("fees:bank", "bank:main", "12.51")}},
		"not in balance":             {422, m{"key": "x", "label": "x", "postings": append(postings("fees:bank", "bank:main", "1.00"), m{"account": "suspense:a", "debit": m{"amount": "1.00", "currency": "EUR"}})}},
		"both sides at once":         {422, m{"key": "x", "label": "x", "postings": []m{{"account": "bank:a", "debit": m{"amount": "1.00", "currency": "EUR"}, "credit": m{"amount": "1.00", "currency": "EUR"}}, {"account": "bank:b"}}}},
		"no such account":            {422, m{"key": "x", "label": "x", "postings": postings("treasure:a", "bank:main", "1.00")}},
		"one posting":                {422, m{"key": "x", "label": "x", "postings": postings("fees:bank", "bank:main", "1.00")[:1]}},
		"below zero":                 {409, m{"key": "x", "label": "x", "postings": postings("wallet:nora", "bank:main", "1.00")}},
		"huge":                       {422, m{"key": "x", "label": "x", "postings": postings("fees:bank", "bank:main", "99999999999999.00")}},
	} {
		if got := admin.Call("POST", "/api/ledger/transactions", tt.body); got.Status != tt.status {
			t.Errorf("%s: %d %s", what, got.Status, got.Raw)
		}
	}
	staff := a.As("staff")
	staff.Must(403, "POST", "/api/ledger/transactions", m{"key": "y", "label": "x", "postings": postings("fees:bank", "bank:main", "1.00")})
	staff.Must(403, "GET", "/api/ledger/transactions", nil)
	a.Must(401, "GET", "/api/ledger/trial-balance", nil)

	hold := admin.Must(201, "POST", "/api/ledger/holds", m{"key": "h", "label": "Caution", "postings": postings("bank:main", "security-deposits:1", "300.00")}).Text("id")
	admin.Must(201, "POST", "/api/ledger/holds/"+hold+"/capture", m{"key": "c", "label": "Dégâts", "postings": postings("bank:main", "security-deposits:1", "80.00")})
	admin.Must(409, "POST", "/api/ledger/holds/"+hold+"/void", m{"key": "v", "label": "Trop tard"})
	admin.Must(201, "POST", "/api/ledger/transactions/"+ids[0]+"/reversal", m{"key": "r", "label": "Erreur"})
	admin.Must(409, "POST", "/api/ledger/transactions/"+ids[0]+"/reversal", m{"key": "r2", "label": "Encore"})

	year := p.Day(0)[:4]
	p.Eventually("everything is validated", func() bool {
		all := admin.Must(200, "GET", "/api/ledger/transactions", nil)
		for i := range all.Len("items") {
			if all.At("items."+string(rune('0'+i))+".number") == nil {
				return false
			}
		}
		return all.Len("items") == 5
	})
	if refused := admin.Must(409, "GET", "/api/ledger/exports/fec?year="+year, nil); refused.Text("code") != "ledger.no_siren" {
		t.Errorf("%s", refused.Raw)
	}
	s := a.State
	s.Legal.SIREN = "732829320"
	if _, err := p.App.Contexts.Tenancy.UpdateSettings(access.AsSystem(t.Context(), s.ID, "test"), tenancy.UpdateSettings{Settings: tenancy.Settings{Name: s.Name, Trades: s.Trades,
		Languages: s.Languages, DefaultLanguage: s.Default, Zone: s.Zone, Branding: s.Branding, Legal: s.Legal}}); err != nil {
		t.Fatal(err)
	}
	fec := admin.Must(200, "GET", "/api/ledger/exports/fec?year="+year, nil)
	if found := ledgertest.CheckFEC("732829320FEC"+year+"1231.txt", fec.Raw); len(found) > 0 || bytes.Count(fec.Raw, []byte("\r\n")) != 9 {
		t.Errorf("%v\n%s", found, fec.Raw)
	}
	staff.Must(403, "GET", "/api/ledger/exports/fec?year="+year, nil)
	if !bytes.Contains(fec.Raw, []byte("\tNora ")) {
		t.Errorf("the guest has no name: %s", fec.Raw)
	}
	// The financial year of the business is not the calendar's.
	ends, err := strconv.Atoi(year)
	if err != nil {
		t.Fatal(err)
	}
	if p.Day(0)[5:] != "01-01" {
		ends++
	}
	admin.Must(422, "PUT", "/api/ledger/exercise", m{"month": 2, "day": 30})
	staff.Must(403, "PUT", "/api/ledger/exercise", m{"month": 1, "day": 2})
	admin.Must(200, "PUT", "/api/ledger/exercise", m{"month": 1, "day": 2})
	file := fmt.Sprintf("732829320FEC%d0101.txt", ends)
	later := admin.Must(200, "GET", fmt.Sprintf("/api/ledger/exports/fec?year=%d", ends), nil)
	if found := ledgertest.CheckFEC(file, later.Raw); len(found) > 0 || !bytes.Equal(later.Raw, fec.Raw) || !strings.Contains(later.Header.Get("Content-Disposition"), file) {
		t.Errorf("%v %v\n%s", found, later.Header, later.Raw)
	}
	admin.Must(201, "POST", "/api/ledger/transactions", m{"key": "usd", "label": "En dollars", "postings": []m{{"account": "bank:us", "debit": m{"amount": "1.00", "currency": "USD"}}, {"account": "wallet:a", "credit": m{"amount": "1.00", "currency": "USD"}}}})
	p.Eventually("what has no rate is listed", func() bool {
		return admin.Must(200, "GET", fmt.Sprintf("/api/ledger/exports/fec/left-out?year=%d", ends), nil).Len("items") == 1
	})
	lookAtBooks(t, p, ids[0], hold)
}

// lookAtBooks looks at every page, on a desk and on a phone, in both languages.
func lookAtBooks(t *testing.T, p *program.Program, reversed, hold string) {
	t.Helper()
	site := "http://rivages.localhost:" + p.Port
	b := webtest.Browser(t)
	b.Go(site + "/login?lang=fr")
	b.Fill("[name=email]", "admin@rivages.example")
	b.Fill("[name=password]", program.Password)
	b.Key("Enter")
	b.Until(`!location.pathname.startsWith("/login")`)
	for _, size := range [][2]int64{{1280, 900}, {390, 844}} {
		b.Size(size[0], size[1])
		for _, path := range []string{"", "?lang=en", "/accounts?q=psp", "/accounts/psp:sandbox:clearing", "/journal", "/transactions/" + reversed, "/transactions/" + hold, "/settings"} {
			b.Go(site + "/desk/ledger" + path)
			b.Wait("h1")
			b.NoViolations()
			if webtest.Eval[bool](b, "document.documentElement.scrollWidth > innerWidth + 1") {
				t.Errorf("%q is wider than %d", path, size[0])
			}
		}
	}
	b.Go(site + "/desk/ledger/settings?lang=fr")
	b.Fill("[name=commission]", "cent")
	b.Follow("form[method=post][action$=settings] button")
	b.Wait("[aria-invalid=true]")
	b.Fill("[name=commission]", "18,5")
	b.Follow("form[method=post][action$=settings] button")
	if got := webtest.Eval[string](b, `document.querySelector("[name=commission]").value`); got != "18.5" {
		t.Errorf("the commission is %q", got)
	}
	b.Go(site + "/desk/ledger/transactions/" + reversed)
	b.Fill("[name=reason]", "Encore une fois")
	b.Follow("form[action$=reverse] button")
	if text := b.Text("body"); !strings.Contains(text, "contre-passé") {
		t.Errorf("nothing says that it was reversed already: %s", text)
	}
}
