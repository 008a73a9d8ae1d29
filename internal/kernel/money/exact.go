package money

import (
	"cmp"
	"math"
	"math/big"
	"strings"

	"comptoir/internal/kernel/fault"
)

// Exact is a rational number of minor units: what a computation carries until its one rounding point. The zero value is
// nothing.
//
// A search prices hundreds of stays, night by night; nearly all of its fractions are small. So a fraction is two machine
// words as long as it fits, and a big.Rat as soon as it does not: never an approximation.
type Exact struct {
	num, den int64    // reduced, den > 0; den 0 stands for 1, so that the zero value is zero
	wide     *big.Rat // the number instead, where it does not fit; never changed once set
	currency Currency
}

// Exact starts a computation.
func (a Amount) Exact() Exact { return Exact{num: a.minor, den: 1, currency: a.currency} }

// rat returns the number as a big.Rat, which the caller must not change.
func (x Exact) rat() *big.Rat {
	if x.wide != nil {
		return x.wide
	}
	return big.NewRat(x.num, x.below())
}

// below is the denominator.
func (x Exact) below() int64 { return max(x.den, 1) }

// fraction returns num ÷ den, reduced, when both were computed without overflow; else what wide computes. A product or a
// sum of the smallest int64 counts as one, whose negation does not fit.
func fraction(num, den int64, fits bool, c Currency, wide func() *big.Rat) Exact {
	if !fits || num == math.MinInt64 || den == math.MinInt64 || den == 0 {
		return narrow(wide(), c)
	}
	if den < 0 {
		num, den = -num, -den
	}
	if d := gcd(num, den); d > 1 {
		num, den = num/d, den/d
	}
	return Exact{num: num, den: den, currency: c}
}

// narrow takes a number back into machine words when it fits.
func narrow(r *big.Rat, c Currency) Exact {
	if r.Num().IsInt64() && r.Denom().IsInt64() && r.Num().Int64() != math.MinInt64 {
		return Exact{num: r.Num().Int64(), den: r.Denom().Int64(), currency: c}
	}
	return Exact{wide: r, currency: c}
}

// times returns a × b, and whether it fits.
func times(a, b int64) (int64, bool) {
	if a == 0 || b == 0 {
		return 0, true
	}
	p := a * b
	return p, p/b == a && p != math.MinInt64 && a != math.MinInt64 && b != math.MinInt64
}

// plus returns a + b, and whether it fits.
func plus(a, b int64) (int64, bool) {
	s := a + b
	return s, (s > a) == (b > 0) && s != math.MinInt64
}

// gcd returns the greatest common divisor of |a| and b > 0.
func gcd(a, b int64) int64 {
	if a < 0 {
		a = -a
	}
	for a != 0 {
		a, b = b%a, a
	}
	return b
}

// Add returns x + y.
func (x Exact) Add(y Exact) Exact {
	c := Amount{0, x.currency}.with(Amount{0, y.currency})
	wide := func() *big.Rat { return new(big.Rat).Add(x.rat(), y.rat()) }
	if x.wide != nil || y.wide != nil {
		return narrow(wide(), c)
	}
	dx, dy := x.below(), y.below()
	if dx == dy {
		sum, ok := plus(x.num, y.num)
		return fraction(sum, dx, ok, c, wide)
	}
	a, ok1 := times(x.num, dy)
	b, ok2 := times(y.num, dx)
	sum, ok3 := plus(a, b)
	den, ok4 := times(dx, dy)
	return fraction(sum, den, ok1 && ok2 && ok3 && ok4, c, wide)
}

// scaled returns x × num ÷ den.
func (x Exact) scaled(num, den int64) Exact {
	wide := func() *big.Rat { return new(big.Rat).Mul(x.rat(), big.NewRat(num, den)) }
	if x.wide != nil {
		return narrow(wide(), x.currency)
	}
	n, ok1 := times(x.num, num)
	d, ok2 := times(x.below(), den)
	return fraction(n, d, ok1 && ok2, x.currency, wide)
}

// MulInt returns n × x.
func (x Exact) MulInt(n int64) Exact { return x.scaled(n, 1) }

// DivInt returns x ÷ n; it panics when n is zero.
func (x Exact) DivInt(n int64) Exact {
	if n == 0 {
		panic("money: divided by zero")
	}
	return x.scaled(1, n)
}

// Of returns p of x: 4 % of it.
func (x Exact) Of(p Percent) Exact { return x.scaled(int64(p), wholePercent) }

// Cmp compares: −1, 0, +1.
func (x Exact) Cmp(y Exact) int {
	if x.wide == nil && y.wide == nil {
		a, ok1 := times(x.num, y.below())
		b, ok2 := times(y.num, x.below())
		if ok1 && ok2 {
			return cmp.Compare(a, b)
		}
	}
	return x.rat().Cmp(y.rat())
}

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
	if x.wide != nil {
		r, two := x.wide, big.NewInt(2)
		num := new(big.Int).Mul(new(big.Int).Abs(r.Num()), two)
		num.Add(num, r.Denom())
		return x.amount(num.Quo(num, new(big.Int).Mul(r.Denom(), two)), r.Sign())
	}
	whole, rest := x.num/x.below(), x.num%x.below()
	switch {
	case rest > 0 && rest >= x.below()-rest:
		whole++
	case rest < 0 && -rest >= x.below()+rest:
		whole--
	}
	return Amount{whole, x.currency}
}

// Floor rounds towards zero: for what may never be exceeded, such as a legal maximum of a deposit.
func (x Exact) Floor() Amount {
	if r := x.wide; r != nil {
		return x.amount(new(big.Int).Quo(new(big.Int).Abs(r.Num()), r.Denom()), r.Sign())
	}
	return Amount{x.num / x.below(), x.currency}
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

// wholePercent is 100 % in the unit of Percent.
const wholePercent = 1_000_000

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
