package web

import (
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/a-h/templ"
)

// Layout is the frame that a page stands in.
type Layout int

// The layouts. The zero value is Site.
const (
	Site    Layout = iota // a tenant's public site: quiet header, footer
	Account               // a guest's or owner's own pages: header, a row of sections
	Desk                  // the staff's work: left rail, top bar with search, drawer
	Bare                  // nothing but the brand: sign-in, errors, a mail seen in a browser
)

// Page is everything that a layout says beside the page's own content. A handler sets what it knows (at least Layout
// and Title); Config.Decorate, then Render, fill the rest. A layout says nothing that is not in here.
type Page struct {
	Layout      Layout
	Title       string // of this page alone; the layout adds the brand's name
	Description string // one or two sentences for search engines and cards
	Heading     string // the desk's top bar; Title when empty
	Image       string // absolute address of the social card's picture
	Canonical   string // absolute; made from the request without its query when empty
	NoIndex     bool   // keep search engines away (account, desk and bare pages are always kept away)
	Wide        bool   // Site: let the content use the whole width (search with a map)
	JSONLD      []any  // structured data, one script element each

	Brand   Brand
	Nav     []NavItem       // site: three links; account: its sections; desk: the rail
	User    *UserMenu       // nil: nobody is signed in
	SignIn  string          // address of the sign-in page; empty: not offered
	Actions templ.Component // desk: what stands at the end of the top bar
	Drawer  templ.Component // desk: the opened detail, see Kit.RenderDrawer
	Waiting int             // desk: how many things wait for me
	Inbox   string          // desk: where they are listed
	Today   string          // desk: the day's date in words
	Footer  []NavItem       // site: links at the foot
	Helper  *Helper         // somebody of the operator's acts here: every page says so

	// Render fills these.
	Lang    string
	Dir     string // "ltr" or "rtl"
	Theme   string // "light", "dark" or "" for what the system says
	Path    string // path and query of the request, for switches
	Flashes []Flash
	langs   []Alternate
	urls    func(name string) string
}

// Helper is what the banner of the support's access says.
type Helper struct {
	Words string // who acts for whom, until when
	Leave string // what the button says
	Post  string // where it is sent
}

// Brand is what a tenant's branding may change: words and tokens, never rules.
type Brand struct {
	Name       string
	Home       string // "/" when empty
	Logo       string // address of a picture; the name is set in type when empty
	Accent     string // "#rrggbb" for the light theme; must pass CheckAccent, else it is ignored
	AccentDark string // "#rrggbb" for the dark theme; lightened from Accent when empty
	Second     string // "#rrggbb" for ornaments; ignored below a contrast of 3:1
	Font       string // of headings: "classic", "modern", "book" or "plain"; classic when empty
	Tagline    string
	Phone      string
	Email      string
	Address    string
}

// NavItem is one link of a navigation; with Group it opens a group of the desk's rail.
type NavItem struct {
	Label   string
	Href    string
	Icon    string   // desk only; never without Label
	Count   int      // a figure beside the label when > 0
	Group   string   // the heading under which the item and its followers stand
	Alone   bool     // its section is its own page, not what lies below that address: a desk's first page
	Also    []string // addresses of pages that belong to its section without lying below Href
	Current bool     // set by Render on the item in whose section the request's path lies
}

// UserMenu is the signed-in person's menu.
type UserMenu struct {
	Name    string
	Email   string
	Role    string // in words
	Picture string // address of his picture; his initials when empty
	Items   []NavItem
	SignOut string // posted to; "/logout" when empty
}

// Alternate is the same page in another language.
type Alternate struct {
	Lang, Name, Href string
	Current          bool
}

// markCurrent sets Current on the item in whose section path lies: of several, that with the longest address. A page of no
// section leaves all as they are.
func markCurrent(items []NavItem, path string) []NavItem {
	best, length := -1, -1
	out := make([]NavItem, len(items))
	copy(out, items)
	for i, it := range out {
		if it.Current {
			return out
		}
		u, err := url.Parse(it.Href)
		if err != nil || u.Host != "" {
			continue
		}
		for _, p := range append([]string{u.Path}, it.Also...) {
			below := p != "/" && strings.HasPrefix(path, p+"/") && !(it.Alone && p == u.Path)
			if (p == path || below) && len(p) > length {
				best, length = i, len(p)
			}
		}
	}
	if best >= 0 {
		out[best].Current = true
	}
	return out
}

// alternates lists a page in every language, keeping the rest of the query.
func alternates(at *url.URL, langs []string, current string) []Alternate {
	out := make([]Alternate, 0, len(langs))
	for _, l := range langs {
		q := at.Query()
		q.Set("lang", l)
		out = append(out, Alternate{Lang: l, Name: languageName(l), Href: at.Path + "?" + q.Encode(), Current: l == current})
	}
	return out
}

// readable is where the page of a request can be read again: its own address; for what was sent to an address without a
// page, the page that sent it, or the nearest one above.
func (k *Kit) readable(r *http.Request) *url.URL {
	there := func(path string) bool { return k.cfg.Readable == nil || k.cfg.Readable(path) }
	if r.Method == http.MethodGet || r.Method == http.MethodHead || there(r.URL.Path) {
		return r.URL
	}
	if from, err := url.Parse(cameFrom(r)); err == nil && from.Path != "/" && there(from.Path) {
		return from
	}
	for p := path.Dir(r.URL.Path); p != "/" && p != "."; p = path.Dir(p) {
		if there(p) {
			return &url.URL{Path: p}
		}
	}
	return &url.URL{Path: "/"}
}

// origin returns scheme and host as the visitor wrote them.
func origin(r *http.Request) string {
	scheme := "http"
	if OverTLS(r) {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
