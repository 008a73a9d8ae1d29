package ledger

import (
	"context"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Exercise is the day of the year on which a business's financial year (exercice) begins. The zero value is the calendar
// year's.
type Exercise struct {
	Month time.Month
	Day   int
}

// GetExercise asks for it.
type GetExercise struct{}

// Needs implements access.Guarded.
func (GetExercise) Needs() access.Permission { return PermRead }

// SetExercise changes it: what the files of all years say from now on, and nothing that is in the books.
type SetExercise struct{ Exercise Exercise }

// Needs implements access.Guarded.
func (SetExercise) Needs() access.Permission { return PermSettings }

func (l *Ledger) setExercise(ctx context.Context, q SetExercise) (Exercise, error) {
	e := q.Exercise
	var c fault.Check
	c.That(e.Month >= time.January && e.Month <= time.December, "month", "out_of_range", "1 to 12")
	if err := c.Err(); err != nil {
		return e, err
	}
	// 2027 is no leap year: a financial year that begins on 29 February would begin every fourth year.
	_, month, day := period.On(2027, e.Month, e.Day).Date()
	c.That(month == e.Month && day == e.Day, "day", "out_of_range", "a day that this month has in every year")
	if err := c.Err(); err != nil {
		return e, err
	}
	return e, l.d.Store.SetExercise(ctx, e)
}

// Ending gives the first and the last day of the financial year that ends in a calendar year.
func (e Exercise) Ending(year int) (first, last period.Date) {
	if e.Month == 0 || e.Month == time.January && e.Day == 1 {
		return period.On(year, time.January, 1), period.On(year, time.December, 31)
	}
	return period.On(year-1, e.Month, e.Day), period.On(year, e.Month, e.Day).AddDays(-1)
}

// PieceOn is the day of the paper behind a transaction (PieceDate of the FEC): what whoever entered it said, else the day of
// entry.
func (t Transaction) PieceOn() period.Date {
	if d, err := period.ParseDate(t.Metadata[pieceOn]); err == nil {
		return d
	}
	return t.BookedOn
}

// The names of what a transaction's metadata may say to the files. Stored data.
const (
	pieceOn = "piece_on"
	// exchangeRate is what one unit of the foreign currency of a transaction was worth in that of the books, as a decimal.
	exchangeRate = "exchange_rate"
)

// with adds one entry to metadata without touching what the caller holds.
func with(m map[string]string, k, v string) map[string]string {
	out := map[string]string{k: v}
	for name, value := range m {
		out[name] = value
	}
	return out
}

// homeLeg is a posting as the FEC shows it: in the currency of the books, and in its own where that is another.
type homeLeg struct {
	Account Path
	Amount  money.Amount
	Foreign money.Amount // zero: it was in the currency of the books
}

// inHome translates a transaction's postings into the currency home; left is true where some could not be: the transaction
// does not say at which rate.
func inHome(t Transaction, home money.Currency) (legs []homeLeg, left bool) {
	rate, known := rateOf(t)
	foreign := map[money.Currency][]int{} // where they stand in legs
	for _, leg := range t.Legs {
		c := leg.Amount.Currency()
		switch {
		case leg.Amount.IsZero():
		case c == home:
			legs = append(legs, homeLeg{Account: leg.Account, Amount: leg.Amount})
		case !known:
			left = true
		default:
			foreign[c] = append(foreign[c], len(legs))
			legs = append(legs, homeLeg{Account: leg.Account, Amount: rate.apply(leg.Amount, home), Foreign: leg.Amount})
		}
	}
	for _, at := range foreign { // each posting is rounded by itself: what that leaves is put to the largest, so that they balance
		sum, largest := money.Zero(home), at[0]
		for _, i := range at {
			sum = sum.Add(legs[i].Amount)
			if abs(legs[i].Amount.Minor()) > abs(legs[largest].Amount.Minor()) {
				largest = i
			}
		}
		legs[largest].Amount = legs[largest].Amount.Sub(sum)
	}
	return legs, left
}

// rate is an exact decimal: n / 10^digits.
type rate struct{ n, unit int64 }

// rateOf reads the rate of a transaction: up to nine digits before and after the point.
func rateOf(t Transaction) (r rate, known bool) {
	whole, fraction, _ := strings.Cut(t.Metadata[exchangeRate], ".")
	if whole == "" || len(whole) > 9 || len(fraction) > 9 {
		return r, false
	}
	r.unit = 1
	for i, d := range whole + fraction {
		if d < '0' || d > '9' {
			return r, false
		}
		r.n = r.n*10 + int64(d-'0')
		if i >= len(whole) {
			r.unit *= 10
		}
	}
	return r, r.n > 0
}

// apply translates an amount, rounded to the nearest minor unit.
func (r rate) apply(a money.Amount, home money.Currency) money.Amount {
	x := money.New(a.Minor(), home).Exact().MulInt(r.n).DivInt(r.unit)
	for n := a.Currency().Digits(); n < home.Digits(); n++ {
		x = x.MulInt(10)
	}
	for n := home.Digits(); n < a.Currency().Digits(); n++ {
		x = x.DivInt(10)
	}
	return x.Round()
}

// Accounts in which the result of past financial years stands when a new one begins (plan comptable général, art. 941-11 and
// 941-12): the last one's, profit or loss, and those before.
var (
	profit    = Class{Number: "120000", Label: "Résultat de l’exercice (bénéfice)"}
	loss      = Class{Number: "129000", Label: "Résultat de l’exercice (perte)"}
	retained  = Class{Number: "110000", Label: "Report à nouveau (solde créditeur)"}
	uncovered = Class{Number: "119000", Label: "Report à nouveau (solde débiteur)"}
)

// opening is one line of the opening entry (à-nouveaux).
type opening struct {
	class   Class
	account Path // "" for a result
	amount  money.Amount
}

// openings makes the opening entry of a financial year of the trial balance of the one before, in the currency home: what
// stands on the accounts of the balance sheet (classes 1 to 5) is brought forward, income and charges as the result that
// they left. extra is what transactions in other currencies add, translated.
func openings(before Trial, home money.Currency, extra map[Path]int64) ([]opening, error) {
	stands := map[Path]int64{}
	var result, earlier int64
	var order []Path
	add := func(p Path, opening, closing int64) error {
		class, err := ClassOf(p)
		if err != nil {
			return err
		}
		if class.Number[0] >= '6' {
			result += closing - opening
			earlier += opening
			return nil
		}
		if _, there := stands[p]; !there {
			order = append(order, p)
		}
		stands[p] += closing
		return nil
	}
	for _, line := range before.Lines {
		if line.Currency != home {
			continue
		}
		if err := add(line.Account, line.Opening, line.Closing()); err != nil {
			return nil, err
		}
	}
	for _, p := range sortedPaths(extra) {
		if err := add(p, 0, extra[p]); err != nil {
			return nil, err
		}
	}
	var out []opening
	for _, p := range order {
		if stands[p] != 0 {
			class, _ := ClassOf(p)
			out = append(out, opening{class, p, money.New(stands[p], home)})
		}
	}
	for _, r := range []struct {
		sum           int64 // debits less credits
		gained, spent Class
	}{{earlier, retained, uncovered}, {result, profit, loss}} {
		switch {
		case r.sum < 0:
			out = append(out, opening{class: r.gained, amount: money.New(r.sum, home)})
		case r.sum > 0:
			out = append(out, opening{class: r.spent, amount: money.New(r.sum, home)})
		}
	}
	return out, nil
}
