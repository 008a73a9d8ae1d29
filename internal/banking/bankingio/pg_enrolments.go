package bankingio

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/banking"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// Enrolment implements banking.Reader.
func (s *Store) Enrolment(ctx context.Context, carrier string, p banking.Payee) (banking.Enrolment, error) {
	return s.read(ctx).enrolment(ctx, carrier, p, "")
}

// Enrolment implements banking.Tx.
func (t *storeTx) Enrolment(ctx context.Context, carrier string, p banking.Payee) (banking.Enrolment, error) {
	return t.enrolment(ctx, carrier, p, " FOR UPDATE")
}

func (r reader) enrolment(ctx context.Context, carrier string, p banking.Payee, lock string) (e banking.Enrolment, err error) {
	var state []byte
	err = r.q.QueryRow(ctx, `SELECT state FROM banking.enrolment WHERE tenant_id = $1 AND carrier = $2 AND payee = $3`+lock, r.tenant, carrier, p).Scan(&state)
	if pg.IsNoRows(err) {
		return e, banking.ErrNoEnrolment
	}
	if err != nil {
		return e, err
	}
	return e, json.Unmarshal(state, &e)
}

// Enrolments implements banking.Reader.
func (s *Store) Enrolments(ctx context.Context) ([]banking.Enrolment, error) {
	r := s.read(ctx)
	rows, err := r.q.Query(ctx, `SELECT state FROM banking.enrolment WHERE tenant_id = $1 ORDER BY carrier, payee`, r.tenant)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (e banking.Enrolment, err error) {
		var state []byte
		if err := row.Scan(&state); err != nil {
			return e, err
		}
		return e, json.Unmarshal(state, &e)
	})
}

// SaveEnrolment implements banking.Tx.
func (t *storeTx) SaveEnrolment(ctx context.Context, e banking.Enrolment) error {
	state, err := json.Marshal(e)
	if err != nil {
		return err
	}
	entry := trail.Entry{Entity: "banking.enrolment", ID: e.Payee, After: auditedEnrolment(e)}
	if e.Version > 1 {
		before, err := t.Enrolment(ctx, e.Carrier, e.Payee)
		if err != nil {
			return err
		}
		entry.Before = auditedEnrolment(before)
	}
	sql := `UPDATE banking.enrolment SET state = $5, version = $6 WHERE tenant_id = $1 AND carrier = $2 AND payee = $3 AND account = $4 AND version = $6 - 1`
	if e.Version == 1 {
		sql = `INSERT INTO banking.enrolment (tenant_id, carrier, payee, account, state, version) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`
	}
	tag, err := t.tx.Exec(ctx, sql, t.tenant, e.Carrier, e.Payee, e.Account, state, e.Version)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return banking.ErrStale
	}
	return trail.Record(ctx, t.tx, entry)
}

func auditedEnrolment(e banking.Enrolment) map[string]any {
	return map[string]any{"carrier": e.Carrier, "account": e.Account, "state": e.State, "asked": e.Asked, "reason": e.Reason, "papers": e.Papers}
}
