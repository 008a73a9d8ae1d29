package bankingio

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/banking"
	"comptoir/internal/platform/pg"
)

// BatchOfLine implements banking.Reader.
func (s *Store) BatchOfLine(ctx context.Context, id banking.LineID) (out banking.BatchID, err error) {
	r := s.read(ctx)
	err = r.q.QueryRow(ctx, `SELECT batch_id FROM banking.line WHERE tenant_id = $1 AND id = $2`, r.tenant, id).Scan(&out)
	if pg.IsNoRows(err) {
		err = banking.ErrUnknownLine
	}
	return out, err
}

// CarriedSince implements banking.Reader.
func (s *Store) CarriedSince(ctx context.Context, at time.Time) ([]banking.BatchID, error) {
	r := s.read(ctx)
	rows, err := r.q.Query(ctx, `SELECT id FROM banking.batch WHERE tenant_id = $1 AND proposed_at > $2 AND state ->> 'method' <> '' AND status IN ('exported', 'executed', 'partly_returned')
		ORDER BY proposed_at`, r.tenant, at)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[banking.BatchID])
}

// CarryLater implements banking.Tx.
func (t *storeTx) CarryLater(ctx context.Context, id banking.BatchID) error {
	return t.s.jobs.Enqueue(ctx, t.tx, carryBatch{Batch: id})
}
