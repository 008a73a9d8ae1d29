package tenancyio

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/tenancy"
	"comptoir/internal/web"
)

// tenantsView is the console's list.
type tenantsView struct {
	Page    paging.Page[tenancy.Surveyed]
	Query   tenancy.TenantQuery
	Request *http.Request
	Address func(tenancy.State) string
}

func (m *Module) pageTenants(w http.ResponseWriter, r *http.Request) {
	ctx, q := r.Context(), r.URL.Query()
	query := tenancy.TenantQuery{Text: q.Get("q"), Status: tenancy.Status(q.Get("status")), Plan: tenancy.Plan(q.Get("plan"))}
	page, err := m.SurveyTenants(ctx, tenancy.SurveyTenants{Query: query, Page: paging.Request{Limit: 25, Cursor: q.Get("cursor")}})
	if err != nil {
		m.web().Error(w, r, err)
		return
	}
	v := tenantsView{Page: page, Query: query, Request: r, Address: m.Directory.Address}
	if web.IsPart(r, "tenants") {
		m.web().Part(w, r, http.StatusOK, tenantList(v))
		return
	}
	m.desk(w, r, http.StatusOK, web.T(ctx, "operator.list.title"), tenantsPage(v))
}

func (m *Module) pageNewTenant(w http.ResponseWriter, r *http.Request) {
	if m.guarded(w, r, tenancy.PermCreateTenant) {
		m.showNewTenant(w, r, web.FormOf("language", "fr", "currency", "EUR", "zone", "Europe/Paris", "trades", "stays", "plan", string(tenancy.Starter)))
	}
}

func (m *Module) showNewTenant(w http.ResponseWriter, r *http.Request, f *web.Form) {
	m.desk(w, r, f.Status(), web.T(r.Context(), "operator.new.title"), newTenantPage(f, m.d.Trades))
}

func (m *Module) postNewTenant(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.web().Form(w, r)
	if !ok {
		return
	}
	lang := f.Get("language")
	c := tenancy.CreateTenant{Slug: f.Get("slug"), Currency: money.Currency(f.Get("currency")), Plan: tenancy.Plan(f.Get("plan")),
		Settings: tenancy.Settings{Name: f.Get("name"), Trades: tradesOf(f), Languages: spoken(lang), DefaultLanguage: lang, Zone: f.Get("zone"), Legal: tenancy.Legal{Name: f.Get("name")}}}
	email, err := administratorAddress(f.Get("email"))
	var s tenancy.State
	if err == nil {
		s, err = m.CreateTenant(ctx, c)
	}
	if err == nil && email != "" {
		err = m.invite(ctx, s, email, f.Get("person"))
	}
	if err != nil {
		if !f.Refused(ctx, err, map[string]string{"defaultLanguage": "language", "languages": "language"}) {
			m.web().Error(w, r, err)
			return
		}
		m.showNewTenant(w, r, f)
		return
	}
	m.done(w, r, nil, "operator.done.created", "/operator/tenants/"+s.ID.String())
}

// administratorAddress reads the address of somebody to be invited; none is none. It is read before the business is made,
// which is not taken back for a mistake in it.
func administratorAddress(text string) (contact.Email, error) {
	if strings.TrimSpace(text) == "" {
		return "", nil
	}
	email, err := contact.ParseEmail(text)
	var check fault.Check
	check.Take("email", err)
	return email, check.Err()
}

// invite opens the first account of a business that the operator has made, by a link to its administrator.
func (m *Module) invite(ctx context.Context, s tenancy.State, email contact.Email, name string) error {
	return m.d.People.Welcome(access.AsSystem(ctx, s.ID, "operator"), email, name, "", s.Default)
}

func tradesOf(f *web.Form) []tenancy.Trade {
	var all []tenancy.Trade
	for _, t := range f.All("trades") {
		all = append(all, tenancy.Trade(t))
	}
	return all
}

func spoken(lang string) []string {
	switch lang {
	case "fr":
		return []string{"fr", "en"}
	case "en":
		return []string{"en", "fr"}
	}
	return []string{lang, "fr", "en"}
}

// tenantView is one business as the operator sees it.
type tenantView struct {
	tenancy.Dossier
	Address string
	Plan    *web.Form
	Me      access.UserID
	Now     time.Time
}

func (m *Module) pageTenant(w http.ResponseWriter, r *http.Request) { m.showTenant(w, r, nil) }

func (m *Module) showTenant(w http.ResponseWriter, r *http.Request, plan *web.Form) {
	ctx := r.Context()
	d, err := m.InspectTenant(ctx, tenancy.InspectTenant{Tenant: idOf[access.Tenant](r, "id")})
	if err != nil {
		m.web().Error(w, r, err)
		return
	}
	status := http.StatusOK
	if plan == nil {
		plan = planForm(d.State)
	} else {
		status = plan.Status()
	}
	m.desk(w, r, status, d.State.Name, tenantPage(tenantView{Dossier: d, Address: m.Directory.Address(d.State), Plan: plan, Me: access.From(ctx).User, Now: m.d.Now()}))
}

// planForm shows the plan and the operator's own figures; storage is written in megabytes.
func planForm(s tenancy.State) *web.Form {
	f := web.FormOf("plan", string(s.Plan))
	for r, n := range s.Limits {
		if r == tenancy.Storage && n > 0 {
			n /= mebi
		}
		f.Values.Set("limit."+string(r), strconv.FormatInt(n, 10))
	}
	return f
}

const mebi = 1 << 20

func (m *Module) postPlan(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.web().Form(w, r)
	if !ok {
		return
	}
	own := tenancy.Limits{}
	for _, res := range tenancy.Resources() {
		text := f.Get("limit." + string(res))
		if text == "" {
			continue
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n > 1<<40 {
			f.Fail("limit."+string(res), web.T(ctx, "web.form.number"))
			continue
		}
		if res == tenancy.Storage && n > 0 {
			n *= mebi
		}
		own[res] = n
	}
	if f.OK() {
		_, err := m.SetPlan(ctx, tenancy.SetPlan{Tenant: idOf[access.Tenant](r, "id"), Plan: tenancy.Plan(f.Get("plan")), Limits: own})
		if err == nil || !f.Refused(ctx, err, map[string]string{"limits.users": "limit.users", "limits.properties": "limit.properties", "limits.storage": "limit.storage", "limits.mails": "limit.mails"}) {
			m.done(w, r, err, "operator.done.plan", r.URL.Path[:strings.LastIndexByte(r.URL.Path, '/')])
			return
		}
	}
	m.showTenant(w, r, f)
}

// act does one thing to a business, for a reason that the form gives, and goes back to its page.
func (m *Module) act(w http.ResponseWriter, r *http.Request, said string, do func(ctx context.Context, id access.TenantID, reason string) error) {
	f, ok := m.web().Form(w, r)
	if !ok {
		return
	}
	id := idOf[access.Tenant](r, "id")
	m.done(w, r, do(r.Context(), id, cmp.Or(f.Get("reason"), f.Get("suspendReason"), f.Get("closeReason"))), said, "/operator/tenants/"+id.String())
}

func (m *Module) postSuspend(w http.ResponseWriter, r *http.Request) {
	m.act(w, r, "operator.done.suspended", func(ctx context.Context, id access.TenantID, reason string) error {
		_, err := m.SuspendTenant(ctx, tenancy.SuspendTenant{Tenant: id, Reason: reason})
		return err
	})
}

func (m *Module) postResume(w http.ResponseWriter, r *http.Request) {
	m.act(w, r, "operator.done.resumed", func(ctx context.Context, id access.TenantID, _ string) error {
		_, err := m.ResumeTenant(ctx, tenancy.ResumeTenant{Tenant: id})
		return err
	})
}

func (m *Module) postClose(w http.ResponseWriter, r *http.Request) {
	m.act(w, r, "operator.done.closed", func(ctx context.Context, id access.TenantID, reason string) error {
		_, err := m.CloseTenant(ctx, tenancy.CloseTenant{Tenant: id, Reason: reason})
		return err
	})
}

func (m *Module) postTenantExport(w http.ResponseWriter, r *http.Request) {
	m.act(w, r, "operator.done.export", func(ctx context.Context, id access.TenantID, _ string) error {
		_, err := m.RequestExport(ctx, tenancy.RequestExport{Tenant: id})
		return err
	})
}

func (m *Module) getTenantExport(w http.ResponseWriter, r *http.Request) {
	m.serveExport(w, r, tenancy.FetchExport{Tenant: idOf[access.Tenant](r, "id"), ID: idOf[tenancy.Export](r, "export")})
}

func (m *Module) postAskSupport(w http.ResponseWriter, r *http.Request) {
	m.act(w, r, "operator.done.support", func(ctx context.Context, id access.TenantID, reason string) error {
		_, err := m.AskSupport(ctx, tenancy.AskSupport{Tenant: id, Reason: reason})
		return err
	})
}

// pageTenantSettings lets the operator configure a business that cannot help itself.
func (m *Module) pageTenantSettings(w http.ResponseWriter, r *http.Request) {
	d, err := m.InspectTenant(r.Context(), tenancy.InspectTenant{Tenant: idOf[access.Tenant](r, "id")})
	if err != nil {
		m.web().Error(w, r, err)
		return
	}
	m.showTenantSettings(w, r, d.State, businessForm(d.State))
}

func (m *Module) showTenantSettings(w http.ResponseWriter, r *http.Request, s tenancy.State, f *web.Form) {
	m.desk(w, r, f.Status(), web.T(r.Context(), "operator.settings.title", "Name", s.Name), businessPage(businessView{State: s, Form: f, Action: r.URL.Path, Trades: m.d.Trades, Operator: true}))
}

func (m *Module) postTenantSettings(w http.ResponseWriter, r *http.Request) {
	ctx, id := r.Context(), idOf[access.Tenant](r, "id")
	d, err := m.InspectTenant(ctx, tenancy.InspectTenant{Tenant: id})
	if err != nil {
		m.web().Error(w, r, err)
		return
	}
	f, settings, version, err := readBusiness(w, r, d.State, true)
	if err != nil {
		m.web().Error(w, r, err)
		return
	}
	if f.OK() {
		if _, err = m.ConfigureTenant(ctx, tenancy.ConfigureTenant{Tenant: id, Version: version, Settings: settings}); err == nil || !f.Refused(ctx, err, legalFields) {
			m.done(w, r, err, "operator.done.saved", "/operator/tenants/"+id.String())
			return
		}
	}
	m.showTenantSettings(w, r, d.State, f)
}
