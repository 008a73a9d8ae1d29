package stays

import (
	"strings"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Status is where a reservation stands.
//
//	held ──pay──▶ confirmed ──arrive──▶ checked_in ──leave──▶ completed
//	 │  └──time──▶ expired ──late pay, dates free──▶ confirmed
//	 └──cancel──▶ cancelled ◀──cancel── confirmed ──nobody came──▶ no_show
type Status string

// The states. Held, Confirmed and CheckedIn keep the dates; Completed keeps the nights that were slept.
const (
	Held      Status = "held"
	Confirmed Status = "confirmed"
	CheckedIn Status = "checked_in"
	Completed Status = "completed"
	Expired   Status = "expired"
	Cancelled Status = "cancelled"
	NoShow    Status = "no_show"
)

// Statuses lists every state, in the order of a stay's life.
var Statuses = []Status{Held, Confirmed, CheckedIn, Completed, Expired, Cancelled, NoShow}

// Guest is who books.
type Guest struct {
	FirstName string                `json:"firstName"`
	LastName  string                `json:"lastName"`
	Email     contact.Email         `json:"email"`
	Phone     contact.Phone         `json:"phone"`
	Address   contact.PostalAddress `json:"address"`
	Locale    string                `json:"locale"` // "fr", "en"
}

// Name returns first and last name.
func (g Guest) Name() string { return strings.TrimSpace(g.FirstName + " " + g.LastName) }

// Money is one movement of the reservation's ledger, append-only. ID is the payment's or the refund's, so that a fact
// delivered twice counts once.
type Money struct {
	ID      ident.Raw    `json:"id"`
	Payment ident.Raw    `json:"payment"` // of a refund: which payment it returns
	Kind    MoneyKind    `json:"kind"`
	Purpose string       `json:"purpose"` // Purpose…, or the refund's reason
	Amount  money.Amount `json:"amount"`
	At      time.Time    `json:"at"`
}

// MoneyKind is the direction of a movement.
type MoneyKind string

// In came from the guest; Out went back.
const (
	MoneyIn  MoneyKind = "payment"
	MoneyOut MoneyKind = "refund"
)

// Purposes of payments, as in event.PaymentFacts.
const (
	PurposeDeposit    = "deposit"
	PurposeInstalment = "instalment"
	PurposeBalance    = "balance"
	PurposeTotal      = "total"
	PurposeChange     = "change"
)

// PendingChange is a change that waits for its payment; its dates are kept until then.
type PendingChange struct {
	ID         ident.Raw    `json:"id"`
	Quote      Quote        `json:"quote"`
	Booked     Snapshot     `json:"booked"`
	Anchor     period.Date  `json:"anchor"`
	Difference money.Amount `json:"difference"`      // of the totals, above zero
	PayNow     money.Amount `json:"payNow,omitzero"` // what the change waits for; see due
	HoldUntil  time.Time    `json:"holdUntil"`
}

// due returns what the change waits for. Changes stored before PayNow was known waited for the whole difference.
func (p PendingChange) due() money.Amount {
	if p.PayNow.IsZero() {
		return p.Difference
	}
	return p.PayNow
}

// Cancellation says how a reservation ended.
type Cancellation struct {
	By      string       `json:"by"` // "guest", "agency"
	Reason  string       `json:"reason"`
	At      time.Time    `json:"at"`
	Refund  money.Amount `json:"refund"`
	Kept    money.Amount `json:"kept"`
	Outcome Outcome      `json:"outcome"`
	// Double is what the agency that withdrew owes beside the refund (Code de la consommation, article L214-1), and when
	// somebody noted that it was paid.
	Double       money.Amount `json:"double,omitzero"`
	DoublePaidAt time.Time    `json:"doublePaidAt,omitzero"`
}

// TimelineEntry is one thing that happened to a reservation.
type TimelineEntry struct {
	At     time.Time    `json:"at"`
	Kind   string       `json:"kind"`  // held, confirmed, payment_received, payment_failed, refund_due, refunded, change_requested, …
	Actor  access.Kind  `json:"actor"` // who: a visitor, a user, a link, the program
	Name   string       `json:"name"`
	Amount money.Amount `json:"amount"`
	Note   string       `json:"note"`
}

// ReservationState is everything that is stored of a reservation; it is copied in and out, never shared.
type ReservationState struct {
	ID           ReservationID   `json:"id"`
	Version      int             `json:"version"` // 1 when first saved
	Reference    string          `json:"reference"`
	Status       Status          `json:"status"`
	Source       string          `json:"source"` // "site", "desk"
	Property     PropertyID      `json:"property"`
	Booked       Snapshot        `json:"booked"`
	Guest        Guest           `json:"guest"`
	User         access.UserID   `json:"user"` // the account that booked; zero: none
	Stay         period.Range    `json:"stay"`
	Party        Party           `json:"party"`
	QuoteID      QuoteID         `json:"quoteId"` // the quote that was booked
	Quote        Quote           `json:"quote"`   // the price as agreed, changes included
	Anchor       period.Date     `json:"anchor"`  // check-in by which the policy counts
	HoldUntil    time.Time       `json:"holdUntil"`
	LeftOn       period.Date     `json:"leftOn"`              // when the guest left; zero: has not
	TokenHash    []byte          `json:"tokenHash"`           // SHA-256 of the management token
	LinkSeq      int             `json:"linkSeq,omitempty"`   // number of that token
	LinkSince    time.Time       `json:"linkSince,omitzero"`  // when it was renewed; zero: it is the booking's
	LinkSentAt   time.Time       `json:"linkSentAt,omitzero"` // when it was last asked for
	Ledger       []Money         `json:"ledger"`
	Paid         money.Amount    `json:"paid"`            // Σ payments
	Refunded     money.Amount    `json:"refunded"`        // Σ refunds that succeeded
	RefundDue    money.Amount    `json:"refundDue"`       // Σ refunds asked for, whether or not they have succeeded yet
	Waived       money.Amount    `json:"waived,omitzero"` // of the total, after the stay: GiveBack
	RefundSeq    int             `json:"refundSeq"`       // numbers the keys of refunds
	Reminder     Reminder        `json:"reminder,omitzero"`
	Mandate      *Mandate        `json:"mandate,omitempty"` // the guest's consent that later parts are charged to his card
	Attempt      Attempt         `json:"attempt,omitzero"`  // the last charge of that card
	Pending      *PendingChange  `json:"pending,omitempty"`
	Cancellation *Cancellation   `json:"cancellation,omitempty"`
	Evidence     []Evidence      `json:"evidence,omitempty"` // of a claim on the security deposit
	Timeline     []TimelineEntry `json:"timeline"`
	Note         string          `json:"note"` // the staff's
	AcceptedAt   time.Time       `json:"acceptedAt"`
	BookedAt     time.Time       `json:"bookedAt"`
	CautionFor   Beneficiary     `json:"cautionFor,omitempty"` // to whom what is taken of the security deposit goes
	UpdatedAt    time.Time       `json:"updatedAt"`            // of the command; the store's "now" for expired occupancies
}

// Reservation is a stay of a guest in a property.
type Reservation struct {
	s       ReservationState
	touched bool
	news    []event.Event
}

// RestoreReservation makes a reservation from its stored state: for stores and tests only.
func RestoreReservation(s ReservationState) *Reservation { return &Reservation{s: s} }

// State returns a copy of what is stored.
func (r *Reservation) State() ReservationState { return r.s }

// Changed reports whether there is anything to save.
func (r *Reservation) Changed() bool { return r.touched }

// TakeEvents returns what happened since the reservation was loaded, once. Tx.SaveReservation calls it.
func (r *Reservation) TakeEvents() []event.Event {
	news := r.news
	r.news, r.touched = nil, false
	return news
}

// Occupancies returns what the reservation keeps from others, which the store makes the only rows of this holder.
func (s ReservationState) Occupancies() []Occupancy {
	var all []Occupancy
	keep := func(p PropertyID, stay period.Range, preparation int, kind OccupancyKind, until time.Time) {
		days := period.Range{From: stay.From, To: stay.To.AddDays(preparation)}
		all = append(all, Occupancy{Property: p, Holder: s.ID.Raw(), Kind: kind, Days: days, ExpiresAt: until})
	}
	switch s.Status {
	case Held:
		keep(s.Property, s.Stay, s.Booked.PreparationDays, OccHold, s.HoldUntil)
	case Confirmed, CheckedIn:
		keep(s.Property, s.Stay, s.Booked.PreparationDays, OccReservation, time.Time{})
	case Completed:
		keep(s.Property, s.slept(), s.Booked.PreparationDays, OccReservation, time.Time{})
	case Expired, Cancelled, NoShow:
		return nil
	}
	if p := s.Pending; p != nil {
		keep(p.Quote.Property, p.Quote.Stay, p.Booked.PreparationDays, OccChange, p.HoldUntil)
	}
	return all
}

// slept returns the nights that a guest who has left was there: a night left unused is free again.
func (s ReservationState) slept() period.Range {
	slept := s.Stay
	if s.LeftOn.Before(slept.To) {
		slept.To = s.LeftOn
	}
	if slept.IsEmpty() {
		slept.To = slept.From.AddDays(1)
	}
	return slept
}

// Deadline returns when ExpireHold must look at the reservation; the store schedules that job whenever it saves one
// that has a deadline.
func (s ReservationState) Deadline() (time.Time, bool) {
	switch {
	case s.Status == Held:
		return s.HoldUntil, true
	case s.Pending != nil:
		return s.Pending.HoldUntil, true
	}
	return time.Time{}, false
}

// NetPaid returns what we hold of the guest's money, refunds on their way deducted.
func (s ReservationState) NetPaid() money.Amount { return s.Paid.Sub(s.RefundDue) }

// Owed returns what the guest still has to pay.
func (s ReservationState) Owed() money.Amount {
	if s.Status == Cancelled || s.Status == Expired || s.Status == NoShow {
		return money.Zero(s.Quote.Total.Currency())
	}
	if owed := s.price().Sub(s.NetPaid()); owed.IsPositive() {
		return owed
	}
	return money.Zero(s.Quote.Total.Currency())
}
