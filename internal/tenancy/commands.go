package tenancy

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
)

// CreateTenant adds a business to the installation.
type CreateTenant struct {
	Slug     string
	Currency money.Currency
	Domains  []string
	Plan     Plan // Unlimited when empty
	Settings
}

// Needs implements access.Guarded.
func (CreateTenant) Needs() access.Permission { return PermCreateTenant }

func (t *Tenancy) create(ctx context.Context, c CreateTenant) (State, error) {
	if err := t.operatorOnly(ctx); err != nil {
		return State{}, err
	}
	founded, err := Found(ident.Next[access.Tenant](t.ids), c, t.now())
	if err != nil {
		return State{}, err
	}
	var out State
	err = t.store.Write(forTenant(ctx, founded.s.ID), func(ctx context.Context, tx Tx) error {
		fresh := *founded // Write may run this again
		if err := tx.Save(ctx, &fresh); err != nil {
			return err
		}
		out = fresh.State()
		return nil
	})
	return out, err
}

// forTenant lets the same actor act for another business: the operator's commands change one business at a time, inside
// that business's own walls.
func forTenant(ctx context.Context, id access.TenantID) context.Context {
	a := access.From(ctx)
	a.Tenant = id
	return access.With(ctx, a)
}

// UpdateSettings replaces the settings of the business for which ctx acts. Version is the one that the editor saw; zero
// skips the comparison.
type UpdateSettings struct {
	Version int
	Settings
}

// Needs implements access.Guarded.
func (UpdateSettings) Needs() access.Permission { return PermUpdateSettings }

func (t *Tenancy) updateSettings(ctx context.Context, c UpdateSettings) (State, error) {
	return t.change(ctx, access.TenantOf(ctx), c.Version, func(x *Tenant, now time.Time) error { return x.Change(c.Settings, now) })
}

// SetDomains replaces a business's own hosts. The operator does it, after he has seen that the hosts are the business's.
type SetDomains struct {
	Tenant  access.TenantID
	Domains []string
}

// Needs implements access.Guarded.
func (SetDomains) Needs() access.Permission { return PermManageTenant }

func (t *Tenancy) setDomains(ctx context.Context, c SetDomains) (State, error) {
	return t.operate(ctx, c.Tenant, 0, func(x *Tenant, now time.Time) error { return x.AnswerAt(c.Domains, now) })
}

// SuspendTenant closes a business to its visitors and staff.
type SuspendTenant struct {
	Tenant access.TenantID
	Reason string
}

// Needs implements access.Guarded.
func (SuspendTenant) Needs() access.Permission { return PermManageTenant }

// Proof implements access.Proving: a business that is closed loses its day.
func (SuspendTenant) Proof() access.Proof { return access.FreshProof }

func (t *Tenancy) suspend(ctx context.Context, c SuspendTenant) (State, error) {
	return t.operate(ctx, c.Tenant, 0, func(x *Tenant, now time.Time) error { return x.Suspend(c.Reason, now) })
}

// ResumeTenant opens a suspended business.
type ResumeTenant struct{ Tenant access.TenantID }

// Needs implements access.Guarded.
func (ResumeTenant) Needs() access.Permission { return PermManageTenant }

func (t *Tenancy) resume(ctx context.Context, c ResumeTenant) (State, error) {
	return t.operate(ctx, c.Tenant, 0, (*Tenant).Resume)
}

// ConfigureTenant is UpdateSettings by the operator, for a business that cannot help itself.
type ConfigureTenant struct {
	Tenant  access.TenantID
	Version int
	Settings
}

// Needs implements access.Guarded.
func (ConfigureTenant) Needs() access.Permission { return PermManageTenant }

func (t *Tenancy) configure(ctx context.Context, c ConfigureTenant) (State, error) {
	return t.operate(ctx, c.Tenant, c.Version, func(x *Tenant, now time.Time) error { return x.Change(c.Settings, now) })
}

// SetPlan puts a business on a plan, see Tenant.Allow.
type SetPlan struct {
	Tenant access.TenantID
	Plan   Plan
	Limits Limits
}

// Needs implements access.Guarded.
func (SetPlan) Needs() access.Permission { return PermManageTenant }

func (t *Tenancy) setPlan(ctx context.Context, c SetPlan) (State, error) {
	return t.operate(ctx, c.Tenant, 0, func(x *Tenant, now time.Time) error { return x.Allow(c.Plan, c.Limits, now) })
}

// operate is change by the operator.
func (t *Tenancy) operate(ctx context.Context, id access.TenantID, version int, act func(*Tenant, time.Time) error) (State, error) {
	if err := t.operatorOnly(ctx); err != nil {
		return State{}, err
	}
	return t.change(ctx, id, version, act)
}

func (t *Tenancy) change(ctx context.Context, id access.TenantID, version int, act func(*Tenant, time.Time) error) (State, error) {
	if id.IsZero() {
		return State{}, ErrUnknown
	}
	var out State
	err := t.store.Write(forTenant(ctx, id), func(ctx context.Context, tx Tx) error {
		x, err := tx.Tenant(ctx)
		if err != nil {
			return err
		}
		if version != 0 && version != x.s.Version {
			return ErrStale
		}
		if err := act(x, t.now()); err != nil {
			return err
		}
		if err := tx.Save(ctx, x); err != nil {
			return err
		}
		out = x.State()
		return nil
	})
	return out, err
}
