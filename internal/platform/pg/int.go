package pg

import "math"

// Int makes a number fit a column of type integer. One that does not fit becomes the largest or the smallest of the type
// instead of another number altogether: a comparison stays right, and a CHECK or a version that is compared refuses it.
func Int[N ~int | ~int64](n N) int32 {
	if n > math.MaxInt32 {
		return math.MaxInt32
	}
	if n < math.MinInt32 {
		return math.MinInt32
	}
	return int32(n)
}
