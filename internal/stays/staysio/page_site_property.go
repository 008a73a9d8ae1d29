package staysio

import (
	"context"
	"net/http"
	"slices"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/richtext"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// shownMonths is how many months a property's page shows at once.
const shownMonths = 2

type placeView struct {
	stays.PropertyView
	Form   *web.Form
	Wish   wish
	Today  period.Date
	Month  period.Date // the first day shown
	Days   map[period.Date]web.MonthDay
	Prev   string
	Next   string
	Quote  *stays.Quote // nil: no dates yet, or they cannot be had
	Refuse string       // why they cannot
	Photos []web.Photo
	Live   bool // only the price is asked for
}

// Path is the property's own address.
func (v placeView) Path() string { return hrefOf(v.Property.Slug, nil) }

func (m *Module) pageProperty(w http.ResponseWriter, r *http.Request) {
	m.showPlace(w, r, http.StatusOK, "")
}

// showPlace shows the page of the property in the path, with the price of the dates in the query.
func (m *Module) showPlace(w http.ResponseWriter, r *http.Request, status int, refused string) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	found, err := m.stays.ViewProperty(ctx, stays.ViewProperty{Slug: r.PathValue("slug")})
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v := placeView{PropertyView: found, Form: f, Wish: readWish(r, f), Today: m.today(found.Property.Zone), Refuse: refused,
		Live: web.IsPart(r, "quote")}
	if f.Has("property") && !v.Live {
		f.Need(ctx, "checkIn", "checkOut")
	}
	if v.Wish.dated() && f.OK() && r.Method == http.MethodGet {
		q, err := m.stays.PriceStay(ctx, stays.PriceStay(v.Wish.quote(v.Property.Slug)))
		switch {
		case err == nil:
			v.Quote = &q
		case m.refusedStay(ctx, f, v.Property.Slug, v.Wish, err):
			v.Refuse = f.Summary
		default:
			m.Web.Error(w, r, err)
			return
		}
	}
	if err := m.calendarOf(r, &v); err != nil {
		m.Web.Error(w, r, err)
		return
	}
	for i, p := range v.Property.Photos {
		v.Photos = append(v.Photos, pictureOf(ctx, p, gallerySizes(i), i == 0))
	}
	m.Web.Render(w, r, status, m.propertyHead(ctx, v), propertyPage(v))
}

// refusedStay takes a refused stay into the form, and says how long a stay must be that is too short.
func (m *Module) refusedStay(ctx context.Context, f *web.Form, slug string, w wish, err error) bool {
	short := slices.ContainsFunc(fault.FieldsOf(err), func(d fault.Field) bool { return d.Code == "min_nights" })
	if short {
		from := w.Stay.From
		if cal, bad := m.stays.ViewCalendar(ctx, stays.ViewCalendar{Slug: slug, From: from, To: from.AddDays(1)}); bad == nil && len(cal.Days) == 1 {
			f.Fail("checkOut", web.N(ctx, "site.calendar.too_short", cal.Days[0].MinNights))
		}
	}
	return f.Refused(ctx, err, nil)
}

func gallerySizes(i int) string {
	if i == 0 {
		return "(min-width: 72rem) 35rem, (min-width: 48rem) 50vw, 100vw"
	}
	return "(min-width: 48rem) 25vw, 100vw"
}

// propertyHead is what search engines and social cards are told.
func (m *Module) propertyHead(ctx context.Context, v placeView) web.Page {
	lang, p := web.Lang(ctx), v.Property
	site := m.Site(ctx)
	page := web.Page{Layout: web.Site, Title: p.SEO.Title.In(lang), Description: p.SEO.Description.In(lang), Canonical: site + v.Path()}
	if page.Title == "" {
		page.Title = p.Name.In(lang) + ", " + p.Address.City
	}
	if page.Description == "" {
		page.Description = shorten(richtext.Plain(p.Description.In(lang)), 155)
	}
	var images []string
	for _, photo := range p.Photos {
		images = append(images, site+photoURL(photo, 0))
	}
	if len(images) > 0 {
		page.Image = images[0]
	}
	var amenities []map[string]any
	for _, f := range p.Features {
		amenities = append(amenities, map[string]any{"@type": "LocationFeatureSpecification", "name": f.Label().In(lang), "value": true})
	}
	page.JSONLD = []any{map[string]any{
		"@context": "https://schema.org", "@type": "VacationRental", "additionalType": string(p.Type), "identifier": p.ID.String(), "name": p.Name.In(lang),
		"description": richtext.Plain(p.Description.In(lang)), "url": page.Canonical, "image": images, "latitude": roughly(p.Position.Lat), "longitude": roughly(p.Position.Lon),
		"checkinTime": p.CheckIn.String(), "checkoutTime": p.CheckOut.String(),
		"address": map[string]any{"@type": "PostalAddress", "addressLocality": p.Address.City, "postalCode": p.Address.PostalCode, "addressCountry": p.Address.Country},
		"containsPlace": map[string]any{"@type": "Accommodation", "additionalType": "EntirePlace", "numberOfBedrooms": p.Bedrooms, "numberOfBathroomsTotal": p.Bathrooms,
			"occupancy": map[string]any{"@type": "QuantitativeValue", "value": p.Capacity}, "floorSize": map[string]any{"@type": "QuantitativeValue", "value": p.Surface, "unitCode": "MTK"},
			"amenityFeature": amenities},
	}}
	return page
}

// roughly hides the exact place until a stay is booked: two decimals of a degree are about a kilometre.
func roughly(degrees float64) float64 {
	return float64(int(degrees*100+sign(degrees)*0.5)) / 100
}

func sign(x float64) float64 {
	if x < 0 {
		return -1
	}
	return 1
}

// calendarOf fills the months: prices, what is free, and links that choose an arrival, then a departure, where no script
// runs.
func (m *Module) calendarOf(r *http.Request, v *placeView) error {
	first := monthStart(v.Today)
	v.Month = first
	if asked, err := period.ParseDate(r.URL.Query().Get("month") + "-01"); err == nil && asked.After(first) {
		v.Month = asked
	} else if at := v.Wish.Stay.From; at.After(first) {
		v.Month = monthStart(at)
	}
	last := monthStart(v.Settings.LatestArrival)
	if v.Month.After(last) {
		v.Month = last
	}
	cal, err := m.stays.ViewCalendar(r.Context(), stays.ViewCalendar{Slug: v.Property.Slug, From: v.Month, To: v.Month.AddMonths(shownMonths)})
	if err != nil {
		return err
	}
	v.Days = make(map[period.Date]web.MonthDay, len(cal.Days))
	for _, d := range cal.Days {
		v.Days[d.Date] = v.day(r.Context(), d)
	}
	v.markDepartures(cal.Days)
	page := func(month period.Date) string {
		q := v.Wish.query()
		q.Set("month", month.String()[:7])
		return v.Path() + "?" + q.Encode() + "#calendar"
	}
	if v.Month.After(first) {
		v.Prev = page(later(first, v.Month.AddMonths(-shownMonths)))
	}
	if next := v.Month.AddMonths(shownMonths); !next.After(last) {
		v.Next = page(next)
	}
	return nil
}

func monthStart(d period.Date) period.Date {
	y, month, _ := d.Date()
	return period.On(y, month, 1)
}

func later(a, b period.Date) period.Date {
	if a.After(b) {
		return a
	}
	return b
}

func (v placeView) day(ctx context.Context, d stays.CalendarDay) web.MonthDay {
	out := web.MonthDay{Price: d.Price, Closed: !d.Available, Chosen: v.Wish.dated() && (v.Wish.Stay.Contains(d.Date) || d.Date == v.Wish.Stay.To) || d.Date == v.Wish.Stay.From}
	if !d.Available {
		return out
	}
	if d.MinNights > 1 {
		out.Note = web.N(ctx, "site.calendar.min_nights", d.MinNights)
	}
	if d.Arrival {
		w := v.Wish
		w.Stay = period.Range{From: d.Date}
		out.Href = w.to(v.Path()) + "#stay"
	} else {
		out.Note = web.T(ctx, "site.calendar.no_arrival")
	}
	return out
}

// markDepartures makes the days after a chosen arrival choose the departure instead, as far as the nights are free.
func (v placeView) markDepartures(days []stays.CalendarDay) {
	from := v.Wish.Stay.From
	if from.IsZero() || v.Wish.dated() {
		return
	}
	start := slices.IndexFunc(days, func(d stays.CalendarDay) bool { return d.Date == from })
	if start < 0 {
		return
	}
	for i := start; i+1 < len(days) && days[i].Available; i++ {
		d := days[i+1]
		if d.Departure && d.Date.Since(from) >= days[start].MinNights {
			w := v.Wish
			w.Stay.To = d.Date
			shown := v.Days[d.Date]
			shown.Closed, shown.Href = false, w.to(v.Path())+"#stay"
			v.Days[d.Date] = shown
		}
	}
}

// year and month of the calendar's first month.
func (v placeView) start() (int, time.Month) {
	y, month, _ := v.Month.Date()
	return y, month
}

type featureGroup struct {
	Name  string
	Items []string
}

// groups orders the features under their headings.
func (v placeView) groups(lang string) []featureGroup {
	var out []featureGroup
	for _, g := range stays.FeatureGroups {
		group := featureGroup{Name: g.Label.In(lang)}
		for _, f := range stays.Features {
			if f.Group == g.Code && slices.Contains(v.Property.Features, stays.Feature(f.Code)) {
				group.Items = append(group.Items, f.Label.In(lang))
			}
		}
		if len(group.Items) > 0 {
			out = append(out, group)
		}
	}
	return out
}

type photosView struct {
	Name   string
	Back   string
	Photos []web.Photo
}

// pagePhotos shows every photo large, each at its own address.
func (m *Module) pagePhotos(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	found, err := m.stays.ViewProperty(ctx, stays.ViewProperty{Slug: r.PathValue("slug")})
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	p := found.Property
	v := photosView{Name: p.Name.In(web.Lang(ctx)), Back: hrefOf(p.Slug, nil)}
	for i, photo := range p.Photos {
		v.Photos = append(v.Photos, pictureOf(ctx, photo, "(min-width: 60rem) 56rem, 100vw", i == 0))
	}
	page := web.Page{Layout: web.Site, Title: web.T(ctx, "site.photos.title", "Name", v.Name), NoIndex: true}
	m.Web.Render(w, r, http.StatusOK, page, photosPage(v))
}
