package contracts

import (
	"fmt"
	"strings"

	"comptoir/internal/event"
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

// words holds the sentences around a template's own in one language.
type words struct {
	title, mandate, addendum, number, booking, on, lessor, guest, agent, owner       string
	adults, children, infants, pets, bedrooms, beds, bathrooms                       string
	line, quantity, unit, amount, total, signLessor, signGuest, signAgent, signOwner string
	vat, card, months                                                                string
	arrhes, acompte, part, yes                                                       string
}

var texts = map[string]words{
	"fr": {title: "Contrat de location saisonnière", mandate: "Mandat de gestion locative", addendum: "Avenant au contrat de location", number: "Contrat n°", booking: "Réservation", on: "Établi le",
		lessor: "LE LOUEUR (MANDATAIRE)", guest: "LE LOCATAIRE", agent: "LE MANDATAIRE", owner: "LE MANDANT",
		adults: "adulte|adultes", children: "enfant|enfants", infants: "bébé|bébés", pets: "animal|animaux", bedrooms: "chambre|chambres", beds: "lit|lits", bathrooms: "salle de bain|salles de bain",
		line: "Désignation", quantity: "Quantité", unit: "Prix unitaire", amount: "Montant", total: "Total, taxe de séjour comprise",
		signLessor: "Pour le loueur", signGuest: "Le locataire, « lu et approuvé »", signAgent: "Pour le mandataire", signOwner: "Le mandant, « bon pour mandat »", vat: "TVA", card: "Carte professionnelle",
		arrhes: "Arrhes", acompte: "Acompte", part: "%s au plus tard le %s", yes: "oui",
		months: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"},
	"en": {title: "Holiday rental contract", mandate: "Letting management mandate", addendum: "Addendum to a rental contract", number: "Contract no.", booking: "Reservation", on: "Drawn up on",
		lessor: "THE LESSOR (AGENT)", guest: "THE GUEST", agent: "THE AGENT", owner: "THE PRINCIPAL",
		adults: "adult|adults", children: "child|children", infants: "infant|infants", pets: "pet|pets", bedrooms: "bedroom|bedrooms", beds: "bed|beds", bathrooms: "bathroom|bathrooms",
		line: "Description", quantity: "Quantity", unit: "Unit price", amount: "Amount", total: "Total, tourist tax included",
		signLessor: "For the lessor", signGuest: "The guest", signAgent: "For the agent", signOwner: "The principal", vat: "VAT", card: "Professional card",
		arrhes: "Deposit (arrhes)", acompte: "Deposit (acompte)", part: "%s by %s", yes: "yes",
		months: "January February March April May June July August September October November December"},
}

// kinds of property, as a contract names them; another word stands as it is.
var kindsOfProperty = map[string][2]string{"house": {"Maison", "House"}, "apartment": {"Appartement", "Apartment"}, "studio": {"Studio", "Studio"}, "villa": {"Villa", "Villa"},
	"chalet": {"Chalet", "Chalet"}, "cottage": {"Gîte", "Cottage"}, "room": {"Chambre", "Room"}}

func kindOfProperty(code, language string) string {
	names, known := kindsOfProperty[code]
	switch {
	case !known:
		return code
	case language == "fr":
		return names[0]
	}
	return names[1]
}

func wordsIn(language string) (words, string) {
	if strings.HasPrefix(language, "fr") { // "fr-CA" reads French too
		return texts["fr"], "fr"
	}
	return texts["en"], "en"
}

// Compose writes a contract by a template, in French for French readers and in English for all others. A template that was
// checked when it was saved does not fail.
func Compose(c ContractState, a Agency, by Template) (Text, error) {
	w, language := wordsIn(c.Stay.Guest.Locale)
	stay, made := c.Stay, period.On(c.DraftedAt.Date())
	markup, err := by.Check()
	if err != nil {
		return Text{}, err
	}
	title, signatures := w.title, [2]string{w.signLessor, w.signGuest}
	agency, signer := w.parties(c.Kind)
	switch {
	case c.Kind == Mandate:
		title, signatures = w.mandate, [2]string{w.signAgent, w.signOwner}
	case c.Signing.Amends != "":
		title = w.addendum
	}
	t := Text{Language: language, Title: title + " " + c.Number, Author: a.Name, MadeOn: made, AgencyName: a.Name, AgencyLines: a.Address.Lines(),
		Details: compact([]string{w.number + " " + c.Number, labelled(w.booking, stay.Reference), w.on + " " + w.date(made, language)}), PartyTitles: [2]string{agency, signer}, Signatures: signatures}
	t.Footer = strings.Join(compact([]string{a.Name, w.number + " " + c.Number, labelled(w.booking, stay.Reference)}), " · ")
	t.Parties = [2][]string{agencyLines(a, w), guestLines(c)}
	t.Sections, err = markup.Fill(values(c, a))
	return t, err
}

// parties are what a contract of a kind calls the business and the signer.
func (w words) parties(k Kind) (agency, signer string) {
	if k == Mandate {
		return w.agent, w.owner
	}
	return w.lessor, w.guest
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

// counted is a number with its word: "1 lit", "4 lits". The word gives both, the singular first.
func counted(n int, word string) string {
	one, many, _ := strings.Cut(word, "|")
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// party says who comes.
func party(s event.StayFacts, w words) string {
	var all []string
	for _, n := range []struct {
		count int
		word  string
	}{{s.Adults, w.adults}, {s.Children, w.children}, {s.Infants, w.infants}, {s.Pets, w.pets}} {
		if n.count > 0 {
			all = append(all, counted(n.count, n.word))
		}
	}
	return strings.Join(all, ", ")
}

func prices(c ContractState, w words, language string) *Table {
	table := &Table{Head: [4]string{w.line, w.quantity, w.unit, w.amount}}
	for _, l := range c.Stay.Lines {
		unit := ""
		if !l.Unit.IsZero() {
			unit = l.Unit.Format(language)
		}
		table.Rows = append(table.Rows, PriceRow{Label: l.Label, Quantity: l.Quantity, Unit: unit, Amount: l.Amount.Format(language)})
	}
	table.Rows = append(table.Rows, PriceRow{Label: w.total, Amount: c.Stay.Total.Format(language), Total: true})
	return table
}

func left(total, paid money.Amount) money.Amount {
	if rest := total.Sub(paid); rest.IsPositive() {
		return rest
	}
	return money.Zero(total.Currency())
}
