package stays

import (
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/period"
)

// ListProperties lists properties for the desk.
type ListProperties struct{ Query PropertyRowQuery }

// Needs implements access.Guarded.
func (ListProperties) Needs() access.Permission { return PermReadProperties }

// GetProperty shows a property to the desk, whatever its status.
type GetProperty struct{ ID PropertyID }

// Needs implements access.Guarded.
func (GetProperty) Needs() access.Permission { return PermReadProperties }

// Sheet is what the desk says about a property.
type Sheet struct {
	Slug           string // "": made from the name
	Type           PropertyType
	Name           Text
	Description    Text
	SEO            SEO
	Capacity       int
	Bedrooms       int
	Beds           int
	Bathrooms      int
	Surface        int
	MaxInfants     int
	MaxPets        int
	Address        contact.PostalAddress
	INSEE          string
	Position       Position
	Features       []Feature
	HouseRules     []Text
	CheckIn        period.Clock
	CheckOut       period.Clock
	Zone           string // "": the agency's
	Classification int    // stars, 0 unclassified
	Registration   string
	Owner          Owner
	Policy         PolicyCode
}

// CreateProperty makes a draft. Rates may be the zero value; publication asks for them.
type CreateProperty struct {
	Sheet Sheet
	Rates Rates
}

// Needs implements access.Guarded.
func (CreateProperty) Needs() access.Permission { return PermManageProperties }

// EditProperty replaces the sheet of a property.
type EditProperty struct {
	ID      PropertyID
	Version int // of what was edited; 0: any
	Sheet   Sheet
}

// Needs implements access.Guarded.
func (EditProperty) Needs() access.Permission { return PermManageProperties }

// PublishProperty opens a property for booking; ErrIncomplete names what is missing.
type PublishProperty struct {
	ID      PropertyID
	Version int
}

// Needs implements access.Guarded.
func (PublishProperty) Needs() access.Permission { return PermManageProperties }

// UnpublishProperty makes it a draft again; its reservations stand.
type UnpublishProperty struct {
	ID      PropertyID
	Version int
}

// Needs implements access.Guarded.
func (UnpublishProperty) Needs() access.Permission { return PermManageProperties }

// ArchiveProperty puts a property away; ErrPropertyHasFuture while guests are to come.
type ArchiveProperty struct {
	ID      PropertyID
	Version int
}

// Needs implements access.Guarded.
func (ArchiveProperty) Needs() access.Permission { return PermManageProperties }

// AddPhoto adds a photo after the others. A zero Photo.ID is given one.
type AddPhoto struct {
	ID    PropertyID
	Photo Photo
}

// Needs implements access.Guarded.
func (AddPhoto) Needs() access.Permission { return PermManageProperties }

// EditPhoto sets the alternative text of a photo.
type EditPhoto struct {
	ID    PropertyID
	Photo PhotoID
	Alt   Text
}

// Needs implements access.Guarded.
func (EditPhoto) Needs() access.Permission { return PermManageProperties }

// ArrangePhotos puts the photos into an order, which names each exactly once.
type ArrangePhotos struct {
	ID    PropertyID
	Order []PhotoID
}

// Needs implements access.Guarded.
func (ArrangePhotos) Needs() access.Permission { return PermManageProperties }

// RemovePhoto removes a photo from the property; the file is somebody else's business.
type RemovePhoto struct {
	ID    PropertyID
	Photo PhotoID
}

// Needs implements access.Guarded.
func (RemovePhoto) Needs() access.Permission { return PermManageProperties }

// EditRates replaces everything but seasons, spots and fees; those it replaces only where the part is not nil.
type EditRates struct {
	ID      PropertyID
	Version int
	Rates   Rates
}

// Needs implements access.Guarded.
func (EditRates) Needs() access.Permission { return PermManageRates }

// PutSeason adds a season (zero ID) or replaces one.
type PutSeason struct {
	ID      PropertyID
	Version int
	Season  Season
}

// Needs implements access.Guarded.
func (PutSeason) Needs() access.Permission { return PermManageRates }

// RemoveSeason removes a season.
type RemoveSeason struct {
	ID     PropertyID
	Season SeasonID
}

// Needs implements access.Guarded.
func (RemoveSeason) Needs() access.Permission { return PermManageRates }

// PutFee adds a fee (zero ID) or replaces one.
type PutFee struct {
	ID      PropertyID
	Version int
	Fee     Fee
}

// Needs implements access.Guarded.
func (PutFee) Needs() access.Permission { return PermManageRates }

// RemoveFee removes a fee.
type RemoveFee struct {
	ID  PropertyID
	Fee FeeID
}

// Needs implements access.Guarded.
func (RemoveFee) Needs() access.Permission { return PermManageRates }

// SetSpots sets the rule of each day of a range, half-open, at most 400 days; Clear removes them instead.
type SetSpots struct {
	ID      PropertyID
	Version int
	Days    period.Range
	Rule    Spot // its Date is not read
	Clear   bool
}

// Needs implements access.Guarded.
func (SetSpots) Needs() access.Permission { return PermManageRates }

// GetSettings shows the agency's choices.
type GetSettings struct{}

// Needs implements access.Guarded.
func (GetSettings) Needs() access.Permission { return PermReadSettings }

// EditSettings replaces the agency's choices. Settings.Version is the version of what was edited.
type EditSettings struct{ Settings Settings }

// Needs implements access.Guarded.
func (EditSettings) Needs() access.Permission { return PermManageSettings }

// ListTaxRules lists the tourist-tax rules of a commune, of all when INSEE is "".
type ListTaxRules struct{ INSEE string }

// Needs implements access.Guarded.
func (ListTaxRules) Needs() access.Permission { return PermReadSettings }

// PutTaxRule adds a rule (zero ID) or replaces one; Version is the version of what was edited, 0 for a new one.
type PutTaxRule struct{ Rule TaxRule }

// Needs implements access.Guarded.
func (PutTaxRule) Needs() access.Permission { return PermManageSettings }

// RemoveTaxRule removes a rule. Bookings keep what they froze.
type RemoveTaxRule struct{ ID TaxRuleID }

// Needs implements access.Guarded.
func (RemoveTaxRule) Needs() access.Permission { return PermManageSettings }
