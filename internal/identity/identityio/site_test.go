package identityio_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio"
	"comptoir/internal/identity/identitytest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/clock"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/jobs/jobstest"
	"comptoir/internal/platform/limit"
	"comptoir/internal/platform/limit/locallimit"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/rest"
	"comptoir/internal/platform/seal"
	"comptoir/internal/web"
)

// site is the module behind a real HTTP server, with two businesses: a.test and b.test.
type site struct {
	t      *testing.T
	m      *identityio.Module
	db     *pg.DB
	queue  *jobs.Client
	server *httptest.Server
	now    *clock.Settable
	mux    *http.ServeMux
	kit    *web.Kit
	rest   *rest.API
	a, b   access.TenantID
}

func newSite(t *testing.T, change ...func(*identityio.Deps)) *site {
	t.Helper()
	return openSite(t, pgtest.DB(t, lines()...), change...)
}

// workingSite is newSite with a database and workers of its own.
func workingSite(t *testing.T, change ...func(*identityio.Deps)) *site {
	t.Helper()
	s := openSite(t, pgtest.Own(t, lines()...), change...)
	jobstest.Run(t, s.queue)
	return s
}

func openSite(t *testing.T, db *pg.DB, change ...func(*identityio.Deps)) *site {
	t.Helper()
	s := &site{t: t, db: db, now: clock.NewSettable(time.Now())}
	ids := &ident.Source{}
	s.a, s.b = ident.Next[access.Tenant](ids), ident.Next[access.Tenant](ids)
	kit, err := web.New(web.Config{Messages: []fs.FS{identityio.Texts}})
	if err != nil {
		t.Fatal(err)
	}
	registry := jobs.NewRegistry()
	s.queue = jobstest.New(t, s.db, jobs.Config{Registry: registry})
	mux := http.NewServeMux()
	api := rest.New(mux, rest.Config{Report: func(context.Context, error) {}})
	key, err := seal.Derived(secretA)
	if err != nil {
		t.Fatal(err)
	}
	box, err := seal.New(s.db, []seal.Key{key}, s.now.Now, ids)
	if err != nil {
		t.Fatal(err)
	}
	d := identityio.Deps{Keeper: box, DB: s.db, Events: outbox.New(s.queue, outbox.NewRouter(), s.now.Now, ids), Queue: s.queue,
		Limiter: limit.New(locallimit.New(s.now.Now), nil), Web: kit, Now: s.now.Now, IDs: ids, Observe: usecase.Silent{},
		Secrets: [][]byte{secretA}, Issuer: "http://localhost", Cost: cheap, Problem: api.Fail}
	for _, c := range change {
		c(&d)
	}
	if s.m, err = identityio.New(d); err != nil {
		t.Fatal(err)
	}
	s.mux, s.kit, s.rest = mux, kit, api
	s.m.REST(api)
	s.m.Pages(mux)
	kit.Mount(mux)
	s.m.Jobs(registry)
	mux.HandleFunc("GET /desk", func(w http.ResponseWriter, r *http.Request) {
		if err := access.Authorize(r.Context(), "stays.read_reservations"); err != nil {
			kit.Error(w, r, err)
			return
		}
		io.WriteString(w, "desk of "+access.From(r.Context()).Name)
	})
	mux.HandleFunc("/", kit.NotFound)
	inner := kit.Middleware(s.m.Authenticate(mux))
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := strings.Cut(r.Host, ":")
		actor := access.Actor{Kind: access.Anonymous, Address: "192.0.2.1", Tenant: map[string]access.TenantID{"a.test": s.a, "b.test": s.b, "a.localhost": s.a}[host]}
		if from := r.Header.Get("X-From"); from != "" {
			actor.Address = from
		}
		inner.ServeHTTP(w, r.WithContext(access.With(r.Context(), actor)))
	}))
	t.Cleanup(s.server.Close)
	return s
}

func (s *site) ctx(tenant access.TenantID) context.Context {
	return access.AsSystem(s.t.Context(), tenant, "test")
}

func (s *site) user(tenant access.TenantID, email string, roles ...identity.Role) identity.UserView {
	s.t.Helper()
	u, err := s.m.CreateUser(s.ctx(tenant), identity.CreateUser{Email: email, Password: identitytest.Password, Roles: roles, Confirmed: true,
		Profile: identity.Profile{Name: "Zoé Le Bihan", Locale: "fr"}})
	if err != nil {
		s.t.Fatal(err)
	}
	return u
}

// client is a browser: cookies, no redirects followed, every host is the test's server.
func (s *site) client() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	to := s.server.Listener.Addr().String()
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, to)
		}}}
}

type answer struct {
	*http.Response
	body string
}

func (s *site) do(c *http.Client, r *http.Request) answer {
	s.t.Helper()
	res, err := c.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{res, string(raw)}
}

// api calls the API of business a; body is marshalled, unless it is text.
func (s *site) api(method, path string, body any, bearer string, headers ...string) answer {
	s.t.Helper()
	var raw []byte
	switch b := body.(type) {
	case nil:
	case string:
		raw = []byte(b)
	default:
		var err error
		if raw, err = json.Marshal(b); err != nil {
			s.t.Fatal(err)
		}
	}
	host := "a.test"
	r, err := http.NewRequestWithContext(s.t.Context(), method, "http://"+host+":80"+path, bytes.NewReader(raw))
	if err != nil {
		s.t.Fatal(err)
	}
	if raw != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1] + ":80"
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	return s.do(s.client(), r)
}

func (s *site) get(c *http.Client, address string) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.do(c, r)
}

func (s *site) post(c *http.Client, address string, pairs ...string) answer {
	s.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, address, strings.NewReader(v.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(c, r)
}

type session struct {
	AccessToken, TokenType, RefreshToken string
	ExpiresIn                            int
	User                                 struct {
		ID, Email, Name, Locale string
		EmailConfirmed          bool
		Roles                   []string
	}
}

func (s *site) session(a answer, status int) (out session) {
	s.t.Helper()
	if a.StatusCode != status {
		s.t.Fatalf("%d %s, want %d", a.StatusCode, a.body, status)
	}
	if err := json.Unmarshal([]byte(a.body), &out); err != nil {
		s.t.Fatal(err)
	}
	return out
}

func (s *site) login(email string) session {
	s.t.Helper()
	return s.session(s.api("POST", "/api/auth/login", map[string]string{"email": email, "password": identitytest.Password}, ""), 200)
}

// want checks the status and the code of a problem.
func (a answer) want(t *testing.T, what string, status int, code string) {
	t.Helper()
	var p struct{ Code string }
	_ = json.Unmarshal([]byte(a.body), &p)
	if a.StatusCode != status || p.Code != code {
		t.Errorf("%s: %d %s, want %d %s", what, a.StatusCode, a.body, status, code)
	}
}

// left asks for the entry of use cases in the audit trail of business a.
func (s *site) left(names ...string) {
	s.t.Helper()
	for _, name := range names {
		var n int
		err := s.db.Read(s.ctx(s.a)).QueryRow(s.ctx(s.a), "SELECT count(*) FROM audit.entry WHERE tenant_id = $1 AND usecase = $2 AND (before IS NOT NULL OR after IS NOT NULL)", s.a, name).Scan(&n)
		if err != nil || n == 0 {
			s.t.Errorf("%s leaves %d entries in the audit trail, %v", name, n, err)
		}
	}
}

// links returns the paths that the mails of business a lead to, oldest first.
func (s *site) links() []string {
	s.t.Helper()
	ctx := s.ctx(s.a)
	var paths []string
	for _, e := range published(s.t, ctx, s.db) {
		var ticket ident.Raw
		switch e := e.(type) {
		case event.UserRegistered:
			ticket = e.Ticket
		case event.PasswordResetRequested:
			ticket = e.Ticket
		case event.MagicLinkRequested:
			ticket = e.Ticket
		case event.EmailChangeRequested:
			paths = append(paths, s.path(e.Cancel))
			ticket = e.Confirm
		default:
			continue
		}
		paths = append(paths, s.path(ticket))
	}
	return paths
}

// path is where the mail of a ticket leads; "" when it leads nowhere any more.
func (s *site) path(ticket ident.Raw) string {
	s.t.Helper()
	path, err := s.m.Link(s.ctx(s.a), ticket)
	if err != nil && fault.KindOf(err) != fault.Gone {
		s.t.Fatal(err)
	}
	return path
}

func last(path string) string { return path[strings.LastIndex(path, "/")+1:] }

// away is a limiter that does not answer.
type away struct{}

func (away) Allow(context.Context, string, limit.Limit) (limit.Decision, error) {
	return limit.Decision{}, limit.ErrUnavailable
}
func (away) Reset(context.Context, string) error { return limit.ErrUnavailable }

func demoAccount(_ context.Context, role identity.Role) (contact.Email, bool) {
	email, ok := map[identity.Role]contact.Email{identity.Manager: "manager@example.com", identity.Customer: "guest@example.com", identity.Owner: "owner@example.com"}[role]
	return email, ok
}
