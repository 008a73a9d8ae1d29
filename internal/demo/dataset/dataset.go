// Package dataset is the content of the demo: two rental agencies that do not exist, Rivages in Brittany and Cimes in the Alps, with
// their owners, properties, rates, local taxes, guests, and two years of stays that guests wish for.
//
// It is data and arithmetic, without input or output: whoever loads it calls the same commands as users do. Communes, their INSEE
// and postal codes are real; houses, people, companies and registration numbers are invented, telephone numbers come from the
// ranges that the regulators keep for fiction, e-mail addresses from the reserved domain example. Start reading at [Agency], then
// [Plan].
package dataset

import (
	"comptoir/internal/demo/drawing"
	"comptoir/internal/kernel/period"
)

// Text is a text in the two languages of the demo.
type Text struct{ FR, EN string }

// Cents is an amount in euro cents.
type Cents int64

// Zone is the time zone of both agencies and of all properties.
const Zone = "Europe/Paris"

// Agency is one tenant of the demo.
type Agency struct {
	Slug            string // of its address: rivages, cimes
	Name            string
	Region          string // drawing.Brittany or drawing.Alps
	Accent          string // colour of the brand, "#rrggbb"
	ReferencePrefix string // of reservation numbers
	Tagline         Text
	About           Text
	Legal           Legal
	Owners          []Owner
	Properties      []Property
	TaxRules        []TaxRule
}

// Agencies returns both, Rivages first.
func Agencies() []Agency { return []Agency{Rivages(), Cimes()} }

// Property finds a property by its slug.
func (a Agency) Property(slug string) (Property, bool) {
	for _, p := range a.Properties {
		if p.Slug == slug {
			return p, true
		}
	}
	return Property{}, false
}

// Legal identifies the company as the law asks of a letting agency. SIREN and SIRET pass their checksum and begin with 999, which
// INSEE has not given to anybody.
type Legal struct {
	Company      string
	Form         string
	ShareCapital Cents
	SIREN, SIRET string
	VAT          string
	RCS          string // trade register
	Card         string // carte professionnelle
	CardBy       string
	Guarantee    Text // garantie financière
	Manager      string
	Address      Address
	Phone        string // E.164
	Email        string
}

// Address is a postal address in the given country (ISO 3166 alpha-2).
type Address struct {
	Line1, PostalCode, City, Country string
}

// Owner mandates the agency. Reference is stable: properties point to it.
type Owner struct {
	Reference           string
	FirstName, LastName string
	Email, Phone        string
	Address             Address
}

// Name returns first and last name.
func (o Owner) Name() string { return o.FirstName + " " + o.LastName }

// Property is one thing that is let.
type Property struct {
	Slug         string
	Type         string // house, villa, apartment, studio, cottage, chalet, manor
	Name         Text
	Summary      Text // one sentence, for cards and search engines
	Description  Text // paragraphs separated by an empty line
	Capacity     int  // adults and children
	MaxInfants   int
	MaxPets      int
	Bedrooms     int
	Beds         int
	Bathrooms    int
	Surface      int // square metres
	Address      Address
	INSEE        string
	Department   string
	Lat, Lon     float64 // WGS 84
	Features     []string
	HouseRules   []Text
	CheckIn      period.Clock
	CheckOut     period.Clock
	Stars        int    // 0: not classified
	Registration string // legacy format: INSEE, six digits, two alphanumerics
	Owner        string // Owner.Reference
	Mandate      string // number of the mandate
	Policy       string // flexible, moderate, firm, strict
	Rates        Rates
	Scenes       []drawing.Scene // the first is the cover
	PhotoSeed    uint64
}

// Photo is one picture to draw and its alternative text.
type Photo struct {
	Scene drawing.Scene
	Seed  uint64
	Alt   Text
}

// Photos lists the pictures of the property, cover first.
func (p Property) Photos() []Photo {
	photos := make([]Photo, len(p.Scenes))
	for i, s := range p.Scenes {
		photos[i] = Photo{Scene: s, Seed: drawing.Seed(p.PhotoSeed, i), Alt: Text{
			FR: p.Name.FR + " : " + s.Caption("fr"), EN: p.Name.EN + ": " + s.Caption("en"),
		}}
	}
	return photos
}
