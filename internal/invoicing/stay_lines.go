package invoicing

import (
	"comptoir/internal/event"
	"comptoir/internal/kernel/money"
)

// items are the lines of the stay's price with their VAT.
func (w *stayWork) items() []Item {
	var out []Item
	for _, l := range event.Inclusive(w.stay.Lines) {
		if l.Amount.IsZero() {
			continue
		}
		item := Item{Code: l.Code, Label: clip(l.Label, maxLabel), Quantity: One, Unit: l.Amount, Tax: w.settings.Regime.TaxOf(l.Code, w.who.Country(), w.stay.Stay.To)}
		if q, err := ParseQuantity(l.Quantity); err == nil {
			counted := item
			counted.Quantity, counted.Unit = q, l.Unit
			if counted.amount() == l.Amount {
				item = counted
			}
		}
		out = append(out, item)
	}
	return out
}

// waivedItems are what was given back before the first invoice, of each rate its part: the lines then sum to what the books
// post, rate by rate.
func (w *stayWork) waivedItems(language string) (out []Item) {
	if !w.stay.Waived.IsPositive() {
		return nil
	}
	parts := func(waived money.Amount) []Group {
		return groupsOf(w.settings.Regime.PartsOf(w.stay.Lines, waived, w.who.Country(), w.stay.Stay.To))
	}
	left := parts(w.stay.Waived)
	for _, g := range parts(money.Zero(w.stay.Total.Currency())) {
		if given := groupOf(left, g.Tax).Total().Sub(g.Total()); given.IsNegative() {
			out = append(out, Item{Label: clip(w.say(waivedLine, language, g.Tax), maxLabel), Quantity: One, Unit: given, Tax: g.Tax})
		}
	}
	return out
}

var (
	depositLine = words{"Acompte sur le séjour {stay}, {property} ({rate})", "Deposit on the stay {stay}, {property} ({rate})"}
	receiptLine = words{"Paiement reçu pour le séjour {stay}, {property}", "Payment received for the stay {stay}, {property}"}
	waivedLine  = words{"Remise accordée sur le séjour {stay} ({rate})", "Reduction granted on the stay {stay} ({rate})"}
	moreLine    = words{"Complément après modification du séjour {stay} ({rate})", "Supplement after the change of the stay {stay} ({rate})"}
)

// depositDraft is the paper of money that came before the invoice: VAT in proportion of the stay's own.
func (w *stayWork) depositDraft(m Movement) Draft {
	d := w.base(Deposit)
	d.Paid, d.Method = m.Amount, m.Method
	if w.settings.OnDeposit == DepositReceipt {
		d.Kind = Receipt
		d.Items = []Item{{Label: clip(w.say(receiptLine, d.Language, Tax{}), maxLabel), Quantity: One, Unit: m.Amount, Tax: ExemptFor(OtherExemption)}}
		return d
	}
	d.Items = w.shares(depositLine, d.Language, m.Amount)
	return d
}

// shares divides an amount over the VAT of the stay.
func (w *stayWork) shares(label words, language string, a money.Amount) []Item {
	groups := Compute(w.items(), true, w.stay.Total.Currency()).Groups
	if len(groups) == 0 {
		groups = []Group{{Tax: w.settings.Regime.TaxOf(lineRent, w.who.Country(), w.stay.Stay.To)}}
	}
	var out []Item
	for i, part := range share(groups, a) {
		if part.IsPositive() {
			out = append(out, Item{Label: clip(w.say(label, language, groups[i].Tax), maxLabel), Quantity: One, Unit: part, Tax: groups[i].Tax})
		}
	}
	return out
}

func (w *stayWork) say(label words, language string, t Tax) string {
	return fill(label.in(language), "{stay}", w.stay.Reference, "{property}", w.stay.Property.Name, "{rate}", rateWords(language, t))
}
