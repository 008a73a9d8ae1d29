package app_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/payments/mangopay/mangotest"
	"comptoir/test/program"
)

// A business enters its MangoPay keys: its guests pay on MangoPay's page. A card that is refused is not the end, another page
// is opened for the same payment; a hook that nobody signs changes nothing that is not so, however often it comes, and a refund
// that is asked for twice goes back once.
func TestABusinessTakesPaymentsThroughMangoPay(t *testing.T) {
	t.Parallel()
	mango := mangotest.New(t, time.Now)
	p := program.Start(t, "COMPTOIR_MANGOPAY_URL="+mango.URL, "COMPTOIR_EGRESS_ALLOW=127.0.0.0/8,::1/128")
	a := p.Agency("rivages")
	admin := a.As("admin")
	const one = "/api/payments/providers/mangopay"
	keys := m{"environment": "sandbox", "client_id": mangotest.ClientID, "api_key": mangotest.APIKey, "wallet_id": "wlt_m_other"}
	admin.Must(200, "PUT", one+"/keys", m{"keys": keys})
	if got := admin.Must(200, "POST", one+"/test", nil).Text("problem"); got != "payments.keys_refused" {
		t.Errorf("a wallet of somebody else: %q", got)
	}
	keys["wallet_id"] = mangotest.Wallet
	admin.Must(200, "PUT", one+"/keys", m{"keys": keys})
	if got := admin.Must(200, "POST", one+"/test", nil); got.Text("account") != "Rivages · EUR" {
		t.Errorf("the test: %s", got.Raw)
	}
	admin.Must(200, "PUT", one, m{"enabled": true, "default": true})

	stay := book(a, admin.Property("ty-mor"), 60, 67, "ada")
	details := func() program.Answer {
		return admin.Must(200, "GET", "/api/payments/"+stay.payment+"/details", nil)
	}
	payer := details().Text("reference")
	hook := func(event, id string) {
		t.Helper()
		got, err := a.Try(http.MethodGet, "/webhooks/mangopay?"+string(mangotest.Hook(event, id, time.Now()).Body), nil)
		if err != nil || got.Status != 200 {
			t.Errorf("%s: %d %v", event, got.Status, err)
		}
	}
	first := mango.Last(t, payer)
	hook("PAYIN_NORMAL_SUCCEEDED", first) // forged
	if got := details().Text("status"); got != "requires_action" {
		t.Fatalf("a forged hook is believed: %s", got)
	}
	mango.Decline(t, payer)
	hook("PAYIN_NORMAL_FAILED", first)
	p.Eventually("the refusal is known", func() bool { return details().Text("status") == "failed" })
	again := a.Must(201, "POST", "/api/stays/manage/"+stay.token+"/payment", nil)
	if mango.Last(t, payer) == first || again.Text("checkoutUrl") == stay.answer.Text("payment.checkoutUrl") {
		t.Fatalf("no other page is opened: %s", again.Raw)
	}
	mango.Pay(t, payer)
	paid := mango.Last(t, payer)
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() { hook("PAYIN_NORMAL_SUCCEEDED", paid) })
	}
	all.Wait()
	hook("PAYIN_NORMAL_FAILED", first) // late
	p.Eventually("the stay is confirmed", func() bool {
		return admin.Must(200, "GET", "/api/stays/reservations/"+stay.id, nil).Text("status") == "confirmed"
	})
	back := m{"paymentId": stay.payment, "key": "r1", "amount": m{"amount": "10.00", "currency": "EUR"}, "reason": "geste"}
	for range 2 {
		admin.Must(201, "POST", "/api/payments/refunds", back)
	}
	p.Eventually("ten euros went back", func() bool { return mango.Made("refund") == 1 && details().Text("refunds.0.status") == "succeeded" })
	if users, payIns := mango.Made("user"), mango.Made("payin"); users != 1 || payIns != 2 {
		t.Errorf("%d users, %d pay-ins", users, payIns)
	}
	moneyAgrees(t, p, access.AsSystem(t.Context(), a.State.ID, "test"), "mangopay", 2)
}
