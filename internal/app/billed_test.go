package app_test

import (
	"strings"
	"testing"

	"comptoir/test/program"
)

// What is invoiced by hand is in the books: revenue and VAT when it is issued, the money when it is entered, and both are
// taken back by a credit note. A payment of a stay is refused on its paper.
func TestWhatIsInvoicedByHandIsInTheBooks(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	admin := p.Agency("rivages").As("admin")
	identify(admin)
	invoice := admin.Must(201, "POST", "/api/invoicing/invoices", m{"customer": m{"name": "Nora Petit", "address": m{"line1": "1 place du Marché", "postalCode": "35000", "city": "Rennes", "country": "FR"}},
		"lines": []m{{"label": "Séminaire", "quantity": "2", "unitPrice": m{"amount": "100.00", "currency": "EUR"}, "tax": m{"category": "S", "rate": "20"}}}})
	one := "/api/invoicing/invoices/" + invoice.Text("paper.id")
	customer := "guest:invoice:" + strings.ToLower(invoice.Text("paper.number"))
	stands := func(account, want string) {
		t.Helper()
		p.Eventually(account+" stands at "+want, func() bool {
			got, _ := admin.Must(200, "GET", "/api/ledger/balances?account="+account, nil).At("items.0.balance.amount").(string)
			return got == want
		})
	}
	stands("tenant:revenue:invoices", "200.00")
	stands("tax:vat", "40.00")
	stands(customer, "-240.00") // he owes it
	paid := m{"method": "transfer", "key": "VIR-1", "amount": m{"amount": "140.00", "currency": "EUR"}}
	for range 2 { // the same twice is one payment
		admin.Must(204, "POST", one+"/payments", paid)
	}
	stands("bank:main", "140.00")
	stands(customer, "-100.00")
	admin.Must(201, "POST", one+"/credit-notes", m{"reason": "Une salle de moins", "amount": m{"amount": "60.00", "currency": "EUR"}})
	stands("tax:vat", "30.00")
	stands(customer, "-40.00")
	if trial := admin.Must(200, "GET", "/api/ledger/trial-balance", nil); trial.At("sums.0.balanced") != true {
		t.Errorf("%s", trial.Raw)
	}
}
