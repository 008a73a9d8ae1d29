package paymentstest

import (
	"errors"
	"testing"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
)

// Impossible are amounts in cents, as a provider would write them, that no payer ever paid.
var Impossible = []string{"0", "-1", "-5000", "-9223372036854775808", "9223372036854775807", "9223372036854775808", "99999999999999999999999999999999", "1e30", "12.5", "null", `"12"`, "[]", "true"}

// ImpossibleAmounts: whatever a genuine notification says came in, a payment counts no more than was asked for, nothing that is not
// above zero, and nothing of another currency; the rest is refused as no message, never as a failure of ours. told returns what
// a driver makes of a notification of success with this amount.
func ImpossibleAmounts(t *testing.T, told func(t *testing.T, id payments.PaymentID, cents, currency string) (payments.Notification, error)) {
	at := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	for _, currency := range []string{"EUR", "USD", "JPY", "ISK", "TND", "XXX", "EURO", "", "€", "\\u0000"} {
		for _, cents := range append(Impossible, "4999", "5000", "5001") {
			r := request(5000)
			p, err := payments.NewPayment(r.PaymentID, Wanted("k", 5000), "any", at)
			if err != nil {
				t.Fatal(err)
			}
			n, err := told(t, r.PaymentID, cents, currency)
			if err != nil {
				if !errors.Is(err, payments.ErrBadMessage) || currency == "EUR" && (cents == "4999" || cents == "5000" || cents == "5001") {
					t.Errorf("%s %s: %v", cents, currency, err)
				}
				continue
			}
			if n.Kind == payments.NotifySucceeded && !n.Captured.IsPositive() {
				t.Errorf("%s %s came in: %+v", cents, currency, n)
			}
			p.Learn(n, at)
			p.Learn(payments.Notification{Kind: payments.NotifyDisputed, Dispute: "d", DisputeAmount: n.Captured}, at)
			got := p.State()
			want := map[string]int64{"4999": 4999, "5000": 5000, "5001": 5000, "9223372036854775807": 5000}[cents]
			if currency != "EUR" {
				want = 0
			}
			if got.Captured.Minor() != want || (got.Status == payments.Succeeded) != (want > 0) {
				t.Errorf("%s %s: the payment is %s, with %s", cents, currency, got.Status, got.Captured)
			}
			if got.Dispute.Amount.Cmp(money.New(5000, money.EUR)) > 0 || !got.Dispute.Amount.IsPositive() {
				t.Errorf("%s %s: the bank claims %s of it", cents, currency, got.Dispute.Amount)
			}
			if _, err := p.Refund(ident.Next[payments.Refund](&ids), money.New(want+1, money.EUR), "x", "r", at); !errors.Is(err, payments.ErrNotRefundable) {
				t.Errorf("%s %s: more goes back than came: %v", cents, currency, err)
			}
		}
	}
}
