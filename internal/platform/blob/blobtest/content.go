package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"comptoir/internal/platform/blob"
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
