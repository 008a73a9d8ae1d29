package payments

import (
	"slices"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/money"
)

// Learn applies what the provider says. Notifications may come late, twice and in any order: what is already known
// changes nothing, a success is never undone by an older failure, and a success after a cancellation counts (the trade
// decides what to do with money that came too late). Between a failure and an attempt that is under way the provider's
// clock decides; at the same moment the failure does, because the payer can then try again.
func (p *Payment) Learn(n Notification, now time.Time) {
	if n.At.IsZero() { // the answer to a question of ours
		if n.Kind == NotifyFailed && p.s.Status == Failed && p.s.Failure == n.Failure {
			return
		}
		n.At = now
	}
	changed := false
	switch n.Kind {
	case NotifyProcessing:
		changed = p.learnProcessing(n)
	case NotifySucceeded:
		changed = p.learnSuccess(n)
	case NotifyAuthorized:
		changed = p.learnHold(n)
	case NotifyFailed:
		changed = p.learnFailure(n)
	case NotifyCancelled:
		changed = p.learnEnd()
	case NotifyCaptureFailed:
		changed = p.learnNoCapture(n)
	case NotifyRefundSucceeded, NotifyRefundFailed:
		changed = p.learnRefund(n)
	case NotifyDisputed, NotifyDisputeReview, NotifyDisputeWon, NotifyDisputeLost:
		changed = p.learnDispute(n)
	}
	if changed {
		p.s.UpdatedAt = now
	}
}

func (p *Payment) trying() bool {
	return p.s.Status == RequiresAction || p.s.Status == Processing || p.s.Status == Failed
}

func (p *Payment) learnProcessing(n Notification) bool {
	if !p.trying() || p.s.Status == Processing || !n.At.After(p.s.ToldAt) {
		return false
	}
	p.s.Status, p.s.Failure, p.s.ToldAt = Processing, "", n.At
	p.news = append(p.news, event.PaymentProcessing{PaymentFacts: p.facts()})
	return true
}

func (p *Payment) learnFailure(n Notification) bool {
	if !p.trying() || n.At.Before(p.s.ToldAt) {
		return false
	}
	known := p.s.Status == Failed && p.s.Failure == n.Failure
	told := n.At.After(p.s.ToldAt)
	p.s.Status, p.s.Failure, p.s.ToldAt = Failed, n.Failure, n.At
	if p.s.Mode == Later {
		p.s.Capture.Status = CaptureFailed
	}
	if !known {
		p.news = append(p.news, event.PaymentFailed{PaymentFacts: p.facts(), Reason: n.Failure, Later: p.s.Mode == Later})
	}
	return !known || told
}

func (p *Payment) learnHold(n Notification) bool {
	if !p.trying() {
		return false
	}
	p.s.Status, p.s.Failure, p.s.HeldUntil = Authorized, "", n.Until
	if n.Instrument != "" {
		p.s.Instrument = n.Instrument
	}
	p.news = append(p.news, event.PaymentAuthorized{PaymentFacts: p.facts(), Saved: p.s.Mode == Card, Until: n.Until})
	return true
}

func (p *Payment) learnSuccess(n Notification) bool {
	if p.s.Status == Succeeded || n.Captured.IsNegative() || n.Captured.IsPositive() && n.Captured.Currency() != p.s.Amount.Currency() {
		return false // money of another currency is not what was asked for: the nightly comparison shows it
	}
	p.s.Status, p.s.Failure, p.s.Captured = Succeeded, "", p.s.Amount
	if n.Captured.IsPositive() {
		p.s.Captured = money.Min(n.Captured, p.s.Amount) // who is said to have paid more than he was asked for has paid that: the comparison shows the rest
	}
	if p.s.Mode != Charge {
		p.s.Capture.Status, p.s.Capture.Amount = CaptureDone, p.s.Captured
	}
	if p.s.Keep && n.Instrument != "" {
		p.s.Instrument, p.s.CardName = n.Instrument, n.Card
	}
	p.news = append(p.news, event.PaymentSucceeded{PaymentFacts: p.facts(), Reason: p.s.Capture.Reason, Card: p.s.CardName, Later: p.s.Mode == Later})
	return true
}

// learnEnd: nothing more will come of it. A hold that ends before it was taken is told apart by its Capture.
func (p *Payment) learnEnd() bool {
	if p.s.Status == Succeeded || p.s.Status == Cancelled {
		return false
	}
	held := p.s.Status == Authorized && p.s.Capture.Status != CaptureFailed // after a failure the end is no news of its own
	p.s.Status = Cancelled
	if p.s.Capture.Status == CapturePending {
		p.s.Capture.Status, p.s.Failure = CaptureFailed, FailureHoldOver
		p.news = append(p.news, event.PaymentCaptureFailed{PaymentFacts: p.facts(), CaptureAmount: p.s.Capture.Amount, Reason: p.s.Failure})
	}
	p.news = append(p.news, event.PaymentCancelled{PaymentFacts: p.facts(), Held: held})
	return true
}

// forgotten reports whether a provider calls a payment gone only because it does not know it, with other keys or after a
// while: then it names nobody. Money that is under way comes all the same, or does not.
func (s PaymentState) forgotten(n Notification) bool {
	return n.Kind == NotifyCancelled && n.PaymentID.IsZero() && s.Status == Processing
}

func (p *Payment) learnNoCapture(n Notification) bool {
	if p.s.Status != Authorized || p.s.Capture.Status != CapturePending {
		return false
	}
	p.s.Capture.Status, p.s.Failure = CaptureFailed, n.Failure
	p.news = append(p.news, event.PaymentCaptureFailed{PaymentFacts: p.facts(), CaptureAmount: p.s.Capture.Amount, Reason: n.Failure})
	return true
}

// learnDispute keeps the last dispute. Its end may be told before its beginning: then both are announced, so that
// whoever keeps accounts sees the money go before it comes back.
func (p *Payment) learnDispute(n Notification) bool {
	d := &p.s.Dispute
	same := d.Reference == n.Dispute
	if same && (!d.Running() || n.Kind == NotifyDisputed || n.Kind == NotifyDisputeReview && d.Status == DisputeReview) {
		return false
	}
	if !same {
		if d.Running() && n.Kind == NotifyDisputed && d.Reference > n.Dispute {
			return false // two at once: a provider opens one at a time, so the older name is the older one
		}
		*d = Dispute{Reference: n.Dispute, Status: DisputeOpen, Amount: n.DisputeAmount, Reason: n.Failure, Due: n.DisputeDue}
		if most := p.atBank(); !d.Amount.IsPositive() || d.Amount.Currency() != most.Currency() || d.Amount.Cmp(most) > 0 {
			d.Amount = most // it names none, or one that this payment never brought
		}
		p.news = append(p.news, event.PaymentDisputed{PaymentFacts: p.facts(), Dispute: d.Reference, DisputeAmount: d.Amount, Reason: d.Reason})
	}
	switch n.Kind {
	case NotifyDisputeReview:
		d.Status = DisputeReview
		return true
	case NotifyDisputeWon:
		d.Status = DisputeWon
	case NotifyDisputeLost:
		d.Status = DisputeLost
	default:
		return true
	}
	p.news = append(p.news, event.DisputeClosed{PaymentFacts: p.facts(), Dispute: d.Reference, DisputeAmount: d.Amount, Won: d.Status == DisputeWon})
	return true
}

// atBank is the most that a payer's bank can take back: what came in, or was asked for while that is not known yet.
func (p *Payment) atBank() money.Amount {
	if p.s.Captured.IsPositive() {
		return p.s.Captured
	}
	return p.s.Amount
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
		p.news = append(p.news, event.RefundSucceeded{PaymentFacts: p.facts(), Refund: r.ID.Raw(), RefundAmount: r.Amount, Reason: r.Reason, By: string(n.HandedBy)})
		return true
	}
	if r.Status == RefundFailed {
		return false
	}
	r.Status, r.Failure = RefundFailed, n.Failure
	p.news = append(p.news, event.RefundFailed{PaymentFacts: p.facts(), Refund: r.ID.Raw(), RefundAmount: r.Amount, Reason: n.Failure})
	return true
}

// Standing says where the payment stands, all told: its status until money came in, then what became of the money.
func (s PaymentState) Standing() Status {
	switch {
	case s.Dispute.Running() || s.Dispute.Status == DisputeLost:
		return Disputed
	case s.Status != Succeeded:
		return s.Status
	}
	back := money.Zero(s.Amount.Currency())
	for _, r := range s.Refunds {
		if r.Status != RefundFailed {
			back = back.Add(r.Amount)
		}
	}
	switch {
	case back.IsPositive() && back.Cmp(s.Captured) >= 0:
		return Refunded
	case back.IsPositive():
		return PartlyRefunded
	case s.Captured.Cmp(s.Amount) < 0:
		return PartlyCaptured
	}
	return Succeeded
}
