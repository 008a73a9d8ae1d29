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
	Unit            RateUnit       `json:"unit,omitempty"`   // "" is by the night
	Nightly         money.Amount   `json:"nightly"`          // default price, so that no night is without; above zero
	Weekend         money.Amount   `json:"weekend,omitzero"` // of the nights named by WeekendDays; zero: as Nightly
	WeekendDays     []Weekday      `json:"weekendDays,omitempty"`
	Included        int            `json:"included,omitempty"`  // guests in the price; 0: all
	ExtraGuest      money.Amount   `json:"extraGuest,omitzero"` // a night and guest beyond Included
	MinNights       int            `json:"minNights,omitempty"` // 0: one
	MaxNights       int            `json:"maxNights,omitempty"` // 0: no other limit than the agency's
	Arrivals        []Weekday      `json:"arrivals,omitempty"`  // empty: any day
	Departures      []Weekday      `json:"departures,omitempty"`
	NoticeHours     int            `json:"noticeHours,omitempty"`     // before check-in, on the property's clock
	HorizonDays     int            `json:"horizonDays,omitempty"`     // how far ahead arrivals are sold; 0: a year
	PreparationDays int            `json:"preparationDays,omitempty"` // kept free after each stay
	Seasons         []Season       `json:"seasons,omitempty"`
	Spots           []Spot         `json:"spots,omitempty"`
	LengthDiscounts []LengthTier   `json:"lengthDiscounts,omitempty"`
	NightFloor      money.Amount   `json:"nightFloor,omitzero"` // a length discount that would bring any night below is not given
	Fees            []Fee          `json:"fees,omitempty"`
	SalesTax        money.Percent  `json:"salesTax,omitzero"`        // VAT added to rent and taxable fees, at the rate of the business's regime; 0 where prices include it or it is exempt
	SecurityDeposit money.Amount   `json:"securityDeposit,omitzero"` // shown, never in the total
}

// Season overrides the defaults for some nights: either every year (First to Last, both nights included, and the year
// may turn in between), or once (Dates). Where seasons overlap, one with dates wins over a yearly one, then the shorter,
// then the higher priority; two that are still equal are refused when the rates are saved.
type Season struct {
	ID         SeasonID     `json:"id,omitzero"`
	Name       Text         `json:"name,omitempty"`
	First      MonthDay     `json:"first,omitzero"` // zero when Dates is set
	Last       MonthDay     `json:"last,omitzero"`
	Dates      period.Range `json:"dates,omitzero"` // nights [from, to)
	Priority   int          `json:"priority,omitempty"`
	Nightly    money.Amount `json:"nightly,omitzero"` // zero: as the default
	Weekend    money.Amount `json:"weekend,omitzero"` // zero: as Nightly of the season, when that is set
	MinNights  int          `json:"minNights,omitempty"`
	MaxNights  int          `json:"maxNights,omitempty"`
	Arrivals   []Weekday    `json:"arrivals,omitempty"` // empty: not stated
	Departures []Weekday    `json:"departures,omitempty"`
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
	Nightly   money.Amount `json:"nightly,omitzero"`    // zero: not stated
	MinNights int          `json:"minNights,omitempty"` // of a stay that arrives on this day; 0: not stated
	Closed    bool         `json:"closed,omitempty"`    // the night is not sold
	Arrival   Permit       `json:"arrival,omitempty"`
	Departure Permit       `json:"departure,omitempty"`
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
	ID         FeeID        `json:"id,omitzero"`
	Code       string       `json:"code"`           // of the line: cleaning, linen, pet, … (FeeCodes)
	Name       Text         `json:"name,omitempty"` // empty: the code's own label
	Amount     money.Amount `json:"amount"`
	Per        FeePer       `json:"per"`
	Optional   bool         `json:"optional,omitempty"` // only when the guest asks for its code
	Taxable    bool         `json:"taxable,omitempty"`  // in the base of SalesTax
	FromNights int          `json:"fromNights,omitempty"`
	ToNights   int          `json:"toNights,omitempty"` // 0: no limit
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
