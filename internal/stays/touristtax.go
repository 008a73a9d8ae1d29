package stays

import (
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// ErrNoTariff is returned when a commune's rule has no tariff for a classified property: nothing is assumed.
var ErrNoTariff = fault.Define(fault.Conflict, "stays.no_tariff", "the commune's tourist tax has no tariff for this classification")

// TaxCategory returns the category under which the property's guests pay: stars, or a guest room, which pays as one
// star, or none.
func (o Offer) TaxCategory() TaxCategory {
	switch o.Classification {
	case 5:
		return FiveStars
	case 4:
		return FourStars
	case 3:
		return ThreeStars
	case 2:
		return TwoStars
	case 1:
		return OneStar
	}
	if o.Type == Room {
		return OneStar
	}
	return Unclassified
}

// PricedNight is a night and its price before tax, exact, after discount and with additional guests.
type PricedNight struct {
	Date  period.Date
	Price money.Exact
}

// Levy is a tourist tax.
type Levy struct {
	Amount  money.Amount
	Nights  []TaxedNight
	Applies bool // false: no rule taxes any of the nights
}

// TouristTax computes the tax of a stay. Occupants are all who sleep there; exempt are those of them who do not pay
// (minors). Each night is taxed by the rule in force on that night. Per person and night the base is rounded half up to
// the cent, then each additional tax on it, and these are added: Paris 2019 published 2.30 + 0.23 + 0.35 = 2.88.
func TouristTax(rules []TaxRule, insee string, category TaxCategory, occupants, exempt int, nights []PricedNight) (Levy, error) {
	if exempt > occupants || exempt < 0 || occupants < 1 {
		return Levy{}, fault.ErrInvalid.On("exempt", "too_many_exempt", "more exempt persons than occupants")
	}
	var levy Levy
	payers := occupants - exempt
	for _, n := range nights {
		rule, ok := ruleOf(rules, insee, n.Date)
		if !ok || !rule.collects(n) {
			continue
		}
		each, base, capped, err := rule.perPerson(category, n.Price, occupants)
		if err != nil {
			return Levy{}, err
		}
		levy.Applies = true
		levy.Amount = levy.Amount.Add(each.Times(payers))
		levy.Nights = append(levy.Nights, TaxedNight{
			Date: n.Date, Persons: payers, PerPerson: each, Base: base, Capped: capped, Rule: rule.ID,
		})
	}
	return levy, nil
}

// ruleOf returns the rule of a commune in force on a day: the latest that has begun, unless it has ended.
func ruleOf(rules []TaxRule, insee string, d period.Date) (TaxRule, bool) {
	best := -1
	for i, r := range rules {
		if r.INSEE != insee || insee == "" || d.Before(r.From) {
			continue
		}
		if best < 0 || r.From.After(rules[best].From) || r.From == rules[best].From && r.ID.Compare(rules[best].ID) > 0 {
			best = i
		}
	}
	if best < 0 || !rules[best].Until.IsZero() && !d.Before(rules[best].Until) {
		return TaxRule{}, false
	}
	return rules[best], true
}

// collects reports whether guests pay for the night at all.
func (r TaxRule) collects(n PricedNight) bool {
	if r.Flat || !r.RentBelow.IsZero() && n.Price.Cmp(r.RentBelow.Exact()) < 0 {
		return false
	}
	for _, p := range r.Periods {
		if within(monthDayOf(n.Date), p.First, p.Last) {
			return true
		}
	}
	return len(r.Periods) == 0
}

// perPerson returns what one person pays for one night, and the part of it that is the commune's.
func (r TaxRule) perPerson(c TaxCategory, night money.Exact, occupants int) (each, base money.Amount, capped bool, err error) {
	if c == Unclassified {
		share := night.DivInt(int64(occupants)).Of(r.Percent)
		if capped = r.Cap.IsPositive() && share.Cmp(r.Cap.Exact()) > 0; capped {
			share = r.Cap.Exact()
		}
		base = share.Round()
	} else {
		tariff, ok := r.Tariffs[c]
		if !ok {
			return each, base, false, ErrNoTariff
		}
		base = tariff
	}
	each = base
	for _, a := range r.Additional {
		each = each.Add(base.Exact().Of(a.Percent).Round())
	}
	return each, base, capped, nil
}

// FlatTax is the tax of the flat regime, which the owner pays for the capacity (after the council's abatement, floored
// to whole persons) and the nights of opening within the period of collection.
func FlatTax(capacity int, abatement money.Percent, tariff money.Amount, nights int) money.Amount {
	persons := money.New(int64(capacity), tariff.Currency()).Exact().Of(money.Pct(100) - abatement).Floor().Minor()
	return tariff.Exact().MulInt(persons).MulInt(int64(nights)).Round()
}
