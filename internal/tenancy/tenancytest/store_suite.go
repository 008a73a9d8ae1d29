package tenancytest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/tenancy"
)

// Harness is a store under test. Published returns the events saved for a business.
type Harness struct {
	Store     tenancy.Store
	Published func(t *testing.T, tenant access.TenantID) []event.Event
}

var slugs = &ident.Source{}

// Slug returns a short name that no other test has: stores are shared by the tests of a process.
func Slug() string {
	raw := slugs.Raw().String()
	return "t" + raw[:8] + raw[9:13] + raw[14:18] + raw[24:30]
}

// System returns a context in which the program acts without a tenant, as the command line does.
func System() context.Context {
	return access.AsSystem(context.Background(), access.TenantID{}, "test")
}

// StoreConformance is what every store of tenancy promises.
func StoreConformance(t *testing.T, open func(*testing.T) Harness) {
	t.Helper()
	now := time.Date(2027, 4, 12, 9, 0, 0, 0, time.UTC)
	setup := func(t *testing.T) (Harness, *tenancy.Tenancy) {
		t.Parallel()
		h := open(t)
		return h, tenancy.New(tenancy.Deps{Store: h.Store, Now: func() time.Time { return now }, IDs: &ident.Source{}, Observe: usecase.Silent{}})
	}
	create := func(t *testing.T, x *tenancy.Tenancy, c tenancy.CreateTenant) tenancy.State {
		t.Helper()
		s, err := x.CreateTenant(System(), c)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}

	t.Run("what was saved is read again, whole", func(t *testing.T) {
		h, x := setup(t)
		c := Agency(Slug())
		c.Domains = []string{"www." + c.Slug + ".example", c.Slug + ".example"}
		c.Legal = tenancy.Legal{Name: "Rivages SARL", SIREN: "732829320", SIRET: "73282932000074", VATNumber: "FR44732829320"}
		c.Hours = tenancy.Hours{Week: []tenancy.Opening{{Day: "friday", From: period.At(18, 0), To: period.At(2, 0)}}, Closed: []tenancy.Closure{{From: period.On(2027, time.May, 1), To: period.On(2027, time.May, 1), Reason: "Fête du travail"}}}
		id := create(t, x, c).ID
		s, err := x.AllowOrigins(access.AsSystem(t.Context(), id, "test"), tenancy.AllowOrigins{Origins: []string{"https://app." + c.Slug + ".example"}})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(s.Domains)
		for name, read := range map[string]func() (tenancy.State, error){
			"id":     func() (tenancy.State, error) { return h.Store.ByID(System(), s.ID) },
			"slug":   func() (tenancy.State, error) { return h.Store.BySlug(System(), s.Slug) },
			"domain": func() (tenancy.State, error) { return h.Store.ByDomain(System(), "www."+c.Slug+".example") },
		} {
			got, err := read()
			if err != nil {
				t.Fatalf("by %s: %v", name, err)
			}
			slices.Sort(got.Domains)
			if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", s) {
				t.Errorf("by %s:\n got %+v\nwant %+v", name, got, s)
			}
		}
		news := h.Published(t, s.ID)
		if len(news) != 1 || news[0].EventName() != "tenancy.tenant_created.v1" {
			t.Errorf("published %v", news)
		}
	})

	t.Run("a short name and a host belong to one business", func(t *testing.T) {
		_, x := setup(t)
		c := Agency(Slug())
		c.Domains = []string{c.Slug + ".example"}
		create(t, x, c)
		if _, err := x.CreateTenant(System(), c); !errors.Is(err, tenancy.ErrSlugTaken) {
			t.Errorf("same slug: %v", err)
		}
		other := Agency(Slug())
		other.Domains = c.Domains
		if _, err := x.CreateTenant(System(), other); !errors.Is(err, tenancy.ErrHostTaken) {
			t.Errorf("same host: %v", err)
		}
		if _, err := x.ResolveHost(System(), tenancy.ResolveHost{Key: other.Slug}); !errors.Is(err, tenancy.ErrUnknown) {
			t.Errorf("a refused business left a trace: %v", err)
		}
	})

	t.Run("a business created by many at once exists once", func(t *testing.T) {
		_, x := setup(t)
		c := Agency(Slug())
		var wg sync.WaitGroup
		results := make([]error, 8)
		for i := range results {
			wg.Go(func() { _, results[i] = x.CreateTenant(System(), c) })
		}
		wg.Wait()
		won := 0
		for _, err := range results {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, tenancy.ErrSlugTaken):
				t.Errorf("loser: %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d winners", won)
		}
	})

	t.Run("hosts move and are given back", func(t *testing.T) {
		h, x := setup(t)
		a, b := create(t, x, Agency(Slug())), create(t, x, Agency(Slug()))
		host := a.Slug + ".example"
		set := func(id access.TenantID, hosts ...string) {
			t.Helper()
			if _, err := x.SetDomains(System(), tenancy.SetDomains{Tenant: id, Domains: hosts}); err != nil {
				t.Fatal(err)
			}
		}
		set(a.ID, host, "www."+host)
		set(a.ID, "www."+host)
		set(b.ID, host)
		got, err := h.Store.ByDomain(System(), host)
		if err != nil || got.ID != b.ID {
			t.Errorf("%s is %s's: %v", host, got.Slug, err)
		}
	})

	t.Run("a stale version and another business's row are refused", func(t *testing.T) {
		h, x := setup(t)
		a, b := create(t, x, Agency(Slug())), create(t, x, Agency(Slug()))
		actor := access.AsSystem(context.Background(), a.ID, "test")
		settings := Agency(a.Slug).Settings
		settings.Name = "Renommée"
		changed, err := x.UpdateSettings(actor, tenancy.UpdateSettings{Version: a.Version, Settings: settings})
		if err != nil || changed.Name != "Renommée" {
			t.Fatalf("%v %+v", err, changed)
		}
		if _, err := x.UpdateSettings(actor, tenancy.UpdateSettings{Version: a.Version, Settings: settings}); fault.KindOf(err) != fault.Stale {
			t.Errorf("stale: %v", err)
		}
		err = h.Store.Write(actor, func(ctx context.Context, tx tenancy.Tx) error {
			foreign := tenancy.Restore(b)
			if err := foreign.Suspend("not mine", now); err != nil {
				return err
			}
			return tx.Save(ctx, foreign)
		})
		if err == nil {
			t.Error("a business changed another")
		}
		if got, err := h.Store.ByID(System(), b.ID); err != nil || got.Status != tenancy.Active {
			t.Errorf("%v %v", got.Status, err)
		}
	})

	t.Run("a failed change leaves no trace", func(t *testing.T) {
		h, x := setup(t)
		a := create(t, x, Agency(Slug()))
		boom := errors.New("boom")
		err := h.Store.Write(access.AsSystem(context.Background(), a.ID, "test"), func(ctx context.Context, tx tenancy.Tx) error {
			s, err := tx.Tenant(ctx)
			if err != nil {
				return err
			}
			if err := s.Suspend("x", now); err != nil {
				return err
			}
			if err := tx.Save(ctx, s); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if got, _ := h.Store.ByID(System(), a.ID); got.Status != tenancy.Active || got.Version != a.Version {
			t.Errorf("%+v", got)
		}
	})

	t.Run("pages of the directory neither repeat nor miss", func(t *testing.T) {
		_, x := setup(t)
		mine := map[string]bool{}
		for range 5 {
			mine[create(t, x, Agency(Slug())).Slug] = true
		}
		seen, last := map[string]int{}, ""
		for cursor := ""; ; {
			page, err := x.ListTenants(System(), tenancy.ListTenants{Request: paging.Request{Limit: 2, Cursor: cursor}})
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range page.Items {
				if s.Slug <= last {
					t.Fatalf("%s after %s", s.Slug, last)
				}
				last = s.Slug
				seen[s.Slug]++
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		for slug := range mine {
			if seen[slug] != 1 {
				t.Errorf("%s seen %d times", slug, seen[slug])
			}
		}
	})
}
