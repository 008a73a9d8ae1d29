package pglocal

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

func TestNewestVersionIsChosenUnlessTheClusterNeedsAnother(t *testing.T) {
	t.Parallel()
	found := []candidate{{"/a/15", 15}, {"/b/17", 17}, {"/c/16", 16}}
	for want, dir := range map[int]string{0: "/b/17", 15: "/a/15", 16: "/c/16", 18: ""} {
		if got := choose(found, want); got != dir {
			t.Errorf("for version %d: %q, want %q", want, got, dir)
		}
	}
}

func TestUselessBinariesAreNamed(t *testing.T) {
	t.Parallel()
	program := func(words string) string { return "#!/bin/sh\necho '" + words + "'\n" }
	for name, tt := range map[string]struct {
		postgres string
		mode     os.FileMode
		want     string
	}{
		"too old":    {program("postgres (PostgreSQL) 14.9"), 0o755, "too old"},
		"something":  {program("a wrapper"), 0o755, "calls itself"},
		"no program": {"text", 0o644, "no program"},
		"broken":     {"#!/bin/sh\nexit 3\n", 0o755, "exit status 3"},
	} {
		dir := t.TempDir()
		for _, file := range []string{"postgres", "initdb"} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(tt.postgres), tt.mode); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := inspect(t.Context(), dir); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", name, err, tt.want)
		}
	}
	if _, err := inspect(t.Context(), t.TempDir()); err == nil {
		t.Error("an empty folder is of use")
	}
}

// As root, PostgreSQL runs as somebody who cannot pass through a closed folder; the error must say which one.
func TestClosedFolderOnTheWayIsNamed(t *testing.T) {
	t.Parallel()
	closed := t.TempDir()
	inside := filepath.Join(closed, "in", "side")
	if err := os.MkdirAll(inside, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	stranger := account{uid: 65533, gid: 65533, drop: true}
	if err := stranger.mayReach(inside); err == nil || !strings.Contains(err.Error(), closed+" (mode 0700)") {
		t.Errorf("error %v, want one that names %s", err, closed)
	}
	if err := (account{uid: os.Getuid(), gid: os.Getgid()}).mayReach(closed); os.Getuid() != 0 && err != nil {
		t.Errorf("the folder's owner: %v", err)
	}
	if err := stranger.mayReach("/tmp"); err != nil {
		t.Errorf("/tmp: %v", err)
	}
}

// A server whose program was killed on a system that does not tell it so: the next start ends it.
func TestOrphanedServerIsEndedAndReplaced(t *testing.T) {
	t.Parallel()
	dir := publicDir(t)
	cfg := Config{Dir: dir, Volatile: true, NoFetch: true}
	c, err := Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	orphan := c.server
	if err := c.lock.Close(); err != nil { // what the end of the program would do
		t.Fatal(err)
	}
	next, err := Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-orphan.exited:
	default:
		t.Error("the orphan still runs")
	}
	if err := next.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestStopThatMayNotWaitEndsTheServerAtOnce(t *testing.T) {
	t.Parallel()
	c, err := Start(t.Context(), Config{Dir: publicDir(t), Volatile: true, NoFetch: true})
	if err != nil {
		t.Fatal(err)
	}
	done := c.Done()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Stop(gone); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	<-done
}

// publicDir is a folder that the user as whom PostgreSQL runs may reach.
func publicDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "ct")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "pg")
}

// repository serves PostgreSQL "17" as Maven does: an archive in a jar, and its checksum. The archive holds three
// scripts of one line, made by tar -cJ: postgres --version names version 17.5, initdb and pg_ctl fail.
func repository(t *testing.T, checksum func([]byte) string) (address string, asked *atomic.Int64) {
	t.Helper()
	archive, err := os.ReadFile("testdata/postgres-17.txz")
	if err != nil {
		t.Fatal(err)
	}
	var jar bytes.Buffer
	z := zip.NewWriter(&jar)
	w, err := z.Create("postgres-linux-x86_64.txz")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(archive); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	asked = &atomic.Int64{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		switch {
		case !strings.HasPrefix(r.URL.Path, "/io/zonky/test/postgres/embedded-postgres-binaries-") || !strings.Contains(r.URL.Path, "/17."):
			http.NotFound(w, r)
		case strings.HasSuffix(r.URL.Path, ".jar"):
			_, _ = w.Write(jar.Bytes())
		case strings.HasSuffix(r.URL.Path, ".jar.sha256"):
			_, _ = w.Write([]byte(checksum(jar.Bytes())))
		}
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

func right(b []byte) string { return fmt.Sprintf("%x", sha256.Sum256(b)) }

func TestBinariesAreFetchedOnce(t *testing.T) {
	t.Parallel()
	address, asked := repository(t, right)
	cfg := Config{Dir: t.TempDir(), FetchURL: address, FetchInto: filepath.Join(publicDir(t), "deep"), Log: slog.New(slog.DiscardHandler)}
	a, err := accountFor(cfg.Dir)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := fetch(t.Context(), cfg, a, 0)
	if err != nil {
		t.Fatal(err)
	}
	if major, err := inspect(t.Context(), dir); err != nil || major != preferred {
		t.Errorf("fetched PostgreSQL %d, %v", major, err)
	}
	before := asked.Load()
	if again, err := fetch(t.Context(), cfg, a, 17); err != nil || again != dir || asked.Load() != before {
		t.Errorf("the second time: %s, %v, %d requests", again, err, asked.Load()-before)
	}
	entries, err := os.ReadDir(cfg.FetchInto)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "fetch") || strings.HasPrefix(e.Name(), "temp") {
			t.Errorf("%s is left behind", e.Name())
		}
	}
}

func TestFetchFailuresAreExplained(t *testing.T) {
	t.Parallel()
	good, _ := repository(t, right)
	forged, _ := repository(t, func([]byte) string { return strings.Repeat("0", 64) })
	for name, tt := range map[string]struct {
		address string
		major   int
		want    string
	}{
		"nobody answers":        {"http://127.0.0.1:1", 17, "unable to connect"},
		"not in the repository": {good, 16, "no version found"},
		"damaged":               {forged, 17, "checksums do not match"},
		"unknown version":       {good, 99, "cannot be fetched"},
	} {
		cfg := Config{Dir: t.TempDir(), FetchURL: tt.address, FetchInto: publicDir(t), Log: slog.New(slog.DiscardHandler)}
		_, err := fetch(t.Context(), cfg, account{uid: os.Getuid(), gid: os.Getgid()}, tt.major)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", name, err, tt.want)
		}
	}
}
