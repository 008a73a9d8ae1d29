package clock_test

import (
	"sync"
	"testing"
	"time"

	"comptoir/internal/platform/clock"
)

var noon = time.Date(2026, 7, 14, 12, 0, 0, 123_456_789, time.FixedZone("CEST", 2*3600))

func TestEveryClockAnswersAsTheDatabaseKeeps(t *testing.T) {
	t.Parallel()
	clocks := map[string]clock.Clock{
		"nil":      nil,
		"system":   clock.System,
		"fixed":    clock.Fixed(noon),
		"settable": clock.NewSettable(noon).Now,
		"shifted":  clock.NewShifted(clock.Fixed(noon)).Now,
	}
	for name, c := range clocks {
		got := c.Now()
		if got.Location() != time.UTC {
			t.Errorf("%s: location %v, want UTC", name, got.Location())
		}
		if got.Nanosecond()%1000 != 0 {
			t.Errorf("%s: %d ns is finer than a microsecond", name, got.Nanosecond())
		}
		if again := got.Round(0); again != got {
			t.Errorf("%s: carries a monotonic reading, so == would fail after storage", name)
		}
	}
}

func TestSystemFollowsTheMachine(t *testing.T) {
	t.Parallel()
	before := time.Now()
	got := clock.Clock(nil).Now()
	after := time.Now()
	if got.Before(before.Truncate(time.Microsecond)) || got.After(after) {
		t.Errorf("%v is not between %v and %v", got, before, after)
	}
}

func TestSettableStandsStillAndMovesWhenTold(t *testing.T) {
	t.Parallel()
	s := clock.NewSettable(noon)
	first := s.Now()
	if s.Now() != first {
		t.Error("moved by itself")
	}
	if got := s.Advance(90 * time.Minute); got.Sub(first) != 90*time.Minute || s.Now() != got {
		t.Errorf("after Advance: %v", got)
	}
	s.Set(noon.AddDate(-1, 0, 0))
	if s.Now().Year() != 2025 {
		t.Errorf("after Set: %v", s.Now())
	}
}

func TestShiftedRunsWithItsBase(t *testing.T) {
	t.Parallel()
	base := clock.NewSettable(noon)
	s := clock.NewShifted(base.Now)
	s.MoveTo(noon.AddDate(0, 1, 0))
	if got, want := s.Now(), clock.Fixed(noon.AddDate(0, 1, 0)).Now(); got != want {
		t.Fatalf("MoveTo: %v, want %v", got, want)
	}
	base.Advance(time.Second)
	s.Shift(-time.Hour)
	if got, want := s.Now(), clock.Fixed(noon.AddDate(0, 1, 0).Add(time.Second-time.Hour)).Now(); got != want {
		t.Fatalf("after a second and Shift: %v, want %v", got, want)
	}
}

func TestClocksAreSafeTogether(t *testing.T) {
	t.Parallel()
	base := clock.NewSettable(noon)
	s := clock.NewShifted(base.Now)
	start := s.Now()
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { base.Advance(time.Second); s.Shift(time.Second); s.Now() })
	}
	wg.Wait()
	if got := s.Now().Sub(start); got != 100*time.Second {
		t.Errorf("moved %v, want 100 s", got)
	}
}
