// Package clock says what time it is, so that nothing else has to ask the machine: a test freezes the time, and a
// demonstration moves it to the eve of a stay.
//
// It refuses to know time zones and calendars (kernel/period does) and never waits: timers belong to their callers.
// Every clock of the package answers in UTC and in whole microseconds, the precision that PostgreSQL keeps, so that an
// instant that was stored and read again equals the one that was given. Start with Clock.
package clock

import (
	"sync"
	"time"
)

// Clock answers the present instant. The zero value (nil) is the machine's clock; call Now rather than the function
// itself and a nil Clock works.
type Clock func() time.Time

// Now returns the present instant, UTC, in whole microseconds and without a monotonic reading.
func (c Clock) Now() time.Time {
	if c == nil {
		return System()
	}
	return c()
}

// System is the machine's clock. It is itself a Clock: pass clock.System.
func System() time.Time { return stored(time.Now()) }

// Fixed is a clock that stands still at t.
func Fixed(t time.Time) Clock {
	t = stored(t)
	return func() time.Time { return t }
}

// Settable is a clock for tests: it stands still until it is told to move. Safe for concurrent use.
type Settable struct {
	mu  sync.RWMutex
	now time.Time
}

// NewSettable returns a clock that stands at t.
func NewSettable(t time.Time) *Settable { return &Settable{now: stored(t)} }

// Now returns the instant at which the clock stands; s.Now is a Clock.
func (s *Settable) Now() time.Time {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.now
}

// Set moves the clock to t, forwards or backwards.
func (s *Settable) Set(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = stored(t)
}

// Advance moves the clock by d and returns the new instant.
func (s *Settable) Advance(d time.Duration) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = stored(s.now.Add(d))
	return s.now
}

// Shifted is a clock for demonstrations: it runs like another clock, some way ahead of it or behind. Safe for
// concurrent use.
type Shifted struct {
	base   Clock
	mu     sync.RWMutex
	offset time.Duration
}

// NewShifted returns a clock that runs with base (nil: the machine's clock) and is not shifted yet.
func NewShifted(base Clock) *Shifted { return &Shifted{base: base} }

// Now returns the shifted instant; s.Now is a Clock.
func (s *Shifted) Now() time.Time {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return stored(s.base.Now().Add(s.offset))
}

// Shift moves the clock by d from where it is; it goes on running.
func (s *Shifted) Shift(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset += d
}

// MoveTo makes the clock show t now; it goes on running.
func (s *Shifted) MoveTo(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset = t.Sub(s.base.Now())
}

// stored is t as it comes back from the database.
func stored(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
