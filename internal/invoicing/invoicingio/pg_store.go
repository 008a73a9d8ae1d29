package invoicingio

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/event"
	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// Store keeps papers in PostgreSQL.
type Store struct {
	db     *pg.DB
	outbox *outbox.Outbox
	jobs   jobs.Enqueuer
	trail  *trail.Trail // to read
}

// NewStore makes a store that publishes through the outbox and has papers printed by jobs.
func NewStore(db *pg.DB, o *outbox.Outbox, j jobs.Enqueuer) *Store {
	return &Store{db: db, outbox: o, jobs: j, trail: trail.New(db, nil, nil)}
}

// Write implements invoicing.Store.
func (s *Store) Write(ctx context.Context, fn func(invoicing.Tx) error) error {
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		return fn(&storeTx{Store: s, tx: tx, tenant: access.TenantOf(ctx)})
	})
}

type storeTx struct {
	*Store
	tx     pg.Tx
	tenant access.TenantID
}

// Lock implements invoicing.Tx.
func (t *storeTx) Lock(ctx context.Context) error {
	if _, err := t.tx.Exec(ctx, `INSERT INTO invoicing.chain (tenant_id, last, hash) VALUES ($1, 0, '') ON CONFLICT DO NOTHING`, t.tenant); err != nil {
		return err
	}
	_, err := t.tx.Exec(ctx, `SELECT FROM invoicing.chain WHERE tenant_id = $1 FOR UPDATE`, t.tenant)
	return err
}

// Settings implements invoicing.Store.
func (s *Store) Settings(ctx context.Context) (invoicing.Settings, error) {
	return settings(ctx, s.db.Read(ctx), access.TenantOf(ctx), "")
}

// Settings implements invoicing.Tx.
func (t *storeTx) Settings(ctx context.Context) (invoicing.Settings, error) {
	return settings(ctx, t.tx, t.tenant, "")
}

// querier is what reads.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func settings(ctx context.Context, q querier, tenant access.TenantID, lock string) (s invoicing.Settings, err error) {
	var raw []byte
	var version int32
	err = q.QueryRow(ctx, `SELECT settings, version FROM invoicing.settings WHERE tenant_id = $1`+lock, tenant).Scan(&raw, &version)
	if pg.IsNoRows(err) {
		return invoicing.StandardSettings(), nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &s)
	}
	s.Version = int(version)
	return s, err
}

// SaveSettings implements invoicing.Tx.
func (t *storeTx) SaveSettings(ctx context.Context, s invoicing.Settings) error {
	before, err := settings(ctx, t.tx, t.tenant, " FOR UPDATE")
	if err != nil {
		return err
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return err
	}
	tag, err := t.tx.Exec(ctx, `INSERT INTO invoicing.settings (tenant_id, settings, version) VALUES ($1, $2, 1)
		ON CONFLICT (tenant_id) DO UPDATE SET settings = excluded.settings, version = settings.version + 1, updated_at = clock_timestamp()
		WHERE invoicing.settings.version = $3`, t.tenant, raw, pg.Int(s.Version))
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 || before.Version != s.Version {
		return invoicing.ErrStale
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "invoicing.settings", ID: ident.Raw(t.tenant), Before: before, After: s})
}

const draftColumns = `SELECT id, key, problem, draft, version, updated_at FROM invoicing.draft WHERE tenant_id = $1`

func scanDraft(row pgx.Row) (d invoicing.StoredDraft, err error) {
	var raw []byte
	var version int32
	if err = row.Scan(&d.ID, &d.Key, &d.Problem, &raw, &version, &d.UpdatedAt); err != nil {
		if pg.IsNoRows(err) {
			err = invoicing.ErrUnknown
		}
		return d, err
	}
	d.Version, d.UpdatedAt = int(version), d.UpdatedAt.UTC()
	return d, json.Unmarshal(raw, &d.Draft)
}

// FindDraft implements invoicing.Store.
func (s *Store) FindDraft(ctx context.Context, id invoicing.PaperID) (invoicing.StoredDraft, error) {
	return scanDraft(s.db.Read(ctx).QueryRow(ctx, draftColumns+` AND id = $2`, access.TenantOf(ctx), id))
}

// Drafts implements invoicing.Store.
func (s *Store) Drafts(ctx context.Context) ([]invoicing.StoredDraft, error) {
	rows, err := s.db.Read(ctx).Query(ctx, draftColumns+` ORDER BY updated_at DESC, id LIMIT 200`, access.TenantOf(ctx))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (invoicing.StoredDraft, error) { return scanDraft(r) })
}

// DraftsOf implements invoicing.Store.
func (s *Store) DraftsOf(ctx context.Context, email contact.Email) ([]invoicing.PaperID, error) {
	rows, err := s.db.Read(ctx).Query(ctx, `SELECT id FROM invoicing.draft WHERE tenant_id = $1 AND draft -> 'customer' ->> 'email' = $2`, access.TenantOf(ctx), email)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[invoicing.PaperID])
}

// Draft implements invoicing.Tx.
func (t *storeTx) Draft(ctx context.Context, id invoicing.PaperID) (invoicing.StoredDraft, error) {
	return scanDraft(t.tx.QueryRow(ctx, draftColumns+` AND id = $2 FOR UPDATE`, t.tenant, id))
}

// SaveDraft implements invoicing.Tx.
func (t *storeTx) SaveDraft(ctx context.Context, d invoicing.StoredDraft) error {
	raw, err := json.Marshal(d.Draft)
	if err != nil {
		return err
	}
	entry := trail.Entry{Entity: "invoicing.draft", ID: d.ID.Raw(), After: draftEntry(d.Draft)}
	switch old, err := t.Draft(ctx, d.ID); {
	case err == nil:
		entry.Before = draftEntry(old.Draft)
	case !errors.Is(err, invoicing.ErrUnknown):
		return err
	}
	tag, err := t.tx.Exec(ctx, `INSERT INTO invoicing.draft (tenant_id, id, key, problem, draft, version, updated_at) VALUES ($1, $2, $3, $4, $5, 1, $6)
		ON CONFLICT (tenant_id, id) DO UPDATE SET draft = excluded.draft, problem = excluded.problem, version = draft.version + 1, updated_at = excluded.updated_at
		WHERE invoicing.draft.version = $7`, t.tenant, d.ID, d.Key, d.Problem, raw, d.UpdatedAt, pg.Int(d.Version))
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return invoicing.ErrStale
	}
	return trail.Record(ctx, t.tx, entry)
}

// draftEntry is what the trail says of a draft.
func draftEntry(d invoicing.Draft) map[string]any {
	return map[string]any{"kind": d.Kind, "customer": d.Customer.Name, "total": d.Totals().Total}
}

// DeleteDraft implements invoicing.Tx.
func (t *storeTx) DeleteDraft(ctx context.Context, id invoicing.PaperID) error {
	if _, err := t.tx.Exec(ctx, `DELETE FROM invoicing.draft WHERE tenant_id = $1 AND id = $2`, t.tenant, id); err != nil {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "invoicing.draft", ID: id.Raw(), Before: map[string]any{"id": id}})
}

// ByKey implements invoicing.Tx.
func (t *storeTx) ByKey(ctx context.Context, key string) (id invoicing.PaperID, found bool, err error) {
	err = t.tx.QueryRow(ctx, `SELECT id FROM invoicing.paper WHERE tenant_id = $1 AND key = $2
		UNION ALL SELECT id FROM invoicing.draft WHERE tenant_id = $1 AND key = $2 LIMIT 1`, t.tenant, key).Scan(&id)
	if pg.IsNoRows(err) {
		return id, false, nil
	}
	return id, err == nil, err
}

// Next implements invoicing.Tx. The row stays locked until the paper that has the number is written or nothing is.
func (t *storeTx) Next(ctx context.Context, series string, year int) (n invoicing.Number, err error) {
	if _, err = t.tx.Exec(ctx, `INSERT INTO invoicing.counter (tenant_id, series, year, last) VALUES ($1, $2, $3, 0) ON CONFLICT DO NOTHING`, t.tenant, series, pg.Int(year)); err != nil {
		return n, err
	}
	var last *period.Date
	var seq int32
	err = t.tx.QueryRow(ctx, `SELECT last, issued_on FROM invoicing.counter WHERE tenant_id = $1 AND series = $2 AND year = $3 FOR UPDATE`, t.tenant, series, pg.Int(year)).Scan(&seq, &last)
	n.Seq = int(seq) + 1
	if last != nil {
		n.Last = *last
	}
	return n, err
}

// Insert implements invoicing.Tx.
func (t *storeTx) Insert(ctx context.Context, p invoicing.Paper, key string) error {
	body, err := p.Bytes()
	if err != nil {
		return err
	}
	var chain int64
	var previous string
	if err := t.tx.QueryRow(ctx, `SELECT last, hash FROM invoicing.chain WHERE tenant_id = $1`, t.tenant).Scan(&chain, &previous); err != nil {
		return err
	}
	var credits *invoicing.PaperID
	if p.Kind == invoicing.CreditNote && len(p.Of) > 0 {
		credits = &p.Of[0].ID
	}
	net, vat := p.Counted()
	_, err = t.tx.Exec(ctx, `INSERT INTO invoicing.paper (tenant_id, id, chain, series, year, seq, number, kind, key, issued_on, issued_at, due_on, currency, net, vat, total, due,
			counted_net, counted_vat, customer, email, reference, subject_kind, subject_id, credits, body, previous, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)`,
		t.tenant, p.ID, chain+1, p.Series, pg.Int(p.Year), pg.Int(p.Seq), p.Number, string(p.Kind), key, p.IssuedOn, p.IssuedAt, p.DueOn, p.Currency, p.Net.Minor(), p.VAT.Minor(), p.Total.Minor(), p.Due.Minor(),
		net.Minor(), vat.Minor(), p.Customer.Name, p.Customer.Email.String(), p.Order, p.Subject.Kind, p.Subject.ID, credits, string(body), previous, invoicing.Link(previous, body))
	if err != nil {
		return err
	}
	if _, err := t.tx.Exec(ctx, `INSERT INTO invoicing.standing (tenant_id, paper_id, kind, total, due, due_on) VALUES ($1, $2, $3, $4, $5, $6)`,
		t.tenant, p.ID, string(p.Kind), p.Total.Minor(), p.Due.Minor(), p.DueOn); err != nil {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "invoicing.paper", ID: p.ID.Raw(), After: map[string]any{"number": p.Number, "kind": p.Kind, "total": p.Total, "customer": p.Customer.Name}})
}

// SaveStanding implements invoicing.Tx.
func (t *storeTx) SaveStanding(ctx context.Context, id invoicing.PaperID, s invoicing.Standing) error {
	var reminded *period.Date
	if !s.RemindedOn.IsZero() {
		reminded = &s.RemindedOn
	}
	var was invoicing.Standing
	var received, credited int64
	var level int16
	err := t.tx.QueryRow(ctx, `WITH was AS (SELECT received, credited, level, sha256 FROM invoicing.standing WHERE tenant_id = $1 AND paper_id = $2 FOR UPDATE), done AS (
			UPDATE invoicing.standing SET received = $3, credited = $4, level = $5, reminded_on = $6, file = $7, sha256 = $8, size = $9, consumed = $10
			WHERE tenant_id = $1 AND paper_id = $2)
		SELECT received, credited, level, sha256 FROM was`, t.tenant, id, s.Received.Minor(), s.Credited.Minor(), pg.Int(s.Level), reminded, s.File, s.SHA256, s.Size, s.Consumed).
		Scan(&received, &credited, &level, &was.SHA256)
	switch {
	case pg.IsCheck(err, "standing_not_credited_twice"):
		return invoicing.ErrTooMuch.Because(err)
	case pg.IsCheck(err, "standing_not_paid_twice"):
		return invoicing.ErrNotOpen.Because(err)
	case err != nil:
		return err
	}
	c := s.Received.Currency()
	was.Received, was.Credited, was.Level = money.New(received, c), money.New(credited, c), int(level)
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "invoicing.paper", ID: id.Raw(), Before: standingEntry(was), After: standingEntry(s)})
}

// standingEntry is what the trail says of a standing.
func standingEntry(s invoicing.Standing) map[string]any {
	return map[string]any{"received": s.Received, "credited": s.Credited, "level": s.Level, "sha256": s.SHA256}
}

// Movement implements invoicing.Tx.
func (t *storeTx) Movement(ctx context.Context, m invoicing.Movement) (bool, error) {
	if m.Amount.IsZero() {
		return true, nil
	}
	tag, err := t.tx.Exec(ctx, `INSERT INTO invoicing.movement (tenant_id, id, subject_kind, subject_id, currency, amount, moved_on, method)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		t.tenant, m.ID, m.Subject.Kind, m.Subject.ID, string(m.Amount.Currency()), m.Amount.Minor(), m.On, m.Method)
	return tag.RowsAffected() == 1, err
}

// Apply implements invoicing.Tx.
func (t *storeTx) Apply(ctx context.Context, movement string, to invoicing.PaperID, part money.Amount) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO invoicing.allocation (tenant_id, movement_id, paper_id, amount) VALUES ($1, $2, $3, $4)
		ON CONFLICT (tenant_id, movement_id, paper_id) DO UPDATE SET amount = allocation.amount + excluded.amount`, t.tenant, movement, to, part.Minor())
	return err
}

// Regime implements invoicing.Store.
func (s *Store) Regime(ctx context.Context, of invoicing.Subject) (invoicing.Regime, error) {
	return regime(ctx, s.db.Read(ctx), access.TenantOf(ctx), of)
}

// Regime implements invoicing.Tx.
func (t *storeTx) Regime(ctx context.Context, of invoicing.Subject) (invoicing.Regime, error) {
	return regime(ctx, t.tx, t.tenant, of)
}

func regime(ctx context.Context, q querier, tenant access.TenantID, of invoicing.Subject) (r invoicing.Regime, err error) {
	err = q.QueryRow(ctx, `SELECT regime FROM invoicing.stay_regime WHERE tenant_id = $1 AND subject_kind = $2 AND subject_id = $3`, tenant, of.Kind, of.ID).Scan(&r)
	if pg.IsNoRows(err) {
		return "", nil
	}
	return r, err
}

// FixRegime implements invoicing.Tx. Of two at once the second waits, and reads what the first has fixed.
func (t *storeTx) FixRegime(ctx context.Context, s invoicing.Subject, r invoicing.Regime, on period.Date) (invoicing.Regime, error) {
	if _, err := t.tx.Exec(ctx, `INSERT INTO invoicing.stay_regime (tenant_id, subject_kind, subject_id, regime, fixed_on) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, t.tenant, s.Kind, s.ID, string(r), on); err != nil {
		return "", err
	}
	return t.Regime(ctx, s)
}

// PrintLater implements invoicing.Tx.
func (t *storeTx) PrintLater(ctx context.Context, id invoicing.PaperID) error {
	return t.jobs.Enqueue(ctx, t.tx, print{Paper: id})
}

// Publish implements invoicing.Tx.
func (t *storeTx) Publish(ctx context.Context, e ...event.Event) error {
	return t.outbox.Append(ctx, t.tx, e...)
}
