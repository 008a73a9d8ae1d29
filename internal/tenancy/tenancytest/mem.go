// Package tenancytest has what tests of tenancy and of its users need: a store in memory, a builder of businesses, and
// the suite that every store must pass.
//
// It refuses to know PostgreSQL. Start with NewMem and StoreConformance.
package tenancytest

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/tenancy"
)

// Mem is a store in memory with the promises of the real one. Safe for concurrent use: writes run one after the other.
type Mem struct {
	mu        sync.Mutex
	tenants   map[access.TenantID]tenancy.State
	fleet     fleet
	published []event.Event
}

// NewMem returns an empty store.
func NewMem() *Mem { return &Mem{tenants: map[access.TenantID]tenancy.State{}, fleet: newFleet()} }

// Published returns the events of all the writes that succeeded.
func (m *Mem) Published() []event.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.published)
}

// Write implements tenancy.Store: nothing of a failed fn stays.
func (m *Mem) Write(ctx context.Context, fn func(context.Context, tenancy.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	tx := &memTx{mem: m, changed: map[access.TenantID]tenancy.State{}}
	before := m.fleet.clone()
	if err := fn(ctx, tx); err != nil {
		m.fleet = before
		return err
	}
	for id, s := range tx.changed {
		m.tenants[id] = s
	}
	m.published = append(m.published, tx.news...)
	return nil
}

type memTx struct {
	mem     *Mem
	changed map[access.TenantID]tenancy.State
	news    []event.Event
}

// Tenant implements tenancy.Tx.
func (tx *memTx) Tenant(ctx context.Context) (*tenancy.Tenant, error) {
	id := access.TenantOf(ctx)
	if s, ok := tx.changed[id]; ok {
		return tenancy.Restore(s), nil
	}
	s, ok := tx.mem.tenants[id]
	if !ok {
		return nil, tenancy.ErrUnknown
	}
	return tenancy.Restore(s), nil
}

// Save implements tenancy.Tx.
func (tx *memTx) Save(ctx context.Context, t *tenancy.Tenant) error {
	s := t.State()
	if s.ID != access.TenantOf(ctx) {
		return tenancy.ErrUnknown
	}
	old, exists := tx.mem.tenants[s.ID]
	if changed, ok := tx.changed[s.ID]; ok {
		old, exists = changed, true
	}
	if exists && old.Version != s.Version || !exists && s.Version != 0 {
		return tenancy.ErrStale
	}
	for id, other := range tx.mem.tenants {
		if id == s.ID {
			continue
		}
		if other.Slug == s.Slug {
			return tenancy.ErrSlugTaken
		}
		for _, host := range s.Domains {
			if slices.Contains(other.Domains, host) {
				return tenancy.ErrHostTaken
			}
		}
	}
	s.Version++
	slices.Sort(s.Domains)
	tx.news = append(tx.news, t.TakeEvents()...)
	tx.changed[s.ID] = s
	*t = *tenancy.Restore(s)
	return nil
}

func (m *Mem) find(match func(tenancy.State) bool) (tenancy.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.tenants {
		if match(s) {
			return tenancy.Restore(s).State(), nil
		}
	}
	return tenancy.State{}, tenancy.ErrUnknown
}

// ByID implements tenancy.Reader.
func (m *Mem) ByID(_ context.Context, id access.TenantID) (tenancy.State, error) {
	return m.find(func(s tenancy.State) bool { return s.ID == id })
}

// BySlug implements tenancy.Reader.
func (m *Mem) BySlug(_ context.Context, slug string) (tenancy.State, error) {
	return m.find(func(s tenancy.State) bool { return s.Slug == slug })
}

// ByDomain implements tenancy.Reader.
func (m *Mem) ByDomain(_ context.Context, host string) (tenancy.State, error) {
	return m.find(func(s tenancy.State) bool { return slices.Contains(s.Domains, host) })
}

// All implements tenancy.Reader.
func (m *Mem) All(_ context.Context, after string, limit int) ([]tenancy.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	rows := []tenancy.State{}
	for _, s := range m.tenants {
		if s.Slug > after {
			rows = append(rows, tenancy.Restore(s).State())
		}
	}
	slices.SortFunc(rows, func(a, b tenancy.State) int { return cmp.Compare(a.Slug, b.Slug) })
	return rows[:min(limit, len(rows))], nil
}

// Agency returns a command that makes a plausible agency with a short name.
func Agency(slug string) tenancy.CreateTenant {
	return tenancy.CreateTenant{
		Slug: slug, Currency: money.EUR,
		Settings: tenancy.Settings{
			Name: "Agence " + slug, Trades: []tenancy.Trade{tenancy.Stays}, Languages: []string{"fr", "en"}, DefaultLanguage: "fr",
			Zone: "Europe/Paris", Branding: tenancy.Branding{Accent: "#0f5c4c"},
		},
	}
}
