package app_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	books "comptoir/internal/ledger"
	"comptoir/internal/payments"
	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// A guest pays at the desk, in cash and by cheque, and is paid back there; the books know it.
func TestMoneyChangesHandsAtTheDesk(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin, staff := a.As("admin"), a.As("staff")
	home := admin.Property("ty-mor")
	stay := book(a, home, 10, 17, "nora") // so near that the whole is due, and may be taken
	one := "/api/stays/reservations/" + stay.id
	total := stay.answer.Text("payment.amount.amount")
	eur := func(amount string) m { return m{"amount": amount, "currency": "EUR"} }

	a.Must(401, "POST", one+"/payments", m{"method": "cash", "amount": eur("100.00"), "key": "1"})
	for field, body := range map[string]m{"method": {"method": "gold", "amount": eur("100.00"), "key": "1"}, "amount": {"method": "cash", "amount": eur("100000.00"), "key": "1"},
		"note": {"method": "cash", "amount": eur("100.00"), "key": "1", "note": strings.Repeat("x", 81)}} {
		if got := staff.Must(422, "POST", one+"/payments", body); !strings.Contains(string(got.Raw), `"`+field) {
			t.Errorf("%s is not named: %s", field, got.Raw)
		}
	}
	if got := staff.Must(201, "POST", one+"/payments", m{"method": "cash", "amount": eur("100.00"), "key": "1"}); got.Text("status") != "held" {
		t.Errorf("confirmed by a part of what it takes: %s", got.Raw)
	}
	staff.Must(201, "POST", one+"/payments", m{"method": "cash", "amount": eur("100.00"), "key": "1"}) // the same click
	rest := staff.Must(200, "GET", one, nil).Text("owed.amount")
	if rest == total {
		t.Fatalf("nothing was counted of %s", total)
	}
	got := staff.Must(201, "POST", one+"/payments", m{"method": "cheque", "amount": eur(rest), "key": "2", "note": "Chèque 4711"})
	if got.Text("status") != "confirmed" || got.Text("owed.amount") != "0.00" {
		t.Errorf("%s", got.Raw)
	}
	if got := staff.Must(409, "POST", one+"/payments", m{"method": "cash", "amount": eur("1.00"), "key": "3"}); got.Text("code") != "stays.nothing_due" {
		t.Errorf("%s", got.Raw)
	}
	confirmationMail(t, stay)
	// The page on which the guest could have paid is closed.
	p.Eventually("nobody can pay twice", func() bool {
		return a.Must(200, "GET", "/api/payments/"+stay.payment, nil).Text("status") == "cancelled"
	})

	admin.Must(200, "POST", one+"/cancel", m{"reason": "dégât des eaux"})
	tenant := access.AsSystem(t.Context(), a.State.ID, "test")
	var taken []payments.View
	p.Eventually("everything is promised back", func() bool {
		all, err := p.App.Contexts.Payments.OfSubject(tenant, payments.PaymentsOfSubject{Subject: payments.Subject{Kind: "stays.reservation", ID: stay.raw(t)}})
		if err != nil {
			t.Fatal(err)
		}
		taken = nil
		for _, v := range all {
			if len(v.Refunds) > 0 {
				taken = append(taken, v)
			}
		}
		return len(taken) == 2
	})
	balance := func(account books.Path) int64 {
		t.Helper()
		found, err := p.App.Contexts.Ledger.Balances(tenant, books.BalancesOf{Account: account})
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			return -1
		}
		return found[0].Posted
	}
	// The cheque has been to the bank, and somebody has taken the cash out of the till without a word that the refund knows.
	p.Eventually("till and cheques are in the books", func() bool { return balance("till") == 10000 && balance("cheques") > 0 })
	slices.SortFunc(taken, func(x, y payments.View) int { return -cmp.Compare(x.Provider, y.Provider) }) // the cheque first
	// A client's key that is the program's own keeps nothing out of the books.
	admin.Must(201, "POST", "/api/ledger/transactions", m{"key": "payments/refund/" + taken[0].Refunds[0].ID.String(), "label": "Remise de chèques", "postings": postings("client-money", "cheques", rest)})
	admin.Must(201, "POST", "/api/ledger/transactions", m{"key": "till", "label": "Espèces", "postings": postings("cash", "till", "100.00")})
	for _, v := range taken {
		path := "/api/payments/" + v.ID.String() + "/refunds/" + v.Refunds[0].ID.String() + "/handed-back"
		staff.Must(403, "POST", path, m{})
		if got := admin.Must(422, "POST", path, m{"by": "gold"}); !strings.Contains(string(got.Raw), "by") {
			t.Errorf("%s", got.Raw)
		}
		by := m{"note": "rendu"} // nobody says how: the cheques cannot bear it, so it was paid by the bank
		if v.Provider == "cash" {
			by["by"] = "cash"
		}
		if got := admin.Must(200, "POST", path, by); got.Text("refunds.0.status") != "succeeded" {
			t.Errorf("%s", got.Raw)
		}
		admin.Must(409, "POST", path, m{})
		if v.Provider == "cheque" {
			p.Eventually("the bank account has paid it", func() bool { return balance("client-money") == 0 && balance("cheques") == 0 })
		}
	}
	// What neither the till nor the bank can bear is shown to people until it is mended, and then booked by itself.
	ledgerPage := func() string {
		return string(page(a, "GET", "/desk/ledger", nil, cookieOf(a, "admin")).Raw)
	}
	p.Pass(time.Hour)
	if got := ledgerPage(); !strings.Contains(got, "1 fait n’est pas comptabilisé") || !strings.Contains(got, "/desk/reservations/"+stay.id) {
		t.Errorf("nobody is told of the refund that the books refuse: %s", got[strings.Index(got, "<main"):])
	}
	a.As("admin").Must(201, "POST", "/api/ledger/transactions", m{"key": "mended", "label": "Espèces", "postings": postings("till", "cash", "100.00")})
	p.Pass(24 * time.Hour)
	p.Eventually("the till has paid it", func() bool { return balance("till") == 0 })
	if got := ledgerPage(); strings.Contains(got, "comptabilisé</") {
		t.Errorf("it is still called refused: %.2000s", got)
	}
	staff = a.As("staff")
	p.Eventually("the stay knows it", func() bool {
		return staff.Must(200, "GET", one, nil).Text("refunded.amount") == staff.Must(200, "GET", one, nil).Text("paid.amount")
	})
}

// The desk gives a property to an owner's account, and to nobody else's.
func TestAPropertyIsGivenToAnOwner(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	tenant := access.AsSystem(t.Context(), a.State.ID, "test")
	soizic, err := p.App.Contexts.Identity.CreateUser(tenant, identity.CreateUser{Email: "owner@rivages.example", Password: program.Password, Confirmed: true,
		Roles: []identity.Role{identity.Owner}, Profile: identity.Profile{Name: "Soizic Kervella", Locale: "fr"}})
	if err != nil {
		t.Fatal(err)
	}
	admin := a.As("admin")
	home := "/api/stays/desk/properties/" + admin.Property("ty-mor")
	give := func(want int, user string) program.Answer {
		t.Helper()
		sheet := admin.Must(200, "GET", home, nil).JSON.(map[string]any)
		next := program.Sheet("ty-mor")
		delete(next, "rates")
		next["owner"] = m{"name": "Soizic Kervella", "user": user}
		return admin.Must(want, "PUT", home, next, "If-Match", `"v`+fmt.Sprint(sheet["version"])+`"`)
	}
	staff := a.As("staff").Must(200, "GET", "/api/auth/me", nil).Text("id")
	if got := give(422, staff); !strings.Contains(string(got.Raw), "owner.user") {
		t.Errorf("%s", got.Raw)
	}
	give(200, soizic.ID.String())
	// What is owed to her would be paid to whoever came after her: it is paid or settled first.
	owed := "owner:" + home[strings.LastIndex(home, "/")+1:] + ":payable"
	admin.Must(201, "POST", "/api/ledger/transactions", m{"key": "owed", "label": "Séjour", "postings": postings("guest:0", owed, "800.00")})
	next := program.Sheet("ty-mor")
	delete(next, "rates")
	version := `"v` + fmt.Sprint(admin.Must(200, "GET", home, nil).At("version")) + `"`
	for _, owner := range []m{{}, {"name": "Yann Kermadec"}} {
		next["owner"] = owner
		if got := admin.Must(422, "PUT", home, next, "If-Match", version); !strings.Contains(string(got.Raw), "not_settled") || !strings.Contains(string(got.Raw), "owner.user") {
			t.Errorf("%s", got.Raw)
		}
	}
	admin.Must(201, "POST", "/api/ledger/transactions", m{"key": "settled", "label": "Séjour", "postings": postings(owed, "guest:0", "800.00")})
	if got := admin.Must(200, "GET", home, nil).Text("owner.user"); got != soizic.ID.String() {
		t.Errorf("it is %s's", got)
	}
	b := webtest.Browser(t)
	desk := "http://rivages.localhost:" + p.Port
	b.Go(desk + "/login?next=" + strings.Replace(home, "/api/stays", "", 1))
	b.Fill("[name=email]", "admin@rivages.example")
	b.Fill("[name=password]", program.Password)
	b.Follow("main form .btn-primary")
	if got := webtest.Eval[string](b, "document.querySelector('[name=ownerUser]').selectedOptions[0].textContent"); !strings.Contains(got, "Soizic Kervella · owner@rivages.example") {
		t.Errorf("the form shows %q", got)
	}
	b.NoViolations()
	b.Eval("document.querySelector('[name=ownerUser]').value = ''")
	b.Follow("main form .btn-primary")
	if got := admin.Must(200, "GET", home, nil); strings.Contains(string(got.Raw), soizic.ID.String()) {
		t.Errorf("taken back: %s", got.Raw)
	}
}
