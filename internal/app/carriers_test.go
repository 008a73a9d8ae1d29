package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"comptoir/internal/banking"
	"comptoir/internal/banking/bankingtest"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/payments/mangopay/mangotest"
	"comptoir/internal/payments/stripepay/stripetest"
	"comptoir/test/program"
)

// Owners are paid by Stripe Connect and by MangoPay: one person proposes, another approves, the batch is sent once however often
// it is asked for, what the provider says becomes of it moves the books, and what comes back is owed again.
func TestOwnersArePaidByPaymentProviders(t *testing.T) {
	t.Parallel()
	stripe, mango := stripetest.New(t, time.Now), mangotest.New(t, time.Now)
	p := program.Start(t, "COMPTOIR_STRIPE_URL="+stripe.URL, "COMPTOIR_MANGOPAY_URL="+mango.URL, "COMPTOIR_EGRESS_ALLOW=127.0.0.0/8,::1/128")
	a := p.Agency("rivages")
	soizic := hire(t, a, "owner", identity.Owner)
	hire(t, a, "manager", identity.Manager)
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	next := program.Sheet("ty-mor")
	delete(next, "rates")
	next["owner"] = m{"name": "Soizic Kervella", "user": soizic.String()}
	version := admin.Must(200, "GET", "/api/stays/desk/properties/"+home, nil).At("version")
	admin.Must(200, "PUT", "/api/stays/desk/properties/"+home, next, "If-Match", `"v`+fmt.Sprint(version)+`"`)
	account := admin.Must(201, "POST", "/api/banking/accounts", m{"name": "Mandants", "holder": "Agence rivages", "iban": bankingtest.IBANFrance, "clients": true}).Text("id")
	iban := strings.ReplaceAll(bankingtest.IBANGermany, " ", "")
	details := m{"holder": "Soizic Kervella", "iban": iban, "stripe": stripe.Connect(false)}
	at := "/api/banking/payees/" + soizic.String() + "/details"
	if got := admin.Must(422, "PUT", at, details); !strings.Contains(string(got.Raw), "stripe") {
		t.Errorf("a provider that is not set up: %s", got.Raw)
	}
	for provider, keys := range map[string]m{"stripe": {"secret_key": stripetest.Key, "webhook_secret": stripetest.Secret},
		"mangopay": {"environment": "sandbox", "client_id": mangotest.ClientID, "api_key": mangotest.APIKey, "wallet_id": mangotest.Wallet}} {
		admin.Must(200, "PUT", "/api/payments/providers/"+provider+"/keys", m{"keys": keys})
		admin.Must(200, "PUT", "/api/payments/providers/"+provider, m{"enabled": true, "default": provider == "stripe"})
	}
	if got := admin.Must(422, "PUT", at, details); got.Text("errors.0.code") != "banking.payee_not_ready" {
		t.Errorf("an owner who has not completed what Stripe asks: %s", got.Raw)
	}
	details["stripe"], details["mangopay"] = stripe.Connect(true), mango.Owner(true, iban)
	admin.Must(200, "PUT", at, details)
	p.Pass(73 * time.Hour)
	admin, manager := a.As("admin"), a.As("manager")

	payable := "owner:" + home + ":payable"
	held := func(provider string) string {
		text, _ := admin.Must(200, "GET", "/api/ledger/balances?account=psp:"+provider+":clearing", nil).At("items.0.balance.amount").(string)
		return text
	}
	pays := func(provider string) func() string {
		t.Helper()
		admin.Must(201, "POST", "/api/ledger/transactions", m{"key": provider, "label": "Loyers", "postings": postings("psp:"+provider+":clearing", payable, "800.00")})
		batch := manager.Must(201, "POST", "/api/banking/batches", m{"key": provider, "account": account, "executeOn": p.Day(3), "method": provider})
		at := "/api/banking/batches/" + batch.Text("id")
		manager.Must(409, "POST", at+"/approve", nil)
		manager.Must(409, "POST", at+"/send", nil)
		admin.Must(200, "POST", at+"/approve", nil)
		manager.Must(409, "POST", at+"/file", nil)
		for range 3 {
			manager.Must(200, "POST", at+"/send", nil)
		}
		manager.Must(409, "POST", at+"/executed", m{})
		return func() string { return admin.Must(200, "GET", at, nil).Text("status") }
	}

	status := pays("mangopay")
	p.Eventually("MangoPay is asked", func() bool { return len(mango.Payouts()) == 1 })
	payout := mango.Payouts()[0]
	hook := func() {
		t.Helper()
		if got, err := a.Try(http.MethodGet, "/webhooks/mangopay?"+string(mangotest.Hook("PAYOUT_NORMAL_SUCCEEDED", payout, time.Now()).Body), nil); err != nil || got.Status != http.StatusOK {
			t.Errorf("%d %v", got.Status, err)
		}
	}
	hook() // forged: it is on its way
	if got := status(); got != "exported" || held("mangopay") != "800.00" {
		t.Errorf("%s, %s held", got, held("mangopay"))
	}
	mango.Settle(payout, "SUCCEEDED") // and its hook is lost: the job asks
	if n, err := p.App.Contexts.Banking.Follow(access.AsSystem(t.Context(), a.State.ID, "test"), banking.FollowCarried{}); n != 1 || err != nil {
		t.Errorf("followed %d: %v", n, err)
	}
	p.Eventually("MangoPay has paid", func() bool { return status() == "executed" && held("mangopay") == "0.00" })
	a.Mail("owner@rivages.example", "virement")

	status = pays("stripe")
	p.Eventually("Stripe has transferred", func() bool { return status() == "executed" && held("stripe") == "0.00" })
	if n := len(stripe.Transfers()); n != 1 || len(mango.Payouts()) != 1 {
		t.Fatalf("%d transfers, %d payouts", n, len(mango.Payouts()))
	}
	stripe.Reverse(stripe.Transfers()[0])
	if code := hooked(t, a, stripe.Event("transfer.reversed", stripe.Transfers()[0], p.Clock.Now())); code != http.StatusNoContent {
		t.Errorf("the news: %d", code)
	}
	p.Eventually("what came back is owed again", func() bool { return status() == "returned" && held("stripe") == "800.00" })
}
