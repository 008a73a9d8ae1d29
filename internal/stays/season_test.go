package stays_test

import (
	"testing"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

func yearly(m1, d1, m2, d2 int, nightly string) stays.Season {
	return stays.Season{
		ID: ident.Next[stays.Season](ids), Name: stays.FrEn(nightly, nightly), First: stays.MonthDay{Month: m1, Day: d1},
		Last: stays.MonthDay{Month: m2, Day: d2}, Nightly: eur(nightly),
	}
}

func once(from, to, nightly string) stays.Season {
	return stays.Season{ID: ident.Next[stays.Season](ids), Name: stays.FrEn(nightly, nightly), Dates: period.Between(from, to), Nightly: eur(nightly)}
}

func TestSeasonsCoverExactNights(t *testing.T) {
	t.Parallel()
	christmas, leapDay, february := yearly(12, 20, 1, 5, "1"), yearly(2, 29, 2, 29, "1"), yearly(2, 20, 2, 29, "1")
	for _, c := range []struct {
		season stays.Season
		day    string
		want   bool
	}{
		{christmas, "2027-12-19", false}, {christmas, "2027-12-20", true}, {christmas, "2027-12-31", true}, {christmas, "2028-01-01", true},
		{christmas, "2028-01-05", true}, {christmas, "2028-01-06", false}, {christmas, "2026-12-28", true}, // ISO week 53 of 2026
		{leapDay, "2028-02-29", true}, {leapDay, "2027-02-28", false}, {leapDay, "2027-03-01", false},
		{february, "2027-02-28", true}, {february, "2027-03-01", false}, {february, "2028-02-29", true}, {february, "2028-03-01", false},
		{once("2027-07-03", "2027-07-10", "1"), "2027-07-09", true}, {once("2027-07-03", "2027-07-10", "1"), "2027-07-10", false},
	} {
		if got := c.season.Covers(period.MustDate(c.day)); got != c.want {
			t.Errorf("%+v covers %s: %v", c.season, c.day, got)
		}
	}
}

func TestTheMostSpecificRulePrices(t *testing.T) {
	t.Parallel()
	r := stays.Rates{Currency: money.EUR, Nightly: eur("100"), Weekend: eur("110")}
	summer, august := yearly(6, 1, 9, 30, "150"), yearly(8, 1, 8, 31, "180")
	festival := once("2027-08-01", "2027-09-30", "200") // longer than August, but of this year only
	high, low := yearly(8, 1, 8, 31, "190"), yearly(8, 1, 8, 31, "185")
	high.Priority = 2
	weekend := yearly(6, 1, 9, 30, "150")
	weekend.Weekend = eur("170")
	spot := stays.Spot{Date: period.MustDate("2027-08-10"), Nightly: eur("90")}
	for _, c := range []struct {
		name    string
		seasons []stays.Season
		spots   []stays.Spot
		day     string // 2027-08-10 is a Tuesday, 2027-08-13 a Friday
		want    string
		rule    stays.NightRule
	}{
		{"default", nil, nil, "2027-08-10", "100", stays.RuleDefault},
		{"weekend", nil, nil, "2027-08-13", "110", stays.RuleWeekend},
		{"season over default and over its weekend", []stays.Season{summer}, nil, "2027-08-13", "150", stays.RuleSeason},
		{"season's own weekend", []stays.Season{weekend}, nil, "2027-08-13", "170", stays.RuleSeasonWeekend},
		{"shorter over longer", []stays.Season{summer, august}, nil, "2027-08-10", "180", stays.RuleSeason},
		{"dated over yearly", []stays.Season{summer, august, festival}, nil, "2027-08-10", "200", stays.RuleSeason},
		{"priority on a tie", []stays.Season{low, high}, nil, "2027-08-10", "190", stays.RuleSeason},
		{"spot over all", []stays.Season{festival}, []stays.Spot{spot}, "2027-08-10", "90", stays.RuleSpot},
	} {
		for range 2 {
			r.Seasons, r.Spots = c.seasons, c.spots
			from := period.MustDate(c.day)
			q := price(t, pricing(r, period.Range{From: from, To: from.AddDays(1)}, two))
			if q.Nights[0].Amount != eur(c.want) || q.Nights[0].Rule != c.rule {
				t.Errorf("%s: %s by %s, want %s by %s", c.name, q.Nights[0].Amount, q.Nights[0].Rule, c.want, c.rule)
			}
			for i, j := 0, len(c.seasons)-1; i < j; i, j = i+1, j-1 { // the other way round
				c.seasons[i], c.seasons[j] = c.seasons[j], c.seasons[i]
			}
		}
	}
}

func TestTiesAreRefused(t *testing.T) {
	t.Parallel()
	r := staystest.Rates()
	r.Seasons = []stays.Season{yearly(7, 1, 7, 31, "150"), yearly(7, 15, 8, 14, "170")}
	_, err := r.Check()
	staystest.Field(t, err, "seasons.1.priority", "ambiguous")
	r.Seasons[1].Priority = 1
	if _, err := r.Check(); err != nil {
		t.Errorf("a priority does not settle it: %v", err)
	}
}

// accepts asks at a moment long before whether a stay is taken.
func accepts(r stays.Rates, from, to string) error {
	r.Currency = money.EUR
	return stays.Acceptance{
		Offer:    stays.Offer{Capacity: 4, Zone: "Europe/Paris", CheckIn: period.At(15, 0), Rates: r},
		Settings: stays.DefaultSettings(), Request: stays.StayRequest{Stay: period.Between(from, to), Party: two},
		Now: time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC),
	}.Accepts()
}

func TestR1MinimumStayCountsFromTheArrival(t *testing.T) {
	t.Parallel()
	r := stays.Rates{Spots: []stays.Spot{{Date: period.MustDate("2027-03-10"), MinNights: 3}}}
	if err := accepts(r, "2027-03-09", "2027-03-11"); err != nil {
		t.Errorf("arriving the day before: %v", err)
	}
	staystest.Field(t, accepts(r, "2027-03-10", "2027-03-12"), "checkOut", "min_nights")
	if err := accepts(r, "2027-03-10", "2027-03-13"); err != nil {
		t.Errorf("three nights: %v", err)
	}
}

func TestR3ClosedToArrivalAndDeparture(t *testing.T) {
	t.Parallel()
	day := period.MustDate("2027-03-12")
	arrival := stays.Rates{Spots: []stays.Spot{{Date: day, Arrival: stays.Refused}}}
	if err := accepts(arrival, "2027-03-11", "2027-03-13"); err != nil {
		t.Errorf("staying through a day without arrivals: %v", err)
	}
	staystest.Field(t, accepts(arrival, "2027-03-12", "2027-03-14"), "checkIn", "no_arrival")
	departure := stays.Rates{Spots: []stays.Spot{{Date: day, Departure: stays.Refused}}}
	staystest.Field(t, accepts(departure, "2027-03-10", "2027-03-12"), "checkOut", "no_departure")
	if err := accepts(departure, "2027-03-11", "2027-03-13"); err != nil {
		t.Errorf("staying through a day without departures: %v", err)
	}
}

func TestR5SpotOverSeasonOverProperty(t *testing.T) {
	t.Parallel()
	week := yearly(3, 1, 3, 31, "100")
	week.MinNights = 7
	r := stays.Rates{MinNights: 3}
	staystest.Field(t, accepts(r, "2027-03-10", "2027-03-12"), "checkOut", "min_nights")
	r.Seasons = []stays.Season{week}
	staystest.Field(t, accepts(r, "2027-03-10", "2027-03-14"), "checkOut", "min_nights")
	r.Spots = []stays.Spot{{Date: period.MustDate("2027-03-10"), MinNights: 2}}
	if err := accepts(r, "2027-03-10", "2027-03-12"); err != nil {
		t.Errorf("the spot's two nights: %v", err)
	}
}

func TestR7RestrictionsAreIndependent(t *testing.T) {
	t.Parallel()
	day := period.MustDate("2027-03-10")
	saturdays := stays.Rates{Arrivals: []stays.Weekday{"sat"}, Departures: []stays.Weekday{"sat"}, Spots: []stays.Spot{{Date: day, Closed: true}}}
	err := accepts(saturdays, "2027-03-06", "2027-03-13") // closed, and nothing else
	staystest.Field(t, err, "checkIn", "closed")
	for _, code := range []string{"no_arrival", "no_departure"} {
		if hasField(err, code) {
			t.Errorf("closing a night also refuses: %s", code)
		}
	}
	saturdays.Spots = []stays.Spot{{Date: day, Arrival: stays.Allowed}} // a Wednesday
	if err := accepts(saturdays, "2027-03-10", "2027-03-13"); err != nil {
		t.Errorf("an arrival allowed on one day: %v", err)
	}
	staystest.Field(t, accepts(saturdays, "2027-03-06", "2027-03-10"), "checkOut", "no_departure")
}

func TestD02ShortDayCountsAsANight(t *testing.T) {
	t.Parallel()
	r := stays.Rates{Currency: money.EUR, Nightly: eur("100")}
	if got := price(t, pricing(r, period.Between("2027-03-27", "2027-03-29"), two)).Total; got != eur("200") {
		t.Errorf("two nights over the change of clocks cost %s", got)
	}
	if got := price(t, pricing(r, period.Between("2027-10-30", "2027-11-01"), two)).Total; got != eur("200") {
		t.Errorf("two nights over the other change cost %s", got)
	}
}
