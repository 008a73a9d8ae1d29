package arch

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/internal/app"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/config"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/rest"
	"comptoir/internal/tenancy"
	"comptoir/internal/tenancy/tenancyio"
	"comptoir/sdk/generate"
)

// assembled returns the whole program on a database of the test's own; its jobs do not run.
func assembled(t *testing.T) (*app.App, *pg.DB) {
	t.Helper()
	db := pgtest.Own(t, app.Lines()...)
	c, err := config.Load([]string{
		"COMPTOIR_LIMIT_GUESSES=off", "COMPTOIR_LIMIT_READS=off", "COMPTOIR_LIMIT_WRITES=off", "COMPTOIR_LIMIT_USER_WRITES=off", "COMPTOIR_LIMIT_ADMINISTRATION=off",
		"COMPTOIR_DATA=" + t.TempDir(), "COMPTOIR_LOG_LEVEL=error", "COMPTOIR_DATABASE_URL=" + pgtest.Of(t, db).AppURL,
		"COMPTOIR_SECRET_KEY=" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("k"), 32)),
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), c, &app.Database{AppURL: pgtest.Of(t, db).AppURL}, app.Options{Version: "dev"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a, db
}

// The contract with the API's callers is committed as text, and the clients that are generated from it with it.
func TestGoldenOpenAPI(t *testing.T) {
	t.Parallel()
	a, _ := assembled(t)
	text, err := a.API.YAML()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "api/openapi.yaml", string(text))
	clients, err := generate.Files(text)
	if err != nil {
		t.Fatal(err)
	}
	for path, content := range clients {
		golden(t, path, string(content))
	}
}

// What a use case or a route asks for stands in the matrix of roles, and no role is given there what nothing asks for.
func TestPermissionsStandInTheMatrix(t *testing.T) {
	t.Parallel()
	a, _ := assembled(t)
	asked := map[access.Permission]bool{}
	cases := usecase.Registered()
	if len(cases) < 60 {
		t.Errorf("only %d use cases", len(cases))
	}
	for name, p := range cases {
		asked[p] = true
		if p != access.Public && !identity.InMatrix(p) {
			t.Errorf("use case %s needs %s, which is not in the matrix", name, p)
		}
	}
	routes := rest.Routes(a.API)
	if len(routes) < 30 {
		t.Errorf("only %d routes", len(routes))
	}
	for _, r := range routes {
		asked[r.Permission] = true
		if r.Permission != access.Public && !identity.InMatrix(r.Permission) {
			t.Errorf("%s %s needs %s, which is not in the matrix", r.Method, r.Path, r.Permission)
		}
	}
	for _, role := range identity.Roles() {
		for _, p := range identity.Granted(role) {
			if !asked[p] {
				t.Errorf("the matrix gives %s to %s, and nothing asks for it", p, role)
			}
		}
	}
}

// The acts for which a person must have proved within minutes that he is himself, read in the diff like everything that
// protects somebody.
func TestGoldenDangerousActs(t *testing.T) {
	t.Parallel()
	assembled(t)
	golden(t, "internal/arch/testdata/dangerous_acts.txt", strings.Join(usecase.Dangerous(), "\n")+"\n")
}

// Names that are stored in the database outlive a release: renaming one loses what waits under the old name.
func TestGoldenStoredNames(t *testing.T) {
	t.Parallel()
	a, _ := assembled(t)
	golden(t, "internal/arch/testdata/consumers.txt", strings.Join(a.Router.Consumers(), "\n")+"\n")
	golden(t, "internal/arch/testdata/job_kinds.txt", strings.Join(a.Registry.Kinds(), "\n")+"\n")
	golden(t, "internal/arch/testdata/periodic_jobs.txt", strings.Join(periodic(t), "\n")+"\n")
}

// periodic returns the names of the periodic jobs, read from the sources that register them.
func periodic(t *testing.T) []string {
	t.Helper()
	call := regexp.MustCompile(`jobs\.Periodic\(\w+, "([^"]+)"`)
	var names []string
	for _, f := range tree(t) {
		if r, _ := place(f.pkg); f.test || r != adapter && r != program {
			continue
		}
		source, err := os.ReadFile(filepath.Join(root, f.path))
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range call.FindAllStringSubmatch(string(source), -1) {
			names = append(names, found[1])
		}
	}
	slices.Sort(names)
	return names
}

// business is a tenant with an administrator who has signed in.
type business struct {
	slug, token string
	id          access.TenantID
}

func found(t *testing.T, a *app.App, server, slug string) business {
	t.Helper()
	operator := access.AsSystem(t.Context(), access.TenantID{}, "test")
	state, err := a.Contexts.Tenancy.CreateTenant(operator, tenancy.CreateTenant{Slug: slug, Currency: money.EUR, Settings: tenancy.Settings{Name: slug,
		Trades: []tenancy.Trade{tenancy.Stays}, Languages: []string{"fr", "en"}, DefaultLanguage: "fr", Zone: "Europe/Paris"}})
	if err != nil {
		t.Fatal(err)
	}
	const password = "a long way to the sea"
	email := "admin@" + slug + ".example"
	if _, err := a.Contexts.Identity.CreateUser(access.AsSystem(t.Context(), state.ID, "test"), identity.CreateUser{Email: email, Password: password,
		Roles: []identity.Role{identity.Administrator}, Confirmed: true, Profile: identity.Profile{Name: "Admin", Locale: "fr"}}); err != nil {
		t.Fatal(err)
	}
	b := business{slug: slug, id: state.ID}
	body, _ := json.Marshal(map[string]string{"email": email, "password": password})
	status, answer := b.call(t, server, "POST", "/api/auth/login", body)
	var tokens struct{ AccessToken string }
	if err := json.Unmarshal(answer, &tokens); err != nil || tokens.AccessToken == "" {
		t.Fatalf("login: %d %s %v", status, answer, err)
	}
	b.token = tokens.AccessToken
	return b
}

func (b business) call(t *testing.T, server, method, path string, body []byte) (int, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, server+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(tenancyio.Header, b.slug)
	r.Header.Set("Content-Type", "application/json")
	if b.token != "" {
		r.Header.Set("Authorization", "Bearer "+b.token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, raw
}

// Every address of the API that names a thing is asked, by another business's administrator, for the things of this
// one: the answer is 404, as for a thing that never was. Lists of the other business do not hold them either.
func TestNoRouteShowsAnotherTenant(t *testing.T) {
	t.Parallel()
	a, db := assembled(t)
	server := httptest.NewServer(a.Handler)
	t.Cleanup(server.Close)
	mine, other := found(t, a, server.URL, "one"), found(t, a, server.URL, "two")

	admin := pgtest.Admin(t, db)
	if _, err := admin.Exec(t.Context(), "SET session_replication_role = replica"); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, table := range tenanted(t, admin) {
		if strings.HasPrefix(table, "identity.") {
			continue // its administrator is there already, and must go on working
		}
		plant(t, admin, table, mine.id.String())
		var id string
		if err := admin.QueryRow(t.Context(), "SELECT coalesce(to_jsonb(x)->>'id', '') FROM "+table+" x WHERE tenant_id = $1::uuid LIMIT 1", mine.id.String()).Scan(&id); err == nil && len(id) == 36 {
			ids = append(ids, id)
		}
	}
	if len(ids) < 10 {
		t.Fatalf("only %d things planted", len(ids))
	}
	values := append(slices.Clone(ids), "x")
	parameter := regexp.MustCompile(`\{[^}]+\}`)
	asked, there := 0, 0
	for _, route := range rest.Routes(a.API) {
		if route.Method != "GET" {
			continue
		}
		if !parameter.MatchString(route.Path) {
			status, body := other.call(t, server.URL, "GET", route.Path, nil)
			if status >= 500 {
				t.Errorf("GET %s: %d %s", route.Path, status, body)
			}
			for _, id := range ids {
				if bytes.Contains(body, []byte(id)) {
					t.Errorf("GET %s shows %s of another tenant", route.Path, id)
				}
			}
			continue
		}
		for _, v := range values {
			path := parameter.ReplaceAllString(route.Path, v)
			if strings.HasSuffix(route.Path, "/calendar") {
				now := time.Now().UTC()
				path += "?from=" + now.Format(time.DateOnly) + "&to=" + now.AddDate(0, 0, 7).Format(time.DateOnly)
			}
			status, body := other.call(t, server.URL, "GET", path, nil)
			asked++
			if status != http.StatusNotFound && (status != http.StatusUnprocessableEntity || v != "x") {
				t.Errorf("GET %s: %d %s, want 404", path, status, body)
			}
			if status, _ := mine.call(t, server.URL, "GET", path, nil); status != http.StatusNotFound {
				there++ // what is hidden is really there
			}
		}
	}
	if asked < 50 || there < 3 {
		t.Errorf("%d questions asked, %d things are there for their own business", asked, there)
	}
}
