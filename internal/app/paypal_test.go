package app_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/payments"
	"comptoir/internal/payments/paypalpay"
	"comptoir/internal/payments/paypalpay/paypaltest"
	"comptoir/test/program"
)

// PayPal's notifications come forged, a hundred at once, out of order, days late and while PayPal does not answer; each
// counts once or not at all. Two clicks on a refund give back once.
func TestABusinessTakesPaymentsThroughPayPal(t *testing.T) {
	t.Parallel()
	paypal := paypaltest.New(t, time.Now)
	p := program.Start(t, "COMPTOIR_PAYPAL_URL="+paypal.URL, "COMPTOIR_EGRESS_ALLOW=127.0.0.0/8,::1/128")
	a := p.Agency("rivages")
	admin := a.As("admin")
	const one = "/api/payments/providers/paypal"
	admin.Must(200, "PUT", one+"/keys", m{"keys": m{paypalpay.Environment: "sandbox", paypalpay.ClientID: paypaltest.ClientID, paypalpay.Secret: paypaltest.Secret, paypalpay.WebhookID: paypaltest.Webhook}})
	admin.Must(200, "PUT", one, m{"enabled": true, "default": true})
	home := admin.Property("ty-mor")
	told := func(message payments.Message) int {
		t.Helper()
		var headers []string
		for name, values := range message.Header {
			headers = append(headers, name, values[0])
		}
		got, err := a.Try(http.MethodPost, "/webhooks/paypal", string(message.Body), headers...)
		if err != nil {
			t.Error(err)
		}
		return got.Status
	}
	event := func(n int, kind, resource string, at time.Time) payments.Message {
		return paypaltest.Signed(fmt.Appendf(nil, `{"id":"WH-%d","create_time":"%s","event_type":"%s","resource":%s}`, n, at.UTC().Format(time.RFC3339), kind, resource), at)
	}
	stay := book(a, home, 60, 67, "ada")
	opened := admin.Must(200, "GET", "/api/payments/"+stay.payment+"/details", nil)
	order := opened.Text("reference")
	paypal.Approve(t, order)
	approved := event(1, "CHECKOUT.ORDER.APPROVED", fmt.Sprintf(`{"id":"%s","purchase_units":[{"custom_id":"%s"}]}`, order, stay.payment), time.Now().Add(-48*time.Hour))
	completed := event(2, "PAYMENT.CAPTURE.COMPLETED", fmt.Sprintf(`{"id":"CAPT","status":"COMPLETED","custom_id":"%s","amount":{"currency_code":"EUR","value":"%s"}}`, stay.payment, opened.Text("amount.amount")), time.Now())

	forged := payments.Message{Header: approved.Header, Body: bytes.Replace(approved.Body, []byte("WH-1"), []byte("WH-9"), 1)}
	if code := told(forged); code != http.StatusUnauthorized {
		t.Errorf("forged: %d", code)
	}
	if code := told(event(3, "CHECKOUT.ORDER.APPROVED", `{}`, time.Now().Add(-paypalpay.Deliveries-time.Hour))); code != http.StatusUnauthorized {
		t.Errorf("far too old: %d", code)
	}
	paypal.Away(true) // it cannot say whether its signature is its own: PayPal delivers again
	if code := told(approved); code/100 != 5 {
		t.Errorf("not verified, and believed: %d", code)
	}
	paypal.Away(false)
	var wg sync.WaitGroup
	codes := make([]int, 100)
	for i := range codes { // approved two days ago, and its capture told before, between and after
		wg.Go(func() { codes[i] = told([]payments.Message{approved, completed}[rand.IntN(2)]) })
	}
	wg.Wait()
	if slices.ContainsFunc(codes, func(c int) bool { return c != http.StatusNoContent }) {
		t.Errorf("answers to a hundred deliveries: %v", codes)
	}
	p.Eventually("the stay is confirmed", func() bool {
		return admin.Must(200, "GET", "/api/stays/reservations/"+stay.id, nil).Text("status") == "confirmed"
	})

	refund := m{"paymentId": stay.payment, "amount": m{"amount": "10.00", "currency": "EUR"}, "reason": "geste", "key": "r1"}
	for range 10 {
		wg.Go(func() { admin.Must(201, "POST", "/api/payments/refunds", refund) })
	}
	wg.Wait()
	details := func() program.Answer { return admin.Must(200, "GET", "/api/payments/"+stay.payment+"/details", nil) }
	p.Eventually("the refund is back", func() bool { return details().Text("refunds.0.status") == "succeeded" })
	if paypal.Made("capture") != 1 || paypal.Made("refund") != 1 || details().Len("refunds") != 1 {
		t.Errorf("%d captures, %d refunds: %s", paypal.Made("capture"), paypal.Made("refund"), details().Raw)
	}
	moneyAgrees(t, p, access.AsSystem(t.Context(), a.State.ID, "test"), "paypal", 2)
}
