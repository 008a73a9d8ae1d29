package contractsio

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/platform/jobs"
)

type textJob struct {
	Contract  contracts.ContractID `json:"contract"`
	Challenge int                  `json:"challenge"`
}

// Kind implements jobs.Args.
func (textJob) Kind() string { return "contracts.text_code" }

// texting registers the job that sends codes by text. Its attempts outlast the patience with a carrier that is away.
func (m *Module) texting(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, a textJob) error {
		_, err := m.contracts.TextCode(ctx, contracts.TextCode{Contract: a.Contract, Challenge: a.Challenge})
		if errors.Is(err, contracts.ErrNothingToSend) { // he has signed, or asked for another one, meanwhile
			return nil
		}
		return err
	}, jobs.MaxAttempts(6), jobs.Timeout(30*time.Second))
}
