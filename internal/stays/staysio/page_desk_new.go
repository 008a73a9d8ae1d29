package staysio

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// newView is the form of a booking by telephone: what is wanted, what it costs, for whom.
type newView struct {
	Form       *web.Form
	Properties []web.Option
	Extras     []extraChoice
	Quote      *stays.Quote // nil until property and dates are named and free
	MayBlock   bool
}

// deskNew shows the form; the calendar's drag names property and days as resource, from and to.
func (m *Module) deskNew(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		err = access.Authorize(r.Context(), stays.PermBookForGuest)
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	for from, to := range map[string]string{"resource": "property", "from": "checkIn", "to": "checkOut"} {
		if f.Has(from) {
			f.Values.Set(to, f.Get(from))
		}
	}
	m.showNew(w, r, http.StatusOK, f)
}

func (m *Module) showNew(w http.ResponseWriter, r *http.Request, status int, f *web.Form) {
	ctx := r.Context()
	v := newView{Form: f, MayBlock: access.From(ctx).May(stays.PermManageBlocks)}
	properties, err := m.propertyChoices(ctx)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v.Properties = properties
	fresh := f.OK()
	if id, err := ident.Parse[stays.Property](f.Get("property")); err == nil {
		v.Extras = m.extrasOf(ctx, id, f)
		ask := phoneQuote(r, f)
		if !ask.CheckIn.IsZero() && !ask.CheckOut.IsZero() {
			q, err := m.stays.QuoteByPhone(ctx, ask)
			switch {
			case err == nil:
				v.Quote = &q
			case !fresh: // what is wrong was said already
			case f.Refused(ctx, err, nil):
				status = f.Status()
			default:
				m.Web.Error(w, r, err)
				return
			}
		}
	}
	m.deskForm(w, r, status, deskPage(ctx, "desk.new.title"), "/desk/reservations", newForm(v))
}

// extrasOf are the optional fees of a property; none when it cannot be read.
func (m *Module) extrasOf(ctx context.Context, id stays.PropertyID, f *web.Form) []extraChoice {
	property, err := m.stays.GetProperty(ctx, stays.GetProperty{ID: id})
	if err != nil {
		return nil
	}
	var out []extraChoice
	for _, fee := range property.Rates.Fees {
		if fee.Optional {
			out = append(out, extraChoice{Code: fee.Code, Label: feeLabel(ctx, fee), Price: web.Money(ctx, fee.Amount) + " " + web.T(ctx, "site.per."+string(fee.Per)), Chosen: f.Is("extras", fee.Code)})
		}
	}
	return out
}

func phoneQuote(r *http.Request, f *web.Form) stays.QuoteByPhone {
	wish := readWish(r, f)
	return stays.QuoteByPhone{Property: chosenProperty(r.Context(), f), CheckIn: wish.Stay.From, CheckOut: wish.Stay.To, Party: wish.Party, Extras: wish.Extras, Relaxed: f.Checked("relaxed")}
}

// postNew shows the price, or books. The same form sent twice finds its own reservation.
func (m *Module) postNew(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	ask := phoneQuote(r, f)
	if f.Get("do") != "book" {
		f.Need(ctx, "property", "checkIn", "checkOut")
		if err := access.Authorize(ctx, stays.PermBookForGuest); err != nil {
			m.Web.Error(w, r, err)
			return
		}
		m.showNew(w, r, f.Status(), f)
		return
	}
	f.Need(ctx, "property")
	book := stays.BookByPhone{Property: ask.Property, CheckIn: ask.CheckIn, CheckOut: ask.CheckOut, Party: ask.Party, Extras: ask.Extras, Relaxed: ask.Relaxed,
		Guest: phoneGuest(ctx, f), Confirmed: f.Get("how") == "confirmed", HoldMinutes: 60 * f.Int(ctx, "holdHours"), Note: f.Get("note")}
	var booked stays.Booked
	var err error
	if f.OK() {
		if booked, err = m.stays.BookByPhone(ctx, book); errors.Is(err, stays.ErrPeriodTaken) {
			booked.Reservation.ID, err = m.bookedAlready(ctx, book, err)
		}
	} else {
		err = access.Authorize(ctx, stays.PermBookForGuest)
	}
	done := "desk.done.booked_held"
	if book.Confirmed {
		done = "desk.done.booked"
	}
	m.saved(w, r, f, err, newFields, done, "/desk/reservations/"+booked.Reservation.ID.String(), func(status int) { m.showNew(w, r, status, f) })
}

// newFields are the form's names of the use case's fields.
var newFields = map[string]string{
	"guest.firstName": "firstName", "guest.lastName": "lastName", "guest.email": "email", "guest.phone": "phone", "guest.address.line1": "line1", "guest.address.line2": "line2",
	"guest.address.postalCode": "postalCode", "guest.address.city": "city", "guest.address.country": "country", "holdMinutes": "holdHours", "guest.locale": "locale",
}

// phoneGuest reads the guest, who chooses the language of his mails.
func phoneGuest(ctx context.Context, f *web.Form) stays.Guest {
	g := guestOf(ctx, f)
	if slices.Contains(stays.Locales, f.Get("locale")) {
		g.Locale = f.Get("locale")
	}
	return g
}

// bookedAlready finds the reservation that this very form has made a moment ago; otherwise the dates are taken.
func (m *Module) bookedAlready(ctx context.Context, b stays.BookByPhone, taken error) (stays.ReservationID, error) {
	email, err := contact.ParseEmail(string(b.Guest.Email))
	if err != nil {
		return stays.ReservationID{}, taken
	}
	page, err := m.stays.ListReservations(ctx, stays.ListReservations{Query: stays.ReservationQuery{Property: b.Property, Text: email.String(),
		Statuses: []stays.Status{stays.Held, stays.Confirmed}, Page: paging.Request{Limit: paging.MaxLimit}}})
	if err != nil && fault.KindOf(err) != fault.Forbidden {
		return stays.ReservationID{}, err
	}
	for _, row := range page.Items {
		if row.Source == "desk" && row.GuestEmail == email && row.Stay.From == b.CheckIn && row.Stay.To == b.CheckOut && row.Party == b.Party {
			return row.ID, nil
		}
	}
	return stays.ReservationID{}, taken
}
