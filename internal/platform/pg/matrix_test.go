package pg_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	tenantA = "01890000-0000-7000-8000-00000000000a"
	tenantB = "01890000-0000-7000-8000-00000000000b"
)

// The matrix T1 to T12: what row-level security does and does not do. Half of the cases are holes: they are here so
// that nobody believes in a lock that is none, and so that we hear when a version of PostgreSQL changes one.
func TestRowSecurityMatrix(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	const see = "select count(*) from m.guarded"

	t.Run("T1 without FORCE the owner sees every tenant", func(t *testing.T) {
		m.wantCount(t, m.owner, "", "select count(*) from m.unforced", 2)
	})
	t.Run("T2 with FORCE and no tenant the owner sees nothing", func(t *testing.T) {
		m.wantCount(t, m.owner, "", see, 0)
	})
	t.Run("T3 the program without a tenant sees nothing", func(t *testing.T) {
		m.wantCount(t, m.app, "", see, 0)
	})
	t.Run("T4 the program with a tenant sees its own rows", func(t *testing.T) {
		m.wantCount(t, m.app, tenantA, see, 1)
		m.wantCount(t, m.app, tenantB, see, 1)
	})
	t.Run("T5 a plain view of an unforced owner leaks", func(t *testing.T) {
		m.wantCount(t, m.app, tenantA, "select count(*) from m.leaking", 2)
	})
	t.Run("T6 a security_invoker view does not", func(t *testing.T) {
		m.wantCount(t, m.app, tenantA, "select count(*) from m.invoking", 1)
	})
	t.Run("T7 inserting for another tenant is refused", func(t *testing.T) {
		err := m.as(t, m.app, tenantA, fmt.Sprintf("insert into m.guarded values ('%s', gen_random_uuid())", tenantB))
		wantState(t, err, "42501")
		err = m.as(t, m.app, tenantA, fmt.Sprintf("update m.guarded set tenant_id = '%s'", tenantB))
		wantState(t, err, "42501")
	})
	t.Run("T8 a composite reference to another tenant's row is refused", func(t *testing.T) {
		err := m.as(t, m.app, tenantA, fmt.Sprintf("insert into m.child values ('%s', gen_random_uuid(), '%s')", tenantA, m.rowB))
		wantState(t, err, "23503")
		if err := m.as(t, m.app, tenantA, fmt.Sprintf("insert into m.child values ('%s', gen_random_uuid(), '%s')", tenantA, m.rowA)); err != nil {
			t.Errorf("the reference to one's own row: %v", err)
		}
	})
	t.Run("T9 after the transaction the tenant is the empty text and nothing is seen", func(t *testing.T) {
		m.wantCount(t, m.app, tenantA, see, 1)
		var setting *string
		var n int
		if err := m.app.QueryRow(t.Context(), "select current_setting('comptoir.tenant', true), ("+see+")").Scan(&setting, &n); err != nil {
			t.Fatal(err)
		}
		if setting == nil || *setting != "" || n != 0 {
			t.Errorf("setting %v, %d rows; want the empty text and none", setting, n)
		}
	})
	t.Run("T10 a policy that casts without nullif fails on a connection that was used", func(t *testing.T) {
		m.wantCount(t, m.app, tenantA, "select count(*) from m.naive", 1)
		_, err := m.app.Exec(t.Context(), "select count(*) from m.naive")
		wantState(t, err, "22P02")
	})
	t.Run("T11 the superuser passes FORCE", func(t *testing.T) {
		m.wantCount(t, m.admin, "", see, 2)
	})
	t.Run("T12 a reference by id alone accepts another tenant's invisible row", func(t *testing.T) {
		if err := m.as(t, m.app, tenantA, fmt.Sprintf("insert into m.careless values ('%s', gen_random_uuid(), '%s')", tenantA, m.rowB)); err != nil {
			t.Errorf("PostgreSQL refuses it now, which is good news: %v", err)
		}
	})
}

type matrix struct {
	app, owner, admin *pgx.Conn
	rowA, rowB        string
}

func newMatrix(t *testing.T) matrix {
	d := pgtest.Of(t, pgtest.Own(t))
	m := matrix{
		app: pgtest.Connect(t, d.AppURL), owner: pgtest.Connect(t, d.OwnerURL), admin: pgtest.Connect(t, d.AdminURL),
		rowA: "01890000-0000-7000-8000-0000000000aa", rowB: "01890000-0000-7000-8000-0000000000bb",
	}
	rows := func(table string) string {
		return fmt.Sprintf("insert into %s values ('%s', '%s'), ('%s', '%s')", table, tenantA, m.rowA, tenantB, m.rowB)
	}
	const policy = " as permissive using (tenant_id = nullif(current_setting('comptoir.tenant', true), '')::uuid)"
	for _, sql := range []string{
		"create schema m; grant usage on schema m to comptoir_app",
		"create table m.guarded (tenant_id uuid, id uuid unique, primary key (tenant_id, id))",
		rows("m.guarded"),
		"select comptoir.protect('m.guarded')",
		"create table m.unforced (tenant_id uuid, id uuid); alter table m.unforced enable row level security",
		"create policy tenant on m.unforced" + policy,
		rows("m.unforced"),
		"create view m.leaking as select * from m.unforced",
		"create view m.invoking with (security_invoker = true) as select * from m.unforced",
		"create table m.naive (tenant_id uuid, id uuid); alter table m.naive enable row level security",
		"create policy tenant on m.naive using (tenant_id = current_setting('comptoir.tenant', true)::uuid)",
		rows("m.naive"),
		"create table m.child (tenant_id uuid, id uuid, parent uuid, foreign key (tenant_id, parent) references m.guarded (tenant_id, id))",
		"create table m.careless (tenant_id uuid, id uuid, parent uuid references m.guarded (id))",
		"select comptoir.protect('m.child'), comptoir.protect('m.careless')",
		"grant select on all tables in schema m to comptoir_app",
	} {
		for stmt := range strings.SplitSeq(sql, "; ") {
			if _, err := m.owner.Exec(t.Context(), stmt); err != nil {
				t.Fatalf("%s: %v", stmt, err)
			}
		}
	}
	return m
}

// as runs sql in a transaction of the tenant.
func (m matrix) as(t *testing.T, c *pgx.Conn, tenant, sql string) error {
	t.Helper()
	return pgx.BeginFunc(t.Context(), c, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), "select set_config('comptoir.tenant', $1, true)", tenant); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), sql)
		return err
	})
}

func (m matrix) wantCount(t *testing.T, c *pgx.Conn, tenant, sql string, want int) {
	t.Helper()
	var got int
	err := pgx.BeginFunc(t.Context(), c, func(tx pgx.Tx) error {
		if tenant != "" {
			if _, err := tx.Exec(t.Context(), "select set_config('comptoir.tenant', $1, true)", tenant); err != nil {
				return err
			}
		}
		return tx.QueryRow(t.Context(), sql).Scan(&got)
	})
	if err != nil || got != want {
		t.Errorf("%s: %d rows (%v), want %d", sql, got, err, want)
	}
}

func wantState(t *testing.T, err error, state string) {
	t.Helper()
	var e *pgconn.PgError
	if !errors.As(err, &e) || e.Code != state {
		t.Errorf("error %v, want SQLSTATE %s", err, state)
	}
}

func TestAppendOnlyRowsCannotBeChangedByAnybody(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, notes)
	ctx, tenant := pgtest.Tenant(t)
	id := source.Raw()
	if err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, "insert into notes.journal values ($1, $2, 'kept')", tenant, id)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	owner := pgtest.Connect(t, pgtest.Of(t, db).OwnerURL)
	for _, sql := range []string{"update notes.journal set line = 'forged'", "delete from notes.journal", "truncate notes.journal"} {
		err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			_, err := tx.Exec(ctx, sql)
			return err
		})
		wantState(t, err, "42501")
		err = pgx.BeginFunc(ctx, owner, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "select set_config('comptoir.tenant', $1, true)", tenant); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, sql)
			return err
		})
		wantState(t, err, "23001")
	}
	var line string
	if err := db.Read(ctx).QueryRow(ctx, "select line from notes.journal where id = $1", id).Scan(&line); err != nil || line != "kept" {
		t.Errorf("%q, %v", line, err)
	}
}
