package app_test

import (
	"net/http"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/stays"
)

// The machine's clock is an hour ahead, an hour behind, jumps to the day on which money falls due and back: a webhook that
// seems old or from the future is not believed, and what it told is learned by asking or from its next delivery, once; a kept
// card is charged on its day, not before, and not again when the day comes a second time; the books stay whole.
func TestClocksThatJump(t *testing.T) {
	t.Parallel()
	w := worstOf(t)
	inside := access.AsSystem(t.Context(), w.a.State.ID, "test")
	const kind = "checkout.session.completed"
	told := func(b taken, want int) {
		t.Helper()
		if code := hooked(t, w.a, w.stripe.Event(kind, b.session, time.Now())); code != want {
			t.Errorf("a notification of this moment: %d, not %d", code, want)
		}
	}

	w.p.Clock.Shift(time.Hour)
	ahead := w.book(20, 3, "ahead", false)
	w.stripe.Pay(t, ahead.session)
	message := w.stripe.Event(kind, ahead.session, time.Now())
	if code := hooked(t, w.a, message); code != http.StatusUnauthorized {
		t.Errorf("an hour old, as it seems: %d", code)
	}
	if got := w.a.Managed(ahead.token).Text("status"); got == "confirmed" {
		t.Error("what is not believed has confirmed a stay")
	}
	_, _ = w.a.Try("GET", "/manage/"+ahead.token+"/return", nil)
	w.a.Becomes(ahead.token, "confirmed")
	w.p.Clock.Shift(-time.Hour) // somebody puts the clock right
	for range 2 {
		if code := hooked(t, w.a, message); code != http.StatusNoContent {
			t.Errorf("delivered again: %d", code)
		}
	}

	w.p.Clock.Shift(-time.Hour)
	behind := w.book(24, 3, "behind", false)
	w.stripe.Pay(t, behind.session)
	told(behind, http.StatusUnauthorized)
	w.p.Clock.Shift(time.Hour)
	told(behind, http.StatusNoContent)
	w.a.Becomes(behind.token, "confirmed")

	kept := w.book(60, 3, "kept", true)
	w.paid(kept)
	if _, err := w.p.App.Contexts.Stays.ChargeCards(inside, stays.ChargeCards{}); err != nil {
		t.Fatal(err)
	}
	if n := w.stripe.Made("payment_intent"); n != 3 {
		t.Errorf("a card is charged before its day: %d", n)
	}
	for range 3 { // the day comes, and comes again
		w.due(inside, kept)
		w.p.Eventually("the balance is paid", func() bool { return w.a.Managed(kept.token).Text("owed.amount") == "0.00" })
	}
	w.agree(inside, map[string]int{"payment_intent": 4, "capture": 0, "refund": 0})
}
