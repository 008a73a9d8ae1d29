package ledgerio

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
	"comptoir/internal/platform/pg"
)

// columns of a transaction t with its seal s, in the order of scan.
const (
	columns = `t.id, t.key, t.hash, t.kind, t.of, t.journal, t.booked_at, t.booked_on, t.value_on, t.label, t.piece, t.actor, t.metadata, t.expires_at,
		coalesce(s.seq, 0), s.sealed_at`
	sources = ` FROM ledger.transaction t LEFT JOIN ledger.seal s ON s.tenant_id = t.tenant_id AND s.transaction_id = t.id `
)

// head is what is scanned of a transaction before its legs.
type head struct {
	t       ledger.Transaction
	meta    []byte
	expires *time.Time
	sealed  *time.Time
}

func (h *head) fields() []any {
	t := &h.t
	return []any{&t.ID, &t.Key, &t.Hash, &t.Kind, &t.Of, &t.Journal, &t.BookedAt, &t.BookedOn, &t.ValueOn, &t.Label, &t.Piece, &t.Actor, &h.meta, &h.expires,
		&t.Number, &h.sealed}
}

func (h *head) transaction() ledger.Transaction {
	t := h.t
	t.BookedAt = t.BookedAt.UTC()
	if h.expires != nil {
		t.ExpiresAt = h.expires.UTC()
	}
	if h.sealed != nil {
		t.SealedAt = h.sealed.UTC()
	}
	if string(h.meta) != "{}" && json.Unmarshal(h.meta, &t.Metadata) != nil {
		t.Metadata = map[string]string{"": string(h.meta)} // we did not write that: the chain will say so
	}
	return t
}

// transactions reads heads by a condition on t and s, and their legs.
func transactions(ctx context.Context, q pg.Querier, tenant access.TenantID, condition string, args ...any) ([]ledger.Transaction, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+sources+condition, args...)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (ledger.Transaction, error) {
		var h head
		if err := row.Scan(h.fields()...); err != nil {
			return ledger.Transaction{}, err
		}
		return h.transaction(), nil
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ids, at := make([]ledger.TransactionID, len(all)), map[ledger.TransactionID]int{}
	for i, t := range all {
		ids[i], at[t.ID] = t.ID, i
	}
	rows, err = q.Query(ctx, `SELECT transaction_id, `+legColumns+` FROM ledger.posting p WHERE p.tenant_id = $1 AND p.transaction_id = ANY ($2)
		ORDER BY p.transaction_id, p.n`, tenant, ids)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var of ledger.TransactionID
		var l legRow
		if err := rows.Scan(append([]any{&of}, l.fields()...)...); err != nil {
			return nil, err
		}
		i := at[of]
		all[i].Legs = append(all[i].Legs, l.leg())
	}
	return all, rows.Err()
}

const legColumns = `p.account, p.currency, p.amount, p.held_debit, p.held_credit, p.seq, p.after, p.after_held_debit, p.after_held_credit`

type legRow struct {
	l        ledger.Leg
	currency money.Currency
	amount   int64
}

func (r *legRow) fields() []any {
	l := &r.l
	return []any{&l.Account, &r.currency, &r.amount, &l.HeldDebit, &l.HeldCredit, &l.Seq, &l.After, &l.AfterHeldDebit, &l.AfterHeldCredit}
}

func (r *legRow) leg() ledger.Leg {
	r.l.Amount = money.New(r.amount, r.currency)
	return r.l
}

// Find implements ledger.Reader.
func (s *Store) Find(ctx context.Context, id ledger.TransactionID) (ledger.Transaction, error) {
	tenant := access.TenantOf(ctx)
	all, err := transactions(ctx, s.db.Read(ctx), tenant, `WHERE t.tenant_id = $1 AND t.id = $2`, tenant, id)
	if err == nil && len(all) == 0 {
		err = ledger.ErrUnknown
	}
	if err != nil {
		return ledger.Transaction{}, err
	}
	return all[0], nil
}

// ByKey implements ledger.Reader.
func (s *Store) ByKey(ctx context.Context, key string) (id ledger.TransactionID, err error) {
	err = s.db.Read(ctx).QueryRow(ctx, `SELECT id FROM ledger.transaction WHERE tenant_id = $1 AND key = $2`, access.TenantOf(ctx), key).Scan(&id)
	if pg.IsNoRows(err) {
		return id, nil
	}
	return id, err
}

// Settler implements ledger.Reader.
func (s *Store) Settler(ctx context.Context, of ledger.TransactionID) (id ledger.TransactionID, err error) {
	err = s.db.Read(ctx).QueryRow(ctx, `SELECT id FROM ledger.transaction WHERE tenant_id = $1 AND of = $2`, access.TenantOf(ctx), of).Scan(&id)
	if pg.IsNoRows(err) {
		return id, nil
	}
	return id, err
}

const byPath = "account,currency"

func scanBalance(row pgx.CollectableRow) (b ledger.Balance, err error) {
	err = row.Scan(&b.Account, &b.Currency, &b.Side, &b.Guarded, &b.Posted, &b.HeldDebit, &b.HeldCredit, &b.Seq)
	return b, err
}

// Accounts implements ledger.Reader.
func (s *Store) Accounts(ctx context.Context, prefix string, p paging.Request) (paging.Page[ledger.Balance], error) {
	var account, currency string
	after, err := paging.Decode(p.Cursor, byPath, &account, &currency)
	if err != nil {
		return paging.Page[ledger.Balance]{}, err
	}
	rows, err := s.db.Read(ctx).Query(ctx, `SELECT account, currency, side, guarded, posted, held_debit, held_credit, seq FROM ledger.balance
		WHERE tenant_id = $1 AND starts_with(account, $2) AND (NOT $3 OR (account, currency) > ($4, $5)) ORDER BY account, currency LIMIT $6`,
		access.TenantOf(ctx), prefix, after, account, currency, p.Size()+1)
	if err != nil {
		return paging.Page[ledger.Balance]{}, err
	}
	all, err := pgx.CollectRows(rows, scanBalance)
	return paging.Cut(all, p.Size(), func(last ledger.Balance) string { return paging.Encode(byPath, last.Account, last.Currency) }), err
}

// Balances implements ledger.Reader. A balance of the past is the present one less what came later, because what is asked
// for is mostly near.
func (s *Store) Balances(ctx context.Context, account ledger.Path, at ledger.AsOf) ([]ledger.Balance, error) {
	later, until := `p.booked_at > $3::timestamptz`, moment(at.Moment) // later than NULL is nothing
	if !at.ValueOn.IsZero() {
		later, until = `p.value_on > $3::date`, day(at.ValueOn)
	}
	rows, err := s.db.Read(ctx).Query(ctx, `SELECT b.account, b.currency, b.side, b.guarded, b.posted - coalesce(l.amount, 0),
			b.held_debit - coalesce(l.held_debit, 0), b.held_credit - coalesce(l.held_credit, 0), b.seq - coalesce(l.n, 0)
		FROM ledger.balance b LEFT JOIN LATERAL (SELECT sum(p.amount)::bigint AS amount, sum(p.held_debit)::bigint AS held_debit, sum(p.held_credit)::bigint AS held_credit,
			count(*) AS n FROM ledger.posting p WHERE p.tenant_id = b.tenant_id AND p.account = b.account AND p.currency = b.currency AND `+later+`) l ON true
		WHERE b.tenant_id = $1 AND b.account = $2 ORDER BY b.currency`, access.TenantOf(ctx), account, until)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanBalance)
}

const newest = "seq,currency"

// Statement implements ledger.Reader.
func (s *Store) Statement(ctx context.Context, f ledger.StatementFilter, p paging.Request) (paging.Page[ledger.Line], error) {
	tenant := access.TenantOf(ctx)
	var seq int64
	var currency string
	after, err := paging.Decode(p.Cursor, newest, &seq, &currency)
	if err != nil {
		return paging.Page[ledger.Line]{}, err
	}
	rows, err := s.db.Read(ctx).Query(ctx, `SELECT `+columns+`, `+legColumns+` FROM ledger.posting p
		JOIN ledger.transaction t ON t.tenant_id = p.tenant_id AND t.id = p.transaction_id
		LEFT JOIN ledger.seal s ON s.tenant_id = t.tenant_id AND s.transaction_id = t.id
		WHERE p.tenant_id = $1 AND p.account = $2 AND ($3 = '' OR p.currency = $3) AND ($4::timestamptz IS NULL OR p.booked_at >= $4)
			AND ($5::timestamptz IS NULL OR p.booked_at < $5) AND (NOT $6 OR (p.currency, -p.seq) > ($8, -$7::bigint))
		ORDER BY p.currency, p.seq DESC LIMIT $9`, tenant, f.Account, string(f.Currency), moment(f.From), moment(f.To), after, seq, currency, p.Size()+1)
	if err != nil {
		return paging.Page[ledger.Line]{}, err
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (ledger.Line, error) {
		var h head
		var l legRow
		if err := row.Scan(append(h.fields(), l.fields()...)...); err != nil {
			return ledger.Line{}, err
		}
		return ledger.Line{Transaction: h.transaction(), Leg: l.leg()}, nil
	})
	return paging.Cut(all, p.Size(), func(last ledger.Line) string {
		return paging.Encode(newest, last.Leg.Seq, last.Leg.Amount.Currency())
	}), err
}

// moment is a time as a parameter; the zero time is none.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func day(d period.Date) *time.Time {
	if d.IsZero() {
		return nil
	}
	return moment(d.UTC())
}

const newestBooked = "booked_at,id"

// Journal implements ledger.Reader.
func (s *Store) Journal(ctx context.Context, f ledger.JournalFilter, p paging.Request) (paging.Page[ledger.Transaction], error) {
	tenant := access.TenantOf(ctx)
	var at time.Time
	var id ledger.TransactionID
	after, err := paging.Decode(p.Cursor, newestBooked, &at, &id)
	if err != nil {
		return paging.Page[ledger.Transaction]{}, err
	}
	all, err := transactions(ctx, s.db.Read(ctx), tenant, `WHERE t.tenant_id = $1 AND ($2 = '' OR t.journal = $2) AND ($3::date IS NULL OR t.booked_on >= $3)
		AND ($4::date IS NULL OR t.booked_on <= $4) AND (NOT $5 OR (t.booked_at, t.id) < ($6, $7)) AND `+besides("$9")+` ORDER BY t.booked_at DESC, t.id DESC LIMIT $8`,
		tenant, string(f.Journal), day(f.From), day(f.To), after, at, id, p.Size()+1, string(f.Beside))
	return paging.Cut(all, p.Size(), func(last ledger.Transaction) string { return paging.Encode(newestBooked, last.BookedAt, last.ID) }), err
}

// besides is the condition that a transaction t has a posting in another currency than a parameter; ” asks for nothing.
func besides(parameter string) string {
	return `(` + parameter + ` = '' OR EXISTS (SELECT FROM ledger.posting b WHERE b.tenant_id = t.tenant_id AND b.transaction_id = t.id AND b.currency <> ` + parameter + `))`
}

// Sealed implements ledger.Reader.
func (s *Store) Sealed(ctx context.Context, f ledger.JournalFilter, after int64, limit int) ([]ledger.Transaction, error) {
	tenant := access.TenantOf(ctx)
	return transactions(ctx, s.db.Read(ctx), tenant, `WHERE s.tenant_id = $1 AND s.seq > $2 AND ($3 = '' OR t.journal = $3) AND ($4::date IS NULL OR t.booked_on >= $4)
		AND ($5::date IS NULL OR t.booked_on <= $5) AND `+besides("$7")+` ORDER BY s.seq LIMIT $6`, tenant, after, string(f.Journal), day(f.From), day(f.To), limit, string(f.Beside))
}

// Trial implements ledger.Reader. Balances and postings are read by one statement, and so at one moment.
func (s *Store) Trial(ctx context.Context, from, to time.Time) ([]ledger.TrialLine, error) {
	rows, err := s.db.Read(ctx).Query(ctx, `
		WITH moved AS (SELECT p.account, p.currency, coalesce(sum(p.amount) FILTER (WHERE p.booked_at >= $3), 0)::bigint AS later,
				coalesce(sum(p.amount) FILTER (WHERE p.booked_at < $3 AND p.amount > 0), 0)::bigint AS debits,
				coalesce(-sum(p.amount) FILTER (WHERE p.booked_at < $3 AND p.amount < 0), 0)::bigint AS credits
			FROM ledger.posting p WHERE p.tenant_id = $1 AND ($2::timestamptz IS NULL OR p.booked_at >= $2) GROUP BY p.account, p.currency)
		SELECT b.account, b.side, b.currency, b.posted - coalesce(m.later + m.debits - m.credits, 0), coalesce(m.debits, 0), coalesce(m.credits, 0)
		FROM ledger.balance b LEFT JOIN moved m ON m.account = b.account AND m.currency = b.currency
		WHERE b.tenant_id = $1 AND (b.posted - coalesce(m.later + m.debits - m.credits, 0) <> 0 OR coalesce(m.debits, 0) <> 0 OR coalesce(m.credits, 0) <> 0)
		ORDER BY b.account, b.currency`, access.TenantOf(ctx), moment(from), to)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (l ledger.TrialLine, err error) {
		err = row.Scan(&l.Account, &l.Side, &l.Currency, &l.Opening, &l.Debits, &l.Credits)
		return l, err
	})
}

// Moved implements ledger.Reader.
func (s *Store) Moved(ctx context.Context, from time.Time, c money.Currency, words []string) ([]ledger.Moved, error) {
	rows, err := s.db.Read(ctx).Query(ctx, `SELECT date_trunc('month', t.booked_on)::date, split_part(p.account, ':', 1), t.journal, -sum(p.amount)::bigint
		FROM ledger.posting p JOIN ledger.transaction t ON t.tenant_id = p.tenant_id AND t.id = p.transaction_id
		WHERE p.tenant_id = $1 AND p.booked_at >= $2 AND p.currency = $3 AND p.amount <> 0 AND split_part(p.account, ':', 1) = ANY ($4)
		GROUP BY 1, 2, 3`, access.TenantOf(ctx), from, string(c), words)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (m ledger.Moved, err error) {
		err = row.Scan(&m.Month, &m.Word, &m.Journal, &m.Credits)
		return m, err
	})
}

// Standing implements ledger.Reader. Accounts on which nothing stands, which most guests' are, are not looked at further.
func (s *Store) Standing(ctx context.Context, c money.Currency, prefixes []string) (map[string]ledger.Sum, error) {
	rows, err := s.db.Read(ctx).Query(ctx, `SELECT class.prefix, sum(b.posted)::bigint, sum(greatest(b.posted, 0))::bigint FROM ledger.balance b
		CROSS JOIN LATERAL (SELECT prefix FROM unnest($3::text[]) AS prefix WHERE b.account = prefix OR starts_with(b.account, prefix || ':')
			ORDER BY length(prefix) DESC LIMIT 1) class
		WHERE b.tenant_id = $1 AND b.currency = $2 AND b.posted <> 0 GROUP BY class.prefix`, access.TenantOf(ctx), string(c), prefixes)
	if err != nil {
		return nil, err
	}
	out := map[string]ledger.Sum{}
	var prefix string
	var sum ledger.Sum
	_, err = pgx.ForEachRow(rows, []any{&prefix, &sum.Posted, &sum.Debits}, func() error {
		out[prefix] = sum
		return nil
	})
	return out, err
}

// DueHolds implements ledger.Reader.
func (s *Store) DueHolds(ctx context.Context, now time.Time, limit int) ([]ledger.TransactionID, error) {
	rows, err := s.db.Read(ctx).Query(ctx, `SELECT t.id FROM ledger.transaction t WHERE t.tenant_id = $1 AND t.expires_at < $2
		AND NOT EXISTS (SELECT FROM ledger.transaction e WHERE e.tenant_id = t.tenant_id AND e.of = t.id) ORDER BY t.expires_at LIMIT $3`,
		access.TenantOf(ctx), now, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[ledger.TransactionID])
}
