package banking

import (
	"context"
	"slices"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
)

// MatchEntry says which debt an entry pays.
type MatchEntry struct {
	ID      EntryID
	Subject ident.Raw
}

// Needs implements access.Guarded.
func (MatchEntry) Needs() access.Permission { return PermReconcile }

func (b *Banking) match(ctx context.Context, c MatchEntry) (Entry, error) {
	e, err := b.d.Store.Entry(ctx, c.ID)
	if err != nil {
		return e, err
	}
	if e.Status == EntryMatched && e.Match.Subject == c.Subject {
		return e, nil // the same click
	}
	if e.Status != EntryOpen {
		return e, ErrSettled
	}
	if !e.Amount.IsPositive() {
		return e, ErrOutgoing
	}
	found, err := b.d.Debts.Find(ctx, c.Subject.String())
	if err != nil {
		return e, err
	}
	if len(found) == 0 {
		return e, ErrUnknownDebt
	}
	return b.pay(ctx, e, found[0], false)
}

// pay records the money, then says so of the entry. Whoever else had the same entry pay something else meanwhile is refused
// by the key; after a crash in between, the same match does nothing twice.
func (b *Banking) pay(ctx context.Context, e Entry, d Debt, auto bool) (Entry, error) {
	if err := b.d.Debts.Take(ctx, Receipt{Key: e.key(), Subject: d.Subject, Amount: e.Amount, Note: line(firstOf(e.Name, e.Text), 80)}); err != nil {
		return e, err
	}
	return b.settle(ctx, e, EntryMatched, Matching{Kind: MatchPayment, Subject: d.Subject, Label: d.Reference + " · " + d.Payer, By: b.by(ctx), Auto: auto})
}

// settle notes what an open entry was found to be.
func (b *Banking) settle(ctx context.Context, e Entry, status EntryStatus, m Matching) (out Entry, err error) {
	return out, b.d.Store.Write(ctx, func(tx Tx) error {
		now, err := tx.Entry(ctx, e.ID)
		if err != nil {
			return err
		}
		out = now
		if now.Status == status && now.Attempt == e.Attempt && now.Match.Kind == m.Kind && now.Match.Subject == m.Subject && now.Match.Provider == m.Provider && now.Match.Place == m.Place {
			return nil
		}
		if now.Status != EntryOpen || now.Attempt != e.Attempt {
			return ErrSettled
		}
		out.Status, out.Match, out.Version = status, &m, now.Version+1
		return tx.SaveEntry(ctx, out)
	})
}

// PostEntry says what an entry is that pays no debt.
type PostEntry struct {
	ID       EntryID
	As       MatchKind // batch, return, provider, fees, own, ignored
	Provider string
	Place    Place        // of own: where the other side is
	Fee      money.Amount // zero: the provider kept nothing
	Note     string       // why it is ignored
}

// Needs implements access.Guarded.
func (PostEntry) Needs() access.Permission { return PermReconcile }

func (b *Banking) postEntry(ctx context.Context, c PostEntry) (Entry, error) {
	var check fault.Check
	c.Note = line(c.Note, 200)
	known := []MatchKind{MatchBatch, MatchReturn, MatchProvider, MatchFees, MatchOwn, MatchIgnored}
	check.That(slices.Contains(known, c.As), "as", "unknown", "batch, return, provider, fees, own or ignored")
	check.That(c.As != MatchOwn || slices.Contains(ownPlaces(), c.Place), "place", "unknown", "no such place")
	check.That(c.As != MatchProvider || slices.Contains(Providers(), c.Provider), "provider", "unknown", "no such provider")
	check.That(c.As != MatchIgnored || c.Note != "", "note", "required", "say why")
	check.That(!c.Fee.IsNegative() && c.Fee.Minor() <= maxAmount && (c.Fee.IsZero() || c.Fee.Currency() == money.EUR), "fee", "out_of_range", "nothing or more, in euros")
	if err := check.Err(); err != nil {
		return Entry{}, err
	}
	v, err := b.getEntry(ctx, GetEntry{ID: c.ID})
	if err != nil {
		return v.Entry, err
	}
	e := v.Entry
	if e.Status != EntryOpen {
		if e.Match.Kind == c.As && e.Match.Provider == c.Provider && e.Match.Place == c.Place {
			return e, nil // the same click
		}
		return e, ErrSettled
	}
	m := Matching{Kind: c.As, By: b.by(ctx), Note: c.Note}
	switch c.As {
	case MatchIgnored:
		return b.settle(ctx, e, EntryIgnored, m)
	case MatchBatch, MatchReturn:
		return b.payout(ctx, v, m)
	case MatchOwn:
		return b.between(ctx, e, c, m)
	}
	return b.tell(ctx, e, c, m)
}

// tell enters a provider's payout or the bank's fees into the books.
func (b *Banking) tell(ctx context.Context, e Entry, c PostEntry, m Matching) (Entry, error) {
	label := "Frais bancaires"
	if c.As == MatchProvider {
		if !e.Amount.IsPositive() {
			return e, ErrOutgoing
		}
		m.Provider, m.Label, m.Fee, label = c.Provider, c.Provider, c.Fee, "Versement de "+c.Provider
	} else if e.Amount.IsPositive() {
		return e, ErrOutgoing
	}
	t, err := b.transfer(ctx, e, m, label)
	if err != nil {
		return e, err
	}
	if err := b.d.Books.Move(ctx, t); err != nil {
		return e, err
	}
	return b.settle(ctx, e, EntryPosted, m)
}

func (b *Banking) transfer(ctx context.Context, e Entry, m Matching, label string) (Transfer, error) {
	account, err := b.account(ctx, e.Bank)
	return Transfer{Key: e.key(), Label: label, Piece: line(firstOf(e.BankRef, e.Text), 60), On: e.On, Client: account.Clients, Amount: e.Amount, Provider: m.Provider, Fee: m.Fee, Place: m.Via}, err
}

// payout notes of a batch what the bank's statement says of it.
func (b *Banking) payout(ctx context.Context, v EntryView, m Matching) (Entry, error) {
	var err error
	switch {
	case m.Kind == MatchBatch && v.Batch != nil && v.Line == nil:
		m.Label = v.Batch.Number
		_, err = b.execute(ctx, MarkExecuted{ID: v.Batch.ID, On: v.On})
	case m.Kind == MatchReturn && v.Line != nil:
		m.Label = v.Line.EndToEnd
		_, err = b.returned(ctx, ReturnLine{ID: v.Batch.ID, Line: v.Line.ID, Code: firstOf(v.Return, "MS03"), On: v.On})
	default:
		return v.Entry, ErrUnknownBatch
	}
	if err != nil {
		return v.Entry, err
	}
	return b.settle(ctx, v.Entry, EntryMatched, m)
}

// UndoEntry opens an entry again. What it paid is given back, what it told the books is told the other way; both stay visible.
type UndoEntry struct{ ID EntryID }

// Needs implements access.Guarded.
func (UndoEntry) Needs() access.Permission { return PermReconcile }

// Proof implements access.Proving: somebody's payment is taken away from him.
func (UndoEntry) Proof() access.Proof { return access.FreshProof }

func (b *Banking) undo(ctx context.Context, c UndoEntry) (out Entry, err error) {
	e, err := b.d.Store.Entry(ctx, c.ID)
	if err != nil || e.Status == EntryOpen {
		return e, err
	}
	switch e.Match.Kind {
	case MatchBatch, MatchReturn:
		return e, ErrNoUndo
	case MatchPayment:
		err = b.d.Debts.GiveBack(ctx, Receipt{Key: e.key(), Subject: e.Match.Subject, Amount: e.Amount})
	case MatchProvider, MatchFees, MatchOwn:
		var t Transfer
		if t, err = b.transfer(ctx, e, *e.Match, "Annulation d’un rapprochement"); err == nil {
			t.Key, t.Amount, t.Fee = t.Key+"/undone", t.Amount.Neg(), t.Fee.Neg()
			err = b.d.Books.Move(ctx, t)
		}
	}
	if err != nil {
		return e, err
	}
	return out, b.d.Store.Write(ctx, func(tx Tx) error {
		now, err := tx.Entry(ctx, c.ID)
		if err != nil {
			return err
		}
		out = now
		if now.Attempt != e.Attempt || now.Status == EntryOpen {
			return nil // the same click
		}
		out.Status, out.Match, out.Attempt, out.Version = EntryOpen, nil, now.Attempt+1, now.Version+1
		return tx.SaveEntry(ctx, out)
	})
}
