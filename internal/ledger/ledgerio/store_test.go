package ledgerio_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/anishathalye/porcupine"
	"pgregory.net/rapid"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
	"comptoir/internal/ledger/ledgerio"
	"comptoir/internal/ledger/ledgertest"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pg/pglint"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/trail"
)

var ids ident.Source

// books opens the books of a new business on PostgreSQL.
func books(t *testing.T) (*ledgertest.Books, *pg.DB) {
	t.Helper()
	db := pgtest.DB(t, trail.Line(), ledgerio.Line())
	return of(t, db), db
}

func of(t *testing.T, db *pg.DB) *ledgertest.Books {
	t.Helper()
	ctx, _ := pgtest.Tenant(t)
	return ledgertest.Open(ctx, ledgerio.NewStore(db))
}

func TestPostgreSQL(t *testing.T) {
	t.Parallel()
	ledgertest.StoreConformance(t, func(t *testing.T) *ledgertest.Books {
		b, _ := books(t)
		return b
	})
}

func TestSchema(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, ledgerio.Line())
	db := pgtest.DB(t, ledgerio.Line())
	found, err := pglint.Check(t.Context(), pgtest.Admin(t, db))
	if err != nil || len(found) > 0 {
		t.Error(found, err)
	}
}

// verified fails unless the books of a business are whole.
func verified(t testing.TB, ctx context.Context, s *ledgerio.Sealer) ledgerio.Report {
	t.Helper()
	if _, err := s.Seal(ctx); err != nil {
		t.Fatal(err)
	}
	r, err := s.Verify(ctx)
	if err != nil || len(r.Findings) > 0 {
		t.Fatalf("%+v %v", r, err)
	}
	return r
}

func sealer(db *pg.DB, anchor *anchors) *ledgerio.Sealer {
	s := ledgerio.NewSealer(db, [][]byte{[]byte("a secret of tests")}, anchor, clock)
	return s
}

// A random history does the same to PostgreSQL as to the model in memory: the same answers, the same refusals, the same
// balances, and books that verify.
func TestHistoriesAgreeWithTheModel(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, ledgerio.Line())
	paths := []ledger.Path{"wallet:a", "wallet:b", "bank:a", "client-money", "guest:1", "tenant:revenue"}
	rapid.Check(t, func(rt *rapid.T) {
		tenant := ident.Next[access.Tenant](&ids)
		ctx := access.AsSystem(t.Context(), tenant, "test")
		real, model := ledgertest.Open(ctx, ledgerio.NewStore(db)), ledgertest.Open(ctx, ledgertest.NewMemory())
		var made [][2]ledger.TransactionID
		entries := func() []ledger.Entry {
			currency := rapid.SampledFrom([]money.Currency{money.EUR, money.EUR, money.USD}).Draw(rt, "currency")
			places := rapid.SliceOfNDistinct(rapid.SampledFrom(paths), 2, 4, rapid.ID).Draw(rt, "paths")
			var out []ledger.Entry
			var sum money.Amount
			for _, p := range places[1:] {
				n := rapid.Int64Range(-500, 500).Filter(func(n int64) bool { return n != 0 }).Draw(rt, "cents")
				out = append(out, ledger.Entry{Account: p, Amount: money.New(n, currency)})
				sum = sum.Add(money.New(n, currency))
			}
			return append(out, ledger.Entry{Account: places[0], Amount: sum.Neg()})
		}
		one := func() [2]ledger.TransactionID {
			if len(made) == 0 {
				return [2]ledger.TransactionID{ident.Next[ledger.Transaction](&ids)}
			}
			return rapid.SampledFrom(made).Draw(rt, "which")
		}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			key := fmt.Sprint(rapid.IntRange(1, 30).Draw(rt, "key"))
			what, all, which := rapid.IntRange(0, 9).Draw(rt, "what"), entries(), one()
			var did [2]ledger.Posted
			var errs [2]error
			for i, b := range []*ledgertest.Books{real, model} {
				switch {
				case what < 5:
					did[i], errs[i] = b.Post(ctx, ledger.PostTransaction{Key: key, Label: "x", Postings: all, ValueOn: period.MustDate("2027-03-01").AddDays(what)})
				case what < 7:
					did[i], errs[i] = b.Hold(ctx, ledger.HoldAmount{Key: key, Label: "x", Postings: all})
				case what == 7:
					did[i], errs[i] = b.Capture(ctx, ledger.CaptureHold{Key: key, Label: "x", Hold: which[i]})
				case what == 8:
					did[i], errs[i] = b.Void(ctx, ledger.VoidHold{Key: key, Label: "x", Hold: which[i]})
				default:
					did[i], errs[i] = b.Reverse(ctx, ledger.ReverseTransaction{Key: key, Reason: "x", ID: which[i]})
				}
			}
			if fmt.Sprint(code(errs[0])) != fmt.Sprint(code(errs[1])) || did[0].Replayed != did[1].Replayed {
				rt.Fatalf("step %d: PostgreSQL says %v %+v, the model %v %+v", what, errs[0], did[0], errs[1], did[1])
			}
			if errs[0] == nil && !did[0].Replayed {
				made = append(made, [2]ledger.TransactionID{did[0].ID, did[1].ID})
			}
		}
		got, err := real.Accounts(ctx, ledger.ListAccounts{})
		if err != nil {
			rt.Fatal(err)
		}
		want, err := model.Accounts(ctx, ledger.ListAccounts{})
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			rt.Fatalf("%v\ngot  %+v\nwant %+v", err, got, want)
		}
		s := sealer(db, &anchors{})
		if _, err := s.Seal(ctx); err != nil {
			rt.Fatal(err)
		}
		if r, err := s.Verify(ctx); err != nil || len(r.Findings) > 0 || int(r.Transactions) != len(made) {
			rt.Fatalf("%+v %v", r, err)
		}
	})
}

// code is the refusal. Two refusals of one request may come in another order from the two stores: a key that was used is
// looked for first by both.
func code(err error) error {
	for _, known := range []error{ledger.ErrOverdrawn, ledger.ErrKeyReused, ledger.ErrSettled, ledger.ErrNotPending, ledger.ErrNotFinal, ledger.ErrUnknown} {
		if errors.Is(err, known) {
			return known
		}
	}
	return err
}

// Many clients move money between a few accounts, in all directions and under shared keys: nothing deadlocks, nothing goes
// below zero, nothing is lost, nothing happens twice.
func TestRacingClients(t *testing.T) {
	t.Parallel()
	b, db := books(t)
	const people, start = 4, 1000
	for i := range people {
		b.Must(t, ledgertest.Move(fmt.Sprint("in", i), "bank:a", walletOf(i), ledgertest.Eur(start)))
	}
	var done sync.WaitGroup
	for client := range 12 {
		done.Go(func() {
			for n := range 25 {
				from, to := (client+n)%people, (client*3+n*7+1)%people
				if from == to {
					to = (to + 1) % people
				}
				p := ledgertest.Move(fmt.Sprintf("%d/%d", client/2, n), walletOf(from), walletOf(to), ledgertest.Eur(int64(100+n*17)))
				if client%2 == 1 { // the twin sends the same again, at the same moment
					p = ledgertest.Move(p.Key, walletOf((client-1+n)%people), walletOf(twin(client-1, n, people)), ledgertest.Eur(int64(100+n*17)))
				}
				_, err := b.Post(b.Ctx, p)
				if err != nil && !errors.Is(err, ledger.ErrOverdrawn) && !errors.Is(err, ledger.ErrKeyReused) {
					t.Errorf("client %d: %v", client, err)
				}
			}
		})
	}
	done.Wait()
	page, err := b.Accounts(b.Ctx, ledger.ListAccounts{Prefix: "wallet:"})
	if err != nil {
		t.Fatal(err)
	}
	var sum int64
	for _, one := range page.Items {
		if one.Broken() {
			t.Errorf("%+v", one)
		}
		sum += one.Amount().Minor()
	}
	if sum != people*start {
		t.Errorf("%d cents of %d are left", sum, people*start)
	}
	verified(t, b.Ctx, sealer(db, &anchors{}))
}

func walletOf(i int) ledger.Path { return ledger.Path(fmt.Sprint("wallet:", i)) }

func twin(client, n, people int) int {
	from, to := (client+n)%people, (client*3+n*7+1)%people
	if from == to {
		to = (to + 1) % people
	}
	return to
}

// A hold that ten want to capture, void and reverse at once ends once.
func TestAHoldEndsOnceUnderARace(t *testing.T) {
	t.Parallel()
	b, db := books(t)
	b.Must(t, ledgertest.Move("in", "bank:a", "wallet:a", ledgertest.Eur(1000)))
	for round := range 5 {
		hold, err := b.Hold(b.Ctx, ledger.HoldAmount{Key: fmt.Sprint("h", round), Label: "x", Postings: []ledger.Entry{ledger.DebitOf("wallet:a", ledgertest.Eur(100)), ledger.CreditOf("tenant:revenue", ledgertest.Eur(100))}})
		if err != nil {
			t.Fatal(err)
		}
		var race sync.WaitGroup
		ended := make(chan ledger.Posted, 20)
		for i := range 10 {
			race.Go(func() {
				var p ledger.Posted
				var err error
				if key := fmt.Sprintf("e%d/%d", round, i/2); i%4 < 2 { // two send the same
					p, err = b.Capture(b.Ctx, ledger.CaptureHold{Key: key, Hold: hold.ID, Label: "x"})
				} else {
					p, err = b.Void(b.Ctx, ledger.VoidHold{Key: key, Hold: hold.ID, Label: "x"})
				}
				if err == nil {
					ended <- p
				} else if !errors.Is(err, ledger.ErrSettled) {
					t.Errorf("%v", err)
				}
			})
		}
		race.Wait()
		close(ended)
		first, news := ledger.TransactionID{}, 0
		for p := range ended {
			if !p.Replayed {
				news++
			}
			if first.IsZero() {
				first = p.ID
			}
			if p.ID != first {
				t.Errorf("ended by %s and %s", first, p.ID)
			}
		}
		if news != 1 {
			t.Errorf("round %d: ended %d times", round, news)
		}
	}
	verified(t, b.Ctx, sealer(db, &anchors{}))
}

// operation is what one client does to a wallet, for porcupine.
type operation struct {
	read  bool
	cents int64 // above zero: put in; below: taken
}

type outcome struct {
	refused bool
	balance int64
}

// The wallet as everybody may think of it: one number, changed by one at a time.
var oneNumber = porcupine.Model{
	Init: func() any { return int64(0) },
	Step: func(state, input, output any) (bool, any) {
		have, in, out := state.(int64), input.(operation), output.(outcome)
		switch {
		case in.read:
			return out.balance == have, have
		case out.refused:
			return have+in.cents < 0, have
		}
		return have+in.cents >= 0, have + in.cents
	},
}

// A recorded history of many clients on one wallet can be put in an order in which each saw what a single till would have
// shown.
func TestOneWalletIsLinearizable(t *testing.T) {
	t.Parallel()
	b, _ := books(t)
	var mu sync.Mutex
	var history []porcupine.Operation
	var clients sync.WaitGroup
	for client := range 6 {
		clients.Go(func() {
			for n := range 15 {
				in := operation{read: n%3 == 2, cents: int64((client+1)*10 - n*7)}
				if in.cents == 0 {
					in.cents = 1
				}
				out := outcome{}
				call := tick()
				switch {
				case in.read:
					all, err := b.Balances(b.Ctx, ledger.BalancesOf{Account: "wallet:a"})
					if err != nil {
						t.Error(err)
					}
					for _, one := range all {
						out.balance = one.Amount().Minor()
					}
				default:
					p := ledgertest.Move(fmt.Sprintf("%d/%d", client, n), "bank:a", "wallet:a", ledgertest.Eur(in.cents))
					_, err := b.Post(b.Ctx, p)
					out.refused = errors.Is(err, ledger.ErrOverdrawn)
					if err != nil && !out.refused {
						t.Error(err)
					}
				}
				back := tick()
				mu.Lock()
				history = append(history, porcupine.Operation{ClientId: client, Input: in, Call: call, Output: out, Return: back})
				mu.Unlock()
			}
		})
	}
	clients.Wait()
	if !porcupine.CheckOperations(oneNumber, history) {
		t.Errorf("no order explains what %d operations saw", len(history))
	}
	history[len(history)-1].Output = outcome{balance: -12345} // the check must be able to fail
	history[len(history)-1].Input = operation{read: true}
	if porcupine.CheckOperations(oneNumber, history) {
		t.Error("a balance that never was is believed")
	}
}

// Clients that post at the same moment share a commit, and each gets its own answer: what is good is posted, what is refused
// is refused alone, the same twice is posted once.
func TestBatchesKeepEveryAnswerItsOwn(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, ledgerio.Line())
	ctx, _ := pgtest.Tenant(t)
	b := ledgertest.Open(ctx, ledgerio.NewBatcher(ledgerio.NewStore(db)))
	b.Must(t, ledgertest.Move("in", "bank:a", "wallet:a", ledgertest.Eur(100)))
	var race sync.WaitGroup
	var spent, low, reused, replayed atomic.Int64
	for client := range 40 {
		race.Go(func() {
			p := ledgertest.Move(fmt.Sprint("spend", client%20), "wallet:a", "tenant:revenue", ledgertest.Eur(10))
			if client%20 == 7 { // these two want the same key for two amounts
				p = ledgertest.Move("one key", "bank:a", "tenant:revenue", ledgertest.Eur(int64(client)))
			}
			done, err := b.Post(ctx, p)
			switch {
			case err == nil && done.Replayed:
				replayed.Add(1)
			case err == nil:
				spent.Add(1)
			case errors.Is(err, ledger.ErrOverdrawn):
				low.Add(1)
			case errors.Is(err, ledger.ErrKeyReused):
				reused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	race.Wait()
	if spent.Load() != 10+1 || reused.Load() != 1 || low.Load()+replayed.Load() != 28 {
		t.Errorf("%d spent, %d too low, %d keys reused, %d replayed", spent.Load(), low.Load(), reused.Load(), replayed.Load())
	}
	b.Stands(t, "wallet:a", 0, 0)
	verified(t, ctx, sealer(db, &anchors{}))
}
