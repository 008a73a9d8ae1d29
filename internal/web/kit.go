package web

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
)

// Config is what the composition root gives to New. Every field may be left out.
type Config struct {
	// Languages spoken, the first being the default; fr and en when empty.
	Languages []string
	// Messages are the areas' embedded texts, see Messages.
	Messages []fs.FS
	// Brand returns the branding of the request's tenant. The zero Brand is Comptoir's own.
	Brand func(*http.Request) Brand
	// DefaultLang returns the language of the request's tenant, used when the reader says nothing.
	DefaultLang func(*http.Request) string
	// Decorate fills what the layout needs and the handler does not know: navigation, the signed-in person.
	Decorate func(*http.Request, *Page)
	// SignIn is where a person who is not signed in is sent, with ?next=; "/login" when empty.
	SignIn string
	// Prove is where a person is sent, with ?next=, who must prove that he is himself before a dangerous act
	// (access.ErrStepUp); "/account/prove" when empty.
	Prove string
	// Enrol is where a person is sent who must set up a second factor before anything else (access.ErrEnrol);
	// "/account/security" when empty.
	Enrol string
	// TraceID returns the id that an error page shows.
	TraceID func(context.Context) string
	// Log receives what an error page does not tell; slog.Default when nil.
	Log *slog.Logger
	// MapTiles is the address template of map tiles ("https://tile.example/{z}/{x}/{y}.png"); no tiles when empty.
	// They are asked for only after the reader's consent.
	MapTiles string
	// MapCredit is the attribution that the tiles' owner asks for.
	MapCredit string
	// FormTargets and ImageSources are further origins for the content security policy (hosted payment pages, photo
	// stores); Trusted are further origins that may post here (a tenant's second domain).
	FormTargets, ImageSources, Trusted []string
	// BypassCSRF are mux patterns that do their own proof (signed webhooks, bearer tokens): "POST /api/payments/webhooks/".
	BypassCSRF []string
	// Reports asks browsers to tell at ReportPath what the content security policy made them refuse; the program mounts it.
	Reports bool
	// Foreign lets a change from another origin pass, where the installation wants it: a page that may call the API.
	Foreign func(*http.Request) bool
	// Readable reports whether there is a page at a path. A form that is refused is shown at the address to which it was
	// sent, where there may be none to read: the language menu leads elsewhere then. nil: every path has one.
	Readable func(path string) bool
	// Refuse answers a change from another origin that is refused; by an error page when nil.
	Refuse func(http.ResponseWriter, *http.Request, error)
}

// Kit renders pages. Make one with New, put Middleware around the mux, and Mount its own addresses.
type Kit struct {
	cfg      Config
	messages *Messages
	assets   *assets
	csrf     *http.CrossOriginProtection
	policy   string
}

// New checks the configuration and loads texts and assets. It takes a few milliseconds and does no I/O.
func New(cfg Config) (*Kit, error) {
	m, err := LoadMessages(cfg.Languages, cfg.Messages...)
	if err != nil {
		return nil, err
	}
	a, err := loadAssets()
	if err != nil {
		return nil, err
	}
	if cfg.SignIn == "" {
		cfg.SignIn = "/login"
	}
	if cfg.Prove == "" {
		cfg.Prove = "/account/prove"
	}
	if cfg.Enrol == "" {
		cfg.Enrol = "/account/security"
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	k := &Kit{cfg: cfg, messages: m, assets: a, csrf: http.NewCrossOriginProtection()}
	for _, o := range cfg.Trusted {
		if err := k.csrf.AddTrustedOrigin(o); err != nil {
			return nil, fmt.Errorf("web: trusted origin: %w", err)
		}
	}
	for _, p := range cfg.BypassCSRF {
		k.csrf.AddInsecureBypassPattern(p)
	}
	k.policy, err = contentPolicy(cfg)
	return k, err
}

// Messages returns the texts, for jobs that write mails: kit.Messages().Locale("fr").
func (k *Kit) Messages() *Messages { return k.messages }

// Asset returns the address of an asset by its plain name ("app.css"), with the hash of its content in it.
func (k *Kit) Asset(name string) string { return k.assets.url(name) }

// Mount registers the kit's own addresses: assets, manifest, icons, service worker, offline page, preferences and the
// living page of components.
func (k *Kit) Mount(mux *http.ServeMux) {
	mux.Handle("GET /assets/", k.assets)
	mux.HandleFunc("GET /favicon.ico", k.favicon)
	mux.HandleFunc("GET /manifest.webmanifest", k.manifest)
	mux.HandleFunc("GET /sw.js", k.serviceWorker)
	mux.HandleFunc("GET /offline", k.offline)
	mux.HandleFunc("POST /preferences", k.preferences)
	mux.Handle("GET /design", k.Design())
}

// errCrossOrigin is the refusal of a form posted from another site.
var errCrossOrigin = fault.Define(fault.Forbidden, "cross_origin", "the form was sent from another site")

// Middleware chooses the reader's language, sets the security headers, and refuses unsafe requests that come from
// another origin. It stands inside the tenant's resolution (branding and default language need it) and outside the mux.
func (k *Kit) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		def := ""
		if k.cfg.DefaultLang != nil {
			def = k.cfg.DefaultLang(r)
		}
		lang, asked := k.messages.choose(r, def)
		if asked {
			SetCookie(w, r, langCookie, lang, yearSeconds, http.SameSiteLaxMode)
		}
		ctx := WithLocale(r.Context(), k.messages.Locale(lang))
		r = r.WithContext(context.WithValue(ctx, mapKey{}, k.mapSettings(r)))
		k.securityHeaders(w, r)
		if err := k.csrf.Check(r); err != nil && (k.cfg.Foreign == nil || !k.cfg.Foreign(r)) {
			refuse := k.cfg.Refuse
			if refuse == nil {
				refuse = k.Error
			}
			refuse(w, r, errCrossOrigin.Because(err))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Only lets a page run for who has the permission, and refuses others before anything that they send is read: an upload
// is not to cost more than the question who sends it.
func (k *Kit) Only(p access.Permission, page http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := access.Authorize(r.Context(), p); err != nil {
			k.Error(w, r, err)
			return
		}
		page(w, r)
	}
}

// mapSettings says which tiles a map may show to this reader.
func (k *Kit) mapSettings(r *http.Request) mapSettings {
	return mapSettings{tiles: k.cfg.MapTiles, credit: k.cfg.MapCredit, agreed: Cookie(r, mapCookie) == "yes",
		script: k.Asset("leaflet.js"), styles: k.Asset("leaflet.css")}
}

const (
	langCookie  = "lang"
	themeCookie = "theme"
	mapCookie   = "map"
	yearSeconds = 365 * 24 * 3600
)

// Speak makes the pages from the next one on speak a language that the reader has chosen elsewhere, as in his account.
// One that is not spoken here changes nothing.
func (k *Kit) Speak(w http.ResponseWriter, r *http.Request, lang string) {
	if slices.Contains(k.messages.langs, lang) {
		SetCookie(w, r, langCookie, lang, yearSeconds, http.SameSiteLaxMode)
	}
}

// preferences stores the reader's theme, language or consent to map tiles, and goes back.
func (k *Kit) preferences(w http.ResponseWriter, r *http.Request) {
	f, err := ReadForm(w, r)
	if err != nil {
		k.Error(w, r, err)
		return
	}
	choices := map[string][]string{themeCookie: {"light", "dark", "auto"}, langCookie: k.messages.langs, mapCookie: {"yes", "no"}}
	for name, allowed := range choices {
		for _, v := range allowed {
			if f.Get(name) == v {
				SetCookie(w, r, name, v, yearSeconds, http.SameSiteLaxMode)
			}
		}
	}
	to := f.Get("next")
	if !localPath(to) {
		to = "/"
	}
	if r.Header.Get("Accept") == "application/json" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	k.Redirect(w, r, to)
}

func (k *Kit) brand(r *http.Request) Brand {
	var b Brand
	if k.cfg.Brand != nil {
		b = k.cfg.Brand(r)
	}
	if b.Name == "" {
		b.Name = "Comptoir"
	}
	if b.Home == "" {
		b.Home = "/"
	}
	return b
}

func (k *Kit) traceID(ctx context.Context) string {
	if k.cfg.TraceID == nil {
		return ""
	}
	return k.cfg.TraceID(ctx)
}

var errOrigin = errors.New("an origin is scheme://host[:port] without path, quotes or spaces")

func checkOrigin(o string) error {
	if !strings.Contains(o, "://") || strings.ContainsAny(o, " ;,'\"\r\n") {
		return fmt.Errorf("web: %q: %w", o, errOrigin)
	}
	return nil
}
