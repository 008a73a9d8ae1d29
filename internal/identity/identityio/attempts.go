package identityio

import (
	"context"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/limit"
)

// Limiter counts; limit.Limiter does.
type Limiter interface {
	Allow(ctx context.Context, key string, l limit.Limit) (limit.Decision, error)
	Reset(ctx context.Context, key string) error
}

// Limits says how often something may be tried: on one account from one network address (given back by a success), and
// from one network address on all accounts together (never given back, so that owning one account is no way to try all
// others).
type Limits struct {
	SignInAccount, SignInAddress     limit.Limit
	RegisterAccount, RegisterAddress limit.Limit
	ResetAccount, ResetAddress       limit.Limit
	TokenAddress                     limit.Limit
}

// StandardLimits are those of SEC-2 for one account (5 sign-ins in 15 minutes, 3 resets an hour) and many times that for
// a network address, behind which a whole office may sit.
func StandardLimits() Limits {
	return Limits{
		SignInAccount: limit.Limit{Rate: 5, Per: 15 * time.Minute}, SignInAddress: limit.Limit{Rate: 100, Per: 15 * time.Minute},
		RegisterAccount: limit.PerHour(5), RegisterAddress: limit.PerHour(60),
		ResetAccount: limit.PerHour(3), ResetAddress: limit.PerHour(30),
		TokenAddress: limit.PerMinute(60),
	}
}

// Attempts bounds attempts with a limiter. It implements identity.Attempts, and fails closed: while the limiter does not
// answer, nobody may guess.
type Attempts struct {
	limiter Limiter
	limits  Limits
}

var _ identity.Attempts = (*Attempts)(nil)

// NewAttempts returns attempts counted by a limiter.
func NewAttempts(l Limiter, limits Limits) *Attempts { return &Attempts{limiter: l, limits: limits} }

// Try implements identity.Attempts. The account's key holds the address too: somebody who tries from elsewhere does not
// lock the owner out.
func (a *Attempts) Try(ctx context.Context, what identity.Attempt, on string) error {
	account, address := a.of(what)
	actor := access.From(ctx)
	if actor.Kind == access.System {
		return nil // the program itself, as when the demonstration is loaded
	}
	for _, l := range []struct {
		key   string
		limit limit.Limit
	}{{a.key(ctx, what, on), account}, {limit.Key(actor.Tenant, string(what)+".address", actor.Address), address}} {
		if l.limit.Rate == 0 {
			continue
		}
		d, err := a.limiter.Allow(ctx, l.key, l.limit)
		if err != nil {
			return err
		}
		if err := d.Err(); err != nil {
			return err
		}
	}
	return nil
}

// Forget implements identity.Attempts. A limiter that cannot forget costs the person a wait, not the sign-in.
func (a *Attempts) Forget(ctx context.Context, what identity.Attempt, on string) {
	_ = a.limiter.Reset(ctx, a.key(ctx, what, on))
}

func (*Attempts) key(ctx context.Context, what identity.Attempt, on string) string {
	actor := access.From(ctx)
	return limit.Key(actor.Tenant, string(what), on, actor.Address)
}

func (a *Attempts) of(what identity.Attempt) (account, address limit.Limit) {
	switch what {
	case identity.AttemptSignIn:
		return a.limits.SignInAccount, a.limits.SignInAddress
	case identity.AttemptRegister:
		return a.limits.RegisterAccount, a.limits.RegisterAddress
	case identity.AttemptReset:
		return a.limits.ResetAccount, a.limits.ResetAddress
	case identity.AttemptToken:
		return limit.Limit{}, a.limits.TokenAddress
	}
	return limit.Limit{Rate: 1, Per: time.Minute}, limit.Limit{Rate: 1, Per: time.Minute} // unknown: hardly ever
}
