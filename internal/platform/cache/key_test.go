package cache_test

import (
	"testing"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/cache"
)

func TestAKeyNeedsATenantAndAKind(t *testing.T) {
	t.Parallel()
	tenant := ident.Next[access.Tenant](&ident.Source{})
	for name, make := range map[string]func(){
		"no tenant":         func() { cache.Key(access.TenantID{}, "k", "x") },
		"no kind":           func() { cache.Key(tenant, "", "x") },
		"slash in kind":     func() { cache.Key(tenant, "a/b", "x") },
		"space, no tenant":  func() { cache.SpaceOf(access.TenantID{}, "k") },
		"platform, no kind": func() { cache.PlatformKey("", "x") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: accepted", name)
				}
			}()
			make()
		}()
	}
}
