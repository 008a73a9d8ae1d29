package tenancy

import (
	"regexp"
	"strconv"
	"strings"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
)

// Legal is who the business is before the law: printed on contracts, invoices and the legal notice. Numbers are stored
// without spaces.
type Legal struct {
	Name              string                `json:"name,omitempty"` // as registered
	Form              string                `json:"form,omitempty"` // "SARL", "SAS"
	Capital           money.Amount          `json:"capital,omitzero"`
	SIREN             string                `json:"siren,omitempty"`     // 9 digits with their check digit
	SIRET             string                `json:"siret,omitempty"`     // 14 digits, beginning with the SIREN
	VATNumber         string                `json:"vatNumber,omitempty"` // "FR" + key + SIREN, or another state's
	RCS               string                `json:"rcs,omitempty"`       // town of the register: "Rennes", with or without "RCS" and the SIREN
	Address           contact.PostalAddress `json:"address,omitzero"`
	Phone             contact.Phone         `json:"phone,omitempty"`
	Email             contact.Email         `json:"email,omitempty"`
	ProfessionalCard  string                `json:"professionalCard,omitempty"`  // carte professionnelle T/G/S (loi Hoguet)
	CardIssuedBy      string                `json:"cardIssuedBy,omitempty"`      // the chamber that delivered it
	Guarantor         string                `json:"guarantor,omitempty"`         // garantie financière
	GuaranteeAmount   money.Amount          `json:"guaranteeAmount,omitzero"`    // its amount
	Insurer           string                `json:"insurer,omitempty"`           // professional liability
	Director          string                `json:"director,omitempty"`          // directeur de la publication
	Mediator          string                `json:"mediator,omitempty"`          // médiateur de la consommation
	RegistrationOther string                `json:"registrationOther,omitempty"` // another country's register
	RC                string                `json:"rc,omitempty"`                // Algeria: registre du commerce, "16/00-0123456B08"
	NIF               string                `json:"nif,omitempty"`               // Algeria: numéro d'identification fiscale
	NIS               string                `json:"nis,omitempty"`               // Algeria: numéro d'identification statistique
	ART               string                `json:"art,omitempty"`               // Algeria: article d'imposition
}

func checkLegal(c *fault.Check, l Legal) Legal {
	for _, f := range []struct {
		path string
		text *string
		most int
	}{
		{"legal.name", &l.Name, 160}, {"legal.form", &l.Form, 60}, {"legal.rcs", &l.RCS, 80}, {"legal.professionalCard", &l.ProfessionalCard, 80},
		{"legal.cardIssuedBy", &l.CardIssuedBy, 120}, {"legal.guarantor", &l.Guarantor, 160}, {"legal.insurer", &l.Insurer, 160},
		{"legal.director", &l.Director, 120}, {"legal.mediator", &l.Mediator, 240}, {"legal.registrationOther", &l.RegistrationOther, 240},
	} {
		*f.text = line(c, f.path, *f.text, 0, f.most)
	}
	checkFrench(c, &l)
	checkAlgerian(c, &l)
	l.VATNumber = compact(l.VATNumber)
	c.That(l.VATNumber == "" || ValidVATNumber(l.VATNumber), "legal.vatNumber", "malformed_vat_number", "this is not a VAT number")
	for path, a := range map[string]money.Amount{"legal.capital": l.Capital, "legal.guaranteeAmount": l.GuaranteeAmount} {
		c.That(!a.IsNegative(), path, "negative", "an amount is not below zero")
	}
	if !l.Address.IsZero() {
		checked, err := l.Address.Check()
		c.Take("legal.address", err)
		l.Address = checked
	}
	return l
}

func checkFrench(c *fault.Check, l *Legal) {
	l.SIREN, l.SIRET = compact(l.SIREN), compact(l.SIRET)
	c.That(l.SIREN == "" || ValidSIREN(l.SIREN), "legal.siren", "malformed_siren", "nine digits; the last one does not fit")
	c.That(l.SIRET == "" || ValidSIRET(l.SIRET), "legal.siret", "malformed_siret", "fourteen digits; the last one does not fit")
	c.That(l.SIREN == "" || l.SIRET == "" || strings.HasPrefix(l.SIRET, l.SIREN), "legal.siret", "other_siren", "the SIRET begins with the SIREN")
	number, ok := ParseRCS(l.RCS)
	c.That(l.RCS == "" || ok, "legal.rcs", "malformed_rcs", "the town of the register, as in RCS Rennes 732 829 320")
	c.That(number == "" || l.SIREN == "" || number == l.SIREN, "legal.rcs", "other_siren", "the number is not the SIREN")
}

func checkAlgerian(c *fault.Check, l *Legal) {
	l.RC, l.NIF, l.NIS, l.ART = compact(l.RC), compact(l.NIF), compact(l.NIS), compact(l.ART)
	c.That(l.RC == "" || ValidRC(l.RC), "legal.rc", "malformed_rc", "as in 16/00-0123456B08")
	c.That(l.NIF == "" || ValidNIF(l.NIF), "legal.nif", "malformed_nif", "fifteen digits, or twenty for a branch")
	c.That(l.NIS == "" || nisShape.MatchString(l.NIS), "legal.nis", "malformed_nis", "fifteen digits")
	c.That(l.ART == "" || artShape.MatchString(l.ART), "legal.art", "malformed_art", "eleven digits")
}

// ValidSIREN checks nine digits by Luhn's formula (INSEE).
func ValidSIREN(s string) bool { return len(s) == 9 && luhn(s) }

// laPoste is the SIREN whose establishments are exempt from Luhn's formula: there were more of them than the formula has
// room for, and their digits sum to a multiple of five instead (INSEE, documentation of the Sirene directory).
const laPoste = "356000000"

// ValidSIRET checks fourteen digits by Luhn's formula, but for La Poste's.
func ValidSIRET(s string) bool {
	if len(s) != 14 || !ValidSIREN(s[:9]) {
		return false
	}
	if s[:9] != laPoste {
		return luhn(s)
	}
	sum := 0
	for _, d := range s {
		if d < '0' || d > '9' {
			return false
		}
		sum += int(d - '0')
	}
	return sum%5 == 0 || luhn(s)
}

func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i]) - '0'
		if d < 0 || d > 9 {
			return false
		}
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// europeanVAT holds the structures of the VAT numbers of the Union's states, and of Northern Ireland, as the European
// Commission publishes them (VIES, frequently asked questions, "VAT identification number structure"). The state's own
// check digits are not computed but for France: only the state's register knows whether a number lives.
var europeanVAT = func() map[string]*regexp.Regexp {
	all := map[string]*regexp.Regexp{}
	for state, shape := range map[string]string{
		"AT": `U\d{8}`, "BE": `[01]\d{9}`, "BG": `\d{9,10}`, "CY": `\d{8}[A-Z]`, "CZ": `\d{8,10}`, "DE": `\d{9}`, "DK": `\d{8}`,
		"EE": `\d{9}`, "EL": `\d{9}`, "ES": `[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z]`, "FI": `\d{8}`, "FR": `[0-9A-HJ-NP-Z]{2}\d{9}`, "HR": `\d{11}`,
		"HU": `\d{8}`, "IE": `\d[0-9A-Z+*]\d{5}[A-Z]|\d{7}[A-W][A-I]`, "IT": `\d{11}`, "LT": `\d{9}|\d{12}`, "LU": `\d{8}`, "LV": `\d{11}`,
		"MT": `\d{8}`, "NL": `[0-9A-Z+*]{9}B\d{2}`, "PL": `\d{10}`, "PT": `\d{9}`, "RO": `[1-9]\d{1,9}`, "SE": `\d{12}`, "SI": `\d{8}`,
		"SK": `\d{10}`, "XI": `\d{9}|\d{12}|GD\d{3}|HA\d{3}`,
	} {
		all[state] = regexp.MustCompile(`^(?:` + shape + `)$`)
	}
	return all
}()

// vatShape is what a number of a state outside of the Union looks like at least: "GB…", "CHE…".
var vatShape = regexp.MustCompile(`^[A-Z]{2}[0-9A-Z+*]{2,13}$`)

// ValidVATNumber checks a number of the Union by its state's structure, a French one by its key as well,
// (12 + 3 × (SIREN mod 97)) mod 97, and another state's by its shape only. French keys with letters exist in the law's
// text and are accepted with a valid SIREN.
func ValidVATNumber(s string) bool {
	if !vatShape.MatchString(s) {
		return false
	}
	shape, european := europeanVAT[s[:2]]
	if european && !shape.MatchString(s[2:]) {
		return false
	}
	if s[:2] != "FR" {
		return true
	}
	if !ValidSIREN(s[4:]) {
		return false
	}
	key, err := strconv.Atoi(s[2:4])
	if err != nil {
		return true // letters, whose shape was checked: I and O are not used
	}
	siren, err := strconv.Atoi(s[4:])
	return err == nil && key == (12+3*(siren%97))%97
}

var (
	rcsMark = regexp.MustCompile(`(?i)\bR\.?C\.?S\.?(?:\s|$)`)
	rcsTown = regexp.MustCompile(`^\p{L}[\p{L}'’. -]*$`)
	rcsNine = regexp.MustCompile(`\d{3}\s?\d{3}\s?\d{3}`)
)

// ParseRCS reads the mention of the trade register, in the orders in which papers write it (code de commerce, R123-237:
// the words RCS, the town of the registry, the number): "Rennes", "RCS Rennes 732 829 320", "732 829 320 R.C.S. Rennes",
// "Rennes B 732 829 320". It returns the number, "" when none is written, and whether this is such a mention.
func ParseRCS(s string) (siren string, ok bool) {
	rest := s
	if found := rcsNine.FindString(s); found != "" {
		if siren = compact(found); !ValidSIREN(siren) {
			return "", false
		}
		rest = strings.Replace(rest, found, "", 1)
	}
	rest = strings.TrimSpace(rcsMark.ReplaceAllString(rest, " "))
	for _, section := range []string{" A", " B", " C", " D"} { // the register's sections
		rest = strings.TrimSpace(strings.TrimSuffix(rest, section))
	}
	return siren, rcsTown.MatchString(rest)
}

// Algeria. RC is printed by the Centre national du registre du commerce as wilaya, "/00-", seven digits, A (person) or B
// (company) and two digits of the year. NIF has fifteen digits and five more for a secondary establishment (Direction
// générale des impôts); NIS fifteen (Office national des statistiques); the tax article eleven.
var (
	rcShape  = regexp.MustCompile(`^(\d{2})/(\d{2})-?(\d{7})([ABC])(\d{2})$`)
	nifShape = regexp.MustCompile(`^\d{15}(\d{5})?$`)
	nisShape = regexp.MustCompile(`^\d{15}$`)
	artShape = regexp.MustCompile(`^\d{11}$`)
)

// wilayas is the highest number of an Algerian province: 58 since 2019, and 11 more that are being set up.
const wilayas = 69

// ValidRC checks an Algerian trade register number.
func ValidRC(s string) bool {
	m := rcShape.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	wilaya, err := strconv.Atoi(m[1])
	return err == nil && wilaya >= 1 && wilaya <= wilayas
}

// ValidNIF checks the shape of an Algerian tax number; one of zeros only is nobody's.
func ValidNIF(s string) bool { return nifShape.MatchString(s) && strings.Trim(s, "0") != "" }
