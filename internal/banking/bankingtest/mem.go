// Package bankingtest has what tests of banking share: a store in memory, stand-ins for books, mandates and vault, and the
// suite that every store passes. It knows no database. Start with NewWorld and StoreConformance.
package bankingtest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"comptoir/internal/banking"
	"comptoir/internal/event"
	"comptoir/internal/kernel/paging"
)

// Mem keeps everything of one business in memory. A Write that fails leaves nothing behind.
type Mem struct {
	mu sync.Mutex
	data
}

type data struct {
	desk     banking.Desk
	batches  map[banking.BatchID]banking.BatchState
	details  []banking.DetailsState
	accounts map[banking.AccountID]banking.Account
	entries  []banking.Entry
	events   []event.Event
	later    []banking.BatchID
	settle   []banking.EntryID
	carry    []banking.BatchID
	enrolled []banking.Enrolment
}

// NewMem makes an empty store.
func NewMem() *Mem {
	return &Mem{data: data{desk: banking.Desk{Settings: banking.DefaultSettings()}, batches: map[banking.BatchID]banking.BatchState{}, accounts: map[banking.AccountID]banking.Account{}}}
}

// Published returns the events saved so far.
func (m *Mem) Published() []event.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events)
}

// Later returns the batches that a job was asked to book.
func (m *Mem) Later() []banking.BatchID {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.later)
}

// Settling returns the entries that a job was asked to settle.
func (m *Mem) Settling() []banking.EntryID {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.settle)
}

// Write implements banking.Store.
func (m *Mem) Write(_ context.Context, fn func(banking.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	before := data{m.desk, maps.Clone(m.batches), slices.Clone(m.details), maps.Clone(m.accounts), slices.Clone(m.entries), slices.Clone(m.events), slices.Clone(m.later), slices.Clone(m.settle), slices.Clone(m.carry), slices.Clone(m.enrolled)}
	if err := fn(&memTx{&m.data}); err != nil {
		m.data = before
		return err
	}
	return nil
}

func (m *Mem) read() (*memTx, func()) {
	m.mu.Lock()
	return &memTx{&m.data}, m.mu.Unlock
}

// Desk implements banking.Reader.
func (m *Mem) Desk(ctx context.Context) (banking.Desk, error) {
	t, done := m.read()
	defer done()
	return t.Lock(ctx)
}

// FindBatch implements banking.Reader.
func (m *Mem) FindBatch(ctx context.Context, id banking.BatchID) (banking.BatchState, error) {
	t, done := m.read()
	defer done()
	b, err := t.Batch(ctx, id)
	if err != nil {
		return banking.BatchState{}, err
	}
	return b.State(), nil
}

// Batches implements banking.Reader.
func (m *Mem) Batches(_ context.Context, p paging.Request) (paging.Page[banking.BatchState], error) {
	t, done := m.read()
	defer done()
	all := slices.SortedFunc(maps.Values(t.batches), func(x, y banking.BatchState) int {
		return cmp.Or(y.Proposed.At.Compare(x.Proposed.At), y.ID.Compare(x.ID))
	})
	return paging.Cut(all, p.Size(), func(last banking.BatchState) string { return last.ID.String() }), nil
}

// Unsettled implements banking.Reader.
func (m *Mem) Unsettled(ctx context.Context) ([]banking.Line, error) {
	t, done := m.read()
	defer done()
	return t.Unsettled(ctx)
}

// LinesOf implements banking.Reader.
func (m *Mem) LinesOf(_ context.Context, p banking.Payee, limit int) (out []banking.Payout, _ error) {
	t, done := m.read()
	defer done()
	for _, b := range t.batches {
		for _, l := range b.Lines {
			if l.Payee == p && !l.Moved.IsZero() {
				out = append(out, banking.Payout{Line: l, Number: b.Number})
			}
		}
	}
	slices.SortFunc(out, func(x, y banking.Payout) int { return cmp.Or(y.Moved.Compare(x.Moved), y.ID.Compare(x.ID)) })
	return out[:min(limit, len(out))], nil
}

// Details implements banking.Reader.
func (m *Mem) Details(_ context.Context, p banking.Payee) (banking.DetailsState, error) {
	t, done := m.read()
	defer done()
	return t.find(func(d banking.DetailsState) bool { return d.Payee == p })
}

// DetailsAt implements banking.Reader.
func (m *Mem) DetailsAt(_ context.Context, p banking.Payee, version int) (banking.DetailsState, error) {
	t, done := m.read()
	defer done()
	return t.find(func(d banking.DetailsState) bool { return d.Payee == p && d.Version == version })
}

// NewestDetails implements banking.Reader.
func (m *Mem) NewestDetails(ctx context.Context) ([]banking.DetailsState, error) {
	t, done := m.read()
	defer done()
	return t.NewestDetails(ctx)
}

// Accounts implements banking.Reader.
func (m *Mem) Accounts(context.Context) ([]banking.Account, error) {
	t, done := m.read()
	defer done()
	return slices.SortedFunc(maps.Values(t.accounts), func(x, y banking.Account) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), x.ID.Compare(y.ID))
	}), nil
}

// BatchOfLine implements banking.Reader.
func (m *Mem) BatchOfLine(_ context.Context, id banking.LineID) (banking.BatchID, error) {
	t, done := m.read()
	defer done()
	for _, b := range t.batches {
		if slices.ContainsFunc(b.Lines, func(l banking.Line) bool { return l.ID == id }) {
			return b.ID, nil
		}
	}
	return banking.BatchID{}, banking.ErrUnknownLine
}

// CarriedSince implements banking.Reader.
func (m *Mem) CarriedSince(_ context.Context, at time.Time) (out []banking.BatchID, _ error) {
	t, done := m.read()
	defer done()
	for _, b := range t.batches {
		if b.Method != "" && b.Proposed.At.After(at) && slices.Contains([]banking.BatchStatus{banking.Exported, banking.Executed, banking.PartlyReturned}, b.Status) {
			out = append(out, b.ID)
		}
	}
	return out, nil
}

// CarryLater implements banking.Tx.
func (t *memTx) CarryLater(_ context.Context, id banking.BatchID) error {
	t.carry = append(t.carry, id)
	return nil
}

type memTx struct{ *data }

func (t *memTx) find(is func(banking.DetailsState) bool) (banking.DetailsState, error) {
	for _, d := range slices.Backward(t.details) {
		if is(d) {
			return d, nil
		}
	}
	return banking.DetailsState{}, banking.ErrNoDetails
}

// Lock implements banking.Tx.
func (t *memTx) Lock(context.Context) (banking.Desk, error) { return t.desk, nil }

// SaveDesk implements banking.Tx.
func (t *memTx) SaveDesk(_ context.Context, d banking.Desk) error {
	t.desk = d
	return nil
}

// Batch implements banking.Tx.
func (t *memTx) Batch(_ context.Context, id banking.BatchID) (*banking.Batch, error) {
	s, ok := t.batches[id]
	if !ok {
		return banking.RestoreBatch(s), banking.ErrUnknownBatch
	}
	return banking.RestoreBatch(s), nil
}

// BatchByKey implements banking.Tx.
func (t *memTx) BatchByKey(_ context.Context, key string) (*banking.Batch, error) {
	for _, s := range t.batches {
		if s.Key == key {
			return banking.RestoreBatch(s), nil
		}
	}
	return banking.RestoreBatch(banking.BatchState{}), banking.ErrUnknownBatch
}

// SaveBatch implements banking.Tx.
func (t *memTx) SaveBatch(_ context.Context, b *banking.Batch) error {
	s := b.State()
	was, known := t.batches[s.ID]
	switch {
	case !known && s.Version == 1:
		for _, other := range t.batches {
			if other.Key == s.Key || other.Number == s.Number {
				return banking.ErrKeyReused
			}
		}
	case !known || was.Version != s.Version-1:
		return banking.ErrStale
	case s.Approved != nil && s.Approved.User == s.Proposed.User:
		return banking.ErrSamePerson
	}
	t.batches[s.ID] = s
	t.events = append(t.events, b.TakeEvents()...)
	return nil
}

// Unsettled implements banking.Tx.
func (t *memTx) Unsettled(context.Context) (out []banking.Line, _ error) {
	for _, id := range slices.SortedFunc(maps.Keys(t.batches), banking.BatchID.Compare) {
		for _, l := range t.batches[id].Lines {
			if l.Pending() {
				out = append(out, l)
			}
		}
	}
	return out, nil
}

// NewestDetails implements banking.Tx.
func (t *memTx) NewestDetails(context.Context) (out []banking.DetailsState, _ error) {
	newest := map[banking.Payee]banking.DetailsState{}
	for _, d := range t.details {
		newest[d.Payee] = d
	}
	return slices.SortedFunc(maps.Values(newest), func(x, y banking.DetailsState) int { return cmp.Compare(x.Payee.String(), y.Payee.String()) }), nil
}

// AddDetails implements banking.Tx.
func (t *memTx) AddDetails(_ context.Context, d banking.DetailsState) error {
	if _, err := t.find(func(x banking.DetailsState) bool { return x.Payee == d.Payee && x.Version >= d.Version }); err == nil {
		return banking.ErrStale
	}
	t.details = append(t.details, d)
	return nil
}

// ForgetDetails implements banking.Tx.
func (t *memTx) ForgetDetails(_ context.Context, p banking.Payee) error {
	t.details = slices.Clone(t.details)
	for i, d := range t.details {
		used := false
		for id, b := range t.batches {
			b = b.Clone()
			for n, l := range b.Lines {
				if l.Payee == p {
					b.Lines[n].Email = ""
					used = used || l.Details == d.Version && l.Status != banking.LineRemoved
				}
			}
			t.batches[id] = b
		}
		if d.Payee == p && !used {
			t.details[i].Sealed, t.details[i].Masked, t.details[i].ChangedBy = []byte{}, "", ""
		}
	}
	return nil
}

// SaveAccount implements banking.Tx.
func (t *memTx) SaveAccount(_ context.Context, a banking.Account) error {
	was, known := t.accounts[a.ID]
	if known && was.Version != a.Version-1 || !known && a.Version != 1 {
		return banking.ErrStale
	}
	t.accounts[a.ID] = a
	return nil
}

// BookLater implements banking.Tx.
func (t *memTx) BookLater(_ context.Context, id banking.BatchID) error {
	t.later = append(t.later, id)
	return nil
}

// BookAgain implements banking.Tx.
func (t *memTx) BookAgain(ctx context.Context, id banking.BatchID) error { return t.BookLater(ctx, id) }

// SettleLater implements banking.Tx: tests settle themselves.
func (t *memTx) SettleLater(_ context.Context, id banking.EntryID, _ time.Time) error {
	t.settle = append(t.settle, id)
	return nil
}

// Publish implements banking.Tx.
func (t *memTx) Publish(_ context.Context, events ...event.Event) error {
	t.events = append(t.events, events...)
	return nil
}
