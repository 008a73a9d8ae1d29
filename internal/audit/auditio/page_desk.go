package auditio

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"strings"
	"time"

	"comptoir/internal/audit"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/web"
)

// Texts are the words of the pages.
//
//go:embed locales/*.json
var Texts embed.FS

// Pages registers the desk's pages of the trail and of security.
func (m *Module) Pages(mux *http.ServeMux) {
	mux.HandleFunc("GET /desk/audit", m.trailPage)
	mux.HandleFunc("GET /desk/audit/{id}", m.entryPage)
	mux.HandleFunc("GET /desk/audit/export/{format}", m.exportPage)
	mux.HandleFunc("GET /desk/security", m.securityPage)
	mux.HandleFunc("GET /operator/security", m.fleetPage)
	mux.HandleFunc("POST /desk/security/alerts/{id}/seen", m.seenPage)
}

// trailView is the list of entries under the filters of the address.
type trailView struct {
	Form       *web.Form
	Entries    []audit.Entry
	Check      audit.Check
	Zone       *time.Location
	Prev, Next string
	Query      string // of the filters, for the exports
	MayExport  bool
}

func (v trailView) filtered() bool { return v.Query != "" }

// filterNames are the fields of the filter of the trail.
var filterNames = []string{"person", "action", "object", "id", "q", "from", "to"}

// filterOf reads the filter of the trail; what cannot be read is said beside its field.
func (m *Module) filterOf(ctx context.Context, f *web.Form) audit.Filter {
	filter := audit.Filter{Actor: f.Get("person"), Action: f.Get("action"), Entity: f.Get("object"), Text: f.Get("q")}
	if id, err := ident.ParseRaw(f.Get("id")); err == nil {
		filter.EntityID = id
	}
	filter.From, filter.To = m.days(ctx, f)
	return filter
}

// days reads a period of civil days in the business's time zone; the last day is included.
func (m *Module) days(ctx context.Context, f *web.Form) (from, to time.Time) {
	first, last := f.Date(ctx, "from"), f.Date(ctx, "to")
	if !first.IsZero() && !last.IsZero() && last.Before(first) {
		f.Fail("to", web.T(ctx, "fault.reversed_dates"))
		return from, to
	}
	zone := m.d.Zone(ctx)
	midnight := func(d period.Date) time.Time {
		y, mo, day := d.Date()
		return time.Date(y, mo, day, 0, 0, 0, 0, zone)
	}
	if !first.IsZero() {
		from = midnight(first)
	}
	if !last.IsZero() {
		to = midnight(last.AddDays(1))
	}
	return from, to
}

func (m *Module) trailPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	v := trailView{Form: f, Zone: m.d.Zone(ctx), Query: queryOf(f, filterNames), MayExport: access.From(ctx).May(audit.PermExport)}
	page, err := m.audit.Search(ctx, audit.SearchTrail{Filter: m.filterOf(ctx, f), Page: paging.Request{Limit: 50, Cursor: f.Get("cursor")}})
	if err == nil {
		v.Check, err = m.audit.Status(ctx, audit.TrailStatus{})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v.Entries = page.Items
	v.Prev, v.Next = web.PageLinks(r, page.Next)
	m.d.Web.Render(w, r, f.Status(), web.Page{Layout: web.Desk, Title: web.T(ctx, "audit.trail.title")}, trailList(v))
}

// queryOf writes the fields that are set, for another address with the same filter.
func queryOf(f *web.Form, names []string) string {
	q := url.Values{}
	for _, name := range names {
		if value := f.Get(name); value != "" {
			q.Set(name, value)
		}
	}
	return q.Encode()
}

func (m *Module) entryPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	id, err := ident.ParseRaw(r.PathValue("id"))
	if err != nil {
		err = audit.ErrUnknownEntry
	}
	var e audit.Entry
	if err == nil {
		e, err = m.audit.Entry(ctx, audit.GetEntry{ID: id})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Render(w, r, http.StatusOK, web.Page{Layout: web.Desk, Title: web.T(ctx, "audit.trail.detail")}, entryDetail(e, m.d.Zone(ctx)))
}

// homes are the pages of objects that have one.
var homes = map[string]string{"stays.reservation": "/desk/reservations/", "stays.property": "/desk/properties/"}

func homeOf(e audit.Entry) string {
	if path, ok := homes[e.Entity]; ok {
		return path + e.EntityID.String()
	}
	return ""
}

// securityView is the list of alerts and events.
type securityView struct {
	Form       *web.Form
	Alerts     []audit.Alert
	Events     []audit.SecurityEvent
	People     people
	Zone       *time.Location
	Prev, Next string
	MayHandle  bool
}

func (m *Module) securityPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	v := securityView{Form: f, Zone: m.d.Zone(ctx), MayHandle: access.From(ctx).May(audit.PermHandleAlerts)}
	filter := audit.SecurityFilter{Kind: audit.SecurityKind(f.Get("kind")), Severity: audit.Severity(f.Get("severity")), Address: strings.TrimSpace(f.Get("address"))}
	filter.From, filter.To = m.days(ctx, f)
	page, err := m.audit.SearchSecurity(ctx, audit.SearchSecurity{Filter: filter, Page: paging.Request{Limit: 50, Cursor: f.Get("cursor")}})
	if err == nil {
		v.Alerts, err = m.audit.ListAlerts(ctx, audit.ListAlerts{})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v.Events = page.Items
	v.People = m.peopleOf(ctx, access.TenantOf(ctx), v.Events, v.Alerts)
	v.Prev, v.Next = web.PageLinks(r, page.Next)
	m.d.Web.Render(w, r, f.Status(), web.Page{Layout: web.Desk, Title: web.T(ctx, "audit.security.title")}, securityList(v))
}

func (m *Module) seenPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	id, err := ident.ParseRaw(r.PathValue("id"))
	if err != nil {
		err = audit.ErrUnknownAlert
	} else {
		_, err = m.audit.AcknowledgeAlert(ctx, audit.AcknowledgeAlert{ID: id})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "audit.security.done")})
	m.d.Web.Redirect(w, r, "/desk/security")
}
