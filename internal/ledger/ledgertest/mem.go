// Package ledgertest has what tests of the ledger share: books in memory, which are the model that PostgreSQL is compared
// with, and the conformance suite that both pass. Start with NewMemory and StoreConformance.
package ledgertest

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/ledger"
)

// Memory keeps books in memory, in the simplest way that is right: every balance is the sum of all postings.
type Memory struct {
	mu    sync.Mutex
	books map[access.TenantID]*book
}

type book struct {
	all   []ledger.Transaction
	terms ledger.Terms

	exercise    ledger.Exercise
	commissions []ledger.Agreement
}

// NewMemory makes empty books.
func NewMemory() *Memory { return &Memory{books: map[access.TenantID]*book{}} }

func (m *Memory) of(ctx context.Context) *book {
	t := access.TenantOf(ctx)
	if m.books[t] == nil {
		m.books[t] = &book{}
	}
	return m.books[t]
}

// Post implements ledger.Store.
func (m *Memory) Post(ctx context.Context, all []ledger.Transaction) ([]ledger.Posted, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.of(ctx)
	before := len(b.all)
	out := make([]ledger.Posted, len(all))
	for i, t := range all {
		p, err := b.post(t)
		if err != nil {
			b.all = b.all[:before]
			return nil, err
		}
		out[i] = p
	}
	return out, nil
}

func (b *book) post(t ledger.Transaction) (ledger.Posted, error) {
	for _, old := range b.all {
		if old.Key == t.Key {
			if !bytes.Equal(old.Hash, t.Hash) {
				return ledger.Posted{}, ledger.ErrKeyReused
			}
			return ledger.Posted{ID: old.ID, Replayed: true}, nil
		}
	}
	if !t.Of.IsZero() && slices.ContainsFunc(b.all, func(old ledger.Transaction) bool { return old.Of == t.Of }) {
		return ledger.Posted{}, ledger.ErrSettled
	}
	t.Legs = slices.Clone(t.Legs)
	for i := range t.Legs {
		leg := &t.Legs[i]
		at := b.balance(leg.Account, leg.Amount.Currency(), func(ledger.Transaction) bool { return true })
		sum := at.Posted + leg.Amount.Minor()
		if (sum > at.Posted) != (leg.Amount.Minor() > 0) && !leg.Amount.IsZero() {
			return ledger.Posted{}, ledger.ErrTooLarge
		}
		at.Posted = sum
		at.HeldDebit += leg.HeldDebit
		at.HeldCredit += leg.HeldCredit
		if at.Broken() {
			return ledger.Posted{}, ledger.ErrOverdrawn
		}
		leg.Seq, leg.After, leg.AfterHeldDebit, leg.AfterHeldCredit = at.Seq+1, at.Posted, at.HeldDebit, at.HeldCredit
	}
	b.all = append(b.all, t)
	return ledger.Posted{ID: t.ID}, nil
}

// balance sums what counts.
func (b *book) balance(account ledger.Path, c money.Currency, counts func(ledger.Transaction) bool) ledger.Balance {
	class, err := ledger.ClassOf(account)
	if err != nil {
		panic(err) // the core has refused it
	}
	out := ledger.Balance{Account: account, Side: class.Side, Guarded: class.Guarded, Currency: c}
	for _, t := range b.all {
		for _, leg := range t.Legs {
			if leg.Account == account && leg.Amount.Currency() == c && counts(t) {
				out.Posted += leg.Amount.Minor()
				out.HeldDebit += leg.HeldDebit
				out.HeldCredit += leg.HeldCredit
				out.Seq++
			}
		}
	}
	return out
}

type place struct {
	account  ledger.Path
	currency money.Currency
}

func (b *book) places() []place {
	var all []place
	for _, t := range b.all {
		for _, leg := range t.Legs {
			all = append(all, place{leg.Account, leg.Amount.Currency()})
		}
	}
	slices.SortFunc(all, func(x, y place) int {
		return cmp.Or(cmp.Compare(x.account, y.account), cmp.Compare(x.currency, y.currency))
	})
	return slices.Compact(all)
}

// SetTerms implements ledger.Store.
func (m *Memory) SetTerms(ctx context.Context, t ledger.Terms) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.of(ctx).terms = t
	return nil
}

// Terms implements ledger.Reader.
func (m *Memory) Terms(ctx context.Context) (ledger.Terms, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.of(ctx).terms, nil
}

// SetExercise implements ledger.Store.
func (m *Memory) SetExercise(ctx context.Context, e ledger.Exercise) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.of(ctx).exercise = e
	return nil
}

// SetCommission implements ledger.Store.
func (m *Memory) SetCommission(ctx context.Context, c ledger.Agreement) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.of(ctx)
	b.commissions = slices.DeleteFunc(b.commissions, func(old ledger.Agreement) bool { return old.Property == c.Property && old.From == c.From })
	b.commissions = append(b.commissions, c)
	slices.SortFunc(b.commissions, func(x, y ledger.Agreement) int {
		return cmp.Or(strings.Compare(x.Property.String(), y.Property.String()), y.From.Compare(x.From))
	})
	return nil
}

// Commissions implements ledger.Reader.
func (m *Memory) Commissions(ctx context.Context, property ident.Raw) (out []ledger.Agreement, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.of(ctx).commissions {
		if property.IsZero() || c.Property == property {
			out = append(out, c)
		}
	}
	return out, nil
}

// Exercise implements ledger.Reader.
func (m *Memory) Exercise(ctx context.Context) (ledger.Exercise, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.of(ctx).exercise, nil
}

// Find implements ledger.Reader.
func (m *Memory) Find(ctx context.Context, id ledger.TransactionID) (ledger.Transaction, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.of(ctx).all {
		if t.ID == id {
			return t, nil
		}
	}
	return ledger.Transaction{}, ledger.ErrUnknown
}

// ByKey implements ledger.Reader.
func (m *Memory) ByKey(ctx context.Context, key string) (id ledger.TransactionID, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.of(ctx).all {
		if t.Key == key {
			id = t.ID
		}
	}
	return id, nil
}

// Settler implements ledger.Reader.
func (m *Memory) Settler(ctx context.Context, of ledger.TransactionID) (ledger.TransactionID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.of(ctx).all {
		if t.Of == of {
			return t.ID, nil
		}
	}
	return ledger.TransactionID{}, nil
}

// Accounts implements ledger.Reader.
func (m *Memory) Accounts(ctx context.Context, prefix string, p paging.Request) (paging.Page[ledger.Balance], error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var after place
	if _, err := paging.Decode(p.Cursor, "account,currency", &after.account, &after.currency); err != nil {
		return paging.Page[ledger.Balance]{}, err
	}
	b := m.of(ctx)
	var out []ledger.Balance
	for _, at := range b.places() {
		if strings.HasPrefix(string(at.account), prefix) && cmp.Or(cmp.Compare(at.account, after.account), cmp.Compare(at.currency, after.currency)) > 0 {
			out = append(out, b.balance(at.account, at.currency, func(ledger.Transaction) bool { return true }))
		}
	}
	return paging.Cut(out, p.Size(), func(last ledger.Balance) string {
		return paging.Encode("account,currency", last.Account, last.Currency)
	}), nil
}

// Balances implements ledger.Reader.
func (m *Memory) Balances(ctx context.Context, account ledger.Path, at ledger.AsOf) ([]ledger.Balance, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.of(ctx)
	var out []ledger.Balance
	for _, p := range b.places() {
		if p.account == account {
			out = append(out, b.balance(account, p.currency, func(t ledger.Transaction) bool {
				return (at.Moment.IsZero() || !t.BookedAt.After(at.Moment)) && (at.ValueOn.IsZero() || !t.ValueOn.After(at.ValueOn))
			}))
		}
	}
	return out, nil
}

// Statement implements ledger.Reader.
func (m *Memory) Statement(ctx context.Context, f ledger.StatementFilter, p paging.Request) (paging.Page[ledger.Line], error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var seq int64
	var currency money.Currency
	on, err := paging.Decode(p.Cursor, "seq,currency", &seq, &currency)
	if err != nil {
		return paging.Page[ledger.Line]{}, err
	}
	var out []ledger.Line
	for _, t := range m.of(ctx).all {
		for _, leg := range t.Legs {
			c := leg.Amount.Currency()
			if leg.Account == f.Account && (f.Currency == "" || f.Currency == c) && (f.From.IsZero() || !t.BookedAt.Before(f.From)) &&
				(f.To.IsZero() || t.BookedAt.Before(f.To)) && (!on || cmp.Or(cmp.Compare(c, currency), cmp.Compare(seq, leg.Seq)) > 0) {
				head := t
				head.Legs = nil
				out = append(out, ledger.Line{Transaction: head, Leg: leg})
			}
		}
	}
	slices.SortFunc(out, func(x, y ledger.Line) int {
		return cmp.Or(cmp.Compare(x.Leg.Amount.Currency(), y.Leg.Amount.Currency()), cmp.Compare(y.Leg.Seq, x.Leg.Seq))
	})
	return paging.Cut(out, p.Size(), func(last ledger.Line) string {
		return paging.Encode("seq,currency", last.Leg.Seq, last.Leg.Amount.Currency())
	}), nil
}
