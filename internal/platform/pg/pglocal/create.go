package pglocal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
)

// create makes the cluster unless it is there. It is made beside and then renamed, so that an interrupted creation
// leaves no half of one.
func (c *Cluster) create(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(c.data(), "PG_VERSION")); err == nil {
		return nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	fresh := c.data() + ".new"
	var last error
	// C.UTF-8 knows the letters of every language and sorts alike on every machine; a few systems do not have it.
	for _, locale := range []string{"C.UTF-8", "C"} {
		if err := os.RemoveAll(fresh); err != nil {
			return err
		}
		if last = c.initdb(ctx, fresh, locale); last == nil {
			return os.Rename(fresh, c.data())
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(last, os.RemoveAll(fresh))
}

func (c *Cluster) initdb(ctx context.Context, into, locale string) error {
	args := []string{"-D", into, "-U", adminRole, "-E", "UTF8", "--locale=" + locale, "--auth-local=peer",
		"--auth-host=reject", "--data-checksums", "--no-instructions"}
	if c.cfg.Volatile {
		args = append(args, "--no-sync", "--wal-segsize=1")
	}
	cmd := exec.CommandContext(ctx, filepath.Join(c.binDir, "initdb"), args...) // #nosec G204 -- a program of PostgreSQL, where the operator has it
	cmd.Env = environment()
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.account.credential(), Setpgid: true}
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("initdb: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}

// environment is all that the server's programs get of ours: nothing that could name another cluster (PGDATA, PGHOST)
// and no secret.
func environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
}

// configure writes who may connect, again at every start, because another user may run the program this time.
func (c *Cluster) configure() error {
	hba := "# Written by Comptoir at every start.\n" +
		"local all all peer map=comptoir\n" +
		"local replication " + adminRole + " peer map=comptoir\n"
	var ident strings.Builder
	ident.WriteString("# Written by Comptoir at every start: operating system's user, role.\n")
	for _, role := range []string{adminRole, OwnerRole, AppRole} {
		fmt.Fprintf(&ident, "comptoir %s %s\n", quoteIdent(c.account.client), role)
	}
	for name, text := range map[string]string{"pg_hba.conf": hba, "pg_ident.conf": ident.String()} {
		path := filepath.Join(c.data(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
		if c.account.drop {
			if err := os.Lchown(path, c.account.uid, c.account.gid); err != nil {
				return err
			}
		}
	}
	return nil
}

func quoteIdent(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// arguments are the server's. They win over postgresql.conf, which stays initdb's.
func (c *Cluster) arguments() []string {
	settings := []string{
		"listen_addresses=",
		"port=5432", // part of the socket's name, nothing else
		`unix_socket_directories="` + strings.ReplaceAll(c.socket.dir, `"`, `""`) + `"`,
		"unix_socket_permissions=0700",
		fmt.Sprintf("max_connections=%d", c.cfg.MaxConnections),
		"logging_collector=off", "log_destination=stderr", "log_line_prefix=", "lc_messages=C", // read by server
		"timezone=UTC", "log_timezone=UTC",
		"jit=off", // short queries only
	}
	if c.cfg.Volatile {
		settings = append(settings, "fsync=off", "full_page_writes=off", "wal_level=minimal",
			"max_wal_senders=0", "shared_buffers=64MB", "min_wal_size=2MB")
	}
	args := []string{"-D", c.data()}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return args
}

// furnish makes the roles and the database unless they are there.
func (c *Cluster) furnish(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, c.AdminURL())
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var done bool
	if err := conn.QueryRow(ctx, `select exists (select from pg_database where datname = $1)`, Database).Scan(&done); err != nil || done {
		return err
	}
	// The database comes last: as long as it is missing, the next start makes everything again.
	for _, sql := range []string{
		"DROP ROLE IF EXISTS " + OwnerRole,
		"DROP ROLE IF EXISTS " + AppRole,
		"CREATE ROLE " + OwnerRole + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
		"CREATE ROLE " + AppRole + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT",
		"CREATE DATABASE " + Database + " OWNER " + OwnerRole,
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}
