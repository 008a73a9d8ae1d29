// Package limittest is the conformance suite of the rate limits: what every driver must do, seen through the port.
//
// It names no driver. A driver's test calls Run with a function that makes a driver by the machine's clock.
package limittest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/limit"
)

var ids ident.Source

// Key makes a key that no other test uses.
func Key(who ...string) string {
	return limit.Key(ident.Next[access.Tenant](&ids), "test.attempt", who...)
}

// Run checks a driver. Tests use keys of their own, so one driver may serve them all.
func Run(t *testing.T, driver func(testing.TB) limit.Driver) {
	tests := []struct {
		name string
		run  func(*testing.T, *limit.Limiter)
	}{
		{"a burst, then nothing", burst},
		{"one comes back at a time", comesBack},
		{"keys do not mix", keysDoNotMix},
		{"a refusal costs nothing", refusalIsFree},
		{"callers at the same time are counted exactly", exact},
		{"a reset forgets", reset},
		{"a look costs nothing", look},
		{"misuse is refused", misuse},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, limit.New(driver(t), nil))
		})
	}
}

func allow(t testing.TB, m *limit.Limiter, key string, l limit.Limit) limit.Decision {
	t.Helper()
	d, err := m.Allow(t.Context(), key, l)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func near(d, want time.Duration) bool { return d <= want && d > want-5*time.Second }

func burst(t *testing.T, m *limit.Limiter) {
	key, l := Key("a"), limit.Limit{Rate: 6, Per: time.Hour, Burst: 3} // one in ten minutes, three at once
	for i := range 3 {
		d := allow(t, m, key, l)
		if !d.Allowed || d.Remaining != 2-i || d.RetryAfter != 0 || d.Limit != l {
			t.Fatalf("attempt %d: %+v", i, d)
		}
		if !near(d.ResetAfter, time.Duration(i+1)*10*time.Minute) {
			t.Errorf("attempt %d: all is free after %v", i, d.ResetAfter)
		}
	}
	d := allow(t, m, key, l)
	if d.Allowed || d.Remaining != 0 || !near(d.RetryAfter, 10*time.Minute) || !near(d.ResetAfter, 30*time.Minute) {
		t.Fatalf("the fourth: %+v", d)
	}
	if !errors.Is(d.Err(), limit.ErrExceeded) {
		t.Errorf("Err: %v", d.Err())
	}
	if d := allow(t, m, Key("b"), limit.PerHour(5)); d.Limit.Burst != 5 || d.Remaining != 4 || d.Err() != nil {
		t.Errorf("a limit per hour: %+v", d)
	}
	if d := allow(t, m, Key("c"), limit.Limit{Rate: 5, Per: time.Hour}); d.Remaining != 4 {
		t.Errorf("without a burst, the rate is the burst: %+v", d)
	}
}

func comesBack(t *testing.T, m *limit.Limiter) {
	key, l := Key(), limit.Limit{Rate: 10, Per: time.Second, Burst: 2} // one in 100 ms
	began := time.Now()
	allowed := 0
	for allowed < 6 { // two at once, four more in 400 ms
		d := allow(t, m, key, l)
		if d.Allowed {
			allowed++
			continue
		}
		if d.RetryAfter <= 0 || d.RetryAfter > 100*time.Millisecond {
			t.Fatalf("retry after %v", d.RetryAfter)
		}
		select {
		case <-time.After(d.RetryAfter):
		case <-t.Context().Done():
		}
	}
	if took := time.Since(began); took < 390*time.Millisecond {
		t.Errorf("six of a burst of two passed in %v", took)
	}
}

func keysDoNotMix(t *testing.T, m *limit.Limiter) {
	tenant, other := ident.Next[access.Tenant](&ids), ident.Next[access.Tenant](&ids)
	l := limit.PerHour(1)
	for _, key := range []string{
		limit.Key(tenant, "sign_in", "a@x.example"), limit.Key(other, "sign_in", "a@x.example"),
		limit.Key(tenant, "search", "a@x.example"), limit.Key(tenant, "sign_in", "b@x.example"),
		limit.Key(tenant, "sign_in", "a", "b"), limit.Key(tenant, "sign_in", "ab"), limit.Key(tenant, "sign_in"),
	} {
		if !allow(t, m, key, l).Allowed {
			t.Errorf("%s is counted with another", key)
		}
	}
}

func refusalIsFree(t *testing.T, m *limit.Limiter) {
	key, l := Key(), limit.Limit{Rate: 1, Per: time.Hour, Burst: 1}
	allow(t, m, key, l)
	first := allow(t, m, key, l)
	var last limit.Decision
	for range 20 {
		last = allow(t, m, key, l)
	}
	if last.Allowed || last.RetryAfter > first.RetryAfter {
		t.Errorf("knocking moved the door: %v, then %v", first.RetryAfter, last.RetryAfter)
	}
}

func exact(t *testing.T, m *limit.Limiter) {
	key, l := Key(), limit.Limit{Rate: 1, Per: 24 * time.Hour, Burst: 37}
	var allowed atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				d, err := m.Allow(t.Context(), key, l)
				if err != nil {
					t.Error(err)
					return
				}
				if d.Allowed {
					allowed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if n := allowed.Load(); n != 37 {
		t.Errorf("%d of a burst of 37 were allowed", n)
	}
}

func reset(t *testing.T, m *limit.Limiter) {
	key, l := Key(), limit.PerHour(1)
	allow(t, m, key, l)
	if allow(t, m, key, l).Allowed {
		t.Fatal("the second was allowed")
	}
	if err := m.Reset(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	if !allow(t, m, key, l).Allowed {
		t.Error("refused after a reset")
	}
}

func misuse(t *testing.T, m *limit.Limiter) {
	for _, l := range []limit.Limit{{}, {Rate: -1, Per: time.Second}, {Rate: 1}, {Rate: 1, Per: time.Second, Burst: -1}} {
		if _, err := m.Allow(t.Context(), Key(), l); !errors.Is(err, limit.ErrMisused) {
			t.Errorf("%+v: %v", l, err)
		}
	}
	if _, err := m.Allow(t.Context(), "", limit.PerSecond(1)); !errors.Is(err, limit.ErrMisused) {
		t.Errorf("no key: %v", err)
	}
}

func look(t *testing.T, m *limit.Limiter) {
	key, l := Key("a"), limit.Limit{Rate: 6, Per: time.Hour, Burst: 2}
	peek := func(what string, allowed bool) {
		t.Helper()
		for range 3 {
			d, err := m.Peek(t.Context(), key, l)
			if err != nil || d.Allowed != allowed {
				t.Fatalf("%s: %+v, %v", what, d, err)
			}
			if !allowed && !near(d.RetryAfter, 10*time.Minute) {
				t.Errorf("%s: again after %s", what, d.RetryAfter)
			}
		}
	}
	peek("before", true)
	allow(t, m, key, l)
	peek("after one", true)
	allow(t, m, key, l)
	peek("after two", false)
}
