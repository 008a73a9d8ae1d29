package mangopay_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
	"comptoir/internal/payments/mangopay"
	"comptoir/internal/payments/mangopay/mangotest"
	"comptoir/internal/payments/paymentstest"
)

var ids ident.Source

func keys() payments.Keys {
	return payments.Keys{mangopay.Environment: "sandbox", mangopay.ClientID: mangotest.ClientID, mangopay.APIKey: mangotest.APIKey, mangopay.Wallet: mangotest.Wallet}
}

func open(t *testing.T) (*mangotest.Server, payments.Account) {
	server := mangotest.New(t, time.Now)
	return server, mangopay.Provider(http.DefaultClient, server.URL).Open(keys())
}

func request(cents int64) payments.CheckoutRequest {
	return payments.CheckoutRequest{PaymentID: ident.Next[payments.Payment](&ids), Amount: money.New(cents, "EUR"), Description: "Acompte", Payer: payments.Payer{Name: "Ada Lovelace", Email: "ada@example.org", Locale: "fr"},
		ReturnURL: "https://rivages.example/retour"}
}

// payer remembers what was asked for each reference, so that he can open another page where his card was refused.
type payer struct {
	payments.Driver
	mu    sync.Mutex
	asked map[string]payments.CheckoutRequest
}

func (p *payer) Checkout(ctx context.Context, r payments.CheckoutRequest) (payments.Checkout, error) {
	c, err := p.Driver.Checkout(ctx, r)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked[c.Reference] = r
	return c, err
}

func TestMangoPayConforms(t *testing.T) {
	t.Parallel()
	paymentstest.DriverConformance(t, func(t *testing.T) paymentstest.DriverHarness {
		server, driver := open(t)
		p := &payer{Driver: driver, asked: map[string]payments.CheckoutRequest{}}
		return paymentstest.DriverHarness{Driver: p, Ctx: t.Context(), Now: time.Now, Endless: true, Unsigned: true,
			Pay: func(t *testing.T, reference string) {
				if _, err := p.Checkout(t.Context(), p.asked[reference]); err != nil { // another page where the last one is dead
					t.Fatal(err)
				}
				server.Pay(t, reference)
			},
			Decline: func(t *testing.T, reference string) { server.Decline(t, reference) }}
	})
}

// A line that is cut after the work was done has an unknown outcome: the same call again finds out what was answered, and
// nothing is made twice. A token that MangoPay has forgotten is asked for anew.
func TestAnUnknownOutcomeIsFoundOut(t *testing.T) {
	t.Parallel()
	server, driver := open(t)
	ctx, r := t.Context(), request(5000)
	var c payments.Checkout
	until := func(what string, call func() error) {
		t.Helper()
		server.Lose(1)
		if err := call(); err != nil && !errors.Is(err, payments.ErrGatewayAway) {
			t.Errorf("%s without an answer: %v", what, err)
		}
		server.Lose(0)
		server.Away(true)
		if err := call(); !errors.Is(err, payments.ErrGatewayAway) {
			t.Errorf("%s while away: %v", what, err)
		}
		server.Away(false)
		server.Forget()
		if err := call(); err != nil {
			t.Errorf("%s again: %v", what, err)
		}
	}
	for range 2 { // the answer to the user is lost, then that to the pay-in
		until("checkout", func() (err error) { c, err = driver.Checkout(ctx, r); return err })
	}
	server.Pay(t, c.Reference)
	refund := payments.RefundRequest{RefundID: ident.Next[payments.Refund](&ids), PaymentID: r.PaymentID, Reference: c.Reference, Amount: money.New(100, "EUR")}
	var n payments.Notification
	until("refund", func() (err error) { n, err = driver.Refund(ctx, refund); return err })
	server.ADayLater()
	if n, err := driver.Refund(ctx, refund); err != nil || n.Kind != payments.NotifyRefundSucceeded {
		t.Errorf("refund a day later: %+v (%v)", n, err)
	}
	if n.Kind != payments.NotifyRefundSucceeded || n.RefundReference == "" {
		t.Errorf("refund: %+v", n)
	}
	for what, want := range map[string]int{"user": 1, "payin": 1, "refund": 1} {
		if got := server.Made(what); got != want {
			t.Errorf("%s was made %d times, want %d", what, got, want)
		}
	}
}

// A hook is believed in nothing: what it names is fetched. Whoever forges one is told what is so, or nothing.
func TestAHookTellsWhatIsSo(t *testing.T) {
	t.Parallel()
	server, driver := open(t)
	ctx, now := t.Context(), time.Now()
	says := func(event, id string, want payments.NotificationKind, of payments.PaymentID) payments.Notification {
		t.Helper()
		n, err := driver.Verify(ctx, mangotest.Hook(event, id, now), now)
		if err != nil || n.Kind != want || want != payments.NotifyNothing && (n.PaymentID != of || n.ID == "") {
			t.Errorf("%s: %+v (%v), want %q", event, n, err, want)
		}
		return n
	}
	r := request(5000)
	c, err := driver.Checkout(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	first := server.Last(t, c.Reference)
	says("PAYIN_NORMAL_SUCCEEDED", first, payments.NotifyNothing, payments.PaymentID{}) // forged: nobody has paid
	server.Decline(t, c.Reference)
	if n := says("PAYIN_NORMAL_FAILED", first, payments.NotifyFailed, r.PaymentID); n.Failure != "insufficient_funds" {
		t.Errorf("%+v", n)
	}
	says("PAYIN_NORMAL_SUCCEEDED", first, payments.NotifyFailed, r.PaymentID) // forged: it was refused
	again, err := driver.Checkout(ctx, r)
	if err != nil || again.Reference != c.Reference || again.URL == c.URL {
		t.Fatalf("another page: %+v (%v), first %+v", again, err, c)
	}
	server.Pay(t, c.Reference)
	says("PAYIN_NORMAL_SUCCEEDED", server.Last(t, c.Reference), payments.NotifySucceeded, r.PaymentID)
	says("PAYIN_NORMAL_FAILED", first, payments.NotifySucceeded, r.PaymentID) // late: the other card has paid
	refund := payments.RefundRequest{RefundID: ident.Next[payments.Refund](&ids), PaymentID: r.PaymentID, Reference: c.Reference, Amount: money.New(700, "EUR")}
	done, err := driver.Refund(ctx, refund)
	if err != nil {
		t.Fatal(err)
	}
	if n := says("PAYIN_REFUND_SUCCEEDED", done.RefundReference, payments.NotifyRefundSucceeded, r.PaymentID); n.Refund != refund.RefundID {
		t.Errorf("%+v", n)
	}
	dispute := server.Dispute(server.Last(t, c.Reference))
	if n := says("DISPUTE_CREATED", dispute, payments.NotifyDisputed, r.PaymentID); n.DisputeAmount != money.New(5000, "EUR") || n.Failure != "fraud" {
		t.Errorf("%+v", n)
	}
	server.CloseDispute(dispute, "LOST")
	says("DISPUTE_CLOSED", dispute, payments.NotifyDisputeLost, r.PaymentID)
	for _, forged := range []string{"nothing-of-ours", mangotest.Wallet, c.Reference} {
		says("PAYIN_NORMAL_SUCCEEDED", forged, payments.NotifyNothing, payments.PaymentID{})
	}
	says("TRANSFER_NORMAL_CREATED", first, payments.NotifyNothing, payments.PaymentID{})
	for _, bad := range []string{"", "EventType=PAYIN_NORMAL_SUCCEEDED", "EventType=PAYIN_NORMAL_SUCCEEDED&RessourceId=../wallets/1", "RessourceId=1", "%zz", "EventType=PAYIN_NORMAL_SUCCEEDED&RessourceId=a%2Fb"} {
		if _, err := driver.Verify(ctx, payments.Message{Body: []byte(bad)}, now); !errors.Is(err, payments.ErrBadMessage) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	server.Away(true)
	if _, err := driver.Verify(ctx, mangotest.Hook("PAYIN_NORMAL_SUCCEEDED", first, now), now); !errors.Is(err, payments.ErrGatewayAway) {
		t.Errorf("away: %v", err) // MangoPay calls again, for three days
	}
}

func TestCheckTellsGoodKeys(t *testing.T) {
	t.Parallel()
	server, driver := open(t)
	if info, err := driver.Check(t.Context()); err != nil || info.Name != "Rivages · EUR" || info.Live {
		t.Errorf("good keys: %+v (%v)", info, err)
	}
	for name, value := range map[string]string{mangopay.APIKey: "wrong", mangopay.ClientID: "somebody", mangopay.Wallet: "wlt_m_other"} {
		wrong := keys()
		wrong[name] = value
		if _, err := mangopay.Provider(http.DefaultClient, server.URL).Open(wrong).Check(t.Context()); !errors.Is(err, payments.ErrKeysRefused) {
			t.Errorf("a wrong %s: %v", name, err)
		}
	}
	server.Away(true)
	if _, err := driver.Check(t.Context()); !errors.Is(err, payments.ErrGatewayAway) {
		t.Errorf("away: %v", err)
	}
	if _, err := driver.Checkout(t.Context(), payments.CheckoutRequest{Mode: payments.Hold, Amount: money.New(1, "EUR")}); !errors.Is(err, payments.ErrNoHolds) {
		t.Errorf("a hold: %v", err)
	}
}

// A pay-in of an amount that cannot be: nobody signs a hook, so what is fetched is what says so.
func TestImpossibleAmounts(t *testing.T) {
	t.Parallel()
	server, driver := open(t)
	paymentstest.ImpossibleAmounts(t, func(t *testing.T, id payments.PaymentID, cents, currency string) (payments.Notification, error) {
		r := request(5000)
		r.PaymentID = id
		checkout, err := driver.Checkout(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		server.Pay(t, checkout.Reference)
		server.Claims(t, checkout.Reference, cents, currency)
		n, err := driver.Verify(t.Context(), mangotest.Hook("PAYIN_NORMAL_SUCCEEDED", server.Last(t, checkout.Reference), time.Now()), time.Now())
		if errors.Is(err, payments.ErrGatewayAway) { // its answer is no pay-in: asked again
			return payments.Notification{}, nil
		}
		return n, err
	})
}
