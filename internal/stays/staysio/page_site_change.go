package staysio

import (
	"net/http"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

type changeView struct {
	manageView
	Form    *web.Form
	Today   period.Date
	Preview *stays.ChangePreview // nil: nothing was asked for yet
	Limits  stays.Party          // infants and pets at most; what the booking has, when the property is no longer shown
}

func dateIn(t time.Time, zone string) period.Date { return period.DateOf(t, placeOf(zone)) }

// changeOf reads what is asked for: new dates, or a new party.
func changeOf(r *http.Request, f *web.Form, now stays.ReservationView) stays.Change {
	w := readWish(r, f)
	c := stays.Change{CheckIn: w.Stay.From, CheckOut: w.Stay.To}
	if f.Has("adults") {
		for name, n := range map[string]struct{ to, now *int }{"children": {&w.Party.Children, &now.Party.Children}, "infants": {&w.Party.Infants, &now.Party.Infants},
			"pets": {&w.Party.Pets, &now.Party.Pets}} {
			if !f.Has(name) {
				*n.to = *n.now
			}
		}
		c.Party = &w.Party
	}
	return c
}

// pageChange shows the form, and with dates in the address what the change would cost.
func (m *Module) pageChange(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	v, ok := m.managed(w, r)
	if !ok {
		return
	}
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	view := changeView{manageView: v, Form: f, Today: m.today(v.Booked.Zone)}
	if change := changeOf(r, f, v.ReservationView); f.OK() && f.Has("checkIn") {
		p, err := m.stays.PreviewChange(ctx, stays.PreviewChange{Token: v.ManageToken, Change: change})
		switch {
		case err == nil:
			view.Preview = &p
		case !f.Refused(ctx, err, nil):
			m.Web.Error(w, r, err)
			return
		}
	}
	m.showGuestChange(w, r, view)
}

func (m *Module) showGuestChange(w http.ResponseWriter, r *http.Request, v changeView) {
	page := managePageOf(r.Context(), v.manageView)
	page.Title = web.T(r.Context(), "site.change.title")
	v.Limits = v.Party
	if p, err := m.stays.ViewProperty(r.Context(), stays.ViewProperty{Slug: v.Booked.Slug}); err == nil {
		v.Limits.Infants, v.Limits.Pets = max(p.Property.MaxInfants, v.Party.Infants), max(p.Property.MaxPets, v.Party.Pets)
	}
	m.Web.Render(w, r, v.Form.Status(), page, changePage(v))
}

// postChange makes the change that was previewed: the difference that the guest saw goes with it, so that nothing else
// is agreed.
func (m *Module) postChange(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	v, ok := m.managed(w, r)
	if !ok {
		return
	}
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	in := stays.ChangeManaged{Token: v.ManageToken, Change: changeOf(r, f, v.ReservationView)}
	expect, err := money.Parse(f.Get("difference"), v.Quote.Total.Currency())
	if err != nil || !f.OK() {
		m.Web.Redirect(w, r, v.link("/change")) // the preview comes first
		return
	}
	in.Expect = &expect
	done, err := m.stays.ChangeManaged(ctx, in)
	switch {
	case err == nil && done.Payment != nil && done.Payment.CheckoutURL != "":
		m.Web.RedirectOut(w, r, done.Payment.CheckoutURL)
	case err == nil:
		m.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "site.change.done")})
		m.Web.Redirect(w, r, v.link(""))
	case f.Refused(ctx, err, nil):
		m.showGuestChange(w, r, changeView{manageView: v, Form: f, Today: m.today(v.Booked.Zone)})
	default:
		m.Web.Error(w, r, err)
	}
}

type cancelView struct {
	manageView
	Form    *web.Form
	Preview stays.CancelPreview
}

// pageCancel says what a cancellation would give back, before anything is done.
func (m *Module) pageCancel(w http.ResponseWriter, r *http.Request) {
	if v, ok := m.managed(w, r); ok {
		m.showGuestCancel(w, r, v, nil)
	}
}

func (m *Module) showGuestCancel(w http.ResponseWriter, r *http.Request, v manageView, f *web.Form) {
	ctx := r.Context()
	p, err := m.stays.PreviewCancel(ctx, stays.PreviewCancel{Token: v.ManageToken})
	if err != nil {
		m.Web.Flash(w, r, web.Flash{Tone: web.Warning, Text: web.FaultText(ctx, err)})
		m.Web.Redirect(w, r, v.link(""))
		return
	}
	page := managePageOf(ctx, v)
	page.Title = web.T(ctx, "site.cancel.title")
	m.Web.Render(w, r, f.Status(), page, cancelPage(cancelView{manageView: v, Form: f, Preview: p}))
}

func (m *Module) postCancel(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	v, ok := m.managed(w, r)
	if !ok {
		return
	}
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	_, err := m.stays.CancelManaged(ctx, stays.CancelManaged{Token: v.ManageToken, Reason: f.Get("reason")})
	switch {
	case err == nil:
		m.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "site.cancel.done")})
		m.Web.Redirect(w, r, v.link(""))
	case f.Refused(ctx, err, nil):
		m.showGuestCancel(w, r, v, f)
	default:
		m.Web.Error(w, r, err)
	}
}
