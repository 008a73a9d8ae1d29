package pglocal_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"comptoir/internal/platform/pg/pglocal"
	"comptoir/internal/platform/pgtest"

	"github.com/jackc/pgx/v5"
)

// Here a cluster belongs to another program: this test's own, started again as a child.

const envChild = "PGLOCAL_TEST_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(envChild); dir != "" {
		if err := child(dir); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child runs a cluster until its input ends.
func child(dir string) error {
	ctx := context.Background()
	c, err := pglocal.Start(ctx, pglocal.Config{Dir: dir, NoFetch: true})
	if err != nil {
		return err
	}
	if err := keepSomething(ctx, c.OwnerURL()); err != nil {
		return errors.Join(err, c.Stop(ctx))
	}
	fmt.Println("ready", c.AppURL())
	_, err = io.Copy(io.Discard, os.Stdin)
	return errors.Join(err, c.Stop(ctx))
}

type program struct {
	cmd     *exec.Cmd
	stdin   io.WriteCloser
	address string
}

// run starts the program as a user (nil: ourselves) and waits until its cluster is ready.
func run(t *testing.T, dir string, as *user.User) *program {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{}
	if as != nil {
		self = copyFor(t, self)
	}
	p.cmd = exec.Command(self)
	p.cmd.Dir = "/"
	p.cmd.Env = append(os.Environ(), envChild+"="+dir)
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if as != nil {
		p.cmd.SysProcAttr.Credential = &syscall.Credential{Uid: number(t, as.Uid), Gid: number(t, as.Gid)}
	}
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stderr = os.Stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); _ = p.cmd.Wait() }) // when the test failed half-way
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "ready ") {
		t.Fatalf("the program says %q (%v)", line, err)
	}
	p.address = strings.TrimSpace(strings.TrimPrefix(line, "ready "))
	return p
}

func number(t *testing.T, text string) uint32 {
	t.Helper()
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	return uint32(n)
}

// copyFor copies the program to where other users may run it.
func copyFor(t *testing.T, path string) string {
	t.Helper()
	dir := filepath.Dir(pgtest.Dir(t))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "program")
	if err := os.WriteFile(copied, text, 0o755); err != nil {
		t.Fatal(err)
	}
	return copied
}

func TestKilledProgramTakesItsServerAlong(t *testing.T) {
	t.Parallel()
	dir := pgtest.Dir(t)
	p := run(t, dir, nil)
	if len(serversOf(t, dir)) == 0 {
		t.Fatal("no server runs: the test would show nothing")
	}
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait()
	c := start(t, pglocal.Config{Dir: dir, NoFetch: true}) // at once: it waits for the server that is ending
	if got := query[string](t, c.AppURL(), kept); got != "words" {
		t.Errorf("after a kill: %q", got)
	}
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}

	p = runAgain(t, dir)
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait()
	eventually(t, "the server ends after its program", func() bool { return len(serversOf(t, dir)) == 0 })
}

// runAgain runs the program on a cluster that has the table already.
func runAgain(t *testing.T, dir string) *program {
	t.Helper()
	c := start(t, pglocal.Config{Dir: dir, NoFetch: true})
	if err := func() error {
		conn, err := pgx.Connect(t.Context(), c.OwnerURL())
		if err != nil {
			return err
		}
		_, err = conn.Exec(t.Context(), "drop table kept")
		return errors.Join(err, conn.Close(t.Context()), c.Stop(t.Context()))
	}(); err != nil {
		t.Fatal(err)
	}
	return run(t, dir, nil)
}

// An ordinary user runs it without further ado, and nobody else gets in: not even another ordinary user, or the user as
// whom PostgreSQL runs when the program is root. Only root can become somebody else to try; run by an ordinary user, the
// test checks the doors.
func TestOtherUsersStayOutside(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		dir := pgtest.Dir(t)
		start(t, pglocal.Config{Dir: dir, Volatile: true, NoFetch: true})
		for _, name := range []string{"", "data", "socket"} {
			info, err := os.Stat(filepath.Join(dir, name))
			if err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("%q: %v, %v; want a folder closed to others", name, info.Mode(), err)
			}
		}
		return
	}
	nobody, daemon := lookup(t, "nobody"), lookup(t, "daemon")

	owned := filepath.Join(pgtest.Dir(t), "home", "pg")
	if err := os.MkdirAll(filepath.Dir(owned), 0o711); err != nil {
		t.Fatal(err)
	}
	parent := filepath.Dir(filepath.Dir(owned))
	if err := errors.Join(os.Chmod(parent, 0o711), os.Chown(filepath.Dir(owned), int(number(t, nobody.Uid)), -1)); err != nil {
		t.Fatal(err)
	}
	p := run(t, owned, nobody)
	if owner := ownerOf(t, filepath.Join(owned, "data")); uint32(owner) != number(t, nobody.Uid) {
		t.Errorf("the cluster belongs to uid %d", owner)
	}
	wantShut(t, p.address, daemon)
	wantShut(t, p.address, nil) // root passes every folder, and is turned away by the server
	if err := p.stdin.Close(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the program ends with %v", err)
	}
	wantNoProcess(t, owned)

	dir := pgtest.Dir(t)
	c := start(t, pglocal.Config{Dir: dir, Volatile: true, NoFetch: true}) // as root
	server := ownerOf(t, filepath.Join(dir, "data"))
	if server == 0 {
		t.Error("PostgreSQL runs as root")
	}
	account, err := user.LookupId(strconv.Itoa(server))
	if err != nil {
		t.Fatal(err)
	}
	wantShut(t, c.AppURL(), daemon)
	wantShut(t, c.AppURL(), account)
}

func lookup(t *testing.T, name string) *user.User {
	t.Helper()
	u, err := user.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// wantShut tries to connect as a user with PostgreSQL's own client.
func wantShut(t *testing.T, address string, as *user.User) {
	t.Helper()
	psql, err := filepath.Glob("/usr/lib/postgresql/*/bin/psql")
	if err != nil || len(psql) == 0 {
		t.Fatalf("this test needs psql: %v", err)
	}
	cmd := exec.Command(psql[0], "-c", "select 1", address)
	cmd.Dir = "/"
	cmd.Env = []string{"LC_ALL=C"}
	if as != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: number(t, as.Uid), Gid: number(t, as.Gid)}}
	}
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "Permission denied") && !strings.Contains(string(out), "authentication failed") {
		t.Errorf("connecting as %v: %v, %s; want to be kept out", as, err, out)
	}
}
