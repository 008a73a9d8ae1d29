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

// Ladder is a row of limits that all hold: a short one that lets a person mistype, and longer ones that make whoever goes
// on failing wait longer and longer. Empty steps are left out.
type Ladder [3]limit.Limit

// Limits says how often something may be tried: on one account from one network (given back by a success), and from one
// network on all accounts together (never given back, so that owning one account is no way to try all others).
//
// Nobody can be locked out for ever by somebody else's failures. They cost the one who fails his own allowance
// (SignInAccount, per account and network); what an account bears from everywhere together (SignInEverywhere) stops
// many networks at once, does not hold for devices that the account knows (SignInDevice), and leaves the link by mail.
type Limits struct {
	SignInAccount, SignInEverywhere, SignInDevice Ladder
	SignInAddress                                 limit.Limit
	RegisterAccount, RegisterAddress              limit.Limit
	ResetAccount, ResetAddress                    limit.Limit
	TokenAddress                                  limit.Limit
}

// StandardLimits are those of SEC-2 for one account (5 sign-ins in 15 minutes, 3 resets an hour) and many times that for
// a network, behind which a whole office may sit. After the first five failures the next is allowed three minutes later,
// after fifteen every twelve minutes, and after thirty every 48.
func StandardLimits() Limits {
	return Limits{
		SignInAccount:    Ladder{{Rate: 5, Per: 15 * time.Minute}, {Rate: 15, Per: 3 * time.Hour}, {Rate: 30, Per: 24 * time.Hour}},
		SignInEverywhere: Ladder{{Rate: 40, Per: time.Hour}, {Rate: 240, Per: 24 * time.Hour}},
		SignInDevice:     Ladder{{Rate: 10, Per: 15 * time.Minute}, {Rate: 60, Per: 24 * time.Hour}},
		SignInAddress:    limit.Limit{Rate: 100, Per: 15 * time.Minute},
		RegisterAccount:  limit.PerHour(5), RegisterAddress: limit.PerHour(60),
		ResetAccount: limit.PerHour(3), ResetAddress: limit.PerHour(30),
		TokenAddress: limit.PerMinute(60),
	}
}

// Wait is a refusal that says for how long. It is a limit.ErrExceeded.
type Wait struct {
	After time.Duration // until the next attempt is allowed
	cause error
}

// Error implements error.
func (w *Wait) Error() string { return w.cause.Error() }

// Unwrap implements errors.Unwrap.
func (w *Wait) Unwrap() error { return w.cause }

// RetryAfter is what the edges say in the header of that name.
func (w *Wait) RetryAfter() time.Duration { return w.After }

// Minutes is how long to wait, in whole minutes, at least one.
func (w *Wait) Minutes() int { return max(1, int((w.After+time.Minute-1)/time.Minute)) }

// Attempts bounds attempts with a limiter. It implements identity.Attempts, and fails closed: while the limiter does not
// answer, nobody may guess.
type Attempts struct {
	limiter Limiter
	limits  Limits
}

var _ identity.Attempts = (*Attempts)(nil)

// NewAttempts returns attempts counted by a limiter.
func NewAttempts(l Limiter, limits Limits) *Attempts { return &Attempts{limiter: l, limits: limits} }

// counter is one key and its limit.
type counter struct {
	key    string
	limit  limit.Limit
	forget bool // a success gives the attempts back
}

// Try implements identity.Attempts. Concurrent attempts are counted exactly, before anything is verified: a hundred at
// once are no way around the limit.
func (a *Attempts) Try(ctx context.Context, what identity.Attempt, on string) error {
	if access.From(ctx).Kind == access.System {
		return nil // the program itself, as when the demonstration is loaded
	}
	for _, c := range a.counters(ctx, what, on) {
		d, err := a.limiter.Allow(ctx, c.key, c.limit)
		if err != nil {
			return err
		}
		if err := d.Err(); err != nil {
			w := &Wait{After: d.RetryAfter}
			w.cause = limit.ErrExceeded.Detailf("too many attempts; try again in %d minutes", w.Minutes())
			return w
		}
	}
	return nil
}

// Forget implements identity.Attempts. A limiter that cannot forget costs the person a wait, not the sign-in.
func (a *Attempts) Forget(ctx context.Context, what identity.Attempt, on string) {
	for _, c := range a.counters(ctx, what, on) {
		if c.forget {
			_ = a.limiter.Reset(ctx, c.key)
		}
	}
}

// counters are what an attempt is counted on, the strictest first: a refused attempt costs the others nothing.
func (a *Attempts) counters(ctx context.Context, what identity.Attempt, on string) []counter {
	actor := access.From(ctx)
	network := limit.Network(actor.Address)
	var all []counter
	add := func(forget bool, l limit.Limit, name string, who ...string) {
		if l.Rate > 0 {
			all = append(all, counter{limit.Key(actor.Tenant, name, who...), l, forget})
		}
	}
	climb := func(l Ladder, name string, who ...string) {
		for n, step := range l {
			add(true, step, name+[...]string{"", ".longer", ".longest"}[n], who...)
		}
	}
	account, address := limit.Limit{Rate: 1, Per: time.Minute}, limit.Limit{Rate: 1, Per: time.Minute} // unknown: hardly ever
	switch what {
	case identity.AttemptSignIn:
		climb(a.limits.SignInAccount, string(what), on, network)
		climb(a.limits.SignInEverywhere, string(what)+".everywhere", on)
		account, address = limit.Limit{}, a.limits.SignInAddress
	case identity.AttemptKnownDevice:
		climb(a.limits.SignInDevice, string(what), on)
		account, address = limit.Limit{}, a.limits.SignInAddress
	case identity.AttemptSecondStep:
		climb(a.limits.SignInAccount, string(what), on, network)
		account, address = limit.Limit{}, a.limits.SignInAddress
	case identity.AttemptRegister:
		account, address = a.limits.RegisterAccount, a.limits.RegisterAddress
	case identity.AttemptReset:
		account, address = a.limits.ResetAccount, a.limits.ResetAddress
	case identity.AttemptToken:
		account, address = limit.Limit{}, a.limits.TokenAddress
	}
	add(true, account, string(what), on, network)
	add(false, address, string(what)+".address", network)
	return all
}
