package app

import (
	"slices"
	"testing"

	"comptoir/internal/event"
	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
	"comptoir/internal/stays"
)

// Every line that a price may have stands for the same in the books and on the papers.
func TestEveryLineOfAPriceHasItsPlace(t *testing.T) {
	t.Parallel()
	lines := map[string]event.Nature{stays.LineRent: event.Rent, stays.LineDiscount: event.Rent, stays.LineExtraGuest: event.Rent, stays.LineKept: event.Rent, stays.LineSalesTax: event.Rent,
		stays.LineTouristTax: event.TouristTax}
	if len(lines) != len(stays.LineCodes) || slices.ContainsFunc(stays.LineCodes, func(code string) bool { return lines[code] == "" }) {
		t.Errorf("say what these lines are: %q", stays.LineCodes)
	}
	for _, code := range stays.FeeCodes {
		lines[code] = event.Service
	}
	day, eur := period.On(2027, 7, 1), money.New(12000, money.EUR)
	accounts := map[event.Nature]ledger.Path{event.Rent: ledger.OwnRent, event.Service: ledger.Services, event.TouristTax: ledger.TouristTax}
	onPaper := map[event.Nature]invoicing.Tax{event.Rent: invoicing.ExemptFor(invoicing.FurnishedLetting), event.Service: invoicing.TaxedAt(money.Pct(20)), event.TouristTax: invoicing.ExemptFor(invoicing.Disbursement)}
	for code, nature := range lines {
		if got := event.NatureOf(code); got != nature {
			t.Errorf("%s is %s, want %s", code, got, nature)
		}
		if got := invoicing.RegimeLetting.TaxOf(code, "FR", day); got != onPaper[nature] {
			t.Errorf("%s: on paper %+v, want %+v", code, got, onPaper[nature])
		}
		f := event.StayFacts{Lines: []event.PriceLine{{Code: code, Amount: eur}}, Total: eur, Stay: period.Range{From: day.AddDays(-7), To: day}}
		p, _ := taxes{invoicing.RegimeFranchise, "FR"}.stay(ledger.Fact{}, f).Transaction(ledger.Terms{})
		if len(p.Postings) != 2 || p.Postings[0].Account != accounts[nature] {
			t.Errorf("%s: in the books %+v, want %s", code, p.Postings, accounts[nature])
		}
	}
}
