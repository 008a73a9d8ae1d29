package invoicing

import (
	"context"
	"slices"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
)

// CreditPaper takes an invoice back: the lines that are named, or an amount with VAT; neither: all that is left. Papers of a
// stay are not taken back by hand: what they claim follows from the booking, which tells books and papers alike (ErrCreditAtStay).
type CreditPaper struct {
	ID     PaperID
	Amount money.Amount
	Lines  []CreditLine
	Reason string
	Key    string // of the request; "" makes one credit note each time
}

// Needs implements access.Guarded.
func (CreditPaper) Needs() access.Permission { return PermCredit }

func (v *Invoicing) credit(ctx context.Context, in CreditPaper) (id PaperID, err error) {
	var c fault.Check
	in.Reason = text(&c, "reason", in.Reason, reasonMax)
	c.That(in.Reason != "", "reason", "required", "say why")
	c.That(!in.Amount.IsNegative(), "amount", "below_minimum", "more than nothing")
	c.That(in.Amount.IsZero() || len(in.Lines) == 0, "amount", "lines_or_amount", "either lines or an amount")
	if err := c.Err(); err != nil {
		return id, err
	}
	who, err := v.d.Identity(ctx)
	if err != nil {
		return id, err
	}
	fresh := ident.Next[Paper](v.d.IDs)
	key := "credit/" + fresh.String()
	if in.Key != "" {
		key = "credit/" + in.ID.String() + "/" + in.Key
	}
	err = v.d.Store.Write(ctx, func(tx Tx) error {
		if err := tx.Lock(ctx); err != nil {
			return err
		}
		known, found, err := tx.ByKey(ctx, key)
		if err != nil || found {
			id = known
			return err
		}
		of, err := tx.Paper(ctx, in.ID)
		if err != nil {
			return err
		}
		if of.Subject.Kind == SubjectStay {
			return ErrCreditAtStay.Detailf("booking %s", of.Order)
		}
		id = fresh
		if len(in.Lines) == 0 {
			_, err = v.creditIn(ctx, tx, who, of, in.Amount, in.Reason, id, key)
			return err
		}
		return v.creditLinesIn(ctx, tx, who, of, in, id, key)
	})
	return id, err
}

// creditIn issues a credit note in a transaction that holds the business's lock.
func (v *Invoicing) creditIn(ctx context.Context, tx Tx, who Identity, of Stored, amount money.Amount, reason string, id PaperID, key string) (Paper, error) {
	left := of.Creditable()
	if err := creditable(of); err != nil {
		return Paper{}, err
	}
	if amount.IsZero() {
		amount = left
	}
	if amount.Currency() != left.Currency() {
		return Paper{}, fault.ErrInvalid.On("amount", "other_currency", "in the invoice's currency")
	}
	if !amount.IsPositive() || amount.Cmp(left) > 0 {
		return Paper{}, ErrTooMuch.On("amount", "out_of_range", "no more than "+left.String())
	}
	notes, err := tx.CreditsOf(ctx, of.ID)
	if err != nil {
		return Paper{}, err
	}
	return v.issueIn(ctx, tx, who, id, creditDraft(of, groupsLeft(of, notes), amount, reason), key)
}

// creditLinesIn is creditIn for lines.
func (v *Invoicing) creditLinesIn(ctx context.Context, tx Tx, who Identity, of Stored, in CreditPaper, id PaperID, key string) error {
	if err := creditable(of); err != nil {
		return err
	}
	notes, err := tx.CreditsOf(ctx, of.ID)
	if err != nil {
		return err
	}
	draft, err := creditLines(of, notes, in.Lines, in.Reason)
	if err != nil {
		return err
	}
	_, err = v.issueIn(ctx, tx, who, id, draft, key)
	return err
}

func creditable(of Stored) error {
	switch {
	case of.Kind != Invoice && of.Kind != Deposit:
		return ErrNoCredit
	case of.Consumed:
		return ErrNoCredit.Detailf("a final invoice has deducted this deposit: credit that one")
	}
	return nil
}

// groupsLeft is what credit notes have left of the groups of an invoice.
func groupsLeft(of Stored, notes []Stored) []Group {
	left := slices.Clone(of.Groups)
	for _, note := range notes {
		for _, g := range note.Groups {
			for i := range left {
				if left[i].Tax.key() == g.Tax.key() {
					left[i].Net, left[i].VAT = left[i].Net.Sub(g.Net), left[i].VAT.Sub(g.VAT)
				}
			}
		}
	}
	return left
}

var creditLine = words{"Avoir sur {number} : {label}", "Credit on {number}: {label}"}

// creditOn is a credit note on an invoice, without lines.
func creditOn(of Stored, reason string) Draft {
	return Draft{Kind: CreditNote, Language: of.Language, Currency: of.Currency, Inclusive: of.Inclusive, Customer: of.Customer, Supplied: of.Supplied, Subject: of.Subject, Order: of.Order,
		Reason: reason, Of: []Reference{{ID: of.ID, Number: of.Number, Kind: of.Kind, IssuedOn: of.IssuedOn}}, Exact: []Group{}}
}

// creditDraft takes an amount back from what is left of an invoice's groups. A whole, untouched invoice is taken back line
// by line; of a part each group bears its share, and the last part takes exactly what is left of base and VAT.
func creditDraft(of Stored, left []Group, amount money.Amount, reason string) Draft {
	d := creditOn(of, reason)
	if amount == of.Total {
		for _, l := range of.Lines {
			d.Items = append(d.Items, l.Item)
		}
		d.Exact = of.Groups
		return d
	}
	d.Inclusive = true
	for i, part := range share(left, amount) {
		if part.IsZero() {
			continue
		}
		item := Item{Label: fill(creditLine.in(of.Language), "{number}", of.Number, "{label}", rateWords(of.Language, left[i].Tax)), Quantity: One, Unit: part, Tax: left[i].Tax}
		d.Items = append(d.Items, item)
		d.Exact = append(d.Exact, fit(Compute([]Item{item}, true, money.Currency(d.Currency)).Groups[0], left[i], true))
	}
	return d
}
