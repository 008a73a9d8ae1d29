package arch

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/app"
	"comptoir/internal/event"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pg/pglint"
	"comptoir/internal/platform/pgtest"
)

// allowances are the tables of the whole program that keep another rule than the law's, each with its reason.
var allowances = []pglint.Allow{
	{Rule: "tenant-column", Object: "jobs.river_*", Why: "the queue is the platform's: a job carries its tenant, workers serve all tenants"},
	{Rule: "tenant-column", Object: "tenancy.tenant", Why: "the directory itself: its id is the tenant"},
	{Rule: "tenant-column", Object: "tenancy.host", Why: "hosts are unique in the world and read before a tenant is known"},
	{Rule: "security-definer", Object: "tenancy.erase()", Why: "the one way to erase what may only be added to; it looks itself whether the tenant's time has come"},
}

// Every table with tenants has them first in every key, refuses rows of others, and references nobody else's schema.
func TestSchemaKeepsTenantsApart(t *testing.T) {
	t.Parallel()
	found, err := pglint.Check(t.Context(), pgtest.Admin(t, pgtest.DB(t, app.Lines()...)), allowances...)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Errorf("%s %s: %s", v.Rule, v.Object, v.Detail)
	}
}

// Every migration goes up, down, and up again to the same schema.
func TestMigrationsGoBothWays(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, app.Lines()...)
}

// The schema is committed as text, so that a change of it is read.
func TestGoldenSchema(t *testing.T) {
	t.Parallel()
	text, err := pg.Dump(t.Context(), pgtest.Admin(t, pgtest.DB(t, app.Lines()...)))
	if err != nil {
		t.Fatal(err)
	}
	const head = "-- The schema of the whole program, made by `make golden`. To be read and compared, not run: the migrations make it.\n"
	golden(t, "db/schema.sql", head+text)
}

// tenanted lists the tables with a tenant.
func tenanted(t *testing.T, admin *pgx.Conn) []string {
	t.Helper()
	rows, err := admin.Query(t.Context(), `
		SELECT n.nspname || '.' || c.relname
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE a.attname = 'tenant_id' AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\_%'
		ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Rows of a tenant are planted in every table that has tenants, past all constraints; nobody else sees, changes or
// deletes one, and nobody can add one for somebody else.
func TestNoTableShowsAnotherTenant(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, app.Lines()...)
	admin := pgtest.Admin(t, db)
	_, mine := pgtest.Tenant(t)
	other, _ := pgtest.Tenant(t)
	tables := tenanted(t, admin)
	if len(tables) < 20 {
		t.Fatalf("only %d tables: %v", len(tables), tables)
	}
	// A replica's session checks no foreign keys and fires no triggers: rows need not make sense to be hidden.
	if _, err := admin.Exec(t.Context(), "SET session_replication_role = replica"); err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		plant(t, admin, table, mine.String())
	}
	for _, table := range tables {
		var all, seen int
		if err := admin.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&all); err != nil || all != 1 {
			t.Errorf("%s: %d rows planted, %v", table, all, err)
			continue
		}
		if err := db.Read(other).QueryRow(other, "SELECT count(*) FROM "+table).Scan(&seen); err != nil && !denied(err) {
			t.Errorf("%s: %v", table, err)
		}
		if seen != 0 {
			t.Errorf("%s shows %d rows of another tenant", table, seen)
		}
		if err := db.Read(t.Context()).QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&seen); err == nil && seen != 0 {
			t.Errorf("%s shows %d rows without a tenant", table, seen)
		}
		for _, change := range []string{"DELETE FROM " + table, "UPDATE " + table + " SET tenant_id = tenant_id"} {
			var touched int64
			err := db.Write(other, func(ctx context.Context, tx pg.Tx) error {
				tag, err := tx.Exec(ctx, change)
				touched = tag.RowsAffected()
				return err
			})
			if err != nil && !denied(err) {
				t.Errorf("%s: %v", change, err)
			}
			if err == nil && touched != 0 {
				t.Errorf("%s touched %d rows of another tenant", change, touched)
			}
		}
		err := db.Write(other, func(ctx context.Context, tx pg.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO "+table+" (tenant_id) VALUES ($1::uuid)", mine.String())
			return err
		})
		if !denied(err) {
			t.Errorf("%s: a row for another tenant was not refused by the policy: %v", table, err)
		}
	}
}

// denied reports whether PostgreSQL refused for want of a right: no privilege on the table, or the policy's refusal.
func denied(err error) bool { return err != nil && strings.Contains(err.Error(), "42501") }

// plant inserts a row made of the types of a table's columns.
func plant(t *testing.T, admin *pgx.Conn, table, tenant string) {
	t.Helper()
	rows, err := admin.Query(t.Context(), `
		SELECT quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), t.typtype = 'e'
		FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
		WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull AND a.attgenerated = '' AND a.attidentity <> 'a'`, table)
	if err != nil {
		t.Fatal(err)
	}
	var names, values []string
	var name, kind string
	var enum bool
	if _, err := pgx.ForEachRow(rows, []any{&name, &kind, &enum}, func() error {
		names, values = append(names, name), append(values, sample(name, kind, tenant, enum))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := dropChecks(t, admin, table); err != nil {
		t.Fatal(err)
	}
	insert := fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, strings.Join(names, ", "), strings.Join(values, ", "))
	if _, err := admin.Exec(t.Context(), insert); err != nil {
		t.Errorf("%s: %v", insert, err)
	}
}

// dropChecks takes the CHECK constraints off a table of the test's own database: the row to be hidden need not make sense.
func dropChecks(t *testing.T, admin *pgx.Conn, table string) error {
	t.Helper()
	rows, err := admin.Query(t.Context(), "SELECT quote_ident(conname) FROM pg_constraint WHERE conrelid = $1::regclass AND contype IN ('c', 'x')", table)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, n := range names {
		if _, err := admin.Exec(t.Context(), "ALTER TABLE "+table+" DROP CONSTRAINT "+n); err != nil {
			return err
		}
	}
	return nil
}

func sample(name, kind, tenant string, enum bool) string {
	switch {
	case name == "tenant_id":
		return "'" + tenant + "'"
	case enum:
		return "(enum_range(NULL::" + kind + "))[1]"
	case strings.HasSuffix(kind, "[]"):
		return "'{}'"
	case kind == "uuid":
		return "gen_random_uuid()"
	case strings.HasPrefix(kind, "timestamp"):
		return "now()"
	case kind == "date":
		return "current_date"
	case strings.HasPrefix(kind, "json"):
		return "'{}'"
	case kind == "boolean":
		return "false"
	case kind == "bytea":
		return "'\\x01'"
	case strings.HasSuffix(kind, "range"):
		return "'empty'"
	case kind == "interval":
		return "'1 hour'"
	case strings.HasPrefix(kind, "time"):
		return "'12:00'"
	case regexp.MustCompile(`^(smallint|integer|bigint|numeric|real|double precision)`).MatchString(kind):
		return "1"
	case kind == "inet":
		return "'127.0.0.1'"
	}
	return "'x'"
}

// Every event has the golden of its version: what was published is read for ever.
func TestEveryEventHasItsGolden(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(root + "/internal/event/testdata")
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, e := range entries {
		have = append(have, e.Name())
	}
	all := event.All()
	if len(all) < 20 {
		t.Fatalf("only %d events", len(all))
	}
	for _, e := range all {
		prefix := e.EventName()
		if !slices.ContainsFunc(have, func(f string) bool { return strings.HasPrefix(f, prefix+".v") || f == prefix+".json" }) {
			t.Errorf("%s has no golden", prefix)
		}
	}
}
