package web_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/web"
)

func in(t testing.TB, lang string) context.Context {
	t.Helper()
	m, err := web.LoadMessages([]string{"fr", "en", "ar"})
	if err != nil {
		t.Fatal(err)
	}
	return web.WithLocale(t.Context(), m.Locale(lang))
}

// spaced makes no-break spaces visible in comparisons.
func spaced(s string) string { return strings.NewReplacer("\u00a0", "~", "\u202f", "_").Replace(s) }

func TestReadersSeeTheirOwnWriting(t *testing.T) {
	t.Parallel()
	fr, en, ar := in(t, "fr"), in(t, "en"), in(t, "ar")
	first, twelfth := period.On(2027, time.May, 1), period.On(2027, time.April, 12)
	for _, c := range []struct{ got, want string }{
		{web.Date(fr, first), "1er mai 2027"},
		{web.Date(en, first), "1 May 2027"},
		{web.Date(fr, period.Date{}), ""},
		{web.DateLong(fr, twelfth), "lundi 12 avril 2027"},
		{web.DateWeekday(en, twelfth), "Mon 12 Apr"},
		{web.Dates(fr, twelfth, period.On(2027, time.April, 19)), "12 – 19 avril 2027"},
		{web.Dates(fr, period.On(2027, time.April, 28), first), "28 avril – 1er mai 2027"},
		{web.Dates(en, period.On(2026, time.December, 28), period.On(2027, time.January, 3)), "28 December 2026 – 3 January 2027"},
		{web.MonthName(ar, 2027, time.August), "أوت 2027"},
		{web.ClockTime(fr, period.At(15, 0)), "15 h"},
		{web.ClockTime(fr, period.At(9, 5)), "9 h 05"},
		{web.ClockTime(en, period.At(0, 30)), "12:30 am"},
		{web.ClockTime(en, period.At(12, 0)), "12 pm"},
		{web.Moment(fr, time.Date(2027, 4, 12, 9, 41, 0, 0, time.UTC)), "12 avr. 2027, 9 h 41"},
		{web.Number(fr, 1234567), "1_234_567"},
		{web.Number(en, -1234), "−1,234"},
		{web.Number(fr, 999), "999"},
		{web.Decimal(fr, 4.80, 2), "4,8"},
		{web.Decimal(en, 1234.567, 1), "1,234.6"},
		{web.Decimal(fr, -0.04, 1), "0"},
		{web.Percent(fr, 71.4), "71,4_%"},
		{web.Percent(en, 71.4), "71.4%"},
		{web.Money(fr, money.New(123450, money.EUR)), "1_234,50~€"},
		{web.Money(en, money.New(123450, money.EUR)), "€1,234.50"},
		{web.MoneyShort(fr, money.New(9500, money.EUR)), "95~€"},
		{web.N(fr, "web.pages.count", 0), "0 résultat"},
		{web.N(en, "web.pages.count", 0), "0 results"},
		{web.N(fr, "web.pages.count", 1200), "1_200 résultats"},
		{web.N(fr, "web.pages.count", 1_000_000), "1_000_000 résultats"},
		{web.T(fr, "web.no.such.text"), "⟦web.no.such.text⟧"},
		{web.T(ar, "web.close"), "Fermer"}, // a language without a text falls back on the first
	} {
		if spaced(c.got) != c.want {
			t.Errorf("%q, want %q", spaced(c.got), c.want)
		}
	}
}
