package staystest

import (
	"context"
	"testing"
	"time"

	"comptoir/internal/kernel/ident"
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

// oldEvidence: the files of a claim go five years after the departure, the oldest stay's first; before that nothing does.
func oldEvidence(t *testing.T, h Harness) {
	w := h.world(t)
	p := w.Property()
	later, first, none := w.Book(p, "2027-05-20", "2027-05-22"), w.Book(p, "2027-05-08", "2027-05-15"), w.Book(p, "2027-05-01", "2027-05-03")
	for _, r := range []stays.ReservationView{later, first} {
		w.write(w.System, func(ctx context.Context, tx stays.Tx) error {
			a, err := tx.Reservation(ctx, r.ID)
			if err != nil {
				return err
			}
			if err := a.AddEvidence(w.IDs.Raw(), []stays.Evidence{{ID: ident.Next[stays.Evidence](w.IDs), Name: "vase.jpg", Type: stays.EvidencePicture, Size: 1, SHA256: "x"}}, stays.By{At: w.Clock.Now()}); err != nil {
				return err
			}
			return tx.SaveReservation(ctx, a)
		})
	}
	due := func(limit int, want ...stays.ReservationID) {
		t.Helper()
		old, err := w.OldEvidence(w.System, stays.OldEvidence{Limit: limit})
		var got []stays.ReservationID
		for _, o := range Must(t, old, err) {
			if got = append(got, o.Reservation); len(o.Files) != 1 {
				t.Errorf("%+v", o)
			}
		}
		same(t, "whose evidence is to go", got, want)
	}
	w.Clock.Set(time.Date(2032, 5, 14, 20, 0, 0, 0, time.UTC))
	due(10)
	_, err := w.DropOldEvidence(w.System, stays.DropOldEvidence{ID: first.ID})
	Code(t, err, "stays.too_early")
	w.Clock.Set(time.Date(2032, 5, 15, 8, 0, 0, 0, time.UTC))
	due(10, first.ID)
	w.Clock.Set(time.Date(2033, 1, 1, 8, 0, 0, 0, time.UTC))
	due(1, first.ID)
	due(10, first.ID, later.ID)
	for range 2 { // a night that was cut off is made up for
		_, err := w.DropOldEvidence(w.System, stays.DropOldEvidence{ID: first.ID})
		Must(t, 0, err)
	}
	due(10, later.ID)
	if len(w.See(first.ID).Evidence) != 0 || len(w.See(none.ID).Evidence) != 0 || len(w.See(later.ID).Evidence) != 1 {
		t.Error("the wrong evidence is gone")
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
