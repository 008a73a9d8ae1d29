package staystest

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

// Quote implements stays.Reader.
func (m *Mem) Quote(ctx context.Context, id stays.QuoteID) (stays.Quote, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return find(m.of(ctx).quotes, id, stays.ErrUnknownQuote)
}

// Sale implements stays.Reader.
func (m *Mem) Sale(ctx context.Context, q stays.SaleQuery) (stays.Sale, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.of(ctx).sale(q)
}

func (s *shelf) sale(q stays.SaleQuery) (stays.Sale, error) {
	for id, p := range s.properties {
		if id == q.ID || q.ID.IsZero() && p.Slug == q.Slug {
			return stays.Sale{Property: copyOf(p), Tax: s.taxOf(p.INSEE), Settings: s.readSettings(), Busy: s.busy(id, q.Days, q.Now)}, nil
		}
	}
	return stays.Sale{}, stays.ErrUnknownProperty
}

func (s *shelf) taxOf(insee string) []stays.TaxRule {
	var out []stays.TaxRule
	for _, r := range s.rules {
		if r.INSEE == insee || insee == "" {
			out = append(out, copyOf(r))
		}
	}
	slices.SortFunc(out, func(a, b stays.TaxRule) int {
		return cmp.Or(cmp.Compare(a.INSEE, b.INSEE), a.From.Compare(b.From), a.ID.Compare(b.ID))
	})
	return out
}

// Listings implements stays.Reader.
func (m *Mem) Listings(ctx context.Context, q stays.ListingQuery) (stays.Listings, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.of(ctx)
	out := stays.Listings{Settings: s.readSettings()}
	communes := map[string]bool{}
	for _, p := range s.properties {
		if p.Status != stays.Published || !fits(p, q) {
			continue
		}
		days := period.Range{From: q.Stay.From, To: q.Stay.To.AddDays(p.Rates.PreparationDays)}
		if !q.Stay.IsEmpty() && len(s.busy(p.ID, days, q.Now)) > 0 {
			continue
		}
		out.Items = append(out.Items, listing(copyOf(p)))
		communes[p.INSEE] = p.INSEE != ""
	}
	for insee, known := range communes {
		if known {
			out.Tax = append(out.Tax, s.taxOf(insee)...)
		}
	}
	slices.SortFunc(out.Items, func(a, b stays.Listing) int { return a.Offer.ID.Compare(b.Offer.ID) })
	return out, nil
}

func fits(p stays.PropertyState, q stays.ListingQuery) bool {
	if p.Capacity < q.Guests || p.MaxInfants < q.Infants || p.MaxPets < q.Pets || p.Bedrooms < q.Bedrooms {
		return false
	}
	if len(q.Types) > 0 && !slices.Contains(q.Types, p.Type) {
		return false
	}
	for _, f := range q.Features {
		if !slices.Contains(p.Features, f) {
			return false
		}
	}
	if b := q.Box; b != nil {
		lat := b.South <= p.Position.Lat && p.Position.Lat <= b.North
		lon := b.West <= p.Position.Lon && p.Position.Lon <= b.East
		if b.West > b.East {
			lon = p.Position.Lon >= b.West || p.Position.Lon <= b.East
		}
		if !lat || !lon {
			return false
		}
	}
	return says(q.Text, p.Name, p.Description, stays.Text{"": p.Address.City})
}

// says reports whether every word occurs in one of the texts.
func says(words string, texts ...stays.Text) bool {
	var all strings.Builder
	for _, t := range texts {
		for _, s := range t {
			all.WriteString(strings.ToLower(s) + "\n")
		}
	}
	for w := range strings.FieldsSeq(strings.ToLower(words)) {
		if !strings.Contains(all.String(), w) {
			return false
		}
	}
	return true
}

func listing(p stays.PropertyState) stays.Listing {
	return stays.Listing{
		Offer: p.Offer(), Slug: p.Slug, Name: p.Name, City: p.Address.City, Position: p.Position, Bedrooms: p.Bedrooms,
		Beds: p.Beds, Bathrooms: p.Bathrooms, Surface: p.Surface, Features: p.Features, Cover: cover(p), PhotoCount: len(p.Photos), UpdatedAt: p.UpdatedAt,
	}
}

func cover(p stays.PropertyState) *stays.Photo {
	if len(p.Photos) == 0 {
		return nil
	}
	return &p.Photos[0]
}

// PropertyState implements stays.Reader.
func (m *Mem) PropertyState(ctx context.Context, id stays.PropertyID) (stays.PropertyState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return find(m.of(ctx).properties, id, stays.ErrUnknownProperty)
}

// CountProperties implements stays.Reader.
func (m *Mem) CountProperties(ctx context.Context) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return memTx{shelf: m.of(ctx)}.PropertyCount(ctx)
}

// PropertyRows implements stays.Reader.
func (m *Mem) PropertyRows(ctx context.Context, q stays.PropertyRowQuery) (paging.Page[stays.PropertyRow], error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var rows []stays.PropertyRow
	for _, p := range m.of(ctx).byName() {
		seen := p.Status == q.Status || q.Status == "" && p.Status != stays.Archived
		if !seen || !q.Owner.IsZero() && p.Owner.User != q.Owner || !says(q.Text, p.Name, stays.Text{"": p.Address.City}) {
			continue
		}
		rows = append(rows, stays.PropertyRow{
			ID: p.ID, Slug: p.Slug, Name: p.Name, Status: p.Status, Type: p.Type, City: p.Address.City, Capacity: p.Capacity,
			Bedrooms: p.Bedrooms, Nightly: p.Rates.Nightly, Owner: p.Owner.Name, OwnerUser: p.Owner.User, Cover: cover(p), UpdatedAt: p.UpdatedAt,
		})
	}
	return pageBy(rows, q.Page, "name", func(r stays.PropertyRow) string { return r.ID.String() })
}

func (s *shelf) byName() []stays.PropertyState {
	var all []stays.PropertyState
	for _, p := range s.properties {
		all = append(all, copyOf(p))
	}
	slices.SortFunc(all, func(a, b stays.PropertyState) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name.In("fr")), strings.ToLower(b.Name.In("fr"))), a.ID.Compare(b.ID))
	})
	return all
}

// pageBy cuts a page of rows that are in order already; the cursor names the last row given.
func pageBy[T any](rows []T, req paging.Request, order string, key func(T) string) (paging.Page[T], error) {
	var last string
	more, err := paging.Decode(req.Cursor, order, &last)
	if err != nil {
		return paging.Page[T]{}, err
	}
	if more {
		rows = rows[slices.IndexFunc(rows, func(r T) bool { return key(r) == last })+1:]
	}
	return paging.Cut(rows, req.Size(), func(r T) string { return paging.Encode(order, key(r)) }), nil
}

// ReservationState implements stays.Reader.
func (m *Mem) ReservationState(ctx context.Context, id stays.ReservationID) (stays.ReservationState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return find(m.of(ctx).reservations, id, stays.ErrUnknown)
}

// ManagedState implements stays.Reader.
func (m *Mem) ManagedState(ctx context.Context, hash []byte) (stays.ReservationState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.of(ctx).byToken(hash)
}

// ReservationRows implements stays.Reader.
func (m *Mem) ReservationRows(ctx context.Context, q stays.ReservationQuery) (paging.Page[stays.ReservationRow], error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var rows []stays.ReservationRow
	for _, r := range m.of(ctx).reservations {
		if wanted(r, q) {
			rows = append(rows, copyOf(r).Row())
		}
	}
	byArrival := func(a, b stays.ReservationRow) int {
		return cmp.Or(a.Stay.From.Compare(b.Stay.From), a.ID.Compare(b.ID))
	}
	slices.SortFunc(rows, func(a, b stays.ReservationRow) int {
		switch q.Order {
		case "arrival":
			return byArrival(a, b)
		case "-arrival":
			return byArrival(b, a)
		}
		return b.ID.Compare(a.ID)
	})
	return pageBy(rows, q.Page, "reservations:"+q.Order, func(r stays.ReservationRow) string { return r.ID.String() })
}

func wanted(r stays.ReservationState, q stays.ReservationQuery) bool {
	mine := q.User.IsZero() && q.Email == "" || !q.User.IsZero() && r.User == q.User || q.Email != "" && r.Guest.Email == q.Email
	return mine && (len(q.Statuses) == 0 || slices.Contains(q.Statuses, r.Status)) &&
		(q.Property.IsZero() || r.Property == q.Property) && (!q.Owing || r.Owed().IsPositive()) &&
		(q.Arriving.IsEmpty() || q.Arriving.Contains(r.Stay.From)) &&
		(q.Staying.IsEmpty() || q.Staying.Overlaps(r.Stay)) &&
		says(q.Text, stays.Text{"": r.Reference + " " + r.Guest.Name() + " " + string(r.Guest.Email)})
}

// BoardRows implements stays.Reader.
func (m *Mem) BoardRows(ctx context.Context, q stays.BoardQuery) ([]stays.BoardProperty, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.of(ctx)
	var board []stays.BoardProperty
	for _, p := range s.byName() {
		if p.Status == stays.Archived || !q.Owner.IsZero() && p.Owner.User != q.Owner || !says(q.Text, p.Name) {
			continue
		}
		line := stays.BoardProperty{ID: p.ID, Slug: p.Slug, Name: p.Name, Status: p.Status, City: p.Address.City, Capacity: p.Capacity}
		for _, o := range s.busy(p.ID, q.Days, q.Now) {
			if bar := s.bar(o); bar.Days.Overlaps(q.Days) {
				line.Bars = append(line.Bars, bar)
			}
		}
		board = append(board, line)
	}
	return board, nil
}

func (s *shelf) bar(o stays.Occupancy) stays.Bar {
	bar := stays.Bar{Kind: o.Kind, Days: o.Days, Holder: o.Holder, ExpiresAt: o.ExpiresAt}
	if o.Kind == stays.OccBlock {
		b := s.blocks[stays.BlockID(o.Holder)]
		bar.Block, bar.BlockKind, bar.Label, bar.Version = b.ID, b.Kind, b.Note, b.Version
		return bar
	}
	r := s.reservations[stays.ReservationID(o.Holder)]
	preparation := r.Booked.PreparationDays
	if o.Kind == stays.OccChange {
		preparation = r.Pending.Booked.PreparationDays
	}
	bar.Days.To = bar.Days.To.AddDays(-preparation)
	bar.Reservation, bar.Reference, bar.Label, bar.Status, bar.Version = r.ID, r.Reference, r.Guest.Name(), r.Status, r.Version
	bar.Guests, bar.Owed = r.Party.Guests(), r.Owed()
	return bar
}

// ActiveRows implements stays.Reader.
func (m *Mem) ActiveRows(ctx context.Context, day period.Date) ([]stays.ReservationRow, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var rows []stays.ReservationRow
	for _, r := range m.of(ctx).reservations {
		row := copyOf(r).Row()
		agreed := r.Status == stays.Confirmed || r.Status == stays.CheckedIn
		overdue := row.Owed.IsPositive() && !row.BalanceDueOn.After(day)
		if r.Status == stays.Held || agreed && (!r.Stay.From.After(day) || overdue || row.HasPending || row.Refused.State != stays.AttemptNone) ||
			r.Status == stays.Completed && r.Stay.To == day || row.RefundOpen.IsPositive() || row.DoubleOpen.IsPositive() {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b stays.ReservationRow) int {
		return cmp.Or(a.Stay.From.Compare(b.Stay.From), a.ID.Compare(b.ID))
	})
	return rows, nil
}

// EvidenceUntil implements stays.Reader.
func (m *Mem) EvidenceUntil(ctx context.Context, departure period.Date, limit int) ([]stays.ReservationID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var old []stays.ReservationState
	for _, r := range m.of(ctx).reservations {
		if len(r.Evidence) > 0 && !r.Stay.To.After(departure) {
			old = append(old, copyOf(r))
		}
	}
	slices.SortFunc(old, func(a, b stays.ReservationState) int {
		return cmp.Or(a.Stay.To.Compare(b.Stay.To), a.ID.Compare(b.ID))
	})
	var ids []stays.ReservationID
	for _, r := range old[:min(limit, len(old))] {
		ids = append(ids, r.ID)
	}
	return ids, nil
}

// ReadSettings implements stays.Reader.
func (m *Mem) ReadSettings(ctx context.Context) (stays.Settings, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.of(ctx).readSettings(), nil
}

// TaxRules implements stays.Reader.
func (m *Mem) TaxRules(ctx context.Context, insee string) ([]stays.TaxRule, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.of(ctx).taxOf(insee), nil
}

// BlockState implements stays.Reader.
func (m *Mem) BlockState(ctx context.Context, id stays.BlockID) (stays.BlockState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, err := find(m.of(ctx).blocks, id, stays.ErrUnknownBlock)
	if err == nil && s.Removed {
		err = stays.ErrUnknownBlock
	}
	return s, err
}
