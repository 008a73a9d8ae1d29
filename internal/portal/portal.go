package portal

import (
	"cmp"
	"context"
	"embed"
	"net/http"
	"slices"
	"strings"
	"time"

	"comptoir/internal/audit"
	"comptoir/internal/banking"
	"comptoir/internal/contracts"
	"comptoir/internal/identity"
	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/ledger"
	"comptoir/internal/payments"
	"comptoir/internal/platform/phone"
	"comptoir/internal/privacy"
	"comptoir/internal/stays"
	"comptoir/internal/tenancy"
	"comptoir/internal/web"
)

// Texts are the words of this package's pages.
//
//go:embed locales/*.json
var Texts embed.FS

// Portal serves the pages above the contexts.
type Portal struct {
	Web        *web.Kit
	Stays      *stays.Stays
	Businesses func(ctx context.Context) ([]Business, error)
	Demo       bool
	Now        func() time.Time
	Signup     bool                                      // anybody may open a business
	Address    func(tenancy.State) string                // public, of a business
	PaysOnline func(ctx context.Context) (bool, error)   // the business can take payments online
	Operator   func(ctx context.Context) (string, error) // address of the operator's house; "" when there is none
}

// operator is where the operator's house is, for the demonstration's home; a failure there is no reason to show nothing.
func (p *Portal) operator(ctx context.Context) string {
	if !p.Demo || p.Operator == nil {
		return ""
	}
	address, err := p.Operator(ctx)
	if err != nil {
		return ""
	}
	return address
}

// Business is a tenant as the installation's home shows it.
type Business struct {
	Slug    string
	Name    string
	Tagline string
	Address string // public, without a final slash
	Accent  string
}

// roles that the demonstration offers, in the order of the page.
var demoRoles = []string{"customer", "owner", "staff", "manager", "administrator"}

// Home shows the installation itself: what it is, and who is on it.
func (p *Portal) Home(w http.ResponseWriter, r *http.Request) {
	businesses, err := p.Businesses(r.Context())
	if err != nil {
		p.Web.Error(w, r, err)
		return
	}
	page := web.Page{Layout: web.Site, Title: web.T(r.Context(), "portal.home.title"), Description: web.T(r.Context(), "portal.home.lead")}
	p.Web.Render(w, r, http.StatusOK, page, home(businesses, p.Demo, p.Signup, p.operator(r.Context())))
}

// Brand is the look of the request's business; Comptoir's own at the installation's address.
func Brand(r *http.Request) web.Brand {
	t, ok := tenancy.From(r.Context())
	if !ok {
		return web.Brand{}
	}
	return web.Brand{Name: t.Name, Logo: t.Branding.Logo, Accent: t.Branding.Accent, Second: t.Branding.Second, Font: string(t.Branding.Font), Tagline: t.Branding.Tagline, Phone: phone.Format(t.Legal.Phone, ""),
		Email: t.Legal.Email.String(), Address: strings.Join(t.Legal.Address.Lines(), ", ")}
}

// Decorate gives every page its navigation and its person.
func Decorate(r *http.Request, p *web.Page) {
	ctx := r.Context()
	tenant, ok := tenancy.From(ctx)
	if !ok {
		return
	}
	actor := access.From(ctx)
	if actor.Kind == access.Person {
		p.User = userMenu(ctx, actor)
	} else if p.SignIn == "" {
		p.SignIn = "/login"
	}
	if tenant.IsOperator() {
		operatorPage(ctx, actor, p)
		return
	}
	switch p.Layout {
	case web.Desk:
		p.Nav = deskNav(ctx, actor, tenant)
	case web.Account:
		p.Nav = accountNav(ctx, actor)
		p.Footer = footer(ctx)
	default:
		p.Nav = siteNav(ctx, tenant)
		p.Footer = footer(ctx)
	}
}

// operatorPage gives a page of the operator's house its only section.
func operatorPage(ctx context.Context, a access.Actor, p *web.Page) {
	p.Brand.Home = "/operator"
	p.Nav, p.Footer = nil, nil
	if p.Layout == web.Desk && a.May(tenancy.PermListTenants) {
		p.Nav = []web.NavItem{{Group: web.T(ctx, "portal.nav.fleet"), Label: web.T(ctx, "portal.nav.businesses"), Href: "/operator", Icon: "store"}}
		if a.May(audit.PermReadFleet) {
			p.Nav = append(p.Nav, web.NavItem{Label: web.T(ctx, "portal.nav.security"), Href: "/operator/security", Icon: "shield-check"})
		}
	}
}

// footer is what stands below every public page.
func footer(ctx context.Context) []web.NavItem {
	return []web.NavItem{{Label: web.T(ctx, "portal.nav.about"), Href: "/about"}, {Label: web.T(ctx, "portal.nav.legal"), Href: "/about#legal"}, {Label: web.T(ctx, "portal.nav.contact"), Href: "/about#contact"}}
}

// accountNav are the sections of a person's own pages.
func accountNav(ctx context.Context, a access.Actor) []web.NavItem {
	if a.Kind != access.Person {
		return nil
	}
	nav := []web.NavItem{{Label: web.T(ctx, "portal.nav.bookings"), Href: "/account"}, {Label: web.T(ctx, "portal.nav.invoices"), Href: "/account/invoices"}, {Label: web.T(ctx, "portal.nav.cards"), Href: "/account/cards"}, {Label: web.T(ctx, "portal.nav.profile"), Href: "/account/profile"},
		{Label: web.T(ctx, "portal.nav.security"), Href: "/account/security"}, {Label: web.T(ctx, "portal.nav.devices"), Href: "/account/sessions"}, {Label: web.T(ctx, "portal.nav.notices"), Href: "/account/notifications"}, {Label: web.T(ctx, "portal.nav.privacy"), Href: "/account/privacy"}}
	if a.May(stays.PermOwnedProperties) {
		nav = append(nav, web.NavItem{Label: web.T(ctx, "portal.nav.owner"), Href: "/owner"})
	}
	if a.May(banking.PermOwn) {
		nav = append(nav, web.NavItem{Label: web.T(ctx, "portal.nav.own_payouts"), Href: "/owner/payouts"})
	}
	return nav
}

func siteNav(ctx context.Context, t tenancy.State) []web.NavItem {
	if !t.Practises(tenancy.Stays) {
		return nil
	}
	return []web.NavItem{{Label: web.T(ctx, "portal.nav.stays"), Href: "/stays"}, {Label: web.T(ctx, "portal.nav.about"), Href: "/about"}}
}

// besides are the desk's pages that lie elsewhere than the section they belong to.
var besides = map[string][]string{
	"calendar": {"/desk/blocks"},
	"payments": {"/desk/reconciliation", "/desk/sandbox"},
	"team":     {"/desk/roles"},
}

func deskNav(ctx context.Context, a access.Actor, t tenancy.State) []web.NavItem {
	items := []struct {
		key, href, icon string
		needs           access.Permission
	}{
		{"today", "/desk", "sun", stays.PermReadReservations},
		{"calendar", "/desk/calendar", "calendar", stays.PermReadPlanning},
		{"reservations", "/desk/reservations", "list", stays.PermReadReservations},
		{"properties", "/desk/properties", "house", stays.PermReadProperties},
		{"money", "/desk/money", "chart-column", ledger.PermRead},
		{"payouts", "/desk/payouts", "banknote", banking.PermRead},
		{"payments", "/desk/payments", "credit-card", payments.PermReadPayments},
		{"bank", "/desk/bank", "wallet", banking.PermReconcile},
		{"contracts", "/desk/contracts", "file-text", contracts.PermRead},
		{"invoices", "/desk/invoices", "receipt", invoicing.PermRead},
		{"ledger", "/desk/ledger", "book-open", ledger.PermRead},
		{"settings", "/desk/settings", "settings", stays.PermReadSettings},
		{"ways", "/desk/settings/sign-in", "lock", identity.PermManageFactors},
		{"privacy_desk", "/desk/privacy", "shield-check", privacy.PermManage},
		{"audit", "/desk/audit", "notebook-pen", audit.PermRead},
		{"security", "/desk/security", "shield-check", audit.PermReadSecurity},
		{"owner", "/owner", "key-round", stays.PermOwnedProperties},
		{"own_payouts", "/owner/payouts", "banknote", banking.PermOwn},
		{"team", "/desk/team", "users", identity.PermReadUsers},
	}
	var nav []web.NavItem
	for i, item := range items {
		if !a.May(item.needs) || item.key != "team" && !t.Practises(tenancy.Stays) {
			continue
		}
		n := web.NavItem{Label: web.T(ctx, "portal.nav."+item.key), Href: item.href, Icon: item.icon, Alone: item.href == "/desk", Also: besides[item.key]}
		if i == 0 {
			n.Group = web.T(ctx, "portal.nav.trade_stays")
		}
		nav = append(nav, n)
	}
	if a.May(tenancy.PermUpdateSettings) {
		nav = append(nav, web.NavItem{Group: web.T(ctx, "portal.nav.house"), Label: web.T(ctx, "portal.nav.business"), Href: "/desk/business", Icon: "building-2"},
			web.NavItem{Label: web.T(ctx, "portal.nav.welcome"), Href: "/desk/welcome", Icon: "circle-check"})
	}
	return nav
}

func userMenu(ctx context.Context, a access.Actor) *web.UserMenu {
	menu := &web.UserMenu{Name: cmp.Or(a.Name, a.Email), Email: a.Email, SignOut: "/logout"}
	if len(a.Roles) > 0 {
		menu.Role = web.T(ctx, "portal.roles."+a.Roles[len(a.Roles)-1])
	}
	if a.May(stays.PermReadReservations) {
		menu.Items = append(menu.Items, web.NavItem{Label: web.T(ctx, "portal.nav.desk"), Href: "/desk"})
	}
	if a.May(stays.PermOwnedProperties) {
		menu.Items = append(menu.Items, web.NavItem{Label: web.T(ctx, "portal.nav.owner"), Href: "/owner"})
	}
	menu.Items = append(menu.Items, web.NavItem{Label: web.T(ctx, "portal.nav.bookings"), Href: "/account"}, web.NavItem{Label: web.T(ctx, "portal.nav.profile"), Href: "/account/profile"})
	return menu
}

// Search answers the desk's command palette: reservations and properties that hold the words, as far as the person may
// read them.
func (p *Portal) Search(w http.ResponseWriter, r *http.Request) {
	ctx, q := r.Context(), strings.TrimSpace(r.URL.Query().Get("q"))
	if actor := access.From(ctx); !actor.May(stays.PermReadReservations) { // either is enough to find something
		if err := access.Authorize(ctx, stays.PermReadProperties); err != nil {
			p.Web.Error(w, r, err)
			return
		}
	}
	found, err := p.search(ctx, q)
	if err != nil {
		p.Web.Error(w, r, err)
		return
	}
	p.Web.Part(w, r, http.StatusOK, web.Hits(q, found))
}

func (p *Portal) search(ctx context.Context, q string) ([]web.Hit, error) {
	if len([]rune(q)) < 2 {
		return nil, nil
	}
	actor, first := access.From(ctx), paging.Request{Limit: 6}
	var hits []web.Hit
	if actor.May(stays.PermReadReservations) {
		rows, err := p.Stays.ListReservations(ctx, stays.ListReservations{Query: stays.ReservationQuery{Text: q, Page: first}})
		if err != nil {
			return nil, err
		}
		for _, row := range rows.Items {
			hits = append(hits, web.Hit{Label: row.GuestName + " · " + row.Reference, Hint: row.PropertyName.In(web.Lang(ctx)) + ", " + web.Dates(ctx, row.Stay.From, row.Stay.To),
				Href: "/desk/reservations/" + row.ID.String(), Icon: "calendar"})
		}
	}
	if actor.May(stays.PermReadProperties) {
		properties, err := p.Stays.ListProperties(ctx, stays.ListProperties{Query: stays.PropertyRowQuery{Text: q, Page: first}})
		if err != nil {
			return nil, err
		}
		for _, row := range properties.Items {
			hits = append(hits, web.Hit{Label: row.Name.In(web.Lang(ctx)), Hint: row.City, Href: "/desk/properties/" + row.ID.String(), Icon: "house"})
		}
	}
	return slices.Clip(hits), nil
}
