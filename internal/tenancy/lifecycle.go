package tenancy

import (
	"slices"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/fault"
)

// Grace is how long a business that is to be deleted can be restored, whole.
const Grace = 30 * 24 * time.Hour

// Suspend closes the business to everybody but the operator; nothing is lost. ErrNotAllowed when it is closed already.
func (t *Tenant) Suspend(reason string, now time.Time) error {
	if t.s.IsOperator() {
		return ErrOperator
	}
	if t.s.Status != Active {
		return ErrNotAllowed
	}
	var c fault.Check
	reason = line(&c, "reason", reason, 1, 500)
	if err := c.Err(); err != nil {
		return err
	}
	t.s.Status, t.s.Reason, t.s.UpdatedAt = Suspended, reason, now
	t.news = append(t.news, event.TenantSuspended{Tenant: t.s.ID.Raw(), Slug: t.s.Slug, Reason: reason})
	return nil
}

// Resume opens it again, also when it was to be deleted. ErrNotAllowed when it is open, ErrErased when it is too late.
func (t *Tenant) Resume(now time.Time) error {
	switch t.s.Status {
	case Active:
		return ErrNotAllowed
	case Erased:
		return ErrErased
	}
	t.s.Status, t.s.Reason, t.s.EraseAt, t.s.UpdatedAt = Active, "", time.Time{}, now
	t.news = append(t.news, event.TenantResumed{Tenant: t.s.ID.Raw(), Slug: t.s.Slug})
	return nil
}

// Close closes the business and lets it be erased after Grace. ErrNotAllowed when that is decided already.
func (t *Tenant) Close(reason string, now time.Time) error {
	switch {
	case t.s.IsOperator():
		return ErrOperator
	case t.s.Status == Closing || t.s.Status == Erased:
		return ErrNotAllowed
	}
	var c fault.Check
	reason = line(&c, "reason", reason, 1, 500)
	if err := c.Err(); err != nil {
		return err
	}
	t.s.Status, t.s.Reason, t.s.EraseAt, t.s.UpdatedAt = Closing, reason, now.Add(Grace), now
	t.news = append(t.news, event.TenantClosing{Tenant: t.s.ID.Raw(), Slug: t.s.Slug, Reason: reason, EraseAt: t.s.EraseAt})
	return nil
}

// Due reports whether the business is to be erased now.
func (s State) Due(now time.Time) bool {
	return s.Status == Closing && !s.EraseAt.IsZero() && !now.Before(s.EraseAt)
}

// Bury leaves nothing but the short name of a business whose time has come: everything else is erased by the caller
// first. ErrNotAllowed before its time.
func (t *Tenant) Bury(now time.Time) error {
	if !t.s.Due(now) {
		return ErrNotAllowed
	}
	old := t.s
	t.s = State{ID: old.ID, Slug: old.Slug, Name: old.Slug, Trades: old.Trades, Languages: slices.Clone(old.Languages), Default: old.Default, Currency: old.Currency,
		Zone: old.Zone, Status: Erased, Plan: Discovery, CreatedAt: old.CreatedAt, UpdatedAt: now, Version: old.Version}
	return nil
}
