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
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
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

func types(t *testing.T, s *blob.Store) {
	tenant := Tenant()
	tests := []struct {
		name, content, claim string
		accept               []string
		want                 string // "" is refused
	}{
		{"a.png", png, "", nil, "image/png"},
		{"a.bin", png, "", nil, "image/png"},
		{"b.png", png, "image/png", []string{"image/*"}, "image/png"},
		{"c.jpg", png, "image/jpeg", nil, ""},
		{"d.png", html, "image/png", nil, ""},
		{"e.png", html, "", []string{"image/*"}, ""},
		{"f.png", svg, "", []string{"image/jpeg", "image/png"}, ""},
		{"g.pdf", pdf, "application/pdf", []string{"application/pdf"}, "application/pdf"},
		{"h.pdf", html, "application/pdf", nil, ""},
		{"i.ics", "BEGIN:VCALENDAR\r\n", "", nil, "text/calendar; charset=utf-8"},
		{"j.csv", "a;b\n1;2\n", "text/csv; charset=utf-8", nil, "text/csv; charset=utf-8"},
		{"k.json", `{"a":1}`, "application/json", nil, "application/json"},
		{"l.txt", html, "text/plain", nil, ""},
		{"m.xlsx", "PK\x03\x04rest", "", nil, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{"n.txt", "été", "", nil, "text/plain; charset=utf-8"},
		{"o.bin", "\x00\x01\x02", "image/png", nil, ""},
		{"p.bin", "\x00\x01\x02", "no type at all", nil, ""},
	}
	for _, test := range tests {
		key := blob.MustKey(tenant, test.name)
		info, err := s.Put(t.Context(), key, strings.NewReader(test.content), blob.PutOptions{ContentType: test.claim, Accept: test.accept})
		if test.want == "" {
			if !errors.Is(err, blob.ErrWrongType) {
				t.Errorf("%s: %+v, %v; want ErrWrongType", test.name, info, err)
			}
			if there, err := s.Exists(t.Context(), key); there || err != nil {
				t.Errorf("%s: was refused and is there (%v)", test.name, err)
			}
			continue
		}
		must(t, err)
		stat, err := s.Stat(t.Context(), key)
		must(t, err)
		if info.ContentType != test.want || stat.ContentType != test.want {
			t.Errorf("%s: put %q, stat %q, want %q", test.name, info.ContentType, stat.ContentType, test.want)
		}
	}
}

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

func failedPut(t *testing.T, s *blob.Store) {
	tenant := Tenant()
	kept, fresh := blob.MustKey(tenant, "kept.bin"), blob.MustKey(tenant, "fresh.bin")
	before := noise("before", 5000)
	put(t, s, kept, before)
	broken := errors.New("the client left")
	cancelled, cancel := context.WithCancel(t.Context())
	defer cancel()
	for _, size := range []int{100, 100_000, 2 << 20} { // within what is sniffed, in memory, in a temporary file
		content := noise("after", size)
		failures := map[string]struct {
			put  func(blob.Key) error
			want error
		}{
			"too large": {func(k blob.Key) error {
				_, err := s.Put(t.Context(), k, bytes.NewReader(content), blob.PutOptions{MaxBytes: int64(size) - 1})
				return err
			}, blob.ErrTooLarge},
			"too large for the edge": {func(k blob.Key) error {
				limited := http.MaxBytesReader(httptest.NewRecorder(), io.NopCloser(bytes.NewReader(content)), int64(size)-1)
				_, err := s.Put(t.Context(), k, limited, blob.PutOptions{})
				return err
			}, blob.ErrTooLarge},
			"interrupted": {func(k blob.Key) error {
				_, err := s.Put(t.Context(), k, io.MultiReader(bytes.NewReader(content), iotest.ErrReader(broken)), blob.PutOptions{})
				return err
			}, blob.ErrInterrupted},
			"cancelled": {func(k blob.Key) error {
				_, err := s.Put(cancelled, k, io.MultiReader(bytes.NewReader(content), cancelling{cancel}), blob.PutOptions{})
				return err
			}, context.Canceled},
		}
		for name, f := range failures {
			for _, key := range []blob.Key{kept, fresh} {
				if err := f.put(key); !errors.Is(err, f.want) {
					t.Errorf("%s, %d bytes: %v", name, size, err)
				}
			}
		}
	}
	got, info, err := s.Read(t.Context(), kept)
	must(t, err)
	if !bytes.Equal(got, before) || info.SHA256 != sum(before) {
		t.Error("a failed put changed what was there")
	}
	for info, err := range s.List(t.Context(), prefix(t, tenant)) {
		must(t, err)
		if info.Key != kept {
			t.Errorf("a failed put left %q", info.Key)
		}
	}
}

// cancelling ends its caller's context instead of giving bytes.
type cancelling struct{ cancel func() }

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

func serving(t *testing.T, s *blob.Store) {
	tenant := Tenant()
	photo, page := blob.MustKey(tenant, "photo.png"), blob.MustKey(tenant, "page.html")
	info := put(t, s, photo, []byte(png))
	put(t, s, page, []byte(html))
	get := func(key blob.Key, o blob.ServeOptions, header ...string) *http.Response {
		t.Helper()
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		must(t, s.Serve(w, r, key, o))
		return w.Result()
	}
	whole := get(photo, blob.ServeOptions{Cache: "public, max-age=31536000, immutable"})
	body, err := io.ReadAll(whole.Body)
	must(t, err)
	h := whole.Header
	if string(body) != png || h.Get("Content-Type") != "image/png" || h.Get("X-Content-Type-Options") != "nosniff" ||
		h.Get("Etag") != `"`+info.SHA256+`"` || !strings.HasPrefix(h.Get("Content-Disposition"), "inline") ||
		!strings.Contains(h.Get("Cache-Control"), "immutable") {
		t.Errorf("a photo: %v", h)
	}
	if again := get(photo, blob.ServeOptions{}, "If-None-Match", h.Get("Etag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("unchanged: %d", again.StatusCode)
	}
	part := get(photo, blob.ServeOptions{}, "Range", "bytes=1-3")
	if body, err := io.ReadAll(part.Body); err != nil || part.StatusCode != http.StatusPartialContent || string(body) != "PNG" {
		t.Errorf("a range: %d %q %v", part.StatusCode, body, err)
	}
	h = get(page, blob.ServeOptions{}).Header
	if !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("an uploaded page could run: %v", h)
	}
	if h := get(photo, blob.ServeOptions{Download: "Été \"1\".png"}).Header; !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") ||
		!strings.Contains(h.Get("Content-Disposition"), "%C3%89t%C3%A9") {
		t.Errorf("a download: %q", h.Get("Content-Disposition"))
	}
	w := httptest.NewRecorder()
	if err := s.Serve(w, httptest.NewRequest(http.MethodGet, "/", nil), blob.MustKey(tenant, "none.png"), blob.ServeOptions{}); !errors.Is(err, blob.ErrNotFound) || len(w.Header()) != 0 {
		t.Errorf("nothing there: %v, %v", err, w.Header())
	}
}
