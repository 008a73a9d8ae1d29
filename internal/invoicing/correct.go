package invoicing

import (
	"context"

	"comptoir/internal/kernel/ident"
)

// correct brings the final invoices of a stay to what it costs now.
func (w *stayWork) correct(ctx context.Context) error {
	parts := w.settings.Regime.PartsOf(w.stay.Lines, w.stay.Waived, w.who.Country(), w.stay.Stay.To)
	return w.correctTo(ctx, groupsOf(parts), w.versioned("change"))
}

// correctTo brings the final invoices of a stay to these figures, rate by rate and VAT by VAT, so that they sum to the very
// ones that the books post: what is too much is credited, what is missing is a supplement.
func (w *stayWork) correctTo(ctx context.Context, missing []Group, key string) error {
	all, err := w.left(ctx)
	if err != nil {
		return err
	}
	for _, p := range all {
		for _, g := range p.groups {
			missing = subtract(missing, g)
		}
	}
	d := w.base(Invoice)
	d.Exact = []Group{}
	for _, g := range missing {
		if g.Total().IsPositive() {
			d.Exact = append(d.Exact, g)
			d.Items = append(d.Items, Item{Label: clip(w.say(moreLine, d.Language, g.Tax), maxLabel), Quantity: One, Unit: g.Total(), Tax: g.Tax})
		}
	}
	for i := len(all) - 1; i >= 0; i-- {
		if missing, err = w.creditGroups(ctx, all[i], missing, key); err != nil {
			return err
		}
	}
	but := w.key(key)
	if len(d.Items) == 0 {
		but = ""
	}
	if err := withdraw(ctx, w.tx, w.subject, but, Invoice); err != nil || len(d.Items) == 0 {
		return err
	}
	return w.count(ctx, key, d)
}

// standing is a final invoice with what is left of it.
type standing struct {
	Stored
	groups []Group
}

func (w *stayWork) left(ctx context.Context) (all []standing, err error) {
	papers, err := w.tx.OfSubject(ctx, w.subject) // with what was issued meanwhile
	if err != nil {
		return nil, err
	}
	for _, p := range papers {
		if p.Kind != Invoice || !p.Creditable().IsPositive() {
			continue
		}
		notes, err := w.tx.CreditsOf(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, standing{p, groupsLeft(p, notes)})
	}
	return all, nil
}

// subtract takes a group off those of its rate.
func subtract(groups []Group, g Group) []Group {
	for i := range groups {
		if groups[i].Tax.key() == g.Tax.key() {
			groups[i].Net, groups[i].VAT = groups[i].Net.Sub(g.Net), groups[i].VAT.Sub(g.VAT)
			return groups
		}
	}
	return append(groups, Group{Tax: g.Tax, Net: g.Net.Neg(), VAT: g.VAT.Neg()})
}

// creditGroups takes back from an invoice what is below zero, as far as it goes, and returns what is left to do.
func (w *stayWork) creditGroups(ctx context.Context, of standing, missing []Group, key string) ([]Group, error) {
	d := creditOn(of.Stored, changeReason.in(of.Language))
	d.Inclusive = true
	for i, m := range missing {
		has := groupOf(of.groups, m.Tax)
		if !m.Total().IsNegative() || !has.Total().IsPositive() {
			continue
		}
		take := Group{Tax: has.Tax, Net: m.Net.Neg(), VAT: m.VAT.Neg()}
		if take.Total().Cmp(has.Total()) >= 0 {
			take = has
		} else { // no more of base or VAT than there is
			take.VAT = most(least(take.VAT, has.VAT), take.Total().Sub(has.Net))
			take.Net = m.Total().Neg().Sub(take.VAT)
		}
		d.Exact = append(d.Exact, take)
		d.Items = append(d.Items, Item{Label: fill(creditLine.in(of.Language), "{number}", of.Number, "{label}", rateWords(of.Language, has.Tax)), Quantity: One, Unit: take.Total(), Tax: has.Tax})
		missing[i].Net, missing[i].VAT = m.Net.Add(take.Net), m.VAT.Add(take.VAT)
	}
	if len(d.Items) == 0 {
		return missing, nil
	}
	unique := w.key("credit/" + key + "/" + of.ID.String())
	if _, found, err := w.tx.ByKey(ctx, unique); err != nil || found {
		return missing, err
	}
	_, err := w.v.issueIn(ctx, w.tx, w.who, ident.Next[Paper](w.v.d.IDs), d, unique)
	return missing, err
}
