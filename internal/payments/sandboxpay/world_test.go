package sandboxpay_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/payments"
	"comptoir/internal/payments/paymentsio"
	"comptoir/internal/payments/paymentstest"
	"comptoir/internal/payments/sandboxpay"
	"comptoir/internal/platform/clock"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/jobs/jobstest"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/rest"
	"comptoir/internal/platform/trail"
)

var (
	lines = []pg.Line{jobs.Line(), outbox.Line(), trail.Line(), rest.Line(), paymentsio.Line(), sandboxpay.Line()}
	good  = sandboxpay.Card{Number: "4242 4242 4242 4242", Expiry: "12/34", CVC: "123"}
)

// world is payments on PostgreSQL with the sandbox as its provider, whose webhooks come in over real HTTP.
type world struct {
	t        *testing.T
	db       *pg.DB
	ctx      context.Context
	clock    *clock.Settable
	queue    *jobs.Client
	store    *paymentsio.Store
	payments *payments.Payments
	sandbox  *sandboxpay.Sandbox
	hook     string
	mu       sync.Mutex
	answers  []int // of the webhook endpoint
}

// newWorld makes a world on a database of its own, with workers that run.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := build(t, pgtest.Own(t, lines...))
	jobstest.Run(t, w.queue)
	return w
}

func build(t *testing.T, db *pg.DB) *world {
	t.Helper()
	w := &world{t: t, db: db, clock: clock.NewSettable(time.Now())}
	w.ctx, _ = pgtest.Tenant(t)
	reg, ids, router := jobs.NewRegistry(), &ident.Source{}, outbox.NewRouter()
	w.queue = jobstest.New(t, db, jobs.Config{Registry: reg})
	box := outbox.New(w.queue, router, w.clock.Now, ids)
	w.store = paymentsio.NewStore(db, box, w.queue, w.clock.Now)
	w.sandbox = sandboxpay.New(sandboxpay.Deps{DB: db, Jobs: w.queue, Now: w.clock.Now, Secret: []byte("a secret of the tests"),
		Site: func(context.Context) string { return "https://rivages.example" }, Hook: func() string { return w.hook }, Client: http.DefaultClient})
	w.payments = payments.New(payments.Deps{Store: w.store, Play: w.sandbox, Now: w.clock.Now, IDs: ids, Observer: usecase.Silent{}})
	module := paymentsio.New(paymentsio.Deps{Payments: w.payments, Now: w.clock.Now})
	module.Subscribe(router)
	module.Jobs(reg)
	w.sandbox.RegisterJobs(reg)
	router.Jobs(reg, db)
	mux := http.NewServeMux()
	module.REST(rest.New(mux, rest.Config{}))
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		tenant, err := ident.Parse[access.Tenant](r.Header.Get("X-Comptoir-Tenant"))
		if err != nil {
			http.NotFound(rw, r)
			return
		}
		rec := &status{ResponseWriter: rw, code: http.StatusOK}
		mux.ServeHTTP(rec, r.WithContext(access.With(r.Context(), access.Actor{Tenant: tenant})))
		w.mu.Lock()
		defer w.mu.Unlock()
		w.answers = append(w.answers, rec.code)
	}))
	t.Cleanup(server.Close)
	w.hook = server.URL + "/api/payments/webhooks/sandbox"
	return w
}

type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) { s.code = code; s.ResponseWriter.WriteHeader(code) }

func (w *world) open(key string, cents int64) payments.View {
	w.t.Helper()
	v, err := w.payments.Open(w.ctx, paymentstest.Wanted(key, cents))
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

func (w *world) pay(v payments.View, number string) sandboxpay.Page {
	w.t.Helper()
	page, err := w.sandbox.Pay(w.ctx, v.Reference, sandboxpay.Card{Number: number, Expiry: "12/34", CVC: "123"})
	if err != nil {
		w.t.Fatal(err)
	}
	return page
}

func (w *world) state(id payments.PaymentID) payments.PaymentState {
	w.t.Helper()
	s, err := w.store.Find(w.ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// settled waits for the jobs, then compares the state and how often a success was announced.
func (w *world) settled(id payments.PaymentID, want payments.Status, successes int) {
	w.t.Helper()
	jobstest.Settle(w.t, w.ctx, w.queue)
	if got := w.state(id).Status; got != want {
		w.t.Errorf("the payment is %s, want %s", got, want)
	}
	if n := w.announced(event.PaymentSucceeded{}.EventName()); n != successes {
		w.t.Errorf("announced %d times, want %d", n, successes)
	}
}

func names(t *testing.T, ctx context.Context, db *pg.DB) []string {
	t.Helper()
	rows, err := db.Read(ctx).Query(ctx, "SELECT name FROM outbox.event WHERE tenant_id = $1 ORDER BY id", access.TenantOf(ctx))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		out = append(out, n)
	}
	return out
}

func (w *world) announced(name string) (n int) {
	for _, got := range names(w.t, w.ctx, w.db) {
		if got == name {
			n++
		}
	}
	return n
}

// signed is a genuine call of the provider.
func (w *world) signed(id payments.PaymentID, at time.Time) payments.Message {
	body := fmt.Appendf(nil, `{"id":"evt_%s","type":"payment.succeeded","created":%d,"data":{"payment":"%s","reference":"r","amount":{"amount":"10.00","currency":"EUR"}}}`, id, at.Unix(), id)
	header := http.Header{}
	header.Set(sandboxpay.SignatureHeader, sandboxpay.Sign(w.sandbox.WebhookSecret(access.TenantOf(w.ctx)), body, at))
	return payments.Message{Header: header, Body: body}
}

// post calls an endpoint as a provider does and returns the status.
func (w *world) post(url string, m payments.Message) (int, string) {
	w.t.Helper()
	r, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(m.Body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header = http.Header(m.Header).Clone()
	r.Header.Set("X-Comptoir-Tenant", access.TenantOf(w.ctx).String())
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Error(err)
		return 0, ""
	}
	defer func() { _ = resp.Body.Close() }()
	text, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text)
}

func (w *world) answered() []int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.answers)
}
