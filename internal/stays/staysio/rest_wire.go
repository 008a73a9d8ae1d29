package staysio

import (
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

type positionWire struct {
	Lat float64 `json:"lat" minimum:"-90" maximum:"90"`
	Lon float64 `json:"lon" minimum:"-180" maximum:"180"`
}

type photoWire struct {
	ID     stays.PhotoID `json:"id"`
	URL    string        `json:"url" doc:"A JPEG. Beside it lie WebP files named by the widths: 640.webp."`
	Widths []int         `json:"widths"`
	Width  int           `json:"width"`
	Height int           `json:"height"`
	Colour string        `json:"colour" doc:"To paint before the photo is there." example:"#a3b5c0"`
	Alt    stays.Text    `json:"alt"`
}

// PartyFields is who stays.
type PartyFields struct {
	Adults   int `json:"adults" minimum:"1" maximum:"50"`
	Children int `json:"children,omitempty" minimum:"0" maximum:"50" doc:"Minors who take a bed."`
	Infants  int `json:"infants,omitempty" minimum:"0" maximum:"20" doc:"Under two; they do not count for the capacity."`
	Pets     int `json:"pets,omitempty" minimum:"0" maximum:"20"`
}

func (p PartyFields) party() stays.Party {
	return stays.Party{Adults: p.Adults, Children: p.Children, Infants: p.Infants, Pets: p.Pets}
}

func partyOf(p stays.Party) PartyFields { return PartyFields{p.Adults, p.Children, p.Infants, p.Pets} }

type cardPriceWire struct {
	Nights  int          `json:"nights"`
	Total   money.Amount `json:"total" doc:"Everything included: fees and taxes."`
	Nightly money.Amount `json:"nightly" doc:"The rent by night, rounded."`
}

type cardWire struct {
	ID        stays.PropertyID   `json:"id"`
	Slug      string             `json:"slug"`
	Name      stays.Text         `json:"name"`
	Type      stays.PropertyType `json:"type"`
	City      string             `json:"city"`
	Position  positionWire       `json:"position"`
	Capacity  int                `json:"capacity"`
	Bedrooms  int                `json:"bedrooms"`
	Bathrooms int                `json:"bathrooms"`
	Surface   int                `json:"surface,omitempty" doc:"Square metres."`
	Features  []stays.Feature    `json:"features"`
	Photo     *photoWire         `json:"photo,omitempty"`
	From      money.Amount       `json:"from" doc:"The lowest price of a night, when no dates were asked for."`
	Price     *cardPriceWire     `json:"price,omitempty" doc:"The whole price of the dates asked for."`
}

func cardWireOf(c stays.PropertyCard) cardWire {
	w := cardWire{ID: c.Offer.ID, Slug: c.Slug, Name: c.Name, Type: c.Offer.Type, City: c.City, Position: positionWire(c.Position), Capacity: c.Offer.Capacity,
		Bedrooms: c.Bedrooms, Bathrooms: c.Bathrooms, Surface: c.Surface, Features: list(c.Features), From: c.From}
	if c.Cover != nil {
		p := photoWireOf(*c.Cover)
		w.Photo = &p
	}
	if c.Price != nil {
		w.Price = &cardPriceWire{c.Price.Nights, c.Price.Total, c.Price.Nightly}
	}
	return w
}

// list makes a slice that JSON writes as [] and never as null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// languages makes a text an object also where nobody wrote any: null would be a second word for the same.
func languages(t stays.Text) stays.Text {
	if t == nil {
		return stays.Text{}
	}
	return t
}

func photoWireOf(p stays.Photo) photoWire {
	return photoWire{ID: p.ID, URL: photoURL(p, 0), Widths: list(p.Widths), Width: p.Width, Height: p.Height, Colour: p.Colour, Alt: languages(p.Alt)}
}

type tierWire struct {
	HoursBefore int           `json:"hoursBefore" doc:"Applies when at least this many hours are left before check-in, on the property's clock."`
	Percent     money.Percent `json:"percent" doc:"Of what is given back."`
	KeepNights  int           `json:"keepNights,omitempty" doc:"Nights kept before the percentage applies."`
}

type policyWire struct {
	Code    stays.PolicyCode    `json:"code"`
	Version int                 `json:"version"`
	Name    stays.Text          `json:"name"`
	Tiers   []tierWire          `json:"tiers"`
	Prepaid stays.Prepayment    `json:"prepaid,omitempty" enum:"arrhes,acompte" doc:"What the law takes money for that is paid on booking; nothing: what it takes it for by itself."`
	Terms   map[string][]string `json:"terms" doc:"The same in words, by language."`
}

func policyWireOf(p stays.Policy) policyWire {
	w := policyWire{Code: p.Code, Version: p.Version, Name: p.Name, Prepaid: p.Prepaid, Tiers: make([]tierWire, len(p.Tiers)),
		Terms: map[string][]string{"fr": p.Sentences("fr"), "en": p.Sentences("en")}}
	for i, t := range p.Tiers {
		w.Tiers[i] = tierWire{t.Hours, t.Percent, t.KeepNights}
	}
	return w
}

type lineWire struct {
	Code       string       `json:"code" example:"rent" doc:"rent, discount, extra_guest, cleaning, linen, pet, …, tourist_tax."`
	Label      string       `json:"label"`
	Quantity   int          `json:"quantity"`
	UnitAmount money.Amount `json:"unitAmount" doc:"Zero when the units differ, as nights do."`
	Amount     money.Amount `json:"amount"`
}

func linesOf(q stays.Quote, locale string) []lineWire {
	lines := make([]lineWire, len(q.Lines))
	for i, l := range q.Lines {
		unit := l.Unit
		if unit.IsZero() {
			unit = money.Zero(l.Amount.Currency())
		}
		lines[i] = lineWire{Code: l.Code, Label: l.Label(locale), Quantity: l.Quantity, UnitAmount: unit, Amount: l.Amount}
	}
	return lines
}

type nightWire struct {
	Date   period.Date     `json:"date"`
	Amount money.Amount    `json:"amount"`
	Rule   stays.NightRule `json:"rule" doc:"Which rule set the price."`
}

type quoteWire struct {
	ID              stays.QuoteID    `json:"id"`
	PropertyID      stays.PropertyID `json:"propertyId"`
	CheckIn         period.Date      `json:"checkIn"`
	CheckOut        period.Date      `json:"checkOut"`
	Party           PartyFields      `json:"party"`
	ExpiresAt       time.Time        `json:"expiresAt"`
	Nights          []nightWire      `json:"nights"`
	Lines           []lineWire       `json:"lines" doc:"They sum to the total exactly."`
	Total           money.Amount     `json:"total"`
	Deposit         money.Amount     `json:"deposit" doc:"Due when booking."`
	Balance         money.Amount     `json:"balance" doc:"All that is due after the deposit."`
	Later           []stays.Due      `json:"later" doc:"The parts of the balance by day: instalments, and the rest. With the deposit they sum to the total."`
	KeepCard        string           `json:"keepCard,omitempty" doc:"What the guest agrees to when the quote is booked with keepCard."`
	BalanceDueOn    period.Date      `json:"balanceDueOn"`
	SecurityDeposit money.Amount     `json:"securityDeposit" doc:"Not part of the total."`
	Policy          policyWire       `json:"policy"`
}

func quoteWireOf(q stays.Quote, locale string) quoteWire {
	caution := q.SecurityDeposit
	if caution.IsZero() {
		caution = money.Zero(q.Total.Currency())
	}
	w := quoteWire{ID: q.ID, PropertyID: q.Property, CheckIn: q.Stay.From, CheckOut: q.Stay.To, Party: partyOf(q.Party), ExpiresAt: q.ExpiresAt,
		Nights: make([]nightWire, len(q.Nights)), Lines: linesOf(q, locale), Total: q.Total, Deposit: q.Deposit, Balance: q.Balance,
		BalanceDueOn: q.BalanceDueOn, SecurityDeposit: caution, Policy: policyWireOf(q.Policy)}
	if w.Later = list(q.Later()); len(w.Later) > 0 && q.Deposit.IsPositive() {
		w.KeepCard = stays.ConsentWording(q, locale)
	}
	for i, n := range q.Nights {
		w.Nights[i] = nightWire{n.Date, n.Amount, n.Rule}
	}
	return w
}

type addressWire struct {
	Line1      string `json:"line1" maxLength:"120"`
	Line2      string `json:"line2,omitempty" maxLength:"120"`
	PostalCode string `json:"postalCode" maxLength:"12"`
	City       string `json:"city" maxLength:"120"`
	Region     string `json:"region,omitempty" maxLength:"120"`
	Country    string `json:"country" minLength:"2" maxLength:"2" example:"FR" doc:"ISO 3166-1 alpha-2."`
}

type guestWire struct {
	FirstName string       `json:"firstName" maxLength:"80"`
	LastName  string       `json:"lastName" maxLength:"80"`
	Email     string       `json:"email" format:"email" maxLength:"254"`
	Phone     string       `json:"phone,omitempty" maxLength:"40" doc:"International, or national where the address names a country."`
	Address   *addressWire `json:"address,omitempty"`
	Locale    string       `json:"locale,omitempty" enum:"fr,en" default:"fr" doc:"Of the mails and the contract."`
}

func (g guestWire) guest() stays.Guest {
	guest := stays.Guest{FirstName: g.FirstName, LastName: g.LastName, Email: contact.Email(g.Email), Phone: contact.Phone(g.Phone), Locale: g.Locale}
	if g.Address != nil {
		guest.Address = contact.PostalAddress(*g.Address)
	}
	if guest.Locale == "" {
		guest.Locale = "fr"
	}
	return guest
}

func guestWireOf(g stays.Guest) guestWire {
	w := guestWire{FirstName: g.FirstName, LastName: g.LastName, Email: g.Email.String(), Phone: g.Phone.String(), Locale: g.Locale}
	if !g.Address.IsZero() {
		a := addressWire(g.Address)
		w.Address = &a
	}
	return w
}

type paymentWire struct {
	ID          ident.Raw    `json:"id"`
	Amount      money.Amount `json:"amount"`
	Status      string       `json:"status"`
	CheckoutURL string       `json:"checkoutUrl" doc:"Where the payer goes to pay."`
}

func paymentOf(p *stays.PaymentView) *paymentWire {
	if p == nil {
		return nil
	}
	return &paymentWire{ID: p.ID, Amount: p.Amount, Status: p.Status, CheckoutURL: p.CheckoutURL}
}

// RowFields is a reservation as a line of a list.
type RowFields struct {
	ID            stays.ReservationID `json:"id"`
	Reference     string              `json:"reference"`
	Status        stays.Status        `json:"status" enum:"held,confirmed,checked_in,completed,expired,cancelled,no_show"`
	Source        string              `json:"source" enum:"site,desk"`
	PropertyID    stays.PropertyID    `json:"propertyId"`
	PropertyName  stays.Text          `json:"propertyName"`
	GuestName     string              `json:"guestName"`
	CheckIn       period.Date         `json:"checkIn"`
	CheckOut      period.Date         `json:"checkOut"`
	Party         PartyFields         `json:"party"`
	Total         money.Amount        `json:"total"`
	Owed          money.Amount        `json:"owed" doc:"What the guest still has to pay."`
	HoldExpiresAt *time.Time          `json:"holdExpiresAt,omitempty"`
	BookedAt      time.Time           `json:"bookedAt"`
}

func rowOf(r stays.ReservationRow) RowFields {
	w := RowFields{ID: r.ID, Reference: r.Reference, Status: r.Status, Source: r.Source, PropertyID: r.Property, PropertyName: r.PropertyName, GuestName: r.GuestName,
		CheckIn: r.Stay.From, CheckOut: r.Stay.To, Party: partyOf(r.Party), Total: r.Total, Owed: r.Owed, BookedAt: r.BookedAt}
	if r.Status == stays.Held {
		w.HoldExpiresAt = timeOrNil(r.HoldUntil)
	}
	return w
}

type entryWire struct {
	At     time.Time     `json:"at"`
	Kind   string        `json:"kind"`
	Actor  access.Kind   `json:"actor"`
	Name   string        `json:"name,omitempty"`
	Amount *money.Amount `json:"amount,omitempty"`
	Note   string        `json:"note,omitempty"`
}

type cancellationWire struct {
	By     string       `json:"by" enum:"guest,agency"`
	Reason string       `json:"reason,omitempty"`
	At     time.Time    `json:"at"`
	Refund money.Amount `json:"refund"`
	Kept   money.Amount `json:"kept"`
}

type reservationWire struct {
	RowFields
	Version       int               `json:"version"`
	PropertySlug  string            `json:"propertySlug"`
	Guest         guestWire         `json:"guest"`
	Lines         []lineWire        `json:"lines"`
	Deposit       money.Amount      `json:"deposit"`
	Balance       money.Amount      `json:"balance"`
	BalanceDueOn  period.Date       `json:"balanceDueOn"`
	Schedule      []partWire        `json:"schedule" doc:"What is due when, and how far it is paid; what comes in pays the earliest part first."`
	Card          *keptCardWire     `json:"card,omitempty" doc:"The card that is kept for what is due later."`
	Paid          money.Amount      `json:"paid"`
	Refunded      money.Amount      `json:"refunded"`
	Policy        policyWire        `json:"policy"`
	Cancellation  *cancellationWire `json:"cancellation,omitempty"`
	CanChange     bool              `json:"canChange"`
	CanCancel     bool              `json:"canCancel"`
	ChangePending bool              `json:"changePending"`
	Timeline      []entryWire       `json:"timeline"`
	Note          string            `json:"note,omitempty"`
}

type partWire struct {
	Purpose string          `json:"purpose" enum:"deposit,total,instalment,balance"`
	Amount  money.Amount    `json:"amount"`
	Left    money.Amount    `json:"left"`
	DueOn   period.Date     `json:"dueOn"`
	State   stays.PartState `json:"state" enum:"paid,due,coming"`
}

type keptCardWire struct {
	Name     string             `json:"name,omitempty" doc:"Absent until the first payment has kept it."`
	AgreedAt time.Time          `json:"agreedAt"`
	Wording  string             `json:"wording" doc:"What the guest agreed to."`
	EndedAt  *time.Time         `json:"endedAt,omitempty"`
	Attempt  stays.AttemptState `json:"attempt,omitempty" enum:",asked,refused,owner,given_up" doc:"What became of its last charge, when it was not accepted: asked for now; tried again on retryOn; the bank wants the guest; given up, the guest has a link."`
	RetryOn  period.Date        `json:"retryOn,omitzero"`
}

func scheduleOf(v stays.ReservationView) ([]partWire, *keptCardWire) {
	parts := make([]partWire, 0, len(v.Schedule))
	for _, p := range v.Schedule {
		parts = append(parts, partWire{p.Purpose, p.Amount, p.Left, p.On, p.State})
	}
	if v.Mandate == nil {
		return parts, nil
	}
	m := v.Mandate
	return parts, &keptCardWire{Name: m.Card, AgreedAt: m.At, Wording: m.Wording, EndedAt: timeOrNil(m.Ended), Attempt: v.Attempt.State, RetryOn: v.Attempt.NextOn}
}

// reservationOf makes the wire form; the staff's note and names stay at the desk.
func reservationOf(v stays.ReservationView, locale string, desk bool) reservationWire {
	zero := money.Zero(v.Quote.Total.Currency())
	w := reservationWire{RowFields: rowOf(v.Row()), Version: v.Version, PropertySlug: v.Booked.Slug, Guest: guestWireOf(v.Guest), Lines: linesOf(v.Quote, locale),
		Deposit: v.Quote.Deposit, Balance: v.Quote.Balance, BalanceDueOn: v.Quote.BalanceDueOn, Paid: v.Paid.Add(zero), Refunded: v.Refunded.Add(zero),
		Policy: policyWireOf(v.Quote.Policy), CanChange: v.CanChange, CanCancel: v.CanCancel, ChangePending: v.Pending != nil, Timeline: make([]entryWire, 0, len(v.Timeline))}
	w.Schedule, w.Card = scheduleOf(v)
	if c := v.Cancellation; c != nil {
		w.Cancellation = &cancellationWire{By: c.By, Reason: c.Reason, At: c.At, Refund: c.Refund, Kept: c.Kept}
	}
	for _, e := range v.Timeline {
		entry := entryWire{At: e.At, Kind: e.Kind, Actor: e.Actor}
		if !e.Amount.IsZero() {
			entry.Amount = &e.Amount
		}
		if desk {
			entry.Name, entry.Note = e.Name, e.Note
		}
		w.Timeline = append(w.Timeline, entry)
	}
	if desk {
		w.Note = v.Note
	}
	return w
}
