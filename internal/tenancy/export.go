package tenancy

import (
	"cmp"
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

// ExportLife is how long the file of an export is kept.
const ExportLife = 7 * 24 * time.Hour

// Faults of exports.
var (
	ErrNoExport   = fault.Define(fault.NotFound, "tenancy.unknown_export", "there is no such export")
	ErrExportGone = fault.Define(fault.Gone, "tenancy.export_expired", "the file was kept for seven days and is gone; ask for a new one")
	ErrExportBusy = fault.Define(fault.Conflict, "tenancy.export_running", "an export is being made already")
)

// ExportID names one export.
type ExportID = ident.ID[Export]

// ExportState says how far an export has come.
type ExportState string

// The states.
const (
	ExportQueued  ExportState = "queued"
	ExportReady   ExportState = "ready"
	ExportExpired ExportState = "expired"
)

// Export is all the data of a business in one file, for the business to take elsewhere.
type Export struct {
	ID          ExportID
	State       ExportState
	RequestedBy string
	AskedAt     time.Time
	ReadyAt     time.Time
	ExpiresAt   time.Time
	FetchedAt   time.Time // the last time
	File        string    // in the file store
	Bytes       int64
}

// Vault writes a business out and erases it. What it does is no transaction of tenancy's: an export reads one snapshot of
// every table, an erasure empties the file store.
type Vault interface {
	// Pack writes everything of the business for which ctx acts into one file of the file store. Same id, same file.
	Pack(ctx context.Context, id ExportID) (file string, bytes int64, err error)
	// Discard removes such a file; one that is gone is removed already.
	Discard(ctx context.Context, file string) error
	// EmptyFiles removes every file of the business for which ctx acts.
	EmptyFiles(ctx context.Context) error
}

// RequestExport asks for an export: the business's administrator of his own, the operator of any.
type RequestExport struct{ Tenant access.TenantID } // zero: the actor's own

// Needs implements access.Guarded.
func (c RequestExport) Needs() access.Permission {
	if c.Tenant.IsZero() {
		return PermExport
	}
	return PermManageTenant
}

// Proof implements access.Proving: everything the business knows of its guests is in it.
func (RequestExport) Proof() access.Proof { return access.FreshProof }

func (t *Tenancy) requestExport(ctx context.Context, c RequestExport) (Export, error) {
	ctx, err := t.exporting(ctx, c.Tenant)
	if err != nil {
		return Export{}, err
	}
	who := access.From(ctx)
	e := Export{ID: ident.Next[Export](t.ids), State: ExportQueued, RequestedBy: cmp.Or(who.Name, who.Email)}
	return e, t.store.Write(ctx, func(ctx context.Context, tx Tx) error {
		x, err := tx.Tenant(ctx) // locked: two requests come one after the other
		if err != nil {
			return err
		}
		if x.s.Status == Erased {
			return ErrErased
		}
		busy, err := tx.ExportRunning(ctx, t.now().Add(-time.Hour))
		if err != nil {
			return err
		}
		if busy {
			return ErrExportBusy
		}
		e.AskedAt = t.now()
		return tx.SaveExport(ctx, e)
	})
}

// exporting lets an operator act for another business.
func (t *Tenancy) exporting(ctx context.Context, id access.TenantID) (context.Context, error) {
	if id.IsZero() {
		return ctx, nil
	}
	return forTenant(ctx, id), t.operatorOnly(ctx)
}

// MakeExport writes the file; a job calls it.
type MakeExport struct{ ID ExportID }

// Needs implements access.Guarded.
func (MakeExport) Needs() access.Permission { return PermProgram }

func (t *Tenancy) makeExport(ctx context.Context, c MakeExport) (none usecase.None, err error) {
	file, size, err := t.vault.Pack(ctx, c.ID)
	if err != nil {
		return none, err
	}
	return none, t.store.Write(ctx, func(ctx context.Context, tx Tx) error {
		e, err := tx.Export(ctx, c.ID)
		if err != nil || e.State != ExportQueued {
			return err
		}
		e.State, e.ReadyAt, e.File, e.Bytes = ExportReady, t.now(), file, size
		e.ExpiresAt = e.ReadyAt.Add(ExportLife)
		return tx.SaveExport(ctx, e, event.TenantExportReady{Tenant: access.TenantOf(ctx).Raw(), Export: e.ID.Raw(), RequestedBy: e.RequestedBy, ExpiresAt: e.ExpiresAt})
	})
}

// FetchExport asks for the file of an export; that somebody did is recorded.
type FetchExport struct {
	Tenant access.TenantID // zero: the actor's own
	ID     ExportID
}

// Needs implements access.Guarded.
func (c FetchExport) Needs() access.Permission { return RequestExport{c.Tenant}.Needs() }

// Proof implements access.Proving.
func (FetchExport) Proof() access.Proof { return access.FreshProof }

func (t *Tenancy) fetchExport(ctx context.Context, c FetchExport) (out Export, err error) {
	if ctx, err = t.exporting(ctx, c.Tenant); err != nil {
		return out, err
	}
	err = t.store.Write(ctx, func(ctx context.Context, tx Tx) error {
		e, err := tx.Export(ctx, c.ID)
		if err != nil {
			return err
		}
		now := t.now()
		if e.State == ExportExpired || e.State == ExportReady && !now.Before(e.ExpiresAt) {
			return ErrExportGone
		}
		if e.State != ExportReady {
			return ErrNoExport
		}
		e.FetchedAt = now
		out = e
		return tx.SaveExport(ctx, e)
	})
	return out, err
}

// Sweep does for one business what time asks for: it discards exports that have expired and, when the business's own time
// has come, erases it for good. A job calls it.
type Sweep struct{}

// Needs implements access.Guarded.
func (Sweep) Needs() access.Permission { return PermProgram }

func (t *Tenancy) sweep(ctx context.Context, _ Sweep) (none usecase.None, err error) {
	exports, err := t.store.Exports(ctx, 100)
	if err != nil {
		return none, err
	}
	now := t.now()
	for _, e := range exports {
		if e.State != ExportReady || now.Before(e.ExpiresAt) {
			continue
		}
		if err := t.vault.Discard(ctx, e.File); err != nil {
			return none, err
		}
		e.State, e.File = ExportExpired, ""
		if err := t.store.Write(ctx, func(ctx context.Context, tx Tx) error { return tx.SaveExport(ctx, e) }); err != nil {
			return none, err
		}
	}
	return none, t.erase(ctx)
}

// erase removes every file and every row of a business whose time has come. It may be killed at any moment: the next run
// goes on, and the business counts as erased only when nothing is left.
func (t *Tenancy) erase(ctx context.Context) error {
	s, err := t.store.ByID(ctx, access.TenantOf(ctx))
	if err != nil || !s.Due(t.now()) {
		return err
	}
	if err := t.vault.EmptyFiles(ctx); err != nil {
		return err
	}
	return t.store.Write(ctx, func(ctx context.Context, tx Tx) error {
		x, err := tx.Tenant(ctx)
		if err != nil {
			return err
		}
		if !x.s.Due(t.now()) { // restored at the last moment; its files are gone, which the grace period was for
			return nil
		}
		if err := tx.EraseRows(ctx); err != nil {
			return err
		}
		if err := x.Bury(t.now()); err != nil {
			return err
		}
		x.news = append(x.news, event.TenantErased{Tenant: x.s.ID.Raw(), Slug: x.s.Slug})
		return tx.Save(ctx, x)
	})
}

// CloseTenant closes a business and lets it be erased after Grace, see Tenant.Close.
type CloseTenant struct {
	Tenant access.TenantID
	Reason string
}

// Needs implements access.Guarded.
func (CloseTenant) Needs() access.Permission { return PermManageTenant }

// Proof implements access.Proving.
func (CloseTenant) Proof() access.Proof { return access.FreshProof }

func (t *Tenancy) closeTenant(ctx context.Context, c CloseTenant) (State, error) {
	return t.operate(ctx, c.Tenant, 0, func(x *Tenant, now time.Time) error { return x.Close(c.Reason, now) })
}
