package stays

import (
	"fmt"
	"time"

	"comptoir/internal/kernel/money"
)

// StandardPolicies are those that every agency may offer, as Airbnb published them at the end of 2025 (rental.md §5.5).
// An agency that wants others adds its own to its settings.
func StandardPolicies() []Policy {
	all, half := money.Pct(100), money.Pct(50)
	return []Policy{
		{Code: Flexible, Version: 1, Name: FrEn("Flexible", "Flexible"),
			Tiers: []Tier{{Hours: 24, Percent: all}, {Percent: all, KeepNights: 1}}},
		{Code: Moderate, Version: 1, Name: FrEn("Modérée", "Moderate"),
			Tiers: []Tier{{Hours: 5 * 24, Percent: all}, {Percent: half, KeepNights: 1}}},
		{Code: Firm, Version: 1, Name: FrEn("Ferme", "Firm"),
			Tiers: []Tier{{Hours: 30 * 24, Percent: all}, {Hours: 7 * 24, Percent: half}, {}}},
		{Code: Strict, Version: 1, Name: FrEn("Stricte", "Strict"), Grace: &Grace{WithinHours: 48, BeforeHours: 14 * 24},
			Tiers: []Tier{{Hours: 7 * 24, Percent: half}, {}}},
	}
}

// Decide says what a cancellation by the guest gives back. Before the check-in time fees go back whole, and the tourist
// tax does whenever nobody has stayed; of the rent, the tier decides. The sales tax follows what it was levied on.
func (p Policy) Decide(c Cancelling) Outcome {
	out := Outcome{Tier: len(p.Tiers)}
	rent, nights := c.Quote.Rent(), c.Quote.Stay.Nights()
	zero := money.Zero(c.Quote.Total.Currency())
	rentBack := zero
	switch {
	case p.Grace.gives(c):
		out.Tier, out.Percent, rentBack = -1, money.Pct(100), rent
	default:
		for i, t := range p.Tiers {
			if c.atLeast(t.Hours) {
				out.Tier, out.Percent = i, t.Percent
				rentBack = rent.Sub(c.firstNights(t.KeepNights, rent, nights)).Exact().Of(t.Percent).Round()
				break
			}
		}
	}
	out.Refundable = rentBack
	for _, l := range c.Quote.Lines {
		switch {
		case l.Code == LineTouristTax, isFee(l.Code) && c.atLeast(0):
			out.Refundable = out.Refundable.Add(l.Amount)
		case l.Code == LineSalesTax:
			out.Refundable = out.Refundable.Add(c.salesTaxBack(l.Amount, rentBack))
		}
	}
	out.Refundable = zero.Add(money.Min(out.Refundable, c.Quote.Total))
	out.Kept = c.Quote.Total.Sub(out.Refundable)
	return out
}

// atLeast reports whether check-in is at least so many hours away on the property's wall clock. Exactly counts.
func (c Cancelling) atLeast(hours int) bool {
	return !c.Now.After(c.Anchor.AddHours(-hours).In(c.Place))
}

func (g *Grace) gives(c Cancelling) bool {
	return g != nil && c.Now.Sub(c.BookedAt) <= time.Duration(g.WithinHours)*time.Hour && c.atLeast(g.BeforeHours)
}

// firstNights returns the share of the rent that the first n nights are, in proportion of the nights' own prices.
func (c Cancelling) firstNights(n int, rent money.Amount, nights int) money.Amount {
	n = min(n, nights)
	if n == 0 {
		return money.Zero(rent.Currency())
	}
	weights := make([]int64, 2)
	for i, night := range c.Quote.Nights {
		if i < n {
			weights[0] += night.Amount.Minor()
		} else {
			weights[1] += night.Amount.Minor()
		}
	}
	if weights[0]+weights[1] <= 0 {
		weights[0], weights[1] = int64(n), int64(nights-n)
	}
	return rent.Split(weights...)[0]
}

// salesTaxBack returns the part of the sales tax that was levied on what goes back.
func (c Cancelling) salesTaxBack(tax, rentBack money.Amount) money.Amount {
	base, kept := money.Zero(tax.Currency()), c.Quote.Rent().Sub(rentBack)
	for _, l := range c.Quote.Lines {
		if !l.Taxed {
			continue
		}
		base = base.Add(l.Amount)
		if isFee(l.Code) && !c.atLeast(0) {
			kept = kept.Add(l.Amount)
		}
	}
	if !kept.IsPositive() {
		return tax
	}
	return tax.Sub(tax.Split(kept.Minor(), base.Sub(kept).Minor())[0])
}

// Sentences gives the policy in words, one sentence a tier, in French or else in English.
func (p Policy) Sentences(locale string) []string {
	french := isFrench(locale)
	var out []string
	if g := p.Grace; g != nil {
		if french {
			out = append(out, fmt.Sprintf("Remboursement intégral dans les %s qui suivent la réservation, si l’arrivée a lieu au moins %s plus tard.",
				span(g.WithinHours, true), span(g.BeforeHours, true)))
		} else {
			out = append(out, fmt.Sprintf("Full refund within %s of booking, if arrival is at least %s away.",
				span(g.WithinHours, false), span(g.BeforeHours, false)))
		}
	}
	for i, t := range p.Tiers {
		out = append(out, t.sentence(french, i > 0 && t.Hours == 0))
	}
	fees := "Fees are refunded until the check-in time; the tourist tax always is when nobody has stayed."
	if french {
		fees = "Les frais annexes sont remboursés jusqu’à l’heure d’arrivée ; la taxe de séjour l’est toujours si personne n’a séjourné."
	}
	out = append(out, fees)
	if s := p.Prepaid.sentence(french); s != "" {
		out = append(out, s)
	}
	return out
}

func (t Tier) sentence(french, later bool) string {
	gives := t.gives(french)
	switch {
	case later && french:
		return "Ensuite : " + gives + "."
	case later:
		return "After that: " + gives + "."
	case t.Hours == 0 && french:
		return "Jusqu’à l’arrivée : " + gives + "."
	case t.Hours == 0:
		return "Until arrival: " + gives + "."
	case french:
		return fmt.Sprintf("Jusqu’à %s avant l’heure d’arrivée : %s.", span(t.Hours, true), gives)
	}
	return fmt.Sprintf("Until %s before the check-in time: %s.", span(t.Hours, false), gives)
}

func (t Tier) gives(french bool) string {
	whole := t.Percent == money.Pct(100)
	switch {
	case t.Percent == 0 && french:
		return "l’hébergement n’est pas remboursé"
	case t.Percent == 0:
		return "the accommodation is not refunded"
	case whole && t.KeepNights == 0 && french:
		return "remboursement intégral"
	case whole && t.KeepNights == 0:
		return "full refund"
	case t.KeepNights > 0 && french:
		return fmt.Sprintf("%s retenue, %s %% du reste remboursés", plural(t.KeepNights, "première nuit", "premières nuits"), t.Percent)
	case t.KeepNights > 0:
		return fmt.Sprintf("the first %s kept, %s%% of the rest refunded", plural(t.KeepNights, "night", "nights"), t.Percent)
	case french:
		return fmt.Sprintf("%s %% de l’hébergement remboursés", t.Percent)
	}
	return fmt.Sprintf("%s%% of the accommodation refunded", t.Percent)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// span writes hours as people say them: days where they are whole and more than two.
func span(hours int, french bool) string {
	switch {
	case hours >= 72 && hours%24 == 0 && french:
		return fmt.Sprintf("%d jours", hours/24)
	case hours >= 72 && hours%24 == 0:
		return fmt.Sprintf("%d days", hours/24)
	case french:
		return fmt.Sprintf("%d h", hours)
	}
	return fmt.Sprintf("%d hours", hours)
}

func isFrench(locale string) bool { return len(locale) >= 2 && locale[:2] == "fr" }
