package staysio

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// sitePages registers what guests and owners see. Every page works without JavaScript: what htmx refreshes is the same
// address, of which it takes a part.
func (m *Module) sitePages(mux *http.ServeMux) {
	mux.HandleFunc("GET /photos/{photo}/{file}", m.servePhoto)

	mux.HandleFunc("GET /stays", m.pageSearch)
	mux.HandleFunc("GET /stays/{slug}", m.pageProperty)
	mux.HandleFunc("GET /stays/{slug}/photos", m.pagePhotos)
	mux.HandleFunc("GET /sitemap.xml", m.sitemap)
	mux.HandleFunc("GET /robots.txt", m.robots)

	mux.HandleFunc("GET /book", m.pageBook)
	mux.HandleFunc("POST /book", m.postBook)

	mux.HandleFunc("GET /manage/lost", m.pageLost)
	mux.HandleFunc("POST /manage/lost", m.postLost)
	mux.HandleFunc("GET /manage/{token}", m.pageManage)
	mux.HandleFunc("GET /manage/{token}/return", m.pageReturn)
	mux.HandleFunc("GET /manage/{token}/documents/{document}", m.pageDocument)
	mux.HandleFunc("GET /manage/{token}/evidence/{evidence}", m.pageEvidence)
	mux.HandleFunc("POST /manage/{token}/pay", m.postPay)
	mux.HandleFunc("POST /manage/{token}/sign", m.postSign)
	mux.HandleFunc("POST /manage/{token}/caution", m.postLeaveCaution)
	mux.HandleFunc("POST /manage/{token}/card/remove", m.postRemoveCard)
	mux.HandleFunc("GET /manage/{token}/change", m.pageChange)
	mux.HandleFunc("POST /manage/{token}/change", m.postChange)
	mux.HandleFunc("GET /manage/{token}/cancel", m.pageCancel)
	mux.HandleFunc("POST /manage/{token}/cancel", m.postCancel)

	mux.HandleFunc("GET /account", m.pageBookings)
	mux.HandleFunc("GET /account/bookings/{id}", m.pageBooking)
	mux.HandleFunc("GET /account/bookings/{id}/documents/{document}", m.pageAccountDocument)
	mux.HandleFunc("GET /account/bookings/{id}/evidence/{evidence}", m.pageAccountEvidence)
	mux.HandleFunc("GET /account/cards", m.pageCards)
	mux.HandleFunc("POST /account/cards/{id}/remove", m.Web.Only(stays.PermOwnReservations, m.postRemoveMyCard))
	mux.HandleFunc("GET /owner", m.pageOwner)
}

// now is the clock of the pages: what is today, which hold has run out.
func (m *Module) now() time.Time {
	if m.Now == nil {
		return time.Now()
	}
	return m.Now()
}

// today is the day in the time zone of a property; the agency's pages that name no property use French time, where
// every property is for now.
func (m *Module) today(zone string) period.Date {
	return period.DateOf(m.now(), placeOf(zone))
}

const homeZone = "Europe/Paris"

// placeOf returns a zone that was checked when it was stored; UTC stands in on a machine without the zone's data.
func placeOf(zone string) *time.Location {
	if place, err := time.LoadLocation(zone); err == nil {
		return place
	}
	return time.UTC
}

// brand is the look of the request's business.
func (m *Module) brand(r *http.Request) web.Brand {
	if m.Brand == nil {
		return web.Brand{}
	}
	return m.Brand(r)
}

// wish is what a visitor asks for: dates, party and extras, as they stand in addresses and forms.
type wish struct {
	Stay   period.Range
	Party  stays.Party
	Extras []string
}

// readWish reads it from a form or a query; what cannot be read fails its field. Nobody named means two adults.
func readWish(r *http.Request, f *web.Form) wish {
	ctx := r.Context()
	w := wish{
		Stay:   period.Range{From: f.Date(ctx, "checkIn"), To: f.Date(ctx, "checkOut")},
		Party:  stays.Party{Adults: f.Int(ctx, "adults"), Children: f.Int(ctx, "children"), Infants: f.Int(ctx, "infants"), Pets: f.Int(ctx, "pets")},
		Extras: slices.Compact(slices.Sorted(slices.Values(f.All("extras")))),
	}
	if f.Get("adults") == "" {
		w.Party.Adults = 2
	}
	return w
}

// dated reports whether both dates are named.
func (w wish) dated() bool { return !w.Stay.From.IsZero() && !w.Stay.To.IsZero() }

// query writes the wish into an address. Zeros are left out.
func (w wish) query() url.Values {
	q := url.Values{}
	if !w.Stay.From.IsZero() {
		q.Set("checkIn", w.Stay.From.String())
	}
	if !w.Stay.To.IsZero() {
		q.Set("checkOut", w.Stay.To.String())
	}
	for name, n := range w.counts() {
		if n > 0 {
			q.Set(name, strconv.Itoa(n))
		}
	}
	for _, e := range w.Extras {
		q.Add("extras", e)
	}
	return q
}

func (w wish) counts() map[string]int {
	return map[string]int{"adults": w.Party.Adults, "children": w.Party.Children, "infants": w.Party.Infants, "pets": w.Party.Pets}
}

// to adds the wish to a path.
func (w wish) to(path string) string {
	if q := w.query().Encode(); q != "" {
		return path + "?" + q
	}
	return path
}

// quote is the command that prices the wish for a property.
func (w wish) quote(slug string) stays.MakeQuote {
	return stays.MakeQuote{Slug: slug, CheckIn: w.Stay.From, CheckOut: w.Stay.To, Party: w.Party, Extras: w.Extras}
}

// wishOf is the wish that a quote answers.
func wishOf(q stays.Quote) wish { return wish{Stay: q.Stay, Party: q.Party, Extras: q.Extras} }
