package app_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"comptoir/internal/banking/bankingtest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/bank"
	"comptoir/test/program"
)

// impossibleAmounts are what nobody can pay, be given back or note.
var impossibleAmounts = []m{{"amount": "-1.00", "currency": "EUR"}, {"amount": "0.00", "currency": "EUR"}, {"amount": "-0.00", "currency": "EUR"}, {"amount": "99999999.99", "currency": "EUR"},
	{"amount": "92233720368547758.07", "currency": "EUR"}, {"amount": "92233720368547758.08", "currency": "EUR"}, {"amount": "1e3", "currency": "EUR"}, {"amount": "NaN", "currency": "EUR"}, {"amount": "1.001", "currency": "EUR"},
	{"amount": "1,00", "currency": "EUR"}, {"amount": "", "currency": "EUR"}, {"amount": "1.00", "currency": "USD"}, {"amount": "1.00", "currency": "XXX"}, {"amount": "1.00", "currency": "eur"}, {"amount": "1.00", "currency": ""}, {"amount": "1.00"}}

// tenAtOnce makes the same call ten times at once, and returns how often each status was the answer, and the answers of success.
func tenAtOnce(t *testing.T, a *program.Agency, method, path string, body any) (statuses map[int]int, good []program.Answer) {
	t.Helper()
	var all sync.WaitGroup
	var mu sync.Mutex
	statuses = map[int]int{}
	for range 10 {
		all.Go(func() {
			got, err := a.Try(method, path, body)
			if err != nil || got.Status >= 500 {
				t.Errorf("%s %s: %d %s (%v)", method, path, got.Status, got.Raw, err)
			}
			mu.Lock()
			defer mu.Unlock()
			if statuses[got.Status]++; got.Status/100 == 2 {
				good = append(good, got)
			}
		})
	}
	all.Wait()
	return statuses, good
}

// At the desk and on the guest's page: ten clicks on pay, on refund, on noting cash and on the same bank statement are one;
// amounts that cannot be are refused with the field named, and move nothing; and the program is killed when a statement and cash
// were taken and neither the stay nor the books know. Afterwards the sandbox, the payments, the stays and the books agree.
func TestMoneyAtTheDeskUnderBadLuck(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	account := admin.Must(201, "POST", "/api/banking/accounts", m{"name": "Mandants", "holder": "Agence rivages", "iban": bankingtest.IBANFrance, "clients": true}).Text("id")
	admin.Must(200, "PUT", "/api/banking/settings", m{"coolingHours": 72, "transferTo": account, "transferDays": 5})
	settings := admin.Must(200, "GET", "/api/stays/settings", nil).JSON.(map[string]any)
	settings["legal"], settings["depositPercent"], settings["balanceDays"] = "owner_direct", "30", 30 // a balance may be paid early
	admin.Must(200, "PUT", "/api/stays/settings", settings)
	home := admin.Property("ty-mor")
	clicked, wired, cash := book(a, home, 40, 43, "clicked"), book(a, home, 60, 67, "wired"), book(a, home, 80, 87, "cash")

	_, opened := tenAtOnce(t, a, "POST", "/api/stays/manage/"+clicked.token+"/payment", nil)
	for _, got := range opened {
		if got.Text("id") != clicked.payment {
			t.Errorf("a click opens another payment: %s", got.Raw)
		}
	}
	if len(opened) == 0 {
		t.Error("nobody can pay")
	}
	tenAtOnce(t, a, "POST", "/sandbox/payments/"+clicked.payment+"/pay", m{"number": good, "expiry": "12/34", "cvc": "123"})
	for _, stay := range []booked{wired, cash} {
		a.Pay(stay.payment, good)
	}
	for _, stay := range []booked{clicked, wired, cash} {
		a.Becomes(stay.token, "confirmed")
	}

	hand := "/api/stays/reservations/" + cash.id + "/payments"
	for _, amount := range impossibleAmounts {
		for path, body := range map[string]m{
			"/api/payments/refunds":    {"paymentId": clicked.payment, "amount": amount, "reason": "geste", "key": "bad"},
			hand:                       {"amount": amount, "method": "cash", "key": "bad"},
			"/api/ledger/transactions": {"key": "bad", "label": "x", "postings": []m{{"account": "till", "debit": amount}, {"account": "guest:0", "credit": amount}}},
		} {
			got := admin.Call("POST", path, body)
			huge := amount["amount"] == "99999999.99" && path == "/api/ledger/transactions" // an amount like another, for books
			if got.Status != 422 && got.Status != 409 && got.Status != 400 && !huge || got.Status >= 500 {
				t.Errorf("%s %v: %d %s", path, amount, got.Status, got.Raw)
			}
		}
	}

	refund := m{"paymentId": clicked.payment, "amount": m{"amount": "10.00", "currency": "EUR"}, "reason": "geste", "key": "once"}
	if statuses, _ := tenAtOnce(t, admin, "POST", "/api/payments/refunds", refund); statuses[201] != 10 {
		t.Errorf("ten clicks on refund: %v", statuses)
	}
	p.Eventually("the refund is back", func() bool {
		got := admin.Must(200, "GET", "/api/payments/"+clicked.payment+"/details", nil)
		return got.Len("refunds") == 1 && got.Text("refunds.0.status") == "succeeded"
	})

	owed := func(stay booked) string { return a.Managed(stay.token).Text("owed.amount") }
	amount := owed(wired)
	reference, err := bank.NewReference(admin.Must(200, "GET", "/api/stays/reservations/"+wired.id, nil).Text("reference"))
	if err != nil {
		t.Fatal(err)
	}
	statement := m{"account": account, "name": "releve.xml", "content": []byte(bankingtest.CAMT("08", p.Day(0), bankingtest.Movement{Ref: "A1", Amount: amount, Sign: "CRDT", Reference: string(reference), Name: "NORA"}))}
	noted := m{"amount": m{"amount": owed(cash), "currency": "EUR"}, "method": "cash", "key": "till"}
	p.Stop()

	running := p.Serve(theBinary(t))
	desk := a.As("admin")
	_, imported := tenAtOnce(t, desk, "POST", "/api/banking/statements", statement)
	fresh := 0.0
	for _, got := range imported {
		n, _ := got.At("new").(float64)
		fresh += n
	}
	statuses, taken := tenAtOnce(t, desk, "POST", hand, noted)
	running.Kill()
	if fresh != 1 || len(taken) == 0 {
		t.Errorf("%v new entries of ten times the same statement, %d notes of cash: %v", fresh, len(taken), statuses)
	}

	p = again(t, p, nil)
	a = of(p, a)
	wired.Agency, cash.Agency = a, a
	admin = a.As("admin")
	admin.Must(200, "POST", "/api/banking/statements", statement)
	if got := admin.Call("POST", hand, noted); got.Status >= 500 {
		t.Errorf("noted again: %d %s", got.Status, got.Raw)
	}
	for _, stay := range []booked{wired, cash} {
		p.Eventually("the stay is paid", func() bool { return owed(stay) == "0.00" })
	}
	p.Eventually("the books hold the transfer and the cash", func() bool {
		var wrong int
		err := p.Admin().QueryRow(t.Context(), `select count(*) from payments.payment y where y.status = 'succeeded' and not exists (select from ledger.transaction t where t.tenant_id = y.tenant_id and t.key like '%' || y.id || '%')`).Scan(&wrong)
		return err == nil && wrong == 0
	})
	inside := access.AsSystem(t.Context(), a.State.ID, "test")
	moneyAgrees(t, p, inside, "sandbox", 4)
	verified(t, p, a.Slug)
	var wrong int
	if err := p.Admin().QueryRow(t.Context(), `select count(*) from stays.reservation r where (r.state->'paid'->>'amount')::numeric <> (select coalesce(sum(captured), 0) / 100.0 from payments.payment y
		where y.tenant_id = r.tenant_id and y.subject_id = r.id and y.subject_kind = 'stays.reservation')`).Scan(&wrong); err != nil || wrong != 0 {
		t.Errorf("%d stays count other money than payments (%v)", wrong, err)
	}
	admin = a.As("admin") // a day has passed
	if got := admin.Must(200, "GET", "/api/banking/entries", nil); got.Len("items") != 1 || strings.Contains(string(got.Raw), `"open"`) {
		t.Errorf("the statement: %s", got.Raw)
	}
	if got := a.Call("GET", "/manage/"+wired.token, nil); got.Status != http.StatusOK {
		t.Errorf("the guest's page: %d", got.Status)
	}
}
