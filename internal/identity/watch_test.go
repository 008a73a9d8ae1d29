package identity_test

import (
	"slices"
	"strings"
	"testing"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identitytest"
)

// What matters to security is noted, with a fingerprint of the address and never the address itself.
func TestNotes(t *testing.T) {
	t.Parallel()
	w := identitytest.NewWorld(identitytest.InMemory())
	ctx := identitytest.Tenant()
	in := w.Open(t, ctx, "alice@example.com")
	_, err := w.SignIn(ctx, identity.SignIn{Email: "alice@example.com", Password: "not this one", Kind: identity.PageSession, Agent: strings.Repeat("é", 300)})
	if err == nil {
		t.Fatal("signed in")
	}
	if _, err := w.SignIn(ctx, identity.SignIn{Email: "nobody@example.com", Password: "not this one", Kind: identity.PageSession}); err == nil {
		t.Fatal("signed in")
	}
	if _, err := w.Refresh(ctx, identity.Refresh{Token: in.Secret}); err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(2 * identity.RefreshGrace)
	if _, err := w.Refresh(ctx, identity.Refresh{Token: in.Secret}); err == nil {
		t.Fatal("reused")
	}
	if _, err := w.GrantRole(identitytest.System(ctx), identity.GrantRole{User: in.User.ID, Role: identity.Staff}); err != nil {
		t.Fatal(err)
	}
	notes := w.Notes.Take()
	var kinds []identity.NoteKind
	for _, n := range notes {
		kinds = append(kinds, n.Kind)
		if strings.Contains(n.Subject, "@") || len(n.Agent) > 400 {
			t.Errorf("%+v", n)
		}
		for _, v := range n.Detail {
			if strings.Contains(v, "@") {
				t.Errorf("%+v", n)
			}
		}
	}
	want := []identity.NoteKind{identity.NoteSignedIn, identity.NoteRefused, identity.NoteRefused, identity.NoteReused, identity.NoteRoles}
	if !slices.Equal(kinds, want) {
		t.Fatalf("%v, want %v", kinds, want)
	}
	if notes[1].User != in.User.ID || !notes[2].User.IsZero() || notes[1].Subject == notes[2].Subject || notes[1].Subject != notes[0].Subject {
		t.Errorf("%+v", notes)
	}
	if notes[1].Address != "192.0.2.7" {
		t.Errorf("%+v", notes[1])
	}
}
