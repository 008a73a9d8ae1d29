package staysio

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// stayList is the desk's list of reservations under the filters of the address.
type stayList struct {
	Form       *web.Form
	Rows       []stays.ReservationRow
	Properties []web.Option
	Sort       string
	SortHref   func(string) string
	Prev, Next string
	Open       stays.ReservationID // whose detail stands beside
}

// filtered reports whether the list leaves anything out.
func (v stayList) filtered() bool {
	for _, name := range []string{"q", "status", "property", "from", "to"} {
		if v.Form.Get(name) != "" {
			return true
		}
	}
	return false
}

func (m *Module) deskReservations(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, err := web.ReadForm(w, r)
	var v stayList
	if err == nil {
		v, err = m.stayList(r, f)
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	page := deskPage(ctx, "desk.reservations.title")
	if access.From(ctx).May(stays.PermBookForGuest) {
		page.Actions = newButton("/desk/reservations/new")
	}
	m.Web.Render(w, r, f.Status(), page, stayListPage(v))
}

// stayList reads the filters and lists; a filter that cannot be read is said beside its field and left out.
func (m *Module) stayList(r *http.Request, f *web.Form) (stayList, error) {
	ctx := r.Context()
	q := stayQuery(ctx, f)
	q.Page = paging.Request{Limit: 50, Cursor: f.Get("cursor")}
	v := stayList{Form: f, Sort: f.Get("sort"), SortHref: web.SortLink(r)}
	page, err := m.stays.ListReservations(ctx, stays.ListReservations{Query: q})
	if err != nil {
		if !f.Refused(ctx, err, nil) {
			return v, err
		}
		return v, m.completeList(ctx, &v)
	}
	v.Rows = page.Items
	v.Prev, v.Next = web.PageLinks(r, page.Next)
	return v, m.completeList(ctx, &v)
}

// stayQuery reads the filters of the address; one that cannot be read is said beside its field and left out.
func stayQuery(ctx context.Context, f *web.Form) stays.ReservationQuery {
	q := stays.ReservationQuery{Text: f.Get("q"), Order: sortOrders[f.Get("sort")],
		Staying: period.Range{From: f.Date(ctx, "from"), To: f.Date(ctx, "to")}}
	for _, s := range f.All("status") {
		if slices.Contains(stays.Statuses, stays.Status(s)) {
			q.Statuses = append(q.Statuses, stays.Status(s))
		}
	}
	if id, err := ident.Parse[stays.Property](f.Get("property")); err == nil {
		q.Property = id
	}
	q.Staying = openRange(q.Staying)
	if q.Staying.IsEmpty() && !q.Staying.From.IsZero() {
		f.Fail("to", web.T(ctx, "fault.reversed_dates"))
		q.Staying = period.Range{}
	}
	return q
}

// exportHref is the list's file: under the same filters.
func (v stayList) exportHref() string {
	q := url.Values{}
	for _, name := range []string{"q", "status", "property", "from", "to", "sort"} {
		if all := v.Form.All(name); len(all) > 0 && v.Form.Get(name) != "" {
			q[name] = all
		}
	}
	return "/desk/reservations/export?" + q.Encode()
}

// completeList adds the choices of the filters, for whoever may see the properties.
func (m *Module) completeList(ctx context.Context, v *stayList) (err error) {
	if access.From(ctx).May(stays.PermReadProperties) {
		v.Properties, err = m.propertyChoices(ctx)
	}
	return err
}

// sortOrders are the orders of the list by the column's key; any other address means the last booked first.
var sortOrders = map[string]string{"arrival": "arrival", "-arrival": "-arrival"}

// openRange gives a range of which one end was named another end far enough.
func openRange(r period.Range) period.Range {
	const years = 10 * 366
	switch {
	case r.From.IsZero() && !r.To.IsZero():
		r.From = r.To.AddDays(-years)
	case r.To.IsZero() && !r.From.IsZero():
		r.To = r.From.AddDays(years)
	}
	return r
}
