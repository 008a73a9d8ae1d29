package invoicing

import (
	"fmt"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
)

// CreditLine takes back a line of an invoice: so much of its quantity, or so much of its amount; neither: what is left of it.
type CreditLine struct {
	Line     int          // 1, 2, … as on the invoice
	Quantity Quantity     // 0: by amount
	Amount   money.Amount // in the invoice's prices, with VAT or without as they are; zero: by quantity
}

// Taken says of a credit note's line which one of the invoice it takes back.
type Taken struct {
	Line     int      `json:"line"`               // 1, 2, …
	Quantity Quantity `json:"quantity,omitempty"` // 0: only of its price
}

// LineLeft is what credit notes have left of a line.
type LineLeft struct {
	Quantity Quantity
	Amount   money.Amount // in the prices of the invoice; below zero for what is left of a reduction
}

// LinesLeft is what credit notes have left of each line. What was taken back as a mere amount is of no line: it is counted
// by the rates (groupsLeft).
func (s Stored) LinesLeft(notes []Stored) []LineLeft {
	left := make([]LineLeft, len(s.Lines))
	for i, l := range s.Lines {
		left[i] = LineLeft{l.Quantity, l.Amount}
	}
	for _, note := range notes {
		for _, l := range note.Lines {
			if l.Of == nil || l.Of.Line < 1 || l.Of.Line > len(left) {
				continue
			}
			one := &left[l.Of.Line-1]
			one.Quantity, one.Amount = one.Quantity-l.Of.Quantity, one.Amount.Sub(l.Amount)
		}
	}
	return left
}

// creditLines takes lines back. Three things are never taken back more than once, whatever was asked before and in which
// order: a line's quantity, its amount, and the base and VAT of each rate. What takes the last of a rate takes exactly what
// is left of its VAT, so that an invoice and its credit notes sum to nothing.
func creditLines(of Stored, notes []Stored, lines []CreditLine, reason string) (Draft, error) {
	var c fault.Check
	d, left, seen := creditOn(of, reason), of.LinesLeft(notes), map[int]bool{}
	for i, l := range lines {
		path := fmt.Sprintf("lines.%d.", i)
		if l.Line < 1 || l.Line > len(left) {
			c.Fail(path+"line", "unknown", "no such line on the invoice")
			continue
		}
		c.That(!seen[l.Line], path+"line", "repeated", "each line once")
		seen[l.Line] = true
		d.Items = append(d.Items, takeBack(&c, path, of.Lines[l.Line-1].Item, l, left[l.Line-1]))
	}
	c.That(len(lines) <= maxItems, "lines", "too_many", "at most 200 lines")
	if err := c.Err(); err != nil {
		return d, err
	}
	if err := d.within(groupsLeft(of, notes)); err != nil {
		return d, err
	}
	if total := d.Totals().Total; !total.IsPositive() || total.Cmp(of.Creditable()) > 0 {
		return d, ErrTooMuch.On("lines", "out_of_range", "more than nothing, and no more than "+of.Creditable().String())
	}
	return d, nil
}

// takeBack is the credit note's line for a line of the invoice.
func takeBack(c *fault.Check, path string, of Item, l CreditLine, left LineLeft) Item {
	c.That(l.Quantity == 0 || l.Amount.IsZero(), path+"amount", "quantity_or_amount", "either a quantity or an amount")
	c.That(l.Quantity >= 0, path+"quantity", "out_of_range", "more than nothing")
	item := Item{Code: of.Code, Label: of.Label, Quantity: One, Tax: of.Tax, Of: &Taken{Line: l.Line}}
	if l.Amount.IsZero() {
		if l.Quantity == 0 {
			l.Quantity = left.Quantity
		}
		c.That(l.Quantity > 0 && l.Quantity <= left.Quantity, path+"quantity", "out_of_range", "more than nothing, and no more than "+left.Quantity.String())
		item.Of.Quantity = l.Quantity
		whole := Item{Quantity: l.Quantity, Unit: of.Unit}
		if amount := whole.amount(); l.Quantity < left.Quantity && size(amount).Cmp(size(left.Amount)) <= 0 || amount == left.Amount {
			item.Quantity, item.Unit = l.Quantity, of.Unit
			return item
		}
		item.Unit = left.Amount // the price of a part was taken back before
		return item
	}
	item.Unit = l.Amount
	if l.Amount.Currency() != left.Amount.Currency() {
		c.Fail(path+"amount", "other_currency", "in the invoice's currency")
		return item
	}
	c.That(l.Amount.IsNegative() == left.Amount.IsNegative() && size(l.Amount).Cmp(size(left.Amount)) <= 0, path+"amount", "out_of_range", "no more than "+left.Amount.String())
	return item
}

// within keeps a credit note inside what is left of each rate, base and VAT: rounding each of several credit notes may not
// add up to a cent more than the invoice. It refuses what is more than a cent of rounding.
func (d *Draft) within(left []Group) error {
	computed := Compute(d.Items, d.Inclusive, money.Currency(d.Currency))
	for _, g := range computed.Groups {
		of := groupOf(left, g.Tax)
		sum, rest := g.Net, of.Net
		if d.Inclusive {
			sum, rest = g.Total(), of.Total()
		}
		if sum.IsNegative() || sum.Cmp(rest) > 0 {
			return ErrTooMuch.On("lines", "out_of_range", "no more than "+rest.String()+" is left at "+g.Tax.Rate.String()+" %")
		}
		d.Exact = append(d.Exact, fit(g, of, d.Inclusive))
	}
	return nil
}

// fit keeps a group of a credit note inside what is left of that rate, of which it takes no more than the sum: of the last
// part it takes exactly what is left of base and VAT, of another one no more VAT than is left, and no more base.
func fit(g, left Group, inclusive bool) Group {
	if inclusive && g.Total() == left.Total() || !inclusive && g.Net == left.Net {
		return left
	}
	sum := g.Total()
	g.VAT = least(g.VAT, left.VAT)
	if inclusive {
		g.VAT = most(g.VAT, sum.Sub(left.Net))
		g.Net = sum.Sub(g.VAT)
	}
	return g
}

func groupOf(all []Group, t Tax) Group {
	for _, g := range all {
		if g.Tax.key() == t.key() {
			return g
		}
	}
	return Group{}
}

func least(a, b money.Amount) money.Amount {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

func most(a, b money.Amount) money.Amount {
	if a.Cmp(b) > 0 {
		return a
	}
	return b
}
