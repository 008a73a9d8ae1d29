package staysio

import (
	"context"
	"net/http"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/rest"
	"comptoir/internal/stays"
)

func (m *Module) restBookings(api *rest.API) {
	book := rest.Op("POST", "/api/stays/reservations", access.Public, "Book a quote; staff also by property and dates", "stays")
	book.Description = "With a quoteId, anybody books the quote: the dates are held for fifteen minutes and a payment is opened. Repeating the call with the same " +
		"quote and guest gives the same reservation. Without a quoteId, staff (stays.book_for_guest) book for a caller, held or confirmed at once."
	book.DefaultStatus = http.StatusCreated
	rest.Register(api.Huma, book, m.restBook)
}

type bookBody struct {
	QuoteID     stays.QuoteID    `json:"quoteId,omitzero"`
	Guest       guestWire        `json:"guest"`
	AcceptTerms bool             `json:"acceptTerms,omitempty" doc:"Must be true with a quoteId."`
	KeepCard    bool             `json:"keepCard,omitempty" doc:"The guest agrees to the quote's keepCard: his card is kept and charged with what is due later."`
	PropertyID  stays.PropertyID `json:"propertyId,omitzero" doc:"Staff only, instead of a quote."`
	CheckIn     period.Date      `json:"checkIn,omitzero"`
	CheckOut    period.Date      `json:"checkOut,omitzero"`
	Party       *PartyFields     `json:"party,omitempty"`
	Extras      []string         `json:"extras,omitempty" maxItems:"20"`
	Confirmed   bool             `json:"confirmed,omitempty" doc:"Staff only: without waiting for a payment."`
	Relaxed     bool             `json:"relaxed,omitempty" doc:"Staff only: past minimum stays and arrival days."`
	HoldMinutes int              `json:"holdMinutes,omitempty" minimum:"0" maximum:"43200"`
	Note        string           `json:"note,omitempty" maxLength:"2000"`
}

type bookInput struct{ Body bookBody }

type bookedBody struct {
	RowFields
	ManageURL   string       `json:"manageUrl" doc:"The guest's private page."`
	ManageToken string       `json:"manageToken"`
	Payment     *paymentWire `json:"payment,omitempty" doc:"Absent when nothing is to be paid now."`
}

type bookedOutput struct {
	Location string `header:"Location"`
	Body     bookedBody
}

func (m *Module) restBook(ctx context.Context, in *bookInput) (*bookedOutput, error) {
	b := in.Body
	var booked stays.Booked
	var err error
	switch {
	case !b.QuoteID.IsZero() && (!b.PropertyID.IsZero() || b.Confirmed || b.Relaxed || b.HoldMinutes != 0 || b.Note != ""):
		return nil, fault.ErrInvalid.On("quoteId", "not_both", "a quote is booked as it is: the fields for staff do not go with it")
	case !b.QuoteID.IsZero():
		booked, err = m.stays.BookStay(ctx, stays.BookStay{Quote: b.QuoteID, Guest: b.Guest.guest(), AcceptTerms: b.AcceptTerms, KeepCard: b.KeepCard})
	case b.PropertyID.IsZero() || b.Party == nil:
		return nil, fault.ErrInvalid.On("quoteId", "required", "name the quote to book")
	default:
		booked, err = m.stays.BookByPhone(ctx, stays.BookByPhone{Property: b.PropertyID, CheckIn: b.CheckIn, CheckOut: b.CheckOut, Party: b.Party.party(),
			Extras: b.Extras, Relaxed: b.Relaxed, Guest: b.Guest.guest(), Confirmed: b.Confirmed, HoldMinutes: b.HoldMinutes, Note: b.Note})
	}
	if err != nil {
		return nil, err
	}
	v := booked.Reservation
	return &bookedOutput{Location: "/api/stays/manage/" + v.ManageToken,
		Body: bookedBody{RowFields: rowOf(v.Row()), ManageURL: m.manageURL(ctx, v.ManageToken), ManageToken: v.ManageToken, Payment: paymentOf(booked.Payment)}}, nil
}

func (m *Module) manageURL(ctx context.Context, token string) string {
	return m.Site(ctx) + "/manage/" + token
}

func (m *Module) restManage(api *rest.API) {
	const path, tag = "/api/stays/manage/{token}", "stays"
	rest.Register(api.Huma, rest.Op("GET", path, access.Public, "A reservation by its private link", tag), m.restManaged)
	rest.Register(api.Huma, rest.Op("PATCH", path, access.Public, "Change dates or party; with preview, only say what it would cost", tag), m.restChange)
	rest.Register(api.Huma, rest.Op("DELETE", path, access.Public, "Cancel; with preview, only say what would be given back", tag), m.restCancel)
	pay := rest.Op("POST", path+"/payment", access.Public, "Open the payment of what is due next", tag)
	pay.DefaultStatus = http.StatusCreated
	rest.Register(api.Huma, pay, m.restPay)
	forget := rest.Op("DELETE", path+"/card", access.Public, "Take the kept card back; what is due later is then asked for by mail", tag)
	forget.DefaultStatus = http.StatusNoContent
	rest.Register(api.Huma, forget, m.restRemoveCard)
	leave := rest.Op("POST", path+"/caution", access.Public, "Open the page on which the guest leaves his security deposit", tag)
	leave.DefaultStatus = http.StatusCreated
	rest.Register(api.Huma, leave, m.restLeaveCaution)
	lost := rest.Op("POST", "/api/stays/manage/links", access.Public, "Have the private link of a booking sent to its guest; the answer never says whether there is one", tag)
	lost.DefaultStatus = http.StatusAccepted
	rest.Register(api.Huma, lost, m.restAskLink)
}

func (m *Module) restRemoveCard(ctx context.Context, in *TokenInput) (*struct{}, error) {
	_, err := m.stays.RemoveManagedCard(ctx, stays.RemoveManagedCard{Token: in.Token})
	return nil, err
}

type askLinkInput struct {
	Body struct {
		Reference string `json:"reference" maxLength:"40"`
		Email     string `json:"email" maxLength:"254"`
	}
}

func (m *Module) restAskLink(ctx context.Context, in *askLinkInput) (*struct{}, error) {
	_, err := m.stays.AskLink(ctx, stays.AskLink{Reference: in.Body.Reference, Email: in.Body.Email})
	return nil, err
}

// TokenInput names a reservation by its private link. It is exported, as what is embedded must be for its fields to be
// seen by the API.
type TokenInput struct {
	Token string `path:"token" maxLength:"100"`
}

type reservationOutput struct {
	ETag string `header:"ETag"`
	Body reservationWire
}

func (m *Module) restManaged(ctx context.Context, in *TokenInput) (*reservationOutput, error) {
	v, err := m.stays.ViewManaged(ctx, stays.ViewManaged{Token: in.Token})
	return forGuest(v, err)
}

func forGuest(v stays.ReservationView, err error) (*reservationOutput, error) {
	if err != nil {
		return nil, err
	}
	return &reservationOutput{ETag: rest.ETag(v.Version), Body: reservationOf(v, v.Guest.Locale, false)}, nil
}

func forDesk(v stays.ReservationView, err error) (*reservationOutput, error) {
	if err != nil {
		return nil, err
	}
	return &reservationOutput{ETag: rest.ETag(v.Version), Body: reservationOf(v, "fr", true)}, nil
}

type changeBody struct {
	CheckIn            period.Date   `json:"checkIn,omitzero"`
	CheckOut           period.Date   `json:"checkOut,omitzero"`
	Adults             *int          `json:"adults,omitempty" minimum:"1" maximum:"50"`
	Children           *int          `json:"children,omitempty" minimum:"0" maximum:"50"`
	Infants            *int          `json:"infants,omitempty" minimum:"0" maximum:"20"`
	Pets               *int          `json:"pets,omitempty" minimum:"0" maximum:"20"`
	Extras             []string      `json:"extras,omitempty" maxItems:"20"`
	ExpectedDifference *money.Amount `json:"expectedDifference,omitempty" doc:"What the preview said; another difference is refused with 409."`
}

// change merges what was sent into the party as it stands.
func (b changeBody) change(now stays.Party) stays.Change {
	c := stays.Change{CheckIn: b.CheckIn, CheckOut: b.CheckOut, Extras: b.Extras}
	if b.Adults == nil && b.Children == nil && b.Infants == nil && b.Pets == nil {
		return c
	}
	for _, n := range []struct {
		sent *int
		to   *int
	}{{b.Adults, &now.Adults}, {b.Children, &now.Children}, {b.Infants, &now.Infants}, {b.Pets, &now.Pets}} {
		if n.sent != nil {
			*n.to = *n.sent
		}
	}
	c.Party = &now
	return c
}

type changeInput struct {
	TokenInput
	Preview bool `query:"preview"`
	Body    changeBody
}

type changedBody struct {
	Status      string           `json:"status" enum:"preview,changed,payment_required"`
	Before      money.Amount     `json:"before" doc:"The total as agreed."`
	After       money.Amount     `json:"after"`
	Difference  money.Amount     `json:"difference"`
	PayNow      money.Amount     `json:"payNow" doc:"Before the change is made."`
	Refund      money.Amount     `json:"refund"`
	Lines       []lineWire       `json:"lines"`
	Payment     *paymentWire     `json:"payment,omitempty"`
	Reservation *reservationWire `json:"reservation,omitempty"`
}

type changedOutput struct{ Body changedBody }

func (m *Module) restChange(ctx context.Context, in *changeInput) (*changedOutput, error) {
	now, err := m.stays.ViewManaged(ctx, stays.ViewManaged{Token: in.Token})
	if err != nil {
		return nil, err
	}
	change, locale := in.Body.change(now.Party), now.Guest.Locale
	if in.Preview {
		p, err := m.stays.PreviewChange(ctx, stays.PreviewChange{Token: in.Token, Change: change})
		if err != nil {
			return nil, err
		}
		return &changedOutput{Body: changeWireOf(p, "preview", locale)}, nil
	}
	done, err := m.stays.ChangeManaged(ctx, stays.ChangeManaged{Token: in.Token, Change: change, Expect: in.Body.ExpectedDifference})
	if err != nil {
		return nil, err
	}
	out := &changedOutput{Body: changeWireOf(done.Preview, "changed", locale)}
	if done.Payment != nil {
		out.Body.Status, out.Body.Payment = "payment_required", paymentOf(done.Payment)
	}
	w := reservationOf(done.Reservation, locale, false)
	out.Body.Reservation = &w
	return out, nil
}

func changeWireOf(p stays.ChangePreview, status, locale string) changedBody {
	zero := money.Zero(p.Quote.Total.Currency())
	return changedBody{Status: status, Before: p.Before, After: p.Quote.Total, Difference: p.Difference.Add(zero), PayNow: p.PayNow.Add(zero),
		Refund: p.Refund.Add(zero), Lines: linesOf(p.Quote, locale)}
}

type cancelInput struct {
	TokenInput
	Preview bool   `query:"preview"`
	Reason  string `query:"reason" maxLength:"500"`
}

type cancelledBody struct {
	Status      string           `json:"status" enum:"preview,cancelled"`
	Total       money.Amount     `json:"total"`
	Paid        money.Amount     `json:"paid"`
	Kept        money.Amount     `json:"kept"`
	Refund      money.Amount     `json:"refund"`
	Reservation *reservationWire `json:"reservation,omitempty"`
}

type cancelledOutput struct{ Body cancelledBody }

func (m *Module) restCancel(ctx context.Context, in *cancelInput) (*cancelledOutput, error) {
	p, err := m.stays.PreviewCancel(ctx, stays.PreviewCancel{Token: in.Token})
	if err != nil {
		return nil, err
	}
	zero := money.Zero(p.Total.Currency())
	out := &cancelledOutput{Body: cancelledBody{Status: "preview", Total: p.Total, Paid: p.Paid.Add(zero), Kept: p.Kept.Add(zero), Refund: p.Refund.Add(zero)}}
	if in.Preview {
		return out, nil
	}
	v, err := m.stays.CancelManaged(ctx, stays.CancelManaged{Token: in.Token, Reason: in.Reason})
	if err != nil {
		return nil, err
	}
	w := reservationOf(v, v.Guest.Locale, false)
	out.Body.Status, out.Body.Reservation = "cancelled", &w
	if v.Cancellation != nil {
		out.Body.Kept, out.Body.Refund = v.Cancellation.Kept, v.Cancellation.Refund
	}
	return out, nil
}

type paymentOutput struct{ Body paymentWire }

func (m *Module) restPay(ctx context.Context, in *TokenInput) (*paymentOutput, error) {
	p, err := m.stays.StartPayment(ctx, stays.StartPayment{Token: in.Token})
	if err != nil {
		return nil, err
	}
	return &paymentOutput{Body: *paymentOf(&p)}, nil
}
