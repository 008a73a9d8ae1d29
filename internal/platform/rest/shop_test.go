package rest_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/clock"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/rest"
)

// shop is an API with one operation that commits something: it makes a row of rest.idempotency of its own kind visible
// through counters, so that the tests need no table besides the one under test.
type shop struct {
	url    string
	tenant access.TenantID
	idem   *rest.Idempotency
	clock  *clock.Settable
	db     *pg.DB

	effects atomic.Int64 // commits of the operation
	runs    atomic.Int64 // starts of the operation
	resumed atomic.Int64

	mu     sync.Mutex
	before func(ctx context.Context) error // in the transaction, after the key
	after  func(ctx context.Context) error // after the commit
	silent bool                            // the operation commits nothing
}

var secret = []byte("0123456789abcdef0123456789abcdef")

func newShop(t *testing.T) *shop {
	t.Helper()
	_, tenant := pgtest.Tenant(t)
	s := &shop{tenant: tenant, clock: clock.NewSettable(time.Date(2027, 7, 1, 12, 0, 0, 0, time.UTC)), db: pgtest.DB(t, rest.Line())}
	s.idem = rest.NewIdempotency(s.db, s.clock.Now, secret)
	s.url = s.serve(t, s.idem)
	return s
}

// serve starts one process of the shop: several share the database.
func (s *shop) serve(t *testing.T, idem *rest.Idempotency) string {
	mux := http.NewServeMux()
	api := rest.New(mux, rest.Config{Idempotency: idem, Report: func(_ context.Context, err error) { t.Logf("reported: %v", err) }})
	op := rest.Op("POST", "/api/things/orders", access.Public, "Order", "things")
	op.DefaultStatus = http.StatusCreated
	rest.Register(api.Huma, op, s.order)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		actor := access.Actor{Kind: access.Anonymous, Tenant: s.tenant}
		if text := r.Header.Get("X-User"); text != "" {
			actor.Kind, actor.User = access.Person, ident.MustParse[access.User](text)
		}
		if r.Header.Get("X-No-Tenant") != "" {
			actor.Tenant = access.TenantID{}
		}
		mux.ServeHTTP(w, r.WithContext(access.With(r.Context(), actor)))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

type (
	shopInput struct {
		Body struct {
			Name string `json:"name"`
		}
	}
	shopOutput struct {
		Location string `header:"Location"`
		Body     struct {
			Number int64  `json:"number"`
			Token  string `json:"token"`
		}
	}
)

func (s *shop) order(ctx context.Context, in *shopInput) (*shopOutput, error) {
	s.runs.Add(1)
	out := &shopOutput{Location: "/api/things/orders/1"}
	out.Body.Token = "bearer-cAnARy"
	if rest.Resuming(ctx) {
		s.resumed.Add(1)
		out.Body.Number = s.effects.Load() // naturally idempotent: it finds what the first run made
		return out, nil
	}
	s.mu.Lock()
	before, after, silent := s.before, s.after, s.silent
	s.mu.Unlock()
	if !silent {
		err := s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			if before != nil {
				if err := before(ctx); err != nil {
					return err
				}
			}
			_, err := tx.Exec(ctx, "select 1")
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	out.Body.Number = s.effects.Add(1)
	if after != nil {
		if err := after(ctx); err != nil {
			return nil, err
		}
	}
	return out, nil
}

type reply struct {
	status   int
	body     string
	code     string
	replayed bool
	head     http.Header
}

func (s *shop) post(t *testing.T, key, body string, headers ...string) reply {
	t.Helper()
	r, err := s.send(t.Context(), s.url, key, body, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (s *shop) send(ctx context.Context, url, key, body string, headers ...string) (reply, error) {
	req, err := http.NewRequestWithContext(ctx, "POST", url+"/api/things/orders", strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	r := reply{status: res.StatusCode, body: string(raw), replayed: res.Header.Get("Idempotency-Replayed") == "true", head: res.Header}
	if _, rest, ok := strings.Cut(r.body, `"code":"`); ok {
		r.code, _, _ = strings.Cut(rest, `"`)
	}
	return r, err
}

const ada = `{"name":"Ada"}`
