package tenancy

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/period"
)

// Hours is when a business receives people or answers the telephone: a civil week at its own place, and the days on which
// it is closed all the same. The zero value says nothing, and the site shows nothing.
type Hours struct {
	Week   []Opening `json:"week,omitempty"`   // in the order of the week, from Monday
	Closed []Closure `json:"closed,omitempty"` // in the order of the year
}

// Weekday is a day of the week by its English name in lower case: "monday".
type Weekday string

// Weekdays lists them from Monday (ISO 8601).
func Weekdays() []Weekday {
	return []Weekday{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
}

// Day returns Go's number of it.
func (w Weekday) Day() time.Weekday { return time.Weekday((slices.Index(Weekdays(), w) + 1) % 7) }

// Opening is one stretch of a day. One that ends at or before its beginning ends on the next day: 18:00 to 02:00.
type Opening struct {
	Day  Weekday      `json:"day" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday"`
	From period.Clock `json:"from" example:"09:00"`
	To   period.Clock `json:"to" example:"12:30"`
}

// Closure is some days, the last one included, on which the business stays closed.
type Closure struct {
	From   period.Date `json:"from" format:"date"`
	To     period.Date `json:"to" format:"date"`
	Reason string      `json:"reason,omitempty" maxLength:"80" example:"Congés d'hiver"`
}

// At most so many stretches and closures: more is a mistake of the pen.
const (
	maxOpenings = 42
	maxClosures = 60
)

const (
	dayMinutes  = 24 * 60
	weekMinutes = 7 * dayMinutes
)

// span is the stretch in minutes since Monday's midnight; the end may lie in the next week.
func (o Opening) span() (from, to int) {
	start := slices.Index(Weekdays(), o.Day) * dayMinutes
	from, to = start+int(o.From), start+int(o.To)
	if o.To <= o.From {
		to += dayMinutes
	}
	return from, to
}

func (h Hours) clone() Hours { return Hours{slices.Clone(h.Week), slices.Clone(h.Closed)} }

// IsZero reports whether nothing was said.
func (h Hours) IsZero() bool { return len(h.Week) == 0 && len(h.Closed) == 0 }

func checkHours(c *fault.Check, h Hours) Hours {
	h = h.clone()
	c.That(len(h.Week) <= maxOpenings, "hours.week", "too_many", fmt.Sprintf("at most %d stretches", maxOpenings))
	c.That(len(h.Closed) <= maxClosures, "hours.closed", "too_many", fmt.Sprintf("at most %d closures", maxClosures))
	for i, o := range h.Week {
		c.That(slices.Contains(Weekdays(), o.Day), fmt.Sprintf("hours.week.%d.day", i), "unknown_day", "monday to sunday")
		for j, other := range h.Week[:i] {
			if o.overlaps(other) {
				c.Fail(fmt.Sprintf("hours.week.%d.from", i), "overlap", fmt.Sprintf("it meets the stretch number %d", j+1))
				break
			}
		}
	}
	for i, d := range h.Closed {
		at := fmt.Sprintf("hours.closed.%d.", i)
		c.That(!d.From.IsZero(), at+"from", "required", "the first day is missing")
		if h.Closed[i].To.IsZero() {
			h.Closed[i].To = d.From
		}
		c.That(!h.Closed[i].To.Before(d.From), at+"to", "reversed_dates", "the last day does not come before the first")
		h.Closed[i].Reason = line(c, at+"reason", d.Reason, 0, 80)
	}
	slices.SortStableFunc(h.Week, func(a, b Opening) int {
		x, _ := a.span()
		y, _ := b.span()
		return cmp.Compare(x, y)
	})
	slices.SortStableFunc(h.Closed, func(a, b Closure) int { return a.From.Compare(b.From) })
	return h
}

// overlaps compares two stretches on the circle of the week. Stretches that touch do not overlap.
func (o Opening) overlaps(other Opening) bool {
	a, b := o, other
	from, to := a.span()
	start, end := b.span()
	for _, shift := range []int{-weekMinutes, 0, weekMinutes} {
		if from < end+shift && start+shift < to {
			return true
		}
	}
	return false
}

// ClosedOn returns the closure in force on a day.
func (h Hours) ClosedOn(day period.Date) (Closure, bool) {
	for _, c := range h.Closed {
		if !day.Before(c.From) && !c.To.Before(day) {
			return c, true
		}
	}
	return Closure{}, false
}

// OpenAt reports whether the business is open at a moment of its own civil time. A stretch belongs to the day on which it
// begins: one that begins on the eve of a closure ends as always, and none begins on a closed day.
func (h Hours) OpenAt(day period.Date, clock period.Clock) bool {
	minute := (int(day.Weekday())+6)%7*dayMinutes + int(clock)
	for _, o := range h.Week {
		from, to := o.span()
		for _, m := range []int{minute, minute + weekMinutes} {
			if m < from || m >= to {
				continue
			}
			began := day
			if o.Day.Day() != day.Weekday() {
				began = day.AddDays(-1)
			}
			if _, closed := h.ClosedOn(began); !closed {
				return true
			}
		}
	}
	return false
}

// On returns the stretches of a day of the week, in order.
func (h Hours) On(day Weekday) []Opening {
	var all []Opening
	for _, o := range h.Week {
		if o.Day == day {
			all = append(all, o)
		}
	}
	return all
}

// Ahead returns the closures that end on a day or after it.
func (h Hours) Ahead(today period.Date) []Closure {
	var all []Closure
	for _, c := range h.Closed {
		if !c.To.Before(today) {
			all = append(all, c)
		}
	}
	return all
}
