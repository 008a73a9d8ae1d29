package pgtest

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"sync"
	"time"

	"comptoir/internal/platform/pg"

	"github.com/jackc/pgx/v5"
)

// EnvURL names the environment variable with the address of a server to use instead of the private one.
const EnvURL = "COMPTOIR_TEST_DATABASE_URL"

// rolePassword is that of the two roles on a foreign test server; the private one asks for none.
const rolePassword = "comptoir-test"

// closePatience is how long a pool may wait for its connections when its test is over.
const closePatience = 10 * time.Second

// host is the server on which databases are made.
type host struct {
	adminURL string
	foreign  bool     // it is not ours and outlives us
	use      *os.File // stays open as long as this process lives: it keeps the private server up
}

// theServer returns the server of this process, starting or joining the private one at the first call.
var theServer = sync.OnceValues(func() (*host, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if address := os.Getenv(EnvURL); address != "" {
		// Advisory locks belong to a database: all processes must take theirs in the same one of the server.
		h := &host{adminURL: at(address, "postgres", "", ""), foreign: true}
		return h, h.admin(ctx, roles)
	}
	address, use, err := join(ctx, home())
	if err != nil {
		return nil, err
	}
	return &host{adminURL: address, use: use}, nil
})

// roles makes the two roles on a foreign server.
func roles(ctx context.Context, c *pgx.Conn) error {
	return locked(ctx, c, "roles", func() error {
		for _, role := range []string{"comptoir_owner", "comptoir_app"} {
			var exists bool
			if err := c.QueryRow(ctx, "select exists (select from pg_roles where rolname = $1)", role).Scan(&exists); err != nil {
				return err
			}
			verb := "CREATE"
			if exists {
				verb = "ALTER"
			}
			if _, err := c.Exec(ctx, fmt.Sprintf("%s ROLE %s LOGIN PASSWORD '%s'", verb, role, rolePassword)); err != nil {
				return err
			}
		}
		return nil
	})
}

// locked runs do while no other test process does the same.
func locked(ctx context.Context, c *pgx.Conn, what string, do func() error) error {
	h := fnv.New64a()
	_, _ = h.Write([]byte(prefix + what))
	key := int64(h.Sum64())
	if _, err := c.Exec(ctx, "select pg_advisory_lock($1)", key); err != nil {
		return err
	}
	err := do()
	_, unlock := c.Exec(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", key)
	return errors.Join(err, unlock)
}

// admin runs do on a connection of the superuser.
func (h *host) admin(ctx context.Context, do func(context.Context, *pgx.Conn) error) error {
	c, err := pgx.Connect(ctx, h.adminURL)
	if err != nil {
		return err
	}
	return errors.Join(do(ctx, c), c.Close(context.WithoutCancel(ctx)))
}

func (h *host) database(name string) Database {
	return Database{
		Name:     name,
		AdminURL: at(h.adminURL, name, "", ""),
		OwnerURL: at(h.adminURL, name, "comptoir_owner", rolePassword),
		AppURL:   at(h.adminURL, name, "comptoir_app", rolePassword),
	}
}

// open clones the template of these lines, making it first when nobody has, and opens the clone.
func (h *host) open(ctx context.Context, key string, lines []pg.Line, cfg pg.Config) (*pg.DB, error) {
	template, d := prefix+"template_"+key, h.database(newName())
	err := h.admin(ctx, func(ctx context.Context, c *pgx.Conn) error {
		if err := h.template(ctx, c, template, lines); err != nil {
			return err
		}
		_, err := c.Exec(ctx, "CREATE DATABASE "+d.Name+" TEMPLATE "+template+" OWNER comptoir_owner STRATEGY wal_log")
		return err
	})
	if err != nil {
		return nil, err
	}
	cfg.URL = d.AppURL
	db, err := pg.Open(ctx, cfg)
	if err != nil {
		return nil, errors.Join(err, h.dropDatabase(d.Name))
	}
	names.Store(db, d)
	return db, nil
}

// template makes the migrated database to clone from. It gets its final name only when it is whole.
func (h *host) template(ctx context.Context, c *pgx.Conn, name string, lines []pg.Line) error {
	const exists = "select exists (select from pg_database where datname = $1)"
	var there bool
	if err := c.QueryRow(ctx, exists, name).Scan(&there); err != nil || there {
		return err
	}
	return locked(ctx, c, name, func() error {
		if err := c.QueryRow(ctx, exists, name).Scan(&there); err != nil || there {
			return err
		}
		draft := h.database(name + "_draft")
		for _, sql := range []string{
			"DROP DATABASE IF EXISTS " + draft.Name + " WITH (FORCE)",
			"CREATE DATABASE " + draft.Name + " OWNER comptoir_owner",
		} {
			if _, err := c.Exec(ctx, sql); err != nil {
				return err
			}
		}
		if err := pg.Migrate(ctx, draft.OwnerURL, lines); err != nil {
			return errors.Join(err, h.dropDatabase(draft.Name))
		}
		// Nobody may connect to it, or it could not be cloned.
		for _, sql := range []string{
			"ALTER DATABASE " + draft.Name + " ALLOW_CONNECTIONS false",
			"ALTER DATABASE " + draft.Name + " RENAME TO " + name,
		} {
			if _, err := c.Exec(ctx, sql); err != nil {
				return err
			}
		}
		return nil
	})
}

// drop ends the pool and drops its database. Closing waits for every connection that is in use: one that does not come
// back was leaked, and the test shall say so instead of hanging.
func (h *host) drop(db *pg.DB) error {
	d, _ := names.LoadAndDelete(db)
	closed := make(chan struct{})
	go func() {
		db.Close()
		close(closed)
	}()
	var leak error
	select {
	case <-closed:
	case <-time.After(closePatience):
		leak = fmt.Errorf("%d connections were not given back", db.Pool().Stat().AcquiredConns())
	}
	return errors.Join(leak, h.dropDatabase(d.(Database).Name))
}

func (h *host) dropDatabase(name string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return h.admin(ctx, func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		return err
	})
}
