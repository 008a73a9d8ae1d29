package paymentstest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"comptoir/internal/payments"
)

// OpenVault encrypts nothing: for tests of the rules. It refuses what was sealed under another name.
type OpenVault struct{}

// Seal implements payments.Vault.
func (OpenVault) Seal(_ context.Context, name string, content []byte) ([]byte, error) {
	return append([]byte(name+"|"), content...), nil
}

// Open implements payments.Vault.
func (OpenVault) Open(_ context.Context, name string, sealed []byte) ([]byte, error) {
	if len(sealed) <= len(name) || string(sealed[:len(name)+1]) != name+"|" {
		return nil, payments.ErrBadMessage
	}
	return sealed[len(name)+1:], nil
}

// Accounts implements payments.Reader.
func (m *Mem) Accounts(context.Context) (all []payments.ProviderAccount, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range m.accounts {
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b payments.ProviderAccount) int { return cmp.Compare(a.Provider, b.Provider) })
	return all, nil
}

// Account implements payments.Tx.
func (t *memTx) Account(_ context.Context, provider string) (payments.ProviderAccount, error) {
	if a, ok := t.accounts[provider]; ok {
		return a, nil
	}
	return payments.ProviderAccount{Provider: provider}, nil
}

// SaveAccount implements payments.Tx.
func (t *memTx) SaveAccount(_ context.Context, a payments.ProviderAccount) error {
	if t.accounts[a.Provider].Version != a.Version {
		return payments.ErrStale
	}
	if a.Default {
		for name, other := range t.accounts {
			if name != a.Provider && other.Default {
				other.Default = false
				other.Version++
				t.accounts[name] = other
			}
		}
	}
	a.Version++
	t.accounts[a.Provider] = a
	return nil
}

// Keep implements payments.Tx.
func (t *memTx) Keep(_ context.Context, w payments.Webhook) error {
	if !slices.ContainsFunc(t.kept, func(k payments.Webhook) bool { return k.Provider == w.Provider && k.Notification == w.Notification }) {
		t.kept = append(t.kept, w)
	}
	return nil
}

// MoveWebhook implements payments.Tx.
func (t *memTx) MoveWebhook(_ context.Context, w payments.Webhook) error {
	for i, k := range t.kept {
		if k.Provider == w.Provider && k.Notification == w.Notification {
			t.kept[i].State, t.kept[i].Tries, t.kept[i].Sealed = w.State, w.Tries, w.Sealed
		}
	}
	return nil
}

// KeptWebhooks implements payments.Reader.
func (m *Mem) KeptWebhooks(context.Context) ([]payments.Webhook, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(m.kept), func(w payments.Webhook) bool {
		return w.State == payments.WebhookApplied || w.State == payments.WebhookSettled
	}), nil
}

// WaitingWebhooks implements payments.Reader.
func (m *Mem) WaitingWebhooks(context.Context) ([]payments.Webhook, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(m.kept), func(w payments.Webhook) bool { return w.State != payments.WebhookWaiting }), nil
}

// Unfinished implements payments.Reader.
func (m *Mem) Unfinished(_ context.Context, before time.Time) ([]payments.PaymentState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(m.newest(payments.Filter{}), func(s payments.PaymentState) bool {
		pending := slices.ContainsFunc(s.Refunds, func(r payments.Refund) bool { return r.Status == payments.RefundPending && r.At.Before(before) })
		return !pending && (s.Capture.Status != payments.CapturePending || !s.UpdatedAt.Before(before))
	}), nil
}

func sameDifference(a, b payments.Difference) bool {
	return a.Provider == b.Provider && a.Reference == b.Reference && a.Kind == b.Kind && a.Ours == b.Ours && a.Theirs == b.Theirs
}

// PutDifference implements payments.Tx.
func (t *memTx) PutDifference(_ context.Context, d payments.Difference) error {
	for i, known := range t.diffs {
		if sameDifference(known, d) {
			switch {
			case known.ID == d.ID:
				t.diffs[i] = d
			case known.Note == payments.NoteWithdrawn && d.SettledAt.IsZero():
				t.diffs[i].SettledAt, t.diffs[i].Note, t.diffs[i].FoundAt = time.Time{}, "", d.FoundAt
			}
			return nil
		}
	}
	t.diffs = append(t.diffs, d)
	return nil
}

// Difference implements payments.Tx.
func (t *memTx) Difference(_ context.Context, id payments.DifferenceID) (payments.Difference, error) {
	for _, d := range t.diffs {
		if d.ID == id {
			return d, nil
		}
	}
	return payments.Difference{}, payments.ErrUnknown
}

// OpenDifferences implements payments.Reader.
func (m *Mem) OpenDifferences(context.Context) ([]payments.Difference, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(m.diffs), func(d payments.Difference) bool { return !d.SettledAt.IsZero() }), nil
}

// Between implements payments.Reader.
func (m *Mem) Between(_ context.Context, provider string, from, to time.Time) ([]payments.PaymentState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	in := func(at time.Time) bool { return !at.Before(from) && at.Before(to) }
	return slices.DeleteFunc(m.newest(payments.Filter{Provider: provider}), func(s payments.PaymentState) bool { return !in(s.CreatedAt) && !in(s.UpdatedAt) }), nil
}
