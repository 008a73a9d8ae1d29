package tenancytest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/period"
	"comptoir/internal/tenancy"
)

// owned names a row of one business.
type owned[K comparable] struct {
	tenant access.TenantID
	key    K
}

// fleet is everything but the directory.
type fleet struct {
	claims   map[owned[string]]tenancy.Claim
	supports map[owned[tenancy.SupportID]]tenancy.Support
	exports  map[owned[tenancy.ExportID]]tenancy.Export
	signups  map[owned[tenancy.SignupID]]tenancy.Signup
	usage    map[access.TenantID]tenancy.Usage
}

func newFleet() fleet {
	return fleet{map[owned[string]]tenancy.Claim{}, map[owned[tenancy.SupportID]]tenancy.Support{}, map[owned[tenancy.ExportID]]tenancy.Export{},
		map[owned[tenancy.SignupID]]tenancy.Signup{}, map[access.TenantID]tenancy.Usage{}}
}

func (f fleet) clone() fleet {
	return fleet{maps.Clone(f.claims), maps.Clone(f.supports), maps.Clone(f.exports), maps.Clone(f.signups), maps.Clone(f.usage)}
}

func own[K comparable](ctx context.Context, key K) owned[K] {
	return owned[K]{access.TenantOf(ctx), key}
}

// mine returns the rows of the business for which ctx acts.
func mine[K comparable, V any](ctx context.Context, rows map[owned[K]]V) []V {
	out := []V{}
	for k, v := range rows {
		if k.tenant == access.TenantOf(ctx) {
			out = append(out, v)
		}
	}
	return out
}

// Find implements tenancy.Reader.
func (m *Mem) Find(ctx context.Context, q tenancy.TenantQuery, after string, limit int) ([]tenancy.State, error) {
	all, err := m.All(ctx, after, len(m.tenants)+1)
	words := strings.ToLower(q.Text)
	has := func(s tenancy.State) bool {
		in := slices.ContainsFunc(s.Domains, func(h string) bool { return strings.Contains(h, words) })
		return in || strings.Contains(s.Slug, words) || strings.Contains(strings.ToLower(s.Name), words)
	}
	all = slices.DeleteFunc(all, func(s tenancy.State) bool {
		return !has(s) || q.Status != "" && s.Status != q.Status || q.Plan != "" && s.Plan != q.Plan
	})
	return all[:min(limit, len(all))], err
}

// Meter implements tenancy.Store.
func (m *Mem) Meter(ctx context.Context, r tenancy.Resource, amount, most int64, month period.Date) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	u := m.fleet.usage[access.TenantOf(ctx)]
	was := &u.Storage
	if r == tenancy.Mails {
		if u.Month != month {
			u.Mails = 0
		}
		was = &u.Mails
	}
	if most >= 0 && *was+amount > most {
		return false, nil
	}
	*was, u.Month = max(*was+amount, 0), month
	m.fleet.usage[access.TenantOf(ctx)] = u
	return true, nil
}

// Metered implements tenancy.Reader.
func (m *Mem) Metered(ctx context.Context) (tenancy.Usage, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.fleet.usage[access.TenantOf(ctx)], nil
}

// Claims implements tenancy.Reader.
func (m *Mem) Claims(ctx context.Context) ([]tenancy.Claim, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := mine(ctx, m.fleet.claims)
	slices.SortFunc(out, func(a, b tenancy.Claim) int { return cmp.Compare(a.Host, b.Host) })
	return out, nil
}

// Supports implements tenancy.Reader.
func (m *Mem) Supports(ctx context.Context, limit int) ([]tenancy.Support, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := mine(ctx, m.fleet.supports)
	slices.SortFunc(out, func(a, b tenancy.Support) int { return b.ID.Compare(a.ID) })
	return out[:min(limit, len(out))], nil
}

// Support implements tenancy.Reader.
func (m *Mem) Support(ctx context.Context, id tenancy.SupportID) (tenancy.Support, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return (&memTx{mem: m}).Support(ctx, id)
}

// Exports implements tenancy.Reader.
func (m *Mem) Exports(ctx context.Context, limit int) ([]tenancy.Export, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := mine(ctx, m.fleet.exports)
	slices.SortFunc(out, func(a, b tenancy.Export) int { return b.ID.Compare(a.ID) })
	return out[:min(limit, len(out))], nil
}

// Signup implements tenancy.Reader.
func (m *Mem) Signup(ctx context.Context, id tenancy.SignupID) (tenancy.Signup, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.fleet.signups[own(ctx, id)]
	if !ok {
		return s, tenancy.ErrSignupOver
	}
	return s, nil
}

// Claim implements tenancy.Tx.
func (tx *memTx) Claim(ctx context.Context, host string) (tenancy.Claim, error) {
	c, ok := tx.mem.fleet.claims[own(ctx, host)]
	if !ok {
		return c, tenancy.ErrNoClaim
	}
	return c, nil
}

// SaveClaim implements tenancy.Tx.
func (tx *memTx) SaveClaim(ctx context.Context, c tenancy.Claim) error {
	tx.mem.fleet.claims[own(ctx, c.Host)] = c
	return nil
}

// DropClaim implements tenancy.Tx.
func (tx *memTx) DropClaim(ctx context.Context, host string) error {
	delete(tx.mem.fleet.claims, own(ctx, host))
	return nil
}

// Support implements tenancy.Tx.
func (tx *memTx) Support(ctx context.Context, id tenancy.SupportID) (tenancy.Support, error) {
	s, ok := tx.mem.fleet.supports[own(ctx, id)]
	if !ok {
		return s, tenancy.ErrNoSupport
	}
	return s, nil
}

// SaveSupport implements tenancy.Tx.
func (tx *memTx) SaveSupport(ctx context.Context, s tenancy.Support, news ...event.Event) error {
	tx.mem.fleet.supports[own(ctx, s.ID)] = s
	tx.news = append(tx.news, news...)
	return nil
}

// Export implements tenancy.Tx.
func (tx *memTx) Export(ctx context.Context, id tenancy.ExportID) (tenancy.Export, error) {
	e, ok := tx.mem.fleet.exports[own(ctx, id)]
	if !ok {
		return e, tenancy.ErrNoExport
	}
	return e, nil
}

// ExportRunning implements tenancy.Tx.
func (tx *memTx) ExportRunning(ctx context.Context, since time.Time) (bool, error) {
	return slices.ContainsFunc(mine(ctx, tx.mem.fleet.exports), func(e tenancy.Export) bool {
		return e.State == tenancy.ExportQueued && e.AskedAt.After(since)
	}), nil
}

// SaveExport implements tenancy.Tx.
func (tx *memTx) SaveExport(ctx context.Context, e tenancy.Export, news ...event.Event) error {
	tx.mem.fleet.exports[own(ctx, e.ID)] = e
	tx.news = append(tx.news, news...)
	return nil
}

// SaveSignup implements tenancy.Tx.
func (tx *memTx) SaveSignup(ctx context.Context, s tenancy.Signup) error {
	tx.mem.fleet.signups[own(ctx, s.ID)] = s
	return nil
}

// EraseRows implements tenancy.Tx.
func (tx *memTx) EraseRows(ctx context.Context) error {
	f, id := tx.mem.fleet, access.TenantOf(ctx)
	maps.DeleteFunc(f.claims, func(k owned[string], _ tenancy.Claim) bool { return k.tenant == id })
	maps.DeleteFunc(f.supports, func(k owned[tenancy.SupportID], _ tenancy.Support) bool { return k.tenant == id })
	maps.DeleteFunc(f.exports, func(k owned[tenancy.ExportID], _ tenancy.Export) bool { return k.tenant == id })
	delete(f.usage, id)
	return nil
}
