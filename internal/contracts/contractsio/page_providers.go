package contractsio

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/web"
)

// providerPages registers the settings of the providers, and the ways to them from a contract.
func (m *Module) providerPages(mux *http.ServeMux) {
	mux.HandleFunc("POST "+settingsPath+"/{provider}/keys", m.d.Web.Only(contracts.PermSettings, m.saveKeys))
	mux.HandleFunc("POST "+settingsPath+"/{provider}/choose", m.d.Web.Only(contracts.PermSettings, m.chooseProvider))
	mux.HandleFunc("POST "+settingsPath+"/{provider}/test", m.d.Web.Only(contracts.PermSettings, m.testProvider))
	mux.HandleFunc("POST "+listPath+"/{id}/provider", m.d.Web.Only(contracts.PermSign, m.deskProvider))
	mux.HandleFunc("POST "+listPath+"/{id}/sync", m.d.Web.Only(contracts.PermSend, m.deskSync))
	mux.HandleFunc("GET "+listPath+"/{id}/proof", m.deskProof)
	mux.HandleFunc("POST /sign/{token}/provider", m.signProvider)
	mux.HandleFunc("POST /sign/{token}/refresh", m.signRefresh)
}

func (m *Module) site(ctx context.Context) string {
	if m.d.Site == nil {
		return ""
	}
	return m.d.Site(ctx)
}

// hook is the address at which a provider calls the business of ctx.
func (m *Module) hook(ctx context.Context, provider string) string {
	return m.site(ctx) + "/api/signature/webhooks/" + provider
}

// providersView is the providers' part of the settings.
type providersView struct {
	Providers []contracts.ProviderView
	Hooks     map[string]string
	Zone      *time.Location
	Form      *web.Form // of the provider At
	At        string
	// Installation carries the texts of a business without a carrier of its own; "": nobody does.
	Installation string
	// Certificate is the one that the business has brought.
	Certificate contracts.OwnCertificate
}

func (m *Module) providersView(r *http.Request, f *web.Form, at string) (v providersView, err error) {
	ctx := r.Context()
	v = providersView{Hooks: map[string]string{}, Zone: m.d.Zone(ctx), Form: f, At: at, Installation: m.contracts.InstallationCarrier()}
	v.Providers, err = m.contracts.Providers(ctx, contracts.ListProviders{})
	if err == nil {
		v.Certificate, err = m.contracts.Certificate(ctx, contracts.GetCertificate{})
	}
	for _, p := range v.Providers {
		v.Hooks[p.Provider] = m.hook(ctx, p.Provider)
	}
	return v, err
}

func (m *Module) saveKeys(w http.ResponseWriter, r *http.Request) {
	ctx, name := r.Context(), r.PathValue("provider")
	f, err := web.ReadForm(w, r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	keys, names := contracts.ProviderKeys{}, map[string]string{}
	for _, field := range m.contracts.FieldsOf(name) {
		keys[field.Name] = strings.TrimSpace(f.Values.Get(name + "_" + field.Name))
		names[field.Name] = name + "_" + field.Name
	}
	_, err = m.contracts.Configure(ctx, contracts.ConfigureProvider{Provider: name, Keys: keys})
	if f.Refused(ctx, err, names) {
		s, err := m.contracts.Settings(ctx, contracts.GetSettings{})
		if err != nil {
			m.d.Web.Error(w, r, err)
			return
		}
		m.showSettings(w, r, nil, s, f, name)
		return
	}
	m.provided(w, r, err, "contracts.provider.keys_saved")
}

func (m *Module) provided(w http.ResponseWriter, r *http.Request, err error, words string) {
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(r.Context(), words)})
	m.d.Web.Redirect(w, r, settingsPath)
}

func (m *Module) chooseProvider(w http.ResponseWriter, r *http.Request) {
	_, err := m.contracts.Choose(r.Context(), contracts.ChooseProvider{Provider: r.PathValue("provider")})
	m.provided(w, r, err, "contracts.provider.chosen_now")
}

func (m *Module) testProvider(w http.ResponseWriter, r *http.Request) {
	v, err := m.contracts.Test(r.Context(), contracts.TestProvider{Provider: r.PathValue("provider")})
	if err == nil && v.CheckCode != "" {
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Danger, Text: web.T(r.Context(), problemKey(v.CheckCode))})
		m.d.Web.Redirect(w, r, settingsPath)
		return
	}
	m.provided(w, r, err, "contracts.provider.keys_good")
}

var namedProblems = []string{"keys_refused", "provider_unavailable", "refused_by_provider", "unknown_provider", "carrier_away"}

// problemKey names the words that explain why a provider did not do what it was asked.
func problemKey(code string) string {
	if last := strings.TrimPrefix(code, "contracts."); slices.Contains(namedProblems, last) {
		return "contracts.problem." + last
	}
	return "contracts.problem.any"
}

// named is a provider as people call it.
func named(ctx context.Context, provider string) string {
	if provider == "" {
		provider = contracts.BuiltIn
	}
	return web.T(ctx, "contracts.provider.name."+provider)
}

func (m *Module) deskProvider(w http.ResponseWriter, r *http.Request) {
	id, err := m.id(r)
	var to contracts.Passage
	if err == nil {
		to, err = m.contracts.PassAgency(r.Context(), contracts.PassAgency{ID: id, Return: m.site(r.Context()) + listPath + "/" + r.PathValue("id")})
	}
	if err != nil {
		m.after(w, r, nil, id, err, "")
		return
	}
	m.d.Web.RedirectOut(w, r, to.Address)
}

func (m *Module) deskSync(w http.ResponseWriter, r *http.Request) {
	id, err := m.id(r)
	if err == nil {
		_, err = m.contracts.Sync(r.Context(), contracts.SyncContract{ID: id})
	}
	m.after(w, r, nil, id, err, "contracts.did.sync")
}

func (m *Module) deskProof(w http.ResponseWriter, r *http.Request) {
	id, err := m.id(r)
	var doc contracts.Document
	if err == nil {
		doc, err = m.contracts.OpenProof(r.Context(), contracts.OpenProof{ID: id})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	doc.Number += ".proof"
	sendPDF(w, doc, "attachment")
}

// signProvider sends the signer on to where the contract is signed.
func (m *Module) signProvider(w http.ResponseWriter, r *http.Request) {
	secret(w)
	ctx, token := r.Context(), r.PathValue("token")
	to, err := m.contracts.Pass(ctx, contracts.PassToProvider{Token: token, Return: m.site(ctx) + "/sign/" + token + "?back=1"})
	if err == nil {
		m.d.Web.RedirectOut(w, r, to.Address)
		return
	}
	m.done(w, r, nil, err, nil)
}

// signRefresh asks the provider whether the signer has signed. That the provider is away is no fault of the signer's: its
// own call comes.
func (m *Module) signRefresh(w http.ResponseWriter, r *http.Request) {
	_, err := m.contracts.SyncByLink(r.Context(), contracts.SyncByLink{Token: r.PathValue("token")})
	if fault.KindOf(err) == fault.Unavailable {
		err = nil
	}
	m.done(w, r, nil, err, nil)
}
