package locallimit_test

import (
	"testing"
	"time"

	"comptoir/internal/platform/clock"
	"comptoir/internal/platform/limit"
	"comptoir/internal/platform/limit/limittest"
	"comptoir/internal/platform/limit/locallimit"

	"pgregory.net/rapid"
)

func open(t testing.TB, now clock.Clock) *locallimit.Driver {
	d := locallimit.New(now)
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func TestConformance(t *testing.T) {
	t.Parallel()
	limittest.Run(t, func(t testing.TB) limit.Driver { return open(t, nil) })
}

// In any stretch of time no more passes than the burst and what came back in it, and what Allow promises it keeps.
func TestNeverMoreThanTheRate(t *testing.T) {
	t.Parallel()
	now := clock.NewSettable(time.Date(2026, 7, 14, 12, 0, 0, 0, time.UTC))
	m := limit.New(open(t, now.Now), nil)
	rapid.Check(t, func(r *rapid.T) {
		key := limittest.Key()
		l := limit.Limit{
			Rate: rapid.IntRange(1, 20).Draw(r, "rate"), Per: time.Duration(rapid.IntRange(1, 100).Draw(r, "seconds")) * time.Second,
			Burst: rapid.IntRange(1, 10).Draw(r, "burst"),
		}
		interval := l.Per / time.Duration(l.Rate)
		var passed []time.Time
		for range rapid.IntRange(1, 60).Draw(r, "attempts") {
			now.Advance(time.Duration(rapid.Int64Range(0, int64(2*interval)).Draw(r, "pause")))
			d, err := m.Allow(t.Context(), key, l)
			if err != nil {
				r.Fatal(err)
			}
			if !d.Allowed {
				now.Advance(d.RetryAfter + time.Microsecond) // the clock counts in whole microseconds
				if d, err = m.Allow(t.Context(), key, l); err != nil || !d.Allowed {
					r.Fatalf("refused again after RetryAfter: %+v, %v", d, err)
				}
			}
			passed = append(passed, now.Now())
			for first := range passed {
				stretch := passed[len(passed)-1].Sub(passed[first])
				if n := len(passed) - first; n > l.Burst+int(stretch/interval) {
					r.Fatalf("%d passed in %v under %+v", n, stretch, l)
				}
			}
		}
	})
}

// A clock that was ahead when attempts were counted, and is put right, locks nobody out for as long as it was ahead.
func TestAClockThatIsPutRight(t *testing.T) {
	t.Parallel()
	for _, back := range []time.Duration{time.Second, time.Minute, time.Hour, 400 * 24 * time.Hour} {
		now := clock.NewSettable(time.Date(2026, 7, 14, 12, 0, 0, 0, time.UTC))
		m, key, l := limit.New(open(t, now.Now), nil), limittest.Key(), limit.Limit{Rate: 5, Per: 10 * time.Minute, Burst: 5}
		for range 6 {
			if _, err := m.Allow(t.Context(), key, l); err != nil {
				t.Fatal(err)
			}
		}
		now.Advance(-back)
		for _, ask := range []func() (limit.Decision, error){func() (limit.Decision, error) { return m.Peek(t.Context(), key, l) }, func() (limit.Decision, error) { return m.Allow(t.Context(), key, l) }} {
			if d, err := ask(); err != nil || !d.Allowed && d.RetryAfter > l.Per {
				t.Errorf("%s back: %+v (%v)", back, d, err)
			}
		}
	}
}
