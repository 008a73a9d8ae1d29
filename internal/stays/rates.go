package stays

import (
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// RateUnit says what an amount of a rate pays for.
type RateUnit string

// A rate is by the night; or by the week, of which a night is the exact seventh.
const (
	PerNight RateUnit = "night"
	PerWeek  RateUnit = "week"
)

// Weekday is a day of the week as the API writes it: "mon" … "sun".
type Weekday string

// WeekdayOf returns the day of the week of a date.
func WeekdayOf(d period.Date) Weekday { return weekdays[d.Weekday()] }

var weekdays = [...]Weekday{
	time.Sunday: "sun", time.Monday: "mon", time.Tuesday: "tue", time.Wednesday: "wed", time.Thursday: "thu",
	time.Friday: "fri", time.Saturday: "sat",
}

// Rates is what the nights of a property cost and which stays are accepted. A more specific rule overrides a more
// general one: a night's own rule (Spot), then a season, then these defaults; each of price, minimum stay, arrival and
// departure is looked up on its own, so that setting one never changes another.
type Rates struct {
	Currency        money.Currency `json:"currency"`
	Unit            RateUnit       `json:"unit"`    // "" is by the night
	Nightly         money.Amount   `json:"nightly"` // default price, so that no night is without; above zero
	Weekend         money.Amount   `json:"weekend"` // of the nights named by WeekendDays; zero: as Nightly
	WeekendDays     []Weekday      `json:"weekendDays"`
	Included        int            `json:"included"`   // guests in the price; 0: all
	ExtraGuest      money.Amount   `json:"extraGuest"` // a night and guest beyond Included
	MinNights       int            `json:"minNights"`  // 0: one
	MaxNights       int            `json:"maxNights"`  // 0: no other limit than the agency's
	Arrivals        []Weekday      `json:"arrivals"`   // empty: any day
	Departures      []Weekday      `json:"departures"`
	NoticeHours     int            `json:"noticeHours"`     // before check-in, on the property's clock
	HorizonDays     int            `json:"horizonDays"`     // how far ahead arrivals are sold; 0: a year
	PreparationDays int            `json:"preparationDays"` // kept free after each stay
	Seasons         []Season       `json:"seasons"`
	Spots           []Spot         `json:"spots"`
	LengthDiscounts []LengthTier   `json:"lengthDiscounts"`
	NightFloor      money.Amount   `json:"nightFloor"` // a length discount that would bring any night below is not given
	Fees            []Fee          `json:"fees"`
	SalesTax        money.Percent  `json:"salesTax"`        // VAT added to rent and taxable fees; 0 for exempt lettings
	SecurityDeposit money.Amount   `json:"securityDeposit"` // shown, never in the total
}

// Season overrides the defaults for some nights: either every year (First to Last, both nights included, and the year
// may turn in between), or once (Dates). Where seasons overlap, one with dates wins over a yearly one, then the shorter,
// then the higher priority; two that are still equal are refused when the rates are saved.
type Season struct {
	ID         SeasonID     `json:"id"`
	Name       Text         `json:"name"`
	First      MonthDay     `json:"first"` // zero when Dates is set
	Last       MonthDay     `json:"last"`
	Dates      period.Range `json:"dates"` // nights [from, to)
	Priority   int          `json:"priority"`
	Nightly    money.Amount `json:"nightly"` // zero: as the default
	Weekend    money.Amount `json:"weekend"` // zero: as Nightly of the season, when that is set
	MinNights  int          `json:"minNights"`
	MaxNights  int          `json:"maxNights"`
	Arrivals   []Weekday    `json:"arrivals"` // empty: not stated
	Departures []Weekday    `json:"departures"`
}

// Permit is a rule that may also say nothing.
type Permit string

// The values of a Permit.
const (
	Unstated Permit = ""
	Allowed  Permit = "allowed"
	Refused  Permit = "refused"
)

// Spot is the rule of one night. Its parts are independent: what is not stated comes from season and defaults.
type Spot struct {
	Date      period.Date  `json:"date"`
	Nightly   money.Amount `json:"nightly"`   // zero: not stated
	MinNights int          `json:"minNights"` // of a stay that arrives on this day; 0: not stated
	Closed    bool         `json:"closed"`    // the night is not sold
	Arrival   Permit       `json:"arrival"`
	Departure Permit       `json:"departure"`
}

// LengthTier is a discount on the rent of stays of at least FromNights. The best tier that may be given is given.
type LengthTier struct {
	FromNights int           `json:"fromNights"`
	Percent    money.Percent `json:"percent"`
}

// FeePer says what a fee is multiplied by.
type FeePer string

// The multipliers of fees. Guests are adults and children.
const (
	PerStay       FeePer = "stay"
	PerStayNight  FeePer = "night"
	PerGuest      FeePer = "guest"
	PerGuestNight FeePer = "guest_night"
	PerPet        FeePer = "pet"
	PerPetNight   FeePer = "pet_night"
)

// Fee is a charge besides the rent.
type Fee struct {
	ID         FeeID        `json:"id"`
	Code       string       `json:"code"` // of the line: cleaning, linen, pet, … (FeeCodes)
	Name       Text         `json:"name"` // empty: the code's own label
	Amount     money.Amount `json:"amount"`
	Per        FeePer       `json:"per"`
	Optional   bool         `json:"optional"` // only when the guest asks for its code
	Taxable    bool         `json:"taxable"`  // in the base of SalesTax
	FromNights int          `json:"fromNights"`
	ToNights   int          `json:"toNights"` // 0: no limit
}

// MonthDay is a day of any year. The zero value means none.
type MonthDay struct {
	Month int `json:"month"`
	Day   int `json:"day"`
}

func (m MonthDay) order() int { return m.Month*100 + m.Day }

func monthDayOf(d period.Date) MonthDay {
	_, m, day := d.Date()
	return MonthDay{int(m), day}
}
