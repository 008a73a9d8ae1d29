package contractsio

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractsio/contractsdb"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// Accounts implements contracts.Store.
func (s *Store) Accounts(ctx context.Context) ([]contracts.ProviderAccount, error) {
	return s.accounts(ctx, s.db.Read(ctx))
}

func (s *Store) accounts(ctx context.Context, q pg.Querier) ([]contracts.ProviderAccount, error) {
	rows, err := s.q.Accounts(ctx, q, access.TenantOf(ctx))
	if err != nil {
		return nil, err
	}
	all := make([]contracts.ProviderAccount, len(rows))
	for i, r := range rows {
		if all[i], err = accountOf(r); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func accountOf(r contractsdb.ContractsProvider) (contracts.ProviderAccount, error) {
	a := contracts.ProviderAccount{Provider: r.Provider, Sealed: r.Sealed, Test: r.Test, Chosen: r.Chosen, CheckedAt: r.CheckedAt.UTC(),
		CheckName: r.CheckName, CheckCode: r.CheckCode, UpdatedAt: r.UpdatedAt.UTC(), Version: int(r.Version)}
	return a, json.Unmarshal(r.Hints, &a.Hints)
}

// Accounts implements contracts.Tx.
func (t *storeTx) Accounts(ctx context.Context) ([]contracts.ProviderAccount, error) {
	return t.accounts(ctx, t.tx)
}

// Account implements contracts.Tx.
func (t *storeTx) Account(ctx context.Context, provider string) (contracts.ProviderAccount, error) {
	r, err := t.q.LockAccount(ctx, t.tx, t.tenant, provider)
	if errors.Is(err, pgx.ErrNoRows) {
		return contracts.ProviderAccount{Provider: provider}, nil
	}
	if err != nil {
		return contracts.ProviderAccount{}, err
	}
	return accountOf(r)
}

// auditedAccount is what the trail keeps of a provider's keys: no secret, only their ends.
func auditedAccount(a contracts.ProviderAccount) map[string]any {
	return map[string]any{"provider": a.Provider, "hints": a.Hints, "test": a.Test, "chosen": a.Chosen, "checked": a.CheckCode}
}

// SaveAccount implements contracts.Tx.
func (t *storeTx) SaveAccount(ctx context.Context, a contracts.ProviderAccount) error {
	hints, err := json.Marshal(a.Hints)
	if err != nil {
		return err
	}
	before, err := t.Account(ctx, a.Provider)
	if err != nil {
		return err
	}
	if a.Chosen {
		if err := t.q.UnchooseOthers(ctx, t.tx, t.tenant, a.Provider); err != nil {
			return err
		}
	}
	entry := trail.Entry{Entity: "contracts.provider", ID: t.tenant.Raw(), After: auditedAccount(a)}
	if a.Version == 0 {
		err = t.q.InsertAccount(ctx, t.tx, contractsdb.InsertAccountParams{TenantID: t.tenant, Provider: a.Provider, Sealed: a.Sealed, Hints: hints, Test: a.Test,
			Chosen: a.Chosen, CheckedAt: a.CheckedAt, CheckName: a.CheckName, CheckCode: a.CheckCode, UpdatedAt: a.UpdatedAt})
		if pg.IsUnique(err) {
			return contracts.ErrStaleKeys.Because(err)
		}
	} else {
		entry.Before = auditedAccount(before)
		var rows int64
		rows, err = t.q.UpdateAccount(ctx, t.tx, contractsdb.UpdateAccountParams{TenantID: t.tenant, Provider: a.Provider, Version: pg.Int(a.Version), Sealed: a.Sealed,
			Hints: hints, Test: a.Test, Chosen: a.Chosen, CheckedAt: a.CheckedAt, CheckName: a.CheckName, CheckCode: a.CheckCode, UpdatedAt: a.UpdatedAt})
		if err == nil && rows == 0 {
			err = contracts.ErrStaleKeys
		}
	}
	if err != nil {
		return err
	}
	return trail.Record(ctx, t.tx, entry)
}

// ByExternal implements contracts.Tx.
func (t *storeTx) ByExternal(ctx context.Context, external string) (*contracts.Contract, error) {
	row, err := t.q.LockContractByExternal(ctx, t.tx, t.tenant, external)
	return t.known(restore(row, err, contracts.ErrUnknown))
}

// AddNotice implements contracts.Tx.
func (t *storeTx) AddNotice(ctx context.Context, n contracts.Notice) (bool, error) {
	rows, err := t.q.AddNotice(ctx, t.tx, contractsdb.AddNoticeParams{TenantID: t.tenant, Provider: n.Provider, Notice: n.ID, Event: n.Event, External: n.External,
		State: string(n.State), Tries: pg.Int(n.Tries), ReceivedAt: n.ReceivedAt})
	return rows == 1, err
}

// MoveNotice implements contracts.Tx.
func (t *storeTx) MoveNotice(ctx context.Context, n contracts.Notice) error {
	return t.q.MoveNotice(ctx, t.tx, contractsdb.MoveNoticeParams{TenantID: t.tenant, Provider: n.Provider, Notice: n.ID, State: string(n.State), Tries: pg.Int(n.Tries)})
}

// WaitingNotices implements contracts.Store.
func (s *Store) WaitingNotices(ctx context.Context) ([]contracts.Notice, error) {
	rows, err := s.q.WaitingNotices(ctx, s.db.Read(ctx), access.TenantOf(ctx))
	all := make([]contracts.Notice, len(rows))
	for i, r := range rows {
		all[i] = contracts.Notice{Provider: r.Provider, ID: r.Notice, Event: r.Event, External: r.External, State: contracts.NoticeState(r.State), Tries: int(r.Tries), ReceivedAt: r.ReceivedAt.UTC()}
	}
	return all, err
}

// PlaceLater implements contracts.Tx.
func (t *storeTx) PlaceLater(ctx context.Context, id contracts.ContractID, again bool) error {
	if again {
		return t.jobs.Enqueue(ctx, t.tx, placeJob{Contract: id}, jobs.Unique(id.String()))
	}
	return t.jobs.Enqueue(ctx, t.tx, placeJob{Contract: id})
}

// RecallLater implements contracts.Tx.
func (t *storeTx) RecallLater(ctx context.Context, id contracts.ContractID, at time.Time) error {
	return t.jobs.Enqueue(ctx, t.tx, recallJob{Contract: id}, jobs.At(at))
}

// WithdrawLater implements contracts.Tx.
func (t *storeTx) WithdrawLater(ctx context.Context, id contracts.ContractID) error {
	return t.jobs.Enqueue(ctx, t.tx, withdrawJob{Contract: id})
}

// NudgeLater implements contracts.Tx.
func (t *storeTx) NudgeLater(ctx context.Context, id contracts.ContractID) error {
	return t.jobs.Enqueue(ctx, t.tx, nudgeJob{Contract: id})
}

// SyncLater implements contracts.Tx.
func (t *storeTx) SyncLater(ctx context.Context, id contracts.ContractID) error {
	return t.jobs.Enqueue(ctx, t.tx, syncJob{Contract: id})
}
