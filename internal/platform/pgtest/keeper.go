package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"comptoir/internal/platform/pg/pglocal"
)

// The private server belongs to no test process, because any of them may end first. A keeper runs it: a copy of the
// test's own program, started with this variable, that does nothing else. Test processes hold a shared lock on the file
// "users"; when the keeper gets it exclusively, nobody is left, and it stops the server and removes the folder. Locks go
// with their processes, however they end.
const envKeeper = "COMPTOIR_PGTEST_KEEPER"

// linger is how long the server waits for the next test process; go test starts them one after the other.
const linger = 3 * time.Second

// readyFD is the keeper's end of the pipe on which it says that the server accepts connections.
const readyFD = 3

func init() {
	if dir := os.Getenv(envKeeper); dir != "" {
		if err := keep(dir); err != nil {
			fmt.Fprintln(os.Stderr, "pgtest:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
}

// home is the folder of this user's test server.
func home() string {
	return filepath.Join(tempDir(), fmt.Sprintf("comptoir-pgtest-%d", os.Getuid()))
}

// tempDir is the folder for short-lived things. As root, it must be open to the user as whom PostgreSQL runs.
func tempDir() string {
	if os.Getuid() == 0 {
		return "/tmp"
	}
	return os.TempDir()
}

// join makes this process a user of the private server, which it starts when it does not run. It returns the
// superuser's address, and the file whose closing ends the use.
func join(ctx context.Context, dir string) (address string, use *os.File, err error) {
	for {
		if err := makeHome(dir); err != nil {
			return "", nil, err
		}
		use, err = lockFile(filepath.Join(dir, "users"), syscall.LOCK_SH)
		if err == nil {
			break // from here on the keeper, if there is one, stays
		}
		if !errors.Is(err, errMoved) { // else the keeper has just removed the folder: make it again
			return "", nil, err
		}
	}
	if address, err = keeperOf(ctx, dir); err != nil {
		return "", nil, errors.Join(err, use.Close())
	}
	return address, use, nil
}

// keeperOf returns the address of the folder's server, which it starts when it has no keeper.
func keeperOf(ctx context.Context, dir string) (string, error) {
	starting, err := lockFile(filepath.Join(dir, "starting"), syscall.LOCK_EX)
	if err != nil {
		return "", err
	}
	defer func() { _ = starting.Close() }()
	switch alive, err := lockFile(filepath.Join(dir, "keeper"), syscall.LOCK_EX|syscall.LOCK_NB); {
	case errors.Is(err, syscall.EWOULDBLOCK): // it has a keeper
	case err != nil:
		return "", err
	default:
		if err := alive.Close(); err != nil {
			return "", err
		}
		if err := startKeeper(ctx, dir); err != nil {
			return "", err
		}
	}
	address, err := os.ReadFile(filepath.Join(dir, "address"))
	return string(address), err
}

// binaries is the folder that keeps PostgreSQL's programs on machines that have none: unlike the rest, it stays.
func binaries() string {
	if cache, err := os.UserCacheDir(); err == nil && os.Getuid() != 0 {
		return filepath.Join(cache, "comptoir", "postgresql")
	}
	return "/var/tmp/comptoir-postgresql" // root's own folders are closed to the user as whom PostgreSQL runs
}

// makeHome makes the folder, or checks that the one in the common temporary folder is ours.
func makeHome(dir string) error {
	if err := os.Mkdir(dir, 0o711); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	info, err := os.Lstat(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil // removed at this moment; the lock will say so
	}
	if err != nil {
		return err
	}
	if st, ok := info.Sys().(*syscall.Stat_t); !ok || !info.IsDir() || int(st.Uid) != os.Getuid() || info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s is not ours: remove it", dir)
	}
	return nil
}

// errMoved says that a locked file is not the one at its path any more.
var errMoved = errors.New("the lock's file was removed")

func lockFile(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrNotExist) {
		return nil, errMoved
	}
	if err != nil {
		return nil, err
	}
	if err := flock(f, how); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	held, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	named, err := os.Stat(path)
	if err != nil || !os.SameFile(held, named) {
		return nil, errors.Join(errMoved, f.Close())
	}
	return f, nil
}

func flock(f *os.File, how int) error {
	for {
		err := syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// startKeeper starts the keeper and waits until the server accepts connections.
func startKeeper(ctx context.Context, dir string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	log, err := os.Create(filepath.Join(dir, "keeper.log"))
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), envKeeper+"="+dir)
	cmd.Dir = dir
	cmd.Stdout, cmd.Stderr = log, log // never the test's own: go test waits for their end
	cmd.ExtraFiles = []*os.File{w}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // a Ctrl-C is for the tests
	if err := cmd.Start(); err != nil {
		return errors.Join(err, w.Close())
	}
	if err := w.Close(); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = cmd.Process.Kill() })
	defer stop()
	said, err := io.ReadAll(r) // ends when the keeper closes its end or dies
	if err != nil {
		return err
	}
	if string(said) == "ready" {
		return cmd.Process.Release()
	}
	_ = cmd.Wait()
	words, _ := os.ReadFile(filepath.Join(dir, "keeper.log"))
	return fmt.Errorf("the test server did not start: %s", strings.TrimSpace(string(words)))
}

// keep is the keeper's life.
func keep(dir string) error {
	syscall.CloseOnExec(readyFD) // or PostgreSQL would inherit it and keep the pipe open
	mine, err := lockFile(filepath.Join(dir, "keeper"), syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		return err
	}
	defer func() { _ = mine.Close() }()
	users, err := os.OpenFile(filepath.Join(dir, "users"), os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	ctx := context.Background()
	data := filepath.Join(dir, "pg")
	if err := discard(filepath.Join(data, "data")); err != nil { // of a keeper that was killed
		return err
	}
	cluster, err := pglocal.Start(ctx, pglocal.Config{Dir: data, Volatile: true, MaxConnections: 400, FetchInto: binaries(),
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "address"), []byte(cluster.AdminURL()), 0o600); err != nil {
		return errors.Join(err, cluster.Stop(ctx))
	}
	ready := os.NewFile(readyFD, "ready")
	_, err = ready.WriteString("ready")
	if err := errors.Join(err, ready.Close()); err != nil {
		return errors.Join(err, cluster.Stop(ctx))
	}
	alone := make(chan error, 1)
	go func() { alone <- waitAlone(users) }()
	select {
	case err = <-alone:
	case <-cluster.Done(): // somebody ended it; the next test process starts another one
	}
	err = errors.Join(err, cluster.Stop(ctx))
	// Out of the way in one step: in a folder that is emptied file by file, the next test process would find a new lock
	// of "users" beside the old one of "keeper", and take the server for alive.
	return errors.Join(err, discard(dir))
}

// discard takes a folder out of the way in one step and removes it. The last processes of a server that was killed may
// still write into it for a moment, so it is tried again.
func discard(dir string) error {
	gone := fmt.Sprintf("%s-gone-%d", dir, os.Getpid())
	if err := os.Rename(dir, gone); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	for tries := 0; ; tries++ {
		endThose(gone)
		err := os.RemoveAll(gone)
		if !errors.Is(err, syscall.ENOTEMPTY) || tries == 200 {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// endThose ends the processes that work in a folder. One that waits for a lock of a neighbour that was killed does not see
// that its server is dead, and would wait for ever. Where there is no /proc, nothing is done.
func endThose(dir string) {
	all, _ := filepath.Glob("/proc/[0-9]*/cwd")
	for _, link := range all {
		cwd, err := os.Readlink(link)
		if pid, bad := strconv.Atoi(filepath.Base(filepath.Dir(link))); err == nil && bad == nil && strings.HasPrefix(cwd, dir) && pid != os.Getpid() {
			_ = syscall.Kill(pid, syscall.SIGKILL) // it may have gone by itself
		}
	}
}

// waitAlone returns when no test process has been there for a while, with the lock held, so that none can come before
// everything is removed.
func waitAlone(users *os.File) error {
	for {
		if err := flock(users, syscall.LOCK_EX); err != nil {
			return err
		}
		if err := flock(users, syscall.LOCK_UN); err != nil {
			return err
		}
		time.Sleep(linger)
		err := flock(users, syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return err
		}
	}
}
