package app_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/banking"
	"comptoir/internal/banking/bankingtest"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	books "comptoir/internal/ledger"
	"comptoir/internal/payments/mangopay/mangotest"
	"comptoir/internal/payments/stripepay/stripetest"
	"comptoir/test/program"
)

// payerOfOwners is a provider that pays owners, as a test steers it.
type payerOfOwners struct {
	name  string
	after func(func(call string))
	later func()     // it forgets its keys, as after a day
	made  func() int // payouts
	steps []string   // the calls that move money, in their order
	pay   func()     // its banks do what they were asked
}

// Owners are paid by Stripe Connect and by MangoPay, and the worst happens at each call that moves money: the program is killed when
// the provider has acted and not yet said so, or every answer is lost for so long that the provider has forgotten our keys. Nothing
// is booked that nobody has said; afterwards what became of it is found by asking, each owner is paid once, and the books are whole.
// One test for both, because the way is the same down to the driver, and what a driver looks for is its own.
func TestKilledBetweenPayoutAndRecord(t *testing.T) {
	t.Parallel()
	stripe, mango := stripetest.New(t, time.Now), mangotest.New(t, time.Now)
	binary := program.Build(t)
	env := []string{"COMPTOIR_STRIPE_URL=" + stripe.URL, "COMPTOIR_MANGOPAY_URL=" + mango.URL, "COMPTOIR_EGRESS_ALLOW=127.0.0.0/8,::1/128"}
	p := program.Start(t, env...)
	a := p.Agency("rivages")
	soizic := hire(t, a, "owner", identity.Owner)
	hire(t, a, "manager", identity.Manager)
	admin, manager := a.As("admin"), a.As("manager")
	home := admin.Property("ty-mor")
	sheet := program.Sheet("ty-mor")
	delete(sheet, "rates")
	sheet["owner"] = m{"name": "Soizic Kervella", "user": soizic.String()}
	version := admin.Must(200, "GET", "/api/stays/desk/properties/"+home, nil).At("version")
	admin.Must(200, "PUT", "/api/stays/desk/properties/"+home, sheet, "If-Match", `"v`+fmt.Sprint(version)+`"`)
	account := admin.Must(201, "POST", "/api/banking/accounts", m{"name": "Mandants", "holder": "Agence rivages", "iban": bankingtest.IBANFrance, "clients": true}).Text("id")
	for provider, keys := range map[string]m{"stripe": {"secret_key": stripetest.Key, "webhook_secret": stripetest.Secret},
		"mangopay": {"environment": "sandbox", "client_id": mangotest.ClientID, "api_key": mangotest.APIKey, "wallet_id": mangotest.Wallet}} {
		admin.Must(200, "PUT", "/api/payments/providers/"+provider+"/keys", m{"keys": keys})
		admin.Must(200, "PUT", "/api/payments/providers/"+provider, m{"enabled": true, "default": provider == "stripe"})
	}
	admin.Must(200, "PUT", "/api/banking/settings", m{"coolingHours": 0, "transferDays": 0})
	iban := strings.ReplaceAll(bankingtest.IBANGermany, " ", "")
	admin.Must(200, "PUT", "/api/banking/payees/"+soizic.String()+"/details", m{"holder": "Soizic Kervella", "iban": iban, "stripe": stripe.Connect(true), "mangopay": mango.Owner(true, iban)})
	inside := access.AsSystem(t.Context(), a.State.ID, "test")
	payable := "owner:" + home + ":payable"
	owed := func() int64 {
		found, err := p.App.Contexts.Ledger.Balances(inside, books.BalancesOf{Account: books.PayableOf(home)})
		if err != nil || len(found) != 1 {
			return -1
		}
		return found[0].Amount().Minor()
	}
	payers := []payerOfOwners{
		{"stripe", stripe.After, stripe.ADayLater, func() int { return len(stripe.Transfers()) }, []string{"POST transfers"}, func() {}},
		{"mangopay", mango.After, mango.ADayLater, func() int { return len(mango.Payouts()) }, []string{"POST transfers", "POST payouts/bankwire"}, func() {
			for _, id := range mango.Payouts() {
				mango.Settle(id, "SUCCEEDED")
			}
		}},
	}
	approved := func(by, key string) string {
		t.Helper()
		admin.Must(201, "POST", "/api/ledger/transactions", m{"key": by + key, "label": "Loyers", "postings": postings("psp:"+by+":clearing", payable, "800.00")})
		at := "/api/banking/batches/" + manager.Must(201, "POST", "/api/banking/batches", m{"key": by + key, "account": account, "executeOn": p.Day(1), "method": by}).Text("id")
		admin.Must(200, "POST", at+"/approve", nil)
		return at
	}
	follow := func() error {
		_, err := p.App.Contexts.Banking.Follow(inside, banking.FollowCarried{})
		return err
	}

	for _, by := range payers {
		at := approved(by.name, "killed")
		p.Stop()
		for i, step := range by.steps {
			running := p.Serve(binary, env...)
			dead := make(chan struct{})
			var once sync.Once
			by.after(func(call string) {
				if call == step {
					once.Do(func() { running.Kill(); close(dead) })
				}
			})
			if i == 0 {
				_, _ = manager.Try("POST", at+"/send", nil) // it may die before it answers
			} else { // it goes on by itself, sooner here than it would
				if _, err := p.Admin().Exec(t.Context(), `update jobs.river_job set state = 'available', scheduled_at = now() where kind = 'banking.carry_batch' and state <> 'completed'`); err != nil {
					t.Fatal(err)
				}
			}
			select {
			case <-dead:
			case <-time.After(time.Minute):
				t.Fatalf("%s was never asked for %s", by.name, step)
			}
			by.after(nil)
			by.later()
		}
		if n := by.made(); n != 1 {
			t.Errorf("%s made %d payouts before anybody knew", by.name, n)
		}
		by.pay()
		p = program.StartOn(t, p.Address, append(env, "COMPTOIR_DATA="+p.Data)...)
		a = &program.Agency{Program: p, Slug: a.Slug, State: a.State}
		admin, manager = a.As("admin"), a.As("manager")
		for range 2 {
			manager.Must(200, "POST", at+"/send", nil) // people click again
		}
		p.Eventually("it is found out", func() bool {
			return follow() == nil && admin.Must(200, "GET", at, nil).Text("status") == "executed" && owed() == 0
		})
		if n := by.made(); n != 1 {
			t.Errorf("%s paid %d times", by.name, n)
		}
	}

	// The line is cut at each answer, for longer than keys are remembered.
	for _, by := range payers {
		at := approved(by.name, "cut")
		var mu sync.Mutex
		var cut int
		by.after(func(call string) {
			mu.Lock()
			defer mu.Unlock()
			if cut > 0 || call == by.steps[len(by.steps)-1] { // it is done, and from then on nothing is heard
				cut++
				panic(http.ErrAbortHandler)
			}
		})
		manager.Must(200, "POST", at+"/send", nil)
		p.Eventually("the line is cut", func() bool { mu.Lock(); defer mu.Unlock(); return cut > 0 })
		for range 2 {
			if err := follow(); err == nil {
				t.Errorf("%s: every answer is lost, and nobody minds", by.name)
			}
		}
		if got := admin.Must(200, "GET", at, nil); got.Text("status") != "exported" || owed() != 80000 {
			t.Errorf("%s: nobody has said what became of it: %s, %d owed", by.name, got.Raw, owed())
		}
		by.after(nil)
		by.later()
		p.Eventually("it is sent", func() bool { return follow() == nil && by.made() == 2 })
		by.pay()
		p.Eventually("it is found out", func() bool {
			return follow() == nil && admin.Must(200, "GET", at, nil).Text("status") == "executed" && owed() == 0
		})
		if n := by.made(); n != 2 {
			t.Errorf("%s paid %d times", by.name, n)
		}
	}
	theBooksAgree(t, p, inside)
	verify := exec.Command(binary, "ledger", "verify", "--tenant", a.Slug)
	verify.Env = []string{"COMPTOIR_DATABASE_URL=" + p.Address.AppURL, "COMPTOIR_DATA=" + p.Data, "COMPTOIR_SECRET_KEY=" + program.Key, "COMPTOIR_LOG_LEVEL=error"}
	if said, err := verify.CombinedOutput(); err != nil || !bytes.Contains(said, []byte("whole")) {
		t.Errorf("ledger verify: %v: %s", err, said)
	}
}
