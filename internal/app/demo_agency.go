package app

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"comptoir/internal/demo/dataset"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
	"comptoir/internal/stays"
	"comptoir/internal/tenancy"
)

// demoAgency is one agency while it is being made.
type demoAgency struct {
	data    dataset.Agency
	zone    *time.Location
	today   period.Date // of the demonstration
	state   tenancy.State
	users   map[string]identity.UserView // by the name before "@<slug>.example"
	resumed bool                         // an earlier load was interrupted

	past   map[string][]dataset.StayWish // by property, in the order of booking
	news   []dataset.StayWish
	guests map[string]stays.Guest // by key
	mine   map[int]bool           // numbers of the stays that the guest's account has booked

	mu         sync.Mutex
	properties map[string]stays.PropertyID
	booked     map[string]stays.ReservationID // what an interrupted load has left, by bookingKey
}

// complete reports whether nothing is left to do. An agency without accounts was killed between its first two commands.
func (a *demoAgency) complete(ctx context.Context, on *lane) (bool, error) {
	if a.state.ID.IsZero() || a.state.Status == tenancy.Suspended && a.state.Reason == demoLoading {
		return false, nil
	}
	page, err := on.do.Identity.ListUsers(program(ctx, a, "demo"), identity.ListUsers{Request: paging.Request{Limit: 1}})
	return len(page.Items) > 0, err
}

// found creates the agency, closed, with its accounts, settings and local taxes.
func (a *demoAgency) found(ctx context.Context, on *lane) (err error) {
	on.clock.Set(period.Moment{Date: a.today.AddDays(-demoFounded), Clock: period.At(9, 0)}.In(a.zone))
	operator := access.AsSystem(ctx, access.TenantID{}, "demo")
	if a.state.ID.IsZero() {
		create := tenancy.CreateTenant{Slug: a.data.Slug, Currency: money.EUR, Plan: tenancy.Business, Settings: a.settings()}
		if a.state, err = on.do.Tenancy.CreateTenant(operator, create); err != nil {
			return err
		}
	}
	if a.state.Status == tenancy.Active {
		if a.state, err = on.do.Tenancy.SuspendTenant(operator, tenancy.SuspendTenant{Tenant: a.state.ID, Reason: demoLoading}); err != nil {
			return err
		}
	}
	for _, step := range []func(context.Context, *lane) error{a.welcome, a.regulate, a.tax, a.agree, a.remember} {
		if err := step(program(ctx, a, "demo"), on); err != nil {
			return err
		}
	}
	return nil
}

// agree enters what the agency has agreed with its owners: a fifth of the rent, tax included.
func (a *demoAgency) agree(ctx context.Context, on *lane) error {
	_, err := on.do.Ledger.SetTerms(ctx, ledger.SetTerms{Terms: ledger.Terms{Commission: money.Pct(20)}})
	return err
}

// open lets visitors in: the last act of a load. What has happened is posted to the books first, in its order.
func (a *demoAgency) open(ctx context.Context, on *lane) (err error) {
	on.clock.Set(a.today.UTC().Add(-2 * time.Minute))
	if err := a.bill(ctx, on); err != nil {
		return err
	}
	on.clock.Set(a.today.UTC().Add(-2 * time.Minute))
	if _, err := on.do.upkeep.CatchUp(program(ctx, a, "demo")); err != nil {
		return err
	}
	if err := a.bank(program(ctx, a, "demo"), on); err != nil {
		return err
	}
	if _, err := on.do.Bookkeeper.Seal(program(ctx, a, "demo")); err != nil {
		return err
	}
	if err := a.contest(ctx, on); err != nil {
		return err
	}
	if err := a.stray(ctx, on); err != nil {
		return err
	}
	on.clock.Set(a.today.UTC().Add(-time.Minute))
	if err := a.arrive(ctx, on); err != nil {
		return err
	}
	a.state, err = on.do.Tenancy.ResumeTenant(access.AsSystem(ctx, access.TenantID{}, "demo"), tenancy.ResumeTenant{Tenant: a.state.ID})
	return err
}

// arrive lets the team come to work yesterday evening: who mistypes, who gets in, a stranger who tries three accounts. So
// the page of security has something to show.
func (a *demoAgency) arrive(ctx context.Context, on *lane) error {
	for _, try := range []struct{ who, from, agent, password string }{
		{"staff", "192.0.2.17", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/132.0", "comptoir-dmo"},
		{"staff", "192.0.2.17", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/132.0", demoPassword},
		{"manager", "192.0.2.17", "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) Safari/605.1.15", demoPassword},
		{"direction", "198.51.100.66", "python-requests/2.32", "Printemps2026!"},
		{"contact", "198.51.100.66", "python-requests/2.32", "Printemps2026!"},
		{"reservations", "198.51.100.66", "python-requests/2.32", "Printemps2026!"},
	} {
		visit := access.With(ctx, access.Actor{Kind: access.Anonymous, Tenant: a.state.ID, Address: try.from})
		on.clock.Set(on.clock.Now().Add(3 * time.Second))
		_, err := on.do.Identity.SignIn(visit, identity.SignIn{Email: try.who + "@" + a.data.Slug + ".example", Password: try.password, Agent: try.agent, Kind: identity.PageSession})
		if err != nil && fault.KindOf(err) != fault.Unauthenticated && fault.KindOf(err) != fault.Limited {
			return err
		}
	}
	on.do.recorder.Flush(ctx)
	return nil
}

func (a *demoAgency) settings() tenancy.Settings {
	l := a.data.Legal
	town, _, _ := strings.Cut(l.RCS, " 999")
	return tenancy.Settings{Name: a.data.Name, Trades: []tenancy.Trade{tenancy.Stays}, Languages: []string{"fr", "en"}, DefaultLanguage: "fr", Zone: dataset.Zone,
		Branding: tenancy.Branding{Accent: a.data.Accent, Tagline: a.data.Tagline.FR},
		Legal: tenancy.Legal{Name: l.Company, Form: l.Form, Capital: euros(l.ShareCapital), SIREN: l.SIREN, SIRET: l.SIRET, VATNumber: l.VAT, RCS: town,
			Address: address(l.Address), Phone: contact.Phone(l.Phone), Email: contact.Email(l.Email), ProfessionalCard: l.Card, CardIssuedBy: l.CardBy,
			Guarantor: l.Guarantee.FR, Director: l.Manager}, Hours: demoHours()}
}

// demoHours are an agency's: closed on Sunday, and on Saturday without a pause, when houses change hands.
func demoHours() tenancy.Hours {
	var h tenancy.Hours
	for _, day := range tenancy.Weekdays()[:5] {
		h.Week = append(h.Week, tenancy.Opening{Day: day, From: period.At(9, 0), To: period.At(12, 30)}, tenancy.Opening{Day: day, From: period.At(14, 0), To: period.At(18, 0)})
	}
	h.Week = append(h.Week, tenancy.Opening{Day: "saturday", From: period.At(9, 0), To: period.At(19, 0)})
	return h
}

// welcome creates the accounts that are missing.
func (a *demoAgency) welcome(ctx context.Context, on *lane) error {
	page, err := on.do.Identity.ListUsers(ctx, identity.ListUsers{Request: paging.Request{Limit: paging.MaxLimit}})
	if err != nil {
		return err
	}
	a.users = map[string]identity.UserView{}
	host := "@" + a.data.Slug + ".example"
	for _, u := range page.Items {
		a.users[strings.TrimSuffix(string(u.Email), host)] = u
	}
	people := []struct {
		account string
		role    identity.Role
		name    string
	}{
		{"admin", identity.Administrator, a.data.Legal.Manager}, {"manager", identity.Manager, "Nolwenn Le Goff"}, {"staff", identity.Staff, "Tristan Jourdain"},
		{"owner", identity.Owner, a.data.Owners[0].Name()}, {"guest", identity.Customer, "Alix Fontenay"},
	}
	for _, p := range people {
		if _, there := a.users[p.account]; there {
			continue
		}
		a.users[p.account], err = on.do.Identity.CreateUser(ctx, identity.CreateUser{Email: p.account + host, Password: demoPassword,
			Roles: []identity.Role{p.role}, Confirmed: true, Profile: identity.Profile{Name: p.name, Locale: "fr"}})
		if err != nil {
			return err
		}
	}
	return nil
}

// as lets the holder of an account act.
func (a *demoAgency) as(ctx context.Context, account string) context.Context {
	u := a.users[account]
	roles := make([]string, len(u.Roles))
	for i, r := range u.Roles {
		roles[i] = string(r)
	}
	return access.With(ctx, access.Actor{Kind: access.Person, Tenant: a.state.ID, User: u.ID, Name: u.Name, Email: string(u.Email), Roles: roles,
		Permissions: identity.PermissionsOf(u.Roles), Locale: u.Locale})
}

func (a *demoAgency) regulate(ctx context.Context, on *lane) error {
	s, err := on.do.Stays.GetSettings(ctx, stays.GetSettings{})
	if err != nil || s.ReferencePrefix == a.data.ReferencePrefix {
		return err
	}
	s.ReferencePrefix, s.Zone, s.Currency = a.data.ReferencePrefix, dataset.Zone, money.EUR
	if a.data.Slug == "cimes" { // asks for its balance late, and for half of the rent when the law lets it
		s.BalanceDays, s.Instalments = 7, []stays.Instalment{{Percent: money.Pct(50), Days: 30}}
	}
	_, err = on.do.Stays.EditSettings(ctx, stays.EditSettings{Settings: s})
	return err
}

// tax enters the tourist tax of each commune.
func (a *demoAgency) tax(ctx context.Context, on *lane) error {
	have, err := on.do.Stays.ListTaxRules(ctx, stays.ListTaxRules{})
	if err != nil {
		return err
	}
	for _, t := range a.data.TaxRules {
		if slices.ContainsFunc(have, func(r stays.TaxRule) bool { return r.INSEE == t.INSEE }) {
			continue
		}
		const hundredth = money.Percent(100) // of a percent
		rule := stays.TaxRule{INSEE: t.INSEE, Commune: t.Commune, From: t.From, Percent: money.Percent(t.Percent) * hundredth, Cap: euros(t.Cap), Source: t.Source,
			Tariffs: map[stays.TaxCategory]money.Amount{stays.Palace: euros(t.Palace)}}
		for stars, category := range []stays.TaxCategory{"", stays.OneStar, stays.TwoStars, stays.ThreeStars, stays.FourStars, stays.FiveStars} {
			if stars > 0 {
				rule.Tariffs[category] = euros(t.Tariffs[stars])
			}
		}
		if t.Department {
			rule.Additional = []stays.AdditionalTax{{Code: "departement", Percent: money.Pct(10)}}
		}
		if _, err := on.do.Stays.PutTaxRule(ctx, stays.PutTaxRule{Rule: rule}); err != nil {
			return err
		}
	}
	return nil
}

// remember finds the properties and reservations that an interrupted load has left.
func (a *demoAgency) remember(ctx context.Context, on *lane) error {
	a.properties, a.booked = map[string]stays.PropertyID{}, map[string]stays.ReservationID{}
	for next, more := (paging.Request{Limit: paging.MaxLimit}), true; more; {
		page, err := on.do.Stays.ListProperties(ctx, stays.ListProperties{Query: stays.PropertyRowQuery{Page: next}})
		if err != nil {
			return err
		}
		for _, p := range page.Items {
			a.properties[p.Slug] = p.ID
		}
		next.Cursor, more = page.Next, page.Next != ""
	}
	for next, more := (paging.Request{Limit: paging.MaxLimit}), true; more; {
		page, err := on.do.Stays.ListReservations(ctx, stays.ListReservations{Query: stays.ReservationQuery{Page: next}})
		if err != nil {
			return err
		}
		for _, r := range page.Items {
			a.booked[bookingKey(r.PropertySlug, r.BookedAt)] = r.ID
		}
		next.Cursor, more = page.Next, page.Next != ""
	}
	return nil
}

// bookingKey tells the stays of an agency apart: no property is booked twice in one second.
func bookingKey(property string, at time.Time) string {
	return property + "|" + at.UTC().Format(time.RFC3339)
}

func euros(c dataset.Cents) money.Amount { return money.New(int64(c), money.EUR) }

func address(a dataset.Address) contact.PostalAddress {
	return contact.PostalAddress{Line1: a.Line1, PostalCode: a.PostalCode, City: a.City, Country: a.Country}
}

func words(t dataset.Text) stays.Text { return stays.FrEn(t.FR, t.EN) }
