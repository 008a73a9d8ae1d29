package paypalpay_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
	"comptoir/internal/payments/paymentstest"
	"comptoir/internal/payments/paypalpay"
	"comptoir/internal/payments/paypalpay/paypaltest"
)

var ids ident.Source

func open(t *testing.T) (*paypaltest.Server, payments.Account) {
	server := paypaltest.New(t, time.Now)
	return server, paypalpay.Provider(http.DefaultClient, server.URL).Open(keys())
}

func keys() payments.Keys {
	return payments.Keys{paypalpay.Environment: "sandbox", paypalpay.ClientID: paypaltest.ClientID, paypalpay.Secret: paypaltest.Secret, paypalpay.WebhookID: paypaltest.Webhook}
}

func event(kind, resource string, at time.Time) payments.Message {
	return paypaltest.Signed(fmt.Appendf(nil, `{"id":"WH-1","event_version":"1.0","create_time":"%s","resource_type":"x","event_type":"%s","resource":%s}`, at.UTC().Format(time.RFC3339), kind, resource), at)
}

func TestPayPalConforms(t *testing.T) {
	t.Parallel()
	paymentstest.DriverConformance(t, func(t *testing.T) paymentstest.DriverHarness {
		server, driver := open(t)
		return paymentstest.DriverHarness{Driver: driver, Ctx: t.Context(), Now: time.Now, Endless: true, Patient: paypalpay.Deliveries,
			Pay: func(t *testing.T, reference string) { // approved, and fetched as the return of the payer has it fetched
				server.Approve(t, reference)
				if _, err := driver.Ask(t.Context(), reference); err != nil {
					t.Fatal(err)
				}
			},
			Decline: func(t *testing.T, reference string) { server.Decline(t, reference) },
			Signed: func(_ *testing.T, id payments.PaymentID, at time.Time) payments.Message {
				return event("PAYMENT.CAPTURE.COMPLETED", fmt.Sprintf(`{"id":"CAPT1","status":"COMPLETED","custom_id":"%s","amount":{"currency_code":"EUR","value":"10.00"}}`, id), at)
			}}
	})
}

// Money is fetched once, however often PayPal is asked; what it tells is read as what it says; bad keys are told.
func TestPayPalsOwnWays(t *testing.T) {
	t.Parallel()
	server, driver := open(t)
	ctx, id := t.Context(), ident.Next[payments.Payment](&ids)
	c, err := driver.Checkout(ctx, payments.CheckoutRequest{PaymentID: id, Amount: money.New(5000, "EUR"), Description: "Acompte", ReturnURL: "https://rivages.example"})
	if err != nil {
		t.Fatal(err)
	}
	server.Approve(t, c.Reference)
	server.Away(true)
	if _, err := driver.Ask(ctx, c.Reference); !errors.Is(err, payments.ErrGatewayAway) {
		t.Errorf("away: %v", err)
	}
	server.Away(false)
	for range 3 {
		if n, err := driver.Ask(ctx, c.Reference); err != nil || n.Kind != payments.NotifySucceeded || n.Captured != money.New(5000, "EUR") {
			t.Errorf("asked: %+v (%v)", n, err)
		}
	}
	if n := server.Made("capture"); n != 1 {
		t.Errorf("fetched %d times", n)
	}
	refund, now := ident.Next[payments.Refund](&ids), time.Now()
	for kind, want := range map[string]struct {
		resource string
		says     payments.NotificationKind
	}{
		"CHECKOUT.ORDER.APPROVED":   {fmt.Sprintf(`{"id":"%s","purchase_units":[{"custom_id":"%s"}]}`, c.Reference, id), payments.NotifyLook},
		"PAYMENT.CAPTURE.PENDING":   {fmt.Sprintf(`{"custom_id":"%s"}`, id), payments.NotifyProcessing},
		"PAYMENT.CAPTURE.DECLINED":  {fmt.Sprintf(`{"custom_id":"%s"}`, id), payments.NotifyFailed},
		"PAYMENT.CAPTURE.REFUNDED":  {fmt.Sprintf(`{"id":"R","status":"COMPLETED","custom_id":"%s/%s","amount":{"currency_code":"EUR","value":"1.00"}}`, id, refund), payments.NotifyRefundSucceeded},
		"CUSTOMER.DISPUTE.CREATED":  {fmt.Sprintf(`{"dispute_id":"PP-D-1","reason":"UNAUTHORISED","dispute_amount":{"currency_code":"EUR","value":"50.00"},"disputed_transactions":[{"custom":"%s"}]}`, id), payments.NotifyDisputed},
		"CUSTOMER.DISPUTE.RESOLVED": {fmt.Sprintf(`{"dispute_id":"PP-D-1","dispute_outcome":{"outcome_code":"RESOLVED_BUYER_FAVOUR"},"dispute_amount":{"currency_code":"EUR","value":"50.00"},"disputed_transactions":[{"custom":"%s"}]}`, id), payments.NotifyDisputeLost},
	} {
		if n, err := driver.Verify(ctx, event(kind, want.resource, now), now); err != nil || n.Kind != want.says || n.PaymentID != id {
			t.Errorf("%s: %+v (%v)", kind, n, err)
		}
	}
	if n, err := driver.Verify(ctx, event("BILLING.PLAN.CREATED", `{}`, now), now); err != nil || n.Kind != payments.NotifyNothing {
		t.Errorf("none of ours: %+v (%v)", n, err)
	}
	if _, err := driver.Check(ctx); err != nil {
		t.Errorf("good keys: %v", err)
	}
	wrong := keys()
	wrong[paypalpay.Secret] = "wrong"
	if _, err := paypalpay.Provider(http.DefaultClient, server.URL).Open(wrong).Check(ctx); !errors.Is(err, payments.ErrKeysRefused) {
		t.Errorf("wrong keys: %v", err)
	}
	if _, err := driver.Checkout(ctx, payments.CheckoutRequest{PaymentID: id, Amount: money.New(5000, "EUR"), Mode: payments.Hold}); !errors.Is(err, payments.ErrNoHolds) {
		t.Errorf("a hold: %v", err)
	}
}

// Yen and forints travel without decimals, dinars of three decimals not at all.
func TestAmountsAreWrittenAsPayPalDoes(t *testing.T) {
	t.Parallel()
	server, driver := open(t)
	for amount, want := range map[money.Amount]error{money.New(500, money.JPY): nil, money.New(50000, "HUF"): nil, money.New(50050, "HUF"): paypalpay.ErrAmount, money.New(5000, "TND"): paypalpay.ErrAmount} {
		c, err := driver.Checkout(t.Context(), payments.CheckoutRequest{PaymentID: ident.Next[payments.Payment](&ids), Amount: amount, Description: "x", ReturnURL: "https://rivages.example"})
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", amount, err, want)
		}
		if want != nil {
			continue
		}
		server.Approve(t, c.Reference)
		if n, err := driver.Ask(t.Context(), c.Reference); err != nil || n.Kind != payments.NotifySucceeded {
			t.Errorf("%s: %+v (%v)", amount, n, err)
		}
	}
}

// codes are lines of a statement by which PayPal itself moves money, and what each is to us.
var codes = map[string]struct {
	value string
	kind  payments.NotificationKind
}{
	"T1107": {"-10.00", payments.NotifyRefundSucceeded}, // made on PayPal's own pages
	"T1110": {"-50.00", payments.NotifyDisputed}, "T1106": {"-50.00", payments.NotifyDisputed}, "T1201": {"-50.00", payments.NotifyDisputed},
	"T1111": {"50.00", ""}, "T1108": {"1.20", ""}, "T1109": {"1.20", ""}, "T1105": {"50.00", ""}, "T1202": {"50.00", ""}, "T1200": {"-2.00", ""}, "T0106": {"-16.00", ""}, "T0400": {"-900.00", ""},
}

// Of all that PayPal's statement lists only what a merchant gave back is a refund: money blocked for a dispute, fees given back
// and corrections are none. A line that carries nothing of ours is known by the payment that it is about.
func TestOnlyRefundsAreRefunds(t *testing.T) {
	t.Parallel()
	for code, want := range codes {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			server, driver := open(t)
			ctx, id := t.Context(), ident.Next[payments.Payment](&ids)
			c, err := driver.Checkout(ctx, payments.CheckoutRequest{PaymentID: id, Amount: money.New(5000, "EUR"), Description: "Acompte", ReturnURL: "https://rivages.example"})
			if err != nil {
				t.Fatal(err)
			}
			server.Approve(t, c.Reference)
			if _, err := driver.Ask(ctx, c.Reference); err != nil {
				t.Fatal(err)
			}
			paid := server.Captured(c.Reference)
			server.Row(code, paid, want.value)
			lines, err := driver.Statement(ctx, time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
			if err != nil || len(lines) == 0 || lines[0].Kind != payments.NotifySucceeded || lines[0].PaymentID != id {
				t.Fatalf("%+v (%v)", lines, err)
			}
			switch more := lines[1:]; {
			case want.kind == "" && len(more) != 0:
				t.Errorf("taken for %+v", more)
			case want.kind != "" && (len(more) != 1 || more[0].Kind != want.kind || more[0].PaymentID != id || !more[0].Amount.IsPositive()):
				t.Errorf("taken for %+v", more)
			case want.kind == payments.NotifyDisputed && (more[0].Reference != paid || !more[0].Unnamed):
				t.Errorf("the dispute is not known by its transaction: %+v", more)
			}
		})
	}
}

// A dispute of which no news came is found by the transaction that is disputed; an order that has died is told as ended.
func TestWhatPayPalNoLongerSays(t *testing.T) {
	t.Parallel()
	server, driver := open(t)
	ctx := t.Context()
	name := server.Dispute("CAPT1", "50.00")
	if n, err := driver.(payments.Disputing).AskDispute(ctx, "CAPT1"); err != nil || n.Kind != payments.NotifyDisputed || n.Dispute != name || n.DisputeAmount != money.New(5000, "EUR") {
		t.Errorf("the dispute: %+v (%v)", n, err)
	}
	if n, err := driver.(payments.Disputing).AskDispute(ctx, "CAPT2"); err != nil || n.Kind != payments.NotifyNothing {
		t.Errorf("no dispute: %+v (%v)", n, err)
	}
	server.Resolve(name, "RESOLVED_SELLER_FAVOUR")
	second := server.Dispute("CAPT1", "20.00")
	if n, err := driver.(payments.Disputing).AskDispute(ctx, "CAPT1"); err != nil || n.Kind != payments.NotifyDisputed || n.Dispute != second {
		t.Errorf("after the first was won: %+v (%v)", n, err)
	}
	server.Resolve(second, "RESOLVED_BUYER_FAVOUR")
	if n, err := driver.(payments.Disputing).AskDispute(ctx, "CAPT1"); err != nil || n.Kind != payments.NotifyDisputeLost || n.Dispute != second {
		t.Errorf("all over: %+v (%v)", n, err)
	}
	c, err := driver.Checkout(ctx, payments.CheckoutRequest{PaymentID: ident.Next[payments.Payment](&ids), Amount: money.New(5000, "EUR"), Description: "Solde", ReturnURL: "https://rivages.example"})
	if err != nil {
		t.Fatal(err)
	}
	server.Expire(c.Reference)
	for what, tell := range map[string]func() (payments.Notification, error){"asked": func() (payments.Notification, error) { return driver.Ask(ctx, c.Reference) },
		"closed": func() (payments.Notification, error) { return driver.Close(ctx, c.Reference) }} {
		if n, err := tell(); err != nil || n.Kind != payments.NotifyCancelled {
			t.Errorf("a dead order %s: %+v (%v)", what, n, err)
		}
	}
}

// A genuine notification with an amount that cannot be, as PayPal writes it.
func TestImpossibleAmounts(t *testing.T) {
	t.Parallel()
	_, driver := open(t)
	paymentstest.ImpossibleAmounts(t, func(t *testing.T, id payments.PaymentID, cents, currency string) (payments.Notification, error) {
		at, value := time.Now(), strings.ReplaceAll(cents, `"12"`, "12") // PayPal writes a text; a number is none
		if digits, negative := strings.CutPrefix(cents, "-"); !strings.ContainsAny(cents, `"[ntue.`) {
			digits = strings.Repeat("0", max(0, 3-len(digits))) + digits
			value = `"` + map[bool]string{true: "-"}[negative] + digits[:len(digits)-2] + "." + digits[len(digits)-2:] + `"`
		}
		return driver.Verify(t.Context(), event("PAYMENT.CAPTURE.COMPLETED", fmt.Sprintf(`{"id":"CAPT1","status":"COMPLETED","custom_id":"%s","amount":{"currency_code":"%s","value":%s}}`, id, currency, value), at), at)
	})
}
