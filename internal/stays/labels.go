package stays

import "slices"

// LineLabel returns the words of a line's code.
func LineLabel(code string) Text {
	if t, ok := lineLabels[code]; ok {
		return t
	}
	return Text{"en": code}
}

var lineLabels = map[string]Text{
	LineRent:       FrEn("Hébergement", "Accommodation"),
	LineExtraGuest: FrEn("Voyageurs supplémentaires", "Additional guests"),
	LineDiscount:   FrEn("Remise long séjour", "Length-of-stay discount"),
	LineSalesTax:   FrEn("TVA", "VAT"),
	LineTouristTax: FrEn("Taxe de séjour", "Tourist tax"),
	LineKept:       FrEn("Retenue selon les conditions d’annulation", "Kept under the cancellation policy"),
	"cleaning":     FrEn("Ménage", "Cleaning"),
	"linen":        FrEn("Linge de maison", "Bed linen and towels"),
	"pet":          FrEn("Animal de compagnie", "Pet"),
	"baby":         FrEn("Équipement bébé", "Baby equipment"),
	"service":      FrEn("Frais de service", "Service fee"),
	"energy":       FrEn("Énergie", "Energy"),
	"firewood":     FrEn("Bois de chauffage", "Firewood"),
	"parking":      FrEn("Stationnement", "Parking"),
	"breakfast":    FrEn("Petit déjeuner", "Breakfast"),
	"late_arrival": FrEn("Arrivée tardive", "Late arrival"),
	"bikes":        FrEn("Vélos", "Bikes"),
	"other":        FrEn("Supplément", "Supplement"),
}

// FeeCodes are the codes that a fee may have, in the order in which their lines are shown.
var FeeCodes = []string{
	"cleaning", "linen", "pet", "baby", "breakfast", "energy", "firewood", "parking", "bikes", "late_arrival", "service", "other",
}

// isFee reports whether a line is a fee: neither rent nor tax.
func isFee(code string) bool { return slices.Contains(FeeCodes, code) }
