package payments

import (
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
)

// Step is one thing that happened to a payment, for its readers.
type Step struct {
	What   string       // "opened", "authorized", "capture_asked", "refund_asked", …
	Amount money.Amount // zero where none belongs to it
	Detail string       // a reason, or a provider's code
	By     string       // the person, or "" for the program and the provider
	At     time.Time
}

// Steps tells what changed between two states of a payment with the events that the change recorded. before is nil for
// a new payment.
func Steps(before *PaymentState, after PaymentState, news []event.Event, by string) (steps []Step) {
	add := func(what string, amount money.Amount, detail, by string) {
		steps = append(steps, Step{What: what, Amount: amount, Detail: detail, By: by, At: after.UpdatedAt})
	}
	if before == nil {
		add("opened", after.Amount, string(after.Mode), "")
		before = &PaymentState{}
	}
	if after.Capture.Status == CapturePending && before.Capture.Key != after.Capture.Key {
		add("capture_asked", after.Capture.Amount, after.Capture.Reason, by)
	}
	for _, r := range after.Refunds[min(len(before.Refunds), len(after.Refunds)):] {
		add("refund_asked", r.Amount, r.Reason, by)
	}
	for _, e := range news {
		switch e := e.(type) {
		case event.PaymentProcessing:
			add("processing", e.Amount, "", "")
		case event.PaymentAuthorized:
			add("authorized", e.Amount, "", "")
		case event.PaymentSucceeded:
			add("succeeded", e.Amount, "", "")
		case event.PaymentFailed:
			add("failed", money.Amount{}, e.Reason, "")
		case event.PaymentCancelled:
			add("cancelled", money.Amount{}, "", by)
		case event.PaymentCaptureFailed:
			add("capture_failed", e.CaptureAmount, e.Reason, "")
		case event.RefundSucceeded:
			add("refunded", e.RefundAmount, "", "")
		case event.RefundFailed:
			add("refund_failed", e.RefundAmount, e.Reason, "")
		case event.PaymentDisputed:
			add("disputed", e.DisputeAmount, e.Reason, "")
		case event.DisputeClosed:
			what := "dispute_lost"
			if e.Won {
				what = "dispute_won"
			}
			add(what, e.DisputeAmount, "", "")
		}
	}
	if after.Dispute.Status == DisputeReview && before.Dispute.Status != DisputeReview {
		add("dispute_review", after.Dispute.Amount, "", "")
	}
	return steps
}

// StoryOf tells what happened to a payment, oldest first.
type StoryOf struct{ ID PaymentID }

// Needs implements access.Guarded.
func (StoryOf) Needs() access.Permission { return PermReadPayments }

func (p *Payments) story(ctx context.Context, q StoryOf) ([]Step, error) {
	return p.store.Story(ctx, q.ID)
}
