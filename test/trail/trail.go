// Package trail is the law that every change leaves an entry in the audit trail, for tests that run the whole program.
// Watch makes a test's database refuse the commit of a change without an entry, and remembers which use cases have left
// one; trail.txt says, use case by use case, what each leaves or why it leaves nothing. It knows no trade. Start with
// Watch; Complaints is asked when all tests of a package are over.
package trail

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/platform/pgtest"
)

//go:embed trail.txt
var text string

// Book is trail.txt as it is read.
type Book struct {
	Tables map[string]string // tables that change without an entry ("jobs.*", "identity.session"), and why
	Cases  map[string]string // use cases, and what they leave: entities ("stays.block"), or Reads, or Quiet and why
}

// What a use case leaves besides entries.
const (
	Reads = "reads"   // it changes nothing
	Quiet = "nothing" // it changes something that the trail need not know
)

// Kept reports whether a use case leaves entries.
func (b Book) Kept(name string) bool {
	what := b.Cases[name]
	return what != "" && what != Reads && !strings.HasPrefix(what, Quiet)
}

// Entities are the sorts of things of which a use case leaves entries.
func (b Book) Entities(name string) []string {
	if !b.Kept(name) {
		return nil
	}
	what, _, _ := strings.Cut(b.Cases[name], "@")
	return strings.Fields(what)
}

// Elsewhere is the test that sees a use case leave its entry where the whole program's tests cannot: package and name.
func (b Book) Elsewhere(name string) (pkg, test string) {
	_, at, _ := strings.Cut(b.Cases[name], "@")
	pkg, test, _ = strings.Cut(at, " ")
	return pkg, test
}

// Read reads trail.txt. A line that says nothing is a mistake.
func Read() (Book, error) {
	b := Book{Tables: map[string]string{}, Cases: map[string]string{}}
	section := b.Tables
	for n, line := range strings.Split(text, "\n") {
		name, what, _ := strings.Cut(strings.TrimSpace(line), " ")
		what = strings.TrimSpace(what)
		switch {
		case name == "" || strings.HasPrefix(name, "#"):
		case name == "TABLES":
			section = b.Tables
		case name == "USECASES":
			section = b.Cases
		case what == "" || what == Quiet || section[name] != "":
			return b, fmt.Errorf("trail.txt:%d: %q says nothing, or says it twice", n+1, line)
		default:
			section[name] = what
		}
	}
	return b, nil
}

// install makes every table of the businesses ask, when its transaction commits, whether an entry was written. Only what
// the program itself does is asked: a test that prepares its rows by hand is another role.
const install = `
CREATE SCHEMA trailtest;
GRANT USAGE ON SCHEMA trailtest TO PUBLIC;
CREATE FUNCTION trailtest.written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('trailtest.entry', 'written', true);
	IF new.before IS NOT NULL THEN
		PERFORM set_config('trailtest.before', 'written', true);
	END IF;
	RETURN NULL;
END $$;
CREATE FUNCTION trailtest.demand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF session_user = 'comptoir_app' AND coalesce(current_setting('trailtest.entry', true), '') = '' THEN
		RAISE EXCEPTION 'a change of %%.%% leaves no entry in the audit trail', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'TR001';
	END IF;
	IF session_user = 'comptoir_app' AND TG_OP <> 'INSERT' AND coalesce(current_setting('trailtest.before', true), '') = '' THEN
		RAISE EXCEPTION '%% of %%.%%: no entry in the audit trail says what was before', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'TR002';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER trailtest_written AFTER INSERT ON audit.entry FOR EACH ROW EXECUTE FUNCTION trailtest.written();
DO $$
DECLARE t record;
BEGIN
	FOR t IN SELECT n.nspname AS s, c.relname AS r FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'public', 'comptoir')
			AND NOT n.nspname || '.' || c.relname = ANY (string_to_array(%[1]s, ' ')) AND NOT n.nspname || '.*' = ANY (string_to_array(%[1]s, ' '))
	LOOP
		EXECUTE format('CREATE CONSTRAINT TRIGGER trailtest_demand AFTER INSERT OR UPDATE OR DELETE ON %%I.%%I DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION trailtest.demand()', t.s, t.r);
	END LOOP;
END $$;`

// Watch makes the database refuse changes without an entry until the test ends, and then notes which use cases have left
// entries in it. The database must be the test's own.
func Watch(t testing.TB, d pgtest.Database) {
	t.Helper()
	book, err := Read()
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.WithoutCancel(t.Context())
	admin := func(do func(*pgx.Conn) error) error {
		conn, err := pgx.Connect(ctx, d.AdminURL)
		if err != nil {
			return err
		}
		defer func() { _ = conn.Close(ctx) }()
		return do(conn)
	}
	silent := "'" + strings.Join(slices.Sorted(maps.Keys(book.Tables)), " ") + "'"
	err = admin(func(c *pgx.Conn) error {
		var watched bool
		// By an earlier start on the same database; or the address leads to another one of the same server, as where it is killed.
		if err := c.QueryRow(ctx, "SELECT to_regnamespace('trailtest') IS NOT NULL OR to_regclass('audit.entry') IS NULL").Scan(&watched); err != nil || watched {
			return err
		}
		_, err := c.Exec(ctx, fmt.Sprintf(install, silent))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin(func(c *pgx.Conn) error { return collect(ctx, c) }) }) // some tests break their server
}

var (
	mu   sync.Mutex
	seen = map[string]map[string]int{} // use case, entity: entries
	poor = map[string]string{}         // use case: an entry that says too little
)

func collect(ctx context.Context, c *pgx.Conn) error {
	// A visitor, and who holds a private link, has no name.
	rows, err := c.Query(ctx, `SELECT usecase, entity, count(*), count(*) FILTER (WHERE before IS NULL AND after IS NULL),
		count(*) FILTER (WHERE actor = '' AND actor_kind IN ('user', 'system')) FROM audit.entry WHERE usecase <> '' GROUP BY 1, 2`)
	if err != nil {
		return err
	}
	mu.Lock()
	defer mu.Unlock()
	var name, entity string
	var n, stateless, nobody int
	_, err = pgx.ForEachRow(rows, []any{&name, &entity, &n, &stateless, &nobody}, func() error {
		if seen[name] == nil {
			seen[name] = map[string]int{}
		}
		seen[name][entity] += n
		if stateless+nobody > 0 {
			poor[name] = fmt.Sprintf("%s: of %d entries of %s, %d have neither before nor after, %d no actor", name, n, entity, stateless, nobody)
		}
		return nil
	})
	return err
}

// Complaints compares what was seen in this process with trail.txt: a use case that should leave an entry and left none
// in any test, one that left what the list does not say, and entries that say too little.
func Complaints() []string {
	book, err := Read()
	if err != nil {
		return []string{err.Error()}
	}
	mu.Lock()
	defer mu.Unlock()
	all := slices.Collect(maps.Values(poor))
	for name := range book.Cases {
		if pkg, _ := book.Elsewhere(name); book.Kept(name) && pkg == "" && len(seen[name]) == 0 {
			all = append(all, name+": no test has seen it leave an entry")
		}
	}
	for name, entities := range seen {
		for entity := range entities {
			if !slices.Contains(book.Entities(name), entity) {
				all = append(all, fmt.Sprintf("%s: leaves an entry of %s, and trail.txt says %q", name, entity, book.Cases[name]))
			}
		}
	}
	slices.Sort(all)
	return all
}

// Seen lists what was seen, as the lines of trail.txt, for whoever writes it.
func Seen() string {
	mu.Lock()
	defer mu.Unlock()
	var all []string
	for name, entities := range seen {
		all = append(all, fmt.Sprintf("%-36s %s", name, strings.Join(slices.Sorted(maps.Keys(entities)), " ")))
	}
	slices.Sort(all)
	return strings.Join(all, "\n") + "\n"
}
