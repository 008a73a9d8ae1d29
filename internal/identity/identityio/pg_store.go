package identityio

import (
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio/identitydb"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
)

// Events publishes facts in the transaction that saves them; outbox.Outbox does.
type Events interface {
	Append(ctx context.Context, tx pg.Tx, events ...event.Event) error
}

// Store keeps people and sessions in PostgreSQL. It implements identity.Store.
type Store struct {
	db     *pg.DB
	events Events
	queue  jobs.Enqueuer
}

var (
	_ identity.Store = (*Store)(nil)
	q                = identitydb.New()
)

// NewStore returns a store on db; resets are asked of queue (see Module.Jobs).
func NewStore(db *pg.DB, events Events, queue jobs.Enqueuer) *Store {
	return &Store{db: db, events: events, queue: queue}
}

// Write implements identity.Store.
func (s *Store) Write(ctx context.Context, fn func(context.Context, identity.Tx) error) error {
	if access.TenantOf(ctx).IsZero() {
		return access.ErrNoTenant
	}
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		return fn(ctx, &storeTx{store: s, tx: tx, users: map[access.UserID]identity.UserState{}, sessions: map[identity.SessionID]identity.SessionState{},
			passkeys: map[identity.PasskeyID]identity.PasskeyState{}})
	})
}

// Credentials implements identity.Reader.
func (s *Store) Credentials(ctx context.Context, email contact.Email) (identity.UserState, error) {
	row, err := q.AccountByEmail(ctx, s.db.Read(ctx), access.TenantOf(ctx), email)
	return userOf(row), absent(err, identity.ErrUnknownUser)
}

// UserByID implements identity.Reader.
func (s *Store) UserByID(ctx context.Context, id access.UserID) (identity.UserState, error) {
	row, err := q.AccountByID(ctx, s.db.Read(ctx), access.TenantOf(ctx), id)
	if err != nil {
		return identity.UserState{}, absent(err, identity.ErrUnknownUser)
	}
	return completed(ctx, s.db.Read(ctx), userOf(row))
}

// SessionUser implements identity.Reader.
func (s *Store) SessionUser(ctx context.Context, hash []byte) (identity.SessionState, identity.UserState, error) {
	row, err := q.SessionWithAccount(ctx, s.db.Read(ctx), access.TenantOf(ctx), hash)
	if err != nil {
		return identity.SessionState{}, identity.UserState{}, absent(err, identity.ErrSessionEnded)
	}
	u, err := completed(ctx, s.db.Read(ctx), userOf(row.IdentityAccount))
	return sessionOf(row.IdentitySession), u, err
}

// SessionByID implements identity.Reader.
func (s *Store) SessionByID(ctx context.Context, id identity.SessionID) (identity.SessionState, identity.UserState, error) {
	row, err := q.SessionByIDWithAccount(ctx, s.db.Read(ctx), access.TenantOf(ctx), id)
	if err != nil {
		return identity.SessionState{}, identity.UserState{}, absent(err, identity.ErrSessionEnded)
	}
	u, err := completed(ctx, s.db.Read(ctx), userOf(row.IdentityAccount))
	return sessionOf(row.IdentitySession), u, err
}

// SessionsOf implements identity.Reader.
func (s *Store) SessionsOf(ctx context.Context, user access.UserID, now time.Time) ([]identity.SessionState, error) {
	rows, err := q.SessionsOfUser(ctx, s.db.Read(ctx), identitydb.SessionsOfUserParams{TenantID: access.TenantOf(ctx), UserID: user, Now: now})
	all := make([]identity.SessionState, len(rows))
	for n, row := range rows {
		all[n] = sessionOf(row)
	}
	return all, err
}

// KnowsDevice implements identity.Reader.
func (s *Store) KnowsDevice(ctx context.Context, email contact.Email, id identity.DeviceID) (bool, error) {
	return q.KnowsDevice(ctx, s.db.Read(ctx), identitydb.KnowsDeviceParams{TenantID: access.TenantOf(ctx), ID: id, Email: email})
}

// TouchSession implements identity.Reader.
func (s *Store) TouchSession(ctx context.Context, id identity.SessionID, seen, expires time.Time) error {
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		return q.TouchSession(ctx, tx, identitydb.TouchSessionParams{SeenAt: seen, ExpiresAt: expires, TenantID: access.TenantOf(ctx), ID: id})
	})
}

// TicketState implements identity.Reader.
func (s *Store) TicketState(ctx context.Context, id identity.TicketID) (identity.Ticket, error) {
	row, err := q.TicketByID(ctx, s.db.Read(ctx), access.TenantOf(ctx), id)
	return ticketOf(row), absent(err, identity.ErrLink)
}

// TicketUser implements identity.Reader.
func (s *Store) TicketUser(ctx context.Context, hash []byte) (identity.Ticket, identity.UserState, error) {
	row, err := q.TicketWithAccount(ctx, s.db.Read(ctx), access.TenantOf(ctx), hash)
	return ticketOf(row.IdentityTicket), userOf(row.IdentityAccount), absent(err, identity.ErrLink)
}

// Users implements identity.Reader.
func (s *Store) Users(ctx context.Context, query identity.UserQuery) ([]identity.UserState, error) {
	rows, err := q.AccountsFrom(ctx, s.db.Read(ctx), identitydb.AccountsFromParams{TenantID: access.TenantOf(ctx), After: query.After, Team: query.Team, Text: query.Text, Size: pg.Int(query.Limit)})
	states := make([]identity.UserState, len(rows))
	for n, row := range rows {
		states[n] = userOf(row)
	}
	return states, err
}

func absent(err, as error) error {
	if pg.IsNoRows(err) {
		return as
	}
	return err
}

func userOf(r identitydb.IdentityAccount) identity.UserState {
	s := identity.UserState{ID: r.ID, Email: r.Email, EmailConfirmedAt: moment(r.EmailConfirmedAt), Name: r.Name, Phone: r.Phone, Locale: r.Locale,
		PasswordHash: r.PasswordHash, PasswordChangedAt: moment(r.PasswordChangedAt), CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
		Zone: r.Zone, Photo: r.Photo, DeactivatedAt: moment(r.DeactivatedAt), Version: int(r.Version)}
	s.Custom = append(s.Custom, r.CustomRoles...)
	for _, role := range r.Roles {
		s.Roles = append(s.Roles, identity.Role(role))
	}
	return s
}

func sessionOf(r identitydb.IdentitySession) identity.SessionState {
	return identity.SessionState{ID: r.ID, User: r.UserID, Kind: r.Kind, OpenedAt: r.OpenedAt.UTC(), SeenAt: r.SeenAt.UTC(),
		ExpiresAt: r.ExpiresAt.UTC(), EndedAt: moment(r.EndedAt), EndReason: r.EndReason, Address: r.Address, Agent: r.Agent,
		ProvedAt: r.ProvedAt.UTC(), Country: r.Country, Device: r.Device, EnrolBy: moment(r.EnrolBy)}
}

func tokenOf(r identitydb.IdentitySessionToken) identity.TokenState {
	return identity.TokenState{ID: r.ID, Hash: r.Hash, IssuedAt: r.IssuedAt.UTC(), UsedAt: moment(r.UsedAt), Successor: r.Successor}
}

func ticketOf(r identitydb.IdentityTicket) identity.Ticket {
	return identity.Ticket{ID: r.ID, User: r.UserID, Purpose: r.Purpose, Hash: r.Hash, CreatedAt: r.CreatedAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(),
		UsedAt: moment(r.UsedAt), Email: r.Email, Partner: r.Partner}
}

// moment and stored translate between the zero time and NULL.
func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func stored(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
