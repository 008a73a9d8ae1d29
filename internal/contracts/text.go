package contracts

import (
	"fmt"
	"strings"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Text is a composed contract, in the guest's language: what a Printer lays out.
type Text struct {
	Language    string
	Title       string
	Author      string
	Footer      string
	MadeOn      period.Date
	AgencyName  string
	AgencyLines []string
	Details     []string // number, reservation, date
	PartyTitles [2]string
	Parties     [2][]string
	Sections    []Section
	Signatures  [2]string
}

// Section is one article: a heading and any of facts, a price table, a list, paragraphs.
type Section struct {
	Heading string
	Facts   []Fact
	Table   *Table
	List    []string
	Text    []string
}

// Fact is a name and its value.
type Fact struct{ Name, Value string }

// Table is an itemised price.
type Table struct {
	Head [4]string
	Rows []PriceRow
}

// PriceRow is a line of the price; the total is one of them.
type PriceRow struct {
	Label, Quantity, Unit, Amount string
	Total                         bool
}

// words holds the contract's own sentences in one language.
type words struct {
	title, number, booking, on, lessor, guest, premises, stay, price, payment, cancellation, rules, agreement string
	property, kind, address, surface, squareMetres, capacity, persons, registration, owner                    string
	arrival, departure, nights, party, adults, children, infants, pets, from, before                          string
	line, quantity, unit, amount, total, paid, left, deposit, balance, due, caution, cautionText              string
	law, agreed, revision, signLessor, signGuest, vat, card, months                                           string
}

var texts = map[string]words{
	"fr": {title: "Contrat de location saisonnière", number: "Contrat n°", booking: "Réservation", on: "Établi le", lessor: "LE LOUEUR (MANDATAIRE)", guest: "LE LOCATAIRE",
		premises: "1. Le bien loué", stay: "2. Le séjour", price: "3. Le prix", payment: "4. Le paiement", cancellation: "5. L’annulation", rules: "6. Le règlement intérieur", agreement: "7. L’accord",
		property: "Bien", kind: "Type", address: "Adresse", surface: "Surface", squareMetres: "m²", capacity: "Capacité", persons: "personnes", registration: "N° d’enregistrement", owner: "Pour le compte de",
		arrival: "Arrivée", departure: "Départ", nights: "Nuits", party: "Occupants", adults: "adulte(s)", children: "enfant(s)", infants: "bébé(s)", pets: "animal(aux)", from: "à partir de", before: "avant",
		line: "Désignation", quantity: "Quantité", unit: "Prix unitaire", amount: "Montant", total: "Total, taxe de séjour comprise", paid: "Déjà réglé", left: "Reste à régler", deposit: "Acompte", balance: "Solde", due: "à régler au plus tard le",
		caution: "Dépôt de garantie", cautionText: "Il n’est pas compris dans le total ; il est rendu après l’état des lieux de sortie, déduction faite des dégradations.",
		law:    "Le présent contrat est une location saisonnière au sens de l’article L. 324-2 du code du tourisme : le prix et l’état descriptif en font partie. Le locataire ne peut se prévaloir d’un droit au maintien dans les lieux à la fin du séjour.",
		agreed: "Le locataire a accepté ces conditions en ligne au moment de sa réservation ; la version qu’il a acceptée est celle-ci.", revision: "Cette version remplace les précédentes (révision %d).",
		signLessor: "Pour le loueur", signGuest: "Le locataire, « lu et approuvé »", vat: "TVA", card: "Carte professionnelle", months: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"},
	"en": {title: "Holiday rental contract", number: "Contract no.", booking: "Reservation", on: "Drawn up on", lessor: "THE LESSOR (AGENT)", guest: "THE GUEST",
		premises: "1. The property", stay: "2. The stay", price: "3. The price", payment: "4. Payment", cancellation: "5. Cancellation", rules: "6. House rules", agreement: "7. Agreement",
		property: "Property", kind: "Type", address: "Address", surface: "Surface", squareMetres: "m²", capacity: "Capacity", persons: "people", registration: "Registration no.", owner: "On behalf of",
		arrival: "Arrival", departure: "Departure", nights: "Nights", party: "Guests", adults: "adult(s)", children: "child(ren)", infants: "infant(s)", pets: "pet(s)", from: "from", before: "before",
		line: "Description", quantity: "Quantity", unit: "Unit price", amount: "Amount", total: "Total, tourist tax included", paid: "Already paid", left: "Left to pay", deposit: "Deposit", balance: "Balance", due: "to be paid by",
		caution: "Security deposit", cautionText: "It is not part of the total; it is returned after the check-out inspection, less any damage.",
		law:    "This contract is a seasonal letting under article L. 324-2 of the French tourism code: the price and the description are part of it. The guest has no right to remain on the premises once the stay ends.",
		agreed: "The guest accepted these terms online when booking; the version accepted is this one.", revision: "This version replaces the earlier ones (revision %d).",
		signLessor: "For the lessor", signGuest: "The guest", vat: "VAT", card: "Professional card", months: "January February March April May June July August September October November December"},
}

func wordsIn(language string) (words, string) {
	if strings.HasPrefix(language, "fr") { // "fr-CA" reads French too
		return texts["fr"], "fr"
	}
	return texts["en"], "en"
}

// Compose writes the contract of a stay, in French for French guests and in English for all others.
func Compose(c ContractState, a Agency) Text {
	w, language := wordsIn(c.Stay.Guest.Locale)
	stay, made := c.Stay, period.On(c.DraftedAt.Date())
	t := Text{Language: language, Title: w.title + " " + c.Number, Author: a.Name, MadeOn: made,
		Footer: fmt.Sprintf("%s · %s %s · %s %s", a.Name, w.number, c.Number, w.booking, stay.Reference), AgencyName: a.Name,
		AgencyLines: a.Address.Lines(),
		Details:     []string{w.number + " " + c.Number, w.booking + " " + stay.Reference, w.on + " " + w.date(made, language)},
		PartyTitles: [2]string{w.lessor, w.guest}, Signatures: [2]string{w.signLessor, w.signGuest}}
	t.Parties = [2][]string{agencyLines(a, w), guestLines(c)}
	t.Sections = []Section{premises(c, w), dates(c, w, language), price(c, w, language), payment(c, w, language),
		{Heading: w.cancellation, List: stay.Policy.Text}, {Heading: w.rules, List: stay.Property.Rules}, agreement(c, w)}
	return t
}

func (w words) date(d period.Date, language string) string {
	y, m, day := d.Date()
	month := strings.Fields(w.months)[m-1]
	if language == "fr" && day == 1 {
		return fmt.Sprintf("1er %s %d", month, y)
	}
	return fmt.Sprintf("%d %s %d", day, month, y)
}

func agencyLines(a Agency, w words) []string {
	lines := append([]string{strings.TrimSpace(a.LegalName + " " + a.LegalForm)}, a.Address.Lines()...)
	return compact(append(lines, labelled("SIRET", a.Registration), labelled(w.vat, a.VATNumber), labelled(w.card, a.Card), a.Phone.String(), a.Email.String()))
}

func guestLines(c ContractState) []string {
	g := c.Stay.Guest
	lines := append([]string{g.FirstName + " " + g.LastName}, g.Address.Lines()...)
	if g.Address.Country != "" && g.Address.Country != "FR" {
		lines = append(lines, g.Address.Country)
	}
	return compact(append(lines, g.Phone.String(), g.Email.String()))
}

func labelled(label, value string) string {
	if value == "" {
		return ""
	}
	return label + " " + value
}

func compact(lines []string) []string {
	var kept []string
	for _, l := range lines {
		if l != "" {
			kept = append(kept, l)
		}
	}
	return kept
}

func premises(c ContractState, w words) Section {
	p := c.Stay.Property
	surface := ""
	if p.Surface > 0 {
		surface = fmt.Sprintf("%d %s", p.Surface, w.squareMetres)
	}
	return Section{Heading: w.premises, Facts: []Fact{{w.property, p.Name}, {w.kind, p.Type}, {w.address, strings.Join(p.Address.Lines(), ", ")},
		{w.surface, surface}, {w.capacity, fmt.Sprintf("%d %s", p.Capacity, w.persons)}, {w.registration, p.Registration}, {w.owner, p.OwnerName}}}
}

func dates(c ContractState, w words, language string) Section {
	s := c.Stay
	var party []string
	for _, n := range []struct {
		count int
		word  string
	}{{s.Adults, w.adults}, {s.Children, w.children}, {s.Infants, w.infants}, {s.Pets, w.pets}} {
		if n.count > 0 {
			party = append(party, fmt.Sprintf("%d %s", n.count, n.word))
		}
	}
	return Section{Heading: w.stay, Facts: []Fact{
		{w.arrival, fmt.Sprintf("%s, %s %s", w.date(s.Stay.From, language), w.from, s.Property.CheckIn)},
		{w.departure, fmt.Sprintf("%s, %s %s", w.date(s.Stay.To, language), w.before, s.Property.CheckOut)},
		{w.nights, fmt.Sprint(s.Stay.Nights())}, {w.party, strings.Join(party, ", ")}}}
}

func price(c ContractState, w words, language string) Section {
	table := &Table{Head: [4]string{w.line, w.quantity, w.unit, w.amount}}
	for _, l := range c.Stay.Lines {
		unit := ""
		if !l.Unit.IsZero() {
			unit = l.Unit.Format(language)
		}
		table.Rows = append(table.Rows, PriceRow{Label: l.Label, Quantity: l.Quantity, Unit: unit, Amount: l.Amount.Format(language)})
	}
	table.Rows = append(table.Rows, PriceRow{Label: w.total, Amount: c.Stay.Total.Format(language), Total: true})
	return Section{Heading: w.price, Table: table}
}

func payment(c ContractState, w words, language string) Section {
	s := c.Stay
	facts := []Fact{{w.deposit, s.Deposit.Format(language)}}
	if s.Balance.IsPositive() {
		facts = append(facts, Fact{w.balance, fmt.Sprintf("%s, %s %s", s.Balance.Format(language), w.due, w.date(s.BalanceDue, language))})
	}
	facts = append(facts, Fact{w.paid, s.Paid.Format(language)}, Fact{w.left, left(s.Total, s.Paid).Format(language)})
	section := Section{Heading: w.payment, Facts: facts}
	if s.Caution.IsPositive() {
		section.Facts = append(section.Facts, Fact{w.caution, s.Caution.Format(language)})
		section.Text = []string{w.cautionText}
	}
	return section
}

func left(total, paid money.Amount) money.Amount {
	if rest := total.Sub(paid); rest.IsPositive() {
		return rest
	}
	return money.Zero(total.Currency())
}

func agreement(c ContractState, w words) Section {
	section := Section{Heading: w.agreement, Text: []string{w.law, w.agreed}}
	if c.Revision > 1 {
		section.Text = append(section.Text, fmt.Sprintf(w.revision, c.Revision))
	}
	return section
}
