package identity_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"comptoir/internal/identity"
	. "comptoir/internal/identity/identitytest"
	"comptoir/internal/kernel/access"
)

// A proof of being oneself holds for ten minutes and for one session; then dangerous acts ask for a new one.
func TestProofsGrowOld(t *testing.T) {
	w, ctx := world(t)
	boss := w.Page(t, ctx, "boss@example.com", identity.Administrator)
	other := w.EnterPage(t, ctx, "boss@example.com")
	w.Open(t, ctx, "clerk@example.com", identity.Customer)
	grant := func(who context.Context) error {
		_, err := w.GrantRole(who, identity.GrantRole{Email: "clerk@example.com", Role: identity.Staff})
		return err
	}
	if err := grant(w.Acting(t, ctx, boss)); err != nil {
		t.Fatalf("just signed in: %v", err)
	}
	w.Clock.Advance(access.FreshFor)
	if err := grant(w.Acting(t, ctx, boss)); !errors.Is(err, access.ErrStepUp) {
		t.Fatalf("ten minutes later: %v", err)
	}
	if _, err := w.Prove(w.Acting(t, ctx, boss), identity.Prove{Password: "not it at all"}); !slices.Equal(fields(err), []string{"password wrong_password"}) {
		t.Errorf("a wrong password: %v", err)
	}
	if err := grant(w.Acting(t, ctx, boss)); !errors.Is(err, access.ErrStepUp) {
		t.Errorf("after a wrong password: %v", err)
	}
	p, err := w.Prove(w.Acting(t, ctx, boss), identity.Prove{Password: Password})
	if err != nil || !p.Until.Equal(w.Clock.Now().Add(access.FreshFor)) || p.Access != "" {
		t.Fatalf("%+v %v", p, err)
	}
	if err := grant(w.Acting(t, ctx, boss)); err != nil {
		t.Errorf("proved: %v", err)
	}
	if err := grant(w.Acting(t, ctx, other)); !errors.Is(err, access.ErrStepUp) {
		t.Errorf("a proof in another session: %v", err)
	}
}

// Guessing the password through Prove is bounded like guessing it at the sign-in.
func TestProvingIsBounded(t *testing.T) {
	w, ctx := world(t)
	in := w.Page(t, ctx, "alice@example.com")
	w.Attempts.Most = 3
	me := w.Acting(t, ctx, in)
	for range 3 {
		if _, err := w.Prove(me, identity.Prove{Password: "wrong wrong wrong"}); !slices.Equal(fields(err), []string{"password wrong_password"}) {
			t.Fatal(err)
		}
	}
	if _, err := w.Prove(me, identity.Prove{Password: Password}); !errors.Is(err, ErrTooMany) {
		t.Error(err)
	}
}

// A session that was ended meanwhile proves nothing, and the API's token says when its person proved who he is.
func TestProofOfAnAPISession(t *testing.T) {
	w, ctx := world(t)
	in := w.Open(t, ctx, "alice@example.com")
	me := access.With(ctx, access.Actor{Kind: access.Person, Tenant: access.TenantOf(ctx), User: in.User.ID, Session: in.Session.String(),
		Permissions: identity.PermissionsOf([]identity.Role{identity.Customer})})
	w.Clock.Advance(time.Hour)
	p, err := w.Prove(me, identity.Prove{Password: Password})
	if err != nil || p.Access == "" || p.AccessFor != identity.AccessLife {
		t.Errorf("%+v %v", p, err)
	}
	now := w.Clock.Now()
	claims := identity.Claims{Tenant: access.TenantOf(ctx), User: in.User.ID, Session: in.Session, Issued: now, Expires: now.Add(identity.AccessLife)}
	for name, c := range map[string]struct {
		proved time.Time
		fresh  bool
	}{
		"never": {time.Time{}, false}, "now": {now, true}, "long ago": {now.Add(-access.FreshFor), false}, "nearly too long ago": {now.Add(time.Second - access.FreshFor), true},
		"in the future": {now.Add(time.Hour), false},
	} {
		claims.Proved = c.proved
		if a, err := w.ActorOfClaims(ctx, claims); err != nil || a.Fresh != c.fresh {
			t.Errorf("%s: fresh %t, %v", name, a.Fresh, err)
		}
	}
	if _, err := w.SignOut(me, identity.SignOut{}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Prove(me, identity.Prove{Password: Password}); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("after signing out: %v", err)
	}
}
