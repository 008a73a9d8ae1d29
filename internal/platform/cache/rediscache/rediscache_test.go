package rediscache_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"comptoir/internal/platform/cache"
	"comptoir/internal/platform/cache/cachetest"
	"comptoir/internal/platform/cache/rediscache"
	"comptoir/internal/platform/redistest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	client := redistest.Start(t).Client()
	cachetest.Run(t, func(testing.TB) cache.Driver { return rediscache.New(client) })
}

// Two replicas share what they remember, and a deletion on one voids a load under way on the other.
func TestReplicasShare(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	here, there := cache.New(rediscache.New(server.Client()), nil), cache.New(rediscache.New(server.Client()), nil)
	key := cache.Key(cachetest.Tenant(), "k", "x")
	if err := cache.Set(t.Context(), here, key, "shared", time.Minute); err != nil {
		t.Fatal(err)
	}
	if v, found, err := cache.Get[string](t.Context(), there, key); v != "shared" || !found || err != nil {
		t.Fatalf("there: %q, %v, %v", v, found, err)
	}
	for name, forget := range map[string]func() error{
		"delete":     func() error { return cache.Delete(t.Context(), there, key) },
		"invalidate": func() error { return cache.Invalidate(t.Context(), there, key.Space()) },
	} {
		if err := cache.Delete(t.Context(), here, key); err != nil {
			t.Fatal(err)
		}
		old, err := cache.Load(t.Context(), here, key, time.Minute, func(context.Context) (string, error) {
			return "old", forget()
		})
		if err != nil || old != "old" {
			t.Fatalf("%s: %q, %v", name, old, err)
		}
		if v, found, err := cache.Get[string](t.Context(), here, key); found || err != nil {
			t.Errorf("%s: the overtaken value %q is remembered (%v)", name, v, err)
		}
	}
}

// Redis may evict any of the three keys: never may an old value come back by that.
func TestEvictionCostsOnlyMisses(t *testing.T) {
	t.Parallel()
	client := redistest.Start(t).Client()
	c := cache.New(rediscache.New(client), nil)
	key := cache.Key(cachetest.Tenant(), "k", "x")
	set := func(v string) {
		t.Helper()
		if err := cache.Set(t.Context(), c, key, v, time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	set("before the invalidation")
	if err := cache.Invalidate(t.Context(), c, key.Space()); err != nil {
		t.Fatal(err)
	}
	space := "cache:{" + key.Space().String() + "}:space"
	if n, err := client.Del(t.Context(), space).Result(); n != 1 || err != nil {
		t.Fatalf("evicting %s: %d, %v", space, n, err)
	}
	if v, found, err := cache.Get[string](t.Context(), c, key); found || err != nil {
		t.Fatalf("got %q, %v", v, err)
	}
	if err := cache.Set(t.Context(), c, cache.Key(cachetest.Tenant(), "k", "other"), 1, time.Minute); err != nil {
		t.Fatal(err)
	}
	if v, found, err := cache.Get[string](t.Context(), c, key); found || err != nil {
		t.Fatalf("got %q, %v", v, err)
	}
	set("after")
	if v, found, err := cache.Get[string](t.Context(), c, key); !found || v != "after" || err != nil {
		t.Fatalf("got %q, %v, %v", v, found, err)
	}
}

func TestCutOff(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	var failures atomic.Int32
	c := cache.New(rediscache.New(server.Client()), func(_ context.Context, e cache.Event) {
		if e.Outcome == "error" {
			failures.Add(1)
		}
	})
	key := cache.Key(cachetest.Tenant(), "k", "x")
	load := func(context.Context) (int, error) { return 7, nil }
	server.Freeze()
	began := time.Now()
	for range 50 { // a page full of lookups
		if v, err := cache.Load(t.Context(), c, key, time.Minute, load); v != 7 || err != nil {
			t.Fatalf("got %d, %v", v, err)
		}
	}
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("fifty loads without Redis took %v", took)
	}
	if failures.Load() == 0 {
		t.Error("nobody was told")
	}
	if _, _, err := cache.Get[int](t.Context(), c, key); !errors.Is(err, cache.ErrUnavailable) {
		t.Errorf("Get: %v", err)
	}
	if err := cache.Delete(t.Context(), c, key); !errors.Is(err, cache.ErrUnavailable) {
		t.Errorf("Delete: %v", err)
	}
	server.Thaw()
	redistest.Eventually(t, func(ctx context.Context) error { return cache.Set(ctx, c, key, 8, time.Minute) })
	if v, found, err := cache.Get[int](t.Context(), c, key); v != 8 || !found || err != nil {
		t.Errorf("after: %d, %v, %v", v, found, err)
	}
}
