package app

import (
	"context"

	"comptoir/internal/audit/auditio"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/trail"
	"comptoir/internal/tenancy"
)

// observer is told of every use case: figures and logs, the date of what it writes into the trail, and whose trail has
// grown.
func observer(g *ground, o Options, s *auditio.Sealing) usecase.Observer {
	t := trail.Observer{Next: g.obs.Observer(), Wrote: s.Mark}
	if o.History {
		t.Clock = g.now
	}
	return t
}

// tenants lists every business of the installation.
func (c *Contexts) tenants(ctx context.Context) ([]access.TenantID, error) {
	var all []access.TenantID
	err := c.eachTenant(ctx, func(t tenancy.State) { all = append(all, t.ID) })
	return all, err
}

func (c *Contexts) eachTenant(ctx context.Context, do func(tenancy.State)) error {
	ctx = access.AsSystem(ctx, access.TenantID{}, "audit")
	request := paging.Request{Limit: paging.MaxLimit}
	for {
		page, err := c.Tenancy.ListTenants(ctx, tenancy.ListTenants{Request: request})
		if err != nil {
			return err
		}
		for _, t := range page.Items {
			do(t)
		}
		if request.Cursor = page.Next; request.Cursor == "" {
			return nil
		}
	}
}

// TrailOf names a business whose trail can be verified.
type TrailOf struct {
	ID   access.TenantID
	Name string // short name
}

// Trails lists the businesses whose trails can be verified: all of them, or the one that key names.
func (a *App) Trails(ctx context.Context, key string) ([]TrailOf, error) {
	if key != "" {
		t, err := a.Contexts.Tenancy.Directory.ByKey(ctx, key)
		return []TrailOf{{t.ID, t.Slug}}, err
	}
	var all []TrailOf
	err := a.Contexts.eachTenant(ctx, func(t tenancy.State) { all = append(all, TrailOf{t.ID, t.Slug}) })
	return all, err
}
