package stripepay_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
	"comptoir/internal/payments/stripepay"
)

// mock starts Stripe's own stripe-mock, which checks every parameter against the published OpenAPI document of the API.
// It keeps no state: it proves the wire, stripetest proves the flows.
func mock(t *testing.T) *http.Client {
	t.Helper()
	dir, err := os.MkdirTemp("", "mock") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	program, socket := filepath.Join(dir, "stripe-mock"), filepath.Join(dir, "s")
	build := exec.Command("go", "build", "-o", program, "github.com/stripe/stripe-mock")
	build.Dir, build.Env = "../../../tools", append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-trimpath")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("stripe-mock does not build: %v\n%s", err, out)
	}
	ctx, cancel := context.WithCancel(context.Background())
	run := exec.CommandContext(ctx, program, "-http-unix", socket)
	var said strings.Builder
	run.Stdout, run.Stderr = &said, &said
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = run.Wait() })
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", socket)
	}}}
	for tries := 0; ; tries++ {
		resp, err := client.Get("http://stripe/")
		if err == nil {
			_ = resp.Body.Close()
			return client
		}
		if tries > 600 {
			t.Fatalf("stripe-mock does not come up: %v\n%s", err, said.String())
		}
		<-time.After(50 * time.Millisecond)
	}
}

// recorder notes what Stripe answered to each call.
type recorder struct {
	next http.RoundTripper
	mu   sync.Mutex
	seen []string
	bad  []string
}

// RoundTrip implements http.RoundTripper.
func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := r.next.RoundTrip(req)
	r.mu.Lock()
	defer r.mu.Unlock()
	what := req.Method + " " + req.URL.Path
	r.seen = append(r.seen, what)
	if err != nil || resp.StatusCode != http.StatusOK {
		r.bad = append(r.bad, what)
	}
	return resp, err
}

// Every call that the driver makes is one that Stripe's API description knows, with parameters that it accepts, and every
// answer of that description is understood.
func TestTheWireIsStripes(t *testing.T) {
	t.Parallel()
	client := mock(t)
	rec := &recorder{next: client.Transport}
	driver := stripepay.New(&http.Client{Transport: rec}, "http://stripe", keys())
	ctx := t.Context()
	for _, mode := range []payments.Mode{payments.Charge, payments.Hold, payments.Card} {
		r := payments.CheckoutRequest{PaymentID: ident.Next[payments.Payment](&ids), Amount: money.New(5000, "EUR"), Description: "Acompte",
			Payer: payments.Payer{Email: "ada@example.org", Locale: "fr"}, ReturnURL: "https://rivages.example/retour", Mode: mode}
		c, err := driver.Checkout(ctx, r)
		if err != nil || !strings.HasPrefix(c.Reference, "cs_") {
			t.Errorf("checkout %q: %+v (%v)", mode, c, err)
			continue
		}
		_, _ = driver.Ask(ctx, c.Reference) // the mock's session bears nobody's name
		_, _ = driver.Close(ctx, c.Reference)
		_, _ = driver.Refund(ctx, payments.RefundRequest{RefundID: ident.Next[payments.Refund](&ids), PaymentID: r.PaymentID, Reference: c.Reference, Amount: money.New(100, "EUR")})
		_, _ = driver.Capture(ctx, payments.CaptureRequest{PaymentID: r.PaymentID, Key: "k", Reference: c.Reference, Mode: mode, Instrument: "cus_1/pm_1", Amount: money.New(100, "EUR")})
	}
	_ = driver.CheckPayee(ctx, "acct_1032D82eZvKYlo2C") // the mock's account may not have done what Stripe asks
	paid, err := driver.PayOut(ctx, payments.PayoutRequest{ID: "1", Account: "acct_1032D82eZvKYlo2C", Amount: money.New(5000, "EUR"), Reference: "VIR-1"})
	if err != nil || paid.Reference == "" {
		t.Errorf("payout: %+v (%v)", paid, err)
	}
	if _, err := driver.AskPayout(ctx, paid.Reference); err != nil {
		t.Errorf("payout asked: %v", err)
	}
	if account, err := driver.OpenPayee(ctx, payments.PayeeRequest{Key: "p", Email: "ada@example.org", Country: "FR"}); err != nil || account == "" {
		t.Errorf("payee: %q (%v)", account, err)
	}
	if page, err := driver.PayeePage(ctx, payments.PayeeAccount{ID: "acct_1032D82eZvKYlo2C"}, "https://rivages.example/retour", "https://rivages.example/encore"); err != nil || page == "" {
		t.Errorf("payee's page: %q (%v)", page, err)
	}
	if _, err := driver.AskPayee(ctx, payments.PayeeAccount{ID: "acct_1032D82eZvKYlo2C"}); err != nil {
		t.Errorf("payee asked: %v", err)
	}
	if _, err := driver.Statement(ctx, time.Now().Add(-time.Hour), time.Now()); err != nil {
		t.Errorf("statement: %v", err)
	}
	if info, err := driver.Check(ctx); err != nil || info.Name == "" {
		t.Errorf("check: %+v (%v)", info, err)
	}
	if len(rec.bad) > 0 {
		t.Errorf("refused by the API description: %q", rec.bad)
	}
	for _, want := range []string{"POST /v1/checkout/sessions", "GET /v1/payment_intents", "POST /v1/payment_intents", "GET /v1/refunds", "GET /v1/account", "GET /v1/transfers", "POST /v1/accounts", "POST /v1/account_links"} {
		found := false
		for _, s := range rec.seen {
			found = found || s == want
		}
		if !found {
			t.Errorf("never asked: %s", want)
		}
	}
	t.Logf("%d calls", len(rec.seen))
}
