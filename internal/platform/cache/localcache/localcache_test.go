package localcache_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"comptoir/internal/platform/cache"
	"comptoir/internal/platform/cache/cachetest"
	"comptoir/internal/platform/cache/localcache"
)

func open(t testing.TB, bytes int) *localcache.Driver {
	d := localcache.New(bytes)
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func TestConformance(t *testing.T) {
	t.Parallel()
	cachetest.Run(t, func(t testing.TB) cache.Driver { return open(t, 0) })
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	const budget = 1 << 20
	c := cache.New(open(t, budget), nil)
	tenant := cachetest.Tenant()
	value := strings.Repeat("x", 10_000)
	const stored = 1000 // ten times the budget
	for i := range stored {
		if err := cache.Set(t.Context(), c, cache.Key(tenant, "k", strconv.Itoa(i)), value, time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	kept := 0
	for i := range stored {
		if _, found, err := cache.Get[string](t.Context(), c, cache.Key(tenant, "k", strconv.Itoa(i))); err != nil {
			t.Fatal(err)
		} else if found {
			kept++
		}
	}
	if most := budget / len(value) * 3 / 2; kept == 0 || kept > most {
		t.Errorf("%d values of 10 kB are kept in 1 MiB; at most %d may be", kept, most)
	}
}
