package ledgerio

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/digest"
	"comptoir/internal/ledger"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// Sealer closes what was posted into each business's chain, and checks the books. It is made as the audit trail's is
// (docs/adr/0010): postings never wait for it. The number that a transaction gets is its EcritureNum in the FEC.
type Sealer struct {
	db     *pg.DB
	keys   [][]byte
	anchor trail.Anchor // nil: none is kept
	now    func() time.Time
}

// NewSealer returns a sealer. The first of the secrets makes checkpoints, all of them are believed.
func NewSealer(db *pg.DB, secrets [][]byte, anchor trail.Anchor, now func() time.Time) *Sealer {
	s := &Sealer{db: db, anchor: anchor, now: now}
	for _, secret := range secrets {
		m := hmac.New(sha256.New, secret)
		_, _ = m.Write([]byte("comptoir.ledger.checkpoint"))
		s.keys = append(s.keys, m.Sum(nil))
	}
	return s
}

// sealBatch is how many transactions are sealed at once.
const sealBatch = 500

// Seal seals every transaction of ctx's tenant that has been committed, and returns how many.
func (s *Sealer) Seal(ctx context.Context) (sealed int, err error) {
	tenant := access.TenantOf(ctx)
	for {
		n, end, err := s.batch(ctx, tenant)
		if err != nil {
			return sealed, fmt.Errorf("ledger: seal: %w", err)
		}
		sealed += n
		if n > 0 {
			if err := s.keep(ctx, tenant, end); err != nil {
				return sealed, err
			}
		}
		if n < sealBatch {
			return sealed, nil
		}
	}
}

func (s *Sealer) batch(ctx context.Context, tenant access.TenantID) (n int, end trail.Head, err error) {
	var any bool
	if err := s.db.Read(ctx).QueryRow(ctx, `SELECT EXISTS (SELECT FROM ledger.unsealed WHERE tenant_id = $1)`, tenant).Scan(&any); err != nil || !any {
		return 0, end, err
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		n, end = 0, trail.Head{}
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('ledger.seal/' || $1::text, 0))`, tenant); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `SELECT seq, hash FROM ledger.seal WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1`, tenant).Scan(&end.Seq, &end.Hash)
		if err != nil && !pg.IsNoRows(err) {
			return err
		}
		numbers, waiting, err := unsealed(ctx, tx, tenant)
		if err != nil || len(waiting) == 0 {
			return err
		}
		first, ids, hashes := end.Seq, []ledger.TransactionID{}, [][]byte{}
		for _, t := range waiting {
			end.Seq++
			end.Hash = link(end.Hash, end.Seq, tenant, t)
			ids, hashes = append(ids, t.ID), append(hashes, end.Hash)
		}
		n = len(waiting)
		end.At = s.now().UTC().Truncate(time.Microsecond)
		end.MAC = mark(s.keys[0], tenant, end)
		b := &pgx.Batch{}
		b.Queue(`INSERT INTO ledger.seal (tenant_id, seq, transaction_id, sealed_at, hash)
			SELECT $1, $2 + ord, id, $5, hash FROM unnest($3::uuid[], $4::bytea[]) WITH ORDINALITY AS u (id, hash, ord)`, tenant, first, ids, hashes, end.At)
		b.Queue(`INSERT INTO ledger.checkpoint (tenant_id, seq, hash, at, mac) VALUES ($1, $2, $3, $4, $5)`, tenant, end.Seq, end.Hash, end.At, end.MAC)
		b.Queue(`DELETE FROM ledger.unsealed WHERE tenant_id = $1 AND n = ANY ($2)`, tenant, numbers)
		return tx.SendBatch(ctx, b).Close()
	})
	return n, end, err
}

// unsealed reads what waits, in the order in which it was written.
func unsealed(ctx context.Context, q pg.Querier, tenant access.TenantID) (numbers []int64, waiting []ledger.Transaction, err error) {
	rows, err := q.Query(ctx, `SELECT u.n, u.transaction_id FROM ledger.unsealed u
		WHERE u.tenant_id = $1 AND NOT EXISTS (SELECT FROM ledger.seal s WHERE s.tenant_id = u.tenant_id AND s.transaction_id = u.transaction_id)
			AND NOT EXISTS (SELECT FROM ledger.unsealed o WHERE o.tenant_id = u.tenant_id AND o.transaction_id = u.transaction_id AND o.n < u.n)
			AND EXISTS (SELECT FROM ledger.transaction t WHERE t.tenant_id = u.tenant_id AND t.id = u.transaction_id)
		ORDER BY u.n LIMIT $2`, tenant, sealBatch)
	if err != nil {
		return nil, nil, err
	}
	order := map[ledger.TransactionID]int{}
	var ids []ledger.TransactionID
	var n int64
	var id ledger.TransactionID
	if _, err := pgx.ForEachRow(rows, []any{&n, &id}, func() error {
		order[id] = len(ids)
		numbers, ids = append(numbers, n), append(ids, id)
		return nil
	}); err != nil {
		return nil, nil, err
	}
	found, err := transactions(ctx, q, tenant, `WHERE t.tenant_id = $1 AND t.id = ANY ($2)`, tenant, ids)
	waiting = make([]ledger.Transaction, len(ids))
	for _, t := range found {
		waiting[order[t.ID]] = t
	}
	return numbers, waiting, err
}

// keep moves the anchor forward, unless the chain has lost what the anchor says.
func (s *Sealer) keep(ctx context.Context, tenant access.TenantID, end trail.Head) error {
	if s.anchor == nil {
		return nil
	}
	old, err := s.anchor.Load(ctx, tenant)
	if err != nil {
		return fmt.Errorf("ledger: the anchor cannot be read: %w", err)
	}
	if old.Seq >= end.Seq {
		return nil // another sealer was quicker
	}
	if old.Seq > 0 {
		var there []byte
		err := s.db.Read(ctx).QueryRow(ctx, `SELECT hash FROM ledger.seal WHERE tenant_id = $1 AND seq = $2`, tenant, old.Seq).Scan(&there)
		if err != nil && !pg.IsNoRows(err) {
			return err
		}
		if !bytes.Equal(there, old.Hash) || !s.genuine(tenant, old) {
			return trail.ErrBroken
		}
	}
	return s.anchor.Store(ctx, tenant, end)
}

func (s *Sealer) genuine(tenant access.TenantID, h trail.Head) bool {
	for _, key := range s.keys {
		if hmac.Equal(mark(key, tenant, h), h.MAC) {
			return true
		}
	}
	return false
}

func mark(key []byte, tenant access.TenantID, h trail.Head) []byte {
	w := digest.Parts{Hash: hmac.New(sha256.New, key)}
	w.Texts("comptoir.ledger.checkpoint.v1")
	w.Part(tenant[:])
	w.Numbers(h.Seq)
	w.Part(h.Hash)
	w.Numbers(h.At.UnixMicro())
	return w.Sum(nil)
}

// link is the hash of a transaction in the chain: over the hash before it, its number, and every field of it and its
// postings.
func link(previous []byte, seq int64, tenant access.TenantID, t ledger.Transaction) []byte {
	w := digest.Parts{Hash: sha256.New()}
	w.Texts("comptoir.ledger.transaction.v1")
	w.Part(previous)
	w.Numbers(seq)
	w.Part(tenant[:])
	w.Part(t.ID[:])
	w.Texts(t.Key)
	w.Part(t.Hash)
	w.Texts(string(t.Kind))
	w.Part(t.Of[:])
	w.Texts(string(t.Journal))
	w.Numbers(t.BookedAt.UnixMicro())
	w.Texts(t.BookedOn.String(), t.ValueOn.String(), t.Label, t.Piece, t.Actor)
	w.Numbers(int64(len(t.Metadata)))
	for _, k := range sortedKeys(t.Metadata) {
		w.Texts(k, t.Metadata[k])
	}
	expires := int64(0)
	if !t.ExpiresAt.IsZero() {
		expires = t.ExpiresAt.UnixMicro()
	}
	w.Numbers(expires, int64(len(t.Legs)))
	for _, l := range t.Legs {
		w.Texts(string(l.Account), string(l.Amount.Currency()))
		w.Numbers(l.Amount.Minor(), l.HeldDebit, l.HeldCredit, l.Seq, l.After, l.AfterHeldDebit, l.AfterHeldCredit)
	}
	return w.Sum(nil)
}
