package identityio

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"comptoir/internal/event"
	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio/identitydb"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// completed adds to a user what the business's own roles allow him. Most people have none, and cost nothing more.
func completed(ctx context.Context, db identitydb.DBTX, s identity.UserState) (identity.UserState, error) {
	if len(s.Custom) == 0 {
		return s, nil
	}
	ids := make([]pgtype.UUID, len(s.Custom))
	for n, id := range s.Custom {
		ids[n] = pgtype.UUID{Bytes: id, Valid: true}
	}
	names, err := q.PermissionsOfRoles(ctx, db, access.TenantOf(ctx), ids)
	for _, name := range names {
		s.Extra = append(s.Extra, access.Permission(name))
	}
	return s, err
}

// CustomRoles implements identity.Reader.
func (s *Store) CustomRoles(ctx context.Context) ([]identity.CustomRole, error) {
	rows, err := q.CustomRoles(ctx, s.db.Read(ctx), access.TenantOf(ctx))
	all := make([]identity.CustomRole, len(rows))
	for n, row := range rows {
		all[n] = roleOf(row)
	}
	return all, err
}

// Invitations implements identity.Reader.
func (s *Store) Invitations(ctx context.Context) ([]identity.Invitation, error) {
	rows, err := q.Invitations(ctx, s.db.Read(ctx), access.TenantOf(ctx))
	return invitationsOf(rows), err
}

// InvitationByHash implements identity.Reader.
func (s *Store) InvitationByHash(ctx context.Context, hash []byte) (identity.Invitation, error) {
	row, err := q.InvitationByHash(ctx, s.db.Read(ctx), access.TenantOf(ctx), hash)
	return invitationOf(row), absent(err, identity.ErrInvitation)
}

// InvitationState implements identity.Reader.
func (s *Store) InvitationState(ctx context.Context, id identity.InvitationID) (identity.Invitation, error) {
	row, err := q.InvitationByID(ctx, s.db.Read(ctx), access.TenantOf(ctx), id)
	return invitationOf(row), absent(err, identity.ErrInvitation)
}

// Administrators implements identity.Tx.
func (t *storeTx) Administrators(ctx context.Context) ([]access.UserID, error) {
	return q.Administrators(ctx, t.tx, access.TenantOf(ctx))
}

// CustomRole implements identity.Tx.
func (t *storeTx) CustomRole(ctx context.Context, id identity.RoleID) (identity.CustomRole, error) {
	row, err := q.LockCustomRole(ctx, t.tx, access.TenantOf(ctx), id)
	return roleOf(row), absent(err, identity.ErrUnknownRole)
}

// CountCustomRoles implements identity.Tx.
func (t *storeTx) CountCustomRoles(ctx context.Context) (int, error) {
	n, err := q.CountCustomRoles(ctx, t.tx, access.TenantOf(ctx))
	return int(n), err
}

// auditedRole is a role in the audit trail.
type auditedRole struct {
	Name        string              `json:"name"`
	Permissions []access.Permission `json:"permissions"`
}

// SaveCustomRole implements identity.Tx.
func (t *storeTx) SaveCustomRole(ctx context.Context, r identity.CustomRole) error {
	names := make([]string, len(r.Permissions))
	for n, p := range r.Permissions {
		names[n] = string(p)
	}
	e := trail.Entry{Entity: "identity.role", ID: r.ID.Raw(), Action: cmp.Or(usecase.Name(ctx), "identity.change"), After: auditedRole{r.Name, r.Permissions}}
	var err error
	if r.Version == 0 {
		err = q.InsertCustomRole(ctx, t.tx, identitydb.InsertCustomRoleParams{TenantID: access.TenantOf(ctx), ID: r.ID, Name: r.Name, Permissions: names,
			CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt})
	} else {
		var before identity.CustomRole
		if before, err = t.CustomRole(ctx, r.ID); err != nil {
			return err
		}
		e.Before = auditedRole{before.Name, before.Permissions}
		var n int64
		n, err = q.UpdateCustomRole(ctx, t.tx, identitydb.UpdateCustomRoleParams{Name: r.Name, Permissions: names, UpdatedAt: r.UpdatedAt,
			TenantID: access.TenantOf(ctx), ID: r.ID, Version: pg.Int(r.Version)})
		if err == nil && n == 0 {
			return identity.ErrStale
		}
	}
	if pg.IsUnique(err, "role_name") {
		return identity.ErrRoleName
	}
	if err != nil {
		return err
	}
	return trail.Record(ctx, t.tx, e)
}

// RemoveCustomRole implements identity.Tx.
func (t *storeTx) RemoveCustomRole(ctx context.Context, id identity.RoleID, now time.Time) error {
	before, err := t.CustomRole(ctx, id)
	if err != nil {
		return err
	}
	tenant := access.TenantOf(ctx)
	if err := q.TakeCustomRole(ctx, t.tx, identitydb.TakeCustomRoleParams{ID: pgtype.UUID{Bytes: id, Valid: true}, UpdatedAt: now, TenantID: tenant}); err != nil {
		return err
	}
	if err := q.DeleteCustomRole(ctx, t.tx, tenant, id); err != nil {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "identity.role", ID: id.Raw(), Action: cmp.Or(usecase.Name(ctx), "identity.change"),
		Before: auditedRole{before.Name, before.Permissions}})
}

// Invitation implements identity.Tx.
func (t *storeTx) Invitation(ctx context.Context, id identity.InvitationID) (identity.Invitation, error) {
	row, err := q.LockInvitation(ctx, t.tx, access.TenantOf(ctx), id)
	return invitationOf(row), absent(err, identity.ErrInvitation)
}

// InvitationByHash implements identity.Tx.
func (t *storeTx) InvitationByHash(ctx context.Context, hash []byte) (identity.Invitation, error) {
	row, err := q.LockInvitationByHash(ctx, t.tx, access.TenantOf(ctx), hash)
	return invitationOf(row), absent(err, identity.ErrInvitation)
}

// OpenInvitations implements identity.Tx.
func (t *storeTx) OpenInvitations(ctx context.Context, email contact.Email) ([]identity.Invitation, error) {
	rows, err := q.OpenInvitationsOf(ctx, t.tx, access.TenantOf(ctx), email)
	return invitationsOf(rows), err
}

// auditedInvitation is an invitation in the audit trail: without its secret's hash.
type auditedInvitation struct {
	Email     contact.Email     `json:"email"`
	Name      string            `json:"name"`
	Roles     []identity.Role   `json:"roles"`
	Custom    []identity.RoleID `json:"customRoles,omitempty"`
	ExpiresAt time.Time         `json:"expiresAt"`
	Outcome   identity.Outcome  `json:"outcome,omitempty"`
}

// SaveInvitation implements identity.Tx.
func (t *storeTx) SaveInvitation(ctx context.Context, v identity.Invitation, news ...event.Event) error {
	roles := make([]string, len(v.Roles))
	for n, r := range v.Roles {
		roles[n] = string(r)
	}
	var before any
	switch old, err := t.Invitation(ctx, v.ID); {
	case err == nil:
		before = auditInvitation(old)
	case !errors.Is(err, identity.ErrInvitation):
		return err
	}
	err := q.PutInvitation(ctx, t.tx, identitydb.PutInvitationParams{TenantID: access.TenantOf(ctx), ID: v.ID, Hash: v.Hash, Email: v.Email, Name: v.Name,
		Locale: v.Locale, Roles: roles, CustomRoles: listed(v.Custom), InvitedBy: v.By, Inviter: v.Inviter, CreatedAt: v.CreatedAt, ExpiresAt: v.ExpiresAt,
		EndedAt: stored(v.EndedAt), Outcome: v.Outcome})
	if err != nil {
		return err
	}
	if err := t.store.events.Append(ctx, t.tx, news...); err != nil {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "identity.invitation", ID: v.ID.Raw(), Action: cmp.Or(usecase.Name(ctx), "identity.change"),
		Before: before, After: auditInvitation(v)})
}

func auditInvitation(v identity.Invitation) auditedInvitation {
	return auditedInvitation{v.Email, v.Name, v.Roles, v.Custom, v.ExpiresAt, v.Outcome}
}

// WithdrawInvitations implements identity.Tx.
func (t *storeTx) WithdrawInvitations(ctx context.Context, by access.UserID, now time.Time) error {
	return q.WithdrawInvitationsBy(ctx, t.tx, identitydb.WithdrawInvitationsByParams{EndedAt: &now, TenantID: access.TenantOf(ctx), InvitedBy: by})
}

func roleOf(r identitydb.IdentityRole) identity.CustomRole {
	out := identity.CustomRole{ID: r.ID, Name: r.Name, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: int(r.Version)}
	for _, p := range r.Permissions {
		out.Permissions = append(out.Permissions, access.Permission(p))
	}
	return out
}

func invitationOf(r identitydb.IdentityInvitation) identity.Invitation {
	v := identity.Invitation{ID: r.ID, Hash: r.Hash, Email: r.Email, Name: r.Name, Locale: r.Locale, By: r.InvitedBy, Inviter: r.Inviter,
		CreatedAt: r.CreatedAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(), EndedAt: moment(r.EndedAt), Outcome: r.Outcome}
	for _, role := range r.Roles {
		v.Roles = append(v.Roles, identity.Role(role))
	}
	v.Custom = append(v.Custom, r.CustomRoles...)
	return v
}

func invitationsOf(rows []identitydb.IdentityInvitation) []identity.Invitation {
	all := make([]identity.Invitation, len(rows))
	for n, row := range rows {
		all[n] = invitationOf(row)
	}
	return all
}

// listed is never NULL.
func listed(ids []identity.RoleID) []identity.RoleID {
	if ids == nil {
		return []identity.RoleID{}
	}
	return ids
}
