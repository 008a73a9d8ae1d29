package paymentstest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
)

// DriverHarness is a provider's driver with a provider behind it that the suite can steer.
type DriverHarness struct {
	Driver   payments.Driver
	Ctx      context.Context
	Now      func() time.Time
	Pay      func(t *testing.T, reference string)                                    // as a payer who is accepted
	Decline  func(t *testing.T, reference string)                                    // as a payer who is refused
	Endless  bool                                                                    // the provider cannot end an open page: no longer fetching its money is its end
	Unsigned bool                                                                    // nobody signs its notifications: what they name is fetched, and Signed is not asked
	Patient  time.Duration                                                           // how old a notification may be; zero: payments.SignatureTolerance
	Signed   func(t *testing.T, p payments.PaymentID, at time.Time) payments.Message // a genuine notification of success
}

func request(cents int64) payments.CheckoutRequest {
	return payments.CheckoutRequest{PaymentID: ident.Next[payments.Payment](&ids), Amount: money.New(cents, "EUR"), Description: "Acompte",
		Payer: payments.Payer{Name: "Ada", Email: "ada@example.org", Locale: "fr"}, ReturnURL: "https://rivages.example/retour"}
}

// DriverConformance is what every payments.Driver must do.
func DriverConformance(t *testing.T, open func(t *testing.T) DriverHarness) {
	t.Run("a checkout is opened once", func(t *testing.T) { checkoutOnce(t, open(t)) })
	t.Run("what was refused may be paid, and stays paid", func(t *testing.T) { askTruth(t, open(t)) })
	t.Run("a closed checkout is told as it is", func(t *testing.T) { closeTruth(t, open(t)) })
	t.Run("a refund goes once and never beyond what was paid", func(t *testing.T) { refundBounded(t, open(t)) })
	t.Run("the statement tells what moved", func(t *testing.T) { statementAgrees(t, open(t)) })
	t.Run("part of a hold is taken once", func(t *testing.T) { holdsAndTakes(t, open(t), payments.Hold) })
	t.Run("a kept card is charged once", func(t *testing.T) { holdsAndTakes(t, open(t), payments.Card) })
	t.Run("a hold is let go", func(t *testing.T) { letsGo(t, open(t)) })
	t.Run("a kept card pays later, once", func(t *testing.T) { keepsAndCharges(t, open(t)) })
	t.Run("only genuine notifications are believed", func(t *testing.T) {
		if h := open(t); !h.Unsigned {
			verifies(t, h)
		}
	})
}

func opened(t *testing.T, h DriverHarness, r payments.CheckoutRequest) payments.Checkout {
	t.Helper()
	c, err := h.Driver.Checkout(h.Ctx, r)
	if err != nil || c.Reference == "" || c.URL == "" {
		t.Fatalf("checkout %+v: %v", c, err)
	}
	return c
}

func checkoutOnce(t *testing.T, h DriverHarness) {
	r := request(5000)
	first := opened(t, h, r)
	if again := opened(t, h, r); again != first {
		t.Errorf("asked again: %+v, first %+v", again, first)
	}
	if other := opened(t, h, request(5000)); other.Reference == first.Reference {
		t.Error("two payments share a checkout")
	}
}

func asked(t *testing.T, h DriverHarness, reference string, want payments.NotificationKind) {
	t.Helper()
	n, err := h.Driver.Ask(h.Ctx, reference)
	if err != nil || n.Kind != want {
		t.Errorf("asked: %q (%v), want %q", n.Kind, err, want)
	}
}

func askTruth(t *testing.T, h DriverHarness) {
	r := request(5000)
	c := opened(t, h, r)
	asked(t, h, c.Reference, payments.NotifyNothing)
	h.Decline(t, c.Reference)
	asked(t, h, c.Reference, payments.NotifyFailed)
	h.Pay(t, c.Reference)
	asked(t, h, c.Reference, payments.NotifySucceeded)
	if n, err := h.Driver.Close(h.Ctx, c.Reference); err != nil || n.Kind != payments.NotifySucceeded || n.PaymentID != r.PaymentID {
		t.Errorf("closing what is paid: %+v, %v", n, err)
	}
	if _, err := h.Driver.Ask(h.Ctx, "nothing-of-ours"); err == nil {
		t.Error("an unknown reference is answered")
	}
}

func closeTruth(t *testing.T, h DriverHarness) {
	c := opened(t, h, request(5000))
	for range 2 {
		if n, err := h.Driver.Close(h.Ctx, c.Reference); err != nil || n.Kind != payments.NotifyCancelled {
			t.Errorf("closed: %+v, %v", n, err)
		}
	}
	if !h.Endless {
		asked(t, h, c.Reference, payments.NotifyCancelled)
	}
}

func refundBounded(t *testing.T, h DriverHarness) {
	r := request(5000)
	c := opened(t, h, r)
	ask := func(id payments.RefundID, cents int64) payments.Notification {
		t.Helper()
		n, err := h.Driver.Refund(h.Ctx, payments.RefundRequest{RefundID: id, PaymentID: r.PaymentID, Reference: c.Reference, Amount: money.New(cents, "EUR")})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	next := func() payments.RefundID { return ident.Next[payments.Refund](&ids) }
	if n := ask(next(), 100); n.Kind != payments.NotifyRefundFailed {
		t.Errorf("money that never came goes back: %+v", n)
	}
	h.Pay(t, c.Reference)
	id := next()
	first := ask(id, 3000)
	if first.Kind != payments.NotifyRefundSucceeded || first.Refund != id {
		t.Errorf("refund: %+v", first)
	}
	if again := ask(id, 3000); again != first {
		t.Errorf("the same refund again: %+v, first %+v", again, first)
	}
	if n := ask(next(), 2001); n.Kind != payments.NotifyRefundFailed {
		t.Errorf("more than was left goes back: %+v", n)
	}
	if n := ask(next(), 2000); n.Kind != payments.NotifyRefundSucceeded {
		t.Errorf("the rest does not go back: %+v", n)
	}
}

func verifies(t *testing.T, h DriverHarness) {
	id, now := ident.Next[payments.Payment](&ids), h.Now()
	m := h.Signed(t, id, now)
	n, err := h.Driver.Verify(h.Ctx, m, now)
	if err != nil || n.Kind != payments.NotifySucceeded || n.PaymentID != id || n.ID == "" {
		t.Fatalf("a genuine one: %+v, %v", n, err)
	}
	refused := func(what string, m payments.Message, now time.Time, want error) {
		t.Helper()
		if _, err := h.Driver.Verify(h.Ctx, m, now); !errors.Is(err, want) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for i := range m.Body {
		body := bytes.Clone(m.Body)
		body[i] ^= 1
		refused("a bit of the body flipped", payments.Message{Header: m.Header, Body: body}, now, payments.ErrSignature)
	}
	for name, values := range m.Header {
		for i := range values[0] {
			header := http.Header(m.Header).Clone()
			value := []byte(values[0])
			value[i] ^= 1
			header[name] = []string{string(value)}
			refused("a bit of the signature or of its time flipped: "+string(value), payments.Message{Header: header, Body: m.Body}, now, payments.ErrSignature)
		}
	}
	var parsed any
	if err := json.Unmarshal(m.Body, &parsed); err != nil {
		t.Fatal(err)
	}
	rewritten, _ := json.MarshalIndent(parsed, "", " ")
	refused("the same JSON written anew", payments.Message{Header: m.Header, Body: rewritten}, now, payments.ErrSignature)
	refused("no signature", payments.Message{Body: m.Body}, now, payments.ErrSignature)
	late := payments.SignatureTolerance + 2*time.Second
	refused("signed too long ago", m, now.Add(max(late, h.Patient+2*time.Second)), payments.ErrTooOld)
	refused("signed in the future", m, now.Add(-late), payments.ErrTooOld)
}
