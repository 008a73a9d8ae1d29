package invoicing

import (
	"context"
	"slices"
	"strings"

	"comptoir/internal/kernel/money"
)

// What a guest owes of a stay is one figure, whatever papers and payments made it: what the papers claim, less what came, plus
// what went back. The papers are not asked one by one who paid which: after every fact settle has them ask together for that
// figure, so that one payment may settle two invoices, money that an invoice no longer needs serves the next one, and nobody is
// reminded of what he has paid.

// settle has the final invoices of a stay ask together for what is owed, and no more: the oldest is paid first; what is owed
// again, because money went back and the price stayed, is owed on the newest. owes says how much it is; below zero is nothing.
func settle(ctx context.Context, tx Tx, s Subject, owes func(claimed, paid money.Amount) money.Amount) error {
	papers, paid, err := moneyOf(ctx, tx, s)
	if err != nil || len(papers) == 0 {
		return err
	}
	claimed, asked := money.Zero(paid.Currency()), money.Zero(paid.Currency())
	for _, p := range papers {
		claimed, asked = claimed.Add(p.Creditable()), asked.Add(p.Outstanding())
	}
	owed := owes(claimed, paid)
	if owed.IsNegative() {
		owed = money.Zero(owed.Currency())
	}
	more := asked.Sub(owed) // has come; below zero: has gone back
	if more.IsNegative() {
		slices.Reverse(papers)
	}
	for _, p := range papers {
		part := money.Min(more, p.Outstanding())
		if more.IsNegative() {
			part = most(more, p.Outstanding().Sub(p.Creditable()))
		}
		if part.IsZero() {
			continue
		}
		more = more.Sub(part)
		p.Received = p.Due.Sub(p.Credited).Sub(p.Outstanding().Sub(part))
		if err := tx.SaveStanding(ctx, p.ID, p.Standing); err != nil {
			return err
		}
		if err := attach(ctx, tx, s, p.ID, part); err != nil {
			return err
		}
	}
	return nil
}

// moneyOf reads the final invoices of a subject, and what was paid for it, less what went back.
func moneyOf(ctx context.Context, tx Tx, s Subject) (papers []Stored, paid money.Amount, err error) {
	all, err := tx.OfSubject(ctx, s)
	if err != nil {
		return nil, paid, err
	}
	for _, p := range all {
		if paid = money.Zero(money.Currency(p.Currency)); p.Kind == Invoice {
			papers = append(papers, p)
		}
	}
	moved, err := tx.Movements(ctx, s)
	for _, m := range moved {
		paid = paid.Add(m.Amount)
	}
	return papers, paid, err
}

// countIn writes into the draft of a final invoice what came before it: the deposit invoices that it deducts, and all money
// that no earlier invoice claims.
func countIn(ctx context.Context, tx Tx, s Subject, d *Draft) error {
	invoices, paid, err := moneyOf(ctx, tx, s)
	if err != nil {
		return err
	}
	for _, p := range invoices {
		paid = paid.Sub(p.Creditable())
	}
	if d.Paid = paid; paid.IsNegative() {
		d.Paid = money.Zero(paid.Currency())
	}
	all, err := tx.OfSubject(ctx, s)
	if err != nil {
		return err
	}
	d.Deducted = nil
	for _, p := range all {
		left := p.Creditable()
		if p.Kind != Deposit || !left.IsPositive() {
			continue
		}
		ref := Reference{ID: p.ID, Number: p.Number, Kind: p.Kind, IssuedOn: p.IssuedOn, Amount: left, Net: money.Zero(left.Currency()), VAT: money.Zero(left.Currency())}
		notes, err := tx.CreditsOf(ctx, p.ID)
		if err != nil {
			return err
		}
		for _, g := range groupsLeft(p, notes) {
			ref.Net, ref.VAT = ref.Net.Add(g.Net), ref.VAT.Add(g.VAT)
		}
		d.Deducted = append(d.Deducted, ref)
	}
	return nil
}

// The parts of keys that say what a paper of a stay is; a key begins with the stay's own.
const (
	depositKey = "deposit/" // and the movement
	droppedKey = "dropped"
)

// issueOfStay issues a paper of a stay and says which money it counts: a deposit invoice the payment of which its key speaks, a
// final one all that no paper counts. Deposit invoices that still wait as drafts are then no longer needed.
func (v *Invoicing) issueOfStay(ctx context.Context, tx Tx, who Identity, id PaperID, d Draft, key string) (Paper, error) {
	p, err := v.issueIn(ctx, tx, who, id, d, key)
	if err != nil {
		return p, err
	}
	loose, err := tx.Movements(ctx, d.Subject)
	if err != nil {
		return p, err
	}
	for _, m := range loose {
		own := p.Kind == Deposit && strings.HasSuffix(key, "/"+depositKey+m.ID)
		if (own || p.Kind == Invoice) && !m.Loose.IsZero() {
			if err := tx.Apply(ctx, m.ID, p.ID, m.Loose); err != nil {
				return p, err
			}
		}
	}
	if p.Kind != Invoice {
		return p, nil
	}
	return p, withdraw(ctx, tx, d.Subject, "", Deposit)
}

// attach says of which movements a paper counts so much: the money that no paper counts yet, the oldest first. There may be
// none: an invoice is also settled by what another one no longer needs.
func attach(ctx context.Context, tx Tx, s Subject, to PaperID, part money.Amount) error {
	all, err := tx.Movements(ctx, s)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.Loose.IsZero() || part.IsZero() || m.Loose.IsNegative() != part.IsNegative() {
			continue
		}
		now := least(size(m.Loose), size(part))
		if part.IsNegative() {
			now = now.Neg()
		}
		part = part.Sub(now)
		if err := tx.Apply(ctx, m.ID, to, now); err != nil {
			return err
		}
	}
	return nil
}

// withdraw deletes the drafts of some kinds that the program made about a subject and that others have overtaken, but the one
// under a key.
func withdraw(ctx context.Context, tx Tx, s Subject, but string, kinds ...Kind) error {
	drafts, err := tx.DraftsAbout(ctx, s)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if d.Key != but && slices.Contains(kinds, d.Draft.Kind) {
			if err := tx.DeleteDraft(ctx, d.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// asWritten is a draft of the program with what a person has written on the one that it replaces: everything but what follows
// from the stay.
func (d Draft) asWritten(old Draft) Draft {
	d.Language, d.Customer, d.Order, d.Note, d.DueDays = old.Language, old.Customer, old.Order, old.Note, old.DueDays
	return d
}
