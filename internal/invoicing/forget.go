package invoicing

import (
	"context"
	"errors"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/usecase"
)

// ForgetCustomer puts a pseudonym in the place of a customer in the drafts of the business (GDPR article 17). Papers that
// were issued stay as they are: the accounts must show them for ten years (Code de commerce, article L123-22).
type ForgetCustomer struct {
	Email contact.Email
	As    Party
}

// Needs implements access.Guarded.
func (ForgetCustomer) Needs() access.Permission { return PermProgram }

func (v *Invoicing) forget(ctx context.Context, in ForgetCustomer) (none usecase.None, err error) {
	if in.Email == "" {
		return none, nil
	}
	drafts, err := v.d.Store.DraftsOf(ctx, in.Email)
	if err != nil {
		return none, err
	}
	for _, id := range drafts {
		err := v.d.Store.Write(ctx, func(tx Tx) error {
			d, err := tx.Draft(ctx, id)
			if errors.Is(err, ErrUnknown) {
				return nil // issued or discarded meanwhile
			}
			if err != nil {
				return err
			}
			d.Draft.Customer, d.UpdatedAt = in.As, v.d.Now()
			return tx.SaveDraft(ctx, d)
		})
		if err != nil {
			return none, err
		}
	}
	return none, nil
}
