package identitytest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/contact"
)

func refreshRace(t *testing.T, w *World, ctx context.Context) {
	in := w.Open(t, ctx, "alice@example.com")
	var wg sync.WaitGroup
	got := make([]identity.SignedIn, 8)
	errs := make([]error, len(got))
	for n := range got {
		wg.Go(func() { got[n], errs[n] = w.Refresh(ctx, identity.Refresh{Token: in.Secret}) })
	}
	wg.Wait()
	for n := range got {
		if errs[n] != nil || got[n].Secret != got[0].Secret || got[n].Secret == in.Secret {
			t.Errorf("%d: %v, another successor: %t", n, errs[n], got[n].Secret != got[0].Secret)
		}
	}
	if _, err := w.Refresh(ctx, identity.Refresh{Token: got[0].Secret}); err != nil {
		t.Errorf("the successor: %v", err)
	}
	if names := Names(w.Harness.Published(t, ctx)); slices.Contains(names, "identity.session_reuse_detected.v1") {
		t.Errorf("published %v", names)
	}
}

func reuse(t *testing.T, w *World, ctx context.Context) {
	in := w.Open(t, ctx, "alice@example.com")
	next, err := w.Refresh(ctx, identity.Refresh{Token: in.Secret})
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(identity.RefreshGrace + time.Second)
	if _, err := w.Refresh(ctx, identity.Refresh{Token: in.Secret}); !errors.Is(err, identity.ErrSessionReused) {
		t.Fatalf("reuse: %v", err)
	}
	if _, err := w.Refresh(ctx, identity.Refresh{Token: next.Secret}); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("the family lives: %v", err)
	}
	s, _, err := w.Store.SessionUser(ctx, identity.HashSecret(next.Secret))
	if err != nil || s.EndReason != identity.EndedByReuse || !s.EndedAt.Equal(w.Clock.Now()) {
		t.Errorf("%+v %v", s, err)
	}
	names := Names(w.Harness.Published(t, ctx))
	if n := len(slices.DeleteFunc(names, func(n string) bool { return n != "identity.session_reuse_detected.v1" })); n != 1 {
		t.Errorf("told %d times", n)
	}
}

func endSessions(t *testing.T, w *World, ctx context.Context) {
	keep := w.Open(t, ctx, "alice@example.com")
	gone := w.Enter(t, ctx, "alice@example.com")
	other := w.Open(t, ctx, "bob@example.com")
	err := w.Store.Write(ctx, func(ctx context.Context, tx identity.Tx) error {
		return tx.EndSessions(ctx, keep.User.ID, keep.Session, "test", w.Clock.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		secret string
		want   error
	}{"kept": {keep.Secret, nil}, "ended": {gone.Secret, identity.ErrSessionEnded}, "another user's": {other.Secret, nil}} {
		if _, err := w.Refresh(ctx, identity.Refresh{Token: c.secret}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.SignOut(ctx, identity.SignOut{Secret: other.Secret}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Refresh(ctx, identity.Refresh{Token: other.Secret}); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("signed out: %v", err)
	}
}

func ticketOnce(t *testing.T, w *World, ctx context.Context) {
	in := w.Open(t, ctx, "alice@example.com")
	if _, err := w.IssueReset(System(ctx), identity.IssueReset{Ticket: identity.TicketID(w.IDs.Raw()), Email: "alice@example.com"}); err != nil {
		t.Fatal(err)
	}
	links := w.Links(t, ctx)
	if len(links) != 1 {
		t.Fatalf("%d links", len(links))
	}
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for n := range errs {
		wg.Go(func() {
			_, errs[n] = w.ResetPassword(ctx, identity.ResetPassword{Token: links[0].Secret, Password: fmt.Sprint("nouvelle phrase secrète ", n)})
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, identity.ErrLink):
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d resets by one link", won)
	}
	if _, err := w.Refresh(ctx, identity.Refresh{Token: in.Secret}); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("a session outlived the password: %v", err)
	}
}

func deferredReset(t *testing.T, w *World, ctx context.Context) {
	w.Open(t, ctx, "alice@example.com")
	for _, email := range []string{"alice@example.com", "nobody@example.com"} {
		if _, err := w.RequestReset(ctx, identity.RequestReset{Email: email}); err != nil {
			t.Fatal(err)
		}
	}
	later := w.Harness.Deferred(t, ctx)
	if len(later) != 2 {
		t.Fatalf("%v", later)
	}
	for _, c := range append(later, later...) { // jobs are delivered at least once
		if _, err := w.IssueReset(System(ctx), c); err != nil {
			t.Fatal(err)
		}
	}
	if names := Names(w.Harness.Published(t, ctx)); !slices.Equal(names, []string{"identity.password_reset_requested.v1"}) {
		t.Errorf("published %v", names)
	}
}

func refreshDuringReset(t *testing.T, w *World, ctx context.Context) {
	in := w.Open(t, ctx, "alice@example.com")
	if _, err := w.IssueReset(System(ctx), identity.IssueReset{Ticket: identity.TicketID(w.IDs.Raw()), Email: "alice@example.com"}); err != nil {
		t.Fatal(err)
	}
	link := w.Links(t, ctx)[0].Secret
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for n := range errs {
		wg.Go(func() {
			if n == len(errs)/2 {
				_, errs[n] = w.ResetPassword(ctx, identity.ResetPassword{Token: link, Password: "une autre phrase longue"})
				return
			}
			_, errs[n] = w.Refresh(ctx, identity.Refresh{Token: in.Secret})
		})
	}
	wg.Wait()
	for n, err := range errs {
		if err != nil && (n == len(errs)/2 || !errors.Is(err, identity.ErrSessionEnded)) {
			t.Errorf("%d: %v", n, err)
		}
	}
	if s, _, err := w.Store.SessionUser(ctx, identity.HashSecret(in.Secret)); err != nil || s.EndReason != identity.EndedByPassword {
		t.Errorf("%+v %v", s, err)
	}
}

func devices(t *testing.T, w *World, ctx context.Context) {
	alice, bob := w.Open(t, ctx, "alice@example.com"), w.Open(t, ctx, "bob@example.com")
	other := Tenant()
	w.Open(t, other, "alice@example.com")
	id := identity.DeviceID(w.IDs.Raw())
	see := func(ctx context.Context, in identity.SignedIn) (known, others bool) {
		t.Helper()
		err := w.Store.Write(ctx, func(ctx context.Context, tx identity.Tx) (err error) {
			known, others, err = tx.SeeDevice(ctx, identity.Device{ID: id, User: in.User.ID, Agent: "x", FirstSeen: w.Clock.Now(), SeenAt: w.Clock.Now()})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return known, others
	}
	if known, others := see(ctx, alice); known || !others { // that of her sign-in is another
		t.Error("the first time", known, others)
	}
	if known, _ := see(ctx, alice); !known {
		t.Error("the second time it is not known")
	}
	if known, _ := see(ctx, bob); known {
		t.Error("another person's device is known")
	}
	knows := func(ctx context.Context, email contact.Email) bool {
		t.Helper()
		ok, err := w.Store.KnowsDevice(ctx, email, id)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	if !knows(ctx, "alice@example.com") || knows(other, "alice@example.com") || knows(ctx, "nobody@example.com") {
		t.Error("who knows the device")
	}
	for range 2 {
		if err := w.Store.Write(ctx, func(ctx context.Context, tx identity.Tx) error { return tx.ForgetDevice(ctx, alice.User.ID, id) }); err != nil {
			t.Fatal(err)
		}
	}
	if knows(ctx, "alice@example.com") || !knows(ctx, "bob@example.com") {
		t.Error("forgotten")
	}
	all, err := w.Store.SessionsOf(ctx, alice.User.ID, w.Clock.Now())
	if err != nil || len(all) != 1 || all[0].ID != alice.Session {
		t.Errorf("%+v %v", all, err)
	}
	if s, u, err := w.Store.SessionByID(ctx, alice.Session); err != nil || s.ID != alice.Session || u.ID != alice.User.ID {
		t.Errorf("%+v %v", s, err)
	}
	if _, _, err := w.Store.SessionByID(other, alice.Session); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("another tenant's session: %v", err)
	}
}
