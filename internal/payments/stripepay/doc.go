// Package stripepay is the driver for Stripe: hosted payment pages (Checkout) over PaymentIntents with the payment methods
// that the account has switched on, holds with manual capture, cards kept by SetupIntents and charged off session,
// refunds, disputes, and webhooks by Stripe-Signature.
//
// It speaks Stripe's HTTP API itself (docs/adr tells why) and keeps nothing: every call carries an idempotency key that
// follows from ours, and what is ours at Stripe bears our identifiers in its metadata. It knows no tenant: it is made of
// the keys of one. Start with driver.go; events.go reads webhooks, wire.go holds the shapes.
package stripepay
