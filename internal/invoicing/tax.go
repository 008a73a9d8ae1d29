package invoicing

import (
	"comptoir/internal/event"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Category is how an amount stands towards VAT, in the code list UNCL 5305 that EN 16931 takes (BT-118, BT-151).
type Category string

// The categories that an invoice of this program may hold.
const (
	Standard Category = "S" // taxed, at whatever rate above zero
	Exempt   Category = "E" // exempt: the reason must stand on the paper
)

// Reason is why an amount bears no VAT. It is stored data.
type Reason string

// The reasons.
const (
	FurnishedLetting Reason = "furnished_letting" // CGI, article 261 D 4°
	Franchise        Reason = "franchise"         // CGI, article 293 B: small businesses
	Disbursement     Reason = "disbursement"      // CGI, article 267 II 2°: paid on for somebody else, as the tourist tax
	Indemnity        Reason = "indemnity"         // outside VAT: arrhes that a guest gave up (KeptTax)
	OtherExemption   Reason = "other"             // what the business writes in its texts
)

// Tax is the VAT of a line. Two lines are taxed alike when their Category and Rate are; reasons are told together, since
// EN 16931 allows one breakdown for each of the two only (BR-E-01).
type Tax struct {
	Category Category      `json:"category"`
	Rate     money.Percent `json:"rate"` // 0 unless Standard
	Reason   Reason        `json:"reason,omitempty"`
}

// TaxedAt is the normal case.
func TaxedAt(rate money.Percent) Tax { return Tax{Category: Standard, Rate: rate} }

// ExemptFor bears no VAT.
func ExemptFor(r Reason) Tax { return Tax{Category: Exempt, Reason: r} }

// key is what a breakdown is made for.
type taxKey struct {
	category Category
	rate     money.Percent
}

func (t Tax) key() taxKey { return taxKey{t.Category, t.Rate} }

// RateName names a rate among a country's.
type RateName string

// The rates that countries have.
const (
	Normal       RateName = "normal"
	Intermediate RateName = "intermediate"
	Reduced      RateName = "reduced"
	SuperReduced RateName = "super_reduced"
)

// Rate is a country's rate from a day on.
type Rate struct {
	Name RateName
	From period.Date
	Rate money.Percent
}

// rates holds what the laws say, oldest first. France: CGI, articles 278, 278-0 bis, 279, 281 quater ff.; 19,6 % until the
// end of 2013 (loi 2012-1510, article 68), 7 % in 2012 and 2013. Algeria: code des taxes sur le chiffre d’affaires,
// articles 21 and 23, raised from 17 and 7 % by the loi de finances for 2017.
var rates = map[string][]Rate{
	"FR": {
		{Normal, period.On(2000, 4, 1), percent("19.6")}, {Normal, period.On(2014, 1, 1), money.Pct(20)},
		{Intermediate, period.On(2012, 1, 1), money.Pct(7)}, {Intermediate, period.On(2014, 1, 1), money.Pct(10)},
		{Reduced, period.On(1982, 7, 1), percent("5.5")}, {SuperReduced, period.On(1989, 9, 8), percent("2.1")},
	},
	"DZ": {
		{Normal, period.On(2001, 1, 1), money.Pct(17)}, {Normal, period.On(2017, 1, 1), money.Pct(19)},
		{Reduced, period.On(2001, 1, 1), money.Pct(7)}, {Reduced, period.On(2017, 1, 1), money.Pct(9)},
	},
}

func percent(s string) money.Percent {
	p, err := money.ParsePercent(s)
	if err != nil {
		panic(err) // a constant of this file
	}
	return p
}

// RatesOn lists a country's rates of a day, highest first; none for a country that the program does not know, whose
// invoices bear the rate that the business writes.
func RatesOn(country string, day period.Date) []Rate {
	at := map[RateName]Rate{}
	for _, r := range rates[country] {
		if !day.Before(r.From) {
			at[r.Name] = r
		}
	}
	var out []Rate
	for _, name := range []RateName{Normal, Intermediate, Reduced, SuperReduced} {
		if r, ok := at[name]; ok {
			out = append(out, r)
		}
	}
	return out
}

// RateOn returns one rate of a day; false when the country has none of that name.
func RateOn(country string, day period.Date, name RateName) (money.Percent, bool) {
	for _, r := range RatesOn(country, day) {
		if r.Name == name {
			return r.Rate, true
		}
	}
	return 0, false
}

// permitted reports whether a rate is the country's on that day. Where the program knows no rates it believes the business.
func permitted(country string, day period.Date, rate money.Percent) bool {
	all := RatesOn(country, day)
	for _, r := range all {
		if r.Rate == rate {
			return true
		}
	}
	return len(all) == 0 && rate > 0 && rate <= money.Pct(100)
}

// Regime is how a business stands towards VAT. It is stored data.
type Regime string

// The regimes.
const (
	RegimeFranchise Regime = "franchise" // no VAT at all, article 293 B
	RegimeLetting   Regime = "letting"   // the rent is exempt (261 D 4°), services are taxed
	RegimeHotel     Regime = "hotel"     // para-hotel services: the stay is taxed at the intermediate rate (279 a)
	RegimeNormal    Regime = "normal"    // everything at the normal rate
)

// Regimes lists the regimes.
func Regimes() []Regime { return []Regime{RegimeLetting, RegimeHotel, RegimeNormal, RegimeFranchise} }

// lineRent is the line that rent is taxed as; stays' own word.
const lineRent = "rent"

// TaxOf is the VAT of a line of a stay's price, for a business of a country under a regime. What changes the rent follows
// the rent. The tourist tax is the commune's: it is collected in its name and is no part of the base (BOI-TVA-BASE-10-20-40-20).
func (r Regime) TaxOf(code, country string, day period.Date) Tax {
	nature := event.NatureOf(code)
	if nature == event.TouristTax {
		return ExemptFor(Disbursement)
	}
	normal, known := RateOn(country, day, Normal)
	if r == RegimeFranchise || !known {
		return ExemptFor(Franchise)
	}
	rent := nature == event.Rent
	switch {
	case r == RegimeLetting && rent:
		return ExemptFor(FurnishedLetting)
	case r == RegimeHotel && (rent || code == "cleaning" || code == "linen" || code == "breakfast"):
		for _, name := range []RateName{Intermediate, Reduced} {
			if rate, ok := RateOn(country, day, name); ok {
				return TaxedAt(rate)
			}
		}
	}
	return TaxedAt(normal)
}
