package payments

import (
	"context"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/usecase"
)

// PaymentsOfPayer returns what somebody paid, by his address: his part of a copy of his data (GDPR article 15).
type PaymentsOfPayer struct{ Email contact.Email }

// Needs implements access.Guarded.
func (PaymentsOfPayer) Needs() access.Permission { return PermProgram }

func (p *Payments) ofPayer(ctx context.Context, q PaymentsOfPayer) ([]View, error) {
	if q.Email == "" {
		return nil, nil
	}
	states, err := p.store.FindOfPayer(ctx, q.Email)
	views := make([]View, len(states))
	for i, s := range states {
		views[i] = viewOf(s)
	}
	return views, err
}

// ForgetPayer puts a pseudonym in the place of a payer (GDPR article 17). The sums stay: the accounts must show them for
// ten years (Code de commerce, article L. 123-22).
type ForgetPayer struct {
	Email contact.Email
	As    Payer
}

// Needs implements access.Guarded.
func (ForgetPayer) Needs() access.Permission { return PermProgram }

func (p *Payments) forget(ctx context.Context, c ForgetPayer) (usecase.None, error) {
	if c.Email == "" {
		return usecase.None{}, nil
	}
	return usecase.None{}, p.store.Write(ctx, func(tx Tx) error { return tx.ForgetPayer(ctx, c.Email, c.As) })
}
