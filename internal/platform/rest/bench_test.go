package rest_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/rest"
)

// What the edge costs: a list of two items, and an order decoded and checked, against handlers by hand.
func BenchmarkEdge(b *testing.B) {
	mux := http.NewServeMux()
	api := rest.New(mux, rest.Config{})
	rest.Register(api.Huma, rest.Op("GET", "/api/bench/{id}", access.Public, "Read", "bench"), func(context.Context, *getInput) (*getOutput, error) {
		return &getOutput{ETag: rest.ETag(7), Body: rest.List[line]{Items: []line{{Label: "a"}, {Label: "b"}}}}, nil
	})
	rest.Register(api.Huma, rest.Op("POST", "/api/bench", access.Public, "Order", "bench"), func(_ context.Context, in *orderInput) (*orderOutput, error) {
		return &orderOutput{Body: in.Body}, nil
	})
	mux.HandleFunc("GET /bare/{id}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(rest.List[line]{Items: []line{{Label: "a"}, {Label: "b"}}})
	})
	mux.HandleFunc("POST /bare", func(w http.ResponseWriter, r *http.Request) {
		var o order
		if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
			b.Error(err)
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(o)
	})
	for name, target := range map[string]string{"get": "GET /api/bench/01985a5e-6f00-7000-8000-000000000001?limit=5", "get by hand": "GET /bare/1",
		"post": "POST /api/bench", "post by hand": "POST /bare"} {
		b.Run(name, func(b *testing.B) {
			method, path, _ := strings.Cut(target, " ")
			b.ReportAllocs()
			for b.Loop() {
				var r *http.Request
				if method == "GET" {
					r = httptest.NewRequestWithContext(b.Context(), method, path, nil)
				} else {
					r = httptest.NewRequestWithContext(b.Context(), method, path, strings.NewReader(good))
					r.Header.Set("Content-Type", "application/json")
				}
				w := httptest.NewRecorder()
				mux.ServeHTTP(w, r)
				if w.Code != 200 {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
