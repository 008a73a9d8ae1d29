// Package paypalpay is the driver for PayPal: payment pages of the Orders API (v2), captured when the payer has approved
// them, refunds, and webhooks that PayPal itself verifies.
//
// It keeps nothing: each call carries a PayPal-Request-Id that follows from ours, and orders bear our identifier. PayPal
// can hold money only for three days and keeps no card for us, so it takes no security deposits. Start with driver.go.
package paypalpay
