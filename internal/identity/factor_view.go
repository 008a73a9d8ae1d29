package identity

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
)

// MyFactors asks how the actor can get in.
type MyFactors struct{}

// Needs implements access.Guarded.
func (MyFactors) Needs() access.Permission { return PermOwnAccount }

// FactorsView is how a person can get in, as he sees it.
type FactorsView struct {
	User       UserView
	Codes      bool
	CodesSince time.Time
	CodesUsed  time.Time
	Passkeys   []PasskeyView
	Recovery   int // codes left
	Links      []LinkView
	Required   bool
	Deadline   time.Time // until when he may do without, when Required and he has none
}

// On reports whether a second factor is set up.
func (v FactorsView) On() bool { return v.Codes || len(v.Passkeys) > 0 }

func (i *Identity) myFactors(ctx context.Context, _ MyFactors) (FactorsView, error) {
	u, err := i.d.Store.UserByID(ctx, access.From(ctx).User)
	if err != nil {
		return FactorsView{}, err
	}
	f, err := i.d.Store.FactorsByUser(ctx, u.ID)
	if err != nil {
		return FactorsView{}, err
	}
	p, err := i.d.Store.Policy(ctx)
	if err != nil {
		return FactorsView{}, err
	}
	v := FactorsView{User: u.view(), Codes: f.Authenticator.Active(), CodesSince: f.Authenticator.ConfirmedAt, CodesUsed: f.Authenticator.UsedAt,
		Passkeys: passkeyViews(f.Passkeys), Recovery: f.Recovery, Required: p.Binds(u.Roles)}
	if v.Required && !f.On() {
		v.Deadline = p.Deadline()
	}
	v.Links, err = i.links(ctx, u.ID)
	return v, err
}
