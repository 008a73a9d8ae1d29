package trail_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/trail"
)

// What a person could be known by and what opens doors does not get into the trail, whatever field it stands in; that it
// changed does.
func TestPersonalDataAreMasked(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, trail.Line())
	ctx, _ := pgtest.Tenant(t)
	state := func(mail string) any {
		return map[string]any{"guest": map[string]any{"firstName": "Maëlle", "name": "Le Goff", "email": mail, "phone": "+33612345678",
			"address": map[string]any{"line1": "3 rue du Port", "city": "Brest"}},
			"note": "rappeler maelle@rivages.example au +33 6 12 34 56 78, carte 4242 4242 4242 4242", "passwordHash": "$argon2id$v=19$abc",
			"apiKey": "sk_live_1", "total": 12.50, "reference": "RV-2026-0001", "tokenVersion": 3}
	}
	write(t, ctx, db, func(ctx context.Context, tx pg.Tx) error {
		return trail.Record(ctx, tx, trail.Entry{Entity: "test.guest", ID: ids.Raw(), Action: "change", Before: state("maelle@rivages.example"), After: state("m.legoff@cimes.example")})
	})
	e := all(t, ctx, db, trail.Filter{})[0]
	for _, raw := range []string{string(e.Before), string(e.After)} {
		for _, leak := range []string{"Maëlle", "Goff", "maelle@", "612345678", "12 34 56", "rue du Port", "4242 4242", "argon2id", "sk_live"} {
			if strings.Contains(raw, leak) {
				t.Errorf("%q stands in %s", leak, raw)
			}
		}
		for _, kept := range []string{"Brest", "12.5", "RV-2026-0001", "rappeler", `"tokenVersion": 3`} {
			if !strings.Contains(raw, kept) {
				t.Errorf("%q is not in %s", kept, raw)
			}
		}
	}
	if changes, err := e.Changes(); err != nil || len(changes) != 1 || changes[0].Path != "guest.email" {
		t.Errorf("changes: %+v %v", changes, err)
	}
}

// No address for mails comes through, however it is wrapped.
func TestNoMailAddressComesThrough(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, trail.Line())
	rapid.Check(t, func(rt *rapid.T) {
		ctx, _ := pgtest.Tenant(t)
		name := rapid.StringMatching(`[a-z]{3,8}\.[a-z]{3,8}`).Draw(rt, "name")
		text := rapid.StringMatching(`[ a-zA-Z<(:;,"]{0,10}`).Draw(rt, "before") + " " + name + "@rivages.example" + rapid.SampledFrom([]string{"", ">", ", ", ".", " ok"}).Draw(rt, "after")
		if err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			return trail.Record(ctx, tx, trail.Entry{Entity: "test.note", ID: ids.Raw(), Action: "write", After: map[string]any{"deep": []any{map[string]any{"text": text}}}})
		}); err != nil {
			rt.Fatal(err)
		}
		if e := all(t, ctx, db, trail.Filter{})[0]; strings.Contains(string(e.After), name+"@") {
			rt.Fatalf("%s", e.After)
		}
	})
}

// A history that is loaded is dated by its own time, and who wrote is told after the run.
func TestHistoryHasItsOwnTime(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, trail.Line())
	ctx, tenant := pgtest.Tenant(t)
	past := time.Date(2024, 7, 14, 9, 30, 0, 0, time.UTC)
	var told []string
	o := trail.Observer{Next: usecase.Silent{}, Clock: func() time.Time { return past }, Wrote: func(id access.TenantID, name string) {
		if id == tenant {
			told = append(told, name)
		}
	}}
	act := usecase.New(o, "test.history", func(ctx context.Context, _ rename) (usecase.None, error) {
		return usecase.None{}, db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			return trail.Record(ctx, tx, trail.Entry{Entity: "test.property", ID: ids.Raw()})
		})
	})
	look := usecase.New(o, "test.look", func(context.Context, rename) (usecase.None, error) { return usecase.None{}, nil })
	for _, do := range []usecase.Func[rename, usecase.None]{act, look} {
		if _, err := do(ctx, rename{}); err != nil {
			t.Fatal(err)
		}
	}
	if e := all(t, ctx, db, trail.Filter{})[0]; !e.At.Equal(past) {
		t.Errorf("dated %s", e.At)
	}
	if len(told) != 1 || told[0] != "test.history" {
		t.Errorf("told: %v", told)
	}
}
