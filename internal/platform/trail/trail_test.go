package trail_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"go.opentelemetry.io/otel/trace"
	"pgregory.net/rapid"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/trail"
)

var ids ident.Source

// property is a state of these tests.
type property struct {
	Name   string `json:"name"`
	Price  int    `json:"price"`
	Secret string `json:"secret,omitempty"`
}

// account keeps its password out of the trail.
type account struct {
	Email    string `json:"email"`
	Password string `json:"password,omitempty"`
}

func (a account) Redacted() any { a.Password = ""; return a }

type rename struct{}

func (rename) Needs() access.Permission { return access.Public }

func write(t *testing.T, ctx context.Context, db *pg.DB, do func(ctx context.Context, tx pg.Tx) error) {
	t.Helper()
	if err := db.Write(ctx, do); err != nil {
		t.Fatal(err)
	}
}

func all(t *testing.T, ctx context.Context, db *pg.DB, f trail.Filter) []trail.Recorded {
	t.Helper()
	page, err := trail.New(db, time.Now, &ids).List(ctx, f, paging.Request{Limit: paging.MaxLimit})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

func TestEntrySaysWhoDidWhat(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, trail.Line())
	_, tenant := pgtest.Tenant(t)
	user := ident.Next[access.User](&ids)
	span := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{7}, SpanID: trace.SpanID{8}})
	ctx := access.With(trace.ContextWithSpanContext(t.Context(), span), access.Actor{Kind: access.Person, Tenant: tenant,
		User: user, Name: "Maëlle", Address: "192.0.2.7"})
	thing := ids.Raw()
	renaming := usecase.New(usecase.Silent{}, "test.rename", func(ctx context.Context, _ rename) (usecase.None, error) {
		return usecase.None{}, db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			return trail.Record(ctx, tx, trail.Entry{Entity: "test.property", ID: thing,
				Before: property{Name: "Ker Avel", Price: 90}, After: &property{Name: "Ker Avel", Price: 95, Secret: "new"}})
		})
	})
	if _, err := renaming(ctx, rename{}); err != nil {
		t.Fatal(err)
	}
	got := all(t, ctx, db, trail.Filter{EntityID: thing})
	if len(got) != 1 {
		t.Fatalf("%d entries", len(got))
	}
	e := got[0]
	if e.ActorKind != access.Person || e.User != user || e.Actor != "Maëlle" || e.Address != "192.0.2.7" ||
		e.UseCase != "test.rename" || e.Action != "test.rename" || e.Entity != "test.property" || e.Trace != span.TraceID().String() {
		t.Errorf("%+v", e)
	}
	if age := time.Since(e.At); age < -time.Minute || age > time.Minute {
		t.Errorf("dated %s", e.At)
	}
	changes, err := e.Changes()
	if err != nil {
		t.Fatal(err)
	}
	want := []trail.Change{{Path: "price", Before: json.RawMessage("90"), After: json.RawMessage("95")},
		{Path: "secret", After: json.RawMessage(`"[redacted]"`)}}
	if diff := cmp.Diff(want, changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestSecretsStayOut(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, trail.Line())
	ctx, _ := pgtest.Tenant(t)
	var none *account
	write(t, ctx, db, func(ctx context.Context, tx pg.Tx) error {
		batch := &pgx.Batch{}
		err := trail.Queue(ctx, batch, trail.Entry{Entity: "test.account", ID: ids.Raw(), Action: "create",
			Before: none, After: account{"maelle@rivages.example", "hunter2"}})
		return errors.Join(err, tx.SendBatch(ctx, batch).Close())
	})
	got := all(t, ctx, db, trail.Filter{})
	if len(got) != 1 || string(got[0].After) != `{"email": "m•••@rivages.example #c2fa"}` || got[0].Before != nil {
		t.Errorf("%+v", got)
	}
}

func TestEntryFailsWithItsChange(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, trail.Line())
	ctx, _ := pgtest.Tenant(t)
	good := trail.Entry{Entity: "test.property", ID: ids.Raw(), Action: "publish"}
	refused := fault.Define(fault.Conflict, "test.refused", "")
	if err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		return errors.Join(trail.Record(ctx, tx, good), refused)
	}); !errors.Is(err, refused) {
		t.Fatal(err)
	}
	for name, e := range map[string]trail.Entry{
		"no entity":        {ID: ids.Raw(), Action: "publish"},
		"no id":            {Entity: "test.property", Action: "publish"},
		"no action":        {Entity: "test.property", ID: ids.Raw()},
		"unwritable state": {Entity: "test.property", ID: ids.Raw(), Action: "publish", After: make(chan int)},
	} {
		if err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error { return trail.Record(ctx, tx, e) }); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if err := db.Write(t.Context(), func(ctx context.Context, tx pg.Tx) error { return trail.Record(ctx, tx, good) }); !errors.Is(err, trail.ErrNoTenant) {
		t.Errorf("without a tenant: %v", err)
	}
	if got := all(t, ctx, db, trail.Filter{}); len(got) != 0 {
		t.Errorf("%d entries of changes that failed", len(got))
	}
}

func TestTrailIsWrittenOnceAndPerTenant(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, trail.Line())
	ours, tenant := pgtest.Tenant(t)
	theirs, _ := pgtest.Tenant(t)
	write(t, ours, db, func(ctx context.Context, tx pg.Tx) error {
		return trail.Record(ctx, tx, trail.Entry{Entity: "test.property", ID: ids.Raw(), Action: "publish"})
	})
	for _, sql := range []string{`UPDATE audit.entry SET actor = 'nobody'`, `DELETE FROM audit.entry`, `TRUNCATE audit.entry`} {
		if err := db.Write(ours, func(ctx context.Context, tx pg.Tx) error {
			_, err := tx.Exec(ctx, sql)
			return err
		}); err == nil {
			t.Errorf("%s is accepted", sql)
		}
		// Not even whoever passes by the grants and the row-level security may.
		if _, err := pgtest.Admin(t, db).Exec(t.Context(), sql); err == nil {
			t.Errorf("%s is accepted from the superuser", sql)
		}
	}
	if err := db.Write(theirs, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO audit.entry (tenant_id, id, actor_kind, actor, action, entity, entity_id)
			VALUES ($1, $2, 'system', '', 'forge', 'test.property', $2)`, tenant, ids.Raw())
		return err
	}); err == nil {
		t.Error("an entry is written into another tenant's trail")
	}
	if got := all(t, theirs, db, trail.Filter{}); len(got) != 0 {
		t.Errorf("another tenant sees %+v", got)
	}
	if got := all(t, ours, db, trail.Filter{}); len(got) != 1 || got[0].Action != "publish" {
		t.Errorf("our trail: %+v", got)
	}
}

// TestListFiltersAndPages compares every filter and page size with the same done by hand.
func TestListFiltersAndPages(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, trail.Line())
	_, tenant := pgtest.Tenant(t)
	users := []access.UserID{{}, ident.Next[access.User](&ids), ident.Next[access.User](&ids)}
	things := []ident.Raw{ids.Raw(), ids.Raw(), ids.Raw()}
	began := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for i := range 60 {
		actor := access.Actor{Kind: access.System, Tenant: tenant, Name: "job:test"}
		if user := users[i%3]; !user.IsZero() {
			actor = access.Actor{Kind: access.Person, Tenant: tenant, User: user, Name: fmt.Sprint("user ", i%3)}
		}
		tr := trail.New(db, func() time.Time { return began.Add(time.Duration(i/3) * time.Minute) }, &ids) // three at a time
		write(t, access.With(t.Context(), actor), db, func(ctx context.Context, tx pg.Tx) error {
			return tr.Record(ctx, tx, trail.Entry{Entity: fmt.Sprint("test.entity", i%2), ID: things[i%len(things)],
				Action: []string{"create", "change", "change", "delete"}[i%4]})
		})
	}
	ctx := access.AsSystem(t.Context(), tenant, "test")
	everything := all(t, ctx, db, trail.Filter{})
	if len(everything) != 60 {
		t.Fatalf("%d entries", len(everything))
	}
	tr := trail.New(db, time.Now, &ids)
	rapid.Check(t, func(rt *rapid.T) {
		f := trail.Filter{
			Entity:   rapid.SampledFrom([]string{"", "", "test.entity0", "test.entity1"}).Draw(rt, "entity"),
			EntityID: rapid.SampledFrom(append(things, ident.Raw{}, ident.Raw{})).Draw(rt, "id"),
			User:     rapid.SampledFrom(append(users, access.UserID{})).Draw(rt, "user"),
			Actor:    rapid.SampledFrom([]string{"", "", "job:test", "user 1"}).Draw(rt, "actor"),
			Action:   rapid.SampledFrom([]string{"", "", "create", "change"}).Draw(rt, "action"),
		}
		if rapid.Bool().Draw(rt, "from") {
			f.From = began.Add(time.Duration(rapid.IntRange(0, 20).Draw(rt, "from minute")) * time.Minute)
		}
		if rapid.Bool().Draw(rt, "to") {
			f.To = began.Add(time.Duration(rapid.IntRange(0, 20).Draw(rt, "to minute")) * time.Minute)
		}
		var want, got []ident.Raw
		for _, e := range everything {
			if (f.Entity == "" || e.Entity == f.Entity) && (f.EntityID.IsZero() || e.EntityID == f.EntityID) &&
				(f.User.IsZero() || e.User == f.User) && (f.Actor == "" || e.Actor == f.Actor) &&
				(f.Action == "" || e.Action == f.Action) && !e.At.Before(f.From) && (f.To.IsZero() || e.At.Before(f.To)) {
				want = append(want, e.ID)
			}
		}
		req := paging.Request{Limit: rapid.IntRange(1, 50).Draw(rt, "limit")}
		for more := true; more; more = req.Cursor != "" {
			page, err := tr.List(ctx, f, req)
			if err != nil {
				rt.Fatal(err)
			}
			for _, e := range page.Items {
				got = append(got, e.ID)
			}
			req.Cursor = page.Next
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("%+v (-want +got):\n%s", f, diff)
		}
	})
	for i := 1; i < len(everything); i++ {
		if everything[i].At.After(everything[i-1].At) {
			t.Errorf("entry %d is newer than the one before it", i)
		}
	}
	if _, err := tr.List(ctx, trail.Filter{}, paging.Request{Cursor: "bm90aGluZw"}); !errors.Is(err, paging.ErrCursor) {
		t.Errorf("a foreign cursor: %v", err)
	}
}

func TestChangesOfNestedStates(t *testing.T) {
	t.Parallel()
	r := trail.Recorded{Before: json.RawMessage(`{"guest":{"name":"Ana","tags":[]},"lines":[{"n":1},{"n":2}],"same":{}}`),
		After: json.RawMessage(`{"guest":{"name":"Ana B.","tags":["vip"]},"lines":[{"n":1}],"same":{}}`)}
	got, err := r.Changes()
	if err != nil {
		t.Fatal(err)
	}
	want := []trail.Change{
		{Path: "guest.name", Before: json.RawMessage(`"Ana"`), After: json.RawMessage(`"Ana B."`)},
		{Path: "guest.tags", Before: json.RawMessage(`[]`)},
		{Path: "guest.tags.0", After: json.RawMessage(`"vip"`)},
		{Path: "lines.1.n", Before: json.RawMessage(`2`)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMigrationsGoUpDownAndUp(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, trail.Line())
}
