package app_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/payments/mangopay/mangotest"
	"comptoir/internal/payments/paypalpay"
	"comptoir/internal/payments/paypalpay/paypaltest"
	"comptoir/test/program"
)

// unlucky is a business whose guests pay at a provider that lies at the end of a line.
type unlucky struct {
	*testing.T
	*line
	provider string
	p        *program.Program
	a        *program.Agency
	home     string
	made     func(what string) int
	play     func(reference string) // the payer does his part at the provider
	env      []string
}

type paidStay struct{ id, token, payment string }

func (u *unlucky) admin() *program.Agency { u.Helper(); return u.a.As("admin") }

// booked is a stay whose payer has done his part at the provider.
func (u *unlucky) booked(from int, guest string) paidStay {
	u.Helper()
	stay := book(u.a, u.home, from, from+3, guest)
	u.play(u.admin().Must(200, "GET", "/api/payments/"+stay.payment+"/details", nil).Text("reference"))
	return paidStay{stay.id, stay.token, stay.payment}
}

// back brings the payer's browser back from the provider's page; the program may be dying.
func (u *unlucky) back(s paidStay) { _, _ = u.a.Try("GET", "/manage/"+s.token+"/return", nil) }

// clicks are ten on the same button at once, while the provider may be anywhere.
func (u *unlucky) clicks(s paidStay) {
	u.Helper()
	admin := u.admin()
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			got, err := admin.Try("POST", "/api/payments/refunds", m{"paymentId": s.payment, "amount": m{"amount": "10.00", "currency": "EUR"}, "reason": "geste", "key": "once"})
			if err == nil && got.Status != http.StatusCreated {
				u.Errorf("a click on a refund: %d %s", got.Status, got.Raw)
			}
		})
	}
	all.Wait()
}

// tried waits until a refund was sent so often and rests.
func (u *unlucky) tried(s paidStay, times int) {
	u.Helper()
	u.p.Eventually("the refund was tried", func() bool {
		var n int
		err := u.p.Admin().QueryRow(u.Context(), `select count(*) from jobs.river_job where kind = 'payments.send_refund' and state = 'retryable' and attempt >= $1 and args::text like '%' || $2 || '%'`, times, s.payment).Scan(&n)
		return err == nil && n == 1
	})
}

func (u *unlucky) refunded(s paidStay) {
	u.Helper()
	admin := u.admin()
	u.p.Eventually("the refund is back", func() bool {
		got := admin.Must(200, "GET", "/api/payments/"+s.payment+"/details", nil)
		return got.Len("refunds") == 1 && got.Text("refunds.0.status") == "succeeded"
	})
}

func (u *unlucky) once(what string, times int) {
	u.Helper()
	if n := u.made(what); n != times {
		u.Errorf("%s made %d of %s, not %d", u.provider, n, what, times)
	}
}

// At PayPal and at MangoPay: ten clicks on a refund whose answer is lost after the money went, and which is asked for again when
// the provider has forgotten the key; ten while the provider is away for an hour; and the program killed when the provider has
// taken the guest's money, or given it back, and has not said so. Each happens once, and the provider's books, the payments and
// the ledger agree.
func TestProvidersAtTheWorstMoment(t *testing.T) {
	t.Parallel()
	t.Run("paypal", func(t *testing.T) {
		t.Parallel()
		paypal := paypaltest.New(t, time.Now)
		u := &unlucky{T: t, line: lineTo(t, paypal), provider: "paypal", made: paypal.Made, play: func(order string) { paypal.Approve(t, order) }}
		u.founded("COMPTOIR_PAYPAL_URL", m{paypalpay.Environment: "sandbox", paypalpay.ClientID: paypaltest.ClientID, paypalpay.Secret: paypaltest.Secret, paypalpay.WebhookID: paypaltest.Webhook})
		u.suffers(func() {}, func(done string) bool { return strings.HasSuffix(done, "/capture") })
		u.once("order", 4)
		u.once("capture", 4)
	})
	t.Run("mangopay", func(t *testing.T) {
		t.Parallel()
		mango := mangotest.New(t, time.Now)
		u := &unlucky{T: t, line: lineTo(t, mango), provider: "mangopay", made: mango.Made, play: func(user string) { mango.Pay(t, user) }}
		u.founded("COMPTOIR_MANGOPAY_URL", m{"environment": "sandbox", "client_id": mangotest.ClientID, "api_key": mangotest.APIKey, "wallet_id": mangotest.Wallet})
		u.suffers(mango.ADayLater, func(done string) bool {
			return strings.HasPrefix(done, "GET ") && strings.HasSuffix(done, "/transactions")
		})
		u.once("user", 4)
		u.once("payin", 4)
	})
}

func (u *unlucky) founded(variable string, keys m) {
	u.Helper()
	u.env = []string{variable + "=" + u.URL, "COMPTOIR_EGRESS_ALLOW=127.0.0.0/8,::1/128"}
	u.p = program.Start(u.T, u.env...)
	u.a = u.p.Agency("rivages")
	admin := u.admin()
	one := "/api/payments/providers/" + u.provider
	admin.Must(200, "PUT", one+"/keys", m{"keys": keys})
	admin.Must(200, "PUT", one, m{"enabled": true, "default": true})
	u.home = admin.Property("ty-mor")
}

func (u *unlucky) suffers(forget func(), taken func(done string) bool) {
	u.Helper()
	refund := func(done string) bool { return strings.HasPrefix(done, "POST ") && strings.Contains(done, "/refund") }
	lost, away, killed := u.booked(20, "lost"), u.booked(24, "away"), u.booked(28, "killed")
	for _, s := range []paidStay{lost, away, killed} {
		u.back(s)
		u.a.Becomes(s.token, "confirmed")
	}

	u.Breaks(refund, nil) // the money goes back; the answer does not come
	u.clicks(lost)
	u.tried(lost, 1)
	u.once("refund", 1)
	forget()
	u.Mend()
	u.p.Pass(25 * time.Hour)
	u.refunded(lost)
	u.once("refund", 1)

	u.Cut() // nothing arrives there
	u.clicks(away)
	for tries := range 4 {
		if tries > 0 {
			u.p.Pass(20 * time.Minute)
		}
		u.tried(away, tries+1)
	}
	u.once("refund", 1)
	u.Mend()
	u.p.Pass(3 * time.Hour)
	u.refunded(away)
	u.p.Clock.Shift(-29 * time.Hour) // the killed program has the machine's clock
	paying := u.booked(32, "paying")
	u.p.Stop()

	killedAt(u.T, u.p, u.env, u.line, taken, func() { u.back(paying) })
	killedAt(u.T, u.p, u.env, u.line, refund, func() { u.clicks(killed) })
	u.p = again(u.T, u.p, u.env)
	u.a = of(u.p, u.a)
	u.back(paying)
	u.a.Becomes(paying.token, "confirmed")
	u.clicks(killed)
	u.refunded(killed)
	u.once("refund", 3)
	moneyAgrees(u.T, u.p, access.AsSystem(u.Context(), u.a.State.ID, "test"), u.provider, 7)
	verified(u.T, u.p, u.a.Slug)
}
