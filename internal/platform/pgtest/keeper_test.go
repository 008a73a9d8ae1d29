package pgtest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// A server of this test's own, apart from the one of all tests: it comes with its first users, stays with the last one,
// and leaves neither a process nor a file.
func TestServerComesAndGoesWithItsUsers(t *testing.T) {
	t.Parallel()
	dir := Dir(t)
	const together = 4
	uses, addresses := make([]*os.File, together), make([]string, together)
	var all sync.WaitGroup
	for i := range together {
		all.Go(func() {
			var err error
			if addresses[i], uses[i], err = join(t.Context(), dir); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for i := range together {
		if addresses[i] == "" || addresses[i] != addresses[0] {
			t.Fatalf("addresses %q: want one server for all", addresses)
		}
		if i > 0 {
			if err := uses[i].Close(); err != nil {
				t.Error(err)
			}
		}
	}
	if err := ping(t.Context(), addresses[0]); err != nil {
		t.Errorf("with a user left: %v", err)
	}
	if pids := workingBelow(t, dir); len(pids) < 2 {
		t.Errorf("processes %v: want a keeper and a server, or this test sees nothing", pids)
	}
	if err := uses[0].Close(); err != nil {
		t.Error(err)
	}
	eventually(t, "everything is gone", func() bool {
		_, err := os.Stat(dir)
		return errors.Is(err, os.ErrNotExist) && len(workingBelow(t, dir)) == 0
	})
}

// A keeper that is killed takes its server along; the next test process starts both again.
func TestKilledKeeperIsReplaced(t *testing.T) {
	t.Parallel()
	dir := Dir(t)
	address, use, err := join(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, pid := range workingIn(t, dir) {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "the server ends", func() bool { return ping(t.Context(), address) != nil && len(workingBelow(t, dir)) == 0 })
	again, second, err := join(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := ping(t.Context(), again); err != nil {
		t.Errorf("the second server: %v", err)
	}
	if err := errors.Join(use.Close(), second.Close()); err != nil {
		t.Error(err)
	}
	eventually(t, "everything is gone", func() bool {
		_, err := os.Stat(dir)
		return errors.Is(err, os.ErrNotExist) && len(workingBelow(t, dir)) == 0
	})
}

func TestHomeOfSomebodyElseIsRefused(t *testing.T) {
	t.Parallel()
	link := filepath.Join(t.TempDir(), "home")
	if err := os.Symlink(t.TempDir(), link); err != nil {
		t.Fatal(err)
	}
	open := filepath.Join(t.TempDir(), "home")
	if err := errors.Join(os.Mkdir(open, 0o777), os.Chmod(open, 0o777)); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{link, open} {
		if _, _, err := join(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "not ours") {
			t.Errorf("%s: error %v, want a refusal", dir, err)
		}
	}
}

func ping(ctx context.Context, address string) error {
	c, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	return c.Close(ctx)
}

// workingIn lists the processes whose working folder is dir, workingBelow those whose is below as well.
func workingIn(t *testing.T, dir string) []int {
	return working(t, func(cwd string) bool { return cwd == dir })
}

func workingBelow(t *testing.T, dir string) []int {
	return working(t, func(cwd string) bool { return strings.HasPrefix(cwd, dir) })
}

func working(t *testing.T, match func(string) bool) (pids []int) {
	t.Helper()
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil || len(links) == 0 {
		t.Fatalf("this test reads /proc: %v", err)
	}
	for _, l := range links {
		if cwd, err := os.Readlink(l); err == nil && match(cwd) {
			pid, err := strconv.Atoi(strings.Split(l, "/")[2])
			if err != nil {
				t.Fatal(err)
			}
			pids = append(pids, pid)
		}
	}
	return pids
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
		<-time.After(10 * time.Millisecond)
	}
}
