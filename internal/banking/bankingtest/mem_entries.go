package bankingtest

import (
	"cmp"
	"context"
	"slices"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
)

// Entry implements banking.Reader.
func (m *Mem) Entry(ctx context.Context, id banking.EntryID) (banking.Entry, error) {
	t, done := m.read()
	defer done()
	return t.Entry(ctx, id)
}

// Entries implements banking.Reader.
func (m *Mem) Entries(_ context.Context, q banking.ListEntries) (paging.Page[banking.Entry], error) {
	t, done := m.read()
	defer done()
	var all []banking.Entry
	for _, e := range t.entries {
		if (q.Status == "" || e.Status == q.Status || q.Status == banking.EntryOpen && e.Status == banking.EntryClaimed) && (q.Bank.IsZero() || e.Bank == q.Bank) {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(x, y banking.Entry) int { return cmp.Or(y.On.Compare(x.On), y.ID.Compare(x.ID)) })
	return paging.Cut(all, q.Page.Size(), func(last banking.Entry) string { return last.ID.String() }), nil
}

// OpenEntries implements banking.Reader.
func (m *Mem) OpenEntries(context.Context) (n int, sum money.Amount, oldest period.Date, _ error) {
	t, done := m.read()
	defer done()
	sum = money.Zero(money.EUR)
	for _, e := range t.entries {
		if e.Status != banking.EntryOpen {
			continue
		}
		n, sum = n+1, sum.Add(e.Amount)
		if oldest.IsZero() || e.On.Before(oldest) {
			oldest = e.On
		}
	}
	return n, sum, oldest, nil
}

// Entry implements banking.Tx.
func (t *memTx) Entry(_ context.Context, id banking.EntryID) (banking.Entry, error) {
	for _, e := range t.entries {
		if e.ID == id {
			return e, nil
		}
	}
	return banking.Entry{}, banking.ErrUnknownEntry
}

// AddEntries implements banking.Tx.
func (t *memTx) AddEntries(_ context.Context, all []banking.Entry) (fresh []banking.Entry, _ error) {
	t.entries = slices.Clone(t.entries)
	for _, e := range all {
		if !slices.ContainsFunc(t.entries, func(x banking.Entry) bool { return x.Bank == e.Bank && x.Fingerprint == e.Fingerprint }) {
			t.entries, fresh = append(t.entries, e), append(fresh, e)
		}
	}
	return fresh, nil
}

// SaveEntry implements banking.Tx.
func (t *memTx) SaveEntry(_ context.Context, e banking.Entry) error {
	t.entries = slices.Clone(t.entries)
	for i, was := range t.entries {
		if was.ID == e.ID && was.Version == e.Version-1 {
			t.entries[i] = e
			return nil
		}
	}
	return banking.ErrStale
}
