package app

import (
	"testing"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/ledger"
	"comptoir/internal/payments"
	"comptoir/internal/stays"
)

// books compares what the books of the demonstration say with what payments and stays say, each of which knows nothing of
// the books: every cent is on both sides once.
func (w *demoWorld) books(t *testing.T, all map[string]stays.ReservationView) {
	t.Helper()
	ctx, do := program(t.Context(), w.agency, "test"), w.app.Contexts
	trial, err := do.Ledger.TrialBalance(ctx, ledger.GetTrialBalance{})
	if err != nil || len(trial.Sums) != 1 || !trial.Sums[0].Balanced() || trial.Sums[0].Debits == 0 {
		t.Fatalf("%+v %v", trial.Sums, err)
	}
	at := map[ledger.Path]int64{}
	for _, l := range trial.Lines {
		at[l.Account] = int64(l.Side) * l.Closing()
	}

	var taken money.Amount
	for next, more := (paging.Request{Limit: paging.MaxLimit}), true; more; {
		page, err := do.Payments.List(ctx, payments.ListPayments{Page: next})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range page.Items {
			if p.Status != payments.Succeeded {
				continue
			}
			taken = taken.Add(p.Amount)
			for _, r := range p.Refunds {
				if r.Status == payments.RefundSucceeded {
					taken = taken.Sub(r.Amount)
				}
			}
		}
		next.Cursor, more = page.Next, page.Next != ""
	}
	doubles := int64(0) // paid by the agency out of its own
	for _, r := range all {
		if c := r.Cancellation; c != nil && !c.DoublePaidAt.IsZero() {
			doubles += c.Double.Minor()
		}
	}
	if got := at[ledger.ClearingOf("sandbox")] + at[clientMoney] + at[ownBank] + doubles + w.paidOut(t); got != taken.Minor() || got == 0 {
		t.Errorf("the provider and the bank hold %d for us or have paid it to owners, payments say %s", got, taken)
	}
	for _, r := range all {
		want := r.Paid.Sub(r.Refunded)
		switch r.Status {
		case stays.Completed:
			want = want.Sub(r.Quote.Total)
		case stays.Cancelled, stays.NoShow: // what was kept is nobody's debt any more
			want = want.Sub(r.Paid.Sub(r.RefundDue)).Add(r.DoubleOwed())
		}
		if got := at[ledger.GuestOf(r.ID.String())]; got != want.Minor() {
			t.Errorf("%s (%s): the books say that we hold %d of the guest's, stays say %s", r.Reference, r.Status, got, want)
		}
	}
	for _, account := range []ledger.Path{ledger.Commission, ledger.VAT, ledger.TouristTax, ledger.Services} {
		if at[account] <= 0 {
			t.Errorf("nothing was earned or owed on %s", account)
		}
	}
	if n, err := w.app.CatchUpBooks(ctx); n != 0 || err != nil {
		t.Errorf("%d facts were not in the books: %v", n, err)
	}
	if r, err := do.Bookkeeper.Verify(access.AsSystem(t.Context(), w.agency.state.ID, "test")); err != nil || len(r.Findings) > 0 || r.Waiting > 0 || r.Sealed == 0 {
		t.Errorf("%+v %v", r, err)
	}
}

// compared runs the night's comparison, which finds what somebody did on the provider's own pages.
func (w *demoWorld) compared(t *testing.T) {
	t.Helper()
	ctx, found := program(t.Context(), w.agency, "test"), map[payments.DifferenceKind]int{}
	_, err := w.app.Contexts.Payments.Reconcile(ctx, payments.Reconcile{From: demoNow().AddDate(0, 0, -35)})
	if err != nil {
		t.Fatal(err)
	}
	all, err := w.app.Contexts.Payments.Differences(ctx, payments.ListDifferences{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		found[d.Kind]++
	}
	if found[payments.DiffUnknownHere] != 1 || found[payments.DiffRefund] != 1 {
		t.Errorf("the comparison finds %v", found)
	}
}

// paidOut is what left for owners and did not come back, in cents.
func (w *demoWorld) paidOut(t *testing.T) (cents int64) {
	t.Helper()
	page, err := w.app.Contexts.Banking.Batches(program(t.Context(), w.agency, "test"), banking.ListBatches{})
	if err != nil || len(page.Items) == 0 {
		t.Fatalf("no payouts: %v", err)
	}
	for _, b := range page.Items {
		for _, l := range b.Lines {
			if l.Status == banking.LineExecuted {
				cents += l.Amount.Minor()
			}
		}
	}
	return cents
}
