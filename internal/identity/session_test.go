package identity_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identitytest"
)

// A family of refresh tokens under any sequence of uses, honest or not, keeps three promises: a token gives one successor
// at most; no token older than the last and used before the grace gives anything; and once reuse was seen nothing lives.
func TestRotation(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, ctx := identitytest.NewWorld(identitytest.InMemory()), identitytest.Tenant()
		system := identitytest.System(ctx)
		if _, err := w.CreateUser(system, identity.CreateUser{Email: "a@example.com", Password: identitytest.Password, Profile: identity.Profile{Name: "Zoé", Locale: "fr"}}); err != nil {
			t.Fatal(err)
		}
		in, err := w.SignIn(ctx, identity.SignIn{Email: "a@example.com", Password: identitytest.Password, Kind: identity.APISession})
		if err != nil {
			t.Fatal(err)
		}
		tokens := []string{in.Secret}
		used, successor := map[string]time.Time{}, map[string]string{}
		dead := false
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			w.Clock.Advance(rapid.SampledFrom([]time.Duration{0, time.Second, identity.RefreshGrace, identity.RefreshGrace + 1, time.Hour}).Draw(t, "pause"))
			token := rapid.SampledFrom(tokens).Draw(t, "token")
			got, err := w.Refresh(ctx, identity.Refresh{Token: token})
			at, before := used[token]
			late := before && w.Clock.Now().Sub(at) > identity.RefreshGrace
			switch {
			case dead:
				if !errors.Is(err, identity.ErrSessionEnded) {
					t.Fatalf("after the end: %v", err)
				}
			case late:
				if !errors.Is(err, identity.ErrSessionReused) {
					t.Fatalf("reuse after the grace: %v", err)
				}
				dead = true
			case err != nil:
				t.Fatalf("honest use: %v", err)
			case before:
				if got.Secret != successor[token] {
					t.Fatal("two successors")
				}
			default:
				used[token], successor[token] = w.Clock.Now(), got.Secret
				tokens = append(tokens, got.Secret)
			}
		}
	})
}
