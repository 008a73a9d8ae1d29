package identity

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

type roleTag struct{}

// RoleID names a role that a business made itself.
type RoleID = ident.ID[roleTag]

// MaxCustomRoles is how many roles a business may make: more than anybody can keep in mind.
const MaxCustomRoles = 50

// Faults of roles.
var (
	ErrUnknownRole       = fault.Define(fault.NotFound, "identity.unknown_role", "no such role")
	ErrRoleName          = fault.Define(fault.Conflict, "identity.role_name_taken", "another role has this name")
	ErrTooManyRoles      = fault.Define(fault.Conflict, "identity.too_many_roles", "a business has at most fifty roles of its own")
	ErrLastAdministrator = fault.Define(fault.Conflict, "identity.last_administrator", "somebody must remain who may change roles; make another administrator first")
)

// CustomRole is a role that a business made of permissions. A person holds it beside one of the program's own roles.
type CustomRole struct {
	ID          RoleID
	Name        string
	Permissions []access.Permission // in the order of the matrix
	CreatedAt   time.Time
	UpdatedAt   time.Time
	Version     int // 0: not stored yet
}

// ListRoles asks for the roles that the business made itself, by name. The program's own are Roles and Granted.
type ListRoles struct{}

// Needs implements access.Guarded.
func (ListRoles) Needs() access.Permission { return PermReadUsers }

func (i *Identity) listRoles(ctx context.Context, _ ListRoles) ([]CustomRole, error) {
	return i.d.Store.CustomRoles(ctx)
}

// DefineRole makes a role, or changes one. Nobody puts more into a role than he may do himself, nor changes a role that
// allows more than that.
type DefineRole struct {
	ID          RoleID // zero: a new one
	Version     int    // of the role as it was seen; 0: a new one
	Name        string
	Permissions []access.Permission
}

// Needs implements access.Guarded.
func (DefineRole) Needs() access.Permission { return PermManageRoles }

// Proof implements access.Proving: it changes what people may do.
func (DefineRole) Proof() access.Proof { return access.FreshProof }

func (i *Identity) defineRole(ctx context.Context, c DefineRole) (CustomRole, error) {
	c.Name = strings.Join(strings.Fields(c.Name), " ")
	var check fault.Check
	n := utf8.RuneCountInString(c.Name)
	check.That(n > 0, "name", "required", "the name is missing")
	check.That(n <= 60, "name", "too_long", "at most 60 characters")
	check.That(utf8.ValidString(c.Name) && !strings.ContainsAny(c.Name, "<>{}|\\"), "name", "malformed_name", "a few words")
	check.That(len(c.Permissions) > 0, "permissions", "required", "a role without permissions allows nothing")
	for _, p := range c.Permissions {
		check.That(slices.Contains(known, p) && !programOnly(p), "permissions", "unknown_permission", "no such permission")
	}
	if err := check.Err(); err != nil {
		return CustomRole{}, err
	}
	actor := access.From(ctx)
	fresh := ident.Next[roleTag](i.d.IDs)
	var out CustomRole
	err := i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		now := i.d.Now()
		out = CustomRole{ID: fresh, CreatedAt: now}
		if !c.ID.IsZero() {
			var err error
			if out, err = tx.CustomRole(ctx, c.ID); err != nil {
				return err
			}
			if out.Version != c.Version {
				return ErrStale
			}
			if !mayGiveAll(actor, out.Permissions) {
				return ErrRole
			}
		} else if all, err := tx.CountCustomRoles(ctx); err != nil || all >= MaxCustomRoles {
			if err == nil {
				err = ErrTooManyRoles
			}
			return err
		}
		out.Name, out.Permissions, out.UpdatedAt = c.Name, inOrder(c.Permissions), now
		if !mayGiveAll(actor, out.Permissions) {
			return ErrRole
		}
		if err := tx.SaveCustomRole(ctx, out); err != nil {
			return err
		}
		out.Version++
		return nil
	})
	if err != nil {
		return CustomRole{}, err
	}
	i.note(ctx, NoteRoleDefined, actor.User, "", "", map[string]string{"role": out.ID.String(), "permissions": joined(out.Permissions)})
	return out, nil
}

// RemoveRole removes a role that the business made; who holds it loses what it allowed at once.
type RemoveRole struct {
	ID      RoleID
	Version int
}

// Needs implements access.Guarded.
func (RemoveRole) Needs() access.Permission { return PermManageRoles }

// Proof implements access.Proving.
func (RemoveRole) Proof() access.Proof { return access.FreshProof }

func (i *Identity) removeRole(ctx context.Context, c RemoveRole) (none usecase.None, err error) {
	actor := access.From(ctx)
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		role, err := tx.CustomRole(ctx, c.ID)
		if err != nil {
			return err
		}
		if role.Version != c.Version {
			return ErrStale
		}
		if !mayGiveAll(actor, role.Permissions) {
			return ErrRole
		}
		return tx.RemoveCustomRole(ctx, c.ID, i.d.Now())
	})
	if err == nil {
		i.note(ctx, NoteRoleDefined, actor.User, "", "", map[string]string{"role": c.ID.String(), "removed": "yes"})
	}
	return none, err
}

// programOnly reports whether no role has a permission: only the program itself does such things.
func programOnly(p access.Permission) bool {
	for _, r := range Roles() {
		if granted[r][p] {
			return false
		}
	}
	return true
}

// Grantable returns the permissions that an actor may put into a role, in the order of the matrix.
func Grantable(a access.Actor) []access.Permission {
	var all []access.Permission
	for _, p := range known {
		if !programOnly(p) && p != PermOwnAccount && a.May(p) {
			all = append(all, p)
		}
	}
	return all
}

// mayGiveAll reports whether an actor may do everything that is given.
func mayGiveAll(a access.Actor, permissions []access.Permission) bool {
	for _, p := range permissions {
		if !a.May(p) {
			return false
		}
	}
	return true
}

// inOrder returns permissions in the order of the matrix, each once.
func inOrder(permissions []access.Permission) []access.Permission {
	var out []access.Permission
	for _, p := range known {
		if slices.Contains(permissions, p) {
			out = append(out, p)
		}
	}
	return out
}

func joined(permissions []access.Permission) string {
	words := make([]string, len(permissions))
	for n, p := range permissions {
		words[n] = string(p)
	}
	return strings.Join(words, " ")
}

// Holders returns the program's roles that have a permission, lowest first.
func Holders(p access.Permission) []Role {
	var all []Role
	for _, r := range Roles() {
		if granted[r][p] {
			all = append(all, r)
		}
	}
	return all
}

// Givable returns the program's roles that an actor may give and take.
func Givable(a access.Actor) []Role {
	var all []Role
	for _, r := range Roles() {
		if mayGive(a, r) {
			all = append(all, r)
		}
	}
	return all
}

// GivableCustom reports whether an actor may give and take a role of the business's own.
func GivableCustom(a access.Actor, c CustomRole) bool { return mayGiveAll(a, c.Permissions) }
