package invoicingio

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

func submission(ctx context.Context, q querier, tenant access.TenantID, id invoicing.PaperID, lock string) (invoicing.Submission, error) {
	s := invoicing.Submission{ID: id}
	var stage string
	var steps []byte
	err := q.QueryRow(ctx, `SELECT platform, reference, stage, steps FROM invoicing.submission WHERE tenant_id = $1 AND paper_id = $2`+lock, tenant, id).Scan(&s.Platform, &s.Reference, &stage, &steps)
	if pg.IsNoRows(err) {
		return s, invoicing.ErrNoSubmission
	}
	if err == nil {
		err = json.Unmarshal(steps, &s.Steps)
	}
	s.Stage = invoicing.Stage(stage)
	return s, err
}

// Submission implements invoicing.Store.
func (s *Store) Submission(ctx context.Context, id invoicing.PaperID) (invoicing.Submission, error) {
	return submission(ctx, s.db.Read(ctx), access.TenantOf(ctx), id, "")
}

// Submission implements invoicing.Tx.
func (t *storeTx) Submission(ctx context.Context, id invoicing.PaperID) (invoicing.Submission, error) {
	return submission(ctx, t.tx, t.tenant, id, " FOR UPDATE")
}

// SaveSubmission implements invoicing.Tx.
func (t *storeTx) SaveSubmission(ctx context.Context, s invoicing.Submission) error {
	entry := trail.Entry{Entity: "invoicing.submission", ID: s.ID.Raw(), After: submissionEntry(s)}
	switch old, err := t.Submission(ctx, s.ID); {
	case err == nil:
		entry.Before = submissionEntry(old)
	case !errors.Is(err, invoicing.ErrNoSubmission):
		return err
	}
	steps, err := json.Marshal(s.Steps)
	if err != nil {
		return err
	}
	if _, err := t.tx.Exec(ctx, `INSERT INTO invoicing.submission (tenant_id, paper_id, platform, reference, stage, steps) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (tenant_id, paper_id) DO UPDATE SET platform = excluded.platform, reference = excluded.reference, stage = excluded.stage, steps = excluded.steps`,
		t.tenant, s.ID, s.Platform, s.Reference, string(s.Stage), steps); err != nil {
		return err
	}
	return trail.Record(ctx, t.tx, entry)
}

// submissionEntry is what the trail says of a submission.
func submissionEntry(s invoicing.Submission) map[string]any {
	return map[string]any{"platform": s.Platform, "reference": s.Reference, "stage": s.Stage}
}

// FollowLater implements invoicing.Tx.
func (t *storeTx) FollowLater(ctx context.Context, id invoicing.PaperID, at time.Time) error {
	return t.jobs.Enqueue(ctx, t.tx, follow{Paper: id}, jobs.At(at))
}
