package stays

import (
	"context"
	"fmt"
	"slices"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// maxRate bounds every amount of the rates: a million in a currency of two decimals. Beyond it is a slip of the hand,
// and sums could no longer be counted on.
const maxRate = 100_000_000

// Check returns the rates tidied (spots in order, each date once), or fault.ErrInvalid naming what is wrong. The zero
// Rates are right for a draft.
func (r Rates) Check() (Rates, error) {
	var c fault.Check
	c.That(r.Currency == "" || r.Currency.Valid(), "currency", "unknown_currency", "this is not an ISO 4217 currency")
	if r.Unit == "" {
		r.Unit = PerNight
	}
	c.That(r.Unit == PerNight || r.Unit == PerWeek, "unit", "unknown_unit", "by the night or by the week")
	r.checkAmount(&c, "nightly", r.Nightly)
	r.checkAmount(&c, "weekend", r.Weekend)
	r.checkAmount(&c, "extraGuest", r.ExtraGuest)
	r.checkAmount(&c, "nightFloor", r.NightFloor)
	r.checkAmount(&c, "securityDeposit", r.SecurityDeposit)
	for _, n := range []struct {
		path  string
		n, hi int
	}{
		{"included", r.Included, maxPersons}, {"minNights", r.MinNights, maxStayNights}, {"maxNights", r.MaxNights, maxStayNights},
		{"noticeHours", r.NoticeHours, 24 * 60}, {"horizonDays", r.HorizonDays, maxAheadDays}, {"preparationDays", r.PreparationDays, 7},
	} {
		c.That(n.n >= 0 && n.n <= n.hi, n.path, "out_of_range", fmt.Sprintf("between 0 and %d", n.hi))
	}
	c.That(r.MaxNights == 0 || r.MaxNights >= r.MinNights, "maxNights", "below_minimum", "the maximum is below the minimum")
	c.That(r.SalesTax >= 0 && r.SalesTax <= money.Pct(50), "salesTax", "out_of_range", "between 0 and 50")
	checkWeekdays(&c, "weekendDays", r.WeekendDays)
	checkWeekdays(&c, "arrivals", r.Arrivals)
	checkWeekdays(&c, "departures", r.Departures)
	r.checkSeasons(&c)
	r.Spots = r.checkSpots(&c)
	r.checkTiers(&c)
	r.checkFees(&c)
	return r, c.Err()
}

// addsOwnVAT refuses a tax on top of the price that is not the VAT which the business's papers and books take out of it.
func (s *Stays) addsOwnVAT(ctx context.Context, r Rates, path string) error {
	if r.SalesTax == 0 || s.d.RentVAT == nil {
		return nil
	}
	rate, err := s.d.RentVAT(ctx)
	if err != nil || r.SalesTax == rate {
		return err
	}
	return fault.ErrInvalid.On(path, "not_the_regimes", "the VAT regime of the business taxes rents at "+rate.String()+" %")
}

// checkAmount refuses amounts below zero, in another currency, or impossibly large.
func (r Rates) checkAmount(c *fault.Check, path string, a money.Amount) {
	c.That(a.IsZero() || a.Currency() == r.Currency, path, "wrong_currency", "the amount is in another currency than the rates")
	c.That(!a.IsNegative() && a.Minor() <= maxRate, path, "out_of_range", "this amount is not possible")
}

func checkWeekdays(c *fault.Check, path string, days []Weekday) {
	for _, d := range days {
		c.That(slices.Contains(weekdays[:], d), path, "unknown_weekday", "mon, tue, wed, thu, fri, sat or sun")
	}
	c.That(len(days) <= 7, path, "too_many", "a week has seven days")
}

func (r Rates) checkSeasons(c *fault.Check) {
	c.That(len(r.Seasons) <= 100, "seasons", "too_many", "at most 100 seasons")
	for i, s := range r.Seasons {
		path := fmt.Sprintf("seasons.%d.", i)
		checkText(c, path+"name", s.Name, 80)
		c.That(!s.Name.IsEmpty(), path+"name", "required", "the season needs a name")
		switch {
		case s.Recurring():
			c.That(s.First.exists() && s.Last.exists(), path+"first", "malformed", "a day of the year")
			c.That(s.Dates.IsEmpty(), path+"dates", "ambiguous", "either every year or on dates")
		default:
			c.That(!s.Dates.From.IsZero(), path+"dates", "required", "the season's days are missing")
			c.That(!s.Dates.IsEmpty(), path+"dates", "reversed_dates", "the last day must come after the first")
			c.That(s.Dates.Nights() <= 3*366, path+"dates", "too_long", "at most three years")
		}
		r.checkAmount(c, path+"nightly", s.Nightly)
		r.checkAmount(c, path+"weekend", s.Weekend)
		c.That(s.MinNights >= 0 && s.MinNights <= maxStayNights, path+"minNights", "out_of_range", "between 0 and 365")
		c.That(s.MaxNights >= 0 && s.MaxNights <= maxStayNights, path+"maxNights", "out_of_range", "between 0 and 365")
		checkWeekdays(c, path+"arrivals", s.Arrivals)
		checkWeekdays(c, path+"departures", s.Departures)
		for j, other := range r.Seasons[:i] {
			c.That(s.ID != other.ID, path+"id", "taken", "two seasons have this identifier")
			c.That(!s.ties(other), path+"priority", "ambiguous",
				fmt.Sprintf("overlaps season %d, which is as long: give one of them a higher priority", j+1))
		}
	}
}

// ties reports whether nothing but chance would choose between the two.
func (s Season) ties(other Season) bool {
	if s.Recurring() != other.Recurring() || s.length() != other.length() || s.Priority != other.Priority {
		return false
	}
	if !s.Recurring() {
		return s.Dates.Overlaps(other.Dates)
	}
	return within(s.First, other.First, other.Last) || within(s.Last, other.First, other.Last)
}

// exists reports whether some year has the day.
func (m MonthDay) exists() bool {
	if m.Month < 1 || m.Month > 12 || m.Day < 1 || m.Day > 31 {
		return false
	}
	return monthDayOf(period.On(2024, time.Month(m.Month), m.Day)) == m
}

func (r Rates) checkSpots(c *fault.Check) []Spot {
	c.That(len(r.Spots) <= 1500, "spots", "too_many", "at most 1500 days")
	spots := slices.SortedFunc(slices.Values(r.Spots), func(a, b Spot) int { return a.Date.Compare(b.Date) })
	for i, s := range spots {
		path := fmt.Sprintf("spots.%d.", i)
		c.That(!s.Date.IsZero(), path+"date", "required", "the day is missing")
		c.That(i == 0 || s.Date != spots[i-1].Date, path+"date", "taken", "two rules for one day")
		r.checkAmount(c, path+"nightly", s.Nightly)
		c.That(s.MinNights >= 0 && s.MinNights <= maxStayNights, path+"minNights", "out_of_range", "between 0 and 365")
		for _, p := range []Permit{s.Arrival, s.Departure} {
			c.That(p == Unstated || p == Allowed || p == Refused, path+"arrival", "malformed", "allowed, refused or nothing")
		}
	}
	return spots
}

func (r Rates) checkTiers(c *fault.Check) {
	c.That(len(r.LengthDiscounts) <= 10, "lengthDiscounts", "too_many", "at most ten tiers")
	for i, t := range r.LengthDiscounts {
		path := fmt.Sprintf("lengthDiscounts.%d.", i)
		c.That(t.FromNights >= 2 && t.FromNights <= maxStayNights, path+"fromNights", "out_of_range", "between 2 and 365")
		c.That(t.Percent > 0 && t.Percent < money.Pct(100), path+"percent", "out_of_range", "between 0 and 100")
		for _, other := range r.LengthDiscounts[:i] {
			c.That(other.FromNights != t.FromNights, path+"fromNights", "taken", "two discounts begin at this length")
		}
	}
}

func (r Rates) checkFees(c *fault.Check) {
	c.That(len(r.Fees) <= 30, "fees", "too_many", "at most 30 fees")
	for i, f := range r.Fees {
		path := fmt.Sprintf("fees.%d.", i)
		c.That(isFee(f.Code), path+"code", "unknown_fee", "no such fee")
		checkText(c, path+"name", f.Name, 80)
		r.checkAmount(c, path+"amount", f.Amount)
		c.That(f.Amount.IsPositive(), path+"amount", "required", "the amount is missing")
		c.That(f.times(Party{Adults: 1, Pets: 1}, 1) > 0, path+"per", "unknown_multiplier", "stay, night, guest, guest_night, pet or pet_night")
		c.That(f.FromNights >= 0 && f.ToNights >= 0 && (f.ToNights == 0 || f.ToNights >= f.FromNights), path+"toNights", "reversed", "the longest stay is below the shortest")
		for _, other := range r.Fees[:i] {
			c.That(f.ID != other.ID, path+"id", "taken", "two fees have this identifier")
		}
	}
}
