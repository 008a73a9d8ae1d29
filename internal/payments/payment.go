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
	Authorized     Status = "authorized"      // the provider holds the money for us
	Succeeded      Status = "succeeded"
	Failed         Status = "failed"
	Cancelled      Status = "cancelled"
)

// Statuses lists every state, for filters.
func Statuses() []Status { return []Status{RequiresAction, Authorized, Succeeded, Failed, Cancelled} }

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
	Status      Status
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
	check.That(c.Subject.Kind != "" && !c.Subject.ID.IsZero(), "subject", "required", "say what is paid for")
	if err := check.Err(); err != nil {
		return nil, err
	}
	return &Payment{s: PaymentState{ID: id, Key: c.Key, Subject: c.Subject, Purpose: c.Purpose, Description: c.Description,
		Payer: c.Payer, Amount: c.Amount, Status: RequiresAction, Provider: provider, ReturnURL: c.ReturnURL,
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
	return p.s.Subject == c.Subject && p.s.Amount == c.Amount && p.s.Purpose == c.Purpose
}

// CheckoutOpened records where the payer must go.
func (p *Payment) CheckoutOpened(c Checkout, now time.Time) {
	if p.s.Reference != "" {
		return
	}
	p.s.Reference, p.s.CheckoutURL, p.s.UpdatedAt = c.Reference, c.URL, now
	p.news = append(p.news, event.PaymentRequired{PaymentFacts: p.facts(), CheckoutURL: ""})
}

// Cancel closes a payment that nobody has made yet. A payment already made is left alone and ErrNotPayable returned.
func (p *Payment) Cancel(now time.Time) error {
	switch p.s.Status {
	case Cancelled:
		return nil
	case Succeeded:
		return ErrNotPayable
	}
	p.s.Status, p.s.UpdatedAt = Cancelled, now
	p.news = append(p.news, event.PaymentCancelled{PaymentFacts: p.facts()})
	return nil
}

// Learn applies what the provider says. Notifications may come late, twice and in any order: what is already known
// changes nothing, a success is never undone by an older failure, and a success after a cancellation counts (the trade
// decides what to do with money that came too late).
func (p *Payment) Learn(n Notification, now time.Time) {
	switch n.Kind {
	case NotifySucceeded:
		if p.s.Status == Succeeded {
			return
		}
		p.s.Status, p.s.Failure = Succeeded, ""
		p.news = append(p.news, event.PaymentSucceeded{PaymentFacts: p.facts()})
	case NotifyAuthorized:
		if p.s.Status != RequiresAction && p.s.Status != Failed {
			return
		}
		p.s.Status, p.s.Failure = Authorized, ""
	case NotifyFailed:
		if p.s.Status != RequiresAction && p.s.Status != Failed || p.s.Failure == n.Failure && p.s.Status == Failed {
			return
		}
		p.s.Status, p.s.Failure = Failed, n.Failure
		p.news = append(p.news, event.PaymentFailed{PaymentFacts: p.facts(), Reason: n.Failure})
	case NotifyCancelled:
		if p.s.Status == Succeeded || p.s.Status == Cancelled {
			return
		}
		p.s.Status = Cancelled
		p.news = append(p.news, event.PaymentCancelled{PaymentFacts: p.facts()})
	case NotifyRefundSucceeded, NotifyRefundFailed:
		if !p.learnRefund(n) {
			return
		}
	default:
		return
	}
	p.s.UpdatedAt = now
}

// learnRefund reports whether the notification told anything new.
func (p *Payment) learnRefund(n Notification) bool {
	i := slices.IndexFunc(p.s.Refunds, func(r Refund) bool { return r.ID == n.Refund })
	if i < 0 || p.s.Refunds[i].Status == RefundSucceeded {
		return false
	}
	r := &p.s.Refunds[i]
	if n.Kind == NotifyRefundSucceeded && r.Status == RefundFailed && r.Amount.Cmp(p.Refundable()) > 0 {
		// It was called failed, the money was promised again, and now it is said to have gone after all. Both cannot be:
		// the books keep to what was promised, and a person must look at the provider's.
		if r.Failure == FailureContradicted {
			return false
		}
		r.Reference, r.Failure = n.RefundReference, FailureContradicted
		p.news = append(p.news, event.RefundFailed{PaymentFacts: p.facts(), Refund: r.ID.Raw(), RefundAmount: r.Amount, Reason: FailureContradicted})
		return true
	}
	if n.Kind == NotifyRefundSucceeded {
		r.Status, r.Reference, r.Failure = RefundSucceeded, n.RefundReference, ""
		p.news = append(p.news, event.RefundSucceeded{PaymentFacts: p.facts(), Refund: r.ID.Raw(), RefundAmount: r.Amount, Reason: r.Reason})
		return true
	}
	if r.Status == RefundFailed {
		return false
	}
	r.Status, r.Failure = RefundFailed, n.Failure
	p.news = append(p.news, event.RefundFailed{PaymentFacts: p.facts(), Refund: r.ID.Raw(), RefundAmount: r.Amount, Reason: n.Failure})
	return true
}

// Refundable returns what could still go back: the amount paid less what went back or is on its way.
func (p *Payment) Refundable() money.Amount {
	if p.s.Status != Succeeded {
		return money.Zero(p.s.Amount.Currency())
	}
	left := p.s.Amount
	for _, r := range p.s.Refunds {
		if r.Status != RefundFailed {
			left = left.Sub(r.Amount)
		}
	}
	return left
}

// Refund promises part of the money back. The same key is the same refund. It returns ErrNotRefundable when less is left.
func (p *Payment) Refund(id RefundID, amount money.Amount, reason, key string, now time.Time) (Refund, error) {
	for _, r := range p.s.Refunds {
		if r.Key == key {
			return r, nil
		}
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
	return event.PaymentFacts{Payment: p.s.ID.Raw(), SubjectKind: p.s.Subject.Kind, Subject: p.s.Subject.ID,
		Purpose: p.s.Purpose, Amount: p.s.Amount, Provider: p.s.Provider, Reference: p.s.Reference}
}
