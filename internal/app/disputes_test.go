package app_test

import (
	"net/url"
	"strings"
	"testing"

	"comptoir/internal/kernel/access"
	books "comptoir/internal/ledger"
	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// On the sandbox's console a bank contests a guest's payment: the desk tells the whole story and by when evidence is
// expected, the guest owes again in the books, and what is won comes back. Who may not compare payments may not play the bank.
func TestTheBankIsPlayed(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	stay := book(a, admin.Property("ty-mor"), 33, 40, "nora")
	a.Pay(stay.payment, good)
	a.Becomes(stay.token, "confirmed")
	boss, clerk := cookieOf(a, "admin"), cookieOf(a, "staff")
	drive := func(cookie string, values ...string) program.Answer {
		sent := url.Values{"payment": {stay.payment}}
		for i := 0; i < len(values); i += 2 {
			sent.Set(values[i], values[i+1])
		}
		return a.Call("POST", "/desk/sandbox", sent.Encode(), "Content-Type", form, "Cookie", cookie)
	}
	if got := drive(clerk, "do", "dispute", "reason", "fraudulent"); got.Status != 403 {
		t.Errorf("staff played the bank: %d", got.Status)
	}
	if got := drive(boss, "do", "dispute", "reason", "boredom"); got.Status != 422 {
		t.Errorf("an unknown reason: %d", got.Status)
	}
	if got := drive(boss, "do", "won"); got.Status != 409 && got.Status != 422 {
		t.Errorf("a dispute that is not there: %d", got.Status)
	}
	inside := access.AsSystem(t.Context(), a.State.ID, "test")
	owed := func() int64 {
		all, err := p.App.Contexts.Ledger.Balances(inside, books.BalancesOf{Account: books.GuestOf(stay.id)})
		if err != nil || len(all) != 1 {
			t.Fatalf("%v %v", all, err)
		}
		return all[0].Amount().Minor()
	}
	p.Eventually("the books know the payment", func() bool {
		all, err := p.App.Contexts.Ledger.Balances(inside, books.BalancesOf{Account: books.GuestOf(stay.id)})
		return err == nil && len(all) == 1
	})
	before := owed()
	stands := func(dispute string) func() bool {
		return func() bool {
			return admin.Must(200, "GET", "/api/payments/"+stay.payment+"/details", nil).At("dispute") == dispute
		}
	}
	drive(boss, "do", "dispute", "reason", "product_not_received")
	p.Eventually("the payment is contested", stands("open"))
	p.Eventually("the guest owes it", func() bool { return owed() != before })
	page := string(a.Must(200, "GET", "/desk/payments/"+stay.payment, nil, "Cookie", boss).Raw)
	for _, words := range []string{"Le client conteste ce paiement", "prestation non reçue", "Contesté par le client"} {
		if !strings.Contains(page, words) {
			t.Errorf("the desk does not say %q", words)
		}
	}
	drive(boss, "do", "under_review")
	p.Eventually("the bank reads the evidence", stands("under_review"))
	drive(boss, "do", "won")
	p.Eventually("it is won", stands("won"))
	p.Eventually("the guest owes nothing more", func() bool { return owed() == before })
	b := webtest.Browser(t)
	desk := "http://rivages.localhost:" + a.Port
	b.Go(desk + "/login?next=/desk/sandbox")
	b.Fill("[name=email]", "admin@rivages.example")
	b.Fill("[name=password]", program.Password)
	b.Follow("main form .btn-primary")
	for _, width := range []int64{1280, 390} {
		b.Size(width, 844)
		for _, page := range []string{"/desk/sandbox", "/desk/sandbox?payment=" + stay.payment} {
			b.Go(desk + page)
			b.NoViolations()
		}
	}
}
