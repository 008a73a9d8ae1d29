package tenancy_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/tenancy"
	"comptoir/internal/tenancy/tenancytest"
)

func TestMemStore(t *testing.T) {
	t.Parallel()
	tenancytest.StoreConformance(t, func(*testing.T) tenancytest.Harness {
		m := tenancytest.NewMem()
		return tenancytest.Harness{Store: m, Published: func(_ *testing.T, id access.TenantID) []event.Event {
			return slices.DeleteFunc(m.Published(), func(e event.Event) bool {
				c, ok := e.(event.TenantCreated)
				return !ok || c.Tenant != id.Raw()
			})
		}}
	})
}

func fields(err error) []string {
	var all []string
	for _, f := range fault.FieldsOf(err) {
		all = append(all, f.Path+" "+f.Code)
	}
	slices.Sort(all)
	return all
}

func TestCreateRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*tenancy.CreateTenant)
		want   string
	}{
		"upper case slug":      {func(c *tenancy.CreateTenant) { c.Slug = "Rivages" }, "slug malformed_slug"},
		"short slug":           {func(c *tenancy.CreateTenant) { c.Slug = "ab" }, "slug malformed_slug"},
		"long slug":            {func(c *tenancy.CreateTenant) { c.Slug = strings.Repeat("a", 41) }, "slug malformed_slug"},
		"hyphen at the end":    {func(c *tenancy.CreateTenant) { c.Slug = "rivages-" }, "slug malformed_slug"},
		"dotted slug":          {func(c *tenancy.CreateTenant) { c.Slug = "a.b.c" }, "slug malformed_slug"},
		"reserved slug":        {func(c *tenancy.CreateTenant) { c.Slug = "admin" }, "slug reserved"},
		"no name":              {func(c *tenancy.CreateTenant) { c.Name = " " }, "name required"},
		"name of two lines":    {func(c *tenancy.CreateTenant) { c.Name = "a\nb" }, "name malformed"},
		"no trade":             {func(c *tenancy.CreateTenant) { c.Trades = nil }, "trades required"},
		"unknown trade":        {func(c *tenancy.CreateTenant) { c.Trades = []tenancy.Trade{"spying"} }, "trades unknown_trade"},
		"default not spoken":   {func(c *tenancy.CreateTenant) { c.DefaultLanguage = "ar" }, "defaultLanguage unknown_language"},
		"unknown currency":     {func(c *tenancy.CreateTenant) { c.Currency = "ZZZ" }, "currency unknown_currency"},
		"zone of the machine":  {func(c *tenancy.CreateTenant) { c.Zone = "Local" }, "zone unknown_zone"},
		"zone out of its room": {func(c *tenancy.CreateTenant) { c.Zone = "../../etc/passwd" }, "zone unknown_zone"},
		"pale accent":          {func(c *tenancy.CreateTenant) { c.Branding.Accent = "#ffd54f" }, "branding.accent low_contrast"},
		"accent with a rule":   {func(c *tenancy.CreateTenant) { c.Branding.Accent = "#000;}*{display:none" }, "branding.accent malformed_colour"},
		"logo as a script":     {func(c *tenancy.CreateTenant) { c.Branding.Logo = "javascript:alert(1)" }, "branding.logo malformed_address"},
		"logo of nobody":       {func(c *tenancy.CreateTenant) { c.Branding.Logo = "//evil.example/x.png" }, "branding.logo malformed_address"},
		"wrong SIREN":          {func(c *tenancy.CreateTenant) { c.Legal.SIREN = "732829321" }, "legal.siren malformed_siren"},
		"wrong SIRET":          {func(c *tenancy.CreateTenant) { c.Legal.SIRET = "73282932000075" }, "legal.siret malformed_siret"},
		"SIRET of another":     {func(c *tenancy.CreateTenant) { c.Legal.SIREN, c.Legal.SIRET = "404833048", "73282932000074" }, "legal.siret other_siren"},
		"wrong VAT key":        {func(c *tenancy.CreateTenant) { c.Legal.VATNumber = "FR45732829320" }, "legal.vatNumber malformed_vat_number"},
		"half an address": {func(c *tenancy.CreateTenant) {
			c.Legal.Address.City = "Rennes"
			c.Legal.Address.Line1 = "1 rue"
			c.Legal.Address.Country = "FR"
		}, "legal.address.postalCode malformed_postal_code"},
		"host with a port":   {func(c *tenancy.CreateTenant) { c.Domains = []string{"a.example:80"} }, "domains malformed_host"},
		"host of a network":  {func(c *tenancy.CreateTenant) { c.Domains = []string{"metadata.google.internal"} }, "domains private_host"},
		"host as an address": {func(c *tenancy.CreateTenant) { c.Domains = []string{"127.0.0.1"} }, "domains malformed_host"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			draft := tenancytest.Agency("rivages")
			c.change(&draft)
			_, err := tenancy.Found(ident.Next[access.Tenant](&ident.Source{}), draft, time.Now())
			if got := fields(err); !slices.Equal(got, []string{c.want}) {
				t.Errorf("refused %v, want %q (%v)", got, c.want, err)
			}
		})
	}
}

func TestLegalNumbers(t *testing.T) {
	t.Parallel()
	// Published numbers: 732 829 320 is the example of INSEE's documentation; La Poste's seat is 356 000 000 00048.
	for s, want := range map[string]bool{"732829320": true, "404833048": true, "356000000": true, "12345678": false, "abcdefghi": false, "": false} {
		if tenancy.ValidSIREN(s) != want {
			t.Errorf("SIREN %q", s)
		}
	}
	for s, want := range map[string]bool{"73282932000074": true, "35600000000048": true, "35600000009075": true, "35600000009076": false, "7328293200007": false} {
		if tenancy.ValidSIRET(s) != want {
			t.Errorf("SIRET %q", s)
		}
	}
	for s, want := range map[string]bool{"FR44732829320": true, "FR83404833048": true, "FR00732829320": false, "BE0428759497": true, "fr44732829320": false, "X": false} {
		if tenancy.ValidVATNumber(s) != want {
			t.Errorf("VAT %q", s)
		}
	}
}

func TestContrast(t *testing.T) {
	t.Parallel()
	for hex, want := range map[string]string{"#000000": "21.00", "#ffffff": "1.00", "#767676": "4.54", "#0f5c4c": "7.91"} {
		if got := fmt.Sprintf("%.2f", tenancy.Contrast(hex, "#ffffff")); got != want {
			t.Errorf("%s: %s, want %s", hex, got, want)
		}
	}
}

func TestChangeIsAllOrNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, err := tenancy.Found(ident.Next[access.Tenant](&ident.Source{}), tenancytest.Agency("rivages"), time.Unix(0, 0).UTC())
		if err != nil {
			t.Fatal(err)
		}
		before := fmt.Sprintf("%+v", x.State())
		s := tenancy.Settings{
			Name: rapid.String().Draw(t, "name"), Zone: rapid.SampledFrom([]string{"Europe/Paris", "Mars/Olympus", "", "Africa/Algiers"}).Draw(t, "zone"),
			Trades:          rapid.SliceOf(rapid.SampledFrom(append(tenancy.Trades(), "other"))).Draw(t, "trades"),
			Languages:       rapid.SliceOf(rapid.SampledFrom([]string{"fr", "en", "ar", "de"})).Draw(t, "languages"),
			DefaultLanguage: rapid.SampledFrom([]string{"fr", "ar", "de", ""}).Draw(t, "default"),
			Branding:        tenancy.Branding{Accent: rapid.StringMatching(`#?[0-9a-fA-F]{5,7}`).Draw(t, "accent")},
		}
		if err := x.Change(s, time.Unix(9, 0)); err != nil {
			if fault.KindOf(err) != fault.Invalid || len(fault.FieldsOf(err)) == 0 {
				t.Fatalf("refused without a field: %v", err)
			}
			if got := fmt.Sprintf("%+v", x.State()); got != before {
				t.Fatalf("refused, and changed: %s", got)
			}
			return
		}
		got := x.State()
		if !got.Speaks(got.Default) || len(got.Trades) == 0 || got.Branding.Accent != "" && tenancy.Contrast(got.Branding.Accent, tenancy.Ground) < 4.5 {
			t.Fatalf("accepted %+v", got)
		}
	})
}

func TestResolve(t *testing.T) {
	t.Parallel()
	x := tenancy.New(tenancy.Deps{Store: tenancytest.NewMem(), Now: time.Now, IDs: &ident.Source{}, Observe: usecase.Silent{}})
	c := tenancytest.Agency("rivages")
	c.Domains = []string{"www.rivages.example"}
	s, err := x.CreateTenant(tenancytest.System(), c)
	if err != nil {
		t.Fatal(err)
	}
	base := []string{"localhost", "comptoir.example"}
	type asked struct{ Host, Key string }
	for q, known := range map[asked]bool{
		{Host: "rivages.localhost"}: true, {Host: "RIVAGES.localhost."}: true, {Host: "rivages.comptoir.example"}: true,
		{Host: "www.rivages.example"}: true, {Key: "rivages"}: true, {Key: s.ID.String()}: true,
		{Host: "cimes.localhost"}: false, {Host: "a.rivages.localhost"}: false, {Host: "rivages.example"}: false, {Host: "rivages"}: false,
		{Host: strings.Repeat("a.", 200) + "com"}: false, {Host: "x'or 1=1.localhost"}: false, {Key: ""}: false, {Key: "00000000-0000-0000-0000-000000000000"}: false,
	} {
		got, err := x.ResolveHost(context.Background(), tenancy.ResolveHost{Host: q.Host, Key: q.Key, Base: base})
		if known && (err != nil || got.ID != s.ID) || !known && !errors.Is(err, tenancy.ErrUnknown) {
			t.Errorf("%+v: %v %v", q, got.Slug, err)
		}
	}
}

func TestOnlyTheOperatorManages(t *testing.T) {
	t.Parallel()
	x := tenancy.New(tenancy.Deps{Store: tenancytest.NewMem(), Now: time.Now, IDs: &ident.Source{}, Observe: usecase.Silent{}})
	s, err := x.CreateTenant(tenancytest.System(), tenancytest.Agency("rivages"))
	if err != nil {
		t.Fatal(err)
	}
	admin := access.With(context.Background(), access.Actor{Kind: access.Person, Tenant: s.ID, Permissions: map[access.Permission]bool{tenancy.PermUpdateSettings: true}})
	if _, err := x.SuspendTenant(admin, tenancy.SuspendTenant{Tenant: s.ID}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("suspend: %v", err)
	}
	if _, err := x.ListTenants(admin, tenancy.ListTenants{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("list: %v", err)
	}
	if _, err := x.UpdateSettings(context.Background(), tenancy.UpdateSettings{}); !errors.Is(err, access.ErrSignIn) {
		t.Errorf("nobody: %v", err)
	}
	if _, err := x.SuspendTenant(tenancytest.System(), tenancy.SuspendTenant{Tenant: s.ID, Reason: "unpaid"}); err != nil {
		t.Error(err)
	}
	if _, err := x.SuspendTenant(tenancytest.System(), tenancy.SuspendTenant{Tenant: s.ID}); !errors.Is(err, tenancy.ErrNotAllowed) {
		t.Errorf("twice: %v", err)
	}
	if got, err := x.ResumeTenant(tenancytest.System(), tenancy.ResumeTenant{Tenant: s.ID}); err != nil || got.Status != tenancy.Active || got.Reason != "" {
		t.Errorf("%+v %v", got, err)
	}
}
