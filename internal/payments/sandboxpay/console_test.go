package sandboxpay_test

import (
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
	"comptoir/internal/payments/paymentstest"
	"comptoir/internal/payments/sandboxpay"
	"comptoir/internal/platform/jobs/jobstest"
)

// A bank contests a payment, reads the evidence and decides; each is learnt by a signed notification, once, and while it
// lasts nothing can be refunded. A decided dispute may be followed by another.
func TestAPaymentIsContested(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.open("k", 5000)
	fails := func(err error, want error) {
		t.Helper()
		if fault.CodeOf(err) != fault.CodeOf(want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
	stands := func(status payments.DisputeStatus, standing payments.Status) {
		t.Helper()
		jobstest.Settle(t, w.ctx, w.queue)
		if s := w.state(v.ID); s.Dispute.Status != status || s.Standing() != standing {
			t.Errorf("the dispute is %q, the payment %s; want %q, %s", s.Dispute.Status, s.Standing(), status, standing)
		}
	}
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	fails(w.sandbox.Dispute(w.ctx, v.Reference, "fraudulent"), sandboxpay.ErrNotDisputable)
	w.pay(v, good.Number)
	w.settled(v.ID, payments.Succeeded, 1)
	fails(w.sandbox.MoveDispute(w.ctx, v.Reference, "won"), sandboxpay.ErrNoDispute)
	fails(w.sandbox.Dispute(w.ctx, v.Reference, "boredom"), fault.ErrInvalid)
	do(w.sandbox.Dispute(w.ctx, v.Reference, "product_not_received"))
	fails(w.sandbox.Dispute(w.ctx, v.Reference, "fraudulent"), sandboxpay.ErrNotDisputable)
	stands(payments.DisputeOpen, payments.Disputed)
	if d := w.state(v.ID).Dispute; d.Reason != "product_not_received" || d.Amount != money.New(5000, "EUR") || !d.Due.After(w.clock.Now()) {
		t.Errorf("%+v", d)
	}
	if n, err := w.sandbox.Refund(w.ctx, payments.RefundRequest{PaymentID: v.ID, Amount: money.New(100, "EUR")}); err != nil || n.Kind != payments.NotifyRefundFailed || n.Failure != "charge_disputed" {
		t.Errorf("a contested payment was refunded: %+v (%v)", n, err)
	}
	do(w.sandbox.MoveDispute(w.ctx, v.Reference, "under_review"))
	fails(w.sandbox.MoveDispute(w.ctx, v.Reference, "under_review"), sandboxpay.ErrNoDispute)
	stands(payments.DisputeReview, payments.Disputed)
	do(w.sandbox.MoveDispute(w.ctx, v.Reference, "won"))
	stands(payments.DisputeWon, payments.Succeeded)
	w.clock.Advance(time.Hour)
	do(w.sandbox.Dispute(w.ctx, v.Reference, "duplicate"))
	do(w.sandbox.MoveDispute(w.ctx, v.Reference, "lost"))
	stands(payments.DisputeLost, payments.Disputed)
	if opened, closed := w.announced(event.PaymentDisputed{}.EventName()), w.announced(event.DisputeClosed{}.EventName()); opened != 2 || closed != 2 {
		t.Errorf("%d disputes announced and %d ends, want 2 and 2", opened, closed)
	}
}

// The bank of a kept card says once what it was told to say, at the next charge of that very card.
func TestAKeptCardIsRefusedNextTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	keep := func(key string) payments.View {
		ask := paymentstest.Wanted(key, 5000)
		ask.Keep = true
		v, err := w.payments.Open(w.ctx, ask)
		if err != nil {
			t.Fatal(err)
		}
		w.pay(v, good.Number)
		jobstest.Settle(t, w.ctx, w.queue)
		return v
	}
	one, other := keep("one"), keep("other")
	plain := w.open("plain", 100)
	w.pay(plain, good.Number)
	if err := w.sandbox.Next(w.ctx, plain.Reference, "declined"); fault.CodeOf(err) != "sandbox.no_kept_card" {
		t.Errorf("a payment without a card: %v", err)
	}
	charge := func(of payments.View, key string) payments.PaymentState {
		t.Helper()
		v, err := w.payments.ChargeLater(w.ctx, payments.ChargeLater{Key: key, Card: of.ID, Subject: of.Subject, Purpose: "balance", Amount: money.New(700, "EUR")})
		if err != nil {
			t.Fatal(err)
		}
		jobstest.Settle(t, w.ctx, w.queue)
		return w.state(v.ID)
	}
	for i, c := range []struct{ say, want string }{{"declined", "card_declined"}, {"owner", payments.FailureOwnerNeeded}} {
		if err := w.sandbox.Next(w.ctx, one.Reference, c.say); err != nil {
			t.Fatal(err)
		}
		key := string(rune('a' + i))
		if s := charge(other, "other-"+key); s.Status != payments.Succeeded {
			t.Errorf("%s: another card was refused: %s %s", c.say, s.Status, s.Failure)
		}
		if s := charge(one, key); s.Status != payments.Failed || s.Failure != c.want {
			t.Errorf("%s: %s %q", c.say, s.Status, s.Failure)
		}
		if s := charge(one, key+"-again"); s.Status != payments.Succeeded {
			t.Errorf("%s: said twice: %s %s", c.say, s.Status, s.Failure)
		}
	}
}
