package jobs

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestEverySlotIsProposed follows the schedule as River does, which calls up to 100 ms early, and loses some proposals to
// a database that is away for up to a minute: no slot that is longer than that is left out.
func TestEverySlotIsProposed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		every := time.Duration(rapid.Int64Range(2, 24*60).Draw(t, "minutes")) * time.Minute
		s := slots(every)
		now := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "now"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns"))
		last := s.due(now)
		for range 40 {
			next := s.Next(now)
			if !next.After(now) || next.Sub(now) > time.Minute {
				t.Fatalf("after %s the next proposal is at %s", now, next)
			}
			now = next
			if rapid.Bool().Draw(t, "away") {
				now = s.Next(now) // this proposal was lost, and made again a minute later at the latest
			}
			slot := s.due(now.Add(-time.Duration(rapid.Int64Range(0, 100).Draw(t, "early")) * time.Millisecond))
			if slot.Sub(last) > every {
				t.Fatalf("slot %s follows %s", slot, last)
			}
			if slot.Unix()%int64(every.Seconds()) != 0 && every <= time.Hour && time.Hour%every == 0 {
				t.Fatalf("slot %s is not aligned", slot)
			}
			if !slot.Equal(s.current(now)) {
				t.Fatalf("proposed at %s for %s", now, slot)
			}
			last = slot
		}
	})
}
