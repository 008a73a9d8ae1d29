package pglocal_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
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

// Who makes a back-up joins the server that another process runs, sees every row, and leaves it running.
func TestBesideJoinsWhatRuns(t *testing.T) {
	t.Parallel()
	dir := pgtest.Dir(t)
	c := start(t, pglocal.Config{Dir: dir, Volatile: true, NoFetch: true})
	beside, err := pglocal.Beside(t.Context(), pglocal.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		conn, err := pgx.Connect(t.Context(), beside.BackupURL())
		if err != nil {
			t.Fatal(err)
		}
		var all bool
		if err := conn.QueryRow(t.Context(), `SELECT rolsuper FROM pg_roles WHERE rolname = current_user`).Scan(&all); err != nil || !all {
			t.Errorf("the role of back-ups does not see every row: %v", err)
		}
		if err := errors.Join(conn.Close(t.Context()), beside.Stop(t.Context())); err != nil {
			t.Error(err)
		}
	}
	select {
	case <-c.Done():
		t.Error("the server was stopped")
	default:
	}
}
