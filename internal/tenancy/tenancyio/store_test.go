package tenancyio_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/clock"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pg/pglint"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/trail"
	"comptoir/internal/tenancy"
	"comptoir/internal/tenancy/tenancyio"
	"comptoir/internal/tenancy/tenancytest"
)

func lines() []pg.Line {
	return []pg.Line{jobs.Line(), outbox.Line(), trail.Line(), tenancyio.Line()}
}

func events(t *testing.T, db *pg.DB) *outbox.Outbox {
	t.Helper()
	queue, err := jobs.New(db, jobs.Config{Registry: jobs.NewRegistry()})
	if err != nil {
		t.Fatal(err)
	}
	return outbox.New(queue, outbox.NewRouter(), clock.System, &ident.Source{})
}

func TestStore(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, lines()...)
	bus := events(t, db)
	tenancytest.StoreConformance(t, func(t *testing.T) tenancytest.Harness {
		return tenancytest.Harness{Store: tenancyio.NewStore(db, bus, nil), Published: func(t *testing.T, tenant access.TenantID) []event.Event {
			t.Helper()
			ctx := pgtest.As(t, tenant)
			rows, err := db.Read(ctx).Query(ctx, "SELECT payload FROM outbox.event WHERE name = 'tenancy.tenant_created.v1'")
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			var all []event.Event
			for rows.Next() {
				var raw []byte
				var e event.TenantCreated
				if err := rows.Scan(&raw); err != nil {
					t.Fatal(err)
				}
				if err := json.Unmarshal(raw, &e); err != nil {
					t.Fatal(err)
				}
				all = append(all, e)
			}
			return all
		}}
	})
}

func TestMigrations(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, tenancyio.Line())
}

// The directory's policies, in SQL: no tenant reads all and writes nothing; a tenant reads and writes its own row.
func TestRowsOfOthers(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, lines()...)
	m, err := tenancyio.New(tenancyio.Deps{DB: db, Events: events(t, db), Secret: make([]byte, 32), Now: clock.System, IDs: &ident.Source{}, Observe: silent, Public: "http://localhost"})
	if err != nil {
		t.Fatal(err)
	}
	draft := tenancytest.Agency(tenancytest.Slug())
	draft.Domains = []string{draft.Slug + ".example"}
	a, err := m.CreateTenant(tenancytest.System(), draft)
	if err != nil {
		t.Fatal(err)
	}
	b, err := m.CreateTenant(tenancytest.System(), tenancytest.Agency(tenancytest.Slug()))
	if err != nil {
		t.Fatal(err)
	}
	count := func(ctx context.Context, sql string, args ...any) (n int) {
		t.Helper()
		if err := db.Read(ctx).QueryRow(ctx, sql, args...).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	asB, nobody := pgtest.As(t, b.ID), tenancytest.System()
	if n := count(asB, "SELECT count(*) FROM tenancy.tenant"); n != 1 {
		t.Errorf("a business sees %d businesses", n)
	}
	if n := count(asB, "SELECT count(*) FROM tenancy.host WHERE tenant = $1", a.ID); n != 0 {
		t.Errorf("a business sees %d hosts of another", n)
	}
	if n := count(nobody, "SELECT count(*) FROM tenancy.host WHERE tenant = $1", a.ID); n != 1 {
		t.Errorf("the directory has %d hosts", n)
	}
	for name, try := range map[string]struct {
		ctx context.Context
		sql string
	}{
		"another's settings": {asB, "UPDATE tenancy.tenant SET name = 'taken' WHERE id = $1"},
		"another's host":     {asB, "DELETE FROM tenancy.host WHERE tenant = $1"},
		"without a tenant":   {nobody, "UPDATE tenancy.tenant SET name = 'taken' WHERE id = $1"},
		"a host for another": {asB, "INSERT INTO tenancy.host (host, tenant) VALUES ('evil.example', $1)"},
		"a deletion":         {pgtest.As(t, a.ID), "DELETE FROM tenancy.tenant WHERE id = $1"},
	} {
		err := db.Write(try.ctx, func(ctx context.Context, tx pg.Tx) error {
			tag, err := tx.Exec(ctx, try.sql, a.ID)
			if err == nil && tag.RowsAffected() > 0 {
				t.Errorf("%s: %d rows", name, tag.RowsAffected())
			}
			return err
		})
		if got, readErr := m.Directory.ByID(nobody, a.ID); readErr != nil || got.Name != a.Name {
			t.Errorf("%s: %v %v (%v)", name, got.Name, readErr, err)
		}
	}
}

func TestTrail(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, lines()...)
	m, err := tenancyio.New(tenancyio.Deps{DB: db, Events: events(t, db), Secret: make([]byte, 32), Now: clock.System, IDs: &ident.Source{}, Observe: silent, Public: "http://localhost"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := m.CreateTenant(tenancytest.System(), tenancytest.Agency(tenancytest.Slug()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.SuspendTenant(tenancytest.System(), tenancy.SuspendTenant{Tenant: s.ID, Reason: "unpaid"}); err != nil {
		t.Fatal(err)
	}
	ctx := pgtest.As(t, s.ID)
	var actions []string
	err = db.Read(ctx).QueryRow(ctx, "SELECT array_agg(action || ' ' || coalesce(before ->> 'Status', '-') || ' ' || (after ->> 'Status') ORDER BY at, id) FROM audit.entry").Scan(&actions)
	if err != nil || len(actions) != 2 || actions[0] != "tenancy.create_tenant - active" || actions[1] != "tenancy.suspend_tenant active suspended" {
		t.Errorf("%q %v", actions, err)
	}
}

func TestTheCatalogueHasNoHole(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, lines()...)
	found, err := pglint.Check(t.Context(), pgtest.Admin(t, db),
		pglint.Allow{Rule: "tenant-column", Object: "tenancy.tenant", Why: "the directory itself: its id is the tenant"},
		pglint.Allow{Rule: "tenant-column", Object: "tenancy.host", Why: "hosts are unique in the world and read before a tenant is known"},
		pglint.Allow{Rule: "security-definer", Object: "tenancy.erase()", Why: "the one way to erase what may only be added to; it looks itself whether the tenant's time has come"})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		if strings.HasPrefix(v.Object, "tenancy") {
			t.Error(v)
		}
	}
}
