package staystest

import (
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

// EUR makes an amount of euros: EUR("12.34").
func EUR(decimal string) money.Amount { return money.MustParse(decimal, money.EUR) }

// Percent makes a percentage: Percent("4.4").
func Percent(text string) money.Percent {
	p, err := money.ParsePercent(text)
	if err != nil {
		panic(err)
	}
	return p
}

// SaintMalo is the INSEE code of the built property's commune.
const SaintMalo = "35288"

// Sheet describes a house for six in Saint-Malo.
func Sheet() stays.Sheet {
	return stays.Sheet{
		Type: stays.House, Name: stays.FrEn("La Malouine", "La Malouine"),
		Description: stays.FrEn("Une maison de granit à deux pas de la plage du Sillon.", "A granite house a short walk from the Sillon beach."),
		Capacity:    6, Bedrooms: 3, Beds: 4, Bathrooms: 2, Surface: 110, MaxInfants: 2, MaxPets: 1,
		Address: contact.PostalAddress{Line1: "12 rue des Cordiers", PostalCode: "35400", City: "Saint-Malo", Country: "FR"},
		INSEE:   SaintMalo, Position: stays.Position{Lat: 48.6493, Lon: -2.0257},
		Features: []stays.Feature{"wifi", "garden", "dishwasher", "pets_allowed"}, HouseRules: []stays.Text{stays.FrEn("Non-fumeur", "No smoking")},
		CheckIn: period.At(15, 0), CheckOut: period.At(11, 0), Zone: "Europe/Paris", Classification: 3,
		Owner: stays.Owner{Name: "Anne Le Goff"}, Policy: stays.Moderate,
	}
}

// Rates are 100 € a night, 60 € of cleaning, 30 € a pet.
func Rates() stays.Rates {
	ids := &ident.Source{}
	return stays.Rates{
		Currency: money.EUR, Nightly: EUR("100"), SecurityDeposit: EUR("500"),
		Fees: []stays.Fee{
			{ID: ident.Next[stays.Fee](ids), Code: "cleaning", Amount: EUR("60"), Per: stays.PerStay},
			{ID: ident.Next[stays.Fee](ids), Code: "linen", Amount: EUR("15"), Per: stays.PerGuest, Optional: true},
			{ID: ident.Next[stays.Fee](ids), Code: "pet", Amount: EUR("30"), Per: stays.PerPet},
		},
	}
}

// Photo is a photo of nothing.
func Photo() stays.Photo {
	return stays.Photo{Key: "photos/front/manifest.json", Width: 1600, Height: 1067, Widths: []int{400, 800, 1600}, Colour: "#8fa3ad", Alt: stays.FrEn("La façade", "The front")}
}

// Guest is a guest who writes in French.
func Guest() stays.Guest {
	return stays.Guest{
		FirstName: "Nora", LastName: "Petit", Email: "nora@example.com", Phone: "+33612345678", Locale: "fr",
		Address: contact.PostalAddress{Line1: "3 place de la Comédie", PostalCode: "34000", City: "Montpellier", Country: "FR"},
	}
}

// TaxRule is a rule of Saint-Malo from 2027 with a département's 10 %: 1.50 € at three stars, else 5 % up to 4.60 €.
func TaxRule() stays.TaxRule {
	return stays.TaxRule{
		INSEE: SaintMalo, Commune: "Saint-Malo", From: period.MustDate("2027-01-01"),
		Tariffs: map[stays.TaxCategory]money.Amount{
			stays.Palace: EUR("4.60"), stays.FiveStars: EUR("3.30"), stays.FourStars: EUR("2.50"), stays.ThreeStars: EUR("1.50"),
			stays.TwoStars: EUR("0.90"), stays.OneStar: EUR("0.80"), stays.CampingUpper: EUR("0.60"), stays.CampingLower: EUR("0.20"),
		},
		Percent: money.Pct(5), Cap: EUR("4.60"), Additional: []stays.AdditionalTax{{Code: "departement", Percent: money.Pct(10)}},
		Source: "test",
	}
}
