package stays_test

import (
	"testing"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

const commune = "35288"

func rule(edit func(*stays.TaxRule)) []stays.TaxRule {
	r := staystest.TaxRule()
	r.ID, r.From, r.Additional = ident.Next[stays.TaxRule](ids), period.MustDate("2015-01-01"), nil
	edit(&r)
	return []stays.TaxRule{r}
}

func tariff(c stays.TaxCategory, amount string, additional ...string) []stays.TaxRule {
	return rule(func(r *stays.TaxRule) {
		r.Tariffs = map[stays.TaxCategory]money.Amount{c: eur(amount)}
		for _, a := range additional {
			r.Additional = append(r.Additional, stays.AdditionalTax{Code: "departement", Percent: percent(a)})
		}
	})
}

func unclassified(pct, limit string, additional ...string) []stays.TaxRule {
	return rule(func(r *stays.TaxRule) {
		r.Percent, r.Cap = percent(pct), eur(limit)
		for _, a := range additional {
			r.Additional = append(r.Additional, stays.AdditionalTax{Code: "departement", Percent: percent(a)})
		}
	})
}

func pricedNights(n int, price string) []stays.PricedNight {
	var out []stays.PricedNight
	for d := range nights(n).Days() {
		out = append(out, stays.PricedNight{Date: d, Price: eur(price).Exact()})
	}
	return out
}

// The worked examples of shared/research/rental.md §6.2 that are computed by person and night.
func TestTouristTaxWorkedExamples(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		id                string
		rules             []stays.TaxRule
		category          stays.TaxCategory
		occupants, exempt int
		nights            int
		price             string
		each, want        string
	}{
		{"T-01", tariff(stays.TwoStars, "0.90"), stays.TwoStars, 2, 0, 2, "80", "0.90", "3.60"},
		{"T-03", tariff(stays.ThreeStars, "1.50"), stays.ThreeStars, 3, 1, 7, "80", "1.50", "21.00"},
		{"T-05 palace", tariff(stays.Palace, "4.00", "10", "15"), stays.Palace, 1, 0, 1, "80", "5.00", "5.00"},
		{"T-05 5*", tariff(stays.FiveStars, "3.00", "10", "15"), stays.FiveStars, 1, 0, 1, "80", "3.75", "3.75"},
		{"T-05 4*", tariff(stays.FourStars, "2.30", "10", "15"), stays.FourStars, 1, 0, 1, "80", "2.88", "2.88"},
		{"T-05 3*", tariff(stays.ThreeStars, "1.50", "10", "15"), stays.ThreeStars, 1, 0, 1, "80", "1.88", "1.88"},
		{"T-05 2*", tariff(stays.TwoStars, "0.90", "10", "15"), stays.TwoStars, 1, 0, 1, "80", "1.13", "1.13"},
		{"T-05 1*", tariff(stays.OneStar, "0.80", "10", "15"), stays.OneStar, 1, 0, 1, "80", "1.00", "1.00"},
		{"T-07 palace", tariff(stays.Palace, "4.00", "10"), stays.Palace, 1, 0, 1, "80", "4.40", "4.40"},
		{"T-07 5*", tariff(stays.FiveStars, "3.00", "10"), stays.FiveStars, 1, 0, 1, "80", "3.30", "3.30"},
		{"T-09", tariff(stays.CampingUpper, "0.40"), stays.CampingUpper, 3, 0, 2, "80", "0.40", "2.40"},
		{"T-13", unclassified("5", "4.00"), stays.Unclassified, 2, 0, 2, "120", "3.00", "12.00"},
		{"T-15", unclassified("5", "4.00"), stays.Unclassified, 2, 2, 2, "120", "3.00", "0.00"},
		{"T-17", unclassified("3", "2.40", "10"), stays.Unclassified, 4, 2, 7, "340", "2.64", "36.96"},
		{"T-19", unclassified("5", "4.80", "10"), stays.Unclassified, 4, 0, 2, "600", "5.28", "42.24"},
		{"T-21", unclassified("4", "3.80", "10"), stays.Unclassified, 6, 2, 7, "180", "1.32", "36.96"},
	} {
		levy, err := stays.TouristTax(c.rules, commune, c.category, c.occupants, c.exempt, pricedNights(c.nights, c.price))
		if err != nil {
			t.Errorf("%s: %v", c.id, err)
			continue
		}
		if levy.Nights[0].PerPerson != eur(c.each) || levy.Amount != eur(c.want) {
			t.Errorf("%s: %s a person and night, %s in all; want %s, %s", c.id, levy.Nights[0].PerPerson, levy.Amount, c.each, c.want)
		}
	}
}

func TestT11FlatRegime(t *testing.T) {
	t.Parallel()
	if got := stays.FlatTax(60, money.Pct(30), eur("0.90"), 183); got != eur("6917.40") {
		t.Errorf("42 × 0.90 × 183 is %s", got)
	}
	flat := rule(func(r *stays.TaxRule) { r.Flat = true })
	if levy, err := stays.TouristTax(flat, commune, stays.TwoStars, 2, 0, pricedNights(2, "80")); err != nil || levy.Applies {
		t.Errorf("guests of a flat regime pay %s (%v)", levy.Amount, err)
	}
}

func TestT15MoreExemptThanOccupants(t *testing.T) {
	t.Parallel()
	_, err := stays.TouristTax(unclassified("5", "4"), commune, stays.Unclassified, 2, 3, pricedNights(1, "80"))
	staystest.Field(t, err, "exempt", "too_many_exempt")
}

func TestT23EachNightItsOwnRule(t *testing.T) {
	t.Parallel()
	old := rule(func(r *stays.TaxRule) { r.Tariffs[stays.ThreeStars] = eur("1.50") })[0]
	next := rule(func(r *stays.TaxRule) {
		r.From, r.Tariffs[stays.ThreeStars] = period.MustDate("2028-01-01"), eur("1.70")
	})[0]
	var stay []stays.PricedNight
	for d := range period.Between("2027-12-30", "2028-01-03").Days() {
		stay = append(stay, stays.PricedNight{Date: d, Price: eur("100").Exact()})
	}
	for _, rules := range [][]stays.TaxRule{{old, next}, {next, old}} {
		levy, err := stays.TouristTax(rules, commune, stays.ThreeStars, 2, 0, stay)
		if err != nil || levy.Amount != eur("12.80") { // 2 × (1.50 + 1.50 + 1.70 + 1.70)
			t.Errorf("across the year: %s (%v), want 12.80", levy.Amount, err)
		}
	}
	// A rule that has ended leaves nothing behind, and an older one does not come back.
	next.Until = period.MustDate("2028-01-02")
	levy, err := stays.TouristTax([]stays.TaxRule{old, next}, commune, stays.ThreeStars, 2, 0, stay)
	if err != nil || levy.Amount != eur("9.40") {
		t.Errorf("after the end: %s (%v), want 9.40", levy.Amount, err)
	}
}

func TestT23OnlyNightsOfTheCollection(t *testing.T) {
	t.Parallel()
	season := rule(func(r *stays.TaxRule) {
		r.Tariffs[stays.ThreeStars] = eur("1.00")
		r.Periods = []stays.TaxPeriod{{First: stays.MonthDay{Month: 4, Day: 1}, Last: stays.MonthDay{Month: 9, Day: 30}}}
	})
	var stay []stays.PricedNight
	for d := range period.Between("2027-09-29", "2027-10-03").Days() {
		stay = append(stay, stays.PricedNight{Date: d, Price: eur("100").Exact()})
	}
	levy, err := stays.TouristTax(season, commune, stays.ThreeStars, 2, 0, stay)
	if err != nil || levy.Amount != eur("4.00") || len(levy.Nights) != 2 {
		t.Errorf("%s over %d nights (%v), want 4.00 over 2", levy.Amount, len(levy.Nights), err)
	}
}

func TestRentBelowTheThresholdIsExempt(t *testing.T) {
	t.Parallel()
	rules := rule(func(r *stays.TaxRule) { r.RentBelow = eur("10") })
	for price, applies := range map[string]bool{"9.99": false, "10.00": true} {
		levy, err := stays.TouristTax(rules, commune, stays.ThreeStars, 2, 0, pricedNights(1, price))
		if err != nil || levy.Applies != applies {
			t.Errorf("at %s applies is %v (%v)", price, levy.Applies, err)
		}
	}
}

func TestNoTariffIsAnErrorAndNoRuleIsNone(t *testing.T) {
	t.Parallel()
	_, err := stays.TouristTax(tariff(stays.Palace, "4"), commune, stays.TwoStars, 2, 0, pricedNights(1, "80"))
	staystest.Code(t, err, "stays.no_tariff")
	levy, err := stays.TouristTax(tariff(stays.Palace, "4"), "75056", stays.Palace, 2, 0, pricedNights(1, "80"))
	if err != nil || levy.Applies {
		t.Errorf("another commune's rule applies: %+v, %v", levy, err)
	}
}

// T-04: a minor dilutes the base of an unclassified property; the tax of a quote is on the discounted rent, and is no
// part of the rent.
func TestTouristTaxInAQuote(t *testing.T) {
	t.Parallel()
	r := stays.Rates{Currency: money.EUR, Nightly: eur("100"), LengthDiscounts: []stays.LengthTier{{FromNights: 7, Percent: money.Pct(10)}}}
	p := pricing(r, nights(7), stays.Party{Adults: 2})
	p.Offer.INSEE, p.Tax = commune, unclassified("5", "4.60", "10")
	q := price(t, p) // 90 ÷ 2 × 5 % = 2.25, + 0.23 = 2.48, × 14
	wantLines(t, q, map[string]string{"rent": "700", "discount": "-70", "tourist_tax": "34.72"}, "664.72")
	p.Request.Party = stays.Party{Adults: 2, Children: 1, Infants: 1}
	q = price(t, p) // 90 ÷ 4 × 5 % = 1.125 → 1.13, + 0.11 = 1.24, × 14
	wantLines(t, q, map[string]string{"rent": "700", "discount": "-70", "tourist_tax": "17.36"}, "647.36")
	if line := q.Lines[2]; line.Quantity != 14 || line.Unit != eur("1.24") {
		t.Errorf("the line says %d × %s", line.Quantity, line.Unit)
	}
	if got := q.Deposit; got != eur("157.50") {
		t.Errorf("the deposit is %s: not a share of the rent alone", got)
	}
}

func TestTaxCategoryOfProperties(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind  stays.PropertyType
		stars int
		want  stays.TaxCategory
	}{
		{stays.House, 0, stays.Unclassified}, {stays.Room, 0, stays.OneStar}, {stays.House, 4, stays.FourStars}, {stays.Room, 2, stays.TwoStars},
	} {
		if got := (stays.Offer{Type: c.kind, Classification: c.stars}).TaxCategory(); got != c.want {
			t.Errorf("%s of %d stars is %s, want %s", c.kind, c.stars, got, c.want)
		}
	}
}
