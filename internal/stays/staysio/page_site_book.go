package staysio

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// bookView is the booking page: one stored quote, one form.
type bookView struct {
	stays.PropertyView
	Form   *web.Form
	Quote  stays.Quote
	Extras []extraChoice
	Notice string // what changed since the guest looked: the price, mostly
	Back   string // to the property, with dates and party
	Keeps  bool   // the guest may have his card kept
}

// extraChoice is an optional fee of the property.
type extraChoice struct {
	Code, Label, Price string
	Chosen             bool
}

// pageBook shows the form for a stored quote, or makes the quote for the dates in the address and goes to it, so that a
// reload shows the same price.
func (m *Module) pageBook(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	id, err := ident.Parse[stays.Quote](f.Get("quote"))
	if err != nil {
		m.quoteFirst(w, r, f)
		return
	}
	q, err := m.stays.ViewQuote(ctx, stays.ViewQuote{ID: id})
	if errors.Is(err, stays.ErrQuoteExpired) && f.Has("property") {
		m.quoteFirst(w, r, f)
		return
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	m.showBook(w, r, http.StatusOK, q, bookForm(access.From(ctx)), "")
}

// bookForm is what is known of the guest before anything is typed: who is signed in.
func bookForm(a access.Actor) *web.Form {
	if a.Kind != access.Person {
		return nil
	}
	first, last, _ := strings.Cut(a.Name, " ")
	return web.FormOf("firstName", first, "lastName", last, "email", a.Email)
}

// quoteFirst prices the wish of an address and goes to the booking of the quote; what cannot be had is said on the
// property's page.
func (m *Module) quoteFirst(w http.ResponseWriter, r *http.Request, f *web.Form) {
	ctx, slug, wish := r.Context(), f.Get("property"), readWish(r, f)
	if slug == "" {
		m.Web.Redirect(w, r, wish.to("/stays"))
		return
	}
	if !f.OK() || !wish.dated() {
		m.Web.Redirect(w, r, wish.to(hrefOf(slug, nil))+"#stay")
		return
	}
	q, err := m.stays.MakeQuote(ctx, wish.quote(slug))
	switch {
	case err == nil:
		m.Web.Redirect(w, r, bookHref(slug, q))
	case errors.Is(err, stays.ErrPeriodTaken):
		m.taken(w, r, slug, wish)
	case f.Refused(ctx, err, nil):
		m.Web.Redirect(w, r, wish.to(hrefOf(slug, nil))+"#stay") // which says why
	default:
		m.Web.Error(w, r, err)
	}
}

// bookHref is the address of the booking of a quote. It repeats the wish, so that an expired quote can be made anew.
func bookHref(slug string, q stays.Quote) string {
	query := wishOf(q).query()
	query.Set("property", slug)
	query.Set("quote", q.ID.String())
	return "/book?" + query.Encode()
}

func (m *Module) showBook(w http.ResponseWriter, r *http.Request, status int, q stays.Quote, f *web.Form, notice string) {
	ctx := r.Context()
	slug := slugOf(r, f)
	found, err := m.stays.ViewProperty(ctx, stays.ViewProperty{Slug: slug})
	if err == nil && found.Property.ID != q.Property {
		err = stays.ErrUnknownQuote // the address was put together by hand
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v := bookView{PropertyView: found, Form: f, Quote: q, Notice: notice, Back: wishOf(q).to(hrefOf(slug, nil))}
	for _, fee := range found.Property.Rates.Fees {
		if fee.Optional {
			v.Extras = append(v.Extras, extraChoice{Code: fee.Code, Label: feeLabel(ctx, fee), Price: web.Money(ctx, fee.Amount) + " " + web.T(ctx, "site.per."+string(fee.Per)),
				Chosen: slices.Contains(q.Extras, fee.Code)})
		}
	}
	if len(q.Later()) > 0 && q.Deposit.IsPositive() {
		if v.Keeps, err = m.stays.KeepsCards(ctx, stays.KeepsCards{}); err != nil {
			slog.WarnContext(ctx, "nobody knows whether cards can be kept", "error", err) // then nobody is asked
		}
	}
	page := web.Page{Layout: web.Site, Title: web.T(ctx, "site.book.title"), NoIndex: true}
	m.Web.Render(w, r, status, page, bookPage(v))
}

func slugOf(r *http.Request, f *web.Form) string {
	if s := f.Get("property"); s != "" {
		return s
	}
	return r.URL.Query().Get("property")
}

func feeLabel(ctx context.Context, f stays.Fee) string {
	if !f.Name.IsEmpty() {
		return f.Name.In(web.Lang(ctx))
	}
	return stays.LineLabel(f.Code).In(web.Lang(ctx))
}

// bookFields are the form's names of the use case's fields.
var bookFields = map[string]string{
	"guest.firstName": "firstName", "guest.lastName": "lastName", "guest.email": "email", "guest.phone": "phone", "guest.address.line1": "line1",
	"guest.address.line2": "line2", "guest.address.postalCode": "postalCode", "guest.address.city": "city", "guest.address.country": "country", "acceptTerms": "terms",
}

// postBook books the quote and goes to the payment. The same form sent twice gives the same reservation.
func (m *Module) postBook(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	wish := readWish(r, f)
	id, err := ident.Parse[stays.Quote](f.Get("quote"))
	if err != nil || !f.OK() {
		m.Web.Redirect(w, r, wish.to("/stays"))
		return
	}
	q, err := m.stays.ViewQuote(ctx, stays.ViewQuote{ID: id})
	switch {
	case errors.Is(err, stays.ErrQuoteExpired):
		m.requote(w, r, f, wish, "site.book.price_expired")
		return
	case err != nil:
		m.Web.Error(w, r, err)
		return
	case f.Get("do") == "update" || !slices.Equal(wish.Extras, q.Extras):
		wish.Stay, wish.Party = q.Stay, q.Party
		m.requote(w, r, f, wish, "site.book.price_updated")
		return
	}
	booked, err := m.stays.BookStay(ctx, stays.BookStay{Quote: id, Guest: guestOf(ctx, f), AcceptTerms: f.Checked("terms"), KeepCard: f.Checked("keepCard")})
	switch {
	case err == nil:
		m.toPayment(w, r, booked)
	case errors.Is(err, stays.ErrPeriodTaken):
		m.taken(w, r, f.Get("property"), wishOf(q))
	case errors.Is(err, stays.ErrQuoteExpired), errors.Is(err, stays.ErrQuoteUsed), errors.Is(err, stays.ErrHoldExpired):
		m.requote(w, r, f, wishOf(q), "site.book.price_expired")
	case errors.Is(err, stays.ErrNoOnlinePayment):
		m.showBook(w, r, web.StatusOf(err), q, f, web.T(ctx, "site.book.no_payment"))
	case f.Refused(ctx, err, bookFields):
		m.showBook(w, r, f.Status(), q, f, "")
	default:
		m.Web.Error(w, r, err)
	}
}

// toPayment sends the guest where he pays; to his booking when nothing is to be paid, or payments do not answer.
func (m *Module) toPayment(w http.ResponseWriter, r *http.Request, b stays.Booked) {
	if b.Payment != nil && b.Payment.CheckoutURL != "" {
		m.Web.RedirectOut(w, r, b.Payment.CheckoutURL)
		return
	}
	if b.Reservation.Next != nil {
		m.Web.Flash(w, r, web.Flash{Tone: web.Warning, Text: web.T(r.Context(), "site.book.pay_later")})
	}
	m.Web.Redirect(w, r, "/manage/"+b.Reservation.ManageToken)
}

// requote prices the wish anew and shows the form again, with everything that was typed.
func (m *Module) requote(w http.ResponseWriter, r *http.Request, f *web.Form, wish wish, key string) {
	ctx := r.Context()
	q, err := m.stays.MakeQuote(ctx, wish.quote(f.Get("property")))
	switch {
	case err == nil:
		f.Values.Set("quote", q.ID.String())
		m.showBook(w, r, http.StatusOK, q, f, web.T(ctx, key))
	case errors.Is(err, stays.ErrPeriodTaken):
		m.taken(w, r, f.Get("property"), wish)
	case f.Refused(ctx, err, nil):
		m.Web.Redirect(w, r, wish.to(hrefOf(f.Get("property"), nil))+"#stay")
	default:
		m.Web.Error(w, r, err)
	}
}

// guestOf reads the guest. An address of which nothing but the country was given is none.
func guestOf(ctx context.Context, f *web.Form) stays.Guest {
	g := stays.Guest{FirstName: f.Get("firstName"), LastName: f.Get("lastName"), Email: contact.Email(f.Get("email")), Phone: contact.Phone(f.Get("phone")), Locale: web.Lang(ctx)}
	a := contact.PostalAddress{Line1: f.Get("line1"), Line2: f.Get("line2"), PostalCode: f.Get("postalCode"), City: f.Get("city")}
	if !a.IsZero() {
		a.Country = f.Get("country")
		g.Address = a
	}
	if !slices.Contains(stays.Locales, g.Locale) {
		g.Locale = stays.Locales[0]
	}
	return g
}

type takenView struct {
	Name   string
	Wish   wish
	Back   string
	Others []stays.PropertyCard
}

// taken says that somebody else was quicker, and offers what is still free on these dates.
func (m *Module) taken(w http.ResponseWriter, r *http.Request, slug string, wish wish) {
	ctx := r.Context()
	found, err := m.stays.ViewProperty(ctx, stays.ViewProperty{Slug: slug})
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v := takenView{Name: found.Property.Name.In(web.Lang(ctx)), Wish: wish, Back: hrefOf(slug, nil) + "?month=" + wish.Stay.From.String()[:7] + "#calendar"}
	free, err := m.stays.SearchProperties(ctx, stays.SearchProperties{CheckIn: wish.Stay.From, CheckOut: wish.Stay.To, Party: wish.Party, Page: paging.Request{Limit: paging.MaxLimit}})
	if err == nil { // without alternatives the page still says what happened
		v.Others = alike(free.Items, found.Property.Capacity)
	}
	page := web.Page{Layout: web.Site, Title: web.T(ctx, "site.taken.title"), NoIndex: true}
	m.Web.Render(w, r, http.StatusConflict, page, takenPage(v))
}

// alike returns the three properties whose size is nearest to a capacity, in the order in which they were found.
func alike(all []stays.PropertyCard, capacity int) []stays.PropertyCard {
	far := func(c stays.PropertyCard) int { return max(c.Offer.Capacity-capacity, capacity-c.Offer.Capacity) }
	slices.SortStableFunc(all, func(a, b stays.PropertyCard) int { return cmp.Compare(far(a), far(b)) })
	return all[:min(len(all), 3)]
}
