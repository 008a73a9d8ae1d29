package staysio_test

import (
	"context"
	"io"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/blob/fileblob"
	"comptoir/internal/platform/rest"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staysio"
	"comptoir/internal/stays/staystest"
	"comptoir/internal/web"
	"comptoir/internal/web/webtest"
)

// guestSite is the pages of two agencies, a.localhost and b.localhost, behind a real HTTP server, on a store in memory.
type guestSite struct {
	testing.TB
	a, b   *staystest.World
	server *httptest.Server
	paid   bool // the payments context knows that the last payment succeeded
	who    access.Actor
}

func newGuestSite(t testing.TB) *guestSite {
	t.Helper()
	mem, ids := staystest.NewMem(), &ident.Source{}
	s := &guestSite{TB: t, a: staystest.NewWorldOn(t, mem, access.TenantID(ids.Raw())), b: staystest.NewWorldOn(t, mem, access.TenantID(ids.Raw()))}
	brand := func(*http.Request) web.Brand {
		return web.Brand{Name: "Rivages", Tagline: "Maisons du bord de mer", Phone: "+33 2 61 91 01 35", Email: "bonjour@rivages.example"}
	}
	kit, err := web.New(web.Config{Messages: []fs.FS{staysio.Texts}, Brand: brand, FormTargets: []string{"https://pay.example"}})
	if err != nil {
		t.Fatal(err)
	}
	files, err := fileblob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	m := staysio.New(staysio.Deps{Stays: s.a.Stays, Web: kit, Now: s.a.Clock.Now, IDs: ids, Brand: brand, Settle: s.settle, Blobs: blob.New(files, nil),
		Site: func(context.Context) string { return "http://a.localhost" }})
	mux := http.NewServeMux()
	api := rest.New(mux, rest.Config{Report: func(context.Context, error) {}})
	m.REST(api)
	m.Pages(mux)
	kit.Mount(mux)
	mux.HandleFunc("GET /{$}", m.Home)
	mux.HandleFunc("/", kit.NotFound)
	pages := kit.Middleware(mux)
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		actor := access.From(s.a.Ctx)
		if strings.HasPrefix(r.Host, "b.") {
			actor = access.From(s.b.Ctx)
		} else if s.who.Kind != "" {
			actor = s.who
		}
		pages.ServeHTTP(w, r.WithContext(access.With(r.Context(), actor)))
	}))
	t.Cleanup(s.server.Close)
	return s
}

// settle tells the reservation of its payment, when there is one.
func (s *guestSite) settle(ctx context.Context, id stays.ReservationID) error {
	if !s.paid {
		return nil
	}
	v := s.a.See(id)
	payment, err := s.a.StartPayment(ctx, stays.StartPayment{Token: v.ManageToken})
	if err == nil {
		s.a.Pay(id, payment, v.Next.Purpose)
	}
	return err
}

// guest is a visitor's browser without JavaScript: it keeps cookies and follows nothing by itself.
type guest struct {
	*guestSite
	client *http.Client
	host   string
}

func (s *guestSite) guest(host string) *guest {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.Fatal(err)
	}
	return &guest{s, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, host}
}

type answer struct {
	status int
	to     string // Location, or where the page leads on to by itself
	body   string
}

func (g *guest) send(method, path string, form url.Values) answer {
	g.Helper()
	path = strings.TrimPrefix(path, "http://a.localhost")
	path, _, _ = strings.Cut(path, "#")
	req, err := http.NewRequest(method, g.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		g.Fatal(err)
	}
	req.Host = g.host
	req.Header.Set("Accept-Language", "fr")
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := g.client.Do(req)
	if err != nil {
		g.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		g.Fatal(err)
	}
	if resp.StatusCode >= 500 {
		g.Fatalf("%s %s: %d %s", method, path, resp.StatusCode, body)
	}
	_, onward, _ := strings.Cut(resp.Header.Get("Refresh"), "url=")
	return answer{resp.StatusCode, resp.Header.Get("Location") + onward, string(body)}
}

func (g *guest) get(path string, want int) answer {
	g.Helper()
	a := g.send(http.MethodGet, path, nil)
	if a.status != want {
		g.Fatalf("GET %s: %d, want %d", path, a.status, want)
	}
	return a
}

func (g *guest) post(path string, form url.Values, want int) answer {
	g.Helper()
	a := g.send(http.MethodPost, path, form)
	if a.status != want {
		g.Fatalf("POST %s: %d, want %d", path, a.status, want)
	}
	return a
}

// leaves sends a form that leads to another site: by a page that goes on by itself, since browsers hold redirections of
// forms against the content policy, and that has a link for who stays.
func (g *guest) leaves(path string, form url.Values) answer {
	g.Helper()
	a := g.post(path, form, 200)
	if a.to == "" {
		g.Fatalf("POST %s leads nowhere", path)
	}
	if href := webtest.HTML(g, a.body).In("main a").Attr("href"); href != a.to {
		g.Fatalf("POST %s goes to %s, its link to %s", path, a.to, href)
	}
	return a
}

// form is what a form of the page would send: every field with its value, ticked boxes only.
func (a answer) form(t testing.TB, selector string) url.Values {
	t.Helper()
	page := webtest.HTML(t, a.body)
	out := url.Values{}
	id := page.In(selector).Attr("id")
	add := func(nodes webtest.Nodes) {
		for i := range nodes.Len() {
			if name := nodes.At(i).Attr("name"); name != "" {
				out.Add(name, nodes.At(i).Value())
			}
		}
	}
	for _, kind := range []string{"hidden", "text", "email", "tel", "date", "number", "search"} {
		add(page.In(selector + ` input[type="` + kind + `"]`))
	}
	add(page.In(selector + ` input[type="checkbox"][checked]`))
	add(page.In(selector + " select"))
	add(page.In(selector + " textarea"))
	if id != "" {
		add(page.In(`input[form="` + id + `"]`))
	}
	return out
}

func fill(form url.Values, pairs ...string) url.Values {
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}
