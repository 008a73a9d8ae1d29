package app_test

import (
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	books "comptoir/internal/ledger"
	"comptoir/internal/stays"
	"comptoir/test/program"
)

// Four people claim on one security deposit at the same moment, two for the owner and two for the agency, each another sum: one
// has it, and the others are told so; what was taken goes to whom that one has named, by the page and by the books, and the
// reservation tells of one claim only.
func TestTwoClaimAtOnce(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	sheet := program.Sheet("ty-mor")
	rates := sheet["rates"].(stays.Rates)
	rates.SecurityDeposit = money.MustParse("500", money.EUR)
	sheet["rates"], sheet["owner"] = rates, m{"name": "Soizic Kervella", "user": hire(t, a, "owner", identity.Owner).String()}
	home := admin.Must(201, "POST", "/api/stays/desk/properties", maps.Clone(sheet)).Text("id")
	admin.Photo(home)
	admin.Must(200, "POST", "/api/stays/desk/properties/"+home+"/publish", nil)
	inside := access.AsSystem(t.Context(), a.State.ID, "test")
	stands := func(account books.Path) (minor int64) {
		found, err := p.App.Contexts.Ledger.Balances(inside, books.BalancesOf{Account: account})
		if err == nil && len(found) == 1 {
			minor = found[0].Amount().Minor()
		}
		return minor
	}
	var owed, kept int64 // to the owner, with the agency
	for round := range 3 {
		stay := book(a, home, 10+round*10, 18+round*10, "nora")
		a.Pay(stay.payment, "4242424242424242")
		a.Becomes(stay.token, "confirmed")
		page := a.Must(201, "POST", "/api/stays/manage/"+stay.token+"/caution", nil)
		a.Must(200, "POST", "/sandbox/payments/"+page.Text("paymentId")+"/pay", m{"number": "4242424242424242", "expiry": "12/34", "cvc": "123"})
		at := "/api/stays/reservations/" + stay.id + "/caution"
		p.Eventually("the card is kept", func() bool { return admin.Must(200, "GET", at, nil).Text("status") == "kept" })
		var all sync.WaitGroup
		var mu sync.Mutex
		won := -1
		for i := range 4 {
			all.Go(func() {
				claim := m{"amount": m{"amount": []string{"10.00", "20.00", "30.00", "40.00"}[i], "currency": "EUR"}, "reason": "vase brisé", "for": []string{"owner", "agency"}[i%2], "key": []string{"a", "b", "c", "d"}[i]}
				got, err := admin.Try("POST", at, claim)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil && got.Status == http.StatusOK && won < 0:
					won = i
				case err != nil || got.Status != http.StatusConflict || !strings.HasPrefix(got.Text("code"), "stays.caution_"):
					t.Errorf("claim %d: %d %v %s", i, got.Status, err, got.Raw)
				}
			})
		}
		all.Wait()
		if won < 0 {
			t.Fatal("nobody has it")
		}
		p.Eventually("it is taken", func() bool { return admin.Must(200, "GET", at, nil).Text("status") == "taken" })
		sum, to := int64(1000*(won+1)), []string{"owner", "agency"}[won%2]
		if to == "owner" {
			owed += sum
		} else {
			kept += sum
		}
		if got := admin.Must(200, "GET", at, nil); got.Text("for") != to || got.Text("taken.amount") != []string{"10.00", "20.00", "30.00", "40.00"}[won] {
			t.Errorf("claim %d has it: %s", won, got.Raw)
		}
		p.Eventually("the books give it to whom it was taken for", func() bool { return stands(books.PayableOf(home)) == owed && stands(books.Damages) == kept })
		if n := strings.Count(string(admin.Must(200, "GET", "/api/stays/reservations/"+stay.id, nil).Raw), "caution_claimed"); n != 1 {
			t.Errorf("the reservation tells of %d claims", n)
		}
	}
	theBooksAgree(t, p, inside)
}
