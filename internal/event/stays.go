package event

import (
	"time"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// StayFacts is a reservation as its consumers need it: whom, where, when, for how much, under which rules. It is a
// snapshot of the moment of the event.
type StayFacts struct {
	Reservation ident.Raw         `json:"reservation"`
	Reference   string            `json:"reference"` // "RIV-7K3M9Q": what guests and staff say on the telephone
	Version     int               `json:"version"`   // of the aggregate: consumers drop what is older than what they know
	Status      string            `json:"status"`
	Source      string            `json:"source"` // "site", "desk"
	Property    StayProperty      `json:"property"`
	Guest       StayGuest         `json:"guest"`
	Stay        period.Range      `json:"stay"`
	Adults      int               `json:"adults"`
	Children    int               `json:"children"`
	Infants     int               `json:"infants"`
	Pets        int               `json:"pets"`
	Lines       []PriceLine       `json:"lines"`
	Total       money.Amount      `json:"total"`
	Deposit     money.Amount      `json:"deposit"`
	Balance     money.Amount      `json:"balance"`
	BalanceDue  period.Date       `json:"balanceDueOn"`
	Instalments []DuePart         `json:"instalments,omitempty"` // parts of the balance that are due before it
	Paid        money.Amount      `json:"paid"`
	Waived      money.Amount      `json:"waived,omitzero"` // of the total, after the stay had ended: the guest owes it no more
	Caution     money.Amount      `json:"securityDeposit"`
	Policy      CancellationTerms `json:"policy"`
	BookedAt    time.Time         `json:"bookedAt"`
}

// StayProperty is the property as booked.
type StayProperty struct {
	ID           ident.Raw             `json:"id"`
	Slug         string                `json:"slug"`
	Name         string                `json:"name"` // in the guest's language
	Type         string                `json:"type"`
	Address      contact.PostalAddress `json:"address"`
	Registration string                `json:"registration,omitempty"`
	Surface      int                   `json:"surface,omitempty"` // square metres
	Capacity     int                   `json:"capacity"`
	Bedrooms     int                   `json:"bedrooms,omitempty"`
	Beds         int                   `json:"beds,omitempty"`
	Bathrooms    int                   `json:"bathrooms,omitempty"`
	CheckIn      period.Clock          `json:"checkIn"`
	CheckOut     period.Clock          `json:"checkOut"`
	Zone         string                `json:"zone"`                // IANA
	Rules        []string              `json:"rules"`               // house rules in the guest's language
	Equipment    []string              `json:"equipment,omitempty"` // in the guest's language
	OwnerName    string                `json:"ownerName,omitempty"`
}

// StayGuest is who booked.
type StayGuest struct {
	FirstName string                `json:"firstName"`
	LastName  string                `json:"lastName"`
	Email     contact.Email         `json:"email"`
	Phone     contact.Phone         `json:"phone,omitempty"`
	Address   contact.PostalAddress `json:"address"`
	Locale    string                `json:"locale"` // "fr", "en"
}

// PriceLine is one line of a price; the lines of a price sum to its total exactly.
type PriceLine struct {
	Code     string       `json:"code"` // rent, discount, cleaning, linen, pet, …, tourist_tax
	Label    string       `json:"label"`
	Quantity string       `json:"quantity,omitempty"`
	Unit     money.Amount `json:"unitAmount"`
	Amount   money.Amount `json:"amount"`
	Taxed    bool         `json:"taxed,omitempty"` // a tax in a line of its own was levied on it (Inclusive)
}

// CancellationTerms is a policy frozen into the booking made under it.
type CancellationTerms struct {
	Code    string   `json:"code"` // flexible, moderate, firm, strict
	Version int      `json:"version"`
	Name    string   `json:"name"`
	Text    []string `json:"text"`              // one sentence a tier, in the guest's language
	Prepaid string   `json:"prepaid,omitempty"` // what money paid in advance is: "arrhes", "acompte"; "": not said, and so arrhes
}

// DuePart is a part of a price and its day.
type DuePart struct {
	Amount money.Amount `json:"amount"`
	On     period.Date  `json:"on"`
}

// ReservationHeld says that dates are kept for a guest until HoldExpiresAt.
type ReservationHeld struct {
	StayFacts
	HoldExpiresAt time.Time `json:"holdExpiresAt"`
}

// ReservationConfirmed says that a stay is agreed.
type ReservationConfirmed struct{ StayFacts }

// ReservationChanged says that dates or party changed, and by how much the price did.
type ReservationChanged struct {
	StayFacts
	Before     period.Range `json:"before"`
	Difference money.Amount `json:"difference"` // above zero: the guest paid more; below: refunded
}

// ReservationCancelled says that a stay will not happen, and what the policy gives back.
type ReservationCancelled struct {
	StayFacts
	By     string       `json:"by"` // "guest", "agency"
	Reason string       `json:"reason,omitempty"`
	Refund money.Amount `json:"refund"`
	Kept   money.Amount `json:"kept"`
	Double money.Amount `json:"double,omitzero"` // beside the refund: arrhes that the agency, which withdraws, owes the guest again
}

// ArrhesDoubled says that the agency has paid a guest what it owed him for having withdrawn (Double).
type ArrhesDoubled struct {
	StayFacts
	Amount money.Amount `json:"amount"`
}

// ReservationExpired says that a hold ended without payment; the dates are free again.
type ReservationExpired struct{ StayFacts }

// ReservationCheckedIn says that the guest has arrived.
type ReservationCheckedIn struct{ StayFacts }

// ReservationReduced says that somebody gave back to a guest what his stay had earned: after it had ended (the facts' Waived
// has grown by Amount), or of what was kept of it (their Paid is less by Amount).
type ReservationReduced struct {
	StayFacts
	Amount   money.Amount `json:"amount"`
	Bearer   string       `json:"bearer,omitempty"` // "agency", "owner"; "": each what he had of it
	Reason   string       `json:"reason,omitempty"`
	Withdrew bool         `json:"withdrew,omitempty"` // the stay did not take place because the guest withdrew
}

// ReservationCompleted says that the guest has left.
type ReservationCompleted struct{ StayFacts }

// ReservationNoShow says that the guest never came.
type ReservationNoShow struct{ StayFacts }

// PaymentCameTooLate says that money arrived for dates that were given to somebody else meanwhile: it goes back whole.
type PaymentCameTooLate struct {
	StayFacts
	Refund money.Amount `json:"refund"`
}

// ManageLinkAsked says that the guest is to be sent the link of his reservation: he has lost it, or the desk made a new one.
type ManageLinkAsked struct{ StayFacts }

// BalanceReminded says that the guest is to be asked for what he owes.
type BalanceReminded struct {
	StayFacts
	Owed    money.Amount `json:"owed"`
	DueOn   period.Date  `json:"dueOn"`
	Overdue bool         `json:"overdue"`
	Card    string       `json:"card,omitempty"` // the kept card that is charged on that day; "": the guest pays himself
}

// CardRefused says that a kept card was charged for what was due, and refused.
type CardRefused struct {
	StayFacts
	Amount  money.Amount `json:"amount"`
	DueOn   period.Date  `json:"dueOn"`
	Card    string       `json:"card"`
	Reason  string       `json:"reason"`           // the bank's code
	RetryOn period.Date  `json:"retryOn,omitzero"` // the day of the next try; zero: none, the guest has a link
	Owner   bool         `json:"owner,omitempty"`  // the bank wants the guest himself
}

// CardReleased says that a kept card is needed no more, or that its owner has taken it back: the provider is to forget it.
type CardReleased struct {
	Reservation ident.Raw `json:"reservation"`
	Payment     ident.Raw `json:"payment"` // whose card was kept
}

// PropertyPublished says that a property can be booked.
type PropertyPublished struct {
	Property ident.Raw `json:"property"`
	Slug     string    `json:"slug"`
}

// PropertyUnpublished says that a property can no longer be booked; its reservations stand.
type PropertyUnpublished struct {
	Property ident.Raw `json:"property"`
	Slug     string    `json:"slug"`
}

// CalendarBlocked says that days are kept from being let: the owner's stay, maintenance, preparation.
type CalendarBlocked struct {
	Block    ident.Raw    `json:"block"`
	Property ident.Raw    `json:"property"`
	Days     period.Range `json:"days"`
	Reason   string       `json:"reason"`
}

// CalendarUnblocked says that a block was lifted.
type CalendarUnblocked struct {
	Block    ident.Raw    `json:"block"`
	Property ident.Raw    `json:"property"`
	Days     period.Range `json:"days"`
}

// EventName implements Event.
func (ReservationHeld) EventName() string { return "stays.reservation_held.v1" }

// EventName implements Event.
func (ReservationConfirmed) EventName() string { return "stays.reservation_confirmed.v1" }

// EventName implements Event.
func (ReservationChanged) EventName() string { return "stays.reservation_changed.v1" }

// EventName implements Event.
func (ReservationCancelled) EventName() string { return "stays.reservation_cancelled.v1" }

// EventName implements Event.
func (ArrhesDoubled) EventName() string { return "stays.arrhes_doubled.v1" }

// EventName implements Event.
func (ReservationExpired) EventName() string { return "stays.reservation_expired.v1" }

// EventName implements Event.
func (ReservationCheckedIn) EventName() string { return "stays.reservation_checked_in.v1" }

// EventName implements Event.
func (ReservationReduced) EventName() string { return "stays.reservation_reduced.v1" }

// EventName implements Event.
func (ReservationCompleted) EventName() string { return "stays.reservation_completed.v1" }

// EventName implements Event.
func (ReservationNoShow) EventName() string { return "stays.reservation_no_show.v1" }

// EventName implements Event.
func (PaymentCameTooLate) EventName() string { return "stays.payment_came_too_late.v1" }

// EventName implements Event.
func (ManageLinkAsked) EventName() string { return "stays.manage_link_asked.v1" }

// EventName implements Event.
func (BalanceReminded) EventName() string { return "stays.balance_reminded.v1" }

// EventName implements Event.
func (CardRefused) EventName() string { return "stays.card_refused.v1" }

// EventName implements Event.
func (CardReleased) EventName() string { return "stays.card_released.v1" }

// EventName implements Event.
func (PropertyPublished) EventName() string { return "stays.property_published.v1" }

// EventName implements Event.
func (PropertyUnpublished) EventName() string { return "stays.property_unpublished.v1" }

// EventName implements Event.
func (CalendarBlocked) EventName() string { return "stays.calendar_blocked.v1" }

// EventName implements Event.
func (CalendarUnblocked) EventName() string { return "stays.calendar_unblocked.v1" }
