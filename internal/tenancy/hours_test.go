package tenancy_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/tenancy"
	"comptoir/internal/tenancy/tenancytest"
)

func saving(h tenancy.Hours) (tenancy.State, error) {
	core := tenancy.New(tenancy.Deps{Store: tenancytest.NewMem(), Now: time.Now, IDs: &ident.Source{}, Observe: usecase.Silent{}})
	c := tenancytest.Agency("rivages")
	c.Hours = h
	return core.CreateTenant(tenancytest.System(), c)
}

func opening(day tenancy.Weekday, from, to string) tenancy.Opening {
	a, _ := period.ParseClock(from)
	b, _ := period.ParseClock(to)
	return tenancy.Opening{Day: day, From: a, To: b}
}

func TestHoursAreChecked(t *testing.T) {
	t.Parallel()
	day := period.On(2026, time.December, 24)
	for name, tt := range map[string]struct {
		hours tenancy.Hours
		field string
	}{
		"a day that is none":          {tenancy.Hours{Week: []tenancy.Opening{opening("someday", "09:00", "12:00")}}, "hours.week.0.day"},
		"twice the same time":         {tenancy.Hours{Week: []tenancy.Opening{opening("monday", "09:00", "12:00"), opening("monday", "11:59", "13:00")}}, "hours.week.1.from"},
		"into the next day's opening": {tenancy.Hours{Week: []tenancy.Opening{opening("monday", "01:00", "02:00"), opening("sunday", "18:00", "01:30")}}, "hours.week.1.from"},
		"a whole day and more":        {tenancy.Hours{Week: []tenancy.Opening{opening("monday", "09:00", "09:00"), opening("tuesday", "08:00", "10:00")}}, "hours.week.1.from"},
		"a closure without a day":     {tenancy.Hours{Closed: []tenancy.Closure{{Reason: "x"}}}, "hours.closed.0.from"},
		"a closure that runs back":    {tenancy.Hours{Closed: []tenancy.Closure{{From: day, To: day.AddDays(-1)}}}, "hours.closed.0.to"},
	} {
		_, err := saving(tt.hours)
		if fields := fault.FieldsOf(err); fault.KindOf(err) != fault.Invalid || len(fields) != 1 || fields[0].Path != tt.field {
			t.Errorf("%s: %v %+v", name, err, fields)
		}
	}
	s, err := saving(tenancy.Hours{Week: []tenancy.Opening{opening("saturday", "10:00", "12:00"), opening("monday", "14:00", "18:00"), opening("monday", "09:00", "14:00")}, Closed: []tenancy.Closure{{From: day}}})
	if err != nil || s.Hours.Week[0].From != 9*60 || s.Hours.Week[2].Day != "saturday" || s.Hours.Closed[0].To != day {
		t.Errorf("%+v %v", s.Hours, err)
	}
}

func TestOpenAtAMoment(t *testing.T) {
	t.Parallel()
	monday := period.On(2026, time.December, 21)
	h := tenancy.Hours{Week: []tenancy.Opening{opening("monday", "09:00", "12:30"), opening("thursday", "18:00", "02:00"), opening("sunday", "22:00", "03:00")},
		Closed: []tenancy.Closure{{From: monday.AddDays(4), To: monday.AddDays(5)}, {From: monday.AddDays(6), To: monday.AddDays(6)}}}
	for _, tt := range []struct {
		day  int
		at   string
		want bool
	}{
		{0, "08:59", false}, {0, "09:00", true}, {0, "12:29", true}, {0, "12:30", false}, {3, "23:59", true},
		{4, "01:59", true},   // began on the eve of the closure
		{4, "02:00", false},  // and is over
		{6, "23:00", false},  // closed on that Sunday
		{7, "02:00", false},  // so nothing runs into that Monday
		{-7, "02:59", true},  // as it does on others
		{-1, "22:00", true},  // Sunday night
		{-1, "03:00", false}, // and not Sunday morning
	} {
		clock, _ := period.ParseClock(tt.at)
		if got := h.OpenAt(monday.AddDays(tt.day), clock); got != tt.want {
			t.Errorf("%s at %s: %v", monday.AddDays(tt.day), tt.at, got)
		}
	}
}

// Without closures, as many minutes of a week are open as the stretches have, each in its own.
func TestOpenMinutesAreTheStretches(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var h tenancy.Hours
		for range rapid.IntRange(0, 8).Draw(t, "n") {
			h.Week = append(h.Week, tenancy.Opening{Day: rapid.SampledFrom(tenancy.Weekdays()).Draw(t, "day"),
				From: period.Clock(rapid.IntRange(0, 95).Draw(t, "from") * 15), To: period.Clock(rapid.IntRange(0, 95).Draw(t, "to") * 15)})
		}
		s, err := saving(h)
		if errors.Is(err, fault.ErrInvalid) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		want := 0
		for _, o := range s.Hours.Week {
			n := int(o.To) - int(o.From)
			if n <= 0 {
				n += 24 * 60
			}
			want += n
		}
		got, monday := 0, period.On(2026, time.December, 21)
		for day := range 7 {
			for minute := 0; minute < 24*60; minute += 15 {
				if s.Hours.OpenAt(monday.AddDays(day), period.Clock(minute)) {
					got += 15
				}
			}
		}
		if got != want {
			t.Fatalf("%d minutes of %d: %+v", got, want, s.Hours)
		}
	})
}
