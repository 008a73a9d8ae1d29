// Package identitytest has what tests of identity and of its users need: a store in memory, cheap stand-ins for the
// ports, and the suite that every store must pass.
//
// It refuses to know PostgreSQL and real hashing. Start with New and StoreConformance.
package identitytest

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
)

// Mem is a store in memory with the promises of the real one: one room per tenant, writes one after the other, nothing
// of a failed write stays. Safe for concurrent use.
type Mem struct {
	mu    sync.Mutex
	rooms map[access.TenantID]*room
}

type room struct {
	users       map[access.UserID]identity.UserState
	sessions    map[identity.SessionID]identity.SessionState
	tokens      map[identity.TokenID]heldToken
	tickets     map[identity.TicketID]identity.Ticket
	devices     map[deviceKey]identity.Device
	roles       map[identity.RoleID]identity.CustomRole
	invitations map[identity.InvitationID]identity.Invitation
	deferred    []identity.IssueReset
	published   []event.Event
	factorRoom
	providerRoom
}

type deviceKey struct {
	user access.UserID
	id   identity.DeviceID
}

type heldToken struct {
	identity.TokenState
	session identity.SessionID
}

// NewMem returns an empty store.
func NewMem() *Mem { return &Mem{rooms: map[access.TenantID]*room{}} }

func (m *Mem) room(ctx context.Context) *room {
	id := access.TenantOf(ctx)
	if m.rooms[id] == nil {
		m.rooms[id] = &room{users: map[access.UserID]identity.UserState{}, sessions: map[identity.SessionID]identity.SessionState{},
			tokens: map[identity.TokenID]heldToken{}, tickets: map[identity.TicketID]identity.Ticket{}, devices: map[deviceKey]identity.Device{},
			roles: map[identity.RoleID]identity.CustomRole{}, invitations: map[identity.InvitationID]identity.Invitation{}, factorRoom: newFactorRoom(), providerRoom: newProviderRoom()}
	}
	return m.rooms[id]
}

func (r *room) clone() *room {
	return &room{users: maps.Clone(r.users), sessions: maps.Clone(r.sessions), tokens: maps.Clone(r.tokens), tickets: maps.Clone(r.tickets), devices: maps.Clone(r.devices), roles: maps.Clone(r.roles), invitations: maps.Clone(r.invitations),
		deferred: slices.Clone(r.deferred), published: slices.Clone(r.published), factorRoom: r.factorRoom.clone(), providerRoom: r.providerRoom.clone()}
}

// Published returns the events saved for the tenant of ctx.
func (m *Mem) Published(ctx context.Context) []event.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.room(ctx).published)
}

// Deferred returns the resets asked for and forgets them, as a worker would.
func (m *Mem) Deferred(ctx context.Context) []identity.IssueReset {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.room(ctx).deferred
	m.room(ctx).deferred = nil
	return all
}

// Write implements identity.Store.
func (m *Mem) Write(ctx context.Context, fn func(context.Context, identity.Tx) error) error {
	if access.TenantOf(ctx).IsZero() {
		return access.ErrNoTenant
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	tx := memTx{m.room(ctx).clone()}
	if err := fn(ctx, tx); err != nil {
		return err
	}
	m.rooms[access.TenantOf(ctx)] = tx.room
	return nil
}

type memTx struct{ *room }

// User implements identity.Tx.
func (tx memTx) User(_ context.Context, id access.UserID) (*identity.User, error) {
	s, ok := tx.users[id]
	if !ok {
		return nil, identity.ErrUnknownUser
	}
	return identity.RestoreUser(tx.whole(s)), nil
}

// UserState implements identity.Tx.
func (tx memTx) UserState(_ context.Context, id access.UserID) (identity.UserState, error) {
	s, ok := tx.users[id]
	if !ok {
		return s, identity.ErrUnknownUser
	}
	return tx.whole(s), nil
}

// UserByEmail implements identity.Tx.
func (tx memTx) UserByEmail(_ context.Context, email contact.Email) (*identity.User, error) {
	s, err := tx.byEmail(email)
	if err != nil {
		return nil, err
	}
	return identity.RestoreUser(s), nil
}

func (r *room) byEmail(email contact.Email) (identity.UserState, error) {
	for _, s := range r.users {
		if s.Email == email {
			return r.whole(s), nil
		}
	}
	return identity.UserState{}, identity.ErrUnknownUser
}

// SaveUser implements identity.Tx.
func (tx memTx) SaveUser(_ context.Context, u *identity.User) error {
	s := u.State()
	if other, err := tx.byEmail(s.Email); err == nil && other.ID != s.ID {
		return identity.ErrEmailTaken
	}
	if old, ok := tx.users[s.ID]; ok && old.Version != s.Version || !ok && s.Version != 0 {
		return identity.ErrStale
	}
	s.Version++
	tx.published = append(tx.published, u.TakeEvents()...)
	s.Extra = nil
	tx.users[s.ID] = s
	*u = *identity.RestoreUser(s)
	return nil
}

// EraseUser implements identity.Tx.
func (tx memTx) EraseUser(_ context.Context, id access.UserID) error {
	if _, ok := tx.users[id]; !ok {
		return identity.ErrUnknownUser
	}
	delete(tx.users, id)
	for sid, s := range tx.sessions {
		if s.User == id {
			delete(tx.sessions, sid)
			maps.DeleteFunc(tx.tokens, func(_ identity.TokenID, t heldToken) bool { return t.session == sid })
		}
	}
	maps.DeleteFunc(tx.tickets, func(_ identity.TicketID, t identity.Ticket) bool { return t.User == id })
	return nil
}

// AddTicket implements identity.Tx.
func (tx memTx) AddTicket(_ context.Context, t identity.Ticket) error {
	tx.tickets[t.ID] = t
	return nil
}

func (r *room) ticketByHash(hash []byte) (identity.Ticket, error) {
	for _, t := range r.tickets {
		if bytes.Equal(t.Hash, hash) {
			return t, nil
		}
	}
	return identity.Ticket{}, identity.ErrLink
}

// TicketByHash implements identity.Tx.
func (tx memTx) TicketByHash(_ context.Context, hash []byte) (identity.Ticket, error) {
	return tx.ticketByHash(hash)
}

// Ticket implements identity.Tx.
func (tx memTx) Ticket(_ context.Context, id identity.TicketID) (identity.Ticket, error) {
	t, ok := tx.tickets[id]
	if !ok {
		return t, identity.ErrLink
	}
	return t, nil
}

// UseTicket implements identity.Tx.
func (tx memTx) UseTicket(_ context.Context, id identity.TicketID, now time.Time) error {
	t := tx.tickets[id]
	t.UsedAt = now
	tx.tickets[id] = t
	return nil
}

// VoidTickets implements identity.Tx.
func (tx memTx) VoidTickets(_ context.Context, user access.UserID, p identity.Purpose, now time.Time) error {
	for id, t := range tx.tickets {
		if t.User == user && t.Purpose == p && t.UsedAt.IsZero() {
			t.UsedAt = now
			tx.tickets[id] = t
		}
	}
	return nil
}

func (r *room) tokenByHash(hash []byte) (heldToken, error) {
	for _, t := range r.tokens {
		if bytes.Equal(t.Hash, hash) {
			return t, nil
		}
	}
	return heldToken{}, identity.ErrSessionEnded
}

// SessionByHash implements identity.Tx.
func (tx memTx) SessionByHash(_ context.Context, hash []byte) (*identity.Session, error) {
	t, err := tx.tokenByHash(hash)
	if err != nil {
		return nil, err
	}
	return identity.RestoreSession(tx.sessions[t.session], t.TokenState), nil
}

// Session implements identity.Tx.
func (tx memTx) Session(_ context.Context, id identity.SessionID) (*identity.Session, error) {
	s, ok := tx.sessions[id]
	if !ok {
		return nil, identity.ErrSessionEnded
	}
	return identity.RestoreSession(s, identity.TokenState{}), nil
}

// SaveSession implements identity.Tx.
func (tx memTx) SaveSession(_ context.Context, s *identity.Session) error {
	st := s.State()
	issued, used := s.TakeTokens()
	tx.sessions[st.ID] = st
	tx.published = append(tx.published, s.TakeEvents()...)
	for _, t := range issued {
		tx.tokens[t.ID] = heldToken{t, st.ID}
	}
	if used != nil {
		tx.tokens[used.ID] = heldToken{*used, st.ID}
	}
	return nil
}

// EndSessions implements identity.Tx.
func (tx memTx) EndSessions(_ context.Context, user access.UserID, except identity.SessionID, reason string, now time.Time) error {
	for id, s := range tx.sessions {
		if s.User == user && id != except && s.EndedAt.IsZero() {
			s.EndedAt, s.EndReason = now, reason
			tx.sessions[id] = s
		}
	}
	return nil
}

// SeeDevice implements identity.Tx.
func (tx memTx) SeeDevice(_ context.Context, d identity.Device) (known, others bool, err error) {
	for k := range tx.devices {
		others = others || k.user == d.User
	}
	key := deviceKey{d.User, d.ID}
	old, known := tx.devices[key]
	if known {
		d.FirstSeen = old.FirstSeen
	}
	tx.devices[key] = d
	return known, others, nil
}

// ForgetDevice implements identity.Tx.
func (tx memTx) ForgetDevice(_ context.Context, user access.UserID, id identity.DeviceID) error {
	delete(tx.devices, deviceKey{user, id})
	return nil
}

// DeferReset implements identity.Tx.
func (tx memTx) DeferReset(_ context.Context, c identity.IssueReset) error {
	tx.deferred = append(tx.deferred, c)
	return nil
}
