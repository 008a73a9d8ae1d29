package stays

import "slices"

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

// Named is a code of a fixed list and its words.
type Named struct {
	Code  string
	Label Text
	Group string // "" where the list has none
}

// PropertyTypes lists the types, in the order of filters.
var PropertyTypes = []Named{
	{string(House), FrEn("Maison", "House"), ""},
	{string(Villa), FrEn("Villa", "Villa"), ""},
	{string(Apartment), FrEn("Appartement", "Apartment"), ""},
	{string(Studio), FrEn("Studio", "Studio"), ""},
	{string(Cottage), FrEn("Gîte", "Cottage"), ""},
	{string(Chalet), FrEn("Chalet", "Chalet"), ""},
	{string(Manor), FrEn("Demeure", "Manor"), ""},
	{string(Room), FrEn("Chambre d’hôtes", "Guest room"), ""},
}

// Label returns the type's words.
func (t PropertyType) Label() Text { return labelOf(PropertyTypes, string(t)) }

// Feature is a code of the fixed taxonomy of what a property has (Features).
type Feature string

// FeatureGroups are the headings under which features are shown, in order.
var FeatureGroups = []Named{
	{"essentials", FrEn("Essentiels", "Essentials"), ""},
	{"kitchen", FrEn("Cuisine et linge", "Kitchen and laundry"), ""},
	{"outdoors", FrEn("Extérieur", "Outdoors"), ""},
	{"setting", FrEn("Situation", "Setting"), ""},
	{"comfort", FrEn("Détente", "Comfort"), ""},
	{"family", FrEn("Famille et animaux", "Family and pets"), ""},
	{"access", FrEn("Accès et stationnement", "Access and parking"), ""},
}

// Features is the taxonomy, by group. Codes are stored: they are added, never changed.
var Features = []Named{
	{"wifi", FrEn("Wifi", "Wifi"), "essentials"},
	{"heating", FrEn("Chauffage", "Heating"), "essentials"},
	{"air_conditioning", FrEn("Climatisation", "Air conditioning"), "essentials"},
	{"tv", FrEn("Télévision", "TV"), "essentials"},
	{"workspace", FrEn("Espace de travail", "Workspace"), "essentials"},
	{"fireplace", FrEn("Cheminée ou poêle", "Fireplace or stove"), "essentials"},
	{"smoke_detector", FrEn("Détecteur de fumée", "Smoke detector"), "essentials"},
	{"dishwasher", FrEn("Lave-vaisselle", "Dishwasher"), "kitchen"},
	{"oven", FrEn("Four", "Oven"), "kitchen"},
	{"microwave", FrEn("Micro-ondes", "Microwave"), "kitchen"},
	{"coffee_machine", FrEn("Machine à café", "Coffee machine"), "kitchen"},
	{"raclette", FrEn("Appareil à raclette", "Raclette set"), "kitchen"},
	{"washing_machine", FrEn("Lave-linge", "Washing machine"), "kitchen"},
	{"dryer", FrEn("Sèche-linge", "Dryer"), "kitchen"},
	{"linen_included", FrEn("Linge fourni", "Linen included"), "kitchen"},
	{"garden", FrEn("Jardin", "Garden"), "outdoors"},
	{"enclosed_garden", FrEn("Jardin clos", "Enclosed garden"), "outdoors"},
	{"terrace", FrEn("Terrasse", "Terrace"), "outdoors"},
	{"balcony", FrEn("Balcon", "Balcony"), "outdoors"},
	{"barbecue", FrEn("Barbecue", "Barbecue"), "outdoors"},
	{"pool", FrEn("Piscine", "Pool"), "outdoors"},
	{"heated_pool", FrEn("Piscine chauffée", "Heated pool"), "outdoors"},
	{"bikes", FrEn("Vélos", "Bikes"), "outdoors"},
	{"sea_view", FrEn("Vue sur mer", "Sea view"), "setting"},
	{"mountain_view", FrEn("Vue sur montagne", "Mountain view"), "setting"},
	{"lake_view", FrEn("Vue sur lac", "Lake view"), "setting"},
	{"river_view", FrEn("Vue sur rivière", "River view"), "setting"},
	{"beach_access", FrEn("Accès direct à la plage", "Direct beach access"), "setting"},
	{"beach_nearby", FrEn("Plage à pied", "Beach within a walk"), "setting"},
	{"shops_nearby", FrEn("Commerces à pied", "Shops within a walk"), "setting"},
	{"ski_in_out", FrEn("Au pied des pistes", "Ski-in, ski-out"), "setting"},
	{"ski_room", FrEn("Local à skis", "Ski room"), "setting"},
	{"countryside", FrEn("À la campagne", "In the countryside"), "setting"},
	{"sauna", FrEn("Sauna", "Sauna"), "comfort"},
	{"hot_tub", FrEn("Bain à remous", "Hot tub"), "comfort"},
	{"hammam", FrEn("Hammam", "Steam room"), "comfort"},
	{"gym", FrEn("Salle de sport", "Gym"), "comfort"},
	{"games_room", FrEn("Salle de jeux", "Games room"), "comfort"},
	{"piano", FrEn("Piano", "Piano"), "comfort"},
	{"pets_allowed", FrEn("Animaux acceptés", "Pets allowed"), "family"},
	{"baby_equipment", FrEn("Équipement bébé", "Baby equipment"), "family"},
	{"children_games", FrEn("Jeux pour enfants", "Children’s games"), "family"},
	{"non_smoking", FrEn("Non-fumeur", "Non-smoking"), "family"},
	{"parking", FrEn("Stationnement", "Parking"), "access"},
	{"garage", FrEn("Garage", "Garage"), "access"},
	{"ev_charger", FrEn("Borne de recharge", "EV charger"), "access"},
	{"wheelchair_accessible", FrEn("Accessible en fauteuil", "Wheelchair accessible"), "access"},
	{"ground_floor", FrEn("Plain-pied", "Ground floor"), "access"},
	{"lift", FrEn("Ascenseur", "Lift"), "access"},
	{"self_check_in", FrEn("Arrivée autonome", "Self check-in"), "access"},
}

// Known reports whether the code is in the taxonomy.
func (f Feature) Known() bool { return known(Features, string(f)) }

// Label returns the feature's words.
func (f Feature) Label() Text { return labelOf(Features, string(f)) }

func known(list []Named, code string) bool {
	return slices.ContainsFunc(list, func(n Named) bool { return n.Code == code })
}

func labelOf(list []Named, code string) Text {
	for _, n := range list {
		if n.Code == code {
			return n.Label
		}
	}
	return Text{"en": code}
}
