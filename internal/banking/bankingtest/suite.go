package bankingtest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
)

// Harness is a store to try, with the business whose it is.
type Harness struct {
	Store  banking.Store
	Tenant access.TenantID
	Other  access.TenantID // a second business on the same store; zero: there is none
}

// StoreConformance is what every store must do.
func StoreConformance(t *testing.T, open func(t *testing.T) Harness) {
	world := func(t *testing.T) (*World, Harness) {
		h := open(t)
		return NewWorldOn(t, h.Store, h.Tenant), h
	}
	t.Run("what is saved is read again", func(t *testing.T) {
		t.Parallel()
		w, h := world(t)
		w.Payable(t)
		w.Books.Earn(w.TyMor, 10000)
		w.Books.Earn(w.Moulin, 5000)
		b := w.Proposed(t, "1")
		got, err := w.Batch(w.Maker(t), banking.GetBatch{ID: b.ID})
		if err != nil || !reflect.DeepEqual(got, b) {
			t.Errorf("%+v\n%+v %v", got, b, err)
		}
		page, err := w.Batches(w.Maker(t), banking.ListBatches{Page: paging.Request{Limit: 1}})
		if err != nil || len(page.Items) != 1 || !reflect.DeepEqual(page.Items[0], b) {
			t.Errorf("%+v %v", page, err)
		}
		if h.Other.IsZero() {
			return
		}
		other := access.AsSystem(t.Context(), h.Other, "test")
		if _, err := h.Store.FindBatch(other, b.ID); !errors.Is(err, banking.ErrUnknownBatch) {
			t.Errorf("another business sees it: %v", err)
		}
		if all, err := h.Store.NewestDetails(other); len(all) != 0 || err != nil {
			t.Errorf("another business sees bank details: %v %v", all, err)
		}
	})
	t.Run("a version is written once", func(t *testing.T) {
		t.Parallel()
		w, _ := world(t)
		d := banking.DetailsState{Payee: w.Moulin, Version: 1, Sealed: []byte("x"), Masked: "FR", ChangedBy: "N", ChangedAt: w.Clock.Now(), UsableAt: w.Clock.Now()}
		add := func() error {
			_, err := usecase.New(usecase.Silent{}, "banking.suite", func(ctx context.Context, _ banking.GetSettings) (usecase.None, error) {
				return usecase.None{}, w.Store.Write(ctx, func(tx banking.Tx) error { return tx.AddDetails(ctx, d) })
			})(w.System(t), banking.GetSettings{})
			return err
		}
		if err := add(); err != nil {
			t.Fatal(err)
		}
		if err := add(); !errors.Is(err, banking.ErrStale) {
			t.Errorf("%v", err)
		}
		got, err := w.Store.Details(w.System(t), w.Moulin)
		if err != nil || !reflect.DeepEqual(got, d) {
			t.Errorf("%+v %v", got, err)
		}
	})
	t.Run("a failed change leaves no trace", func(t *testing.T) {
		t.Parallel()
		w, _ := world(t)
		stop := errors.New("stop")
		err := w.Store.Write(w.System(t), func(tx banking.Tx) error {
			desk, err := tx.Lock(w.System(t))
			if err != nil {
				return err
			}
			desk.Last = 99
			if err := tx.SaveDesk(w.System(t), desk); err != nil {
				return err
			}
			return stop
		})
		if desk, _ := w.Store.Desk(w.System(t)); !errors.Is(err, stop) || desk.Last != 0 {
			t.Errorf("%v %+v", err, desk)
		}
	})
	t.Run("proposals at once share nothing", func(t *testing.T) { proposalsAtOnce(t, world) })
	t.Run("approvals at once", func(t *testing.T) { approvalsAtOnce(t, world) })
	t.Run("a provider pays once", func(t *testing.T) {
		t.Parallel()
		w, _ := world(t)
		carriedOnce(t, w)
	})
	t.Run("an account is opened once", func(t *testing.T) {
		t.Parallel()
		w, _ := world(t)
		enrolledOnce(t, w)
	})
	t.Run("a provider does not pay", func(t *testing.T) {
		t.Parallel()
		w, _ := world(t)
		carriedNot(t, w)
	})
	t.Run("an entry is there once", func(t *testing.T) {
		t.Parallel()
		w, h := world(t)
		file := []byte(CAMT("08", "2026-11-20", Movement{Ref: "A1", Amount: "520.00", Sign: "CRDT"}, Movement{Amount: "1.00", Sign: "CRDT"}, Movement{Amount: "1.00", Sign: "CRDT"}))
		var all sync.WaitGroup
		var mu sync.Mutex
		made := 0
		for range 6 {
			all.Go(func() {
				got, err := w.Import(w.Maker(t), banking.ImportStatement{Bank: w.Account, Name: "x", Content: file})
				mu.Lock()
				defer mu.Unlock()
				if made += got.New; err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		page, err := w.Entries(w.Maker(t), banking.ListEntries{Page: paging.Request{Limit: 2}})
		if n, sum, oldest, e := w.Store.OpenEntries(w.System(t)); made != 3 || err != nil || e != nil || len(page.Items) != 2 || n != 3 || sum.Minor() != 52200 || oldest.String() != "2026-11-20" {
			t.Errorf("%d made, %d open, %s, %s: %v %v", made, n, sum, oldest, err, e)
		}
		one := page.Items[0]
		if _, err := w.PostEntry(w.Maker(t), banking.PostEntry{ID: one.ID, As: banking.MatchIgnored, Note: "essai"}); err != nil {
			t.Fatal(err)
		}
		if got, err := w.Store.Entry(w.System(t), one.ID); err != nil || got.Status != banking.EntryIgnored || got.Match.Note != "essai" || got.Version != 2 {
			t.Errorf("%+v %v", got, err)
		}
		if !h.Other.IsZero() {
			if _, err := h.Store.Entry(access.AsSystem(t.Context(), h.Other, "test"), one.ID); !errors.Is(err, banking.ErrUnknownEntry) {
				t.Errorf("another business sees it: %v", err)
			}
		}
	})
	t.Run("an entry is one thing", func(t *testing.T) {
		t.Parallel()
		w, _ := world(t)
		entryIsOneThing(t, w)
	})
	t.Run("killed between what an entry is and its noting", func(t *testing.T) {
		t.Parallel()
		w, _ := world(t)
		killedBetween(t, w)
	})
	t.Run("a person is forgotten but for what was paid", func(t *testing.T) {
		t.Parallel()
		w, _ := world(t)
		w.Payable(t)
		w.Books.Earn(w.TyMor, 10000)
		b := w.Proposed(t, "1")
		if _, err := w.SetOwnDetails(w.Owner(t), banking.SetOwnDetails{Holder: "Maëlle", IBAN: IBANFrance}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.ForgetDetails(w.System(t), banking.ForgetDetails{Payee: w.Maelle.Raw()}); err != nil {
			t.Fatal(err)
		}
		used, _ := w.Store.DetailsAt(w.System(t), w.Maelle.Raw(), 1)
		newest, _ := w.Store.DetailsAt(w.System(t), w.Maelle.Raw(), 2)
		got, _ := w.Store.FindBatch(w.System(t), b.ID)
		if len(used.Sealed) == 0 || len(newest.Sealed) != 0 || newest.Masked != "" || got.Lines[0].Email != "" {
			t.Errorf("%+v %+v %+v", used, newest, got.Lines)
		}
	})
}

// proposalsAtOnce has eight proposals ask for the same money: it is promised once.
func proposalsAtOnce(t *testing.T, world func(*testing.T) (*World, Harness)) {
	t.Parallel()
	w, _ := world(t)
	w.Payable(t)
	w.Books.Earn(w.TyMor, 10000)
	var all sync.WaitGroup
	var mu sync.Mutex
	made := 0
	for i := range 8 {
		all.Go(func() {
			_, err := w.Propose(w.Maker(t), banking.ProposePayouts{Key: fmt.Sprint("race", i), Account: w.Account, ExecuteOn: w.Today()})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				made++
			case !errors.Is(err, banking.ErrNothingDue):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if made != 1 {
		t.Errorf("the same money is in %d batches", made)
	}
}

// approvalsAtOnce has the maker and the checker approve at once, several times each, while somebody cancels.
func approvalsAtOnce(t *testing.T, world func(*testing.T) (*World, Harness)) {
	t.Parallel()
	w, _ := world(t)
	w.Payable(t)
	w.Books.Earn(w.TyMor, 10000)
	b := w.Proposed(t, "1")
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := w.Approve(w.Maker(t), banking.ApproveBatch{ID: b.ID}); err == nil {
				t.Error("who proposed has approved")
			}
		})
		all.Go(func() {
			if _, err := w.Approve(w.Checker(t), banking.ApproveBatch{ID: b.ID}); err != nil && !errors.Is(err, banking.ErrWrongState) {
				t.Error(err)
			}
		})
	}
	all.Go(func() {
		if _, err := w.Cancel(w.Maker(t), banking.CancelBatch{ID: b.ID, Reason: "erreur"}); err != nil {
			t.Error(err)
		}
	})
	all.Wait()
	got, err := w.Batch(w.Maker(t), banking.GetBatch{ID: b.ID})
	if err != nil || got.Status != banking.Cancelled {
		t.Errorf("%+v %v", got, err)
	}
	w.Clock.Pass(time.Minute)
	if again := w.Proposed(t, "2"); again.Total().Minor() != 10000 || again.Number == b.Number {
		t.Errorf("what was cancelled is not due again: %+v", again)
	}
}
