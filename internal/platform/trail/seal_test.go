package trail_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/trail"
)

// anchors keeps heads in memory.
type anchors struct {
	mu   sync.Mutex
	kept map[access.TenantID]trail.Head
}

func (a *anchors) Load(_ context.Context, t access.TenantID) (trail.Head, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.kept[t], nil
}

func (a *anchors) Store(_ context.Context, t access.TenantID, h trail.Head) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.kept == nil {
		a.kept = map[access.TenantID]trail.Head{}
	}
	a.kept[t] = h
	return nil
}

var secrets = [][]byte{[]byte("a key of the tests, 32 bytes long")}

func entries(t *testing.T, ctx context.Context, db *pg.DB, n int) {
	t.Helper()
	for i := range n {
		write(t, ctx, db, func(ctx context.Context, tx pg.Tx) error {
			return trail.Record(ctx, tx, trail.Entry{Entity: "test.property", ID: ids.Raw(), Action: "reprice",
				Before: property{Name: "Ker Avel", Price: i}, After: property{Name: "Ker Avel", Price: i + 1}})
		})
	}
}

func seal(t *testing.T, ctx context.Context, s *trail.Sealer, want int) {
	t.Helper()
	if n, err := s.Seal(ctx); err != nil || n != want {
		t.Fatalf("sealed %d: %v; want %d", n, err, want)
	}
}

func verify(t *testing.T, ctx context.Context, s *trail.Sealer) trail.Report {
	t.Helper()
	r, err := s.Verify(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func kinds(r trail.Report) []string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, f.Kind)
	}
	return all
}

func TestWhatIsSealedIsWhole(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, trail.Line())
	ctx, _ := pgtest.Tenant(t)
	s := trail.NewSealer(db, secrets, &anchors{}, time.Now)
	if r := verify(t, ctx, s); len(r.Findings) != 0 || r.Sealed != 0 {
		t.Fatalf("an empty trail: %+v", r)
	}
	entries(t, ctx, db, 7)
	if r := verify(t, ctx, s); len(r.Findings) != 0 || r.Waiting != 7 || r.Oldest <= 0 {
		t.Fatalf("before sealing: %+v", r)
	}
	seal(t, ctx, s, 7)
	seal(t, ctx, s, 0)
	entries(t, ctx, db, 600) // more than one batch
	seal(t, ctx, s, 600)
	r := verify(t, ctx, s)
	if len(r.Findings) != 0 || r.Sealed != 607 || r.Waiting != 0 {
		t.Fatalf("%+v", r)
	}
	if err := s.Keep(ctx, ids.Raw(), r); err != nil {
		t.Fatal(err)
	}
	if last, ok, err := s.Last(ctx); err != nil || !ok || last.Sealed != 607 || len(last.Findings) != 0 {
		t.Errorf("kept: %+v %v %v", last, ok, err)
	}
	other, _ := pgtest.Tenant(t)
	if r := verify(t, other, s); r.Sealed != 0 || len(r.Findings) != 0 {
		t.Errorf("another business sees %+v", r)
	}
	if _, ok, err := s.Last(other); ok || err != nil {
		t.Errorf("another business has a verification: %v %v", ok, err)
	}
	turned := trail.NewSealer(db, append([][]byte{[]byte("the next key of the tests, longer")}, secrets...), nil, time.Now)
	if r := verify(t, ctx, turned); len(r.Findings) != 0 {
		t.Errorf("after a change of the key: %+v", r.Findings)
	}
}

// A hundred bookings and two sealers at once: no entry is lost, none has two numbers, nobody waits for a lock of another.
func TestSealersAndWritersDoNotMeet(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, trail.Line())
	ctx, _ := pgtest.Tenant(t)
	anchor := &anchors{}
	var group errgroup.Group
	for range 4 {
		group.Go(func() error {
			for range 25 {
				if err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
					return trail.Record(ctx, tx, trail.Entry{Entity: "test.property", ID: ids.Raw(), Action: "book"})
				}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for range 2 {
		group.Go(func() error {
			s := trail.NewSealer(db, secrets, anchor, time.Now)
			for range 20 {
				if _, err := s.Seal(ctx); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	s := trail.NewSealer(db, secrets, anchor, time.Now)
	if _, err := s.Seal(ctx); err != nil {
		t.Fatal(err)
	}
	if r := verify(t, ctx, s); len(r.Findings) != 0 || r.Sealed != 100 || r.Waiting != 0 {
		t.Errorf("%+v", r)
	}
	// A transaction that is still open holds nobody up: the others are sealed around it.
	held := errors.New("rolled back")
	if err := db.Write(ctx, func(inner context.Context, tx pg.Tx) error {
		if err := trail.Record(inner, tx, trail.Entry{Entity: "test.property", ID: ids.Raw(), Action: "book"}); err != nil {
			return err
		}
		entries(t, ctx, db, 3)
		seal(t, ctx, s, 3)
		return held
	}); !errors.Is(err, held) {
		t.Fatal(err)
	}
}

// Each way in which somebody with all rights on the database may tamper is found, and told by its kind.
func TestTamperingIsFound(t *testing.T) {
	t.Parallel()
	const entry, two = `(SELECT entry_id FROM audit.seal WHERE tenant_id = $1 AND seq = 3)`, `tenant_id = $1 AND seq = 3`
	tests := []struct {
		name string
		sql  []string
		want []string
	}{
		{"who", []string{`UPDATE audit.entry SET actor = 'somebody else' WHERE tenant_id = $1 AND id = ` + entry}, []string{trail.FoundChanged}},
		{"what it was", []string{`UPDATE audit.entry SET before = NULL WHERE tenant_id = $1 AND id = ` + entry}, []string{trail.FoundChanged}},
		{"a sum", []string{`UPDATE audit.entry SET after = jsonb_set(after, '{price}', '1000000') WHERE tenant_id = $1 AND id = ` + entry}, []string{trail.FoundChanged}},
		{"when", []string{`UPDATE audit.entry SET at = at + interval '1 microsecond' WHERE tenant_id = $1 AND id = ` + entry}, []string{trail.FoundChanged}},
		{"an entry removed", []string{`DELETE FROM audit.entry WHERE tenant_id = $1 AND id = ` + entry}, []string{trail.FoundRemoved}},
		{"entry and seal removed", []string{`DELETE FROM audit.entry WHERE tenant_id = $1 AND id = ` + entry, `DELETE FROM audit.seal WHERE ` + two},
			[]string{trail.FoundGap, trail.FoundChanged, trail.FoundTruncated}},
		{"removed and renumbered", []string{`DELETE FROM audit.entry WHERE tenant_id = $1 AND id = ` + entry, `DELETE FROM audit.seal WHERE ` + two,
			`UPDATE audit.seal SET seq = 3 WHERE tenant_id = $1 AND seq = 4`, `UPDATE audit.seal SET seq = 4 WHERE tenant_id = $1 AND seq = 5`},
			[]string{trail.FoundChanged, trail.FoundForged, trail.FoundChanged, trail.FoundTruncated}},
		{"two in another order", []string{`CREATE TEMPORARY TABLE swapped (seq bigint, entry_id uuid)`, `INSERT INTO swapped SELECT seq, entry_id FROM audit.seal WHERE tenant_id = $1 AND seq IN (2, 3)`,
			`DELETE FROM audit.seal WHERE tenant_id = $1 AND seq = 3`,
			`UPDATE audit.seal SET entry_id = (SELECT entry_id FROM swapped WHERE seq = 3) WHERE tenant_id = $1 AND seq = 2`,
			`INSERT INTO audit.seal (tenant_id, seq, entry_id, hash) SELECT $1, 3, (SELECT entry_id FROM swapped WHERE seq = 2), hash FROM audit.checkpoint WHERE tenant_id = $1 AND seq = 3`}, []string{trail.FoundChanged, trail.FoundChanged}},
		{"one put in", []string{`INSERT INTO audit.entry (tenant_id, id, actor_kind, actor, action, entity, entity_id)
			VALUES ($1, gen_random_uuid(), 'system', '', 'forge', 'test.property', gen_random_uuid())`, `DELETE FROM audit.pending WHERE tenant_id = $1`}, []string{trail.FoundInserted}},
		{"the tail, seals and all", []string{`DELETE FROM audit.entry WHERE tenant_id = $1 AND id IN (SELECT entry_id FROM audit.seal WHERE tenant_id = $1 AND seq > 3)`,
			`DELETE FROM audit.seal WHERE tenant_id = $1 AND seq > 3`}, []string{trail.FoundTruncated}},
		{"the tail and its checkpoint", []string{`DELETE FROM audit.entry WHERE tenant_id = $1 AND id IN (SELECT entry_id FROM audit.seal WHERE tenant_id = $1 AND seq > 3)`,
			`DELETE FROM audit.seal WHERE tenant_id = $1 AND seq > 3`, `DELETE FROM audit.checkpoint WHERE tenant_id = $1 AND seq > 3`}, []string{trail.FoundTruncated}},
		{"everything", []string{`DELETE FROM audit.entry WHERE tenant_id = $1`, `DELETE FROM audit.seal WHERE tenant_id = $1`, `DELETE FROM audit.checkpoint WHERE tenant_id = $1`},
			[]string{trail.FoundTruncated}},
		{"a checkpoint made without the key", []string{`UPDATE audit.checkpoint SET mac = sha256('guess') WHERE tenant_id = $1 AND seq = 5`}, []string{trail.FoundForged}},
		{"what waits for its seal", []string{`INSERT INTO audit.pending (tenant_id, entry_id) VALUES ($1, gen_random_uuid())`}, []string{trail.FoundRemoved}},
		{"nothing", nil, nil},
	}
	db := pgtest.DB(t, trail.Line())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx, tenant := pgtest.Tenant(t)
			s := trail.NewSealer(db, secrets, &anchors{}, time.Now)
			entries(t, ctx, db, 3)
			seal(t, ctx, s, 3)
			entries(t, ctx, db, 2)
			seal(t, ctx, s, 2)
			admin := pgtest.Admin(t, db)
			tx, err := admin.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := tx.Exec(t.Context(), `SET LOCAL session_replication_role = replica`); err != nil { // no triggers
				t.Fatal(err)
			}
			for _, sql := range tt.sql {
				args := []any{tenant}
				if !strings.Contains(sql, "$1") {
					args = nil
				}
				if _, err := tx.Exec(t.Context(), sql, args...); err != nil {
					t.Fatalf("%s: %v", sql, err)
				}
			}
			if err := tx.Commit(t.Context()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, kinds(verify(t, ctx, s))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Whoever cuts the tail and goes on working is found although the sealer has gone on as well.
func TestSealingGoesOnAfterACutAndTheAnchorStays(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, trail.Line())
	ctx, tenant := pgtest.Tenant(t)
	anchor := &anchors{}
	s := trail.NewSealer(db, secrets, anchor, time.Now)
	entries(t, ctx, db, 2)
	seal(t, ctx, s, 2)
	entries(t, ctx, db, 2)
	seal(t, ctx, s, 2)
	before := anchor.kept[tenant]
	admin := pgtest.Admin(t, db)
	for _, sql := range []string{`SET session_replication_role = replica`, `DELETE FROM audit.entry WHERE tenant_id = '` + tenant.String() + `' AND id IN (SELECT entry_id FROM audit.seal WHERE seq > 2 AND tenant_id = '` + tenant.String() + `')`,
		`DELETE FROM audit.seal WHERE seq > 2 AND tenant_id = '` + tenant.String() + `'`, `DELETE FROM audit.checkpoint WHERE seq > 2 AND tenant_id = '` + tenant.String() + `'`} {
		if _, err := admin.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	entries(t, ctx, db, 3)
	if n, err := s.Seal(ctx); n != 3 || !errors.Is(err, trail.ErrBroken) {
		t.Fatalf("sealed %d: %v", n, err)
	}
	if diff := cmp.Diff(before, anchor.kept[tenant]); diff != "" {
		t.Errorf("the evidence was overwritten:\n%s", diff)
	}
	if got := kinds(verify(t, ctx, s)); !cmp.Equal(got, []string{trail.FoundTruncated}) {
		t.Errorf("found %v", got)
	}
}

func TestTheProgramsRoleCannotTouchTheChain(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, trail.Line())
	ctx, _ := pgtest.Tenant(t)
	s := trail.NewSealer(db, secrets, nil, time.Now)
	entries(t, ctx, db, 1)
	seal(t, ctx, s, 1)
	for _, table := range []string{"audit.seal", "audit.checkpoint", "audit.verification"} {
		for _, sql := range []string{`DELETE FROM ` + table, `UPDATE ` + table + ` SET tenant_id = tenant_id`, `TRUNCATE ` + table} {
			if err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
				_, err := tx.Exec(ctx, sql)
				return err
			}); err == nil {
				t.Errorf("%s is accepted", sql)
			}
		}
	}
}
