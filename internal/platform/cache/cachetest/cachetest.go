// Package cachetest is the conformance suite of the cache: what every driver must do, seen through the port.
//
// It names no driver. A driver's test calls Run with a function that makes an empty driver.
package cachetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/cache"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

type card struct {
	Name   string
	Price  int64
	Labels map[string]string
}

var ids ident.Source

// Tenant makes a tenant that no other test uses.
func Tenant() access.TenantID { return ident.Next[access.Tenant](&ids) }

// Run checks a driver. Tests use tenants of their own, so one driver may serve them all.
func Run(t *testing.T, driver func(testing.TB) cache.Driver) {
	tests := []struct {
		name string
		run  func(*testing.T, *cache.Cache)
	}{
		{"what is set is got", roundTrip},
		{"keys do not mix", keysDoNotMix},
		{"a value dies in time", timeToLive},
		{"deleted is gone", deleted},
		{"invalidated is gone, its neighbours are not", invalidated},
		{"many wait for one load", singleFlight},
		{"a load that a deletion overtook is not remembered", overtaken},
		{"after a deletion nobody joins an older load", noOldFlights},
		{"an error is returned and not remembered", loadFails},
		{"a panic reaches the caller", loadPanics},
		{"one who leaves does not take the others along", leaving},
		{"a value in a foreign shape is a miss", foreignShape},
		{"misuse is refused", misuse},
		{"it behaves like a map", likeAMap},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, cache.New(driver(t), nil))
		})
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want[T any](t testing.TB, c *cache.Cache, key cache.TenantKey, value T, found bool) {
	t.Helper()
	got, ok, err := cache.Get[T](t.Context(), c, key)
	must(t, err)
	if ok != found || !cmp.Equal(got, value) {
		t.Fatalf("%v: got %v, %v; want %v, %v", key, got, ok, value, found)
	}
}

func roundTrip(t *testing.T, c *cache.Cache) {
	tenant := Tenant()
	key := cache.Key(tenant, "stays.card", "villa")
	want(t, c, key, card{}, false)
	full := card{Name: "Villa Ker Ael, « vue mer »", Price: 123_45, Labels: map[string]string{"fr": "Été", "ar": "صيف"}}
	must(t, cache.Set(t.Context(), c, key, full, time.Minute))
	want(t, c, key, full, true)
	must(t, cache.Set(t.Context(), c, key, card{Name: "other"}, time.Minute))
	want(t, c, key, card{Name: "other"}, true)
	// Nothing that is remembered is shared: changing what was got changes nothing.
	got, _, err := cache.Get[card](t.Context(), c, key)
	must(t, err)
	got.Name = "changed"
	want(t, c, key, card{Name: "other"}, true)
	zero := cache.Key(tenant, "stays.card", "")
	must(t, cache.Set(t.Context(), c, zero, card{}, time.Minute))
	want(t, c, zero, card{}, true)
}

func keysDoNotMix(t *testing.T, c *cache.Cache) {
	a, b := Tenant(), Tenant()
	long := strings.Repeat("x", 5000)
	keys := []cache.TenantKey{
		cache.Key(a, "stays.card", "1"), cache.Key(b, "stays.card", "1"), cache.Key(a, "stays.page", "1"),
		cache.Key(a, "stays.card", "1/2"), cache.Key(a, "stays.card", "1:2"), cache.Key(a, "stays.card", "}{"),
		cache.Key(a, "stays.card", "é\x00\xff\r\n"), cache.Key(a, "stays.card", long), cache.Key(a, "stays.card", long+"y"),
		cache.Key(a, "stays.card", "*"), cache.Key(a, "stays.card", ""), cache.PlatformKey("tenant.host", a.String()),
	}
	for i, key := range keys {
		must(t, cache.Set(t.Context(), c, key, i, time.Minute))
	}
	for i, key := range keys {
		want(t, c, key, i, true)
	}
}

func timeToLive(t *testing.T, c *cache.Cache) {
	tenant := Tenant()
	short, long := cache.Key(tenant, "k", "short"), cache.Key(tenant, "k", "long")
	must(t, cache.Set(t.Context(), c, long, 1, time.Hour))
	began := time.Now()
	must(t, cache.Set(t.Context(), c, short, 1, 300*time.Millisecond))
	for {
		_, found, err := cache.Get[int](t.Context(), c, short)
		must(t, err)
		age := time.Since(began)
		if found && age > 5*time.Second {
			t.Fatalf("a value of 300 ms still lives after %v", age)
		}
		if !found {
			if age < 250*time.Millisecond {
				t.Errorf("a value of 300 ms died after %v", age)
			}
			break
		}
		pause(t, 10*time.Millisecond)
	}
	want(t, c, long, 1, true)
}

// pause waits without holding the test beyond its end.
func pause(t testing.TB, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-t.Context().Done():
	}
}

func deleted(t *testing.T, c *cache.Cache) {
	tenant := Tenant()
	a, b := cache.Key(tenant, "k", "a"), cache.Key(tenant, "k", "b")
	must(t, cache.Set(t.Context(), c, a, 1, time.Minute))
	must(t, cache.Set(t.Context(), c, b, 2, time.Minute))
	must(t, cache.Delete(t.Context(), c, a, cache.Key(tenant, "k", "never there")))
	want(t, c, a, 0, false)
	want(t, c, b, 2, true)
	must(t, cache.Set(t.Context(), c, a, 3, time.Minute))
	want(t, c, a, 3, true)
	must(t, cache.Delete(t.Context(), c, a))
	v, err := cache.Load(t.Context(), c, a, time.Minute, func(context.Context) (int, error) { return 4, nil })
	must(t, err)
	if v != 4 {
		t.Fatalf("loaded %d", v)
	}
	want(t, c, a, 4, true) // a load that began after the deletion is remembered
}

func invalidated(t *testing.T, c *cache.Cache) {
	tenant, other := Tenant(), Tenant()
	for i := range 20 {
		must(t, cache.Set(t.Context(), c, cache.Key(tenant, "k", fmt.Sprint(i)), i, time.Minute))
	}
	must(t, cache.Set(t.Context(), c, cache.Key(tenant, "k2", "0"), 7, time.Minute))
	must(t, cache.Set(t.Context(), c, cache.Key(other, "k", "0"), 8, time.Minute))
	must(t, cache.Invalidate(t.Context(), c, cache.SpaceOf(tenant, "k")))
	for i := range 20 {
		want(t, c, cache.Key(tenant, "k", fmt.Sprint(i)), 0, false)
	}
	want(t, c, cache.Key(tenant, "k2", "0"), 7, true)
	want(t, c, cache.Key(other, "k", "0"), 8, true)
	must(t, cache.Set(t.Context(), c, cache.Key(tenant, "k", "0"), 9, time.Minute))
	want(t, c, cache.Key(tenant, "k", "0"), 9, true)
}

func singleFlight(t *testing.T, c *cache.Cache) {
	key := cache.Key(Tenant(), "k", "busy")
	const callers = 40
	var loads atomic.Int32
	var asking, answered sync.WaitGroup
	asking.Add(callers)
	for range callers {
		answered.Go(func() {
			asking.Done()
			v, err := cache.Load(t.Context(), c, key, time.Minute, func(context.Context) (string, error) {
				loads.Add(1)
				asking.Wait() // not before everybody is about to ask
				return "loaded", nil
			})
			if err != nil || v != "loaded" {
				t.Errorf("got %q, %v", v, err)
			}
		})
	}
	answered.Wait()
	if n := loads.Load(); n != 1 {
		t.Errorf("loaded %d times", n)
	}
}

// during starts a load, runs meanwhile while it is under way, and ends it.
func during(t *testing.T, c *cache.Cache, key cache.TenantKey, value string, meanwhile func()) {
	t.Helper()
	begun, end, result := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		got, err := cache.Load(t.Context(), c, key, time.Minute, func(context.Context) (string, error) {
			close(begun)
			<-end
			return value, nil
		})
		if err == nil && got != value {
			err = fmt.Errorf("got %q", got)
		}
		result <- err
	}()
	<-begun
	meanwhile()
	close(end)
	must(t, <-result)
}

func overtaken(t *testing.T, c *cache.Cache) {
	tenant := Tenant()
	key := cache.Key(tenant, "k", "x")
	during(t, c, key, "old", func() { must(t, cache.Delete(t.Context(), c, key)) })
	want(t, c, key, "", false)
	during(t, c, key, "old", func() { must(t, cache.Invalidate(t.Context(), c, key.Space())) })
	want(t, c, key, "", false)
	during(t, c, key, "fresh", func() {
		must(t, cache.Delete(t.Context(), c, cache.Key(tenant, "k", "y")))
		must(t, cache.Invalidate(t.Context(), c, cache.SpaceOf(tenant, "other")))
	})
	want(t, c, key, "fresh", true)
}

func noOldFlights(t *testing.T, c *cache.Cache) {
	key := cache.Key(Tenant(), "k", "x")
	fresh := func() {
		v, err := cache.Load(t.Context(), c, key, time.Minute, func(context.Context) (string, error) { return "new", nil })
		must(t, err)
		if v != "new" {
			t.Errorf("after the deletion got %q", v)
		}
	}
	during(t, c, key, "old", func() { must(t, cache.Delete(t.Context(), c, key)); fresh() })
	want(t, c, key, "new", true)
	must(t, cache.Delete(t.Context(), c, key))
	during(t, c, key, "old", func() { must(t, cache.Invalidate(t.Context(), c, key.Space())); fresh() })
	want(t, c, key, "new", true)
}

func loadFails(t *testing.T, c *cache.Cache) {
	key := cache.Key(Tenant(), "k", "x")
	broken := errors.New("broken")
	if _, err := cache.Load(t.Context(), c, key, time.Minute, func(context.Context) (int, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
	v, err := cache.Load(t.Context(), c, key, time.Minute, func(context.Context) (int, error) { return 5, nil })
	if err != nil || v != 5 {
		t.Fatalf("got %d, %v", v, err)
	}
}

func loadPanics(t *testing.T, c *cache.Cache) {
	defer func() {
		if p := recover(); p == nil || !strings.Contains(fmt.Sprint(p), "the roof is on fire") {
			t.Errorf("recovered %v", p)
		}
	}()
	_, err := cache.Load(t.Context(), c, cache.Key(Tenant(), "k", "x"), time.Minute,
		func(context.Context) (int, error) { panic("the roof is on fire") })
	t.Errorf("returned %v", err)
}

func leaving(t *testing.T, c *cache.Cache) {
	key := cache.Key(Tenant(), "k", "x")
	begun, end := make(chan struct{}), make(chan struct{})
	ctx, leave := context.WithCancel(t.Context())
	load := func(ctx context.Context) (int, error) {
		close(begun)
		<-end
		return 6, ctx.Err()
	}
	left, stayed := make(chan error), make(chan error)
	go func() {
		_, err := cache.Load(ctx, c, key, time.Minute, load)
		left <- err
	}()
	<-begun
	go func() {
		v, err := cache.Load(t.Context(), c, key, time.Minute, func(context.Context) (int, error) { return 6, nil })
		if err == nil && v != 6 {
			err = fmt.Errorf("got %d", v)
		}
		stayed <- err
	}()
	leave()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("who left got %v", err)
	}
	close(end)
	if err := <-stayed; err != nil {
		t.Errorf("who stayed got %v", err)
	}
}

func foreignShape(t *testing.T, c *cache.Cache) {
	key := cache.Key(Tenant(), "k", "x")
	must(t, cache.Set(t.Context(), c, key, "a text of an older release", time.Minute))
	want(t, c, key, card{}, false)
	v, err := cache.Load(t.Context(), c, key, time.Minute, func(context.Context) (card, error) { return card{Name: "new"}, nil })
	must(t, err)
	if v.Name != "new" {
		t.Errorf("got %v", v)
	}
	want(t, c, key, card{Name: "new"}, true)
}

func misuse(t *testing.T, c *cache.Cache) {
	key := cache.Key(Tenant(), "k", "x")
	ctx := t.Context()
	_, _, getErr := cache.Get[int](ctx, c, cache.TenantKey{})
	_, loadErr := cache.Load(ctx, c, cache.TenantKey{}, time.Minute, func(context.Context) (int, error) { return 0, nil })
	for name, err := range map[string]error{
		"get": getErr, "load": loadErr, "delete": cache.Delete(ctx, c, cache.TenantKey{}),
		"set": cache.Set(ctx, c, cache.TenantKey{}, 1, time.Minute), "for ever": cache.Set(ctx, c, key, 1, 0),
		"invalidate": cache.Invalidate(ctx, c, cache.Space{}), "no JSON": cache.Set(ctx, c, key, make(chan int), time.Minute),
	} {
		if !errors.Is(err, cache.ErrMisused) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	must(t, cache.Set(ctx, c, key, strings.Repeat("x", cache.LargestValue), time.Minute))
	want(t, c, key, "", false) // too large to be remembered
}

func likeAMap(t *testing.T, c *cache.Cache) {
	rapid.Check(t, func(r *rapid.T) {
		tenants := []access.TenantID{Tenant(), Tenant()}
		model := map[cache.TenantKey]int{}
		key := rapid.Custom(func(r *rapid.T) cache.TenantKey {
			return cache.Key(rapid.SampledFrom(tenants).Draw(r, "tenant"), rapid.SampledFrom([]string{"k", "l"}).Draw(r, "kind"),
				rapid.SampledFrom([]string{"", "a", "b:c", "*"}).Draw(r, "id"))
		})
		for step := range rapid.IntRange(1, 20).Draw(r, "steps") {
			k := key.Draw(r, "key")
			switch rapid.IntRange(0, 3).Draw(r, "op") {
			case 0:
				must(t, cache.Set(t.Context(), c, k, step, time.Minute))
				model[k] = step
			case 1:
				must(t, cache.Delete(t.Context(), c, k))
				delete(model, k)
			case 2:
				must(t, cache.Invalidate(t.Context(), c, k.Space()))
				for other := range model {
					if other.Space() == k.Space() {
						delete(model, other)
					}
				}
			case 3:
				v, err := cache.Load(t.Context(), c, k, time.Minute, func(context.Context) (int, error) { return step, nil })
				must(t, err)
				if known, ok := model[k]; ok && v != known || !ok && v != step {
					r.Fatalf("load of %v gave %d; model %v", k, v, model)
				}
				model[k] = v
			}
			known, ok := model[k]
			got, found, err := cache.Get[int](t.Context(), c, k)
			must(t, err)
			if found != ok || got != known {
				r.Fatalf("%v: got %d, %v; want %d, %v", k, got, found, known, ok)
			}
		}
	})
}
