package staysio

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/rest"
	"comptoir/internal/stays"
)

// REST registers the API.
func (m *Module) REST(api *rest.API) {
	const tag = "stays"
	rest.Register(api.Huma, rest.Op("GET", "/api/stays/properties", access.Public, "Search properties; with dates, those that are free, each with its whole price", tag), m.restSearch)
	rest.Register(api.Huma, rest.Op("GET", "/api/stays/properties/{slug}", access.Public, "A published property", tag), m.restProperty)
	rest.Register(api.Huma, rest.Op("GET", "/api/stays/properties/{slug}/calendar", access.Public, "Free days, prices and restrictions of a property", tag), m.restCalendar)
	quote := rest.Op("POST", "/api/stays/quotes", access.Public, "Price a stay, itemised; the quote can be booked for 30 minutes", tag)
	quote.DefaultStatus = http.StatusCreated
	rest.Register(api.Huma, quote, m.restQuote)
	m.restBookings(api)
	m.restManage(api)
	m.restDesk(api)
	m.restProperties(api)
	m.restSettings(api)
}

type searchInput struct {
	rest.PageParams
	CheckIn  period.Date `query:"checkIn"`
	CheckOut period.Date `query:"checkOut"`
	Adults   int         `query:"adults" minimum:"0" maximum:"50"`
	Children int         `query:"children" minimum:"0" maximum:"50"`
	Infants  int         `query:"infants" minimum:"0" maximum:"20"`
	Pets     int         `query:"pets" minimum:"0" maximum:"20"`
	Box      string      `query:"bbox" maxLength:"120" doc:"west,south,east,north in degrees." example:"-5.2,47.2,-1.0,48.9"`
	Features []string    `query:"features" maxItems:"20" doc:"All of them, separated by commas."`
	Types    []string    `query:"types" maxItems:"10"`
	Bedrooms int         `query:"bedrooms" minimum:"0" maximum:"50"`
	MinPrice string      `query:"minPrice" maxLength:"20" doc:"A decimal in the agency's currency: of the whole price with dates, else of the night."`
	MaxPrice string      `query:"maxPrice" maxLength:"20"`
	Currency string      `query:"currency" pattern:"^[A-Z]{3}$" default:"EUR"`
	Text     string      `query:"q" maxLength:"100"`
	Sort     string      `query:"sort" enum:"recommended,price,-price,capacity,name" default:"recommended"`
}

type pinWire struct {
	Slug     string       `json:"slug"`
	Position positionWire `json:"position"`
	Amount   money.Amount `json:"amount"`
}

type searchBody struct {
	rest.List[cardWire]
	Total int       `json:"total" doc:"Matches on all pages."`
	Pins  []pinWire `json:"pins" doc:"All matches, for a map."`
}

type searchOutput struct{ Body searchBody }

func (m *Module) restSearch(ctx context.Context, in *searchInput) (*searchOutput, error) {
	q := stays.SearchProperties{CheckIn: in.CheckIn, CheckOut: in.CheckOut, Bedrooms: in.Bedrooms, Text: in.Text, Sort: in.Sort, Page: in.Request(),
		Party: stays.Party{Adults: in.Adults, Children: in.Children, Infants: in.Infants, Pets: in.Pets}}
	for _, f := range in.Features {
		q.Features = append(q.Features, stays.Feature(f))
	}
	for _, t := range in.Types {
		q.Types = append(q.Types, stays.PropertyType(t))
	}
	var c fault.Check
	q.Box = boxOf(&c, in.Box)
	q.MinPrice, q.MaxPrice = amountOf(&c, "minPrice", in.MinPrice, in.Currency), amountOf(&c, "maxPrice", in.MaxPrice, in.Currency)
	if err := c.Err(); err != nil {
		return nil, err
	}
	found, err := m.stays.SearchProperties(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &searchOutput{Body: searchBody{Total: found.Total, Pins: make([]pinWire, len(found.Pins))}}
	out.Body.Items, out.Body.NextCursor = make([]cardWire, len(found.Items)), found.Next
	for i, item := range found.Items {
		out.Body.Items[i] = cardWireOf(item)
	}
	for i, p := range found.Pins {
		out.Body.Pins[i] = pinWire{Slug: p.Slug, Position: positionWire(p.Position), Amount: p.Amount}
	}
	return out, nil
}

func boxOf(c *fault.Check, text string) *stays.Box {
	if text == "" {
		return nil
	}
	parts := strings.Split(text, ",")
	var n [4]float64
	good := len(parts) == 4
	for i := 0; good && i < 4; i++ {
		v, err := strconv.ParseFloat(strings.TrimSpace(parts[i]), 64)
		n[i], good = v, err == nil && v >= -180 && v <= 180
	}
	if !good || n[1] > n[3] {
		c.Fail("bbox", "malformed_box", "four degrees are needed: west,south,east,north")
		return nil
	}
	return &stays.Box{West: n[0], South: n[1], East: n[2], North: n[3]}
}

func amountOf(c *fault.Check, path, text, currency string) money.Amount {
	if text == "" {
		return money.Amount{}
	}
	a, err := money.Parse(text, money.Currency(currency))
	if err != nil || a.IsNegative() {
		c.Fail(path, "malformed_amount", "a decimal above zero is needed")
	}
	return a
}

// SlugInput names a published property.
type SlugInput struct {
	Slug string `path:"slug" maxLength:"120"`
}

type featureWire struct {
	Code  stays.Feature `json:"code"`
	Label stays.Text    `json:"label"`
}

type propertyBody struct {
	ID             stays.PropertyID   `json:"id"`
	Slug           string             `json:"slug"`
	Name           stays.Text         `json:"name"`
	Description    stays.Text         `json:"description"`
	Type           stays.PropertyType `json:"type"`
	Capacity       int                `json:"capacity"`
	Bedrooms       int                `json:"bedrooms"`
	Beds           int                `json:"beds"`
	Bathrooms      int                `json:"bathrooms"`
	Surface        int                `json:"surface,omitempty"`
	MaxInfants     int                `json:"maxInfants"`
	MaxPets        int                `json:"maxPets"`
	City           string             `json:"city"`
	PostalCode     string             `json:"postalCode"`
	Country        string             `json:"country"`
	Position       positionWire       `json:"position"`
	Features       []featureWire      `json:"features"`
	HouseRules     []stays.Text       `json:"houseRules"`
	CheckIn        period.Clock       `json:"checkIn"`
	CheckOut       period.Clock       `json:"checkOut"`
	Zone           string             `json:"zone" doc:"IANA time zone of these times."`
	Photos         []photoWire        `json:"photos"`
	Classification int                `json:"classification" doc:"Stars; 0 for a property without classification."`
	Registration   string             `json:"registration,omitempty"`
	From           money.Amount       `json:"from"`
	Policy         policyWire         `json:"policy"`
}

type propertyOutput struct {
	ETag string `header:"ETag"`
	Body propertyBody
}

func (m *Module) restProperty(ctx context.Context, in *SlugInput) (*propertyOutput, error) {
	v, err := m.stays.ViewProperty(ctx, stays.ViewProperty{Slug: in.Slug})
	if err != nil {
		return nil, err
	}
	p := v.Property
	out := &propertyOutput{ETag: rest.ETag(p.Version), Body: propertyBody{ID: p.ID, Slug: p.Slug, Name: p.Name, Description: p.Description, Type: p.Type,
		Capacity: p.Capacity, Bedrooms: p.Bedrooms, Beds: p.Beds, Bathrooms: p.Bathrooms, Surface: p.Surface, MaxInfants: p.MaxInfants, MaxPets: p.MaxPets,
		City: p.Address.City, PostalCode: p.Address.PostalCode, Country: p.Address.Country, Position: positionWire(p.Position),
		Features: make([]featureWire, len(p.Features)), HouseRules: list(p.HouseRules), CheckIn: p.CheckIn, CheckOut: p.CheckOut, Zone: p.Zone,
		Photos: make([]photoWire, len(p.Photos)), Classification: p.Classification, Registration: p.Registration, From: v.From, Policy: policyWireOf(v.Policy)}}
	for i, f := range p.Features {
		out.Body.Features[i] = featureWire{f, f.Label()}
	}
	for i, photo := range p.Photos {
		out.Body.Photos[i] = photoWireOf(photo)
	}
	return out, nil
}

type calendarInput struct {
	SlugInput
	From period.Date `query:"from" required:"true"`
	To   period.Date `query:"to" required:"true" doc:"Not included; at most 400 days later."`
}

type dayWire struct {
	Date      period.Date   `json:"date"`
	Available bool          `json:"available" doc:"The night that begins on this day may be sold."`
	Price     *money.Amount `json:"price,omitempty"`
	MinNights int           `json:"minNights" doc:"Of a stay that arrives on this day."`
	MaxNights int           `json:"maxNights"`
	Arrival   bool          `json:"arrival"`
	Departure bool          `json:"departure"`
}

type calendarBody struct {
	PropertyID stays.PropertyID `json:"propertyId"`
	Days       []dayWire        `json:"days"`
}

type calendarOutput struct{ Body calendarBody }

func (m *Module) restCalendar(ctx context.Context, in *calendarInput) (*calendarOutput, error) {
	v, err := m.stays.ViewCalendar(ctx, stays.ViewCalendar{Slug: in.Slug, From: in.From, To: in.To})
	if err != nil {
		return nil, err
	}
	out := &calendarOutput{Body: calendarBody{PropertyID: v.Property, Days: make([]dayWire, len(v.Days))}}
	for i, d := range v.Days {
		w := dayWire{Date: d.Date, Available: d.Available, MinNights: d.MinNights, MaxNights: d.MaxNights, Arrival: d.Arrival, Departure: d.Departure}
		if d.Available {
			w.Price = &d.Price
		}
		out.Body.Days[i] = w
	}
	return out, nil
}

type quoteInput struct {
	Language string `header:"Accept-Language"`
	Body     struct {
		PropertyID stays.PropertyID `json:"propertyId"`
		CheckIn    period.Date      `json:"checkIn"`
		CheckOut   period.Date      `json:"checkOut"`
		PartyFields
		Extras []string `json:"extras,omitempty" maxItems:"20" doc:"Codes of the optional fees wanted."`
	}
}

type quoteOutput struct{ Body quoteWire }

func (m *Module) restQuote(ctx context.Context, in *quoteInput) (*quoteOutput, error) {
	q, err := m.stays.MakeQuote(ctx, stays.MakeQuote{Property: in.Body.PropertyID, CheckIn: in.Body.CheckIn, CheckOut: in.Body.CheckOut,
		Party: in.Body.party(), Extras: in.Body.Extras})
	if err != nil {
		return nil, err
	}
	return &quoteOutput{Body: quoteWireOf(q, language(in.Language))}, nil
}

// language takes the first language of an Accept-Language header that the API's labels exist in.
func language(accept string) string {
	for part := range strings.SplitSeq(accept, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		switch {
		case strings.HasPrefix(tag, "en"):
			return "en"
		case strings.HasPrefix(tag, "fr"):
			return "fr"
		}
	}
	return "fr"
}
