package paymentstest

import (
	"testing"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
)

func statementAgrees(t *testing.T, h DriverHarness) {
	paid, open := request(4200), request(900)
	c := opened(t, h, paid)
	opened(t, h, open)
	h.Pay(t, c.Reference)
	refund := ident.Next[payments.Refund](&ids)
	if _, err := h.Driver.Refund(h.Ctx, payments.RefundRequest{RefundID: refund, PaymentID: paid.PaymentID, Reference: c.Reference, Amount: money.New(200, "EUR")}); err != nil {
		t.Fatal(err)
	}
	lines, err := h.Driver.Statement(h.Ctx, h.Now().Add(-time.Hour), h.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	var took, back int
	for _, m := range lines {
		switch {
		case m.PaymentID == open.PaymentID:
			t.Errorf("money that never came stands on the statement: %+v", m)
		case m.PaymentID != paid.PaymentID:
		case m.Kind == payments.NotifySucceeded && m.Amount == money.New(4200, "EUR"):
			took++
		case m.Kind == payments.NotifyRefundSucceeded && m.Refund == refund && m.Amount == money.New(200, "EUR"):
			back++
		default:
			t.Errorf("an unexpected line: %+v", m)
		}
	}
	if took != 1 || back != 1 {
		t.Errorf("%d receipts and %d refunds on the statement: %+v", took, back, lines)
	}
	if before, err := h.Driver.Statement(h.Ctx, h.Now().Add(-48*time.Hour), h.Now().Add(-24*time.Hour)); err != nil || len(before) != 0 {
		t.Errorf("a window before has %+v (%v)", before, err)
	}
}

func heldRequest(cents int64, mode payments.Mode) payments.CheckoutRequest {
	r := request(cents)
	r.Mode = mode
	return r
}

// holdsAndTakes: part of what is held is taken, once, and no more than that goes back.
func holdsAndTakes(t *testing.T, h DriverHarness, mode payments.Mode) {
	holder, ok := h.Driver.(payments.Holder)
	if !ok {
		return
	}
	r := heldRequest(50000, mode)
	c := opened(t, h, r)
	capture := payments.CaptureRequest{PaymentID: r.PaymentID, Key: "k1", Reference: c.Reference, Mode: mode, Amount: money.New(12000, "EUR"), Description: "Vase"}
	if n, err := holder.Capture(h.Ctx, capture); err != nil || n.Kind != payments.NotifyFailed {
		t.Errorf("nothing is held, and taken: %+v (%v)", n, err)
	}
	h.Pay(t, c.Reference)
	n, err := h.Driver.Ask(h.Ctx, c.Reference)
	if err != nil || n.Kind != payments.NotifyAuthorized || n.PaymentID != r.PaymentID {
		t.Fatalf("held: %+v (%v)", n, err)
	}
	if mode == payments.Hold && !n.Until.After(h.Now()) {
		t.Errorf("a hold without end: %s", n.Until)
	}
	if mode == payments.Card && n.Instrument == "" {
		t.Error("a kept card without a name")
	}
	capture.Key, capture.Instrument = "k2", n.Instrument
	for range 2 {
		n, err = holder.Capture(h.Ctx, capture)
		if err != nil || n.Kind != payments.NotifySucceeded || n.Captured != capture.Amount {
			t.Fatalf("taken: %+v (%v)", n, err)
		}
	}
	if n, err := h.Driver.Ask(h.Ctx, c.Reference); err != nil || n.Kind != payments.NotifySucceeded || n.Captured != capture.Amount {
		t.Errorf("asked afterwards: %+v (%v)", n, err)
	}
	refund := payments.RefundRequest{RefundID: ident.Next[payments.Refund](&ids), PaymentID: r.PaymentID, Reference: c.Reference, Amount: money.New(12001, "EUR")}
	if n, err := h.Driver.Refund(h.Ctx, refund); err != nil || n.Kind != payments.NotifyRefundFailed {
		t.Errorf("more goes back than was taken: %+v (%v)", n, err)
	}
	refund.RefundID, refund.Amount = ident.Next[payments.Refund](&ids), money.New(12000, "EUR")
	if n, err := h.Driver.Refund(h.Ctx, refund); err != nil || n.Kind != payments.NotifyRefundSucceeded {
		t.Errorf("what was taken does not go back: %+v (%v)", n, err)
	}
}

func letsGo(t *testing.T, h DriverHarness) {
	holder, ok := h.Driver.(payments.Holder)
	if !ok {
		return
	}
	r := heldRequest(50000, payments.Hold)
	c := opened(t, h, r)
	h.Pay(t, c.Reference)
	if n, err := h.Driver.Close(h.Ctx, c.Reference); err != nil || n.Kind != payments.NotifyCancelled {
		t.Fatalf("let go: %+v (%v)", n, err)
	}
	n, err := holder.Capture(h.Ctx, payments.CaptureRequest{PaymentID: r.PaymentID, Key: "k", Reference: c.Reference, Mode: payments.Hold, Amount: money.New(100, "EUR")})
	if err != nil || n.Kind != payments.NotifyFailed {
		t.Errorf("taken after it was let go: %+v (%v)", n, err)
	}
}

// keepsAndCharges: a card that its owner lets be kept pays once more for each later payment, however often it is asked.
func keepsAndCharges(t *testing.T, h DriverHarness) {
	keeper, ok := h.Driver.(payments.Keeper)
	if !ok {
		return
	}
	plain := request(5000)
	c := opened(t, h, plain)
	h.Pay(t, c.Reference)
	if n, err := h.Driver.Ask(h.Ctx, c.Reference); err != nil || n.Instrument != "" {
		t.Errorf("a card was kept that nobody agreed to: %+v (%v)", n, err)
	}
	first := request(9000)
	first.Keep = true
	c = opened(t, h, first)
	h.Pay(t, c.Reference)
	n, err := h.Driver.Ask(h.Ctx, c.Reference)
	if err != nil || n.Kind != payments.NotifySucceeded || n.Instrument == "" || n.Card == "" {
		t.Fatalf("paid, and the card kept: %+v (%v)", n, err)
	}
	id := ident.Next[payments.Payment](&ids)
	later := payments.CaptureRequest{PaymentID: id, Key: "later", Reference: keeper.Later(id, n.Instrument), Mode: payments.Later, Instrument: n.Instrument, Amount: money.New(3000, "EUR"), Description: "Solde"}
	if n, err := h.Driver.Ask(h.Ctx, later.Reference); err != nil || n.Kind != payments.NotifyNothing {
		t.Errorf("before it is charged: %+v (%v)", n, err)
	}
	for range 3 {
		if n, err := keeper.Capture(h.Ctx, later); err != nil || n.Kind != payments.NotifySucceeded || n.Captured != later.Amount {
			t.Fatalf("charged: %+v (%v)", n, err)
		}
	}
	if n, err := h.Driver.Ask(h.Ctx, later.Reference); err != nil || n.Kind != payments.NotifySucceeded || n.PaymentID != id || n.Captured != later.Amount {
		t.Errorf("asked afterwards: %+v (%v)", n, err)
	}
	took := 0
	lines, err := h.Driver.Statement(h.Ctx, h.Now().Add(-time.Hour), h.Now().Add(time.Hour))
	for _, m := range lines {
		if m.PaymentID == id && m.Kind == payments.NotifySucceeded && m.Amount == later.Amount {
			took++
		}
	}
	if err != nil || took != 1 {
		t.Errorf("%d times on the statement (%v)", took, err)
	}
	refund := payments.RefundRequest{RefundID: ident.Next[payments.Refund](&ids), PaymentID: id, Reference: later.Reference, Amount: later.Amount}
	if n, err := h.Driver.Refund(h.Ctx, refund); err != nil || n.Kind != payments.NotifyRefundSucceeded {
		t.Errorf("what was charged does not go back: %+v (%v)", n, err)
	}
	for range 2 {
		if err := keeper.Forget(h.Ctx, n.Instrument); err != nil {
			t.Errorf("forgotten: %v", err)
		}
	}
}
