package web_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/web"
	"comptoir/internal/web/webtest"
)

// site is a kit behind its middleware, with the pages that a test adds.
func site(t testing.TB, cfg web.Config, pages map[string]func(*web.Kit, http.ResponseWriter, *http.Request)) http.Handler {
	t.Helper()
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	kit, err := web.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	kit.Mount(mux)
	mux.HandleFunc("/", kit.NotFound)
	for pattern, page := range pages {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { page(kit, w, r) })
	}
	return kit.Middleware(mux)
}

func get(h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	return ask(h, "GET", path, "", headers...)
}

func ask(h http.Handler, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://rivages.localhost"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func hello(k *web.Kit, w http.ResponseWriter, r *http.Request) {
	p := web.Page{Title: web.T(r.Context(), "web.menu"), Description: "d", JSONLD: []any{map[string]string{"name": "</script><b>"}}}
	k.Render(w, r, http.StatusOK, p, web.Text("body <1>"))
}

func TestAPageSaysWhatItsStructHolds(t *testing.T) {
	t.Parallel()
	h := site(t, web.Config{
		Brand: func(*http.Request) web.Brand {
			return web.Brand{Name: "Rivages", Accent: "#123C69", Phone: "+33 2 96 00 00 00"}
		},
		Decorate: func(_ *http.Request, p *web.Page) { p.Nav = []web.NavItem{{Label: "Locations", Href: "/stays"}} },
	}, map[string]func(*web.Kit, http.ResponseWriter, *http.Request){"GET /stays/{slug}": hello})
	w := get(h, "/stays/guen?x=1")
	doc := webtest.HTML(t, w.Body.String())
	doc.In("title").Has("Menu · Rivages")
	doc.In("main#main").Has("body <1>")
	doc.In(`.site-nav a[aria-current="page"]`).One().Has("Locations")
	doc.In(`link[rel="canonical"][href="http://rivages.localhost/stays/guen"]`).One()
	doc.In(`link[rel="alternate"]`).Count(2)
	doc.In(`a[href="tel:+33296000000"]`).One()
	if style := doc.In("html").Attr("style"); !strings.Contains(style, "--brand:#123C69;--brand-dark:#") {
		t.Errorf("the brand's accent is missing: %q", style)
	}
	if raw := w.Body.String(); strings.Contains(raw, "</script><b>") {
		t.Error("structured data can close its element")
	}
	doc.In("script").Count(3)
	for _, src := range doc.In("script[src]").Attrs("src") {
		if get(h, src).Code != http.StatusOK {
			t.Errorf("%s is not served", src)
		}
	}
}

func TestAnAccentThatCannotBeReadIsIgnored(t *testing.T) {
	t.Parallel()
	h := site(t, web.Config{Brand: func(*http.Request) web.Brand { return web.Brand{Name: "X", Accent: "#FFE000"} }},
		map[string]func(*web.Kit, http.ResponseWriter, *http.Request){"GET /x": hello})
	webtest.HTML(t, get(h, "/x").Body.String()).In("html[style]").None()
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	t.Parallel()
	h := site(t, web.Config{MapTiles: "https://{s}.tiles.example/{z}/{x}/{y}.png", FormTargets: []string{"https://pay.example"}}, nil)
	for _, path := range []string{"/design", "/nowhere", "/assets/none.css", "/manifest.webmanifest"} {
		w := get(h, path)
		policy := w.Header().Get("Content-Security-Policy")
		for _, want := range []string{"script-src 'self';", "object-src 'none'", "base-uri 'none'", "form-action 'self' https://pay.example", "img-src 'self' data: blob: https://*.tiles.example"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: policy lacks %q: %s", path, want, policy)
			}
		}
		if strings.Contains(policy, "unsafe-eval") || strings.Contains(policy, "script-src 'self' 'unsafe-inline'") {
			t.Errorf("%s: scripts are not safe: %s", path, policy)
		}
		for _, name := range []string{"X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"} {
			if w.Header().Get(name) == "" {
				t.Errorf("%s: no %s", path, name)
			}
		}
		if w.Header().Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: HSTS without TLS", path)
		}
	}
	if get(h, "/design", "X-Forwarded-Proto", "https").Header().Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS under TLS")
	}
}

func TestLanguageIsFoundInOrder(t *testing.T) {
	t.Parallel()
	english := func(*http.Request) string { return "en" }
	for name, c := range map[string]struct {
		path, cookie, accept string
		def                  func(*http.Request) string
		want                 string
	}{
		"nothing said":                  {path: "/design", want: "fr"},
		"the tenant's own":              {path: "/design", def: english, want: "en"},
		"the browser before the tenant": {path: "/design", accept: "fr-CA,fr;q=0.9", def: english, want: "fr"},
		"quality counts":                {path: "/design", accept: "fr;q=0.3,en-GB;q=0.8", want: "en"},
		"an unknown browser language":   {path: "/design", accept: "de", def: english, want: "en"},
		"the stored choice":             {path: "/design", cookie: "en", accept: "fr", want: "en"},
		"the address before all":        {path: "/design?lang=fr", cookie: "en", accept: "en", want: "fr"},
		"nonsense":                      {path: "/design?lang=%00zz", cookie: "../x", accept: ";;;q=,", want: "fr"},
	} {
		h := site(t, web.Config{DefaultLang: c.def}, nil)
		w := get(h, c.path, "Cookie", "lang="+c.cookie, "Accept-Language", c.accept)
		if got := webtest.HTML(t, w.Body.String()).In("html").Attr("lang"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if stored := strings.Contains(w.Header().Get("Set-Cookie"), "lang=fr"); stored != strings.Contains(c.path, "lang=fr") {
			t.Errorf("%s: stored %v", name, stored)
		}
	}
}

func TestAFormFromAnotherSiteIsRefused(t *testing.T) {
	t.Parallel()
	h := site(t, web.Config{BypassCSRF: []string{"POST /hook"}, Trusted: []string{"https://rivages.example"}}, map[string]func(*web.Kit, http.ResponseWriter, *http.Request){
		"POST /save": func(k *web.Kit, w http.ResponseWriter, r *http.Request) { k.Redirect(w, r, "/done") },
		"POST /hook": func(_ *web.Kit, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
	})
	for name, c := range map[string]struct {
		path    string
		headers []string
		want    int
	}{
		"our own":          {"/save", []string{"Sec-Fetch-Site", "same-origin"}, 303},
		"no browser":       {"/save", nil, 303},
		"another site":     {"/save", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		"a sister tenant":  {"/save", []string{"Sec-Fetch-Site", "same-site", "Origin", "http://cimes.localhost"}, 403},
		"an old browser":   {"/save", []string{"Origin", "http://evil.example"}, 403},
		"a trusted origin": {"/save", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://rivages.example"}, 303},
		"a signed hook":    {"/hook", []string{"Sec-Fetch-Site", "cross-site"}, 204},
	} {
		if got := ask(h, "POST", c.path, "a=1", c.headers...).Code; got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestErrorsBecomePagesForPeople(t *testing.T) {
	t.Parallel()
	secret := errors.New("dial tcp 10.0.0.1: password=hunter2")
	var current error
	h := site(t, web.Config{TraceID: func(context.Context) string { return "trace-7" }}, map[string]func(*web.Kit, http.ResponseWriter, *http.Request){
		"/fail": func(k *web.Kit, w http.ResponseWriter, r *http.Request) { k.Error(w, r, current) },
	})
	for kind, want := range map[fault.Kind]int{fault.Invalid: 422, fault.Malformed: 400, fault.Forbidden: 403, fault.NotFound: 404, fault.Conflict: 409,
		fault.Gone: 410, fault.Stale: 412, fault.TooLarge: 413, fault.Limited: 429, fault.Unavailable: 503, fault.Internal: 500, fault.Unauthenticated: 303} {
		current = fault.Define(kind, "test.code_without_words", "detail in English").Because(secret)
		for _, lang := range []string{"fr", "en"} {
			w := get(h, "/fail?lang="+lang)
			if w.Code != want {
				t.Errorf("%s: status %d, want %d", kind, w.Code, want)
			}
			doc := webtest.HTML(t, w.Body.String())
			if strings.Contains(w.Body.String(), "hunter2") {
				t.Errorf("%s: the cause is shown", kind)
			}
			if want == 303 {
				if to := w.Header().Get("Location"); to != "/login?next="+url.QueryEscape("/fail?lang="+lang) {
					t.Errorf("%s: sent to %s", kind, to)
				}
				continue
			}
			doc.In("main h1").One()
			if doc.In("main .lead").Text() == "" {
				t.Errorf("%s: no words", kind)
			}
			if shown := doc.In("code").Len() == 1; shown != (want >= 500) {
				t.Errorf("%s: trace id shown: %v", kind, shown)
			}
		}
	}
	current = fault.Define(fault.Conflict, "no_page", "x")
	w := get(h, "/fail", "HX-Request", "true", "HX-Target", "list")
	if !strings.Contains(w.Header().Get("HX-Trigger"), `"toast"`) || w.Header().Get("HX-Reswap") != "none" {
		t.Errorf("htmx is not told: %v", w.Header())
	}
	for _, c := range w.Header().Get("HX-Trigger") {
		if c > 0x7e {
			t.Fatalf("a header with %q", c)
		}
	}
}

func TestAFailingPageIsNotHalfAPage(t *testing.T) {
	t.Parallel()
	h := site(t, web.Config{}, map[string]func(*web.Kit, http.ResponseWriter, *http.Request){
		"/x": func(k *web.Kit, w http.ResponseWriter, r *http.Request) {
			k.Render(w, r, http.StatusOK, web.Page{Title: "x"}, failing{})
		},
	})
	if w := get(h, "/x"); w.Code != 500 || strings.Contains(w.Body.String(), "<html") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestRedirectsStayHere(t *testing.T) {
	t.Parallel()
	for to, want := range map[string]string{"/desk?a=1": "/desk?a=1", "//evil.example": "/", "https://evil.example": "/", "/\\evil.example": "/", "": "/", "javascript:x": "/", "/a\r\nX: y": "/"} {
		h := site(t, web.Config{}, map[string]func(*web.Kit, http.ResponseWriter, *http.Request){
			"POST /x": func(k *web.Kit, w http.ResponseWriter, r *http.Request) { k.Redirect(w, r, to) },
		})
		w := ask(h, "POST", "/x", "")
		if w.Code != 303 || w.Header().Get("Location") != want {
			t.Errorf("%q: %d %q", to, w.Code, w.Header().Get("Location"))
		}
		if w := ask(h, "POST", "/x", "", "HX-Request", "true"); w.Code != 204 || w.Header().Get("HX-Redirect") != want {
			t.Errorf("%q by htmx: %d %q", to, w.Code, w.Header().Get("HX-Redirect"))
		}
	}
}

func TestAFlashIsShownOnceOnTheNextPage(t *testing.T) {
	t.Parallel()
	h := site(t, web.Config{}, map[string]func(*web.Kit, http.ResponseWriter, *http.Request){
		"POST /x": func(k *web.Kit, w http.ResponseWriter, r *http.Request) {
			k.Flash(w, r, web.Flash{Tone: web.Positive, Text: "Enregistré <b>", Undo: "/undo"})
			k.Redirect(w, r, "/y")
		},
		"GET /y": hello,
	})
	cookie := ask(h, "POST", "/x", "").Result().Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge > 60 {
		t.Errorf("cookie: %+v", cookie)
	}
	w := get(h, "/y", "Cookie", cookie.Name+"="+cookie.Value)
	webtest.HTML(t, w.Body.String()).In("#toasts .toast-positive").One().Has("Enregistré <b>")
	if got := w.Result().Cookies(); len(got) != 1 || got[0].MaxAge >= 0 {
		t.Errorf("the message is not forgotten: %v", got)
	}
	for _, broken := range []string{"!!", "bnVsbA", "W10", "eyJ0IjoxfQ", "W3sieCI6ImEiLCJ1IjoiaHR0cDovL2V2aWwifV0", strings.Repeat("A", 5000)} {
		if w := get(h, "/y", "Cookie", "flash="+broken); w.Code != 200 || strings.Contains(w.Body.String(), "http://evil") {
			t.Errorf("a broken cookie %.20q: %d", broken, w.Code)
		}
	}
}

func TestPreferencesAreStored(t *testing.T) {
	t.Parallel()
	h := site(t, web.Config{}, map[string]func(*web.Kit, http.ResponseWriter, *http.Request){"GET /y": hello})
	w := ask(h, "POST", "/preferences", "theme=dark&lang=en&map=maybe&next=//evil")
	got := map[string]string{}
	for _, c := range w.Result().Cookies() {
		got[c.Name] = c.Value
	}
	if diff := cmp.Diff(map[string]string{"theme": "dark", "lang": "en"}, got); diff != "" || w.Header().Get("Location") != "/" {
		t.Errorf("%s %s", diff, w.Header().Get("Location"))
	}
	doc := webtest.HTML(t, get(h, "/y", "Cookie", "theme=dark").Body.String())
	doc.In(`html[data-theme="dark"]`).One()
	doc.In(`[aria-pressed="true"][value="dark"]`).One()
	webtest.HTML(t, get(h, "/y", "Cookie", "theme=<x>").Body.String()).In("html[data-theme]").None()
}

func TestTheDrawerHasItsOwnAddress(t *testing.T) {
	t.Parallel()
	h := site(t, web.Config{}, nil)
	whole := webtest.HTML(t, get(h, "/design?frame=desk&open=1").Body.String())
	whole.In("#drawer [data-drawer-open]").One()
	whole.In("#planner").One()
	part := get(h, "/design?frame=desk&open=1", "HX-Request", "true", "HX-Target", "drawer")
	if strings.Contains(part.Body.String(), "<html") {
		t.Error("the part is a whole page")
	}
	webtest.HTML(t, part.Body.String()).In("[data-drawer-close]").One()
	if back := get(h, "/design?frame=desk&open=1", "HX-Request", "true", "HX-Target", "drawer", "HX-History-Restore-Request", "true"); !strings.Contains(back.Body.String(), "<html") {
		t.Error("a restored history entry is a part")
	}
}

func TestTheHostIsInstallable(t *testing.T) {
	t.Parallel()
	h := site(t, web.Config{Brand: func(*http.Request) web.Brand { return web.Brand{Name: "Rivages & Grèves de Bretagne"} }}, nil)
	w := get(h, "/manifest.webmanifest")
	for _, want := range []string{`"name":"Rivages \u0026 Grèves de Bretagne"`, `"short_name":"Rivages \u0026 Gr"`, `"purpose":"maskable"`, `"display":"standalone"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("manifest lacks %s: %s", want, w.Body)
		}
	}
	for _, path := range []string{"/sw.js", "/offline", "/favicon.ico"} {
		if w := get(h, path); w.Code != 200 || w.Header().Get("Cache-Control") == "" {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	webtest.HTML(t, get(h, "/offline").Body.String()).In("h1").Has("hors ligne")
}

func TestTextsAreTheSameInEveryLanguage(t *testing.T) {
	t.Parallel()
	webtest.SameKeys(t, os.DirFS("locales"))
}
