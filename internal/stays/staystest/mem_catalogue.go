package staystest

import (
	"context"

	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

// Property implements stays.Tx.
func (t memTx) Property(_ context.Context, id stays.PropertyID) (*stays.Property, error) {
	s, err := find(t.properties, id, stays.ErrUnknownProperty)
	if err != nil {
		return nil, err
	}
	return stays.RestoreProperty(s), nil
}

// PropertyCount implements stays.Tx.
func (t memTx) PropertyCount(context.Context) (int, error) {
	n := 0
	for _, s := range t.properties {
		if s.Status != stays.Archived {
			n++
		}
	}
	return n, nil
}

// SaveProperty implements stays.Tx.
func (t memTx) SaveProperty(_ context.Context, p *stays.Property) error {
	if !p.Changed() {
		return nil
	}
	s := copyOf(p.State())
	if err := t.fits(s.Version, t.properties[s.ID].Version); err != nil {
		return err
	}
	for id, other := range t.properties {
		if id != s.ID && other.Slug == s.Slug {
			return stays.ErrSlugTaken
		}
	}
	t.properties[s.ID] = s
	t.events = append(t.events, p.TakeEvents()...)
	return nil
}

// Block implements stays.Tx.
func (t memTx) Block(_ context.Context, id stays.BlockID) (*stays.Block, error) {
	s, err := find(t.blocks, id, stays.ErrUnknownBlock)
	if err == nil && s.Removed {
		err = stays.ErrUnknownBlock
	}
	if err != nil {
		return nil, err
	}
	return stays.RestoreBlock(s), nil
}

// SaveBlock implements stays.Tx.
func (t memTx) SaveBlock(_ context.Context, b *stays.Block) error {
	if !b.Changed() {
		return nil
	}
	s := copyOf(b.State())
	if err := t.fits(s.Version, t.blocks[s.ID].Version); err != nil {
		return err
	}
	if err := t.occupy(s.ID.Raw(), s.Occupancies(), s.UpdatedAt); err != nil {
		return err
	}
	t.blocks[s.ID] = s
	t.events = append(t.events, b.TakeEvents()...)
	return nil
}

// Settings implements stays.Tx.
func (t memTx) Settings(context.Context) (stays.Settings, error) { return t.readSettings(), nil }

func (s *shelf) readSettings() stays.Settings {
	if s.settings == nil {
		return stays.DefaultSettings()
	}
	return copyOf(*s.settings)
}

// SaveSettings implements stays.Tx.
func (t memTx) SaveSettings(_ context.Context, s stays.Settings) error {
	if err := t.fits(s.Version, t.readSettings().Version); err != nil {
		return err
	}
	s = copyOf(s)
	t.settings = &s
	return nil
}

// TaxRule implements stays.Tx.
func (t memTx) TaxRule(_ context.Context, id stays.TaxRuleID) (stays.TaxRule, error) {
	return find(t.rules, id, stays.ErrUnknownTaxRule)
}

// SaveTaxRule implements stays.Tx.
func (t memTx) SaveTaxRule(_ context.Context, r stays.TaxRule) error {
	if err := t.fits(r.Version, t.rules[r.ID].Version); err != nil {
		return err
	}
	t.rules[r.ID] = copyOf(r)
	return nil
}

// RemoveTaxRule implements stays.Tx.
func (t memTx) RemoveTaxRule(_ context.Context, id stays.TaxRuleID) error {
	if _, ok := t.rules[id]; !ok {
		return stays.ErrUnknownTaxRule
	}
	delete(t.rules, id)
	return nil
}

// HasFutureReservations implements stays.Tx.
func (t memTx) HasFutureReservations(_ context.Context, p stays.PropertyID, today period.Date) (bool, error) {
	for _, r := range t.reservations {
		active := r.Status == stays.Held || r.Status == stays.Confirmed || r.Status == stays.CheckedIn
		if r.Property == p && active && r.Stay.To.After(today) {
			return true, nil
		}
	}
	return false, nil
}
