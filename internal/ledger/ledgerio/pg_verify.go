package ledgerio

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/ledger"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// What Verify finds.
const (
	FoundChanged    = "changed"    // a transaction or a posting is not what was sealed, or it is not in its place
	FoundRemoved    = "removed"    // a seal, or a wait for one, whose transaction is gone
	FoundGap        = "gap"        // numbers are missing in the chain
	FoundInserted   = "inserted"   // a transaction that neither has a seal nor waits for one
	FoundForged     = "forged"     // a checkpoint that was not made with our keys, or that is not where the chain passes
	FoundTruncated  = "truncated"  // the chain ends before the anchor, or between checkpoints
	FoundUnsealable = "unsealable" // a transaction has waited for its seal for longer than an hour
	FoundUnbalanced = "unbalanced" // a transaction does not sum to zero
	FoundPosting    = "posting"    // the postings of an account do not follow from each other
	FoundBalance    = "balance"    // a balance is not the sum of its postings
	FoundRule       = "rule"       // an account that may not go below zero did
	FoundHold       = "hold"       // what is held is not the sum of the open holds
	FoundTrial      = "trial"      // all balances of a currency do not sum to zero
)

const (
	late        = time.Hour
	maxFindings = 100
)

// Finding is one thing that is wrong.
type Finding struct {
	Kind        string               `json:"kind"`
	Seq         int64                `json:"seq,omitempty"` // in the chain
	Transaction ledger.TransactionID `json:"transaction,omitzero"`
	Account     ledger.Path          `json:"account,omitempty"`
	Currency    money.Currency       `json:"currency,omitempty"`
}

// Report says what a verification saw. No Findings: every balance is the sum of its postings, and nothing sealed was
// changed, removed or put in between.
type Report struct {
	At           time.Time
	Transactions int64
	Accounts     int
	Sealed       int64
	Waiting      int64
	Findings     []Finding
}

var errEnough = errors.New("enough")

func (r *Report) find(f Finding) error {
	r.Findings = append(r.Findings, f)
	if len(r.Findings) >= maxFindings {
		return errEnough
	}
	return nil
}

// Verify computes every balance and the chain of ctx's tenant again, on one snapshot of the database.
func (s *Sealer) Verify(ctx context.Context) (Report, error) {
	tenant := access.TenantOf(ctx)
	var anchored trail.Head
	if s.anchor != nil {
		var err error
		if anchored, err = s.anchor.Load(ctx, tenant); err != nil {
			return Report{}, fmt.Errorf("ledger: the anchor cannot be read: %w", err)
		}
	}
	var r Report
	err := s.db.Snapshot(ctx, func(ctx context.Context, q pg.Querier) error {
		r = Report{At: s.now()}
		v := verification{Report: &r, sealer: s, tenant: tenant, anchor: anchored, q: q}
		for _, check := range []func(context.Context) error{v.chain, v.outside, v.sums, v.accounts, v.holds} {
			if err := check(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	if err != nil {
		return Report{}, fmt.Errorf("ledger: verify: %w", err)
	}
	return r, nil
}

type verification struct {
	*Report
	sealer *Sealer
	tenant access.TenantID
	anchor trail.Head
	q      pg.Querier
}

// seal is one row of the chain.
type sealRow struct {
	Seq  int64
	ID   ledger.TransactionID
	Hash []byte
}

// chain walks along the seals, a batch at a time.
func (v *verification) chain(ctx context.Context) error {
	marks, err := v.marks(ctx)
	if err != nil {
		return err
	}
	var last sealRow
	passed, closed := v.anchor.Seq == 0, true
	for {
		rows, err := v.q.Query(ctx, `SELECT seq, transaction_id, hash FROM ledger.seal WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`, v.tenant, last.Seq, sealBatch)
		if err != nil {
			return err
		}
		seals, err := pgx.CollectRows(rows, pgx.RowToStructByPos[sealRow])
		if err != nil {
			return err
		}
		found, err := v.sealed(ctx, seals)
		if err != nil {
			return err
		}
		for _, seal := range seals {
			if err := v.one(seal, last, found); err != nil {
				return err
			}
			last = seal
			v.Sealed++
			if seal.Seq == v.anchor.Seq {
				passed = bytes.Equal(seal.Hash, v.anchor.Hash) && v.sealer.genuine(v.tenant, v.anchor)
			}
			var m trail.Head
			if m, closed = marks[seal.Seq]; closed {
				delete(marks, seal.Seq)
				if !bytes.Equal(m.Hash, seal.Hash) || !v.sealer.genuine(v.tenant, m) {
					if err := v.find(Finding{Kind: FoundForged, Seq: seal.Seq}); err != nil {
						return err
					}
				}
			}
		}
		if len(seals) < sealBatch {
			break
		}
	}
	if !passed || !closed || len(marks) > 0 {
		return v.find(Finding{Kind: FoundTruncated, Seq: last.Seq})
	}
	return nil
}

func (v *verification) sealed(ctx context.Context, seals []sealRow) (map[ledger.TransactionID]ledger.Transaction, error) {
	ids := make([]ledger.TransactionID, len(seals))
	for i, s := range seals {
		ids[i] = s.ID
	}
	all, err := transactions(ctx, v.q, v.tenant, `WHERE t.tenant_id = $1 AND t.id = ANY ($2)`, v.tenant, ids)
	found := map[ledger.TransactionID]ledger.Transaction{}
	for _, t := range all {
		found[t.ID] = t
	}
	return found, err
}

func (v *verification) one(seal, last sealRow, found map[ledger.TransactionID]ledger.Transaction) error {
	if seal.Seq != last.Seq+1 {
		if err := v.find(Finding{Kind: FoundGap, Seq: last.Seq + 1}); err != nil {
			return err
		}
	}
	t, there := found[seal.ID]
	switch {
	case !there:
		return v.find(Finding{Kind: FoundRemoved, Seq: seal.Seq, Transaction: seal.ID})
	case !bytes.Equal(link(last.Hash, seal.Seq, v.tenant, t), seal.Hash):
		return v.find(Finding{Kind: FoundChanged, Seq: seal.Seq, Transaction: seal.ID})
	}
	return nil
}

func (v *verification) marks(ctx context.Context) (map[int64]trail.Head, error) {
	rows, err := v.q.Query(ctx, `SELECT seq, hash, at, mac FROM ledger.checkpoint WHERE tenant_id = $1`, v.tenant)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[trail.Head])
	marks := map[int64]trail.Head{}
	for _, m := range all {
		marks[m.Seq] = m
	}
	return marks, err
}

// outside looks at what is not in the chain.
func (v *verification) outside(ctx context.Context) error {
	if err := v.q.QueryRow(ctx, `SELECT count(*) FROM ledger.transaction WHERE tenant_id = $1`, v.tenant).Scan(&v.Transactions); err != nil {
		return err
	}
	rows, err := v.q.Query(ctx, `
		SELECT t.id, u.transaction_id IS NOT NULL, true, coalesce(clock_timestamp() - u.since > $2, false) FROM ledger.transaction t
		LEFT JOIN ledger.seal s ON s.tenant_id = t.tenant_id AND s.transaction_id = t.id
		LEFT JOIN ledger.unsealed u ON u.tenant_id = t.tenant_id AND u.transaction_id = t.id
		WHERE t.tenant_id = $1 AND s.seq IS NULL
		UNION ALL
		SELECT u.transaction_id, true, false, false FROM ledger.unsealed u
		LEFT JOIN ledger.transaction t ON t.tenant_id = u.tenant_id AND t.id = u.transaction_id
		WHERE u.tenant_id = $1 AND t.id IS NULL`, v.tenant, late)
	if err != nil {
		return err
	}
	var id ledger.TransactionID
	var waits, there, long bool // the database's clock noted since when it waits, and says how long that is
	_, err = pgx.ForEachRow(rows, []any{&id, &waits, &there, &long}, func() error {
		switch {
		case !there:
			return v.find(Finding{Kind: FoundRemoved, Transaction: id})
		case !waits:
			return v.find(Finding{Kind: FoundInserted, Transaction: id})
		case long:
			return v.find(Finding{Kind: FoundUnsealable, Transaction: id})
		}
		v.Waiting++
		return nil
	})
	return err
}

// sums finds transactions that are not whole, or do not sum to zero.
func (v *verification) sums(ctx context.Context) error {
	rows, err := v.q.Query(ctx, `
		SELECT t.id FROM ledger.transaction t LEFT JOIN LATERAL (
			SELECT sum(c.n) AS n, bool_and(c.fine) AS fine FROM (
				SELECT count(*) AS n, sum(p.amount) = 0 AND sum(p.held_debit) = sum(p.held_credit) AS fine
				FROM ledger.posting p WHERE p.tenant_id = t.tenant_id AND p.transaction_id = t.id GROUP BY p.currency) c) s ON true
		WHERE t.tenant_id = $1 AND (s.n IS DISTINCT FROM t.legs OR s.fine IS NOT TRUE)
		UNION ALL
		SELECT p.transaction_id FROM ledger.posting p LEFT JOIN ledger.transaction t ON t.tenant_id = p.tenant_id AND t.id = p.transaction_id
		WHERE p.tenant_id = $1 AND (t.id IS NULL OR t.booked_at <> p.booked_at OR t.value_on <> p.value_on)`, v.tenant)
	if err != nil {
		return err
	}
	var id ledger.TransactionID
	_, err = pgx.ForEachRow(rows, []any{&id}, func() error { return v.find(Finding{Kind: FoundUnbalanced, Transaction: id}) })
	return err
}

// accounts computes every account again: each posting follows from the one before it, the balance is the last one, the
// account's rule held after each, and all balances of a currency sum to zero.
func (v *verification) accounts(ctx context.Context) error {
	rows, err := v.q.Query(ctx, `
		WITH run AS (
			SELECT p.account, p.currency, p.seq, p.after, p.after_held_debit, p.after_held_credit,
				row_number() OVER w AS n, sum(p.amount) OVER w AS amount, sum(p.held_debit) OVER w AS held_debit, sum(p.held_credit) OVER w AS held_credit
			FROM ledger.posting p WHERE p.tenant_id = $1 WINDOW w AS (PARTITION BY p.account, p.currency ORDER BY p.seq)),
		told AS (
			SELECT r.account, r.currency, count(*) AS n, bool_and(r.seq = r.n AND r.after = r.amount AND r.after_held_debit = r.held_debit
				AND r.after_held_credit = r.held_credit) AS follows, min(r.after - r.after_held_credit) AS low, max(r.after + r.after_held_debit) AS high
			FROM run r GROUP BY r.account, r.currency),
		summed AS (
			SELECT p.account, p.currency, sum(p.amount) AS amount, sum(p.held_debit) AS held_debit, sum(p.held_credit) AS held_credit
			FROM ledger.posting p WHERE p.tenant_id = $1 GROUP BY p.account, p.currency)
		SELECT coalesce(b.account, t.account), coalesce(b.currency, t.currency), coalesce(b.posted, 0), coalesce(t.follows, true),
			b.account IS NOT NULL AND b.seq = coalesce(t.n, 0) AND b.posted = coalesce(s.amount, 0) AND b.held_debit = coalesce(s.held_debit, 0)
				AND b.held_credit = coalesce(s.held_credit, 0) AND a.side = b.side AND a.guarded = b.guarded,
			coalesce(b.guarded AND CASE WHEN b.side = 1 THEN t.low < 0 ELSE t.high > 0 END, false)
		FROM (SELECT * FROM ledger.balance WHERE tenant_id = $1) b FULL JOIN told t ON t.account = b.account AND t.currency = b.currency
		LEFT JOIN summed s ON s.account = t.account AND s.currency = t.currency
		LEFT JOIN ledger.account a ON a.tenant_id = $1 AND a.path = b.account`, v.tenant)
	if err != nil {
		return err
	}
	totals := map[money.Currency]int64{}
	var account ledger.Path
	var currency money.Currency
	var posted int64
	var follows, balanced, below bool
	_, err = pgx.ForEachRow(rows, []any{&account, &currency, &posted, &follows, &balanced, &below}, func() error {
		v.Accounts++
		totals[currency] += posted
		for kind, wrong := range map[string]bool{FoundPosting: !follows, FoundBalance: !balanced, FoundRule: below} {
			if wrong {
				if err := v.find(Finding{Kind: kind, Account: account, Currency: currency}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for _, c := range slices.Sorted(maps.Keys(totals)) {
		if err == nil && totals[c] != 0 {
			err = v.find(Finding{Kind: FoundTrial, Currency: c})
		}
	}
	return err
}

// holds compares what is held on each account with the holds that nothing has ended.
func (v *verification) holds(ctx context.Context) error {
	rows, err := v.q.Query(ctx, `
		SELECT b.account, b.currency FROM ledger.balance b LEFT JOIN LATERAL (
			SELECT sum(p.held_debit) AS debit, sum(p.held_credit) AS credit FROM ledger.posting p
			JOIN ledger.transaction t ON t.tenant_id = p.tenant_id AND t.id = p.transaction_id AND t.kind = 'pending'
			WHERE p.tenant_id = b.tenant_id AND p.account = b.account AND p.currency = b.currency AND p.held_debit + p.held_credit > 0
				AND NOT EXISTS (SELECT FROM ledger.transaction e WHERE e.tenant_id = t.tenant_id AND e.of = t.id)) o ON true
		WHERE b.tenant_id = $1 AND (b.held_debit <> coalesce(o.debit, 0) OR b.held_credit <> coalesce(o.credit, 0))`, v.tenant)
	if err != nil {
		return err
	}
	var account ledger.Path
	var currency money.Currency
	_, err = pgx.ForEachRow(rows, []any{&account, &currency}, func() error {
		return v.find(Finding{Kind: FoundHold, Account: account, Currency: currency})
	})
	return err
}

// Keep writes what a verification found.
func (s *Sealer) Keep(ctx context.Context, id ident.Raw, r Report) error {
	found := r.Findings
	if found == nil {
		found = []Finding{}
	}
	raw, err := json.Marshal(found)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO ledger.verification (tenant_id, at, id, transactions, waiting, findings) VALUES ($1, $2, $3, $4, $5, $6)`,
			access.TenantOf(ctx), r.At, id, r.Transactions, r.Waiting, raw)
		return err
	})
}

// Last returns the newest verification of ctx's tenant; false when there was none yet.
func (s *Sealer) Last(ctx context.Context) (r Report, ok bool, err error) {
	err = s.db.Read(ctx).QueryRow(ctx, `SELECT at, transactions, waiting, findings FROM ledger.verification WHERE tenant_id = $1 ORDER BY at DESC, id DESC LIMIT 1`,
		access.TenantOf(ctx)).Scan(&r.At, &r.Transactions, &r.Waiting, &r.Findings)
	if pg.IsNoRows(err) {
		return r, false, nil
	}
	return r, err == nil, err
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
