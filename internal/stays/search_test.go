package stays_test

import (
	"fmt"
	"slices"
	"testing"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

func TestSearchPricesAndOrders(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	for i, nightly := range []string{"90", "120", "60", "200", "75"} {
		w.Property(func(in *stays.CreateProperty) {
			in.Sheet.Slug, in.Rates.Nightly, in.Sheet.Capacity = fmt.Sprintf("p%d", i), eur(nightly), 2+i
			in.Sheet.Name = stays.FrEn(string(rune('E'-i)), "")
			if i == 4 {
				in.Rates.MinNights = 7
			}
		})
	}
	slugs := func(in stays.SearchProperties) (out []string) {
		for {
			page, err := w.SearchProperties(w.Ctx, in)
			for _, c := range do(t, page, err).Items {
				out = append(out, c.Slug)
			}
			if page.Total < len(out) || len(page.Pins) != page.Total {
				t.Fatalf("%d of %d, %d pins", len(out), page.Total, len(page.Pins))
			}
			if in.Page.Cursor = page.Next; page.Next == "" {
				return out
			}
		}
	}
	dated := stays.SearchProperties{CheckIn: period.MustDate("2027-05-10"), CheckOut: period.MustDate("2027-05-14"), Party: two}
	with := func(edit func(*stays.SearchProperties)) stays.SearchProperties {
		in := dated
		in.Page.Limit = 2
		edit(&in)
		return in
	}
	for name, c := range map[string]struct {
		in   stays.SearchProperties
		want []string
	}{
		"cheapest first":   {with(func(in *stays.SearchProperties) { in.Sort = "price" }), []string{"p2", "p0", "p1", "p3"}},
		"dearest first":    {with(func(in *stays.SearchProperties) { in.Sort = "-price" }), []string{"p3", "p1", "p0", "p2"}},
		"largest first":    {with(func(in *stays.SearchProperties) { in.Sort = "capacity" }), []string{"p3", "p2", "p1", "p0"}},
		"by name":          {with(func(in *stays.SearchProperties) { in.Sort = "name" }), []string{"p3", "p2", "p1", "p0"}},
		"whole prices":     {with(func(in *stays.SearchProperties) { in.MinPrice, in.MaxPrice = eur("420"), eur("540") }), []string{"p0", "p1"}},
		"without dates":    {stays.SearchProperties{Sort: "price"}, []string{"p2", "p4", "p0", "p1", "p3"}},
		"a night's price":  {stays.SearchProperties{Sort: "price", MaxPrice: eur("75")}, []string{"p2", "p4"}},
		"seven nights too": {with(func(in *stays.SearchProperties) { in.CheckOut = period.MustDate("2027-05-17"); in.Sort = "price" }), []string{"p2", "p4", "p0", "p1", "p3"}},
	} {
		if got := slugs(c.in); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	// The price of a card is the price of the quote.
	page, err := w.SearchProperties(w.Ctx, dated)
	for _, card := range do(t, page, err).Items {
		q, err := w.MakeQuote(w.Ctx, stays.MakeQuote{Slug: card.Slug, CheckIn: dated.CheckIn, CheckOut: dated.CheckOut, Party: two})
		if do(t, q, err); q.Total != card.Price.Total {
			t.Errorf("%s: %s on the card, %s in the quote", card.Slug, card.Price.Total, q.Total)
		}
	}
}

func TestSearchRefusesWithFields(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	day := period.MustDate
	for _, c := range []struct {
		in          stays.SearchProperties
		field, code string
	}{
		{stays.SearchProperties{CheckIn: day("2027-05-10")}, "checkOut", "required"},
		{stays.SearchProperties{CheckIn: day("2027-05-10"), CheckOut: day("2027-05-12")}, "adults", "required"},
		{stays.SearchProperties{CheckIn: day("2027-05-12"), CheckOut: day("2027-05-10"), Party: two}, "checkOut", "reversed_dates"},
		{stays.SearchProperties{CheckIn: day("2026-05-10"), CheckOut: day("2026-05-12"), Party: two}, "checkIn", "in_the_past"},
		{stays.SearchProperties{CheckIn: day("2027-05-10"), CheckOut: day("2030-05-12"), Party: two}, "checkOut", "too_long"},
		{stays.SearchProperties{Party: stays.Party{Adults: -1}}, "adults", "out_of_range"},
		{stays.SearchProperties{Features: []stays.Feature{"moat"}}, "features", "unknown_feature"},
		{stays.SearchProperties{Types: []stays.PropertyType{"castle"}}, "types", "unknown_type"},
		{stays.SearchProperties{Sort: "random"}, "sort", "unknown_order"},
		{stays.SearchProperties{Box: &stays.Box{South: 10, North: 5}}, "bbox", "out_of_range"},
		{stays.SearchProperties{MaxPrice: money.New(100, money.CHF)}, "maxPrice", "wrong_currency"},
		{stays.SearchProperties{Text: "\xff"}, "q", "malformed"},
	} {
		_, err := w.SearchProperties(w.Ctx, c.in)
		staystest.Field(t, err, c.field, c.code)
	}
	in := stays.SearchProperties{Sort: "price"}
	in.Page.Cursor = "nonsense"
	_, err := w.SearchProperties(w.Ctx, in)
	staystest.Code(t, err, "bad_cursor")
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property(func(in *stays.CreateProperty) {
		in.Rates.PreparationDays, in.Rates.Weekend, in.Rates.MinNights = 1, eur("130"), 2
		in.Rates.Spots = []stays.Spot{
			{Date: period.MustDate("2027-05-20"), Closed: true}, {Date: period.MustDate("2027-05-22"), Arrival: stays.Refused},
			{Date: period.MustDate("2027-05-24"), Departure: stays.Refused}, {Date: period.MustDate("2027-05-25"), MinNights: 5, Nightly: eur("77")},
		}
	})
	w.Book(p, "2027-05-10", "2027-05-14") // and the night of the 14th for preparation
	c, err := w.ViewCalendar(w.Ctx, stays.ViewCalendar{Slug: p.Slug, From: period.MustDate("2027-02-27"), To: period.MustDate("2027-06-01")})
	do(t, c, err)
	for _, want := range []struct {
		day                           string
		available, arrival, departure bool
		price                         string
		least                         int
	}{
		{"2027-02-28", false, false, false, "0", 2}, // yesterday
		{"2027-03-01", true, true, false, "100", 2}, // today: nobody can have slept before
		{"2027-03-02", true, true, true, "100", 2},
		{"2027-05-08", true, true, true, "130", 2},
		{"2027-05-09", true, true, true, "100", 2},
		{"2027-05-10", false, false, false, "0", 2}, // a departure would leave no day to prepare
		{"2027-05-13", false, false, false, "0", 2},
		{"2027-05-14", false, false, false, "0", 2}, // being prepared
		{"2027-05-15", true, true, false, "130", 2},
		{"2027-05-20", false, false, true, "0", 2},
		{"2027-05-21", true, true, false, "130", 2},
		{"2027-05-22", true, false, true, "130", 2},
		{"2027-05-24", true, true, false, "100", 2},
		{"2027-05-25", true, true, true, "77", 5},
	} {
		got := c.Days[period.MustDate(want.day).Since(c.Days[0].Date)]
		if got.Available != want.available || got.Arrival != want.arrival || got.Departure != want.departure || got.Price.Cmp(eur(want.price)) != 0 || got.MinNights != want.least {
			t.Errorf("%s: %+v, want %+v", want.day, got, want)
		}
	}
	_, err = w.ViewCalendar(w.Ctx, stays.ViewCalendar{Slug: p.Slug, From: period.MustDate("2027-03-01"), To: period.MustDate("2029-03-01")})
	staystest.Field(t, err, "to", "too_long")
}

// Whatever the calendar offers can be quoted, and nothing else can.
func TestTheCalendarTellsTheTruth(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property(func(in *stays.CreateProperty) {
		in.Rates.PreparationDays, in.Rates.MinNights, in.Rates.MaxNights, in.Rates.NoticeHours = 1, 2, 6, 30
		in.Rates.Arrivals = []stays.Weekday{"sat", "sun", "wed"}
		in.Rates.Departures = []stays.Weekday{"sat", "mon", "tue"}
		in.Rates.Spots = []stays.Spot{{Date: period.MustDate("2027-03-17"), Closed: true}}
	})
	for _, r := range []string{"2027-03-06/2027-03-09", "2027-03-24/2027-03-29"} {
		w.Book(p, r[:10], r[11:])
	}
	view, err := w.ViewCalendar(w.Ctx, stays.ViewCalendar{Slug: p.Slug, From: period.MustDate("2027-02-25"), To: period.MustDate("2027-04-10")})
	days := do(t, view, err).Days
	sold := 0
	for i, from := range days {
		for n := 1; n <= 8 && i+n < len(days); n++ {
			offered := from.Arrival && days[i+n].Departure && n >= from.MinNights && (from.MaxNights == 0 || n <= from.MaxNights)
			for _, d := range days[i : i+n] {
				offered = offered && d.Available
			}
			_, err := w.Ask(p, from.Date.String(), days[i+n].Date.String())
			if (err == nil) != offered {
				t.Fatalf("%s for %d nights: offered %v, quoted %v", from.Date, n, offered, err)
			}
			if err == nil {
				sold++
			}
		}
	}
	if sold < 5 {
		t.Fatalf("only %d stays could be sold: the test says little", sold)
	}
}
