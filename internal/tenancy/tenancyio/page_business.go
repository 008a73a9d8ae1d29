package tenancyio

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/money"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/phone"
	"comptoir/internal/tenancy"
	"comptoir/internal/web"
)

// businessView is the form about the business itself, for its administrator or for the operator.
type businessView struct {
	State    tenancy.State
	Form     *web.Form
	Action   string
	Trades   []tenancy.Trade
	Operator bool
}

// legalTexts are the fields of the legal identity that are plain texts, by the form's name.
func legalTexts(l *tenancy.Legal) map[string]*string {
	return map[string]*string{"legalName": &l.Name, "form": &l.Form, "siren": &l.SIREN, "siret": &l.SIRET, "vat": &l.VATNumber, "rcs": &l.RCS,
		"card": &l.ProfessionalCard, "cardBy": &l.CardIssuedBy, "guarantor": &l.Guarantor, "insurer": &l.Insurer, "director": &l.Director, "mediator": &l.Mediator,
		"other": &l.RegistrationOther, "rc": &l.RC, "nif": &l.NIF, "nis": &l.NIS, "art": &l.ART}
}

// legalFields maps the paths of a refusal to the form's fields.
var legalFields = map[string]string{"legal.name": "legalName", "legal.form": "form", "legal.siren": "siren", "legal.siret": "siret", "legal.vatNumber": "vat", "legal.rcs": "rcs",
	"legal.professionalCard": "card", "legal.cardIssuedBy": "cardBy", "legal.guarantor": "guarantor", "legal.insurer": "insurer", "legal.director": "director", "legal.mediator": "mediator",
	"legal.registrationOther": "other", "legal.rc": "rc", "legal.nif": "nif", "legal.nis": "nis", "legal.art": "art", "legal.capital": "capital", "legal.guaranteeAmount": "guarantee",
	"legal.address.line1": "line1", "legal.address.line2": "line2", "legal.address.postalCode": "postalCode", "legal.address.city": "city", "legal.address.region": "region", "legal.address.country": "country",
	"defaultLanguage": "language", "branding.accent": "accent", "branding.second": "second", "branding.font": "font", "branding.tagline": "tagline"}

// businessForm fills the form with what is stored.
func businessForm(s tenancy.State) *web.Form {
	l := s.Legal
	f := web.FormOf("version", strconv.Itoa(s.Version), "name", s.Name, "language", s.Default, "zone", s.Zone, "line1", l.Address.Line1, "line2", l.Address.Line2,
		"postalCode", l.Address.PostalCode, "city", l.Address.City, "region", l.Address.Region, "country", l.Address.Country, "phone", phone.Format(l.Phone, ""), "email", string(l.Email))
	for name, text := range legalTexts(&l) {
		f.Values.Set(name, *text)
	}
	if !l.Capital.IsZero() {
		f.Values.Set("capital", l.Capital.Decimal())
	}
	if !l.GuaranteeAmount.IsZero() {
		f.Values.Set("guarantee", l.GuaranteeAmount.Decimal())
	}
	f.Values["languages"], f.Values["trades"] = slices.Clone(s.Languages), tradeNames(s.Trades)
	return f
}

// readBusiness reads the form on top of what is stored: what the form does not hold stays. The trades are the operator's.
func readBusiness(w http.ResponseWriter, r *http.Request, s tenancy.State, operator bool) (*web.Form, tenancy.Settings, int, error) {
	ctx, c := r.Context(), settingsOf(s)
	f, err := web.ReadForm(w, r)
	if err != nil {
		return nil, c, 0, err
	}
	c.Name, c.Zone, c.DefaultLanguage, c.Languages = f.Get("name"), f.Get("zone"), f.Get("language"), f.All("languages")
	if operator {
		c.Trades = tradesOf(f)
	}
	for name, text := range legalTexts(&c.Legal) {
		*text = f.Get(name)
	}
	currency := s.Currency
	c.Legal.Capital, c.Legal.GuaranteeAmount = optional(f.Amount(ctx, "capital", currency)), optional(f.Amount(ctx, "guarantee", currency))
	c.Legal.Address = contact.PostalAddress{Line1: f.Get("line1"), Line2: f.Get("line2"), PostalCode: f.Get("postalCode"), City: f.Get("city"), Region: f.Get("region"), Country: strings.ToUpper(f.Get("country"))}
	if c.Legal.Address.Line1 == "" && c.Legal.Address.City == "" && c.Legal.Address.PostalCode == "" {
		c.Legal.Address = contact.PostalAddress{} // a country alone is no address
	}
	if c.Legal.Phone = ""; f.Get("phone") != "" {
		if c.Legal.Phone, err = phone.Parse(f.Get("phone"), c.Legal.Address.Country); err != nil {
			f.Fail("phone", web.FaultText(ctx, err))
		}
	}
	if c.Legal.Email = ""; f.Get("email") != "" {
		if c.Legal.Email, err = contact.ParseEmail(f.Get("email")); err != nil {
			f.Fail("email", web.FaultText(ctx, err))
		}
	}
	return f, c, f.Int(ctx, "version"), nil
}

// optional drops an amount of nothing, so that the papers do not print a capital of zero.
func optional(a money.Amount) money.Amount {
	if a.IsZero() {
		return money.Amount{}
	}
	return a
}

// inside asks for the business with all that its administrator may see of it.
func (m *Module) inside(w http.ResponseWriter, r *http.Request) (tenancy.Dossier, bool) {
	d, err := m.Inside(r.Context(), tenancy.Inside{})
	if err != nil {
		m.web().Error(w, r, err)
	}
	return d, err == nil
}

func (m *Module) pageBusiness(w http.ResponseWriter, r *http.Request) {
	if d, ok := m.inside(w, r); ok {
		m.showBusiness(w, r, d.State, businessForm(d.State))
	}
}

func (m *Module) showBusiness(w http.ResponseWriter, r *http.Request, s tenancy.State, f *web.Form) {
	m.desk(w, r, f.Status(), web.T(r.Context(), "business.title"), businessTabs(r.URL.Path, businessPage(businessView{State: s, Form: f, Action: "/desk/business"})))
}

func (m *Module) postBusiness(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	d, ok := m.inside(w, r)
	if !ok {
		return
	}
	f, settings, version, err := readBusiness(w, r, d.State, false)
	if err != nil {
		m.web().Error(w, r, err)
		return
	}
	if f.OK() {
		if _, err = m.UpdateSettings(ctx, tenancy.UpdateSettings{Version: version, Settings: settings}); err == nil || !f.Refused(ctx, err, legalFields) {
			m.done(w, r, err, "business.done.saved", "/desk/business")
			return
		}
	}
	m.showBusiness(w, r, d.State, f)
}

func (m *Module) pageDomains(w http.ResponseWriter, r *http.Request) {
	m.showDomains(w, r, web.FormOf(), nil)
}

// showDomains shows the page with the form of a domain, and that of the origins as it was sent; nil: as they are stored.
func (m *Module) showDomains(w http.ResponseWriter, r *http.Request, f, origins *web.Form) {
	d, ok := m.inside(w, r)
	if !ok {
		return
	}
	status := f.Status()
	if origins == nil {
		origins = web.FormOf("version", strconv.Itoa(d.State.Version), "origins", strings.Join(d.State.Origins, "\n"))
	} else {
		status = origins.Status()
	}
	m.desk(w, r, status, web.T(r.Context(), "business.title"), businessTabs("/desk/business/domains", domainsPage(d, f, origins, m.Directory.Address(ownName(d.State)))))
}

func (m *Module) postOrigins(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.web().Form(w, r)
	if !ok {
		return
	}
	_, err := m.AllowOrigins(ctx, tenancy.AllowOrigins{Version: f.Int(ctx, "version"), Origins: strings.Fields(f.Get("origins"))})
	if err != nil && f.Refused(ctx, err, nil) {
		m.showDomains(w, r, web.FormOf(), f)
		return
	}
	m.done(w, r, err, "business.done.origins", "/desk/business/domains")
}

// ownName is the business under the installation's domain, whatever hosts it has.
func ownName(s tenancy.State) tenancy.State {
	s.Domains = nil
	return s
}

func (m *Module) postDomain(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.web().Form(w, r)
	if !ok {
		return
	}
	_, err := m.ClaimDomain(ctx, tenancy.ClaimDomain{Host: f.Get("host")})
	if err != nil && f.Refused(ctx, err, map[string]string{"domains": "host"}) {
		m.showDomains(w, r, f, nil)
		return
	}
	m.done(w, r, err, "business.done.claimed", "/desk/business/domains")
}

func (m *Module) postVerify(w http.ResponseWriter, r *http.Request) {
	_, err := m.VerifyDomain(r.Context(), tenancy.VerifyDomain{Host: r.PathValue("host")})
	m.done(w, r, err, "business.done.verified", "/desk/business/domains")
}

func (m *Module) postDrop(w http.ResponseWriter, r *http.Request) {
	_, err := m.DropDomain(r.Context(), tenancy.DropDomain{Host: r.PathValue("host")})
	m.done(w, r, err, "business.done.dropped", "/desk/business/domains")
}

func (m *Module) pagePlan(w http.ResponseWriter, r *http.Request) {
	if d, ok := m.inside(w, r); ok {
		m.desk(w, r, http.StatusOK, web.T(r.Context(), "business.title"), businessTabs(r.URL.Path, planPage(d)))
	}
}

func (m *Module) postExport(w http.ResponseWriter, r *http.Request) {
	_, err := m.RequestExport(r.Context(), tenancy.RequestExport{})
	m.done(w, r, err, "business.done.export", "/desk/business/plan")
}

func (m *Module) getExport(w http.ResponseWriter, r *http.Request) {
	m.serveExport(w, r, tenancy.FetchExport{ID: idOf[tenancy.Export](r, "export")})
}

// serveExport sends the file of an export, as something to keep.
func (m *Module) serveExport(w http.ResponseWriter, r *http.Request, q tenancy.FetchExport) {
	e, err := m.FetchExport(r.Context(), q)
	if err != nil {
		m.web().Error(w, r, err)
		return
	}
	tenant := q.Tenant
	if tenant.IsZero() {
		tenant = access.TenantOf(r.Context())
	}
	key, err := blob.ParseKey(tenant, e.File)
	if err == nil {
		w.Header().Set("Cache-Control", "private, no-store")
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // a large file on a slow line takes its time
		err = m.d.Blobs.Serve(w, r, key, blob.ServeOptions{Download: exportName(e)})
	}
	if err = gone(err); err != nil {
		m.web().Error(w, r, err)
	}
}

func exportName(e tenancy.Export) string {
	return "comptoir-export-" + e.AskedAt.Format(time.DateOnly) + ".zip"
}

// gone says of a file that is not there that its time is over.
func gone(err error) error {
	if errors.Is(err, blob.ErrNotFound) {
		return tenancy.ErrExportGone
	}
	return err
}
