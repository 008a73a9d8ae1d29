package staysio

import (
	"context"
	"encoding/xml"
	"io"
	"net/http"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

type bookingsView struct {
	Today  period.Date
	Rows   []stays.ReservationRow
	First  string
	Next   string
	Coming []stays.ReservationRow
	Past   []stays.ReservationRow
}

// pageBookings lists the reservations of who is signed in.
func (m *Module) pageBookings(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	found, err := m.stays.MyReservations(ctx, stays.MyReservations{Page: paging.Request{Cursor: r.URL.Query().Get("cursor")}})
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v := bookingsView{Today: m.today(homeZone), Rows: found.Items}
	v.First, v.Next = web.PageLinks(r, found.Next)
	for _, row := range found.Items {
		if active(row.Status) && row.Stay.To.After(v.Today) {
			v.Coming = append(v.Coming, row)
		} else {
			v.Past = append(v.Past, row)
		}
	}
	m.Web.Render(w, r, http.StatusOK, web.Page{Layout: web.Account, Title: web.T(ctx, "site.account.title")}, bookingsPage(v))
}

func active(s stays.Status) bool {
	return s == stays.Held || s == stays.Confirmed || s == stays.CheckedIn
}

// pageBooking is one of them, as by its link.
func (m *Module) pageBooking(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	id, err := ident.Parse[stays.Reservation](r.PathValue("id"))
	if err != nil {
		m.Web.Error(w, r, stays.ErrUnknown)
		return
	}
	v, err := m.stays.MyReservation(ctx, stays.MyReservation{ID: id})
	var view manageView
	if err == nil {
		view, err = m.manageView(ctx, v)
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	view.Account = true
	if view.LinkEnded { // the buttons are the link's
		view.Next = nil
	}
	page := managePageOf(ctx, view)
	page.Layout = web.Account
	m.Web.Render(w, r, http.StatusOK, page, managePage(view))
}

// pageAccountDocument gives a paper of a booking to the guest whose account it is in.
func (m *Module) pageAccountDocument(w http.ResponseWriter, r *http.Request) {
	id, err := idOf[stays.Reservation](r, stays.ErrUnknown)
	if err == nil {
		_, err = m.stays.MyReservation(r.Context(), stays.MyReservation{ID: id})
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	m.sendPaper(w, r, id)
}

// ownerDays is how many days an owner sees at once.
const ownerDays = 42

type ownerView struct {
	From       period.Date
	Today      period.Date
	Properties []stays.BoardProperty
}

// pageOwner shows an owner the calendar of his properties. Guests have no names here.
func (m *Module) pageOwner(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	v := ownerView{Today: m.today(homeZone)}
	v.From = v.Today.AddDays(-7)
	if asked, err := period.ParseDate(r.URL.Query().Get("from")); err == nil {
		v.From = asked
	}
	found, err := m.stays.OwnedProperties(ctx, stays.OwnedProperties{Days: period.Range{From: v.From, To: v.From.AddDays(ownerDays)}})
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v.Properties = found
	m.Web.Render(w, r, http.StatusOK, web.Page{Layout: web.Desk, Title: web.T(ctx, "site.owner.title")}, ownerPage(v))
}

// rows turns the owner's occupancies into bars: what kind, never who.
func (v ownerView) rows(ctx context.Context) []web.PlannerRow {
	rows := make([]web.PlannerRow, 0, len(v.Properties))
	for _, p := range v.Properties {
		row := web.PlannerRow{ID: p.ID.String(), Label: p.Name.In(web.Lang(ctx)), Hint: p.City, Href: hrefOf(p.Slug, nil)}
		for _, b := range p.Bars {
			word, tone := barWords(ctx, b)
			row.Bars = append(row.Bars, web.PlannerBar{ID: b.Holder.String(), Label: word, Stay: b.Days, Tone: tone, State: word, Blocked: b.Reservation.IsZero()})
		}
		rows = append(rows, row)
	}
	return rows
}

func barWords(ctx context.Context, b stays.Bar) (string, web.Tone) {
	if b.Reservation.IsZero() {
		return web.T(ctx, "site.block."+string(b.BlockKind)), web.Neutral
	}
	return web.T(ctx, "site.status."+string(b.Status)), statusTone(b.Status)
}

// sitemap lists the public pages for search engines.
func (m *Module) sitemap(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	site := m.Site(ctx)
	type entry struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod,omitempty"`
	}
	set := struct {
		XMLName xml.Name `xml:"urlset"`
		NS      string   `xml:"xmlns,attr"`
		URLs    []entry  `xml:"url"`
	}{NS: "http://www.sitemaps.org/schemas/sitemap/0.9", URLs: []entry{{Loc: site + "/"}, {Loc: site + "/stays"}, {Loc: site + "/about"}}}
	for cursor := ""; ; {
		found, err := m.stays.SearchProperties(ctx, stays.SearchProperties{Sort: "name", Page: paging.Request{Cursor: cursor, Limit: paging.MaxLimit}})
		if err != nil {
			m.Web.Error(w, r, err)
			return
		}
		for _, c := range found.Items {
			set.URLs = append(set.URLs, entry{Loc: site + hrefOf(c.Slug, nil), LastMod: c.UpdatedAt.UTC().Format(time.DateOnly)})
		}
		if cursor = found.Next; cursor == "" {
			break
		}
	}
	body, err := xml.MarshalIndent(set, "", " ")
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = io.WriteString(w, xml.Header+string(body)+"\n") // the reader may have gone; there is nobody to tell
}

// robots keeps search engines to the public pages; prices for given dates are of no use to them.
func (m *Module) robots(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = io.WriteString(w, "User-agent: *\nAllow: /\n"+
		"Disallow: /book\nDisallow: /manage/\nDisallow: /account\nDisallow: /owner\nDisallow: /desk\nDisallow: /api/\nDisallow: /sandbox/\nDisallow: /stays?*\nDisallow: /stays/*?checkIn=\n"+
		"Sitemap: "+m.Site(r.Context())+"/sitemap.xml\n") // the reader may have gone; there is nobody to tell
}
