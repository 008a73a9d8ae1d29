package stays_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

// anyAmount draws an amount of a currency, zero included.
func anyAmount(t *rapid.T, c money.Currency, name string, most int64) money.Amount {
	return money.New(rapid.Int64Range(0, most).Draw(t, name), c)
}

func anySeason(t *rapid.T, c money.Currency) stays.Season {
	s := stays.Season{
		ID: ident.Next[stays.Season](ids), Name: stays.FrEn("s", "s"), Priority: rapid.IntRange(0, 1000).Draw(t, "priority"),
		Nightly: anyAmount(t, c, "season", 90_000), Weekend: anyAmount(t, c, "season weekend", 90_000),
	}
	if rapid.Bool().Draw(t, "yearly") {
		leap := func(name string) stays.MonthDay {
			_, m, d := period.On(2024, 1, rapid.IntRange(1, 366).Draw(t, name)).Date()
			return stays.MonthDay{Month: int(m), Day: d}
		}
		s.First, s.Last = leap("first"), leap("last")
		return s
	}
	from := period.On(2027, 1, rapid.IntRange(1, 700).Draw(t, "from"))
	s.Dates = period.Range{From: from, To: from.AddDays(rapid.IntRange(1, 120).Draw(t, "length"))}
	return s
}

func anyRates(t *rapid.T, c money.Currency) stays.Rates {
	r := stays.Rates{
		Currency: c, Unit: rapid.SampledFrom([]stays.RateUnit{stays.PerNight, stays.PerWeek}).Draw(t, "unit"),
		Nightly: money.New(rapid.Int64Range(1, 100_000).Draw(t, "nightly"), c), Weekend: anyAmount(t, c, "weekend", 100_000),
		Included: rapid.IntRange(0, 4).Draw(t, "included"), ExtraGuest: anyAmount(t, c, "extra guest", 5_000),
		NightFloor: anyAmount(t, c, "floor", 30_000), SalesTax: money.Percent(rapid.Int64Range(0, 250_000).Draw(t, "sales tax")),
	}
	for range rapid.IntRange(0, 6).Draw(t, "seasons") {
		r.Seasons = append(r.Seasons, anySeason(t, c))
	}
	for range rapid.IntRange(0, 5).Draw(t, "spots") {
		d := period.On(2027, 1, rapid.IntRange(1, 500).Draw(t, "spot"))
		if !slices.ContainsFunc(r.Spots, func(s stays.Spot) bool { return s.Date == d }) {
			r.Spots = append(r.Spots, stays.Spot{Date: d, Nightly: anyAmount(t, c, "spot price", 90_000)})
		}
	}
	for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(2, 40), 0, 3, rapid.ID).Draw(t, "tiers") {
		r.LengthDiscounts = append(r.LengthDiscounts, stays.LengthTier{FromNights: n, Percent: money.Percent(rapid.Int64Range(1, 600_000).Draw(t, "discount"))})
	}
	for range rapid.IntRange(0, 4).Draw(t, "fees") {
		r.Fees = append(r.Fees, stays.Fee{
			ID: ident.Next[stays.Fee](ids), Code: rapid.SampledFrom(stays.FeeCodes).Draw(t, "code"), Amount: money.New(rapid.Int64Range(1, 20_000).Draw(t, "fee"), c),
			Per:     rapid.SampledFrom([]stays.FeePer{stays.PerStay, stays.PerStayNight, stays.PerGuest, stays.PerGuestNight, stays.PerPet, stays.PerPetNight}).Draw(t, "per"),
			Taxable: rapid.Bool().Draw(t, "taxable"),
		})
	}
	return r
}

func anyPricing(t *rapid.T) stays.Pricing {
	c := rapid.SampledFrom([]money.Currency{money.EUR, money.JPY, "TND"}).Draw(t, "currency")
	from := period.On(2027, 1, rapid.IntRange(1, 400).Draw(t, "check-in"))
	p := pricing(anyRates(t, c), period.Range{From: from, To: from.AddDays(rapid.IntRange(1, 45).Draw(t, "nights"))}, stays.Party{
		Adults: rapid.IntRange(1, 5).Draw(t, "adults"), Children: rapid.IntRange(0, 3).Draw(t, "children"),
		Infants: rapid.IntRange(0, 2).Draw(t, "infants"), Pets: rapid.IntRange(0, 2).Draw(t, "pets"),
	})
	p.Today = from.AddDays(-rapid.IntRange(0, 200).Draw(t, "ahead"))
	if c == money.EUR && rapid.Bool().Draw(t, "taxed") {
		p.Offer.INSEE, p.Offer.Classification = commune, rapid.IntRange(0, 5).Draw(t, "stars")
		for _, since := range []string{"2026-06-01", "2027-01-01", "2027-09-01"} {
			r := rule(func(r *stays.TaxRule) { r.Percent = money.Percent(rapid.Int64Range(10_000, 50_000).Draw(t, "percent")) })[0]
			r.From, r.Additional = period.MustDate(since), staystest.TaxRule().Additional
			p.Tax = append(p.Tax, r)
		}
	}
	return p
}

func TestAQuoteAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anyPricing(t)
		q, err := stays.Price(p)
		if err != nil {
			t.Fatal(err)
		}
		total, rent := money.Zero(p.Offer.Rates.Currency), money.Zero(p.Offer.Rates.Currency)
		for _, l := range q.Lines {
			total = total.Add(l.Amount)
			if !l.Unit.IsZero() && l.Unit.Times(l.Quantity) != l.Amount && p.Offer.Rates.Unit == stays.PerNight {
				t.Fatalf("%s: %d × %s is not %s", l.Code, l.Quantity, l.Unit, l.Amount)
			}
			if l.Amount.IsNegative() != (l.Code == stays.LineDiscount && !l.Amount.IsZero()) {
				t.Fatalf("%s is %s", l.Code, l.Amount)
			}
		}
		for _, n := range q.Nights {
			rent = rent.Add(n.Amount)
		}
		if q.Total != total || rent != q.Line(stays.LineRent) || len(q.Nights) != p.Request.Stay.Nights() {
			t.Fatalf("lines sum to %s, the total is %s; nights sum to %s, the rent is %s", total, q.Total, rent, q.Line(stays.LineRent))
		}
		if q.Deposit.Add(q.Balance) != q.Total || q.Deposit.IsNegative() || q.Balance.IsNegative() {
			t.Fatalf("%s now and %s later are not %s", q.Deposit, q.Balance, q.Total)
		}
		if q.Balance.IsPositive() && q.Deposit.Times(4).Cmp(q.Rent()) > 0 {
			t.Fatalf("the deposit %s is above a quarter of %s", q.Deposit, q.Rent())
		}
	})
}

func TestTheOrderOfRulesNeverMatters(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anyPricing(t)
		q, err := stays.Price(p)
		if err != nil {
			t.Fatal(err)
		}
		r := &p.Offer.Rates
		r.Seasons, r.Spots = rapid.Permutation(r.Seasons).Draw(t, "seasons'"), rapid.Permutation(r.Spots).Draw(t, "spots'")
		r.Fees, r.LengthDiscounts = rapid.Permutation(r.Fees).Draw(t, "fees'"), rapid.Permutation(r.LengthDiscounts).Draw(t, "tiers'")
		p.Tax = rapid.Permutation(p.Tax).Draw(t, "tax'")
		again, err := stays.Price(p)
		if err != nil || !reflect.DeepEqual(q, again) {
			t.Fatalf("another order, another quote (%v):\n%+v\n%+v", err, q, again)
		}
	})
}

func TestSplittingAStayKeepsItsNights(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anyPricing(t)
		p.Offer.Rates.Unit = stays.PerNight
		whole := p.Request.Stay
		if whole.Nights() < 2 {
			return
		}
		cut := whole.From.AddDays(rapid.IntRange(1, whole.Nights()-1).Draw(t, "cut"))
		rent := func(r period.Range) (money.Amount, []stays.Night) {
			p.Request.Stay = r
			q, err := stays.Price(p)
			if err != nil {
				t.Fatal(err)
			}
			return q.Line(stays.LineRent), q.Nights
		}
		all, nights := rent(whole)
		first, nights1 := rent(period.Range{From: whole.From, To: cut})
		rest, nights2 := rent(period.Range{From: cut, To: whole.To})
		if first.Add(rest) != all || !reflect.DeepEqual(append(nights1, nights2...), nights) {
			t.Fatalf("%s + %s is not %s", first, rest, all)
		}
	})
}

func TestAGuestMoreNeverCostsLessBeforeTax(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anyPricing(t)
		before := func() money.Amount {
			q, err := stays.Price(p)
			if err != nil {
				t.Fatal(err)
			}
			return q.Total.Sub(q.Line(stays.LineTouristTax))
		}
		fewer := before()
		*rapid.SampledFrom([]*int{&p.Request.Party.Adults, &p.Request.Party.Children, &p.Request.Party.Infants, &p.Request.Party.Pets}).Draw(t, "who")++
		if more := before(); more.Cmp(fewer) < 0 {
			t.Fatalf("one more: %s instead of %s", more, fewer)
		}
	})
}

func TestACancellationGivesBackBetweenNothingAndAll(t *testing.T) {
	t.Parallel()
	place := time.UTC
	rapid.Check(t, func(t *rapid.T) {
		p := anyPricing(t)
		q, err := stays.Price(p)
		if err != nil {
			t.Fatal(err)
		}
		policy := rapid.SampledFrom(append(stays.StandardPolicies(), dancerents)).Draw(t, "policy")
		c := stays.Cancelling{Quote: q, Anchor: period.Moment{Date: q.Stay.From, Clock: period.At(15, 0)}, Place: place}
		c.BookedAt = q.Stay.From.AddDays(-100).UTC()
		last := q.Total
		for _, hours := range []int{0, 1000, 1700, 2000, 2300, 2400, 2414, 2416, 2500} { // later and later
			c.Now = c.BookedAt.Add(time.Duration(hours) * time.Hour)
			out := policy.Decide(c)
			if out.Refundable.Add(out.Kept) != q.Total || out.Refundable.IsNegative() || out.Kept.IsNegative() {
				t.Fatalf("%s and %s are not %s", out.Refundable, out.Kept, q.Total)
			}
			if hours > 48 && out.Refundable.Cmp(last) > 0 {
				t.Fatalf("%s after %d h gives back more than before: %s, %s", policy.Code, hours, out.Refundable, last)
			}
			last = out.Refundable
		}
	})
}

func FuzzPrice(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		p := anyPricing(t)
		q, err := stays.Price(p)
		if err != nil {
			t.Fatal(err)
		}
		sum := money.Zero(q.Total.Currency())
		for _, l := range q.Lines {
			sum = sum.Add(l.Amount)
		}
		if sum != q.Total {
			t.Fatalf("%s is not %s", sum, q.Total)
		}
	}))
}

func BenchmarkQuoteOf28NightsWith30Rules(b *testing.B) {
	r := stays.Rates{Currency: money.EUR, Nightly: eur("100"), Weekend: eur("120"), LengthDiscounts: []stays.LengthTier{{FromNights: 7, Percent: money.Pct(10)}}}
	for i := range 20 {
		r.Seasons = append(r.Seasons, yearly(1+i%12, 1+i, 1+(i+2)%12, 3+i, "130"))
	}
	for i := range 10 {
		r.Spots = append(r.Spots, stays.Spot{Date: period.MustDate("2027-05-03").AddDays(3 * i), Nightly: eur("150")})
	}
	p := pricing(r, nights(28), stays.Party{Adults: 2, Children: 2})
	p.Offer.INSEE, p.Tax = commune, unclassified("5", "4.60", "10")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := stays.Price(p); err != nil {
			b.Fatal(err)
		}
	}
}
