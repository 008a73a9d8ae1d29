package identitytest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
)

type linkKey struct {
	provider identity.ProviderName
	subject  string
}

// providerRoom is how a tenant is known to providers, and whose accounts over there are whose.
type providerRoom struct {
	providers map[identity.ProviderName]identity.ProviderState
	links     map[linkKey]identity.LinkState
}

func newProviderRoom() providerRoom {
	return providerRoom{providers: map[identity.ProviderName]identity.ProviderState{}, links: map[linkKey]identity.LinkState{}}
}

func (r providerRoom) clone() providerRoom {
	return providerRoom{maps.Clone(r.providers), maps.Clone(r.links)}
}

// Providers implements identity.Reader.
func (m *Mem) Providers(ctx context.Context) ([]identity.ProviderState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.SortedFunc(maps.Values(m.room(ctx).providers), func(a, b identity.ProviderState) int { return cmp.Compare(a.Name, b.Name) }), nil
}

// Links implements identity.Reader.
func (m *Mem) Links(ctx context.Context, user access.UserID) ([]identity.LinkState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []identity.LinkState
	for _, l := range m.room(ctx).links {
		if l.User == user {
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(a, b identity.LinkState) int { return cmp.Compare(a.Provider, b.Provider) })
	return all, nil
}

// Provider implements identity.Tx.
func (tx memTx) Provider(_ context.Context, name identity.ProviderName) (identity.ProviderState, error) {
	return tx.providers[name], nil
}

// SaveProvider implements identity.Tx.
func (tx memTx) SaveProvider(_ context.Context, p identity.ProviderState) error {
	if tx.providers[p.Name].Version != p.Version {
		return identity.ErrStale
	}
	p.Version++
	tx.providers[p.Name] = p
	return nil
}

// Link implements identity.Tx.
func (tx memTx) Link(_ context.Context, provider identity.ProviderName, subject string) (identity.LinkState, error) {
	l, ok := tx.links[linkKey{provider, subject}]
	if !ok {
		return l, identity.ErrNotLinked
	}
	return l, nil
}

// SaveLink implements identity.Tx.
func (tx memTx) SaveLink(_ context.Context, l identity.LinkState) error {
	for key, other := range tx.links {
		if other.User == l.User && other.Provider == l.Provider && key.subject != l.Subject {
			return identity.ErrLinkTaken
		}
	}
	if old, ok := tx.links[linkKey{l.Provider, l.Subject}]; ok && old.User != l.User {
		return identity.ErrLinkTaken
	}
	tx.links[linkKey{l.Provider, l.Subject}] = l
	return nil
}

// RemoveLinks implements identity.Tx.
func (tx memTx) RemoveLinks(_ context.Context, user access.UserID, provider identity.ProviderName, since time.Time) (int, error) {
	before := len(tx.links)
	maps.DeleteFunc(tx.links, func(_ linkKey, l identity.LinkState) bool {
		return l.User == user && (provider == "" || l.Provider == provider) && !l.LinkedAt.Before(since)
	})
	return before - len(tx.links), nil
}

// Elsewhere plays the providers: Who is who comes back with the next code.
type Elsewhere struct {
	Who identity.External
	Err error
	X   identity.Exchange // of the last authorization
}

// Begin implements identity.Providers.
func (e *Elsewhere) Begin(_ context.Context, _ identity.ProviderClient, x identity.Exchange) (string, error) {
	e.X = x
	return "https://elsewhere.example/?state=" + x.State, e.Err
}

// Finish implements identity.Providers.
func (e *Elsewhere) Finish(_ context.Context, _ identity.ProviderClient, x identity.Exchange, _ string) (identity.External, error) {
	if e.Err == nil && x != e.X {
		return identity.External{}, identity.ErrProviderAnswer
	}
	return e.Who, e.Err
}

// Test implements identity.Providers.
func (e *Elsewhere) Test(context.Context, identity.ProviderClient) error { return e.Err }
