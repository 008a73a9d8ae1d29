package app_test

import (
	"testing"

	"comptoir/internal/app"
	"comptoir/internal/platform/pgtest"
)

// The role that serves passes; the owner of the tables and a superuser do not.
func TestTheServingRoleIsChecked(t *testing.T) {
	t.Parallel()
	at := pgtest.Of(t, pgtest.Own(t, app.Lines()...))
	for address, good := range map[string]bool{at.AppURL: true, at.OwnerURL: false, at.AdminURL: false} {
		if err := (&app.Database{AppURL: address}).CheckRole(t.Context()); (err == nil) != good {
			t.Errorf("%s: %v", address, err)
		}
	}
}
