package tenancy

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
)

// Permissions of tenancy.
const (
	PermCreateTenant   access.Permission = "tenancy.create_tenant"
	PermListTenants    access.Permission = "tenancy.list_tenants"
	PermManageTenant   access.Permission = "tenancy.manage_tenant" // suspend, resume, hosts
	PermUpdateSettings access.Permission = "tenancy.update_settings"
)

// Tenancy is the context's table of contents.
type Tenancy struct {
	CreateTenant   usecase.Func[CreateTenant, State]
	ListTenants    usecase.Func[ListTenants, paging.Page[State]]
	GetTenant      usecase.Func[GetTenant, State]
	UpdateSettings usecase.Func[UpdateSettings, State]
	SetDomains     usecase.Func[SetDomains, State]
	SuspendTenant  usecase.Func[SuspendTenant, State]
	ResumeTenant   usecase.Func[ResumeTenant, State]
	ResolveHost    usecase.Func[ResolveHost, State]

	store Store
	now   func() time.Time
	ids   *ident.Source
}

// Deps is what tenancy needs.
type Deps struct {
	Store   Store
	Now     func() time.Time
	IDs     *ident.Source
	Observe usecase.Observer
}

// New makes the use cases.
func New(d Deps) *Tenancy {
	t := &Tenancy{store: d.Store, now: d.Now, ids: d.IDs}
	t.CreateTenant = usecase.New(d.Observe, "tenancy.create_tenant", t.create)
	t.ListTenants = usecase.New(d.Observe, "tenancy.list_tenants", t.list)
	t.GetTenant = usecase.New(d.Observe, "tenancy.get_tenant", t.get)
	t.UpdateSettings = usecase.New(d.Observe, "tenancy.update_settings", t.updateSettings)
	t.SetDomains = usecase.New(d.Observe, "tenancy.set_domains", t.setDomains)
	t.SuspendTenant = usecase.New(d.Observe, "tenancy.suspend_tenant", t.suspend)
	t.ResumeTenant = usecase.New(d.Observe, "tenancy.resume_tenant", t.resume)
	t.ResolveHost = usecase.New(d.Observe, "tenancy.resolve_host", t.resolve)
	return t
}

// Store is atomic: Write runs fn in one transaction and may run it again after a serialization failure. The context
// acts for the business that fn changes (access.TenantOf), which is also what the database enforces.
type Store interface {
	Write(ctx context.Context, fn func(context.Context, Tx) error) error
	Reader
}

// Tx loads for update and saves. Save also stores the events that the aggregate recorded.
type Tx interface {
	// Tenant loads the business for which ctx acts, locked. ErrUnknown.
	Tenant(ctx context.Context) (*Tenant, error)
	// Save stores it and raises its version. ErrSlugTaken, ErrHostTaken, ErrStale.
	Save(ctx context.Context, t *Tenant) error
}

// Reader answers questions about the directory; it is the one table that is read before a tenant is known.
type Reader interface {
	// ByID returns a business. ErrUnknown.
	ByID(ctx context.Context, id access.TenantID) (State, error)
	// BySlug returns a business by its short name. ErrUnknown.
	BySlug(ctx context.Context, slug string) (State, error)
	// ByDomain returns the business that answers at a host of its own. ErrUnknown.
	ByDomain(ctx context.Context, host string) (State, error)
	// All returns businesses by short name, from after on (exclusive), at most limit.
	All(ctx context.Context, after string, limit int) ([]State, error)
}

type stateKey struct{}

// With returns a context that carries the business for which it acts, beside access.Actor.Tenant, so that pages and
// papers need not ask for its name, languages and branding again.
func With(ctx context.Context, s State) context.Context { return context.WithValue(ctx, stateKey{}, s) }

// From returns what With stored, and whether there was anything.
func From(ctx context.Context) (State, bool) {
	s, ok := ctx.Value(stateKey{}).(State)
	return s, ok
}
