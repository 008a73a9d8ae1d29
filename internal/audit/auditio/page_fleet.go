package auditio

import (
	"net/http"

	"comptoir/internal/audit"
	"comptoir/internal/web"
)

// fleetView is one business of the operator's page.
type fleetView struct {
	audit.TenantSecurity
	Name   string
	People people
	Href   string // its page in the console; "" for the installation itself
}

// fleetPage shows the operator what is open in which business.
func (m *Module) fleetPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	all, err := m.audit.FleetSecurity(ctx, audit.FleetSecurity{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	views := make([]fleetView, len(all))
	for i, t := range all {
		views[i] = fleetView{TenantSecurity: t, Name: web.T(ctx, "audit.fleet.platform"), People: m.peopleOf(ctx, t.Tenant, t.Events, t.Alerts)}
		if t.Tenant == audit.Platform {
			continue
		}
		if views[i].Name, err = m.d.Business(ctx, t.Tenant); err != nil {
			m.d.Web.Error(w, r, err)
			return
		}
		views[i].Href = "/operator/tenants/" + t.Tenant.String()
	}
	m.d.Web.Render(w, r, http.StatusOK, web.Page{Layout: web.Desk, Title: web.T(ctx, "audit.fleet.title")}, fleetList(views, m.d.Zone(ctx)))
}
