package stays

import (
	"cmp"
	"slices"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Recurring reports whether the season comes every year.
func (s Season) Recurring() bool { return s.First != (MonthDay{}) }

// Covers reports whether a night belongs to the season. A yearly season to 29 February ends on the 28th in a common
// year, and one of that single day does not happen.
func (s Season) Covers(d period.Date) bool {
	if !s.Recurring() {
		return s.Dates.Contains(d)
	}
	return within(monthDayOf(d), s.First, s.Last)
}

// within reports whether a day of the year lies between two others, both included; the year may turn in between.
func within(day, first, last MonthDay) bool {
	if first.order() <= last.order() {
		return first.order() <= day.order() && day.order() <= last.order()
	}
	return first.order() <= day.order() || day.order() <= last.order()
}

// length returns the number of nights, of a leap year where the season comes every year.
func (s Season) length() int {
	if !s.Recurring() {
		return s.Dates.Nights()
	}
	const leap = 2024
	from := period.On(leap, time.Month(s.First.Month), s.First.Day)
	to := period.On(leap, time.Month(s.Last.Month), s.Last.Day)
	if to.Before(from) {
		to = to.AddDays(366)
	}
	return to.Since(from) + 1
}

// precedes orders seasons: with dates before yearly, short before long, high priority before low; then by identifier, so
// that the order in which they were entered never matters.
func (s Season) precedes(other Season) int {
	if s.Recurring() != other.Recurring() {
		if s.Recurring() {
			return 1
		}
		return -1
	}
	return cmp.Or(
		cmp.Compare(s.length(), other.length()),
		cmp.Compare(other.Priority, s.Priority),
		s.ID.Compare(other.ID),
	)
}

// ruler answers what the rates say of a day. Each question is answered by the most specific rule that says anything
// about it, so that no rule changes another one's answer.
type ruler struct {
	rates   Rates
	seasons []Season // the most specific first
	spots   map[period.Date]Spot
}

// newRuler prepares the rates for the days of a range and the day after.
func newRuler(r Rates, days period.Range) ruler {
	x := ruler{rates: r, seasons: r.Seasons}
	if len(r.Seasons) > 1 {
		x.seasons = slices.SortedFunc(slices.Values(r.Seasons), Season.precedes)
	}
	for _, s := range r.Spots {
		if !s.Date.Before(days.From) && !s.Date.After(days.To) {
			if x.spots == nil {
				x.spots = make(map[period.Date]Spot)
			}
			x.spots[s.Date] = s
		}
	}
	return x
}

// price returns what the night costs (by the unit of the rates), and which rule says so; ErrNoPrice when none does.
func (x ruler) price(d period.Date) (money.Amount, NightRule, Text, error) {
	if s, ok := x.spots[d]; ok && s.Nightly.IsPositive() {
		return s.Nightly, RuleSpot, nil, nil
	}
	weekend := x.weekend(d)
	for _, s := range x.seasons {
		if !s.Nightly.IsPositive() && !s.Weekend.IsPositive() || !s.Covers(d) {
			continue
		}
		if weekend && s.Weekend.IsPositive() {
			return s.Weekend, RuleSeasonWeekend, s.Name, nil
		}
		if s.Nightly.IsPositive() {
			return s.Nightly, RuleSeason, s.Name, nil
		}
	}
	if weekend && x.rates.Weekend.IsPositive() {
		return x.rates.Weekend, RuleWeekend, nil, nil
	}
	if x.rates.Nightly.IsPositive() {
		return x.rates.Nightly, RuleDefault, nil, nil
	}
	return money.Amount{}, "", nil, ErrNoPrice.Detailf("the night of %s has no price", d)
}

var fridayAndSaturday = []Weekday{"fri", "sat"}

func (x ruler) weekend(d period.Date) bool {
	days := x.rates.WeekendDays
	if len(days) == 0 {
		days = fridayAndSaturday
	}
	return slices.Contains(days, WeekdayOf(d))
}

// minNights returns the minimum of a stay that arrives on d: spot over season over default.
func (x ruler) minNights(d period.Date) int {
	if s, ok := x.spots[d]; ok && s.MinNights > 0 {
		return s.MinNights
	}
	for _, s := range x.seasons {
		if s.MinNights > 0 && s.Covers(d) {
			return s.MinNights
		}
	}
	return max(1, x.rates.MinNights)
}

// maxNights returns the maximum of a stay that arrives on d; 0 when there is none.
func (x ruler) maxNights(d period.Date) int {
	for _, s := range x.seasons {
		if s.MaxNights > 0 && s.Covers(d) {
			return s.MaxNights
		}
	}
	return x.rates.MaxNights
}

func (x ruler) closed(d period.Date) bool { return x.spots[d].Closed }

func (x ruler) mayArrive(d period.Date) bool {
	return x.permits(d, x.spots[d].Arrival, x.rates.Arrivals, func(s Season) []Weekday { return s.Arrivals })
}

func (x ruler) mayDepart(d period.Date) bool {
	return x.permits(d, x.spots[d].Departure, x.rates.Departures, func(s Season) []Weekday { return s.Departures })
}

func (x ruler) permits(d period.Date, spot Permit, general []Weekday, ofSeason func(Season) []Weekday) bool {
	if spot != Unstated {
		return spot == Allowed
	}
	for _, s := range x.seasons {
		if days := ofSeason(s); len(days) > 0 && s.Covers(d) {
			return slices.Contains(days, WeekdayOf(d))
		}
	}
	return len(general) == 0 || slices.Contains(general, WeekdayOf(d))
}

// lowest returns the smallest price of a night that the rates know: "from 95 €".
func (r Rates) lowest() money.Amount {
	low := money.Amount{}
	take := func(a money.Amount) {
		if a.IsPositive() && (low.IsZero() || a.Cmp(low) < 0) {
			low = a
		}
	}
	take(r.Nightly)
	take(r.Weekend)
	for _, s := range r.Seasons {
		take(s.Nightly)
		take(s.Weekend)
	}
	return r.perNight(low)
}

// perNight turns an amount by the rates' unit into one by the night, rounded.
func (r Rates) perNight(a money.Amount) money.Amount {
	if r.Unit == PerWeek && !a.IsZero() {
		return a.Exact().DivInt(7).Round()
	}
	return a
}
