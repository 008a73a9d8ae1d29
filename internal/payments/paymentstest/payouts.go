package paymentstest

import (
	"errors"
	"testing"

	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
)

// PayeeIBAN is where the payees of the suite are paid.
const PayeeIBAN = "DE89370400440532013000"

// PayoutHarness is a driver that pays out, with a provider behind it that the suite can steer.
type PayoutHarness struct {
	Driver payments.PayoutDriver
	Payee  func(ready bool, iban string) string // opens an account with the provider
	Fund   func(cents int64)                    // what the provider holds for the business
	Lose   func(n int)                          // the next answers are lost after the work is done
	Away   func(bool)
	Made   func() int // payouts
	Settle func()     // the first payout reaches the payee's bank
	Return func()     // and comes back
}

// PayoutConformance is what every payments.PayoutDriver must do.
func PayoutConformance(t *testing.T, open func(t *testing.T) PayoutHarness) {
	t.Run("who may be paid", func(t *testing.T) {
		h := open(t)
		for account, want := range map[string]error{h.Payee(true, PayeeIBAN): nil, h.Payee(false, PayeeIBAN): payments.ErrPayeeNotReady, "acct_nobodyatall": payments.ErrPayeeUnknown, "": payments.ErrPayeeUnknown, "../x": payments.ErrPayeeUnknown} {
			if err := h.Driver.CheckPayee(t.Context(), account); !errors.Is(err, want) || (err == nil) != (want == nil) {
				t.Errorf("%q: %v, want %v", account, err, want)
			}
		}
		h.Away(true)
		if err := h.Driver.CheckPayee(t.Context(), "acct_somebody1"); !errors.Is(err, payments.ErrGatewayAway) {
			t.Errorf("away: %v", err)
		}
	})
	t.Run("a payout goes once, whatever the line does", func(t *testing.T) {
		h := open(t)
		ask := payments.PayoutRequest{ID: "018f3e5c-0000-7000-8000-000000000001", Account: h.Payee(true, PayeeIBAN), Holder: "Maëlle Le Bihan", IBAN: PayeeIBAN, Amount: money.New(12345, "EUR"), Reference: "VIR-2027-0001-1"}
		h.Away(true)
		if _, err := h.Driver.PayOut(t.Context(), ask); !errors.Is(err, payments.ErrGatewayAway) {
			t.Errorf("away: %v", err)
		}
		h.Away(false)
		for range 12 { // each answer on the way is lost once
			h.Lose(1)
			if _, err := h.Driver.PayOut(t.Context(), ask); err != nil && !errors.Is(err, payments.ErrGatewayAway) {
				t.Fatal(err)
			}
		}
		h.Lose(0)
		first, err := h.Driver.PayOut(t.Context(), ask)
		if err != nil || first.Reference == "" || first.State != payments.PayoutPending && first.State != payments.PayoutPaid {
			t.Fatalf("%+v (%v)", first, err)
		}
		if again, err := h.Driver.PayOut(t.Context(), ask); err != nil || again != first || h.Made() != 1 {
			t.Errorf("asked again %+v (%v), first %+v, %d made", again, err, first, h.Made())
		}
		h.Settle()
		if got, err := h.Driver.AskPayout(t.Context(), first.Reference); err != nil || got.State != payments.PayoutPaid {
			t.Errorf("arrived: %+v (%v)", got, err)
		}
		h.Return()
		if got, err := h.Driver.AskPayout(t.Context(), first.Reference); err != nil || got.State != payments.PayoutReturned || got.Failure == "" {
			t.Errorf("back: %+v (%v)", got, err)
		}
		if _, err := h.Driver.AskPayout(t.Context(), "nothing-of-ours"); err == nil {
			t.Error("an unknown payout is answered")
		}
	})
	t.Run("more than there is does not go", func(t *testing.T) {
		h := open(t)
		h.Fund(1000)
		ask := payments.PayoutRequest{ID: "018f3e5c-0000-7000-8000-000000000002", Account: h.Payee(true, PayeeIBAN), IBAN: PayeeIBAN, Amount: money.New(1001, "EUR"), Reference: "VIR-2027-0001-2"}
		for range 2 {
			if p, err := h.Driver.PayOut(t.Context(), ask); err != nil || p.State != payments.PayoutFailed || p.Failure == "" || h.Made() != 0 {
				t.Errorf("%+v (%v), %d made", p, err, h.Made())
			}
		}
	})
}
