// Package payments takes a business's customers' money and gives it back: it opens payments at a provider, believes only
// what the provider says (signed notifications, in any order, or its answer when asked), and sends refunds.
//
// It does not know what is paid for: a trade names a subject ("stays.reservation") and recognises it again in the
// events. It keeps no accounts: the ledger listens. Start with payment.go (the state machine), then gateway.go (what a
// provider's driver must do) and payments.go (the use cases).
package payments
