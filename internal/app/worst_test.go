package app_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	books "comptoir/internal/ledger"
	"comptoir/internal/payments"
	"comptoir/internal/payments/stripepay"
	"comptoir/internal/payments/stripepay/stripetest"
	"comptoir/internal/stays"
	"comptoir/test/program"
)

// worst is an agency whose guests pay at a Stripe of ours, which can end the program between its own act and its answer.
type worst struct {
	*testing.T
	stripe *stripetest.Server
	p      *program.Program
	a      *program.Agency
	binary string
	env    []string
	home   string
}

// worstOf founds the agency, with a home that asks for a security deposit.
func worstOf(t *testing.T) *worst {
	t.Helper()
	w := &worst{T: t, stripe: stripetest.New(t, time.Now), binary: theBinary(t)}
	w.env = []string{"COMPTOIR_STRIPE_URL=" + w.stripe.URL, "COMPTOIR_EGRESS_ALLOW=127.0.0.0/8,::1/128"}
	w.p = program.Start(t, w.env...)
	w.a = w.p.Agency("rivages")
	admin := w.admin()
	const stripe = "/api/payments/providers/stripe"
	admin.Must(200, "PUT", stripe+"/keys", m{"keys": m{"secret_key": stripetest.Key, "webhook_secret": stripetest.Secret}})
	admin.Must(200, "PUT", stripe, m{"enabled": true, "default": true})
	sheet := program.Sheet("ty-mor")
	rates := sheet["rates"].(stays.Rates)
	rates.SecurityDeposit = money.MustParse("500", money.EUR)
	sheet["rates"] = rates
	w.home = admin.Must(201, "POST", "/api/stays/desk/properties", sheet).Text("id")
	admin.Photo(w.home)
	admin.Must(200, "POST", "/api/stays/desk/properties/"+w.home+"/publish", nil)
	return w
}

// taken is a stay with its first payment.
type taken struct{ id, token, payment, session string }

func (w *worst) admin() *program.Agency { w.Helper(); return w.a.As("admin") }

func (w *worst) session(payment string) string {
	w.Helper()
	return w.admin().Must(200, "GET", "/api/payments/"+payment+"/details", nil).Text("reference")
}

func (w *worst) book(from, nights int, name string, keep bool) taken {
	w.Helper()
	quote := w.a.Must(201, "POST", "/api/stays/quotes", m{"propertyId": w.home, "checkIn": w.a.Day(from), "checkOut": w.a.Day(from + nights), "adults": 2})
	got := w.a.Must(201, "POST", "/api/stays/reservations", m{"quoteId": quote.Text("id"), "guest": program.Guest(name), "acceptTerms": true, "keepCard": keep})
	return taken{got.Text("id"), got.Text("manageToken"), got.Text("payment.id"), w.session(got.Text("payment.id"))}
}

// hooked delivers a notification as Stripe does; the program may be dying.
func (w *worst) hooked(kind, session string) {
	message := w.stripe.Event(kind, session, time.Now())
	_, _ = w.a.Try(http.MethodPost, "/webhooks/stripe", string(message.Body), stripepay.SignatureHeader, http.Header(message.Header).Get(stripepay.SignatureHeader))
}

func (w *worst) paid(b taken) {
	w.Helper()
	w.stripe.Pay(w.T, b.session)
	w.hooked("checkout.session.completed", b.session)
	w.a.Becomes(b.token, "confirmed")
}

// left leaves the security deposit of a stay.
func (w *worst) left(b taken) {
	w.Helper()
	hold := w.session(w.a.Must(201, "POST", "/api/stays/manage/"+b.token+"/caution", nil).Text("paymentId"))
	w.stripe.Pay(w.T, hold)
	w.hooked("checkout.session.completed", hold)
	w.p.Eventually("the security deposit is held", func() bool {
		return w.admin().Must(200, "GET", "/api/stays/reservations/"+b.id+"/caution", nil).Text("status") == "kept"
	})
}

// killed runs the built program, has it do something, and kills it when Stripe has done what it was asked and not yet said so.
func (w *worst) killed(what string, do func()) {
	w.Helper()
	running := w.p.Serve(w.binary, w.env...)
	dead := make(chan struct{})
	var once sync.Once
	w.stripe.After(func(call string) {
		if strings.HasPrefix(call, what) {
			once.Do(func() { running.Kill(); close(dead) })
		}
	})
	do()
	select {
	case <-dead:
	case <-time.After(time.Minute):
		w.Fatalf("Stripe was never asked for %s", what)
	}
	w.stripe.After(nil)
}

// The program is killed at the worst moment of a payment, of a refund, of a charge of a kept card and of the capture of a
// security deposit: Stripe has acted, and nobody here knows. When it runs again it finds out, nothing is done twice, and
// Stripe's books, the payments and the ledger say the same.
func TestKilledBetweenChargeAndRecord(t *testing.T) {
	t.Parallel()
	w := worstOf(t)
	inside := access.AsSystem(t.Context(), w.a.State.ID, "test")
	paying, refunded, kept, held := w.book(20, 3, "ada", false), w.book(24, 3, "bea", false), w.book(60, 3, "cora", true), w.book(2, 3, "dora", false)
	w.paid(refunded)
	w.paid(kept)
	w.paid(held)
	w.left(held)
	// The balance of the kept card falls due while Stripe is away; its job then waits.
	w.stripe.Away(true)
	w.due(inside, kept)
	w.p.Stop()
	w.stripe.Away(false)
	waiting := func() {
		if _, err := w.p.Admin().Exec(t.Context(), `update jobs.river_job set state = 'available', scheduled_at = now() where kind = 'payments.send_capture' and state <> 'completed'`); err != nil {
			t.Fatal(err)
		}
	}

	w.killed("POST payment_intents", waiting)
	w.killed("GET checkout/sessions", func() {
		w.stripe.Pay(t, paying.session)
		_, _ = w.a.Try("GET", "/manage/"+paying.token+"/return", nil)
	})
	w.killed("POST refunds", func() { // it may die before it answers
		_, _ = w.admin().Try("POST", "/api/payments/refunds", m{"paymentId": refunded.payment, "amount": m{"amount": "10.00", "currency": "EUR"}, "reason": "geste", "key": "r1"})
	})
	w.killed("POST payment_intents/", func() {
		_, _ = w.admin().Try("POST", "/api/stays/reservations/"+held.id+"/caution", m{"amount": m{"amount": "120.00", "currency": "EUR"}, "reason": "vase brisé", "key": "c1"})
	})

	// Alone, it takes up at once what was being done; Stripe delivers again; and people click a second time.
	w.p = program.StartOn(t, w.p.Address, append(w.env, "COMPTOIR_DATA="+w.p.Data)...)
	w.a = &program.Agency{Program: w.p, Slug: w.a.Slug, State: w.a.State}
	for range 3 {
		w.hooked("checkout.session.completed", paying.session)
		w.admin().Must(201, "POST", "/api/payments/refunds", m{"paymentId": refunded.payment, "amount": m{"amount": "10.00", "currency": "EUR"}, "reason": "geste", "key": "r1"})
	}
	w.a.Becomes(paying.token, "confirmed")
	w.p.Eventually("the balance is paid", func() bool { return w.a.Managed(kept.token).Text("owed.amount") == "0.00" })
	w.p.Eventually("the damage is taken", func() bool {
		return w.admin().Must(200, "GET", "/api/stays/reservations/"+held.id+"/caution", nil).Text("taken.amount") == "120.00"
	})
	w.p.Eventually("the refund is back", func() bool {
		return w.admin().Must(200, "GET", "/api/payments/"+refunded.payment+"/details", nil).Text("refunds.0.status") == "succeeded"
	})
	w.agree(inside, map[string]int{"payment_intent": 6, "capture": 1, "refund": 1}) // five pages were paid, one card charged
}

// Stripe is away for an hour while money moves, people click ten times, and the balance of a kept card falls due: what was
// asked for waits, is tried again, and happens once.
func TestAProviderIsAwayForAnHour(t *testing.T) {
	t.Parallel()
	w := worstOf(t)
	inside := access.AsSystem(t.Context(), w.a.State.ID, "test")
	refunded, held, kept := w.book(24, 3, "bea", false), w.book(2, 3, "dora", false), w.book(60, 3, "cora", true)
	for _, b := range []taken{refunded, held, kept} {
		w.paid(b)
	}
	w.left(held)
	w.stripe.Away(true)
	for range 3 {
		w.due(inside, kept)
	}
	admin := w.admin()
	var clicks sync.WaitGroup
	for range 10 {
		clicks.Go(func() {
			admin.Must(201, "POST", "/api/payments/refunds", m{"paymentId": refunded.payment, "amount": m{"amount": "10.00", "currency": "EUR"}, "reason": "geste", "key": "r1"})
		})
		clicks.Go(func() {
			if got := admin.Call("POST", "/api/stays/reservations/"+held.id+"/caution", m{"amount": m{"amount": "120.00", "currency": "EUR"}, "reason": "vase brisé", "key": "c1"}); got.Status != 200 && got.Status != 409 {
				t.Errorf("a click on a capture: %d %s", got.Status, got.Raw)
			}
		})
	}
	clicks.Wait()
	for tries := range 4 { // each time the three jobs that wait are tried, and wait longer
		if tries > 0 {
			w.p.Pass(20 * time.Minute)
		}
		w.p.Eventually("the jobs were tried", func() bool { n, resting := w.waiting(tries + 1); return n == 3 && resting == 3 })
	}
	w.stripe.Away(false)
	w.p.Pass(3 * time.Hour)
	w.p.Eventually("nothing waits any more", func() bool { n, _ := w.waiting(0); return n == 0 })
	if got := w.admin().Must(200, "GET", "/api/stays/reservations/"+held.id+"/caution", nil); got.Text("taken.amount") != "120.00" {
		t.Errorf("the damage: %s", got.Raw)
	}
	w.p.Eventually("the balance is paid", func() bool { return w.a.Managed(kept.token).Text("owed.amount") == "0.00" })
	w.agree(inside, map[string]int{"payment_intent": 5, "capture": 1, "refund": 1}) // four pages were paid, one card charged
}

// due has the clock jump to the day on which the balance of a kept card falls due, the cards charged that are to be, and the
// clock jump back.
func (w *worst) due(inside context.Context, kept taken) {
	w.Helper()
	day := period.MustDate(w.a.Managed(kept.token).Text("schedule.1.dueOn"))
	jump := day.UTC().Add(10 * time.Hour).Sub(w.p.Clock.Now())
	w.p.Clock.Shift(jump)
	defer w.p.Clock.Shift(-jump)
	if _, err := w.p.App.Contexts.Stays.ChargeCards(inside, stays.ChargeCards{}); err != nil {
		w.Fatal(err)
	}
}

// waiting counts what is still to be asked of the provider, and what of it was tried so often and rests.
func (w *worst) waiting(tries int) (n, resting int) {
	w.Helper()
	if err := w.p.Admin().QueryRow(w.Context(), `select count(distinct args), count(distinct args) filter (where state = 'retryable' and attempt >= $1) from jobs.river_job
		where kind in ('payments.send_refund', 'payments.send_capture') and state not in ('completed', 'cancelled', 'discarded')`, tries).Scan(&n, &resting); err != nil {
		w.Fatal(err)
	}
	return n, resting
}

// moneyAgrees compares what the payments of a provider came to with the books, and with what the provider says: at least so
// many movements, and not one that differs. The books themselves are computed again.
func moneyAgrees(t *testing.T, p *program.Program, inside context.Context, provider string, movements int) {
	t.Helper()
	var ours int64
	if err := p.Admin().QueryRow(t.Context(), `select coalesce(sum(captured - (select coalesce(sum(r.amount), 0) from payments.refund r where r.tenant_id = y.tenant_id and r.payment_id = y.id and r.status = 'succeeded')), 0)
		from payments.payment y where y.tenant_id = $1 and y.provider = $2`, access.TenantOf(inside), provider).Scan(&ours); err != nil {
		t.Fatal(err)
	}
	p.Eventually("the ledger holds what the provider holds", func() bool {
		found, err := p.App.Contexts.Ledger.Balances(inside, books.BalancesOf{Account: books.ClearingOf(provider)})
		return err == nil && len(found) == 1 && found[0].Amount().Minor() == ours
	})
	p.Clock.Shift(24 * time.Hour) // what has just happened is not compared yet
	compared, err := p.App.Contexts.Payments.Reconcile(inside, payments.Reconcile{From: time.Now().Add(-time.Hour)})
	if err != nil || compared.Found != 0 || len(compared.Failed) > 0 || compared.Movements < movements {
		found, _ := p.App.Contexts.Payments.Differences(inside, payments.ListDifferences{})
		t.Errorf("compared with %s: %+v (%v): %+v", provider, compared, err, found)
	}
	booksWhole(t, p, inside)
}

// booksWhole computes the books of a business again, and their chain.
func booksWhole(t *testing.T, p *program.Program, inside context.Context) {
	t.Helper()
	if _, err := p.App.Contexts.Bookkeeper.Seal(inside); err != nil {
		t.Fatal(err)
	}
	if r, err := p.App.Contexts.Bookkeeper.Verify(inside); err != nil || len(r.Findings) > 0 || r.Sealed == 0 {
		t.Errorf("the books: %+v (%v)", r, err)
	}
}

// agree compares Stripe's books with the payments, the payments with the ledger, and has the ledger verified.
func (w *worst) agree(inside context.Context, made map[string]int) {
	w.Helper()
	for what, times := range made {
		if n := w.stripe.Made(what); n != times {
			w.Errorf("Stripe made %d of %s, not %d", n, what, times)
		}
	}
	moneyAgrees(w.T, w.p, inside, "stripe", 4)
	verified(w.T, w.p, w.a.Slug)
	var twice int
	if err := w.p.Admin().QueryRow(w.Context(), `select count(*) from stays.reservation r where (r.state->'paid'->>'amount')::numeric <> (select sum(captured) / 100.0 from payments.payment y
		where y.tenant_id = r.tenant_id and y.subject_id = r.id and y.subject_kind = 'stays.reservation')`).Scan(&twice); err != nil || twice != 0 {
		w.Errorf("%d stays count other money than payments (%v)", twice, err)
	}
}
