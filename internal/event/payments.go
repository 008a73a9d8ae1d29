package event

import (
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
)

// PaymentFacts is a payment as its consumers need it. Subject says what it pays for: the trade that asked for the
// payment names it ("stays.reservation") and recognises it again.
type PaymentFacts struct {
	Payment     ident.Raw    `json:"payment"`
	SubjectKind string       `json:"subjectKind"`
	Subject     ident.Raw    `json:"subject"`
	Purpose     string       `json:"purpose"` // "deposit", "balance", "total", "change"
	Amount      money.Amount `json:"amount"`
	Provider    string       `json:"provider"`
	Reference   string       `json:"reference,omitempty"` // the provider's
}

// PaymentRequired says that a payment was opened and waits for the payer.
type PaymentRequired struct {
	PaymentFacts
	CheckoutURL string `json:"checkoutUrl"`
}

// PaymentProcessing says that the payer has done his part and the bank needs time.
type PaymentProcessing struct{ PaymentFacts }

// PaymentAuthorized says that the provider holds the money until Until (zero: no end of its own), or has kept the card.
type PaymentAuthorized struct {
	PaymentFacts
	Saved bool      `json:"saved"`
	Until time.Time `json:"until"`
}

// PaymentCaptureFailed says that held money could not be taken, or a kept card not be charged.
type PaymentCaptureFailed struct {
	PaymentFacts
	CaptureAmount money.Amount `json:"captureAmount"`
	Reason        string       `json:"reason"` // "authentication_required": the card's owner must be asked
}

// PaymentDisputed says that the payer's bank wants money back, and that the provider has taken it out meanwhile.
type PaymentDisputed struct {
	PaymentFacts
	Dispute       string       `json:"dispute"` // the provider's name of it
	DisputeAmount money.Amount `json:"disputeAmount"`
	Reason        string       `json:"reason"`
}

// DisputeClosed says how a dispute ended: won, the money is back; lost, it is gone.
type DisputeClosed struct {
	PaymentFacts
	Dispute       string       `json:"dispute"`
	DisputeAmount money.Amount `json:"disputeAmount"`
	Won           bool         `json:"won"`
}

// PaymentSucceeded says that the money is ours. Amount is what came in: less than was asked where part of a hold was taken.
type PaymentSucceeded struct {
	PaymentFacts
	Reason string `json:"reason,omitempty"` // why part of a hold was taken
	Card   string `json:"card,omitempty"`   // the card that is kept for later payments, as its owner knows it
	Later  bool   `json:"later,omitempty"`  // a kept card was charged while its owner was away
}

// PaymentFailed says that an attempt was refused; the payer may try again.
type PaymentFailed struct {
	PaymentFacts
	Reason string `json:"reason"`          // "card_declined", "insufficient_funds", …
	Later  bool   `json:"later,omitempty"` // a kept card was charged while its owner was away: there is no page on which to try again
}

// PaymentCancelled says that the payment can no longer be made.
type PaymentCancelled struct {
	PaymentFacts
	Held bool `json:"held,omitempty"` // money was held, or a card kept, and nobody has claimed it: it is let go
}

// RefundDue is published by a trade that owes money back for a subject; payments sends it back, newest payment first.
// Key makes it happen once.
type RefundDue struct {
	SubjectKind string       `json:"subjectKind"`
	Subject     ident.Raw    `json:"subject"`
	Payment     ident.Raw    `json:"payment"` // zero: any payment of the subject
	Amount      money.Amount `json:"amount"`
	Reason      string       `json:"reason"`
	Key         string       `json:"key"`
}

// RefundSucceeded says that money went back to the payer.
type RefundSucceeded struct {
	PaymentFacts
	Refund       ident.Raw    `json:"refund"`
	RefundAmount money.Amount `json:"refundAmount"`
	Reason       string       `json:"reason"`
	By           string       `json:"by,omitempty"` // how somebody handed it back: "cash", "cheque", "transfer"; "": the provider, or nobody said
}

// RefundFailed says that money could not go back; somebody must look.
type RefundFailed struct {
	PaymentFacts
	Refund       ident.Raw    `json:"refund"`
	RefundAmount money.Amount `json:"refundAmount"`
	Reason       string       `json:"reason"`
}

// EventName implements Event.
func (PaymentRequired) EventName() string { return "payments.payment_required.v1" }

// EventName implements Event.
func (PaymentSucceeded) EventName() string { return "payments.payment_succeeded.v1" }

// EventName implements Event.
func (PaymentFailed) EventName() string { return "payments.payment_failed.v1" }

// EventName implements Event.
func (PaymentCancelled) EventName() string { return "payments.payment_cancelled.v1" }

// EventName implements Event.
func (RefundDue) EventName() string { return "payments.refund_due.v1" }

// EventName implements Event.
func (RefundSucceeded) EventName() string { return "payments.refund_succeeded.v1" }

// EventName implements Event.
func (RefundFailed) EventName() string { return "payments.refund_failed.v1" }

// EventName implements Event.
func (PaymentProcessing) EventName() string { return "payments.payment_processing.v1" }

// EventName implements Event.
func (PaymentAuthorized) EventName() string { return "payments.payment_authorized.v1" }

// EventName implements Event.
func (PaymentCaptureFailed) EventName() string { return "payments.capture_failed.v1" }

// EventName implements Event.
func (PaymentDisputed) EventName() string { return "payments.payment_disputed.v1" }

// EventName implements Event.
func (DisputeClosed) EventName() string { return "payments.dispute_closed.v1" }
