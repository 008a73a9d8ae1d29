package payments_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/payments"
	"comptoir/internal/payments/paymentstest"
)

// keeper is a provider whose pages die after a day, and that keeps cards.
type keeper struct {
	told
	between func()                // what happens after the open pages were closed
	says    payments.Notification // what its messages say
}

func (k *keeper) Verify(context.Context, payments.Message, time.Time) (payments.Notification, error) {
	return k.says, nil
}

func (*keeper) PageLife() time.Duration { return 24 * time.Hour }

func (*keeper) Capture(context.Context, payments.CaptureRequest) (payments.Notification, error) {
	return payments.Notification{Kind: payments.NotifyFailed, Failure: payments.FailureOwnerNeeded}, nil
}

func (k *keeper) Later(id payments.PaymentID, _ string) string {
	if k.between != nil {
		k.between()
	}
	return "later/" + id.String()
}

func (*keeper) Forget(context.Context, string) error { return nil }

// keeping opens a business at such a provider.
func keeping(t *testing.T) (*payments.Payments, *paymentstest.Mem, *keeper, *time.Time, context.Context) {
	t.Helper()
	clock := now
	m, d := paymentstest.NewMem(), &keeper{told: told{provider: provider{checkouts: map[payments.PaymentID]int{}}}}
	p := payments.New(payments.Deps{Store: m, Play: d, Vault: paymentstest.OpenVault{}, Now: func() time.Time { return clock }, IDs: &ids, Observer: usecase.Silent{}})
	return p, m, d, &clock, access.AsSystem(t.Context(), ident.Next[access.Tenant](&ids), "test")
}

// A page that has ended is never led to again: the same key opens another, told of the end or not, as often as it takes. What
// was paid on a page stays paid, and opens none.
func TestAPageThatEndedIsFollowedByAnother(t *testing.T) {
	t.Parallel()
	p, m, d, clock, ctx := keeping(t)
	c := paymentstest.Wanted("stays/x/balance/1/70000", 70000)
	seen := map[payments.PaymentID]bool{}
	opened := func(what string) payments.View {
		t.Helper()
		v, err := p.Open(ctx, c)
		if err != nil || seen[v.ID] || v.Status != payments.RequiresAction || v.CheckoutURL == "" || d.checkouts[v.ID] != 1 {
			t.Fatalf("%s: %+v (%v), %d pages", what, v, err, d.checkouts[v.ID])
		}
		seen[v.ID] = true
		if again, err := p.Open(ctx, c); err != nil || again.ID != v.ID {
			t.Fatalf("%s, asked again: %s, then %s (%v)", what, v.ID, again.ID, err)
		}
		return v
	}
	opened("new")
	for range 2 {
		if _, err := p.Close(ctx, payments.ClosePayments{Subject: c.Subject}); err != nil {
			t.Fatal(err)
		}
		opened("after a page that was closed")
	}
	*clock = clock.Add(24 * time.Hour) // and nobody told that it has died
	last := opened("after a page that died")
	*clock = clock.Add(24 * time.Hour)
	d.truth = payments.Notification{Kind: payments.NotifySucceeded} // of its payment no news came
	v, err := p.Open(ctx, c)
	if err != nil || v.ID != last.ID || v.Status != payments.Succeeded {
		t.Fatalf("paid, and opened again: %+v (%v)", v, err)
	}
	all, err := m.FindOf(ctx, c.Subject)
	if err != nil || len(all) != len(seen) {
		t.Errorf("%d payments, %d pages (%v)", len(all), len(seen), err)
	}
}

// kept is a payment of a subject whose card was kept.
func kept(t *testing.T, p *payments.Payments, d *keeper, ctx context.Context) payments.OpenPayment {
	t.Helper()
	c := paymentstest.Wanted("deposit", 30000)
	c.Keep = true
	v, err := p.Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	d.truth = payments.Notification{Kind: payments.NotifySucceeded, Instrument: "card", Card: "Visa •••• 4242"}
	if _, err := p.Sync(ctx, payments.SyncPayment{ID: v.ID}); err != nil {
		t.Fatal(err)
	}
	d.truth = payments.Notification{}
	return c
}

// A guest who opens a page at the moment at which his card is charged pays once: the charge gives way to the page, or the page
// to the charge; a page that was closed for a charge that failed is followed by another.
func TestACardIsNotChargedBesideAPage(t *testing.T) {
	t.Parallel()
	p, m, d, _, ctx := keeping(t)
	c := kept(t, p, d, ctx)
	deposit, err := m.FindOf(ctx, c.Subject)
	if err != nil || len(deposit) != 1 {
		t.Fatalf("%+v (%v)", deposit, err)
	}
	page := paymentstest.Wanted("balance", 70000)
	page.Subject = c.Subject
	charge := payments.ChargeLater{Key: "later/1", Card: deposit[0].ID, Subject: c.Subject, Purpose: "balance", Description: "x", Amount: page.Amount}
	first, err := p.Open(ctx, page)
	if err != nil {
		t.Fatal(err)
	}
	d.between = func() {
		d.between = nil
		if v, err := p.Open(ctx, page); err != nil || v.ID == first.ID {
			t.Errorf("between: %+v (%v)", v, err)
		}
	}
	if _, err := p.ChargeLater(ctx, charge); !errors.Is(err, payments.ErrUnderWay) {
		t.Fatalf("charged beside a page: %v", err)
	}
	v, err := p.ChargeLater(ctx, charge) // the page of before is closed now
	if err != nil || v.Status != payments.Processing {
		t.Fatalf("%+v (%v)", v, err)
	}
	if v, err := p.Open(ctx, page); !errors.Is(err, payments.ErrUnderWay) {
		t.Fatalf("a page beside a charge: %+v (%v)", v, err)
	}
	if _, err := p.SendCapture(ctx, payments.SendCapture{Payment: v.ID}); err != nil {
		t.Fatal(err)
	}
	if v, err := p.Open(ctx, page); err != nil || v.Status != payments.RequiresAction || v.CheckoutURL == "" || v.ID == first.ID {
		t.Fatalf("the bank wants the guest, and his page is %+v (%v)", v, err)
	}
}

// The key of a refund names this refund: another amount or reason under it is refused, and moves nothing.
func TestARefundsKeyNamesOneRefund(t *testing.T) {
	t.Parallel()
	d, id := comparing(t)
	asked := payments.RefundPayment{ID: id, Amount: eur(1000), Reason: "geste", Key: "r1"}
	for range 2 {
		if _, err := d.Refund(d.ctx, asked); err != nil {
			t.Fatal(err)
		}
	}
	more, other := asked, asked
	more.Amount, other.Reason = eur(2500), "casse"
	for _, c := range []payments.RefundPayment{more, other} {
		if _, err := d.Refund(d.ctx, c); !errors.Is(err, payments.ErrKeyReused) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if v, err := d.Get(d.ctx, payments.GetPayment{ID: id}); err != nil || len(v.Refunds) != 1 || v.Refundable != eur(9000) || len(d.store.Promised()) != 1 {
		t.Errorf("%+v (%v), %d promised", v.Refunds, err, len(d.store.Promised()))
	}
}

// late is a provider whose statement is hours late.
type late struct{ told }

func (*late) Lateness() time.Duration { return 4 * time.Hour }

// What a provider lists hours later is no difference before; what was one, and no longer is, ends by itself, and begins again
// when it is found again. What a person has settled stays settled.
func TestADifferenceEndsByItself(t *testing.T) {
	t.Parallel()
	clock := now.Add(-5 * time.Hour)
	m, says := paymentstest.NewMem(), &late{told{provider: provider{checkouts: map[payments.PaymentID]int{}}}}
	p := payments.New(payments.Deps{Store: m, Play: says, Vault: paymentstest.OpenVault{}, Now: func() time.Time { return clock }, IDs: &ids, Observer: usecase.Silent{}})
	ctx := access.AsSystem(t.Context(), ident.Next[access.Tenant](&ids), "test")
	v, err := p.Open(ctx, paymentstest.Wanted("k", 10000))
	if err != nil {
		t.Fatal(err)
	}
	says.truth = payments.Notification{Kind: payments.NotifySucceeded}
	if _, err := p.Sync(ctx, payments.SyncPayment{ID: v.ID}); err != nil {
		t.Fatal(err)
	}
	line := payments.Movement{Reference: v.Reference, PaymentID: v.ID, Kind: payments.NotifySucceeded, Amount: eur(10000), At: clock}
	compared := func(after time.Duration, lines ...payments.Movement) []payments.Difference {
		t.Helper()
		clock, says.lines = now.Add(-5*time.Hour).Add(after), lines
		if _, err := p.Reconcile(ctx, payments.Reconcile{From: now.Add(-35 * 24 * time.Hour)}); err != nil {
			t.Fatal(err)
		}
		found, err := p.Differences(ctx, payments.ListDifferences{})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if found := compared(3 * time.Hour); len(found) != 0 {
		t.Fatalf("too early: %+v", found)
	}
	for range 2 { // it is found, is gone, and is found again
		found := compared(5 * time.Hour)
		if len(found) != 1 || found[0].Kind != payments.DiffUnknownThere {
			t.Fatalf("not found: %+v", found)
		}
		if found = compared(30*time.Hour, line); len(found) != 0 {
			t.Fatalf("still there: %+v", found)
		}
	}
	found := compared(31 * time.Hour)
	if _, err := p.Settle(ctx, payments.SettleDifference{ID: found[0].ID, Note: "seen"}); err != nil {
		t.Fatal(err)
	}
	if found = compared(32 * time.Hour); len(found) != 0 {
		t.Errorf("settled, and back: %+v", found)
	}
	// A payment of before the window is not looked at: its difference stays.
	other := line
	other.Amount = eur(9000)
	if found = compared(33*time.Hour, other); len(found) != 1 || found[0].Kind != payments.DiffAmount || found[0].Adoptable() {
		t.Fatalf("another amount: %+v", found)
	}
	says.lines = nil
	clock = now.Add(40 * 24 * time.Hour)
	if _, err := p.Reconcile(ctx, payments.Reconcile{From: clock.Add(-35 * 24 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if found, err = p.Differences(ctx, payments.ListDifferences{}); err != nil || len(found) != 1 {
		t.Errorf("gone though nobody looked: %+v (%v)", found, err)
	}
}

// A trade that counts the pages that have ended itself asks by another key while the next page is open already: it is led to that
// one, so that nothing is held twice. That page dies too, or was paid and nobody told: another follows, or none.
func TestAnotherKeyLeadsToTheOpenPage(t *testing.T) {
	t.Parallel()
	p, m, d, clock, ctx := keeping(t)
	c := paymentstest.Wanted("stays/x/caution/0", 50000)
	c.Purpose, c.Mode = "caution", payments.Hold
	open := func(key string) payments.View {
		t.Helper()
		c.Key = key
		v, err := p.Open(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	first := open("stays/x/caution/0")
	*clock = clock.Add(25 * time.Hour) // its end was told to nobody
	second := open("stays/x/caution/0")
	if again := open("stays/x/caution/1"); second.ID == first.ID || again.ID != second.ID || again.CheckoutURL == "" {
		t.Fatalf("%s, %s, then %s beside it", first.ID, second.ID, again.ID)
	}
	other := c
	other.Key, other.Amount = "stays/x/caution/other", eur(40000)
	if v, err := p.Open(ctx, other); err != nil || v.ID == second.ID {
		t.Fatalf("another amount: %+v (%v)", v, err)
	}
	*clock = clock.Add(25 * time.Hour)
	third := open("stays/x/caution/1")
	if got, err := m.Find(ctx, second.ID); err != nil || third.ID == second.ID || got.Status != payments.Cancelled {
		t.Fatalf("after the second died: %s, and %s is %s (%v)", third.ID, second.ID, got.Status, err)
	}
	*clock = clock.Add(25 * time.Hour)
	d.truth = payments.Notification{Kind: payments.NotifyAuthorized}
	if held := open("stays/x/caution/2"); held.ID != third.ID || held.Status != payments.Authorized {
		t.Fatalf("held, and another page: %+v", held)
	}
}

// A provider that no longer knows a payment names nobody: money that is under way is not given up for that. What is open is.
func TestWhatIsForgottenWhileUnderWayStays(t *testing.T) {
	t.Parallel()
	p, m, d, _, ctx := keeping(t)
	for status, told := range map[payments.Status]payments.NotificationKind{payments.Processing: payments.NotifyProcessing, payments.Cancelled: payments.NotifyFailed} {
		v, err := p.Open(ctx, paymentstest.Wanted("forgotten "+string(status), 30000))
		if err != nil {
			t.Fatal(err)
		}
		for _, d.truth = range []payments.Notification{{Kind: told, PaymentID: v.ID}, {Kind: payments.NotifyCancelled}} {
			if _, err := p.Sync(ctx, payments.SyncPayment{ID: v.ID}); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := m.Find(ctx, v.ID); err != nil || got.Status != status {
			t.Errorf("%s: %s (%v)", told, got.Status, err)
		}
	}
	v, err := p.Open(ctx, paymentstest.Wanted("told", 30000))
	if err != nil {
		t.Fatal(err)
	}
	d.truth = payments.Notification{Kind: payments.NotifyProcessing, PaymentID: v.ID}
	if _, err := p.Sync(ctx, payments.SyncPayment{ID: v.ID}); err != nil {
		t.Fatal(err)
	}
	d.truth, d.says = payments.Notification{Kind: payments.NotifyCancelled}, payments.Notification{Kind: payments.NotifyLook, ID: "n", PaymentID: v.ID}
	if _, err := p.Receive(ctx, payments.ReceiveWebhook{Provider: "sandbox"}); err != nil {
		t.Fatal(err)
	}
	if got, err := m.Find(ctx, v.ID); err != nil || got.Status != payments.Processing {
		t.Errorf("by a notification: %s (%v)", got.Status, err)
	}
	d.truth.PaymentID = v.ID // which knows it, and has ended it
	if _, err := p.Receive(ctx, payments.ReceiveWebhook{Provider: "sandbox"}); err != nil {
		t.Fatal(err)
	}
	if got, err := m.Find(ctx, v.ID); err != nil || got.Status != payments.Cancelled {
		t.Errorf("ended: %s (%v)", got.Status, err)
	}
}
