package ledgertest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/ledger"
)

// Epoch is when the books of tests begin.
var Epoch = time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)

var ids ident.Source

// Books are a ledger with a clock of its own.
type Books struct {
	*ledger.Ledger
	Store ledger.Store
	Ctx   context.Context
	mu    sync.Mutex
	now   time.Time
}

// Open makes a ledger over a store, in Paris.
func Open(ctx context.Context, s ledger.Store) *Books {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	b := &Books{Store: s, Ctx: ctx, now: Epoch}
	b.Ledger = ledger.New(ledger.Deps{Store: s, Now: b.Now, IDs: &ids, Observer: usecase.Silent{}, Zone: func(context.Context) *time.Location { return paris }})
	return b
}

// Now is the books' clock.
func (b *Books) Now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

// Pass lets time go by.
func (b *Books) Pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

// Eur makes an amount in cents.
func Eur(cents int64) money.Amount { return money.New(cents, money.EUR) }

// Move is a transaction of two postings.
func Move(key string, from, to ledger.Path, a money.Amount) ledger.PostTransaction {
	return ledger.PostTransaction{Key: key, Label: "Virement", Postings: []ledger.Entry{ledger.DebitOf(from, a), ledger.CreditOf(to, a)}}
}

// Must posts.
func (b *Books) Must(t testing.TB, p ledger.PostTransaction) ledger.TransactionID {
	t.Helper()
	done, err := b.Post(b.Ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	return done.ID
}

// Stands fails unless an account has this balance on its normal side, and this much of it available.
func (b *Books) Stands(t testing.TB, p ledger.Path, amount, available int64) {
	t.Helper()
	all, err := b.Balances(b.Ctx, ledger.BalancesOf{Account: p})
	if err != nil {
		t.Fatal(err)
	}
	var at ledger.Balance
	for _, one := range all {
		if one.Currency == money.EUR {
			at = one
		}
	}
	if at.Amount().Minor() != amount || at.Available().Minor() != available {
		t.Fatalf("%s stands at %s, %s available; want %d and %d", p, at.Amount(), at.Available(), amount, available)
	}
}

func refused(t *testing.T, err error, want *fault.Error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %s", err, want.Code)
	}
}

// StoreConformance is what every ledger.Store must do.
func StoreConformance(t *testing.T, open func(t *testing.T) *Books) {
	for name, test := range map[string]func(*testing.T, *Books){
		"balances move with their postings": moves, "a key is one transaction": keys, "a batch is posted whole or not at all": batches,
		"nothing goes below zero": guarded, "holds are captured, voided and expire": holds, "holds end once": holdsOnce, "a hold is captured with what follows": holdsThen,
		"what was wrong is reversed": reversals, "balances as of any moment": asOf, "statements and journals page": pages,
		"the trial balance": trial, "terms are kept": terms, "a property has a commission of its own": commissions, "the overview of a history": overviewed, "what is in another currency is found": beside,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
	t.Run("another tenant sees nothing", func(t *testing.T) { apart(t, open(t), open(t)) })
}

const (
	bank   ledger.Path = "bank:main"
	wallet ledger.Path = "wallet:ada"
	other  ledger.Path = "wallet:blaise"
)

func moves(t *testing.T, b *Books) {
	p := Move("a", bank, wallet, Eur(1000))
	p.Postings = append(p.Postings, ledger.DebitOf(bank, money.New(500, money.JPY)), ledger.CreditOf("tenant:revenue", money.New(500, money.JPY)))
	p.Metadata = map[string]string{"why": "l’été"}
	id := b.Must(t, p)
	b.Stands(t, bank, 1000, 1000)
	b.Stands(t, wallet, 1000, 1000)
	got, err := b.Transaction(b.Ctx, ledger.GetTransaction{ID: id})
	if err != nil || len(got.Legs) != 4 || got.Label != p.Label || got.Metadata["why"] != "l’été" || got.BookedAt != Epoch ||
		got.ValueOn != period.MustDate("2027-03-01") || got.Journal != ledger.OtherJournal || got.Kind != ledger.Final {
		t.Fatalf("%+v %v", got, err)
	}
	_, err = b.Transaction(b.Ctx, ledger.GetTransaction{ID: ident.Next[ledger.Transaction](&ids)})
	refused(t, err, ledger.ErrUnknown)
}

func keys(t *testing.T, b *Books) {
	first := b.Must(t, Move("a", bank, wallet, Eur(1000)))
	b.Pass(48 * time.Hour)
	again, err := b.Post(b.Ctx, Move("a", bank, wallet, Eur(1000)))
	if err != nil || again.ID != first || !again.Replayed {
		t.Fatalf("%+v %v", again, err)
	}
	_, err = b.Post(b.Ctx, Move("a", bank, wallet, Eur(1001)))
	refused(t, err, ledger.ErrKeyReused)
	_, err = b.Post(b.Ctx, Move("a", bank, other, Eur(1000)))
	refused(t, err, ledger.ErrKeyReused)
	b.Stands(t, wallet, 1000, 1000)
	b.Stands(t, other, 0, 0)
}

func batches(t *testing.T, b *Books) {
	one := func(key string, from, to ledger.Path, cents int64) ledger.Transaction {
		return ledger.Transaction{ID: ident.Next[ledger.Transaction](&ids), Key: key, Hash: make([]byte, 32), Kind: ledger.Final, Journal: ledger.OtherJournal,
			BookedAt: Epoch, BookedOn: period.MustDate("2027-03-01"), ValueOn: period.MustDate("2027-03-01"), Label: "x", Actor: "test",
			Legs: []ledger.Leg{{Account: from, Amount: Eur(cents)}, {Account: to, Amount: Eur(-cents)}}}
	}
	// A later one of the batch would fill the account again: the earlier one must not lend from it.
	_, err := b.Store.Post(b.Ctx, []ledger.Transaction{one("1", bank, wallet, 100), one("2", wallet, bank, 150), one("3", bank, wallet, 500)})
	refused(t, err, ledger.ErrOverdrawn)
	b.Stands(t, wallet, 0, 0)
	done, err := b.Store.Post(b.Ctx, []ledger.Transaction{one("1", bank, wallet, 100), one("3", bank, wallet, 500), one("2", wallet, bank, 150), one("1", bank, wallet, 100)})
	if err != nil || len(done) != 4 || done[3].ID != done[0].ID || !done[3].Replayed || done[2].Replayed {
		t.Fatalf("%+v %v", done, err)
	}
	b.Stands(t, wallet, 450, 450)
}

func guarded(t *testing.T, b *Books) {
	b.Must(t, Move("in", bank, wallet, Eur(1000)))
	b.Must(t, Move("out", wallet, bank, Eur(1000)))
	_, err := b.Post(b.Ctx, Move("more", wallet, bank, Eur(1)))
	refused(t, err, ledger.ErrOverdrawn)
	_, err = b.Post(b.Ctx, Move("never", "wallet:nobody", bank, Eur(1)))
	refused(t, err, ledger.ErrOverdrawn)
	_, err = b.Post(b.Ctx, Move("safe", bank, "client-money", Eur(1)))
	refused(t, err, ledger.ErrOverdrawn) // an asset that may not go below zero either
	b.Must(t, Move("unguarded", "guest:1", bank, Eur(1)))
	b.Stands(t, "guest:1", -1, -1)
	b.Stands(t, wallet, 0, 0)
}

func (b *Books) held(t *testing.T, key string, cents int64, expires time.Time) ledger.TransactionID {
	t.Helper()
	done, err := b.Hold(b.Ctx, ledger.HoldAmount{Key: key, Label: "Autorisation", ExpiresAt: expires,
		Postings: []ledger.Entry{ledger.DebitOf(wallet, Eur(cents)), ledger.CreditOf("tenant:revenue", Eur(cents))}})
	if err != nil {
		t.Fatal(err)
	}
	return done.ID
}

func taken(cents int64) []ledger.Entry {
	return []ledger.Entry{ledger.DebitOf(wallet, Eur(cents)), ledger.CreditOf("tenant:revenue", Eur(cents))}
}

func holds(t *testing.T, b *Books) {
	b.Must(t, Move("in", bank, wallet, Eur(1000)))
	first := b.held(t, "h1", 600, time.Time{})
	b.Stands(t, wallet, 1000, 400)
	b.Stands(t, "tenant:revenue", 0, 0)
	_, err := b.Hold(b.Ctx, ledger.HoldAmount{Key: "h2", Label: "Trop", Postings: taken(401)})
	refused(t, err, ledger.ErrOverdrawn)
	_, err = b.Post(b.Ctx, Move("spend", wallet, bank, Eur(401)))
	refused(t, err, ledger.ErrOverdrawn)
	_, err = b.Capture(b.Ctx, ledger.CaptureHold{Key: "c0", Hold: first, Label: "Prise", Postings: taken(601)})
	refused(t, err, fault.ErrInvalid)
	if _, err = b.Capture(b.Ctx, ledger.CaptureHold{Key: "c1", Hold: first, Label: "Prise", Postings: taken(250)}); err != nil {
		t.Fatal(err)
	}
	b.Stands(t, wallet, 750, 750)
	b.Stands(t, "tenant:revenue", 250, 250)

	second := b.held(t, "h3", 700, time.Time{})
	if _, err = b.Void(b.Ctx, ledger.VoidHold{Key: "v1", Hold: second, Label: "Annulée"}); err != nil {
		t.Fatal(err)
	}
	b.Stands(t, wallet, 750, 750)

	third := b.held(t, "h4", 700, b.Now().Add(7*24*time.Hour))
	b.Pass(8 * 24 * time.Hour)
	_, err = b.Capture(b.Ctx, ledger.CaptureHold{Key: "c4", Hold: third, Label: "Trop tard"})
	refused(t, err, ledger.ErrExpired)
	for range 2 {
		if _, err := b.Expire(b.Ctx, ledger.ExpireHolds{Limit: 10}); err != nil {
			t.Fatal(err)
		}
	}
	b.Stands(t, wallet, 750, 750)
	all := b.held(t, "h5", 750, time.Time{})
	if _, err = b.Capture(b.Ctx, ledger.CaptureHold{Key: "c5", Hold: all, Label: "Tout"}); err != nil {
		t.Fatal(err)
	}
	b.Stands(t, wallet, 0, 0)
}

// holdsThen captures a hold with what follows from it: all of it, or nothing. A hold is found by its key while it is open.
func holdsThen(t *testing.T, b *Books) {
	b.Must(t, Move("in", bank, wallet, Eur(1000)))
	hold := b.held(t, "h", 1000, time.Time{})
	open := func() ledger.TransactionID {
		t.Helper()
		id, err := b.OpenHold(b.Ctx, ledger.OpenHold{Key: "h"})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	if open() != hold {
		t.Error("the hold is not found")
	}
	if none, err := b.OpenHold(b.Ctx, ledger.OpenHold{Key: "nothing"}); err != nil || !none.IsZero() {
		t.Error(none, err)
	}
	capture := ledger.CaptureHold{Key: "c", Hold: hold, Label: "x", Postings: taken(400), Then: []ledger.PostTransaction{Move("then", other, bank, Eur(500))}}
	_, err := b.Capture(b.Ctx, capture)
	refused(t, err, ledger.ErrOverdrawn)
	if open() != hold {
		t.Error("a half of it was written")
	}
	capture.Then = []ledger.PostTransaction{Move("then", bank, other, Eur(500))}
	for range 2 {
		if _, err := b.Capture(b.Ctx, capture); err != nil {
			t.Fatal(err)
		}
	}
	b.Stands(t, other, 500, 500)
	if !open().IsZero() {
		t.Error("what was captured is still open")
	}
}

func holdsOnce(t *testing.T, b *Books) {
	id := b.Must(t, Move("in", bank, wallet, Eur(1000)))
	h := b.held(t, "h", 500, time.Time{})
	c, err := b.Capture(b.Ctx, ledger.CaptureHold{Key: "c", Hold: h, Label: "Prise", Postings: taken(100)})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := b.Capture(b.Ctx, ledger.CaptureHold{Key: "c", Hold: h, Label: "Prise", Postings: taken(100)}); err != nil || again.ID != c.ID {
		t.Fatalf("%+v %v", again, err)
	}
	_, err = b.Capture(b.Ctx, ledger.CaptureHold{Key: "d", Hold: h, Label: "Encore"})
	refused(t, err, ledger.ErrSettled)
	_, err = b.Void(b.Ctx, ledger.VoidHold{Key: "v", Hold: h, Label: "Annulée"})
	refused(t, err, ledger.ErrSettled)
	_, err = b.Capture(b.Ctx, ledger.CaptureHold{Key: "e", Hold: id, Label: "Pas une autorisation"})
	refused(t, err, ledger.ErrNotPending)
	_, err = b.Capture(b.Ctx, ledger.CaptureHold{Key: "f", Hold: ident.Next[ledger.Transaction](&ids), Label: "Inconnue"})
	refused(t, err, ledger.ErrUnknown)
	b.Stands(t, wallet, 900, 900)
}

func reversals(t *testing.T, b *Books) {
	id := b.Must(t, Move("in", bank, wallet, Eur(1000)))
	back := ledger.ReverseTransaction{Key: "r", ID: id, Reason: "Erreur de saisie"}
	done, err := b.Reverse(b.Ctx, back)
	if err != nil {
		t.Fatal(err)
	}
	b.Stands(t, wallet, 0, 0)
	if again, err := b.Reverse(b.Ctx, back); err != nil || again.ID != done.ID {
		t.Fatalf("%+v %v", again, err)
	}
	_, err = b.Reverse(b.Ctx, ledger.ReverseTransaction{Key: "r2", ID: id, Reason: "Encore"})
	refused(t, err, ledger.ErrSettled)
	_, err = b.Reverse(b.Ctx, ledger.ReverseTransaction{Key: "r3", ID: done.ID, Reason: "Une contre-passation"})
	refused(t, err, ledger.ErrNotFinal)

	in := b.Must(t, Move("in2", bank, wallet, Eur(100)))
	b.Must(t, Move("spent", wallet, bank, Eur(60)))
	_, err = b.Reverse(b.Ctx, ledger.ReverseTransaction{Key: "r4", ID: in, Reason: "Déjà dépensé"})
	refused(t, err, ledger.ErrOverdrawn)
	h := b.held(t, "h", 40, time.Time{})
	_, err = b.Reverse(b.Ctx, ledger.ReverseTransaction{Key: "r5", ID: h, Reason: "Une autorisation"})
	refused(t, err, ledger.ErrNotFinal)
	c, err := b.Capture(b.Ctx, ledger.CaptureHold{Key: "c", Hold: h, Label: "Prise", Postings: taken(30)})
	if err == nil {
		_, err = b.Reverse(b.Ctx, ledger.ReverseTransaction{Key: "r6", ID: c.ID, Reason: "Prise par erreur"})
	}
	if err != nil {
		t.Fatal(err)
	}
	b.Stands(t, wallet, 40, 40)
}
