package payments

import (
	"time"

	"comptoir/internal/kernel/money"
)

// NotificationKind says what a provider tells.
type NotificationKind string

// What providers tell.
const (
	NotifyProcessing      NotificationKind = "payment.processing"
	NotifySucceeded       NotificationKind = "payment.succeeded"
	NotifyAuthorized      NotificationKind = "payment.authorized"
	NotifyFailed          NotificationKind = "payment.failed"
	NotifyCancelled       NotificationKind = "payment.cancelled"
	NotifyRefundSucceeded NotificationKind = "refund.succeeded"
	NotifyRefundFailed    NotificationKind = "refund.failed"
	NotifyDisputed        NotificationKind = "dispute.opened"
	NotifyDisputeReview   NotificationKind = "dispute.under_review" // the evidence is with the payer's bank
	NotifyDisputeWon      NotificationKind = "dispute.won"
	NotifyDisputeLost     NotificationKind = "dispute.lost"
	NotifyCaptureFailed   NotificationKind = "capture.failed"
	NotifyLook            NotificationKind = "look" // something happened to the payment of Reference: Driver.Ask knows what
	NotifyNothing         NotificationKind = ""     // a notification that does not concern us, or nothing new
)

// Failures that the program itself tells apart; every other code is the provider's own, to be shown.
const (
	FailureOwnerNeeded = "authentication_required" // the bank wants the card's owner: he must be sent a link (PSD2, SCA)
	FailureHoldOver    = "hold_expired"
)

// Notification is one thing a provider says about a payment of ours.
type Notification struct {
	ID              string // the provider's, unique: the same one delivered again has the same
	Kind            NotificationKind
	PaymentID       PaymentID
	Reference       string       // of the payment, with NotifyLook; of a payout, with those about payouts
	Account         string       // of a payee, with those about payees
	Captured        money.Amount // with NotifySucceeded: what came in (CameIn), when it is less than was asked; zero: all
	Failure         string       // "card_declined", "insufficient_funds", "authentication_failed", "expired"
	Refund          RefundID
	RefundReference string
	HandedBy        Method // how a person gave it back; "": the provider did, or nobody said
	Dispute         string // the provider's name of a dispute
	DisputeAmount   money.Amount
	DisputeDue      time.Time // until when evidence is taken
	Instrument      string    // of a kept card, with NotifyAuthorized and NotifySucceeded
	Card            string    // its name for people: "Visa •••• 4242"
	Until           time.Time // when a hold ends, with NotifyAuthorized; zero: not by itself
	At              time.Time // the provider's clock; zero: now
}

// CameIn checks what a provider says came in, for its drivers: above zero, in a currency that exists. Anything else says
// nothing about money, and is ErrBadMessage: a zero would be read as all that was asked for.
func CameIn(amount money.Amount, err error) (money.Amount, error) {
	if err == nil && (!amount.Currency().Valid() || !amount.IsPositive()) {
		err = ErrBadMessage
	}
	return amount, err
}

// Movement is a line of a provider's statement.
type Movement struct {
	Reference string
	PaymentID PaymentID // zero: nothing of ours is written on it
	Kind      NotificationKind
	Refund    RefundID // of the refunds
	Amount    money.Amount
	At        time.Time
	Unnamed   bool // of the disputes: the statement does not name it, and Reference is the transaction that is disputed
}
