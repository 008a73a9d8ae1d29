package web_test

import (
	"net/http"
	"testing"

	"comptoir/internal/web"
)

// BenchmarkPage measures a whole search page through the middleware, with and without packing.
func BenchmarkPage(b *testing.B) {
	h := site(b, web.Config{}, map[string]func(*web.Kit, http.ResponseWriter, *http.Request){"GET /plain": hello})
	for name, c := range map[string][]string{"search": {"/design?frame=search", ""}, "search, gzip": {"/design?frame=search", "gzip"}, "desk, gzip": {"/design?frame=desk", "gzip"}, "empty page": {"/plain", ""}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if w := get(h, c[0], "Accept-Encoding", c[1]); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}
