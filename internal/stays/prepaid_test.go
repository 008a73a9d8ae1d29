package stays_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

// Arrhes and acompte are not the same law: the contract says which, a new nature is a new version of the policy, and an agency
// that withdraws from a contract with arrhes owes twice what was paid on booking. Where the contract is silent they are arrhes
// (Code de la consommation, article L214-1).
func TestArrhesAndAcompte(t *testing.T) {
	t.Parallel()
	for nature, words := range map[stays.Prepayment]string{stays.Unsaid: "", stays.Arrhes: "constitue des arrhes", stays.Acompte: "est un acompte"} {
		w := staystest.NewWorld(t)
		p := w.Property()
		s, err := w.GetSettings(w.Desk, stays.GetSettings{})
		if err != nil {
			t.Fatal(err)
		}
		policy, err := s.PolicyFor(p.Policy)
		if err != nil {
			t.Fatal(err)
		}
		was := policy.Version
		policy.Prepaid = nature
		s, _ = s.WithPolicy(policy, true)
		saved, err := w.EditSettings(w.Desk, stays.EditSettings{Settings: s})
		if err != nil {
			t.Fatal(err)
		}
		if now, _ := saved.PolicyFor(p.Policy); (now.Version > was) != (nature != stays.Unsaid) {
			t.Errorf("%q: version %d after %d", nature, now.Version, was)
		}
		r := paidUp(w, p)
		w.Clock.Set(time.Date(2027, 5, 9, 12, 0, 0, 0, time.UTC))
		if said := strings.Join(r.Quote.Policy.Sentences("fr"), " "); words == "" && strings.Contains(said, "arrhes") || !strings.Contains(said, words) {
			t.Errorf("%q: %s", nature, said)
		}
		preview, err := w.PreviewDeskCancel(w.Desk, stays.PreviewDeskCancel{ID: r.ID})
		if err != nil || preview.Double.IsPositive() != (nature != stays.Acompte) || nature != stays.Acompte && preview.Double != r.Quote.Deposit {
			t.Errorf("%q: %s more, %v", nature, preview.Double, err)
		}
		if preview, err := w.PreviewDeskCancel(w.Desk, stays.PreviewDeskCancel{ID: r.ID, ByGuest: true}); err != nil || preview.Double.IsPositive() {
			t.Errorf("%q: twice as much when the guest withdraws: %s %v", nature, preview.Double, err)
		}
		policy.Prepaid = "cadeau"
		wrong, _ := saved.WithPolicy(policy, true)
		if _, err := w.EditSettings(w.Desk, stays.EditSettings{Settings: wrong}); len(fault.FieldsOf(err)) != 1 || !strings.HasSuffix(fault.FieldsOf(err)[0].Path, "prepaid") {
			t.Errorf("%v", err)
		}
	}
}

// A tax on top of the price is the VAT of the business's regime, or none.
func TestAPriceAddsNoTaxOfItsOwn(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	taxing := stays.New(stays.Deps{Store: w.Store, Payments: w.Payments, Links: staystest.Links{}, Now: w.Clock.Now, IDs: w.IDs, Observer: usecase.Silent{},
		RentVAT: func(context.Context) (money.Percent, error) { return money.Pct(10), nil }})
	for _, added := range []int64{10, 20, 0} {
		rates := p.Rates
		rates.SalesTax = money.Pct(added)
		_, err := taxing.EditRates(w.Desk, stays.EditRates{ID: p.ID, Rates: rates})
		if refused := len(fault.FieldsOf(err)) == 1 && fault.FieldsOf(err)[0].Path == "salesTax"; refused != (added == 20) || err != nil && !refused {
			t.Errorf("%d %%: %v", added, err)
		}
	}
}
