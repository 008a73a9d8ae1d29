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
	"time"

	"comptoir/internal/platform/pg/pglocal"
	"comptoir/internal/platform/pgtest"

	"github.com/jackc/pgx/v5"
)

// start starts a cluster that ends with the test, which fails when anything of it stays.
func start(t *testing.T, cfg pglocal.Config) *pglocal.Cluster {
	t.Helper()
	c, err := pglocal.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(context.Background()); err != nil {
			t.Error(err)
		}
		wantNoProcess(t, cfg.Dir)
	})
	return c
}

// serversOf lists the processes that work in the cluster's data folder.
func serversOf(t *testing.T, dir string) (pids []int) {
	t.Helper()
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil || len(links) == 0 {
		t.Fatalf("this test reads /proc: %v", err)
	}
	for _, l := range links {
		if cwd, err := os.Readlink(l); err == nil && cwd == filepath.Join(dir, "data") {
			pid, err := strconv.Atoi(strings.Split(l, "/")[2])
			if err != nil {
				t.Fatal(err)
			}
			pids = append(pids, pid)
		}
	}
	return pids
}

func wantNoProcess(t *testing.T, dir string) {
	t.Helper()
	if pids := serversOf(t, dir); len(pids) > 0 {
		t.Errorf("processes %v are left behind", pids)
	}
}

// eventually asks again and again; it is for what another process does.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !ok(); {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
		<-time.After(5 * time.Millisecond)
	}
}

func query[T any](t *testing.T, address, sql string) T {
	t.Helper()
	c := pgtest.Connect(t, address)
	var v T
	if err := c.QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return v
}

func keepSomething(ctx context.Context, ownerURL string) error {
	c, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, "create table kept as select 'words' as words; grant select on kept to comptoir_app")
	return errors.Join(err, c.Close(ctx))
}

const kept = "select words from kept"

func TestDataStaysOverStopAndStart(t *testing.T) {
	t.Parallel()
	dir := pgtest.Dir(t)
	c := start(t, pglocal.Config{Dir: dir, NoFetch: true})
	if got := query[string](t, c.AppURL(), "select current_setting('fsync') || current_setting('synchronous_commit') || current_setting('full_page_writes') || current_setting('data_checksums')"); got != "onononon" {
		t.Errorf("durability is %s, want everything on", got)
	}
	if err := keepSomething(t.Context(), c.OwnerURL()); err != nil {
		t.Fatal(err)
	}
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := c.Stop(t.Context()); err != nil {
		t.Errorf("stopping twice: %v", err)
	}
	wantNoProcess(t, dir)
	c = start(t, pglocal.Config{Dir: dir, NoFetch: true})
	if got := query[string](t, c.AppURL(), kept); got != "words" {
		t.Errorf("after a restart: %q", got)
	}
	if err := c.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.Crash()
	<-c.Done()
	if err := c.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := query[string](t, c.AppURL(), kept); got != "words" {
		t.Errorf("after a crash: %q", got)
	}
}

func TestRolesHaveNoMoreThanTheyNeed(t *testing.T) {
	t.Parallel()
	c := start(t, pglocal.Config{Dir: pgtest.Dir(t), Volatile: true, NoFetch: true})
	const powers = "select count(*) from pg_roles where rolname = current_user and (rolsuper or rolcreatedb or rolcreaterole or rolbypassrls or rolreplication)"
	for name, address := range map[string]string{"owner": c.OwnerURL(), "app": c.AppURL()} {
		if n := query[int](t, address, powers); n != 0 {
			t.Errorf("the %s role has powers", name)
		}
	}
	if owner := query[string](t, c.AppURL(), "select pg_get_userbyid(datdba) from pg_database where datname = current_database()"); owner != pglocal.OwnerRole {
		t.Errorf("the database belongs to %s", owner)
	}
	for setting, want := range map[string]string{"listen_addresses": "", "unix_socket_permissions": "0700", "TimeZone": "UTC", "server_encoding": "UTF8"} {
		if got := query[string](t, c.AppURL(), "select current_setting('"+setting+"')"); got != want {
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}
	if got := query[string](t, c.AppURL(), "select upper('été')"); got != "ÉTÉ" {
		t.Errorf("upper('été') is %q", got)
	}
}

func TestSecondProgramIsRefused(t *testing.T) {
	t.Parallel()
	dir := pgtest.Dir(t)
	c := start(t, pglocal.Config{Dir: dir, Volatile: true, NoFetch: true})
	if _, err := pglocal.Start(t.Context(), pglocal.Config{Dir: dir, Volatile: true, NoFetch: true}); !errors.Is(err, pglocal.ErrInUse) || !strings.Contains(err.Error(), dir) {
		t.Errorf("error %v, want ErrInUse and the folder's name", err)
	}
	if n := query[int](t, c.AppURL(), "select 1"); n != 1 {
		t.Error("the first one suffered")
	}
}

func TestLongPathGetsAShortSocket(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(pgtest.Dir(t), strings.Repeat("long", 30), "a folder, with spaces")
	c := start(t, pglocal.Config{Dir: dir, Volatile: true, NoFetch: true})
	socket := query[string](t, c.AdminURL(), "select current_setting('unix_socket_directories')")
	if !strings.HasPrefix(socket, `"/tmp/comptoir-`) && !strings.HasPrefix(socket, "/tmp/comptoir-") {
		t.Errorf("the socket is in %s", socket)
	}
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(strings.Trim(socket, `"`)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket's folder stays: %v", err)
	}
}

func TestForeignSocketFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(pgtest.Dir(t), strings.Repeat("x", 100))
	c := start(t, pglocal.Config{Dir: dir, Volatile: true, NoFetch: true})
	socket := strings.Trim(query[string](t, c.AdminURL(), "select current_setting('unix_socket_directories')"), `"`)
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	elsewhere := t.TempDir()
	if err := os.Symlink(elsewhere, socket); err != nil { // what an attacker prepares in /tmp
		t.Fatal(err)
	}
	defer func() { _ = os.Remove(socket) }()
	if _, err := pglocal.Start(t.Context(), pglocal.Config{Dir: dir, Volatile: true, NoFetch: true}); err == nil || !strings.Contains(err.Error(), "not ours") {
		t.Errorf("error %v, want the refusal of a folder that is not ours", err)
	}
}

// After a container's restart the number in postmaster.pid belongs to somebody else.
func TestStaleProcessNumberIsNoObstacle(t *testing.T) {
	t.Parallel()
	dir := pgtest.Dir(t)
	c := start(t, pglocal.Config{Dir: dir, Volatile: true, NoFetch: true})
	path := filepath.Join(dir, "data", "postmaster.pid")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	// Somebody else with this number is alive, belongs to the same user, and is no PostgreSQL.
	owner := ownerOf(t, filepath.Join(dir, "data"))
	other := exec.Command("sleep", "600")
	other.Dir = "/"
	if os.Getuid() == 0 {
		other.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(owner)}}
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Process.Kill(); _ = other.Wait() }()
	_, rest, _ := strings.Cut(string(text), "\n")
	if err := os.WriteFile(path, fmt.Appendf(nil, "%d\n%s", other.Process.Pid, rest), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, owner, -1); err != nil {
		t.Fatal(err)
	}
	c = start(t, pglocal.Config{Dir: dir, Volatile: true, NoFetch: true})
	if n := query[int](t, c.AppURL(), "select 1"); n != 1 {
		t.Error("it does not work")
	}
}

func ownerOf(t *testing.T, path string) int {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return int(info.Sys().(*syscall.Stat_t).Uid)
}

func TestInterruptedCreationLeavesNoHalfCluster(t *testing.T) {
	t.Parallel()
	dir := pgtest.Dir(t)
	for after := time.Millisecond; ; after *= 3 { // interrupt it early, later and later, until it gets through
		ctx, cancel := context.WithTimeout(t.Context(), after)
		c, err := pglocal.Start(ctx, pglocal.Config{Dir: dir, Volatile: true, NoFetch: true})
		cancel()
		if err == nil {
			if n := query[int](t, c.AppURL(), "select 1"); n != 1 {
				t.Error("it does not work")
			}
			if err := c.Stop(t.Context()); err != nil {
				t.Error(err)
			}
			break
		}
		wantNoProcess(t, dir)
	}
	wantNoProcess(t, dir)
}

func TestAnotherVersionsClusterIsRefused(t *testing.T) {
	t.Parallel()
	dir := pgtest.Dir(t)
	c := start(t, pglocal.Config{Dir: dir, Volatile: true, NoFetch: true})
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "data", "PG_VERSION"), []byte("12\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, bin := range []string{"", c.BinDir()} {
		_, err := pglocal.Start(t.Context(), pglocal.Config{Dir: dir, BinDir: bin, NoFetch: true})
		if err == nil || !strings.Contains(err.Error(), "made by PostgreSQL 12") {
			t.Errorf("error %v, want one that names the version", err)
		}
	}
}

func TestServerThatEndsByItselfIsNoticed(t *testing.T) {
	t.Parallel()
	dir := pgtest.Dir(t)
	c := start(t, pglocal.Config{Dir: dir, Volatile: true, NoFetch: true})
	pid, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(pid), "\n")
	number, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(number, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-c.Done()
	// The orphaned helpers of a killed server end a moment later; Restart waits for them.
	if err := c.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := query[int](t, c.AppURL(), "select 1"); n != 1 {
		t.Error("it does not work")
	}
}

// The rest is about programs: this test's own, started again as a child.

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
