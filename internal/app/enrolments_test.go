package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/internal/banking"
	"comptoir/internal/banking/bankingtest"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/payments/stripepay/stripetest"
	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// An owner opens his account with Stripe from his own pages and goes on where he stopped; the desk sees how far he is, and who
// is not ready is not paid, with the reason. What his bank does not take is with the agency again, owed as before, once.
func TestAnOwnerOpensHisAccountWithStripe(t *testing.T) {
	t.Parallel()
	stripe := stripetest.New(t, time.Now)
	p := program.Start(t, "COMPTOIR_STRIPE_URL="+stripe.URL, "COMPTOIR_EGRESS_ALLOW=127.0.0.0/8,::1/128")
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
	bank := admin.Must(201, "POST", "/api/banking/accounts", m{"name": "Mandants", "holder": "Agence rivages", "iban": bankingtest.IBANFrance, "clients": true}).Text("id")
	owner := a.As("owner")
	owner.Must(409, "POST", "/api/banking/own/enrolments", m{"carrier": "stripe"}) // the agency does not use Stripe
	admin.Must(200, "PUT", "/api/payments/providers/stripe/keys", m{"keys": m{"secret_key": stripetest.Key, "webhook_secret": stripetest.Secret, "connect_secret": stripetest.ConnectSecret}})
	admin.Must(200, "PUT", "/api/payments/providers/stripe", m{"enabled": true, "default": true})
	owner.Must(200, "PUT", "/api/banking/own/details", m{"holder": "Soizic Kervella", "iban": bankingtest.IBANGermany})
	p.Pass(73 * time.Hour)
	admin, owner = a.As("admin"), a.As("owner")
	manager := a.As("manager")
	hers := cookieOf(a, "owner")

	// The button opens the account, once, and leads to Stripe's page.
	page := string(a.Must(200, "GET", "/owner/payouts", nil, "Cookie", hers).Raw)
	if !strings.Contains(page, "Être payé par Stripe") || !strings.Contains(page, "Pas commencé") {
		t.Error("the owner is not told that he can be paid by Stripe")
	}
	for range 2 {
		got := a.Call("POST", "/owner/payouts/enrol", url.Values{"carrier": {"stripe"}}.Encode(), "Content-Type", form, "Cookie", hers)
		if where := got.Header.Get("Location") + string(got.Raw); got.Status >= 400 || !strings.Contains(where, stripe.URL+"/setup/e/acct_") {
			t.Fatalf("%d %s", got.Status, where)
		}
	}
	accounts := stripe.Opened()
	if len(accounts) != 1 {
		t.Fatalf("%d accounts were opened", len(accounts))
	}
	account := accounts[0]
	is := func(state string) func() bool {
		return func() bool {
			return owner.Must(200, "GET", "/api/banking/own/enrolments", nil).Text("items.0.state") == state
		}
	}
	told := func(status int) {
		t.Helper()
		if code := hooked(t, a, stripe.AccountEvent("account.updated", account, account, p.Clock.Now())); code != status {
			t.Errorf("the news: %d", code)
		}
	}
	stripe.Onboard(account, "asked")
	if code := hooked(t, a, stripetest.SignedBy("whsec_forged", []byte(`{"id":"evt_9","type":"account.updated","data":{"object":{"id":"`+account+`"}}}`), p.Clock.Now())); code != http.StatusUnauthorized {
		t.Errorf("forged: %d", code)
	}
	if !is("onboarding")() {
		t.Error("a forged notification was believed")
	}
	told(http.StatusNoContent)
	told(http.StatusNoContent)
	if !is("asked")() {
		t.Error("what Stripe asks is not known")
	}
	if page := string(a.Must(200, "GET", "/owner/payouts", nil, "Cookie", hers).Raw); !strings.Contains(page, "pièce d’identité") || !strings.Contains(page, "Continuer chez le prestataire") {
		t.Error("the owner is not told what is asked")
	}
	boss := cookieOf(a, "admin")
	if page := string(a.Must(200, "GET", "/desk/payouts/payees/"+soizic.String(), nil, "Cookie", boss).Raw); !strings.Contains(page, "Le prestataire demande des précisions") {
		t.Error("the desk does not see how far she is")
	}

	// Not ready: not paid, and the reason is said.
	payable := "owner:" + home + ":payable"
	admin.Must(201, "POST", "/api/ledger/transactions", m{"key": "o", "label": "Loyers", "postings": postings("psp:stripe:clearing", payable, "800.00")})
	batch := m{"key": "1", "account": bank, "executeOn": p.Day(1), "method": "stripe", "payees": []string{soizic.String()}}
	if got := manager.Must(409, "POST", "/api/banking/batches", batch); got.Text("code") != "banking.payee_not_ready" || !strings.Contains(string(got.Raw), "owner") {
		t.Errorf("%s", got.Raw)
	}
	stripe.Onboard(account, "ready")
	if n, err := p.App.Contexts.Banking.FollowEnrolments(access.AsSystem(t.Context(), a.State.ID, "test"), banking.FollowEnrolments{}); n != 1 || err != nil { // the hook was lost
		t.Errorf("followed %d: %v", n, err)
	}
	if !is("ready")() {
		t.Error("ready, and not known")
	}
	pay := func(key string) (at string) {
		t.Helper()
		batch["key"], batch["executeOn"] = key, p.Day(1)
		at = "/api/banking/batches/" + manager.Must(201, "POST", "/api/banking/batches", batch).Text("id")
		admin.Must(200, "POST", at+"/approve", nil)
		return at
	}
	balance := func() string {
		return admin.Must(200, "GET", "/api/ledger/balances?account="+payable, nil).Text("items.0.balance.amount")
	}
	at := pay("2")
	manager.Must(200, "POST", at+"/send", nil)
	p.Eventually("she is paid", func() bool { return len(stripe.Transfers()) == 1 && balance() == "0.00" })

	// Her bank does not take it: it is owed again, once, however often that is told.
	lost := stripe.PayOn(account, "failed", stripe.Transfers()...)
	news := stripe.AccountEvent("payout.failed", account, lost, p.Clock.Now())
	for range 4 {
		if code := hooked(t, a, news); code != http.StatusNoContent {
			t.Errorf("the bank refused: %d", code)
		}
	}
	p.Eventually("it is owed again", func() bool { return balance() == "800.00" })
	if stripe.Made("reversal") != 1 || admin.Must(200, "GET", at, nil).Text("status") != "returned" {
		t.Errorf("%d reversals", stripe.Made("reversal"))
	}

	// Refused between approval and sending: the line is rejected with the reason, and nothing leaves.
	at = pay("3")
	stripe.Onboard(account, "refused")
	told(http.StatusNoContent)
	manager.Must(200, "POST", at+"/send", nil)
	p.Eventually("she is not paid", func() bool {
		got := admin.Must(200, "GET", at, nil)
		return got.Text("status") == "cancelled" && got.Text("lines.0.reason") == "banking.payee_refused"
	})
	if len(stripe.Transfers()) != 1 || balance() != "800.00" {
		t.Errorf("%d transfers, %s owed", len(stripe.Transfers()), balance())
	}
	owner.Must(409, "POST", "/api/banking/own/enrolments", m{"carrier": "stripe"})
	a.As("staff").Must(403, "GET", "/api/banking/enrolments", nil)
	if all := stripe.Opened(); !slices.Equal(all, accounts) {
		t.Errorf("%v", all)
	}
	// An owner without an account here is led there by the desk.
	mute := admin.Property("ty-bihan")
	sheet := program.Sheet("ty-bihan")
	delete(sheet, "rates")
	sheet["owner"] = m{"name": "Ernest Mahé"}
	seen := admin.Must(200, "GET", "/api/stays/desk/properties/"+mute, nil).At("version")
	admin.Must(200, "PUT", "/api/stays/desk/properties/"+mute, sheet, "If-Match", `"v`+fmt.Sprint(seen)+`"`)
	stripe.Onboard(account, "ready")
	if got := a.Call("POST", "/desk/payouts/payees/"+mute+"/enrol", url.Values{"carrier": {"stripe"}}.Encode(), "Content-Type", form, "Cookie", boss); got.Status != http.StatusOK || len(stripe.Opened()) != len(accounts)+1 {
		t.Errorf("the desk opens an account: %d, %v", got.Status, stripe.Opened())
	}
	b := webtest.Browser(t)
	site := "http://rivages.localhost:" + a.Port
	b.Go(site + "/login?next=/owner/payouts")
	b.Fill("[name=email]", "owner@rivages.example")
	b.Fill("[name=password]", program.Password)
	b.Follow("main form .btn-primary")
	for _, width := range []int64{1280, 390} {
		b.Size(width, 844)
		b.Go(site + "/owner/payouts")
		b.NoViolations()
	}
}
