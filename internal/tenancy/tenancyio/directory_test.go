package tenancyio_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/tenancy"
	"comptoir/internal/tenancy/tenancyio"
	"comptoir/internal/tenancy/tenancytest"
)

var silent usecase.Silent

// counting counts the questions that reach the store.
type counting struct {
	*tenancytest.Mem
	asked atomic.Int64
	down  atomic.Bool
}

func (c *counting) BySlug(ctx context.Context, slug string) (tenancy.State, error) {
	c.asked.Add(1)
	if c.down.Load() {
		return tenancy.State{}, fault.Define(fault.Unavailable, "database_unavailable", "gone")
	}
	return c.Mem.BySlug(ctx, slug)
}

type site struct {
	core  *tenancy.Tenancy
	store *counting
	dir   *tenancyio.Directory
	web   http.Handler
	a, b  tenancy.State
}

func newSite(t *testing.T) *site {
	t.Helper()
	x := &site{store: &counting{Mem: tenancytest.NewMem()}}
	x.core = tenancy.New(tenancy.Deps{Store: x.store, Now: time.Now, IDs: &ident.Source{}, Observe: silent})
	var err error
	if x.dir, err = tenancyio.NewDirectory(x.core, "http://localhost:8080", "comptoir.example"); err != nil {
		t.Fatal(err)
	}
	rivages := tenancytest.Agency("rivages")
	rivages.Domains = []string{"www.rivages.example"}
	for c, to := range map[*tenancy.CreateTenant]*tenancy.State{&rivages: &x.a, ptr(tenancytest.Agency("cimes")): &x.b} {
		if *to, err = x.core.CreateTenant(tenancytest.System(), *c); err != nil {
			t.Fatal(err)
		}
	}
	fail := func(kind string) func(http.ResponseWriter, *http.Request, error) {
		return func(w http.ResponseWriter, _ *http.Request, err error) {
			w.Header().Set("X-Shown-As", kind)
			w.WriteHeader(map[fault.Kind]int{fault.NotFound: 404, fault.Unavailable: 503}[fault.KindOf(err)])
		}
	}
	x.web = x.dir.Resolve(tenancyio.Edge{Problem: fail("problem"), Page: fail("page")}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, _ := tenancy.From(r.Context())
		a := access.From(r.Context())
		if s.ID != a.Tenant || a.Kind != access.Anonymous || a.Address == "" {
			t.Errorf("%+v", a)
		}
		fmt.Fprint(w, s.Slug)
	}))
	return x
}

func ptr[T any](v T) *T { return &v }

func (x *site) get(host, path, header string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://"+host+path, nil)
	r.Host = host
	if header != "" {
		r.Header.Set(tenancyio.Header, header)
	}
	w := httptest.NewRecorder()
	x.web.ServeHTTP(w, r)
	return w
}

func TestResolve(t *testing.T) {
	t.Parallel()
	x := newSite(t)
	for name, c := range map[string]struct {
		host, path, header string
		status             int
		body, shown        string
	}{
		"short name and port":           {"rivages.localhost:8080", "/", "", 200, "rivages", ""},
		"another base":                  {"cimes.comptoir.example", "/", "", 200, "cimes", ""},
		"upper case and the root's dot": {"RIVAGES.LOCALHOST.", "/", "", 200, "rivages", ""},
		"its own domain":                {"www.rivages.example", "/", "", 200, "rivages", ""},
		"the installation":              {"localhost:8080", "/", "", 200, "", ""},
		"a network address":             {"127.0.0.1:8080", "/api/x", "", 200, "", ""},
		"an IPv6 address":               {"[::1]:8080", "/", "", 200, "", ""},
		"API by short name":             {"127.0.0.1", "/api/x", "cimes", 200, "cimes", ""},
		"API by identifier":             {"localhost", "/api/x", x.a.ID.String(), 200, "rivages", ""},
		"header that agrees":            {"rivages.localhost", "/api/x", "rivages", 200, "rivages", ""},
		"header that contradicts":       {"rivages.localhost", "/api/x", "cimes", 404, "", "problem"},
		"header on a page":              {"localhost", "/", "cimes", 200, "", ""},
		"unknown header":                {"localhost", "/api/x", "nobody", 404, "", "problem"},
		"unknown short name":            {"nobody.localhost", "/", "", 404, "", "page"},
		"unknown host, API":             {"evil.example", "/api/x", "", 404, "", "problem"},
		"a part of a domain":            {"rivages.example", "/", "", 404, "", "page"},
		"an injected host":              {"rivages.localhost'--", "/", "", 404, "", "page"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := x.get(c.host, c.path, c.header)
			if w.Code != c.status || w.Body.String() != c.body || w.Header().Get("X-Shown-As") != c.shown {
				t.Errorf("%d %q shown as %q", w.Code, w.Body, w.Header().Get("X-Shown-As"))
			}
		})
	}
}

func TestDirectoryRemembers(t *testing.T) {
	t.Parallel()
	x := newSite(t)
	for range 5 {
		x.get("rivages.localhost", "/", "")
		x.get("nobody.localhost", "/", "")
	}
	if n := x.store.asked.Load(); n != 2 {
		t.Errorf("the store was asked %d times", n)
	}
	if _, err := x.core.SuspendTenant(tenancytest.System(), tenancy.SuspendTenant{Tenant: x.a.ID, Reason: "unpaid"}); err != nil {
		t.Fatal(err)
	}
	x.dir.Forget()
	if w := x.get("rivages.localhost", "/", ""); w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("suspended: %d", w.Code)
	}
	if w := x.get("rivages.localhost", "/api/x", ""); w.Code != 503 || w.Header().Get("X-Shown-As") != "problem" {
		t.Errorf("suspended: %d", w.Code)
	}
}

func TestAFailedQuestionIsNotRemembered(t *testing.T) {
	t.Parallel()
	x := newSite(t)
	x.store.down.Store(true)
	if w := x.get("rivages.localhost", "/", ""); w.Code != 503 {
		t.Errorf("database away: %d", w.Code)
	}
	x.store.down.Store(false)
	if w := x.get("rivages.localhost", "/", ""); w.Code != 200 {
		t.Errorf("database back: %d", w.Code)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	x := newSite(t)
	for s, want := range map[*tenancy.State]string{&x.a: "http://www.rivages.example:8080", &x.b: "http://cimes.localhost:8080"} {
		if got := x.dir.Address(*s); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if x.dir.Root() != "http://localhost:8080" {
		t.Error(x.dir.Root())
	}
	for _, bad := range []string{"", "localhost", "ftp://x", "http://"} {
		if _, err := tenancyio.NewDirectory(x.core, bad); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	if _, err := x.dir.ByID(context.Background(), ident.Next[access.Tenant](&ident.Source{})); !errors.Is(err, tenancy.ErrUnknown) {
		t.Error(err)
	}
}
