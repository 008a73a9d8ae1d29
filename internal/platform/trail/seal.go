package trail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/pg"
)

// Anchor keeps, outside of the database, how far a business's chain went: whoever cuts the end of the chain together
// with its checkpoints is found by it. Load returns the zero Head where nothing was kept yet.
type Anchor interface {
	Load(ctx context.Context, tenant access.TenantID) (Head, error)
	Store(ctx context.Context, tenant access.TenantID, h Head) error
}

// Sealer closes what the businesses did into their chains, and checks the chains.
type Sealer struct {
	db     *pg.DB
	keys   keys
	anchor Anchor // nil: none is kept
	now    func() time.Time
}

// NewSealer returns a sealer. The first of the secrets makes checkpoints, all of them are believed: a secret that is
// replaced stays in the list. It panics without a secret.
func NewSealer(db *pg.DB, secrets [][]byte, anchor Anchor, now func() time.Time) *Sealer {
	if len(secrets) == 0 || len(secrets[0]) == 0 {
		panic("trail: a sealer needs a secret")
	}
	return &Sealer{db: db, keys: derive(secrets), anchor: anchor, now: now}
}

// ErrBroken says that the chain is shorter than it was, or another: sealing goes on, and the anchor stays as the
// evidence until somebody who knows why (a restored backup) removes it.
var ErrBroken = errors.New("trail: the chain does not hold what its anchor says")

// batch is how many entries are sealed in one transaction.
const batch = 500

// Seal seals every entry of ctx's tenant that has been committed, in the order in which they were written, and returns how
// many. Two sealers of one tenant wait for each other; nobody else waits for them.
func (s *Sealer) Seal(ctx context.Context) (sealed int, err error) {
	tenant := access.TenantOf(ctx)
	if tenant.IsZero() {
		return 0, ErrNoTenant
	}
	for {
		n, head, err := s.sealBatch(ctx, tenant)
		if err != nil {
			return sealed, fmt.Errorf("trail: seal: %w", err)
		}
		sealed += n
		if n > 0 {
			if err := s.keep(ctx, tenant, head); err != nil {
				return sealed, err
			}
		}
		if n < batch {
			return sealed, nil
		}
	}
}

// sealBatch seals up to batch entries in one transaction.
func (s *Sealer) sealBatch(ctx context.Context, tenant access.TenantID) (n int, head Head, err error) {
	var any bool
	if err := s.db.Read(ctx).QueryRow(ctx, `SELECT EXISTS (SELECT FROM audit.pending WHERE tenant_id = $1)`, tenant).Scan(&any); err != nil || !any {
		return 0, head, err
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		n, head = 0, Head{}
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('audit.seal/' || $1::text, 0))`, tenant); err != nil {
			return err
		}
		last, err := lastSeal(ctx, tx, tenant)
		if err != nil {
			return err
		}
		waiting, entries, err := pending(ctx, tx, tenant)
		if err != nil || len(waiting) == 0 {
			return err
		}
		var ids [][16]byte
		var hashes [][]byte
		head = last
		for i := range entries {
			head.Seq++
			head.Hash = link(head.Hash, head.Seq, &entries[i])
			ids, hashes = append(ids, entries[i].ID), append(hashes, head.Hash)
		}
		n = len(entries)
		head.At = s.now().UTC().Truncate(time.Microsecond)
		head.MAC = mark(s.keys[0], tenant, head)
		b := &pgx.Batch{}
		b.Queue(`INSERT INTO audit.seal (tenant_id, seq, entry_id, hash)
			SELECT $1, $2 + ord, id, hash FROM unnest($3::uuid[], $4::bytea[]) WITH ORDINALITY AS u (id, hash, ord)`, tenant, last.Seq, ids, hashes)
		b.Queue(`INSERT INTO audit.checkpoint (tenant_id, seq, hash, at, mac) VALUES ($1, $2, $3, $4, $5)`, tenant, head.Seq, head.Hash, head.At, head.MAC)
		b.Queue(`DELETE FROM audit.pending WHERE tenant_id = $1 AND n = ANY ($2)`, tenant, waiting)
		return tx.SendBatch(ctx, b).Close()
	})
	return n, head, err
}

func lastSeal(ctx context.Context, q pg.Querier, tenant access.TenantID) (h Head, err error) {
	err = q.QueryRow(ctx, `SELECT seq, hash FROM audit.seal WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1`, tenant).Scan(&h.Seq, &h.Hash)
	if pg.IsNoRows(err) {
		return Head{}, nil
	}
	return h, err
}

// pending reads what waits, in the order in which it was written. One whose entry is gone, or that is sealed already,
// stays where it is: that is for Verify to report.
func pending(ctx context.Context, q pg.Querier, tenant access.TenantID) (numbers []int64, entries []stored, err error) {
	rows, err := q.Query(ctx, `SELECT p.n, `+columns+` FROM audit.pending p JOIN audit.entry e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
		WHERE p.tenant_id = $1 AND NOT EXISTS (SELECT FROM audit.seal s WHERE s.tenant_id = p.tenant_id AND s.entry_id = p.entry_id)
			AND NOT EXISTS (SELECT FROM audit.pending o WHERE o.tenant_id = p.tenant_id AND o.entry_id = p.entry_id AND o.n < p.n)
		ORDER BY p.n LIMIT $2`, tenant, batch)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var e stored
		if err := rows.Scan(append([]any{&n}, e.fields()...)...); err != nil {
			return nil, nil, err
		}
		numbers, entries = append(numbers, n), append(entries, e)
	}
	return numbers, entries, rows.Err()
}

// keep moves the anchor forward, unless the chain has lost what the anchor says.
func (s *Sealer) keep(ctx context.Context, tenant access.TenantID, head Head) error {
	if s.anchor == nil {
		return nil
	}
	old, err := s.anchor.Load(ctx, tenant)
	if err != nil {
		return fmt.Errorf("trail: the anchor cannot be read: %w", err)
	}
	if old.Seq > 0 {
		if held, err := s.holds(ctx, tenant, old); err != nil {
			return err
		} else if !held {
			return ErrBroken
		}
		if old.Seq >= head.Seq { // another sealer was quicker
			return nil
		}
	}
	if err := s.anchor.Store(ctx, tenant, head); err != nil {
		return fmt.Errorf("trail: the anchor cannot be kept: %w", err)
	}
	return nil
}

// holds reports whether the chain passes through h, and h is genuine.
func (s *Sealer) holds(ctx context.Context, tenant access.TenantID, h Head) (bool, error) {
	var hash []byte
	err := s.db.Read(ctx).QueryRow(ctx, `SELECT hash FROM audit.seal WHERE tenant_id = $1 AND seq = $2`, tenant, h.Seq).Scan(&hash)
	if pg.IsNoRows(err) {
		return false, nil
	}
	return err == nil && bytes.Equal(hash, h.Hash) && s.keys.genuine(tenant, h), err
}
