package web

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"cmp"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// calendarWords are the names of one language (CLDR 47, stand-alone forms).
type calendarWords struct {
	months, monthsShort [12]string
	days, daysShort     [7]string // from Sunday, as time.Weekday
	firstDay            time.Weekday
}

var calendars = map[string]calendarWords{
	"fr": {
		months: [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
			"novembre", "décembre"},
		monthsShort: [12]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
		days:        [7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
		daysShort:   [7]string{"dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."},
		firstDay:    time.Monday,
	},
	"en": {
		months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
			"November", "December"},
		monthsShort: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"},
		days:        [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		daysShort:   [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		firstDay:    time.Monday,
	},
	"ar": {
		months: [12]string{"جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان", "جويلية", "أوت", "سبتمبر", "أكتوبر", "نوفمبر",
			"ديسمبر"},
		monthsShort: [12]string{"جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان", "جويلية", "أوت", "سبتمبر", "أكتوبر",
			"نوفمبر", "ديسمبر"},
		days:      [7]string{"الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"},
		daysShort: [7]string{"أحد", "اثنين", "ثلاثاء", "أربعاء", "خميس", "جمعة", "سبت"},
		firstDay:  time.Saturday,
	},
}

func words(ctx context.Context) (string, calendarWords) {
	lang := Lang(ctx)
	w, ok := calendars[lang]
	if !ok {
		return "fr", calendars["fr"]
	}
	return lang, w
}

// dayOf writes a day of the month: French says "1er".
func dayOf(lang string, day int) string {
	if lang == "fr" && day == 1 {
		return "1er"
	}
	return strconv.Itoa(day)
}

// Date writes "12 avril 2027"; "" for no date.
func Date(ctx context.Context, d period.Date) string {
	if d.IsZero() {
		return ""
	}
	lang, w := words(ctx)
	y, m, day := d.Date()
	return fmt.Sprintf("%s %s %d", dayOf(lang, day), w.months[m-1], y)
}

// DateShort writes "12 avr."; "" for no date.
func DateShort(ctx context.Context, d period.Date) string {
	if d.IsZero() {
		return ""
	}
	lang, w := words(ctx)
	_, m, day := d.Date()
	return dayOf(lang, day) + " " + w.monthsShort[m-1]
}

// DateLong writes "lundi 12 avril 2027"; "" for no date.
func DateLong(ctx context.Context, d period.Date) string {
	if d.IsZero() {
		return ""
	}
	_, w := words(ctx)
	return w.days[d.Weekday()] + " " + Date(ctx, d)
}

// DateWeekday writes "lun. 12 avr."; "" for no date.
func DateWeekday(ctx context.Context, d period.Date) string {
	if d.IsZero() {
		return ""
	}
	_, w := words(ctx)
	return w.daysShort[d.Weekday()] + " " + DateShort(ctx, d)
}

// Dates writes a stay or a period from its first to its last or leaving day, saying month and year once where it can:
// "12 – 19 avril 2027", "28 avril – 3 mai 2027".
func Dates(ctx context.Context, from, to period.Date) string {
	if from.IsZero() || to.IsZero() {
		return strings.TrimSpace(Date(ctx, from) + Date(ctx, to))
	}
	lang, w := words(ctx)
	y1, m1, d1 := from.Date()
	y2, m2, _ := to.Date()
	start := dayOf(lang, d1)
	if y1 != y2 {
		start = Date(ctx, from)
	} else if m1 != m2 {
		start += " " + w.months[m1-1]
	}
	return start + " – " + Date(ctx, to)
}

// MonthName writes "avril 2027".
func MonthName(ctx context.Context, year int, month time.Month) string {
	_, w := words(ctx)
	return fmt.Sprintf("%s %d", w.months[month-1], year)
}

// MonthShort writes "déc. 27", under a chart.
func MonthShort(ctx context.Context, year int, month time.Month) string {
	_, w := words(ctx)
	return fmt.Sprintf("%s %02d", w.monthsShort[month-1], year%100)
}

// Weekday writes "lundi".
func Weekday(ctx context.Context, d time.Weekday) string {
	_, w := words(ctx)
	return w.days[d]
}

// Capital writes the first letter large, for a title.
func Capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// ClockTime writes a time of day: "15:00", or "3 pm" in English.
func ClockTime(ctx context.Context, c period.Clock) string {
	return clock(Lang(ctx), int(c)/60, int(c)%60)
}

func clock(lang string, h, m int) string {
	switch lang {
	case "fr":
		if m == 0 {
			return fmt.Sprintf("%d h", h)
		}
		return fmt.Sprintf("%d h %02d", h, m)
	case "en":
		half := "am"
		if h >= 12 {
			half = "pm"
		}
		h12 := (h+11)%12 + 1
		if m == 0 {
			return fmt.Sprintf("%d %s", h12, half)
		}
		return fmt.Sprintf("%d:%02d %s", h12, m, half)
	}
	return fmt.Sprintf("%02d:%02d", h, m)
}

// Moment writes an instant in the place of t: "12 avr. 2027, 15 h 04". Convert t with In first.
func Moment(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	lang, w := words(ctx)
	y, m, d := t.Date()
	return fmt.Sprintf("%s %s %d, %s", dayOf(lang, d), w.monthsShort[m-1], y, clock(lang, t.Hour(), t.Minute()))
}

// Money writes an amount as the reader writes it: "1 234,50 €".
func Money(ctx context.Context, a money.Amount) string { return a.Format(Lang(ctx)) }

// MoneyShort leaves out decimals that are zero: "95 €". For calendars, pins and bars only, never for a total.
func MoneyShort(ctx context.Context, a money.Amount) string { return a.FormatShort(Lang(ctx)) }

// Number writes a whole number with the reader's grouping.
func Number[N ~int | ~int32 | ~int64](ctx context.Context, n N) string {
	return formatInt(Lang(ctx), int64(n))
}

// Decimal writes x with at most digits decimals and no trailing zeros: "4,8". Never for money.
func Decimal(ctx context.Context, x float64, digits int) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', digits, 64)
	whole, frac, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return s
	}
	lang := Lang(ctx)
	out := formatInt(lang, n)
	if frac = strings.TrimRight(frac, "0"); frac != "" {
		if lang == "en" {
			out += "." + frac
		} else {
			out += "," + frac
		}
	}
	if x < 0 && strings.Trim(out, "0,.") != "" {
		out = "−" + out
	}
	return out
}

// Percent writes a percentage: "4,4 %" or "4.4%".
func Percent(ctx context.Context, x float64) string {
	if Lang(ctx) == "en" {
		return Decimal(ctx, x, 1) + "%"
	}
	return Decimal(ctx, x, 1) + "\u202f%"
}

// Bytes writes a size of files in the unit that fits it, in powers of 1024: "1,5 Go" or "1.5 GB".
func Bytes(ctx context.Context, n int64) string {
	units := []string{"o", "Ko", "Mo", "Go", "To"}
	if Lang(ctx) == "en" {
		units = []string{"B", "KB", "MB", "GB", "TB"}
	}
	x, unit := float64(n), 0
	for x >= 1024 && unit < len(units)-1 {
		x, unit = x/1024, unit+1
	}
	digits := 1
	if unit == 0 || x >= 100 {
		digits = 0
	}
	return Decimal(ctx, x, digits) + "\u202f" + units[unit]
}

// formatInt groups thousands: a narrow no-break space in French, a comma in English, a point in Algerian Arabic.
func formatInt(lang string, n int64) string {
	sep := "\u202f"
	switch lang {
	case "en":
		sep = ","
	case "ar":
		sep = "."
	}
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "−", digits[1:]
	}
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(sep)
		}
		b.WriteRune(c)
	}
	return sign + b.String()
}

// Country names a country by its ISO 3166 code in the reader's language; the code itself when there is no such country.
func Country(ctx context.Context, code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	tag, err := language.Parse(Lang(ctx))
	if err != nil {
		return code
	}
	return cmp.Or(display.Regions(tag).Name(region), code)
}
