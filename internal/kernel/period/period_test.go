package period_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/period"
)

// The zones whose clocks change in ways that break naive code: an hour, half an hour, at midnight, backwards in spring.
var zones = []string{"Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago", "America/St_Johns",
	"Pacific/Auckland", "Asia/Kathmandu", "Europe/Dublin", "UTC"}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func anyDate(t *rapid.T, label string) period.Date {
	return period.On(1, 1, 2).AddDays(rapid.IntRange(0, 3_652_000).Draw(t, label)) // to the year 9999
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"2027-07-10", "2028-02-29", "2000-02-29", "9999-12-31", "0001-01-02"} {
		d, err := period.ParseDate(text)
		if err != nil || d.String() != text {
			t.Errorf("%s is %v, %v", text, d, err)
		}
	}
	for _, text := range []string{"", "2027-02-29", "1900-02-29", "2027-13-01", "2027-00-10", "2027-04-31", "27-07-10", "2027-7-10", "2027/07/10", "2027-07-10T00:00:00Z",
		" 2027-07-10", "0000-01-01", "10000-01-01", "+027-07-10", "2027-07-1٠"} {
		if d, err := period.ParseDate(text); !errors.Is(err, period.ErrDate) || !d.IsZero() {
			t.Errorf("%q is %v, %v", text, d, err)
		}
	}
}

func TestDateArithmeticAgreesWithTheCalendar(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate(t, "date"), rapid.IntRange(-400_000, 400_000).Draw(t, "days")
		other := d.AddDays(n)
		if other.Since(d) != n || other.Compare(d) != sign(n) || other.Before(d) != (n < 0) || other.After(d) != (n > 0) {
			t.Fatalf("%v and %v", d, other)
		}
		if want := d.UTC().AddDate(0, 0, n); other.UTC() != want {
			t.Fatalf("%v + %d is %v, want %v", d, n, other, want)
		}
		if d.Weekday() != d.UTC().Weekday() {
			t.Fatalf("%v is a %v", d, d.Weekday())
		}
		y, m, day := d.Date()
		if period.On(y, m, day) != d {
			t.Fatalf("%v is made of %d %d %d", d, y, m, day)
		}
		back, err := period.ParseDate(d.String())
		if err != nil || back != d {
			t.Fatalf("%v was read as %v, %v", d, back, err)
		}
		if v, err := d.Value(); err != nil || v != d.UTC() {
			t.Fatalf("%v is stored as %v", d, v)
		}
	})
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func TestAddMonths(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2027-01-31", 1, "2027-02-28"}, {"2028-01-31", 1, "2028-02-29"}, {"2027-01-31", 2, "2027-03-31"}, {"2027-03-31", -1, "2027-02-28"},
		{"2027-12-15", 1, "2028-01-15"}, {"2027-01-15", -1, "2026-12-15"}, {"2028-02-29", 12, "2029-02-28"}, {"2028-02-29", 48, "2032-02-29"},
		{"2027-08-31", 1, "2027-09-30"}, {"2027-05-10", 0, "2027-05-10"}, {"2027-05-31", -15, "2026-02-28"},
	} {
		if got := period.MustDate(tt.from).AddMonths(tt.n); got != period.MustDate(tt.want) {
			t.Errorf("%s + %d months is %v, want %s", tt.from, tt.n, got, tt.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d, n := period.On(1900, 1, 1).AddDays(rapid.IntRange(0, 100_000).Draw(t, "d")), rapid.IntRange(-600, 600).Draw(t, "n")
		got := d.AddMonths(n)
		y, m, day := d.Date()
		gy, gm, gday := got.Date()
		if (gy-y)*12+int(gm-m) != n {
			t.Fatalf("%v + %d months is %v", d, n, got)
		}
		if gday != day && (gday > day || got.AddDays(1).UTC().Month() == gm) {
			t.Fatalf("%v + %d months is %v, which is neither the day nor the month's last", d, n, got)
		}
	})
}

func TestWeekdays(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Weekday{"2027-07-10": time.Saturday, "2026-11-21": time.Saturday, "1970-01-01": time.Thursday, "2000-01-01": time.Saturday, "0001-01-02": time.Tuesday, "9999-12-31": time.Friday} {
		if got := period.MustDate(text).Weekday(); got != want {
			t.Errorf("%s is a %v", text, got)
		}
	}
}

func TestDateOf(t *testing.T) {
	t.Parallel()
	at := time.Date(2027, 7, 9, 23, 30, 0, 0, time.UTC)
	if got := period.DateOf(at, zone(t, "Europe/Paris")); got != period.MustDate("2027-07-10") {
		t.Error(got)
	}
	if got := period.DateOf(at, zone(t, "America/New_York")); got != period.MustDate("2027-07-09") {
		t.Error(got)
	}
}

func TestDateOnWireAndInStore(t *testing.T) {
	t.Parallel()
	type wire struct {
		D period.Date   `json:"d"`
		E *period.Date  `json:"e"`
		R *period.Range `json:"r,omitempty"`
	}
	raw, err := json.Marshal(wire{D: period.MustDate("2027-07-10")})
	if err != nil || string(raw) != `{"d":"2027-07-10","e":null}` {
		t.Errorf("%s %v", raw, err)
	}
	var w wire
	if err := json.Unmarshal([]byte(`{"d":"","r":{"from":"2027-07-10","to":"2027-07-14"}}`), &w); err != nil || !w.D.IsZero() || w.R.Nights() != 4 {
		t.Errorf("%+v %v", w, err)
	}
	if err := json.Unmarshal([]byte(`{"d":"2027-02-30"}`), &w); !errors.Is(err, period.ErrDate) {
		t.Error(err)
	}
	var d period.Date
	for src, want := range map[any]string{"2027-07-10": "2027-07-10", nil: "", time.Date(2027, 7, 10, 0, 0, 0, 0, time.UTC): "2027-07-10", "": ""} {
		if err := d.Scan(src); err != nil || d.String() != want {
			t.Errorf("%v is %v, %v", src, d, err)
		}
	}
	if d.Scan(42) == nil || d.Scan("nonsense") == nil {
		t.Error("anything is a date")
	}
	if v, err := (period.Date{}).Value(); v != nil || err != nil {
		t.Error("no date is stored as something")
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]period.Clock{"00:00": 0, "15:00": 900, "23:59": 1439, "09:05": 545} {
		c, err := period.ParseClock(text)
		if err != nil || c != want || c.String() != text {
			t.Errorf("%s is %v, %v", text, c, err)
		}
	}
	for _, text := range []string{"", "24:00", "12:60", "9:00", "09:5", "-1:00", "+1:30", "09:+3", "09-00", "09:00:00", " 9:00", "ab:cd", "٠٩:٠٠"} {
		if c, err := period.ParseClock(text); !errors.Is(err, period.ErrClock) || c != 0 {
			t.Errorf("%q is %v, %v", text, c, err)
		}
	}
	if period.At(16, 30).String() != "16:30" {
		t.Error(period.At(16, 30))
	}
}

// C-9 of the research: 24 hours before a check-in on the day after the clocks changed is the same time on the wall the
// day before, not an hour earlier.
func TestCutoffOverTheChangeOfClocks(t *testing.T) {
	t.Parallel()
	paris := zone(t, "Europe/Paris")
	checkIn := period.Moment{Date: period.MustDate("2027-03-28"), Clock: period.At(15, 0)}
	cutoff := checkIn.AddHours(-24)
	if want := (period.Moment{Date: period.MustDate("2027-03-27"), Clock: period.At(15, 0)}); cutoff != want {
		t.Fatalf("%v", cutoff)
	}
	if elapsed := checkIn.In(paris).Sub(cutoff.In(paris)); elapsed != 23*time.Hour {
		t.Errorf("the night has %v", elapsed)
	}
	if checkIn.In(paris).Add(-24*time.Hour) == cutoff.In(paris) {
		t.Error("elapsed hours and civil hours are the same: the example proves nothing")
	}
}

func TestAddHours(t *testing.T) {
	t.Parallel()
	at := func(d string, h, m int) period.Moment {
		return period.Moment{Date: period.MustDate(d), Clock: period.At(h, m)}
	}
	for _, tt := range []struct {
		n    int
		want period.Moment
	}{{0, at("2027-07-10", 15, 30)}, {-16, at("2027-07-09", 23, 30)}, {9, at("2027-07-11", 0, 30)}, {-24 * 30, at("2027-06-10", 15, 30)}, {24 * 22, at("2027-08-01", 15, 30)}, {-15, at("2027-07-10", 0, 30)}} {
		if got := at("2027-07-10", 15, 30).AddHours(tt.n); got != tt.want {
			t.Errorf("%+d h is %v, want %v", tt.n, got, tt.want)
		}
	}
}

func TestInstants(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ zone, date, clock, want string }{
		{"Europe/Paris", "2027-07-10", "15:00", "2027-07-10T13:00:00Z"},
		{"Europe/Paris", "2027-01-10", "15:00", "2027-01-10T14:00:00Z"},
		{"Europe/Paris", "2027-03-28", "02:30", "2027-03-28T01:00:00Z"},     // skipped: the instant of the change
		{"Europe/Paris", "2027-10-31", "02:30", "2027-10-31T00:30:00Z"},     // twice: the first
		{"America/New_York", "2027-03-14", "02:30", "2027-03-14T07:00:00Z"}, // skipped
		{"America/New_York", "2027-11-07", "01:30", "2027-11-07T05:30:00Z"}, // twice
		{"America/Santiago", "2027-09-05", "00:15", "2027-09-05T04:00:00Z"}, // midnight itself is skipped
		{"Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-03T14:45:00Z"},
		{"Asia/Kathmandu", "2027-07-10", "15:00", "2027-07-10T09:15:00Z"},
	} {
		c, err := period.ParseClock(tt.clock)
		if err != nil {
			t.Fatal(err)
		}
		got := period.Moment{Date: period.MustDate(tt.date), Clock: c}.In(zone(t, tt.zone))
		if got.UTC().Format(time.RFC3339) != tt.want {
			t.Errorf("%s %s in %s is %v, want %s", tt.date, tt.clock, tt.zone, got.UTC(), tt.want)
		}
	}
}

// A later moment on the wall is never an earlier instant, and a time that exists is shown as itself.
func TestInstantsKeepTheOrderOfMoments(t *testing.T) {
	t.Parallel()
	for _, name := range zones {
		place := zone(t, name)
		var last time.Time
		for d := period.MustDate("2026-01-01"); d.Before(period.MustDate("2028-01-01")); d = d.AddDays(1) {
			for c := period.Clock(0); c < 24*60; c += 15 {
				got := period.Moment{Date: d, Clock: c}.In(place)
				if got.Before(last) {
					t.Fatalf("%s: %v %v is %v, before the moment before it", name, d, c, got)
				}
				last = got
				shown := period.At(got.Hour(), got.Minute())
				if shown == c && period.DateOf(got, place) == d {
					continue
				}
				if start, _ := got.ZoneBounds(); !got.Equal(start) {
					t.Fatalf("%s: %v %v is shown as %v", name, d, c, got)
				}
			}
		}
	}
}

func TestRange(t *testing.T) {
	t.Parallel()
	stay := period.Between("2027-07-10", "2027-07-14")
	if stay.Nights() != 4 || stay.String() != "2027-07-10/2027-07-14" || stay.IsEmpty() {
		t.Error(stay)
	}
	if !stay.Contains(stay.From) || stay.Contains(stay.To) || stay.Overlaps(period.Between("2027-07-14", "2027-07-18")) || !stay.Overlaps(period.Between("2027-07-13", "2027-07-18")) {
		t.Error("the range is not half-open")
	}
	if got := period.Between("2027-03-27", "2027-03-29").Nights(); got != 2 { // D-02: a day of 23 hours inside
		t.Errorf("%d nights", got)
	}
	if got := slices.Collect(period.Between("2028-02-28", "2028-03-02").Days()); len(got) != 3 || got[1] != period.MustDate("2028-02-29") {
		t.Error(got)
	}
	for _, to := range []string{"2027-07-10", "2027-07-09"} {
		if r, err := period.NewRange(period.MustDate("2027-07-10"), period.MustDate(to)); !errors.Is(err, period.ErrReversed) || fault.KindOf(err) != fault.Invalid || !r.IsEmpty() {
			t.Errorf("%v %v", r, err)
		}
	}
	reversed := period.Range{From: stay.To, To: stay.From}
	if reversed.Nights() != 0 || !reversed.IsEmpty() || reversed.Overlaps(stay) || slices.Collect(reversed.Days()) != nil || (period.Range{}).Overlaps(stay) {
		t.Error("a reversed range has days")
	}
	for d := range stay.Days() {
		if d == stay.From {
			continue
		}
		break // leaving the loop early must not panic
	}
}

func TestRangesAgreeWithSetsOfDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		day := func(label string) period.Date {
			return period.MustDate("2027-03-20").AddDays(rapid.IntRange(0, 25).Draw(t, label))
		}
		a, b := period.Range{From: day("a"), To: day("b")}, period.Range{From: day("c"), To: day("d")}
		inA, inB := slices.Collect(a.Days()), slices.Collect(b.Days())
		var both []period.Date
		for _, d := range inA {
			if slices.Contains(inB, d) {
				both = append(both, d)
			}
			if !a.Contains(d) {
				t.Fatalf("%v does not contain %v", a, d)
			}
		}
		if len(inA) != a.Nights() || a.IsEmpty() != (len(inA) == 0) {
			t.Fatalf("%v has %d days", a, len(inA))
		}
		if a.Overlaps(b) != (len(both) > 0) || b.Overlaps(a) != a.Overlaps(b) {
			t.Fatalf("%v and %v", a, b)
		}
		if got := slices.Collect(a.Intersect(b).Days()); !slices.Equal(got, both) {
			t.Fatalf("%v and %v share %v, want %v", a, b, got, both)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2027-07-10", "2028-02-29", "0001-01-01", "9999-12-31", "2027-02-30", "-001-01-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := period.ParseDate(text)
		if err == nil && !d.IsZero() && d.String() != text {
			t.Fatalf("%q is %v", text, d)
		}
		if err != nil && !errors.Is(err, period.ErrDate) {
			t.Fatal(err)
		}
	})
}

func FuzzParseClock(f *testing.F) {
	for _, s := range []string{"15:00", "24:00", "+1:30", "00:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := period.ParseClock(text); err == nil && c.String() != text {
			t.Fatalf("%q is %v", text, c)
		}
	})
}
