package identityio_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"
	"golang.org/x/text/language"

	"comptoir/internal/event"
	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio"
	"comptoir/internal/identity/identitytest"
	"comptoir/internal/platform/jobs/jobstest"
	"comptoir/internal/web/webtest"
)

// people are those whom the OpenID provider of the tests knows.
type people map[string]*storage.User

func (p people) GetUserByID(id string) *storage.User         { return p[id] }
func (p people) GetUserByUsername(name string) *storage.User { return p[name] }
func (p people) ExampleClientID() string                     { return "" }

// openID is a real OpenID provider (zitadel's) in this process. Its pages are not shown: the test says who signs in.
type openID struct {
	*httptest.Server
	storage  *storage.Storage
	callback func(context.Context, string) string
}

var registerClient = sync.OnceFunc(func() {
	storage.RegisterClients(storage.WebClient("comptoir", "a client secret", "http://a.test/login/from/google", "https://app.example/signed-in"))
})

func newOpenID(t *testing.T) *openID {
	t.Helper()
	registerClient()
	p := &openID{}
	p.storage = storage.NewStorage(people{
		"anne":  {ID: "anne", Username: "anne", Password: "x", FirstName: "Anne", LastName: "Le Goff", Email: "anne@example.com", EmailVerified: true, PreferredLanguage: language.French},
		"loose": {ID: "loose", Username: "loose", Password: "x", FirstName: "Lou", LastName: "Se", Email: "victim@example.com", PreferredLanguage: language.English},
	})
	var handler http.Handler
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(p.Close)
	provider, err := op.NewProvider(&op.Config{CryptoKey: sha256.Sum256([]byte("test")), CodeMethodS256: true, AuthMethodPost: true, SupportedUILocales: []language.Tag{language.English}},
		p.storage, op.StaticIssuer(p.URL), op.WithAllowInsecure(), op.WithLogger(slog.New(slog.NewTextHandler(io.Discard, nil))))
	if err != nil {
		t.Fatal(err)
	}
	handler, p.callback = provider, op.AuthCallbackURL(provider)
	return p
}

// follow plays the person's part at the provider and returns the address to which the browser is sent back.
func (p *openID) follow(t *testing.T, to, who string) string {
	t.Helper()
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	next := func(address string) string {
		res, err := c.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if res.StatusCode != 302 {
			body, _ := io.ReadAll(res.Body)
			t.Fatalf("%d at the provider: %s", res.StatusCode, body)
		}
		return res.Header.Get("Location")
	}
	login, err := url.Parse(next(to))
	if err != nil {
		t.Fatal(err)
	}
	id := login.Query().Get("authRequestID")
	if err := p.storage.CheckUsernamePassword(who, "x", id); err != nil {
		t.Fatal(err)
	}
	return next(p.callback(op.ContextWithIssuer(t.Context(), p.URL), id))
}

// providerSite is a site that offers both providers.
func providerSite(t *testing.T, at identityio.Endpoints) *site {
	t.Helper()
	s := workingSite(t, func(d *identityio.Deps) { d.Endpoints = at })
	for _, p := range identity.ProviderNames() {
		if _, err := s.m.SetProvider(s.ctx(s.a), identity.SetProvider{Provider: p, ClientID: "comptoir", Secret: "a client secret", Enabled: true}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// away asks for a provider and returns where the browser is sent.
func (s *site) away(c *http.Client, path string) string {
	s.t.Helper()
	a := s.get(c, "http://a.test"+path)
	if a.StatusCode != 303 {
		s.t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	return a.Header.Get("Location")
}

func TestGoogle(t *testing.T) {
	t.Parallel()
	p := newOpenID(t)
	s := providerSite(t, identityio.Endpoints{GoogleIssuer: p.URL})
	c := s.client()
	webtest.HTML(t, s.get(c, "http://a.test/login").body).In(`a[href^="/login/with/"]`).Count(2)

	to := s.away(c, "/login/with/google?next=%2Faccount%2Fprofile")
	q, err := url.Parse(to)
	if err != nil || q.Query().Get("code_challenge_method") != "S256" || len(q.Query().Get("code_challenge")) != 43 || len(q.Query().Get("state")) != 43 || q.Query().Get("nonce") == "" ||
		q.Query().Get("redirect_uri") != "http://a.test/login/from/google" {
		t.Errorf("%s", to)
	}
	back := p.follow(t, to, "anne")
	if a := s.get(s.client(), back); a.StatusCode != 303 || a.Header.Get("Location") != "/login" || cookie(a, "session") != nil {
		t.Errorf("in another browser: %d %q", a.StatusCode, a.Header.Get("Location"))
	}
	a := s.get(c, back)
	if a.StatusCode != 303 || a.Header.Get("Location") != "/account/profile" || cookie(a, "session") == nil {
		t.Fatalf("%d %q %s", a.StatusCode, a.Header.Get("Location"), a.body)
	}
	page := webtest.HTML(t, s.get(c, "http://a.test/account/profile").body)
	if page.In("#f-name").Attr("value") != "Anne Le Goff" {
		t.Errorf("%q", page.In("#f-name").Attr("value"))
	}
	if a := s.get(c, back); a.Header.Get("Location") != "/account/security" {
		t.Errorf("the address with the code again: %d %q", a.StatusCode, a.Header.Get("Location"))
	}
	again := s.client()
	if a := s.get(again, p.follow(t, s.away(again, "/login/with/google"), "anne")); cookie(a, "session") == nil {
		t.Errorf("the second time: %d %s", a.StatusCode, a.body)
	}
	if users, _ := s.m.ListUsers(s.ctx(s.a), identity.ListUsers{}); len(users.Items) != 1 || !users.Items[0].EmailConfirmed || users.Items[0].HasPassword {
		t.Errorf("%+v", users.Items)
	}
	if a := s.post(again, "http://a.test/account/security/links/google/end"); a.Header.Get("Location") != "/account/security" {
		t.Errorf("%d", a.StatusCode)
	}
	webtest.HTML(t, s.get(again, "http://a.test/account/security").body).In(`form[action="/account/security/links/google/end"]`).One() // it is the only way in
}

// Nobody gets into an account because somebody over there has its address: it is linked by its owner, signed in.
func TestGoogleDoesNotTakeAnAccountOver(t *testing.T) {
	t.Parallel()
	p := newOpenID(t)
	s := providerSite(t, identityio.Endpoints{GoogleIssuer: p.URL})
	s.user(s.a, "anne@example.com")
	c := s.client()
	a := s.get(c, p.follow(t, s.away(c, "/login/with/google"), "anne"))
	if a.StatusCode != 303 || !strings.HasPrefix(a.Header.Get("Location"), "/login?next=") || cookie(a, "session") != nil {
		t.Fatalf("%d %q", a.StatusCode, a.Header.Get("Location"))
	}
	s.post(c, "http://a.test/login", "email", "anne@example.com", "password", identitytest.Password)
	a = s.get(c, p.follow(t, s.away(c, "/account/security/link/google"), "anne"))
	if a.StatusCode != 303 || a.Header.Get("Location") != "/account/security" {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	fresh := s.client()
	if a := s.get(fresh, p.follow(t, s.away(fresh, "/login/with/google"), "anne")); cookie(a, "session") == nil {
		t.Errorf("linked: %d %q", a.StatusCode, a.Header.Get("Location"))
	}
	told := false
	for _, e := range published(t, s.ctx(s.a), s.db) {
		x, ok := e.(event.AccessChanged)
		told = told || ok && x.What == identity.AccountLinked && x.Subject == "Google"
	}
	if !told {
		t.Error("the owner is not told")
	}
	// Somebody else here cannot link the same account over there.
	s.user(s.a, "bob@example.com")
	bob := s.client()
	s.post(bob, "http://a.test/login", "email", "bob@example.com", "password", identitytest.Password)
	s.get(bob, p.follow(t, s.away(bob, "/account/security/link/google"), "anne"))
	webtest.HTML(t, s.get(bob, "http://a.test/account/security").body).In(`a[href="/account/security/link/google"]`).One()
	if a := s.post(c, "http://a.test/account/security/links/google/end"); a.StatusCode != 303 {
		t.Errorf("%d", a.StatusCode)
	}
	webtest.HTML(t, s.get(c, "http://a.test/account/security").body).In(`a[href="/account/security/link/google"]`).One()
}

// Refusals are said on the page, nobody is signed in, and nothing is a server error.
func TestProviderRefusals(t *testing.T) {
	t.Parallel()
	p := newOpenID(t)
	s := providerSite(t, identityio.Endpoints{GoogleIssuer: p.URL})
	for name, back := range map[string]func(c *http.Client, to string) string{
		"denied": func(_ *http.Client, to string) string {
			q, _ := url.Parse(to)
			return "http://a.test/login/from/google?error=access_denied&state=" + q.Query().Get("state")
		},
		"another state": func(_ *http.Client, to string) string { return p.follow(t, to, "anne") + "x" },
		"no state":      func(*http.Client, string) string { return "http://a.test/login/from/google?code=abc" },
		"a made-up code": func(_ *http.Client, to string) string {
			q, _ := url.Parse(to)
			return "http://a.test/login/from/google?code=abc&state=" + q.Query().Get("state")
		},
		"another provider's address": func(_ *http.Client, to string) string {
			return strings.Replace(p.follow(t, to, "anne"), "/from/google", "/from/facebook", 1)
		},
		"too late": func(_ *http.Client, to string) string {
			back := p.follow(t, to, "anne")
			s.now.Advance(identity.ProviderLife)
			return back
		},
	} {
		c := s.client()
		a := s.get(c, strings.Replace(back(c, s.away(c, "/login/with/google")), "state=", "state=", 1))
		if a.StatusCode != 303 || !strings.HasPrefix(a.Header.Get("Location"), "/login") || cookie(a, "session") != nil {
			t.Errorf("%s: %d %q", name, a.StatusCode, a.Header.Get("Location"))
		}
	}
	if a := s.get(s.client(), "http://a.test/login/with/twitter"); a.Header.Get("Location") != "/login" {
		t.Errorf("an unknown provider: %d", a.StatusCode)
	}
	if a := s.get(s.client(), "http://b.test/login/with/google"); a.Header.Get("Location") != "/login" {
		t.Errorf("a business that does not offer it: %d", a.StatusCode)
	}
	p.Close()
	s = providerSite(t, identityio.Endpoints{GoogleIssuer: p.URL})
	if a := s.get(s.client(), "http://a.test/login/with/google"); a.StatusCode != 303 || a.Header.Get("Location") != "/login" {
		t.Errorf("a provider that is down: %d", a.StatusCode)
	}
}

// graph speaks Facebook's wire format.
type graph struct {
	*httptest.Server
	email string
	codes map[string]string // code → PKCE challenge
	mu    sync.Mutex
}

func newGraph(t *testing.T, email string) *graph {
	t.Helper()
	g := &graph{email: email, codes: map[string]string{}}
	mux := http.NewServeMux()
	refuse := func(w http.ResponseWriter, message string, code int) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(400)
		fmt.Fprintf(w, `{"error":{"message":%q,"type":"OAuthException","code":%d,"fbtrace_id":"Axyz"}}`, message, code)
	}
	mux.HandleFunc("GET /dialog", func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		defer g.mu.Unlock()
		code := fmt.Sprintf("code-%d", len(g.codes))
		g.codes[code] = r.FormValue("code_challenge")
		http.Redirect(w, r, r.FormValue("redirect_uri")+"?"+url.Values{"code": {code}, "state": {r.FormValue("state")}}.Encode(), http.StatusFound)
	})
	mux.HandleFunc("/v23.0/oauth/access_token", func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		defer g.mu.Unlock()
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		challenge, known := g.codes[r.FormValue("code")]
		switch {
		case r.FormValue("client_id") != "comptoir":
			refuse(w, "Error validating application. Cannot get application info due to a system error.", 101)
		case r.FormValue("client_secret") != "a client secret":
			refuse(w, "Error validating client secret.", 1)
		case r.FormValue("grant_type") == "client_credentials":
			io.WriteString(w, `{"access_token":"comptoir|application","token_type":"bearer"}`)
		case !known || challenge != base64.RawURLEncoding.EncodeToString(sum[:]):
			refuse(w, "This authorization code has been used.", 100)
		default:
			delete(g.codes, r.FormValue("code"))
			w.Header().Set("Content-Type", "application/json; charset=UTF-8")
			io.WriteString(w, `{"access_token":"EAAB-token","token_type":"bearer","expires_in":5183944}`)
		}
	})
	mux.HandleFunc("GET /v23.0/me", func(w http.ResponseWriter, r *http.Request) {
		mac := hmac.New(sha256.New, []byte("a client secret"))
		mac.Write([]byte("EAAB-token"))
		if r.FormValue("access_token") != "EAAB-token" || r.FormValue("appsecret_proof") != hex.EncodeToString(mac.Sum(nil)) {
			refuse(w, "Invalid appsecret_proof provided in the API argument", 100)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"id":"10223344556677","name":"Maël Kervella","email":%q}`, g.email)
	})
	g.Server = httptest.NewServer(mux)
	t.Cleanup(g.Close)
	return g
}

func (g *graph) endpoints() identityio.Endpoints {
	return identityio.Endpoints{FacebookDialog: g.URL + "/dialog", FacebookGraph: g.URL + "/v23.0"}
}

func (g *graph) follow(t *testing.T, to string) string {
	t.Helper()
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Get(to)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.Header.Get("Location")
}

// Facebook does not vouch for the address. Who opens the link that is mailed there, in the browser in which he began, is
// linked; the answer is the same for an address that has an account and one that has none.
func TestFacebook(t *testing.T) {
	t.Parallel()
	for name, known := range map[string]bool{"a new address": false, "an address with an account": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, "mael@example.com")
			s := providerSite(t, g.endpoints())
			if known {
				s.user(s.a, "mael@example.com")
			}
			c := s.client()
			a := s.get(c, g.follow(t, s.away(c, "/login/with/facebook")))
			if a.StatusCode != 200 || cookie(a, "session") != nil {
				t.Fatalf("%d %s", a.StatusCode, a.body)
			}
			webtest.HTML(t, a.body).In("h1").Has("Regardez votre boîte de réception")
			jobstest.Settle(t, s.ctx(s.a), s.queue)
			link := ""
			for _, e := range published(t, s.ctx(s.a), s.db) {
				if x, ok := e.(event.MagicLinkRequested); ok {
					path, err := s.m.Link(s.ctx(s.a), x.Ticket)
					if err != nil {
						t.Fatal(err)
					}
					link = path
				}
			}
			if a = s.post(c, "http://a.test"+link); a.StatusCode != 303 || cookie(a, "session") == nil {
				t.Fatalf("%s: %d %s", link, a.StatusCode, a.body)
			}
			s.left("identity.attach_link")
			fresh := s.client()
			if a = s.get(fresh, g.follow(t, s.away(fresh, "/login/with/facebook"))); a.StatusCode != 303 || cookie(a, "session") == nil {
				t.Errorf("the second time: %d %s", a.StatusCode, a.body)
			}
			page := webtest.HTML(t, s.get(fresh, "http://a.test/account/security").body)
			page.In(`form[action="/account/security/links/facebook/end"]`).One()
		})
	}
}

// The mailed link in another browser signs its reader in and links nobody.
func TestFacebookLinkElsewhere(t *testing.T) {
	t.Parallel()
	g := newGraph(t, "victim@example.com")
	s := providerSite(t, g.endpoints())
	s.user(s.a, "victim@example.com")
	thief := s.client()
	s.get(thief, g.follow(t, s.away(thief, "/login/with/facebook")))
	jobstest.Settle(t, s.ctx(s.a), s.queue)
	for _, e := range published(t, s.ctx(s.a), s.db) {
		if x, ok := e.(event.MagicLinkRequested); ok {
			path, err := s.m.Link(s.ctx(s.a), x.Ticket)
			if err != nil {
				t.Fatal(err)
			}
			victim := s.client()
			if a := s.post(victim, "http://a.test"+path); cookie(a, "session") == nil {
				t.Fatalf("%d", a.StatusCode)
			}
			webtest.HTML(t, s.get(victim, "http://a.test/account/security").body).In(`form[action="/account/security/links/facebook/end"]`).None()
		}
	}
	again := s.client()
	if a := s.get(again, g.follow(t, s.away(again, "/login/with/facebook"))); cookie(a, "session") != nil {
		t.Error("the thief is in")
	}
}

// The check of the settings tells a good client from a bad one and from a provider that is away.
func TestProviderSettings(t *testing.T) {
	t.Parallel()
	p, g := newOpenID(t), newGraph(t, "")
	at := g.endpoints()
	at.GoogleIssuer = p.URL
	s := providerSite(t, at)
	s.user(s.a, "boss@example.com", identity.Administrator)
	c := s.client()
	s.post(c, "http://a.test/login", "email", "boss@example.com", "password", identitytest.Password)
	a := s.get(c, "http://a.test/desk/settings/sign-in")
	page := webtest.HTML(t, a.body)
	if a.StatusCode != 200 || strings.Contains(a.body, "a client secret") || page.In("#google-clientId").Attr("value") != "comptoir" || !strings.Contains(a.body, "http://a.test/login/from/google") {
		t.Errorf("%d", a.StatusCode)
	}
	for _, provider := range identity.ProviderNames() {
		if _, err := s.m.TestProvider(s.ctx(s.a), identity.TestProvider{Provider: provider}); err != nil {
			t.Errorf("%s: %v", provider, err)
		}
		base := "http://a.test/desk/settings/sign-in/" + string(provider)
		if a := s.post(c, base, "clientId", "with spaces in it", "enabled", "on", "version", "1"); a.StatusCode != 422 || webtest.HTML(t, a.body).In("[aria-invalid=true]").Len() != 1 {
			t.Errorf("%s malformed: %d", provider, a.StatusCode)
		}
		if a := s.post(c, base, "clientId", "comptoir", "secret", "another secret", "enabled", "on", "version", "1"); a.StatusCode != 303 {
			t.Errorf("%s: %d %s", provider, a.StatusCode, a.body)
		}
		// The OpenID provider of the tests looks at the code before the client; see TestALyingProvider for one that does not.
		if _, err := s.m.TestProvider(s.ctx(s.a), identity.TestProvider{Provider: provider}); err == nil && provider == identity.Facebook {
			t.Errorf("%s knows a wrong secret", provider)
		}
		if a := s.post(c, base, "clientId", "comptoir", "version", "1"); a.StatusCode != 412 {
			t.Errorf("%s, an old page: %d", provider, a.StatusCode)
		}
		if a := s.post(c, base+"/check"); a.StatusCode != 303 {
			t.Errorf("%s check: %d", provider, a.StatusCode)
		}
	}
	if a := s.post(c, "http://a.test/desk/settings/sign-in", "required", "on", "grace", "7", "version", "0"); a.StatusCode != 303 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if a := s.post(c, "http://a.test/desk/settings/sign-in", "required", "on", "grace", "99", "version", "1"); a.StatusCode != 422 {
		t.Errorf("%d", a.StatusCode)
	}
	s.user(s.a, "clerk@example.com", identity.Manager)
	clerk := s.client()
	s.post(clerk, "http://a.test/login", "email", "clerk@example.com", "password", identitytest.Password)
	if a := s.get(clerk, "http://a.test/desk/settings/sign-in"); a.StatusCode != 403 {
		t.Errorf("a manager: %d", a.StatusCode)
	}
}
