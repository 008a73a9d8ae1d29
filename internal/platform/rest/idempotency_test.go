package rest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pg/pglint"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/rest"
)

func TestRepeatedRequestGetsTheSameAnswer(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	first := s.post(t, "key-1", ada)
	if first.status != 201 || first.replayed {
		t.Fatalf("%+v", first)
	}
	second := s.post(t, "key-1", ada)
	if second.status != 201 || !second.replayed || second.body != first.body || second.head.Get("Location") != "/api/things/orders/1" ||
		second.head.Get("Content-Type") != first.head.Get("Content-Type") {
		t.Errorf("%+v", second)
	}
	if s.runs.Load() != 1 {
		t.Errorf("%d runs", s.runs.Load())
	}
	if other := s.post(t, "key-2", ada); other.replayed || other.status != 201 {
		t.Errorf("another key: %+v", other)
	}
	if none := s.post(t, "", ada); none.replayed || none.status != 201 || s.runs.Load() != 3 {
		t.Errorf("no key: %+v", none)
	}
}

func TestKeyOfAnotherRequest(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.post(t, "key", ada)
	if r := s.post(t, "key", `{"name":"Eve"}`); r.status != 422 || r.code != "idempotency_key_reused" {
		t.Errorf("%+v", r)
	}
	if s.runs.Load() != 1 {
		t.Errorf("%d runs", s.runs.Load())
	}
	// The same key of somebody else is another key.
	if r := s.post(t, "key", `{"name":"Eve"}`, "X-User", "01985a5e-6f00-7000-8000-000000000001"); r.status != 201 || r.replayed {
		t.Errorf("another user: %+v", r)
	}
	other := &shop{tenant: ident.Next[access.Tenant](&ids), clock: s.clock, db: s.db}
	other.url = other.serve(t, rest.NewIdempotency(s.db, s.clock.Now, secret))
	if r := other.post(t, "key", `{"name":"Eve"}`); r.status != 201 || r.replayed {
		t.Errorf("another tenant: %+v", r)
	}
}

func TestMalformedKeys(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, key := range []string{strings.Repeat("k", 256), "clé", "tab\there"} {
		if r := s.post(t, key, ada); r.status != 400 || r.code != "malformed_idempotency_key" {
			t.Errorf("%q: %+v", key, r)
		}
	}
	if r := s.post(t, "a", ada, "Idempotency-Key", "b"); r.status != 400 {
		t.Errorf("two keys: %+v", r)
	}
	if r := s.post(t, "a", ada, "X-No-Tenant", "1"); r.status != 400 || r.code != "idempotency_needs_tenant" {
		t.Errorf("no tenant: %+v", r)
	}
	if r := s.post(t, strings.Repeat("k", 255), ada); r.status != 201 {
		t.Errorf("the longest key: %+v", r)
	}
	if s.runs.Load() != 1 {
		t.Errorf("%d runs", s.runs.Load())
	}
	bare := &shop{tenant: s.tenant, clock: s.clock, db: s.db}
	bare.url = bare.serve(t, nil)
	if r := bare.post(t, "k", ada); r.status != 503 || bare.runs.Load() != 0 {
		t.Errorf("without a store the key would be ignored: %+v", r)
	}
}

// Many clients send the same request at once, to two processes: one effect, one answer for all.
func TestRacingDuplicates(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	second := s.serve(t, rest.NewIdempotency(s.db, s.clock.Now, secret))
	for round := range 8 {
		const clients = 12
		key, start := fmt.Sprintf("race-%d", round), make(chan struct{})
		replies := make([]reply, clients)
		var wait sync.WaitGroup
		for i := range clients {
			wait.Go(func() {
				<-start
				url := s.url
				if i%2 == 1 {
					url = second
				}
				r, err := s.send(t.Context(), url, key, ada)
				if err != nil {
					t.Error(err)
				}
				replies[i] = r
			})
		}
		close(start)
		wait.Wait()
		originals := 0
		for _, r := range replies {
			if r.status != 201 || r.body != replies[0].body {
				t.Errorf("round %d: %d %s, others have %s", round, r.status, r.body, replies[0].body)
			}
			if !r.replayed {
				originals++
			}
		}
		if originals != 1 || s.effects.Load() != int64(round+1) {
			t.Fatalf("round %d: %d originals, %d effects", round, originals, s.effects.Load())
		}
	}
}

// A duplicate that comes while the first run is in its transaction waits, and gets its answer.
func TestDuplicateWaitsForTheFirst(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	entered, leave := make(chan struct{}), make(chan struct{})
	var once sync.Once
	s.before = func(context.Context) error {
		once.Do(func() { close(entered) })
		<-leave
		return nil
	}
	answers := make(chan reply, 2)
	ask := func() {
		r, err := s.send(t.Context(), s.url, "key", ada)
		if err != nil {
			t.Error(err)
		}
		answers <- r
	}
	go ask()
	<-entered
	go ask()
	for s.runs.Load() < 2 { // the second is at the key's row, behind the first transaction
		select {
		case <-answers:
			t.Fatal("answered while the first run is not done")
		case <-time.After(time.Millisecond):
		}
	}
	close(leave)
	a, b := <-answers, <-answers
	if a.body != b.body || a.status != 201 || b.status != 201 || a.replayed == b.replayed || s.effects.Load() != 1 {
		t.Errorf("%+v %+v, %d effects", a, b, s.effects.Load())
	}
}

func TestRefusedRequestLeavesNoKey(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.before = func(context.Context) error { return errTaken }
	if r := s.post(t, "key", ada); r.status != 409 || r.code != "things.taken" {
		t.Fatalf("%+v", r)
	}
	s.before = func(context.Context) error { return errors.New("boom") }
	if r := s.post(t, "key", ada); r.status != 500 || r.replayed {
		t.Fatalf("%+v", r)
	}
	if r := s.post(t, "key", `{"name":5}`); r.status != 422 || r.code != "invalid" {
		t.Fatalf("%+v", r)
	}
	s.before = nil
	if r := s.post(t, "key", `{"name":"Corrected"}`); r.status != 201 || r.replayed {
		t.Errorf("the corrected request: %+v", r)
	}
	if s.resumed.Load() != 0 {
		t.Error("a run that committed nothing was resumed")
	}
}

// The operation commits and fails afterwards: the repetition is told to go on from there.
func TestFailureAfterCommitIsResumed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.after = func(context.Context) error { return fault.Define(fault.Unavailable, "gateway_away", "") }
	if r := s.post(t, "key", ada); r.status != 503 {
		t.Fatalf("%+v", r)
	}
	if r := s.post(t, "key", ada); r.status != 201 || r.replayed {
		t.Fatalf("%+v", r)
	}
	if s.resumed.Load() != 1 || s.effects.Load() != 1 {
		t.Errorf("%d resumed, %d effects", s.resumed.Load(), s.effects.Load())
	}
	if r := s.post(t, "key", ada); !r.replayed {
		t.Errorf("%+v", r)
	}
}

// The process dies between commit and answer: simulated by a process whose way to the database ends at that point, so
// that neither its answer nor the end of its lease is written.
func TestProcessDeathIsResumedAfterTheLease(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	dying, err := pg.Open(t.Context(), pg.Config{URL: pgtest.Of(t, s.db).AppURL})
	if err != nil {
		t.Fatal(err)
	}
	dead := &shop{tenant: s.tenant, clock: s.clock, db: dying}
	dead.idem = rest.NewIdempotency(dying, s.clock.Now, secret)
	dead.url = dead.serve(t, dead.idem)
	dead.after = func(context.Context) error { dying.Close(); return nil } // nothing more reaches the database
	if r := dead.post(t, "key", ada); r.status != 201 {
		t.Fatalf("%+v", r)
	}
	s.effects.Store(dead.effects.Load())
	s.idem.Patience = 30 * time.Millisecond
	if r := s.post(t, "key", ada); r.status != 409 || r.code != "idempotency_in_progress" || r.head.Get("Retry-After") == "" {
		t.Fatalf("the first run may still be at work: %+v", r)
	}
	s.clock.Advance(31 * time.Second)
	s.idem.Patience = 5 * time.Second
	const clients = 6
	var wait sync.WaitGroup
	for range clients {
		wait.Go(func() {
			r, err := s.send(t.Context(), s.url, "key", ada)
			if err != nil || r.status != 201 {
				t.Errorf("%v %+v", err, r)
			}
		})
	}
	wait.Wait()
	if s.resumed.Load() != 1 || s.runs.Load() != 1 || s.effects.Load() != 1 {
		t.Errorf("%d resumed, %d runs, %d effects", s.resumed.Load(), s.runs.Load(), s.effects.Load())
	}
	if r := s.post(t, "key", `{"name":"Eve"}`); r.status != 422 {
		t.Errorf("%+v", r)
	}
}

func TestKeysExpireAndAreForgotten(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for i := range 3 {
		s.post(t, fmt.Sprintf("old-%d", i), ada)
	}
	s.clock.Advance(25 * time.Hour)
	if r := s.post(t, "old-1", `{"name":"Eve"}`); r.status != 201 || r.replayed {
		t.Errorf("an expired key: %+v", r)
	}
	ctx := access.AsSystem(t.Context(), s.tenant, "test")
	var left int
	if err := s.db.Read(ctx).QueryRow(ctx, "select count(*) from rest.idempotency").Scan(&left); err != nil || left != 1 {
		t.Errorf("%d rows left, %v", left, err)
	}
}

func TestOperationWithoutCommitIsKeptAsWell(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.silent = true
	s.post(t, "key", ada)
	if r := s.post(t, "key", ada); !r.replayed || s.runs.Load() != 1 {
		t.Errorf("%+v", r)
	}
}

// Answers hold tokens: what the database keeps is of no use without the program's secret and the client's key.
func TestStoredAnswersAreEncrypted(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	if r := s.post(t, "very-secret-key", ada); !strings.Contains(r.body, "cAnARy") {
		t.Fatalf("%+v", r)
	}
	ctx := access.AsSystem(t.Context(), s.tenant, "test")
	var dump string
	if err := s.db.Read(ctx).QueryRow(ctx, "select encode(answer, 'escape') || k::text from rest.idempotency k").Scan(&dump); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(dump, "cAnARy") || strings.Contains(dump, "very-secret-key") || len(dump) < 100 {
		t.Errorf("the row tells: %q", dump)
	}
	// With another secret the answer is unreadable: the effect is known, so the operation is resumed, not repeated.
	s.url = s.serve(t, rest.NewIdempotency(s.db, s.clock.Now, []byte("another secret of thirty-two byt")))
	if r := s.post(t, "very-secret-key", ada); r.status != 201 || s.resumed.Load() != 1 || s.effects.Load() != 1 {
		t.Errorf("%+v, %d resumed", r, s.resumed.Load())
	}
}

func TestMigration(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, rest.Line())
	violations, err := pglint.Check(t.Context(), pgtest.Admin(t, pgtest.DB(t, rest.Line())))
	if err != nil || len(violations) > 0 {
		t.Errorf("%v %v", violations, err)
	}
}
