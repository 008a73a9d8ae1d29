package tenancyio

import (
	"context"
	"net/http"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/platform/limit"
	"comptoir/internal/tenancy"
	"comptoir/internal/web"
)

// How often somebody may ask for a link, and look whether a name is free: by his network address, and a link also by the
// address that it goes to, which may be somebody else's.
var (
	startByPeer  = limit.PerHour(10)
	startByEmail = limit.PerHour(3)
	slugByPeer   = limit.PerMinute(60)
	openByPeer   = limit.Limit{Rate: 20, Per: 15 * time.Minute}
)

// allowed counts an attempt at the installation's own address.
func (m *Module) allowed(ctx context.Context, what string, l limit.Limit, who string) error {
	d, err := m.d.Limiter.Allow(ctx, limit.Key(access.TenantID{}, what, who), l)
	if err != nil {
		return err
	}
	return d.Err()
}

func (m *Module) pageStart(w http.ResponseWriter, r *http.Request) {
	m.showStart(w, r, web.FormOf(), false)
}

func (m *Module) showStart(w http.ResponseWriter, r *http.Request, f *web.Form, sent bool) {
	ctx := r.Context()
	page := web.Page{Layout: web.Site, Title: web.T(ctx, "start.title"), Description: web.T(ctx, "start.lead")}
	m.web().Render(w, r, f.Status(), page, startPage(f, sent))
}

func (m *Module) postStart(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.web().Form(w, r)
	if !ok {
		return
	}
	err := m.askStart(ctx, f.Get("email"), web.Lang(ctx))
	if err != nil && !f.Refused(ctx, err, nil) {
		m.web().Error(w, r, err)
		return
	}
	m.showStart(w, r, f, err == nil)
}

// askStart mails a link to an address, as often as it may be asked for.
func (m *Module) askStart(ctx context.Context, email, locale string) error {
	email = strings.ToLower(strings.TrimSpace(email))
	err := m.allowed(ctx, "tenancy.start.address", startByPeer, access.From(ctx).Address)
	if err == nil {
		err = m.allowed(ctx, "tenancy.start.email", startByEmail, email)
	}
	if err == nil {
		_, err = m.StartSignup(ctx, tenancy.StartSignup{Email: email, Locale: locale})
	}
	return err
}

// pageSlug says, while a name is typed, whether it is free.
func (m *Module) pageSlug(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	if err := m.allowed(ctx, "tenancy.slug", slugByPeer, access.From(ctx).Address); err != nil {
		m.web().Error(w, r, err)
		return
	}
	slug := strings.TrimSpace(r.URL.Query().Get("slug"))
	state, err := m.CheckSlug(ctx, tenancy.CheckSlug{Slug: slug})
	if err != nil {
		m.web().Error(w, r, err)
		return
	}
	m.web().Part(w, r, http.StatusOK, slugAnswer(state, m.Directory.Address(tenancy.State{Slug: slug})))
}

// openView is the form that opens a business.
type openView struct {
	Form   *web.Form
	Signup tenancy.Signup
	Secret string
	Trades []tenancy.Trade
	Root   string // what stands after the short name in the address
}

// signup finds what a link was made for.
func (m *Module) signup(ctx context.Context, secret string) (tenancy.Signup, error) {
	if err := m.allowed(ctx, "tenancy.open", openByPeer, access.From(ctx).Address); err != nil {
		return tenancy.Signup{}, err
	}
	house, err := m.Directory.ByKey(ctx, tenancy.OperatorSlug)
	if err != nil {
		return tenancy.Signup{}, tenancy.ErrSignupClosed
	}
	id, ours := m.keys.open(purposeSignup, house.ID, secret)
	if !ours {
		return tenancy.Signup{}, tenancy.ErrSignupOver
	}
	return m.FindSignup(access.AsSystem(ctx, house.ID, "signup"), tenancy.FindSignup{ID: tenancy.SignupID(id)})
}

func (m *Module) pageOpen(w http.ResponseWriter, r *http.Request) {
	s, err := m.signup(r.Context(), r.PathValue("secret"))
	if err != nil {
		m.web().Error(w, r, err)
		return
	}
	f := web.FormOf("language", web.Lang(r.Context()), "currency", "EUR", "zone", "Europe/Paris")
	f.Values["trades"] = tradeNames(m.d.Trades)
	m.showOpen(w, r, f, s)
}

func (m *Module) showOpen(w http.ResponseWriter, r *http.Request, f *web.Form, s tenancy.Signup) {
	ctx := r.Context()
	w.Header().Set("Referrer-Policy", "no-referrer")
	_, root, _ := strings.Cut(m.Directory.Root(), "://")
	m.web().Render(w, r, f.Status(), web.Page{Layout: web.Site, NoIndex: true, Title: web.T(ctx, "start.open.title")}, openPage(openView{f, s, r.PathValue("secret"), m.d.Trades, "." + root}))
}

func (m *Module) postOpen(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	s, err := m.signup(r.Context(), r.PathValue("secret"))
	if err != nil {
		m.web().Error(w, r, err)
		return
	}
	f, ok := m.web().Form(w, r)
	if !ok {
		return
	}
	opened, err := m.FinishSignup(access.AsSystem(ctx, access.TenantID{}, "signup"), tenancy.FinishSignup{ID: s.ID, Slug: strings.ToLower(f.Get("slug")), Name: f.Get("name"), Trades: tradesOf(f),
		Language: f.Get("language"), Currency: money.Currency(f.Get("currency")), Zone: f.Get("zone"), Person: f.Get("person"), Password: f.Get("password")})
	if err != nil {
		if !f.Refused(ctx, err, map[string]string{"defaultLanguage": "language", "languages": "language"}) {
			m.web().Error(w, r, err)
			return
		}
		f.Values.Del("password")
		m.showOpen(w, r, f, s)
		return
	}
	m.web().Render(w, r, http.StatusOK, web.Page{Layout: web.Site, NoIndex: true, Title: web.T(ctx, "start.opened.title")}, openedPage(opened, m.Directory.Address(opened)))
}
