package app_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"comptoir/internal/identity"
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
	sheet["rates"], sheet["owner"] = rates, m{"name": "Soizic Kervella", "user": hire(t, a, "owner", identity.Owner).String()}
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
	leave := func(stay booked, card string) string {
		t.Helper()
		page := a.Must(201, "POST", "/api/stays/manage/"+stay.token+"/caution", nil)
		a.Must(200, "POST", "/sandbox/payments/"+page.Text("paymentId")+"/pay", m{"number": card, "expiry": "12/34", "cvc": "123"})
		if card != "4242424242424242" {
			a.Must(200, "POST", "/sandbox/payments/"+page.Text("paymentId")+"/authenticate", m{"approve": true})
		}
		caution(stay, "kept")
		return page.Text("paymentId")
	}
	claim := func(amount string) m {
		return m{"amount": m{"amount": amount, "currency": "EUR"}, "reason": "vase brisé", "key": "1"}
	}

	// Long: the card is kept, a part is taken, once; the rest is free.
	long := confirmed(10, 20)
	if got := staff.Must(200, "GET", one(long), nil); got.Text("status") != "open" || got.Text("way") != "card" || got.Text("amount.amount") != "500.00" {
		t.Fatalf("a long stay: %s", got.Raw)
	}
	kept := leave(long, "4242424242424242")
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
	stands := func(account books.Path) (minor int64) {
		found, err := p.App.Contexts.Ledger.Balances(inside, books.BalancesOf{Account: account})
		if err == nil && len(found) == 1 {
			minor = found[0].Amount().Minor()
		}
		return minor
	}
	// Short: the money is held, in the books as a pending amount; captured in part, or let go.
	pending := func(stay booked, minor int64) func() bool {
		return func() bool {
			found, err := p.App.Contexts.Ledger.Balances(inside, books.BalancesOf{Account: books.DepositOf(stay.id)})
			return err == nil && len(found) == 1 && found[0].HeldCredit == minor && found[0].Posted == 0
		}
	}
	short, let := confirmed(2, 5), confirmed(1, 2)
	for _, stay := range []booked{short, let} {
		leave(stay, "4242424242424242")
		p.Eventually("the books say what is held", pending(stay, 50000))
	}
	ours := claim("50.00")
	ours["for"] = "agency"
	admin.Must(200, "POST", one(short), ours)
	admin.Must(200, "POST", one(let)+"/return", nil)
	for _, stay := range []booked{short, let} {
		p.Eventually("nothing is held any more", pending(stay, 0))
	}
	if stands(books.Damages) != 5000 {
		t.Errorf("the agency has %d", stands(books.Damages))
	}
	payable := books.PayableOf(home)
	p.Eventually("the books owe it to the owner", func() bool { return stands(payable) == 12000 && stands(books.DepositOf(long.id)) == 0 })
	if got := staff.Must(200, "GET", one(long), nil); got.Text("for") != "owner" {
		t.Errorf("it is for %s", got.Raw)
	}
	if got := a.As("owner").Must(200, "GET", "/api/banking/own/statements", nil); got.Text("items.0.owed.amount") != "120.00" || got.Text("items.0.lines.0.label") != "Dommage indemnisé sur la caution" {
		t.Errorf("the owner reads %s", got.Raw)
	}
	admin.Must(201, "POST", "/api/payments/refunds", m{"paymentId": kept, "amount": m{"amount": "20.00", "currency": "EUR"}, "reason": "moins cher", "key": "back"})
	p.Eventually("what went back is taken from whom had it", func() bool { return stands(payable) == 10000 && stands(books.DepositOf(long.id)) == 0 })

	// The bank wants the guest: nothing is taken, he has a link, and pays there.
	wanted := confirmed(25, 35)
	leave(wanted, "4000002500003155")
	ours["amount"] = m{"amount": "80.00", "currency": "EUR"}
	admin.Must(200, "POST", one(wanted), ours)
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
	p.Eventually("the agency has it", func() bool { return stands(books.Damages) == 13000 && stands(books.DepositOf(wanted.id)) == 0 })

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
	if _, err := p.App.Contexts.Bookkeeper.Seal(inside); err != nil {
		t.Error(err)
	}
	if r, err := p.App.Contexts.Bookkeeper.Verify(inside); err != nil || len(r.Findings) > 0 {
		t.Errorf("the books: %+v %v", r, err)
	}
}
