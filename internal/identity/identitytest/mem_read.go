package identitytest

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
)

// Credentials implements identity.Reader.
func (m *Mem) Credentials(ctx context.Context, email contact.Email) (identity.UserState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.room(ctx).byEmail(email)
}

// UserByID implements identity.Reader.
func (m *Mem) UserByID(ctx context.Context, id access.UserID) (identity.UserState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.room(ctx)
	s, ok := r.users[id]
	if !ok {
		return s, identity.ErrUnknownUser
	}
	return r.whole(s), nil
}

// SessionUser implements identity.Reader.
func (m *Mem) SessionUser(ctx context.Context, hash []byte) (identity.SessionState, identity.UserState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.room(ctx)
	t, err := r.tokenByHash(hash)
	if err != nil {
		return identity.SessionState{}, identity.UserState{}, err
	}
	s := r.sessions[t.session]
	return s, r.whole(r.users[s.User]), nil
}

// SessionByID implements identity.Reader.
func (m *Mem) SessionByID(ctx context.Context, id identity.SessionID) (identity.SessionState, identity.UserState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.room(ctx)
	s, ok := r.sessions[id]
	if !ok {
		return s, identity.UserState{}, identity.ErrSessionEnded
	}
	return s, r.whole(r.users[s.User]), nil
}

// SessionsOf implements identity.Reader.
func (m *Mem) SessionsOf(ctx context.Context, user access.UserID, now time.Time) ([]identity.SessionState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := []identity.SessionState{}
	for _, s := range m.room(ctx).sessions {
		if s.User == user && s.Lives(now) {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b identity.SessionState) int {
		return cmp.Or(b.SeenAt.Compare(a.SeenAt), bytes.Compare(b.ID[:], a.ID[:]))
	})
	return all, nil
}

// KnowsDevice implements identity.Reader.
func (m *Mem) KnowsDevice(ctx context.Context, email contact.Email, id identity.DeviceID) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.room(ctx)
	u, err := r.byEmail(email)
	if err != nil {
		return false, nil
	}
	_, ok := r.devices[deviceKey{u.ID, id}]
	return ok, nil
}

// TouchSession implements identity.Reader.
func (m *Mem) TouchSession(ctx context.Context, id identity.SessionID, seen, expires time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.room(ctx)
	if s, ok := r.sessions[id]; ok {
		s.SeenAt, s.ExpiresAt = seen, expires
		r.sessions[id] = s
	}
	return nil
}

// TicketState implements identity.Reader.
func (m *Mem) TicketState(ctx context.Context, id identity.TicketID) (identity.Ticket, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return memTx{m.room(ctx)}.Ticket(ctx, id)
}

// TicketUser implements identity.Reader.
func (m *Mem) TicketUser(ctx context.Context, hash []byte) (identity.Ticket, identity.UserState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.room(ctx)
	t, err := r.ticketByHash(hash)
	return t, r.users[t.User], err
}

// Users implements identity.Reader.
func (m *Mem) Users(ctx context.Context, query identity.UserQuery) ([]identity.UserState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	rows := []identity.UserState{}
	for _, s := range m.room(ctx).users {
		text := strings.ToLower(query.Text)
		team := len(s.Custom) > 0 || slices.ContainsFunc(s.Roles, func(r identity.Role) bool { return r != identity.Customer && r != identity.Member })
		if s.Email > query.After && (team || !query.Team) && (strings.Contains(string(s.Email), text) || strings.Contains(strings.ToLower(s.Name), text)) {
			rows = append(rows, s)
		}
	}
	slices.SortFunc(rows, func(a, b identity.UserState) int { return cmp.Compare(a.Email, b.Email) })
	return rows[:min(query.Limit, len(rows))], nil
}
