package auditio_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/audit"
	"comptoir/internal/audit/auditio"
	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pg/pglint"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/trail"
	"comptoir/internal/web/webtest"
)

var ids ident.Source

// box keeps what was published.
type box struct {
	mu  sync.Mutex
	all []event.Event
}

func (b *box) Append(_ context.Context, _ pg.Tx, events ...event.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, events...)
	return nil
}

// world is the context on PostgreSQL, with a clock of its own.
func world(t *testing.T) (*audit.Audit, *box, *time.Time) {
	db := pgtest.DB(t, trail.Line(), auditio.Line())
	now := time.Now().UTC().Truncate(time.Hour).Add(59 * time.Minute)
	clock := func() time.Time { return now }
	b := &box{}
	admin := event.UserFacts{User: ids.Raw(), Email: "admin@rivages.example", Locale: "fr"}
	store := auditio.Store{DB: db, Outbox: b, Watchers: func(context.Context) ([]event.UserFacts, error) { return []event.UserFacts{admin}, nil }}
	return audit.New(audit.Deps{Trail: auditio.Trail{Trail: trail.New(db, clock, &ids), Sealer: trail.NewSealer(db, [][]byte{[]byte("key")}, nil, clock)},
		Security: store, Now: clock, IDs: &ids, Observer: usecase.Silent{}}), b, &now
}

func spray(n int) []audit.SecurityEvent {
	var all []audit.SecurityEvent
	for i := range n {
		all = append(all, audit.SecurityEvent{Kind: audit.SignInFailed, Address: "2001:db8::1", Subject: fmt.Sprint("account ", i), Agent: "curl\x00\xff"})
	}
	return all
}

// An attack makes one alert an hour, whatever comes after it and whenever the clock strikes; it is told once, and closed
// once.
func TestAnAttackIsToldOnceAnHour(t *testing.T) {
	t.Parallel()
	a, b, now := world(t)
	ctx, _ := pgtest.Tenant(t)
	for round, want := range []int{1, 0, 0, 1} { // the third comes after the hour has struck, the fourth an hour later
		got, err := a.NoteSecurity(ctx, audit.NoteSecurity{Events: spray(12)})
		if err != nil || got.Alerts != want {
			t.Fatalf("round %d: %d alerts, %v; want %d", round, got.Alerts, err, want)
		}
		*now = now.Add([]time.Duration{time.Second, 2 * time.Minute, time.Hour, 0}[round])
	}
	if len(b.all) != 2 {
		t.Fatalf("told %d times", len(b.all))
	}
	e := b.all[0].(event.SecurityAlertRaised)
	if e.Rule != string(audit.Spraying) || e.Key != "2001:db8::/64" || e.Count != 12 || len(e.Watchers) != 1 {
		t.Errorf("told %+v", e)
	}
	alerts, err := a.ListAlerts(ctx, audit.ListAlerts{})
	if err != nil || len(alerts) != 2 {
		t.Fatalf("%+v %v", alerts, err)
	}
	close := audit.AcknowledgeAlert{ID: alerts[0].ID}
	if other, _ := pgtest.Tenant(t); true {
		if _, err := a.AcknowledgeAlert(other, close); !errors.Is(err, audit.ErrUnknownAlert) {
			t.Errorf("another business closes it: %v", err)
		}
	}
	if _, err := a.AcknowledgeAlert(ctx, close); err != nil {
		t.Fatal(err)
	}
	if _, err := a.AcknowledgeAlert(ctx, close); !errors.Is(err, audit.ErrUnknownAlert) {
		t.Errorf("closed twice: %v", err)
	}
	if alerts, _ = a.ListAlerts(ctx, audit.ListAlerts{}); alerts[1].By != "test" || alerts[1].ID != close.ID {
		t.Errorf("the closed one is not last, or nobody's: %+v", alerts)
	}
}

func TestEventsAreFilteredPagedAndForgotten(t *testing.T) {
	t.Parallel()
	a, _, now := world(t)
	ctx, _ := pgtest.Tenant(t)
	other, _ := pgtest.Tenant(t)
	events := append(spray(5), audit.SecurityEvent{Kind: audit.TokenReused, Address: "192.0.2.7"}, audit.SecurityEvent{Kind: audit.Exported, At: now.Add(-400 * 24 * time.Hour)})
	if _, err := a.NoteSecurity(ctx, audit.NoteSecurity{Events: events}); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		ctx    context.Context
		filter audit.SecurityFilter
		want   int
	}{
		"all":              {ctx, audit.SecurityFilter{}, 7},
		"another business": {other, audit.SecurityFilter{}, 0},
		"a kind":           {ctx, audit.SecurityFilter{Kind: audit.SignInFailed}, 5},
		"graver":           {ctx, audit.SecurityFilter{Severity: audit.Warning}, 1},
		"an address":       {ctx, audit.SecurityFilter{Address: "192.0.2.7"}, 1},
		"since":            {ctx, audit.SecurityFilter{From: now.Add(-time.Hour)}, 6},
	} {
		seen, request := 0, paging.Request{Limit: 2}
		for more := true; more; more = request.Cursor != "" {
			page, err := a.SearchSecurity(tt.ctx, audit.SearchSecurity{Filter: tt.filter, Page: request})
			if err != nil {
				t.Fatal(err)
			}
			seen += len(page.Items)
			request.Cursor = page.Next
		}
		if seen != tt.want {
			t.Errorf("%s: %d events, want %d", name, seen, tt.want)
		}
	}
	if n, err := a.ForgetSecurity(ctx, audit.ForgetSecurity{}); err != nil || n != 1 {
		t.Errorf("forgot %d: %v", n, err)
	}
}

// Whoever notes never waits: what does not fit is lost and counted, what fits is written at the end.
func TestRecorderNeverBlocks(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	written := map[access.TenantID]int{}
	r := &auditio.Recorder{Now: time.Now, Report: func(context.Context, error) {}, Write: func(ctx context.Context, events []audit.SecurityEvent) error {
		mu.Lock()
		defer mu.Unlock()
		written[access.TenantOf(ctx)] += len(events)
		return nil
	}}
	_, tenant := pgtest.Tenant(t)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for i := range 5000 { // more than the buffer holds, and nobody reads
		r.Note(access.AsSystem(t.Context(), tenant, "test"), audit.SecurityEvent{Kind: audit.LimitHit, At: now, Address: fmt.Sprint("address ", i)})
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	r.Run(ended)
	if written[tenant] != 4096 {
		t.Errorf("wrote %d", written[tenant])
	}
	for range 1000 { // one address floods: what is kept is enough to find it
		r.Note(t.Context(), audit.SecurityEvent{Kind: audit.Absent, At: now, Address: "192.0.2.1"})
	}
	r.Flush(t.Context())
	if written[audit.Platform] != 120 {
		t.Errorf("what belongs to no business: %v", written)
	}
}

// An export holds the filter's entries, is refused without a fresh proof, and is itself noted.
func TestExportIsNotedAndProved(t *testing.T) {
	t.Parallel()
	a, _, _ := world(t)
	ctx, tenant := pgtest.Tenant(t)
	db := pgtest.DB(t, trail.Line(), auditio.Line())
	for i := range 120 {
		if err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			return trail.Record(ctx, tx, trail.Entry{Entity: "test.thing", ID: ids.Raw(), Action: []string{"make", "break"}[i%2]})
		}); err != nil {
			t.Fatal(err)
		}
	}
	person := access.Actor{Kind: access.Person, Tenant: tenant, User: ident.Next[access.User](&ids), Permissions: map[access.Permission]bool{audit.PermExport: true}}
	n := 0
	c := audit.ExportTrail{Filter: audit.Filter{Action: "make", Text: "THING"}, Format: "csv", Each: func(audit.Entry) error { n++; return nil }}
	if _, err := a.Export(access.With(t.Context(), person), c); !errors.Is(err, access.ErrStepUp) || n != 0 {
		t.Errorf("without a proof: %d entries, %v", n, err)
	}
	person.Fresh = true
	if _, err := a.Export(access.With(t.Context(), person), c); err != nil || n != 60 {
		t.Errorf("%d entries, %v", n, err)
	}
	page, err := a.SearchSecurity(ctx, audit.SearchSecurity{Filter: audit.SecurityFilter{Kind: audit.Exported}})
	if err != nil || len(page.Items) != 1 || page.Items[0].User != person.User {
		t.Errorf("noted %+v %v", page.Items, err)
	}
}

// The filters of the pages are answered from an index of the business's rows.
func TestPlansUseTheIndexes(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, trail.Line(), auditio.Line())
	_, tenant := pgtest.Tenant(t)
	admin := pgtest.Admin(t, db)
	tx, err := admin.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	for _, sql := range []string{`INSERT INTO audit.entry (tenant_id, id, at, actor_kind, actor, action, entity, entity_id)
		SELECT '` + tenant.String() + `', gen_random_uuid(), now() - n * interval '1 minute', 'system', '', 'act' || n % 40, 'x' || n % 20, gen_random_uuid() FROM generate_series(1, 20000) n`,
		`INSERT INTO audit.security_event (tenant_id, id, at, kind, severity, address)
		SELECT '` + tenant.String() + `', gen_random_uuid(), now() - n * interval '1 minute', 'x' || n % 400, 1, 'x' || n % 3000 FROM generate_series(1, 20000) n`,
		`ANALYZE audit.entry`, `ANALYZE audit.security_event`, `SET LOCAL enable_bitmapscan = off`} {
		if _, err := tx.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for where, index := range map[string]string{
		"audit.entry WHERE tenant_id = $1": "entry_at",
		"audit.entry WHERE tenant_id = $1 AND entity = 'x7' AND entity_id = '" + tenant.String() + "'": "entry_entity",
		"audit.security_event WHERE tenant_id = $1":                                                    "security_event_at",
		"audit.security_event WHERE tenant_id = $1 AND kind = 'x7'":                                    "security_event_kind",
		"audit.security_event WHERE tenant_id = $1 AND address = 'x7'":                                 "security_event_address",
	} {
		rows, err := tx.Query(t.Context(), `EXPLAIN SELECT * FROM `+where+` ORDER BY at DESC, id DESC LIMIT 50`, tenant)
		if err != nil {
			t.Fatal(err)
		}
		var plan strings.Builder
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			plan.WriteString(line + "\n")
		}
		if !strings.Contains(plan.String(), index+" ") || strings.Contains(plan.String(), "Sort") {
			t.Errorf("%s:\n%s", where, plan.String())
		}
	}
}

func TestSchemaKeepsTenantsApart(t *testing.T) {
	t.Parallel()
	found, err := pglint.Check(t.Context(), pgtest.Admin(t, pgtest.DB(t, trail.Line(), auditio.Line())))
	if err != nil || len(found) != 0 {
		t.Errorf("%+v %v", found, err)
	}
	pgtest.UpDownUp(t, trail.Line(), auditio.Line())
	webtest.SameKeys(t, auditio.Texts)
}
