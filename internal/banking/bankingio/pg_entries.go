package bankingio

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/trail"
)

func (r reader) entry(ctx context.Context, id banking.EntryID, lock string) (banking.Entry, error) {
	all, err := states[banking.Entry](ctx, r.q, `SELECT state FROM banking.entry WHERE tenant_id = $1 AND id = $2`+lock, r.tenant, id)
	switch {
	case err != nil:
		return banking.Entry{}, err
	case len(all) == 0:
		return banking.Entry{}, banking.ErrUnknownEntry
	}
	return all[0], nil
}

// Entry implements banking.Reader.
func (s *Store) Entry(ctx context.Context, id banking.EntryID) (banking.Entry, error) {
	return s.read(ctx).entry(ctx, id, "")
}

// Entry implements banking.Tx.
func (t *storeTx) Entry(ctx context.Context, id banking.EntryID) (banking.Entry, error) {
	return t.entry(ctx, id, " FOR UPDATE")
}

const latest = "booked,id"

// Entries implements banking.Reader.
func (s *Store) Entries(ctx context.Context, q banking.ListEntries) (paging.Page[banking.Entry], error) {
	var on period.Date
	var id banking.EntryID
	after, err := paging.Decode(q.Page.Cursor, latest, &on, &id)
	if err != nil {
		return paging.Page[banking.Entry]{}, err
	}
	r := s.read(ctx)
	all, err := states[banking.Entry](ctx, r.q, `SELECT state FROM banking.entry WHERE tenant_id = $1 AND ($2 = '' OR status = $2 OR $2 = 'open' AND status = 'claimed') AND ($3::uuid IS NULL OR account_id = $3)
		AND (NOT $4::boolean OR (booked, id) < ($5::date, $6::uuid)) ORDER BY booked DESC, id DESC LIMIT $7`, r.tenant, string(q.Status), q.Bank, after, on, id.Raw(), q.Page.Size()+1)
	return paging.Cut(all, q.Page.Size(), func(last banking.Entry) string { return paging.Encode(latest, last.On, last.ID) }), err
}

// OpenEntries implements banking.Reader.
func (s *Store) OpenEntries(ctx context.Context) (n int, sum money.Amount, oldest period.Date, err error) {
	r := s.read(ctx)
	var cents int64
	err = r.q.QueryRow(ctx, `SELECT count(*), coalesce(sum(amount), 0)::bigint, min(booked) FROM banking.entry WHERE tenant_id = $1 AND status = 'open'`, r.tenant).Scan(&n, &cents, &oldest)
	return n, money.New(cents, money.EUR), oldest, err
}

// AddEntries implements banking.Tx.
func (t *storeTx) AddEntries(ctx context.Context, all []banking.Entry) (fresh []banking.Entry, err error) {
	batch := &pgx.Batch{}
	for _, e := range all {
		raw, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		batch.Queue(`INSERT INTO banking.entry (tenant_id, id, version, account_id, fingerprint, booked, amount, currency, status, state)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT ON CONSTRAINT entry_once DO NOTHING`,
			t.tenant, e.ID, e.Version, e.Bank, e.Fingerprint, e.On.UTC(), e.Amount.Minor(), string(e.Amount.Currency()), string(e.Status), raw)
	}
	answers := t.tx.SendBatch(ctx, batch)
	for _, e := range all {
		tag, err := answers.Exec()
		if err != nil {
			return nil, errors.Join(err, answers.Close())
		}
		if tag.RowsAffected() == 1 {
			fresh = append(fresh, e)
		}
	}
	if err := answers.Close(); err != nil {
		return nil, err
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	return fresh, trail.Record(ctx, t.tx, trail.Entry{Entity: "banking.statement", ID: fresh[0].ID.Raw(), After: map[string]any{"file": fresh[0].File, "account": fresh[0].Bank, "entries": len(fresh)}})
}

// SaveEntry implements banking.Tx.
func (t *storeTx) SaveEntry(ctx context.Context, e banking.Entry) error {
	before, err := t.entry(ctx, e.ID, "")
	if err != nil {
		return err
	}
	raw, err := json.Marshal(e)
	if err != nil {
		return err
	}
	tag, err := t.tx.Exec(ctx, `UPDATE banking.entry SET version = $3, status = $4, state = $5 WHERE tenant_id = $1 AND id = $2 AND version = $3 - 1`, t.tenant, e.ID, e.Version, string(e.Status), raw)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return banking.ErrStale
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "banking.entry", ID: e.ID.Raw(), Before: settled(before), After: settled(e)})
}

// settled is what the trail keeps of an entry: what it was found to be.
func settled(e banking.Entry) map[string]any {
	out := map[string]any{"status": e.Status, "amount": e.Amount.String()}
	if e.Match != nil {
		out["kind"], out["label"] = e.Match.Kind, e.Match.Label
	}
	return out
}
