package stays

import (
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// PolicyCode names a cancellation policy: flexible, moderate, firm, strict, or one of the agency's own.
type PolicyCode string

// The policies that every agency may offer.
const (
	Flexible PolicyCode = "flexible"
	Moderate PolicyCode = "moderate"
	Firm     PolicyCode = "firm"
	Strict   PolicyCode = "strict"
)

// Policy is a cancellation policy as data. It is frozen with its version into each booking, so that an edit never
// changes what was agreed. Tiers run from the earliest cancellation to the latest.
type Policy struct {
	Code    PolicyCode `json:"code"`
	Version int        `json:"version"`
	Name    Text       `json:"name"`
	Tiers   []Tier     `json:"tiers"`
	Grace   *Grace     `json:"grace,omitempty"`
}

// Tier gives back Percent of the nights beyond the first KeepNights when the guest cancels at least Hours before the
// check-in time, "at least" included, on the property's own wall clock.
type Tier struct {
	Hours      int           `json:"hours"`
	Percent    money.Percent `json:"percent"`
	KeepNights int           `json:"keepNights"`
}

// Grace gives everything back within some hours of booking, if the arrival is far enough.
type Grace struct {
	WithinHours int `json:"withinHours"` // of the booking
	BeforeHours int `json:"beforeHours"` // of the check-in, at least
}

// Cancelling is what a policy decides on.
type Cancelling struct {
	Quote    Quote
	Anchor   period.Moment // check-in on the property's wall clock; the earliest agreed when the stay was moved late
	Place    *time.Location
	BookedAt time.Time
	Now      time.Time
}

// Outcome is what a policy decides: of the total, so much is kept and so much is given back.
type Outcome struct {
	Kept       money.Amount  `json:"kept"`
	Refundable money.Amount  `json:"refundable"`
	Tier       int           `json:"tier"` // index of the tier that applied; −1 grace; len(Tiers) none
	Percent    money.Percent `json:"percent"`
}
