package stripepay_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
	"comptoir/internal/payments/paymentstest"
	"comptoir/internal/payments/stripepay"
	"comptoir/internal/payments/stripepay/stripetest"
)

var ids ident.Source

func keys() payments.Keys {
	return payments.Keys{stripepay.SecretKey: stripetest.Key, stripepay.WebhookSecret: stripetest.Secret, stripepay.ConnectSecret: stripetest.ConnectSecret}
}

func open(t *testing.T) (*stripetest.Server, *stripepay.Driver) {
	server := stripetest.New(t, time.Now)
	return server, stripepay.New(http.DefaultClient, server.URL, keys())
}

func TestStripeConforms(t *testing.T) {
	t.Parallel()
	paymentstest.DriverConformance(t, func(t *testing.T) paymentstest.DriverHarness {
		server, driver := open(t)
		return paymentstest.DriverHarness{Driver: driver, Ctx: t.Context(), Now: time.Now,
			Pay:     func(t *testing.T, reference string) { server.Pay(t, reference) },
			Decline: func(t *testing.T, reference string) { server.Decline(t, reference) },
			Signed: func(_ *testing.T, id payments.PaymentID, at time.Time) payments.Message {
				return stripetest.Signed(fmt.Appendf(nil, `{"id":"evt_1","object":"event","type":"payment_intent.succeeded","created":%d,"data":{"object":{"id":"pi_1","object":"payment_intent","status":"succeeded","amount":1000,"amount_received":1000,"currency":"eur","metadata":{"comptoir_payment":"%s"}}}}`, at.Unix(), id), at)
			}}
	})
}

// Stripe's own way of counting, both ways, with the currencies in which it differs from ISO 4217.
func TestAmountsAreCountedAsStripeDoes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		amount money.Amount
		wire   int64
		err    error
	}{
		{money.New(12345, "EUR"), 12345, nil}, {money.New(500, money.JPY), 500, nil}, {money.New(150000, money.DZD), 150000, nil},
		{money.New(5, "UGX"), 500, nil}, {money.New(7, "ISK"), 700, nil}, {money.New(12340, "TND"), 12340, nil},
		{money.New(12345, "TND"), 0, stripepay.ErrAmount}, {money.New(1200, "MGA"), 12, nil}, {money.New(1250, "MGA"), 0, stripepay.ErrAmount},
	} {
		server, driver := open(t)
		r := payments.CheckoutRequest{PaymentID: ident.Next[payments.Payment](&ids), Amount: c.amount, Description: "x", ReturnURL: "https://rivages.example"}
		checkout, err := driver.Checkout(t.Context(), r)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.amount, err, c.err)
		}
		if c.err != nil {
			continue
		}
		server.Pay(t, checkout.Reference)
		n, err := driver.Ask(t.Context(), checkout.Reference)
		if err != nil || n.Captured != c.amount {
			t.Errorf("%s came back as %s (%v)", c.amount, n.Captured, err)
		}
		var sent struct {
			Data struct{ Object struct{ Amount int64 } }
		}
		if err := json.Unmarshal(server.Event("payment_intent.succeeded", server.Intent(checkout.Reference), time.Now()).Body, &sent); err != nil || sent.Data.Object.Amount != c.wire {
			t.Errorf("%s travels as %d, want %d (%v)", c.amount, sent.Data.Object.Amount, c.wire, err)
		}
	}
}

// A line that is cut after the work was done, or a provider that is away, has an unknown outcome: the same call again
// finds it out, and nothing happens twice.
func TestAnUnknownOutcomeIsFoundOut(t *testing.T) {
	t.Parallel()
	server, driver := open(t)
	ctx := t.Context()
	twice := func(what string, call func() error) {
		t.Helper()
		server.Lose(1) // the HTTP client may ask again by itself: Stripe then answers what it did
		if err := call(); err != nil && !errors.Is(err, payments.ErrGatewayAway) {
			t.Errorf("%s without an answer: %v", what, err)
		}
		server.Away(true)
		if err := call(); !errors.Is(err, payments.ErrGatewayAway) {
			t.Errorf("%s while away: %v", what, err)
		}
		server.Away(false)
		if err := call(); err != nil {
			t.Errorf("%s again: %v", what, err)
		}
	}
	r := payments.CheckoutRequest{PaymentID: ident.Next[payments.Payment](&ids), Amount: money.New(5000, "EUR"), Description: "x", ReturnURL: "https://rivages.example", Mode: payments.Card}
	var c payments.Checkout
	twice("checkout", func() (err error) { c, err = driver.Checkout(ctx, r); return err })
	server.Pay(t, c.Reference)
	held, err := driver.Ask(ctx, c.Reference)
	if err != nil {
		t.Fatal(err)
	}
	// Charge: the intent is made once, though the answer was lost.
	var n payments.Notification
	server.Lose(1)
	charge := payments.CaptureRequest{PaymentID: r.PaymentID, Key: "k", Reference: c.Reference, Mode: payments.Card, Instrument: held.Instrument, Amount: r.Amount}
	if _, err := driver.Capture(ctx, charge); err != nil && !errors.Is(err, payments.ErrGatewayAway) {
		t.Errorf("charge without an answer: %v", err)
	}
	if n, err = driver.Capture(ctx, charge); err != nil || n.Kind != payments.NotifySucceeded {
		t.Errorf("charge again: %+v (%v)", n, err)
	}
	refund := payments.RefundRequest{RefundID: ident.Next[payments.Refund](&ids), PaymentID: r.PaymentID, Reference: c.Reference, Amount: money.New(100, "EUR")}
	server.Lose(0)
	if n, err = driver.Refund(ctx, refund); err != nil || n.Kind != payments.NotifyRefundSucceeded {
		t.Errorf("refund: %+v (%v)", n, err)
	}
	if n, err = driver.Refund(ctx, refund); err != nil || n.Kind != payments.NotifyRefundSucceeded {
		t.Errorf("refund again: %+v (%v)", n, err)
	}
	server.ADayLater()
	if n, err = driver.Refund(ctx, refund); err != nil || n.Kind != payments.NotifyRefundSucceeded {
		t.Errorf("refund a day later: %+v (%v)", n, err)
	}
	for what, want := range map[string]int{"checkout.session": 1, "payment_intent": 1, "refund": 1} {
		if got := server.Made(what); got != want {
			t.Errorf("%s was done %d times, want %d", what, got, want)
		}
	}
}

// A bank that wants the card's owner says so, and the card is not charged.
func TestABankWantsTheOwner(t *testing.T) {
	t.Parallel()
	server, driver := open(t)
	r := payments.CheckoutRequest{PaymentID: ident.Next[payments.Payment](&ids), Amount: money.New(5000, "EUR"), Description: "x", ReturnURL: "https://rivages.example", Mode: payments.Card}
	c, err := driver.Checkout(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	server.PayOwner(t, c.Reference)
	held, err := driver.Ask(t.Context(), c.Reference)
	if err != nil {
		t.Fatal(err)
	}
	n, err := driver.Capture(t.Context(), payments.CaptureRequest{PaymentID: r.PaymentID, Key: "k", Reference: c.Reference, Mode: payments.Card, Instrument: held.Instrument, Amount: r.Amount})
	if err != nil || n.Kind != payments.NotifyFailed || n.Failure != payments.FailureOwnerNeeded {
		t.Errorf("charged: %+v (%v)", n, err)
	}
}

// Each event of Stripe's that concerns us is read as what it says.
func TestEvents(t *testing.T) {
	t.Parallel()
	server, driver := open(t)
	checkout := func(mode payments.Mode) (payments.PaymentID, string) {
		r := payments.CheckoutRequest{PaymentID: ident.Next[payments.Payment](&ids), Amount: money.New(5000, "EUR"), Description: "x", ReturnURL: "https://rivages.example", Mode: mode}
		c, err := driver.Checkout(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return r.PaymentID, c.Reference
	}
	says := func(kind, object string, id payments.PaymentID, want payments.NotificationKind) payments.Notification {
		t.Helper()
		n, err := driver.Verify(t.Context(), server.Event(kind, object, time.Now()), time.Now())
		if err != nil || n.Kind != want || n.PaymentID != id || want != payments.NotifyNothing && n.ID == "" {
			t.Errorf("%s: %+v (%v), want %q", kind, n, err, want)
		}
		return n
	}
	id, slow := checkout(payments.Charge)
	server.PaySlowly(t, slow)
	says("checkout.session.completed", slow, id, payments.NotifyLook)
	says("payment_intent.processing", server.Intent(slow), id, payments.NotifyProcessing)
	server.Clear(t, slow, true)
	says("checkout.session.async_payment_succeeded", slow, id, payments.NotifySucceeded)
	dispute := server.Dispute(slow, "fraudulent")
	if n := says("charge.dispute.created", dispute, id, payments.NotifyDisputed); n.Dispute != dispute || n.DisputeAmount != money.New(5000, "EUR") || n.Failure != "fraudulent" || n.DisputeDue.Unix() != 1_900_000_000 {
		t.Errorf("dispute: %+v", n)
	}
	says("charge.dispute.updated", dispute, payments.PaymentID{}, payments.NotifyNothing) // somebody has written on it
	server.CloseDispute(dispute, "under_review")
	says("charge.dispute.updated", dispute, id, payments.NotifyDisputeReview)
	server.CloseDispute(dispute, "lost")
	says("charge.dispute.closed", dispute, id, payments.NotifyDisputeLost)
	server.CloseDispute(dispute, "won")
	says("charge.dispute.closed", dispute, id, payments.NotifyDisputeWon)

	id, bad := checkout(payments.Charge)
	server.Decline(t, bad)
	if n := says("payment_intent.payment_failed", server.Intent(bad), id, payments.NotifyFailed); n.Failure != "insufficient_funds" {
		t.Errorf("failure: %+v", n)
	}
	says("checkout.session.expired", bad, id, payments.NotifyCancelled)
	id, held := checkout(payments.Hold)
	server.Pay(t, held)
	says("payment_intent.amount_capturable_updated", server.Intent(held), id, payments.NotifyLook)
	server.ExpireHold(held)
	says("payment_intent.canceled", server.Intent(held), id, payments.NotifyCancelled)
	says("payment_intent.succeeded", server.Foreign(100, "eur"), payments.PaymentID{}, payments.NotifyNothing)
	says("customer.created", bad, payments.PaymentID{}, payments.NotifyNothing)
}

func TestCheckTellsGoodKeys(t *testing.T) {
	t.Parallel()
	server, driver := open(t)
	if info, err := driver.Check(t.Context()); err != nil || info.Name != "Rivages" || info.Live {
		t.Errorf("good keys: %+v (%v)", info, err)
	}
	wrong := keys()
	wrong[stripepay.SecretKey] = "sk_test_wrong"
	if _, err := stripepay.New(http.DefaultClient, server.URL, wrong).Check(t.Context()); !errors.Is(err, payments.ErrKeysRefused) {
		t.Errorf("wrong keys: %v", err)
	}
	server.Away(true)
	if _, err := driver.Check(t.Context()); !errors.Is(err, payments.ErrGatewayAway) {
		t.Errorf("away: %v", err)
	}
}

// A genuine notification with an amount that cannot be: of an intent, and of a session.
func TestImpossibleAmounts(t *testing.T) {
	t.Parallel()
	_, driver := open(t)
	for kind, object := range map[string]string{
		"payment_intent.succeeded":   `{"id":"pi_1","object":"payment_intent","status":"succeeded","amount_received":%s,"currency":"%s","metadata":{"comptoir_payment":"%s"}}`,
		"checkout.session.completed": `{"id":"cs_1","object":"checkout.session","payment_status":"paid","amount_total":%s,"currency":"%s","metadata":{"comptoir_payment":"%s"}}`,
	} {
		paymentstest.ImpossibleAmounts(t, func(t *testing.T, id payments.PaymentID, cents, currency string) (payments.Notification, error) {
			at := time.Now()
			return driver.Verify(t.Context(), stripetest.Signed(fmt.Appendf(nil, `{"id":"evt_1","object":"event","type":%q,"created":%d,"data":{"object":%s}}`, kind, at.Unix(), fmt.Sprintf(object, cents, currency, id)), at), at)
		})
	}
}
