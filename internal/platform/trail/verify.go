package trail

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/pg"
)

// What Verify finds.
const (
	FoundChanged    = "changed"    // an entry does not have the hash of its seal: it was changed, or another put in its place, or their order
	FoundRemoved    = "removed"    // a seal, or a wait for one, whose entry is gone
	FoundGap        = "gap"        // numbers are missing in the chain
	FoundInserted   = "inserted"   // an entry that neither has a seal nor waits for one
	FoundForged     = "forged"     // a checkpoint that was not made with our keys, or that is not where the chain passes
	FoundTruncated  = "truncated"  // the chain ends before the anchor or between checkpoints, or a checkpoint has lost its place
	FoundUnsealable = "unsealable" // an entry has waited for its seal for longer than late
)

// late is how long an entry may wait for its seal before that is a finding; the sealer needs seconds.
const late = time.Hour

// Finding is one thing that is wrong with a chain.
type Finding struct {
	Kind  string    `json:"kind"`
	Seq   int64     `json:"seq,omitempty"`
	Entry ident.Raw `json:"entry,omitzero"`
}

// Report says what a verification saw. No Findings: nothing sealed was changed, removed, reordered or put in between,
// and the end of the chain is there.
type Report struct {
	At       time.Time
	Sealed   int64         // entries in the chain
	Waiting  int64         // entries that are not sealed yet
	Oldest   time.Duration // for how long the oldest of them has waited
	Findings []Finding     // at most maxFindings
}

// maxFindings ends a verification: a thousand holes say no more than a hundred.
const maxFindings = 100

// errEnough ends a verification with many findings.
var errEnough = errors.New("enough")

func (r *Report) find(kind string, seq int64, entry [16]byte) error {
	r.Findings = append(r.Findings, Finding{Kind: kind, Seq: seq, Entry: entry})
	if len(r.Findings) >= maxFindings {
		return errEnough
	}
	return nil
}

// Verify reads the whole trail of ctx's tenant and computes its chain again, on one snapshot of the database.
func (s *Sealer) Verify(ctx context.Context) (Report, error) {
	tenant := access.TenantOf(ctx)
	if tenant.IsZero() {
		return Report{}, ErrNoTenant
	}
	// The anchor first: a chain that grows meanwhile reaches it all the more.
	var anchored Head
	if s.anchor != nil {
		var err error
		if anchored, err = s.anchor.Load(ctx, tenant); err != nil {
			return Report{}, fmt.Errorf("trail: the anchor cannot be read: %w", err)
		}
	}
	var r Report
	err := s.db.Snapshot(ctx, func(ctx context.Context, q pg.Querier) error {
		r = Report{At: s.now()}
		marks, err := checkpoints(ctx, q, tenant)
		if err != nil {
			return err
		}
		v := verification{Report: &r, sealer: s, tenant: tenant, marks: marks, anchor: anchored}
		return errors.Join(v.chain(ctx, q), v.unsealed(ctx, q))
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	if err != nil {
		return Report{}, fmt.Errorf("trail: verify: %w", err)
	}
	return r, nil
}

// checkpoints reads the marks of a chain by their numbers.
func checkpoints(ctx context.Context, q pg.Querier, tenant access.TenantID) (map[int64]Head, error) {
	rows, err := q.Query(ctx, `SELECT seq, hash, at, mac FROM audit.checkpoint WHERE tenant_id = $1`, tenant)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	marks := map[int64]Head{}
	for rows.Next() {
		var h Head
		if err := rows.Scan(&h.Seq, &h.Hash, &h.At, &h.MAC); err != nil {
			return nil, err
		}
		marks[h.Seq] = h
	}
	return marks, rows.Err()
}

type verification struct {
	*Report
	sealer *Sealer
	tenant access.TenantID
	marks  map[int64]Head
	anchor Head
}

// chain walks along the seals. The hash of each is computed over the stored hash before it, so that one changed entry is
// one finding and not all that follow.
func (v *verification) chain(ctx context.Context, q pg.Querier) error {
	rows, err := q.Query(ctx, `SELECT s.seq, s.entry_id, s.hash, e.id IS NOT NULL, `+present+`
		FROM audit.seal s LEFT JOIN audit.entry e ON e.tenant_id = s.tenant_id AND e.id = s.entry_id
		WHERE s.tenant_id = $1 ORDER BY s.seq`, v.tenant)
	if err != nil {
		return err
	}
	defer rows.Close()
	var last Head
	passed, closed := v.anchor.Seq == 0, true
	for rows.Next() {
		var seq int64
		var id [16]byte
		var hash []byte
		var there bool
		var e stored
		if err := rows.Scan(append([]any{&seq, &id, &hash, &there}, e.fields()...)...); err != nil {
			return err
		}
		if err := v.one(seq, id, hash, there, last, &e); err != nil {
			return err
		}
		last = Head{Seq: seq, Hash: hash}
		v.Sealed++
		if seq == v.anchor.Seq {
			passed = bytes.Equal(hash, v.anchor.Hash) && v.sealer.keys.genuine(v.tenant, v.anchor)
		}
		if closed, err = v.checkpoint(last); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if !passed || !closed || len(v.marks) > 0 {
		return v.find(FoundTruncated, last.Seq, [16]byte{})
	}
	return nil
}

// one checks a seal and its entry.
func (v *verification) one(seq int64, id [16]byte, hash []byte, there bool, last Head, e *stored) error {
	if seq != last.Seq+1 {
		if err := v.find(FoundGap, last.Seq+1, [16]byte{}); err != nil {
			return err
		}
	}
	switch {
	case !there:
		return v.find(FoundRemoved, seq, id)
	case !bytes.Equal(link(last.Hash, seq, e), hash):
		return v.find(FoundChanged, seq, id)
	}
	return nil
}

// checkpoint checks the mark at a place of the chain, if one stands there, and takes it off the list.
func (v *verification) checkpoint(at Head) (closed bool, err error) {
	m, ok := v.marks[at.Seq]
	if !ok {
		return false, nil
	}
	delete(v.marks, at.Seq)
	if !bytes.Equal(m.Hash, at.Hash) || !v.sealer.keys.genuine(v.tenant, m) {
		return true, v.find(FoundForged, at.Seq, [16]byte{})
	}
	return true, nil
}

// present gives the columns of an entry that may not be there, with something in the place of NULL.
const present = `coalesce(e.tenant_id, s.tenant_id), coalesce(e.id, s.entry_id), coalesce(e.at, 'epoch'), coalesce(e.actor_kind, ''), e.actor_id,
	coalesce(e.actor, ''), coalesce(e.address, ''), coalesce(e.usecase, ''), coalesce(e.action, ''), coalesce(e.entity, ''),
	coalesce(e.entity_id, s.entry_id), e.before::text, e.after::text, coalesce(e.trace, '')`

// unsealed looks at what is not in the chain.
func (v *verification) unsealed(ctx context.Context, q pg.Querier) error {
	rows, err := q.Query(ctx, `
		SELECT e.id, p.entry_id IS NOT NULL, true, coalesce(p.since, e.at) FROM audit.entry e
		LEFT JOIN audit.seal s ON s.tenant_id = e.tenant_id AND s.entry_id = e.id
		LEFT JOIN audit.pending p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
		WHERE e.tenant_id = $1 AND s.seq IS NULL
		UNION ALL
		SELECT p.entry_id, true, false, p.since FROM audit.pending p LEFT JOIN audit.entry e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
		WHERE p.tenant_id = $1 AND e.id IS NULL`, v.tenant)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id [16]byte
		var waits, there bool
		var since time.Time
		if err := rows.Scan(&id, &waits, &there, &since); err != nil {
			return err
		}
		age := v.At.Sub(since)
		switch {
		case !there:
			err = v.find(FoundRemoved, 0, id)
		case !waits:
			err = v.find(FoundInserted, 0, id)
		case age > late:
			err = v.find(FoundUnsealable, 0, id)
		}
		if err != nil {
			return err
		}
		if waits && there {
			v.Waiting++
			v.Oldest = max(v.Oldest, age)
		}
	}
	return rows.Err()
}

// Keep writes what a verification found, for the pages and for who asks later since when.
func (s *Sealer) Keep(ctx context.Context, id ident.Raw, r Report) error {
	found := r.Findings
	if found == nil {
		found = []Finding{}
	}
	raw, err := json.Marshal(found)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO audit.verification (tenant_id, at, id, sealed, waiting, findings) VALUES ($1, $2, $3, $4, $5, $6)`,
			access.TenantOf(ctx), r.At, id, r.Sealed, r.Waiting, raw)
		return err
	})
}

// Last returns the newest verification of ctx's tenant; false when there was none yet.
func (s *Sealer) Last(ctx context.Context) (r Report, ok bool, err error) {
	err = s.db.Read(ctx).QueryRow(ctx, `SELECT at, sealed, waiting, findings FROM audit.verification WHERE tenant_id = $1 ORDER BY at DESC, id DESC LIMIT 1`,
		access.TenantOf(ctx)).Scan(&r.At, &r.Sealed, &r.Waiting, &r.Findings)
	if pg.IsNoRows(err) {
		return r, false, nil
	}
	return r, err == nil, err
}
