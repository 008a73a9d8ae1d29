package staysio

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// MailTexts lists and keeps the business's own wording of its mails. Another context has them; the composition root
// brings them here.
type MailTexts interface {
	// MayEdit reports whether the actor of ctx may list and keep wordings: the page is shown to nobody else.
	MayEdit(ctx context.Context) bool
	List(ctx context.Context) ([]MailText, error)
	// Save keeps a wording; empty parts give the usual one back. fault.Invalid names subject or intro.
	Save(ctx context.Context, t MailText) error
}

// MailText is the wording of a kind of mail in one language. Words in braces are filled in.
type MailText struct {
	Kind    string
	Name    string // of the kind, in the reader's language; the kind itself when empty
	Locale  string
	Subject string
	Intro   string
}

// deskSettingsPages registers the agency's choices.
func (m *Module) deskSettingsPages(mux *http.ServeMux) {
	mux.HandleFunc("GET /desk/settings", m.deskSettings)
	mux.HandleFunc("POST /desk/settings", m.postSettings)
	m.policyPages(mux)
	mux.HandleFunc("GET /desk/settings/taxes", m.deskTaxes)
	mux.HandleFunc("GET /desk/settings/taxes/{id}", m.deskTax)
	mux.HandleFunc("POST /desk/settings/taxes/{id}", m.postTax)
	mux.HandleFunc("POST /desk/settings/taxes/{id}/remove", m.postRemoveTax)
	mux.HandleFunc("GET /desk/settings/mails", m.deskMails)
	mux.HandleFunc("POST /desk/settings/mails", m.postMail)
}

// settingsView is the agency's choices under one tab.
type settingsView struct {
	stays.Settings
	Form    *web.Form
	Tab     string
	Rules   []stays.TaxRule
	Rule    stays.TaxRule // the one that is edited
	Policy  stays.Policy  // the one that is edited
	Mails   []MailText
	Mail    *MailText // the one that is edited
	HasMail bool
	MayEdit bool
}

func (m *Module) settingsView(ctx context.Context, tab string) settingsView {
	may := access.From(ctx).May(stays.PermManageSettings)
	return settingsView{Tab: tab, HasMail: m.MailTexts != nil && m.MailTexts.MayEdit(ctx), MayEdit: may}
}

func (m *Module) showSettings(w http.ResponseWriter, r *http.Request, status int, v settingsView, body formBody) {
	m.Web.Render(w, r, status, deskPage(r.Context(), "desk.settings.title"), settingsPage(v, body))
}

func settingsForm(ctx context.Context, s stays.Settings) *web.Form {
	f := web.FormOf("currency", string(s.Currency), "zone", s.Zone, "referencePrefix", s.ReferencePrefix, "legal", string(s.Legal), "depositPercent", typedPercent(ctx, s.DepositPercent),
		"balanceDays", strconv.Itoa(s.BalanceDays), "holdMinutes", strconv.Itoa(s.HoldMinutes), "quoteMinutes", strconv.Itoa(s.QuoteMinutes))
	for _, code := range s.Offered {
		f.Values.Add("offered", string(code))
	}
	for n, i := range s.Instalments {
		f.Values.Set(termField(n, "percent"), typedPercent(ctx, i.Percent))
		f.Values.Set(termField(n, "days"), strconv.Itoa(i.Days))
		if i.Booked {
			f.Values.Set(termField(n, "from"), "booking")
		}
	}
	return f
}

func termField(n int, part string) string { return fmt.Sprintf("instalment%d_%s", n, part) }

// readTerms reads the instalments: lines without a percentage are none. names are the form's names of the settings' fields.
func readTerms(ctx context.Context, f *web.Form) (terms []stays.Instalment, names map[string]string) {
	names = map[string]string{"instalments": termField(0, "percent")}
	for n := range stays.MostInstalments {
		if f.Get(termField(n, "percent")) == "" {
			continue
		}
		for _, part := range []string{"percent", "days"} {
			names[fmt.Sprintf("instalments.%d.%s", len(terms), part)] = termField(n, part)
		}
		f.Need(ctx, termField(n, "days"))
		terms = append(terms, stays.Instalment{Percent: f.Percent(ctx, termField(n, "percent")), Days: f.Int(ctx, termField(n, "days")), Booked: f.Get(termField(n, "from")) == "booking"})
	}
	return terms, names
}

func (m *Module) deskSettings(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	s, err := m.stays.GetSettings(ctx, stays.GetSettings{})
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v := m.settingsView(ctx, "")
	v.Settings, v.Form = s, settingsForm(ctx, s)
	m.showSettings(w, r, http.StatusOK, v, settingsTab(v))
}

func (m *Module) postSettings(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, err := web.ReadForm(w, r)
	var s stays.Settings
	if err == nil {
		s, err = m.stays.GetSettings(ctx, stays.GetSettings{})
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	next := s
	next.Version = f.Int(ctx, "version")
	next.Zone, next.ReferencePrefix, next.Legal = f.Get("zone"), f.Get("referencePrefix"), stays.LegalProfile(f.Get("legal"))
	next.DepositPercent, next.BalanceDays = f.Percent(ctx, "depositPercent"), f.Int(ctx, "balanceDays")
	var names map[string]string
	next.Instalments, names = readTerms(ctx, f)
	next.HoldMinutes, next.QuoteMinutes = f.Int(ctx, "holdMinutes"), f.Int(ctx, "quoteMinutes")
	next.Offered = nil
	for _, code := range f.All("offered") {
		next.Offered = append(next.Offered, stays.PolicyCode(code))
	}
	if f.OK() {
		_, err = m.stays.EditSettings(ctx, stays.EditSettings{Settings: next})
	}
	m.saved(w, r, f, err, names, "desk.done.saved", "/desk/settings", func(status int) {
		v := m.settingsView(ctx, "")
		v.Settings, v.Form = s, f
		m.showSettings(w, r, status, v, settingsTab(v))
	})
}

func (m *Module) deskTaxes(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	rules, err := m.stays.ListTaxRules(ctx, stays.ListTaxRules{})
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v := m.settingsView(ctx, "/taxes")
	v.Rules = rules
	m.showSettings(w, r, http.StatusOK, v, taxesTab(v))
}

// newTax is the path's identifier of a rule that does not exist yet.
const newTax = "new"

// taxOf finds the rule of the path; the zero rule for a new one.
func (m *Module) taxOf(r *http.Request) (stays.TaxRule, error) {
	rules, err := m.stays.ListTaxRules(r.Context(), stays.ListTaxRules{})
	if err != nil || r.PathValue("id") == newTax {
		return stays.TaxRule{}, err
	}
	i := slices.IndexFunc(rules, func(x stays.TaxRule) bool { return x.ID.String() == r.PathValue("id") })
	if i < 0 {
		return stays.TaxRule{}, stays.ErrUnknownTaxRule
	}
	return rules[i], nil
}

// The forms of a rule have room for so many periods of collection and shares of others.
const (
	taxPeriods = 2
	taxShares  = 3
)

func taxForm(ctx context.Context, t stays.TaxRule) *web.Form {
	f := web.FormOf("insee", t.INSEE, "commune", t.Commune, "percent", typedPercent(ctx, t.Percent), "cap", typed(ctx, t.Cap), "rentBelow", typed(ctx, t.RentBelow), "source", t.Source)
	if !t.From.IsZero() {
		f.Values.Set("from", t.From.String())
	}
	if !t.Until.IsZero() {
		f.Values.Set("until", t.Until.String())
	}
	if t.Flat {
		f.Values.Set("flat", "1")
	}
	for category, a := range t.Tariffs {
		f.Values.Set("tariff_"+string(category), typed(ctx, a))
	}
	for i, p := range t.Periods {
		f.Values.Set(fmt.Sprintf("period%dFirst", i), fmt.Sprintf("%02d-%02d", p.First.Day, p.First.Month))
		f.Values.Set(fmt.Sprintf("period%dLast", i), fmt.Sprintf("%02d-%02d", p.Last.Day, p.Last.Month))
	}
	for i, a := range t.Additional {
		f.Values.Set(fmt.Sprintf("share%dCode", i), a.Code)
		f.Values.Set(fmt.Sprintf("share%dPercent", i), typedPercent(ctx, a.Percent))
	}
	return f
}

// monthDay reads "31-08" or "31/08"; an empty field is the zero day.
func monthDay(ctx context.Context, f *web.Form, name string) stays.MonthDay {
	s := f.Get(name)
	if s == "" {
		return stays.MonthDay{}
	}
	var d stays.MonthDay
	if _, err := fmt.Sscanf(s, "%d-%d", &d.Day, &d.Month); err != nil {
		if _, err := fmt.Sscanf(s, "%d/%d", &d.Day, &d.Month); err != nil {
			f.Fail(name, web.T(ctx, "desk.tax.day_form"))
		}
	}
	return d
}

func readTax(ctx context.Context, f *web.Form, old stays.TaxRule) stays.TaxRule {
	const c = money.EUR // the French tourist tax
	t := stays.TaxRule{ID: old.ID, Version: f.Int(ctx, "version"), INSEE: f.Get("insee"), Commune: f.Get("commune"), From: f.Date(ctx, "from"), Until: f.Date(ctx, "until"), Flat: f.Checked("flat"),
		Percent: f.Percent(ctx, "percent"), Cap: f.Amount(ctx, "cap", c), RentBelow: f.Amount(ctx, "rentBelow", c), Source: f.Get("source"), Tariffs: map[stays.TaxCategory]money.Amount{}}
	for _, category := range stays.Classified {
		if name := "tariff_" + string(category); f.Get(name) != "" {
			t.Tariffs[category] = f.Amount(ctx, name, c)
		}
	}
	for i := range max(taxPeriods, len(old.Periods)) {
		p := stays.TaxPeriod{First: monthDay(ctx, f, fmt.Sprintf("period%dFirst", i)), Last: monthDay(ctx, f, fmt.Sprintf("period%dLast", i))}
		if p != (stays.TaxPeriod{}) {
			t.Periods = append(t.Periods, p)
		}
	}
	for i := range max(taxShares, len(old.Additional)) {
		a := stays.AdditionalTax{Code: f.Get(fmt.Sprintf("share%dCode", i)), Percent: f.Percent(ctx, fmt.Sprintf("share%dPercent", i))}
		if a.Code != "" {
			t.Additional = append(t.Additional, a)
		}
	}
	return t
}

// taxFields are the form's names of the rule's fields that differ.
var taxFields = func() map[string]string {
	names := map[string]string{}
	for _, category := range stays.Classified {
		names["tariffs."+string(category)] = "tariff_" + string(category)
	}
	for i := range 6 {
		names[fmt.Sprintf("periods.%d", i)] = fmt.Sprintf("period%dFirst", i)
		names[fmt.Sprintf("additional.%d.code", i)] = fmt.Sprintf("share%dCode", i)
		names[fmt.Sprintf("additional.%d.percent", i)] = fmt.Sprintf("share%dPercent", i)
	}
	return names
}()

func (m *Module) deskTax(w http.ResponseWriter, r *http.Request) {
	rule, err := m.taxOf(r)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	m.showTax(w, r, http.StatusOK, rule, taxForm(r.Context(), rule))
}

func (m *Module) showTax(w http.ResponseWriter, r *http.Request, status int, rule stays.TaxRule, f *web.Form) {
	v := m.settingsView(r.Context(), "/taxes")
	v.Rule, v.Form = rule, f
	m.showSettings(w, r, status, v, taxTab(v))
}

func (m *Module) postTax(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, err := web.ReadForm(w, r)
	var old stays.TaxRule
	if err == nil {
		old, err = m.taxOf(r)
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	rule := readTax(ctx, f, old)
	if f.OK() {
		_, err = m.stays.PutTaxRule(ctx, stays.PutTaxRule{Rule: rule})
	}
	m.saved(w, r, f, err, taxFields, "desk.done.saved", "/desk/settings/taxes", func(status int) { m.showTax(w, r, status, old, f) })
}

func (m *Module) postRemoveTax(w http.ResponseWriter, r *http.Request) {
	id, err := ident.Parse[stays.TaxRule](r.PathValue("id"))
	if err != nil {
		err = stays.ErrUnknownTaxRule
	} else {
		_, err = m.stays.RemoveTaxRule(r.Context(), stays.RemoveTaxRule{ID: id})
	}
	if fault.KindOf(err) == fault.NotFound && id != (stays.TaxRuleID{}) {
		err = nil // gone already is what was asked for
	}
	m.tried(w, r, err, "desk.done.removed", "/desk/settings/taxes")
}

// deskMails lists every wording, with the form of the one that the address names.
func (m *Module) deskMails(w http.ResponseWriter, r *http.Request) {
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	m.showMails(w, r, http.StatusOK, f, false)
}

// showMails shows the wordings; refused says that the form holds what was typed.
func (m *Module) showMails(w http.ResponseWriter, r *http.Request, status int, f *web.Form, refused bool) {
	ctx := r.Context()
	if m.MailTexts == nil {
		m.Web.NotFound(w, r)
		return
	}
	texts, err := m.MailTexts.List(ctx)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v := m.settingsView(ctx, "/mails")
	v.Mails = texts
	i := slices.IndexFunc(texts, func(t MailText) bool { return t.Kind == f.Get("kind") && t.Locale == f.Get("locale") })
	if i >= 0 {
		v.Mail, v.Form = &texts[i], f
		if !refused {
			v.Form = web.FormOf("subject", texts[i].Subject, "intro", texts[i].Intro)
		}
	}
	m.showSettings(w, r, status, v, mailsTab(v))
}

func (m *Module) postMail(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	if m.MailTexts == nil {
		m.Web.NotFound(w, r)
		return
	}
	err := m.MailTexts.Save(ctx, MailText{Kind: f.Get("kind"), Locale: f.Get("locale"), Subject: f.Get("subject"), Intro: f.Get("intro")})
	m.saved(w, r, f, err, nil, "desk.done.saved", "/desk/settings/mails", func(status int) { m.showMails(w, r, status, f, true) })
}
