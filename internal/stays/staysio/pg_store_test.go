package staysio_test

import (
	"context"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pg/pglint"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/trail"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staysio"
	"comptoir/internal/stays/staystest"
)

// storeOn is the store on a database that the caller chose, with the queue and the outbox behind it and no subscriber.
func storeOn(t *testing.T, db *pg.DB) stays.Store {
	t.Helper()
	reg := jobs.NewRegistry()
	staysio.New(staysio.Deps{}).Jobs(reg)
	queue, err := jobs.New(db, jobs.Config{Registry: reg})
	if err != nil {
		t.Fatal(err)
	}
	return staysio.NewStore(db, outbox.New(queue, outbox.NewRouter(), time.Now, &ident.Source{}), queue)
}

func storeLines() []pg.Line {
	return []pg.Line{jobs.Line(), outbox.Line(), trail.Line(), staysio.Line()}
}

// published reads back what the store appended for the tenant of ctx, in order.
func published(t *testing.T, ctx context.Context, db *pg.DB) []event.Event {
	t.Helper()
	rows, err := db.Read(ctx).Query(ctx, "SELECT name, payload FROM outbox.event WHERE tenant_id = $1 ORDER BY id", access.TenantOf(ctx))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []event.Event
	for rows.Next() {
		var name string
		var raw []byte
		if err := rows.Scan(&name, &raw); err != nil {
			t.Fatal(err)
		}
		out = append(out, decoded(t, name, raw))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func decoded(t *testing.T, name string, raw []byte) event.Event {
	t.Helper()
	for _, e := range event.All() {
		if e.EventName() == name {
			p := reflect.New(reflect.TypeOf(e))
			if err := json.Unmarshal(raw, p.Interface()); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return p.Elem().Interface().(event.Event)
		}
	}
	t.Fatalf("an event of an unknown name was stored: %s", name)
	return nil
}

func TestStoreConforms(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, storeLines()...)
	store := storeOn(t, db)
	staystest.StoreConformance(t, func(*testing.T) staystest.Harness {
		return staystest.Harness{
			Store:     store,
			Tenant:    func(t *testing.T) access.TenantID { _, id := pgtest.Tenant(t); return id },
			Published: func(t *testing.T, ctx context.Context) []event.Event { return published(t, ctx, db) },
		}
	})
}

func TestMigrationsGoUpDownUp(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, staysio.Line())
}

func TestCatalogueIsClean(t *testing.T) {
	t.Parallel()
	found, err := pglint.Check(t.Context(), pgtest.Admin(t, pgtest.DB(t, staysio.Line())))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Errorf("%s: %s: %s", v.Rule, v.Object, v.Detail)
	}
}
