package stays_test

import (
	"fmt"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

// A week in August, with a season, a discount from seven nights and the cleaning.
func ExamplePrice() {
	q, err := stays.Price(stays.Pricing{
		Offer: stays.Offer{Capacity: 4, Rates: stays.Rates{
			Currency: money.EUR, Nightly: money.New(90_00, money.EUR),
			Seasons: []stays.Season{{
				Name: stays.FrEn("Été", "Summer"), First: stays.MonthDay{Month: 7, Day: 1}, Last: stays.MonthDay{Month: 8, Day: 31}, Nightly: money.New(140_00, money.EUR),
			}},
			LengthDiscounts: []stays.LengthTier{{FromNights: 7, Percent: money.Pct(10)}},
			Fees:            []stays.Fee{{Code: "cleaning", Amount: money.New(70_00, money.EUR), Per: stays.PerStay}},
		}},
		Settings: stays.DefaultSettings(), Policy: stays.StandardPolicies()[0], Today: period.MustDate("2027-03-01"),
		Request: stays.StayRequest{Stay: period.Between("2027-08-28", "2027-09-04"), Party: stays.Party{Adults: 2}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range q.Lines {
		fmt.Println(l.Label("en"), l.Amount)
	}
	fmt.Println("total", q.Total, "of which", q.Deposit, "now and", q.Balance, "on", q.BalanceDueOn)
	for _, n := range q.Nights[2:5] {
		fmt.Println(n.Date, n.Amount, n.Rule, n.Season.In("en"))
	}
	// Output:
	// Accommodation 830.00 EUR
	// Length-of-stay discount -83.00 EUR
	// Cleaning 70.00 EUR
	// total 817.00 EUR of which 186.75 EUR now and 630.25 EUR on 2027-07-29
	// 2027-08-30 140.00 EUR season Summer
	// 2027-08-31 140.00 EUR season Summer
	// 2027-09-01 90.00 EUR default
}
