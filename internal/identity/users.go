package identity

import (
	"context"
	"slices"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
)

// Me asks who the actor is.
type Me struct{}

// Needs implements access.Guarded.
func (Me) Needs() access.Permission { return PermOwnAccount }

func (i *Identity) me(ctx context.Context, _ Me) (UserView, error) {
	s, err := i.d.Store.UserByID(ctx, access.From(ctx).User)
	return s.view(), err
}

// CreateUser adds a person with roles: the command line, the demonstration, later the desk. Without a password he is
// sent a link to choose one. Confirmed says that the address needs no proof.
type CreateUser struct {
	Email     string
	Password  string
	Roles     []Role
	Confirmed bool
	Profile
}

// Needs implements access.Guarded.
func (CreateUser) Needs() access.Permission { return PermCreateUser }

// Proof implements access.Proving: whoever adds a person also gives him power.
func (CreateUser) Proof() access.Proof { return access.FreshProof }

func (i *Identity) createUser(ctx context.Context, c CreateUser) (UserView, error) {
	var check fault.Check
	email, err := contact.ParseEmail(c.Email)
	check.Take("email", err)
	profile := c.Profile.Check(&check)
	if c.Password != "" {
		CheckPassword(&check, "password", c.Password, profile.Name, email, i.d.Business(ctx))
	}
	for _, r := range c.Roles {
		check.That(slices.Contains(Roles(), r), "roles", "unknown_role", "no such role")
	}
	if err := check.Err(); err != nil {
		return UserView{}, err
	}
	for _, r := range c.Roles {
		if !mayGive(access.From(ctx), r) {
			return UserView{}, ErrRole
		}
	}
	hash := ""
	if c.Password != "" {
		if hash, err = i.d.Passwords.Hash(ctx, c.Password); err != nil {
			return UserView{}, err
		}
	}
	id, ticket := ident.Next[access.User](i.d.IDs), ident.Next[ticketTag](i.d.IDs)
	var out UserView
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		now := i.d.Now()
		u := NewUser(id, email, profile, hash, c.Roles, now)
		if c.Confirmed {
			u.s.EmailConfirmedAt = now
		}
		out = u.s.view()
		if hash == "" {
			return i.sendTicket(ctx, tx, u, PurposeReset, ticket, now)
		}
		return tx.SaveUser(ctx, u)
	})
	if err != nil {
		return UserView{}, err
	}
	return out, nil
}

// GrantRole gives a role to a user, named by identifier or by address.
type GrantRole struct {
	User  access.UserID
	Email contact.Email // when User is zero
	Role  Role
}

// Needs implements access.Guarded.
func (GrantRole) Needs() access.Permission { return PermGrantRole }

// Proof implements access.Proving.
func (GrantRole) Proof() access.Proof { return access.FreshProof }

func (i *Identity) grantRole(ctx context.Context, c GrantRole) (UserView, error) {
	if err := checkRole(ctx, c.Role); err != nil {
		return UserView{}, err
	}
	v, err := i.changeUser(ctx, find(c.User, c.Email), func(u *User) error { u.Grant(c.Role, i.d.Now()); return nil })
	if err == nil {
		err = i.bind(ctx, v.ID)
	}
	if err == nil {
		i.note(ctx, NoteRoles, v.ID, v.Email, "", map[string]string{"given": string(c.Role), "by": access.From(ctx).User.String()})
	}
	return v, err
}

// RevokeRole takes a role from a user. Nobody takes a role from himself: a business must not lock itself out.
type RevokeRole struct {
	User  access.UserID
	Email contact.Email
	Role  Role
}

// Needs implements access.Guarded.
func (RevokeRole) Needs() access.Permission { return PermGrantRole }

// Proof implements access.Proving.
func (RevokeRole) Proof() access.Proof { return access.FreshProof }

func (i *Identity) revokeRole(ctx context.Context, c RevokeRole) (UserView, error) {
	if err := checkRole(ctx, c.Role); err != nil {
		return UserView{}, err
	}
	v, err := i.changeUser(ctx, i.dismissing(c.User, c.Email, c.Role), func(u *User) error {
		if u.s.ID == access.From(ctx).User {
			return ErrRole
		}
		u.Revoke(c.Role, i.d.Now())
		return nil
	})
	if err == nil {
		i.note(ctx, NoteRoles, v.ID, v.Email, "", map[string]string{"taken": string(c.Role), "by": access.From(ctx).User.String()})
	}
	return v, err
}

// dismissing loads the user whose role is taken; the last administrator keeps his.
func (i *Identity) dismissing(id access.UserID, email contact.Email, r Role) func(context.Context, Tx) (*User, error) {
	return func(ctx context.Context, tx Tx) (*User, error) {
		if id.IsZero() {
			u, err := tx.UserByEmail(ctx, email)
			if err != nil || r != Administrator {
				return u, err
			}
			id = u.s.ID
		}
		return i.lockForRoles(ctx, tx, id, r != Administrator)
	}
}

func checkRole(ctx context.Context, r Role) error {
	var check fault.Check
	check.That(slices.Contains(Roles(), r), "role", "unknown_role", "no such role")
	if err := check.Err(); err != nil {
		return err
	}
	if !mayGive(access.From(ctx), r) {
		return ErrRole
	}
	return nil
}

// mayGive reports whether an actor may give or take a role: one that does not allow more than his own highest does.
func mayGive(a access.Actor, r Role) bool {
	if a.Kind == access.System {
		return true
	}
	highest := -1
	for _, name := range a.Roles {
		highest = max(highest, slices.Index(Roles(), Role(name)))
	}
	return slices.Index(Roles(), r) <= highest
}

func find(id access.UserID, email contact.Email) func(context.Context, Tx) (*User, error) {
	return func(ctx context.Context, tx Tx) (*User, error) {
		if id.IsZero() {
			return tx.UserByEmail(ctx, email)
		}
		return tx.User(ctx, id)
	}
}

func (i *Identity) changeUser(ctx context.Context, load func(context.Context, Tx) (*User, error), act func(*User) error) (UserView, error) {
	var out UserView
	err := i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		u, err := load(ctx, tx)
		if err != nil {
			return err
		}
		if err := act(u); err != nil {
			return err
		}
		out = u.s.view()
		return tx.SaveUser(ctx, u)
	})
	return out, err
}

// ListUsers lists the people of the business by address.
type ListUsers struct {
	paging.Request
	Team bool   // only who has a role beyond that of a customer or a member
	Text string // in the name or the address; "": all
}

// Needs implements access.Guarded.
func (ListUsers) Needs() access.Permission { return PermReadUsers }

func (i *Identity) listUsers(ctx context.Context, q ListUsers) (paging.Page[UserView], error) {
	var after contact.Email
	if _, err := paging.Decode(q.Cursor, "email", &after); err != nil {
		return paging.Page[UserView]{}, err
	}
	rows, err := i.d.Store.Users(ctx, UserQuery{After: after, Limit: q.Size() + 1, Team: q.Team, Text: strings.TrimSpace(q.Text)})
	if err != nil {
		return paging.Page[UserView]{}, err
	}
	views := make([]UserView, len(rows))
	for n, s := range rows {
		views[n] = s.view()
	}
	return paging.Cut(views, q.Size(), func(last UserView) string { return paging.Encode("email", last.Email) }), nil
}
