package ledgerio

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/ledger"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// Store keeps the books in PostgreSQL.
type Store struct {
	db *pg.DB
	// Wrote is told after each call that has written; it must not block. nil: nobody.
	Wrote func(tenant access.TenantID)
}

// NewStore makes a store.
func NewStore(db *pg.DB) *Store { return &Store{db: db} }

// postSQL is the one statement that writes.
const postSQL = `SELECT o_at, o_id, o_same FROM ledger.post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
	$21, $22, $23, $24, $25, $26)`

// Post implements ledger.Store.
func (s *Store) Post(ctx context.Context, all []ledger.Transaction) ([]ledger.Posted, error) {
	tenant := access.TenantOf(ctx)
	args, err := arguments(tenant, all)
	if err != nil {
		return nil, err
	}
	out, err := s.write(ctx, args, all)
	if pg.IsUnique(err, "transaction_settled") {
		out, err = s.write(ctx, args, all) // by the same request at the same moment, perhaps: then its key is seen now
	}
	if err != nil {
		return nil, refusal(err)
	}
	if s.Wrote != nil {
		s.Wrote(tenant)
	}
	return out, nil
}

func (s *Store) write(ctx context.Context, args []any, all []ledger.Transaction) (out []ledger.Posted, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		rows, err := tx.Query(ctx, postSQL, args...)
		if err != nil {
			return err
		}
		out, err = posted(rows, all)
		return err
	})
	return out, err
}

// posted reads the answer: one row a transaction, in their order.
func posted(rows pgx.Rows, all []ledger.Transaction) ([]ledger.Posted, error) {
	defer rows.Close()
	out := make([]ledger.Posted, 0, len(all))
	var reused bool
	for rows.Next() {
		var at int
		var p ledger.Posted
		var same bool
		if err := rows.Scan(&at, &p.ID, &same); err != nil {
			return nil, err
		}
		reused = reused || !same
		p.Replayed = p.ID != all[at-1].ID
		out = append(out, p)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if reused { // after the rows, so that the connection is free for the rollback
		return nil, ledger.ErrKeyReused
	}
	return out, nil
}

// refusal names what the database refuses.
func refusal(err error) error {
	switch {
	case pg.IsCheck(err, "balance_not_below_zero"):
		return ledger.ErrOverdrawn.Because(err)
	case pg.IsUnique(err, "transaction_settled"):
		return ledger.ErrSettled.Because(err)
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && e.Code == "22003" { // numeric_value_out_of_range
		return ledger.ErrTooLarge.Because(err)
	}
	return err
}

// arguments spreads transactions over the arrays that the statement takes.
func arguments(tenant access.TenantID, all []ledger.Transaction) ([]any, error) {
	var (
		ids, ofs                                             []ledger.TransactionID
		keys, kinds, journals, labels, pieces, actors, metas []string
		hashes                                               [][]byte
		bookedAt, bookedOn, valueOn                          []time.Time
		expires                                              []*time.Time
		legs, ns, sides                                      []int16
		txs                                                  []int32
		accounts, currencies, paths                          []string
		amounts, heldDebit, heldCredit                       []int64
		guarded                                              []bool
	)
	known := map[ledger.Path]bool{}
	for i, t := range all {
		meta := []byte("{}")
		if len(t.Metadata) > 0 {
			var err error
			if meta, err = json.Marshal(t.Metadata); err != nil {
				return nil, err
			}
		}
		var ends *time.Time
		if !t.ExpiresAt.IsZero() {
			ends = &t.ExpiresAt
		}
		ids, ofs, keys, hashes, kinds = append(ids, t.ID), append(ofs, t.Of), append(keys, t.Key), append(hashes, t.Hash), append(kinds, string(t.Kind))
		journals, labels, pieces = append(journals, string(t.Journal)), append(labels, t.Label), append(pieces, t.Piece)
		actors, metas, expires = append(actors, t.Actor), append(metas, string(meta)), append(expires, ends)
		bookedAt, bookedOn, valueOn = append(bookedAt, t.BookedAt), append(bookedOn, t.BookedOn.UTC()), append(valueOn, t.ValueOn.UTC())
		legs = append(legs, int16(len(t.Legs))) // #nosec G115 -- a transaction has a hundred legs at most
		for n, leg := range t.Legs {
			txs, ns = append(txs, int32(i+1)), append(ns, int16(n+1))
			accounts, currencies = append(accounts, string(leg.Account)), append(currencies, string(leg.Amount.Currency()))
			amounts, heldDebit, heldCredit = append(amounts, leg.Amount.Minor()), append(heldDebit, leg.HeldDebit), append(heldCredit, leg.HeldCredit)
			if known[leg.Account] {
				continue
			}
			known[leg.Account] = true
			class, err := ledger.ClassOf(leg.Account)
			if err != nil {
				return nil, err
			}
			paths, sides, guarded = append(paths, string(leg.Account)), append(sides, int16(class.Side)), append(guarded, class.Guarded)
		}
	}
	return []any{tenant, ids, keys, hashes, kinds, ofs, journals, bookedAt, bookedOn, valueOn, labels, pieces, actors, metas, expires, legs,
		txs, ns, accounts, currencies, amounts, heldDebit, heldCredit, paths, sides, guarded}, nil
}

// SetTerms implements ledger.Store.
func (s *Store) SetTerms(ctx context.Context, t ledger.Terms) error {
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		before, err := terms(ctx, tx)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO ledger.terms (tenant_id, commission) VALUES ($1, $2)
			ON CONFLICT (tenant_id) DO UPDATE SET commission = excluded.commission, updated_at = clock_timestamp()`,
			access.TenantOf(ctx), pg.Int(t.Commission))
		if err != nil {
			return err
		}
		return trail.Record(ctx, tx, trail.Entry{Entity: "ledger.terms", ID: access.TenantOf(ctx).Raw(), Action: cmp.Or(usecase.Name(ctx), "ledger.change"), Before: before, After: t})
	})
}

// Terms implements ledger.Reader.
func (s *Store) Terms(ctx context.Context) (ledger.Terms, error) { return terms(ctx, s.db.Read(ctx)) }

func terms(ctx context.Context, q pg.Querier) (t ledger.Terms, err error) {
	err = q.QueryRow(ctx, `SELECT commission FROM ledger.terms WHERE tenant_id = $1`, access.TenantOf(ctx)).Scan(&t.Commission)
	if pg.IsNoRows(err) {
		return ledger.Terms{}, nil
	}
	return t, err
}

// SetExercise implements ledger.Store.
func (s *Store) SetExercise(ctx context.Context, e ledger.Exercise) error {
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		before, err := exercise(ctx, tx)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO ledger.exercise (tenant_id, month, day) VALUES ($1, $2, $3)
			ON CONFLICT (tenant_id) DO UPDATE SET month = excluded.month, day = excluded.day, updated_at = clock_timestamp()`,
			access.TenantOf(ctx), pg.Int(e.Month), pg.Int(e.Day))
		if err != nil {
			return err
		}
		return trail.Record(ctx, tx, trail.Entry{Entity: "ledger.exercise", ID: access.TenantOf(ctx).Raw(), Action: cmp.Or(usecase.Name(ctx), "ledger.change"), Before: before, After: e})
	})
}

// Exercise implements ledger.Reader.
func (s *Store) Exercise(ctx context.Context) (ledger.Exercise, error) {
	return exercise(ctx, s.db.Read(ctx))
}

func exercise(ctx context.Context, q pg.Querier) (e ledger.Exercise, err error) {
	err = q.QueryRow(ctx, `SELECT month, day FROM ledger.exercise WHERE tenant_id = $1`, access.TenantOf(ctx)).Scan(&e.Month, &e.Day)
	if pg.IsNoRows(err) {
		return ledger.Exercise{}, nil
	}
	return e, err
}
