package sandboxpay_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/payments"
	"comptoir/internal/payments/paymentsio"
	"comptoir/internal/payments/paymentstest"
	"comptoir/internal/payments/sandboxpay"
	"comptoir/internal/platform/jobs/jobstest"
	"comptoir/internal/platform/pg/pglint"
	"comptoir/internal/platform/pgtest"
)

func TestSandboxConforms(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, lines...)
	paymentstest.DriverConformance(t, func(t *testing.T) paymentstest.DriverHarness {
		w := build(t, db)
		card := func(number string) func(*testing.T, string) {
			return func(t *testing.T, reference string) {
				t.Helper()
				if _, err := w.sandbox.Pay(w.ctx, reference, sandboxpay.Card{Number: number, Expiry: "12/34", CVC: "123"}); err != nil {
					t.Fatal(err)
				}
			}
		}
		return paymentstest.DriverHarness{Driver: w.sandbox, Ctx: w.ctx, Now: w.clock.Now, Pay: card(good.Number), Decline: card("4000000000000002"),
			Signed: func(_ *testing.T, id payments.PaymentID, at time.Time) payments.Message { return w.signed(id, at) }}
	})
}

func TestPostgresStoreConforms(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, lines...)
	paymentstest.StoreConformance(t, func(t *testing.T) paymentstest.StoreHarness {
		w := build(t, db)
		return paymentstest.StoreHarness{Store: w.store, Ctx: inUseCase(t, w.ctx), Published: func() []event.Event {
			var out []event.Event
			for _, n := range names(t, w.ctx, db) {
				for _, e := range event.All() {
					if e.EventName() == n {
						out = append(out, e)
					}
				}
			}
			return out
		}}
	})
}

// inUseCase is ctx as a running use case has it: the audit trail refuses what nobody does.
func inUseCase(t *testing.T, ctx context.Context) (inside context.Context) {
	t.Helper()
	run := usecase.New(usecase.Silent{}, "payments.open", func(ctx context.Context, _ payments.OpenPayment) (usecase.None, error) {
		inside = ctx
		return usecase.None{}, nil
	})
	if _, err := run(ctx, payments.OpenPayment{}); err != nil {
		t.Fatal(err)
	}
	return inside
}

func TestMigrationsAndCatalogue(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, paymentsio.Line(), sandboxpay.Line())
	found, err := pglint.Check(t.Context(), pgtest.Admin(t, pgtest.DB(t, paymentsio.Line(), sandboxpay.Line())))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Errorf("%s: %s: %s", v.Rule, v.Object, v.Detail)
	}
}

// Every test card, from the hosted page to the state of the payment, through the webhook.
func TestCardsDoWhatTheySay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	successes := 0
	for _, c := range sandboxpay.TestCards() {
		v := w.open(c.Key, 1000)
		page := w.pay(v, c.Number)
		switch {
		case c.Failure != "":
			w.settled(v.ID, payments.Failed, successes)
			if got := w.state(v.ID).Failure; got != c.Failure {
				t.Errorf("%s: failed by %q", c.Key, got)
			}
			w.pay(v, good.Number) // and may be tried again
		case c.Challenge:
			if page.Status != "challenge" {
				t.Errorf("%s: %s", c.Key, page.Status)
			}
			w.settled(v.ID, payments.RequiresAction, successes)
			if _, err := w.sandbox.Answer(w.ctx, v.Reference, false); err != nil {
				t.Fatal(err)
			}
			w.settled(v.ID, payments.Failed, successes)
			if _, err := w.sandbox.Answer(w.ctx, v.Reference, true); !errors.Is(err, sandboxpay.ErrNoChallenge) {
				t.Errorf("an answer to no question: %v", err)
			}
			w.pay(v, c.Number)
			if _, err := w.sandbox.Answer(w.ctx, v.Reference, true); err != nil {
				t.Fatal(err)
			}
		case c.Delay > 0:
			w.settled(v.ID, payments.RequiresAction, successes) // the webhook is still to come: the payer's return asks
			if got, err := w.payments.Sync(w.ctx, payments.SyncPayment{ID: v.ID}); err != nil || got.Status != payments.Succeeded {
				t.Errorf("asked on return: %s, %v", got.Status, err)
			}
		case c.Early:
			if got := w.state(v.ID).Status; got != payments.Succeeded { // before the payer was sent back
				t.Errorf("early: %s", got)
			}
		}
		successes++
		w.settled(v.ID, payments.Succeeded, successes)
	}
	for _, code := range w.answered() {
		if code != http.StatusNoContent {
			t.Errorf("the webhook answered %d", code)
		}
	}
}

// The same notification, a hundred times at once, counts once; every call is accepted.
func TestOneNotificationCountsOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.open("k", 1000)
	m := w.signed(v.ID, w.clock.Now())
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if code, text := w.post(w.hook, m); code != http.StatusNoContent {
				t.Errorf("%d %s", code, text)
			}
		})
	}
	wg.Wait()
	w.settled(v.ID, payments.Succeeded, 1)
}

// Twenty requests with one key, at once, open one payment and one checkout.
func TestOneKeyOpensOnePayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := paymentstest.Wanted("k", 1000)
	var wg sync.WaitGroup
	var got [20]payments.View
	for i := range got {
		wg.Go(func() {
			v, err := w.payments.Open(w.ctx, c)
			if err != nil {
				t.Error(err)
			}
			got[i] = v
		})
	}
	wg.Wait()
	for _, v := range got {
		if v.ID != got[0].ID || v.CheckoutURL != got[0].CheckoutURL || v.CheckoutURL == "" {
			t.Errorf("%s %s beside %s %s", v.ID, v.CheckoutURL, got[0].ID, got[0].CheckoutURL)
		}
	}
	if n := w.announced(event.PaymentRequired{}.EventName()); n != 1 {
		t.Errorf("announced %d times", n)
	}
}

func TestWebhookEdge(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.open("k", 1000)
	genuine := w.signed(v.ID, w.clock.Now())
	forged := payments.Message{Header: genuine.Header, Body: bytes.Replace(genuine.Body, []byte("10.00"), []byte("10.01"), 1)}
	for name, c := range map[string]struct {
		url  string
		m    payments.Message
		want int
		code string
	}{
		"forged":        {w.hook, forged, http.StatusUnauthorized, "payments.bad_signature"},
		"unsigned":      {w.hook, payments.Message{Header: http.Header{}, Body: genuine.Body}, http.StatusUnauthorized, "payments.bad_signature"},
		"old":           {w.hook, w.signed(v.ID, w.clock.Now().Add(-6*time.Minute)), http.StatusUnauthorized, "payments.signature_too_old"},
		"no provider":   {strings.Replace(w.hook, "sandbox", "nobody", 1), genuine, http.StatusNotFound, "payments.unknown_provider"},
		"not a payment": {w.hook, w.signed(payments.PaymentID{}, w.clock.Now()), http.StatusBadRequest, "payments.malformed_message"},
	} {
		if code, text := w.post(c.url, c.m); code != c.want || !strings.Contains(text, c.code) {
			t.Errorf("%s: %d %s", name, code, text)
		}
	}
	w.settled(v.ID, payments.RequiresAction, 0)
	if code, text := w.post(w.hook, genuine); code != http.StatusNoContent {
		t.Errorf("genuine: %d %s", code, text)
	}
	w.settled(v.ID, payments.Succeeded, 1)
}

// A debt that spans two payments goes back from the newest, through the provider, once.
func TestMoneyGoesBackThroughTheProvider(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := paymentstest.Wanted("first", 10000)
	second := paymentstest.Wanted("second", 6000)
	second.Subject = first.Subject
	var opened [2]payments.View
	for i, c := range []payments.OpenPayment{first, second} {
		v, err := w.payments.Open(w.ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		opened[i] = v
		w.pay(v, good.Number)
		w.settled(v.ID, payments.Succeeded, i+1)
		w.clock.Advance(time.Minute)
	}
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			if _, err := w.payments.GiveBack(w.ctx, payments.GiveBack{Subject: first.Subject, Amount: money.New(9000, "EUR"), Reason: "annulation", Key: "cancel"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	jobstest.Settle(t, w.ctx, w.queue)
	for i, want := range []int64{3000, 6000} {
		r := w.state(opened[i].ID).Refunds
		if len(r) != 1 || r[0].Amount.Minor() != want || r[0].Status != payments.RefundSucceeded || r[0].Reference == "" {
			t.Errorf("payment %d gave back %+v, want %d cents", i, r, want)
		}
	}
	if n := w.announced(event.RefundSucceeded{}.EventName()); n != 2 {
		t.Errorf("announced %d times", n)
	}
}
