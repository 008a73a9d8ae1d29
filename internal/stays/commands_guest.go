package stays

import (
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
)

// SearchProperties finds published properties. With dates, only those that are free and accept such a stay, each with
// its whole price. Sort: "recommended" (default), "price", "-price", "capacity", "name".
type SearchProperties struct {
	CheckIn, CheckOut  period.Date // both or none
	Party              Party       // adults 0: not asked
	Box                *Box
	Features           []Feature
	Types              []PropertyType
	Bedrooms           int
	MinPrice, MaxPrice money.Amount // zero: none; of the whole price with dates, else of the night
	Text               string
	Sort               string
	Page               paging.Request
}

// Needs implements access.Guarded.
func (SearchProperties) Needs() access.Permission { return access.Public }

// ViewProperty shows a published property.
type ViewProperty struct{ Slug string }

// Needs implements access.Guarded.
func (ViewProperty) Needs() access.Permission { return access.Public }

// ViewCalendar shows the days From to To (not included) of a published property, at most 400.
type ViewCalendar struct {
	Slug     string
	From, To period.Date
}

// Needs implements access.Guarded.
func (ViewCalendar) Needs() access.Permission { return access.Public }

// MakeQuote prices a stay and stores the price. Either Property or Slug names the property.
type MakeQuote struct {
	Property          PropertyID
	Slug              string
	CheckIn, CheckOut period.Date
	Party             Party
	Extras            []string
}

// Needs implements access.Guarded.
func (MakeQuote) Needs() access.Permission { return access.Public }

// PriceStay prices a stay and stores nothing: for pages that show a price to whoever passes by, machines among them.
type PriceStay MakeQuote

// Needs implements access.Guarded.
func (PriceStay) Needs() access.Permission { return access.Public }

// ViewQuote reads a stored quote; whoever knows its identifier may.
type ViewQuote struct{ ID QuoteID }

// Needs implements access.Guarded.
func (ViewQuote) Needs() access.Permission { return access.Public }

// BookStay books a quote for a guest and asks for the payment. The same quote booked again by the same guest (e-mail)
// gives the same reservation.
type BookStay struct {
	Quote       QuoteID
	Guest       Guest
	AcceptTerms bool
	KeepCard    bool // the guest agrees to ConsentWording: his card is kept and charged with what is due later
}

// Needs implements access.Guarded.
func (BookStay) Needs() access.Permission { return access.Public }

// ViewManaged shows a reservation to who has its link.
type ViewManaged struct{ Token string }

// Needs implements access.Guarded.
func (ViewManaged) Needs() access.Permission { return access.Public }

// StartPayment opens the payment of what is due next: deposit or total of a hold, a pending change, or the balance.
type StartPayment struct{ Token string }

// Needs implements access.Guarded.
func (StartPayment) Needs() access.Permission { return access.Public }

// Change is what may change of a stay. Zero parts stay as they are; Extras nil too.
type Change struct {
	CheckIn, CheckOut period.Date
	Party             *Party
	Extras            []string
}

// PreviewChange prices a change by link.
type PreviewChange struct {
	Token  string
	Change Change
}

// Needs implements access.Guarded.
func (PreviewChange) Needs() access.Permission { return access.Public }

// ChangeManaged changes dates or party by link. What costs more waits for its payment, the new dates kept meanwhile;
// anything else is done at once. Expect is the difference that the guest was shown; another one is refused.
type ChangeManaged struct {
	Token  string
	Change Change
	Expect *money.Amount
}

// Needs implements access.Guarded.
func (ChangeManaged) Needs() access.Permission { return access.Public }

// PreviewCancel says what a cancellation by link would give back now.
type PreviewCancel struct{ Token string }

// Needs implements access.Guarded.
func (PreviewCancel) Needs() access.Permission { return access.Public }

// CancelManaged cancels by link, under the policy frozen into the booking.
type CancelManaged struct {
	Token  string
	Reason string
}

// Needs implements access.Guarded.
func (CancelManaged) Needs() access.Permission { return access.Public }

// MyReservations lists the reservations of the signed-in guest: made with his account, or with his e-mail address.
type MyReservations struct{ Page paging.Request }

// Needs implements access.Guarded.
func (MyReservations) Needs() access.Permission { return PermOwnReservations }

// MyReservation shows one of them; somebody else's is unknown.
type MyReservation struct{ ID ReservationID }

// Needs implements access.Guarded.
func (MyReservation) Needs() access.Permission { return PermOwnReservations }

// OwnedProperties shows a signed-in owner the planning of his own properties. Guests' names are not in it.
type OwnedProperties struct{ Days period.Range }

// Needs implements access.Guarded.
func (OwnedProperties) Needs() access.Permission { return PermOwnedProperties }
