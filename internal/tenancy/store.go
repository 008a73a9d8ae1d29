package tenancy

import (
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/period"
)

// Store is atomic: Write runs fn in one transaction and may run it again after a serialization failure. The context
// acts for the business that fn changes (access.TenantOf), which is also what the database enforces.
type Store interface {
	Write(ctx context.Context, fn func(context.Context, Tx) error) error
	Reader
	// Meter adds an amount to what the business for which ctx acts has used of Storage or Mails, unless the sum would pass
	// most (NoLimit: it is never passed). It is one atomic statement of its own. Mails of another month count as none.
	Meter(ctx context.Context, r Resource, amount, most int64, month period.Date) (ok bool, err error)
}

// Tx loads for update and saves. Saving also stores the events that are given or that the aggregate recorded, and the
// entry of the audit trail.
type Tx interface {
	// Tenant loads the business for which ctx acts, locked. ErrUnknown.
	Tenant(ctx context.Context) (*Tenant, error)
	// Save stores it and raises its version. ErrSlugTaken, ErrHostTaken, ErrStale.
	Save(ctx context.Context, t *Tenant) error

	// Claim loads a claim, locked. ErrNoClaim.
	Claim(ctx context.Context, host string) (Claim, error)
	SaveClaim(ctx context.Context, c Claim) error
	// DropClaim forgets a claim; one that is not there is forgotten already.
	DropClaim(ctx context.Context, host string) error

	// Support loads a support access, locked. ErrNoSupport.
	Support(ctx context.Context, id SupportID) (Support, error)
	SaveSupport(ctx context.Context, s Support, news ...event.Event) error

	// Export loads an export, locked. ErrNoExport.
	Export(ctx context.Context, id ExportID) (Export, error)
	// ExportRunning reports whether one was asked for since a moment and is not made yet.
	ExportRunning(ctx context.Context, since time.Time) (bool, error)
	// SaveExport stores an export; a new one also asks for MakeExport to run in the background.
	SaveExport(ctx context.Context, e Export, news ...event.Event) error

	// SaveSignup stores a signup; a new one also asks for its mail.
	SaveSignup(ctx context.Context, s Signup) error

	// EraseRows removes every row of the business for which ctx acts, of every context, but the directory's own.
	EraseRows(ctx context.Context) error
}

// Reader answers questions. The directory is the one table that is read before a tenant is known; the others answer for
// the business for which ctx acts.
type Reader interface {
	// ByID returns a business. ErrUnknown.
	ByID(ctx context.Context, id access.TenantID) (State, error)
	// BySlug returns a business by its short name. ErrUnknown.
	BySlug(ctx context.Context, slug string) (State, error)
	// ByDomain returns the business that answers at a host of its own. ErrUnknown.
	ByDomain(ctx context.Context, host string) (State, error)
	// All returns businesses by short name, from after on (exclusive), at most limit.
	All(ctx context.Context, after string, limit int) ([]State, error)
	// Find is All for those that a query asks for.
	Find(ctx context.Context, q TenantQuery, after string, limit int) ([]State, error)

	// Metered returns what was metered; zero when nothing was.
	Metered(ctx context.Context) (Usage, error)
	// Claims returns the claims, by host.
	Claims(ctx context.Context) ([]Claim, error)
	// Supports returns the newest support accesses.
	Supports(ctx context.Context, limit int) ([]Support, error)
	// Support returns one. ErrNoSupport.
	Support(ctx context.Context, id SupportID) (Support, error)
	// Exports returns the newest exports.
	Exports(ctx context.Context, limit int) ([]Export, error)
	// Signup returns one. ErrSignupOver when there is none.
	Signup(ctx context.Context, id SignupID) (Signup, error)
}
