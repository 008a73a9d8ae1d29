package pglint_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pg/pglint"
	"comptoir/internal/platform/pgtest"

	"github.com/jackc/pgx/v5"
)

var clean = pg.Line{Name: "m", Files: fstest.MapFS{"0001_clean.sql": {Data: []byte(`
-- +goose Up
CREATE SCHEMA m;
CREATE SCHEMA n;
GRANT USAGE ON SCHEMA m TO comptoir_app;
CREATE TABLE m.good (tenant_id uuid NOT NULL, id uuid NOT NULL, code text NOT NULL, days daterange,
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, code), EXCLUDE USING gist (tenant_id WITH =, days WITH &&));
CREATE INDEX good_code ON m.good (tenant_id, lower(code));
CREATE INDEX good_open ON m.good (tenant_id) INCLUDE (code) WHERE code <> '';
SELECT comptoir.protect('m.good');
CREATE TABLE m.part (tenant_id uuid NOT NULL, id uuid NOT NULL, good uuid,
    PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, good) REFERENCES m.good);
SELECT comptoir.protect_append_only('m.part');
CREATE VIEW m.shown WITH (security_invoker = true) AS SELECT * FROM m.good;
GRANT SELECT ON m.shown TO comptoir_app;
CREATE FUNCTION m.plain() RETURNS int LANGUAGE sql RETURN 1;

-- +goose Down
DROP SCHEMA m, n CASCADE;
`)}}}

func TestCleanSchemaPasses(t *testing.T) {
	t.Parallel()
	found, err := pglint.Check(t.Context(), pgtest.Admin(t, pgtest.DB(t, clean)))
	if err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
}

// Each case plants one hole into the clean schema and wants to see it named, and nothing else of the same kind.
func TestPlantedHolesAreNamed(t *testing.T) {
	t.Parallel()
	const table = "create table m.bad (tenant_id uuid not null, id uuid not null, other uuid, words text, primary key (tenant_id, id)); "
	const whole = table + "select comptoir.protect('m.bad'); "
	const own = "(tenant_id = nullif(current_setting('comptoir.tenant', true), '')::uuid)"
	const enabled = "alter table m.bad enable row level security, force row level security; "
	cases := []struct {
		name, sql, rule, object string
		more                    []string // other rules that the same hole must break
	}{
		{"no tenant_id", "create table m.bad (id uuid primary key)", "tenant-column", "m.bad", nil},
		{"tenant_id of another type", "create table m.bad (tenant_id text, id uuid, primary key (tenant_id, id))",
			"tenant-column", "m.bad", []string{"row-security", "policy"}},
		{"tenant_id may be NULL", "create table m.bad (tenant_id uuid, id uuid primary key); select comptoir.protect('m.bad')",
			"tenant-column", "m.bad", []string{"key-tenant", "index-tenant"}},
		{"not protected", table, "row-security", "m.bad", []string{"policy"}},
		{"not forced", "alter table m.good no force row level security", "row-security", "m.good", nil},
		{"disabled again", "alter table m.good disable row level security", "row-security", "m.good", nil},
		{"partition that is not protected", "create table m.all (tenant_id uuid not null, id uuid, primary key (tenant_id, id)) partition by hash (tenant_id); " +
			"select comptoir.protect('m.all'); create table m.bad partition of m.all for values with (modulus 1, remainder 0)",
			"row-security", "m.bad", []string{"policy"}},
		{"no policy", table + enabled, "policy", "m.bad", nil},
		{"USING alone", table + enabled + "create policy p on m.bad using " + own, "policy", "m.bad", nil},
		{"policy for reading alone", table + enabled + "create policy p on m.bad for select using " + own, "policy", "m.bad", nil},
		{"policy that lets everything through", "create policy extra on m.good using (true) with check (true)", "policy", "m.good", nil},
		{"policy that writes for others", table + enabled + "create policy p on m.bad using " + own + " with check (true)", "policy", "m.bad", nil},
		{"policy on another setting", table + enabled + "create policy p on m.bad using (tenant_id = nullif(current_setting('other', true), '')::uuid) with check " + own,
			"policy", "m.bad", nil},
		{"policy that casts the empty text", table + enabled + "create policy p on m.bad using (tenant_id = current_setting('comptoir.tenant', true)::uuid) with check " + own,
			"policy-cast", "m.bad", []string{"policy"}},
		{"restrictive policy that casts the empty text", "create policy p on m.good as restrictive using (tenant_id = current_setting('comptoir.tenant')::uuid)",
			"policy-cast", "m.good", nil},
		{"primary key of id alone", "create table m.bad (tenant_id uuid not null, id uuid primary key); select comptoir.protect('m.bad')",
			"key-tenant", "m.bad", []string{"index-tenant"}},
		{"primary key that begins with id", "create table m.bad (tenant_id uuid, id uuid, primary key (id, tenant_id)); select comptoir.protect('m.bad')",
			"key-tenant", "m.bad", []string{"index-tenant"}},
		{"no primary key", "create table m.bad (tenant_id uuid not null); select comptoir.protect('m.bad')", "key-tenant", "m.bad", nil},
		{"unique over all tenants", "alter table m.good add unique (code)", "key-tenant", "m.good", []string{"index-tenant"}},
		{"unique index over all tenants", "create unique index bad on m.good (code)", "key-tenant", "m.good", []string{"index-tenant"}},
		{"unique index that only includes the tenant", "create unique index bad on m.good (code) include (tenant_id)",
			"key-tenant", "m.good", []string{"index-tenant"}},
		{"exclusion over all tenants", "alter table m.good add exclude using gist (days with &&)", "key-tenant", "m.good", []string{"index-tenant"}},
		{"reference by id alone", "alter table m.good add unique (id); alter table m.part add foreign key (good) references m.good (id)",
			"reference-tenant", "m.part", []string{"key-tenant", "index-tenant"}},
		{"reference that crosses the columns", "alter table m.part add foreign key (good, tenant_id) references m.good (tenant_id, id)",
			"reference-tenant", "m.part", nil},
		{"reference to another schema", "create table n.far (tenant_id uuid, id uuid, primary key (tenant_id, id)); select comptoir.protect('n.far'); " +
			"alter table m.part add foreign key (tenant_id, good) references n.far", "reference-schema", "m.part", nil},
		{"index without the tenant", "create index bad on m.good (code)", "index-tenant", "m.good", nil},
		{"index on an expression", "create index bad on m.good (lower(code), tenant_id)", "index-tenant", "m.good", nil},
		{"plain view", "create view m.bad as select 1 as one", "view", "m.bad", nil},
		{"view that is declared not to be one", "create view m.bad with (security_invoker = off) as select 1 as one", "view", "m.bad", nil},
		{"materialized view", "create materialized view m.bad as select 1 as one", "view", "m.bad", nil},
		{"definer", "create function m.bad() returns int language sql security definer set search_path = pg_catalog return 1",
			"security-definer", "m.bad()", nil},
		{"definer without a search_path", "create function m.bad(n int) returns int language sql security definer return 1",
			"definer-search-path", "m.bad(n integer)", []string{"security-definer"}},
		{"leakproof", "create function m.bad() returns int language sql leakproof return 1", "leakproof", "m.bad()", nil},
		{"program may bypass", "alter role comptoir_app bypassrls", "app-powers", "comptoir_app", nil},
		{"program is superuser", "alter role comptoir_app superuser", "app-powers", "comptoir_app", nil},
		{"program is a member of the owner", "grant comptoir_owner to comptoir_app", "app-powers", "comptoir_app", nil},
		{"program owns a table", whole + "alter table m.bad owner to comptoir_app", "app-owns", "m.bad", []string{"app-grants"}},
		{"program owns a schema", "alter schema n owner to comptoir_app", "app-owns", "n", nil},
		{"program owns a function", "alter function m.plain() owner to comptoir_app", "app-owns", "m.plain()", nil},
		{"program may truncate", "grant truncate on m.good to comptoir_app", "app-grants", "m.good", nil},
		{"program may pass on", "grant select on m.good to comptoir_app with grant option", "app-grants", "m.good", nil},
		{"everybody may read", "grant select on m.good to public", "app-grants", "m.good", nil},
		{"program may create", "grant create on schema m to comptoir_app", "app-grants", "m", nil},
	}
	conn := pgtest.Admin(t, pgtest.Own(t, clean))
	planted := map[string]bool{"unused-exception": true}
	for _, c := range cases {
		planted[c.rule] = true
		t.Run(c.name, func(t *testing.T) {
			found := lint(t, conn, c.sql)
			want := append(c.more, c.rule)
			hit := false
			for _, v := range found {
				hit = hit || v.Rule == c.rule && v.Object == c.object && v.Detail != ""
				if !slices.Contains(want, v.Rule) {
					t.Errorf("also breaks %v", v)
				}
			}
			if !hit {
				t.Errorf("found %v, want %s %s", found, c.rule, c.object)
			}
			for _, rule := range c.more {
				if !slices.ContainsFunc(found, func(v pglint.Violation) bool { return v.Rule == rule }) {
					t.Errorf("does not break %s", rule)
				}
			}
		})
	}
	for name := range pglint.Rules() {
		if !planted[name] {
			t.Errorf("no case shows that the rule %s can fail", name)
		}
	}
}

var errUndo = errors.New("undo")

// lint plants sql, checks, and takes it back.
func lint(t *testing.T, conn *pgx.Conn, sql string, allowed ...pglint.Allow) (found []pglint.Violation) {
	t.Helper()
	err := pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) (err error) {
		for stmt := range strings.SplitSeq(sql, "; ") {
			if _, err := tx.Exec(t.Context(), stmt); err != nil {
				return err
			}
		}
		if found, err = pglint.Check(t.Context(), tx, allowed...); err != nil {
			return err
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		t.Fatal(err)
	}
	return found
}

func TestExceptionsExcuseWhatTheyNameAndNothingElse(t *testing.T) {
	t.Parallel()
	conn := pgtest.Admin(t, pgtest.Own(t, clean))
	const planted = "create table n.one (id uuid); create table n.two (id uuid); create table m.three (id uuid)"
	allow := pglint.Allow{Rule: "tenant-column", Object: "n.*", Why: "the queue is shared"}
	if found := lint(t, conn, planted, allow); len(found) != 1 || found[0].Object != "m.three" {
		t.Errorf("found %v, want m.three alone", found)
	}
	for _, useless := range []pglint.Allow{
		{Rule: "tenant-column", Object: "n.none", Why: "gone"},
		{Rule: "view", Object: "n.one", Why: "another rule"},
	} {
		found := lint(t, conn, planted, allow, pglint.Allow{Rule: "tenant-column", Object: "m.three", Why: "x"}, useless)
		if len(found) != 1 || found[0].Rule != "unused-exception" || found[0].Object != useless.Object {
			t.Errorf("found %v, want the unused exception %v", found, useless)
		}
	}
	if got := (pglint.Violation{Rule: "policy", Object: "m.x", Detail: "why"}).String(); got != "policy m.x: why" {
		t.Errorf("reads %q", got)
	}
}
