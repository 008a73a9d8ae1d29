package tenancyio

import (
	"cmp"
	"context"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
	"comptoir/internal/tenancy"
	"comptoir/internal/tenancy/tenancyio/tenancydb"
)

// Events publishes facts in the transaction that saves them; outbox.Outbox does.
type Events interface {
	Append(ctx context.Context, tx pg.Tx, events ...event.Event) error
}

// Store keeps the directory in PostgreSQL. It implements tenancy.Store.
type Store struct {
	db      *pg.DB
	events  Events
	queue   jobs.Enqueuer
	changed func() // told after every committed change
}

var (
	_ tenancy.Store = (*Store)(nil)
	q               = tenancydb.New()
)

// NewStore returns a store on db.
func NewStore(db *pg.DB, events Events, queue jobs.Enqueuer) *Store {
	return &Store{db: db, events: events, queue: queue, changed: func() {}}
}

// Write implements tenancy.Store.
func (s *Store) Write(ctx context.Context, fn func(context.Context, tenancy.Tx) error) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		return fn(ctx, &storeTx{store: s, tx: tx})
	})
	if err == nil {
		s.changed()
	}
	return err
}

type storeTx struct {
	store  *Store
	tx     pg.Tx
	before *tenancy.State // as it was loaded, for the audit trail
	erased bool           // nothing of what was before is said again
}

// Tenant implements tenancy.Tx.
func (t *storeTx) Tenant(ctx context.Context) (*tenancy.Tenant, error) {
	row, err := q.LockTenant(ctx, t.tx, access.TenantOf(ctx))
	if err != nil {
		return nil, absent(err)
	}
	s := stateOf(tenancydb.TenantByIDRow(row))
	t.before = &s
	return tenancy.Restore(s), nil
}

// Save implements tenancy.Tx.
func (t *storeTx) Save(ctx context.Context, x *tenancy.Tenant) error {
	s := x.State()
	if err := t.put(ctx, s); err != nil {
		return err
	}
	if err := t.hosts(ctx, s); err != nil {
		return err
	}
	s.Version++
	if err := t.store.events.Append(ctx, t.tx, x.TakeEvents()...); err != nil {
		return err
	}
	entry := trail.Entry{Entity: "tenancy.tenant", ID: s.ID.Raw(), Action: cmp.Or(usecase.Name(ctx), "tenancy.change"), After: s}
	switch {
	case t.erased:
		entry.Before = map[string]bool{"erased": false}
	case t.before != nil:
		entry.Before = *t.before
	}
	if err := trail.Record(ctx, t.tx, entry); err != nil {
		return err
	}
	*x = *tenancy.Restore(s)
	return nil
}

func (t *storeTx) put(ctx context.Context, s tenancy.State) error {
	if s.Version == 0 {
		err := q.InsertTenant(ctx, t.tx, tenancydb.InsertTenantParams{ID: s.ID, Slug: s.Slug, Name: s.Name, Trades: names(s.Trades),
			Languages: s.Languages, DefaultLanguage: s.Default, Currency: s.Currency, Zone: s.Zone, Branding: s.Branding, Legal: s.Legal, Hours: s.Hours,
			Status: s.Status, Reason: s.Reason, Plan: s.Plan, Limits: orNone(s.Limits), Support: s.Support, Origins: orEmpty(s.Origins), EraseAt: orNull(s.EraseAt), CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt})
		if pg.IsUnique(err, "tenant_slug") {
			return tenancy.ErrSlugTaken
		}
		return err
	}
	n, err := q.UpdateTenant(ctx, t.tx, tenancydb.UpdateTenantParams{ID: s.ID, Name: s.Name, Trades: names(s.Trades), Languages: s.Languages,
		DefaultLanguage: s.Default, Zone: s.Zone, Branding: s.Branding, Legal: s.Legal, Hours: s.Hours, Status: s.Status, Reason: s.Reason,
		Plan: s.Plan, Limits: orNone(s.Limits), Support: s.Support, Origins: orEmpty(s.Origins), EraseAt: orNull(s.EraseAt), UpdatedAt: s.UpdatedAt, Version: pg.Int(s.Version)})
	if err == nil && n == 0 {
		return tenancy.ErrStale // or another business's, which this transaction does not see
	}
	return err
}

func (t *storeTx) hosts(ctx context.Context, s tenancy.State) error {
	if s.Version > 0 {
		if err := q.ClearHosts(ctx, t.tx, s.ID); err != nil {
			return err
		}
	}
	if len(s.Domains) == 0 {
		return nil
	}
	err := q.AddHosts(ctx, t.tx, s.Domains, s.ID)
	if pg.IsUnique(err, "host_pkey") {
		return tenancy.ErrHostTaken
	}
	return err
}

// directory is ctx without a tenant, in which the directory may be read as a whole.
func directory(ctx context.Context) context.Context {
	a := access.From(ctx)
	a.Tenant = access.TenantID{}
	return access.With(ctx, a)
}

// ByID implements tenancy.Reader.
func (s *Store) ByID(ctx context.Context, id access.TenantID) (tenancy.State, error) {
	ctx = directory(ctx)
	row, err := q.TenantByID(ctx, s.db.Read(ctx), id)
	return stateOf(row), absent(err)
}

// BySlug implements tenancy.Reader.
func (s *Store) BySlug(ctx context.Context, slug string) (tenancy.State, error) {
	ctx = directory(ctx)
	row, err := q.TenantBySlug(ctx, s.db.Read(ctx), slug)
	return stateOf(tenancydb.TenantByIDRow(row)), absent(err)
}

// ByDomain implements tenancy.Reader.
func (s *Store) ByDomain(ctx context.Context, host string) (tenancy.State, error) {
	ctx = directory(ctx)
	row, err := q.TenantByHost(ctx, s.db.Read(ctx), host)
	return stateOf(tenancydb.TenantByIDRow(row)), absent(err)
}

// All implements tenancy.Reader.
func (s *Store) All(ctx context.Context, after string, limit int) ([]tenancy.State, error) {
	ctx = directory(ctx)
	rows, err := q.TenantsFrom(ctx, s.db.Read(ctx), after, pg.Int(limit))
	states := make([]tenancy.State, len(rows))
	for n, row := range rows {
		states[n] = stateOf(tenancydb.TenantByIDRow(row))
	}
	return states, err
}

func absent(err error) error {
	if pg.IsNoRows(err) {
		return tenancy.ErrUnknown
	}
	return err
}

// orNone writes {} and never null.
func orNone(l tenancy.Limits) tenancy.Limits {
	if l == nil {
		return tenancy.Limits{}
	}
	return l
}

// orEmpty writes an empty list and never null.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func names(trades []tenancy.Trade) []string {
	out := make([]string, len(trades))
	for n, t := range trades {
		out[n] = string(t)
	}
	return out
}

func stateOf(r tenancydb.TenantByIDRow) tenancy.State {
	s := tenancy.State{ID: r.ID, Slug: r.Slug, Name: r.Name, Domains: r.Domains, Languages: r.Languages, Default: r.DefaultLanguage,
		Currency: r.Currency, Zone: r.Zone, Branding: r.Branding, Legal: r.Legal, Hours: r.Hours, Status: r.Status, Reason: r.Reason,
		Plan: r.Plan, Limits: r.Limits, Support: r.Support, Origins: r.Origins, EraseAt: at(r.EraseAt),
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: int(r.Version)}
	if len(s.Limits) == 0 {
		s.Limits = nil
	}
	if len(s.Origins) == 0 {
		s.Origins = nil
	}
	for _, t := range r.Trades {
		s.Trades = append(s.Trades, tenancy.Trade(t))
	}
	return s
}
