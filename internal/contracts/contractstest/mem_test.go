package contractstest_test

import (
	"testing"

	"comptoir/internal/contracts/contractstest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
)

func TestMemConforms(t *testing.T) {
	t.Parallel()
	contractstest.StoreConformance(t, func(t *testing.T) contractstest.StoreHarness {
		var ids ident.Source
		as := func() access.TenantID { return access.TenantID(ids.Raw()) }
		return contractstest.StoreHarness{Store: contractstest.NewMem(), Ctx: access.AsSystem(t.Context(), as(), "test"), Other: access.AsSystem(t.Context(), as(), "test")}
	})
}
