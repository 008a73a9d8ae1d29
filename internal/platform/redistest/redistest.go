// Package redistest gives tests a real Redis: it starts the machine's own redis-server in a private folder behind a
// Unix socket, without persistence, and ends it with the test.
//
// It knows nothing of caches, limits or fan-out, and imitates nothing: what a driver passes here it passes in
// production. A server can be cut off (Stop), frozen (Freeze: it accepts and never answers) and brought back, so that
// drivers are tested against bad luck as well. Start with Start.
package redistest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"comptoir/internal/platform/redisconn"

	"github.com/redis/go-redis/v9"
)

// patience is how long a server may take to be ready; a healthy one takes about 20 ms.
const patience = 15 * time.Second

// Server is one redis-server process of one test.
type Server struct {
	t      testing.TB
	binary string
	dir    string
	socket string

	mu     sync.Mutex
	proc   *exec.Cmd
	exited chan struct{}
}

// Start runs a redis-server for the test and ends it with the test. It fails the test when the machine has none: a test
// against Redis that silently did not run would be worth nothing.
func Start(t testing.TB) *Server {
	t.Helper()
	binary, err := find()
	if err != nil {
		t.Fatalf("redistest: %v", err)
	}
	// A Unix socket's path may hold about 100 bytes, and t.TempDir contains the test's name: make a short one.
	dir, err := os.MkdirTemp("", "redis")
	if err != nil {
		t.Fatalf("redistest: %v", err)
	}
	s := &Server{t: t, binary: binary, dir: dir, socket: filepath.Join(dir, "s")}
	t.Cleanup(func() {
		s.Stop()
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("redistest: %v", err)
		}
	})
	s.Restart()
	return s
}

func find() (string, error) {
	for _, name := range []string{"redis-server", "valkey-server"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("this test needs a Redis: apt-get install redis-server")
}

// URL is the address for redisconn.Open.
func (s *Server) URL() string { return "unix://" + s.socket }

// Client returns a new connection pool with the program's own settings, closed with the test.
func (s *Server) Client() *redis.Client {
	s.t.Helper()
	c, err := redisconn.Open(s.URL())
	if err != nil {
		s.t.Fatalf("redistest: %v", err)
	}
	s.t.Cleanup(func() { _ = c.Close() })
	return c
}

// Restart starts the server when it is not running; it comes back empty, as a Redis without persistence does.
func (s *Server) Restart() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.proc != nil {
		return
	}
	cmd := exec.Command(s.binary, "--port", "0", "--unixsocket", s.socket, "--save", "", "--appendonly", "no",
		"--dir", s.dir, "--daemonize", "no", "--databases", "1")
	// Its own group, so that a Ctrl-C at the terminal reaches the test, whose cleanup then ends the server in order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.t.Fatalf("redistest: %v", err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		s.t.Fatalf("redistest: %v", err)
	}
	ready, exited := make(chan struct{}), make(chan struct{})
	var said strings.Builder // written by the goroutine only until exited is closed
	go func() {
		defer close(exited)
		lines, once := bufio.NewScanner(out), sync.Once{}
		for lines.Scan() {
			said.WriteString(lines.Text() + "\n")
			if strings.Contains(lines.Text(), "ready to accept connections") ||
				strings.Contains(lines.Text(), "is now ready to accept") {
				once.Do(func() { close(ready) })
			}
		}
		_, _ = io.Copy(io.Discard, out)
		_ = cmd.Wait() // it is killed; that is how it ends
	}()
	s.proc, s.exited = cmd, exited
	select {
	case <-ready:
	case <-exited:
		s.proc = nil
		s.t.Fatalf("redistest: redis-server ended at once:\n%s", said.String())
	case <-time.After(patience):
		_ = cmd.Process.Kill()
		<-exited
		s.proc = nil
		s.t.Fatalf("redistest: redis-server was not ready after %v:\n%s", patience, said.String())
	}
}

// Stop kills the server, as a machine that loses its power would; new connections are refused.
func (s *Server) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.proc == nil {
		return
	}
	_ = s.proc.Process.Kill() // already gone is as good
	<-s.exited
	s.proc = nil
}

// Freeze stops the server in its tracks: connections are accepted by the kernel and nothing ever answers, as when a
// firewall drops the packets. Thaw lets it go on.
func (s *Server) Freeze() { s.signal(syscall.SIGSTOP) }

// Thaw ends Freeze.
func (s *Server) Thaw() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(sig syscall.Signal) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.proc == nil {
		s.t.Fatalf("redistest: %v sent to a server that does not run", sig)
	}
	if err := s.proc.Process.Signal(sig); err != nil {
		s.t.Fatalf("redistest: %v", err)
	}
}

// Eventually calls try until it returns nil, and fails the test with its last error when it does not within ten seconds.
// Drivers recover in the background; a test waits for that and for nothing else.
func Eventually(t testing.TB, try func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		err := try(ctx)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatal(fmt.Errorf("redistest: not in time: %w", err))
		case <-tick.C:
		}
	}
}
