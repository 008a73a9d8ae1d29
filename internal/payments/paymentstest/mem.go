// Package paymentstest holds what every store and every provider's driver must pass, and a store in memory for the
// tests of the rules. It knows no database and no provider. Start with DriverConformance and StoreConformance.
package paymentstest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/payments"
)

// Mem is a store in memory, of one tenant. A Write that returns an error leaves nothing behind.
type Mem struct {
	mu sync.Mutex
	memData
	BreakSave func(payments.PaymentState) error // when set, may refuse a Save: the database is away
}

type memData struct {
	payments map[payments.PaymentID]payments.PaymentState
	seen     map[string]bool
	events   []event.Event
	later    []payments.SendRefund
	closing  []payments.ClosePayments
	taking   []payments.PaymentID
	accounts map[string]payments.ProviderAccount
	kept     []payments.Webhook
	diffs    []payments.Difference
	steps    map[payments.PaymentID][]payments.Step
}

func (d memData) clone() memData {
	return memData{maps.Clone(d.payments), maps.Clone(d.seen), slices.Clone(d.events), slices.Clone(d.later), slices.Clone(d.closing), slices.Clone(d.taking),
		maps.Clone(d.accounts), slices.Clone(d.kept), slices.Clone(d.diffs), maps.Clone(d.steps)}
}

// NewMem makes an empty store.
func NewMem() *Mem {
	return &Mem{memData: memData{payments: map[payments.PaymentID]payments.PaymentState{}, seen: map[string]bool{}, accounts: map[string]payments.ProviderAccount{}, steps: map[payments.PaymentID][]payments.Step{}}}
}

// Published returns the events saved so far.
func (m *Mem) Published() []event.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events)
}

// Promised returns the refunds that a job would send.
func (m *Mem) Promised() []payments.SendRefund {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.later)
}

// Closing returns the closings that a job would do.
func (m *Mem) Closing() []payments.ClosePayments {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.closing)
}

// Write implements payments.Store.
func (m *Mem) Write(_ context.Context, fn func(payments.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	before := m.clone()
	if err := fn((*memTx)(m)); err != nil {
		m.memData = before
		return err
	}
	return nil
}

// Find implements payments.Reader.
func (m *Mem) Find(_ context.Context, id payments.PaymentID) (payments.PaymentState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.payments[id]
	if !ok {
		return s, payments.ErrUnknown
	}
	return s, nil
}

// FindOf implements payments.Reader.
func (m *Mem) FindOf(_ context.Context, subject payments.Subject) ([]payments.PaymentState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.newest(payments.Filter{Subject: subject}), nil
}

// FindOfPayer implements payments.Reader.
func (m *Mem) FindOfPayer(_ context.Context, email contact.Email) ([]payments.PaymentState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(m.newest(payments.Filter{}), func(s payments.PaymentState) bool { return s.Payer.Email != email }), nil
}

func (m *Mem) newest(f payments.Filter) (found []payments.PaymentState) {
	for _, s := range m.payments {
		if looksFor(f, s) && (f.Status == "" || s.Standing() == f.Status) && (f.Provider == "" || s.Provider == f.Provider) && (f.Subject.Kind == "" || s.Subject == f.Subject) {
			found = append(found, s)
		}
	}
	slices.SortFunc(found, func(a, b payments.PaymentState) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(b.ID.String(), a.ID.String()))
	})
	return found
}

// looksFor applies the words, the amount and the days of a filter.
func looksFor(f payments.Filter, s payments.PaymentState) bool {
	text := strings.ToLower(strings.Join([]string{s.Payer.Name, s.Payer.Email.String(), s.Description, s.Reference}, " "))
	minor := f.Minor()
	return (f.Text == "" || strings.Contains(text, strings.ToLower(f.Text)) || minor > 0 && (s.Amount.Minor() == minor || s.Captured.Minor() == minor)) &&
		!s.CreatedAt.Before(f.From) && (f.To.IsZero() || s.CreatedAt.Before(f.To))
}

// Sum implements payments.Reader.
func (m *Mem) Sum(_ context.Context, f payments.Filter) (sums []payments.Sum, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.newest(f) {
		c := s.Amount.Currency()
		i := slices.IndexFunc(sums, func(sum payments.Sum) bool { return sum.In.Currency() == c })
		if i < 0 {
			i, sums = len(sums), append(sums, payments.Sum{In: money.Zero(c), Back: money.Zero(c)})
		}
		sums[i].Count++
		sums[i].In = sums[i].In.Add(s.Captured)
		for _, r := range s.Refunds {
			if r.Status != payments.RefundFailed {
				sums[i].Back = sums[i].Back.Add(r.Amount)
			}
		}
	}
	slices.SortFunc(sums, func(a, b payments.Sum) int { return cmp.Compare(a.In.Currency(), b.In.Currency()) })
	return sums, nil
}

// Page implements payments.Reader; the cursor is the last identifier.
func (m *Mem) Page(_ context.Context, f payments.Filter, p paging.Request) (paging.Page[payments.PaymentState], error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := m.newest(f)
	if p.Cursor != "" {
		i := slices.IndexFunc(found, func(s payments.PaymentState) bool { return s.ID.String() == p.Cursor })
		found = found[i+1:]
	}
	return paging.Cut(found[:min(len(found), p.Size()+1)], p.Size(), func(s payments.PaymentState) string { return s.ID.String() }), nil
}

type memTx Mem

// Payment implements payments.Tx.
func (t *memTx) Payment(_ context.Context, id payments.PaymentID) (*payments.Payment, error) {
	s, ok := t.payments[id]
	if !ok {
		return nil, payments.ErrUnknown
	}
	return payments.Restore(s), nil
}

// PaymentByKey implements payments.Tx.
func (t *memTx) PaymentByKey(_ context.Context, key string) (*payments.Payment, error) {
	for _, s := range t.payments {
		if s.Key == key {
			return payments.Restore(s), nil
		}
	}
	return nil, payments.ErrUnknown
}

// PaymentsOf implements payments.Tx.
func (t *memTx) PaymentsOf(_ context.Context, subject payments.Subject) (all []*payments.Payment, err error) {
	for _, s := range (*Mem)(t).newest(payments.Filter{Subject: subject}) {
		all = append(all, payments.Restore(s))
	}
	return all, nil
}

// LockSubject implements payments.Tx: one transaction runs at a time.
func (t *memTx) LockSubject(context.Context, payments.Subject) error { return nil }

// Save implements payments.Tx.
func (t *memTx) Save(_ context.Context, p *payments.Payment) error {
	s := p.State()
	if t.BreakSave != nil {
		if err := t.BreakSave(s); err != nil {
			return err
		}
	}
	for _, other := range t.payments {
		if other.Key == s.Key && other.ID != s.ID {
			return payments.ErrKeyReused
		}
	}
	if t.payments[s.ID].Version != s.Version {
		return payments.ErrStale
	}
	news := p.TakeEvents()
	var before *payments.PaymentState
	if was, known := t.payments[s.ID]; known {
		before = &was
	}
	t.steps[s.ID] = slices.Concat(t.steps[s.ID], payments.Steps(before, s, news, ""))
	s.Version++
	t.payments[s.ID] = s
	t.events = append(t.events, news...)
	return nil
}

// Remember implements payments.Tx.
func (t *memTx) Remember(_ context.Context, provider, notification string) (bool, error) {
	key := provider + "|" + notification
	fresh := !t.seen[key]
	t.seen[key] = true
	return fresh, nil
}

// SendLater implements payments.Tx.
func (t *memTx) SendLater(_ context.Context, payment payments.PaymentID, refund payments.RefundID) error {
	t.later = append(t.later, payments.SendRefund{Payment: payment, Refund: refund})
	return nil
}

// SendAgain implements payments.Tx.
func (t *memTx) SendAgain(ctx context.Context, payment payments.PaymentID, refund payments.RefundID) error {
	return t.SendLater(ctx, payment, refund)
}

// CaptureAgain implements payments.Tx.
func (t *memTx) CaptureAgain(ctx context.Context, payment payments.PaymentID) error {
	return t.CaptureLater(ctx, payment)
}

// CaptureLater implements payments.Tx.
func (t *memTx) CaptureLater(_ context.Context, payment payments.PaymentID) error {
	t.taking = append(t.taking, payment)
	return nil
}

// CloseLater implements payments.Tx.
func (t *memTx) CloseLater(_ context.Context, c payments.ClosePayments, _ time.Time) error {
	t.closing = append(t.closing, c)
	return nil
}

// ForgetPayer implements payments.Tx.
func (t *memTx) ForgetPayer(_ context.Context, email contact.Email, as payments.Payer) error {
	for id, s := range t.payments {
		if s.Payer.Email == email {
			s.Payer.Name, s.Payer.Email, s.CardName = as.Name, as.Email, ""
			s.Version++
			t.payments[id] = s
		}
	}
	return nil
}

// Publish implements payments.Tx.
func (t *memTx) Publish(_ context.Context, events ...event.Event) error {
	t.events = append(t.events, events...)
	return nil
}

// Taking returns the captures that a job would send.
func (m *Mem) Taking() []payments.PaymentID {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.taking)
}

// Story implements payments.Reader.
func (m *Mem) Story(_ context.Context, id payments.PaymentID) ([]payments.Step, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.payments[id]; !ok {
		return nil, payments.ErrUnknown
	}
	return slices.Clone(m.steps[id]), nil
}
