package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// dump writes the database in pg_dump's custom format, which is compressed.
func dump(ctx context.Context, s Source, w io.Writer) error {
	return run(ctx, s.Programs, "pg_dump", s.Database, nil, w, "--format=custom", "--no-owner", "--no-comments")
}

// restore plays a dump into a database, in one transaction.
func restore(ctx context.Context, t Target, r io.Reader) error {
	return run(ctx, t.Programs, "pg_restore", t.Database, r, io.Discard, "--no-owner", "--no-comments", "--exit-on-error", "--single-transaction")
}

// list reads the contents of a dump without a database.
func list(ctx context.Context, programs string, r io.Reader) error {
	return run(ctx, programs, "pg_restore", "", r, io.Discard, "--list")
}

// run runs one of PostgreSQL's programs. The password of the address goes by the environment, where the list of processes
// does not show it.
func run(ctx context.Context, programs, name, database string, in io.Reader, out io.Writer, args ...string) error {
	path, err := find(programs, name)
	if err != nil {
		return err
	}
	c := exec.CommandContext(ctx, path, args...) // #nosec G204 -- a program of PostgreSQL, where the operator has it
	if database != "" {
		address, password, err := plain(database)
		if err != nil {
			return err
		}
		c.Args = append(c.Args, "--dbname="+address)
		c.Env = append(os.Environ(), "PGPASSWORD="+password)
	}
	var said bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = in, out, &said
	if err := c.Run(); err != nil {
		return fmt.Errorf("backup: %s: %w: %s", name, err, strings.TrimSpace(said.String()))
	}
	return nil
}

func find(programs, name string) (string, error) {
	if programs != "" {
		path := filepath.Join(programs, name)
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("backup: %s is not on this machine: install PostgreSQL's client programs", name)
	}
	return path, nil
}

// plain takes out of an address its password, and what pgx understands and PostgreSQL's programs do not.
func plain(address string) (without, password string, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", "", errors.New("backup: the database's address is not a postgres:// address") // err would repeat the password
	}
	password, _ = u.User.Password()
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	q := u.Query()
	if p := q.Get("password"); p != "" {
		password = p
	}
	for name := range q {
		if name == "password" || strings.HasPrefix(name, "pool_") || strings.HasPrefix(name, "default_query_exec_mode") || strings.HasSuffix(name, "_cache_capacity") {
			q.Del(name)
		}
	}
	u.RawQuery = q.Encode()
	return u.String(), password, nil
}
