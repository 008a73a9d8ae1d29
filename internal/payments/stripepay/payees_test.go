package stripepay_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
	"comptoir/internal/payments/stripepay/stripetest"
)

// An owner's account is opened once, whatever the line does; how far it is, Stripe says in its own words.
func TestAPayeeIsOnboarded(t *testing.T) {
	t.Parallel()
	server, driver := open(t)
	ask := payments.PayeeRequest{Key: "payee-1", Name: "Soizic", Email: "soizic@example.org", Country: "FR"}
	server.Lose(1)
	if _, err := driver.OpenPayee(t.Context(), ask); !errors.Is(err, payments.ErrGatewayAway) {
		t.Errorf("a lost answer: %v", err)
	}
	account, err := driver.OpenPayee(t.Context(), ask)
	if all := server.Opened(); err != nil || len(all) != 1 || all[0] != account {
		t.Fatalf("%v (%v), opened %v", account, err, all)
	}
	first, err := driver.PayeePage(t.Context(), payments.PayeeAccount{ID: account}, "https://a.example/back", "https://a.example/again")
	second, err2 := driver.PayeePage(t.Context(), payments.PayeeAccount{ID: account}, "https://a.example/back", "https://a.example/again")
	if err != nil || err2 != nil || first == "" || first == second {
		t.Errorf("%q %q (%v, %v)", first, second, err, err2)
	}
	is := func(want payments.PayeeState, asked ...string) {
		t.Helper()
		got, err := driver.AskPayee(t.Context(), payments.PayeeAccount{ID: account})
		if err != nil || got.State != want || !slices.Equal(got.Asked, asked) || (got.Reason != "") != (want == payments.PayeeRefused) {
			t.Errorf("%+v (%v), want %s %q", got, err, want, asked)
		}
	}
	is(payments.PayeeOnboarding, "external_account", "individual.first_name", "tos_acceptance.date")
	server.Onboard(account, "checked")
	is(payments.PayeeOnboarding)
	server.Onboard(account, "asked")
	is(payments.PayeeAsked, "individual.verification.document")
	if err := driver.CheckPayee(t.Context(), account); !errors.Is(err, payments.ErrPayeeNotReady) {
		t.Errorf("paid before he is ready: %v", err)
	}
	server.Onboard(account, "ready")
	is(payments.PayeeReady)
	server.Onboard(account, "refused")
	is(payments.PayeeRefused)
	for _, wrong := range []string{"acct_nobodyatall", "", "../v1/balance"} {
		if _, err := driver.AskPayee(t.Context(), payments.PayeeAccount{ID: wrong}); !errors.Is(err, payments.ErrPayeeUnknown) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

// News of connected accounts come by a webhook with a secret of its own; forged, old or foreign ones say nothing. What a
// bank did not take is reversed once, however often that is told, and only what was ours.
func TestNewsOfConnectedAccounts(t *testing.T) {
	t.Parallel()
	server, driver := open(t)
	account := server.Connect(true)
	now := time.Now()
	says := func(m payments.Message, want payments.NotificationKind) payments.Notification {
		t.Helper()
		n, err := driver.Verify(t.Context(), m, now)
		if err != nil || n.Kind != want || want != payments.NotifyNothing && n.Account != account {
			t.Errorf("%+v (%v), want %q", n, err, want)
		}
		return n
	}
	says(server.AccountEvent("account.updated", account, account, now), payments.NotifyPayee)
	says(server.Event("account.updated", account, now), payments.NotifyPayee) // by the webhook of the platform, where somebody has set it so
	says(server.AccountEvent("account.application.authorized", account, account, now), payments.NotifyNothing)
	forged := stripetest.SignedBy("whsec_somebodyelse", []byte(`{"id":"evt_1","type":"account.updated","data":{"object":{"id":"`+account+`"}}}`), now)
	if _, err := driver.Verify(t.Context(), forged, now); !errors.Is(err, payments.ErrSignature) {
		t.Errorf("forged: %v", err)
	}
	if _, err := driver.Verify(t.Context(), server.AccountEvent("account.updated", account, account, now.Add(-time.Hour)), now); !errors.Is(err, payments.ErrTooOld) {
		t.Errorf("old: %v", err)
	}
	pay := func(id string) string {
		p, err := driver.PayOut(t.Context(), payments.PayoutRequest{ID: id, Account: account, Amount: money.New(5000, "EUR"), Reference: "VIR-1"})
		if err != nil {
			t.Fatal(err)
		}
		return p.Reference
	}
	one, two, foreign := pay("line-1"), pay("line-2"), pay("")
	says(server.AccountEvent("payout.paid", account, server.PayOn(account, "paid", one), now), payments.NotifyPayee)
	lost := server.PayOn(account, "failed", one, two, foreign)
	n := says(server.AccountEvent("payout.failed", account, lost, now), payments.NotifyPayoutLost)
	for range 3 {
		back, err := driver.Recall(t.Context(), n.Account, n.Reference)
		if slices.Sort(back); err != nil || !slices.Equal(back, []string{"line-1", "line-2"}) || server.Made("reversal") != 2 {
			t.Errorf("%q (%v), %d reversals", back, err, server.Made("reversal"))
		}
	}
	if p, err := driver.AskPayout(t.Context(), one); err != nil || p.State != payments.PayoutReturned {
		t.Errorf("%+v (%v)", p, err)
	}
	if p, err := driver.AskPayout(t.Context(), foreign); err != nil || p.State != payments.PayoutPaid {
		t.Errorf("another program's was reversed: %+v (%v)", p, err)
	}
	if back, err := driver.Recall(t.Context(), account, server.PayOn(account, "paid", foreign)); err != nil || len(back) != 0 {
		t.Errorf("a false alarm: %q (%v)", back, err)
	}
	if _, err := driver.Recall(t.Context(), server.Connect(true), lost); err == nil {
		t.Error("a payout of somebody else's account was recalled")
	}
}
