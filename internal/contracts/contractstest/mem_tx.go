package contractstest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/kernel/ident"
)

type memTx struct{ *data }

// errTaken is what a database says of a second row where there may be one.
var errTaken = errors.New("contractstest: there is one already")

func restored(s contracts.ContractState, err error) (*contracts.Contract, error) {
	if err != nil {
		return nil, err
	}
	s.Signing.Challenge.Asked, s.Signing.Mailed = slices.Clone(s.Signing.Challenge.Asked), slices.Clone(s.Signing.Mailed)
	return contracts.Restore(s), nil
}

// Contract implements contracts.Tx.
func (t *memTx) Contract(_ context.Context, id contracts.ContractID) (*contracts.Contract, error) {
	return restored(t.one(contracts.ErrUnknown, func(s contracts.ContractState) bool { return s.ID == id }))
}

// ByLink implements contracts.Tx.
func (t *memTx) ByLink(_ context.Context, hash []byte) (*contracts.Contract, error) {
	return restored(t.one(contracts.ErrLink, func(s contracts.ContractState) bool { return len(hash) > 0 && bytes.Equal(s.Signing.LinkHash, hash) }))
}

// OfVersion implements contracts.Tx.
func (t *memTx) OfVersion(_ context.Context, reservation ident.Raw, version int) (*contracts.Contract, error) {
	return restored(t.one(contracts.ErrUnknown, func(s contracts.ContractState) bool { return s.Reservation == reservation && s.Stay.Version == version }))
}

// ByExternal implements contracts.Tx.
func (t *memTx) ByExternal(_ context.Context, external string) (*contracts.Contract, error) {
	return restored(t.one(contracts.ErrUnknown, func(s contracts.ContractState) bool { return external != "" && s.Signing.External == external }))
}

// OfSubject implements contracts.Tx.
func (t *memTx) OfSubject(_ context.Context, subject ident.Raw) (all []*contracts.Contract, _ error) {
	for _, s := range t.of(subject) {
		one, err := restored(s, nil)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// NextNumber implements contracts.Tx.
func (t *memTx) NextNumber(_ context.Context, year int, reservation ident.Raw) (seq, revision int, err error) {
	t.numbers[year]++
	for _, s := range t.of(reservation) {
		revision = max(revision, s.Revision)
	}
	return t.numbers[year], revision + 1, nil
}

// Save implements contracts.Tx.
func (t *memTx) Save(_ context.Context, c *contracts.Contract) error {
	s := c.State()
	for _, other := range t.contracts {
		same := other.Number == s.Number || other.Reservation == s.Reservation && (other.Revision == s.Revision || other.Stay.Version == s.Stay.Version) ||
			len(s.Signing.LinkHash) > 0 && bytes.Equal(other.Signing.LinkHash, s.Signing.LinkHash) || s.Signing.External != "" && other.Signing.External == s.Signing.External
		if other.ID != s.ID && same {
			return errTaken
		}
	}
	for _, e := range c.TakeEvidence() {
		if e.Seq != len(t.evidence[s.ID])+1 {
			return errTaken
		}
		t.evidence[s.ID] = append(slices.Clone(t.evidence[s.ID]), e)
	}
	t.contracts[s.ID] = s
	t.events = append(t.events, c.TakeEvents()...)
	return nil
}

// SaveText implements contracts.Tx.
func (t *memTx) SaveText(_ context.Context, id contracts.ContractID, text contracts.Text) error {
	t.texts[id] = text
	return nil
}

// Settings implements contracts.Tx.
func (t *memTx) Settings(context.Context) (contracts.Settings, error) {
	if t.settings == nil {
		return contracts.UsualSettings(), nil
	}
	return *t.settings, nil
}

// SaveSettings implements contracts.Tx.
func (t *memTx) SaveSettings(_ context.Context, s contracts.Settings) error {
	t.settings = &s
	return nil
}

// AddTemplate implements contracts.Tx.
func (t *memTx) AddTemplate(_ context.Context, n contracts.Template) error {
	if n.Version != t.newest(n.TemplateKey)+1 {
		return contracts.ErrStaleTemplate
	}
	t.templates[templateVersion{n.TemplateKey, n.Version}] = n
	return nil
}

func (t *memTx) later(kind string, id contracts.ContractID, at time.Time) error {
	t.jobs = append(t.jobs, Wanted{kind, id, at})
	return nil
}

// GenerateLater implements contracts.Tx.
func (t *memTx) GenerateLater(_ context.Context, id contracts.ContractID) error {
	return t.later("generate", id, time.Time{})
}

// SealLater implements contracts.Tx.
func (t *memTx) SealLater(_ context.Context, id contracts.ContractID) error {
	return t.later("seal", id, time.Time{})
}

// FollowLater implements contracts.Tx.
func (t *memTx) FollowLater(_ context.Context, id contracts.ContractID, at time.Time) error {
	return t.later("follow", id, at)
}

// TextLater implements contracts.Tx.
func (t *memTx) TextLater(_ context.Context, id contracts.ContractID, _ int) error {
	return t.later("text", id, time.Time{})
}

// PlaceLater implements contracts.Tx.
func (t *memTx) PlaceLater(_ context.Context, id contracts.ContractID, again bool) error {
	if again && slices.Contains(t.jobs, Wanted{Kind: "place", Contract: id}) {
		return nil
	}
	return t.later("place", id, time.Time{})
}

// WithdrawLater implements contracts.Tx.
func (t *memTx) WithdrawLater(_ context.Context, id contracts.ContractID) error {
	return t.later("withdraw", id, time.Time{})
}

// RecallLater implements contracts.Tx.
func (t *memTx) RecallLater(_ context.Context, id contracts.ContractID, at time.Time) error {
	return t.later("recall", id, at)
}

// NudgeLater implements contracts.Tx.
func (t *memTx) NudgeLater(_ context.Context, id contracts.ContractID) error {
	return t.later("nudge", id, time.Time{})
}

// SyncLater implements contracts.Tx.
func (t *memTx) SyncLater(_ context.Context, id contracts.ContractID) error {
	return t.later("sync", id, time.Time{})
}

// CountText implements contracts.Tx.
func (t *memTx) CountText(_ context.Context, c contracts.TextCount) error {
	all, number := c.Day.String(), c.Day.String()+string(c.Number)
	if t.counts[all] >= c.PerTenant || t.counts[number] >= c.PerNumber {
		return contracts.ErrTexts
	}
	t.counts[all]++
	t.counts[number]++
	return nil
}

// Accounts implements contracts.Tx.
func (t *memTx) Accounts(context.Context) ([]contracts.ProviderAccount, error) {
	return slices.SortedFunc(maps.Values(t.accounts), func(x, y contracts.ProviderAccount) int { return cmp.Compare(x.Provider, y.Provider) }), nil
}

// Account implements contracts.Tx.
func (t *memTx) Account(_ context.Context, provider string) (contracts.ProviderAccount, error) {
	if a, ok := t.accounts[provider]; ok {
		return a, nil
	}
	return contracts.ProviderAccount{Provider: provider}, nil
}

// SaveAccount implements contracts.Tx.
func (t *memTx) SaveAccount(_ context.Context, a contracts.ProviderAccount) error {
	if a.Version != t.accounts[a.Provider].Version {
		return contracts.ErrStaleKeys
	}
	a.Version++
	for name, other := range t.accounts {
		if a.Chosen && other.Chosen {
			other.Chosen = false
			t.accounts[name] = other
		}
	}
	t.accounts[a.Provider] = a
	return nil
}

// AddNotice implements contracts.Tx.
func (t *memTx) AddNotice(_ context.Context, n contracts.Notice) (bool, error) {
	key := [2]string{n.Provider, n.ID}
	if _, there := t.notices[key]; there {
		return false, nil
	}
	t.notices[key] = n
	return true, nil
}

// MoveNotice implements contracts.Tx.
func (t *memTx) MoveNotice(_ context.Context, n contracts.Notice) error {
	key := [2]string{n.Provider, n.ID}
	old, there := t.notices[key]
	if !there {
		return nil
	}
	old.State, old.Tries = n.State, n.Tries
	t.notices[key] = old
	return nil
}

var _ contracts.Store = (*Mem)(nil)
