package payments_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/payments"
	"comptoir/internal/payments/paymentstest"
)

var (
	ids ident.Source
	now = time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
)

func TestMemConforms(t *testing.T) {
	t.Parallel()
	paymentstest.StoreConformance(t, func(t *testing.T) paymentstest.StoreHarness {
		m := paymentstest.NewMem()
		return paymentstest.StoreHarness{Store: m, Ctx: t.Context(), Published: m.Published}
	})
}

func fresh(cents int64) *payments.Payment {
	p, err := payments.NewPayment(ident.Next[payments.Payment](&ids), paymentstest.Wanted("k", cents), "sandbox", now)
	if err != nil {
		panic(err)
	}
	return p
}

// Whatever order notifications come in and however often, the payment ends in the same state, money that came is never
// forgotten, and it is announced once.
func TestNotificationsConverge(t *testing.T) {
	t.Parallel()
	kinds := []payments.Notification{{Kind: payments.NotifySucceeded}, {Kind: payments.NotifyFailed, Failure: "card_declined"},
		{Kind: payments.NotifyAuthorized}, {Kind: payments.NotifyCancelled}, {Kind: payments.NotifyNothing}}
	rapid.Check(t, func(t *rapid.T) {
		told := rapid.SliceOfN(rapid.SampledFrom(kinds), 1, 12).Draw(t, "told")
		apply := func(told []payments.Notification) (payments.Status, int) {
			p, announced := fresh(1000), 0
			paid := false
			for _, n := range told {
				p.Learn(n, now)
				if paid && p.State().Status != payments.Succeeded {
					t.Fatalf("a success was undone by %s", n.Kind)
				}
				paid = p.State().Status == payments.Succeeded
			}
			for _, e := range p.TakeEvents() {
				if _, ok := e.(event.PaymentSucceeded); ok {
					announced++
				}
			}
			return p.State().Status, announced
		}
		got, announced := apply(told)
		other, _ := apply(rapid.Permutation(told).Draw(t, "other order"))
		twice, again := apply(slices.Concat(told, told))
		if got != other || got != twice || announced > 1 || again != announced {
			t.Fatalf("%s, in another order %s, twice %s; announced %d and %d times", got, other, twice, announced, again)
		}
	})
}

func TestRefundsNeverExceed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := fresh(1000)
		if _, err := p.Refund(ident.Next[payments.Refund](&ids), money.New(1, "EUR"), "", "early", now); !errors.Is(err, payments.ErrNotRefundable) {
			t.Fatalf("money that did not come was promised back: %v", err)
		}
		p.Learn(payments.Notification{Kind: payments.NotifySucceeded}, now)
		for i := range rapid.IntRange(1, 12).Draw(t, "steps") {
			key := fmt.Sprint("k", rapid.IntRange(0, 5).Draw(t, "key"))
			before := len(p.State().Refunds)
			known := slices.ContainsFunc(p.State().Refunds, func(r payments.Refund) bool { return r.Key == key })
			amount := money.New(rapid.Int64Range(-5, 600).Draw(t, "cents"), "EUR")
			same := slices.ContainsFunc(p.State().Refunds, func(r payments.Refund) bool { return r.Key == key && r.Amount == amount })
			r, err := p.Refund(ident.Next[payments.Refund](&ids), amount, "", key, now)
			if known && (len(p.State().Refunds) != before || same && (err != nil || r.Key != key) || !same && !errors.Is(err, payments.ErrKeyReused)) {
				t.Fatalf("step %d: a known key gave %+v, %v", i, r, err)
			}
			if err == nil && rapid.Bool().Draw(t, "fails") {
				p.Learn(payments.Notification{Kind: payments.NotifyRefundFailed, Refund: r.ID, Failure: "x"}, now)
			}
			var sum int64
			for _, r := range p.State().Refunds {
				if r.Status != payments.RefundFailed {
					sum += r.Amount.Minor()
				}
			}
			if sum < 0 || sum > 1000 || p.Refundable().Minor() != 1000-sum {
				t.Fatalf("%d of 1000 given back, %s refundable", sum, p.Refundable())
			}
		}
	})
}

func TestNewPaymentRefusesNonsense(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*payments.OpenPayment){
		"no amount": func(c *payments.OpenPayment) { c.Amount = money.Zero("EUR") }, "negative": func(c *payments.OpenPayment) { c.Amount = money.New(-1, "EUR") },
		"no key": func(c *payments.OpenPayment) { c.Key = "" }, "no subject": func(c *payments.OpenPayment) { c.Subject = payments.Subject{} },
		"no currency": func(c *payments.OpenPayment) { c.Amount = money.New(5, "ZZZ") },
	} {
		c := paymentstest.Wanted("k", 100)
		spoil(&c)
		if _, err := payments.NewPayment(ident.Next[payments.Payment](&ids), c, "sandbox", now); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// provider is a driver that counts, and answers as it is told.
type provider struct {
	payments.Driver
	mu        sync.Mutex
	checkouts map[payments.PaymentID]int
	away      bool
	closed    []string
}

func (*provider) Name() string { return "sandbox" }

func (d *provider) Checkout(_ context.Context, r payments.CheckoutRequest) (payments.Checkout, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.away {
		return payments.Checkout{}, payments.ErrGatewayAway
	}
	d.checkouts[r.PaymentID]++
	return payments.Checkout{Reference: "ref " + r.PaymentID.String(), URL: "https://pay.example"}, nil
}

func (d *provider) Close(_ context.Context, reference string) (payments.Notification, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = append(d.closed, reference)
	return payments.Notification{Kind: payments.NotifyCancelled}, nil
}

func world(t *testing.T) (*payments.Payments, *paymentstest.Mem, *provider, context.Context) {
	t.Helper()
	m, d := paymentstest.NewMem(), &provider{checkouts: map[payments.PaymentID]int{}}
	tenant := ident.Next[access.Tenant](&ids)
	p := payments.New(payments.Deps{Store: m, Play: d, Now: func() time.Time { return now }, IDs: &ids,
		Observer: usecase.Silent{}})
	return p, m, d, access.AsSystem(t.Context(), tenant, "test")
}

// Outside of a demonstration nobody plays a provider: a business that has chosen none takes no payments.
func TestNoProviderNoPayments(t *testing.T) {
	t.Parallel()
	p := payments.New(payments.Deps{Store: paymentstest.NewMem(), Now: func() time.Time { return now }, IDs: &ids, Observer: usecase.Silent{}})
	ctx := access.AsSystem(t.Context(), ident.Next[access.Tenant](&ids), "test")
	if _, err := p.Open(ctx, paymentstest.Wanted("k", 1000)); !errors.Is(err, payments.ErrNoneChosen) {
		t.Error(err)
	}
	if online, err := p.PaysOnline(ctx, payments.PaysOnline{}); online || err != nil {
		t.Errorf("%t, %v", online, err)
	}
	if keeps, err := p.KeepsCards(ctx, payments.KeepsCards{}); keeps || err != nil {
		t.Errorf("%t, %v", keeps, err)
	}
	if all, err := p.Providers(ctx, payments.ListProviders{}); len(all) != 0 || err != nil {
		t.Errorf("%+v, %v", all, err)
	}
	if _, err := p.Reconcile(ctx, payments.Reconcile{From: now.Add(-time.Hour)}); err != nil {
		t.Error(err)
	}
}

func TestOpenGoesOnWhereItWasKilled(t *testing.T) {
	t.Parallel()
	p, m, d, ctx := world(t)
	c, boom := paymentstest.Wanted("k", 1000), errors.New("killed")
	m.BreakSave = func(s payments.PaymentState) error {
		if s.Reference != "" {
			return boom
		}
		return nil
	}
	if _, err := p.Open(ctx, c); !errors.Is(err, boom) {
		t.Fatal(err)
	}
	m.BreakSave = nil
	v, err := p.Open(ctx, c)
	if err != nil || v.CheckoutURL == "" || len(d.checkouts) != 1 {
		t.Fatalf("%+v, %v, %d payments at the provider", v, err, len(d.checkouts))
	}
	again, err := p.Open(ctx, c)
	if err != nil || again.ID != v.ID || d.checkouts[v.ID] != 2 {
		t.Errorf("the same key again: %v, %v, asked %d times", again.ID, err, d.checkouts[v.ID])
	}
	c.Amount = money.New(999, "EUR")
	if _, err := p.Open(ctx, c); !errors.Is(err, payments.ErrKeyReused) {
		t.Errorf("another payment under the key: %v", err)
	}
}

func TestOpenWhileTheProviderIsAway(t *testing.T) {
	t.Parallel()
	p, _, d, ctx := world(t)
	d.away = true
	c := paymentstest.Wanted("k", 1000)
	if _, err := p.Open(ctx, c); !errors.Is(err, payments.ErrGatewayAway) {
		t.Fatal(err)
	}
	d.away = false
	if v, err := p.Open(ctx, c); err != nil || v.CheckoutURL == "" {
		t.Errorf("%+v, %v", v, err)
	}
}

// A debt is paid from the newest payment backwards, and saying it twice pays it once, also when what is left of the
// payments would allow more.
func TestGiveBackSpansPaymentsOnce(t *testing.T) {
	t.Parallel()
	p, m, _, ctx := world(t)
	subject := paymentstest.Wanted("", 1).Subject
	for i, cents := range []int64{10000, 6000} {
		c := paymentstest.Wanted(fmt.Sprint("k", i), cents)
		c.Subject = subject
		pay, err := payments.NewPayment(ident.Next[payments.Payment](&ids), c, "sandbox", now.Add(time.Duration(i)*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		pay.Learn(payments.Notification{Kind: payments.NotifySucceeded}, now)
		if err := m.Write(ctx, func(tx payments.Tx) error { return tx.Save(ctx, pay) }); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		if _, err := p.GiveBack(ctx, payments.GiveBack{Subject: subject, Amount: money.New(9000, "EUR"), Reason: "annulation", Key: "cancel"}); err != nil {
			t.Fatal(err)
		}
	}
	all, _ := m.FindOf(ctx, subject)
	if a, b := all[0].Refunds, all[1].Refunds; len(a) != 1 || len(b) != 1 || a[0].Amount.Minor() != 6000 || b[0].Amount.Minor() != 3000 {
		t.Errorf("newest %+v, oldest %+v", a, b)
	}
	if n := len(m.Promised()); n != 2 {
		t.Errorf("%d refunds are sent", n)
	}
	if _, err := p.GiveBack(ctx, payments.GiveBack{Subject: subject, Amount: money.New(7001, "EUR"), Key: "more"}); !errors.Is(err, payments.ErrNotRefundable) {
		t.Errorf("more than is left: %v", err)
	}
	if n := len(m.Promised()); n != 2 {
		t.Errorf("a refused debt left %d refunds", n)
	}
}

// A refund that failed was replaced; the provider then says that the first one went through after all. What was promised
// stays within what was paid, the contradiction is told once, and a refund whose place is still free is believed.
func TestRefundSaidToHaveSucceededAfterAll(t *testing.T) {
	t.Parallel()
	told := func(p *payments.Payment, kind payments.NotificationKind, r payments.Refund) (reasons []string) {
		p.TakeEvents()
		p.Learn(payments.Notification{Kind: kind, Refund: r.ID, RefundReference: "re_1", Failure: "bank_refused"}, now)
		for _, e := range p.TakeEvents() {
			switch e := e.(type) {
			case event.RefundFailed:
				reasons = append(reasons, e.Reason)
			case event.RefundSucceeded:
				reasons = append(reasons, "succeeded")
			}
		}
		return reasons
	}
	promise := func(p *payments.Payment, cents int64, key string) payments.Refund {
		r, err := p.Refund(ident.Next[payments.Refund](&ids), money.New(cents, "EUR"), "", key, now)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	p := fresh(1000)
	p.Learn(payments.Notification{Kind: payments.NotifySucceeded}, now)
	first := promise(p, 700, "a")
	told(p, payments.NotifyRefundFailed, first)
	promise(p, 700, "b")
	if got := told(p, payments.NotifyRefundSucceeded, first); !slices.Equal(got, []string{payments.FailureContradicted}) {
		t.Errorf("told %q", got)
	}
	if got := told(p, payments.NotifyRefundSucceeded, first); len(got) != 0 {
		t.Errorf("told again %q", got)
	}
	if p.Refundable().Minor() != 300 {
		t.Errorf("%s refundable", p.Refundable())
	}
	free := fresh(1000)
	free.Learn(payments.Notification{Kind: payments.NotifySucceeded}, now)
	r := promise(free, 700, "a")
	told(free, payments.NotifyRefundFailed, r)
	if got := told(free, payments.NotifyRefundSucceeded, r); !slices.Equal(got, []string{"succeeded"}) || free.Refundable().Minor() != 300 {
		t.Errorf("told %q, %s refundable", got, free.Refundable())
	}
}

// What a trade abandons is closed at the provider; what it asked for later, and what was paid, is left alone.
func TestAbandonedPaymentsAreClosed(t *testing.T) {
	t.Parallel()
	p, m, d, ctx := world(t)
	c := paymentstest.Wanted("old", 1000)
	old, err := p.Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Abandon(ctx, payments.Abandon{Subject: c.Subject}); err != nil {
		t.Fatal(err)
	}
	closing := m.Closing()
	if len(closing) != 1 || closing[0].Subject != c.Subject {
		t.Fatalf("promised: %+v", closing)
	}
	closing[0].Before = closing[0].Before.Add(time.Second) // the clock of this world stands still
	if _, err := p.Close(ctx, payments.ClosePayments{Subject: c.Subject, Before: now}); err != nil {
		t.Fatal(err)
	}
	if got, err := m.Find(ctx, old.ID); err != nil || got.Status != payments.RequiresAction || len(d.closed) != 0 {
		t.Fatalf("closed although it was opened later: %s (%v)", got.Status, err)
	}
	for range 2 { // the job may run again
		if _, err := p.Close(ctx, closing[0]); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := m.Find(ctx, old.ID); err != nil || got.Status != payments.Cancelled || len(d.closed) != 1 {
		t.Errorf("%s (%v), closed %v", got.Status, err, d.closed)
	}
}
