// Package bank gives the numbers by which accounts, banks and payments are named: the IBAN (ISO 13616), the BIC (ISO 9362)
// and the creditor reference (ISO 11649). Parsing validates; a value that exists is well formed.
//
// It does not know whether the account is open, nor whose it is: only the bank knows. Start with ParseIBAN.
package bank

import (
	"fmt"
	"regexp"
	"strings"

	"comptoir/internal/kernel/fault"
)

// IBAN is the number of an account in its electronic form: capitals, no spaces (ISO 13616).
type IBAN string

// Faults of numbers that cannot be right.
var (
	ErrIBAN    = fault.Define(fault.Invalid, "malformed_iban", "this is not an IBAN: a letter or a digit is wrong")
	ErrNotSEPA = fault.Define(fault.Invalid, "not_sepa", "this country is not in SEPA: a euro credit transfer does not reach it")
	ErrBIC     = fault.Define(fault.Invalid, "malformed_bic", "a BIC has eight or eleven letters and digits")
)

// ibanLength is how many characters an IBAN of each country has (ISO 13616 registry, release 99).
var ibanLength = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28,
	"CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
	"GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28,
	"LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28,
	"NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24,
	"SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}

// sepa are the countries that a SEPA credit transfer reaches (EPC409-09). Overseas France has IBANs that begin with FR, the
// Channel Islands and Man with GB.
var sepa = map[string]bool{
	"AD": true, "AL": true, "AT": true, "BE": true, "BG": true, "CH": true, "CY": true, "CZ": true, "DE": true, "DK": true, "EE": true, "ES": true, "FI": true,
	"FR": true, "GB": true, "GI": true, "GR": true, "HR": true, "HU": true, "IE": true, "IS": true, "IT": true, "LI": true, "LT": true, "LU": true, "LV": true,
	"MC": true, "MD": true, "ME": true, "MK": true, "MT": true, "NL": true, "NO": true, "PL": true, "PT": true, "RO": true, "RS": true, "SE": true, "SI": true,
	"SK": true, "SM": true, "VA": true,
}

// ParseIBAN reads what people type: with spaces, hyphens and small letters. It refuses a country without IBANs, a length that
// is not the country's and a wrong check digit (ISO 7064, MOD 97-10).
func ParseIBAN(text string) (IBAN, error) {
	s := Compact(text)
	if len(s) < 5 || ibanLength[s[:2]] != len(s) || !digits(s[2:4]) || mod97(s[4:]+s[:4]) != 1 {
		return "", ErrIBAN
	}
	return IBAN(s), nil
}

// ParseSEPA is ParseIBAN for an account that is paid by a SEPA credit transfer: ErrNotSEPA where none reaches it.
func ParseSEPA(text string) (IBAN, error) {
	i, err := ParseIBAN(text)
	if err == nil && !sepa[i.Country()] {
		return "", ErrNotSEPA
	}
	return i, err
}

// Compact drops what people put between the groups, and makes capitals; "" when a character can be in no number.
func Compact(text string) string {
	var b strings.Builder
	if len(text) > 200 {
		return ""
	}
	for _, r := range strings.ToUpper(text) {
		switch {
		case r == ' ' || r == '-' || r == '.' || r == '\u00a0' || r == '\u202f' || r == '\t':
		case r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			return ""
		}
	}
	return b.String()
}

func digits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// mod97 reads letters as 10 to 35 and divides digit by digit. The text holds capitals and digits only.
func mod97(s string) (rest int) {
	for _, r := range s {
		if r >= 'A' {
			rest = (rest*100 + int(r-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(r-'0')) % 97
		}
	}
	return rest
}

// Country is where the account is: two letters.
func (i IBAN) Country() string {
	if len(i) < 2 {
		return ""
	}
	return string(i[:2])
}

// String is the paper form: groups of four.
func (i IBAN) String() string {
	var b strings.Builder
	for n, r := range i {
		if n > 0 && n%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Masked shows as much as its owner needs to recognise it, and nothing to anybody else: country, check digits and the last four.
func (i IBAN) Masked() string {
	if len(i) < 9 {
		return ""
	}
	return string(i[:4]) + " •••• " + string(i[len(i)-4:])
}

// BIC names a bank (ISO 9362); "" leaves it to the payer's bank to find it by the IBAN.
type BIC string

var bicForm = regexp.MustCompile(`^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$`)

// ParseBIC reads a BIC; the empty text is none.
func ParseBIC(text string) (BIC, error) {
	s := Compact(text)
	if s == "" && strings.TrimSpace(text) == "" {
		return "", nil
	}
	if !bicForm.MatchString(s) {
		return "", ErrBIC
	}
	return BIC(s), nil
}

// Reference is a creditor reference (ISO 11649): "RF", two check digits, at most 21 letters and digits. Banks carry it as it is.
type Reference string

// ErrReference says that a text is no creditor reference.
var ErrReference = fault.Define(fault.Invalid, "malformed_reference", "this is not a creditor reference")

// NewReference makes the creditor reference of something that has a name of its own: what is not a letter or a digit falls away.
func NewReference(name string) (Reference, error) {
	var b strings.Builder
	for _, r := range strings.ToUpper(name) {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	s := b.String()
	if s == "" || len(s) > 21 {
		return "", ErrReference
	}
	check := 98 - mod97(s+"RF00")
	return Reference(fmt.Sprintf("RF%02d%s", check, s)), nil
}

// ParseReference reads one as people or banks write it.
func ParseReference(text string) (Reference, error) {
	s := Compact(text)
	if len(s) < 5 || len(s) > 25 || s[:2] != "RF" || !digits(s[2:4]) || mod97(s[4:]+s[:4]) != 1 {
		return "", ErrReference
	}
	return Reference(s), nil
}

// String is the paper form: groups of four.
func (r Reference) String() string { return IBAN(r).String() }
