package contracts

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
)

// WithdrawContract ends the request at the provider of a contract that has ended here; a job calls it.
type WithdrawContract struct{ ID ContractID }

// Needs implements access.Guarded.
func (WithdrawContract) Needs() access.Permission { return PermProgram }

func (c *Contracts) withdraw(ctx context.Context, in WithdrawContract) (none usecase.None, err error) {
	s, err := c.d.Store.Find(ctx, in.ID)
	if err != nil || !s.Outside() || s.Signing.External == "" || !s.Status.Ended() || s.Status == Completed {
		return none, err
	}
	gateway, err := c.gateway(ctx, s.Signing.Provider)
	if err != nil {
		return none, err
	}
	report, err := gateway.Withdraw(ctx, s.Signing.External, s.Signing.Reason)
	if errors.Is(err, ErrUnknown) {
		return none, nil
	}
	if err == nil {
		_, err = c.learn(ctx, in.ID, report)
	}
	return none, err
}

// ended has a provider told that a contract has ended here.
func (c *Contracts) ended(ctx context.Context, tx Tx, contract *Contract) error {
	g := contract.s.Signing
	switch {
	case !contract.s.Status.Ended():
		return nil
	case contract.s.Outside() && g.External != "":
		return tx.WithdrawLater(ctx, contract.s.ID)
	case g.Placing != "": // whether the provider has it is unknown
		return tx.RecallLater(ctx, contract.s.ID, c.d.Now())
	}
	return nil
}

// A request may appear at the provider after it was looked for in vain: an order of ours was still on its way. It is looked for
// again until nothing that was sent before the end of the contract can be.
const (
	recallEvery = 10 * time.Minute
	recallFor   = time.Hour
)

// RecallContract looks at the provider for the request of a contract that was taken back while it was unknown whether the provider
// has it, and has it withdrawn; a job calls it.
type RecallContract struct{ ID ContractID }

// Needs implements access.Guarded.
func (RecallContract) Needs() access.Permission { return PermProgram }

func (c *Contracts) recall(ctx context.Context, in RecallContract) (none usecase.None, err error) {
	s, err := c.d.Store.Find(ctx, in.ID)
	if err != nil || !s.Status.Ended() || s.Signing.Placing == "" || s.Signing.External != "" {
		return none, err
	}
	provider := s.Signing.Placing
	gateway, err := c.gateway(ctx, provider)
	if err != nil {
		return none, err
	}
	external, err := gateway.Find(ctx, in.ID)
	if err != nil && !errors.Is(err, ErrUnknown) {
		return none, err
	}
	found := err == nil
	_, err = c.change(ctx, in.ID, func(tx Tx, contract *Contract) error {
		g, now := &contract.s.Signing, c.d.Now()
		switch {
		case g.External != "" || g.Placing == "": // another worker was quicker
			return nil
		case found:
			g.Provider, g.External, g.Placing = provider, external, ""
			contract.note(StepProvider, Witness{Actor: provider}, now, map[string]string{"event": "recalled"})
			return tx.WithdrawLater(ctx, in.ID)
		case now.Before(g.EndedAt.Add(recallFor)):
			return tx.RecallLater(ctx, in.ID, now.Add(recallEvery))
		}
		g.Placing = ""
		return nil
	})
	return none, err
}
