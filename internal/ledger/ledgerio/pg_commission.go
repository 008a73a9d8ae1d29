package ledgerio

import (
	"cmp"
	"context"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/ledger"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// SetCommission implements ledger.Store.
func (s *Store) SetCommission(ctx context.Context, c ledger.Agreement) error {
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		was := c
		err := tx.QueryRow(ctx, `SELECT rate, source FROM ledger.commission WHERE tenant_id = $1 AND property_id = $2 AND from_on = $3 FOR UPDATE`,
			access.TenantOf(ctx), c.Property, c.From.UTC()).Scan(&was.Rate, &was.Source)
		var before any
		switch {
		case err == nil:
			before = was
		case !pg.IsNoRows(err):
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO ledger.commission (tenant_id, property_id, from_on, rate, source) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (tenant_id, property_id, from_on) DO UPDATE SET rate = excluded.rate, source = excluded.source, updated_at = clock_timestamp()`,
			access.TenantOf(ctx), c.Property, c.From.UTC(), pg.Int(c.Rate), c.Source)
		if err != nil {
			return err
		}
		return trail.Record(ctx, tx, trail.Entry{Entity: "ledger.commission", ID: c.Property, Action: cmp.Or(usecase.Name(ctx), "ledger.change"), Before: before, After: c})
	})
}

// Commissions implements ledger.Reader.
func (s *Store) Commissions(ctx context.Context, property ident.Raw) ([]ledger.Agreement, error) {
	rows, err := s.db.Read(ctx).Query(ctx, `SELECT property_id, from_on, rate, source FROM ledger.commission
		WHERE tenant_id = $1 AND ($2 OR property_id = $3) ORDER BY property_id, from_on DESC`, access.TenantOf(ctx), property.IsZero(), property)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c ledger.Agreement, err error) {
		err = row.Scan(&c.Property, &c.From, &c.Rate, &c.Source)
		return c, err
	})
}
