package tenancy

import (
	"context"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
)

// usage counts what the business for which ctx acts uses.
func (t *Tenancy) usage(ctx context.Context, s State) (Usage, error) {
	u, err := t.store.Metered(ctx)
	if err != nil {
		return u, err
	}
	if month := s.MonthOf(t.now()); u.Month != month {
		u.Mails, u.Month = 0, month
	}
	if s.Status != Erased && t.counts != nil {
		u.Users, u.Properties, err = t.counts(access.AsSystem(ctx, s.ID, "tenancy.usage"))
	}
	return u, err
}

// AskLimit asks how much of a resource the business for which ctx acts may use: contexts ask before they add.
type AskLimit struct{ Resource Resource }

// Needs implements access.Guarded.
func (AskLimit) Needs() access.Permission { return PermProgram }

// Room is a limit: Set is false when there is none.
type Room struct {
	Limit int64
	Set   bool
}

func (t *Tenancy) askLimit(ctx context.Context, q AskLimit) (Room, error) {
	s, err := t.store.ByID(ctx, access.TenantOf(ctx))
	if err != nil {
		return Room{}, err
	}
	limit, set := s.Allowance().Of(q.Resource)
	return Room{limit, set}, nil
}

// Meter adds to what the business for which ctx acts has used, in one statement that refuses to pass the limit: two that
// come together cannot both take the last of it. A negative amount gives back, and is never refused. Urgent is counted
// beyond the limit: a link that lets somebody into his account is never the mail that is not sent.
type Meter struct {
	Resource Resource // Storage or Mails
	Amount   int64
	Urgent   bool
}

// Needs implements access.Guarded.
func (Meter) Needs() access.Permission { return PermProgram }

func (t *Tenancy) meter(ctx context.Context, c Meter) (none usecase.None, err error) {
	s, err := t.store.ByID(ctx, access.TenantOf(ctx))
	if err != nil {
		return none, err
	}
	limit, set := s.Allowance().Of(c.Resource)
	most := NoLimit
	if set && !c.Urgent && c.Amount > 0 {
		most = limit
	}
	ok, err := t.store.Meter(ctx, c.Resource, c.Amount, most, s.MonthOf(t.now()))
	if err == nil && !ok {
		err = LimitReached(c.Resource, limit)
	}
	return none, err
}
