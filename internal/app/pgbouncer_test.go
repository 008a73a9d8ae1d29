package app_test

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"comptoir/internal/app"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
	"comptoir/test/program"
)

// Behind a PgBouncer in transaction mode with one connection, two businesses take turns on one and the same server
// session: neither sees anything of the other, nor of a transaction before its own.
func TestOneConnectionLeaksNothing(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, app.Lines()...)
	address := pgtest.Of(t, db)
	address.AppURL = bouncer(t, address.AppURL)
	p := program.StartOn(t, address, "COMPTOIR_DATABASE_PGBOUNCER=true", "COMPTOIR_DATABASE_MAX_CONNS=16")
	pooled, err := pg.Open(t.Context(), pg.Config{URL: address.AppURL, PgBouncer: true, MaxConns: 4})
	if err != nil {
		t.Fatal(err)
	}
	defer pooled.Close()
	agencies := []*program.Agency{p.Agency("rivages"), p.Agency("cimes")}
	var turns sync.WaitGroup
	for i, a := range agencies {
		admin := a.As("admin")
		for n := range 3 {
			turns.Go(func() {
				slug := fmt.Sprintf("%s-%d", a.Slug, n)
				if got := admin.Call("POST", "/api/stays/desk/properties", program.Sheet(slug)); got.Status != 201 {
					t.Errorf("%s: %d %s", slug, got.Status, got.Raw)
				}
				got := admin.Call("GET", "/api/stays/desk/properties", nil)
				if other := agencies[1-i].Slug; strings.Contains(string(got.Raw), `"`+other+`-`) {
					t.Errorf("%s sees %s's: %s", a.Slug, other, got.Raw)
				}
			})
		}
	}
	turns.Wait()
	sessions := map[int]bool{}
	for n := range 40 {
		ctx := pgtest.As(t, agencies[n%2].State.ID)
		var mine, others, session int
		err := pooled.Read(ctx).QueryRow(ctx, "SELECT count(*) FILTER (WHERE tenant_id = $1), count(*) FILTER (WHERE tenant_id <> $1), pg_backend_pid() FROM stays.property", agencies[n%2].State.ID).Scan(&mine, &others, &session)
		if err != nil || mine != 3 || others != 0 {
			t.Fatalf("turn %d: %d of one's own, %d of others, %v", n, mine, others, err)
		}
		sessions[session] = true
		nobody := access.AsSystem(t.Context(), access.TenantID{}, "test")
		if err := pooled.Read(nobody).QueryRow(nobody, "SELECT count(*) FROM stays.property").Scan(&others); err != nil || others != 0 {
			t.Fatalf("without a tenant, after one: %d rows, %v", others, err)
		}
	}
	if len(sessions) != 1 {
		t.Errorf("%d sessions of the server: the test has not shown what it is for", len(sessions))
	}
}

// bouncer starts PgBouncer before a database, with one connection to it, and returns its address.
func bouncer(t *testing.T, behind string) string {
	t.Helper()
	u, err := url.Parse(behind)
	if err != nil {
		t.Fatal(err)
	}
	host, port := u.Hostname(), cmp.Or(u.Port(), "5432")
	if h := u.Query().Get("host"); h != "" {
		host = h
	}
	if q := u.Query().Get("port"); q != "" {
		port = q
	}
	if strings.HasPrefix(host, "/") {
		host, port = "127.0.0.1", relay(t, filepath.Join(host, ".s.PGSQL."+port))
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, own, _ := net.SplitHostPort(l.Addr().String())
	_ = l.Close()
	dir, err := os.MkdirTemp("", "bouncer") // not t.TempDir: its parents are closed to whoever is not the test
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			w, _ := os.ReadFile(filepath.Join(dir, "said"))
			t.Logf("%s", w)
		}
		_ = os.RemoveAll(dir)
	})
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	password := ""
	if p, _ := u.User.Password(); p != "" {
		password = " password='" + strings.ReplaceAll(p, "'", "''") + "'"
	}
	name := strings.TrimPrefix(u.Path, "/")
	config := fmt.Sprintf(`[databases]
%s = host=%s port=%s dbname=%s user=%s%s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %s
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 1
max_client_conn = 200
ignore_startup_parameters = extra_float_digits,statement_timeout,lock_timeout,idle_in_transaction_session_timeout,options
logfile = %s
pidfile =
`, name, host, port, name, u.User.Username(), password, own, filepath.Join(dir, "log"))
	file := filepath.Join(dir, "pgbouncer.ini")
	if err := os.WriteFile(file, []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("pgbouncer", file)
	if os.Geteuid() == 0 { // it refuses to run as root
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: nobody(t)}
	}
	said, err := os.Create(filepath.Join(dir, "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = said.Close() }()
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatalf("pgbouncer (scripts/needs installs it): %v", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for end := time.Now().Add(20 * time.Second); ; {
		c, err := net.DialTimeout("tcp", "127.0.0.1:"+own, time.Second)
		if err == nil {
			_ = c.Close()
			return "postgres://" + u.User.Username() + "@127.0.0.1:" + own + "/" + name + "?sslmode=disable"
		}
		if time.Now().After(end) {
			words, _ := os.ReadFile(said.Name())
			t.Fatalf("pgbouncer does not answer: %s\n%s", words, config)
		}
	}
}

// relay lets who may not enter the socket's folder reach the server behind it, as the test itself may: it returns a port.
func relay(t *testing.T, socket string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("unix", socket)
			if err != nil {
				_ = in.Close()
				continue
			}
			pass := func(to, from net.Conn) { _, _ = io.Copy(to, from); _ = to.Close() }
			go pass(out, in)
			go pass(in, out)
		}
	}()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// nobody is the account under which a program runs that refuses to be root.
func nobody(t *testing.T) *syscall.Credential {
	t.Helper()
	u, err := user.Lookup("nobody")
	if err != nil {
		t.Fatal(err)
	}
	uid, errU := strconv.ParseUint(u.Uid, 10, 32)
	gid, errG := strconv.ParseUint(u.Gid, 10, 32)
	if errU != nil || errG != nil {
		t.Fatal(errU, errG)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}
