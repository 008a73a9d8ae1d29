package identity_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/internal/identity"
	. "comptoir/internal/identity/identitytest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
)

func TestRolesAreGivenDownwards(t *testing.T) {
	w, ctx := world(t)
	target := w.Open(t, ctx, "target@example.com")
	as := func(r identity.Role) context.Context {
		return access.With(ctx, access.Actor{Kind: access.Person, Fresh: true, Tenant: access.TenantOf(ctx), User: target.User.ID, Roles: []string{string(r)},
			Permissions: map[access.Permission]bool{identity.PermGrantRole: true, identity.PermCreateUser: true}})
	}
	for n, mine := range identity.Roles() {
		for m, given := range identity.Roles() {
			_, err := w.GrantRole(as(mine), identity.GrantRole{User: target.User.ID, Role: given})
			if allowed := m <= n; allowed && err != nil || !allowed && !errors.Is(err, identity.ErrRole) {
				t.Errorf("%s gives %s: %v", mine, given, err)
			}
			_, err = w.CreateUser(as(mine), identity.CreateUser{Email: string(mine) + "." + string(given) + "@example.com", Roles: []identity.Role{given},
				Profile: identity.Profile{Name: "X", Locale: "fr"}})
			if allowed := m <= n; allowed && err != nil || !allowed && !errors.Is(err, identity.ErrRole) {
				t.Errorf("%s creates %s: %v", mine, given, err)
			}
		}
	}
	if _, err := w.RevokeRole(as(identity.PlatformAdministrator), identity.RevokeRole{User: target.User.ID, Role: identity.Administrator}); !errors.Is(err, identity.ErrRole) {
		t.Errorf("from oneself: %v", err)
	}
	got, err := w.RevokeRole(System(ctx), identity.RevokeRole{Email: "target@example.com", Role: identity.Administrator})
	if err != nil || slices.Contains(got.Roles, identity.Administrator) {
		t.Errorf("%v %v", got.Roles, err)
	}
	if _, err := w.GrantRole(System(ctx), identity.GrantRole{User: target.User.ID, Role: "emperor"}); !slices.Equal(fields(err), []string{"role unknown_role"}) {
		t.Errorf("%v", err)
	}
}

func TestMatrix(t *testing.T) {
	t.Parallel()
	identity.New(identity.Deps{Store: NewMem(), Now: time.Now, Observe: usecase.Silent{}})
	for name, p := range usecase.Registered() {
		if !identity.InMatrix(p) {
			t.Errorf("%s needs %s, which is not in the matrix", name, p)
		}
	}
	for _, p := range identity.Permissions() {
		program := strings.HasSuffix(string(p), ".program") || strings.HasSuffix(string(p), ".react")
		held := slices.ContainsFunc(identity.Roles(), func(r identity.Role) bool { return slices.Contains(identity.Granted(r), p) })
		if program == held {
			t.Errorf("%s: only the program %t, held by a role %t", p, program, held)
		}
	}
	if identity.PermissionsOf([]identity.Role{"emperor"})["identity.own_account"] || len(identity.PermissionsOf([]identity.Role{"emperor"})) > 0 {
		t.Error("an unknown role may do something")
	}
	both := identity.PermissionsOf([]identity.Role{identity.Staff, identity.Owner})
	if !both["stays.read_owned_properties"] || !both["stays.run_stay"] || both["identity.grant_role"] {
		t.Errorf("staff and owner: %v", both)
	}
	// The operator's page of security shows him alerts and grave events of every business, and nothing of its trade.
	fleet := []access.Permission{identity.PermOwnAccount, "audit.read_fleet"}
	for _, p := range identity.Granted(identity.PlatformAdministrator) {
		if !strings.HasPrefix(string(p), "tenancy.") && !strings.HasPrefix(string(p), "operations.") && !slices.Contains(fleet, p) {
			t.Errorf("the operator holds %s over a business's data", p)
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	old, young := []byte(strings.Repeat("o", 32)), []byte(strings.Repeat("y", 32))
	before, err := identity.NewKeys(old)
	if err != nil {
		t.Fatal(err)
	}
	after, err := identity.NewKeys(young, old)
	if err != nil {
		t.Fatal(err)
	}
	w := NewWorld(InMemory())
	tenant, other, id := access.TenantOf(Tenant()), access.TenantOf(Tenant()), w.IDs.Raw()
	secret := before.Secret("reset_password", tenant, id)
	if got, ok := after.Find(identity.HashSecret(secret), "reset_password", tenant, id); !ok || got != secret {
		t.Error("a link on its way died with the change of keys")
	}
	all := map[string]bool{secret: true, after.Secret("reset_password", tenant, id): true, before.Secret("confirm_email", tenant, id): true,
		before.Secret("reset_password", other, id): true, before.Secret("reset_password", tenant, w.IDs.Raw()): true}
	if len(all) != 5 {
		t.Error("two secrets are one")
	}
	if _, err := identity.NewKeys([]byte("short")); err == nil {
		t.Error("a short secret was accepted")
	}
	if _, err := identity.NewKeys(); err == nil {
		t.Error("no secret was accepted")
	}
}
