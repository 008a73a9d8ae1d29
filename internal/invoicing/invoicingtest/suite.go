package invoicingtest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
)

// Harness is a store under test: the context of its business, and that of another one on the same store (nil: it has only
// one business).
type Harness struct {
	Store invoicing.Store
	Ctx   context.Context
	Other context.Context
}

// bench is an office over a store under test.
type bench struct {
	*Office
	h Harness
}

// silent prints nothing: documents are for the tests of the printer.
type silent struct{ invoicing.Platform }

func (silent) Print(invoicing.Paper, invoicing.Identity) ([]byte, error) { return []byte("%PDF-"), nil }

func (silent) Put(context.Context, string, []byte) (string, error) { return "x.pdf", nil }

func (silent) Read(context.Context, string) ([]byte, error) { return []byte("%PDF-"), nil }

func (b bench) issued(t *testing.T, d invoicing.Draft) invoicing.PaperID {
	t.Helper()
	id, err := b.SaveDraft(b.h.Ctx, invoicing.SaveDraft{Draft: d})
	if err == nil {
		_, err = b.Issue(b.h.Ctx, invoicing.IssueDraft{ID: id})
	}
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (b bench) paper(t *testing.T, id invoicing.PaperID) invoicing.View {
	t.Helper()
	v, err := b.Paper(b.h.Ctx, invoicing.GetPaper{ID: id})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// StoreConformance is what every store of papers must do.
func StoreConformance(t *testing.T, open func(t *testing.T) Harness) {
	desk := func(t *testing.T) bench {
		h := open(t)
		return bench{Open(h.Store, silent{}, silent{}, nil), h}
	}
	for name, test := range map[string]func(*testing.T, bench){
		"what is issued is read again": readAgain, "another business sees nothing": wall, "a failed change leaves no trace": noTrace,
		"a stale version conflicts": stale, "numbers under races": numbers, "credits under races": credits, "lines credited under races": creditedLines,
		"money counts once": moneyOnce, "a movement is counted in parts": movements, "pages hold each paper once": pages,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, desk(t))
		})
	}
}

func readAgain(t *testing.T, b bench) {
	id := b.issued(t, Draft())
	v := b.paper(t, id)
	if v.Number != "F-2027-00001" || v.Hash == "" || v.Key == "" || v.Total.Minor() <= 0 || v.Outstanding() != v.Total || v.State != invoicing.Open {
		t.Errorf("%+v", v.Stored)
	}
	body, err := v.Bytes()
	if err != nil || invoicing.Link("", body) != v.Hash {
		t.Errorf("the first link of the chain: %s %v", v.Hash, err)
	}
	err = b.Store.Write(b.h.Ctx, func(tx invoicing.Tx) error {
		p, err := tx.Paper(b.h.Ctx, id)
		if err == nil && !reflect.DeepEqual(p, v.Stored) {
			t.Errorf("within a change it is another one:\n%+v\n%+v", p, v.Stored)
		}
		known, found, keyed := tx.ByKey(b.h.Ctx, v.Key)
		if known != id || !found {
			t.Errorf("by its key: %s %t", known, found)
		}
		return errors.Join(err, keyed)
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := b.Store.Find(b.h.Ctx, ident.Next[invoicing.Paper](&ids)); !errors.Is(err, invoicing.ErrUnknown) {
		t.Errorf("a paper that is not there: %v", err)
	}
}

func wall(t *testing.T, b bench) {
	if b.h.Other == nil {
		return
	}
	id := b.issued(t, Draft())
	if _, err := b.Store.Find(b.h.Other, id); !errors.Is(err, invoicing.ErrUnknown) {
		t.Errorf("another business reads it: %v", err)
	}
	if page, err := b.Store.List(b.h.Other, invoicing.Filter{Today: b.Today()}, paging.Request{}); err != nil || len(page.Items) > 0 {
		t.Errorf("another business lists %v: %v", page.Items, err)
	}
	theirs, err := b.SaveDraft(b.h.Other, invoicing.SaveDraft{Draft: Draft()})
	if err == nil {
		_, err = b.Issue(b.h.Other, invoicing.IssueDraft{ID: theirs})
	}
	if err != nil {
		t.Fatal(err)
	}
	if p, err := b.Store.Find(b.h.Other, theirs); err != nil || p.Number != "F-2027-00001" {
		t.Errorf("its own numbers begin at %s: %v", p.Number, err)
	}
}

// change writes under the business's lock, as a use case would.
func (b bench) change(do func(context.Context, invoicing.Tx) error) error {
	_, err := usecase.New(usecase.Silent{}, "invoicing.suite", func(ctx context.Context, _ invoicing.GetSettings) (usecase.None, error) {
		return usecase.None{}, b.Store.Write(ctx, func(tx invoicing.Tx) error {
			if err := tx.Lock(ctx); err != nil {
				return err
			}
			return do(ctx, tx)
		})
	})(b.h.Ctx, invoicing.GetSettings{})
	return err
}

func noTrace(t *testing.T, b bench) {
	stop := errors.New("stop")
	id := b.issued(t, Draft())
	before := b.paper(t, id)
	err := b.change(func(ctx context.Context, tx invoicing.Tx) error {
		if _, err := tx.Next(ctx, "F", 2027); err != nil {
			return err
		}
		standing := before.Standing
		standing.Received = before.Due
		if err := tx.SaveStanding(ctx, id, standing); err != nil {
			return err
		}
		if _, err := tx.Movement(ctx, invoicing.Movement{ID: "m", Amount: Eur(1), On: before.IssuedOn, Method: "cash"}); err != nil {
			return err
		}
		if err := tx.Apply(ctx, "m", id, Eur(1)); err != nil {
			return err
		}
		return stop
	})
	if after := b.paper(t, id); !errors.Is(err, stop) || !reflect.DeepEqual(after, before) {
		t.Errorf("%v\n%+v\n%+v", err, after, before)
	}
	if next := b.paper(t, b.issued(t, Draft())); next.Number != "F-2027-00002" {
		t.Errorf("the next number is %s", next.Number)
	}
	// A number that no paper has is refused by the store itself, whoever asks.
	err = b.change(func(ctx context.Context, tx invoicing.Tx) error {
		_, err := tx.Next(ctx, "F", 2027)
		return err
	})
	if third := b.paper(t, b.issued(t, Draft())); third.Number != "F-2027-00003" {
		t.Errorf("a number was lost (%v): %s", err, third.Number)
	}
}

func stale(t *testing.T, b bench) {
	d := Draft()
	id, err := b.SaveDraft(b.h.Ctx, invoicing.SaveDraft{Draft: d})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.SaveDraft(b.h.Ctx, invoicing.SaveDraft{ID: id, Version: 1, Draft: d}); err != nil {
		t.Error(err)
	}
	if _, err := b.SaveDraft(b.h.Ctx, invoicing.SaveDraft{ID: id, Version: 1, Draft: d}); !errors.Is(err, invoicing.ErrStale) {
		t.Errorf("a draft over somebody else's: %v", err)
	}
	s := invoicing.StandardSettings()
	if _, err := b.SetSettings(b.h.Ctx, invoicing.SetSettings{Settings: s}); err != nil {
		t.Error(err)
	}
	if _, err := b.SetSettings(b.h.Ctx, invoicing.SetSettings{Settings: s}); !errors.Is(err, invoicing.ErrStale) {
		t.Errorf("settings over somebody else's: %v", err)
	}
}

func numbers(t *testing.T, b bench) {
	const clients = 12
	var wg sync.WaitGroup
	for range clients {
		id, err := b.SaveDraft(b.h.Ctx, invoicing.SaveDraft{Draft: Draft()})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // a double click
			wg.Go(func() {
				if _, err := b.Issue(b.h.Ctx, invoicing.IssueDraft{ID: id}); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	var got []string
	for _, r := range b.all(t, invoicing.Filter{Kind: invoicing.Invoice}) {
		got = append(got, r.Number)
	}
	slices.Sort(got)
	for i := range clients {
		if want := fmt.Sprintf("F-2027-%05d", i+1); i >= len(got) || got[i] != want {
			t.Fatalf("%v", got)
		}
	}
	if len(got) != clients {
		t.Errorf("%d papers of %d", len(got), clients)
	}
}

// all lists by pages of two.
func (b bench) all(t *testing.T, f invoicing.Filter) (rows []invoicing.Row) {
	t.Helper()
	for request := (paging.Request{Limit: 2}); ; {
		page, err := b.Papers(b.h.Ctx, invoicing.ListPapers{Filter: f, Page: request})
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, page.Items...)
		if request.Cursor = page.Next; page.Next == "" {
			return rows
		}
	}
}

func credits(t *testing.T, b bench) {
	id := b.issued(t, Draft())
	part := b.paper(t, id).Total.Split(1, 1, 1, 1)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if _, err := b.Credit(b.h.Ctx, invoicing.CreditPaper{ID: id, Amount: part[i%4], Reason: "geste"}); err != nil && !errors.Is(err, invoicing.ErrTooMuch) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, err := b.Credit(b.h.Ctx, invoicing.CreditPaper{ID: id, Reason: "le reste"}); err != nil && !errors.Is(err, invoicing.ErrTooMuch) {
		t.Error(err)
	}
	b.nothing(t, id)
}

// Six desks take the same night back at once, of an invoice of three: three succeed.
func creditedLines(t *testing.T, b bench) {
	id := b.issued(t, Draft()) // its first line is 3 × something
	done, refused := 0, 0
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			_, err := b.Credit(b.h.Ctx, invoicing.CreditPaper{ID: id, Lines: []invoicing.CreditLine{{Line: 1, Quantity: invoicing.One}}, Reason: "annulée"})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				done++
			case errors.Is(err, invoicing.ErrTooMuch):
				refused++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	// The reduction on the same rate keeps the third from being taken back alone.
	if v := b.paper(t, id); done != 2 || refused != 4 || len(v.Credits) != 2 || v.LinesLeft(b.notes(t, id))[0].Quantity != invoicing.One {
		t.Errorf("%d taken back, %d refused, %d credit notes", done, refused, len(v.Credits))
	}
	if _, err := b.Credit(b.h.Ctx, invoicing.CreditPaper{ID: id, Lines: []invoicing.CreditLine{{Line: 1}, {Line: 2}}, Reason: "avec la remise"}); err != nil {
		t.Error(err)
	}
	if _, err := b.Credit(b.h.Ctx, invoicing.CreditPaper{ID: id, Reason: "le reste"}); err != nil {
		t.Error(err)
	}
	b.nothing(t, id)
}

func (b bench) notes(t *testing.T, id invoicing.PaperID) []invoicing.Stored {
	t.Helper()
	notes, err := b.Store.CreditsOf(b.h.Ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return notes
}

// nothing is left of an invoice: net, VAT, every rate, and what the papers sum to.
func (b bench) nothing(t *testing.T, id invoicing.PaperID) {
	t.Helper()
	v := b.paper(t, id)
	left := map[money.Percent][2]int64{}
	for _, g := range v.Groups {
		left[g.Tax.Rate] = [2]int64{g.Net.Minor(), g.VAT.Minor()}
	}
	for _, note := range b.notes(t, id) {
		for _, g := range note.Groups {
			was := left[g.Tax.Rate]
			left[g.Tax.Rate] = [2]int64{was[0] - g.Net.Minor(), was[1] - g.VAT.Minor()}
		}
	}
	for rate, rest := range left {
		if rest != [2]int64{} {
			t.Errorf("at %s %% there is %v left", rate, rest)
		}
	}
	if v.Credited != v.Total || v.State != invoicing.Credited {
		t.Errorf("credited %s of %s: %s", v.Credited, v.Total, v.State)
	}
	if sums, err := b.Sums(b.h.Ctx, invoicing.SumPapers{}); err != nil || len(sums) != 1 || !sums[0].Net.IsZero() || !sums[0].VAT.IsZero() || !sums[0].Total.IsZero() || !sums[0].Outstanding.IsZero() {
		t.Errorf("%+v %v", sums, err)
	}
}

func moneyOnce(t *testing.T, b bench) {
	id := b.issued(t, Draft())
	due := b.paper(t, id).Due
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := b.RecordPaid(b.h.Ctx, invoicing.RecordPayment{ID: id, Amount: due, Method: "transfer", Key: "k"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, err := b.RecordPaid(b.h.Ctx, invoicing.RecordPayment{ID: id, Amount: due, Method: "transfer", Key: "other"}); !errors.Is(err, invoicing.ErrNotOpen) {
		t.Errorf("paid twice: %v", err)
	}
	if v := b.paper(t, id); v.State != invoicing.Settled || len(v.Movements) != 1 || v.Received != due {
		t.Errorf("%s, %v", v.State, v.Movements)
	}
}

func pages(t *testing.T, b bench) {
	for range 5 {
		b.issued(t, Draft())
	}
	company := Draft()
	company.Customer.Name, company.Order = "Zébulon & Cie", "BC-99"
	id := b.issued(t, company)
	if _, err := b.Credit(b.h.Ctx, invoicing.CreditPaper{ID: id, Reason: "erreur"}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		filter invoicing.Filter
		want   int
	}{
		{invoicing.Filter{}, 7}, {invoicing.Filter{Kind: invoicing.CreditNote}, 1}, {invoicing.Filter{State: invoicing.Open}, 5}, {invoicing.Filter{State: invoicing.Credited}, 1},
		{invoicing.Filter{Text: "zébulon"}, 2}, {invoicing.Filter{Text: "bc-99"}, 2}, {invoicing.Filter{Text: "%"}, 0}, {invoicing.Filter{Text: "F-2027-00003"}, 1},
		{invoicing.Filter{Email: company.Customer.Email}, 7}, {invoicing.Filter{From: b.Today()}, 7}, {invoicing.Filter{From: b.Today().AddDays(1)}, 0}, {invoicing.Filter{To: b.Today().AddDays(-1)}, 0},
	} {
		rows := b.all(t, tt.filter)
		seen := map[string]bool{}
		for i, r := range rows {
			if seen[r.Number] || i > 0 && r.IssuedOn.After(rows[i-1].IssuedOn) {
				t.Errorf("%+v: %s twice or out of order", tt.filter, r.Number)
			}
			seen[r.Number] = true
		}
		if len(rows) != tt.want {
			t.Errorf("%+v: %d papers, want %d", tt.filter, len(rows), tt.want)
		}
	}
}
