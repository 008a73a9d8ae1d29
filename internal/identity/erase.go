package identity

import (
	"context"
	"errors"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/usecase"
)

// AccountOf returns the account of a person, by identifier or by address: his part of a copy of his data.
type AccountOf struct {
	User  access.UserID
	Email contact.Email // when User is zero
}

// Needs implements access.Guarded.
func (AccountOf) Needs() access.Permission { return PermProgram }

func (i *Identity) accountOf(ctx context.Context, q AccountOf) (UserView, error) {
	if q.User.IsZero() {
		s, err := i.d.Store.Credentials(ctx, q.Email)
		return s.view(), err
	}
	s, err := i.d.Store.UserByID(ctx, q.User)
	return s.view(), err
}

// EraseAccount removes an account (GDPR article 17): whoever had it is signed out everywhere, and the address is free
// again. It may be said twice.
type EraseAccount struct{ User access.UserID }

// Needs implements access.Guarded.
func (EraseAccount) Needs() access.Permission { return PermProgram }

func (i *Identity) eraseAccount(ctx context.Context, c EraseAccount) (usecase.None, error) {
	return usecase.None{}, i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.EraseUser(ctx, c.User); err != nil && !errors.Is(err, ErrUnknownUser) {
			return err
		}
		return nil
	})
}
