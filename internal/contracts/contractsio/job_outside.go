package contractsio

import (
	"context"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/platform/jobs"
)

type (
	placeJob struct {
		Contract contracts.ContractID `json:"contract"`
	}
	withdrawJob struct {
		Contract contracts.ContractID `json:"contract"`
	}
	recallJob struct {
		Contract contracts.ContractID `json:"contract"`
	}
	nudgeJob struct {
		Contract contracts.ContractID `json:"contract"`
	}
	syncJob struct {
		Contract contracts.ContractID `json:"contract"`
	}
	replayNotices struct{}
)

// Kind implements jobs.Args.
func (placeJob) Kind() string { return "contracts.place" }

// Kind implements jobs.Args.
func (withdrawJob) Kind() string { return "contracts.withdraw" }

// Kind implements jobs.Args.
func (recallJob) Kind() string { return "contracts.recall" }

// Kind implements jobs.Args.
func (nudgeJob) Kind() string { return "contracts.nudge" }

// Kind implements jobs.Args.
func (syncJob) Kind() string { return "contracts.sync" }

// Kind implements jobs.Args.
func (replayNotices) Kind() string { return "contracts.replay_notices" }

// patience is how often a job asks a provider that is away: with the waits in between, for more than a day.
const patience = 20

// outside registers the jobs that call providers.
func (m *Module) outside(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, a placeJob) error {
		_, err := m.contracts.Place(ctx, contracts.PlaceContract{ID: a.Contract})
		return err
	}, jobs.MaxAttempts(patience), jobs.Timeout(2*time.Minute))
	jobs.Handle(r, func(ctx context.Context, a withdrawJob) error {
		_, err := m.contracts.Withdraw(ctx, contracts.WithdrawContract{ID: a.Contract})
		return err
	}, jobs.MaxAttempts(patience), jobs.Timeout(time.Minute))
	jobs.Handle(r, func(ctx context.Context, a recallJob) error {
		_, err := m.contracts.Recall(ctx, contracts.RecallContract{ID: a.Contract})
		return err
	}, jobs.MaxAttempts(patience), jobs.Timeout(time.Minute))
	jobs.Handle(r, func(ctx context.Context, a nudgeJob) error {
		_, err := m.contracts.Nudge(ctx, contracts.NudgeContract{ID: a.Contract})
		return err
	}, jobs.MaxAttempts(5), jobs.Timeout(time.Minute))
	jobs.Handle(r, func(ctx context.Context, a syncJob) error {
		_, err := m.contracts.Sync(ctx, contracts.SyncContract{ID: a.Contract})
		return err
	}, jobs.MaxAttempts(patience), jobs.Timeout(time.Minute))
	if m.d.Tenants == nil {
		return
	}
	jobs.Handle(r, func(ctx context.Context, a replayNotices) error {
		return jobs.EachTenant(ctx, m.d.Tenants, "job:"+a.Kind(), func(ctx context.Context) error {
			_, err := m.contracts.Replay(ctx, contracts.ReplayNotices{})
			return err
		})
	}, jobs.ForOperator(), jobs.MaxAttempts(3), jobs.Timeout(10*time.Minute))
	jobs.Periodic(r, "contracts.replay_notices", 15*time.Minute, replayNotices{})
}
