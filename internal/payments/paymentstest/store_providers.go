package paymentstest

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/payments"
)

func holdWhole(t *testing.T, h StoreHarness) {
	c := Wanted("held", 50000)
	c.Mode = payments.Hold
	p := made(t, c, epoch)
	save(t, h, p)
	step := func(fn func(p *payments.Payment) error) payments.PaymentState {
		t.Helper()
		var want payments.PaymentState
		err := h.Store.Write(h.Ctx, func(tx payments.Tx) error {
			p, err := tx.Payment(h.Ctx, p.State().ID)
			if err != nil {
				return err
			}
			if err := fn(p); err != nil {
				return err
			}
			want = p.State()
			want.Version++
			return tx.Save(h.Ctx, p)
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := h.Store.Find(h.Ctx, want.ID)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("saved\n%+v\nread (%v)\n%+v", want, err, got)
		}
		return got
	}
	step(func(p *payments.Payment) error {
		p.Learn(payments.Notification{Kind: payments.NotifyAuthorized, Until: epoch.Add(7 * 24 * time.Hour), Instrument: "cus/pm"}, epoch)
		return nil
	})
	step(func(p *payments.Payment) error { return p.Capture(money.New(12000, "EUR"), "vase", "c1", epoch) })
	step(func(p *payments.Payment) error {
		p.Learn(payments.Notification{Kind: payments.NotifySucceeded, Captured: money.New(12000, "EUR")}, epoch)
		return nil
	})
	step(func(p *payments.Payment) error {
		p.Learn(payments.Notification{Kind: payments.NotifyDisputed, Dispute: "dp_1", DisputeAmount: money.New(12000, "EUR"), Failure: "fraudulent", DisputeDue: epoch.Add(time.Hour)}, epoch)
		return nil
	})
	got := step(func(p *payments.Payment) error {
		p.Learn(payments.Notification{Kind: payments.NotifyDisputeReview, Dispute: "dp_1"}, epoch)
		return nil
	})
	story, err := h.Store.Story(h.Ctx, got.ID)
	var told []string
	for _, step := range story {
		told = append(told, step.What)
	}
	if want := []string{"opened", "authorized", "capture_asked", "succeeded", "disputed", "dispute_review"}; err != nil || !slices.Equal(told, want) {
		t.Errorf("the story is %q (%v), want %q", told, err, want)
	}
	for standing, n := range map[payments.Status]int{payments.Disputed: 1, payments.Succeeded: 0, payments.PartlyCaptured: 0} {
		page, err := h.Store.Page(h.Ctx, payments.Filter{Status: standing, Provider: "sandbox"}, paging.Request{})
		if err != nil || len(page.Items) != n {
			t.Errorf("%s: %d found (%v), want %d", standing, len(page.Items), err, n)
		}
	}
	if found, err := h.Store.Between(h.Ctx, "sandbox", epoch, epoch.Add(time.Second)); err != nil || len(found) != 1 || found[0].ID != got.ID {
		t.Errorf("between: %d (%v)", len(found), err)
	}
	if found, err := h.Store.Between(h.Ctx, "sandbox", epoch.Add(time.Second), epoch.Add(time.Hour)); err != nil || len(found) != 0 {
		t.Errorf("outside of the window: %d (%v)", len(found), err)
	}
}

func accountsKept(t *testing.T, h StoreHarness) {
	put := func(name string, version int, chosen bool) error {
		return h.Store.Write(h.Ctx, func(tx payments.Tx) error {
			return tx.SaveAccount(h.Ctx, payments.ProviderAccount{Provider: name, Sealed: []byte{1, 2}, Hints: payments.Keys{"secret": "…abcd"}, Test: true,
				Enabled: true, Default: chosen, CheckedAt: epoch, CheckName: "Rivages", UpdatedAt: epoch, Version: version})
		})
	}
	for _, name := range []string{"alpha", "beta"} {
		if err := put(name, 0, true); err != nil {
			t.Fatal(err)
		}
	}
	all, err := h.Store.Accounts(h.Ctx)
	if err != nil || len(all) != 2 || all[0].Default || !all[1].Default || all[1].Hints["secret"] != "…abcd" || !all[1].CheckedAt.Equal(epoch) || len(all[1].Sealed) != 2 {
		t.Errorf("kept: %+v (%v)", all, err)
	}
	if err := put("beta", 7, false); !errors.Is(err, payments.ErrStale) {
		t.Errorf("a stale change: %v", err)
	}
	if err := put("beta", 0, false); !errors.Is(err, payments.ErrStale) {
		t.Errorf("entered twice at once: %v", err)
	}
}

func keptOnce(t *testing.T, h StoreHarness) {
	w := payments.Webhook{Provider: "stripe", Notification: "evt_9", Kind: payments.NotifySucceeded, Payment: ident.Next[payments.Payment](&ids),
		Sealed: []byte("sealed"), State: payments.WebhookWaiting, ReceivedAt: epoch}
	nobody := w
	nobody.Notification, nobody.Payment, nobody.ReceivedAt = "evt_10", payments.PaymentID{}, epoch.Add(time.Minute)
	d := payments.Difference{ID: ident.Next[payments.Difference](&ids), Provider: "stripe", Reference: "pi_1", Kind: payments.DiffUnknownHere, Theirs: "10.00 EUR", FoundAt: epoch}
	again := d
	again.ID = ident.Next[payments.Difference](&ids)
	err := h.Store.Write(h.Ctx, func(tx payments.Tx) error {
		return errors.Join(tx.Keep(h.Ctx, w), tx.Keep(h.Ctx, w), tx.Keep(h.Ctx, nobody), tx.PutDifference(h.Ctx, d), tx.PutDifference(h.Ctx, again))
	})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := h.Store.KeptWebhooks(h.Ctx)
	if err != nil || !reflect.DeepEqual(kept, []payments.Webhook{w, nobody}) {
		t.Fatalf("kept %+v (%v)", kept, err)
	}
	if open, err := h.Store.OpenDifferences(h.Ctx); err != nil || !reflect.DeepEqual(open, []payments.Difference{d}) {
		t.Fatalf("open %+v (%v)", open, err)
	}
	given := nobody
	given.State = payments.WebhookGivenUp
	if err := h.Store.Write(h.Ctx, func(tx payments.Tx) error { return tx.MoveWebhook(h.Ctx, given) }); err != nil {
		t.Fatal(err)
	}
	if waiting, err := h.Store.WaitingWebhooks(h.Ctx); err != nil || !reflect.DeepEqual(waiting, []payments.Webhook{w}) {
		t.Errorf("waiting %+v (%v)", waiting, err)
	}
	given.State = payments.WebhookSettled
	if err := h.Store.Write(h.Ctx, func(tx payments.Tx) error { return tx.MoveWebhook(h.Ctx, given) }); err != nil {
		t.Fatal(err)
	}
	w.State, w.Sealed, w.Tries = payments.WebhookApplied, nil, 1
	d.SettledAt, d.Note = epoch.Add(time.Hour), "seen"
	err = h.Store.Write(h.Ctx, func(tx payments.Tx) error {
		known, err := tx.Difference(h.Ctx, d.ID)
		if err != nil || known.Theirs != d.Theirs {
			t.Errorf("found %+v (%v)", known, err)
		}
		return errors.Join(tx.MoveWebhook(h.Ctx, w), tx.PutDifference(h.Ctx, d), tx.PutDifference(h.Ctx, again))
	})
	if err != nil {
		t.Fatal(err)
	}
	kept, err = h.Store.KeptWebhooks(h.Ctx)
	if err != nil || len(kept) != 0 {
		t.Errorf("kept after one was applied and the other put aside: %+v (%v)", kept, err)
	}
	if open, err := h.Store.OpenDifferences(h.Ctx); err != nil || len(open) != 0 {
		t.Errorf("a settled difference is back: %+v (%v)", open, err)
	}
	gone := payments.Difference{ID: ident.Next[payments.Difference](&ids), Provider: "stripe", Reference: "pi_2", Kind: payments.DiffUnknownThere, Ours: "10.00 EUR", FoundAt: epoch, SettledAt: epoch.Add(time.Hour), Note: payments.NoteWithdrawn}
	back := gone
	back.ID, back.FoundAt, back.SettledAt, back.Note = ident.Next[payments.Difference](&ids), epoch.Add(2*time.Hour), time.Time{}, ""
	if err := h.Store.Write(h.Ctx, func(tx payments.Tx) error {
		return errors.Join(tx.PutDifference(h.Ctx, gone), tx.PutDifference(h.Ctx, back))
	}); err != nil {
		t.Fatal(err)
	}
	back.ID = gone.ID // it is the same one, open again
	if open, err := h.Store.OpenDifferences(h.Ctx); err != nil || !reflect.DeepEqual(open, []payments.Difference{back}) {
		t.Errorf("withdrawn, and found again: %+v (%v)", open, err)
	}
}
