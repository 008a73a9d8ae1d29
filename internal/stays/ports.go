package stays

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
)

// Payments takes the guest's money. Refunds are not asked for here: event.RefundDue is.
type Payments interface {
	// Open returns a payment that waits for its payer. Same Key, same payment. It is never called inside Store.Write.
	// Errors: fault.Unavailable when payments do not answer, ErrNoOnlinePayment when the business takes none online.
	Open(ctx context.Context, c Charge) (PaymentView, error)
	// Take notes money that was handed over, and lets open payments of the reservation be closed. Same Key, same payment.
	// It refuses a method or a note with fault.Invalid and the field named. It is never called inside Store.Write.
	Take(ctx context.Context, t Taking) (PaymentView, error)
	// PaysOnline reports whether Open could open a payment: whether the business has chosen a provider.
	PaysOnline(ctx context.Context) (bool, error)
	// KeepsCards reports whether a card could be kept for later parts of a price.
	KeepsCards(ctx context.Context) (bool, error)
	// ChargeLater charges the card that a payment kept, its owner away; what becomes of it is told like of any payment.
	// Same Key, same charge. ErrUnderWay: the guest is paying for the same himself, nothing was charged. ErrNoCard: the
	// card is gone. It is never called inside Store.Write.
	ChargeLater(ctx context.Context, c Charge, card ident.Raw) error
}

// ErrUnderWay says that another payment of the same reservation is on its way.
var ErrUnderWay = fault.Define(fault.Conflict, "stays.payment_under_way", "another payment for this stay is on its way; look again in some minutes")

// Charge asks for a payment.
type Charge struct {
	Key         string // idempotency: "stays/<reservation>/<purpose>/…"
	Reservation ReservationID
	Reference   string
	Purpose     string // Purpose…
	Amount      money.Amount
	Description string // in the payer's language
	PayerName   string
	PayerEmail  contact.Email
	Locale      string
	ReturnURL   string
	ExpiresAt   time.Time // zero: never
	Keep        bool      // the guest agreed that his card is kept
}

// Taking is money that somebody of the agency has received.
type Taking struct {
	Charge
	Method string
	Note   string
}

// PaymentView is a payment as its payer sees it.
type PaymentView struct {
	ID          ident.Raw
	Amount      money.Amount
	Status      string
	CheckoutURL string
}

// Links makes what a guest's mails and pages point to. Tokens are derived from a server key, never stored.
type Links interface {
	// ManageToken returns the management token of a reservation's link of that number: always the same one. Links are
	// numbered from 0; a renewed link has the next number.
	ManageToken(tenant access.TenantID, id ReservationID, number int) string
	// ReturnURL returns where the payer comes back to.
	ReturnURL(ctx context.Context, token string) string
}
