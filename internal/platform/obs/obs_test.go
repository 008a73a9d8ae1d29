package obs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/obs"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

// buffer is a writer that several goroutines may use.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// lines returns the log lines with a message, as objects.
func (b *buffer) lines(t *testing.T, message string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for line := range strings.Lines(b.String()) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if message == "" || m["message"] == message {
			all = append(all, m)
		}
	}
	return all
}

func newObs(t *testing.T, cfg obs.Config) (*obs.Obs, *buffer) {
	t.Helper()
	out := &buffer{}
	cfg.Output = out
	o := obs.New(cfg)
	t.Cleanup(func() {
		if err := o.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return o, out
}

var tenant = ident.MustParse[access.Tenant]("01985a5e-6f00-7000-8000-000000000001")

func TestLogLine(t *testing.T) {
	t.Parallel()
	o, out := newObs(t, obs.Config{})
	ctx, span := o.Tracer.Start(access.AsSystem(t.Context(), tenant, "test"), "x")
	defer span.End()
	o.Logger.With("a", 1).WithGroup("g").InfoContext(ctx, "hello", "b", 2)
	m := out.lines(t, "hello")[0]
	for key, want := range map[string]any{"level": "INFO", "service": "comptoir", "message": "hello", "a": 1.0} {
		if m[key] != want {
			t.Errorf("%s is %v, want %v", key, m[key], want)
		}
	}
	if stamp, _ := m["timestamp"].(string); len(stamp) != 27 || !strings.HasSuffix(stamp, "Z") {
		t.Errorf("timestamp %v", m["timestamp"])
	}
	plain, out2 := newObs(t, obs.Config{})
	plain.Logger.InfoContext(ctx, "hello")
	m = out2.lines(t, "hello")[0]
	if m["tenant"] != tenant.String() || m["trace"] != obs.TraceID(ctx) || len(m["span"].(string)) != 16 {
		t.Errorf("%v", m)
	}
	quiet, out3 := newObs(t, obs.Config{Level: slog.LevelWarn})
	quiet.Logger.Info("no")
	if out3.String() != "" {
		t.Error("below the level and logged")
	}
}

// canary is in every personal value of the test below; not one may reach the log.
const canary = "CaNaRy"

type inner struct {
	Mail contact.Email
	Note string
}

type outer struct {
	Inner  *inner
	List   []inner
	Map    map[string]contact.Phone
	Any    any
	Where  contact.PostalAddress
	Number int
}

type chain struct {
	Next *chain
	Mail contact.Email
}

func TestPersonalDataNeverReachesTheLog(t *testing.T) {
	t.Parallel()
	mail := contact.Email(canary + "@example.com")
	phone := contact.Phone("+33" + "299001234" + canary)
	address := contact.PostalAddress{Line1: canary, City: canary, Country: "FR"}
	loop := &chain{Mail: mail}
	loop.Next = loop
	values := map[string]any{
		"email": mail, "phone": phone, "address": address, "pointer": &mail, "secret": obs.Secret(canary), "name": obs.PersonName(canary),
		"list": []contact.Email{mail}, "map": map[string]contact.Email{"a": mail}, "key": map[contact.Email]int{mail: 1},
		"deep":  outer{Inner: &inner{Mail: mail}, List: []inner{{Mail: mail}}, Map: map[string]contact.Phone{"p": phone}, Any: mail, Where: address, Number: 42},
		"guest": event.StayGuest{FirstName: canary, LastName: canary, Email: mail},
		"facts": event.StayFacts{Guest: event.StayGuest{LastName: canary}},
		"user":  event.UserRegistered{UserFacts: event.UserFacts{Email: mail, Name: canary}},
		"actor": access.Actor{Kind: access.Person, Name: canary, Email: string(mail), Address: canary},
		"error": fmt.Errorf("sending to %s: %w", mail, errors.New("no such user "+string(mail))), "text": "written to " + string(mail),
		"cycle": loop, "any": []any{mail, map[string]any{"x": address}}, "nested error": struct{ Err error }{fmt.Errorf("for %s", mail)},
	}
	for _, format := range []string{"json", "text"} {
		o, out := newObs(t, obs.Config{Format: format, Level: slog.LevelDebug})
		for key, v := range values {
			o.Logger.Info("value "+string(mail), key, v)
			o.Logger.With(key, v).WithGroup("g").Warn("grouped", key, v, slog.Group("h", key, v))
		}
		if got := out.String(); strings.Contains(got, canary) || strings.Contains(got, "299001234") || len(got) < 1000 {
			for line := range strings.Lines(got) {
				if strings.Contains(line, canary) || strings.Contains(line, "299001234") {
					t.Errorf("%s: %s", format, line)
				}
			}
		}
		if format == "json" && !strings.Contains(out.String(), `"Number":42`) {
			t.Error("what is not personal is lost")
		}
	}
}

func TestSecretHidesItselfEverywhere(t *testing.T) {
	t.Parallel()
	s := obs.Secret(canary)
	raw, err := json.Marshal(map[string]any{"s": s})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprint(s), fmt.Sprintf("%s %v %+v %#v %q", s, s, s, s, s), string(raw), fmt.Sprintf("%v %+v %#v", struct{ S obs.Secret }{s}, &s, []obs.Secret{s})} {
		if strings.Contains(text, canary) {
			t.Errorf("told: %s", text)
		}
	}
	if s.Reveal() != canary || obs.Secret("").String() != "" {
		t.Error("Reveal or the empty secret")
	}
}

type command struct{ Mail contact.Email }

func (command) Needs() access.Permission { return access.Public }

func TestObserver(t *testing.T) {
	t.Parallel()
	refused := fault.Define(fault.Conflict, "things.taken", "")
	away := fault.Define(fault.Unavailable, "database_unavailable", "")
	tests := []struct {
		err            error
		outcome, level string
		reported       int
	}{
		{nil, "ok", "INFO", 0},
		{refused, "conflict", "DEBUG", 0},
		{errors.New("boom " + canary + "@example.com"), "internal", "INFO", 1},
		{away, "unavailable", "INFO", 1},
		{fmt.Errorf("post: %w", pg.ErrSkip), "repeated", "INFO", 0},
	}
	for _, tt := range tests {
		t.Run(tt.outcome, func(t *testing.T) {
			t.Parallel()
			o, out := newObs(t, obs.Config{Level: slog.LevelDebug})
			run := usecase.New(o.Observer(), "things.order_"+tt.outcome, func(ctx context.Context, _ command) (usecase.None, error) {
				if obs.TraceID(ctx) == "" {
					t.Error("no trace id")
				}
				return usecase.None{}, tt.err
			})
			if _, err := run(t.Context(), command{Mail: canary}); !errors.Is(err, tt.err) {
				t.Fatal(err)
			}
			lines := out.lines(t, "use case")
			if len(lines) != 1 || lines[0]["usecase"] != "things.order_"+tt.outcome || lines[0]["outcome"] != tt.outcome || lines[0]["level"] != tt.level {
				t.Errorf("%v", lines)
			}
			if got := out.lines(t, "unexpected error"); len(got) != tt.reported {
				t.Errorf("%v", got)
			}
			if strings.Contains(out.String(), canary) {
				t.Error("input in the log")
			}
			if _, metrics := scrape(t, o); !strings.Contains(metrics, `comptoir_usecase_duration_seconds_count{outcome="`+tt.outcome+`",usecase="things.order_`+tt.outcome+`"} 1`) {
				t.Error("not counted")
			}
		})
	}
}

// One trace goes through a request, a stored traceparent, a job and its SQL.
func TestOneTraceThroughHTTPAndJobsAndSQL(t *testing.T) {
	t.Parallel()
	spans := tracetest.NewSpanRecorder()
	o, _ := newObs(t, obs.Config{SpanProcessor: spans})
	db, err := pg.Open(t.Context(), pg.Config{URL: pgtest.Of(t, pgtest.DB(t)).AppURL, Tracer: o.PGTracer()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var stored string
	mux := http.NewServeMux()
	mux.HandleFunc("POST /things", func(_ http.ResponseWriter, r *http.Request) { stored = obs.Inject(r.Context()) })
	s := httptest.NewServer(o.HTTP(obs.Routes(mux)))
	defer s.Close()
	res, err := http.Post(s.URL+"/things", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	ctx, span := o.Tracer.Start(obs.Extract(context.Background(), stored), "job things.mail") // as platform/jobs does
	var n int
	if err := db.Read(ctx).QueryRow(ctx, "-- name: CountThings :one\nselect 1 where $1 <> ''", canary).Scan(&n); err != nil {
		t.Fatal(err)
	}
	span.End()
	names := map[string]sdktrace.ReadOnlySpan{}
	for _, span := range spans.Ended() {
		names[span.Name()] = span
		if got := span.SpanContext().TraceID().String(); got != res.Header.Get("X-Trace-Id") {
			t.Errorf("%s is of another trace: %s", span.Name(), got)
		}
		if text := fmt.Sprint(span.Attributes(), span.Events()); strings.Contains(text, canary) {
			t.Errorf("%s holds a parameter: %s", span.Name(), text)
		}
	}
	for _, want := range []string{"POST /things", "job things.mail", "CountThings"} {
		if names[want] == nil {
			t.Errorf("no span %q among %v", want, names)
		}
	}
	if obs.Inject(context.Background()) != "" || obs.TraceID(obs.Extract(context.Background(), "nonsense")) != "" {
		t.Error("a trace out of nothing")
	}
}

func TestSQLMetrics(t *testing.T) {
	t.Parallel()
	o, out := newObs(t, obs.Config{SlowQuery: 1})
	db, err := pg.Open(t.Context(), pg.Config{URL: pgtest.Of(t, pgtest.DB(t)).AppURL, Tracer: o.PGTracer()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx := access.AsSystem(t.Context(), tenant, "test")
	var n int
	if err := db.Read(ctx).QueryRow(ctx, "-- name: One :one\nselect 1").Scan(&n); err != nil {
		t.Fatal(err)
	}
	if err := db.Read(ctx).QueryRow(ctx, "-- name: Broken :one\nselect 1/0").Scan(&n); err == nil {
		t.Fatal("no error")
	}
	err = db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, "-- name: Do :exec\nselect $1::text", canary)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_, metrics := scrape(t, o)
	for _, want := range []string{`comptoir_sql_duration_seconds_count{query="One"} 1`, `comptoir_sql_duration_seconds_count{query="Do"} 1`,
		`comptoir_sql_errors_total{query="Broken",state="22012"} 1`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	slow := out.lines(t, "slow query")
	if len(slow) < 3 || strings.Contains(out.String(), canary) || slow[0]["tenant"] != tenant.String() {
		t.Errorf("%v", slow)
	}
}

func TestBusinessCounters(t *testing.T) {
	t.Parallel()
	o, _ := newObs(t, obs.Config{})
	o.Business.Count("payment_succeeded", tenant, money.New(12345, money.EUR))
	o.Business.Count("payment_succeeded", tenant, money.New(500, money.JPY))
	o.Business.Count("refund_succeeded", tenant, money.New(-1050, money.EUR))
	o.Business.Count("reservation_confirmed", tenant, money.Amount{})
	o.Cache("catalogue", true)
	o.JobDone("things.mail", time.Second, nil)
	o.JobDone("things.mail", time.Second, fault.Define(fault.Unavailable, "mail_away", ""))
	o.JobGone("things.mail", "discarded")
	_, metrics := scrape(t, o)
	for _, want := range []string{
		`comptoir_business_amount_total{currency="EUR",direction="in",event="payment_succeeded",tenant="` + tenant.String() + `"} 123.45`,
		`comptoir_business_amount_total{currency="JPY",direction="in",event="payment_succeeded",tenant="` + tenant.String() + `"} 500`,
		`comptoir_business_amount_total{currency="EUR",direction="out",event="refund_succeeded",tenant="` + tenant.String() + `"} 10.5`,
		`comptoir_business_events_total{event="reservation_confirmed",tenant="` + tenant.String() + `"} 1`,
		`comptoir_business_events_total{event="payment_succeeded",tenant="` + tenant.String() + `"} 2`,
		`comptoir_cache_total{cache="catalogue",outcome="hit"} 1`,
		`comptoir_job_duration_seconds_count{kind="things.mail",outcome="ok"} 1`,
		`comptoir_job_duration_seconds_count{kind="things.mail",outcome="unavailable"} 1`,
		`comptoir_jobs_gone_total{kind="things.mail",state="discarded"} 1`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	families, err := o.Metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	if problems, err := promlint.NewWithMetricFamilies(families).Lint(); err != nil || len(problems) > 0 {
		t.Errorf("%v %v", problems, err)
	}
}
