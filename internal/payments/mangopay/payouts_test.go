package mangopay_test

import (
	"testing"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
	"comptoir/internal/payments/mangopay/mangotest"
	"comptoir/internal/payments/paymentstest"
)

func TestMangoPayPaysOut(t *testing.T) {
	t.Parallel()
	paymentstest.PayoutConformance(t, func(t *testing.T) paymentstest.PayoutHarness {
		server, driver := open(t)
		return paymentstest.PayoutHarness{Driver: driver.(payments.PayoutDriver), Payee: server.Owner, Fund: server.Fund, Lose: server.Lose, Away: server.Away, Made: func() int { return len(server.Payouts()) },
			Settle: func() { server.Settle(server.Payouts()[0], "SUCCEEDED") }, Return: func() { server.Return(server.Payouts()[0]) }}
	})
}

// What MangoPay could not pay lies in the payee's wallet: it is brought back into the business's, once, before anybody is told
// that nothing was paid. A payee who has another account with MangoPay than the business knows is not paid at all.
func TestWhatDoesNotLeaveComesBack(t *testing.T) {
	t.Parallel()
	server, driver := open(t)
	pays := driver.(payments.PayoutDriver)
	server.Fund(10000)
	owner := server.Owner(true, paymentstest.PayeeIBAN)
	ask := payments.PayoutRequest{ID: "line-1", Account: owner, IBAN: paymentstest.PayeeIBAN, Amount: money.New(6000, "EUR"), Reference: "VIR-2027-0001-1"}
	p, err := pays.PayOut(t.Context(), ask)
	if err != nil || p.State != payments.PayoutPending || server.Balance() != 4000 {
		t.Fatalf("%+v (%v), %d left", p, err, server.Balance())
	}
	payout := server.Payouts()[0]
	server.Settle(payout, "FAILED")
	for range 3 {
		if got, err := pays.AskPayout(t.Context(), p.Reference); err != nil || got.State != payments.PayoutFailed || got.Failure == "" {
			t.Errorf("%+v (%v)", got, err)
		}
	}
	if server.Balance() != 10000 {
		t.Errorf("%d of 10000 came back", server.Balance())
	}
	n, err := driver.Verify(t.Context(), mangotest.Hook("PAYOUT_NORMAL_FAILED", payout, time.Now()), time.Now())
	if err != nil || n.Kind != payments.NotifyPayout || n.Reference != "line-1" {
		t.Errorf("%+v (%v)", n, err)
	}
	ask.ID, ask.IBAN = "line-2", "FR7630006000011234567890189"
	if p, err := pays.PayOut(t.Context(), ask); err != nil || p.State != payments.PayoutFailed || p.Failure != "no_bank_account" || server.Balance() != 10000 {
		t.Errorf("to another account: %+v (%v)", p, err)
	}
	ask.ID, ask.IBAN = "line-3", paymentstest.PayeeIBAN
	p, err = pays.PayOut(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	server.Settle(server.Payouts()[1], "SUCCEEDED")
	refund := server.Return(server.Payouts()[1])
	if n, err := driver.Verify(t.Context(), mangotest.Hook("PAYOUT_REFUND_SUCCEEDED", refund, time.Now()), time.Now()); err != nil || n.Reference != "line-3" {
		t.Errorf("%+v (%v)", n, err)
	}
	if got, err := pays.AskPayout(t.Context(), p.Reference); err != nil || got.State != payments.PayoutReturned || server.Balance() != 10000 {
		t.Errorf("%+v (%v), %d left", got, err, server.Balance())
	}
}
