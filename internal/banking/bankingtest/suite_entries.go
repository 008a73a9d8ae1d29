package bankingtest

import (
	"errors"
	"sync"
	"testing"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
)

// oneEntry imports an entry of 520.00 that two bookings may be paid by, and returns it with them.
func oneEntry(t *testing.T, w *World) (e banking.EntryID, nora, alix ident.Raw) {
	t.Helper()
	nora, alix = w.IDs.Raw(), w.IDs.Raw()
	w.Debts.Owe(nora, "RIV-7K3D9Q", "Nora Petit", 52000)
	w.Debts.Owe(alix, "RIV-2BCDFG", "Alix Fontenay", 52000)
	file := []byte(CAMT("08", "2026-11-20", Movement{Ref: "A1", Amount: "520.00", Sign: "CRDT", Name: "?"}))
	if _, err := w.Import(w.Maker(t), banking.ImportStatement{Bank: w.Account, Name: "x", Content: file}); err != nil {
		t.Fatal(err)
	}
	page, err := w.Entries(w.Maker(t), banking.ListEntries{Status: banking.EntryOpen})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("%+v %v", page.Items, err)
	}
	return page.Items[0].ID, nora, alix
}

// entryIsOneThing has several people say at once that an entry pays one booking, pays another, and is a provider's payout: it
// is one of these, and the money counts once.
func entryIsOneThing(t *testing.T, w *World) {
	e, nora, alix := oneEntry(t, w)
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			var err error
			switch i % 3 {
			case 0:
				_, err = w.Match(w.Maker(t), banking.MatchEntry{ID: e, Subject: nora})
			case 1:
				_, err = w.Match(w.Maker(t), banking.MatchEntry{ID: e, Subject: alix})
			default:
				_, err = w.PostEntry(w.Checker(t), banking.PostEntry{ID: e, As: banking.MatchProvider, Provider: "stripe"})
			}
			if err != nil && !errors.Is(err, banking.ErrSettled) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	byNora, _ := w.Debts.Paid(nora)
	byAlix, _ := w.Debts.Paid(alix)
	moved, _ := w.Books.Moved()
	got, err := w.Store.Entry(w.System(t), e)
	if err != nil || byNora+byAlix+moved != 52000 || got.Status != banking.EntryMatched && got.Status != banking.EntryPosted {
		t.Errorf("an entry of 520 is %d of one booking, %d of another and %d of a provider: %+v %v", byNora, byAlix, moved, got, err)
	}
}

// killedBetween: what an entry was found to be was done, and the program died before it was noted. Nobody can say something
// else of it; the job does nothing twice.
func killedBetween(t *testing.T, w *World) {
	e, nora, alix := oneEntry(t, w)
	state := func(want banking.EntryStatus) {
		t.Helper()
		if got, err := w.Store.Entry(w.System(t), e); err != nil || got.Status != want {
			t.Fatalf("%+v %v", got, err)
		}
	}
	settle := func() {
		t.Helper()
		for range 2 {
			if _, err := w.Settle(w.System(t), banking.SettleEntry{ID: e}); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.Debts.Lose = true
	if _, err := w.Match(w.Maker(t), banking.MatchEntry{ID: e, Subject: nora}); !errors.Is(err, ErrDown) {
		t.Fatal(err)
	}
	state(banking.EntryClaimed)
	for what, err := range map[string]error{
		"another booking": second(w.Match(w.Maker(t), banking.MatchEntry{ID: e, Subject: alix})),
		"a payout":        second(w.PostEntry(w.Maker(t), banking.PostEntry{ID: e, As: banking.MatchProvider, Provider: "stripe"})),
		"nothing":         second(w.PostEntry(w.Maker(t), banking.PostEntry{ID: e, As: banking.MatchIgnored, Note: "x"})),
	} {
		if !errors.Is(err, banking.ErrSettled) {
			t.Errorf("it becomes %s: %v", what, err)
		}
	}
	if _, err := w.Undo(w.Maker(t), banking.UndoEntry{ID: e}); !errors.Is(err, banking.ErrClaimed) {
		t.Errorf("undone before it is done: %v", err)
	}
	if _, err := w.Match(w.Maker(t), banking.MatchEntry{ID: e, Subject: nora}); err != nil { // the same click
		t.Error(err)
	}
	settle()
	state(banking.EntryMatched)
	if cents, times := w.Debts.Paid(nora); cents != 52000 || times != 1 {
		t.Errorf("%d in %d", cents, times)
	}
	if _, err := w.Undo(w.Maker(t), banking.UndoEntry{ID: e}); err != nil {
		t.Fatal(err)
	}
	w.Books.Lose = true
	if _, err := w.PostEntry(w.Maker(t), banking.PostEntry{ID: e, As: banking.MatchProvider, Provider: "stripe"}); !errors.Is(err, ErrDown) {
		t.Fatal(err)
	}
	settle()
	state(banking.EntryPosted)
	if cents, times := w.Books.Moved(); cents != 52000 || times != 1 {
		t.Errorf("%d in %d", cents, times)
	}
	// A claim whose act is refused is let go.
	if _, err := w.Undo(w.Maker(t), banking.UndoEntry{ID: e}); err != nil {
		t.Fatal(err)
	}
	w.Debts.Refuse = ErrTaken
	if _, err := w.Match(w.Maker(t), banking.MatchEntry{ID: e, Subject: alix}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("%v", err)
	}
	state(banking.EntryOpen)
}

func second[T any](_ T, err error) error { return err }
