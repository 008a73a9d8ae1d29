package bankingio_test

import (
	"context"
	"testing"
	"time"

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

func TestTextsAreTheSameInBothLanguages(t *testing.T) {
	t.Parallel()
	webtest.SameKeys(t, bankingio.Texts)
}
