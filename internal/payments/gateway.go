package payments

import (
	"context"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
)

// Checkout is where a payer goes to pay.
type Checkout struct {
	Reference string // the provider's name of the payment
	URL       string
}

// CheckoutRequest asks a provider for a hosted payment page. PaymentID is the idempotency key: asked twice, the provider
// answers the same checkout.
type CheckoutRequest struct {
	PaymentID   PaymentID
	Amount      money.Amount
	Description string
	Payer       Payer
	ReturnURL   string // where the provider sends the payer afterwards
	Mode        Mode   // Charge takes the money, Hold only blocks it, Card only keeps the card
	Keep        bool   // with Charge: the card is kept too, where the provider can; NotifySucceeded then names it
}

// CaptureRequest asks a provider for money that was held, or from a card that was kept; PaymentID and Key together are
// the idempotency key.
type CaptureRequest struct {
	PaymentID   PaymentID
	Key         string
	Reference   string
	Mode        Mode
	Instrument  string // of a kept card
	Amount      money.Amount
	Description string
}

// RefundRequest asks a provider to send money back; RefundID is the idempotency key.
type RefundRequest struct {
	RefundID  RefundID
	PaymentID PaymentID
	Reference string
	Amount    money.Amount
	Reason    string
}

// Message is a webhook call as it came in: the raw bytes that were signed, never re-encoded JSON.
type Message struct {
	Header map[string][]string // canonical names
	Body   []byte
}

// Faults of gateways.
var (
	ErrSignature   = fault.Define(fault.Unauthenticated, "payments.bad_signature", "the signature does not match the message")
	ErrTooOld      = fault.Define(fault.Unauthenticated, "payments.signature_too_old", "the message was signed too long ago")
	ErrBadMessage  = fault.Define(fault.Malformed, "payments.malformed_message", "this is not a notification of the provider")
	ErrNoProvider  = fault.Define(fault.NotFound, "payments.unknown_provider", "no such payment provider here")
	ErrNoneChosen  = fault.Define(fault.Conflict, "payments.none_chosen", "this business takes no payments online: it has chosen no payment provider")
	ErrNoHolds     = fault.Define(fault.Conflict, "payments.no_holds", "this provider can neither hold money nor keep a card")
	ErrRefused     = fault.Define(fault.Conflict, "payments.refused_by_provider", "the payment provider does not accept this")
	ErrGatewayAway = fault.Define(fault.Unavailable, "payments.provider_unavailable", "the payment provider does not answer; try again in a moment")
)

// SignatureTolerance is how old a signed webhook may be (Stripe's and Standard Webhooks' figure).
const SignatureTolerance = 5 * time.Minute

// Driver is what a provider's adapter does; every call is idempotent by the identifier in its request, and returns
// ErrGatewayAway when the provider did not answer. Drivers pass the suite in paymentstest.
type Driver interface {
	// Name is stored with each payment: "sandbox", "stripe".
	Name() string
	// Checkout opens a hosted payment page.
	Checkout(ctx context.Context, r CheckoutRequest) (Checkout, error)
	// Refund sends money back, and says what became of it so far (kind "" when it is still on its way).
	Refund(ctx context.Context, r RefundRequest) (Notification, error)
	// Ask returns what the provider knows of the payment now.
	Ask(ctx context.Context, reference string) (Notification, error)
	// Close makes an open checkout unpayable; the answer is the truth (it may have been paid meanwhile).
	Close(ctx context.Context, reference string) (Notification, error)
	// Statement lists what moved at the provider between two moments, for the comparison with what is stored here. A driver
	// lists a movement in every window that holds the moment at which its payment was opened.
	Statement(ctx context.Context, from, to time.Time) ([]Movement, error)
	// Verify checks a webhook's signature and age, and reads it. It returns ErrSignature, ErrTooOld or ErrBadMessage.
	Verify(ctx context.Context, m Message, now time.Time) (Notification, error)
}

// Reopener is a driver of a provider on whose pages one refused card is the end: Checkout, asked again for a payment that has
// failed, opens another page under the same reference.
type Reopener interface {
	Driver
	Reopens() bool
}

// Mortal is a driver of a provider whose payment pages die by themselves.
type Mortal interface {
	Driver
	// PageLife is for how long a page that was opened can be paid on.
	PageLife() time.Duration
}

// Late is a driver of a provider whose statement lists a movement some time after it was made.
type Late interface {
	Driver
	// Lateness is how long that may be.
	Lateness() time.Duration
}

// Holder is a driver that can block money and take it later, in whole or in part, or keep a card and charge it when its
// owner is away.
type Holder interface {
	Driver
	// Capture takes money and says what became of it. A bank that wants to see the card's owner answers with NotifyFailed
	// and FailureOwnerNeeded. Close on a payment that is held lets the money go.
	Capture(ctx context.Context, r CaptureRequest) (Notification, error)
}
