// Package invoicingtest holds what the tests of invoicing need: a business, customers, drafts and stays with every part that a
// paper may name, a context over a store, a store in memory and the suite that every store passes. It knows no database. Start
// with Open and StoreConformance.
package invoicingtest

import (
	"context"
	"sync"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// Epoch is when the tests begin.
var Epoch = time.Date(2027, 3, 14, 9, 30, 0, 0, time.UTC)

var ids ident.Source

// Eur makes an amount in cents.
func Eur(cents int64) money.Amount { return money.New(cents, money.EUR) }

// Identity is a business with everything that a paper names.
func Identity() invoicing.Identity {
	return invoicing.Identity{Zone: "Europe/Paris", Accent: "#0F5C4C", Currency: "EUR", Mediator: "CM2C, 14 rue Saint-Jean, 75017 Paris",
		Party: invoicing.Party{Name: "Rivages Location", Form: "SARL", Capital: Eur(1000000), Business: true, SIREN: "732829320", SIRET: "73282932000074", VATNumber: "FR44732829320",
			Register: "RCS Quimper 732 829 320", Card: "CPI 2901 2020 000 045 678", Email: "bonjour@rivages.example", Phone: "+33298000000",
			Address: contact.PostalAddress{Line1: "4 quai de l’Odet", PostalCode: "29000", City: "Quimper", Country: "FR"}}}
}

// Company is a customer who acts in its trade.
func Company() invoicing.Party {
	return invoicing.Party{Name: "Ateliers du Bœuf & Fils <SA>", Business: true, SIREN: "552100554", VATNumber: "FR40303265045", Email: "compta@ateliers.example",
		Address: contact.PostalAddress{Line1: "7 rue du Bœuf", PostalCode: "69005", City: "Lyon", Country: "FR"}}
}

// Guest is a private person.
func Guest() invoicing.Party {
	return invoicing.Party{Name: "Éloïse Châtelain-Müller", Email: "eloise@example.org", Address: contact.PostalAddress{Line1: "7 rue du Bœuf", PostalCode: "69005", City: "Lyon", Country: "FR"}}
}

// Draft is an invoice of three rates and an exemption, written by hand.
func Draft() invoicing.Draft {
	return invoicing.Draft{Kind: invoicing.Invoice, Language: "fr", Currency: "EUR", Customer: Company(), Supplied: period.Between("2027-03-01", "2027-03-08"), Order: "BC-77", Note: "Merci de votre confiance.", DueDays: 30,
		Items: []invoicing.Item{
			{Label: "Séminaire, salle et équipement", Quantity: 3 * invoicing.One, Unit: Eur(33333), Tax: invoicing.TaxedAt(money.Pct(20))},
			{Label: "Remise fidélité", Quantity: invoicing.One, Unit: Eur(-5000), Tax: invoicing.TaxedAt(money.Pct(20))},
			{Label: "Petits déjeuners", Quantity: 12500, Unit: Eur(1150), Tax: invoicing.TaxedAt(money.Pct(10))},
			{Label: "Revues", Quantity: 7 * invoicing.One, Unit: Eur(333), Tax: invoicing.TaxedAt(21_000)},
			{Label: "Taxe de séjour", Quantity: 14 * invoicing.One, Unit: Eur(165), Tax: invoicing.ExemptFor(invoicing.Disbursement)},
		}}
}

// Stay is a stay of 1051.60 € with a deposit of 315.48 €.
func Stay() event.StayFacts {
	return event.StayFacts{Reservation: ids.Raw(), Reference: "RIV-7K3M9Q", Version: 2, Status: "confirmed",
		Property: event.StayProperty{Name: "Ty Mor, maison de pêcheur", Zone: "Europe/Paris"},
		Guest: event.StayGuest{FirstName: "Éloïse", LastName: "Châtelain-Müller", Email: "eloise@example.org", Locale: "fr",
			Address: contact.PostalAddress{Line1: "7 rue du Bœuf", PostalCode: "69005", City: "Lyon", Country: "FR"}},
		Stay: period.Between("2027-07-10", "2027-07-17"), Adults: 2,
		Lines: []event.PriceLine{{Code: "rent", Label: "Location, 7 nuits", Quantity: "7", Unit: Eur(14500), Amount: Eur(101500)},
			{Code: "discount", Label: "Remise de longue durée, 10 %", Amount: Eur(-10150)},
			{Code: "cleaning", Label: "Ménage de fin de séjour", Quantity: "1", Unit: Eur(8000), Amount: Eur(8000)},
			{Code: "pet", Label: "Animal", Quantity: "7", Unit: Eur(500), Amount: Eur(3500)},
			{Code: "tourist_tax", Label: "Taxe de séjour", Quantity: "14", Unit: Eur(165), Amount: Eur(2310)}},
		Total: Eur(105160), Deposit: Eur(31548), Balance: Eur(73612)}
}

// Payment is money for a stay.
func Payment(stay event.StayFacts, a money.Amount) event.PaymentFacts {
	return event.PaymentFacts{Payment: ids.Raw(), SubjectKind: invoicing.SubjectStay, Subject: stay.Reservation, Purpose: "deposit", Amount: a, Provider: "sandbox"}
}

// Refund names a refund.
func Refund() ident.Raw { return ids.Raw() }

// Office is invoicing with a clock of its own and a business that may be changed.
type Office struct {
	*invoicing.Invoicing
	Store invoicing.Store
	mu    sync.Mutex
	now   time.Time
	who   invoicing.Identity
}

// Open makes an office over a store.
func Open(s invoicing.Store, printer invoicing.Printer, files invoicing.Files, of func(now func() time.Time) invoicing.Platform) *Office {
	o := &Office{Store: s, now: Epoch, who: Identity()}
	var platform invoicing.Platform
	if of != nil {
		platform = of(o.Now)
	}
	o.Invoicing = invoicing.New(invoicing.Deps{Store: s, Printer: printer, Files: files, Now: o.Now, IDs: &ids, Observer: usecase.Silent{}, Platform: platform, Identity: func(context.Context) (invoicing.Identity, error) {
		o.mu.Lock()
		defer o.mu.Unlock()
		return o.who, nil
	}})
	return o
}

// Now is the office's clock.
func (o *Office) Now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

// Today is the office's civil day.
func (o *Office) Today() period.Date { return period.DateOf(o.Now(), time.UTC) }

// Pass lets time go by.
func (o *Office) Pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

// Become changes who the business is.
func (o *Office) Become(who invoicing.Identity) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.who = who
}
