package app

import (
	"testing"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/platform/config"
)

// What the configuration says by itself about sessions is what identity takes for granted: one truth, IAM-2's.
func TestSessionsLiveAsIdentitySays(t *testing.T) {
	t.Parallel()
	c, err := config.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := lives(c); got != identity.StandardLives() || got.Access != 15*time.Minute || got.Refresh != 7*24*time.Hour {
		t.Errorf("%+v, want %+v", got, identity.StandardLives())
	}
}
