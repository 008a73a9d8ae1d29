package identitytest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
)

// Password is one that passes the rules.
const Password = "une-phrase-assez-longue"

// Names returns the names of events.
func Names(events []event.Event) []string {
	names := make([]string, len(events))
	for n, e := range events {
		names[n] = e.EventName()
	}
	return names
}

// Alice returns a registration.
func Alice() identity.Register {
	return identity.Register{Email: "alice@example.com", Password: Password, Profile: identity.Profile{Name: "Alix Martin", Phone: "+33612345678", Locale: "fr"}}
}

// Open signs somebody up (confirmed) and in, and returns the API session.
func (w *World) Open(t *testing.T, ctx context.Context, email string, roles ...identity.Role) identity.SignedIn {
	t.Helper()
	if len(roles) == 0 {
		roles = []identity.Role{identity.Customer}
	}
	_, err := w.CreateUser(System(ctx), identity.CreateUser{Email: email, Password: Password, Roles: roles, Confirmed: true,
		Profile: identity.Profile{Name: "Zoé Le Bihan", Locale: "fr"}})
	if err != nil {
		t.Fatal(err)
	}
	return w.Enter(t, ctx, email)
}

// Enter signs somebody in for the API.
func (w *World) Enter(t *testing.T, ctx context.Context, email string) identity.SignedIn {
	t.Helper()
	in, err := w.SignIn(ctx, identity.SignIn{Email: email, Password: Password, Kind: identity.APISession})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// StoreConformance is what every store of identity promises.
func StoreConformance(t *testing.T, open func(*testing.T) Harness) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, *World, context.Context){
		"a user and a session come back whole":                        wholeRows,
		"the same address in two tenants, and neither sees the other": isolated,
		"many register one address: one account":                      registerRace,
		"many refresh one token: one successor":                       refreshRace,
		"refreshes while the password is reset end":                   refreshDuringReset,
		"a reused token ends the family, also in the store":           reuse,
		"a failed write leaves no trace":                              noTrace,
		"a stale version conflicts":                                   stale,
		"a ticket works once":                                         ticketOnce,
		"a reset is deferred with the transaction and once":           deferredReset,
		"sessions end, but the one that stays":                        endSessions,
		"pages of users neither repeat nor miss":                      pages,
		"unknown things":                                              unknown,
		"roles of the business's own":                                 roles,
		"invitations":                                                 invitations,
		"administrators who shut each other out":                      administratorsRace,
		"devices are each person's own":                               devices,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, NewWorld(open(t)), Tenant())
		})
	}
	factorConformance(t, func(t *testing.T) *World { return NewWorld(open(t)) })
}

func wholeRows(t *testing.T, w *World, ctx context.Context) {
	if _, err := w.Register(ctx, Alice()); err != nil {
		t.Fatal(err)
	}
	now := w.Clock.Now()
	u, err := w.Store.Credentials(ctx, "alice@example.com")
	want := identity.UserState{ID: u.ID, Email: "alice@example.com", Name: "Alix Martin", Phone: "+33612345678", Locale: "fr",
		Roles: []identity.Role{identity.Customer}, PasswordHash: plain + Password, PasswordChangedAt: now, CreatedAt: now, UpdatedAt: now, Version: 1}
	if err != nil || fmt.Sprintf("%+v", u) != fmt.Sprintf("%+v", want) {
		t.Errorf("%v\n got %+v\nwant %+v", err, u, want)
	}
	in, err := w.SignIn(ctx, identity.SignIn{Email: "Alice@Example.com", Password: Password, Kind: identity.PageSession, Agent: "Mozilla"})
	if err != nil {
		t.Fatal(err)
	}
	s, who, err := w.Store.SessionUser(ctx, identity.HashSecret(in.Secret))
	wantSession := identity.SessionState{ID: in.Session, User: u.ID, Kind: identity.PageSession, OpenedAt: now, SeenAt: now,
		ExpiresAt: now.Add(identity.RefreshLife), Address: "192.0.2.7", Agent: "Mozilla", ProvedAt: now, Device: s.Device}
	if err != nil || fmt.Sprintf("%+v", s) != fmt.Sprintf("%+v", wantSession) || fmt.Sprintf("%+v", who) != fmt.Sprintf("%+v", want) {
		t.Errorf("%v\n got %+v\nwant %+v\nuser %+v", err, s, wantSession, who)
	}
	if err := w.Store.TouchSession(ctx, in.Session, now.Add(time.Hour), now.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if s, _, err = w.Store.SessionUser(ctx, identity.HashSecret(in.Secret)); err != nil || !s.SeenAt.Equal(now.Add(time.Hour)) || !s.ExpiresAt.Equal(now.Add(2*time.Hour)) {
		t.Errorf("touched: %+v %v", s, err)
	}
}

func isolated(t *testing.T, w *World, ctx context.Context) {
	other := Tenant()
	mine, theirs := w.Open(t, ctx, "alice@example.com"), w.Open(t, other, "alice@example.com", identity.Administrator)
	if mine.User.ID == theirs.User.ID {
		t.Fatal("one user in two tenants")
	}
	if _, err := w.Store.UserByID(other, mine.User.ID); !errors.Is(err, identity.ErrUnknownUser) {
		t.Errorf("another tenant's user: %v", err)
	}
	if _, _, err := w.Store.SessionUser(other, identity.HashSecret(mine.Secret)); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("another tenant's session: %v", err)
	}
	if _, err := w.Refresh(other, identity.Refresh{Token: mine.Secret}); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("another tenant's refresh token: %v", err)
	}
	if _, err := w.GrantRole(System(other), identity.GrantRole{User: mine.User.ID, Role: identity.Administrator}); !errors.Is(err, identity.ErrUnknownUser) {
		t.Errorf("grant in another tenant: %v", err)
	}
	if _, err := w.SignOut(other, identity.SignOut{Secret: mine.Secret}); err != nil {
		t.Error(err)
	}
	if err := w.Store.TouchSession(other, mine.Session, w.Clock.Now(), w.Clock.Now()); err != nil {
		t.Error(err)
	}
	if _, err := w.ChangePassword(access.With(other, access.Actor{Kind: access.System, Tenant: access.TenantOf(other), User: mine.User.ID}),
		identity.ChangePassword{Current: Password, New: Password + "!"}); !errors.Is(err, identity.ErrUnknownUser) {
		t.Errorf("change in another tenant: %v", err)
	}
	if _, err := w.Refresh(ctx, identity.Refresh{Token: mine.Secret}); err != nil {
		t.Errorf("another tenant touched my session: %v", err)
	}
	page, err := w.ListUsers(System(ctx), identity.ListUsers{})
	if err != nil || len(page.Items) != 1 || page.Items[0].ID != mine.User.ID {
		t.Errorf("%v %v", page, err)
	}
	if err := w.Store.Write(System(context.Background()), func(ctx context.Context, tx identity.Tx) error {
		_, err := tx.UserByEmail(ctx, "alice@example.com")
		return err
	}); err == nil {
		t.Error("without a tenant, somebody was found")
	}
}

func registerRace(t *testing.T, w *World, ctx context.Context) {
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for n := range errs {
		wg.Go(func() { _, errs[n] = w.Register(ctx, Alice()) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	page, err := w.ListUsers(System(ctx), identity.ListUsers{})
	if err != nil || len(page.Items) != 1 {
		t.Errorf("%d accounts, %v", len(page.Items), err)
	}
}

func noTrace(t *testing.T, w *World, ctx context.Context) {
	boom := errors.New("boom")
	err := w.Store.Write(ctx, func(ctx context.Context, tx identity.Tx) error {
		u := identity.NewUser(ident.Next[access.User](w.IDs), "bob@example.com", identity.Profile{Name: "Bob", Locale: "fr"}, "", nil, w.Clock.Now())
		u.AskToConfirm(identity.Ticket{})
		if err := tx.SaveUser(ctx, u); err != nil {
			return err
		}
		if err := tx.DeferReset(ctx, identity.IssueReset{Email: "bob@example.com"}); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	if _, err := w.Store.Credentials(ctx, "bob@example.com"); !errors.Is(err, identity.ErrUnknownUser) {
		t.Errorf("%v", err)
	}
	if e, d := w.Harness.Published(t, ctx), w.Harness.Deferred(t, ctx); len(e)+len(d) > 0 {
		t.Errorf("published %v, deferred %v", Names(e), d)
	}
}

func stale(t *testing.T, w *World, ctx context.Context) {
	in := w.Open(t, ctx, "alice@example.com")
	old, err := w.Store.UserByID(ctx, in.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.GrantRole(System(ctx), identity.GrantRole{User: in.User.ID, Role: identity.Staff}); err != nil {
		t.Fatal(err)
	}
	err = w.Store.Write(ctx, func(ctx context.Context, tx identity.Tx) error { return tx.SaveUser(ctx, identity.RestoreUser(old)) })
	if !errors.Is(err, identity.ErrStale) {
		t.Errorf("%v", err)
	}
	got, err := w.Store.UserByID(ctx, in.User.ID)
	if err != nil || !slices.Equal(got.Roles, []identity.Role{identity.Customer, identity.Staff}) {
		t.Errorf("%v %v", got.Roles, err)
	}
}

// Links returns the secrets of the tickets that were mailed, newest last.
func (w *World) Links(t *testing.T, ctx context.Context) []identity.Link {
	t.Helper()
	var links []identity.Link
	for _, e := range w.Harness.Published(t, ctx) {
		var id ident.Raw
		switch e := e.(type) {
		case event.UserRegistered:
			id = e.Ticket
		case event.PasswordResetRequested:
			id = e.Ticket
		default:
			continue
		}
		l, err := w.TicketLink(System(ctx), identity.TicketLink{Ticket: identity.TicketID(id)})
		if err != nil && !errors.Is(err, identity.ErrLink) {
			t.Fatal(err)
		}
		links = append(links, l)
	}
	return links
}

func pages(t *testing.T, w *World, ctx context.Context) {
	for _, name := range []string{"d", "b", "e", "a", "c"} {
		w.Open(t, ctx, name+"@example.com")
	}
	var seen []string
	for cursor := ""; ; {
		page, err := w.ListUsers(System(ctx), identity.ListUsers{Request: paging.Request{Limit: 2, Cursor: cursor}})
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range page.Items {
			seen = append(seen, string(u.Email[:1]))
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if !slices.Equal(seen, []string{"a", "b", "c", "d", "e"}) {
		t.Error(seen)
	}
}

func unknown(t *testing.T, w *World, ctx context.Context) {
	hash := identity.HashSecret("nothing")
	_, byID := w.Store.UserByID(ctx, ident.Next[access.User](w.IDs))
	_, byEmail := w.Store.Credentials(ctx, "nobody@example.com")
	_, _, bySession := w.Store.SessionUser(ctx, hash)
	_, _, byTicket := w.Store.TicketUser(ctx, hash)
	_, ticket := w.Store.TicketState(ctx, identity.TicketID(w.IDs.Raw()))
	for name, c := range map[string][2]error{"id": {byID, identity.ErrUnknownUser}, "email": {byEmail, identity.ErrUnknownUser},
		"session": {bySession, identity.ErrSessionEnded}, "link": {byTicket, identity.ErrLink}, "ticket": {ticket, identity.ErrLink}} {
		if !errors.Is(c[0], c[1]) {
			t.Errorf("%s: %v", name, c[0])
		}
	}
	if _, err := w.SignOut(ctx, identity.SignOut{Secret: "nothing"}); err != nil {
		t.Errorf("sign out of nothing: %v", err)
	}
	if _, err := w.ConfirmEmail(ctx, identity.ConfirmEmail{Token: "nothing"}); !errors.Is(err, identity.ErrLink) {
		t.Errorf("confirm: %v", err)
	}
}
