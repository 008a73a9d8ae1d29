package identitytest

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
)

// whole adds to a user what the business's own roles allow him.
func (r *room) whole(s identity.UserState) identity.UserState {
	s.Extra = nil
	for _, id := range s.Custom {
		s.Extra = append(s.Extra, r.roles[id].Permissions...)
	}
	return s
}

// Administrators implements identity.Tx.
func (tx memTx) Administrators(context.Context) ([]access.UserID, error) {
	var all []access.UserID
	for id, s := range tx.users {
		if slices.Contains(s.Roles, identity.Administrator) && s.DeactivatedAt.IsZero() {
			all = append(all, id)
		}
	}
	slices.SortFunc(all, access.UserID.Compare)
	return all, nil
}

// CustomRole implements identity.Tx.
func (tx memTx) CustomRole(_ context.Context, id identity.RoleID) (identity.CustomRole, error) {
	role, ok := tx.roles[id]
	if !ok {
		return role, identity.ErrUnknownRole
	}
	return role, nil
}

// CountCustomRoles implements identity.Tx.
func (tx memTx) CountCustomRoles(context.Context) (int, error) { return len(tx.roles), nil }

// SaveCustomRole implements identity.Tx.
func (tx memTx) SaveCustomRole(_ context.Context, r identity.CustomRole) error {
	for id, other := range tx.roles {
		if id != r.ID && strings.EqualFold(other.Name, r.Name) {
			return identity.ErrRoleName
		}
	}
	if tx.roles[r.ID].Version != r.Version {
		return identity.ErrStale
	}
	r.Version++
	tx.roles[r.ID] = r
	return nil
}

// RemoveCustomRole implements identity.Tx.
func (tx memTx) RemoveCustomRole(_ context.Context, id identity.RoleID, now time.Time) error {
	delete(tx.roles, id)
	for user, s := range tx.users {
		if slices.Contains(s.Custom, id) {
			s.Custom = slices.DeleteFunc(slices.Clone(s.Custom), func(x identity.RoleID) bool { return x == id })
			s.UpdatedAt = now
			s.Version++
			tx.users[user] = s
		}
	}
	return nil
}

// Invitation implements identity.Tx.
func (tx memTx) Invitation(_ context.Context, id identity.InvitationID) (identity.Invitation, error) {
	v, ok := tx.invitations[id]
	if !ok {
		return v, identity.ErrInvitation
	}
	return v, nil
}

// InvitationByHash implements identity.Tx.
func (tx memTx) InvitationByHash(_ context.Context, hash []byte) (identity.Invitation, error) {
	return tx.invitationByHash(hash)
}

func (r *room) invitationByHash(hash []byte) (identity.Invitation, error) {
	for _, v := range r.invitations {
		if bytes.Equal(v.Hash, hash) {
			return v, nil
		}
	}
	return identity.Invitation{}, identity.ErrInvitation
}

// OpenInvitations implements identity.Tx.
func (tx memTx) OpenInvitations(_ context.Context, email contact.Email) ([]identity.Invitation, error) {
	var all []identity.Invitation
	for _, v := range tx.invitations {
		if v.Email == email && v.Outcome == "" {
			all = append(all, v)
		}
	}
	return all, nil
}

// SaveInvitation implements identity.Tx.
func (tx memTx) SaveInvitation(_ context.Context, v identity.Invitation, news ...event.Event) error {
	tx.invitations[v.ID] = v
	tx.published = append(tx.published, news...)
	return nil
}

// WithdrawInvitations implements identity.Tx.
func (tx memTx) WithdrawInvitations(_ context.Context, by access.UserID, now time.Time) error {
	for id, v := range tx.invitations {
		if v.By == by && v.Outcome == "" {
			v.Outcome, v.EndedAt = identity.Withdrawn, now
			tx.invitations[id] = v
		}
	}
	return nil
}

// CustomRoles implements identity.Reader.
func (m *Mem) CustomRoles(ctx context.Context) ([]identity.CustomRole, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := []identity.CustomRole{}
	for _, role := range m.room(ctx).roles {
		all = append(all, role)
	}
	slices.SortFunc(all, func(a, b identity.CustomRole) int {
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return all, nil
}

// Invitations implements identity.Reader.
func (m *Mem) Invitations(ctx context.Context) ([]identity.Invitation, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := []identity.Invitation{}
	for _, v := range m.room(ctx).invitations {
		if v.Outcome == "" {
			all = append(all, v)
		}
	}
	slices.SortFunc(all, func(a, b identity.Invitation) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), b.ID.Compare(a.ID))
	})
	return all, nil
}

// InvitationByHash implements identity.Reader.
func (m *Mem) InvitationByHash(ctx context.Context, hash []byte) (identity.Invitation, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.room(ctx).invitationByHash(hash)
}

// InvitationState implements identity.Reader.
func (m *Mem) InvitationState(ctx context.Context, id identity.InvitationID) (identity.Invitation, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return memTx{m.room(ctx)}.Invitation(ctx, id)
}
