package app_test

import (
	"strings"
	"testing"

	"comptoir/internal/kernel/access"
	books "comptoir/internal/ledger"
	"comptoir/internal/payments"
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
	for _, v := range taken {
		path := "/api/payments/" + v.ID.String() + "/refunds/" + v.Refunds[0].ID.String() + "/handed-back"
		staff.Must(403, "POST", path, m{})
		if got := admin.Must(200, "POST", path, m{"note": "rendu"}); got.Text("refunds.0.status") != "succeeded" {
			t.Errorf("%s", got.Raw)
		}
		admin.Must(409, "POST", path, m{})
	}
	balance := func(account books.Path) int64 {
		t.Helper()
		found, err := p.App.Contexts.Ledger.Balances(tenant, books.BalancesOf{Account: account})
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != 1 || found[0].Seq != 2 { // in and out
			return -1
		}
		return found[0].Posted
	}
	p.Eventually("the till and the cheques are empty again", func() bool { return balance("till") == 0 && balance("cheques") == 0 })
	p.Eventually("the stay knows it", func() bool {
		return staff.Must(200, "GET", one, nil).Text("refunded.amount") == staff.Must(200, "GET", one, nil).Text("paid.amount")
	})
}
