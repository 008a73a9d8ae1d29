package ledgerio_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/ledger"
	"comptoir/internal/ledger/ledgerio"
	"comptoir/internal/ledger/ledgertest"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/trail"
)

func clock() time.Time { return ledgertest.Epoch }

var ticks atomic.Int64

// tick orders calls and returns: a clock of the machine may not tell two apart.
func tick() int64 { return ticks.Add(1) }

// anchors keep anchors in memory.
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

// history posts a little of everything and seals it.
func history(t *testing.T, b *ledgertest.Books, s *ledgerio.Sealer) {
	t.Helper()
	b.Must(t, ledgertest.Move("in", "bank:a", "wallet:a", ledgertest.Eur(1000)))
	b.Must(t, ledgertest.Move("out", "wallet:a", "tenant:revenue", ledgertest.Eur(300)))
	if _, err := b.Hold(b.Ctx, ledger.HoldAmount{Key: "h", Label: "x", Postings: []ledger.Entry{ledger.DebitOf("wallet:a", ledgertest.Eur(100)), ledger.CreditOf("tenant:revenue", ledgertest.Eur(100))}}); err != nil {
		t.Fatal(err)
	}
	verified(t, b.Ctx, s)
	b.Must(t, ledgertest.Move("in2", "bank:a", "wallet:a", ledgertest.Eur(50)))
	verified(t, b.Ctx, s)
}

// Somebody with every right on the database, who knows how to switch triggers off, changes things. $1 is the business.
var tampering = map[string]struct {
	statements []string
	found      string
}{
	"an amount":               {[]string{`UPDATE ledger.posting SET amount = amount * 2 WHERE tenant_id = $1 AND seq = 1`}, ledgerio.FoundChanged},
	"an amount and all after": {[]string{`UPDATE ledger.posting SET after = after - 1, amount = amount - CASE WHEN seq = 1 THEN 1 ELSE 0 END WHERE tenant_id = $1 AND account = 'wallet:a'`, `UPDATE ledger.balance SET posted = posted - 1 WHERE tenant_id = $1 AND account = 'wallet:a'`}, ledgerio.FoundTrial},
	"both sides, in balance": {[]string{`UPDATE ledger.posting SET after = after + 1, amount = amount + CASE WHEN seq = 1 THEN 1 ELSE 0 END WHERE tenant_id = $1 AND account = 'bank:a'`, `UPDATE ledger.posting SET after = after - 1, amount = amount - CASE WHEN seq = 1 THEN 1 ELSE 0 END WHERE tenant_id = $1 AND account = 'wallet:a'`,
		`UPDATE ledger.balance SET posted = posted + CASE account WHEN 'bank:a' THEN 1 ELSE -1 END WHERE tenant_id = $1 AND account IN ('bank:a', 'wallet:a')`}, ledgerio.FoundChanged},
	"a balance":     {[]string{`UPDATE ledger.balance SET posted = posted - 500 WHERE tenant_id = $1 AND account = 'wallet:a'`}, ledgerio.FoundBalance},
	"what is held":  {[]string{`UPDATE ledger.balance SET held_debit = 0 WHERE tenant_id = $1 AND account = 'wallet:a'`}, ledgerio.FoundHold},
	"a label":       {[]string{`UPDATE ledger.transaction SET label = 'Autre chose' WHERE tenant_id = $1 AND key = 'out'`}, ledgerio.FoundChanged},
	"a value date":  {[]string{`UPDATE ledger.transaction SET value_on = value_on - 1 WHERE tenant_id = $1 AND key = 'out'`, `UPDATE ledger.posting p SET value_on = p.value_on - 1 FROM ledger.transaction t WHERE t.tenant_id = $1 AND p.tenant_id = $1 AND t.id = p.transaction_id AND t.key = 'out'`}, ledgerio.FoundChanged},
	"metadata":      {[]string{`UPDATE ledger.transaction SET metadata = '{"n": 1}' WHERE tenant_id = $1 AND key = 'out'`}, ledgerio.FoundChanged},
	"a removal":     {[]string{`DELETE FROM ledger.posting p USING ledger.transaction t WHERE t.tenant_id = $1 AND p.tenant_id = $1 AND t.id = p.transaction_id AND t.key = 'in'`, `DELETE FROM ledger.transaction WHERE tenant_id = $1 AND key = 'in'`}, ledgerio.FoundRemoved},
	"one posting":   {[]string{`DELETE FROM ledger.posting WHERE tenant_id = $1 AND account = 'bank:a' AND seq = 1`}, ledgerio.FoundUnbalanced},
	"an insertion":  {[]string{`INSERT INTO ledger.transaction SELECT tenant_id, gen_random_uuid(), 'forged', hash, kind, of, journal, booked_at, booked_on, value_on, label, piece, actor, metadata, expires_at, legs FROM ledger.transaction WHERE tenant_id = $1 AND key = 'in'`}, ledgerio.FoundInserted},
	"an account":    {[]string{`UPDATE ledger.account SET guarded = false WHERE tenant_id = $1 AND path = 'wallet:a'`}, ledgerio.FoundBalance},
	"below zero":    {[]string{`UPDATE ledger.posting SET after = 1, amount = 1 WHERE tenant_id = $1 AND account = 'wallet:a' AND seq = 1`}, ledgerio.FoundRule},
	"a cut end":     {[]string{`DELETE FROM ledger.seal WHERE tenant_id = $1 AND seq = (SELECT max(seq) FROM ledger.seal WHERE tenant_id = $1)`}, ledgerio.FoundTruncated},
	"all of an end": {[]string{`DELETE FROM ledger.checkpoint WHERE tenant_id = $1 AND seq = 4`, `DELETE FROM ledger.seal WHERE tenant_id = $1 AND seq = 4`}, ledgerio.FoundTruncated},
	"a hole":        {[]string{`DELETE FROM ledger.seal WHERE tenant_id = $1 AND seq = 2`}, ledgerio.FoundGap},
	"a checkpoint":  {[]string{`UPDATE ledger.checkpoint SET mac = decode(repeat('00', 32), 'hex') WHERE tenant_id = $1 AND seq = 3`}, ledgerio.FoundForged},
	"a swap":        {[]string{`UPDATE ledger.seal a SET transaction_id = b.transaction_id FROM ledger.seal b WHERE a.tenant_id = $1 AND b.tenant_id = $1 AND a.seq IN (1, 2) AND b.seq = 3 - a.seq`}, ledgerio.FoundChanged},
}

func TestTamperingIsFound(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, ledgerio.Line())
	admin := pgtest.Admin(t, db)
	for _, sql := range []string{`SET session_replication_role = replica`, `ALTER TABLE ledger.seal DROP CONSTRAINT seal_tenant_id_transaction_id_key`} {
		if _, err := admin.Exec(t.Context(), sql); err != nil { // who tampers as the owner takes constraints away first
			t.Fatal(err)
		}
	}
	for name, tt := range tampering {
		b, kept := of(t, db), &anchors{}
		s := sealer(db, kept)
		history(t, b, s)
		for _, sql := range tt.statements {
			done, err := admin.Exec(t.Context(), sql, access.TenantOf(b.Ctx))
			if err != nil || done.RowsAffected() == 0 {
				t.Fatalf("%s: %v %d", name, err, done.RowsAffected())
			}
		}
		r, err := s.Verify(b.Ctx)
		if err != nil || !slices.ContainsFunc(r.Findings, func(f ledgerio.Finding) bool { return f.Kind == tt.found }) {
			t.Errorf("%s: want %s, found %+v %v", name, tt.found, r.Findings, err)
		}
	}
}

// The program's own role cannot do any of it, nor put in what is no transaction.
func TestTheDatabaseRefuses(t *testing.T) {
	t.Parallel()
	b, db := books(t)
	s := sealer(db, &anchors{})
	history(t, b, s)
	const head = `INSERT INTO ledger.transaction (tenant_id, id, key, hash, kind, of, journal, booked_at, booked_on, value_on, label, piece, actor, metadata, legs) `
	bare := head + `VALUES ($1, '01990000-0000-7000-8000-000000000001', 'bare', decode(repeat('00', 32), 'hex'), 'posted', NULL, 'OD', now(), now(), now(), 'x', '', 'x', '{}', 2)`
	leg := `INSERT INTO ledger.posting VALUES ($1, '01990000-0000-7000-8000-000000000001', %d, 2, 'bank:a', 'EUR', %d, 0, 0, %d, 0, 0, 0, now(), now())`
	for name, all := range map[string][]string{
		"change a posting": {`UPDATE ledger.posting SET amount = 1 WHERE tenant_id = $1`}, "remove a posting": {`DELETE FROM ledger.posting WHERE tenant_id = $1`},
		"change a transaction": {`UPDATE ledger.transaction SET label = '' WHERE tenant_id = $1`}, "remove a seal": {`DELETE FROM ledger.seal WHERE tenant_id = $1`},
		"change a balance": {`UPDATE ledger.balance SET posted = posted - 1 WHERE tenant_id = $1`}, "remove a balance": {`DELETE FROM ledger.balance WHERE tenant_id = $1`},
		"invent a balance":       {`INSERT INTO ledger.balance SELECT tenant_id, account, 'CHF', side, guarded, 0, 0, 0, 1 FROM ledger.balance WHERE tenant_id = $1`},
		"loosen a rule":          {`UPDATE ledger.account SET guarded = false WHERE tenant_id = $1`},
		"no postings":            {bare},
		"one posting":            {bare, fmt.Sprintf(leg, 1, 5, 9)},
		"sum not zero":           {bare, fmt.Sprintf(leg, 1, 5, 9), fmt.Sprintf(leg, 2, -4, 10)},
		"one more for an old":    {`INSERT INTO ledger.posting SELECT tenant_id, transaction_id, 3, 3, account, currency, amount, 0, 0, 99, 0, 0, 0, booked_at, value_on FROM ledger.posting WHERE tenant_id = $1 LIMIT 1`},
		"end what is not a hold": {head + `SELECT tenant_id, '01990000-0000-7000-8000-000000000001', 'bare', hash, 'void', id, 'OD', now(), now(), now(), 'x', '', 'x', '{}', 2 FROM ledger.transaction WHERE tenant_id = $1 AND key = 'in'`},
	} {
		err := db.Write(b.Ctx, func(ctx context.Context, tx pg.Tx) error {
			for _, sql := range all {
				if _, err := tx.Exec(ctx, sql, access.TenantOf(ctx)); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	verified(t, b.Ctx, s)
}

// What a sealer that was killed has left waits for the next one; two at once seal each transaction once.
func TestSealersAtOnce(t *testing.T) {
	t.Parallel()
	b, db := books(t)
	kept := &anchors{}
	for i := range 20 {
		b.Must(t, ledgertest.Move(fmt.Sprint(i), "bank:a", "wallet:a", ledgertest.Eur(1)))
	}
	var race sync.WaitGroup
	var sealed atomic.Int64
	for range 4 {
		race.Go(func() {
			n, err := sealer(db, kept).Seal(b.Ctx)
			if err != nil {
				t.Error(err)
			}
			sealed.Add(int64(n))
		})
	}
	race.Wait()
	if r := verified(t, b.Ctx, sealer(db, kept)); sealed.Load() != 20 || r.Sealed != 20 || r.Waiting != 0 {
		t.Errorf("%d sealed: %+v", sealed.Load(), r)
	}
}

// What waits for its seal is no finding, until it has waited too long by the clock that noted since when: the program's own may be
// hours away from it.
func TestWhatWaitsTooLongIsFound(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, ledgerio.Line())
	b, s := of(t, db), sealer(db, &anchors{})
	b.Must(t, ledgertest.Move("in", "bank:a", "wallet:a", ledgertest.Eur(1000)))
	if r, err := s.Verify(b.Ctx); err != nil || r.Waiting != 1 || len(r.Findings) > 0 {
		t.Fatalf("%+v %v", r, err)
	}
	if _, err := pgtest.Admin(t, db).Exec(t.Context(), `UPDATE ledger.unsealed SET since = since - interval '61 minutes' WHERE tenant_id = $1`, access.TenantOf(b.Ctx)); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Verify(b.Ctx); err != nil || len(r.Findings) != 1 || r.Findings[0].Kind != ledgerio.FoundUnsealable {
		t.Errorf("%+v %v", r, err)
	}
}
