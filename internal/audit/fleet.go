package audit

import (
	"cmp"
	"context"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/paging"
)

// PermReadFleet is seeing the security of every business at once: the operator's, who answers for the installation.
const PermReadFleet access.Permission = "audit.read_fleet"

// What FleetSecurity shows of one business: the grave events of the last week, at most so many.
const (
	fleetWindow = 7 * 24 * time.Hour
	fleetEvents = 10
)

// TenantSecurity is what needs the operator in one business: alerts that nobody there has looked at, and grave events.
type TenantSecurity struct {
	Tenant access.TenantID // Platform: the installation's own address
	Alerts []Alert
	Events []SecurityEvent
	last   time.Time
}

// FleetSecurity gives every business where something is open, the newest first. It asks each business for itself, so that
// the wall between them stands for this page, too.
type FleetSecurity struct{}

// Needs implements access.Guarded.
func (FleetSecurity) Needs() access.Permission { return PermReadFleet }

func (a *Audit) fleetSecurity(ctx context.Context, _ FleetSecurity) ([]TenantSecurity, error) {
	tenants, err := a.d.Tenants(ctx)
	if err != nil {
		return nil, err
	}
	since := a.d.Now().Add(-fleetWindow)
	var all []TenantSecurity
	for _, id := range append(slices.Clone(tenants), Platform) {
		t, err := a.securityOf(access.AsSystem(ctx, id, "audit.fleet"), id, since)
		if err != nil {
			return nil, err
		}
		if len(t.Alerts)+len(t.Events) > 0 {
			all = append(all, t)
		}
	}
	slices.SortStableFunc(all, func(x, y TenantSecurity) int {
		return cmp.Or(-cmp.Compare(min(len(x.Alerts), 1), min(len(y.Alerts), 1)), y.last.Compare(x.last))
	})
	return all, nil
}

func (a *Audit) securityOf(ctx context.Context, id access.TenantID, since time.Time) (TenantSecurity, error) {
	t := TenantSecurity{Tenant: id}
	alerts, err := a.d.Security.Alerts(ctx)
	if err != nil {
		return t, err
	}
	for _, x := range alerts {
		if x.Acknowledged.Year() <= 1 {
			t.Alerts = append(t.Alerts, x)
			t.last = maxTime(t.last, x.Last)
		}
	}
	page, err := a.d.Security.Events(ctx, SecurityFilter{Severity: Warning, From: since}, paging.Request{Limit: fleetEvents})
	t.Events = page.Items
	for _, e := range t.Events {
		t.last = maxTime(t.last, e.At)
	}
	return t, err
}

func maxTime(x, y time.Time) time.Time {
	if y.After(x) {
		return y
	}
	return x
}
