package invoicingio_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingio"
	"comptoir/internal/invoicing/invoicingtest"
	"comptoir/internal/invoicing/sandboxpdp"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/blob/fileblob"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/jobs/jobstest"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pg/pglint"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/trail"
)

var eur = invoicingtest.Eur

func lines() []pg.Line {
	return []pg.Line{jobs.Line(), outbox.Line(), trail.Line(), invoicingio.Line()}
}

// world is an office over PostgreSQL, with a queue that prints.
type world struct {
	*invoicingtest.Office
	store *invoicingio.Store
	queue *jobs.Client
	db    *pg.DB
	ctx   context.Context
}

func open(t *testing.T) world {
	t.Helper()
	db := pgtest.Own(t, lines()...)
	reg, ids := jobs.NewRegistry(), &ident.Source{}
	queue := jobstest.New(t, db, jobs.Config{Registry: reg})
	store := invoicingio.NewStore(db, outbox.New(queue, outbox.NewRouter(), time.Now, ids), queue)
	driver, err := fileblob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = driver.Close() })
	office := invoicingtest.Open(store, invoicingio.Printer{}, invoicingio.Files{Blobs: blob.New(driver, nil)},
		func(now func() time.Time) invoicing.Platform { return sandboxpdp.Driver{Now: now} })
	invoicingio.New(invoicingio.Deps{Invoicing: office.Invoicing, Now: office.Now, Tenants: func(context.Context) ([]access.TenantID, error) { return nil, nil }}).Jobs(reg)
	ctx, _ := pgtest.Tenant(t)
	return world{office, store, queue, db, ctx}
}

func (w world) issued(t *testing.T, d invoicing.Draft) invoicing.PaperID {
	t.Helper()
	id, err := w.SaveDraft(w.ctx, invoicing.SaveDraft{Draft: d})
	if err == nil {
		_, err = w.Issue(w.ctx, invoicing.IssueDraft{ID: id})
	}
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (w world) paper(t *testing.T, id invoicing.PaperID) invoicing.View {
	t.Helper()
	v, err := w.Paper(w.ctx, invoicing.GetPaper{ID: id})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// numbers lists what was issued of a kind, in order.
func (w world) numbers(t *testing.T, kind invoicing.Kind) (out []string) {
	t.Helper()
	_, err := w.Export(w.ctx, invoicing.ExportPapers{Filter: invoicing.Filter{Kind: kind}, Each: func(r invoicing.Row, _ []byte) error {
		out = append(out, r.Number)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// left checks that use cases left entries in the audit trail.
func (w world) left(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		var n int
		err := w.db.Read(w.ctx).QueryRow(w.ctx, `SELECT count(*) FROM audit.entry WHERE tenant_id = $1 AND usecase = $2 AND (before IS NOT NULL OR after IS NOT NULL)`, access.TenantOf(w.ctx), name).Scan(&n)
		if err != nil || n == 0 {
			t.Errorf("%s leaves %d entries in the audit trail, %v", name, n, err)
		}
	}
}

func (w world) whole(t *testing.T, papers int) {
	t.Helper()
	r, err := w.store.Verify(w.ctx)
	if err != nil || len(r.Findings) > 0 || r.Papers != papers {
		t.Errorf("%d papers of %d, %v %v", r.Papers, papers, r.Findings, err)
	}
}

func (w world) list(t *testing.T, f invoicing.Filter) []invoicing.Row {
	t.Helper()
	page, err := w.Papers(w.ctx, invoicing.ListPapers{Filter: f, Page: paging.Request{Limit: paging.MaxLimit}})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

func TestStoreConforms(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, lines()...)
	invoicingtest.StoreConformance(t, func(t *testing.T) invoicingtest.Harness {
		reg, ids := jobs.NewRegistry(), &ident.Source{}
		queue := jobstest.New(t, db, jobs.Config{Registry: reg})
		invoicingio.New(invoicingio.Deps{}).Jobs(reg)
		ctx, _ := pgtest.Tenant(t)
		other, _ := pgtest.Tenant(t)
		return invoicingtest.Harness{Store: invoicingio.NewStore(db, outbox.New(queue, outbox.NewRouter(), time.Now, ids), queue), Ctx: ctx, Other: other}
	})
}

// Forty clients issue at once, each draft twice; a third of the transactions is killed at its worst moment, after the number
// was taken. The numbers are 1 to n, each once, and the chain is whole.
func TestNumbersHaveNoGapsUnderRacesAndKills(t *testing.T) {
	t.Parallel()
	w := open(t)
	errKilled := errors.New("the line was cut")
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			id, err := w.SaveDraft(w.ctx, invoicing.SaveDraft{Draft: invoicingtest.Draft()})
			if err != nil {
				t.Error(err)
				return
			}
			if i%3 == 0 {
				err := w.store.Write(w.ctx, func(tx invoicing.Tx) error {
					if err := tx.Lock(w.ctx); err != nil {
						return err
					}
					if _, err := tx.Next(w.ctx, "F", 2027); err != nil {
						return err
					}
					return errKilled
				})
				if !errors.Is(err, errKilled) {
					t.Error(err)
				}
			}
			var twice sync.WaitGroup
			for range 2 {
				twice.Go(func() {
					if _, err := w.Issue(w.ctx, invoicing.IssueDraft{ID: id}); err != nil {
						t.Error(err)
					}
				})
			}
			twice.Wait()
		})
	}
	wg.Wait()
	got := w.numbers(t, invoicing.Invoice)
	if len(got) != 40 {
		t.Errorf("%d of 40", len(got))
	}
	for i, n := range got {
		if want := fmt.Sprintf("F-2027-%05d", i+1); n != want {
			t.Errorf("%s, want %s", n, want)
		}
	}
	w.whole(t, 40)
}

// A backend that the administrator ends in the middle of issuing leaves neither a number nor a paper.
func TestABackendThatDiesLeavesNoGap(t *testing.T) {
	t.Parallel()
	w := open(t)
	admin := pgtest.Admin(t, w.db)
	w.issued(t, invoicingtest.Draft())
	id, err := w.SaveDraft(w.ctx, invoicing.SaveDraft{Draft: invoicingtest.Draft()})
	if err != nil {
		t.Fatal(err)
	}
	killed := false
	err = w.store.Write(w.ctx, func(tx invoicing.Tx) error {
		if killed {
			return errors.New("tried again: enough")
		}
		killed = true
		if err := tx.Lock(w.ctx); err != nil {
			return err
		}
		if _, err := tx.Next(w.ctx, "F", 2027); err != nil {
			return err
		}
		if _, err := admin.Exec(w.ctx, `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
			WHERE c.relname = 'counter' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND l.pid <> pg_backend_pid()`); err != nil {
			t.Error(err)
		}
		_, err := tx.Next(w.ctx, "F", 2027)
		return err
	})
	if err == nil {
		t.Fatal("the dead wrote")
	}
	if _, err := w.Issue(w.ctx, invoicing.IssueDraft{ID: id}); err != nil {
		t.Fatal(err)
	}
	if got := w.numbers(t, invoicing.Invoice); !slices.Equal(got, []string{"F-2027-00001", "F-2027-00002"}) {
		t.Error(got)
	}
	w.whole(t, 2)
}

// Ten desks credit the same invoice at once, each a fifth of it: five succeed, none too much, and the sixth is told.
func TestCreditsNeverExceedTheInvoice(t *testing.T) {
	t.Parallel()
	w := open(t)
	id := w.issued(t, invoicingtest.Draft())
	total := w.paper(t, id).Total
	part := total.Split(1, 1, 1, 1, 1)
	var refused sync.Map
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			_, err := w.Credit(w.ctx, invoicing.CreditPaper{ID: id, Amount: part[i%5], Reason: "geste"})
			if err != nil && !errors.Is(err, invoicing.ErrTooMuch) {
				t.Error(err)
			}
			if err != nil {
				refused.Store(i, true)
			}
		})
	}
	wg.Wait()
	if _, err := w.Credit(w.ctx, invoicing.CreditPaper{ID: id, Reason: "le reste"}); err != nil && !errors.Is(err, invoicing.ErrTooMuch) {
		t.Fatal(err)
	}
	v := w.paper(t, id)
	net, vat := money.Zero(money.EUR), money.Zero(money.EUR)
	for _, c := range v.Credits {
		net, vat = net.Add(c.Net), vat.Add(c.VAT)
	}
	if v.Credited != v.Total || v.State != invoicing.Credited || net.Add(v.Net) != eur(0) || vat.Add(v.VAT) != eur(0) {
		t.Errorf("credited %s of %s, %s, net %s of %s, VAT %s of %s", v.Credited, v.Total, v.State, net, v.Net, vat, v.VAT)
	}
	if sums, err := w.Sums(w.ctx, invoicing.SumPapers{}); err != nil || !sums[0].Total.IsZero() || !sums[0].Outstanding.IsZero() {
		t.Errorf("%+v %v", sums, err)
	}
	w.left(t, "invoicing.credit")
}

// The same payment entered twice at once is one, and no more than what is owed is taken.
func TestPaymentsAtTheDesk(t *testing.T) {
	t.Parallel()
	w := open(t)
	id := w.issued(t, invoicingtest.Draft())
	owed := w.paper(t, id).Outstanding()
	half := owed.Split(1, 1)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := w.RecordPaid(w.ctx, invoicing.RecordPayment{ID: id, Amount: half[0], Method: "cheque", Key: "a"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, tt := range []struct {
		in   invoicing.RecordPayment
		want error
	}{
		{invoicing.RecordPayment{ID: id, Amount: owed, Method: "transfer", Key: "b"}, invoicing.ErrNotOpen}, {invoicing.RecordPayment{ID: id, Amount: eur(-1), Method: "transfer", Key: "c"}, fault.ErrInvalid},
		{invoicing.RecordPayment{ID: id, Amount: money.New(1, "USD"), Method: "cash", Key: "d"}, fault.ErrInvalid}, {invoicing.RecordPayment{ID: id, Method: "gold", Key: "e"}, fault.ErrInvalid},
		{invoicing.RecordPayment{ID: id, Method: "cash", Key: "f"}, nil}, {invoicing.RecordPayment{ID: id, Method: "cash", Key: "g"}, invoicing.ErrNotOpen},
	} {
		if _, err := w.RecordPaid(w.ctx, tt.in); !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
			t.Errorf("%+v: %v, want %v", tt.in, err, tt.want)
		}
	}
	if v := w.paper(t, id); v.State != invoicing.Settled || len(v.Movements) != 2 || v.Received != v.Due {
		t.Errorf("%s %+v", v.State, v.Movements)
	}
	w.left(t, "invoicing.record_payment")
}

func TestMigrationsAndCatalogue(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, invoicingio.Line())
	found, err := pglint.Check(t.Context(), pgtest.Admin(t, pgtest.DB(t, invoicingio.Line())))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Errorf("%s: %s: %s", v.Rule, v.Object, v.Detail)
	}
}

// A draft is kept, changed by whom has seen it last, and thrown away; another one is issued and is a draft no more.
func TestDraftsAtTheDesk(t *testing.T) {
	t.Parallel()
	w := open(t)
	d := invoicingtest.Draft()
	id, err := w.SaveDraft(w.ctx, invoicing.SaveDraft{Draft: d})
	if err != nil {
		t.Fatal(err)
	}
	d.Customer.Name = "Quelqu’un d’autre"
	if _, err := w.SaveDraft(w.ctx, invoicing.SaveDraft{ID: id, Version: 1, Draft: d}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.SaveDraft(w.ctx, invoicing.SaveDraft{ID: id, Version: 1, Draft: d}); !errors.Is(err, invoicing.ErrStale) {
		t.Errorf("over what somebody else wrote: %v", err)
	}
	must(t, 0)(w.DiscardDraft(w.ctx, invoicing.DiscardDraft{ID: id}))
	if _, err := w.Issue(w.ctx, invoicing.IssueDraft{ID: id}); !errors.Is(err, invoicing.ErrUnknown) {
		t.Errorf("issued from nothing: %v", err)
	}
	paper := w.issued(t, d)
	if _, err := w.Draft(w.ctx, invoicing.GetDraft{ID: paper}); !errors.Is(err, invoicing.ErrUnknown) {
		t.Errorf("still a draft: %v", err)
	}
	if got := w.numbers(t, invoicing.Invoice); !slices.Equal(got, []string{"F-2027-00001"}) {
		t.Errorf("%q: a draft took a number", got)
	}
	var changes int
	if err := w.db.Read(w.ctx).QueryRow(w.ctx, `SELECT count(*) FROM audit.entry WHERE entity = 'invoicing.draft' AND before IS NOT NULL`).Scan(&changes); err != nil || changes != 3 {
		t.Errorf("%d changes in the trail, %v", changes, err)
	}
	w.left(t, "invoicing.save_draft", "invoicing.discard_draft", "invoicing.issue")
}
