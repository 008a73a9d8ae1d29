package bankingtest

import (
	"errors"
	"sync"
	"testing"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/access"
)

// carriedBatch is approved and waits to be sent by a provider: one line, of the owner of Ty Mor.
func carriedBatch(t *testing.T, w *World) banking.BatchState {
	t.Helper()
	w.Payable(t)
	if _, err := w.SetDetails(w.Maker(t), banking.SetDetails{Payee: w.Maelle.Raw(), Holder: "Maëlle Le Bihan", IBAN: IBANGermany, Stripe: "acct_1Maelle"}); err != nil {
		t.Fatal(err)
	}
	w.Clock.Pass(73 * 3600e9)
	w.Books.Earn(w.TyMor, 80000)
	w.Books.Earn(w.Moulin, 5000) // whose owner has no account with the provider
	b, err := w.Propose(w.Maker(t), banking.ProposePayouts{Key: "1", Account: w.Account, ExecuteOn: w.Today(), Method: banking.CarrierStripe})
	if err != nil || len(b.Lines) != 1 || b.Method != banking.CarrierStripe {
		t.Fatalf("%+v %v", b, err)
	}
	if _, err := w.Send(w.Maker(t), banking.SendBatch{ID: b.ID}); !errors.Is(err, banking.ErrWrongState) {
		t.Errorf("sent before anybody approved: %v", err)
	}
	if _, err := w.Approve(w.Maker(t), banking.ApproveBatch{ID: b.ID}); !errors.Is(err, banking.ErrSamePerson) {
		t.Errorf("one person alone: %v", err)
	}
	if b, err = w.Approve(w.Checker(t), banking.ApproveBatch{ID: b.ID}); err != nil {
		t.Fatal(err)
	}
	return b
}

// carriedOnce: a batch that is sent ten times at once, whose provider pays and whose answer is lost, is paid once; it is noted
// once, booked once, and what comes back is owed again.
func carriedOnce(t *testing.T, w *World) {
	b := carriedBatch(t, w)
	line := b.Lines[0].ID
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if _, err := w.Send(w.Maker(t), banking.SendBatch{ID: b.ID}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if _, err := w.Export(w.Maker(t), banking.ExportBatch{ID: b.ID}); !errors.Is(err, banking.ErrByCarrier) {
		t.Errorf("a file of it is made as well: %v", err)
	}
	for what, act := range map[string]func() error{
		"executed": func() error { _, err := w.Execute(w.Maker(t), banking.MarkExecuted{ID: b.ID}); return err },
		"rejected": func() error {
			_, err := w.Reject(w.Maker(t), banking.RejectLine{ID: b.ID, Line: line, Reason: "x"})
			return err
		},
		"cancelled": func() error {
			_, err := w.Cancel(w.Maker(t), banking.CancelBatch{ID: b.ID, Reason: "x"})
			return err
		},
	} {
		if err := act(); !errors.Is(err, banking.ErrByCarrier) {
			t.Errorf("%s by hand: %v", what, err)
		}
	}
	carry := func() error {
		_, err := w.Carry(w.System(t), banking.CarryBatch{ID: b.ID})
		return err
	}
	w.Carriers.Down = true
	if err := carry(); !errors.Is(err, ErrAway) {
		t.Errorf("away: %v", err)
	}
	w.Carriers.Down, w.Carriers.Lose = false, true
	if err := carry(); !errors.Is(err, ErrAway) {
		t.Errorf("the answer is lost: %v", err)
	}
	w.Carriers.Lose = false
	if err := errors.Join(carry(), carry()); err != nil {
		t.Fatal(err)
	}
	state := func() banking.BatchState {
		s, err := w.Batch(w.Maker(t), banking.GetBatch{ID: b.ID})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := state(); w.Carriers.Sent() != 1 || s.Status != banking.Exported || s.Lines[0].Carried == "" || s.Lines[0].Status != banking.LinePlanned {
		t.Fatalf("on its way: %d sent, %+v", w.Carriers.Sent(), s)
	}
	w.Carriers.Tell(line, banking.CarriedPaid, "")
	for range 3 {
		if _, err := w.Told(w.System(t), banking.PayoutTold{Line: line}); err != nil {
			t.Fatal(err)
		}
	}
	book := func() {
		if _, err := w.Book(w.System(t), banking.BookBatch{ID: b.ID}); err != nil {
			t.Fatal(err)
		}
	}
	book()
	if s := state(); s.Status != banking.Executed || s.Lines[0].Status != banking.LineExecuted || w.Books.OwedFor(w.TyMor) != 0 || w.Books.Posted() != 1 || w.Books.By(banking.CarrierStripe) != 1 {
		t.Fatalf("paid: %+v, owed %d, %d movements", s, w.Books.OwedFor(w.TyMor), w.Books.Posted())
	}
	w.Carriers.Tell(line, banking.CarriedReturned, "transfer_reversed")
	if n, err := w.Follow(w.System(t), banking.FollowCarried{}); n != 1 || err != nil {
		t.Errorf("followed %d: %v", n, err)
	}
	book()
	if s := state(); s.Status != banking.Returned || s.Lines[0].Reason != "transfer_reversed" || w.Books.OwedFor(w.TyMor) != 80000 {
		t.Errorf("back: %+v, owed %d", s, w.Books.OwedFor(w.TyMor))
	}
	if _, err := w.Told(w.System(t), banking.PayoutTold{}); !errors.Is(err, banking.ErrUnknownLine) {
		t.Errorf("news of nothing: %v", err)
	}
}

// carriedNot: what a provider refuses is owed again at once, and nothing is booked.
func carriedNot(t *testing.T, w *World) {
	b := carriedBatch(t, w)
	w.Carriers.Next = banking.Carried{State: banking.CarriedFailed, Reason: "balance_insufficient"}
	if _, err := w.Send(w.Maker(t), banking.SendBatch{ID: b.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Carry(w.System(t), banking.CarryBatch{ID: b.ID}); err != nil {
		t.Fatal(err)
	}
	s, err := w.Batch(w.Maker(t), banking.GetBatch{ID: b.ID})
	if err != nil || s.Status != banking.Cancelled || s.Lines[0].Status != banking.LineRejected || s.Lines[0].Reason != "balance_insufficient" {
		t.Errorf("%+v %v", s, err)
	}
	due, err := w.Due(w.Maker(t), banking.ListDue{})
	if err != nil || due[0].Amount.Minor() != 80000 || due[0].Obstacle != banking.NoObstacle || w.Books.Posted() != 0 {
		t.Errorf("%+v %v", due, err)
	}
	for account, want := range map[string]error{"acct_new": banking.ErrNotReady} {
		_, err := w.SetDetails(w.Maker(t), banking.SetDetails{Payee: w.Moulin, Holder: "Yann Kermadec", IBAN: IBANBelgium, Stripe: account})
		if err == nil {
			t.Errorf("%s is taken, want %v", account, want)
		}
	}
	if _, err := w.Propose(w.Maker(t), banking.ProposePayouts{Key: "2", Account: w.Account, ExecuteOn: w.Today(), Method: banking.CarrierMangoPay}); !errors.Is(err, banking.ErrNoneCarried) {
		t.Errorf("nobody has an account: %v", err)
	}
	if _, err := w.Propose(w.Maker(t), banking.ProposePayouts{Key: "3", Account: w.Account, ExecuteOn: w.Today(), Method: "nobody"}); !errors.Is(err, banking.ErrNoCarrier) {
		t.Errorf("no such provider: %v", err)
	}
	if _, err := w.Send(access.With(w.Maker(t), access.Actor{Kind: access.Person, Tenant: w.Tenant}), banking.SendBatch{ID: b.ID}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("anybody sends: %v", err)
	}
}
