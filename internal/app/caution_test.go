package app_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	books "comptoir/internal/ledger"
	"comptoir/internal/stays"
	"comptoir/test/program"
)

// A security deposit is a hold for a short stay and a kept card for a long one; a part is taken once, everybody is told,
// the books know it; what nobody claims goes back by itself; a bank that wants the guest gets him, by a link.
func TestSecurityDeposits(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin, staff := a.As("admin"), a.As("staff")
	sheet := program.Sheet("ty-mor")
	rates := sheet["rates"].(stays.Rates)
	rates.SecurityDeposit = money.MustParse("500", money.EUR)
	sheet["rates"] = rates
	home := admin.Must(201, "POST", "/api/stays/desk/properties", maps.Clone(sheet)).Text("id")
	admin.Photo(home)
	admin.Must(200, "POST", "/api/stays/desk/properties/"+home+"/publish", nil)
	confirmed := func(from, to int) booked {
		stay := book(a, home, from, to, "nora")
		a.Pay(stay.payment, "4242424242424242")
		a.Becomes(stay.token, "confirmed")
		return stay
	}
	one := func(stay booked) string { return "/api/stays/reservations/" + stay.id + "/caution" }
	caution := func(stay booked, status string) {
		t.Helper()
		p.Eventually("the security deposit is "+status, func() bool { return staff.Must(200, "GET", one(stay), nil).Text("status") == status })
	}
	leave := func(stay booked, card string) {
		t.Helper()
		page := a.Must(201, "POST", "/api/stays/manage/"+stay.token+"/caution", nil)
		a.Must(200, "POST", "/sandbox/payments/"+page.Text("paymentId")+"/pay", m{"number": card, "expiry": "12/34", "cvc": "123"})
		if card != "4242424242424242" {
			a.Must(200, "POST", "/sandbox/payments/"+page.Text("paymentId")+"/authenticate", m{"approve": true})
		}
		caution(stay, "kept")
	}
	claim := func(amount string) m {
		return m{"amount": m{"amount": amount, "currency": "EUR"}, "reason": "vase brisé", "key": "1"}
	}

	// Long: the card is kept, a part is taken, once; the rest is free.
	long := confirmed(10, 20)
	if got := staff.Must(200, "GET", one(long), nil); got.Text("status") != "open" || got.Text("way") != "card" || got.Text("amount.amount") != "500.00" {
		t.Fatalf("a long stay: %s", got.Raw)
	}
	leave(long, "4242424242424242")
	staff.Must(403, "POST", one(long), claim("120.00"))
	admin.Must(422, "POST", one(long), claim("500.01"))
	admin.Must(200, "POST", one(long), claim("120.00"))
	if _, err := admin.Try("POST", one(long), claim("120.00")); err != nil { // the same click
		t.Error(err)
	}
	caution(long, "taken")
	if got := staff.Must(200, "GET", one(long), nil); got.Text("taken.amount") != "120.00" || got.Text("reason") != "vase brisé" {
		t.Errorf("taken: %s", got.Raw)
	}
	for _, to := range []string{"nora@guest.example", "contact@rivages.example"} {
		if mail := a.Mail(to, "prélevés"); !strings.Contains(strings.Join(strings.Fields(mail.Text), " "), "vase brisé") {
			t.Errorf("the mail to %s: %s", to, mail.Text)
		}
	}
	if got := staff.Must(200, "GET", "/api/stays/reservations/"+long.id, nil); got.Text("paid.amount") != got.Text("total.amount") || got.Text("owed.amount") != "0.00" {
		t.Errorf("the deposit counts towards the price: %s", got.Raw)
	}
	inside := access.AsSystem(t.Context(), a.State.ID, "test")
	p.Eventually("the books hold it", func() bool {
		found, err := p.App.Contexts.Ledger.Balances(inside, books.BalancesOf{Account: books.DepositOf(long.id)})
		return err == nil && len(found) == 1 && found[0].Amount().Minor() == 12000
	})

	// The bank wants the guest: nothing is taken, he has a link, and pays there.
	wanted := confirmed(25, 35)
	leave(wanted, "4000002500003155")
	admin.Must(200, "POST", one(wanted), claim("80.00"))
	caution(wanted, "owner")
	a.Mail("nora@guest.example", "banque demande votre accord")
	if got := staff.Must(200, "GET", one(wanted), nil); got.Text("taken.amount") != "0.00" {
		t.Errorf("taken without the guest: %s", got.Raw)
	}
	page := a.Must(201, "POST", "/api/stays/manage/"+wanted.token+"/caution", nil)
	if got := page.Text("amount.amount"); got != "80.00" {
		t.Errorf("asked for %s", got)
	}
	a.Pay(page.Text("paymentId"), "4242424242424242")
	caution(wanted, "taken")

	// What nobody has claimed goes back.
	back := confirmed(37, 47)
	p.Clock.Shift(8 * 24 * time.Hour)
	staff = a.As("staff") // the sessions of a week ago have ended
	leave(back, "4242424242424242")
	p.Clock.Shift(41 * 24 * time.Hour)
	admin, staff = a.As("admin"), a.As("staff")
	if n, err := p.App.Contexts.Stays.ReturnCautions(inside, stays.ReturnCautions{}); err != nil || n != 2 { // and the card whose owner has paid
		t.Errorf("%d given back (%v)", n, err)
	}
	a.Mail("nora@guest.example", "est libéré")

	// What the agency no longer wants of a guest whose bank wants him is given up: nothing is left to pay.
	waived := confirmed(10, 20)
	leave(waived, "4000002500003155")
	admin.Must(200, "POST", one(waived), claim("30.00"))
	p.Eventually("the bank wants the guest", func() bool { return admin.Must(200, "GET", one(waived), nil).Text("status") == "owner" })
	admin.Must(200, "POST", one(waived)+"/return", nil)
	p.Eventually("it is given up", func() bool { return admin.Must(200, "GET", one(waived), nil).Text("status") == "open" })
	admin.Must(409, "POST", one(back), claim("1.00"))
}
