package invoicing

import (
	"slices"

	"comptoir/internal/event"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Part is what a stay costs of one nature that is taxed alike: the figures on which papers and books agree. The papers of a
// stay sum to its parts, and the books post them.
type Part struct {
	Nature event.Nature
	Tax    Tax
	Gross  money.Amount // VAT included
	VAT    money.Amount
}

// PartsOf is what a price comes to, less what was waived of it afterwards, for a business of a country under the regime. The
// rates are those of the last day of the stay: the service is supplied then (CGI, article 269, 1, a). What is waived is
// waived of rent and services in proportion; of the commune's tax only when nothing else is left.
func (r Regime) PartsOf(lines []event.PriceLine, waived money.Amount, country string, day period.Date) []Part {
	var parts []Part
	for _, l := range event.Inclusive(lines) {
		tax, nature := r.TaxOf(l.Code, country, day), event.NatureOf(l.Code)
		i := slices.IndexFunc(parts, func(p Part) bool { return p.Nature == nature && p.Tax.key() == tax.key() })
		if i < 0 {
			i, parts = len(parts), append(parts, Part{Nature: nature, Tax: tax, Gross: money.Zero(l.Amount.Currency())})
		}
		parts[i].Gross = parts[i].Gross.Add(l.Amount)
	}
	parts = waive(waive(parts, &waived, false), &waived, true)
	for done := map[taxKey]bool{}; ; {
		i := slices.IndexFunc(parts, func(p Part) bool { return !done[p.Tax.key()] })
		if i < 0 {
			return parts
		}
		key := parts[i].Tax.key()
		done[key] = true
		taxTogether(parts, key)
	}
}

// taxTogether computes the VAT of what is taxed alike on its sum, as a paper does (Compute), and gives each part its share;
// the last one bears the rounding.
func taxTogether(parts []Part, key taxKey) {
	var sum, given money.Amount
	last := 0
	for i, p := range parts {
		if p.Tax.key() == key {
			sum, last = sum.Add(p.Gross), i
		}
	}
	all := vatWithin(sum, key.rate)
	for i := range parts[:last] {
		if p := &parts[i]; p.Tax.key() == key {
			p.VAT = vatWithin(p.Gross, key.rate)
			given = given.Add(p.VAT)
		}
	}
	parts[last].VAT = all.Sub(given)
}

// waive takes what is waived off the parts that are the commune's, or off the others, and leaves in it what they could not bear.
func waive(parts []Part, waived *money.Amount, communes bool) []Part {
	if !waived.IsPositive() {
		return parts
	}
	weights, sum := make([]int64, len(parts)), money.Zero(waived.Currency())
	for i, p := range parts {
		if (p.Nature == event.TouristTax) == communes && p.Gross.IsPositive() {
			weights[i], sum = p.Gross.Minor(), sum.Add(p.Gross)
		}
	}
	if !sum.IsPositive() {
		return parts
	}
	now := money.Min(*waived, sum)
	*waived = waived.Sub(now)
	for i, part := range now.Split(weights...) {
		parts[i].Gross = parts[i].Gross.Sub(part)
	}
	return parts
}

// groupsOf are the parts as a paper has them.
func groupsOf(parts []Part) (groups []Group) {
	for _, p := range parts {
		i := slices.IndexFunc(groups, func(g Group) bool { return g.Tax.key() == p.Tax.key() })
		if i < 0 {
			i, groups = len(groups), append(groups, Group{Tax: p.Tax, Net: money.Zero(p.Gross.Currency()), VAT: money.Zero(p.Gross.Currency())})
		}
		groups[i].Net, groups[i].VAT = groups[i].Net.Add(p.Gross).Sub(p.VAT), groups[i].VAT.Add(p.VAT)
	}
	return groups
}

// Arrhes that a guest gives up by withdrawing are an indemnity outside VAT: they are paid for the right to withdraw, for no
// service (CJCE, 18 July 2007, C-277/05, Société thermale d’Eugénie-les-Bains). They are arrhes wherever the contract does
// not say acompte (Code de la consommation, article L214-1). Whatever else is kept, a part payment of a firm contract or the
// money of a guest who never came, is the price of a service that was kept ready for him, and is taxed as the rent is (CJUE,
// 23 December 2015, C-250/14, Air France-KLM; Conseil d’État, 9 October 2024, nos 472257 and 489947, for hotels).

// KeptOf is what is kept of a stay that did not take place: its VAT, and whether it is an indemnity.
func (r Regime) KeptOf(kept money.Amount, prepaid string, withdrew bool, country string, day period.Date) (p Part, indemnity bool) {
	p = Part{Nature: event.Rent, Tax: r.TaxOf(lineRent, country, day), Gross: kept}
	if indemnity = withdrew && prepaid != "acompte"; indemnity && p.Tax.Category == Standard {
		p.Tax = ExemptFor(Indemnity)
	}
	p.VAT = vatWithin(kept, p.Tax.Rate)
	return p, indemnity
}

// FeeRate is the VAT that is in the business's fee on the rent.
func (r Regime) FeeRate(country string, day period.Date) money.Percent {
	return r.TaxOf("commission", country, day).Rate
}
