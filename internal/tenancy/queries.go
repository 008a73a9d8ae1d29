package tenancy

import (
	"context"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
)

// ListTenants lists the businesses of the installation by short name.
type ListTenants struct{ paging.Request }

// Needs implements access.Guarded.
func (ListTenants) Needs() access.Permission { return PermListTenants }

func (t *Tenancy) list(ctx context.Context, q ListTenants) (paging.Page[State], error) {
	if err := t.operatorOnly(ctx); err != nil {
		return paging.Page[State]{}, err
	}
	var after string
	if _, err := paging.Decode(q.Cursor, "slug", &after); err != nil {
		return paging.Page[State]{}, err
	}
	rows, err := t.store.All(ctx, after, q.Size()+1)
	if err != nil {
		return paging.Page[State]{}, err
	}
	return paging.Cut(rows, q.Size(), func(last State) string { return paging.Encode("slug", last.Slug) }), nil
}

// GetTenant asks for the business for which ctx acts. What it says is on the business's public pages (the legal notice
// must name it), so anybody may ask.
type GetTenant struct{}

// Needs implements access.Guarded.
func (GetTenant) Needs() access.Permission { return access.Public }

func (t *Tenancy) get(ctx context.Context, _ GetTenant) (State, error) {
	id := access.TenantOf(ctx)
	if id.IsZero() {
		return State{}, ErrUnknown
	}
	return t.store.ByID(ctx, id)
}

// ResolveHost asks which business answers at a host or under a name. Base is the installation's own domain
// ("localhost"): "<slug>.<base>" is a business; every other host is looked up among the businesses' own. Key, from the
// API's header, is a slug or an identifier and is used when Host is empty.
type ResolveHost struct {
	Host string // lower case, without port
	Base []string
	Key  string
}

// Needs implements access.Guarded.
func (ResolveHost) Needs() access.Permission { return access.Public }

func (t *Tenancy) resolve(ctx context.Context, q ResolveHost) (State, error) {
	if q.Host == "" {
		return t.byKey(ctx, q.Key)
	}
	host := Host(q.Host)
	if len(host) > 253 {
		return State{}, ErrUnknown
	}
	for _, base := range q.Base {
		if label, ok := strings.CutSuffix(host, "."+base); ok {
			return t.bySlug(ctx, label)
		}
	}
	if !hostShape.MatchString(host) {
		return State{}, ErrUnknown
	}
	return t.store.ByDomain(ctx, host)
}

func (t *Tenancy) byKey(ctx context.Context, key string) (State, error) {
	if id, err := ident.Parse[access.Tenant](key); err == nil && !id.IsZero() {
		return t.store.ByID(ctx, id)
	}
	return t.bySlug(ctx, key)
}

func (t *Tenancy) bySlug(ctx context.Context, slug string) (State, error) {
	if !ValidSlug(slug) {
		return State{}, ErrUnknown
	}
	return t.store.BySlug(ctx, slug)
}
