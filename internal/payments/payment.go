package payments

import (
	"slices"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
)

// PaymentID names a payment.
type PaymentID = ident.ID[Payment]

// RefundID names a refund.
type RefundID = ident.ID[Refund]

// Status is the state of a payment.
type Status string

// The states. A payment that failed may be tried again; succeeded and cancelled are final for the payment itself,
// but a success always wins: money that arrived is money, whatever was believed before.
const (
	RequiresAction Status = "requires_action" // open: the payer must act at the provider
	Processing     Status = "processing"      // the payer has done his part; the bank needs hours or days (SEPA debit)
	Authorized     Status = "authorized"      // the provider holds the money for us, or keeps the card
	Succeeded      Status = "succeeded"
	Failed         Status = "failed"
	Cancelled      Status = "cancelled"
)

// Statuses lists every state, for filters.
func Statuses() []Status {
	return []Status{RequiresAction, Processing, Authorized, Succeeded, Failed, Cancelled}
}

// Standings that a payment reaches after its success: where it stands for a reader, all told. Before, its standing is
// its status.
const (
	PartlyCaptured Status = "partly_captured" // less than was held was taken; the rest is free again
	PartlyRefunded Status = "partly_refunded"
	Refunded       Status = "refunded" // all that came in went back, or is on its way
	Disputed       Status = "disputed" // the payer's bank has taken the money back, or wants to
)

// Standings lists every standing, for filters.
func Standings() []Status {
	return append(Statuses(), PartlyCaptured, PartlyRefunded, Refunded, Disputed)
}

// Mode says how a payment takes its money.
type Mode string

// The modes.
const (
	Charge Mode = ""      // at once
	Hold   Mode = "hold"  // blocks it; Capture takes it
	Card   Mode = "card"  // keeps the card; Capture charges it
	Later  Mode = "later" // charges a card that an earlier payment kept, its owner away; see ChargeLater
)

// DisputeStatus is the state of the last dispute.
type DisputeStatus string

// The states of a dispute.
const (
	DisputeNone   DisputeStatus = ""
	DisputeOpen   DisputeStatus = "open"         // the provider waits for evidence
	DisputeReview DisputeStatus = "under_review" // the payer's bank reads it
	DisputeWon    DisputeStatus = "won"
	DisputeLost   DisputeStatus = "lost"
)

// Dispute is money that a payer's bank wants back.
type Dispute struct {
	Reference string // the provider's
	Status    DisputeStatus
	Amount    money.Amount
	Reason    string
	Due       time.Time // until when the provider takes evidence; zero: it did not say
}

// Running reports whether nobody has decided yet.
func (d Dispute) Running() bool { return d.Status == DisputeOpen || d.Status == DisputeReview }

// CaptureStatus is the state of a capture that was asked for.
type CaptureStatus string

// The states of a capture.
const (
	CaptureNone    CaptureStatus = ""
	CapturePending CaptureStatus = "pending"
	CaptureDone    CaptureStatus = "done"
	CaptureFailed  CaptureStatus = "failed"
)

// Capture is the taking of held money: it is promised once, then sent until the provider has answered.
type Capture struct {
	Status CaptureStatus
	Amount money.Amount
	Reason string
	Key    string
}

// RefundStatus is the state of a refund.
type RefundStatus string

// The states of a refund.
const (
	RefundPending   RefundStatus = "pending"
	RefundSucceeded RefundStatus = "succeeded"
	RefundFailed    RefundStatus = "failed"
)

// FailureContradicted marks a refund that the provider first called failed and, after the money had been promised in
// another refund, called successful: more would have gone back than came in.
const FailureContradicted = "contradicted"

// Faults of payments.
var (
	ErrUnknown       = fault.Define(fault.NotFound, "payments.unknown_payment", "no such payment")
	ErrNotPayable    = fault.Define(fault.Conflict, "payments.not_payable", "this payment can no longer be made")
	ErrNotRefundable = fault.Define(fault.Conflict, "payments.not_refundable", "more was asked back than was paid")
	ErrNotHeld       = fault.Define(fault.Conflict, "payments.not_held", "no money is held for this payment, or it was taken already")
	ErrKeyReused     = fault.Define(fault.Conflict, "payments.key_reused", "this key already names another payment")
	ErrStale         = fault.Define(fault.Conflict, "payments.stale", "the payment changed meanwhile; look again")
)

// Subject is what a payment pays for, in the words of the trade that asked for it.
type Subject struct {
	Kind string // "stays.reservation"
	ID   ident.Raw
}

// Payer is who pays, as the provider's page shows it.
type Payer struct {
	Name   string
	Email  contact.Email
	Locale string
}

// Refund is money on its way back, or back.
type Refund struct {
	ID        RefundID
	Amount    money.Amount
	Status    RefundStatus
	Reason    string
	Key       string // makes it happen once
	Reference string // the provider's
	Failure   string // the provider's code, when it failed
	At        time.Time
}

// PaymentState is everything that is stored of a payment.
type PaymentState struct {
	ID          PaymentID
	Key         string // of the trade that opened it: the same key never opens two
	Subject     Subject
	Purpose     string
	Description string
	Payer       Payer
	Amount      money.Amount
	Mode        Mode
	Status      Status
	ToldAt      time.Time    // the provider's clock at what it last said of an attempt
	Captured    money.Amount // what came in; zero before
	Capture     Capture
	HeldUntil   time.Time // when the hold ends by itself; zero: never, or none
	Instrument  string    // the provider's name of the kept card
	Keep        bool      // the payer agreed that his card is kept for later payments
	CardName    string    // of a kept card, as its owner knows it: "Visa •••• 4242"
	Dispute     Dispute
	Provider    string
	Reference   string // the provider's; "" until the checkout exists
	CheckoutURL string
	ReturnURL   string
	Failure     string // the last attempt's code
	Refunds     []Refund
	CreatedAt   time.Time
	UpdatedAt   time.Time
	Version     int
}

// Payment is a sum asked for and what became of it.
type Payment struct {
	s    PaymentState
	news []event.Event
}

// NewPayment asks for a positive amount.
func NewPayment(id PaymentID, c OpenPayment, provider string, now time.Time) (*Payment, error) {
	var check fault.Check
	check.That(c.Amount.IsPositive(), "amount", "not_positive", "an amount above zero is needed")
	check.That(c.Amount.Currency().Valid(), "amount.currency", "unknown_currency", "an ISO 4217 currency is needed")
	check.That(c.Key != "", "key", "required", "a key is needed")
	check.That(c.Mode == Charge || c.Mode == Hold || c.Mode == Card, "mode", "unknown_mode", "charge, hold or card")
	check.That(c.Subject.Kind != "" && !c.Subject.ID.IsZero(), "subject", "required", "say what is paid for")
	if err := check.Err(); err != nil {
		return nil, err
	}
	return &Payment{s: PaymentState{ID: id, Key: c.Key, Subject: c.Subject, Purpose: c.Purpose, Description: c.Description,
		Payer: c.Payer, Amount: c.Amount, Mode: c.Mode, Keep: c.Keep && c.Mode == Charge, Captured: money.Zero(c.Amount.Currency()), Status: RequiresAction, Provider: provider, ReturnURL: c.ReturnURL,
		CreatedAt: now, UpdatedAt: now}}, nil
}

// Restore gives back a stored payment; stores and tests only.
func Restore(s PaymentState) *Payment {
	s.Refunds = slices.Clone(s.Refunds) // what the caller keeps, as the state before, stays as it was
	return &Payment{s: s}
}

// State returns a copy of what is stored.
func (p *Payment) State() PaymentState {
	s := p.s
	s.Refunds = slices.Clone(s.Refunds)
	return s
}

// TakeEvents returns what happened since the last call; the store appends it when it saves.
func (p *Payment) TakeEvents() []event.Event {
	news := p.news
	p.news = nil
	return news
}

// Same reports whether a second request with the same key asks for the same payment.
func (p *Payment) Same(c OpenPayment) bool {
	return p.s.Subject == c.Subject && p.s.Amount == c.Amount && p.s.Purpose == c.Purpose && p.s.Mode == c.Mode
}

// CheckoutOpened records where the payer must go.
func (p *Payment) CheckoutOpened(c Checkout, now time.Time) {
	if p.s.Reference != "" {
		if p.s.Status == Failed && p.s.Reference == c.Reference && p.s.CheckoutURL != c.URL { // another page for another card
			p.s.CheckoutURL, p.s.UpdatedAt = c.URL, now
		}
		return
	}
	p.s.Reference, p.s.CheckoutURL, p.s.UpdatedAt = c.Reference, c.URL, now
	p.news = append(p.news, event.PaymentRequired{PaymentFacts: p.facts(), CheckoutURL: ""})
}

// Refundable returns what could still go back: the amount paid less what went back or is on its way, and less what the
// payer's bank has taken for a dispute that is not won.
func (p *Payment) Refundable() money.Amount {
	if p.s.Status != Succeeded {
		return money.Zero(p.s.Amount.Currency())
	}
	left := p.s.Captured
	if d := p.s.Dispute; d.Running() || d.Status == DisputeLost {
		left = left.Sub(d.Amount) // the payer's bank has it
	}
	for _, r := range p.s.Refunds {
		if r.Status != RefundFailed {
			left = left.Sub(r.Amount)
		}
	}
	if left.IsNegative() {
		return money.Zero(left.Currency())
	}
	return left
}

// Refund promises part of the money back. The same key is the same refund: ErrKeyReused when it is asked for with another
// amount or reason. It returns ErrNotRefundable when less is left.
func (p *Payment) Refund(id RefundID, amount money.Amount, reason, key string, now time.Time) (Refund, error) {
	for _, r := range p.s.Refunds {
		if r.Key != key {
			continue
		}
		if r.Amount != amount || r.Reason != reason {
			return Refund{}, ErrKeyReused.On("key", "other_refund", "this key already names a refund of "+r.Amount.String()+": another refund needs a key of its own")
		}
		return r, nil
	}
	if !amount.IsPositive() || amount.Cmp(p.Refundable()) > 0 {
		return Refund{}, ErrNotRefundable
	}
	r := Refund{ID: id, Amount: amount, Status: RefundPending, Reason: reason, Key: key, At: now}
	p.s.Refunds = append(p.s.Refunds, r)
	p.s.UpdatedAt = now
	return r, nil
}

func (p *Payment) facts() event.PaymentFacts {
	amount := p.s.Amount
	if p.s.Status == Succeeded {
		amount = p.s.Captured
	}
	return event.PaymentFacts{Payment: p.s.ID.Raw(), SubjectKind: p.s.Subject.Kind, Subject: p.s.Subject.ID,
		Purpose: p.s.Purpose, Amount: amount, Provider: p.s.Provider, Reference: p.s.Reference}
}
