package pg

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// Line is one context's row of migrations: numbered files with goose annotations, applied in order, with a version
// table of their own (comptoir.migration_<name>). Lines do not refer to one another.
type Line struct {
	Name  string // "stays": lower case, the context's schema
	Files fs.FS  // 0001_words.sql …, at the root or in a folder "migrations"
}

// Step is one migration and whether the database has it.
type Step struct {
	Line    string
	Version int64
	Name    string
	Applied bool
	At      time.Time // when it was applied; zero when it was not
}

//go:embed migrations/*.sql
var ground embed.FS

// Ground is the first line: the schema comptoir, the role comptoir_app, comptoir.protect. Migrate applies it by itself.
func Ground() Line { return Line{Name: "comptoir", Files: ground} }

const (
	// migrationLock is the advisory lock that lets one process migrate at a time.
	migrationLock = 7012650113370001
	// lockTimeout bounds how long a migration may wait for a table, since everybody else waits behind it.
	lockTimeout = "2s"
	// lockAttempts is how often a migration that did not get its table is tried again.
	lockAttempts = 10
	// lockInterval is the pause between two tries for a lock.
	lockInterval = 100 * time.Millisecond
)

var lineName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,40}$`)

// Migrate brings every line up to its last version, Ground first. ownerURL is the role that owns the schemas; connect
// directly, not through a pooler. Processes that start together wait for each other. A failed migration leaves the
// ones before it applied.
func Migrate(ctx context.Context, ownerURL string, lines []Line) error {
	return withLines(ctx, ownerURL, lines, func(p *goose.Provider, _ Line) error {
		_, err := p.Up(ctx)
		return err
	})
}

// Down takes one line back to version to; 0 removes it. Its data is lost.
func Down(ctx context.Context, ownerURL string, line Line, to int64) error {
	return withMigrator(ctx, ownerURL, func(db *sql.DB) error {
		return migrate(ctx, db, line, func(p *goose.Provider, _ Line) error {
			_, err := p.DownTo(ctx, to)
			return err
		})
	})
}

// Status lists the steps of Ground and of the lines, in order.
func Status(ctx context.Context, ownerURL string, lines []Line) ([]Step, error) {
	var steps []Step
	err := withLines(ctx, ownerURL, lines, func(p *goose.Provider, l Line) error {
		list, err := p.Status(ctx)
		for _, s := range list {
			steps = append(steps, Step{Line: l.Name, Version: s.Source.Version, Name: s.Source.Path,
				Applied: s.State == goose.StateApplied, At: s.AppliedAt})
		}
		return err
	})
	return steps, err
}

// Fingerprint is the same for the same migrations and changes with any of them.
func Fingerprint(lines []Line) (string, error) {
	h := fnv.New128a()
	for _, l := range withGround(lines) {
		files, err := l.files()
		if err != nil {
			return "", err
		}
		names, err := fs.Glob(files, "*.sql")
		if err != nil {
			return "", fmt.Errorf("pg: line %s: %w", l.Name, err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(files, name)
			if err != nil {
				return "", fmt.Errorf("pg: line %s: %w", l.Name, err)
			}
			fmt.Fprintf(h, "%s/%s\n%d\n%s", l.Name, name, len(text), text)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}

func withGround(lines []Line) []Line {
	all := []Line{Ground()}
	for _, l := range lines {
		if l.Name != all[0].Name {
			all = append(all, l)
		}
	}
	return all
}

func (l Line) files() (fs.FS, error) {
	if !lineName.MatchString(l.Name) {
		return nil, fmt.Errorf("pg: %q is no name for a line of migrations", l.Name)
	}
	if l.Files == nil {
		return nil, fmt.Errorf("pg: line %s has no files", l.Name)
	}
	if info, err := fs.Stat(l.Files, "migrations"); err == nil && info.IsDir() {
		return fs.Sub(l.Files, "migrations")
	}
	return l.Files, nil
}

func withLines(ctx context.Context, ownerURL string, lines []Line, do func(*goose.Provider, Line) error) error {
	seen := map[string]bool{}
	for _, l := range lines {
		if seen[l.Name] {
			return fmt.Errorf("pg: two lines of migrations are called %s", l.Name)
		}
		seen[l.Name] = true
	}
	return withMigrator(ctx, ownerURL, func(db *sql.DB) error {
		for _, l := range withGround(lines) {
			if err := migrate(ctx, db, l, do); err != nil {
				return err
			}
		}
		return nil
	})
}

func migrate(ctx context.Context, db *sql.DB, l Line, do func(*goose.Provider, Line) error) error {
	files, err := l.files()
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithTableName("comptoir.migration_"+l.Name),
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("pg: line %s: %w", l.Name, err)
	}
	for attempt := 1; ; attempt++ {
		err = do(p, l)
		if state(err) != "55P03" || attempt == lockAttempts {
			break
		}
		if err := sleep(ctx, time.Duration(attempt)*lockInterval); err != nil {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("pg: line %s: %w", l.Name, err)
	}
	return nil
}

// withMigrator runs do with a connection of the owner, while this process alone may migrate, in a database that has the
// schema comptoir.
func withMigrator(ctx context.Context, ownerURL string, do func(*sql.DB) error) error {
	cfg, err := pgx.ParseConfig(ownerURL)
	if err != nil {
		return fmt.Errorf("pg: %w", err)
	}
	cfg.RuntimeParams["application_name"] = "comptoir migrate"
	cfg.RuntimeParams["lock_timeout"] = lockTimeout
	guard, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return ErrUnavailable.Because(err)
	}
	// The lock belongs to this connection and goes with it, also when the process dies.
	defer func() { _ = guard.Close(context.WithoutCancel(ctx)) }()
	if err := lock(ctx, guard); err != nil {
		return err
	}
	if _, err := guard.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS comptoir"); err != nil {
		return fmt.Errorf("pg: %w", err)
	}
	db := stdlib.OpenDB(*cfg)
	return errors.Join(do(db), db.Close())
}

// lock asks again and again instead of waiting inside one statement: a waiting statement holds a snapshot, and the
// CREATE INDEX CONCURRENTLY of the process that migrates would wait for it forever.
func lock(ctx context.Context, c *pgx.Conn) error {
	for {
		var got bool
		if err := c.QueryRow(ctx, "select pg_try_advisory_lock($1)", int64(migrationLock)).Scan(&got); err != nil {
			return fmt.Errorf("pg: %w", err)
		}
		if got {
			return nil
		}
		if err := sleep(ctx, lockInterval); err != nil {
			return fmt.Errorf("pg: another process is migrating: %w", err)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
