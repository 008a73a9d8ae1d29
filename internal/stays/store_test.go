package stays_test

import (
	"context"
	"testing"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/stays/staystest"
)

func TestMemIsAStore(t *testing.T) {
	t.Parallel()
	var ids ident.Source
	for _, rerun := range []bool{false, true} {
		staystest.StoreConformance(t, func(*testing.T) staystest.Harness {
			mem := staystest.NewMem()
			mem.Rerun = rerun
			return staystest.Harness{
				Store:     mem,
				Tenant:    func(*testing.T) access.TenantID { return access.TenantID(ids.Raw()) },
				Published: func(_ *testing.T, ctx context.Context) []event.Event { return mem.Published(ctx) },
			}
		})
	}
}
