package paymentsio

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/payments"
	"comptoir/internal/payments/paymentsio/paymentsdb"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// Accounts implements payments.Reader.
func (s *Store) Accounts(ctx context.Context) ([]payments.ProviderAccount, error) {
	rows, err := s.q.Accounts(ctx, s.db.Read(ctx), access.TenantOf(ctx))
	if err != nil {
		return nil, err
	}
	all := make([]payments.ProviderAccount, len(rows))
	for i, r := range rows {
		if all[i], err = accountOf(r); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func accountOf(r paymentsdb.PaymentsProvider) (payments.ProviderAccount, error) {
	a := payments.ProviderAccount{Provider: r.Provider, Sealed: r.Sealed, Test: r.Test, Enabled: r.Enabled, Default: r.Chosen, CheckedAt: r.CheckedAt.UTC(),
		CheckName: r.CheckName, CheckCode: r.CheckCode, UpdatedAt: r.UpdatedAt.UTC(), Version: int(r.Version)}
	return a, json.Unmarshal(r.Hints, &a.Hints)
}

// Account implements payments.Tx.
func (t *storeTx) Account(ctx context.Context, provider string) (payments.ProviderAccount, error) {
	r, err := t.q.LockAccount(ctx, t.tx, t.tenant, provider)
	if errors.Is(err, pgx.ErrNoRows) {
		return payments.ProviderAccount{Provider: provider}, nil
	}
	if err != nil {
		return payments.ProviderAccount{}, err
	}
	a, err := accountOf(r)
	t.account = a
	return a, err
}

// auditedAccount is what the trail keeps of a provider's keys: no secret, only their ends.
func auditedAccount(a payments.ProviderAccount) map[string]any {
	return map[string]any{"provider": a.Provider, "hints": a.Hints, "test": a.Test, "enabled": a.Enabled, "default": a.Default, "checked": a.CheckCode}
}

// SaveAccount implements payments.Tx.
func (t *storeTx) SaveAccount(ctx context.Context, a payments.ProviderAccount) error {
	hints, err := json.Marshal(a.Hints)
	if err != nil {
		return err
	}
	if a.Default {
		if err := t.q.UnchooseOthers(ctx, t.tx, t.tenant, a.Provider); err != nil {
			return err
		}
	}
	if a.Version == 0 {
		err = t.q.InsertAccount(ctx, t.tx, paymentsdb.InsertAccountParams{TenantID: t.tenant, Provider: a.Provider, Sealed: a.Sealed, Hints: hints, Test: a.Test,
			Enabled: a.Enabled, Chosen: a.Default, CheckedAt: a.CheckedAt, CheckName: a.CheckName, CheckCode: a.CheckCode, UpdatedAt: a.UpdatedAt})
		if pg.IsUnique(err) {
			return payments.ErrStale.Because(err)
		}
	} else {
		var rows int64
		rows, err = t.q.UpdateAccount(ctx, t.tx, paymentsdb.UpdateAccountParams{TenantID: t.tenant, Provider: a.Provider, Version: pg.Int(a.Version), Sealed: a.Sealed,
			Hints: hints, Test: a.Test, Enabled: a.Enabled, Chosen: a.Default, CheckedAt: a.CheckedAt, CheckName: a.CheckName, CheckCode: a.CheckCode, UpdatedAt: a.UpdatedAt})
		if err == nil && rows == 0 {
			err = payments.ErrStale
		}
	}
	if err != nil {
		return err
	}
	entry := trail.Entry{Entity: "payments.provider", ID: t.tenant.Raw(), After: auditedAccount(a)}
	if a.Version > 0 && t.account.Provider == a.Provider {
		entry.Before = auditedAccount(t.account)
	}
	return trail.Record(ctx, t.tx, entry)
}

// Keep implements payments.Tx.
func (t *storeTx) Keep(ctx context.Context, w payments.Webhook) error {
	return t.q.KeepWebhook(ctx, t.tx, paymentsdb.KeepWebhookParams{TenantID: t.tenant, Provider: w.Provider, Notification: w.Notification, Kind: string(w.Kind),
		PaymentID: w.Payment, Sealed: w.Sealed, State: string(w.State), Tries: pg.Int(w.Tries), ReceivedAt: w.ReceivedAt})
}

// MoveWebhook implements payments.Tx.
func (t *storeTx) MoveWebhook(ctx context.Context, w payments.Webhook) error {
	if err := t.q.MoveWebhook(ctx, t.tx, paymentsdb.MoveWebhookParams{TenantID: t.tenant, Provider: w.Provider, Notification: w.Notification,
		State: string(w.State), Tries: pg.Int(w.Tries), Sealed: w.Sealed}); err != nil || w.State != payments.WebhookSettled {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "payments.webhook", ID: webhookID(w), After: map[string]any{"provider": w.Provider, "notification": w.Notification, "state": w.State}})
}

// webhookID names a notification, which has only the provider's name for itself, in the trail.
func webhookID(w payments.Webhook) (id ident.Raw) {
	sum := sha256.Sum256([]byte(w.Provider + "\x00" + w.Notification))
	copy(id[:], sum[:])
	return id
}

// KeptWebhooks implements payments.Reader.
func (s *Store) KeptWebhooks(ctx context.Context) ([]payments.Webhook, error) {
	rows, err := s.q.KeptWebhooks(ctx, s.db.Read(ctx), access.TenantOf(ctx))
	return webhooksOf(rows), err
}

// WaitingWebhooks implements payments.Reader.
func (s *Store) WaitingWebhooks(ctx context.Context) ([]payments.Webhook, error) {
	rows, err := s.q.WaitingWebhooks(ctx, s.db.Read(ctx), access.TenantOf(ctx))
	return webhooksOf(rows), err
}

func webhooksOf(rows []paymentsdb.PaymentsWebhook) []payments.Webhook {
	all := make([]payments.Webhook, len(rows))
	for i, r := range rows {
		all[i] = payments.Webhook{Provider: r.Provider, Notification: r.Notification, Kind: payments.NotificationKind(r.Kind), Payment: r.PaymentID,
			Sealed: r.Sealed, State: payments.WebhookState(r.State), Tries: int(r.Tries), ReceivedAt: r.ReceivedAt.UTC()}
	}
	return all
}

// Unfinished implements payments.Reader.
func (s *Store) Unfinished(ctx context.Context, before time.Time) ([]payments.PaymentState, error) {
	tenant, db := access.TenantOf(ctx), s.db.Read(ctx)
	rows, err := s.q.UnfinishedPayments(ctx, db, tenant, before)
	if err != nil {
		return nil, err
	}
	return s.withRefunds(ctx, db, tenant, rows...)
}

// PutDifference implements payments.Tx.
func (t *storeTx) PutDifference(ctx context.Context, d payments.Difference) error {
	if err := t.q.PutDifference(ctx, t.tx, paymentsdb.PutDifferenceParams{TenantID: t.tenant, ID: d.ID, Provider: d.Provider, Reference: d.Reference,
		PaymentID: d.Payment, Kind: string(d.Kind), Ours: d.Ours, Theirs: d.Theirs, FoundAt: d.FoundAt, SettledAt: d.SettledAt, Note: d.Note, Withdrawn: payments.NoteWithdrawn}); err != nil || d.SettledAt.IsZero() {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "payments.difference", ID: d.ID.Raw(), After: map[string]any{"provider": d.Provider, "reference": d.Reference,
		"kind": d.Kind, "ours": d.Ours, "theirs": d.Theirs, "note": d.Note}})
}

// Difference implements payments.Tx.
func (t *storeTx) Difference(ctx context.Context, id payments.DifferenceID) (payments.Difference, error) {
	r, err := t.q.LockDifference(ctx, t.tx, t.tenant, id)
	return differenceOf(r), unknown(err)
}

func differenceOf(r paymentsdb.PaymentsDifference) payments.Difference {
	return payments.Difference{ID: r.ID, Provider: r.Provider, Reference: r.Reference, Payment: r.PaymentID, Kind: payments.DifferenceKind(r.Kind),
		Ours: r.Ours, Theirs: r.Theirs, FoundAt: r.FoundAt.UTC(), SettledAt: r.SettledAt.UTC(), Note: r.Note}
}

// OpenDifferences implements payments.Reader.
func (s *Store) OpenDifferences(ctx context.Context) ([]payments.Difference, error) {
	rows, err := s.q.OpenDifferences(ctx, s.db.Read(ctx), access.TenantOf(ctx))
	if err != nil {
		return nil, err
	}
	all := make([]payments.Difference, len(rows))
	for i, r := range rows {
		all[i] = differenceOf(r)
	}
	return all, nil
}

// Between implements payments.Reader.
func (s *Store) Between(ctx context.Context, provider string, from, to time.Time) ([]payments.PaymentState, error) {
	tenant, db := access.TenantOf(ctx), s.db.Read(ctx)
	rows, err := s.q.PaymentsBetween(ctx, db, paymentsdb.PaymentsBetweenParams{TenantID: tenant, Provider: provider, Since: from, Until: to})
	if err != nil {
		return nil, err
	}
	return s.withRefunds(ctx, db, tenant, rows...)
}
