// Package period gives civil dates, half-open ranges of them, and times of day: what a calendar on a wall knows.
//
// Nights are differences of dates, never of hours, so no change of clocks can add or lose one. An instant comes only
// from a Moment (a date and a time of day) seen in a place's time zone. It reads no clock. Start with Date and Range.
package period

import (
	"database/sql/driver"
	"fmt"
	"time"

	"comptoir/internal/kernel/fault"
)

// Date is a civil date. The zero value means "none" (and is 0001-01-01 if counted).
type Date struct{ days int32 } // days since 0001-01-01

// ErrDate is returned for a text that is no date YYYY-MM-DD.
var ErrDate = fault.Define(fault.Invalid, "malformed_date", "this is not a date of the form YYYY-MM-DD")

const unixDays = 719162 // days from 0001-01-01 to 1970-01-01

// On makes a date; day 31 of a month of 30 days is the first of the next, as in time.Date.
func On(year int, month time.Month, day int) Date {
	return Date{int32(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/86400 + unixDays)} // #nosec G115 -- an int32 of days is five million years; hours and minutes are a day's
}

// ParseDate reads YYYY-MM-DD strictly: 2027-02-29 is refused. Years run from 0001 to 9999.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || len(text) != 10 || t.Year() < 1 {
		return Date{}, ErrDate
	}
	return On(t.Date()), nil
}

// MustDate is ParseDate for constants and tests; it panics.
func MustDate(text string) Date {
	d, err := ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// DateOf returns the date of an instant in a place.
func DateOf(t time.Time, place *time.Location) Date { return On(t.In(place).Date()) }

// UTC returns midnight UTC of the date: for formatting and storing, never for arithmetic with instants.
func (d Date) UTC() time.Time { return time.Unix((int64(d.days)-unixDays)*86400, 0).UTC() }

// Date returns year, month and day.
func (d Date) Date() (int, time.Month, int) { return d.UTC().Date() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday((int(d.days) + 1) % 7) }

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d.days == 0 }

// AddDays returns the date n days later, or earlier.
func (d Date) AddDays(n int) Date { return Date{d.days + int32(n)} } // #nosec G115 -- an int32 of days is five million years; hours and minutes are a day's

// AddMonths returns the same day n months later, or that month's last day where there is no such day.
func (d Date) AddMonths(n int) Date {
	y, m, day := d.Date()
	first := On(y, m+time.Month(n), 1)
	y, m, _ = first.Date()
	if last := int(On(y, m+1, 1).days - first.days); day > last {
		day = last
	}
	return On(y, m, day)
}

// Since returns the number of days from other to d.
func (d Date) Since(other Date) int { return int(d.days - other.days) }

// Before reports whether d comes before other.
func (d Date) Before(other Date) bool { return d.days < other.days }

// After reports whether d comes after other.
func (d Date) After(other Date) bool { return d.days > other.days }

// Compare orders dates: −1, 0, +1.
func (d Date) Compare(other Date) int {
	switch {
	case d.days < other.days:
		return -1
	case d.days > other.days:
		return 1
	}
	return 0
}

// String returns YYYY-MM-DD, "" for the zero value.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.UTC().Format(time.DateOnly)
}

// MarshalText returns String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD, or nothing for the zero value.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d = Date{}
	if len(text) > 0 {
		*d, err = ParseDate(string(text))
	}
	return err
}

// Value implements driver.Valuer: the zero value is NULL.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.UTC(), nil
}

// Scan implements sql.Scanner for a date, its text and NULL.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
	case time.Time:
		*d = On(v.Date())
	case string:
		return d.UnmarshalText([]byte(v))
	default:
		return fmt.Errorf("period: cannot scan %T", src)
	}
	return nil
}

// Clock is a time of day in minutes after midnight: 15:00 is 900. The zero value is midnight.
type Clock int16

// ErrClock is returned for a text that is no time of day HH:MM.
var ErrClock = fault.Define(fault.Invalid, "malformed_time", "this is not a time of the form HH:MM")

// At makes a time of day.
func At(hour, minute int) Clock { return Clock(hour*60 + minute) } // #nosec G115 -- an int32 of days is five million years; hours and minutes are a day's

// ParseClock reads HH:MM, from 00:00 to 23:59.
func ParseClock(text string) (Clock, error) {
	if len(text) != 5 || text[2] != ':' {
		return 0, ErrClock
	}
	for _, i := range []int{0, 1, 3, 4} {
		if text[i] < '0' || text[i] > '9' {
			return 0, ErrClock
		}
	}
	hour, minute := int(text[0]-'0')*10+int(text[1]-'0'), int(text[3]-'0')*10+int(text[4]-'0')
	if hour > 23 || minute > 59 {
		return 0, ErrClock
	}
	return At(hour, minute), nil
}

// String returns HH:MM.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }

// MarshalText returns String.
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads HH:MM.
func (c *Clock) UnmarshalText(text []byte) (err error) {
	*c, err = ParseClock(string(text))
	return err
}

// Moment is a date and a time of day, in no place yet: "10 July at 15:00".
type Moment struct {
	Date  Date
	Clock Clock
}

// AddHours moves the moment on the wall, whatever clocks do in between: 24 hours before 28 March 15:00 is 27 March
// 15:00, also when the night has 23 hours. Rules such as "24 h before check-in" are computed so.
func (m Moment) AddHours(n int) Moment {
	minutes := int(m.Clock) + n*60
	days := minutes / 1440
	if minutes %= 1440; minutes < 0 {
		minutes += 1440
		days--
	}
	return Moment{m.Date.AddDays(days), Clock(minutes)}
}

// In returns the instant at which the moment happens in a place. A time that happens twice is the first of the two; one
// that clocks skip is the instant at which they do. So a later moment is never an earlier instant. (time.Date promises
// neither: in Paris it gives the second 02:30 of October, and in New York a skipped time becomes an earlier one.)
func (m Moment) In(place *time.Location) time.Time {
	y, month, d := m.Date.Date()
	wall := time.Date(y, month, d, int(m.Clock)/60, int(m.Clock)%60, 0, 0, time.UTC).Unix()
	t := time.Date(y, month, d, int(m.Clock)/60, int(m.Clock)%60, 0, 0, place)
	start, end := t.ZoneBounds()
	for _, change := range []time.Time{start, end} {
		if change.IsZero() {
			continue
		}
		_, before := change.Add(-time.Second).Zone()
		_, after := change.Zone()
		at := change.Unix()
		switch {
		case after > before && wall >= at+int64(before) && wall < at+int64(after): // skipped
			return change
		case after < before && wall >= at+int64(after) && wall < at+int64(before): // happens twice
			return time.Unix(wall-int64(before), 0).In(place)
		}
	}
	return t
}
