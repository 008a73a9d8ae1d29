package money_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
)

// currencies with 0, 2, 3 and 4 decimals.
var currencies = []money.Currency{money.EUR, money.JPY, "TND", "CLF", money.DZD}

func anyAmount(t *rapid.T) money.Amount {
	c := rapid.SampledFrom(currencies).Draw(t, "currency")
	limit := int64(math.Pow10(15+c.Digits())) - 1
	if c.Digits() == 4 {
		limit = math.MaxInt64
	}
	return money.New(rapid.Int64Range(-limit, limit).Draw(t, "minor"), c)
}

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text     string
		currency money.Currency
		minor    int64
		err      error
	}{
		{"123.45", money.EUR, 12345, nil},
		{"123", money.EUR, 12300, nil},
		{"123.4", money.EUR, 12340, nil},
		{"-0.05", money.EUR, -5, nil},
		{"0", money.EUR, 0, nil},
		{"-0", money.EUR, 0, nil},
		{"007", money.EUR, 700, nil},
		{"500", money.JPY, 500, nil},
		{"1.234", "TND", 1234, nil},
		{"999999999999999.99", money.EUR, 99999999999999999, nil},
		{"500.0", money.JPY, 0, money.ErrAmount},
		{"1.234", money.EUR, 0, money.ErrAmount},
		{"1.", money.EUR, 0, money.ErrAmount},
		{".5", money.EUR, 0, money.ErrAmount},
		{"", money.EUR, 0, money.ErrAmount},
		{"-", money.EUR, 0, money.ErrAmount},
		{"--1", money.EUR, 0, money.ErrAmount},
		{"+1", money.EUR, 0, money.ErrAmount},
		{"1,5", money.EUR, 0, money.ErrAmount},
		{"1e3", money.EUR, 0, money.ErrAmount},
		{"NaN", money.EUR, 0, money.ErrAmount},
		{" 1", money.EUR, 0, money.ErrAmount},
		{"١٢", money.EUR, 0, money.ErrAmount},
		{"9999999999999999", money.EUR, 0, money.ErrAmount},
		{"999999999999999.9999", "CLF", 0, money.ErrAmount}, // more than an int64 holds
		{"1", "", 0, money.ErrCurrency},
		{"1", "eur", 0, money.ErrCurrency},
		{"1", "XQZ", 0, money.ErrCurrency},
	}
	for _, tt := range tests {
		got, err := money.Parse(tt.text, tt.currency)
		if !errors.Is(err, tt.err) || tt.err == nil && got != money.New(tt.minor, tt.currency) {
			t.Errorf("Parse(%q, %s) is %v, %v", tt.text, tt.currency, got, err)
		}
		if tt.err != nil && (got != money.Amount{} || fault.KindOf(err) != fault.Invalid) {
			t.Errorf("Parse(%q, %s) refuses with %v, %v", tt.text, tt.currency, got, err)
		}
	}
}

func TestDecimal(t *testing.T) {
	t.Parallel()
	for a, want := range map[money.Amount]string{
		money.New(12345, money.EUR): "123.45", money.New(5, money.EUR): "0.05", money.New(-5, money.EUR): "-0.05", money.New(-12345, money.EUR): "-123.45",
		money.New(0, money.EUR): "0.00", money.New(500, money.JPY): "500", money.New(-500, money.JPY): "-500", money.New(7, "TND"): "0.007",
		money.New(math.MinInt64, money.EUR): "-92233720368547758.08", money.New(math.MaxInt64, money.EUR): "92233720368547758.07",
	} {
		if got := a.Decimal(); got != want {
			t.Errorf("%d %s is %q, want %q", a.Minor(), a.Currency(), got, want)
		}
	}
	if got := money.New(12345, money.EUR).String(); got != "123.45 EUR" {
		t.Error(got)
	}
	if got := (money.Amount{}).String(); got != "0.00" {
		t.Error(got)
	}
}

func TestParseReadsWhatDecimalWrites(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAmount(t)
		if a.Currency() == "CLF" && (a.Minor() >= 1e15 || a.Minor() <= -1e15) {
			t.Skip("longer than Parse reads")
		}
		back, err := money.Parse(a.Decimal(), a.Currency())
		if err != nil || back != a {
			t.Fatalf("%v was read as %v, %v", a, back, err)
		}
		raw, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var wire money.Amount
		if err := json.Unmarshal(raw, &wire); err != nil || wire != a {
			t.Fatalf("%s was read as %v, %v", raw, wire, err)
		}
	})
}

func TestJSON(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(money.New(12345, money.EUR))
	if err != nil || string(raw) != `{"amount":"123.45","currency":"EUR"}` {
		t.Errorf("%s %v", raw, err)
	}
	for text, want := range map[string]error{
		`{"amount":"1.5","currency":"JPY"}`: money.ErrAmount, `{"amount":"1","currency":"ABC"}`: money.ErrCurrency, `{"amount":1,"currency":"EUR"}`: money.ErrAmount,
		`{"amount":"1"}`: money.ErrCurrency, `"1 EUR"`: money.ErrAmount, `12.5`: money.ErrAmount, `[]`: money.ErrAmount,
	} {
		var a money.Amount
		if err := json.Unmarshal([]byte(text), &a); !errors.Is(err, want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{`{"amount":"0.00","currency":""}`, `{"amount":"","currency":""}`, `{}`, `null`} {
		a := money.Amount{}
		if err := json.Unmarshal([]byte(text), &a); err != nil || (a != money.Amount{}) {
			t.Errorf("%s: %v %v", text, a, err)
		}
	}
}

func TestArithmeticIsThatOfIntegers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.Int64().Draw(t, "x"), rapid.Int64().Draw(t, "y")
		a, b := money.New(x, money.EUR), money.New(y, money.EUR)
		want := new(big.Int).Add(big.NewInt(x), big.NewInt(y))
		sum, overflowed := caught(func() money.Amount { return a.Add(b) })
		if overflowed == want.IsInt64() {
			t.Fatalf("%d + %d: overflow %v", x, y, overflowed)
		}
		if !overflowed && (sum.Minor() != want.Int64() || b.Add(a) != sum) {
			t.Fatalf("%d + %d is %d", x, y, sum.Minor())
		}
		if want := big.NewInt(x).Cmp(big.NewInt(y)); a.Cmp(b) != want || b.Cmp(a) != -want {
			t.Fatalf("%d against %d is %d", x, y, a.Cmp(b))
		}
		if low := money.Min(a, b); low.Cmp(a) > 0 || low.Cmp(b) > 0 || low != a && low != b {
			t.Fatalf("the smaller of %v and %v is %v", a, b, low)
		}
	})
}

// caught runs f and reports whether it panicked.
func caught(f func() money.Amount) (a money.Amount, panicked bool) {
	defer func() {
		if recover() != nil {
			panicked = true
		}
	}()
	return f(), false
}

func TestWrongArithmeticPanics(t *testing.T) {
	t.Parallel()
	eur, usd := money.New(1, money.EUR), money.New(1, money.USD)
	for name, f := range map[string]func() money.Amount{
		"two currencies":         func() money.Amount { return eur.Add(usd) },
		"zero of two currencies": func() money.Amount { return money.Zero(money.EUR).Add(money.Zero(money.USD)) },
		"compared":               func() money.Amount { eur.Cmp(usd); return eur },
		"overflow above":         func() money.Amount { return money.New(math.MaxInt64, money.EUR).Add(eur) },
		"overflow below":         func() money.Amount { return money.New(math.MinInt64, money.EUR).Sub(eur) },
		"negated minimum":        func() money.Amount { return money.New(math.MinInt64, money.EUR).Neg() },
		"times":                  func() money.Amount { return money.New(math.MaxInt64/2, money.EUR).Times(3) },
		"split by nothing":       func() money.Amount { return eur.Split()[0] },
		"split by zeros":         func() money.Amount { return eur.Split(0, 0)[0] },
		"split by a negative":    func() money.Amount { return eur.Split(2, -1)[0] },
		"divided by zero":        func() money.Amount { return eur.Exact().DivInt(0).Round() },
	} {
		if _, panicked := caught(f); !panicked {
			t.Errorf("%s goes unnoticed", name)
		}
	}
}

func TestZeroValueTakesTheOthersCurrency(t *testing.T) {
	t.Parallel()
	var zero money.Amount
	a := money.New(5, money.EUR)
	if zero.Add(a) != a || a.Add(zero) != a || a.Sub(zero) != a || money.Sum() != zero || money.Sum(zero, a, zero) != a || zero.Cmp(a) != -1 {
		t.Error("the zero value is in the way")
	}
	if got := zero.Exact().Add(a.Exact()).Round(); got != a {
		t.Error(got)
	}
	if !zero.IsZero() || zero.IsPositive() || zero.IsNegative() || !a.IsPositive() || !a.Neg().IsNegative() {
		t.Error("signs")
	}
}

// O-7 of the research: 100.00 over three owners.
func TestSplit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		minor   int64
		weights []int64
		want    []int64
	}{
		{10000, []int64{1, 1, 1}, []int64{3334, 3333, 3333}},
		{-10000, []int64{1, 1, 1}, []int64{-3334, -3333, -3333}},
		{100, []int64{1}, []int64{100}},
		{5, []int64{3, 7}, []int64{2, 3}}, // 1.5 and 3.5: of equal remainders, the first gets the unit
		{1, []int64{1, 1000}, []int64{0, 1}},
		{100, []int64{0, 1, 0}, []int64{0, 100, 0}},
		{0, []int64{1, 2}, []int64{0, 0}},
		{math.MaxInt64, []int64{math.MaxInt64, math.MaxInt64}, []int64{math.MaxInt64/2 + 1, math.MaxInt64 / 2}},
		{math.MinInt64, []int64{1, 1}, []int64{math.MinInt64 / 2, math.MinInt64 / 2}},
	}
	for _, tt := range tests {
		parts := money.New(tt.minor, money.EUR).Split(tt.weights...)
		for i, p := range parts {
			if p != money.New(tt.want[i], money.EUR) {
				t.Errorf("%d by %v: part %d is %v, want %d", tt.minor, tt.weights, i, p, tt.want[i])
			}
		}
	}
}

// No unit is lost or made, and no part is a whole unit away from its share.
func TestSplitIsExactAndFair(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := money.New(rapid.Int64().Draw(t, "minor"), money.EUR)
		weights := rapid.SliceOfN(rapid.Int64Range(0, math.MaxInt64), 1, 12).Draw(t, "weights")
		total := new(big.Int)
		for _, w := range weights {
			total.Add(total, big.NewInt(w))
		}
		if total.Sign() == 0 {
			t.Skip("nothing to split by")
		}
		parts := a.Split(weights...)
		sum := new(big.Int)
		for i, p := range parts {
			sum.Add(sum, big.NewInt(p.Minor()))
			// |part − share| < 1, that is |part × total − amount × weight| < total
			off := new(big.Int).Mul(big.NewInt(p.Minor()), total)
			off.Sub(off, new(big.Int).Mul(big.NewInt(a.Minor()), big.NewInt(weights[i])))
			if off.CmpAbs(total) >= 0 {
				t.Fatalf("%v by %v: part %d is %v", a, weights, i, p)
			}
			if weights[i] == 0 && !p.IsZero() {
				t.Fatalf("a part without weight gets %v", p)
			}
		}
		if sum.Cmp(big.NewInt(a.Minor())) != 0 {
			t.Fatalf("%v by %v sums to %v", a, weights, sum)
		}
	})
}

func TestFormat(t *testing.T) {
	t.Parallel()
	// Narrow no-break space (U+202F) between thousands and no-break space (U+00A0) before the sign in French; Arabic has
	// its marks of direction. CLDR's words, kept here so that a new version of the data is noticed.
	tests := []struct {
		amount      money.Amount
		language    string
		long, short string
	}{
		{money.New(123450, money.EUR), "fr", "1\u202f234,50\u00a0€", "1\u202f234,50\u00a0€"},
		{money.New(-123450, money.EUR), "fr", "-1\u202f234,50\u00a0€", "-1\u202f234,50\u00a0€"},
		{money.New(9500, money.EUR), "fr", "95,00\u00a0€", "95\u00a0€"},
		{money.New(-9500, money.EUR), "fr", "-95,00\u00a0€", "-95\u00a0€"},
		{money.New(5, money.EUR), "fr", "0,05\u00a0€", "0,05\u00a0€"},
		{money.New(0, money.EUR), "fr", "0,00\u00a0€", "0\u00a0€"},
		{money.New(123456789, money.JPY), "fr", "123\u202f456\u202f789\u00a0¥", "123\u202f456\u202f789\u00a0¥"},
		{money.New(1234567, "TND"), "fr", "1\u202f234,567\u00a0TND", "1\u202f234,567\u00a0TND"},
		{money.New(123450000, money.DZD), "fr", "1\u202f234\u202f500,00\u00a0DZD", "1\u202f234\u202f500\u00a0DZD"},
		{money.New(123450000, money.DZD), "fr-DZ", "1\u202f234\u202f500,00\u00a0DA", "1\u202f234\u202f500\u00a0DA"},
		{money.New(123450, money.EUR), "en", "€1,234.50", "€1,234.50"},
		{money.New(-123450, money.EUR), "en", "-€1,234.50", "-€1,234.50"},
		{money.New(9500, money.EUR), "en", "€95.00", "€95"},
		{money.New(123456789, money.JPY), "en", "¥123,456,789", "¥123,456,789"},
		{money.New(1234567, "TND"), "en", "TND\u00a01,234.567", "TND\u00a01,234.567"},
		{money.New(123450, money.EUR), "ar", "\u200f1,234.50\u00a0€", "\u200f1,234.50\u00a0€"},
		{money.New(-9500, money.EUR), "ar", "\u200f\u200e-95.00\u00a0€", "\u200f\u200e-95\u00a0€"},
		{money.New(123450000, money.DZD), "ar-DZ", "\u200f1.234.500,00\u00a0د.ج.\u200f", "\u200f1.234.500\u00a0د.ج.\u200f"},
		{money.New(1234567, "TND"), "ar", "\u200f1,234.567\u00a0د.ت.\u200f", "\u200f1,234.567\u00a0د.ت.\u200f"},
		{money.Amount{}, "fr", "0.00", "0.00"},
	}
	for _, tt := range tests {
		if got := tt.amount.Format(tt.language); got != tt.long {
			t.Errorf("%v in %s is %q, want %q", tt.amount, tt.language, got, tt.long)
		}
		if got := tt.amount.FormatShort(tt.language); got != tt.short {
			t.Errorf("%v in short %s is %q, want %q", tt.amount, tt.language, got, tt.short)
		}
	}
}

func TestCurrencies(t *testing.T) {
	t.Parallel()
	for c, digits := range map[money.Currency]int{money.EUR: 2, money.JPY: 0, "TND": 3, "KWD": 3, money.DZD: 2, "CLF": 4, money.CHF: 2} {
		if !c.Valid() || c.Digits() != digits {
			t.Errorf("%s: valid %v, %d digits", c, c.Valid(), c.Digits())
		}
	}
	for _, c := range []money.Currency{"", "EURO", "eur", "ZZZ"} {
		if c.Valid() {
			t.Errorf("%q is valid", c)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"123.45", "-0.1", "1e9", "", "999999999999999.99", "0x1", "1_000"} {
		f.Add(s, "EUR")
	}
	f.Fuzz(func(t *testing.T, text, currency string) {
		a, err := money.Parse(text, money.Currency(currency))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid || (a != money.Amount{}) {
				t.Fatalf("%v %v", a, err)
			}
			return
		}
		again, err := money.Parse(a.Decimal(), a.Currency())
		if err != nil || again != a {
			t.Fatalf("%q is %v, and that is %v, %v", text, a, again, err)
		}
	})
}

func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(`{"amount":"123.45","currency":"EUR"}`))
	f.Add([]byte(`{"amount":"1.5","currency":"JPY"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var a money.Amount
		if json.Unmarshal(raw, &a) != nil {
			return
		}
		out, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var again money.Amount
		if err := json.Unmarshal(out, &again); err != nil || again != a {
			t.Fatalf("%s is %v, and that is %v, %v", raw, a, again, err)
		}
	})
}
