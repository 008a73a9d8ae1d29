package invoicingio

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/pg"
)

const paperColumns = `SELECT p.body, p.key, p.hash, p.chain, s.received, s.credited, s.level, s.reminded_on, s.file, s.sha256, s.size, s.consumed
	FROM invoicing.paper p JOIN invoicing.standing s ON s.tenant_id = p.tenant_id AND s.paper_id = p.id WHERE p.tenant_id = $1`

// scanned is a stored paper and its place in the chain.
type scanned struct {
	invoicing.Stored
	chain int64
}

func scanPaper(row pgx.Row) (out scanned, err error) {
	var body string
	var received, credited int64
	var level int16
	var reminded *period.Date
	s := &out.Stored
	if err = row.Scan(&body, &s.Key, &s.Hash, &out.chain, &received, &credited, &level, &reminded, &s.File, &s.SHA256, &s.Size, &s.Consumed); err != nil {
		if pg.IsNoRows(err) {
			err = invoicing.ErrUnknown
		}
		return out, err
	}
	if s.Paper, err = invoicing.ParsePaper([]byte(body)); err != nil {
		return out, err
	}
	c := money.Currency(s.Currency)
	s.Received, s.Credited, s.Level = money.New(received, c), money.New(credited, c), int(level)
	if reminded != nil {
		s.RemindedOn = *reminded
	}
	return out, nil
}

func scanPapers(rows pgx.Rows, err error) ([]invoicing.Stored, error) {
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (invoicing.Stored, error) {
		p, err := scanPaper(r)
		return p.Stored, err
	})
}

// Find implements invoicing.Store.
func (s *Store) Find(ctx context.Context, id invoicing.PaperID) (invoicing.Stored, error) {
	p, err := scanPaper(s.db.Read(ctx).QueryRow(ctx, paperColumns+` AND p.id = $2`, access.TenantOf(ctx), id))
	return p.Stored, err
}

// Paper implements invoicing.Tx. Its standing stays locked: documents are made and payments recorded at the same time.
func (t *storeTx) Paper(ctx context.Context, id invoicing.PaperID) (invoicing.Stored, error) {
	p, err := scanPaper(t.tx.QueryRow(ctx, paperColumns+` AND p.id = $2 FOR UPDATE OF s`, t.tenant, id))
	return p.Stored, err
}

// OfSubject implements invoicing.Tx.
func (t *storeTx) OfSubject(ctx context.Context, subject invoicing.Subject) ([]invoicing.Stored, error) {
	return scanPapers(t.tx.Query(ctx, paperColumns+` AND p.subject_id = $2 AND p.subject_kind = $3 ORDER BY p.chain FOR UPDATE OF s`, t.tenant, subject.ID, subject.Kind))
}

const creditsSQL = paperColumns + ` AND p.credits = $2 ORDER BY p.chain`

// CreditsOf implements invoicing.Store.
func (s *Store) CreditsOf(ctx context.Context, id invoicing.PaperID) ([]invoicing.Stored, error) {
	return scanPapers(s.db.Read(ctx).Query(ctx, creditsSQL, access.TenantOf(ctx), id))
}

// CreditsOf implements invoicing.Tx.
func (t *storeTx) CreditsOf(ctx context.Context, id invoicing.PaperID) ([]invoicing.Stored, error) {
	return scanPapers(t.tx.Query(ctx, creditsSQL, t.tenant, id))
}

// Overdue implements invoicing.Store.
func (s *Store) Overdue(ctx context.Context, today period.Date, limit int) ([]invoicing.Stored, error) {
	return scanPapers(s.db.Read(ctx).Query(ctx, paperColumns+` AND s.kind IN ('invoice', 'deposit') AND s.due - s.received - s.credited > 0
		AND s.level < 3 AND s.due_on < $2 ORDER BY s.due_on, p.chain LIMIT $3`, access.TenantOf(ctx), today, pg.Int(limit)))
}

func scanMovements(rows pgx.Rows, err error) ([]invoicing.Movement, error) {
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (m invoicing.Movement, err error) {
		var currency string
		var amount, counted int64
		err = r.Scan(&m.ID, &m.Subject.Kind, &m.Subject.ID, &currency, &amount, &m.On, &m.Method, &counted)
		c := money.Currency(currency)
		m.Amount, m.Loose = money.New(amount, c), money.New(amount-counted, c)
		return m, err
	})
}

// Movements implements invoicing.Store.
func (s *Store) Movements(ctx context.Context, id invoicing.PaperID) ([]invoicing.Movement, error) {
	return scanMovements(s.db.Read(ctx).Query(ctx, `SELECT m.id, m.subject_kind, m.subject_id, m.currency, a.amount, m.moved_on, m.method, a.amount
		FROM invoicing.allocation a JOIN invoicing.movement m ON m.tenant_id = a.tenant_id AND m.id = a.movement_id
		WHERE a.tenant_id = $1 AND a.paper_id = $2 ORDER BY m.moved_on, m.id`, access.TenantOf(ctx), id))
}

// Movements implements invoicing.Tx.
func (t *storeTx) Movements(ctx context.Context, s invoicing.Subject) ([]invoicing.Movement, error) {
	return scanMovements(t.tx.Query(ctx, `SELECT m.id, m.subject_kind, m.subject_id, m.currency, m.amount, m.moved_on, m.method,
			coalesce((SELECT sum(a.amount) FROM invoicing.allocation a WHERE a.tenant_id = m.tenant_id AND a.movement_id = m.id), 0)::bigint
		FROM invoicing.movement m WHERE m.tenant_id = $1 AND m.subject_kind = $2 AND m.subject_id = $3 ORDER BY m.moved_on, m.id`, t.tenant, s.Kind, s.ID))
}

// DraftsAbout implements invoicing.Tx.
func (t *storeTx) DraftsAbout(ctx context.Context, s invoicing.Subject) ([]invoicing.StoredDraft, error) {
	rows, err := t.tx.Query(ctx, draftColumns+` AND key <> '' AND draft -> 'subject' ->> 'kind' = $2 AND draft -> 'subject' ->> 'id' = $3 ORDER BY updated_at, id FOR UPDATE`, t.tenant, s.Kind, s.ID.String())
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (invoicing.StoredDraft, error) { return scanDraft(r) })
}

// conditions writes the WHERE of a filter and its arguments, beginning with the tenant.
func conditions(tenant access.TenantID, f invoicing.Filter) (string, []any) {
	var b strings.Builder
	args := []any{tenant}
	and := func(text string, values ...any) {
		places := make([]any, len(values))
		for i, v := range values {
			args = append(args, v)
			places[i] = len(args)
		}
		fmt.Fprintf(&b, " AND "+text, places...)
	}
	if f.Kind != "" {
		and("p.kind = $%d", string(f.Kind))
	}
	if f.Text != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(f.Text) + "%"
		and("(p.number ILIKE $%[1]d OR p.customer ILIKE $%[1]d OR p.reference ILIKE $%[1]d)", like)
	}
	if !f.From.IsZero() {
		and("p.issued_on >= $%d", f.From)
	}
	if !f.To.IsZero() {
		and("p.issued_on <= $%d", f.To)
	}
	if f.Email != "" {
		and("p.email = $%d", f.Email.String())
	}
	if f.Subject.Kind != "" {
		and("p.subject_kind = $%d AND p.subject_id = $%d", f.Subject.Kind, f.Subject.ID)
	}
	const owed = "s.kind IN ('invoice', 'deposit') AND s.due - s.received - s.credited > 0"
	switch f.State {
	case invoicing.Open:
		and(owed+" AND s.due_on >= $%d", f.Today)
	case invoicing.Overdue:
		and(owed+" AND s.due_on < $%d", f.Today)
	case invoicing.Settled:
		and("s.kind IN ('invoice', 'deposit') AND s.due - s.received - s.credited <= 0 AND NOT (s.total > 0 AND s.credited = s.total)")
	case invoicing.Credited:
		and("s.kind IN ('invoice', 'deposit') AND s.total > 0 AND s.credited = s.total")
	case "":
	default:
		and("false")
	}
	return b.String(), args
}

// listOrder names the order in the cursor.
const listOrder = "issued_on,chain"

// List implements invoicing.Store.
func (s *Store) List(ctx context.Context, f invoicing.Filter, p paging.Request) (page paging.Page[invoicing.Row], err error) {
	where, args := conditions(access.TenantOf(ctx), f)
	var day period.Date
	var chain int64
	further, err := paging.Decode(p.Cursor, listOrder, &day, &chain)
	if err != nil {
		return page, err
	}
	if further {
		args = append(args, day, chain)
		where += fmt.Sprintf(" AND (p.issued_on, p.chain) < ($%d, $%d)", len(args)-1, len(args))
	}
	rows, err := s.db.Read(ctx).Query(ctx, paperColumns+where+fmt.Sprintf(" ORDER BY p.issued_on DESC, p.chain DESC LIMIT %d", p.Size()+1), args...)
	if err != nil {
		return page, err
	}
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (scanned, error) { return scanPaper(r) })
	if err != nil {
		return page, err
	}
	cut := paging.Cut(all, p.Size(), func(last scanned) string { return paging.Encode(listOrder, last.IssuedOn, last.chain) })
	page.Next = cut.Next
	for _, one := range cut.Items {
		page.Items = append(page.Items, invoicing.RowOf(one.Stored, f.Today))
	}
	return page, nil
}

// Sums implements invoicing.Store.
func (s *Store) Sums(ctx context.Context, f invoicing.Filter) ([]invoicing.Sum, error) {
	where, args := conditions(access.TenantOf(ctx), f)
	rows, err := s.db.Read(ctx).Query(ctx, `SELECT p.currency, count(*), coalesce(sum(p.counted_net), 0)::bigint, coalesce(sum(p.counted_vat), 0)::bigint,
			coalesce(sum(CASE WHEN p.kind IN ('invoice', 'deposit') THEN greatest(s.due - s.received - s.credited, 0) ELSE 0 END), 0)::bigint
		FROM invoicing.paper p JOIN invoicing.standing s ON s.tenant_id = p.tenant_id AND s.paper_id = p.id WHERE p.tenant_id = $1`+where+` GROUP BY p.currency ORDER BY p.currency`, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (out invoicing.Sum, err error) {
		var currency string
		var count, net, vat, owed int64
		err = r.Scan(&currency, &count, &net, &vat, &owed)
		c := money.Currency(currency)
		return invoicing.Sum{Currency: c, Count: int(count), Net: money.New(net, c), VAT: money.New(vat, c), Total: money.New(net+vat, c), Outstanding: money.New(owed, c)}, err
	})
}
