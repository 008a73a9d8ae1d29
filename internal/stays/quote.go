package stays

import (
	"strconv"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Party is who stays. Children are minors who take a bed; infants do not count for the capacity.
type Party struct {
	Adults   int `json:"adults"`
	Children int `json:"children"`
	Infants  int `json:"infants"`
	Pets     int `json:"pets"`
}

// Guests returns the number that the capacity bounds and that fees by guest multiply.
func (p Party) Guests() int { return p.Adults + p.Children }

// Occupants returns everybody, as the tourist tax counts them.
func (p Party) Occupants() int { return p.Adults + p.Children + p.Infants }

// StayRequest is what a guest asks for.
type StayRequest struct {
	Stay   period.Range `json:"stay"`
	Party  Party        `json:"party"`
	Extras []string     `json:"extras"` // codes of optional fees wanted
}

// Line is one line of a price. The lines of a quote sum to its total exactly; each was rounded once, half up.
type Line struct {
	Code     string       `json:"code"`     // Line…: stable, never translated
	Name     Text         `json:"name"`     // the agency's own words; empty: the code's label
	Quantity int          `json:"quantity"` // nights, guests, person-nights …
	Unit     money.Amount `json:"unit"`     // zero when the units differ
	Amount   money.Amount `json:"amount"`
	Taxed    bool         `json:"taxed"` // in the base of the sales tax
}

// Label returns the line's words in a language.
func (l Line) Label(locale string) string {
	if !l.Name.IsEmpty() {
		return l.Name.In(locale)
	}
	return LineLabel(l.Code).In(locale)
}

// Codes of lines, in the order in which they are shown. Fees have codes of their own (FeeCodes).
const (
	LineRent       = "rent"
	LineDiscount   = "discount"
	LineExtraGuest = "extra_guest"
	LineSalesTax   = "sales_tax"
	LineTouristTax = "tourist_tax"
	LineKept       = "kept_by_policy" // what a reduction of the stay does not give back
)

// LineCodes lists them.
var LineCodes = []string{LineRent, LineDiscount, LineExtraGuest, LineSalesTax, LineTouristTax, LineKept}

// Night explains the price of one night.
type Night struct {
	Date   period.Date  `json:"date"`
	Amount money.Amount `json:"amount"` // the nights' amounts sum to the rent line
	Rule   NightRule    `json:"rule"`
	Season Text         `json:"season,omitempty"` // its name, when a season set the price
}

// NightRule says which rule set a night's price.
type NightRule string

// The rules, from the most specific.
const (
	RuleSpot          NightRule = "spot"
	RuleSeasonWeekend NightRule = "season_weekend"
	RuleSeason        NightRule = "season"
	RuleWeekend       NightRule = "weekend"
	RuleDefault       NightRule = "default"
)

// TaxedNight explains the tourist tax of one night.
type TaxedNight struct {
	Date      period.Date  `json:"date"`
	Persons   int          `json:"persons"`   // who pay
	PerPerson money.Amount `json:"perPerson"` // additional taxes included
	Base      money.Amount `json:"base"`
	Capped    bool         `json:"capped"`
	Rule      TaxRuleID    `json:"rule"`
}

// Quote is an exact, itemised price for a stay. It is frozen into the reservation made from it.
type Quote struct {
	ID              QuoteID      `json:"id"`
	Property        PropertyID   `json:"property"`
	PropertyVersion int          `json:"propertyVersion"`
	Stay            period.Range `json:"stay"`
	Party           Party        `json:"party"`
	Extras          []string     `json:"extras"`
	Lines           []Line       `json:"lines"`
	Total           money.Amount `json:"total"`
	Deposit         money.Amount `json:"deposit"`               // due now; the total when the arrival is near
	Balance         money.Amount `json:"balance"`               // due on BalanceDueOn
	Instalments     []Due        `json:"instalments,omitempty"` // parts of the balance that are due before it, by day; see Later
	BalanceDueOn    period.Date  `json:"balanceDueOn"`          // today when nothing is left after the deposit
	BalanceFrom     period.Date  `json:"balanceFrom"`           // first day on which the law lets the agency take the balance; zero: any day
	SecurityDeposit money.Amount `json:"securityDeposit"`
	Policy          Policy       `json:"policy"`
	Nights          []Night      `json:"nights"`
	TaxedNights     []TaxedNight `json:"taxedNights"`
	RuleSet         string       `json:"ruleSet"` // hash of every rule that Price saw
	MadeAt          time.Time    `json:"madeAt"`
	ExpiresAt       time.Time    `json:"expiresAt"`
}

// Line returns the amount of a line, zero when there is none.
func (q Quote) Line(code string) money.Amount {
	total := money.Zero(q.Total.Currency())
	for _, l := range q.Lines {
		if l.Code == code {
			total = total.Add(l.Amount)
		}
	}
	return total
}

// Rent returns what the nights cost: rent, discount and additional guests.
func (q Quote) Rent() money.Amount {
	return q.Line(LineRent).Add(q.Line(LineDiscount)).Add(q.Line(LineExtraGuest))
}

// Expired reports whether the quote can no longer be booked.
func (q Quote) Expired(now time.Time) bool { return !now.Before(q.ExpiresAt) }

// PriceLines gives the lines as facts, labelled in a language.
func (q Quote) PriceLines(locale string) []event.PriceLine {
	lines := make([]event.PriceLine, len(q.Lines))
	for i, l := range q.Lines {
		lines[i] = event.PriceLine{Code: l.Code, Label: l.Label(locale), Quantity: strconv.Itoa(l.Quantity), Unit: l.Unit, Amount: l.Amount, Taxed: l.Taxed}
	}
	return lines
}
