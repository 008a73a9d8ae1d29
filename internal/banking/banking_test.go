package banking_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/banking"
	"comptoir/internal/banking/bankingtest"
	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
)

func eur(cents int64) money.Amount { return money.New(cents, money.EUR) }

func TestMemConforms(t *testing.T) {
	t.Parallel()
	bankingtest.StoreConformance(t, func(*testing.T) bankingtest.Harness {
		return bankingtest.Harness{Store: bankingtest.NewMem(), Tenant: access.TenantID{1}}
	})
}

// A whole life: proposed, approved by another, sent, executed, told to the books, one comes back and is due again.
func TestOwnersArePaid(t *testing.T) {
	t.Parallel()
	w := bankingtest.NewWorld(t)
	w.Payable(t)
	w.Books.Earn(w.TyMor, 120000)
	w.Books.Earn(w.KerAvel, -20000) // a refund after the owner was paid
	w.Books.Earn(w.Moulin, 33333)
	b := w.Proposed(t, "1")
	if len(b.Lines) != 2 || b.Lines[0].Amount.Minor() != 100000 || b.Total().Minor() != 133333 || b.Number != "VIR-2026-0001" {
		t.Fatalf("%+v", b)
	}
	if again := w.Proposed(t, "1"); again.ID != b.ID {
		t.Error("a second click proposed a second batch")
	}
	if _, err := w.Export(w.Maker(t), banking.ExportBatch{ID: b.ID}); !errors.Is(err, banking.ErrWrongState) {
		t.Errorf("sent without approval: %v", err)
	}
	if _, err := w.Approve(w.Maker(t), banking.ApproveBatch{ID: b.ID}); !errors.Is(err, banking.ErrSamePerson) {
		t.Errorf("approved by its maker: %v", err)
	}
	if _, err := w.Approve(w.System(t), banking.ApproveBatch{ID: b.ID}); !errors.Is(err, banking.ErrNeedsPerson) {
		t.Errorf("approved by a program: %v", err)
	}
	stale := access.From(w.Checker(t))
	stale.Fresh = false
	if _, err := w.Approve(access.With(t.Context(), stale), banking.ApproveBatch{ID: b.ID}); !errors.Is(err, access.ErrStepUp) {
		t.Errorf("approved without a fresh proof: %v", err)
	}
	if _, err := w.Approve(w.Checker(t), banking.ApproveBatch{ID: b.ID}); err != nil {
		t.Fatal(err)
	}
	file, err := w.Export(w.Maker(t), banking.ExportBatch{ID: b.ID})
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Pass(time.Hour)
	again, err := w.Export(w.Checker(t), banking.ExportBatch{ID: b.ID})
	if err != nil || !bytes.Equal(file.Content, again.Content) {
		t.Errorf("the file is another one: %v", err)
	}
	for range 2 {
		if _, err := w.Execute(w.Maker(t), banking.MarkExecuted{ID: b.ID}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Book(w.System(t), banking.BookBatch{ID: b.ID}); err != nil {
			t.Fatal(err)
		}
	}
	if w.Books.Posted() != 2 || w.Books.OwedFor(w.TyMor) != 0 || w.Books.OwedFor(w.KerAvel) != 0 || w.Books.OwedFor(w.Moulin) != 0 {
		t.Errorf("%d movements, %d %d %d", w.Books.Posted(), w.Books.OwedFor(w.TyMor), w.Books.OwedFor(w.KerAvel), w.Books.OwedFor(w.Moulin))
	}
	back, err := w.Return(w.Maker(t), banking.ReturnLine{ID: b.ID, Line: b.Lines[1].ID, Code: "ac04"})
	if err != nil || back.Status != banking.PartlyReturned {
		t.Fatalf("%+v %v", back, err)
	}
	for range 2 {
		if _, err := w.Book(w.System(t), banking.BookBatch{ID: b.ID}); err != nil {
			t.Fatal(err)
		}
	}
	if w.Books.OwedFor(w.Moulin) != 33333 {
		t.Errorf("what came back is not owed: %d", w.Books.OwedFor(w.Moulin))
	}
	paid, err := w.OwnPayouts(w.Owner(t), banking.OwnPayouts{})
	if err != nil || len(paid) != 1 || paid[0].Amount.Minor() != 100000 || len(paid[0].Parts) != 2 {
		t.Errorf("%+v %v", paid, err)
	}
	var told []string
	for _, e := range w.Store.(*bankingtest.Mem).Published() {
		told = append(told, e.EventName())
	}
	want := []string{event.BankDetailsChanged{}.EventName(), event.BankDetailsChanged{}.EventName(), event.PayoutExecuted{}.EventName(), event.PayoutExecuted{}.EventName(), event.PayoutReturned{}.EventName()}
	if !slices.Equal(told, want) {
		t.Errorf("%v", told)
	}
}

// What stands in the way of a payout, one after the other.
func TestObstacles(t *testing.T) {
	t.Parallel()
	w := bankingtest.NewWorld(t)
	w.Books.Earn(w.TyMor, 10000)
	is := func(want banking.Obstacle) {
		t.Helper()
		all, err := w.Due(w.Maker(t), banking.ListDue{})
		if err != nil || all[0].Payee != w.Maelle.Raw() || all[0].Obstacle != want {
			t.Errorf("%+v %v, not %q", all, err, want)
		}
	}
	is(banking.NoDetails)
	if _, err := w.SetOwnDetails(w.Owner(t), banking.SetOwnDetails{Holder: "Maëlle", IBAN: bankingtest.IBANGermany}); err != nil {
		t.Fatal(err)
	}
	is(banking.Cooling)
	if _, err := w.Propose(w.Maker(t), banking.ProposePayouts{Key: "1", Account: w.Account, ExecuteOn: w.Today()}); !errors.Is(err, banking.ErrNothingDue) {
		t.Errorf("paid to an IBAN of today: %v", err)
	}
	w.Clock.Pass(72 * time.Hour)
	is(banking.NoObstacle)
	b := w.Proposed(t, "2")
	is(banking.NothingDue)

	// Somebody changes the IBAN after the proposal: the batch does not leave with either.
	if _, err := w.SetOwnDetails(w.Owner(t), banking.SetOwnDetails{Holder: "Maëlle", IBAN: bankingtest.IBANFrance}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Approve(w.Checker(t), banking.ApproveBatch{ID: b.ID}); !errors.Is(err, banking.ErrDetails) {
		t.Errorf("%v", err)
	}
	if _, err := w.Remove(w.Maker(t), banking.RemoveLine{ID: b.ID, Line: b.Lines[0].ID, Reason: "RIB changé"}); err != nil {
		t.Fatal(err)
	}
	is(banking.Cooling)
	w.Clock.Pass(72 * time.Hour)
	b = w.Proposed(t, "3")
	if _, err := w.Verify(w.Maker(t), banking.RecordVerification{ID: b.ID, Line: b.Lines[0].ID, Result: banking.NoMatch}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Approve(w.Checker(t), banking.ApproveBatch{ID: b.ID}); !errors.Is(err, banking.ErrNoMatch) {
		t.Errorf("%v", err)
	}
	if _, err := w.Verify(w.Maker(t), banking.RecordVerification{ID: b.ID, Line: b.Lines[0].ID, Result: banking.CloseMatch, Suggested: "M. LE BIHAN"}); err != nil {
		t.Fatal(err)
	}
	w.Books.Spend(1)
	if _, err := w.Approve(w.Checker(t), banking.ApproveBatch{ID: b.ID}); !errors.Is(err, banking.ErrNotFunded) {
		t.Errorf("more is paid than is held: %v", err)
	}
	w.Books.Spend(-1)
	if _, err := w.Approve(w.Checker(t), banking.ApproveBatch{ID: b.ID}); err != nil {
		t.Error(err)
	}
}

// Books that are out of order, or that learn a movement while somebody proposes, never make money be promised twice.
func TestMoneyIsNeverPromisedTwice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := bankingtest.NewWorld(t)
		w.Payable(t)
		earned := int64(0)
		var open []banking.BatchID
		for range rapid.IntRange(5, 25).Draw(r, "steps") {
			switch rapid.IntRange(0, 6).Draw(r, "step") {
			case 0:
				n := int64(rapid.IntRange(1, 90000).Draw(r, "earned"))
				w.Books.Earn(w.TyMor, n)
				earned += n
			case 1:
				b, err := w.Propose(w.Maker(t), banking.ProposePayouts{Key: w.IDs.Raw().String(), Account: w.Account, ExecuteOn: w.Today()})
				if err == nil {
					open = append(open, b.ID)
				}
			case 2:
				w.Books.Down = !w.Books.Down
			case 3, 4, 5, 6:
				if len(open) == 0 {
					continue
				}
				id := rapid.SampledFrom(open).Draw(r, "batch")
				b, _ := w.Batch(w.Maker(t), banking.GetBatch{ID: id})
				switch b.Status {
				case banking.Proposed:
					_, _ = w.Approve(w.Checker(t), banking.ApproveBatch{ID: id})
				case banking.Approved:
					_, _ = w.Export(w.Maker(t), banking.ExportBatch{ID: id})
				case banking.Exported:
					_, _ = w.Execute(w.Maker(t), banking.MarkExecuted{ID: id})
				case banking.Executed:
					if rapid.Bool().Draw(r, "back") {
						_, _ = w.Return(w.Maker(t), banking.ReturnLine{ID: id, Line: b.Lines[0].ID, Code: "AC04"})
					}
					_, _ = w.Book(w.System(t), banking.BookBatch{ID: id})
				default:
					_, _ = w.Book(w.System(t), banking.BookBatch{ID: id})
				}
			}
			var gone int64
			for _, id := range open {
				b, _ := w.Batch(w.Maker(t), banking.GetBatch{ID: id})
				for _, l := range b.Lines {
					if l.Status == banking.LinePlanned || l.Status == banking.LineExecuted {
						gone += l.Amount.Minor()
					}
				}
			}
			if gone > earned {
				r.Fatalf("%d is promised or gone, %d was earned", gone, earned)
			}
		}
	})
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	w := bankingtest.NewWorld(t)
	_, err := w.SetOwnDetails(w.Owner(t), banking.SetOwnDetails{Holder: " ", IBAN: "FR00", BIC: "x"})
	var fields []string
	for _, f := range fault.FieldsOf(err) {
		fields = append(fields, f.Path)
	}
	if !slices.Equal(fields, []string{"holder", "iban", "bic"}) {
		t.Errorf("%v %v", fields, err)
	}
	if _, err := w.SetDetails(w.Maker(t), banking.SetDetails{Payee: w.IDs.Raw(), Holder: "X", IBAN: bankingtest.IBANFrance}); !errors.Is(err, banking.ErrUnknownPayee) {
		t.Errorf("%v", err)
	}
	for field, c := range map[string]banking.ProposePayouts{"executeOn": {Key: "1", Account: w.Account, ExecuteOn: w.Today().AddDays(-1)}, "key": {Account: w.Account, ExecuteOn: w.Today()}} {
		if _, err := w.Propose(w.Maker(t), c); len(fault.FieldsOf(err)) != 1 || fault.FieldsOf(err)[0].Path != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := w.Approve(w.Owner(t), banking.ApproveBatch{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("an owner approves: %v", err)
	}
}

// What the books refused so often that its job gave up is asked of them again, until they take it.
func TestWhatTheBooksRefuseIsAskedAgain(t *testing.T) {
	t.Parallel()
	store := bankingtest.NewMem()
	w := bankingtest.NewWorldOn(t, store, access.TenantID{1})
	w.Payable(t)
	w.Books.Earn(w.TyMor, 10000)
	b := w.Proposed(t, "1")
	_, err := w.Approve(w.Checker(t), banking.ApproveBatch{ID: b.ID})
	if err == nil {
		_, err = w.Export(w.Maker(t), banking.ExportBatch{ID: b.ID})
	}
	if err == nil {
		_, err = w.Execute(w.Maker(t), banking.MarkExecuted{ID: b.ID})
	}
	if err != nil || len(store.Later()) != 1 {
		t.Fatalf("%v %v", store.Later(), err)
	}
	follow := func(want int) {
		t.Helper()
		if _, err := w.Follow(w.System(t), banking.FollowCarried{}); err != nil || len(store.Later()) != want {
			t.Errorf("asked %d times: %v", len(store.Later()), err)
		}
	}
	follow(2)
	if _, err := w.Book(w.System(t), banking.BookBatch{ID: b.ID}); err != nil {
		t.Fatal(err)
	}
	follow(2)
}

// A claim whose job has given up is handed to another, until it is finished.
func TestAClaimThatNobodyFinishedIsFinishedLater(t *testing.T) {
	t.Parallel()
	store := bankingtest.NewMem()
	w := bankingtest.NewWorldOn(t, store, access.TenantID{1})
	read(t, w, bankingtest.CAMT("08", "2026-11-20", bankingtest.Movement{Ref: "A1", Amount: "12.40", Sign: "DBIT", Text: "FRAIS"}, bankingtest.Movement{Ref: "A2", Amount: "1.00", Sign: "CRDT"}))
	e := entries(t, w, banking.EntryOpen)
	fees := e[slices.IndexFunc(e, func(e banking.Entry) bool { return e.BankRef == "A1" })].ID
	w.Books.Lose = true
	if _, err := w.PostEntry(w.Maker(t), banking.PostEntry{ID: fees, As: banking.MatchFees}); !errors.Is(err, bankingtest.ErrDown) {
		t.Fatal(err)
	}
	want := []banking.EntryID{fees} // by the claim itself
	follow := func() {
		t.Helper()
		if _, err := w.Follow(w.System(t), banking.FollowCarried{}); err != nil || !slices.Equal(store.Settling(), want) {
			t.Errorf("asked of %v, not of %v: %v", store.Settling(), want, err)
		}
	}
	want = append(want, fees)
	follow()
	if _, err := w.Settle(w.System(t), banking.SettleEntry{ID: fees}); err != nil {
		t.Fatal(err)
	}
	follow()
}
