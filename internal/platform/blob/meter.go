package blob

import (
	"context"
	"errors"
)

// room bounds a body by what the tenant may still store. before is the size of what will be replaced; full says that the
// tenant's bound is the narrower one, so that a body too large for it is refused in the meter's words.
func (s *Store) room(ctx context.Context, key Key, b *Body) (before int64, full bool, err error) {
	if s.meter == nil {
		return 0, false, nil
	}
	if before, err = s.size(ctx, key); err != nil {
		return 0, false, err
	}
	room, limited, err := s.meter.Room(ctx, key.Tenant())
	if err != nil {
		return 0, false, err
	}
	if room = max(room+before, 0); limited && room < b.left {
		b.left, full = room, true
	}
	return before, full, nil
}

// count takes note of what was stored. Two that come together may both have seen room for one: the second is taken away
// again.
func (s *Store) count(ctx context.Context, key Key, bytes int64) error {
	if s.meter == nil {
		return nil
	}
	err := s.meter.Add(ctx, key.Tenant(), bytes)
	if err != nil {
		return errors.Join(err, s.driver.Delete(context.WithoutCancel(ctx), key.path))
	}
	return nil
}

func (s *Store) size(ctx context.Context, key Key) (int64, error) {
	m, err := s.driver.Stat(ctx, key.path)
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, outage(ctx, err)
	}
	return m.Size, nil
}

// remove deletes a file and gives its bytes back.
func (s *Store) remove(ctx context.Context, key Key) error {
	if s.meter == nil {
		return s.driver.Delete(ctx, key.path)
	}
	size, err := s.size(ctx, key)
	if err != nil {
		return err
	}
	if err := s.driver.Delete(ctx, key.path); err != nil || size == 0 {
		return err
	}
	return s.meter.Add(ctx, key.Tenant(), -size)
}
