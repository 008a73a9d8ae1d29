package paymentsio

import (
	"net/http"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/payments"
	"comptoir/internal/web"
)

type reconciliationView struct {
	Differences []payments.Difference
	Unfinished  []payments.View
	Webhooks    []payments.Webhook
	Zone        *time.Location
	May         bool
	Form        *web.Form
	At          payments.DifferenceID // the difference whose form was sent
}

func (m *Module) reconciliationPage(w http.ResponseWriter, r *http.Request) {
	m.showReconciliation(w, r, &web.Form{}, payments.DifferenceID{})
}

func (m *Module) showReconciliation(w http.ResponseWriter, r *http.Request, f *web.Form, at payments.DifferenceID) {
	ctx := r.Context()
	v := reconciliationView{Zone: m.d.Zone(ctx), May: access.From(ctx).May(payments.PermReconcile), Form: f, At: at}
	var err error
	if v.Differences, err = m.payments.Differences(ctx, payments.ListDifferences{}); err == nil {
		v.Webhooks, err = m.payments.Webhooks(ctx, payments.ListWebhooks{})
	}
	if err == nil {
		v.Unfinished, err = m.payments.Unfinished(ctx, payments.ListUnfinished{})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.page(w, r, f.Status(), web.T(ctx, "payments.tab.reconcile"), reconciliation(v))
}

func (m *Module) compare(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	done, err := m.payments.Reconcile(ctx, payments.Reconcile{From: m.d.Now().Add(-compared)})
	if err == nil {
		_, err = m.payments.Replay(ctx, payments.ReplayWebhooks{})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	flash := web.Flash{Tone: web.Positive, Text: web.T(ctx, "payments.compared", "Count", done.Payments)}
	if len(done.Failed) > 0 {
		flash = web.Flash{Tone: web.Warning, Text: web.T(ctx, "payments.not_compared")}
	}
	m.d.Web.Flash(w, r, flash)
	m.d.Web.Redirect(w, r, reconcileTab)
}

// dismiss notes that a person has looked at a notification that was given up.
func (m *Module) dismiss(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	if _, err := m.payments.Dismiss(r.Context(), payments.DismissWebhook{Provider: f.Get("provider"), Notification: f.Get("notification")}); err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(r.Context(), "payments.settled")})
	m.d.Web.Redirect(w, r, reconcileTab)
}

// settle takes over what the provider says of a difference, or notes why it is none.
func (m *Module) settle(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	id, err := ident.Parse[payments.Difference](f.Get("difference"))
	if err != nil {
		m.d.Web.NotFound(w, r)
		return
	}
	if f.Get("do") == "adopt" {
		_, err = m.payments.Adopt(ctx, payments.AdoptDifference{ID: id})
	} else {
		_, err = m.payments.Settle(ctx, payments.SettleDifference{ID: id, Note: f.Get("note")})
	}
	switch {
	case f.Refused(ctx, err, nil):
		m.showReconciliation(w, r, f, id)
	case err != nil:
		m.d.Web.Error(w, r, err)
	default:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "payments.settled")})
		m.d.Web.Redirect(w, r, reconcileTab)
	}
}

type providersView struct {
	Providers []payments.ProviderView
	Hooks     map[string]string
	Zone      *time.Location
	Form      *web.Form // of the provider At
	At        string
}

func (m *Module) providersPage(w http.ResponseWriter, r *http.Request) {
	m.showProviders(w, r, &web.Form{}, "")
}

func (m *Module) showProviders(w http.ResponseWriter, r *http.Request, f *web.Form, at string) {
	ctx := r.Context()
	all, err := m.payments.Providers(ctx, payments.ListProviders{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v := providersView{Providers: all, Hooks: map[string]string{}, Zone: m.d.Zone(ctx), Form: f, At: at}
	for _, p := range all {
		v.Hooks[p.Provider] = m.hook(ctx, p.Provider)
	}
	m.page(w, r, f.Status(), web.T(ctx, "payments.providers"), providers(v))
}

func (m *Module) saveKeys(w http.ResponseWriter, r *http.Request) {
	ctx, name := r.Context(), r.PathValue("provider")
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	keys, names := payments.Keys{}, map[string]string{}
	for _, field := range m.payments.FieldsOf(name) {
		keys[field.Name] = f.Get(name + "_" + field.Name)
		names[field.Name] = name + "_" + field.Name
	}
	_, err := m.payments.Configure(ctx, payments.ConfigureProvider{Provider: name, Keys: keys})
	if f.Refused(ctx, err, names) {
		m.showProviders(w, r, f, name)
		return
	}
	m.provider(w, r, err, "payments.keys_saved")
}

func (m *Module) provider(w http.ResponseWriter, r *http.Request, err error, words string) {
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(r.Context(), words)})
	m.d.Web.Redirect(w, r, providersTab)
}

func (m *Module) switchProvider(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	do := f.Get("do")
	_, err := m.payments.Switch(r.Context(), payments.SwitchProvider{Provider: r.PathValue("provider"), Enabled: do != "off", Default: do == "default"})
	m.provider(w, r, err, "payments.switched")
}

func (m *Module) testProvider(w http.ResponseWriter, r *http.Request) {
	v, err := m.payments.Test(r.Context(), payments.TestProvider{Provider: r.PathValue("provider")})
	if err == nil && v.CheckCode != "" {
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Danger, Text: web.T(r.Context(), "payments.check."+problemKey(v.CheckCode))})
		m.d.Web.Redirect(w, r, providersTab)
		return
	}
	m.provider(w, r, err, "payments.keys_good")
}
