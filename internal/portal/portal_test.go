package portal_test

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
	"comptoir/internal/payments"
	"comptoir/internal/portal"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
	"comptoir/internal/tenancy"
	"comptoir/internal/web"
	"comptoir/internal/web/webtest"
)

var rivages = tenancy.State{Slug: "rivages", Name: "Rivages", Trades: []tenancy.Trade{tenancy.Stays}, Default: "fr",
	Branding: tenancy.Branding{Accent: "#0F5C4C", Tagline: "Maisons du bord de mer"},
	Legal: tenancy.Legal{Name: "Rivages Locations", Form: "SARL", Capital: money.MustParse("30000", money.EUR), SIRET: "99910352600011", Phone: "+33261910135",
		Email: "bonjour@rivages.example", ProfessionalCard: "CPI 3502 2099 000 999 001", Address: contact.PostalAddress{Line1: "12 quai des Terre-Neuvas", PostalCode: "35400", City: "Saint-Malo", Country: "FR"}}}

// visit answers a page as an actor sees it, on a business's site when there is one.
func visit(t *testing.T, handler func(*portal.Portal) http.HandlerFunc, p *portal.Portal, at *tenancy.State, a access.Actor) (int, webtest.Nodes) {
	t.Helper()
	kit, err := web.New(web.Config{Messages: []fs.FS{portal.Texts}, Brand: portal.Brand, Decorate: portal.Decorate})
	if err != nil {
		t.Fatal(err)
	}
	p.Web = kit
	r := httptest.NewRequest(http.MethodGet, "http://localhost/", nil)
	r.Header.Set("Accept-Language", "fr")
	ctx := access.With(r.Context(), a)
	if at != nil {
		ctx = tenancy.With(ctx, *at)
	}
	w := httptest.NewRecorder()
	kit.Middleware(handler(p)).ServeHTTP(w, r.WithContext(ctx))
	return w.Code, webtest.HTML(t, w.Body)
}

func home(p *portal.Portal) http.HandlerFunc  { return p.Home }
func about(p *portal.Portal) http.HandlerFunc { return p.About }

func businesses(all ...portal.Business) func(context.Context) ([]portal.Business, error) {
	return func(context.Context) ([]portal.Business, error) { return all, nil }
}

func TestTheInstallationsHome(t *testing.T) {
	t.Parallel()
	two := businesses(portal.Business{Slug: "rivages", Name: "Rivages", Tagline: "Maisons du bord de mer", Address: "http://rivages.localhost:8080", Accent: "#0F5C4C"},
		portal.Business{Slug: "cimes", Name: "Cimes", Address: "http://cimes.localhost:8080", Accent: "#ffffff"})

	_, page := visit(t, home, &portal.Portal{Businesses: two, Demo: true}, nil, access.Actor{})
	page.In(".business").Count(2)
	if to := page.In(`form[action="http://rivages.localhost:8080/dev/sign-in"] button`).Attrs("value"); len(to) != 5 {
		t.Error(to)
	}
	if styles := page.In(".business").Attrs("style"); styles[0] == "" || styles[1] != "" {
		t.Errorf("an accent that cannot be read must not be used: %q", styles)
	}
	page.In(`a[href="/dev/mailbox"]`).One()

	_, page = visit(t, home, &portal.Portal{Businesses: two}, nil, access.Actor{})
	page.In("form[method=\"post\"] [name=\"role\"]").None()
	page.In(`a[href="/dev/mailbox"]`).None()

	_, page = visit(t, home, &portal.Portal{Businesses: businesses()}, nil, access.Actor{})
	page.In(".empty").Has("Aucune entreprise")

	broken := func(context.Context) ([]portal.Business, error) { return nil, errors.New("no database") }
	if status, _ := visit(t, home, &portal.Portal{Businesses: broken}, nil, access.Actor{}); status != http.StatusInternalServerError {
		t.Error(status)
	}
}

func TestTheLegalNotice(t *testing.T) {
	t.Parallel()
	_, page := visit(t, about, &portal.Portal{Now: saturday}, &rivages, access.Actor{})
	page.In("h1").Has("Rivages")
	page.In("#legal").Has("Rivages Locations SARL", "30 000,00", "99910352600011", "CPI 3502", "35400 Saint-Malo").HasNot("Médiateur")
	page.In(`main a[href="tel:+33261910135"]`).One()
	if status, _ := visit(t, about, &portal.Portal{}, nil, access.Actor{}); status != http.StatusNotFound {
		t.Error(status)
	}
}

// saturday is 21 November 2026, 10:30 in Paris.
func saturday() time.Time { return time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC) }

func TestOpeningHours(t *testing.T) {
	t.Parallel()
	open := rivages
	open.Zone = "Europe/Paris"
	open.Hours = tenancy.Hours{Week: []tenancy.Opening{{Day: "monday", From: period.At(9, 0), To: period.At(12, 30)}, {Day: "monday", From: period.At(14, 0), To: period.At(18, 0)},
		{Day: "saturday", From: period.At(10, 0), To: period.At(2, 0)}},
		Closed: []tenancy.Closure{{From: period.On(2026, 5, 1), To: period.On(2026, 5, 1)}, {From: period.On(2026, 12, 24), To: period.On(2026, 12, 26), Reason: "Noël"}}}
	_, page := visit(t, about, &portal.Portal{Now: saturday}, &open, access.Actor{})
	page.In("#hours").Has("Ouvert en ce moment", "Lundi", "9 h – 12 h 30, 14 h – 18 h", "Mardi", "Fermé", "10 h – 2 h (le lendemain)", "24 – 26 décembre 2026", "Noël").HasNot("1er")
	page.In(`script[type="application/ld+json"]`).One()
	_, page = visit(t, about, &portal.Portal{Now: func() time.Time { return saturday().AddDate(0, 0, 1) }}, &open, access.Actor{})
	page.In("#hours").Has("Fermé en ce moment")
	_, page = visit(t, about, &portal.Portal{Now: saturday}, &rivages, access.Actor{})
	page.In("#hours").None()
}

func TestNavigationFollowsWhoSees(t *testing.T) {
	t.Parallel()
	person := func(all ...access.Permission) access.Actor {
		may := map[access.Permission]bool{}
		for _, p := range all {
			may[p] = true
		}
		return access.Actor{Kind: access.Person, Name: "Sophie Le Gall", Email: "sophie@rivages.example", Permissions: may}
	}
	for _, c := range []struct {
		name   string
		who    access.Actor
		layout web.Layout
		want   []string
	}{
		{"a visitor on the site", access.Actor{Kind: access.Anonymous}, web.Site, []string{"/stays", "/about"}},
		{"a guest's own pages", person(stays.PermOwnReservations), web.Account, []string{"/account", "/account/invoices", "/account/cards", "/account/profile", "/account/security", "/account/sessions", "/account/notifications", "/account/privacy"}},
		{"an owner's own pages", person(stays.PermOwnReservations, stays.PermOwnedProperties), web.Account, []string{"/account", "/account/invoices", "/account/cards", "/account/profile", "/account/security", "/account/sessions", "/account/notifications", "/account/privacy", "/owner"}},
		{"staff at the desk", person(stays.PermReadReservations, stays.PermReadPlanning), web.Desk, []string{"/desk", "/desk/calendar", "/desk/reservations"}},
		{"an owner at the desk", person(stays.PermOwnedProperties), web.Desk, []string{"/owner"}},
	} {
		r := httptest.NewRequest(http.MethodGet, "http://rivages.localhost/", nil)
		page := web.Page{Layout: c.layout}
		portal.Decorate(r.WithContext(tenancy.With(access.With(r.Context(), c.who), rivages)), &page)
		var got []string
		for _, item := range page.Nav {
			got = append(got, item.Href)
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
	}
}

// A page of the desk lights its own section, wherever its address lies, and never another one.
func TestAPageLightsItsSection(t *testing.T) {
	t.Parallel()
	kit, err := web.New(web.Config{Messages: []fs.FS{portal.Texts}, Decorate: portal.Decorate})
	if err != nil {
		t.Fatal(err)
	}
	may := map[access.Permission]bool{stays.PermReadReservations: true, stays.PermReadPlanning: true, stays.PermReadSettings: true, payments.PermReadPayments: true, ledger.PermRead: true, identity.PermReadUsers: true,
		identity.PermManageFactors: true}
	who := access.Actor{Kind: access.Person, Name: "Sophie Le Gall", Permissions: may}
	for path, want := range map[string]string{
		"/desk": "/desk", "/desk/calendar": "/desk/calendar", "/desk/blocks/new": "/desk/calendar", "/desk/reservations/1": "/desk/reservations",
		"/desk/payments/1": "/desk/payments", "/desk/reconciliation": "/desk/payments", "/desk/sandbox": "/desk/payments", "/desk/money/owed": "/desk/money", "/desk/ledger/commissions": "/desk/ledger",
		"/desk/settings/payments": "/desk/settings", "/desk/settings/sign-in": "/desk/settings/sign-in", "/desk/roles": "/desk/team",
		"/desk/elsewhere": "", "/desk/reconciliations": "",
	} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "http://rivages.localhost"+path, nil)
		kit.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			kit.Render(w, r, http.StatusOK, web.Page{Layout: web.Desk, Title: "x"}, web.Text("x"))
		})).ServeHTTP(w, r.WithContext(tenancy.With(access.With(r.Context(), who), rivages)))
		got := webtest.HTML(t, w.Body).In(`.rail-nav a[aria-current="page"]`)
		if want == "" {
			got.None()
			continue
		}
		for _, href := range got.Count(2).Attrs("href") { // beside the page, and in the menu of small screens
			if href != want {
				t.Errorf("%s lights %s, want %s", path, href, want)
			}
		}
	}
}

func TestThePaletteFindsWhatItsPersonMayRead(t *testing.T) {
	t.Parallel()
	world := staystest.NewWorld(t)
	p := world.Property()
	booked := world.Book(p, "2027-05-08", "2027-05-15")
	kit, err := web.New(web.Config{Messages: []fs.FS{portal.Texts}})
	if err != nil {
		t.Fatal(err)
	}
	find := func(ctx context.Context, words string) webtest.Nodes {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "http://rivages.localhost/desk/search?q="+words, nil)
		(&portal.Portal{Web: kit, Stays: world.Stays}).Search(w, r.WithContext(access.With(r.Context(), access.From(ctx))))
		if w.Code != http.StatusOK {
			t.Fatal(w.Code, w.Body)
		}
		return webtest.HTML(t, w.Body).In("a")
	}
	find(world.Desk, "Malouine").Count(1)
	if to := find(world.Desk, "Petit").Count(1).Attr("href"); to != "/desk/reservations/"+booked.ID.String() {
		t.Error(to)
	}
	find(world.Desk, "M").None()

	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "http://rivages.localhost/desk/search?q=Malouine", nil)
	(&portal.Portal{Web: kit, Stays: world.Stays}).Search(w, r.WithContext(access.With(r.Context(), access.From(world.Account))))
	if w.Code != http.StatusForbidden {
		t.Errorf("a guest searches the desk: %d", w.Code)
	}
}

func TestTextsInBothLanguages(t *testing.T) {
	t.Parallel()
	webtest.SameKeys(t, portal.Texts)
}
