package app_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
	"comptoir/internal/payments/stripepay"
	"comptoir/internal/payments/stripepay/stripetest"
	"comptoir/test/program"
)

// hooked delivers a notification to the address that a business gave its provider, as the provider does.
func hooked(t *testing.T, a *program.Agency, message payments.Message) int {
	t.Helper()
	got, err := a.Try(http.MethodPost, "/webhooks/stripe", string(message.Body), stripepay.SignatureHeader, http.Header(message.Header).Get(stripepay.SignatureHeader))
	if err != nil {
		t.Error(err)
	}
	return got.Status
}

// A business enters its Stripe keys; from then on its guests pay at Stripe, a hundred deliveries of a notification at once
// count once, forged ones do not count, and a refund that is asked for twice goes back once.
func TestABusinessTakesPaymentsThroughStripe(t *testing.T) {
	t.Parallel()
	stripe := stripetest.New(t, time.Now)
	p := program.Start(t, "COMPTOIR_STRIPE_URL="+stripe.URL, "COMPTOIR_EGRESS_ALLOW=127.0.0.0/8,::1/128")
	a := p.Agency("rivages")
	admin, staff := a.As("admin"), a.As("staff")
	const one = "/api/payments/providers/stripe"

	staff.Must(403, "PUT", one+"/keys", m{"keys": m{"secret_key": stripetest.Key, "webhook_secret": stripetest.Secret}})
	admin.Must(409, "PUT", one, m{"enabled": true, "default": true})
	if got := admin.Must(422, "PUT", one+"/keys", m{"keys": m{"secret_key": "pk_test_public", "webhook_secret": stripetest.Secret}}); !strings.Contains(string(got.Raw), "secret_key") {
		t.Errorf("the field is not named: %s", got.Raw)
	}
	kept := admin.Must(200, "PUT", one+"/keys", m{"keys": m{"secret_key": stripetest.Key, "webhook_secret": stripetest.Secret}})
	for _, answer := range [][]byte{kept.Raw, admin.Must(200, "GET", "/api/payments/providers", nil).Raw} {
		if bytes.Contains(answer, []byte(stripetest.Key)) || bytes.Contains(answer, []byte(stripetest.Secret)) {
			t.Fatalf("a secret is shown: %s", answer)
		}
	}
	if got := admin.Must(200, "POST", one+"/test", nil); got.Text("account") != "Rivages" {
		t.Errorf("the test: %s", got.Raw)
	}
	admin.Must(200, "PUT", one, m{"enabled": true, "default": true})

	home := admin.Property("ty-mor")
	stay := book(a, home, 60, 67, "ada")
	paid := admin.Must(200, "GET", "/api/payments/"+stay.payment+"/details", nil)
	session := paid.Text("reference")
	if paid.Text("provider") != "stripe" || !strings.HasPrefix(session, "cs_test_") {
		t.Fatalf("opened at %s", paid.Raw)
	}
	stripe.Pay(t, session)
	good := stripe.Event("checkout.session.completed", session, time.Now())
	forged := payments.Message{Header: good.Header, Body: bytes.Replace(good.Body, []byte("paid"), []byte("pald"), 1)}
	if code := hooked(t, a, forged); code != http.StatusUnauthorized {
		t.Errorf("a forged notification: %d", code)
	}
	if code := hooked(t, a, stripe.Event("checkout.session.completed", session, time.Now().Add(-time.Hour))); code != http.StatusUnauthorized {
		t.Errorf("an old notification: %d", code)
	}
	var wg sync.WaitGroup
	codes := make([]int, 100)
	for i := range codes {
		wg.Go(func() { codes[i] = hooked(t, a, good) })
	}
	wg.Wait()
	if slices.ContainsFunc(codes, func(c int) bool { return c != http.StatusNoContent }) {
		t.Errorf("answers to a hundred deliveries: %v", codes)
	}
	p.Eventually("the stay is confirmed", func() bool {
		return admin.Must(200, "GET", "/api/stays/reservations/"+stay.id, nil).Text("status") == "confirmed"
	})
	payment, err := ident.Parse[payments.Payment](stay.payment)
	if err != nil {
		t.Fatal(err)
	}
	story, err := p.App.Contexts.Payments.Story(access.AsSystem(t.Context(), a.State.ID, "test"), payments.StoryOf{ID: payment})
	var told []string
	for _, step := range story {
		told = append(told, step.What)
	}
	if err != nil || !slices.Equal(told, []string{"opened", "succeeded"}) {
		t.Errorf("the story: %q (%v)", told, err)
	}

	refund := m{"paymentId": stay.payment, "amount": m{"amount": "10.00", "currency": "EUR"}, "reason": "geste", "key": "r1"}
	for range 2 {
		admin.Must(201, "POST", "/api/payments/refunds", refund)
	}
	p.Eventually("the refund is back", func() bool {
		return admin.Must(200, "GET", "/api/payments/"+stay.payment+"/details", nil).Text("standing") == "partly_refunded" &&
			admin.Must(200, "GET", "/api/payments/"+stay.payment+"/details", nil).Text("refunds.0.status") == "succeeded"
	})
	if n := stripe.Made("refund"); n != 1 {
		t.Errorf("%d refunds at Stripe", n)
	}

	// What happened a moment ago may still be on its way: it is no difference yet.
	found, err := p.App.Contexts.Payments.Reconcile(access.AsSystem(t.Context(), a.State.ID, "test"), payments.Reconcile{From: time.Now().Add(-time.Hour)})
	if err != nil || found.Found != 0 {
		t.Errorf("compared: %+v (%v)", found, err)
	}
	// The payer's bank takes the money back: the agency is told while it can answer, and nothing goes back a second time.
	contested := stripe.Dispute(session, "fraudulent")
	if code := hooked(t, a, stripe.Event("charge.dispute.created", contested, time.Now())); code != http.StatusNoContent {
		t.Errorf("a dispute: %d", code)
	}
	a.Mail("contact@rivages.example", "Paiement contesté")
	admin.Must(409, "POST", "/api/payments/refunds", m{"paymentId": stay.payment, "amount": m{"amount": "10.00", "currency": "EUR"}, "reason": "encore", "key": "r2"})
	stripe.CloseDispute(contested, "won")
	if code := hooked(t, a, stripe.Event("charge.dispute.closed", contested, time.Now())); code != http.StatusNoContent {
		t.Errorf("its end: %d", code)
	}
	a.Mail("contact@rivages.example", "Litige gagné")
	// Away for an hour: a guest is told so, and nothing is lost.
	stripe.Away(true)
	if got := admin.Must(200, "POST", one+"/test", nil); got.Text("problem") != "payments.provider_unavailable" {
		t.Errorf("the test of a provider that is away: %s", got.Raw)
	}
	stripe.Away(false)
	theRestOfAPayment(t, p, a, stripe)
	booksWhole(t, p, access.AsSystem(t.Context(), a.State.ID, "test"))
}

// theRestOfAPayment: a hold is taken, another let go; money of which no news came is found by the comparison, and people
// say what becomes of it.
func theRestOfAPayment(t *testing.T, p *program.Program, a *program.Agency, stripe *stripetest.Server) {
	t.Helper()
	inside, all := access.AsSystem(t.Context(), a.State.ID, "test"), p.App.Contexts.Payments
	open := func(key string, mode payments.Mode) payments.View {
		t.Helper()
		v, err := all.Open(inside, payments.OpenPayment{Key: key, Subject: payments.Subject{Kind: "test.thing", ID: ident.Next[payments.Payment](&ident.Source{}).Raw()}, Purpose: "caution", Description: "Caution",
			Payer: payments.Payer{Name: "Ada", Email: "ada@guest.example", Locale: "fr"}, Amount: money.New(30000, money.EUR), ReturnURL: "https://rivages.example", Mode: mode})
		if err != nil {
			t.Fatal(err)
		}
		stripe.Pay(t, v.Reference)
		return v
	}
	sync := func(v payments.View) {
		t.Helper()
		if got, err := all.Sync(inside, payments.SyncPayment{ID: v.ID}); err != nil || got.Status != payments.Authorized {
			t.Fatalf("held: %+v (%v)", got, err)
		}
	}
	taken, free := open("taken", payments.Hold), open("free", payments.Hold)
	sync(taken)
	sync(free)
	for range 2 {
		if _, err := all.Capture(inside, payments.CapturePayment{ID: taken.ID, Amount: money.New(12000, money.EUR), Reason: "vase", Key: "c"}); err != nil {
			t.Fatal(err)
		}
	}
	p.Eventually("a part of the hold is taken", func() bool {
		v, err := all.Get(inside, payments.GetPayment{ID: taken.ID})
		return err == nil && v.Standing == payments.PartlyCaptured && v.Captured == money.New(12000, money.EUR)
	})
	if v, err := all.Release(inside, payments.ReleasePayment{ID: free.ID}); err != nil || v.Status != payments.Cancelled {
		t.Errorf("let go: %+v (%v)", v.Status, err)
	}
	silent := open("silent", payments.Charge)
	back, contested := open("back", payments.Charge), open("contested", payments.Charge)
	for _, v := range []payments.View{back, contested} {
		if got, err := all.Sync(inside, payments.SyncPayment{ID: v.ID}); err != nil || got.Status != payments.Succeeded {
			t.Fatalf("paid: %+v (%v)", got, err)
		}
	}
	stripe.RefundElsewhere(back.Reference, 4000) // by a person on Stripe's pages, of which no webhook tells
	stripe.Dispute(contested.Reference, "fraudulent")
	stripe.Foreign(4200, "eur")
	p.Clock.Shift(time.Hour)
	if _, err := all.Reconcile(inside, payments.Reconcile{From: p.Clock.Now().Add(-3 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	found, err := all.Differences(inside, payments.ListDifferences{})
	if err != nil || len(found) != 4 {
		t.Fatalf("found %+v (%v)", found, err)
	}
	for _, d := range found {
		if !d.Payment.IsZero() {
			_, err = all.Adopt(inside, payments.AdoptDifference{ID: d.ID})
		} else {
			_, err = all.Settle(inside, payments.SettleDifference{ID: d.ID, Note: "taken at the desk"})
		}
		if err != nil {
			t.Error(err)
		}
	}
	if v, err := all.Get(inside, payments.GetPayment{ID: silent.ID}); err != nil || v.Status != payments.Succeeded {
		t.Errorf("adopted: %s (%v)", v.Status, err)
	}
	for id, want := range map[payments.PaymentID]payments.Status{back.ID: payments.PartlyRefunded, contested.ID: payments.Disputed} {
		if v, err := all.Get(inside, payments.GetPayment{ID: id}); err != nil || v.Standing != want {
			t.Errorf("adopted: %s, want %s (%v)", v.Standing, want, err)
		}
	}
}
