// Package blobtest is the conformance suite of the file store: what every driver must do, seen through the port.
//
// It names no driver. A driver's test calls Run with a function that makes an empty store.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/blob"
)

var ids ident.Source

// Tenant makes a tenant that no other test uses.
func Tenant() access.TenantID { return ident.Next[access.Tenant](&ids) }

// Run checks a driver. Tests use tenants of their own, so one driver may serve them all.
func Run(t *testing.T, driver func(testing.TB) blob.Driver) {
	tests := []struct {
		name string
		run  func(*testing.T, *blob.Store)
	}{
		{"what is put is got", roundTrip},
		{"a type is recognised, and a lie refused", types},
		{"what is not there", absent},
		{"a failed put leaves no trace", failedPut},
		{"replacing is atomic", replacing},
		{"deleting", deleting},
		{"listing", listing},
		{"tenants do not mix", tenants},
		{"serving over HTTP", serving},
		{"it is well", func(t *testing.T, s *blob.Store) { must(t, s.Check(t.Context())) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, blob.New(driver(t), nil))
		})
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func put(t testing.TB, s *blob.Store, key blob.Key, content []byte) blob.Info {
	t.Helper()
	info, err := s.Put(t.Context(), key, bytes.NewReader(content), blob.PutOptions{})
	must(t, err)
	return info
}

func sum(content []byte) string {
	h := sha256.Sum256(content)
	return hex.EncodeToString(h[:])
}

// noise is content that no compression and no coincidence explains.
func noise(seed string, size int) []byte {
	out := make([]byte, 0, size+sha256.Size)
	for i := 0; len(out) < size; i++ {
		h := sha256.Sum256(fmt.Appendf(nil, "%s %d", seed, i))
		out = append(out, h[:]...)
	}
	return out[:size]
}

func roundTrip(t *testing.T, s *blob.Store) {
	tenant := Tenant()
	for _, size := range []int{0, 1, 511, 512, 513, 70_000, 3 << 20} {
		content := noise("round trip", size)
		key := blob.MustKey(tenant, "deep", "down", fmt.Sprintf("%d.bin", size))
		began := time.Now().Add(-time.Minute)
		info := put(t, s, key, content)
		if info.Key != key || info.Size != int64(size) || info.SHA256 != sum(content) {
			t.Fatalf("%d bytes: put %+v", size, info)
		}
		got, read, err := s.Read(t.Context(), key)
		must(t, err)
		if !bytes.Equal(got, content) {
			t.Fatalf("%d bytes: the content changed", size)
		}
		stat, err := s.Stat(t.Context(), key)
		must(t, err)
		if read != stat || stat.Size != info.Size || stat.SHA256 != info.SHA256 || stat.ContentType != info.ContentType {
			t.Errorf("%d bytes: put %+v, open %+v, stat %+v", size, info, read, stat)
		}
		if stat.ModTime.Before(began) || stat.ModTime.After(time.Now().Add(time.Minute)) || stat.ModTime.Location() != time.UTC {
			t.Errorf("%d bytes: modified %v", size, stat.ModTime)
		}
	}
	content, _, err := s.Open(t.Context(), blob.MustKey(tenant, "deep", "down", "70000.bin"))
	must(t, err)
	defer func() { _ = content.Close() }()
	_, err = content.Seek(-10, io.SeekEnd)
	must(t, err)
	tail, err := io.ReadAll(content)
	must(t, err)
	if !bytes.Equal(tail, noise("round trip", 70_000)[69_990:]) {
		t.Error("seeking led elsewhere")
	}
}

var (
	png  = "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00", 100)
	pdf  = "%PDF-1.7\n" + strings.Repeat("x", 100)
	html = "<!DOCTYPE html><script>alert(1)</script>"
	svg  = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`
)

func absent(t *testing.T, s *blob.Store) {
	tenant := Tenant()
	put(t, s, blob.MustKey(tenant, "folder", "there.txt"), []byte("x"))
	for _, key := range []blob.Key{{}, blob.MustKey(tenant, "folder", "not-there.txt"), blob.MustKey(Tenant(), "folder", "there.txt")} {
		if _, _, err := s.Open(t.Context(), key); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("open %q: %v", key, err)
		}
		if _, err := s.Stat(t.Context(), key); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("stat %q: %v", key, err)
		}
		if there, err := s.Exists(t.Context(), key); there || err != nil {
			t.Errorf("exists %q: %v, %v", key, there, err)
		}
	}
	if _, err := s.Put(t.Context(), blob.Key{}, strings.NewReader("x"), blob.PutOptions{}); !errors.Is(err, blob.ErrBadKey) {
		t.Errorf("put without a key: %v", err)
	}
}

func (c cancelling) Read([]byte) (int, error) {
	c.cancel()
	return 0, context.Canceled
}

func prefix(t testing.TB, tenant access.TenantID, folders ...string) blob.Prefix {
	t.Helper()
	p, err := blob.NewPrefix(tenant, folders...)
	must(t, err)
	return p
}

func replacing(t *testing.T, s *blob.Store) {
	key := blob.MustKey(Tenant(), "busy.bin")
	put(t, s, key, noise("0", 40_000))
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for w := range 3 {
		writers.Go(func() {
			for i := range 8 {
				content := noise(fmt.Sprint(w, i), 40_000+1000*w)
				if _, err := s.Put(t.Context(), key, bytes.NewReader(content), blob.PutOptions{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				content, info, err := s.Read(t.Context(), key)
				if err != nil {
					t.Error(err)
					return
				}
				if sum(content) != info.SHA256 || int64(len(content)) != info.Size {
					t.Error("read a mixture of two contents, or a content with another's description")
					return
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
}

func deleting(t *testing.T, s *blob.Store) {
	tenant := Tenant()
	a, b := blob.MustKey(tenant, "x", "y", "a.txt"), blob.MustKey(tenant, "x", "b.txt")
	put(t, s, a, []byte("a"))
	put(t, s, b, []byte("b"))
	must(t, s.Delete(t.Context(), a, blob.MustKey(tenant, "never", "there.txt")))
	must(t, s.Delete(t.Context(), a))
	if there, err := s.Exists(t.Context(), a); there || err != nil {
		t.Errorf("deleted and there (%v)", err)
	}
	if there, err := s.Exists(t.Context(), b); !there || err != nil {
		t.Errorf("its neighbour is gone (%v)", err)
	}
	if err := s.Delete(t.Context(), blob.Key{}); !errors.Is(err, blob.ErrBadKey) {
		t.Errorf("no key: %v", err)
	}
	// Storing and deleting in one folder at once: the folder may come and go, no file may be lost.
	var wg sync.WaitGroup
	for i := range 6 {
		key := blob.MustKey(tenant, "coming", "going", fmt.Sprintf("%d.txt", i))
		wg.Go(func() {
			for range 15 {
				if _, err := s.Put(t.Context(), key, strings.NewReader("x"), blob.PutOptions{}); err != nil {
					t.Error(err)
				}
				if err := s.Delete(t.Context(), key); err != nil {
					t.Error(err)
				}
			}
			if _, err := s.Put(t.Context(), key, strings.NewReader("last"), blob.PutOptions{}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	n := 0
	for _, err := range s.List(t.Context(), prefix(t, tenant, "coming")) {
		must(t, err)
		n++
	}
	if n != 6 {
		t.Errorf("%d of 6 files are left", n)
	}
}

func listing(t *testing.T, s *blob.Store) {
	tenant := Tenant()
	var want []string
	for _, parts := range [][]string{
		{"a.txt"}, {"a", "b.txt"}, {"a", "b", "c.txt"}, {"a-b", "c.txt"}, {"a0", "c.txt"}, {"a.b.txt"}, {"ab.txt"}, {"z", "1.txt"},
	} {
		key := blob.MustKey(tenant, parts...)
		put(t, s, key, []byte(key.String()))
		want = append(want, key.String())
	}
	slices.Sort(want)
	list := func(p blob.Prefix) (out []string) {
		for info, err := range s.List(t.Context(), p) {
			must(t, err)
			if info.Size != int64(len(info.Key.String())) || info.ModTime.IsZero() {
				t.Errorf("listed %+v", info)
			}
			out = append(out, info.Key.String())
		}
		return out
	}
	if got := list(prefix(t, tenant)); !slices.Equal(got, want) {
		t.Errorf("listed\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got, want := list(prefix(t, tenant, "a")), []string{tenant.String() + "/a/b.txt", tenant.String() + "/a/b/c.txt"}; !slices.Equal(got, want) {
		t.Errorf("listed %v, want %v", got, want)
	}
	if got := list(prefix(t, tenant, "nothing")); len(got) != 0 {
		t.Errorf("listed %v", got)
	}
	for range s.List(t.Context(), prefix(t, tenant)) {
		break // a listing may be left at any time
	}
	for _, err := range s.List(t.Context(), blob.Prefix{}) {
		if !errors.Is(err, blob.ErrBadKey) {
			t.Errorf("no prefix: %v", err)
		}
	}
}

func tenants(t *testing.T, s *blob.Store) {
	a, b := Tenant(), Tenant()
	put(t, s, blob.MustKey(a, "same.txt"), []byte("of a"))
	put(t, s, blob.MustKey(b, "same.txt"), []byte("of b"))
	got, _, err := s.Read(t.Context(), blob.MustKey(a, "same.txt"))
	must(t, err)
	if string(got) != "of a" {
		t.Errorf("a reads %q", got)
	}
	for info, err := range s.List(t.Context(), prefix(t, b)) {
		must(t, err)
		if info.Key.Tenant() != b {
			t.Errorf("b sees %q", info.Key)
		}
	}
}
