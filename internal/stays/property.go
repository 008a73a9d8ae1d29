package stays

import (
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/period"
)

// PropertyStatus says who sees a property.
type PropertyStatus string

// Draft: staff only. Published: bookable. Archived: kept for its history.
const (
	Draft     PropertyStatus = "draft"
	Published PropertyStatus = "published"
	Archived  PropertyStatus = "archived"
)

// PropertyState is everything that is stored of a property; it is copied in and out, never shared.
type PropertyState struct {
	ID             PropertyID            `json:"id"`
	Version        int                   `json:"version"` // 1 when first saved
	Slug           string                `json:"slug"`
	Status         PropertyStatus        `json:"status"`
	Type           PropertyType          `json:"type"`
	Name           Text                  `json:"name"`
	Description    Text                  `json:"description"`
	SEO            SEO                   `json:"seo"`
	Capacity       int                   `json:"capacity"` // adults and children; infants apart
	Bedrooms       int                   `json:"bedrooms"`
	Beds           int                   `json:"beds"`
	Bathrooms      int                   `json:"bathrooms"`
	Surface        int                   `json:"surface"` // square metres; 0 unknown
	MaxInfants     int                   `json:"maxInfants"`
	MaxPets        int                   `json:"maxPets"`
	Address        contact.PostalAddress `json:"address"`
	INSEE          string                `json:"insee"` // of the commune, for the tourist tax; "" outside France
	Position       Position              `json:"position"`
	Features       []Feature             `json:"features"`
	HouseRules     []Text                `json:"houseRules"`
	CheckIn        period.Clock          `json:"checkIn"`  // earliest arrival
	CheckOut       period.Clock          `json:"checkOut"` // latest departure
	Zone           string                `json:"zone"`     // IANA
	Photos         []Photo               `json:"photos"`   // the first is the cover
	Classification int                   `json:"classification"`
	Registration   string                `json:"registration"`
	Owner          Owner                 `json:"owner"`
	Policy         PolicyCode            `json:"policy"`
	Rates          Rates                 `json:"rates"`
	CreatedAt      time.Time             `json:"createdAt"`
	UpdatedAt      time.Time             `json:"updatedAt"`
}

// SEO is what search engines and social cards show; empty parts fall back to name and description.
type SEO struct {
	Title       Text `json:"title"`
	Description Text `json:"description"`
}

// Position is a place in WGS 84 degrees. Coordinates are measurements: floats are right for them. The zero value means
// unknown (it is in the sea).
type Position struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// IsZero reports whether the position is unknown.
func (p Position) IsZero() bool { return p == Position{} }

// Owner is who mandates the agency. User is zero when he has no account.
type Owner struct {
	User access.UserID `json:"user"`
	Name string        `json:"name"`
}

// is reports whether it is still the same owner: the same account, or an account given to, or taken from, the same name.
func (o Owner) is(before Owner) bool {
	if before == (Owner{}) {
		return true // it was the agency's own: nothing is owed to anybody else
	}
	if !o.User.IsZero() && !before.User.IsZero() {
		return o.User == before.User
	}
	return o.Name == before.Name
}

// Photo refers to an image in the file store.
type Photo struct {
	ID     PhotoID `json:"id"`
	Key    string  `json:"key"` // of the image's manifest in the file store
	Width  int     `json:"width"`
	Height int     `json:"height"`
	Widths []int   `json:"widths"` // of the variants that exist
	Colour string  `json:"colour"` // placeholder, "#aabbcc"
	Alt    Text    `json:"alt"`
}

// Offer is the part of a property that sells: what Price needs, and nothing to read.
type Offer struct {
	ID             PropertyID
	Version        int
	Type           PropertyType
	Capacity       int
	MaxInfants     int
	MaxPets        int
	INSEE          string
	Classification int
	CheckIn        period.Clock
	Zone           string
	Policy         PolicyCode
	Rates          Rates
}

// Offer returns the part that sells.
func (s PropertyState) Offer() Offer {
	return Offer{
		ID: s.ID, Version: s.Version, Type: s.Type, Capacity: s.Capacity, MaxInfants: s.MaxInfants, MaxPets: s.MaxPets,
		INSEE: s.INSEE, Classification: s.Classification, CheckIn: s.CheckIn, Zone: s.Zone, Policy: s.Policy, Rates: s.Rates,
	}
}

// Snapshot is the property as booked: frozen into the reservation, so that a contract and a mail say what was agreed.
type Snapshot struct {
	Slug            string                `json:"slug"`
	Name            Text                  `json:"name"`
	Type            PropertyType          `json:"type"`
	Address         contact.PostalAddress `json:"address"`
	Registration    string                `json:"registration"`
	Surface         int                   `json:"surface"`
	Capacity        int                   `json:"capacity"`
	Bedrooms        int                   `json:"bedrooms,omitempty"` // 0 in reservations that are older than the field
	Beds            int                   `json:"beds,omitempty"`
	Bathrooms       int                   `json:"bathrooms,omitempty"`
	CheckIn         period.Clock          `json:"checkIn"`
	CheckOut        period.Clock          `json:"checkOut"`
	Zone            string                `json:"zone"`
	HouseRules      []Text                `json:"houseRules"`
	Features        []Feature             `json:"features,omitempty"` // none in reservations that are older than the field
	OwnerName       string                `json:"ownerName"`
	OwnerUser       access.UserID         `json:"ownerUser"`
	PreparationDays int                   `json:"preparationDays"`
}

// Snapshot freezes the property.
func (s PropertyState) Snapshot() Snapshot {
	return Snapshot{
		Slug: s.Slug, Name: s.Name, Type: s.Type, Address: s.Address, Registration: s.Registration, Surface: s.Surface,
		Capacity: s.Capacity, Bedrooms: s.Bedrooms, Beds: s.Beds, Bathrooms: s.Bathrooms, CheckIn: s.CheckIn, CheckOut: s.CheckOut, Zone: s.Zone, HouseRules: s.HouseRules, Features: s.Features,
		OwnerName: s.Owner.Name, OwnerUser: s.Owner.User, PreparationDays: s.Rates.PreparationDays,
	}
}

// Property is a thing that is let by the night.
type Property struct {
	s       PropertyState
	touched bool
	news    []event.Event
}

// RestoreProperty makes a property from its stored state: for stores and tests only.
func RestoreProperty(s PropertyState) *Property { return &Property{s: s} }

// State returns a copy of what is stored.
func (p *Property) State() PropertyState { return p.s }

// TakeEvents returns what happened since the property was loaded, once. Tx.SaveProperty calls it.
func (p *Property) TakeEvents() []event.Event {
	news := p.news
	p.news, p.touched = nil, false
	return news
}

// Changed reports whether there is anything to save.
func (p *Property) Changed() bool { return p.touched }

func (p *Property) touch(now time.Time) {
	if !p.touched {
		p.touched = true
		p.s.Version++
	}
	p.s.UpdatedAt = now
}
