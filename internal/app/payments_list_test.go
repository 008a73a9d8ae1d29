package app_test

import (
	"encoding/csv"
	"net/url"
	"strings"
	"testing"

	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// The desk finds a payment by who paid, by the booking, by the amount and by its day; sees what the list adds up to, and takes
// it away as a file, of which a security event tells. Before a refund of a stay to come it reads that the guest owes it again.
func TestTheDeskFindsAPayment(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	var stays []booked
	for i, guest := range []string{"ada", "bea"} {
		stay := book(a, home, 60+10*i, 67+10*i, guest)
		a.Pay(stay.payment, "4242424242424242")
		a.Becomes(stay.token, "confirmed")
		stays = append(stays, stay)
	}
	details := admin.Must(200, "GET", "/api/payments/"+stays[1].payment+"/details", nil)
	reference := admin.Must(200, "GET", "/api/stays/reservations/"+stays[1].id, nil).Text("reference")
	for query, want := range map[string]int{"": 2, "q=bea": 1, "q=BEA%40guest": 1, "q=" + reference: 1, "q=" + details.Text("reference"): 1, "q=" + details.Text("amount.amount"): 2, "q=nobody": 0,
		"from=" + a.Day(-1): 2, "to=" + a.Day(1): 2, "from=" + a.Day(2): 0, "to=" + a.Day(-2): 0, "q=bea&status=failed": 0} {
		if got := admin.Must(200, "GET", "/api/payments?"+query, nil); got.Len("items") != want {
			t.Errorf("%q: %d payments, want %d", query, got.Len("items"), want)
		}
		sums := admin.Must(200, "GET", "/api/payments/sums?"+query, nil)
		if want == 0 && sums.Len("items") != 0 || want > 0 && int(sums.At("items.0.count").(float64)) != want {
			t.Errorf("%q adds up to %s", query, sums.Raw)
		}
	}
	admin.Must(422, "GET", "/api/payments?from="+a.Day(0)+"&to="+a.Day(-3), nil)
	a.Must(401, "GET", "/api/payments/sums", nil)

	boss := cookieOf(a, "admin")
	list := webtest.HTML(t, string(page(a, "GET", "/desk/payments?q=bea", nil, boss).Raw))
	list.In("#payments").Has("1 paiement", "Encaissé")
	file := page(a, "GET", list.In(`a[href^="/desk/payments/export"]`).One().Attr("href"), nil, boss)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file.Raw), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][2] != "bea@guest.example" || rows[1][9] != details.Text("amount.amount") {
		t.Errorf("the file: %d %q (%v)", file.Status, rows, err)
	}
	for query, wrong := range map[string]string{"from=" + a.Day(0) + "&to=" + a.Day(-3): "to", "from=2027-13-45": "from"} { // not everybody, in place of nobody
		refused := page(a, "GET", "/desk/payments/export?"+query, nil, boss)
		if to := refused.Header.Get("Location"); refused.Status != 303 || !strings.HasPrefix(to, "/desk/payments?") {
			t.Fatalf("%q: %d %q", query, refused.Status, to)
		}
		shown := page(a, "GET", refused.Header.Get("Location"), nil, boss)
		webtest.HTML(t, string(shown.Raw)).In(`input[name="` + wrong + `"][aria-invalid="true"]`).One()
	}
	p.Eventually("the export is in the log", func() bool {
		var n int
		err := p.Admin().QueryRow(t.Context(), "select count(*) from audit.security_event where kind = 'export' and tenant_id = $1 and detail->>'usecase' = 'payments.export'", a.State.ID.String()).Scan(&n)
		return err == nil && n == 1
	})

	preview := page(a, "POST", "/desk/payments/"+stays[1].payment+"/refund", url.Values{"amount": {"10,00"}, "reason": {"geste"}}, boss)
	warned := webtest.HTML(t, string(preview.Raw))
	warned.Has("Le voyageur devra de nouveau")
	warned.In(`form a[href="/desk/reservations/` + stays[1].id + `"]`).One()
}
