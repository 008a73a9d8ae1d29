package pg_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"

	"github.com/jackc/pgx/v5"
)

func line(name string, files ...string) pg.Line {
	m := fstest.MapFS{}
	for i, sql := range files {
		m[string(rune('1'+i))+"_step.sql"] = &fstest.MapFile{Data: []byte(sql)}
	}
	return pg.Line{Name: name, Files: m}
}

// of are the steps of one line.
func of(name string, steps []pg.Step) []pg.Step {
	return slices.DeleteFunc(slices.Clone(steps), func(s pg.Step) bool { return s.Line != name })
}

func TestMigrationsGoUpDownAndUp(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, notes)
}

func TestProcessesThatStartTogetherMigrateOnce(t *testing.T) {
	t.Parallel()
	d := pgtest.Empty(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := pg.Migrate(t.Context(), d.OwnerURL, []pg.Line{notes}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	steps, err := pg.Status(t.Context(), d.OwnerURL, []pg.Line{notes})
	if err != nil || len(of("comptoir", steps)) == 0 || len(of("notes", steps)) != 1 {
		t.Fatalf("%v, %v", steps, err)
	}
	for i, s := range steps {
		if !s.Applied || s.At.IsZero() {
			t.Errorf("step %d is %+v", i, s)
		}
	}
}

func TestFailedMigrationLeavesWhatCameBefore(t *testing.T) {
	t.Parallel()
	d := pgtest.Empty(t)
	const good = "-- +goose Up\ncreate schema good;\n-- +goose Down\ndrop schema good;"
	const bad = "-- +goose Up\ncreate table good.half (id uuid);\nselect 1/0;\n-- +goose Down\nselect 1;"
	broken := line("good", good, bad)
	if err := pg.Migrate(t.Context(), d.OwnerURL, []pg.Line{broken}); err == nil || !strings.Contains(err.Error(), "good") {
		t.Fatalf("error %v: want one that names the line", err)
	}
	steps, err := pg.Status(t.Context(), d.OwnerURL, []pg.Line{broken})
	if mine := of("good", steps); err != nil || len(mine) != 2 || !mine[0].Applied || mine[1].Applied {
		t.Errorf("%+v, %v", steps, err)
	}
	var half bool
	if err := pgtest.Connect(t, d.AdminURL).QueryRow(t.Context(), "select to_regclass('good.half') is not null").Scan(&half); err != nil || half {
		t.Errorf("half of the failed migration stayed (%v)", err)
	}
	if err := pg.Down(t.Context(), d.OwnerURL, broken, 0); err != nil {
		t.Errorf("down: %v", err)
	}
}

// A migration waits for its table a moment at a time and lets others through, instead of blocking everybody behind it.
func TestMigrationTriesAgainForABusyTable(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, notes)
	d, ctx := pgtest.Of(t, db), t.Context()
	more := pg.Line{Name: "more", Files: fstest.MapFS{"1_step.sql": {Data: []byte(
		"-- +goose Up\nset local lock_timeout = '20ms';\nalter table notes.note add column more text;\n-- +goose Down\nalter table notes.note drop column more;")}}}
	busy, watch := pgtest.Connect(t, d.AdminURL), pgtest.Connect(t, d.AdminURL)
	hold, err := busy.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hold.Exec(ctx, "lock table notes.note"); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- pg.Migrate(ctx, d.OwnerURL, []pg.Line{notes, more}) }()
	// Once it has been seen waiting and then not waiting any more, the first attempt has failed.
	const waiting = "select exists (select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database()))"
	for _, want := range []bool{true, false} {
		for got := !want; got != want; {
			if err := watch.QueryRow(ctx, waiting).Scan(&got); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := hold.Rollback(ctx); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("it did not try again: %v", err)
	}
}

func TestLinesAreChecked(t *testing.T) {
	t.Parallel()
	d := pgtest.Empty(t)
	const step = "-- +goose Up\nselect 1;\n-- +goose Down\nselect 1;"
	for name, lines := range map[string][]pg.Line{
		"a name that would be SQL": {line("x; drop schema comptoir", step)},
		"twice the same name":      {line("x", step), line("x", step)},
		"no files":                 {{Name: "x"}},
		"no migrations":            {line("x")},
	} {
		if err := pg.Migrate(t.Context(), d.OwnerURL, lines); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := pg.Migrate(gone, d.OwnerURL, nil); err == nil {
		t.Error("a cancelled migration ran")
	}
}

func TestFingerprintFollowsTheMigrations(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for name, lines := range map[string][]pg.Line{
		"nothing":       nil,
		"one line":      {line("a", "x")},
		"another name":  {line("b", "x")},
		"other content": {line("a", "y")},
		"two files":     {line("a", "x", "y")},
		"moved border":  {line("a", "xy", "")},
		"two lines":     {line("a", "x"), line("b", "x")},
		"another order": {line("b", "x"), line("a", "x")},
	} {
		f, err := pg.Fingerprint(lines)
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[f]; ok {
			t.Errorf("%s and %s have the same fingerprint", name, other)
		}
		seen[f] = name
		if again, _ := pg.Fingerprint(lines); again != f {
			t.Errorf("%s: the fingerprint changes by itself", name)
		}
	}
}

// The dump is compared with a committed one: it must show what matters, and nothing that depends on the order in which
// things were made.
func TestDumpShowsTheSchemaAndNotItsHistory(t *testing.T) {
	t.Parallel()
	parts := []string{
		"create table d.a (tenant_id uuid not null, id uuid primary key, n int default 7 check (n > 0), s text collate \"C\", g int generated always as (n * 2) stored)",
		"create table d.b (id bigint generated always as identity, label d.mood)",
		"create view d.v with (security_invoker = true) as select 1 as one",
		"create function d.f(x int) returns int language sql immutable return x + 1",
		"create sequence d.s",
	}
	dump := func(order []int) string {
		c := pgtest.Connect(t, pgtest.Empty(t).OwnerURL)
		exec(t, c, "create schema d", "create type d.mood as enum ('glad', 'sad')")
		for _, i := range order {
			exec(t, c, parts[i])
		}
		exec(t, c, "create index a_n on d.a (tenant_id, n)", "alter table d.a enable row level security",
			"create policy p on d.a for select to public using (id is not null)", "comment on column d.a.n is 'a number'",
			"grant select on d.a to comptoir_app", "alter table d.b drop column label", "alter table d.b add column label d.mood")
		text, err := pg.Dump(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	one, other := dump([]int{0, 1, 2, 3, 4}), dump([]int{4, 3, 2, 1, 0})
	if one != other {
		t.Errorf("the dump depends on the order of creation:\n%s\n%s", one, other)
	}
	for _, want := range []string{
		"TABLE d.a ROW SECURITY", "n integer DEFAULT 7", "CHECK ((n > 0))", `s text COLLATE "C"`, "GENERATED ALWAYS AS ((n * 2)) STORED",
		"id bigint NOT NULL GENERATED ALWAYS AS IDENTITY", "TYPE d.mood ENUM ('glad', 'sad')", "PRIMARY KEY (id)",
		"CREATE INDEX a_n ON d.a USING btree (tenant_id, n)", "POLICY p FOR SELECT USING (id IS NOT NULL)",
		"GRANT SELECT TO comptoir_app", "COMMENT ON n 'a number'", "VIEW d.v WITH (security_invoker=true)", "FUNCTION d.f(x integer)", "SEQUENCE d.s",
	} {
		if !strings.Contains(one, want) {
			t.Errorf("the dump does not show %q:\n%s", want, one)
		}
	}
}

func exec(t testing.TB, c *pgx.Conn, statements ...string) {
	t.Helper()
	for _, sql := range statements {
		if _, err := c.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}
