package bankingio_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"comptoir/internal/banking"
	"comptoir/internal/banking/bankingio"
	"comptoir/internal/banking/bankingtest"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pg/pglint"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/trail"
	"comptoir/internal/web/webtest"
)

var lines = []pg.Line{jobs.Line(), outbox.Line(), trail.Line(), bankingio.Line()}

func TestStoreConforms(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, lines...)
	all := pgtest.Admin(t, db)
	t.Cleanup(func() { // after the parts, which run at once: a claim that a job settles leaves its entry
		var entries int
		if err := all.QueryRow(context.Background(), `SELECT count(*) FROM audit.entry WHERE usecase = $1`, "banking.settle_entry").Scan(&entries); err != nil || entries == 0 {
			t.Errorf("%d entries in the trail: %v", entries, err)
		}
	})
	bankingtest.StoreConformance(t, func(t *testing.T) bankingtest.Harness {
		registry := jobs.NewRegistry()
		client, err := jobs.New(db, jobs.Config{Registry: registry})
		if err != nil {
			t.Fatal(err)
		}
		bankingio.New(bankingio.Deps{}).Jobs(registry)
		_, tenant := pgtest.Tenant(t)
		_, other := pgtest.Tenant(t)
		return bankingtest.Harness{Store: bankingio.NewStore(db, outbox.New(client, outbox.NewRouter(), time.Now, &ident.Source{}), client), Tenant: tenant, Other: other}
	})
}

func TestTheSchemaObeysTheLaws(t *testing.T) {
	t.Parallel()
	found, err := pglint.Check(t.Context(), pgtest.Admin(t, pgtest.DB(t, bankingio.Line())))
	if err != nil || len(found) > 0 {
		t.Errorf("%v %v", found, err)
	}
	pgtest.UpDownUp(t, bankingio.Line())
}

// The database refuses by itself what no program may do: that one person proposes and approves, that money leaves unapproved.
func TestTwoPeopleAreInStone(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, bankingio.Line())
	ctx, tenant := pgtest.Tenant(t)
	account := `INSERT INTO banking.account (tenant_id, id, version, name, state) VALUES ($1, $2, 1, 'x', '{}')`
	batch := `INSERT INTO banking.batch (tenant_id, id, version, key, number, account_id, status, proposed_by, approved_by, proposed_at, state)
		VALUES ($1, gen_random_uuid(), 1, gen_random_uuid()::text, gen_random_uuid()::text, $2, $3, $4, $5, now(), '{}')`
	ids := &ident.Source{}
	a, maker, checker := ids.Raw(), ids.Raw(), ids.Raw()
	if err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, account, tenant, a)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for what, tt := range map[string]struct {
		status   string
		approver ident.Raw
		check    string
	}{"its maker approves": {"approved", maker, "batch_two_people"}, "nobody approves": {"exported", ident.Raw{}, "batch_approved"}, "executed by nobody": {"executed", ident.Raw{}, "batch_approved"}, "another approves": {"approved", checker, ""}} {
		err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			_, err := tx.Exec(ctx, batch, tenant, a, tt.status, maker, tt.approver)
			return err
		})
		if tt.check == "" && err != nil || tt.check != "" && !pg.IsCheck(err, tt.check) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Each new fact about a batch is a job of its own; what a sweep asks for waits once, and so does a claim.
func TestASweepAsksOnce(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, lines...)
	registry := jobs.NewRegistry()
	client, err := jobs.New(db, jobs.Config{Registry: registry})
	if err != nil {
		t.Fatal(err)
	}
	bankingio.New(bankingio.Deps{}).Jobs(registry)
	ctx, tenant := pgtest.Tenant(t)
	store, ids := bankingio.NewStore(db, outbox.New(client, outbox.NewRouter(), time.Now, &ident.Source{}), client), &ident.Source{}
	batch, entry := ident.Next[banking.Batch](ids), ident.Next[banking.Entry](ids)
	for range 2 {
		if err := store.Write(ctx, func(tx banking.Tx) error {
			return errors.Join(tx.BookLater(ctx, batch), tx.BookAgain(ctx, batch), tx.SettleLater(ctx, entry, time.Now()))
		}); err != nil {
			t.Fatal(err)
		}
	}
	for kind, want := range map[string]int{"banking.book_batch": 3, "banking.settle_entry": 1} {
		var n int
		if err := db.Pool().QueryRow(ctx, `SELECT count(*) FROM jobs.river_job WHERE kind = $1 AND metadata ->> 'tenant' = $2`, kind, tenant.String()).Scan(&n); err != nil || n != want {
			t.Errorf("%d of %s, not %d: %v", n, kind, want, err)
		}
	}
}

// Taken back to the version that knew no claims, what is claimed is open again, of every business.
func TestAClaimIsOpenAgainInTheVersionBefore(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, bankingio.Line())
	for range 2 {
		ctx, tenant := pgtest.Tenant(t)
		if err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			_, err := tx.Exec(ctx, `WITH a AS (INSERT INTO banking.account (tenant_id, id, version, name, state) VALUES ($1, gen_random_uuid(), 1, 'x', '{}') RETURNING id)
				INSERT INTO banking.entry (tenant_id, id, version, account_id, fingerprint, booked, amount, currency, status, state)
				SELECT $1, gen_random_uuid(), 2, id, 'x', '2026-11-20', 100, 'EUR', 'claimed', '{"status": "claimed", "match": {"kind": "fees"}}' FROM a`, tenant)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := pg.Down(t.Context(), pgtest.Of(t, db).OwnerURL, bankingio.Line(), 3); err != nil {
		t.Fatal(err)
	}
	var open int
	var forced bool
	err := pgtest.Admin(t, db).QueryRow(t.Context(), `SELECT count(*), bool_and(c.relforcerowsecurity) FROM banking.entry e, pg_class c WHERE c.oid = 'banking.entry'::regclass
		AND e.status = 'open' AND e.state = '{"status": "open"}'`).Scan(&open, &forced)
	if err != nil || open != 2 || !forced {
		t.Errorf("%d are open, protected %v: %v", open, forced, err)
	}
}

func TestTextsAreTheSameInBothLanguages(t *testing.T) {
	t.Parallel()
	webtest.SameKeys(t, bankingio.Texts)
}

// The demonstration's bank says what it is told: a customer's payment is matched by itself, what is unclear, a batch that left
// and a transfer that came back wait for somebody, and each is known for what it is; elsewhere the bank is no toy.
func TestTheDemonstrationsBank(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, lines...)
	registry := jobs.NewRegistry()
	client, err := jobs.New(db, jobs.Config{Registry: registry})
	if err != nil {
		t.Fatal(err)
	}
	bankingio.New(bankingio.Deps{}).Jobs(registry)
	ctx, tenant := pgtest.Tenant(t)
	w := bankingtest.NewWorldOn(t, bankingio.NewStore(db, outbox.New(client, outbox.NewRouter(), time.Now, &ident.Source{}), client), tenant)
	say := func(what banking.Pretence) (banking.Imported, error) {
		return w.Pretend(w.Maker(t), banking.Pretend{Bank: w.Account, What: what})
	}
	for _, what := range []banking.Pretence{banking.PretendPayment, banking.PretendExecuted, banking.PretendReturned, banking.PretendRejected} {
		if _, err := say(what); !errors.Is(err, banking.ErrNothingPretends) {
			t.Errorf("%s of nothing: %v", what, err)
		}
	}
	w.Debts.Owe(w.IDs.Raw(), "RIV-7K3D9Q", "Nora Petit", 52000)
	if got, err := say(banking.PretendPayment); err != nil || got.Matched != 1 {
		t.Errorf("%+v %v", got, err)
	}
	w.Payable(t)
	w.Books.Earn(w.TyMor, 80000)
	b := w.Proposed(t, "1")
	_, err = w.Approve(w.Checker(t), banking.ApproveBatch{ID: b.ID})
	if err == nil {
		_, err = w.Export(w.Maker(t), banking.ExportBatch{ID: b.ID})
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		say  banking.Pretence
		as   banking.MatchKind
		then banking.BatchStatus
	}{{banking.PretendExecuted, banking.MatchBatch, banking.Executed}, {banking.PretendReturned, banking.MatchReturn, banking.Returned}} {
		if _, err := say(step.say); err != nil {
			t.Fatal(err)
		}
		page, err := w.Entries(w.Maker(t), banking.ListEntries{Status: banking.EntryOpen})
		if err != nil || len(page.Items) != 1 {
			t.Fatalf("%s: %+v %v", step.say, page.Items, err)
		}
		if _, err := w.PostEntry(w.Maker(t), banking.PostEntry{ID: page.Items[0].ID, As: step.as}); err != nil {
			t.Fatalf("%s: %v", step.say, err)
		}
		if s, err := w.Batch(w.Maker(t), banking.GetBatch{ID: b.ID}); err != nil || s.Status != step.then {
			t.Errorf("%s: %s %v", step.say, s.Status, err)
		}
	}
	w.Books.Earn(w.TyMor, 50000)
	refused := w.Proposed(t, "2")
	if _, err = w.Approve(w.Checker(t), banking.ApproveBatch{ID: refused.ID}); err == nil {
		_, err = w.Export(w.Maker(t), banking.ExportBatch{ID: refused.ID})
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := say(banking.PretendRejected); err != nil {
		t.Error(err)
	}
	if s, err := w.Batch(w.Maker(t), banking.GetBatch{ID: refused.ID}); err != nil || s.Status != banking.Cancelled || s.Lines[0].Status != banking.LineRejected || s.Lines[0].Reason != "AC04" {
		t.Errorf("refused by the bank: %+v %v", s, err)
	}
	for _, what := range []banking.Pretence{banking.PretendUnclear, banking.PretendProvider, banking.PretendFees} {
		if what == banking.PretendUnclear {
			w.Debts.Owe(w.IDs.Raw(), "RIV-8K3D9Q", "Ada Martin", 30000)
		}
		if got, err := say(what); err != nil || got.New != 1 || got.Matched != 0 {
			t.Errorf("%s: %+v %v", what, got, err)
		}
	}
	var entries int
	if err := db.Read(ctx).QueryRow(ctx, `SELECT count(*) FROM audit.entry WHERE tenant_id = $1 AND usecase = $2`, tenant, "banking.pretend").Scan(&entries); err != nil || entries == 0 {
		t.Errorf("%d entries in the trail: %v", entries, err)
	}
	if _, err := say("gold"); err == nil {
		t.Error("the bank says anything")
	}
}
