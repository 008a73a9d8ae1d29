package ledgertest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
)

func (b *book) filtered(f ledger.JournalFilter) []ledger.Transaction {
	var out []ledger.Transaction
	for _, t := range b.all {
		beside := f.Beside == "" || slices.ContainsFunc(t.Legs, func(l ledger.Leg) bool { return l.Amount.Currency() != f.Beside })
		if beside && (f.Journal == "" || f.Journal == t.Journal) && (f.From.IsZero() || !t.BookedOn.Before(f.From)) && (f.To.IsZero() || !t.BookedOn.After(f.To)) {
			out = append(out, t)
		}
	}
	return out
}

// Journal implements ledger.Reader.
func (m *Memory) Journal(ctx context.Context, f ledger.JournalFilter, p paging.Request) (paging.Page[ledger.Transaction], error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var at time.Time
	var id ledger.TransactionID
	on, err := paging.Decode(p.Cursor, "booked_at,id", &at, &id)
	if err != nil {
		return paging.Page[ledger.Transaction]{}, err
	}
	all := m.of(ctx).filtered(f)
	older := func(x, y ledger.Transaction) int { return cmp.Or(y.BookedAt.Compare(x.BookedAt), y.ID.Compare(x.ID)) }
	slices.SortFunc(all, older)
	if on {
		all = slices.DeleteFunc(all, func(t ledger.Transaction) bool { return older(t, ledger.Transaction{BookedAt: at, ID: id}) <= 0 })
	}
	return paging.Cut(all, p.Size(), func(last ledger.Transaction) string { return paging.Encode("booked_at,id", last.BookedAt, last.ID) }), nil
}

// Trial implements ledger.Reader.
func (m *Memory) Trial(ctx context.Context, from, to time.Time) ([]ledger.TrialLine, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.of(ctx)
	var out []ledger.TrialLine
	for _, p := range b.places() {
		l := ledger.TrialLine{Account: p.account, Currency: p.currency, Side: b.balance(p.account, p.currency, func(ledger.Transaction) bool { return false }).Side}
		for _, t := range b.all {
			for _, leg := range t.Legs {
				n := leg.Amount.Minor()
				switch {
				case leg.Account != p.account || leg.Amount.Currency() != p.currency || !t.BookedAt.Before(to):
				case !from.IsZero() && t.BookedAt.Before(from):
					l.Opening += n
				case n > 0:
					l.Debits += n
				default:
					l.Credits -= n
				}
			}
		}
		if l.Opening != 0 || l.Debits != 0 || l.Credits != 0 {
			out = append(out, l)
		}
	}
	return out, nil
}

// Sealed implements ledger.Reader: in memory everything is validated as it is written.
func (m *Memory) Sealed(ctx context.Context, f ledger.JournalFilter, after int64, limit int) ([]ledger.Transaction, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.of(ctx)
	numbers := map[ledger.TransactionID]int64{}
	for i, t := range b.all {
		numbers[t.ID] = int64(i + 1)
	}
	var out []ledger.Transaction
	for _, t := range b.filtered(f) {
		if t.Number, t.SealedAt = numbers[t.ID], t.BookedAt; t.Number > after && len(out) < limit {
			out = append(out, t)
		}
	}
	return out, nil
}

// Moved implements ledger.Reader.
func (m *Memory) Moved(ctx context.Context, from time.Time, c money.Currency, words []string) (out []ledger.Moved, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.of(ctx).all {
		y, month, _ := t.BookedOn.Date()
		for _, leg := range t.Legs {
			word, _, _ := strings.Cut(string(leg.Account), ":")
			if !t.BookedAt.Before(from) && leg.Amount.Currency() == c && slices.Contains(words, word) {
				out = append(out, ledger.Moved{Month: period.On(y, month, 1), Word: word, Journal: t.Journal, Credits: -leg.Amount.Minor()})
			}
		}
	}
	return out, nil
}

// Standing implements ledger.Reader.
func (m *Memory) Standing(ctx context.Context, c money.Currency, _ []string) (map[string]ledger.Sum, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	posted := map[ledger.Path]int64{}
	for _, t := range m.of(ctx).all {
		for _, leg := range t.Legs {
			if leg.Amount.Currency() == c {
				posted[leg.Account] += leg.Amount.Minor()
			}
		}
	}
	out := map[string]ledger.Sum{}
	for account, n := range posted {
		class, err := ledger.ClassOf(account)
		if err != nil {
			return nil, err
		}
		out[class.Prefix] = ledger.Sum{Posted: out[class.Prefix].Posted + n, Debits: out[class.Prefix].Debits + max(n, 0)}
	}
	return out, nil
}

// DueHolds implements ledger.Reader.
func (m *Memory) DueHolds(ctx context.Context, now time.Time, limit int) ([]ledger.TransactionID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	ended := map[ledger.TransactionID]bool{}
	for _, t := range m.of(ctx).all {
		ended[t.Of] = true
	}
	var out []ledger.TransactionID
	for _, t := range m.of(ctx).all {
		if !t.ExpiresAt.IsZero() && t.ExpiresAt.Before(now) && !ended[t.ID] && len(out) < limit {
			out = append(out, t.ID)
		}
	}
	return out, nil
}
