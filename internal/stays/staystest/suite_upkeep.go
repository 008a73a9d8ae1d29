package staystest

import (
	"testing"
	"time"

	"comptoir/internal/stays"
)

// oldQuotes: what nobody booked goes 30 days after its end, in portions; what was booked stays.
func oldQuotes(t *testing.T, h Harness) {
	w := h.world(t)
	p := w.Property()
	booked := w.Book(p, "2027-05-08", "2027-05-15")
	for range 3 {
		if _, err := w.Ask(p, "2027-06-05", "2027-06-12"); err != nil {
			t.Fatal(err)
		}
	}
	forget := func(limit, want int) {
		t.Helper()
		if n, err := w.ForgetQuotes(w.System, stays.ForgetQuotes{Limit: limit}); err != nil || n != want {
			t.Fatalf("%d quotes forgotten, want %d (%v)", n, want, err)
		}
	}
	w.Clock.Advance(30 * 24 * time.Hour)
	forget(10, 0)
	w.Clock.Advance(time.Hour)
	forget(2, 2)
	forget(2, 1)
	forget(2, 0)
	if _, err := w.Store.Quote(w.Ctx, booked.QuoteID); err != nil {
		t.Fatalf("a booked quote is gone: %v", err)
	}
}

// renewedLinks: the newest link alone opens a reservation, which its reference finds.
func renewedLinks(t *testing.T, h Harness) {
	w := h.world(t)
	r := w.Book(w.Property(), "2027-05-08", "2027-05-15")
	email := r.Guest.Email
	v, err := w.RenewLink(w.Desk, stays.RenewLink{ID: r.ID})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.ViewManaged(w.Ctx, stays.ViewManaged{Token: r.ManageToken})
	Code(t, err, "stays.unknown_link")
	if _, err := w.ViewManaged(w.Ctx, stays.ViewManaged{Token: v.ManageToken}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.AskLink(w.Ctx, stays.AskLink{Reference: r.Reference, Email: email.String()}); err != nil {
		t.Fatal(err)
	}
	sent := w.See(r.ID).Version
	w.Clock.Advance(time.Hour)
	for _, reference := range []string{"RES-NOBODY", r.Reference} {
		if _, err := w.SendLink(w.System, stays.SendLink{Reference: reference, EmailHash: stays.EmailHash(email)}); err != nil {
			t.Fatal(err)
		}
	}
	if w.See(r.ID).Version != sent+1 {
		t.Fatal("the reference does not find the reservation")
	}
}
