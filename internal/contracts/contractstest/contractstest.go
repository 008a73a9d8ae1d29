// Package contractstest holds what the tests of contracts need: a stay with every part that a contract may name, a store in
// memory, and the suites that every store and every signature gateway passes. It knows no database. Start with State,
// StoreConformance and GatewayConformance.
package contractstest

import (
	"strings"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/event"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

var ids ident.Source

func eur(cents int64) money.Amount { return money.New(cents, "EUR") }

func clock(text string) period.Clock {
	c, err := period.ParseClock(text)
	if err != nil {
		panic(err)
	}
	return c
}

// Agency is a business with everything that a contract names.
func Agency() contracts.Agency {
	return contracts.Agency{Name: "Rivages", LegalName: "Rivages Location", LegalForm: "SARL", Registration: "812 345 678 00019",
		VATNumber: "FR12812345678", Card: "CPI 2901 2020 000 045 678", Phone: "+33298000000", Email: "bonjour@rivages.example",
		Address: contact.PostalAddress{Line1: "4 quai de l’Odet", PostalCode: "29000", City: "Quimper", Country: "FR"}}
}

// Stay is a stay with every part, for a guest who reads the language.
func Stay(locale string) event.StayFacts {
	return event.StayFacts{Reservation: ids.Raw(), Reference: "RIV-7K3M9Q", Version: 2, Status: "confirmed", Source: "site",
		Property: event.StayProperty{Name: "Ty Mor, maison de pêcheur face à l’océan", Type: "Maison", Registration: "29039000123AB", Surface: 92, Capacity: 6,
			Address: contact.PostalAddress{Line1: "12 rue des Embruns", PostalCode: "29900", City: "Concarneau", Country: "FR"},
			CheckIn: clock("16:00"), CheckOut: clock("10:00"), Zone: "Europe/Paris", OwnerName: "Mme Soizic Le Goff",
			Rules: []string{"Les fêtes ne sont pas permises.", "On ne fume pas dans la maison.", "Le calme est demandé de 22 h à 8 h."}, Equipment: []string{"Lave-vaisselle", "Jardin"}},
		Guest: event.StayGuest{FirstName: "Éloïse", LastName: "Châtelain-Müller", Email: "eloise@example.org", Phone: "+33612345678", Locale: locale,
			Address: contact.PostalAddress{Line1: "7 rue du Bœuf", PostalCode: "69005", City: "Lyon", Country: "FR"}},
		Stay:   period.Range{From: period.MustDate("2027-07-10"), To: period.MustDate("2027-07-17")},
		Adults: 2, Children: 2, Infants: 1, Pets: 1,
		Lines: []event.PriceLine{{Code: "rent", Label: "Location, 7 nuits", Quantity: "7", Unit: eur(14500), Amount: eur(101500)},
			{Code: "discount", Label: "Remise de longue durée (une semaine et plus), 10 %", Amount: eur(-10150)},
			{Code: "cleaning", Label: "Ménage de fin de séjour", Quantity: "1", Unit: eur(8000), Amount: eur(8000)},
			{Code: "pet", Label: "Animal", Quantity: "1 × 7", Unit: eur(500), Amount: eur(3500)},
			{Code: "tourist_tax", Label: "Taxe de séjour", Quantity: "2 × 7", Unit: eur(165), Amount: eur(2310)}},
		Total: eur(105160), Deposit: eur(31548), Balance: eur(73612), Instalments: []event.DuePart{{Amount: eur(20000), On: period.MustDate("2027-05-20")}}, BalanceDue: period.MustDate("2027-06-10"), Paid: eur(31548), Caution: eur(50000),
		Policy: event.CancellationTerms{Code: "moderate", Version: 1, Name: "Modérée", Text: []string{"Jusqu’à 30 jours avant l’arrivée : remboursement intégral.",
			"Jusqu’à 7 jours avant l’arrivée : la moitié est remboursée.", "Ensuite : rien n’est remboursé, hors taxe de séjour."}},
		BookedAt: time.Date(2027, 3, 14, 9, 30, 0, 0, time.UTC)}
}

// State is a contract that waits to be written.
func State(locale string) contracts.ContractState {
	return contracts.Draft(ident.Next[contracts.Contract](&ids), Stay(locale), 42, 1, time.Date(2027, 3, 14, 9, 31, 0, 0, time.UTC)).State()
}

// SignedState is a contract that both parties have signed, the guest by drawing, and that waits for its seal.
func SignedState(locale string) contracts.ContractState {
	s := State(locale)
	at := s.DraftedAt
	s.Status, s.File, s.SHA256, s.Size, s.GeneratedAt = contracts.Signed, "contracts/x.pdf", "c0ffee", 1, at
	mark, err := contracts.ReadMark("Éloïse Châtelain-Müller", "40,150 60,40 90,140 120,60;150,150 220,60 260,150;300,100 420,90 560,120")
	if err != nil {
		panic(err)
	}
	s.Signing = contracts.Signing{Provider: contracts.BuiltIn, Link: 1, SentAt: at, ExpiresAt: at.AddDate(0, 0, 14), ViewedAt: at,
		Signer: contracts.Signature{Mark: mark, At: at.Add(time.Minute), Witness: contracts.Witness{Actor: "signer", Address: "203.0.113.7", Agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)"}},
		Agency: contracts.Signature{Mark: contracts.Mark{Name: "Rivages Location"}, At: at.Add(2 * time.Minute), Witness: contracts.Witness{Actor: "program"}}}
	return s
}

// Compose writes a contract by our own template.
func Compose(s contracts.ContractState) contracts.Text {
	locale := "en"
	if strings.HasPrefix(s.Stay.Guest.Locale, "fr") {
		locale = "fr"
	}
	text, err := contracts.Compose(s, Agency(), contracts.OwnTemplate(contracts.TemplateKey{Kind: s.Kind, Locale: locale}))
	if err != nil {
		panic(err)
	}
	return text
}
