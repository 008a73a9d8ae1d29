// Package pglocal runs a private PostgreSQL inside the program: nothing to install, nothing to configure, and nobody
// else can connect. It finds the machine's PostgreSQL binaries (or fetches some), creates a cluster in a folder, serves
// it on a Unix socket in a folder of its own, and stops it with the program, also when the program is killed.
//
// It knows no table and no migration, and it refuses TCP, passwords, and a second program on the same folder. Access is
// decided by the kernel (peer authentication): only the user who runs the program may connect. As root, PostgreSQL runs
// as another user, because it refuses to run as root.
//
// Start with Start.
package pglocal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Names inside the cluster.
const (
	Database  = "comptoir"
	OwnerRole = "comptoir_owner" // owns the database: migrations
	AppRole   = "comptoir_app"   // owns nothing and cannot bypass row-level security: the program
	adminRole = "postgres"       // the cluster's superuser
)

// ErrInUse is returned when another program runs the cluster of the folder.
var ErrInUse = errors.New("another program uses this database folder")

// Config says where the cluster lives. Only Dir is required.
type Config struct {
	Dir string // folder of the cluster, made when it is not there; nothing else may live in it

	// Volatile gives up durability for speed: a crash of the machine may lose or damage the data. For tests only.
	Volatile bool

	MaxConnections int          // 100 when zero
	Log            *slog.Logger // what PostgreSQL says; discarded when nil

	BinDir    string // folder of postgres and initdb; looked for when empty
	FetchURL  string // Maven repository from which binaries are fetched when the machine has none; Maven Central when empty
	FetchInto string // folder that keeps the fetched binaries; Dir/binaries when empty
	NoFetch   bool   // fail rather than fetch
}

// Cluster is a running PostgreSQL of this program.
type Cluster struct {
	cfg     Config
	binDir  string
	account account
	socket  socket
	lock    *os.File

	mu     sync.Mutex
	server *server // nil when stopped
}

// Start starts the cluster in cfg.Dir, creating it first when the folder is empty, and returns when it accepts
// connections: half a second the first time, a few hundredths later. After a crash PostgreSQL recovers by itself, and
// Start waits for it. It fails with ErrInUse when another program has the folder. Call Stop when done; if the program
// dies without, PostgreSQL stops by itself.
func Start(ctx context.Context, cfg Config) (*Cluster, error) {
	c, err := start(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("embedded PostgreSQL in %s: %w", cfg.Dir, err)
	}
	return c, nil
}

func start(ctx context.Context, cfg Config) (_ *Cluster, err error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.MaxConnections <= 0 {
		cfg.MaxConnections = 100
	}
	if cfg.Dir, err = filepath.Abs(cfg.Dir); err != nil {
		return nil, err
	}
	c := &Cluster{cfg: cfg}
	if c.account, err = accountFor(cfg.Dir); err != nil {
		return nil, err
	}
	if err := c.account.makeFolder(cfg.Dir); err != nil {
		return nil, err
	}
	if c.lock, err = lockFolder(cfg.Dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.close())
		}
	}()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if c.binDir, err = binaries(ctx, cfg, c.account); err != nil {
		return nil, err
	}
	if c.socket, err = c.account.makeSocket(cfg.Dir); err != nil {
		return nil, err
	}
	if err := c.create(ctx); err != nil {
		return nil, err
	}
	if err := c.configure(); err != nil {
		return nil, err
	}
	if err := c.run(ctx); err != nil {
		return nil, err
	}
	if err := c.furnish(ctx); err != nil {
		return nil, errors.Join(err, c.server.stop(context.WithoutCancel(ctx)))
	}
	return c, nil
}

// Beside is the cluster of a folder that another process runs just now, for who only wants to connect, such as a back-up:
// Stop leaves it as it is. Whether it runs, the first connection tells.
func Beside(ctx context.Context, cfg Config) (_ *Cluster, err error) {
	if cfg.Dir, err = filepath.Abs(cfg.Dir); err != nil {
		return nil, err
	}
	c := &Cluster{cfg: cfg}
	if c.account, err = accountFor(cfg.Dir); err != nil {
		return nil, err
	}
	cfg.NoFetch = true
	if c.binDir, err = binaries(ctx, cfg, c.account); err != nil {
		return nil, err
	}
	c.socket, err = c.account.makeSocket(cfg.Dir)
	return c, err
}

func (c *Cluster) data() string { return filepath.Join(c.cfg.Dir, "data") }

// OwnerURL connects as the owner of the database: for migrations only.
func (c *Cluster) OwnerURL() string { return c.url(OwnerRole, Database) }

// AppURL connects as the role of the program.
func (c *Cluster) AppURL() string { return c.url(AppRole, Database) }

// AdminURL connects as the superuser to the maintenance database: for tests that make databases.
func (c *Cluster) AdminURL() string { return c.url(adminRole, "postgres") }

// BackupURL connects as the superuser to the program's database, whose every row he sees: for back-ups only.
func (c *Cluster) BackupURL() string { return c.url(adminRole, Database) }

func (c *Cluster) url(role, database string) string {
	u := url.URL{Scheme: "postgres", User: url.User(role), Path: "/" + database,
		RawQuery: url.Values{"host": {c.socket.dir}}.Encode()}
	return u.String()
}

// BinDir is the folder of the PostgreSQL programs in use (pg_dump, psql when the machine's PostgreSQL has them).
func (c *Cluster) BinDir() string { return c.binDir }

// Done is closed when the server that runs now has ended, whether it was asked to or not.
func (c *Cluster) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server == nil {
		closed := make(chan struct{})
		close(closed)
		return closed
	}
	return c.server.exited
}

// Restart stops the server and starts it again: connections break, data stays.
func (c *Cluster) Restart(ctx context.Context) error {
	if err := c.halt(ctx); err != nil {
		return err
	}
	return c.run(ctx)
}

// Crash ends the server as a fault would, without letting it finish anything, for tests of recovery. Call Restart next.
func (c *Cluster) Crash() {
	c.mu.Lock()
	s := c.server
	c.mu.Unlock()
	if s != nil {
		s.crash()
	}
}

// Stop ends open connections, stops the server and gives the folder back. When ctx ends first, the server is stopped at
// once and recovers at the next start. It may be called again.
func (c *Cluster) Stop(ctx context.Context) error {
	return errors.Join(c.halt(ctx), c.close())
}

func (c *Cluster) halt(ctx context.Context) error {
	c.mu.Lock()
	s := c.server
	c.server = nil
	c.mu.Unlock()
	if s == nil {
		return nil
	}
	return s.stop(ctx)
}

// close gives back the socket's folder and the lock, in this order.
func (c *Cluster) close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lock == nil {
		return nil
	}
	err := errors.Join(c.socket.remove(), c.lock.Close())
	c.lock = nil
	return err
}

// run starts the server and waits until it accepts connections.
func (c *Cluster) run(ctx context.Context) error {
	if err := clearStale(ctx, c.data(), c.cfg.Log); err != nil {
		return err
	}
	for deadline := time.Now().Add(leftoverPatience); ; {
		s, err := spawn(c.binDir, c.arguments(), c.account, c.cfg.Log)
		if err != nil {
			return err
		}
		err = s.ready(ctx)
		if err == nil {
			c.mu.Lock()
			c.server = s
			c.mu.Unlock()
			return nil
		}
		if !s.leftover() || time.Now().After(deadline) || ctx.Err() != nil {
			return err
		}
		if err := sleep(ctx, 100*time.Millisecond); err != nil {
			return err
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
