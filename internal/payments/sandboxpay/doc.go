// Package sandboxpay is a payment provider that needs no contract: a hosted payment page, test cards, three-domain-secure
// challenges, refunds, and webhooks that are signed and sent over real HTTP, late, twice or early when the card says so.
//
// It plays the other side of the wire faithfully and knows nothing of Comptoir but the Driver port; it moves no money.
// Start with cards.go (what each card does), then driver.go.
package sandboxpay
