package contracts

import (
	"context"
	"errors"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
)

// ChooseProvider says where new contracts are signed; what was begun elsewhere ends there.
type ChooseProvider struct{ Provider string }

// Needs implements access.Guarded.
func (ChooseProvider) Needs() access.Permission { return PermSettings }

// Proof implements access.Proving.
func (ChooseProvider) Proof() access.Proof { return access.FreshProof }

func (c *Contracts) choose(ctx context.Context, in ChooseProvider) (ProviderView, error) {
	if in.Provider == BuiltIn {
		return ProviderView{Provider: BuiltIn, Set: true, BuiltIn: true, Chosen: true}, c.d.Store.Write(ctx, func(tx Tx) error {
			all, err := tx.Accounts(ctx)
			for _, a := range all {
				if err == nil && a.Chosen {
					a.Chosen, a.UpdatedAt = false, c.d.Now()
					err = tx.SaveAccount(ctx, a)
				}
			}
			return err
		})
	}
	kind, ok := c.known(in.Provider)
	if !ok || kind.Open == nil {
		return ProviderView{}, ErrNoGateway
	}
	return c.changeAccount(ctx, kind, func(a *ProviderAccount) error {
		if a.Sealed == nil && len(kind.Fields) > 0 {
			return ErrNotConfigured
		}
		if a.Hints == nil {
			a.Hints = ProviderKeys{}
		}
		a.Chosen, a.Test = true, kind.Test(a.Hints) || a.Test
		return nil
	})
}

// TestProvider asks the provider whether the keys are good, and keeps the answer.
type TestProvider struct{ Provider string }

// Needs implements access.Guarded.
func (TestProvider) Needs() access.Permission { return PermSettings }

func (c *Contracts) test(ctx context.Context, in TestProvider) (ProviderView, error) {
	kind, ok := c.known(in.Provider)
	if !ok {
		return ProviderView{}, ErrNoGateway
	}
	ask, err := c.checker(ctx, kind)
	if errors.Is(err, ErrNoGateway) {
		return ProviderView{}, ErrNotConfigured
	}
	if err != nil {
		return ProviderView{}, err
	}
	name, checked := ask(ctx)
	return c.changeAccount(ctx, kind, func(a *ProviderAccount) error {
		if a.Hints == nil {
			a.Hints = ProviderKeys{}
		}
		a.CheckedAt, a.CheckName, a.CheckCode = c.d.Now(), name, ""
		if checked != nil {
			a.CheckCode = fault.CodeOf(checked)
		}
		return nil
	})
}
