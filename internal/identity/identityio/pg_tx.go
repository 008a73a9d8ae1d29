package identityio

import (
	"cmp"
	"context"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio/identitydb"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// keepEnded is how long a session that is over stays in the list before it is swept.
const keepEnded = 30 * 24 * time.Hour

// storeTx implements identity.Tx. It remembers what it loaded, for the audit trail.
type storeTx struct {
	store    *Store
	tx       pg.Tx
	users    map[access.UserID]identity.UserState
	sessions map[identity.SessionID]identity.SessionState
	passkeys map[identity.PasskeyID]identity.PasskeyState
}

// User implements identity.Tx.
func (t *storeTx) User(ctx context.Context, id access.UserID) (*identity.User, error) {
	row, err := q.LockAccount(ctx, t.tx, access.TenantOf(ctx), id)
	return t.loaded(ctx, row, err)
}

// UserState implements identity.Tx.
func (t *storeTx) UserState(ctx context.Context, id access.UserID) (identity.UserState, error) {
	row, err := q.AccountByID(ctx, t.tx, access.TenantOf(ctx), id)
	if err != nil {
		return identity.UserState{}, absent(err, identity.ErrUnknownUser)
	}
	return completed(ctx, t.tx, userOf(row))
}

// UserByEmail implements identity.Tx.
func (t *storeTx) UserByEmail(ctx context.Context, email contact.Email) (*identity.User, error) {
	row, err := q.LockAccountByEmail(ctx, t.tx, access.TenantOf(ctx), email)
	return t.loaded(ctx, row, err)
}

func (t *storeTx) loaded(ctx context.Context, row identitydb.IdentityAccount, err error) (*identity.User, error) {
	if err != nil {
		return nil, absent(err, identity.ErrUnknownUser)
	}
	s, err := completed(ctx, t.tx, userOf(row))
	if err != nil {
		return nil, err
	}
	t.users[s.ID] = s
	return identity.RestoreUser(s), nil
}

// SaveUser implements identity.Tx.
func (t *storeTx) SaveUser(ctx context.Context, u *identity.User) error {
	s := u.State()
	if err := t.putUser(ctx, s); err != nil {
		return err
	}
	s.Version++
	if err := t.store.events.Append(ctx, t.tx, u.TakeEvents()...); err != nil {
		return err
	}
	e := trail.Entry{Entity: "identity.user", ID: s.ID.Raw(), Action: cmp.Or(usecase.Name(ctx), "identity.change"), After: auditUser(s)}
	if before, ok := t.users[s.ID]; ok {
		e.Before = auditUser(before)
	}
	t.users[s.ID] = s
	*u = *identity.RestoreUser(s)
	return trail.Record(ctx, t.tx, e)
}

// EraseUser implements identity.Tx. The entry says that an account was there and is not, and no more.
func (t *storeTx) EraseUser(ctx context.Context, id access.UserID) error {
	n, err := q.DeleteAccount(ctx, t.tx, access.TenantOf(ctx), id)
	if err != nil {
		return err
	}
	if n == 0 {
		return identity.ErrUnknownUser
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "identity.user", ID: id.Raw(), Action: cmp.Or(usecase.Name(ctx), "identity.erase"),
		Before: map[string]any{"erased": false}, After: map[string]any{"erased": true}})
}

func (t *storeTx) putUser(ctx context.Context, s identity.UserState) error {
	roles := make([]string, len(s.Roles))
	for n, r := range s.Roles {
		roles[n] = string(r)
	}
	if s.Version == 0 {
		err := q.InsertAccount(ctx, t.tx, identitydb.InsertAccountParams{TenantID: access.TenantOf(ctx), ID: s.ID, Email: s.Email,
			EmailConfirmedAt: stored(s.EmailConfirmedAt), Name: s.Name, Phone: s.Phone, Locale: s.Locale, Roles: roles, PasswordHash: s.PasswordHash,
			PasswordChangedAt: stored(s.PasswordChangedAt), CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt,
			CustomRoles: listed(s.Custom), DeactivatedAt: stored(s.DeactivatedAt), Zone: s.Zone, Photo: s.Photo})
		if pg.IsUnique(err, "account_email") {
			return identity.ErrEmailTaken
		}
		return err
	}
	n, err := q.UpdateAccount(ctx, t.tx, identitydb.UpdateAccountParams{TenantID: access.TenantOf(ctx), ID: s.ID, Email: s.Email,
		EmailConfirmedAt: stored(s.EmailConfirmedAt), Name: s.Name, Phone: s.Phone, Locale: s.Locale, Roles: roles, PasswordHash: s.PasswordHash,
		PasswordChangedAt: stored(s.PasswordChangedAt), UpdatedAt: s.UpdatedAt, CustomRoles: listed(s.Custom),
		DeactivatedAt: stored(s.DeactivatedAt), Zone: s.Zone, Photo: s.Photo, Version: pg.Int(s.Version)})
	if pg.IsUnique(err, "account_email") {
		return identity.ErrEmailTaken
	}
	if err == nil && n == 0 {
		return identity.ErrStale
	}
	return err
}

// auditedUser is a user in the audit trail: without the hash of his password.
type auditedUser struct {
	Email             contact.Email     `json:"email"`
	EmailConfirmed    bool              `json:"emailConfirmed"`
	Name              string            `json:"name"`
	Phone             contact.Phone     `json:"phone,omitempty"`
	Locale            string            `json:"locale"`
	Roles             []identity.Role   `json:"roles"`
	CustomRoles       []identity.RoleID `json:"customRoles,omitempty"`
	Zone              string            `json:"zone,omitempty"`
	Photo             string            `json:"photo,omitempty"` // its name, which tells nothing about what it shows
	Deactivated       bool              `json:"deactivated,omitempty"`
	HasPassword       bool              `json:"hasPassword"`
	PasswordChangedAt time.Time         `json:"passwordChangedAt,omitzero"`
}

func auditUser(s identity.UserState) auditedUser {
	return auditedUser{Email: s.Email, EmailConfirmed: !s.EmailConfirmedAt.IsZero(), Name: s.Name, Phone: s.Phone, Locale: s.Locale, Roles: s.Roles,
		CustomRoles: s.Custom, Zone: s.Zone, Photo: s.Photo, Deactivated: !s.DeactivatedAt.IsZero(), HasPassword: s.PasswordHash != "", PasswordChangedAt: s.PasswordChangedAt}
}

// AddTicket implements identity.Tx.
func (t *storeTx) AddTicket(ctx context.Context, k identity.Ticket) error {
	return q.InsertTicket(ctx, t.tx, identitydb.InsertTicketParams{TenantID: access.TenantOf(ctx), ID: k.ID, UserID: k.User, Purpose: k.Purpose,
		Hash: k.Hash, CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt, Email: k.Email, Partner: k.Partner})
}

// TicketByHash implements identity.Tx.
func (t *storeTx) TicketByHash(ctx context.Context, hash []byte) (identity.Ticket, error) {
	row, err := q.LockTicketByHash(ctx, t.tx, access.TenantOf(ctx), hash)
	return ticketOf(row), absent(err, identity.ErrLink)
}

// Ticket implements identity.Tx.
func (t *storeTx) Ticket(ctx context.Context, id identity.TicketID) (identity.Ticket, error) {
	row, err := q.TicketByID(ctx, t.tx, access.TenantOf(ctx), id)
	return ticketOf(row), absent(err, identity.ErrLink)
}

// UseTicket implements identity.Tx.
func (t *storeTx) UseTicket(ctx context.Context, id identity.TicketID, now time.Time) error {
	return q.UseTicket(ctx, t.tx, identitydb.UseTicketParams{UsedAt: &now, TenantID: access.TenantOf(ctx), ID: id})
}

// VoidTickets implements identity.Tx.
func (t *storeTx) VoidTickets(ctx context.Context, user access.UserID, p identity.Purpose, now time.Time) error {
	return q.VoidTickets(ctx, t.tx, identitydb.VoidTicketsParams{UsedAt: &now, TenantID: access.TenantOf(ctx), UserID: user, Purpose: p})
}

// SessionByHash implements identity.Tx.
func (t *storeTx) SessionByHash(ctx context.Context, hash []byte) (*identity.Session, error) {
	row, err := q.LockSessionByHash(ctx, t.tx, access.TenantOf(ctx), hash)
	if err != nil {
		return nil, absent(err, identity.ErrSessionEnded)
	}
	s := sessionOf(row.IdentitySession)
	t.sessions[s.ID] = s
	return identity.RestoreSession(s, tokenOf(row.IdentitySessionToken)), nil
}

// Session implements identity.Tx.
func (t *storeTx) Session(ctx context.Context, id identity.SessionID) (*identity.Session, error) {
	row, err := q.LockSession(ctx, t.tx, access.TenantOf(ctx), id)
	if err != nil {
		return nil, absent(err, identity.ErrSessionEnded)
	}
	s := sessionOf(row)
	t.sessions[s.ID] = s
	return identity.RestoreSession(s, identity.TokenState{}), nil
}

// SaveSession implements identity.Tx. The trail gets the beginning and the end of a session, not each refresh.
func (t *storeTx) SaveSession(ctx context.Context, x *identity.Session) error {
	s, tenant := x.State(), access.TenantOf(ctx)
	issued, used := x.TakeTokens()
	before, known := t.sessions[s.ID]
	if !known || before != s {
		err := q.PutSession(ctx, t.tx, identitydb.PutSessionParams{TenantID: tenant, ID: s.ID, UserID: s.User, Kind: s.Kind, OpenedAt: s.OpenedAt,
			SeenAt: s.SeenAt, ExpiresAt: s.ExpiresAt, EndedAt: stored(s.EndedAt), EndReason: s.EndReason, Address: s.Address, Agent: s.Agent,
			ProvedAt: s.ProvedAt, Country: s.Country, Device: s.Device, EnrolBy: stored(s.EnrolBy)})
		if err != nil {
			return err
		}
	}
	for _, k := range issued {
		err := q.InsertToken(ctx, t.tx, identitydb.InsertTokenParams{TenantID: tenant, ID: k.ID, SessionID: s.ID, Hash: k.Hash, IssuedAt: k.IssuedAt})
		if err != nil {
			return err
		}
	}
	if used != nil {
		err := q.UseToken(ctx, t.tx, identitydb.UseTokenParams{UsedAt: &used.UsedAt, Successor: used.Successor, TenantID: tenant, ID: used.ID})
		if err != nil {
			return err
		}
	}
	if err := t.store.events.Append(ctx, t.tx, x.TakeEvents()...); err != nil {
		return err
	}
	t.sessions[s.ID] = s
	if !known {
		if err := t.sweep(ctx, s); err != nil {
			return err
		}
		return t.recordSession(ctx, s, nil)
	}
	if before.EndedAt != s.EndedAt {
		return t.recordSession(ctx, s, before)
	}
	return nil
}

// sweep removes the sessions of a user that ended long ago, each time he opens a new one, so that none pile up.
func (t *storeTx) sweep(ctx context.Context, s identity.SessionState) error {
	return q.SweepSessions(ctx, t.tx, identitydb.SweepSessionsParams{TenantID: access.TenantOf(ctx), UserID: s.User, Before: s.OpenedAt.Add(-keepEnded)})
}

func (t *storeTx) recordSession(ctx context.Context, after identity.SessionState, before any) error {
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "identity.session", ID: after.ID.Raw(), Action: cmp.Or(usecase.Name(ctx), "identity.change"),
		Before: before, After: after})
}

// EndSessions implements identity.Tx.
func (t *storeTx) EndSessions(ctx context.Context, user access.UserID, except identity.SessionID, reason string, now time.Time) error {
	n, err := q.EndSessions(ctx, t.tx, identitydb.EndSessionsParams{EndedAt: &now, EndReason: reason, TenantID: access.TenantOf(ctx), UserID: user, ExceptID: except})
	if err != nil || n == 0 {
		return err
	}
	type open struct {
		Open   int64  `json:"openSessions"`
		Reason string `json:"endReason,omitempty"`
	}
	kept := int64(0)
	if !except.IsZero() {
		kept = 1
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "identity.user", ID: user.Raw(), Action: cmp.Or(usecase.Name(ctx), "identity.change"),
		Before: open{Open: n + kept}, After: open{Open: kept, Reason: reason}})
}

// SeeDevice implements identity.Tx.
func (t *storeTx) SeeDevice(ctx context.Context, d identity.Device) (known, others bool, err error) {
	row, err := q.SeeDevice(ctx, t.tx, identitydb.SeeDeviceParams{ID: d.ID, TenantID: access.TenantOf(ctx), UserID: d.User, Agent: d.Agent, SeenAt: d.SeenAt})
	return row.Known, row.Others, err
}

// ForgetDevice implements identity.Tx.
func (t *storeTx) ForgetDevice(ctx context.Context, user access.UserID, id identity.DeviceID) error {
	return q.ForgetDevice(ctx, t.tx, identitydb.ForgetDeviceParams{TenantID: access.TenantOf(ctx), UserID: user, ID: id})
}

// DeferReset implements identity.Tx.
func (t *storeTx) DeferReset(ctx context.Context, c identity.IssueReset) error {
	return t.store.queue.Enqueue(ctx, t.tx, issueReset{Ticket: c.Ticket.Raw(), Email: c.Email, Purpose: c.Purpose})
}

// issueReset is the job that looks for the account of an address and mails its link. Its kind is stored data.
type issueReset struct {
	Ticket  ident.Raw        `json:"ticket"`
	Email   contact.Email    `json:"email"`
	Purpose identity.Purpose `json:"purpose,omitempty"` // a reset when empty
}

// Kind implements jobs.Args.
func (issueReset) Kind() string { return "identity.issue_reset" }
