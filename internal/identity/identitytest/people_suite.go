package identitytest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"comptoir/internal/event"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
)

// roles: a role of the business's own comes back whole, gives what it allows to who holds it, and is taken from everybody when it
// goes.
func roles(t *testing.T, w *World, ctx context.Context) {
	admin := w.Acting(t, ctx, w.Page(t, ctx, "boss@example.com", identity.Administrator))
	clerk := w.Page(t, ctx, "clerk@example.com")
	var made []identity.CustomRole
	for name, p := range map[string]access.Permission{"zeta": "stays.run_stay", "Alpha": "stays.read_planning"} {
		r, err := w.DefineRole(admin, identity.DefineRole{Name: name, Permissions: []access.Permission{p}})
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, r)
	}
	all, err := w.ListRoles(admin, identity.ListRoles{})
	if err != nil || len(all) != 2 || all[0].Name != "Alpha" || !slices.Equal(all[1].Permissions, []access.Permission{"stays.run_stay"}) || all[0].Version != 1 {
		t.Fatalf("%+v %v", all, err)
	}
	if theirs, err := w.Store.CustomRoles(Tenant()); err != nil || len(theirs) != 0 {
		t.Errorf("another tenant sees %+v %v", theirs, err)
	}
	if _, err := w.DefineRole(admin, identity.DefineRole{Name: "ALPHA", Permissions: []access.Permission{"stays.run_stay"}}); !errors.Is(err, identity.ErrRoleName) {
		t.Errorf("the same name: %v", err)
	}
	if _, err := w.SetRoles(admin, identity.SetRoles{User: clerk.User.ID, Custom: []identity.RoleID{made[0].ID, made[1].ID}}); err != nil {
		t.Fatal(err)
	}
	a := access.From(w.Acting(t, ctx, clerk))
	if !a.May("stays.run_stay") || !a.May("stays.read_planning") || a.May("payments.refund") {
		t.Errorf("%v", a.Permissions)
	}
	gone := made[slices.IndexFunc(made, func(r identity.CustomRole) bool { return r.Name == "zeta" })]
	if _, err := w.RemoveRole(admin, identity.RemoveRole{ID: gone.ID, Version: gone.Version}); err != nil {
		t.Fatal(err)
	}
	u, err := w.Store.UserByID(ctx, clerk.User.ID)
	if err != nil || len(u.Custom) != 1 || u.Custom[0] == gone.ID || !slices.Equal(u.Extra, []access.Permission{"stays.read_planning"}) {
		t.Errorf("%+v %v", u, err)
	}
	w.Open(t, ctx, "guest@example.com")
	team, err := w.Store.Users(ctx, identity.UserQuery{Limit: 10, Team: true})
	if err != nil || len(team) != 2 { // the administrator, and the clerk by his role of the business's own
		t.Errorf("the team: %+v %v", team, err)
	}
	found, err := w.Store.Users(ctx, identity.UserQuery{Limit: 10, Text: "GUEST@"})
	if err != nil || len(found) != 1 || found[0].Email != "guest@example.com" {
		t.Errorf("found: %+v %v", found, err)
	}
}

// invitations: many who accept one invitation at once are one, and what is replaced, withdrawn or accepted is over.
func invitations(t *testing.T, w *World, ctx context.Context) {
	boss := w.Page(t, ctx, "boss@example.com", identity.Administrator)
	admin := w.Acting(t, ctx, boss)
	invite := func() identity.Invitation {
		t.Helper()
		v, err := w.Invite(admin, identity.Invite{Email: "new@example.com", Name: "Erwan", Locale: "fr", Roles: []identity.Role{identity.Staff}})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	first, second := invite(), invite()
	open, err := w.Store.Invitations(ctx)
	if err != nil || len(open) != 1 || open[0].ID != second.ID || open[0].Inviter == "" || open[0].By != boss.User.ID || !open[0].ExpiresAt.Equal(second.ExpiresAt) {
		t.Fatalf("%+v %v", open, err)
	}
	if v, err := w.Store.InvitationState(ctx, first.ID); err != nil || v.Outcome != identity.Replaced {
		t.Errorf("%+v %v", v, err)
	}
	l, err := w.TicketLink(System(ctx), identity.TicketLink{Ticket: identity.TicketID(second.ID)})
	if err != nil || l.Purpose != identity.PurposeInvitation {
		t.Fatal(l, err)
	}
	if _, err := w.Store.InvitationByHash(Tenant(), identity.HashSecret(l.Secret)); !errors.Is(err, identity.ErrInvitation) {
		t.Errorf("another tenant: %v", err)
	}
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for n := range errs {
		wg.Go(func() {
			_, errs[n] = w.AcceptInvite(ctx, identity.AcceptInvitation{Token: l.Secret, Name: "Erwan", Password: Password, Kind: identity.PageSession})
		})
	}
	wg.Wait()
	joined := 0
	for _, err := range errs {
		if err == nil {
			joined++
		}
	}
	if joined != 1 {
		t.Errorf("%d joined: %v", joined, errs)
	}
	if n := slices.Index(Names(w.Harness.Published(t, ctx)), (event.StaffInvited{}).EventName()); n < 0 {
		t.Error("nobody was told to write the mail")
	}
	if err := w.Store.Write(ctx, func(ctx context.Context, tx identity.Tx) error {
		return tx.WithdrawInvitations(ctx, boss.User.ID, w.Clock.Now())
	}); err != nil {
		t.Fatal(err)
	}
	if v, err := w.Store.InvitationState(ctx, second.ID); err != nil || v.Outcome != identity.Accepted {
		t.Errorf("what was accepted stays so: %+v %v", v, err)
	}
}

// administratorsRace: two administrators who shut each other out at the same moment do not both succeed.
func administratorsRace(t *testing.T, w *World, ctx context.Context) {
	one, two := w.Page(t, ctx, "one@example.com", identity.Administrator), w.Page(t, ctx, "two@example.com", identity.Administrator)
	asOne, asTwo := w.Acting(t, ctx, one), w.Acting(t, ctx, two)
	errs := make([]error, 2)
	var wg sync.WaitGroup
	wg.Go(func() { _, errs[0] = w.Deactivate(asOne, identity.Deactivate{User: two.User.ID}) })
	wg.Go(func() { _, errs[1] = w.Deactivate(asTwo, identity.Deactivate{User: one.User.ID}) })
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("%v, %v", errs[0], errs[1])
	}
}
