package money_test

import (
	"encoding/json"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/money"
)

func eur(text string) money.Amount { return money.MustParse(text, money.EUR) }

// T-05 of the research: the Paris tourist tax of 2019, published per category: the commune's tariff, 10 % for the
// department and 15 % for the Grand Paris, each rounded by itself. Only half up gives the published sums.
func TestParis2019(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ base, tenth, fifteenth, total string }{
		{"4.00", "0.40", "0.60", "5.00"}, {"3.00", "0.30", "0.45", "3.75"}, {"2.30", "0.23", "0.35", "2.88"},
		{"1.50", "0.15", "0.23", "1.88"}, {"0.90", "0.09", "0.14", "1.13"}, {"0.80", "0.08", "0.12", "1.00"},
	} {
		base := eur(tt.base)
		department := base.Exact().Of(money.Pct(10)).Round()
		region := base.Exact().Of(money.Pct(15)).Round()
		if department != eur(tt.tenth) || region != eur(tt.fifteenth) || money.Sum(base, department, region) != eur(tt.total) {
			t.Errorf("%s: %v + %v + %v", tt.base, base, department, region)
		}
	}
}

// P4: eleven nights of a week at 200 are rounded once, not night by night and not cut off.
func TestElevenNightsOfAWeek(t *testing.T) {
	t.Parallel()
	week := eur("200.00")
	if got := week.Exact().MulInt(11).DivInt(7).Round(); got != eur("314.29") {
		t.Errorf("rounded once: %v", got)
	}
	if got := week.Exact().DivInt(7).MulInt(11).Round(); got != eur("314.29") {
		t.Errorf("the order of exact steps matters: %v", got)
	}
	if got := week.Exact().DivInt(7).Round().Times(11); got != eur("314.27") {
		t.Errorf("night by night, for comparison: %v", got)
	}
}

// Further published figures of the research.
func TestPublishedFigures(t *testing.T) {
	t.Parallel()
	rent := eur("80.00").Times(10)
	discounted := rent.Sub(rent.Exact().Of(money.Pct(10)).Round()).Add(eur("30.00"))
	if tax := discounted.Exact().Of(money.Pct(6)).Round(); tax != eur("45.00") || discounted.Add(tax) != eur("795.00") { // P1
		t.Errorf("P1: %v", tax)
	}
	if got := eur("700.00").Exact().MulInt(3).DivInt(7).Round(); got != eur("300.00") { // P3
		t.Errorf("P3: %v", got)
	}
	perPerson := eur("120.00").Exact().DivInt(2).Of(money.Pct(5)).Min(eur("4.00").Exact()) // T-13
	if got := perPerson.Round().Times(4); got != eur("12.00") {
		t.Errorf("T-13: %v", got)
	}
	raw := eur("340.00").Exact().DivInt(4).Of(money.Pct(3)) // T-17: 2.55, capped at 2.40, and a tenth of it
	capped := raw.Min(eur("2.40").Exact()).Round()
	if night := capped.Add(capped.Exact().Of(money.Pct(10)).Round()); raw.Round() != eur("2.55") || night.Times(14) != eur("36.96") {
		t.Errorf("T-17: %v %v", raw.Round(), night)
	}
	capacity := big.NewRat(42, 1) // T-11: 60 − 30 %
	if got := eur("0.90").Exact().MulInt(capacity.Num().Int64()).MulInt(183).Round(); got != eur("6917.40") {
		t.Errorf("T-11: %v", got)
	}
}

func TestRound(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ num, den, want, floor int64 }{
		{1, 2, 1, 0}, {3, 2, 2, 1}, {5, 2, 3, 2}, {49, 100, 0, 0}, {51, 100, 1, 0}, {-1, 2, -1, 0}, {-3, 2, -2, -1}, {-49, 100, 0, 0}, {0, 7, 0, 0}, {7, 7, 1, 1},
	} {
		x := money.New(tt.num, money.EUR).Exact().DivInt(tt.den)
		if got := x.Round().Minor(); got != tt.want {
			t.Errorf("%d/%d rounds to %d, want %d", tt.num, tt.den, got, tt.want)
		}
		if got := x.Floor().Minor(); got != tt.floor {
			t.Errorf("%d/%d is cut to %d, want %d", tt.num, tt.den, got, tt.floor)
		}
	}
}

// Half up and away from zero: at most half a unit off, the larger of two equally near, and a refund mirrors a charge.
func TestRoundIsNearestAndSymmetric(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		num := rapid.Int64Range(-1e15, 1e15).Draw(t, "num")
		den := rapid.Int64Range(1, 1e6).Draw(t, "den")
		x := money.New(num, money.EUR).Exact().DivInt(den)
		got := x.Round()
		twice := new(big.Int).Mul(big.NewInt(2), new(big.Int).Sub(new(big.Int).Mul(big.NewInt(got.Minor()), big.NewInt(den)), big.NewInt(num))) // 2 × (rounded − exact) × den
		if twice.CmpAbs(big.NewInt(den)) > 0 {
			t.Fatalf("%d/%d rounds to %d", num, den, got.Minor())
		}
		if twice.CmpAbs(big.NewInt(den)) == 0 && num != 0 && twice.Sign() != big.NewInt(num).Sign() {
			t.Fatalf("%d/%d is half way and rounds to %d", num, den, got.Minor())
		}
		if back := money.New(-num, money.EUR).Exact().DivInt(den).Round(); back != got.Neg() {
			t.Fatalf("%d/%d rounds to %d, its opposite to %d", num, den, got.Minor(), back.Minor())
		}
		if cut := x.Floor(); cut.Minor()*den > num && num > 0 || cut.Minor()*den < num && num < 0 {
			t.Fatalf("%d/%d is cut to %d", num, den, cut.Minor())
		}
	})
}

func TestPercent(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]money.Percent{"25": money.Pct(25), "4.4": 44000, "-10": money.Pct(-10), "0": 0, "0.0001": 1, "-0.5": -5000, "999999.9999": 9999999999, "010": money.Pct(10)} {
		if got, err := money.ParsePercent(text); err != nil || got != want {
			t.Errorf("%q is %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "-", ".", ".5", "1.23456", "1e2", "4,4", "--1", "1000000", " 1", "1%", "٤"} {
		if got, err := money.ParsePercent(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
	for p, want := range map[money.Percent]string{0: "0", money.Pct(100): "100", 44000: "4.4", -5000: "-0.5", 1: "0.0001", money.Pct(-10): "-10"} {
		if p.String() != want {
			t.Errorf("%d is %q", int64(p), p)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p := money.Percent(rapid.Int64Range(-9999999999, 9999999999).Draw(t, "p"))
		raw, err := json.Marshal(map[string]money.Percent{"p": p})
		if err != nil {
			t.Fatal(err)
		}
		var back map[string]money.Percent
		if err := json.Unmarshal(raw, &back); err != nil || back["p"] != p {
			t.Fatalf("%s %v", raw, err)
		}
	})
	if got := eur("100.00").Exact().Of(44000).Round(); got != eur("4.40") {
		t.Error(got)
	}
}

// What was computed may not change what it was computed from.
func TestExactIsAValue(t *testing.T) {
	t.Parallel()
	x := eur("10.00").Exact()
	_ = x.MulInt(3)
	_ = x.Of(money.Pct(50))
	_ = x.Add(x)
	_ = x.DivInt(7)
	if x.Round() != eur("10.00") || x.Cmp(eur("9.99").Exact()) != 1 || x.Cmp(x) != 0 {
		t.Error("a computation changed its operand")
	}
	var zero money.Exact
	if !zero.Round().IsZero() || zero.Add(x).Round() != eur("10.00") || zero.MulInt(5).Floor().Minor() != 0 {
		t.Error("the zero value is of no use")
	}
}

// Fractions of two machine words say what big.Rat says, also where they do not fit any more.
func TestExactIsExactWhateverItsSize(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1000, 1000), rapid.SampledFrom([]int64{0, 1, -1, math.MaxInt64, math.MinInt64, math.MinInt64 + 1, 1 << 31, 3037000500}))
		start := number.Draw(t, "start")
		x, want := money.New(start, money.EUR).Exact(), new(big.Rat).SetInt64(start)
		other := money.New(start, money.EUR).Exact()
		otherWant := new(big.Rat).SetInt64(start)
		for range rapid.IntRange(0, 6).Draw(t, "steps") {
			n := number.Draw(t, "n")
			switch rapid.SampledFrom([]string{"add", "mul", "div", "of", "swap"}).Draw(t, "op") {
			case "add":
				x = x.Add(money.New(n, money.EUR).Exact().DivInt(7))
				want = new(big.Rat).Add(want, big.NewRat(n, 7))
			case "mul":
				x, want = x.MulInt(n), new(big.Rat).Mul(want, new(big.Rat).SetInt64(n))
			case "div":
				if n == 0 {
					n = 3
				}
				x, want = x.DivInt(n), new(big.Rat).Quo(want, new(big.Rat).SetInt64(n))
			case "of":
				x, want = x.Of(money.Percent(n)), new(big.Rat).Mul(want, big.NewRat(n, 1_000_000))
			case "swap":
				x, want, other, otherWant = x.Add(other), new(big.Rat).Add(want, otherWant), x, want
			}
		}
		if got := x.Cmp(other); got != want.Cmp(otherWant) {
			t.Fatalf("%v compared with %v: %d", want, otherWant, got)
		}
		if got := x.Cmp(x.Add(money.Zero(money.EUR).Exact())); got != 0 {
			t.Fatalf("%v is not itself: %d", want, got)
		}
		floor := new(big.Int).Quo(want.Num(), want.Denom())
		if !floor.IsInt64() || floor.CmpAbs(big.NewInt(math.MaxInt64)) >= 0 {
			return // no amount is that large, which is a panic by declaration
		}
		if got := x.Floor().Minor(); got != floor.Int64() {
			t.Fatalf("%v is cut to %d", want, got)
		}
		half := new(big.Rat).Add(new(big.Rat).Abs(want), big.NewRat(1, 2))
		round := new(big.Int).Quo(half.Num(), half.Denom())
		if want.Sign() < 0 {
			round.Neg(round)
		}
		if got := x.Round().Minor(); got != round.Int64() {
			t.Fatalf("%v is rounded to %d", want, got)
		}
	})
}

func BenchmarkExact(b *testing.B) {
	night := eur("84.50").Exact()
	for b.Loop() {
		sum := money.Zero(money.EUR).Exact()
		for range 7 {
			sum = sum.Add(night.Of(money.Pct(90)))
		}
		if sum.Round() != eur("532.35") {
			b.Fatal(sum.Round())
		}
	}
}
