package stays

import (
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
)

// ListingQuery asks for published properties. Zero parts do not filter.
type ListingQuery struct {
	Stay     period.Range // only properties without a blocking occupancy in it, preparation days of the newcomer included
	Guests   int          // capacity at least
	Infants  int          // maxInfants at least
	Pets     int
	Box      *Box
	Features []Feature // all of them
	Types    []PropertyType
	Bedrooms int    // at least
	Text     string // words of name, town, description; every word must occur
	Now      time.Time
}

// Box is a part of the map, in degrees. West may be greater than East across the 180th meridian.
type Box struct{ West, South, East, North float64 }

// Listing is a property as search shows and prices it.
type Listing struct {
	Offer      Offer
	Slug       string
	Name       Text
	City       string
	Position   Position
	Bedrooms   int
	Beds       int
	Bathrooms  int
	Surface    int
	Features   []Feature
	Cover      *Photo // nil: none
	PhotoCount int
	UpdatedAt  time.Time
}

// Listings is what search works on: every match (a tenant has hundreds, not millions), and what pricing them needs.
type Listings struct {
	Items    []Listing // by ID
	Tax      []TaxRule // of the communes of Items
	Settings Settings
}

// PropertyRowQuery filters the desk's list of properties.
type PropertyRowQuery struct {
	Status PropertyStatus // "": all but archived
	Text   string
	Owner  access.UserID // zero: any
	Page   paging.Request
}

// PropertyRow is a line of the desk's list, by name then ID.
type PropertyRow struct {
	ID        PropertyID
	Slug      string
	Name      Text
	Status    PropertyStatus
	Type      PropertyType
	City      string
	Capacity  int
	Bedrooms  int
	Nightly   money.Amount
	Owner     string
	OwnerUser access.UserID // zero without an account
	Cover     *Photo
	UpdatedAt time.Time
}

// ReservationQuery filters reservations; zero parts do not filter. Order is "arrival" (by check-in, ID), "-arrival", or
// "-booked" (by ID descending: the default).
type ReservationQuery struct {
	Statuses []Status
	Property PropertyID
	Arriving period.Range // check-in within
	Staying  period.Range // nights within
	Text     string       // reference, guest's name or e-mail
	Owing    bool         // something is owed for it
	User     access.UserID
	Email    contact.Email // with User: either
	Order    string
	Page     paging.Request
}

// ReservationRow is a line of a list of reservations.
type ReservationRow struct {
	ID           ReservationID
	Reference    string
	Status       Status
	Source       string
	Property     PropertyID
	PropertyName Text
	PropertySlug string
	GuestName    string
	GuestEmail   contact.Email
	Stay         period.Range
	Party        Party
	Total        money.Amount
	Owed         money.Amount
	BalanceDueOn period.Date // of what is to be paid next
	HoldUntil    time.Time
	HasPending   bool
	RefundOpen   money.Amount  // refunds asked for that have not succeeded yet
	DoubleOpen   money.Amount  // arrhes owed a second time by the agency that withdrew, not paid yet
	OpenSince    time.Time     // when the last of the two above began to be owed; zero: nothing is
	Refused      RefusedCharge // the last charge of the guest's card, where it was refused and is not paid since
	BookedAt     time.Time
}

// RefusedCharge is a charge of a kept card that did not succeed.
type RefusedCharge struct {
	State  AttemptState `json:"state"`
	Reason string       `json:"reason"`
	Amount money.Amount `json:"amount"`
	NextOn period.Date  `json:"nextOn,omitzero"` // tried again then; zero: not again
}

// refused tells of a charge that did not succeed, while its money is still owed.
func (s ReservationState) refused() RefusedCharge {
	a := s.Attempt
	if s.Status != Confirmed && s.Status != CheckedIn || !s.Owed().IsPositive() || a.DueOn != s.dueOn() || a.State != AttemptRefused && a.State != AttemptOwner && a.State != AttemptGivenUp {
		return RefusedCharge{}
	}
	return RefusedCharge{State: a.State, Reason: a.Reason, Amount: a.Amount, NextOn: a.NextOn}
}

// Row returns the reservation as a line of a list.
func (s ReservationState) Row() ReservationRow {
	back, double := s.RefundDue.Sub(s.Refunded), s.DoubleOwed()
	return ReservationRow{
		ID: s.ID, Reference: s.Reference, Status: s.Status, Source: s.Source, Property: s.Property,
		PropertyName: s.Booked.Name, PropertySlug: s.Booked.Slug, GuestName: s.Guest.Name(), GuestEmail: s.Guest.Email,
		Stay: s.Stay, Party: s.Party, Total: s.Quote.Total, Owed: s.Owed(), BalanceDueOn: s.dueOn(),
		HoldUntil: s.HoldUntil, HasPending: s.Pending != nil, RefundOpen: back, DoubleOpen: double, OpenSince: s.openSince(back, double), Refused: s.refused(), BookedAt: s.BookedAt,
	}
}

// openSince is when money began to be owed to the guest.
func (s ReservationState) openSince(back, double money.Amount) (at time.Time) {
	if double.IsPositive() {
		at = s.Cancellation.At
	}
	for _, e := range s.Timeline {
		if back.IsPositive() && e.Kind == "refund_due" && e.At.After(at) {
			at = e.At
		}
	}
	return at
}

// BoardQuery asks for the planning of properties (all but archived) over some days.
type BoardQuery struct {
	Days  period.Range
	Owner access.UserID // zero: of all owners
	Text  string        // of the property's name
	Now   time.Time
}

// BoardProperty is a line of the planning, by name then ID.
type BoardProperty struct {
	ID       PropertyID
	Slug     string
	Name     Text
	Status   PropertyStatus
	City     string
	Capacity int
	Bars     []Bar // that overlap the days asked for, by first day
}

// Bar is one occupancy on the planning.
type Bar struct {
	Kind        OccupancyKind
	Days        period.Range // of the stay or block, without preparation days
	Holder      ident.Raw
	Reservation ReservationID // zero for a block
	Block       BlockID       // zero for a reservation
	Version     int           // of the holder
	Reference   string
	Label       string // the guest's name, or the block's note
	Status      Status // "" for a block
	BlockKind   BlockKind
	Guests      int
	Owed        money.Amount
	ExpiresAt   time.Time
}

// Board is the planning: properties down, days across.
type Board struct {
	Days       period.Range
	Today      period.Date
	Properties []BoardProperty
}

// PropertyCard is a property in the results of a search.
type PropertyCard struct {
	Listing
	From  money.Amount // lowest default or season price of a night, when no dates were asked for
	Price *CardPrice   // whole price, when dates were asked for
}

// CardPrice is the whole price of the dates asked for: mandatory fees and taxes included.
type CardPrice struct {
	Nights  int
	Total   money.Amount
	Nightly money.Amount // rent by night, rounded
}

// Amount returns what cards are sorted and filtered by: the whole price, or the lowest night.
func (c PropertyCard) Amount() money.Amount {
	if c.Price != nil {
		return c.Price.Total
	}
	return c.From
}

// SearchResult is a page of properties, and what the map and the filters need of all of them.
type SearchResult struct {
	Items []PropertyCard
	Next  string
	Total int   // matches on all pages
	Pins  []Pin // of all matches
}

// Pin is a price on the map.
type Pin struct {
	Property PropertyID
	Slug     string
	Position Position
	Amount   money.Amount
}

// PropertyView is a property as its public page shows it.
type PropertyView struct {
	Property PropertyState // owner's account removed
	Policy   Policy
	From     money.Amount
	Settings PublicSettings
}

// PublicSettings are the agency's choices that guests see.
type PublicSettings struct {
	DepositPercent money.Percent
	BalanceDays    int
	HoldMinutes    int
	LatestArrival  period.Date
}

// Calendar is what a guest sees of a property's days.
type Calendar struct {
	Property PropertyID
	Currency money.Currency
	Days     []CalendarDay
}

// CalendarDay is one day. A stay may begin where Arrival is true and end where Departure is true, if every night between
// is Available.
type CalendarDay struct {
	Date      period.Date
	Available bool         // the night that begins on this day may be sold
	Price     money.Amount // of the night; zero when it is not available
	MinNights int          // of a stay that arrives on this day
	MaxNights int
	Arrival   bool
	Departure bool
	Season    Text
}

// ReservationView is a reservation as its guest or the desk sees it.
type ReservationView struct {
	ReservationState
	ManageToken string
	Owed        money.Amount
	Next        *DueNow // what is to be paid next; nil: nothing
	Schedule    []Part
	CanChange   bool
	CanCancel   bool
	LinkEnded   bool // ManageToken no longer opens anything
}

// DueNow says what the guest is to pay next.
type DueNow struct {
	Purpose  string
	Amount   money.Amount
	On       period.Date // latest day; today for a hold
	Payable  bool        // false: it may not be taken yet, but from Quote.BalanceFrom on
	Charged  bool        // the kept card is charged on that day, or tried again
	Charging bool        // it is being charged now
}

// Booked is what a booking gives back.
type Booked struct {
	Reservation ReservationView
	Payment     *PaymentView // nil: nothing to pay now, or payments did not answer (StartPayment tries again)
	Repeated    bool         // the quote had been booked already, by the same guest
}

// ChangePreview says what a change would cost.
type ChangePreview struct {
	Quote      Quote        // the new price, whole; not stored
	Before     money.Amount // total as agreed
	Difference money.Amount // total after − before
	PayNow     money.Amount // by the guest, before the change is made
	Refund     money.Amount // to the guest, at once
}

// Changed is what a change gives back: it is done, or waits for Payment.
type Changed struct {
	Reservation ReservationView
	Preview     ChangePreview
	Payment     *PaymentView
}

// CancelPreview says what a cancellation would give back.
type CancelPreview struct {
	Total   money.Amount
	Paid    money.Amount
	Kept    money.Amount
	Refund  money.Amount
	Outcome Outcome
	Policy  Policy
	// Double is what the law adds when the agency withdraws from a contract with arrhes: as much again as was paid on booking.
	// Nothing sends it: it is more than was paid, and an agreement with the guest may replace it.
	Double money.Amount
}

// TodayView is the desk's day.
type TodayView struct {
	Day        period.Date
	Arrivals   []ReservationRow
	Departures []ReservationRow
	InHouse    []ReservationRow
	Attention  []Attention
}

// Attention is a reservation that somebody must look at, and why.
type Attention struct {
	Why string // card_refused, balance_overdue, late_arrival, late_departure, change_pending, hold_open, refund_open, double_open
	Row ReservationRow
}
