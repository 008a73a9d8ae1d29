package pglocal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	startPatience    = 2 * time.Minute  // recovery after a crash may take a while
	leftoverPatience = 10 * time.Second // for a dying server of a program that was killed
	killPatience     = 10 * time.Second // for an immediate shutdown
	keptLines        = 20               // of the server's last words, for the error
)

// server is one process of PostgreSQL (the postmaster) and what it says.
type server struct {
	cmd    *exec.Cmd
	log    *slog.Logger
	up     chan struct{} // closed when it accepts connections
	exited chan struct{} // closed when it has ended and everything it said was read

	mu    sync.Mutex
	said  []string
	ended error
}

// spawn starts the server as a child that does not outlive us.
func spawn(binDir string, args []string, a account, log *slog.Logger) (*server, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	s := &server{log: log, up: make(chan struct{}), exited: make(chan struct{})}
	s.cmd = exec.Command(filepath.Join(binDir, "postgres"), args...) // #nosec G204 -- a program of PostgreSQL, where the operator has it
	s.cmd.Env = environment()
	s.cmd.Dir = "/"
	s.cmd.Stderr, s.cmd.Stdout = w, w
	s.cmd.SysProcAttr = processAttributes(a.credential())
	started := make(chan error, 1)
	go func() {
		// The signal that the kernel sends for a parent's death is in truth sent for the death of the thread that
		// started the child: this thread must live as long as the child.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if err := s.cmd.Start(); err != nil {
			started <- err
			return
		}
		started <- nil
		heard := make(chan struct{})
		go func() {
			defer close(heard)
			s.listen(r)
		}()
		err := s.cmd.Wait()
		<-heard
		s.mu.Lock()
		s.ended = err
		s.mu.Unlock()
		close(s.exited)
	}()
	err = <-started
	_ = w.Close()
	if err != nil {
		_ = r.Close()
		return nil, fmt.Errorf("starting postgres: %w", err)
	}
	return s, nil
}

// listen passes on what the server says until it and all its processes have ended.
func (s *server) listen(r io.ReadCloser) {
	defer func() { _ = r.Close() }()
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	var once sync.Once
	for lines.Scan() {
		line := lines.Text()
		s.mu.Lock()
		s.said = append(s.said, line)
		if len(s.said) > keptLines {
			s.said = s.said[1:]
		}
		s.mu.Unlock()
		level, message := parse(line)
		s.log.Log(context.Background(), level, message, "from", "postgres")
		if strings.Contains(message, "ready to accept connections") {
			once.Do(func() { close(s.up) })
		}
	}
	_, _ = io.Copy(io.Discard, r) // a line too long: keep the pipe empty
}

// parse reads "LOG:  words".
func parse(line string) (slog.Level, string) {
	severity, rest, ok := strings.Cut(line, ":  ")
	if !ok {
		return slog.LevelDebug, line
	}
	switch severity {
	case "WARNING":
		return slog.LevelWarn, rest
	case "ERROR", "FATAL", "PANIC":
		// Errors of statements are returned to the caller, who knows whether they matter.
		if severity == "PANIC" {
			return slog.LevelError, rest
		}
		return slog.LevelDebug, rest
	case "LOG":
		return slog.LevelDebug, rest
	}
	return slog.LevelDebug, line
}

// ready waits until the server accepts connections. When it does not, the server has been ended.
func (s *server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	select {
	case <-s.up:
		return nil
	case <-s.exited:
		return fmt.Errorf("postgres ended at once: %s", s.lastWords())
	case <-ctx.Done():
		s.crash()
		return fmt.Errorf("waiting for postgres: %w: %s", ctx.Err(), s.lastWords())
	}
}

func (s *server) lastWords() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	words := strings.Join(s.said, "; ")
	if words == "" && s.ended != nil {
		words = s.ended.Error()
	}
	return words
}

// leftover reports whether the server could not start because processes of an earlier one are still ending.
func (s *server) leftover() bool {
	words := s.lastWords()
	return strings.Contains(words, "pre-existing shared memory block") || strings.Contains(words, "lock file \"postmaster.pid\"")
}

// stop asks for a fast shutdown: transactions are rolled back, data is written. When ctx ends first, immediate.
func (s *server) stop(ctx context.Context) error {
	_ = s.cmd.Process.Signal(syscall.SIGINT) // it has ended by itself: as good
	select {
	case <-s.exited:
		return nil
	case <-ctx.Done():
	}
	s.crash()
	return fmt.Errorf("postgres did not stop in time and was ended: %w", ctx.Err())
}

// crash ends the server at once; it will recover at its next start.
func (s *server) crash() {
	_ = s.cmd.Process.Signal(syscall.SIGQUIT)
	select {
	case <-s.exited:
	case <-time.After(killPatience):
		_ = s.cmd.Process.Kill()
		<-s.exited
	}
}

// clearStale deals with the postmaster.pid that an earlier server left. We hold the folder's lock, so its program is
// gone. If the server still lives, it is ending (its program was killed a moment ago): wait for it, and hurry it. If the
// number belongs to another process by now, as it often does after a container's restart, the file must go, or
// PostgreSQL would refuse to start.
func clearStale(ctx context.Context, data string, log *slog.Logger) error {
	path := filepath.Join(data, "postmaster.pid")
	text, err := os.ReadFile(path) // #nosec G304 -- a path of the operator or of the program itself
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid <= 1 {
		return nil // PostgreSQL will say what is wrong with it
	}
	ctx, cancel := context.WithTimeout(ctx, leftoverPatience)
	defer cancel()
	for hurried := false; ; hurried = true {
		if err := syscall.Kill(pid, 0); errors.Is(err, syscall.ESRCH) {
			return nil // PostgreSQL sees that too and removes the file
		}
		switch ours, known := worksIn(pid, data); {
		case !known:
			return nil
		case !ours:
			log.Info("removing the process number of a server that is gone", "from", "pglocal", "pid", pid)
			return os.Remove(path)
		}
		if !hurried {
			_ = syscall.Kill(pid, syscall.SIGINT)
		}
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			_ = syscall.Kill(pid, syscall.SIGQUIT)
			return fmt.Errorf("an earlier server (process %d) does not end: %w", pid, err)
		}
	}
}

// worksIn reports whether the process has data as its working folder, as a postmaster does; known is false where the
// system does not tell.
func worksIn(pid int, data string) (ours, known bool) {
	cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return false, false
	}
	real, err := filepath.EvalSymlinks(data)
	if err != nil {
		return false, false
	}
	return cwd == real, true
}
