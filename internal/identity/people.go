package identity

import (
	"context"
	"slices"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/usecase"
)

// GetUser asks for one person of the business.
type GetUser struct{ User access.UserID }

// Needs implements access.Guarded.
func (GetUser) Needs() access.Permission { return PermReadUsers }

func (i *Identity) getUser(ctx context.Context, q GetUser) (UserView, error) {
	s, err := i.d.Store.UserByID(ctx, q.User)
	return s.view(), err
}

// SetRoles replaces the roles of a person, those of the program and those of the business. It takes effect with the next
// request of every session that he has. Nobody gives or takes what he does not have himself, takes a role from himself, or
// takes the last administrator away.
type SetRoles struct {
	User   access.UserID
	Roles  []Role
	Custom []RoleID
}

// Needs implements access.Guarded.
func (SetRoles) Needs() access.Permission { return PermGrantRole }

// Proof implements access.Proving.
func (SetRoles) Proof() access.Proof { return access.FreshProof }

func (i *Identity) setRoles(ctx context.Context, c SetRoles) (UserView, error) {
	if err := checkRoles(c.Roles); err != nil {
		return UserView{}, err
	}
	actor := access.From(ctx)
	roles := sortRoles(c.Roles)
	var before, after UserState
	err := i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		u, err := i.lockForRoles(ctx, tx, c.User, slices.Contains(roles, Administrator))
		if err != nil {
			return err
		}
		before = u.s
		for _, r := range Roles() {
			held, kept := slices.Contains(u.s.Roles, r), slices.Contains(roles, r)
			if held != kept && (!mayGive(actor, r) || held && c.User == actor.User) {
				return ErrRole
			}
		}
		if err := i.checkCustom(ctx, tx, actor, u.s, c.Custom); err != nil {
			return err
		}
		u.s.Roles, u.s.Custom, u.s.UpdatedAt = roles, c.Custom, i.d.Now()
		after = u.s
		return tx.SaveUser(ctx, u)
	})
	if err != nil {
		return UserView{}, err
	}
	i.note(ctx, NoteRoles, after.ID, after.Email, "", map[string]string{"before": roleWords(before), "after": roleWords(after), "by": actor.User.String()})
	return after.view(), i.bind(ctx, after.ID)
}

// checkCustom refuses roles of the business that do not exist, and changes of such that allow more than the actor may.
func (i *Identity) checkCustom(ctx context.Context, tx Tx, actor access.Actor, u UserState, wanted []RoleID) error {
	for _, id := range slices.Concat(u.Custom, wanted) {
		held, kept := slices.Contains(u.Custom, id), slices.Contains(wanted, id)
		if held && kept {
			continue
		}
		role, err := tx.CustomRole(ctx, id)
		if held && fault.KindOf(err) == fault.NotFound {
			continue // it is gone, and allows nothing any more
		}
		if err != nil {
			return err
		}
		if !mayGiveAll(actor, role.Permissions) || held && u.ID == actor.User {
			return ErrRole
		}
	}
	return nil
}

// lockForRoles loads a person whose power is about to change. Unless he stays an administrator, another one must remain:
// all of them are locked first, so that two who dismiss each other at the same moment do not both succeed.
func (i *Identity) lockForRoles(ctx context.Context, tx Tx, id access.UserID, stays bool) (*User, error) {
	var admins []access.UserID
	if !stays {
		var err error
		if admins, err = tx.Administrators(ctx); err != nil {
			return nil, err
		}
	}
	u, err := tx.User(ctx, id)
	if err != nil {
		return nil, err
	}
	if !stays && len(admins) == 1 && admins[0] == id {
		return nil, ErrLastAdministrator
	}
	return u, nil
}

func checkRoles(roles []Role) error {
	var check fault.Check
	for _, r := range roles {
		check.That(slices.Contains(Roles(), r), "roles", "unknown_role", "no such role")
	}
	return check.Err()
}

func roleWords(s UserState) string {
	var words []string
	for _, r := range s.Roles {
		words = append(words, string(r))
	}
	for _, id := range s.Custom {
		words = append(words, id.String())
	}
	return strings.Join(words, " ")
}

// Deactivate shuts a person out: his sessions end, his links stop working, and he cannot sign in until he is let in again.
// What he did stays. Invitations that he sent and nobody has accepted are withdrawn.
type Deactivate struct{ User access.UserID }

// Needs implements access.Guarded.
func (Deactivate) Needs() access.Permission { return PermManageUsers }

// Proof implements access.Proving.
func (Deactivate) Proof() access.Proof { return access.FreshProof }

func (i *Identity) deactivate(ctx context.Context, c Deactivate) (UserView, error) {
	actor := access.From(ctx)
	var out UserState
	err := i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		now := i.d.Now()
		u, err := i.lockForRoles(ctx, tx, c.User, false)
		if err != nil {
			return err
		}
		if c.User == actor.User || !mayManage(actor, u.s) {
			return ErrRole
		}
		if !u.s.DeactivatedAt.IsZero() {
			out = u.s
			return nil
		}
		u.s.DeactivatedAt, u.s.UpdatedAt = now, now
		out = u.s
		if err := i.resettle(ctx, tx, u, now); err != nil {
			return err
		}
		if err := tx.WithdrawInvitations(ctx, c.User, now); err != nil {
			return err
		}
		return tx.EndSessions(ctx, c.User, SessionID{}, EndedByBusiness, now)
	})
	if err != nil {
		return UserView{}, err
	}
	i.note(ctx, NoteDeactivated, out.ID, out.Email, "", map[string]string{"by": actor.User.String()})
	return out.view(), nil
}

// mayManage reports whether an actor may shut a person out or let him in: one who has no role that the actor may not give.
func mayManage(a access.Actor, u UserState) bool {
	for _, r := range u.Roles {
		if !mayGive(a, r) {
			return false
		}
	}
	return mayGiveAll(a, u.Extra)
}

// Reactivate lets a person in again who was shut out.
type Reactivate struct{ User access.UserID }

// Needs implements access.Guarded.
func (Reactivate) Needs() access.Permission { return PermManageUsers }

// Proof implements access.Proving.
func (Reactivate) Proof() access.Proof { return access.FreshProof }

func (i *Identity) reactivate(ctx context.Context, c Reactivate) (UserView, error) {
	actor := access.From(ctx)
	var out UserState
	err := i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.User(ctx, c.User)
		if err != nil {
			return err
		}
		if !mayManage(actor, u.s) {
			return ErrRole
		}
		u.s.DeactivatedAt, u.s.UpdatedAt = UserState{}.DeactivatedAt, i.d.Now()
		out = u.s
		return tx.SaveUser(ctx, u)
	})
	if err != nil {
		return UserView{}, err
	}
	i.note(ctx, NoteReactivated, out.ID, out.Email, "", map[string]string{"by": actor.User.String()})
	return out.view(), nil
}

// EndUserSessions signs a person out everywhere, as when his telephone was lost.
type EndUserSessions struct{ User access.UserID }

// Needs implements access.Guarded.
func (EndUserSessions) Needs() access.Permission { return PermManageUsers }

func (i *Identity) endUserSessions(ctx context.Context, c EndUserSessions) (none usecase.None, err error) {
	actor := access.From(ctx)
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.User(ctx, c.User)
		if err != nil {
			return err
		}
		if !mayManage(actor, u.s) {
			return ErrRole
		}
		return tx.EndSessions(ctx, c.User, SessionID{}, EndedByBusiness, i.d.Now())
	})
	if err == nil {
		i.note(ctx, NoteSessionRevoked, c.User, "", "", map[string]string{"sessions": "all", "by": actor.User.String()})
	}
	return none, err
}
