package stays

import (
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// ListReservations lists reservations for the desk.
type ListReservations struct{ Query ReservationQuery }

// Needs implements access.Guarded.
func (ListReservations) Needs() access.Permission { return PermReadReservations }

// ExportReservations hands every reservation of a list to Each, MaxExport at most, and returns how many: more is for the
// API, page by page.
type ExportReservations struct {
	Query ReservationQuery
	Each  func(ReservationRow)
}

// MaxExport bounds the lines of one file.
const MaxExport = 50_000

// Needs implements access.Guarded.
func (ExportReservations) Needs() access.Permission { return PermReadReservations }

// Proof implements access.Proving: the names and addresses of all guests leave at once.
func (ExportReservations) Proof() access.Proof { return access.FreshProof }

// GetReservation shows a reservation to the desk.
type GetReservation struct{ ID ReservationID }

// Needs implements access.Guarded.
func (GetReservation) Needs() access.Permission { return PermReadReservations }

// QuoteByPhone prices a stay at the desk, without storing it. Relaxed leaves out minimum stay, arrival and departure
// days, notice and horizon; never availability and capacity.
type QuoteByPhone struct {
	Property          PropertyID
	CheckIn, CheckOut period.Date
	Party             Party
	Extras            []string
	Relaxed           bool
}

// Needs implements access.Guarded.
func (QuoteByPhone) Needs() access.Permission { return PermBookForGuest }

// BookByPhone books for a guest. Confirmed: at once and without a payment; otherwise a hold of HoldMinutes (0: the
// agency's; at most a week) whose payment link goes to the guest.
type BookByPhone struct {
	Property          PropertyID
	CheckIn, CheckOut period.Date
	Party             Party
	Extras            []string
	Relaxed           bool
	Guest             Guest
	Confirmed         bool
	HoldMinutes       int
	Note              string
}

// Needs implements access.Guarded.
func (BookByPhone) Needs() access.Permission { return PermBookForGuest }

// ConfirmReservation confirms a hold without waiting for its payment.
type ConfirmReservation struct {
	ID      ReservationID
	Version int // of what was looked at; 0: any
}

// Needs implements access.Guarded.
func (ConfirmReservation) Needs() access.Permission { return PermConfirmReservation }

// CancelReservation cancels for the agency (everything goes back) or, ByGuest, at the guest's wish under his policy.
type CancelReservation struct {
	ID      ReservationID
	Version int
	ByGuest bool
	Reason  string
}

// Needs implements access.Guarded.
func (CancelReservation) Needs() access.Permission { return PermCancelReservation }

// PreviewDeskCancel says what CancelReservation would give back now.
type PreviewDeskCancel struct {
	ID      ReservationID
	ByGuest bool
}

// Needs implements access.Guarded.
func (PreviewDeskCancel) Needs() access.Permission { return PermCancelReservation }

// CheckIn records that the guest has arrived.
type CheckIn struct {
	ID      ReservationID
	Version int
}

// Needs implements access.Guarded.
func (CheckIn) Needs() access.Permission { return PermRunStay }

// Complete records that the guest has left.
type Complete struct {
	ID      ReservationID
	Version int
}

// Needs implements access.Guarded.
func (Complete) Needs() access.Permission { return PermRunStay }

// MarkNoShow records that the guest never came.
type MarkNoShow struct {
	ID      ReservationID
	Version int
}

// Needs implements access.Guarded.
func (MarkNoShow) Needs() access.Permission { return PermRunStay }

// Move is a change by the desk: other dates, party or property. Zero parts stay. KeepPrice keeps the agreed price,
// which takes the same number of nights and the same party; otherwise the stay is priced anew. It is relaxed as
// QuoteByPhone.Relaxed says.
type Move struct {
	ID        ReservationID
	Version   int
	Property  PropertyID
	Change    Change
	KeepPrice bool
}

// PreviewMove prices a Move.
type PreviewMove struct{ Move }

// Needs implements access.Guarded.
func (PreviewMove) Needs() access.Permission { return PermMoveReservation }

// MoveReservation does a Move at once: what it costs more is owed, what it costs less and was paid goes back.
type MoveReservation struct{ Move }

// Needs implements access.Guarded.
func (MoveReservation) Needs() access.Permission { return PermMoveReservation }

// EditNote sets the staff's note.
type EditNote struct {
	ID   ReservationID
	Note string
}

// Needs implements access.Guarded.
func (EditNote) Needs() access.Permission { return PermBookForGuest }

// AddBlock keeps days from being let.
type AddBlock struct {
	Property PropertyID
	From, To period.Date // half-open
	Kind     BlockKind
	Note     string
}

// Needs implements access.Guarded.
func (AddBlock) Needs() access.Permission { return PermManageBlocks }

// ViewBlock shows a block.
type ViewBlock struct{ ID BlockID }

// Needs implements access.Guarded.
func (ViewBlock) Needs() access.Permission { return PermReadPlanning }

// MoveBlock moves or stretches a block. Zero parts stay.
type MoveBlock struct {
	ID       BlockID
	Version  int
	Property PropertyID
	From, To period.Date
	Kind     BlockKind
	Note     *string
}

// Needs implements access.Guarded.
func (MoveBlock) Needs() access.Permission { return PermManageBlocks }

// RemoveBlock lifts a block.
type RemoveBlock struct{ ID BlockID }

// Needs implements access.Guarded.
func (RemoveBlock) Needs() access.Permission { return PermManageBlocks }

// PlanningBoard shows properties and days, at most 200 days.
type PlanningBoard struct {
	Days period.Range
	Text string
}

// Needs implements access.Guarded.
func (PlanningBoard) Needs() access.Permission { return PermReadPlanning }

// Today shows the desk's day; the zero Day is today in the agency's zone.
type Today struct{ Day period.Date }

// Needs implements access.Guarded.
func (Today) Needs() access.Permission { return PermReadReservations }

// ExpireHold ends what has run out of a reservation: its hold, or its pending change. Less than a minute too early it is
// ErrTooEarly, so that the job is tried again; earlier it does nothing.
type ExpireHold struct{ ID ReservationID }

// Needs implements access.Guarded.
func (ExpireHold) Needs() access.Permission { return PermSystem }

// RecordPayment applies a payment that succeeded (event.PaymentSucceeded of SubjectReservation). Applied twice, it
// counts once. Money that came too late, for nothing or too much goes back by event.RefundDue.
type RecordPayment struct {
	Reservation ReservationID
	Payment     ident.Raw
	Purpose     string
	Amount      money.Amount
	Card        string    // the card that it kept, as its owner knows it; "": none
	Later       bool      // a kept card made it
	At          time.Time // zero: now
}

// Needs implements access.Guarded.
func (RecordPayment) Needs() access.Permission { return PermSystem }

// RecordFailure notes a payment that was refused.
type RecordFailure struct {
	Reservation ReservationID
	Payment     ident.Raw
	Amount      money.Amount
	Reason      string
	Later       bool // it was a kept card's
}

// Needs implements access.Guarded.
func (RecordFailure) Needs() access.Permission { return PermSystem }

// RecordRefund applies a refund that succeeded (event.RefundSucceeded). Failed: it did not; somebody must look.
type RecordRefund struct {
	Reservation ReservationID
	Refund      ident.Raw
	Payment     ident.Raw
	Amount      money.Amount
	Reason      string
	Failed      bool
}

// Needs implements access.Guarded.
func (RecordRefund) Needs() access.Permission { return PermSystem }
