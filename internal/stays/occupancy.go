package stays

import (
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
)

// OccupancyKind says why days are not free.
type OccupancyKind string

// The kinds of occupancy. A holder has at most one of each.
const (
	OccHold        OccupancyKind = "hold"        // a reservation that waits for its payment
	OccReservation OccupancyKind = "reservation" // a reservation that is agreed, or under way
	OccChange      OccupancyKind = "change"      // the new dates of a reservation whose change waits for its payment
	OccBlock       OccupancyKind = "block"
)

// Occupancy is a period during which a property is not free. Two occupancies of one property whose holders differ never
// overlap: the store refuses the second with ErrPeriodTaken, whatever path it came by. An occupancy whose ExpiresAt has
// come blocks nobody: the store removes it when it is in the way.
//
// In SQL: PRIMARY KEY (tenant_id, holder_id, kind), EXCLUDE USING gist (tenant_id WITH =, property_id WITH =,
// holder_id WITH <>, daterange(starts, ends) WITH &&).
type Occupancy struct {
	Property  PropertyID
	Holder    ident.Raw // the reservation or the block
	Kind      OccupancyKind
	Days      period.Range // preparation days after a stay included
	ExpiresAt time.Time    // zero: never
}

// Blocks reports whether the occupancy keeps its days at an instant.
func (o Occupancy) Blocks(now time.Time) bool { return o.ExpiresAt.IsZero() || now.Before(o.ExpiresAt) }

// ConflictsWith reports whether the two may not both stand.
func (o Occupancy) ConflictsWith(other Occupancy) bool {
	return o.Property == other.Property && o.Holder != other.Holder && o.Days.Overlaps(other.Days)
}
