package pgtest_test

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

var things = pg.Line{Name: "things", Files: fstest.MapFS{"0001_things.sql": {Data: []byte(`
-- +goose Up
CREATE SCHEMA things;
GRANT USAGE ON SCHEMA things TO comptoir_app;
CREATE TABLE things.thing (tenant_id uuid NOT NULL DEFAULT comptoir.tenant(), id uuid NOT NULL DEFAULT gen_random_uuid(), PRIMARY KEY (tenant_id, id));
SELECT comptoir.protect('things.thing');

-- +goose Down
DROP SCHEMA things CASCADE;
`)}}}

func add(t *testing.T, ctx context.Context, db *pg.DB) {
	t.Helper()
	if err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, "insert into things.thing default values")
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, ctx context.Context, db *pg.DB) (n int) {
	t.Helper()
	if err := db.Read(ctx).QueryRow(ctx, "select count(*) from things.thing").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTestsShareADatabaseAndNotATenant(t *testing.T) {
	t.Parallel()
	if first, second := pgtest.DB(t, things), pgtest.DB(t, things); first != second {
		t.Error("the same lines give two databases")
	}
	for range 4 {
		t.Run("parallel", func(t *testing.T) {
			t.Parallel()
			db := pgtest.DB(t, things)
			ctx, tenant := pgtest.Tenant(t)
			add(t, ctx, db)
			if got := count(t, ctx, db); got != 1 {
				t.Errorf("%d rows, want this test's only", got)
			}
			if a := access.From(ctx); a.Tenant != tenant || a.Kind != access.System {
				t.Errorf("acts as %+v", a)
			}
			if got := count(t, pgtest.As(t, tenant), db); got != 1 {
				t.Errorf("as the same tenant: %d rows", got)
			}
		})
	}
}

func TestOwnDatabaseIsApartAndGoesWithItsTest(t *testing.T) {
	t.Parallel()
	shared := pgtest.DB(t, things)
	var name string
	t.Run("own", func(t *testing.T) {
		db := pgtest.Own(t, things)
		name = pgtest.Of(t, db).Name
		ctx, tenant := pgtest.Tenant(t)
		add(t, ctx, db)
		if got := count(t, pgtest.As(t, tenant), shared); got != 0 {
			t.Errorf("the row is in the shared database as well")
		}
		var all int
		if err := pgtest.Admin(t, db).QueryRow(t.Context(), "select count(*) from things.thing").Scan(&all); err != nil || all != 1 {
			t.Errorf("the superuser sees %d rows (%v)", all, err)
		}
	})
	var exists bool
	if err := pgtest.Admin(t, shared).QueryRow(t.Context(), "select exists (select from pg_database where datname = $1)", name).Scan(&exists); err != nil || exists {
		t.Errorf("the database %s is still there (%v)", name, err)
	}
}

// The checks of this package must be able to fail.
func TestUpDownUpSeesWhatIsLeftBehind(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ up, down, want string }{
		"forgotten table": {"create schema x; create table x.a (id int);", "drop table x.a;", "leaves something behind"},
		"forgotten index": {"create schema x; create table x.a (id int); create index on x.a (id);", "select 1;", "leaves something behind"},
		"down that fails": {"create schema x;", "drop schema y;", "down:"},
		"up that is not the same again": {"create schema if not exists x; do $$ begin execute format('create table x.%I (id int)', 't' || txid_current()); end $$;",
			"drop schema x cascade;", "second schema"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &failures{TB: t}
			func() {
				defer func() {
					if e := recover(); e != nil && e != errFatal {
						panic(e)
					}
				}()
				pgtest.UpDownUp(r, pg.Line{Name: "x", Files: fstest.MapFS{"1_x.sql": {Data: []byte(
					"-- +goose Up\n-- +goose StatementBegin\n" + tt.up + "\n-- +goose StatementEnd\n-- +goose Down\n" + tt.down)}}})
			}()
			if !strings.Contains(r.said, tt.want) {
				t.Errorf("said %q, want %q", r.said, tt.want)
			}
		})
	}
}

// failures is a test that keeps its failures to itself.
type failures struct {
	testing.TB
	said string
}

const errFatal = "fatal"

func (f *failures) Errorf(format string, args ...any) { f.said += format }
func (f *failures) Fatalf(format string, args ...any) { f.said += format; panic(errFatal) }

// On somebody else's server this process makes its roles and databases, and leaves none of the databases.
func TestForeignServer(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t)
	admin := pgtest.Of(t, db).AdminURL
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^(TestTestsShareADatabaseAndNotATenant|TestOwnDatabaseIsApartAndGoesWithItsTest)$", "-test.v")
	cmd.Env = append(os.Environ(), pgtest.EnvURL+"="+admin)
	cmd.Dir = t.TempDir()
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestOwnDatabaseIsApartAndGoesWithItsTest") {
		t.Fatalf("%v\n%s", err, out)
	}
	rows, err := pgtest.Admin(t, db).Query(t.Context(), "select datname from pg_database where datname like $1", "comptoir_test_"+strconv.Itoa(cmd.Process.Pid)+"\\_%")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		v, _ := rows.Values()
		t.Errorf("the database %v is left behind", v)
	}
}
