package money

import (
	"math/big"
	"strings"

	"comptoir/internal/kernel/fault"
)

// Exact is a rational number of minor units: what a computation carries until its one rounding point. The zero value is
// nothing.
type Exact struct {
	minor    *big.Rat // nil is zero; never changed once set
	currency Currency
}

// Exact starts a computation.
func (a Amount) Exact() Exact { return Exact{new(big.Rat).SetInt64(a.minor), a.currency} }

func (x Exact) rat() *big.Rat {
	if x.minor == nil {
		return new(big.Rat)
	}
	return x.minor
}

// Add returns x + y.
func (x Exact) Add(y Exact) Exact {
	c := Amount{0, x.currency}.with(Amount{0, y.currency})
	return Exact{new(big.Rat).Add(x.rat(), y.rat()), c}
}

// MulInt returns n × x.
func (x Exact) MulInt(n int64) Exact {
	return Exact{new(big.Rat).Mul(x.rat(), new(big.Rat).SetInt64(n)), x.currency}
}

// DivInt returns x ÷ n; it panics when n is zero.
func (x Exact) DivInt(n int64) Exact {
	return Exact{new(big.Rat).Quo(x.rat(), new(big.Rat).SetInt64(n)), x.currency}
}

// Of returns p of x: 4 % of it.
func (x Exact) Of(p Percent) Exact { return Exact{new(big.Rat).Mul(x.rat(), p.rat()), x.currency} }

// Cmp compares: −1, 0, +1.
func (x Exact) Cmp(y Exact) int { return x.rat().Cmp(y.rat()) }

// Min returns the smaller of two.
func (x Exact) Min(y Exact) Exact {
	if x.Cmp(y) <= 0 {
		return x
	}
	return y
}

// Round is the declared rounding point: to the nearest minor unit, half up, that is half away from zero, so that a
// refund mirrors a charge. (The Paris tourist tax of 2019 proves half up and not half even: 2.30 + 0.23 + 0.345 = 2.88.)
func (x Exact) Round() Amount {
	r := x.rat()
	two := big.NewInt(2)
	num := new(big.Int).Mul(new(big.Int).Abs(r.Num()), two)
	num.Add(num, r.Denom())
	quo := num.Quo(num, new(big.Int).Mul(r.Denom(), two))
	return x.amount(quo, r.Sign())
}

// Floor rounds towards zero: for what may never be exceeded, such as a legal maximum of a deposit.
func (x Exact) Floor() Amount {
	r := x.rat()
	return x.amount(new(big.Int).Quo(new(big.Int).Abs(r.Num()), r.Denom()), r.Sign())
}

func (x Exact) amount(abs *big.Int, sign int) Amount {
	if !abs.IsInt64() {
		panic("money: overflow")
	}
	n := abs.Int64()
	if sign < 0 {
		n = -n
	}
	return Amount{n, x.currency}
}

// Percent is an exact percentage, in ten-thousandths of a percent (1 % = 10,000), so four decimals. The zero value is 0 %.
type Percent int64

// ErrPercent is returned for a text that is no percentage of at most four decimals.
var ErrPercent = fault.Define(fault.Invalid, "malformed_percent", "this is not a percentage")

// Pct makes whole percents: Pct(25) is 25 %.
func Pct(n int64) Percent { return Percent(n * 10_000) }

// ParsePercent reads "4.4", "-10" or "25".
func ParsePercent(text string) (Percent, error) {
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	if whole == "" || len(whole) > 6 || len(fraction) > 4 || !allDigits(whole+fraction) {
		return 0, ErrPercent
	}
	var n int64
	for _, d := range whole + fraction + strings.Repeat("0", 4-len(fraction)) {
		n = n*10 + int64(d-'0')
	}
	if strings.HasPrefix(text, "-") {
		n = -n
	}
	return Percent(n), nil
}

func (p Percent) rat() *big.Rat { return big.NewRat(int64(p), 1_000_000) }

// String returns the shortest decimal without the sign of percent: "4.4".
func (p Percent) String() string {
	text := new(big.Rat).SetFrac64(int64(p), 10_000).FloatString(4)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// MarshalText writes String.
func (p Percent) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what ParsePercent reads.
func (p *Percent) UnmarshalText(text []byte) (err error) {
	*p, err = ParsePercent(string(text))
	return err
}
