package stays

import (
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// TaxCategory is a category of the French tourist tax.
type TaxCategory string

// The categories of the national scale (CGCT L2333-30), and lodgings without classification, which pay a percentage.
const (
	Palace        TaxCategory = "palace"
	FiveStars     TaxCategory = "five_stars"
	FourStars     TaxCategory = "four_stars"
	ThreeStars    TaxCategory = "three_stars"
	TwoStars      TaxCategory = "two_stars"
	OneStar       TaxCategory = "one_star" // and guest rooms, hostels
	CampingUpper  TaxCategory = "camping_3_5"
	CampingLower  TaxCategory = "camping_1_2"
	Unclassified  TaxCategory = "unclassified"
	maxAdditional             = 6
)

// TaxRule is one deliberation of a commune: which tourist tax a person pays for a night, and when. The rule of a night
// is the latest one in force on that night; a deliberation stays in force until the next (Until zero).
type TaxRule struct {
	ID         TaxRuleID                    `json:"id,omitzero"` // zero: a new rule
	Version    int                          `json:"version,omitzero"`
	INSEE      string                       `json:"insee"`
	Commune    string                       `json:"commune"`
	From       period.Date                  `json:"from"`
	Until      period.Date                  `json:"until,omitzero"` // first day no longer in force; zero: none
	Periods    []TaxPeriod                  `json:"periods"`        // of collection; empty: all year
	Flat       bool                         `json:"flat"`           // paid by the owner by capacity: guests pay nothing
	Tariffs    map[TaxCategory]money.Amount `json:"tariffs"`        // a person and night, classified
	Percent    money.Percent                `json:"percent"`        // of the night's price by occupant, unclassified
	Cap        money.Amount                 `json:"cap,omitzero"`   // of what Percent gives; zero: none
	Additional []AdditionalTax              `json:"additional"`
	RentBelow  money.Amount                 `json:"rentBelow,omitzero"` // nights that cost less are exempt; zero: none
	Source     string                       `json:"source"`
}

// TaxPeriod is a yearly period of collection, both days included.
type TaxPeriod struct {
	First MonthDay `json:"first"`
	Last  MonthDay `json:"last"`
}

// AdditionalTax is a share of the tax that goes to somebody else, each rounded on its own.
type AdditionalTax struct {
	Code    string        `json:"code"` // departement (10 %), sgp (15 %), lgv (34 %), idfm (200 %)
	Percent money.Percent `json:"percent"`
}
