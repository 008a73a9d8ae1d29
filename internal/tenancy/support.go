package tenancy

import (
	"cmp"
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
)

// SupportLife is how long the operator's people stay in a business's desk at most.
const SupportLife = 30 * time.Minute

// knockLife is how long the way in is open once a helper has asked for it; askLife how long a request waits for an answer.
const (
	knockLife = 2 * time.Minute
	askLife   = 7 * 24 * time.Hour
)

// Faults of support access.
var (
	ErrNoSupport   = fault.Define(fault.NotFound, "tenancy.unknown_support", "there is no such request")
	ErrNoConsent   = fault.Define(fault.Forbidden, "tenancy.support_without_consent", "the business's administrator has not agreed")
	ErrSupportOver = fault.Define(fault.Gone, "tenancy.support_over", "this access has ended or was used")
	ErrAnswered    = fault.Define(fault.Conflict, "tenancy.support_answered", "the request was answered already")
)

// SupportID names one access of the operator's people to one business.
type SupportID = ident.ID[Support]

// SupportState says how far a request has come.
type SupportState string

// The states.
const (
	SupportAsked    SupportState = "asked"
	SupportGranted  SupportState = "granted"
	SupportRefused  SupportState = "refused"
	SupportKnocking SupportState = "knocking" // the helper's way in is open for a moment
	SupportInside   SupportState = "inside"
	SupportEnded    SupportState = "ended"
)

// Support is one access: who asked why, who agreed, when it was used.
type Support struct {
	ID           SupportID
	Operator     access.UserID // of the operator's house
	OperatorName string
	Reason       string
	State        SupportState
	Decider      string // who agreed or refused; "" for the standing consent
	Standing     bool   // the standing consent let it in
	For          string // name of the administrator in whose place the helper acts
	ForUser      access.UserID
	AskedAt      time.Time
	DecidedAt    time.Time
	KnockedAt    time.Time
	EnteredAt    time.Time
	EndsAt       time.Time // of the access, once inside
	EndedAt      time.Time
	EndedBy      string
}

// Lives reports whether the helper is inside.
func (s Support) Lives(now time.Time) bool { return s.State == SupportInside && now.Before(s.EndsAt) }

// Ready reports whether the helper may ask for the way in.
func (s Support) Ready(now time.Time) bool {
	return s.State == SupportGranted && now.Sub(s.DecidedAt) < askLife
}

// AskSupport asks a business to let the operator's actor in. Where the business has given its standing consent, the
// request is granted at once.
type AskSupport struct {
	Tenant access.TenantID
	Reason string
}

// Needs implements access.Guarded.
func (AskSupport) Needs() access.Permission { return PermSupport }

func (t *Tenancy) askSupport(ctx context.Context, c AskSupport) (Support, error) {
	if err := t.operatorOnly(ctx); err != nil {
		return Support{}, err
	}
	var check fault.Check
	reason := line(&check, "reason", c.Reason, 8, 300)
	if err := check.Err(); err != nil {
		return Support{}, err
	}
	who := access.From(ctx)
	s := Support{ID: ident.Next[Support](t.ids), Operator: who.User, OperatorName: cmp.Or(who.Name, who.Email), Reason: reason, State: SupportAsked}
	return s, t.store.Write(forTenant(ctx, c.Tenant), func(ctx context.Context, tx Tx) error {
		x, err := tx.Tenant(ctx)
		if err != nil {
			return err
		}
		if x.s.IsOperator() || x.s.Status == Erased {
			return ErrNotAllowed
		}
		s.AskedAt = t.now()
		if x.s.Support {
			s.State, s.Standing, s.DecidedAt = SupportGranted, true, s.AskedAt
		}
		return tx.SaveSupport(ctx, s, event.SupportRequested{Tenant: x.s.ID.Raw(), Support: s.ID.Raw(), Operator: s.OperatorName, Reason: s.Reason})
	})
}

// DecideSupport lets the business's administrator agree to a request, or refuse it.
type DecideSupport struct {
	ID    SupportID
	Agree bool
}

// Needs implements access.Guarded.
func (DecideSupport) Needs() access.Permission { return PermUpdateSettings }

// Proof implements access.Proving: it opens the business's desk to a stranger.
func (c DecideSupport) Proof() access.Proof { return access.FreshProof }

func (t *Tenancy) decideSupport(ctx context.Context, c DecideSupport) (Support, error) {
	return t.onSupport(ctx, c.ID, func(s *Support, now time.Time) ([]event.Event, error) {
		if s.State != SupportAsked || now.Sub(s.AskedAt) > askLife {
			return nil, ErrAnswered
		}
		s.State, s.DecidedAt, s.Decider = SupportRefused, now, access.From(ctx).Name
		if c.Agree {
			s.State = SupportGranted
		}
		return nil, nil
	})
}

// ConsentSupport gives or takes back the business's standing consent. Taking it back ends nothing that has begun.
type ConsentSupport struct{ Standing bool }

// Needs implements access.Guarded.
func (ConsentSupport) Needs() access.Permission { return PermUpdateSettings }

// Proof implements access.Proving.
func (c ConsentSupport) Proof() access.Proof { return access.FreshProof }

func (t *Tenancy) consentSupport(ctx context.Context, c ConsentSupport) (State, error) {
	return t.change(ctx, access.TenantOf(ctx), 0, func(x *Tenant, now time.Time) error {
		x.s.Support, x.s.UpdatedAt = c.Standing, now
		return nil
	})
}

// KnockSupport opens the way in for the operator's actor who asked, for a moment; EnterSupport uses it up.
type KnockSupport struct {
	Tenant access.TenantID
	ID     SupportID
}

// Needs implements access.Guarded.
func (KnockSupport) Needs() access.Permission { return PermSupport }

// Proof implements access.Proving: the operator's session must not be somebody else's.
func (KnockSupport) Proof() access.Proof { return access.FreshProof }

func (t *Tenancy) knockSupport(ctx context.Context, c KnockSupport) (Support, error) {
	if err := t.operatorOnly(ctx); err != nil {
		return Support{}, err
	}
	who := access.From(ctx)
	return t.onSupport(forTenant(ctx, c.Tenant), c.ID, func(s *Support, now time.Time) ([]event.Event, error) {
		switch {
		case s.Operator != who.User:
			return nil, ErrNoSupport
		case s.State == SupportAsked || s.State == SupportRefused:
			return nil, ErrNoConsent
		case s.State != SupportKnocking && !s.Ready(now):
			return nil, ErrSupportOver
		}
		s.State, s.KnockedAt = SupportKnocking, now
		return nil, nil
	})
}

// EnterSupport lets the helper in, once. Only the program asks, which has seen the key that KnockSupport's caller was given.
type EnterSupport struct {
	ID      SupportID
	ForUser access.UserID // the administrator in whose place the helper acts
	For     string
}

// Needs implements access.Guarded.
func (EnterSupport) Needs() access.Permission { return PermProgram }

func (t *Tenancy) enterSupport(ctx context.Context, c EnterSupport) (Support, error) {
	return t.onSupport(ctx, c.ID, func(s *Support, now time.Time) ([]event.Event, error) {
		if s.State != SupportKnocking || now.Sub(s.KnockedAt) > knockLife {
			return nil, ErrSupportOver
		}
		s.State, s.EnteredAt, s.EndsAt, s.ForUser, s.For = SupportInside, now, now.Add(SupportLife), c.ForUser, c.For
		return []event.Event{event.SupportOpened{Tenant: access.TenantOf(ctx).Raw(), Support: s.ID.Raw(), Operator: s.OperatorName, Reason: s.Reason, For: s.For, EndsAt: s.EndsAt}}, nil
	})
}

// EndSupport ends an access: the helper leaves, or the business's administrator shows him the door.
type EndSupport struct{ ID SupportID }

// Needs implements access.Guarded.
func (EndSupport) Needs() access.Permission { return PermEndSupport }

func (t *Tenancy) endSupport(ctx context.Context, c EndSupport) (Support, error) {
	who := access.From(ctx)
	return t.onSupport(ctx, c.ID, func(s *Support, now time.Time) ([]event.Event, error) {
		if s.State == SupportEnded || s.State == SupportRefused {
			return nil, ErrSupportOver
		}
		s.State, s.EndedAt, s.EndedBy = SupportEnded, now, who.Name
		return []event.Event{event.SupportEnded{Tenant: access.TenantOf(ctx).Raw(), Support: s.ID.Raw(), Operator: s.OperatorName, EndedBy: who.Name}}, nil
	})
}

// FindSupport asks for one access: on every request of a helper. Only the program asks.
type FindSupport struct{ ID SupportID }

// Needs implements access.Guarded.
func (FindSupport) Needs() access.Permission { return PermProgram }

func (t *Tenancy) findSupport(ctx context.Context, q FindSupport) (Support, error) {
	return t.store.Support(ctx, q.ID)
}

func (t *Tenancy) onSupport(ctx context.Context, id SupportID, act func(*Support, time.Time) ([]event.Event, error)) (out Support, err error) {
	err = t.store.Write(ctx, func(ctx context.Context, tx Tx) error {
		s, err := tx.Support(ctx, id)
		if err != nil {
			return err
		}
		news, err := act(&s, t.now())
		if err != nil {
			return err
		}
		out = s
		return tx.SaveSupport(ctx, s, news...)
	})
	return out, err
}
