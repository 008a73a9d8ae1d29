package stays_test

import (
	"testing"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

var (
	eur     = staystest.EUR
	percent = staystest.Percent
	ids     = &ident.Source{}
)

// nights makes a stay of n nights from a Monday.
func nights(n int) period.Range {
	from := period.MustDate("2027-05-03")
	return period.Range{From: from, To: from.AddDays(n)}
}

func pricing(r stays.Rates, stay period.Range, party stays.Party) stays.Pricing {
	return stays.Pricing{
		Offer:    stays.Offer{Capacity: 10, MaxPets: 5, MaxInfants: 5, Zone: "Europe/Paris", CheckIn: period.At(15, 0), Rates: r},
		Settings: stays.DefaultSettings(), Policy: stays.StandardPolicies()[0], Today: period.MustDate("2027-01-04"),
		Request: stays.StayRequest{Stay: stay, Party: party},
	}
}

func price(t *testing.T, p stays.Pricing) stays.Quote {
	t.Helper()
	q, err := stays.Price(p)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func wantLines(t *testing.T, q stays.Quote, want map[string]string, total string) {
	t.Helper()
	for code, amount := range want {
		if got := q.Line(code); got != eur(amount) {
			t.Errorf("%s is %s, want %s", code, got, amount)
		}
	}
	if len(q.Lines) != len(want) {
		t.Errorf("%d lines, want %d: %+v", len(q.Lines), len(want), q.Lines)
	}
	if q.Total != eur(total) {
		t.Errorf("total is %s, want %s", q.Total, total)
	}
}

var two = stays.Party{Adults: 2}

// The worked examples of shared/research/rental.md §6.1.

func TestP1DiscountCleaningAndTax(t *testing.T) {
	t.Parallel()
	r := stays.Rates{
		Currency: money.EUR, Nightly: eur("80"), SalesTax: money.Pct(6),
		LengthDiscounts: []stays.LengthTier{{FromNights: 7, Percent: money.Pct(10)}},
		Fees:            []stays.Fee{{ID: ident.Next[stays.Fee](ids), Code: "cleaning", Amount: eur("30"), Per: stays.PerStay, Taxable: true}},
	}
	q := price(t, pricing(r, nights(10), two))
	wantLines(t, q, map[string]string{"rent": "800", "discount": "-80", "cleaning": "30", "sales_tax": "45"}, "795")
}

func TestP3WeeklyRateOfThreeNights(t *testing.T) {
	t.Parallel()
	r := stays.Rates{Currency: money.EUR, Unit: stays.PerWeek, Nightly: eur("700")}
	wantLines(t, price(t, pricing(r, nights(3), two)), map[string]string{"rent": "300"}, "300")
}

func TestP4WeeklyRateOfElevenNightsIsRoundedOnce(t *testing.T) {
	t.Parallel()
	r := stays.Rates{Currency: money.EUR, Unit: stays.PerWeek, Nightly: eur("200")}
	q := price(t, pricing(r, nights(11), two))
	wantLines(t, q, map[string]string{"rent": "314.29"}, "314.29")
	var sum money.Amount
	for _, n := range q.Nights {
		sum = sum.Add(n.Amount)
	}
	if sum != q.Line("rent") {
		t.Errorf("the table of nights sums to %s, the rent is %s", sum, q.Line("rent"))
	}
}

func TestP5LengthDiscountAndItsFloor(t *testing.T) {
	t.Parallel()
	r := stays.Rates{
		Currency: money.EUR, Nightly: eur("12"), NightFloor: eur("10"),
		LengthDiscounts: []stays.LengthTier{{FromNights: 7, Percent: money.Pct(10)}, {FromNights: 28, Percent: money.Pct(20)}},
	}
	for _, c := range []struct {
		nightly string
		n       int
		want    string
	}{
		{"12", 6, "0"},       // too short
		{"12", 7, "-8.40"},   // 10 %
		{"11", 7, "0"},       // 11.00 − 10 % = 9.90 is below the floor
		{"12", 28, "-33.60"}, // 20 % would give 9.60: the next best tier
		{"20", 28, "-112"},
	} {
		r.Nightly = eur(c.nightly)
		if got := price(t, pricing(r, nights(c.n), two)).Line("discount"); got != eur(c.want) {
			t.Errorf("%s × %d: discount %s, want %s", c.nightly, c.n, got, c.want)
		}
	}
}

func TestP7WhatStandsAboveTheTaxIsTaxed(t *testing.T) {
	t.Parallel()
	fee := stays.Fee{ID: ident.Next[stays.Fee](ids), Code: "service", Amount: eur("75"), Per: stays.PerStay}
	r := stays.Rates{
		Currency: money.EUR, Nightly: eur("100"), SalesTax: money.Pct(10), Fees: []stays.Fee{fee},
		LengthDiscounts: []stays.LengthTier{{FromNights: 5, Percent: money.Pct(20)}},
	}
	wantLines(t, price(t, pricing(r, nights(5), two)),
		map[string]string{"rent": "500", "discount": "-100", "service": "75", "sales_tax": "40"}, "515")
	r.Fees[0].Taxable = true
	wantLines(t, price(t, pricing(r, nights(5), two)),
		map[string]string{"rent": "500", "discount": "-100", "service": "75", "sales_tax": "47.50"}, "522.50")
}

func TestNoNightIsFree(t *testing.T) {
	t.Parallel()
	_, err := stays.Price(pricing(stays.Rates{Currency: money.EUR}, nights(2), two))
	staystest.Code(t, err, "stays.no_price")
	// A season covers the first night only.
	r := stays.Rates{Currency: money.EUR, Seasons: []stays.Season{{Dates: nights(1), Nightly: eur("90")}}}
	_, err = stays.Price(pricing(r, nights(2), two))
	staystest.Code(t, err, "stays.no_price")
}

func TestFeesMultiply(t *testing.T) {
	t.Parallel()
	fee := func(code string, per stays.FeePer, amount string) stays.Fee {
		return stays.Fee{ID: ident.Next[stays.Fee](ids), Code: code, Per: per, Amount: eur(amount)}
	}
	long := fee("energy", stays.PerStayNight, "2")
	long.FromNights = 8
	optional := fee("linen", stays.PerGuest, "15")
	optional.Optional = true
	r := stays.Rates{
		Currency: money.EUR, Nightly: eur("100"), Included: 2, ExtraGuest: eur("12"),
		Fees: []stays.Fee{
			fee("cleaning", stays.PerStay, "60"), fee("pet", stays.PerPet, "30"), fee("breakfast", stays.PerGuestNight, "9"), long, optional,
		},
	}
	p := pricing(r, nights(3), stays.Party{Adults: 2, Children: 1, Infants: 1, Pets: 2})
	wantLines(t, price(t, p), map[string]string{
		"rent": "300", "extra_guest": "36", "cleaning": "60", "pet": "60", "breakfast": "81",
	}, "537")
	p.Request.Extras = []string{"linen"}
	if got := price(t, p).Line("linen"); got != eur("45") {
		t.Errorf("linen is %s, want 45", got)
	}
	p.Request.Stay = nights(8)
	if got := price(t, p).Line("energy"); got != eur("16") {
		t.Errorf("energy is %s, want 16", got)
	}
}

func TestDepositAndBalance(t *testing.T) {
	t.Parallel()
	r := stays.Rates{Currency: money.EUR, Nightly: eur("999.99"), SecurityDeposit: eur("800"),
		Fees: []stays.Fee{{ID: ident.Next[stays.Fee](ids), Code: "cleaning", Amount: eur("50"), Per: stays.PerStay}}}
	p := pricing(r, nights(1), two)
	for _, c := range []struct{ today, deposit, balance, due string }{
		{"2027-01-04", "249.99", "800.00", "2027-04-03"}, // PY-2: 25 % of 999.99 never exceeds
		{"2027-04-02", "249.99", "800.00", "2027-04-03"}, // 31 days before
		{"2027-04-03", "1049.99", "0", "2027-04-03"},     // 30 days before: all at once
		{"2027-05-03", "1049.99", "0", "2027-05-03"},
	} {
		p.Today = period.MustDate(c.today)
		q := price(t, p)
		if q.Deposit != eur(c.deposit) || q.Balance != eur(c.balance) || q.BalanceDueOn.String() != c.due {
			t.Errorf("on %s: %s now, %s on %s; want %s, %s on %s", c.today, q.Deposit, q.Balance, q.BalanceDueOn, c.deposit, c.balance, c.due)
		}
		if q.SecurityDeposit != eur("800") || q.Total != eur("1049.99") {
			t.Errorf("the security deposit is %s beside a total of %s", q.SecurityDeposit, q.Total)
		}
	}
}

func TestYenHasNoDecimals(t *testing.T) {
	t.Parallel()
	yen := func(n int64) money.Amount { return money.New(n, money.JPY) }
	r := stays.Rates{
		Currency: money.JPY, Nightly: yen(10_001), LengthDiscounts: []stays.LengthTier{{FromNights: 3, Percent: percent("12.5")}},
	}
	q := price(t, pricing(r, nights(3), two))
	if q.Line("rent") != yen(30_003) || q.Line("discount") != yen(-3_750) || q.Total != yen(26_253) || q.Deposit != yen(6_563) {
		t.Errorf("rent %s, discount %s, total %s, deposit %s", q.Line("rent"), q.Line("discount"), q.Total, q.Deposit)
	}
}

func TestCurrenciesDoNotMix(t *testing.T) {
	t.Parallel()
	r := stays.Rates{Currency: money.EUR, Nightly: eur("100"), Spots: []stays.Spot{{Date: nights(1).From, Nightly: money.New(5000, money.CHF)}}}
	_, err := stays.Price(pricing(r, nights(1), two))
	staystest.Code(t, err, "stays.currency_mix")
}
