package staysio

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// featured is how many properties the home page shows, searchPage how many a page of the search.
const (
	featured   = 6
	searchPage = 24
)

type homeView struct {
	Brand web.Brand
	Today period.Date
	Hero  *web.Photo
	Cards []stays.PropertyCard
	Total int
}

// Home is the agency's own first page.
func (m *Module) Home(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	found, err := m.stays.SearchProperties(ctx, stays.SearchProperties{Page: paging.Request{Limit: featured}})
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v := homeView{Brand: m.brand(r), Today: m.today(homeZone), Cards: found.Items, Total: found.Total}
	page := web.Page{Layout: web.Site, Description: v.Brand.Tagline, Canonical: m.Site(ctx) + "/"}
	if len(v.Cards) > 0 && v.Cards[0].Cover != nil {
		photo := pictureOf(ctx, *v.Cards[0].Cover, "(min-width: 72rem) 70rem, 100vw", true)
		v.Hero = &photo
		page.Image = m.Site(ctx) + photo.Src
	}
	page.JSONLD = []any{map[string]any{"@context": "https://schema.org", "@type": "LodgingBusiness", "name": v.Brand.Name, "url": page.Canonical,
		"telephone": v.Brand.Phone, "email": v.Brand.Email, "address": v.Brand.Address, "description": v.Brand.Tagline, "image": page.Image}}
	m.Web.Render(w, r, http.StatusOK, page, homePage(v))
}

// chip is a feature that the search offers to filter by, with its icon.
type chip struct{ Code, Icon string }

// chipFeatures are those that may be offered, the most asked for first; the API knows all.
var chipFeatures = []chip{
	{"sea_view", "waves"}, {"beach_nearby", "umbrella"}, {"mountain_view", "mountain"}, {"ski_in_out", "snowflake"}, {"pets_allowed", "dog"},
	{"garden", "trees"}, {"fireplace", "flame"}, {"pool", "waves"}, {"wheelchair_accessible", "accessibility"}, {"wifi", "wifi"}, {"parking", "car"},
}

// mostChips is how many of them are shown: one row on a desk.
const mostChips = 7

// chips are the features worth a chip: those that some but not all of the agency's properties have.
func (m *Module) chips(ctx context.Context) ([]chip, error) {
	all, err := m.stays.SearchProperties(ctx, stays.SearchProperties{Page: paging.Request{Limit: paging.MaxLimit}})
	if err != nil {
		return nil, err
	}
	var out []chip
	for _, c := range chipFeatures {
		n := 0
		for _, p := range all.Items {
			if slices.Contains(p.Features, stays.Feature(c.Code)) {
				n++
			}
		}
		if n > 0 && n < len(all.Items) && len(out) < mostChips {
			out = append(out, c)
		}
	}
	return out, nil
}

type searchView struct {
	Form   *web.Form
	Chips  []chip
	Wish   wish
	Today  period.Date
	Found  stays.SearchResult
	Query  url.Values // dates and party, for the links to the properties
	Action string     // the search's own address
	Next   string
	First  string
}

func (m *Module) pageSearch(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	v := searchView{Form: f, Wish: readWish(r, f), Today: m.today(homeZone), Action: r.URL.RequestURI()}
	if v.Wish.dated() && f.Get("adults") == "" {
		f.Values.Del("adults") // the form shows the number that the prices are for
	}
	if web.IsPart(r, "results") && !v.Wish.dated() {
		v.Wish.Stay = period.Range{} // one date is chosen, the other is being chosen
	}
	var err error
	if f.OK() {
		var q stays.SearchProperties
		if q, err = v.command(r); err == nil {
			v.Found, err = m.stays.SearchProperties(ctx, q)
		}
	}
	if err != nil && !f.Refused(ctx, err, nil) {
		m.Web.Error(w, r, err)
		return
	}
	if !web.IsPart(r, "results") { // which the chips are not in
		if v.Chips, err = m.chips(ctx); err != nil {
			m.Web.Error(w, r, err)
			return
		}
	}
	v.Query = v.Wish.query()
	v.First, v.Next = web.PageLinks(r, v.Found.Next)
	page := web.Page{Layout: web.Site, Title: web.T(ctx, "site.search.title"), Description: web.T(ctx, "site.search.summary"), Wide: true, Canonical: m.Site(ctx) + "/stays"}
	m.Web.Render(w, r, f.Status(), page, searchPageBody(v))
}

// askedAdults is the number that the form shows while it holds none: what the search assumes when it names a price.
func (v searchView) askedAdults() string {
	if v.Wish.dated() {
		return strconv.Itoa(v.Wish.Party.Adults)
	}
	return ""
}

// command makes the search of the form. What an address says beyond the form's own choices is refused by the use case.
func (v searchView) command(r *http.Request) (stays.SearchProperties, error) {
	ctx, f := r.Context(), v.Form
	q := stays.SearchProperties{CheckIn: v.Wish.Stay.From, CheckOut: v.Wish.Stay.To, Party: v.Wish.Party, Bedrooms: f.Int(ctx, "bedrooms"), Text: f.Get("q"),
		Sort: f.Get("sort"), MaxPrice: f.Amount(ctx, "maxPrice", money.EUR), Page: paging.Request{Cursor: f.Get("cursor"), Limit: searchPage}}
	if f.Get("adults") == "" && !v.Wish.dated() {
		q.Party.Adults = 0 // nobody was named: every capacity
	}
	if q.MaxPrice.IsZero() {
		q.MaxPrice = money.Amount{}
	}
	for _, c := range f.All("features") {
		q.Features = append(q.Features, stays.Feature(c))
	}
	for _, t := range f.All("types") {
		if t != "" {
			q.Types = append(q.Types, stays.PropertyType(t))
		}
	}
	var c fault.Check
	q.Box = boxOf(&c, f.Get("bbox"))
	return q, c.Err()
}

// pins puts every match on the map, those of other pages too.
func (v searchView) pins(name func(string) string, label func(money.Amount) string) []web.Pin {
	pins := make([]web.Pin, 0, len(v.Found.Pins))
	for _, p := range v.Found.Pins {
		i := slices.IndexFunc(v.Found.Items, func(c stays.PropertyCard) bool { return c.Slug == p.Slug })
		title := name("")
		if i >= 0 {
			title = name(v.Found.Items[i].Name.In("fr"))
		}
		pins = append(pins, web.Pin{ID: "p-" + p.Slug, Label: label(p.Amount), Title: title, Href: hrefOf(p.Slug, v.Query), Lat: p.Position.Lat, Lng: p.Position.Lon})
	}
	return pins
}

// refined reports whether one of the folded filters is set.
func (v searchView) refined() bool {
	for _, name := range []string{"types", "bedrooms", "maxPrice", "q"} {
		if v.Form.Get(name) != "" {
			return true
		}
	}
	return false
}
