package bankingio

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/banking"
	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// Store keeps payouts, bank details and accounts in PostgreSQL.
type Store struct {
	db     *pg.DB
	outbox *outbox.Outbox
	jobs   jobs.Enqueuer
}

// NewStore makes a store that publishes through the outbox and has batches booked by jobs.
func NewStore(db *pg.DB, o *outbox.Outbox, j jobs.Enqueuer) *Store { return &Store{db, o, j} }

// Write implements banking.Store.
func (s *Store) Write(ctx context.Context, fn func(banking.Tx) error) error {
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		return fn(&storeTx{reader: reader{tx, access.TenantOf(ctx)}, s: s, tx: tx})
	})
}

func (s *Store) read(ctx context.Context) reader { return reader{s.db.Read(ctx), access.TenantOf(ctx)} }

// reader asks by one connection, within a transaction or not.
type reader struct {
	q      pg.Querier
	tenant access.TenantID
}

// Desk implements banking.Reader.
func (s *Store) Desk(ctx context.Context) (banking.Desk, error) { return s.read(ctx).desk(ctx, "") }

func (r reader) desk(ctx context.Context, lock string) (banking.Desk, error) {
	d := banking.Desk{Settings: banking.DefaultSettings()}
	var settings []byte
	err := r.q.QueryRow(ctx, `SELECT revision, year, last, settings FROM banking.desk WHERE tenant_id = $1`+lock, r.tenant).Scan(&d.Revision, &d.Year, &d.Last, &settings)
	if pg.IsNoRows(err) {
		return d, nil
	}
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal(settings, &d.Settings)
}

// FindBatch implements banking.Reader.
func (s *Store) FindBatch(ctx context.Context, id banking.BatchID) (banking.BatchState, error) {
	return s.read(ctx).batch(ctx, `SELECT state FROM banking.batch WHERE tenant_id = $1 AND id = $2`, id)
}

func (r reader) batch(ctx context.Context, sql string, by any) (banking.BatchState, error) {
	all, err := r.batches(ctx, sql, r.tenant, by)
	if err != nil {
		return banking.BatchState{}, err
	}
	if len(all) == 0 {
		return banking.BatchState{}, banking.ErrUnknownBatch
	}
	return all[0], nil
}

func (r reader) batches(ctx context.Context, sql string, args ...any) ([]banking.BatchState, error) {
	all, err := states[banking.BatchState](ctx, r.q, sql, args...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ids, at := make([]banking.BatchID, len(all)), map[banking.BatchID]int{}
	for i, b := range all {
		ids[i], at[b.ID] = b.ID, i
	}
	lines, err := states[banking.Line](ctx, r.q, `SELECT state FROM banking.line WHERE tenant_id = $1 AND batch_id = ANY($2) ORDER BY batch_id, seq`, r.tenant, ids)
	for _, l := range lines {
		all[at[l.Batch]].Lines = append(all[at[l.Batch]].Lines, l)
	}
	return all, err
}

// states reads rows of one jsonb column.
func states[T any](ctx context.Context, q pg.Querier, sql string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (out T, err error) {
		var raw []byte
		if err := row.Scan(&raw); err != nil {
			return out, err
		}
		return out, json.Unmarshal(raw, &out)
	})
}

const newest = "proposed_at,id"

// Batches implements banking.Reader.
func (s *Store) Batches(ctx context.Context, p paging.Request) (paging.Page[banking.BatchState], error) {
	var at time.Time
	var id banking.BatchID
	after, err := paging.Decode(p.Cursor, newest, &at, &id)
	if err != nil {
		return paging.Page[banking.BatchState]{}, err
	}
	r := s.read(ctx)
	all, err := r.batches(ctx, `SELECT state FROM banking.batch WHERE tenant_id = $1 AND (NOT $2::boolean OR (proposed_at, id) < ($3::timestamptz, $4::uuid))
		ORDER BY proposed_at DESC, id DESC LIMIT $5`, r.tenant, after, at, id.Raw(), p.Size()+1)
	return paging.Cut(all, p.Size(), func(last banking.BatchState) string { return paging.Encode(newest, last.Proposed.At, last.ID) }), err
}

// Unsettled implements banking.Reader.
func (s *Store) Unsettled(ctx context.Context) ([]banking.Line, error) {
	return s.read(ctx).Unsettled(ctx)
}

// Unsettled implements banking.Tx.
func (r reader) Unsettled(ctx context.Context) ([]banking.Line, error) {
	return states[banking.Line](ctx, r.q, `SELECT state FROM banking.line WHERE tenant_id = $1 AND pending ORDER BY batch_id, seq`, r.tenant)
}

// LinesOf implements banking.Reader.
func (s *Store) LinesOf(ctx context.Context, p banking.Payee, limit int) ([]banking.Payout, error) {
	r := s.read(ctx)
	rows, err := r.q.Query(ctx, `SELECT l.state, b.number FROM banking.line l JOIN banking.batch b ON b.tenant_id = l.tenant_id AND b.id = l.batch_id
		WHERE l.tenant_id = $1 AND l.payee = $2 AND l.moved IS NOT NULL ORDER BY l.moved DESC, l.id DESC LIMIT $3`, r.tenant, p, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (out banking.Payout, err error) {
		var raw []byte
		if err := row.Scan(&raw, &out.Number); err != nil {
			return out, err
		}
		return out, json.Unmarshal(raw, &out.Line)
	})
}

const detailsColumns = `payee, version, sealed, masked, changed_by, changed_at, usable_at`

func (r reader) details(ctx context.Context, sql string, args ...any) ([]banking.DetailsState, error) {
	rows, err := r.q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (d banking.DetailsState, err error) {
		err = row.Scan(&d.Payee, &d.Version, &d.Sealed, &d.Masked, &d.ChangedBy, &d.ChangedAt, &d.UsableAt)
		d.ChangedAt, d.UsableAt = d.ChangedAt.UTC(), d.UsableAt.UTC()
		return d, err
	})
}

func (r reader) oneDetails(ctx context.Context, sql string, args ...any) (banking.DetailsState, error) {
	all, err := r.details(ctx, sql, args...)
	switch {
	case err != nil:
		return banking.DetailsState{}, err
	case len(all) == 0:
		return banking.DetailsState{}, banking.ErrNoDetails
	}
	return all[0], nil
}

// Details implements banking.Reader.
func (s *Store) Details(ctx context.Context, p banking.Payee) (banking.DetailsState, error) {
	r := s.read(ctx)
	return r.oneDetails(ctx, `SELECT `+detailsColumns+` FROM banking.details WHERE tenant_id = $1 AND payee = $2 ORDER BY version DESC LIMIT 1`, r.tenant, p)
}

// DetailsAt implements banking.Reader.
func (s *Store) DetailsAt(ctx context.Context, p banking.Payee, version int) (banking.DetailsState, error) {
	r := s.read(ctx)
	return r.oneDetails(ctx, `SELECT `+detailsColumns+` FROM banking.details WHERE tenant_id = $1 AND payee = $2 AND version = $3`, r.tenant, p, version)
}

// NewestDetails implements banking.Reader.
func (s *Store) NewestDetails(ctx context.Context) ([]banking.DetailsState, error) {
	return s.read(ctx).NewestDetails(ctx)
}

// NewestDetails implements banking.Tx.
func (r reader) NewestDetails(ctx context.Context) ([]banking.DetailsState, error) {
	return r.details(ctx, `SELECT DISTINCT ON (payee) `+detailsColumns+` FROM banking.details WHERE tenant_id = $1 ORDER BY payee, version DESC`, r.tenant)
}

// Accounts implements banking.Reader.
func (s *Store) Accounts(ctx context.Context) ([]banking.Account, error) {
	r := s.read(ctx)
	return states[banking.Account](ctx, r.q, `SELECT state FROM banking.account WHERE tenant_id = $1 ORDER BY name, id`, r.tenant)
}

type storeTx struct {
	reader
	s  *Store
	tx pg.Tx
}

// Lock implements banking.Tx. The lock is the transaction's, and there before the row is.
func (t *storeTx) Lock(ctx context.Context) (banking.Desk, error) {
	if _, err := t.tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('banking.desk/' || $1::uuid::text, 0))`, t.tenant); err != nil {
		return banking.Desk{}, err
	}
	return t.desk(ctx, " FOR UPDATE")
}

// SaveDesk implements banking.Tx.
func (t *storeTx) SaveDesk(ctx context.Context, d banking.Desk) error {
	before, err := t.desk(ctx, "")
	if err != nil {
		return err
	}
	settings, err := json.Marshal(d.Settings)
	if err != nil {
		return err
	}
	_, err = t.tx.Exec(ctx, `INSERT INTO banking.desk (tenant_id, revision, year, last, settings) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (tenant_id) DO UPDATE SET revision = excluded.revision, year = excluded.year, last = excluded.last, settings = excluded.settings`, t.tenant, d.Revision, d.Year, d.Last, settings)
	if err != nil || before.Settings == d.Settings {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "banking.settings", ID: t.tenant.Raw(), Before: before.Settings, After: d.Settings})
}

// Batch implements banking.Tx.
func (t *storeTx) Batch(ctx context.Context, id banking.BatchID) (*banking.Batch, error) {
	s, err := t.batch(ctx, `SELECT state FROM banking.batch WHERE tenant_id = $1 AND id = $2 FOR UPDATE`, id)
	return banking.RestoreBatch(s), err
}

// BatchByKey implements banking.Tx.
func (t *storeTx) BatchByKey(ctx context.Context, key string) (*banking.Batch, error) {
	s, err := t.batch(ctx, `SELECT state FROM banking.batch WHERE tenant_id = $1 AND key = $2`, key)
	return banking.RestoreBatch(s), err
}

// SaveBatch implements banking.Tx.
func (t *storeTx) SaveBatch(ctx context.Context, b *banking.Batch) error {
	s := b.State()
	entry := trail.Entry{Entity: "banking.batch", ID: s.ID.Raw(), After: audited(s)}
	if s.Version > 1 {
		before, err := t.batch(ctx, `SELECT state FROM banking.batch WHERE tenant_id = $1 AND id = $2`, s.ID)
		if err != nil {
			return err
		}
		entry.Before = audited(before)
	}
	if err := t.putBatch(ctx, s); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for _, l := range s.Lines {
		raw, err := json.Marshal(l)
		if err != nil {
			return err
		}
		var moved *time.Time
		if !l.Moved.IsZero() {
			on := l.Moved.UTC()
			moved = &on
		}
		batch.Queue(`INSERT INTO banking.line (tenant_id, id, batch_id, seq, payee, details, amount, currency, status, pending, moved, state)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
			ON CONFLICT (tenant_id, id) DO UPDATE SET status = excluded.status, pending = excluded.pending, moved = excluded.moved, state = excluded.state`,
			t.tenant, l.ID, s.ID, l.Seq, l.Payee, l.Details, l.Amount.Minor(), string(l.Amount.Currency()), string(l.Status), l.Pending(), moved, raw)
	}
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return err
	}
	if err := trail.Record(ctx, t.tx, entry); err != nil {
		return err
	}
	return t.Publish(ctx, b.TakeEvents()...)
}

func (t *storeTx) putBatch(ctx context.Context, s banking.BatchState) error {
	bare := s
	bare.Lines = nil
	raw, err := json.Marshal(bare)
	if err != nil {
		return err
	}
	var approver access.UserID
	if s.Approved != nil {
		approver = s.Approved.User
	}
	if s.Version == 1 {
		_, err := t.tx.Exec(ctx, `INSERT INTO banking.batch (tenant_id, id, version, key, number, account_id, status, proposed_by, approved_by, proposed_at, state)
			VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10)`, t.tenant, s.ID, s.Key, s.Number, s.Account, string(s.Status), s.Proposed.User, approver, s.Proposed.At, raw)
		if pg.IsUnique(err, "batch_key", "batch_number") {
			return banking.ErrKeyReused.Because(err)
		}
		return err
	}
	tag, err := t.tx.Exec(ctx, `UPDATE banking.batch SET version = $3, status = $4, approved_by = $5, state = $6 WHERE tenant_id = $1 AND id = $2 AND version = $3 - 1`,
		t.tenant, s.ID, s.Version, string(s.Status), approver, raw)
	switch {
	case pg.IsCheck(err, "batch_two_people"):
		return banking.ErrSamePerson.Because(err)
	case err == nil && tag.RowsAffected() == 0:
		return banking.ErrStale
	}
	return err
}

// audited is what the trail keeps of a batch: no account of anybody.
func audited(s banking.BatchState) map[string]any {
	lines := map[string]string{}
	for _, l := range s.Lines {
		lines[l.EndToEnd] = string(l.Status) + " " + l.Amount.String() + " " + string(l.Verification) + " " + l.Reason
	}
	return map[string]any{"number": s.Number, "status": s.Status, "executeOn": s.ExecuteOn, "total": s.Total().String(), "lines": lines, "reason": s.Reason}
}

// AddDetails implements banking.Tx.
func (t *storeTx) AddDetails(ctx context.Context, d banking.DetailsState) error {
	tag, err := t.tx.Exec(ctx, `INSERT INTO banking.details (tenant_id, payee, version, sealed, masked, changed_by, changed_at, usable_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT DO NOTHING`, t.tenant, d.Payee, d.Version, d.Sealed, d.Masked, d.ChangedBy, d.ChangedAt, d.UsableAt)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return banking.ErrStale
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "banking.details", ID: d.Payee, After: map[string]any{"version": d.Version, "account": d.Masked, "usableAt": d.UsableAt}})
}

// ForgetDetails implements banking.Tx.
func (t *storeTx) ForgetDetails(ctx context.Context, p banking.Payee) error {
	_, err := t.tx.Exec(ctx, `UPDATE banking.details d SET sealed = '', masked = '', changed_by = '' WHERE d.tenant_id = $1 AND d.payee = $2
		AND NOT EXISTS (SELECT FROM banking.line l WHERE l.tenant_id = d.tenant_id AND l.payee = d.payee AND l.details = d.version AND l.status <> 'removed')`, t.tenant, p)
	if err != nil {
		return err
	}
	if _, err := t.tx.Exec(ctx, `UPDATE banking.line SET state = state - 'email' WHERE tenant_id = $1 AND payee = $2`, t.tenant, p); err != nil {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "banking.details", ID: p, Before: map[string]any{"forgotten": false}, After: map[string]any{"forgotten": true}})
}

// SaveAccount implements banking.Tx.
func (t *storeTx) SaveAccount(ctx context.Context, a banking.Account) error {
	raw, err := json.Marshal(a)
	if err != nil {
		return err
	}
	entry := trail.Entry{Entity: "banking.account", ID: a.ID.Raw(), After: a}
	before, err := states[banking.Account](ctx, t.tx, `SELECT state FROM banking.account WHERE tenant_id = $1 AND id = $2`, t.tenant, a.ID)
	if err != nil {
		return err
	}
	if len(before) > 0 {
		entry.Before = before[0]
	}
	tag, err := t.tx.Exec(ctx, `INSERT INTO banking.account (tenant_id, id, version, name, state) SELECT $1, $2, $3, $4, $5 WHERE $3 = 1
		ON CONFLICT DO NOTHING`, t.tenant, a.ID, a.Version, a.Name, raw)
	if err == nil && tag.RowsAffected() == 0 {
		tag, err = t.tx.Exec(ctx, `UPDATE banking.account SET version = $3, name = $4, state = $5 WHERE tenant_id = $1 AND id = $2 AND version = $3 - 1`, t.tenant, a.ID, a.Version, a.Name, raw)
	}
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return banking.ErrStale
	}
	return trail.Record(ctx, t.tx, entry)
}

type bookBatch struct {
	Batch banking.BatchID `json:"batch"`
}

// Kind implements jobs.Args.
func (bookBatch) Kind() string { return "banking.book_batch" }

// BookLater implements banking.Tx.
func (t *storeTx) BookLater(ctx context.Context, id banking.BatchID) error {
	return t.s.jobs.Enqueue(ctx, t.tx, bookBatch{id})
}

// BookAgain implements banking.Tx.
func (t *storeTx) BookAgain(ctx context.Context, id banking.BatchID) error {
	return t.s.jobs.Enqueue(ctx, t.tx, bookBatch{id}, jobs.Unique(id.String()))
}

// SettleLater implements banking.Tx. What is claimed while a job of the same entry runs, and so gets none, the sweep finds.
func (t *storeTx) SettleLater(ctx context.Context, id banking.EntryID, at time.Time) error {
	return t.s.jobs.Enqueue(ctx, t.tx, settleEntry{id}, jobs.At(at), jobs.Unique(id.String()))
}

// Publish implements banking.Tx.
func (t *storeTx) Publish(ctx context.Context, events ...event.Event) error {
	if len(events) == 0 {
		return nil
	}
	return t.s.outbox.Append(ctx, t.tx, events...)
}
