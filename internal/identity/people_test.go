package identity_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"comptoir/internal/event"
	"comptoir/internal/identity"
	. "comptoir/internal/identity/identitytest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
)

// boss returns an administrator's context.
func boss(t *testing.T, w *World, ctx context.Context) (context.Context, identity.SignedIn) {
	t.Helper()
	in := w.Page(t, ctx, "boss@example.com", identity.Administrator)
	return w.Acting(t, ctx, in), in
}

func accept(w *World, ctx context.Context, token string) (identity.Joined, error) {
	return w.AcceptInvite(ctx, identity.AcceptInvitation{Token: token, Name: "Erwan", Password: Password, Kind: identity.PageSession})
}

func TestInvitation(t *testing.T) {
	w, ctx := world(t)
	admin, _ := boss(t, w, ctx)
	invite := func(email string, roles ...identity.Role) (identity.Invitation, string) {
		t.Helper()
		v, err := w.Invite(admin, identity.Invite{Email: email, Name: "Erwan Kervella", Locale: "fr", Roles: roles})
		if err != nil {
			t.Fatal(err)
		}
		return v, secretOf(t, w, ctx, lastOf[event.StaffInvited](t, w, ctx).Invitation)
	}
	v, token := invite("erwan@example.com", identity.Staff)
	if seen, err := w.LookAtInvite(ctx, identity.LookAtInvitation{Token: token}); err != nil || seen.HasAccount || seen.Email != "erwan@example.com" {
		t.Fatalf("%+v %v", seen, err)
	}
	if _, err := w.AcceptInvite(ctx, identity.AcceptInvitation{Token: token, Name: "", Password: "short", Kind: identity.PageSession}); len(fields(err)) != 2 {
		t.Errorf("nothing said: %v", err)
	}
	sent, err := w.ResendInvite(admin, identity.ResendInvitation{ID: v.ID})
	if err != nil || sent.ID == v.ID {
		t.Fatal(err)
	}
	if _, err := accept(w, ctx, token); !errors.Is(err, identity.ErrInvitation) {
		t.Errorf("the link that was replaced: %v", err)
	}
	token = secretOf(t, w, ctx, lastOf[event.StaffInvited](t, w, ctx).Invitation)
	in, err := accept(w, ctx, token)
	if err != nil || !in.New || !in.User.EmailConfirmed || !slices.Equal(in.User.Roles, []identity.Role{identity.Staff}) {
		t.Fatalf("%+v %v", in, err)
	}
	if a := access.From(w.Acting(t, ctx, in.Session)); !a.May("stays.run_stay") {
		t.Error("he may do nothing")
	}
	if _, err := accept(w, ctx, token); !errors.Is(err, identity.ErrInvitation) {
		t.Errorf("twice: %v", err)
	}

	second, token := invite("late@example.com", identity.Staff)
	w.Clock.Advance(identity.InvitationLife)
	if _, err := accept(w, ctx, token); !errors.Is(err, identity.ErrInvitation) {
		t.Errorf("too late: %v", err)
	}
	if _, err := w.ResendInvite(admin, identity.ResendInvitation{ID: second.ID}); err != nil {
		t.Errorf("an expired one again: %v", err)
	}
	open, err := w.Invitations(admin, identity.ListInvitations{})
	if err != nil || len(open) != 1 {
		t.Fatalf("%v %v", open, err)
	}
	token = secretOf(t, w, ctx, open[0].ID.Raw())
	if _, err := w.WithdrawInvite(admin, identity.WithdrawInvitation{ID: open[0].ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := accept(w, ctx, token); !errors.Is(err, identity.ErrInvitation) {
		t.Errorf("withdrawn: %v", err)
	}
	if _, err := accept(w, ctx, "x"); !errors.Is(err, identity.ErrInvitation) {
		t.Errorf("no link: %v", err)
	}
}

// The link of an invitation opens no account that exists: its owner must be signed in.
func TestInvitationOfSomebodyWithAnAccount(t *testing.T) {
	w, ctx := world(t)
	admin, _ := boss(t, w, ctx)
	guest := w.Page(t, ctx, "guest@example.com")
	other := w.Page(t, ctx, "other@example.com")
	if _, err := w.Invite(admin, identity.Invite{Email: "guest@example.com", Name: "Alix", Locale: "fr", Roles: []identity.Role{identity.Staff}}); err != nil {
		t.Fatal(err)
	}
	token := secretOf(t, w, ctx, lastOf[event.StaffInvited](t, w, ctx).Invitation)
	for name, who := range map[string]context.Context{"nobody": ctx, "somebody else": w.Acting(t, ctx, other), "the inviter": admin} {
		if _, err := accept(w, who, token); !errors.Is(err, identity.ErrInvitationSignIn) {
			t.Errorf("%s: %v", name, err)
		}
	}
	in, err := accept(w, w.Acting(t, ctx, guest), token)
	if err != nil || in.New || !slices.Contains(in.User.Roles, identity.Staff) {
		t.Fatalf("%+v %v", in, err)
	}
	if a := access.From(w.Acting(t, ctx, guest)); !a.May("stays.run_stay") {
		t.Error("his session does not know")
	}
}

func TestNobodyInvitesToMoreThanHeHas(t *testing.T) {
	w, ctx := world(t)
	manager := access.With(ctx, access.Actor{Kind: access.Person, Fresh: true, Tenant: access.TenantOf(ctx), Roles: []string{"manager"},
		Permissions: map[access.Permission]bool{identity.PermCreateUser: true, identity.PermManageRoles: true, "stays.run_stay": true}})
	if _, err := w.Invite(manager, identity.Invite{Email: "x@example.com", Name: "X", Locale: "fr", Roles: []identity.Role{identity.Administrator}}); !errors.Is(err, identity.ErrRole) {
		t.Errorf("a higher role: %v", err)
	}
	admin, _ := boss(t, w, ctx)
	mighty, err := w.DefineRole(admin, identity.DefineRole{Name: "Mighty", Permissions: []access.Permission{"payments.refund"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Invite(manager, identity.Invite{Email: "x@example.com", Name: "X", Locale: "fr", Custom: []identity.RoleID{mighty.ID}}); !errors.Is(err, identity.ErrRole) {
		t.Errorf("a role of the business that allows more: %v", err)
	}
	if _, err := w.DefineRole(manager, identity.DefineRole{Name: "Thief", Permissions: []access.Permission{"payments.refund"}}); !errors.Is(err, identity.ErrRole) {
		t.Errorf("makes a role that allows more: %v", err)
	}
	if _, err := w.DefineRole(manager, identity.DefineRole{ID: mighty.ID, Version: mighty.Version, Name: "Mighty", Permissions: []access.Permission{"stays.run_stay"}}); !errors.Is(err, identity.ErrRole) {
		t.Errorf("changes a role that allows more: %v", err)
	}
	if _, err := w.RemoveRole(manager, identity.RemoveRole{ID: mighty.ID, Version: mighty.Version}); !errors.Is(err, identity.ErrRole) {
		t.Errorf("removes a role that allows more: %v", err)
	}
	if _, err := w.DefineRole(manager, identity.DefineRole{Name: "Welcome", Permissions: []access.Permission{"stays.run_stay"}}); err != nil {
		t.Errorf("what he may do himself: %v", err)
	}
	for name, c := range map[string]identity.DefineRole{
		"no name":           {Permissions: []access.Permission{"stays.run_stay"}},
		"nothing":           {Name: "Nothing"},
		"the program's own": {Name: "Program", Permissions: []access.Permission{identity.PermProgram}},
		"unknown":           {Name: "Unknown", Permissions: []access.Permission{"stays.fly"}},
	} {
		if _, err := w.DefineRole(admin, c); len(fields(err)) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.DefineRole(admin, identity.DefineRole{Name: "tenants", Permissions: []access.Permission{"tenancy.create_tenant"}}); !errors.Is(err, identity.ErrRole) {
		t.Errorf("a permission of the operator: %v", err)
	}
}

// A role of the business's own adds to what a person may, from the next request on, and so does each change of it.
func TestCustomRoleReachesLivingSessions(t *testing.T) {
	w, ctx := world(t)
	admin, _ := boss(t, w, ctx)
	clerk := w.Page(t, ctx, "clerk@example.com")
	may := func(p access.Permission) bool { t.Helper(); return access.From(w.Acting(t, ctx, clerk)).May(p) }
	role, err := w.DefineRole(admin, identity.DefineRole{Name: " Réception  ", Permissions: []access.Permission{"stays.run_stay", "stays.read_planning"}})
	if err != nil || role.Name != "Réception" || role.Version != 1 {
		t.Fatalf("%+v %v", role, err)
	}
	if _, err := w.DefineRole(admin, identity.DefineRole{Name: "réception", Permissions: []access.Permission{"stays.run_stay"}}); !errors.Is(err, identity.ErrRoleName) {
		t.Errorf("the same name: %v", err)
	}
	if may("stays.run_stay") {
		t.Fatal("before")
	}
	if _, err := w.SetRoles(admin, identity.SetRoles{User: clerk.User.ID, Custom: []identity.RoleID{role.ID}}); err != nil {
		t.Fatal(err)
	}
	if !may("stays.run_stay") || !may(identity.PermOwnAccount) || may("payments.refund") {
		t.Error("given")
	}
	role, err = w.DefineRole(admin, identity.DefineRole{ID: role.ID, Version: role.Version, Name: "Réception", Permissions: []access.Permission{"payments.refund"}})
	if err != nil {
		t.Fatal(err)
	}
	if may("stays.run_stay") || !may("payments.refund") {
		t.Error("changed")
	}
	if _, err := w.DefineRole(admin, identity.DefineRole{ID: role.ID, Version: role.Version - 1, Name: "x", Permissions: []access.Permission{"payments.refund"}}); !errors.Is(err, identity.ErrStale) {
		t.Errorf("stale: %v", err)
	}
	if _, err := w.RemoveRole(admin, identity.RemoveRole{ID: role.ID, Version: role.Version}); err != nil {
		t.Fatal(err)
	}
	if may("payments.refund") {
		t.Error("removed")
	}
	if _, err := w.SetRoles(admin, identity.SetRoles{User: clerk.User.ID, Custom: []identity.RoleID{role.ID}}); !errors.Is(err, identity.ErrUnknownRole) {
		t.Errorf("a role that is gone: %v", err)
	}
	if _, err := w.SetRoles(admin, identity.SetRoles{User: ident.Next[access.User](w.IDs)}); !errors.Is(err, identity.ErrUnknownUser) {
		t.Errorf("nobody: %v", err)
	}
}

func TestShutOut(t *testing.T) {
	w, ctx := world(t)
	admin, in := boss(t, w, ctx)
	clerk := w.Page(t, ctx, "clerk@example.com", identity.Administrator)
	asClerk := w.Acting(t, ctx, clerk)
	if _, err := w.Invite(asClerk, identity.Invite{Email: "friend@example.com", Name: "F", Locale: "fr", Roles: []identity.Role{identity.Administrator}}); err != nil {
		t.Fatal(err)
	}
	friend := secretOf(t, w, ctx, lastOf[event.StaffInvited](t, w, ctx).Invitation)
	magic := link(t, w, ctx, "clerk@example.com")
	if _, err := w.Deactivate(admin, identity.Deactivate{User: in.User.ID}); !errors.Is(err, identity.ErrRole) {
		t.Errorf("oneself: %v", err)
	}
	if v, err := w.Deactivate(admin, identity.Deactivate{User: clerk.User.ID}); err != nil || !v.Deactivated {
		t.Fatalf("%+v %v", v, err)
	}
	if _, err := w.ActorOfCookie(ctx, clerk.Secret); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("his session: %v", err)
	}
	if _, err := w.SignIn(ctx, identity.SignIn{Email: "clerk@example.com", Password: Password, Kind: identity.PageSession}); !errors.Is(err, identity.ErrCredentials) {
		t.Errorf("his password: %v", err)
	}
	if _, err := w.UseLink(ctx, identity.UseMagicLink{Token: magic, Kind: identity.PageSession}); !errors.Is(err, identity.ErrLink) {
		t.Errorf("his link: %v", err)
	}
	if _, err := accept(w, ctx, friend); !errors.Is(err, identity.ErrInvitation) {
		t.Errorf("an invitation that he sent: %v", err)
	}
	before := len(w.Harness.Published(t, ctx))
	if _, err := w.RequestReset(ctx, identity.RequestReset{Email: "clerk@example.com"}); err != nil {
		t.Fatal(err)
	}
	for _, d := range w.Harness.Deferred(t, ctx) {
		if _, err := w.IssueReset(System(ctx), d); err != nil {
			t.Fatal(err)
		}
	}
	if len(w.Harness.Published(t, ctx)) != before {
		t.Error("a link was mailed to him")
	}
	if _, err := w.Invite(admin, identity.Invite{Email: "clerk@example.com", Name: "C", Locale: "fr", Roles: []identity.Role{identity.Staff}}); !errors.Is(err, identity.ErrShutOut) {
		t.Errorf("invited: %v", err)
	}
	if _, err := w.Reactivate(admin, identity.Reactivate{User: clerk.User.ID}); err != nil {
		t.Fatal(err)
	}
	w.EnterPage(t, ctx, "clerk@example.com")
}

func TestTheLastAdministratorRemains(t *testing.T) {
	w, ctx := world(t)
	_, in := boss(t, w, ctx)
	system := System(ctx)
	for name, act := range map[string]func() error{
		"revoked": func() error {
			_, err := w.RevokeRole(system, identity.RevokeRole{User: in.User.ID, Role: identity.Administrator})
			return err
		},
		"revoked by address": func() error {
			_, err := w.RevokeRole(system, identity.RevokeRole{Email: "boss@example.com", Role: identity.Administrator})
			return err
		},
		"replaced": func() error {
			_, err := w.SetRoles(system, identity.SetRoles{User: in.User.ID, Roles: []identity.Role{identity.Manager}})
			return err
		},
		"shut out": func() error { _, err := w.Deactivate(system, identity.Deactivate{User: in.User.ID}); return err },
	} {
		if err := act(); !errors.Is(err, identity.ErrLastAdministrator) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.Open(t, ctx, "second@example.com", identity.Administrator)
	if _, err := w.RevokeRole(system, identity.RevokeRole{User: in.User.ID, Role: identity.Administrator}); err != nil {
		t.Errorf("with another one: %v", err)
	}
}

func TestProfileZone(t *testing.T) {
	w, ctx := world(t)
	acting := w.Acting(t, ctx, w.Page(t, ctx, "alice@example.com"))
	for zone, ok := range map[string]bool{"": true, "Europe/Paris": true, "Africa/Algiers": true, "Local": false, "Mars/Olympus": false, "../../etc/passwd": false} {
		v, err := w.UpdateProfile(acting, identity.UpdateProfile{Zone: &zone})
		if ok && (err != nil || v.Zone != zone) || !ok && !slices.Equal(fields(err), []string{"zone no_such_zone"}) {
			t.Errorf("%q: %v %+v", zone, err, v)
		}
	}
}
