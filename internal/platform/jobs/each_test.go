package jobs_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/jobs"
)

func TestOneFailureDoesNotKeepTheOthers(t *testing.T) {
	t.Parallel()
	ids := &ident.Source{}
	all := []access.TenantID{ident.Next[access.Tenant](ids), ident.Next[access.Tenant](ids), ident.Next[access.Tenant](ids)}
	bad := errors.New("down")
	var seen []access.TenantID
	err := jobs.EachTenant(t.Context(), func(context.Context) ([]access.TenantID, error) { return all, nil }, "job:test", func(ctx context.Context) error {
		seen = append(seen, access.TenantOf(ctx))
		if len(seen) == 1 {
			return bad
		}
		return nil
	})
	if !errors.Is(err, bad) || !slices.Equal(seen, all) {
		t.Errorf("%v, %v", err, seen)
	}
	if err := jobs.EachTenant(t.Context(), func(context.Context) ([]access.TenantID, error) { return nil, bad }, "job:test", func(context.Context) error { return nil }); !errors.Is(err, bad) {
		t.Errorf("businesses that cannot be listed: %v", err)
	}
}
