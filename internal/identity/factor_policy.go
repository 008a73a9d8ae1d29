package identity

import (
	"context"
	"strconv"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
)

// FactorPolicy is what a business asks of the people who work for it.
type FactorPolicy struct {
	Required bool      // staff and higher must have a second factor
	Since    time.Time // when it was asked for
	Grace    int       // days that those who have none are given
	Version  int
}

// MaxGrace is the longest grace, in days.
const MaxGrace = 30

// Deadline is until when somebody who works here may do without a second factor; zero: for ever.
func (p FactorPolicy) Deadline() time.Time {
	if !p.Required {
		return time.Time{}
	}
	return p.Since.Add(time.Duration(p.Grace) * 24 * time.Hour)
}

// Binds reports whether the policy asks something of a person with these roles.
func (p FactorPolicy) Binds(roles []Role) bool { return p.Required && hasRole(roles, Staff) }

// enrolling is what somebody may do who must set up a second factor first: look after his own account.
var enrolling = map[access.Permission]bool{PermOwnAccount: true}

// mustEnrol reports whether a session is closed to everything but setting up a second factor.
func (s SessionState) mustEnrol(now time.Time) bool {
	return !s.EnrolBy.IsZero() && !now.Before(s.EnrolBy)
}

// enrolBy is until when a person who signs in must have set up a second factor; zero when nothing is asked of him.
func (i *Identity) enrolBy(ctx context.Context, tx Tx, u UserState) (time.Time, error) {
	if !hasRole(u.Roles, Staff) {
		return time.Time{}, nil
	}
	p, err := tx.FactorPolicy(ctx)
	if err != nil || !p.Binds(u.Roles) {
		return time.Time{}, err
	}
	f, err := tx.FactorsOf(ctx, u.ID)
	if err != nil || f.On() {
		return time.Time{}, err
	}
	return p.Deadline(), nil
}

// bind puts what the business asks of its people on the sessions of somebody whose roles have changed: who is signed in as
// a customer does not work here for a month without a second factor.
func (i *Identity) bind(ctx context.Context, user access.UserID) error {
	return i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.User(ctx, user)
		if err != nil {
			return err
		}
		until, err := i.enrolBy(ctx, tx, u.s)
		if err != nil || until.IsZero() {
			return err
		}
		return tx.Oblige(ctx, user, until)
	})
}

// SetFactorPolicy says whether the people of the business need a second factor. It binds those who are signed in, too.
type SetFactorPolicy struct {
	Required bool
	Grace    int // days
	Version  int // of the policy that was looked at
}

// Needs implements access.Guarded.
func (SetFactorPolicy) Needs() access.Permission { return PermManageFactors }

// Proof implements access.Proving.
func (SetFactorPolicy) Proof() access.Proof { return access.FreshProof }

func (i *Identity) setFactorPolicy(ctx context.Context, c SetFactorPolicy) (out FactorPolicy, err error) {
	if c.Grace < 0 || c.Grace > MaxGrace {
		return out, fault.ErrInvalid.On("grace", "out_of_range", "0 to 30 days")
	}
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		p, err := tx.FactorPolicy(ctx)
		if err != nil {
			return err
		}
		if p.Version != c.Version {
			return ErrStale
		}
		if c.Required && !p.Required {
			p.Since = i.d.Now()
		}
		p.Required, p.Grace = c.Required, c.Grace
		if err := tx.SaveFactorPolicy(ctx, p); err != nil {
			return err
		}
		p.Version++
		out = p
		return tx.Oblige(ctx, access.UserID{}, p.Deadline())
	})
	if err != nil {
		return FactorPolicy{}, err
	}
	i.note(ctx, NotePolicy, access.From(ctx).User, "", "", map[string]string{"required": strconv.FormatBool(out.Required)})
	return out, nil
}

// GetFactorPolicy asks what the business asks of its people.
type GetFactorPolicy struct{}

// Needs implements access.Guarded.
func (GetFactorPolicy) Needs() access.Permission { return PermManageFactors }

func (i *Identity) getFactorPolicy(ctx context.Context, _ GetFactorPolicy) (FactorPolicy, error) {
	return i.d.Store.Policy(ctx)
}
