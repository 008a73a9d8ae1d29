package stripepay_test

import (
	"errors"
	"testing"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
	"comptoir/internal/payments/paymentstest"
	"comptoir/internal/payments/stripepay/stripetest"
)

func TestStripePaysOut(t *testing.T) {
	t.Parallel()
	paymentstest.PayoutConformance(t, func(t *testing.T) paymentstest.PayoutHarness {
		server, driver := open(t)
		return paymentstest.PayoutHarness{Driver: driver, Payee: func(ready bool, _ string) string { return server.Connect(ready) }, Fund: server.Fund, Lose: server.Lose, Away: server.Away,
			Made: func() int { return len(server.Transfers()) }, Settle: func() {}, Return: func() { server.Reverse(server.Transfers()[0]) }}
	})
}

// News of a transfer names the payout that we asked for; of another program's it is nothing.
func TestNewsOfATransfer(t *testing.T) {
	t.Parallel()
	server, driver := open(t)
	p, err := driver.PayOut(t.Context(), payments.PayoutRequest{ID: "line-1", Account: server.Connect(true), Amount: money.New(5000, "EUR"), Reference: "VIR-2027-0001-1"})
	if err != nil {
		t.Fatal(err)
	}
	n, err := driver.Verify(t.Context(), server.Event("transfer.reversed", p.Reference, time.Now()), time.Now())
	if err != nil || n.Kind != payments.NotifyPayout || n.Reference != "line-1" {
		t.Errorf("%+v (%v)", n, err)
	}
	forged := stripetest.Signed([]byte(`{"id":"evt_9","type":"transfer.created","data":{"object":{"id":"tr_9","object":"transfer","metadata":{}}}}`), time.Now())
	if n, err := driver.Verify(t.Context(), forged, time.Now()); err != nil || n.Kind != payments.NotifyNothing {
		t.Errorf("another program's: %+v (%v)", n, err)
	}
	if _, err := driver.AskPayout(t.Context(), "tr_/../accounts"); !errors.Is(err, payments.ErrUnknown) {
		t.Errorf("%v", err)
	}
}
