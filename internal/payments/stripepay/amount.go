package stripepay

import (
	"slices"
	"strings"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
)

// ErrAmount is returned for an amount that Stripe cannot take in its currency.
var ErrAmount = fault.Define(fault.Invalid, "payments.amount_not_for_provider", "the provider cannot take this amount in this currency")

// Stripe counts most currencies in hundredths. These it counts in whole units, or in thousandths of which the last digit
// must be 0 (Stripe, "Supported currencies: zero-decimal, special cases, three-decimal").
var (
	whole       = []money.Currency{"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
	thousandths = []money.Currency{"BHD", "JOD", "KWD", "OMR", "TND"}
)

// digits are the decimals that Stripe counts in. ISK and UGX have none (ISO 4217) and are counted in hundredths all the same.
func digits(c money.Currency) int {
	switch {
	case slices.Contains(whole, c):
		return 0
	case slices.Contains(thousandths, c):
		return 3
	}
	return 2
}

// toStripe converts from ISO 4217 minor units.
func toStripe(a money.Amount) (int64, error) {
	c, n := a.Currency(), a.Minor()
	theirs, ours := digits(c), c.Digits()
	for ; ours < theirs; ours++ {
		if n > 1<<59/10 {
			return 0, ErrAmount
		}
		n *= 10
	}
	for ; ours > theirs; ours-- {
		if n%10 != 0 {
			return 0, ErrAmount.Detailf("%s is taken in whole units only", c)
		}
		n /= 10
	}
	if theirs == 3 && n%10 != 0 {
		return 0, ErrAmount.Detailf("the last decimal of %s must be 0", c)
	}
	return n, nil
}

// fromStripe converts back; a fraction of a minor unit does not exist, so it is refused.
func fromStripe(n int64, currency string) (money.Amount, error) {
	c := money.Currency(strings.ToUpper(currency))
	if !c.Valid() {
		return money.Amount{}, payments.ErrBadMessage
	}
	theirs, ours := digits(c), c.Digits()
	for ; ours < theirs; theirs-- {
		if n%10 != 0 {
			return money.Amount{}, payments.ErrBadMessage
		}
		n /= 10
	}
	for ; ours > theirs; theirs++ {
		if n > 1<<59/10 || n < -(1<<59/10) {
			return money.Amount{}, payments.ErrBadMessage
		}
		n *= 10
	}
	return money.New(n, c), nil
}
