package staystest

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

// Mem is a store in memory: transactions one after the other, tenants apart, the same refusals as PostgreSQL. What goes
// in and out is copied by way of JSON, as a document store would.
type Mem struct {
	// Rerun makes Write run fn twice and keep the second run, as after a serialization failure.
	Rerun bool

	mu      sync.Mutex
	tenants map[access.TenantID]*shelf
}

// NewMem makes an empty store.
func NewMem() *Mem { return &Mem{tenants: map[access.TenantID]*shelf{}} }

var _ stays.Store = (*Mem)(nil)

// shelf is what one tenant keeps.
type shelf struct {
	properties   map[stays.PropertyID]stays.PropertyState
	reservations map[stays.ReservationID]stays.ReservationState
	blocks       map[stays.BlockID]stays.BlockState
	quotes       map[stays.QuoteID]stays.Quote
	rules        map[stays.TaxRuleID]stays.TaxRule
	settings     *stays.Settings
	occupancies  []stays.Occupancy
	events       []event.Event
	links        []stays.SendLink
}

func (s *shelf) clone() *shelf {
	c := *s
	c.properties, c.reservations, c.blocks = maps.Clone(s.properties), maps.Clone(s.reservations), maps.Clone(s.blocks)
	c.quotes, c.rules = maps.Clone(s.quotes), maps.Clone(s.rules)
	c.occupancies, c.events = slices.Clone(s.occupancies), slices.Clone(s.events)
	c.links = slices.Clone(s.links)
	return &c
}

// of returns the shelf of the tenant of ctx. The mutex is held.
func (m *Mem) of(ctx context.Context) *shelf {
	tenant := access.TenantOf(ctx)
	s, ok := m.tenants[tenant]
	if !ok {
		s = &shelf{
			properties: map[stays.PropertyID]stays.PropertyState{}, reservations: map[stays.ReservationID]stays.ReservationState{},
			blocks: map[stays.BlockID]stays.BlockState{}, quotes: map[stays.QuoteID]stays.Quote{}, rules: map[stays.TaxRuleID]stays.TaxRule{},
		}
		m.tenants[tenant] = s
	}
	return s
}

// Write implements stays.Store.
func (m *Mem) Write(ctx context.Context, fn func(stays.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	before := m.of(ctx)
	if m.Rerun {
		if err := fn(memTx{before.clone()}); err != nil {
			return err
		}
	}
	work := before.clone()
	if err := fn(memTx{work}); err != nil {
		return err
	}
	m.tenants[access.TenantOf(ctx)] = work
	return nil
}

// Published returns the events that the tenant's saved aggregates recorded, in order.
func (m *Mem) Published(ctx context.Context) []event.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.of(ctx).events)
}

// LinksAsked returns what is to be run after the commits: the jobs of links asked for.
func (m *Mem) LinksAsked(ctx context.Context) []stays.SendLink {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.of(ctx).links)
}

// Occupancies returns every occupancy of the tenant, expired ones that nothing has swept included.
func (m *Mem) Occupancies(ctx context.Context) []stays.Occupancy {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.of(ctx).occupancies)
}

// memTx implements stays.Tx on a copy of a shelf.
type memTx struct{ *shelf }

// copyOf copies deeply, and only what JSON keeps.
func copyOf[T any](v T) T {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	var out T
	if err := json.Unmarshal(raw, &out); err != nil {
		panic(err)
	}
	return out
}

func find[K comparable, T any](all map[K]T, id K, unknown error) (T, error) {
	if v, ok := all[id]; ok {
		return copyOf(v), nil
	}
	var none T
	return none, unknown
}

// Booking implements stays.Tx.
func (t memTx) Booking(_ context.Context, q stays.BookingQuery) (stays.Booking, error) {
	quote, err := find(t.quotes, q.Quote, stays.ErrUnknownQuote)
	if err != nil {
		return stays.Booking{}, err
	}
	b := stays.Booking{Quote: quote, Property: copyOf(t.properties[quote.Property]), Settings: t.readSettings()}
	for _, r := range t.reservations {
		if r.QuoteID == q.Quote {
			b.Reservation = stays.RestoreReservation(copyOf(r))
		}
	}
	days := period.Range{From: quote.Stay.From, To: quote.Stay.To.AddDays(b.Property.Rates.PreparationDays)}
	b.Busy = t.busy(quote.Property, days, q.Now)
	return b, nil
}

// Sale implements stays.Tx.
func (t memTx) Sale(_ context.Context, q stays.SaleQuery) (stays.Sale, error) { return t.sale(q) }

// SaveQuote implements stays.Tx.
func (t memTx) SaveQuote(_ context.Context, q stays.Quote) error {
	t.quotes[q.ID] = copyOf(q)
	return nil
}

// Reservation implements stays.Tx.
func (t memTx) Reservation(_ context.Context, id stays.ReservationID) (*stays.Reservation, error) {
	s, err := find(t.reservations, id, stays.ErrUnknown)
	if err != nil {
		return nil, err
	}
	return stays.RestoreReservation(s), nil
}

// ReservationByToken implements stays.Tx.
func (t memTx) ReservationByToken(_ context.Context, hash []byte) (*stays.Reservation, error) {
	s, err := t.byToken(hash)
	if err != nil {
		return nil, err
	}
	return stays.RestoreReservation(s), nil
}

func (s *shelf) byToken(hash []byte) (stays.ReservationState, error) {
	for _, r := range s.reservations {
		if bytes.Equal(r.TokenHash, hash) {
			return copyOf(r), nil
		}
	}
	return stays.ReservationState{}, stays.ErrManageLink
}

// ForgetQuotes implements stays.Tx.
func (t memTx) ForgetQuotes(_ context.Context, before time.Time, limit int) (int, error) {
	var old []stays.Quote
	for _, q := range t.quotes {
		booked := false
		for _, r := range t.reservations {
			booked = booked || r.QuoteID == q.ID
		}
		if !booked && q.ExpiresAt.Before(before) {
			old = append(old, q)
		}
	}
	slices.SortFunc(old, func(a, b stays.Quote) int { return a.ExpiresAt.Compare(b.ExpiresAt) })
	old = old[:min(limit, len(old))]
	for _, q := range old {
		delete(t.quotes, q.ID)
	}
	return len(old), nil
}

// ReservationByReference implements stays.Tx.
func (t memTx) ReservationByReference(_ context.Context, reference string) (*stays.Reservation, error) {
	for _, r := range t.reservations {
		if r.Reference == reference {
			return stays.RestoreReservation(copyOf(r)), nil
		}
	}
	return nil, stays.ErrUnknown
}

// LinkLater implements stays.Tx.
func (t memTx) LinkLater(_ context.Context, in stays.SendLink) error {
	t.links = append(t.links, in)
	return nil
}

// SaveReservation implements stays.Tx.
func (t memTx) SaveReservation(_ context.Context, r *stays.Reservation) error {
	if !r.Changed() {
		return nil
	}
	s := copyOf(r.State())
	if err := t.fits(s.Version, t.reservations[s.ID].Version); err != nil {
		return err
	}
	for id, other := range t.reservations {
		switch {
		case id == s.ID:
		case other.Reference == s.Reference:
			return stays.ErrReferenceTaken
		case other.QuoteID == s.QuoteID && !s.QuoteID.IsZero():
			return stays.ErrQuoteUsed
		}
	}
	if err := t.occupy(s.ID.Raw(), s.Occupancies(), s.UpdatedAt); err != nil {
		return err
	}
	t.reservations[s.ID] = s
	t.events = append(t.events, r.TakeEvents()...)
	return nil
}

// fits checks the version of a state against the one stored, 0 when there is none.
func (s *shelf) fits(saving, stored int) error {
	if saving != stored+1 {
		return stays.ErrStale
	}
	return nil
}

// occupy makes these the only occupancies of their holder; those of others that are over give way.
func (s *shelf) occupy(holder ident.Raw, all []stays.Occupancy, now time.Time) error {
	s.occupancies = slices.DeleteFunc(s.occupancies, func(o stays.Occupancy) bool {
		if o.Holder == holder {
			return true
		}
		return !o.Blocks(now) && slices.ContainsFunc(all, o.ConflictsWith)
	})
	for _, o := range all {
		if slices.ContainsFunc(s.occupancies, o.ConflictsWith) {
			return stays.ErrPeriodTaken
		}
	}
	s.occupancies = append(s.occupancies, all...)
	return nil
}

func (s *shelf) busy(p stays.PropertyID, days period.Range, now time.Time) []stays.Occupancy {
	var out []stays.Occupancy
	for _, o := range s.occupancies {
		if o.Property == p && o.Blocks(now) && o.Days.Overlaps(days) {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b stays.Occupancy) int { return a.Days.From.Compare(b.Days.From) })
	return out
}

// Busy implements stays.Tx.
func (t memTx) Busy(_ context.Context, q stays.BusyQuery) ([]stays.Occupancy, error) {
	return slices.DeleteFunc(t.busy(q.Property, q.Days, q.Now), func(o stays.Occupancy) bool { return o.Holder == q.Except }), nil
}
