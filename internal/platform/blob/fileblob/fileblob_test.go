package fileblob

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/blob/blobtest"
)

func open(t testing.TB) (d *Driver, dir string) {
	t.Helper()
	dir = t.TempDir()
	d, err := Open(filepath.Join(dir, "made"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d, filepath.Join(dir, "made")
}

func TestConformance(t *testing.T) {
	t.Parallel()
	blobtest.Run(t, func(t testing.TB) blob.Driver {
		d, _ := open(t)
		return d
	})
}

// files lists what lies in a folder and below.
func files(t testing.TB, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out = append(out, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// tiny is a disk with room for a number of bytes.
type tiny struct {
	f    *os.File
	room *int
}

func (w tiny) Write(p []byte) (int, error) {
	n := min(len(p), *w.room)
	*w.room -= n
	written, err := w.f.Write(p[:n])
	if err == nil && n < len(p) {
		err = &fs.PathError{Op: "write", Path: w.f.Name(), Err: syscall.ENOSPC}
	}
	return written, err
}

// A disk that fills up at any byte: the put fails with ErrNoSpace, what was there stays, nothing half-written is left.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	content := bytes.Repeat([]byte("0123456789"), 300)
	for room := 0; room < 3300; room += 113 { // the description is written after the content and may not fit either
		d, dir := open(t)
		s := blob.New(d, nil)
		key := blob.MustKey(blobtest.Tenant(), "a", "x.txt")
		if _, err := s.Put(t.Context(), key, strings.NewReader("before"), blob.PutOptions{}); err != nil {
			t.Fatal(err)
		}
		left := room
		d.disk = func(f *os.File) io.Writer { return tiny{f: f, room: &left} }
		_, err := s.Put(t.Context(), key, bytes.NewReader(content), blob.PutOptions{})
		got, info, readErr := s.Read(t.Context(), key)
		if readErr != nil {
			t.Fatal(readErr)
		}
		switch {
		case err == nil:
			if !bytes.Equal(got, content) {
				t.Errorf("room for %d: stored, and something else is read", room)
			}
		case !errors.Is(err, blob.ErrNoSpace):
			t.Errorf("room for %d: %v", room, err)
		case string(got) != "before" || info.Size != 6:
			t.Errorf("room for %d: refused, and the old content is gone: %q", room, got)
		}
		if n := len(files(t, dir)); n != 2 {
			t.Errorf("room for %d: %d files are left instead of content and description: %v", room, n, files(t, dir))
		}
	}
}

func TestCheckSeesAFullDisk(t *testing.T) {
	t.Parallel()
	d, _ := open(t)
	none := 0
	d.disk = func(f *os.File) io.Writer { return tiny{f: f, room: &none} }
	if err := blob.New(d, nil).Check(t.Context()); !errors.Is(err, blob.ErrNoSpace) {
		t.Errorf("check: %v", err)
	}
}

// A crash between two renames, a restored backup, a hand that edits: a description that does not fit is not believed.
func TestDescriptionsAreNotBelievedBlindly(t *testing.T) {
	t.Parallel()
	d, dir := open(t)
	s := blob.New(d, nil)
	key := blob.MustKey(blobtest.Tenant(), "x.csv")
	put, err := s.Put(t.Context(), key, strings.NewReader("a;b\n"), blob.PutOptions{})
	if err != nil {
		t.Fatal(err)
	}
	data, meta := filepath.Join(dir, "data", key.String()), filepath.Join(dir, "meta", key.String()+".json")
	check := func(name string, size int64, changed bool) {
		t.Helper()
		info, err := s.Stat(t.Context(), key)
		if err != nil || info.Size != size || info.ContentType != "text/csv; charset=utf-8" || (info.SHA256 != put.SHA256) != changed {
			t.Errorf("%s: %+v, %v", name, info, err)
		}
	}
	if err := os.Remove(meta); err != nil {
		t.Fatal(err)
	}
	check("no description", 4, false)
	if err := os.WriteFile(meta, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	check("half a description", 4, false)
	if _, err := s.Put(t.Context(), key, strings.NewReader("a;b\n"), blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(data, []byte("c;d\n"), 0o600); err != nil { // the same size
		t.Fatal(err)
	}
	check("another content", 4, true)
}

func TestNoLinkLeadsOut(t *testing.T) {
	t.Parallel()
	d, dir := open(t)
	s := blob.New(d, nil)
	outside := t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret.txt"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	tenant := blobtest.Tenant()
	if err := os.Symlink(outside, filepath.Join(dir, "data", tenant.String())); err != nil {
		t.Fatal(err)
	}
	key := blob.MustKey(tenant, "secret.txt")
	if data, _, err := s.Read(t.Context(), key); err == nil {
		t.Errorf("read %q", data)
	}
	if _, err := s.Put(t.Context(), key, strings.NewReader("x"), blob.PutOptions{}); err == nil {
		t.Error("wrote outside")
	}
	if got, err := os.ReadFile(filepath.Join(outside, "secret.txt")); err != nil || string(got) != "secret" {
		t.Errorf("outside: %q, %v", got, err)
	}
}

func TestDeletingLeavesNoFolders(t *testing.T) {
	t.Parallel()
	d, dir := open(t)
	s := blob.New(d, nil)
	key := blob.MustKey(blobtest.Tenant(), "a", "b", "c", "x.txt")
	if _, err := s.Put(t.Context(), key, strings.NewReader("x"), blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	for _, sub := range []string{"data", "meta"} {
		if left, err := os.ReadDir(filepath.Join(dir, sub)); err != nil || len(left) != 0 {
			t.Errorf("%s: %v, %v", sub, left, err)
		}
	}
}

func TestOpenSweepsWhatKilledProgramsLeft(t *testing.T) {
	t.Parallel()
	_, dir := open(t)
	old, recent := filepath.Join(dir, "tmp", "OLD"), filepath.Join(dir, "tmp", "RECENT")
	for _, name := range []string{old, recent} {
		if err := os.WriteFile(name, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	yesterday := time.Now().Add(-2 * abandon)
	if err := os.Chtimes(old, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	d, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if got := files(t, dir); len(got) != 1 || got[0] != recent {
		t.Errorf("left: %v", got)
	}
}
