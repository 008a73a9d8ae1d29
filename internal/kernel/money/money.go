// Package money gives amounts in minor units of one currency, exact computation between them, and their writing in
// French, English and Arabic.
//
// An Amount is what is stored, shown and added; an Exact is what is computed with (a rational number of minor units) and
// becomes an Amount at one declared rounding point, half up. No float exists anywhere. It knows no rate of exchange and
// no tax. Start with Amount.
package money

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/bojanz/currency"

	"comptoir/internal/kernel/fault"
)

// Currency is an ISO 4217 code in capitals; "" only in the zero Amount.
type Currency string

// The currencies that the product's own markets use; every ISO 4217 code is accepted.
const (
	EUR Currency = "EUR"
	DZD Currency = "DZD"
	GBP Currency = "GBP"
	USD Currency = "USD"
	CHF Currency = "CHF"
	JPY Currency = "JPY"
)

// Faults of amounts.
var (
	ErrCurrency = fault.Define(fault.Invalid, "unknown_currency", "this is not an ISO 4217 currency")
	ErrAmount   = fault.Define(fault.Invalid, "malformed_amount", "this is not an amount of this currency")
)

// Digits returns the number of decimals of the currency's minor unit: 2 for EUR, 0 for JPY, 3 for TND; 2 when unknown.
func (c Currency) Digits() int {
	if d, ok := currency.GetDigits(string(c)); ok {
		return int(d)
	}
	return 2
}

// Valid reports whether the code is an ISO 4217 currency.
func (c Currency) Valid() bool { return c != "" && currency.IsValid(string(c)) }

// Amount is a whole number of minor units of a currency. The zero value is nothing in no currency: it may be added to
// any amount, and takes its currency.
type Amount struct {
	minor    int64
	currency Currency
}

// New makes an amount from minor units: New(12345, EUR) is 123.45 €.
func New(minor int64, c Currency) Amount { return Amount{minor, c} }

// Zero is nothing in a currency.
func Zero(c Currency) Amount { return Amount{0, c} }

// Parse reads a decimal such as "123.45" in a currency. More decimals than the currency has are refused, not rounded.
func Parse(decimal string, c Currency) (Amount, error) {
	if !c.Valid() {
		return Amount{}, ErrCurrency
	}
	text, negative := strings.CutPrefix(decimal, "-")
	whole, fraction, dotted := strings.Cut(text, ".")
	digits := c.Digits()
	if whole == "" || len(whole) > 15 || len(fraction) > digits || dotted && fraction == "" || !allDigits(whole+fraction) {
		return Amount{}, ErrAmount
	}
	minor, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", digits-len(fraction)), 10, 64)
	if err != nil {
		return Amount{}, ErrAmount.Because(err)
	}
	if negative {
		minor = -minor
	}
	return Amount{minor, c}, nil
}

// MustParse is Parse for constants and tests; it panics.
func MustParse(decimal string, c Currency) Amount {
	a, err := Parse(decimal, c)
	if err != nil {
		panic(err)
	}
	return a
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// Minor returns the number of minor units.
func (a Amount) Minor() int64 { return a.minor }

// Currency returns the currency, "" for the zero value.
func (a Amount) Currency() Currency { return a.currency }

// IsZero reports whether the amount is nothing.
func (a Amount) IsZero() bool { return a.minor == 0 }

// IsNegative reports whether the amount is below nothing.
func (a Amount) IsNegative() bool { return a.minor < 0 }

// IsPositive reports whether the amount is above nothing.
func (a Amount) IsPositive() bool { return a.minor > 0 }

// with returns the common currency; amounts of two currencies together are a bug of the caller, not an input.
func (a Amount) with(b Amount) Currency {
	switch {
	case a.currency == b.currency || b.currency == "" && b.minor == 0:
		return a.currency
	case a.currency == "" && a.minor == 0:
		return b.currency
	}
	panic(fmt.Sprintf("money: %s and %s together", a.currency, b.currency))
}

// Add returns a + b. It panics on two currencies and on overflow of int64.
func (a Amount) Add(b Amount) Amount {
	c := a.with(b)
	sum := a.minor + b.minor
	if (sum > a.minor) != (b.minor > 0) && b.minor != 0 {
		panic("money: overflow")
	}
	return Amount{sum, c}
}

// Sub returns a − b.
func (a Amount) Sub(b Amount) Amount { return a.Add(b.Neg()) }

// Neg returns −a.
func (a Amount) Neg() Amount {
	if a.minor == math.MinInt64 {
		panic("money: overflow")
	}
	return Amount{-a.minor, a.currency}
}

// Times returns n × a, exactly.
func (a Amount) Times(n int) Amount { return a.Exact().MulInt(int64(n)).Round() }

// Cmp compares: −1, 0, +1.
func (a Amount) Cmp(b Amount) int {
	a.with(b)
	switch {
	case a.minor < b.minor:
		return -1
	case a.minor > b.minor:
		return 1
	}
	return 0
}

// Min returns the smaller of two amounts.
func Min(a, b Amount) Amount {
	if a.Cmp(b) <= 0 {
		return a
	}
	return b
}

// Sum adds amounts; the sum of none is the zero value.
func Sum(amounts ...Amount) Amount {
	var total Amount
	for _, a := range amounts {
		total = total.Add(a)
	}
	return total
}

// Split divides a by weights without losing a minor unit: each part gets its whole share, and what remains goes one
// unit each to the largest remainders, the first of equals first (Hamilton's method). Weights must not be negative, nor
// all zero. 100.00 by 1, 1, 1 is 33.34, 33.33, 33.33.
func (a Amount) Split(weights ...int64) []Amount {
	total := new(big.Int)
	for _, w := range weights {
		if w < 0 {
			panic("money: negative weight")
		}
		total.Add(total, big.NewInt(w))
	}
	if total.Sign() == 0 {
		panic("money: nothing to split by")
	}
	sign := int64(1)
	if a.minor < 0 {
		sign = -1
	}
	parts := make([]Amount, len(weights))
	remainders := make([]*big.Int, len(weights))
	abs := new(big.Int).Abs(big.NewInt(a.minor))
	left := new(big.Int).Set(abs)
	for i, w := range weights {
		share, remainder := new(big.Int).QuoRem(new(big.Int).Mul(abs, big.NewInt(w)), total, new(big.Int))
		parts[i], remainders[i] = Amount{new(big.Int).Mul(share, big.NewInt(sign)).Int64(), a.currency}, remainder
		left.Sub(left, share)
	}
	for n := left.Int64(); n > 0; n-- {
		best := -1
		for i, r := range remainders {
			if r != nil && (best < 0 || r.Cmp(remainders[best]) > 0) {
				best = i
			}
		}
		parts[best].minor += sign
		remainders[best] = nil
	}
	return parts
}

// Decimal returns the plain decimal of the API: "123.45".
func (a Amount) Decimal() string {
	digits := a.currency.Digits()
	sign, text := "", strconv.FormatInt(a.minor, 10)
	if a.minor < 0 {
		sign, text = "-", text[1:]
	}
	if digits == 0 {
		return sign + text
	}
	if len(text) <= digits {
		text = strings.Repeat("0", digits-len(text)+1) + text
	}
	return sign + text[:len(text)-digits] + "." + text[len(text)-digits:]
}

// String returns the decimal and the code: "123.45 EUR".
func (a Amount) String() string { return strings.TrimSpace(a.Decimal() + " " + string(a.currency)) }

// Format writes the amount as readers of a language write it (CLDR): "1 234,50 €" in French.
func (a Amount) Format(language string) string {
	return a.format(language, false)
}

// FormatShort is Format without the decimals when they are zero: "95 €", for calendars and map pins.
func (a Amount) FormatShort(language string) string { return a.format(language, true) }

func (a Amount) format(language string, short bool) string {
	if a.currency == "" {
		return a.Decimal()
	}
	value, err := currency.NewAmountFromInt64(a.minor, string(a.currency))
	if err != nil {
		return a.String()
	}
	f := currency.NewFormatter(currency.NewLocale(language))
	if short && new(big.Int).Rem(big.NewInt(a.minor), pow10(a.currency.Digits())).Sign() == 0 {
		f.MinDigits, f.MaxDigits = 0, 0
	}
	return f.Format(value)
}

func pow10(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

type wire struct {
	Amount   string   `json:"amount"`
	Currency Currency `json:"currency"`
}

// MarshalJSON writes {"amount":"123.45","currency":"EUR"}.
func (a Amount) MarshalJSON() ([]byte, error) { return json.Marshal(wire{a.Decimal(), a.currency}) }

// UnmarshalJSON reads what MarshalJSON writes, and refuses more decimals than the currency has.
func (a *Amount) UnmarshalJSON(raw []byte) error {
	var w wire
	if err := json.Unmarshal(raw, &w); err != nil {
		return ErrAmount.Because(err)
	}
	if w.Currency == "" && strings.Trim(w.Amount, "0.") == "" {
		*a = Amount{}
		return nil
	}
	parsed, err := Parse(w.Amount, w.Currency)
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}
