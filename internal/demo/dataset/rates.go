package dataset

import (
	"cmp"
	"slices"
	"time"

	"comptoir/internal/kernel/period"
)

// Rates is what nights cost and which stays are accepted. A season overrides the defaults; one with dates wins over a yearly one,
// then the shorter; price, minimum and arrival days are looked up each on its own.
type Rates struct {
	Nightly         Cents // default
	Weekend         Cents // nights of Friday and Saturday
	MinNights       int
	PreparationDays int      // kept free after each stay
	Seasons         []Season // the one that wins first
	LengthDiscounts []LengthTier
	Fees            []Fee
	SecurityDeposit Cents
	Included        int   // guests in the price; 0: all
	ExtraGuest      Cents // a night and guest beyond Included
}

// Season is yearly (First to Last, both nights included; the year may turn in between) or has Dates [from, to).
type Season struct {
	Name      Text
	First     MonthDay
	Last      MonthDay
	Dates     period.Range
	Nightly   Cents
	Weekend   Cents
	MinNights int
	Arrivals  []time.Weekday // empty: any day
}

// MonthDay is a day of any year.
type MonthDay struct {
	Month time.Month
	Day   int
}

// LengthTier is a discount in percent on the rent of stays of at least FromNights.
type LengthTier struct{ FromNights, Percent int }

// Fee is a charge besides the rent. Code is cleaning, linen, pet, …; Per is stay, night, guest, guest_night, pet or pet_night.
type Fee struct {
	Code     string
	Amount   Cents
	Per      string
	Optional bool
}

// Recurring reports whether the season comes every year.
func (s Season) Recurring() bool { return s.First.Day != 0 }

// Covers reports whether a night belongs to the season.
func (s Season) Covers(d period.Date) bool {
	if !s.Recurring() {
		return s.Dates.Contains(d)
	}
	_, m, day := d.Date()
	n := int(m)*100 + day
	first, last := int(s.First.Month)*100+s.First.Day, int(s.Last.Month)*100+s.Last.Day
	if first <= last {
		return first <= n && n <= last
	}
	return n >= first || n <= last
}

// length is the number of nights of the season, in a leap year where it is yearly.
func (s Season) length() int {
	if !s.Recurring() {
		return s.Dates.Nights()
	}
	n := 0
	for d := period.On(2024, time.January, 1); d.Before(period.On(2025, time.January, 1)); d = d.AddDays(1) {
		if s.Covers(d) {
			n++
		}
	}
	return n
}

// ranked puts the seasons that win before those that lose: dated before yearly, short before long.
func ranked(seasons []Season) []Season {
	slices.SortStableFunc(seasons, func(a, b Season) int {
		if a.Recurring() != b.Recurring() {
			if a.Recurring() {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.length(), b.length())
	})
	return seasons
}

// MinNightsOn is the minimum of a stay that arrives on a day.
func (r Rates) MinNightsOn(d period.Date) int {
	for _, s := range r.Seasons {
		if s.MinNights > 0 && s.Covers(d) {
			return s.MinNights
		}
	}
	return max(1, r.MinNights)
}

// MayArrive reports whether guests may arrive on a day.
func (r Rates) MayArrive(d period.Date) bool {
	for _, s := range r.Seasons {
		if len(s.Arrivals) > 0 && s.Covers(d) {
			return slices.Contains(s.Arrivals, d.Weekday())
		}
	}
	return true
}

// Accepts reports whether a stay keeps the rules of arrival and length.
func (r Rates) Accepts(checkIn period.Date, nights int) bool {
	return r.MayArrive(checkIn) && nights >= r.MinNightsOn(checkIn)
}

var saturdays = []time.Weekday{time.Saturday}

// tariff is what a property's rates are made of: prices per night in euros in low season.
type tariff struct {
	base     int64 // euros
	min      int   // nights, out of season
	weekly   bool  // Saturday to Saturday in high season
	highMin  int   // nights in high season where not weekly
	cleaning int64 // euros
	linen    int64 // euros a guest; 0: included
	pet      int64 // euros a stay and pet; 0: none
	deposit  int64 // euros, security deposit
	prepare  int   // days kept free after a stay
	included int   // guests in the price; 0: all
	extra    int64 // euros a night and further guest
}

// times raises a price by a percentage and rounds to five euros.
func (t tariff) times(percent int64) Cents { return Cents((t.base*percent/100+2)/5*5) * 100 }

// weekend is fifteen percent more.
func (t tariff) weekend(percent int64) Cents { return t.times(percent * 115 / 100) }

func (t tariff) season(name Text, percent int64, minNights int) Season {
	return Season{Name: name, Nightly: t.times(percent), Weekend: t.weekend(percent), MinNights: minNights}
}

func (t tariff) yearly(name Text, percent int64, minNights int, first, last MonthDay) Season {
	s := t.season(name, percent, minNights)
	s.First, s.Last = first, last
	return s
}

func (t tariff) dated(name Text, percent int64, minNights int, from, to string) Season {
	s := t.season(name, percent, minNights)
	s.Dates = period.Between(from, to)
	return s
}

// peak makes a season weekly, from Saturday to Saturday, where the property is let so; prices then do not rise at weekends.
func (t tariff) peak(s Season) Season {
	s.Weekend = s.Nightly
	if t.weekly {
		s.MinNights, s.Arrivals = 7, saturdays
		return s
	}
	s.MinNights = t.highMin
	return s
}

// common is what coast and mountain rates share.
func (t tariff) common() Rates {
	r := Rates{
		Nightly: t.times(100), Weekend: t.weekend(100), MinNights: t.min, PreparationDays: t.prepare,
		LengthDiscounts: []LengthTier{{7, 8}, {14, 12}, {28, 25}},
		Fees:            []Fee{{Code: "cleaning", Amount: Cents(t.cleaning * 100), Per: "stay"}},
		SecurityDeposit: Cents(t.deposit * 100), Included: t.included, ExtraGuest: Cents(t.extra * 100),
	}
	if t.linen > 0 {
		r.Fees = append(r.Fees, Fee{Code: "linen", Amount: Cents(t.linen * 100), Per: "guest", Optional: true})
	}
	if t.pet > 0 {
		r.Fees = append(r.Fees, Fee{Code: "pet", Amount: Cents(t.pet * 100), Per: "pet"})
	}
	return r
}

// The agencies choose the dates of their dated seasons after the French school holidays, all three zones together.
var (
	middle    = Text{"Moyenne saison", "Mid season"}
	lateMild  = Text{"Arrière-saison", "Late season"}
	highName  = Text{"Haute saison", "High season"}
	heart     = Text{"Cœur de l’été", "Heart of summer"}
	christmas = Text{"Noël et Nouvel An", "Christmas and New Year"}
	spring    = Text{"Vacances de printemps", "Spring holidays"}
	ascension = Text{"Pont de l’Ascension", "Ascension weekend"}
	halfTerm  = Text{"Vacances de la Toussaint", "Autumn half-term"}
	february  = Text{"Vacances d’hiver", "Winter holidays"}
	winterSky = Text{"Hiver", "Winter"}
)

// coast makes the rates of a property by the sea.
func (t tariff) coast() Rates {
	r := t.common()
	r.Seasons = ranked([]Season{
		t.yearly(middle, 120, t.min, MonthDay{time.April, 1}, MonthDay{time.July, 2}),
		t.yearly(lateMild, 125, t.min, MonthDay{time.August, 30}, MonthDay{time.October, 4}),
		t.peak(t.yearly(highName, 165, 0, MonthDay{time.July, 3}, MonthDay{time.August, 29})),
		t.peak(t.yearly(heart, 190, 0, MonthDay{time.July, 18}, MonthDay{time.August, 21})),
		t.yearly(christmas, 135, 3, MonthDay{time.December, 20}, MonthDay{time.January, 2}),
		t.dated(halfTerm, 125, 3, "2025-10-18", "2025-11-03"),
		t.dated(spring, 135, 3, "2026-04-04", "2026-05-04"),
		t.dated(ascension, 145, 3, "2026-05-13", "2026-05-17"),
		t.dated(halfTerm, 125, 3, "2026-10-17", "2026-11-02"),
		t.dated(spring, 135, 3, "2027-04-03", "2027-05-03"),
		t.dated(ascension, 145, 3, "2027-05-05", "2027-05-09"),
		t.dated(halfTerm, 125, 3, "2027-10-23", "2027-11-08"),
	})
	return r
}

// mountain makes the rates of a property in the Alps: two seasons, winter above all.
func (t tariff) mountain() Rates {
	r := t.common()
	r.Fees = append(r.Fees, Fee{Code: "firewood", Amount: 2500, Per: "stay", Optional: true})
	r.Seasons = ranked([]Season{
		t.yearly(winterSky, 140, 3, MonthDay{time.December, 12}, MonthDay{time.April, 10}),
		t.yearly(highName, 125, 3, MonthDay{time.July, 3}, MonthDay{time.August, 29}),
		t.peak(t.yearly(christmas, 230, 0, MonthDay{time.December, 19}, MonthDay{time.January, 2})),
		t.peak(t.dated(february, 240, 0, "2025-02-08", "2025-03-08")),
		t.peak(t.dated(february, 240, 0, "2026-02-07", "2026-03-07")),
		t.peak(t.dated(february, 240, 0, "2027-02-06", "2027-03-06")),
		t.dated(halfTerm, 110, 3, "2025-10-18", "2025-11-03"),
		t.dated(spring, 130, 3, "2026-04-11", "2026-05-04"),
		t.dated(halfTerm, 110, 3, "2026-10-17", "2026-11-02"),
		t.dated(spring, 130, 3, "2027-04-10", "2027-05-03"),
	})
	return r
}
