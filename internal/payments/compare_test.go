package payments_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/payments"
	"comptoir/internal/payments/paymentstest"
)

// told is a provider that says what it is told to say.
type told struct {
	provider
	lines []payments.Movement
	err   error
	truth payments.Notification
}

func (d *told) Statement(context.Context, time.Time, time.Time) ([]payments.Movement, error) {
	return d.lines, d.err
}

func (d *told) Ask(context.Context, string) (payments.Notification, error) { return d.truth, nil }

func (d *told) AskDispute(_ context.Context, name string) (payments.Notification, error) {
	n := d.truth
	n.Dispute = name
	return n, nil
}

type desk struct {
	*payments.Payments
	store *paymentstest.Mem
	says  *told
	ctx   context.Context
	clock *time.Time
}

// comparing opens a desk with one payment of 100 EUR that was paid a hundred days ago.
func comparing(t *testing.T) (desk, payments.PaymentID) {
	t.Helper()
	clock := now.Add(-100 * 24 * time.Hour)
	d := desk{store: paymentstest.NewMem(), says: &told{provider: provider{checkouts: map[payments.PaymentID]int{}}}, clock: &clock}
	d.Payments = payments.New(payments.Deps{Store: d.store, Play: d.says, Vault: paymentstest.OpenVault{}, Now: func() time.Time { return *d.clock }, IDs: &ids, Observer: usecase.Silent{}})
	d.ctx = access.AsSystem(t.Context(), ident.Next[access.Tenant](&ids), "test")
	v, err := d.Open(d.ctx, paymentstest.Wanted("old", 10000))
	if err != nil {
		t.Fatal(err)
	}
	d.says.truth = payments.Notification{Kind: payments.NotifySucceeded, PaymentID: v.ID}
	if _, err := d.Sync(d.ctx, payments.SyncPayment{ID: v.ID}); err != nil {
		t.Fatal(err)
	}
	*d.clock = now
	return d, v.ID
}

func (d desk) compared(t *testing.T, lines ...payments.Movement) []payments.Difference {
	t.Helper()
	d.says.lines = lines
	*d.clock = d.clock.Add(time.Hour)
	if _, err := d.Reconcile(d.ctx, payments.Reconcile{From: now.Add(-35 * 24 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	found, err := d.Differences(d.ctx, payments.ListDifferences{})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func eur(cents int64) money.Amount { return money.New(cents, money.EUR) }

// A refund that somebody makes on the provider's own pages, of a payment of long ago, is found, taken over once, and then
// known; more than came in is not taken over.
func TestARefundMadeElsewhereIsFound(t *testing.T) {
	t.Parallel()
	d, id := comparing(t)
	yesterday := now.Add(-24 * time.Hour)
	back := payments.Movement{Reference: "re_1", PaymentID: id, Kind: payments.NotifyRefundSucceeded, Amount: eur(3000), At: yesterday}
	found := d.compared(t, back)
	if len(found) != 1 || found[0].Kind != payments.DiffRefund || found[0].Payment != id || found[0].Ours != "" || found[0].Theirs != "30.00 EUR" {
		t.Fatalf("%+v", found)
	}
	if _, err := d.Adopt(d.ctx, payments.AdoptDifference{ID: found[0].ID}); err != nil {
		t.Fatal(err)
	}
	if v, err := d.Get(d.ctx, payments.GetPayment{ID: id}); err != nil || v.Standing != payments.PartlyRefunded || v.Refundable != eur(7000) {
		t.Fatalf("%s, %s refundable (%v)", v.Standing, v.Refundable, err)
	}
	if again := d.compared(t, back); len(again) != 0 {
		t.Fatalf("found again: %+v", again)
	}
	much := payments.Movement{Reference: "re_2", PaymentID: id, Kind: payments.NotifyRefundSucceeded, Amount: eur(8000), At: yesterday}
	found = d.compared(t, back, much)
	if len(found) != 1 {
		t.Fatalf("%+v", found)
	}
	if _, err := d.Adopt(d.ctx, payments.AdoptDifference{ID: found[0].ID}); !errors.Is(err, payments.ErrNotRefundable) {
		t.Fatalf("more than came in: %v", err)
	}
	// A refund of a payment that is none of ours is shown too.
	other := payments.Movement{Reference: "re_3", Kind: payments.NotifyRefundSucceeded, Amount: eur(500), At: yesterday}
	if found = d.compared(t, back, other); len(found) != 2 {
		t.Fatalf("%+v", found)
	}
}

// A dispute of which no news came is found and taken over; while it runs nothing of the money can be given back, and what
// a trade owes is put before a person. Won, it can be.
func TestADisputeIsFoundAndHoldsTheMoney(t *testing.T) {
	t.Parallel()
	d, id := comparing(t)
	line := payments.Movement{Reference: "dp_1", PaymentID: id, Kind: payments.NotifyDisputed, Amount: eur(10000), At: now.Add(-time.Hour)}
	found := d.compared(t, line)
	if len(found) != 1 || found[0].Kind != payments.DiffDispute {
		t.Fatalf("%+v", found)
	}
	d.says.truth = payments.Notification{Kind: payments.NotifyDisputed, PaymentID: id, DisputeAmount: eur(10000)}
	if _, err := d.Adopt(d.ctx, payments.AdoptDifference{ID: found[0].ID}); err != nil {
		t.Fatal(err)
	}
	_, err := d.Refund(d.ctx, payments.RefundPayment{ID: id, Amount: eur(100), Reason: "x", Key: "r"})
	if !errors.Is(err, payments.ErrNotRefundable) {
		t.Fatalf("refunded while disputed: %v", err)
	}
	paid, err := d.Get(d.ctx, payments.GetPayment{ID: id})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.GiveBack(d.ctx, payments.GiveBack{Subject: paid.Subject, Amount: eur(10000), Reason: "cancelled", Key: "c"}); err != nil {
		t.Fatal(err)
	}
	found = d.compared(t, line)
	if len(found) != 1 || found[0].Kind != payments.DiffNotGivenBack || found[0].Ours != "100.00 EUR" {
		t.Fatalf("%+v", found)
	}
	if _, err := d.Adopt(d.ctx, payments.AdoptDifference{ID: found[0].ID}); !errors.Is(err, payments.ErrNothingToAdopt) {
		t.Fatalf("adopted: %v", err)
	}
	if _, err := d.Settle(d.ctx, payments.SettleDifference{ID: found[0].ID, Note: "his bank paid him"}); err != nil {
		t.Fatal(err)
	}
	line.Kind = payments.NotifyDisputeWon
	found = d.compared(t, line)
	d.says.truth.Kind = payments.NotifyDisputeWon
	if len(found) != 1 {
		t.Fatalf("%+v", found)
	}
	if _, err := d.Adopt(d.ctx, payments.AdoptDifference{ID: found[0].ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Refund(d.ctx, payments.RefundPayment{ID: id, Amount: eur(100), Reason: "x", Key: "r"}); err != nil {
		t.Fatalf("not refunded though the dispute was won: %v", err)
	}
	// A statement that names no disputes lists the one that was won, and nothing is amiss; what moves later is another dispute.
	unnamed := payments.Movement{Reference: "CAPT1", PaymentID: id, Kind: payments.NotifyDisputed, Amount: eur(10000), At: now.Add(-time.Hour), Unnamed: true}
	if found = d.compared(t, unnamed); len(found) != 0 {
		t.Fatalf("the one that was won: %+v", found)
	}
	later := unnamed
	later.At = *d.clock
	*d.clock = d.clock.Add(time.Hour)
	if found = d.compared(t, unnamed, later); len(found) != 1 || found[0].Kind != payments.DiffDispute || found[0].Reference != "CAPT1" {
		t.Fatalf("a second dispute: %+v", found)
	}
}

// What the provider says is taken over when it changes something, and refused when it does not: a difference does not
// vanish because somebody pressed a button.
func TestAdoptingChangesSomethingOrIsRefused(t *testing.T) {
	t.Parallel()
	d, id := comparing(t)
	found := d.compared(t, payments.Movement{Reference: "pi_1", PaymentID: id, Kind: payments.NotifySucceeded, Amount: eur(9000), At: now.Add(-time.Hour)})
	if len(found) != 1 || found[0].Kind != payments.DiffAmount {
		t.Fatalf("%+v", found)
	}
	if _, err := d.Adopt(d.ctx, payments.AdoptDifference{ID: found[0].ID}); !errors.Is(err, payments.ErrNothingToAdopt) {
		t.Fatal(err)
	}
	if still, err := d.Differences(d.ctx, payments.ListDifferences{}); err != nil || len(still) != 1 {
		t.Fatalf("the difference is gone: %+v (%v)", still, err)
	}
}

// A provider that is away is named, for each day once, until it could be compared again.
func TestAProviderThatCannotBeComparedIsNamed(t *testing.T) {
	t.Parallel()
	d, _ := comparing(t)
	d.says.err = payments.ErrGatewayAway
	for range 2 {
		found := d.compared(t)
		if len(found) != 1 || found[0].Kind != payments.DiffNotCompared || found[0].Theirs != "payments.provider_unavailable" {
			t.Fatalf("%+v", found)
		}
	}
	d.says.err = nil
	if found := d.compared(t); len(found) != 0 {
		t.Fatalf("%+v", found)
	}
}

// A refund whose job has given up is tried again each night, and stands on the desk's list until then.
func TestWhatWasGivenUpIsTriedAgain(t *testing.T) {
	t.Parallel()
	d, id := comparing(t)
	if _, err := d.Refund(d.ctx, payments.RefundPayment{ID: id, Amount: eur(100), Reason: "x", Key: "r"}); err != nil {
		t.Fatal(err)
	}
	asked := len(d.store.Promised())
	if all, err := d.Unfinished(d.ctx, payments.ListUnfinished{}); err != nil || len(all) != 0 {
		t.Fatalf("too early: %+v (%v)", all, err)
	}
	*d.clock = now.Add(49 * time.Hour)
	if all, err := d.Unfinished(d.ctx, payments.ListUnfinished{}); err != nil || len(all) != 1 || all[0].ID != id {
		t.Fatalf("%+v (%v)", all, err)
	}
	done, err := d.Reconcile(d.ctx, payments.Reconcile{From: now})
	if err != nil || done.Again != 1 || len(d.store.Promised()) != asked+1 {
		t.Fatalf("%+v (%v), %d jobs", done, err, len(d.store.Promised()))
	}
}

// Money in another currency than was asked for pays for nothing.
func TestMoneyOfAnotherCurrencyPaysForNothing(t *testing.T) {
	t.Parallel()
	d, _ := comparing(t)
	v, err := d.Open(d.ctx, paymentstest.Wanted("new", 10000))
	if err != nil {
		t.Fatal(err)
	}
	d.says.truth = payments.Notification{Kind: payments.NotifySucceeded, PaymentID: v.ID, Captured: money.New(10000, money.USD)}
	got, err := d.Sync(d.ctx, payments.SyncPayment{ID: v.ID})
	if err != nil || got.Status == payments.Succeeded {
		t.Fatalf("%s (%v)", got.Status, err)
	}
	*d.clock = now.Add(time.Hour)
	found := d.compared(t, payments.Movement{Reference: v.Reference, PaymentID: v.ID, Kind: payments.NotifySucceeded, Amount: money.New(10000, money.USD), At: now})
	if len(found) != 1 || found[0].Kind != payments.DiffStatus {
		t.Fatalf("%+v", found)
	}
}

// More notifications than one run tries were given up: the young ones are tried all the same, and a person puts the old
// ones aside.
func TestGivenUpNotificationsStandInNobodysWay(t *testing.T) {
	t.Parallel()
	d, _ := comparing(t)
	old := payments.Webhook{Provider: "sandbox", Notification: "n", State: payments.WebhookGivenUp, ReceivedAt: now.Add(-30 * 24 * time.Hour)}
	if err := d.store.Write(d.ctx, func(tx payments.Tx) error { return tx.Keep(d.ctx, old) }); err != nil {
		t.Fatal(err)
	}
	if done, err := d.Replay(d.ctx, payments.ReplayWebhooks{}); err != nil || done != (payments.Replayed{}) {
		t.Fatalf("%+v (%v)", done, err)
	}
	for i, want := range []error{nil, payments.ErrUnknown} {
		if _, err := d.Dismiss(d.ctx, payments.DismissWebhook{Provider: "sandbox", Notification: "n"}); !errors.Is(err, want) {
			t.Fatalf("%d: %v", i, err)
		}
	}
	if all, err := d.Webhooks(d.ctx, payments.ListWebhooks{}); err != nil || len(all) != 0 {
		t.Fatalf("%+v (%v)", all, err)
	}
}
