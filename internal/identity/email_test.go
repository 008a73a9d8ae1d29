package identity_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/identity"
	. "comptoir/internal/identity/identitytest"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
)

// secretOf returns the secret of a ticket, as its mail would carry it.
func secretOf(t *testing.T, w *World, ctx context.Context, ticket ident.Raw) string {
	t.Helper()
	l, err := w.TicketLink(System(ctx), identity.TicketLink{Ticket: identity.TicketID(ticket)})
	if err != nil {
		t.Fatal(err)
	}
	return l.Secret
}

func lastOf[E event.Event](t *testing.T, w *World, ctx context.Context) (last E) {
	t.Helper()
	found := false
	for _, e := range w.Harness.Published(t, ctx) {
		if x, ok := e.(E); ok {
			last, found = x, true
		}
	}
	if !found {
		t.Fatalf("no %T was published", last)
	}
	return last
}

func emailOf(t *testing.T, w *World, ctx context.Context, in identity.SignedIn) contact.Email {
	t.Helper()
	u, err := w.Store.UserByID(ctx, in.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	return u.Email
}

func TestAddressChangesAtBothEnds(t *testing.T) {
	w, ctx := world(t)
	in := w.Page(t, ctx, "old@example.com")
	acting := w.Acting(t, ctx, in)
	if _, err := w.ChangeEmail(acting, identity.RequestEmailChange{Email: "New@Example.com"}); err != nil {
		t.Fatal(err)
	}
	asked := lastOf[event.EmailChangeRequested](t, w, ctx)
	if asked.Email != "old@example.com" || asked.NewEmail != "new@example.com" || emailOf(t, w, ctx, in) != "old@example.com" {
		t.Fatalf("%+v", asked)
	}
	there, back := secretOf(t, w, ctx, asked.Confirm), secretOf(t, w, ctx, asked.Cancel)
	if _, err := w.ConfirmNew(ctx, identity.ConfirmNewEmail{Token: back}); !errors.Is(err, identity.ErrLink) {
		t.Errorf("the old end's link confirms: %v", err)
	}
	if _, err := w.ConfirmEmail(ctx, identity.ConfirmEmail{Token: there}); !errors.Is(err, identity.ErrLink) {
		t.Errorf("it confirms as a registration: %v", err)
	}
	if _, err := w.RequestReset(ctx, identity.RequestReset{Email: "old@example.com"}); err != nil {
		t.Fatal(err)
	}
	for _, d := range w.Harness.Deferred(t, ctx) {
		if _, err := w.IssueReset(System(ctx), d); err != nil {
			t.Fatal(err)
		}
	}
	reset := secretOf(t, w, ctx, lastOf[event.PasswordResetRequested](t, w, ctx).Ticket)
	for range 2 { // a second click is no mistake
		if _, err := w.ConfirmNew(ctx, identity.ConfirmNewEmail{Token: there}); err != nil {
			t.Fatal(err)
		}
	}
	if emailOf(t, w, ctx, in) != "new@example.com" {
		t.Error("not changed")
	}
	changed := lastOf[event.EmailChanged](t, w, ctx)
	if changed.Previous != "old@example.com" || changed.Email != "new@example.com" || changed.Cancel != asked.Cancel {
		t.Errorf("%+v", changed)
	}
	if _, err := w.ResetPassword(ctx, identity.ResetPassword{Token: reset, Password: "yet another long phrase"}); !errors.Is(err, identity.ErrLink) {
		t.Errorf("a link that was mailed to the address that was left still opens the account: %v", err)
	}
	w.Acting(t, ctx, in) // his session goes on
}

// Whoever still reads the old address takes the account back within a week, whatever was done with it meanwhile.
func TestAddressIsTakenBack(t *testing.T) {
	w, ctx := world(t)
	in := w.Page(t, ctx, "owner@example.com")
	acting := w.Acting(t, ctx, in)
	change := func(to string) event.EmailChangeRequested {
		t.Helper()
		if _, err := w.ChangeEmail(acting, identity.RequestEmailChange{Email: to}); err != nil {
			t.Fatal(err)
		}
		asked := lastOf[event.EmailChangeRequested](t, w, ctx)
		if _, err := w.ConfirmNew(ctx, identity.ConfirmNewEmail{Token: secretOf(t, w, ctx, asked.Confirm)}); err != nil {
			t.Fatal(err)
		}
		return asked
	}
	first := change("thief@example.com")
	back := secretOf(t, w, ctx, first.Cancel)
	change("thief2@example.com") // which must not take the way back away
	w.Clock.Advance(identity.CancelEmailLife - time.Minute)
	out, err := w.CancelChange(ctx, identity.CancelEmailChange{Token: back})
	if err != nil || !out.Restored || emailOf(t, w, ctx, in) != "owner@example.com" {
		t.Fatalf("%+v %v %s", out, err, emailOf(t, w, ctx, in))
	}
	if _, err := w.ActorOfCookie(ctx, in.Secret); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("the thief's session: %v", err)
	}
	if _, err := w.SignIn(ctx, identity.SignIn{Email: "owner@example.com", Password: Password, Kind: identity.PageSession}); !errors.Is(err, identity.ErrCredentials) {
		t.Errorf("the password that he knows: %v", err)
	}
	reset := lastOf[event.PasswordResetRequested](t, w, ctx)
	if reset.Email != "owner@example.com" {
		t.Errorf("the way to a new password went to %s", reset.Email)
	}
	if _, err := w.CancelChange(ctx, identity.CancelEmailChange{Token: back}); !errors.Is(err, identity.ErrLink) {
		t.Errorf("twice: %v", err)
	}
}

func TestAddressChangeIsStopped(t *testing.T) {
	w, ctx := world(t)
	in := w.Page(t, ctx, "owner@example.com")
	acting := w.Acting(t, ctx, in)
	w.Open(t, ctx, "taken@example.com")
	if _, err := w.ChangeEmail(acting, identity.RequestEmailChange{Email: "owner@example.com"}); !slices.Equal(fields(err), []string{"email unchanged"}) {
		t.Errorf("to the same: %v", err)
	}
	if _, err := w.ChangeEmail(acting, identity.RequestEmailChange{Email: "nobody"}); len(fields(err)) != 1 {
		t.Errorf("to no address: %v", err)
	}
	if _, err := w.ChangeEmail(acting, identity.RequestEmailChange{Email: "taken@example.com"}); err != nil {
		t.Errorf("the answer tells that the address has an account: %v", err)
	}
	asked := lastOf[event.EmailChangeRequested](t, w, ctx)
	there, back := secretOf(t, w, ctx, asked.Confirm), secretOf(t, w, ctx, asked.Cancel)
	if _, err := w.ConfirmNew(ctx, identity.ConfirmNewEmail{Token: there}); !errors.Is(err, identity.ErrEmailTaken) {
		t.Errorf("whoever reads the mail of both: %v", err)
	}
	out, err := w.CancelChange(ctx, identity.CancelEmailChange{Token: back})
	if err != nil || out.Restored {
		t.Errorf("%+v %v", out, err)
	}
	if _, err := w.ConfirmNew(ctx, identity.ConfirmNewEmail{Token: there}); !errors.Is(err, identity.ErrLink) {
		t.Errorf("confirmed after it was stopped: %v", err)
	}
	w.Acting(t, ctx, in)
	if _, err := w.ChangeEmail(acting, identity.RequestEmailChange{Email: "late@example.com"}); err != nil {
		t.Fatal(err)
	}
	late := secretOf(t, w, ctx, lastOf[event.EmailChangeRequested](t, w, ctx).Confirm)
	w.Clock.Advance(identity.NewEmailLife)
	if _, err := w.ConfirmNew(ctx, identity.ConfirmNewEmail{Token: late}); !errors.Is(err, identity.ErrLink) {
		t.Errorf("too late: %v", err)
	}
}

func link(t *testing.T, w *World, ctx context.Context, email string) string {
	t.Helper()
	if _, err := w.RequestLink(ctx, identity.RequestMagicLink{Email: email}); err != nil {
		t.Fatal(err)
	}
	for _, d := range w.Harness.Deferred(t, ctx) {
		if _, err := w.IssueReset(System(ctx), d); err != nil {
			t.Fatal(err)
		}
	}
	return secretOf(t, w, ctx, lastOf[event.MagicLinkRequested](t, w, ctx).Ticket)
}

func TestMagicLink(t *testing.T) {
	w, ctx := world(t)
	w.Open(t, ctx, "alice@example.com")
	use := func(token string) error {
		_, err := w.UseLink(ctx, identity.UseMagicLink{Token: token, Kind: identity.PageSession})
		return err
	}
	token := link(t, w, ctx, "alice@example.com")
	newer := link(t, w, ctx, "alice@example.com")
	if err := use(token); !errors.Is(err, identity.ErrLink) {
		t.Errorf("an older link: %v", err)
	}
	if err := use(newer); err != nil {
		t.Errorf("%v", err)
	}
	if err := use(newer); !errors.Is(err, identity.ErrLink) {
		t.Errorf("twice: %v", err)
	}
	late := link(t, w, ctx, "alice@example.com")
	w.Clock.Advance(identity.MagicLinkLife)
	if err := use(late); !errors.Is(err, identity.ErrLink) {
		t.Errorf("too late: %v", err)
	}
	if err := use("x"); !errors.Is(err, identity.ErrLink) {
		t.Errorf("no link: %v", err)
	}
	reset := link(t, w, ctx, "alice@example.com")
	if _, err := w.ResetPassword(ctx, identity.ResetPassword{Token: reset, Password: "yet another long phrase"}); !errors.Is(err, identity.ErrLink) {
		t.Errorf("it sets a password: %v", err)
	}
}

// Somebody opens an account with a stranger's address and waits for her. She comes by a link, and he is out.
func TestMagicLinkShutsOutWhoOpenedTheAccountForHer(t *testing.T) {
	w, ctx := world(t)
	if _, err := w.Register(ctx, Alice()); err != nil {
		t.Fatal(err)
	}
	thief, err := w.SignIn(ctx, identity.SignIn{Email: "alice@example.com", Password: Password, Kind: identity.PageSession})
	if err != nil {
		t.Fatal(err)
	}
	in, err := w.UseLink(ctx, identity.UseMagicLink{Token: link(t, w, ctx, "alice@example.com"), Kind: identity.PageSession})
	if err != nil || !in.User.EmailConfirmed || in.User.HasPassword {
		t.Fatalf("%+v %v", in.User, err)
	}
	if _, err := w.ActorOfCookie(ctx, thief.Secret); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("his session: %v", err)
	}
	if _, err := w.SignIn(ctx, identity.SignIn{Email: "alice@example.com", Password: Password, Kind: identity.PageSession}); !errors.Is(err, identity.ErrCredentials) {
		t.Errorf("his password: %v", err)
	}
	w.Acting(t, ctx, in)
}
