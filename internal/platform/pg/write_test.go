package pg_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"

	"github.com/jackc/pgx/v5"
)

func TestWriteSavesForItsTenantOnly(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, notes)
	a, _ := pgtest.Tenant(t)
	b, _ := pgtest.Tenant(t)
	write(t, a, db, "a's")
	if got := count(t, a, db.Read(a)); got != 1 {
		t.Errorf("a sees %d rows, want 1", got)
	}
	if got := count(t, b, db.Read(b)); got != 0 {
		t.Errorf("b sees %d rows, want 0", got)
	}
	nobody := access.With(t.Context(), access.Actor{Kind: access.System})
	if got := count(t, nobody, db.Read(nobody)); got != 0 {
		t.Errorf("without a tenant %d rows are seen, want 0", got)
	}
	if err := db.Write(nobody, insert(source.Raw(), "nobody's")); err == nil {
		t.Error("without a tenant a row was written")
	}
}

// Two transactions that read the same sum and each write on it: serializable ones cannot both commit, and the loser
// runs again and sees the winner's row.
func TestWriteRunsAgainAfterSerializationFailure(t *testing.T) {
	t.Parallel()
	const clients, each = 6, 8
	db := pgtest.OwnWith(t, pg.Config{MaxConns: clients, MaxAttempts: 200}, notes)
	ctx, _ := pgtest.Tenant(t)
	id := write(t, ctx, db, "counter")
	var runs atomic.Int64
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for range each {
				err := db.Write(pg.Serializable(ctx), func(ctx context.Context, tx pg.Tx) error {
					runs.Add(1)
					var seen int
					if err := tx.QueryRow(ctx, "select seen from notes.note where id = $1", id).Scan(&seen); err != nil {
						return err
					}
					_, err := tx.Exec(ctx, "update notes.note set seen = $2 where id = $1", id, seen+1)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	var seen int
	if err := db.Read(ctx).QueryRow(ctx, "select seen from notes.note where id = $1", id).Scan(&seen); err != nil || seen != clients*each {
		t.Errorf("counted to %d (%v), want %d", seen, err, clients*each)
	}
	if runs.Load() <= clients*each {
		t.Errorf("%d runs for %d transactions: nothing collided, so nothing was shown", runs.Load(), clients*each)
	}
}

func TestWriteRunsAgainAfterDeadlock(t *testing.T) {
	t.Parallel()
	db := pgtest.OwnWith(t, pg.Config{}, notes)
	ctx, _ := pgtest.Tenant(t)
	first, second := write(t, ctx, db, "first"), write(t, ctx, db, "second")
	const touch = "update notes.note set seen = seen + 1 where id = $1"
	var both sync.WaitGroup
	both.Add(2)
	var runs atomic.Int64
	var wg sync.WaitGroup
	for _, order := range [][2]any{{first, second}, {second, first}} {
		wg.Go(func() {
			var once sync.Once
			err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
				runs.Add(1)
				if _, err := tx.Exec(ctx, touch, order[0]); err != nil {
					return err
				}
				once.Do(func() { // the first time, wait until both hold their first row
					both.Done()
					both.Wait()
				})
				_, err := tx.Exec(ctx, touch, order[1])
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var seen int
	if err := db.Read(ctx).QueryRow(ctx, "select sum(seen) from notes.note").Scan(&seen); err != nil || seen != 4 {
		t.Errorf("sum %d (%v), want 4", seen, err)
	}
	if runs.Load() != 3 {
		t.Errorf("%d runs, want 3: one of the two is a deadlock's victim once", runs.Load())
	}
}

func TestWriteGivesUpAfterItsAttempts(t *testing.T) {
	t.Parallel()
	db := pgtest.OwnWith(t, pg.Config{MaxAttempts: 3}, notes)
	ctx, _ := pgtest.Tenant(t)
	runs := 0
	err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		runs++
		_, err := tx.Exec(ctx, "do $$ begin raise exception 'again' using errcode = 'serialization_failure'; end $$")
		return err
	})
	if !errors.Is(err, pg.ErrBusy) || fault.KindOf(err) != fault.Unavailable || runs != 3 {
		t.Errorf("%d runs, %v; want 3 and database_busy", runs, err)
	}
	wantState(t, err, "40001") // the cause is kept for the log
}

func TestWriteRollsBack(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, notes)
	refused := fault.Define(fault.Conflict, "notes.refused", "no")
	tests := map[string]struct {
		end  func(ctx context.Context, cancel context.CancelFunc, tx pg.Tx) error
		want error
	}{
		"an error": {func(context.Context, context.CancelFunc, pg.Tx) error { return refused }, refused},
		"a cancelled request": {func(_ context.Context, cancel context.CancelFunc, _ pg.Tx) error { cancel(); return nil },
			context.Canceled},
		"a cancelled statement": {func(ctx context.Context, cancel context.CancelFunc, tx pg.Tx) error {
			time.AfterFunc(time.Millisecond, cancel)
			_, err := tx.Exec(ctx, "select pg_sleep(60)")
			return err
		}, context.Canceled},
		"a failed statement whose error was swallowed": {func(ctx context.Context, _ context.CancelFunc, tx pg.Tx) error {
			_, _ = tx.Exec(ctx, "select 1/0")
			return nil
		}, pgx.ErrTxCommitRollback},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, _ := pgtest.Tenant(t)
			request, cancel := context.WithCancel(ctx)
			defer cancel()
			err := db.Write(request, func(ctx context.Context, tx pg.Tx) error {
				if err := insert(source.Raw(), "lost")(ctx, tx); err != nil {
					return err
				}
				return tt.end(ctx, cancel, tx)
			})
			if !errors.Is(err, tt.want) || errors.Is(err, pg.ErrUnavailable) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if got := count(t, ctx, db.Read(ctx)); got != 0 {
				t.Errorf("%d rows stayed", got)
			}
		})
	}
}

func TestWriteRollsBackWhenItsFunctionPanics(t *testing.T) {
	t.Parallel()
	db := pgtest.OwnWith(t, pg.Config{MaxConns: 1}, notes)
	ctx, _ := pgtest.Tenant(t)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			if err := insert(source.Raw(), "lost")(ctx, tx); err != nil {
				return err
			}
			panic("a bug")
		})
	}()
	if got := count(t, ctx, db.Read(ctx)); got != 0 { // on the only connection: it was given back
		t.Errorf("%d rows stayed", got)
	}
}

func TestTransactionsDoNotNest(t *testing.T) {
	t.Parallel()
	db, other := pgtest.OwnWith(t, pg.Config{MaxConns: 1}, notes), pgtest.DB(t, notes)
	ctx, _ := pgtest.Tenant(t)
	stranger, _ := pgtest.Tenant(t)
	nothing := func(context.Context, pg.Tx) error { return nil }
	look := func(context.Context, pg.Querier) error { return nil }
	err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		if err := db.Write(ctx, nothing); !errors.Is(err, pg.ErrNested) {
			t.Errorf("Write in Write: %v", err)
		}
		if err := db.Snapshot(ctx, look); !errors.Is(err, pg.ErrNested) {
			t.Errorf("Snapshot in Write: %v", err)
		}
		if err := other.Write(ctx, nothing); err != nil {
			t.Errorf("Write to another database: %v", err)
		}
		if err := insert(source.Raw(), "new")(ctx, tx); err != nil {
			return err
		}
		if got := count(t, ctx, db.Read(ctx)); got != 1 { // and does not wait for a second connection
			t.Errorf("Read in Write sees %d rows, want the one just written", got)
		}
		foreign := access.With(ctx, access.From(stranger))
		if err := db.Read(foreign).QueryRow(foreign, "select 1").Scan(new(int)); !errors.Is(err, pg.ErrTenantChanged) {
			t.Errorf("Read for another tenant in Write: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Snapshot(ctx, func(ctx context.Context, _ pg.Querier) error { return db.Write(ctx, nothing) }); !errors.Is(err, pg.ErrNested) {
		t.Errorf("Write in Snapshot: %v", err)
	}
}

func TestHooksRunFirstInEveryWrite(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, notes)
	ctx, _ := pgtest.Tenant(t)
	var order []string
	say := func(word string, err error) func(context.Context, pg.Tx) error {
		return func(ctx context.Context, tx pg.Tx) error {
			order = append(order, word)
			if e := insert(source.Raw(), word)(ctx, tx); e != nil {
				return e
			}
			return err
		}
	}
	hooked := pg.WithHook(pg.WithHook(ctx, say("inbox", nil)), say("key", nil))
	if err := db.Write(hooked, say("work", nil)); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(order, " "); got != "inbox key work" {
		t.Errorf("ran %s", got)
	}
	order = nil
	err := db.Write(pg.WithHook(ctx, say("inbox", pg.ErrSkip)), say("work", nil))
	if !errors.Is(err, pg.ErrSkip) || strings.Join(order, " ") != "inbox" {
		t.Errorf("ran %v, %v; want the hook alone and ErrSkip", order, err)
	}
	if got := count(t, ctx, db.Read(ctx)); got != 3 {
		t.Errorf("%d rows, want 3: what a skipping hook wrote is rolled back", got)
	}
}

func TestSnapshotSeesOnePicture(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, notes)
	ctx, _ := pgtest.Tenant(t)
	write(t, ctx, db, "before")
	err := db.Snapshot(ctx, func(inside context.Context, q pg.Querier) error {
		if got := count(t, inside, q); got != 1 {
			t.Errorf("%d rows, want 1", got)
		}
		write(t, ctx, db, "meanwhile") // somebody else: a context without the open snapshot
		if got := count(t, inside, q); got != 1 {
			t.Errorf("%d rows in the snapshot, want 1 still", got)
		}
		if got := count(t, inside, db.Read(inside)); got != 1 {
			t.Errorf("Read sees %d rows in the snapshot, want 1", got)
		}
		_, err := q.Exec(inside, "delete from notes.note")
		wantState(t, err, "25006")
		return nil
	})
	if !errors.Is(err, pgx.ErrTxCommitRollback) && err != nil {
		t.Error(err)
	}
	if got := count(t, ctx, db.Read(ctx)); got != 2 {
		t.Errorf("%d rows afterwards, want 2", got)
	}
}

func TestConstraintsAreToldApart(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, notes)
	ctx, tenant := pgtest.Tenant(t)
	id := write(t, ctx, db, "there")
	place := source.Raw()
	stay := func(days string) func(context.Context, pg.Tx) error {
		return func(ctx context.Context, tx pg.Tx) error {
			_, err := tx.Exec(ctx, "insert into notes.stay values ($1, $2, $3, $4::daterange)", tenant, source.Raw(), place, days)
			return err
		}
	}
	if err := db.Write(ctx, stay("[2026-07-01,2026-07-08)")); err != nil {
		t.Fatal(err)
	}
	if err := db.Write(ctx, stay("[2026-07-08,2026-07-09)")); err != nil {
		t.Errorf("the next guest may arrive on the day of departure: %v", err)
	}
	orphan := func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, "insert into notes.note (tenant_id, id, parent_id, words) values ($1, $2, $2, 'x'), ($1, $3, $4, 'x')",
			tenant, source.Raw(), source.Raw(), source.Raw())
		return err
	}
	kinds := map[string]func(error, ...string) bool{"unique": pg.IsUnique, "exclusion": pg.IsExclusion, "check": pg.IsCheck, "reference": pg.IsForeignKey}
	for want, tt := range map[string]struct {
		fn         func(context.Context, pg.Tx) error
		constraint string
	}{
		"unique":    {insert(id, "again"), "note_pkey"},
		"exclusion": {stay("[2026-07-07,2026-07-10)"), "stay_free"},
		"check":     {insert(source.Raw(), ""), "words_said"},
		"reference": {orphan, "note_parent"},
	} {
		err := db.Write(ctx, tt.fn)
		for kind, is := range kinds {
			if got := is(err); got != (kind == want) {
				t.Errorf("%s: said to be %s: %v (%v)", want, kind, got, err)
			}
		}
		if !kinds[want](err, "other", tt.constraint) || kinds[want](err, "other") {
			t.Errorf("%s: the constraint's name is not heeded (%v)", want, err)
		}
		if errors.Is(err, pg.ErrUnavailable) || errors.Is(err, pg.ErrBusy) {
			t.Errorf("%s: taken for a failure of the server", want)
		}
	}
}
