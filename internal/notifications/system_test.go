package notifications_test

import (
	"context"
	"testing"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
)

// system is a context in which the program itself acts.
func system(t *testing.T) context.Context {
	t.Helper()
	return access.AsSystem(t.Context(), ident.Next[access.Tenant](&ident.Source{}), "test")
}
