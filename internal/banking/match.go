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
	if e.Status != EntryOpen {
		if e.Match.same(Matching{Kind: MatchPayment, Subject: c.Subject}) {
			return e, nil // the same click
		}
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
	return b.become(ctx, e, b.paying(ctx, found[0]))
}

// paying is an entry that pays a debt.
func (b *Banking) paying(ctx context.Context, d Debt) Matching {
	return Matching{Kind: MatchPayment, Subject: d.Subject, Label: d.Reference + " · " + d.Payer, By: b.by(ctx)}
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
		if e.Match.same(Matching{Kind: c.As, Provider: c.Provider, Place: c.Place}) {
			return e, nil // the same click
		}
		return e, ErrSettled
	}
	m := Matching{Kind: c.As, By: b.by(ctx), Note: c.Note}
	switch {
	case c.As == MatchBatch && v.Batch != nil && v.Line == nil:
		m.Batch, m.Label = v.Batch.ID, v.Batch.Number
	case c.As == MatchReturn && v.Line != nil:
		m.Batch, m.Line, m.Label = v.Batch.ID, v.Line.ID, v.Line.EndToEnd
	case c.As == MatchBatch || c.As == MatchReturn:
		return e, ErrUnknownBatch
	case c.As == MatchProvider && !e.Amount.IsPositive() || c.As == MatchFees && e.Amount.IsPositive():
		return e, ErrOutgoing
	case c.As == MatchProvider:
		m.Provider, m.Label, m.Fee = c.Provider, c.Provider, c.Fee
	case c.As == MatchOwn:
		if err := b.between(ctx, e, c.Place, &m); err != nil {
			return e, err
		}
	}
	return b.become(ctx, e, m)
}

func (b *Banking) transfer(ctx context.Context, e Entry, m Matching, label string) (Transfer, error) {
	account, err := b.account(ctx, e.Bank)
	return Transfer{Key: e.key(), Label: label, Piece: line(firstOf(e.BankRef, e.Text), 60), On: e.On, Client: account.Clients, Amount: e.Amount, Provider: m.Provider, Fee: m.Fee, Place: m.Via}, err
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
	if e.Status == EntryClaimed {
		return e, ErrClaimed
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
