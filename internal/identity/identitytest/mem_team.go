package identitytest

import (
	"context"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
)

// TeamSize implements identity.Tx.
func (tx memTx) TeamSize(_ context.Context, but access.UserID) (others int, worked bool, err error) {
	for id, s := range tx.users {
		switch {
		case !identity.Works(s.Roles):
		case id == but:
			worked = true
		default:
			others++
		}
	}
	return others, worked, nil
}

// CountTeam implements identity.Reader.
func (m *Mem) CountTeam(ctx context.Context) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, _, err := memTx{m.room(ctx)}.TeamSize(ctx, access.UserID{})
	return n, err
}

// FirstWith implements identity.Reader.
func (m *Mem) FirstWith(ctx context.Context, r identity.Role) (first identity.UserState, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.room(ctx).users {
		for _, has := range s.Roles {
			if has == r && (first.ID.IsZero() || s.CreatedAt.Before(first.CreatedAt)) {
				first = s
			}
		}
	}
	if first.ID.IsZero() {
		return first, identity.ErrUnknownUser
	}
	return first, nil
}
