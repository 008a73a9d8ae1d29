package period

import (
	"iter"

	"comptoir/internal/kernel/fault"
)

// Range is a half-open range of dates [From, To): a stay from the 10th to the 14th is four nights and leaves the 14th
// free for the next arrival. The zero value is empty.
type Range struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

// ErrReversed is returned for a range that ends on or before its first day.
var ErrReversed = fault.Define(fault.Invalid, "reversed_dates", "the last day must come after the first")

// NewRange makes a range of at least one night, or returns ErrReversed.
func NewRange(from, to Date) (Range, error) {
	if !from.Before(to) {
		return Range{}, ErrReversed
	}
	return Range{from, to}, nil
}

// Between makes a range from two texts, for constants and tests; it panics.
func Between(from, to string) Range {
	r, err := NewRange(MustDate(from), MustDate(to))
	if err != nil {
		panic(err)
	}
	return r
}

// Nights returns the number of nights, which is the number of days in the range; 0 when it is empty or reversed.
func (r Range) Nights() int { return max(0, r.To.Since(r.From)) }

// IsEmpty reports whether the range has no day.
func (r Range) IsEmpty() bool { return !r.From.Before(r.To) }

// Contains reports whether d is one of the range's days; To is not.
func (r Range) Contains(d Date) bool { return !d.Before(r.From) && d.Before(r.To) }

// Overlaps reports whether the two share a night: [10,14) and [14,18) do not.
func (r Range) Overlaps(other Range) bool {
	return !r.IsEmpty() && !other.IsEmpty() && r.From.Before(other.To) && other.From.Before(r.To)
}

// Intersect returns what the two share; empty when they share nothing.
func (r Range) Intersect(other Range) Range {
	from, to := r.From, r.To
	if other.From.After(from) {
		from = other.From
	}
	if other.To.Before(to) {
		to = other.To
	}
	if !from.Before(to) {
		return Range{}
	}
	return Range{from, to}
}

// Days gives the range's days in order: the nights of a stay, each named by the evening it begins.
func (r Range) Days() iter.Seq[Date] {
	return func(yield func(Date) bool) {
		for d := r.From; d.Before(r.To); d = d.AddDays(1) {
			if !yield(d) {
				return
			}
		}
	}
}

// String returns "2027-07-10/2027-07-14".
func (r Range) String() string { return r.From.String() + "/" + r.To.String() }
