// Package pgtest gives tests a migrated PostgreSQL database, and each test a tenant of its own in it, so that tests run
// in parallel and never clean up.
//
// The server is private and shared by all test processes of this user on this machine: the first one starts it, and a
// few seconds after the last one it is gone, with everything that it had. With COMPTOIR_TEST_DATABASE_URL in the
// environment (of a role that may create roles and databases) that server is used instead. Migrations run once per
// content: a database is a clone of a template, which takes some 20 ms.
//
// It knows no context. Start with DB and Tenant.
package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/pg"

	"github.com/jackc/pgx/v5"
)

var ids ident.Source

// Tenant returns a context in which the program itself acts for a new tenant, and that tenant. The context ends with
// the test.
func Tenant(t testing.TB) (context.Context, access.TenantID) {
	t.Helper()
	tenant := ident.Next[access.Tenant](&ids)
	return access.AsSystem(t.Context(), tenant, "test"), tenant
}

// As returns a context in which the program acts for a tenant that is there already.
func As(t testing.TB, tenant access.TenantID) context.Context {
	t.Helper()
	return access.AsSystem(t.Context(), tenant, "test")
}

// Database is one database of the test server and its addresses.
type Database struct {
	Name     string
	AppURL   string // the program's role
	OwnerURL string // the migrations' role
	AdminURL string // the superuser: sees everything
}

// shared are the databases of this process, by the fingerprint of their migrations.
var shared struct {
	sync.Mutex
	byLines map[string]*common
}

type common struct {
	sync.Mutex
	db    *pg.DB
	users int // counted on a foreign server only, to drop the database after the last one
}

// names remembers the database behind a pool, for Admin.
var names sync.Map // *pg.DB → Database

// DB returns the database of this test process with these lines of migrations (the ground line comes by itself), open
// as the program's role. All tests with the same lines share it: give each test its own Tenant.
func DB(t testing.TB, lines ...pg.Line) *pg.DB {
	t.Helper()
	key, err := pg.Fingerprint(lines)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	shared.Lock()
	if shared.byLines == nil {
		shared.byLines = map[string]*common{}
	}
	c := shared.byLines[key]
	if c == nil {
		c = &common{}
		shared.byLines[key] = c
	}
	shared.Unlock()

	c.Lock()
	defer c.Unlock()
	s, err := theServer()
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	if c.db == nil {
		if c.db, err = s.open(context.Background(), key, lines, pg.Config{}); err != nil {
			t.Fatalf("pgtest: %v", err)
		}
	}
	if s.foreign {
		c.users++
		t.Cleanup(func() { c.leave(t, s) })
	}
	return c.db
}

// leave drops the shared database after its last user, on a server that outlives the tests.
func (c *common) leave(t testing.TB, s *host) {
	c.Lock()
	defer c.Unlock()
	c.users--
	if c.users > 0 || c.db == nil {
		return
	}
	if err := s.drop(c.db); err != nil {
		t.Errorf("pgtest: %v", err)
	}
	c.db = nil
}

// Own returns a database of the test's own, dropped with the test: for tests that change the schema, count rows of all
// tenants, or break things.
func Own(t testing.TB, lines ...pg.Line) *pg.DB {
	t.Helper()
	return OwnWith(t, pg.Config{}, lines...)
}

// OwnWith is Own with settings for the pool; the URL is filled in.
func OwnWith(t testing.TB, cfg pg.Config, lines ...pg.Line) *pg.DB {
	t.Helper()
	s, err := theServer()
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	key, err := pg.Fingerprint(lines)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	db, err := s.open(t.Context(), key, lines, cfg)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		if err := s.drop(db); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	return db
}

// Empty returns a database with nothing in it, not even the ground line, dropped with the test.
func Empty(t testing.TB) Database {
	t.Helper()
	s, err := theServer()
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	d := s.database(newName())
	if err := s.admin(t.Context(), func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "CREATE DATABASE "+d.Name+" OWNER comptoir_owner")
		return err
	}); err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		if err := s.dropDatabase(d.Name); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	return d
}

// Of returns the addresses of a database that DB or Own opened.
func Of(t testing.TB, db *pg.DB) Database {
	t.Helper()
	d, ok := names.Load(db)
	if !ok {
		t.Fatal("pgtest: this database was not opened by pgtest")
	}
	return d.(Database)
}

// Admin connects to db as the superuser, who sees the rows of every tenant, until the test ends.
func Admin(t testing.TB, db *pg.DB) *pgx.Conn {
	t.Helper()
	return Connect(t, Of(t, db).AdminURL)
}

// Connect opens one connection until the test ends.
func Connect(t testing.TB, address string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = c.Close(ctx) // the test may have broken it
	})
	return c
}

// Dir returns a short, empty folder, removed with the test, in which a private cluster can live even when the tests run
// as root (t.TempDir is closed to the user as whom PostgreSQL then runs).
func Dir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(tempDir(), "ct")
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	return filepath.Join(dir, "pg")
}

var counter atomic.Int64

// newName is a database name of this process; the time keeps a reused process number apart from its predecessor.
func newName() string {
	return fmt.Sprintf("%s%d_%x_%d", prefix, os.Getpid(), started.UnixNano(), counter.Add(1))
}

const prefix = "comptoir_test_"

var started = time.Now()

// at is address with another database, and another user and password unless user is "".
func at(address, database, user, password string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // the first connection says what is wrong with it
	}
	u.Path = "/" + database
	if user != "" {
		u.User = url.UserPassword(user, password)
		q := u.Query()
		q.Del("user")
		q.Del("password")
		u.RawQuery = q.Encode()
	}
	return u.String()
}
