package identitytest

import (
	"context"
	"testing"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
)

// Page opens an account like Open, with a session of pages.
func (w *World) Page(t *testing.T, ctx context.Context, email string, roles ...identity.Role) identity.SignedIn {
	t.Helper()
	w.Open(t, ctx, email, roles...)
	return w.EnterPage(t, ctx, email)
}

// EnterPage signs in with a browser.
func (w *World) EnterPage(t *testing.T, ctx context.Context, email string) identity.SignedIn {
	t.Helper()
	in, err := w.SignIn(ctx, identity.SignIn{Email: email, Password: Password, Kind: identity.PageSession})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// Acting returns ctx with the person of a page session acting, as the edge sees him at this moment.
func (w *World) Acting(t *testing.T, ctx context.Context, in identity.SignedIn) context.Context {
	t.Helper()
	a, err := w.ActorOfCookie(ctx, in.Secret)
	if err != nil {
		t.Fatal(err)
	}
	return access.With(ctx, a)
}
