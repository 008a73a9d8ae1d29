package app_test

import (
	"net/http"
	"strings"
	"testing"

	"comptoir/test/program"
)

// Outside of a demonstration no card that is none pays for anything: a business that has chosen no provider takes no
// payment online, says so, and the pages of the played provider are not there.
func TestOutsideOfADemonstrationNothingIsPlayed(t *testing.T) {
	t.Parallel()
	p := program.Start(t, "COMPTOIR_DEMO=false")
	a := p.Agency("rivages")
	admin := a.As("admin")
	quote := a.Quote(admin.Property("ty-mor"), 40, 44)
	booking := m{"quoteId": quote, "guest": program.Guest("nora"), "acceptTerms": true}
	if got := a.Must(409, "POST", "/api/stays/reservations", booking); got.Text("code") != "stays.no_online_payment" {
		t.Errorf("%s", got.Raw)
	}
	a.Must(404, "POST", "/sandbox/payments/01890000-0000-7000-8000-000000000000/pay", m{"number": "4242424242424242"})
	a.Must(404, "POST", "/api/payments/webhooks/sandbox", m{})
	desk := cookieOf(a, "admin")
	if got := page(a, "GET", "/desk/settings/payments", nil, desk); got.Status != http.StatusOK || strings.Contains(string(got.Raw), "Bac à sable") || !strings.Contains(string(got.Raw), "Aucun paiement en ligne") {
		t.Errorf("the settings offer a played provider, or do not say that there is none: %d", got.Status)
	}
	if got := page(a, "GET", "/desk/welcome", nil, desk); got.Status != http.StatusOK {
		t.Errorf("the welcome: %d", got.Status)
	}
	identify(admin)
	invoice := admin.Must(201, "POST", "/api/invoicing/invoices", m{"customer": m{"name": "Ateliers du Large", "business": true, "siren": "732829320", "address": m{"line1": "7 rue du Bœuf", "postalCode": "69005", "city": "Lyon", "country": "FR"}},
		"lines": []m{{"label": "Séminaire", "quantity": "1", "unitPrice": m{"amount": "100.00", "currency": "EUR"}, "tax": m{"category": "S", "rate": "20"}}}}).Text("paper.id")
	if got := admin.Must(409, "POST", "/api/invoicing/invoices/"+invoice+"/submission", nil); got.Text("code") != "invoicing.no_platform" {
		t.Errorf("an invoice is submitted to a played platform: %s", got.Raw)
	}
	for _, path := range []string{"/desk/invoices/" + invoice, "/desk/invoices/settings"} {
		if got := string(page(a, "GET", path, nil, desk).Raw); strings.Contains(got, "/submit") || !strings.Contains(got, "Aucune plateforme n’est encore reliée") {
			t.Errorf("%s offers a played platform, or does not say that there is none", path)
		}
	}
}
