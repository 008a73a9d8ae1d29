package stays

// PropertyType says what a property is.
type PropertyType string

// The types of properties. A room is a guest room in somebody's house (chambre d'hôtes).
const (
	House     PropertyType = "house"
	Villa     PropertyType = "villa"
	Apartment PropertyType = "apartment"
	Studio    PropertyType = "studio"
	Cottage   PropertyType = "cottage"
	Chalet    PropertyType = "chalet"
	Manor     PropertyType = "manor"
	Room      PropertyType = "room"
)

// Feature is a code of the fixed taxonomy of what a property has (Features).
type Feature string
