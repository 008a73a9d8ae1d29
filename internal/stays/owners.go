package stays

import (
	"context"
	"slices"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
)

// OwnerAccount is somebody who signs in as an owner.
type OwnerAccount struct {
	User   access.UserID
	Name   string
	Email  contact.Email
	Locale string
}

// Owners lists the accounts that may be chosen as the owner of a property, by name. It is never called inside Store.Write.
type Owners func(ctx context.Context) ([]OwnerAccount, error)

// ListOwners asks for them: the form of a property offers them.
type ListOwners struct{}

// Needs implements access.Guarded.
func (ListOwners) Needs() access.Permission { return PermManageProperties }

func (s *Stays) listOwners(ctx context.Context, _ ListOwners) ([]OwnerAccount, error) {
	if s.d.Owners == nil {
		return nil, nil
	}
	return s.d.Owners(ctx)
}

// knowsOwner reports whether the account of an owner may be chosen; none always may.
func (s *Stays) knowsOwner(ctx context.Context, o Owner) (bool, error) {
	if o.User.IsZero() || s.d.Owners == nil {
		return true, nil
	}
	all, err := s.d.Owners(ctx)
	return slices.ContainsFunc(all, func(a OwnerAccount) bool { return a.User == o.User }), err
}
