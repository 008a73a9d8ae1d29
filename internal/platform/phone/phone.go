// Package phone reads and writes telephone numbers by the numbering plans of the world (libphonenumber's data).
//
// The kernel knows a number's shape (E.164) only; this adapter knows which numbers can exist and how each country
// writes them. Cores take a contact.Phone and never this package. Start with Parse and Format.
package phone

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"comptoir/internal/kernel/contact"
)

// maxText bounds what is looked at: no number with its separators and extension is longer.
const maxText = 60

// Parse reads a number as people type it, international or national of a region (ISO 3166 alpha-2, "" when none is
// known), and returns it in E.164. It returns contact.ErrPhone for what is no number that can exist, and for numbers
// with an extension or in letters, which cannot be stored without loss.
func Parse(text, region string) (contact.Phone, error) {
	text = strings.TrimSpace(strings.Map(plainSpace, text))
	if text == "" || len(text) > maxText || strings.ContainsFunc(text, isLetter) {
		return "", contact.ErrPhone
	}
	if strings.HasPrefix(text, "00") && region == "" {
		text = "+" + text[2:]
	}
	n, err := phonenumbers.Parse(text, strings.ToUpper(region))
	if err != nil || !phonenumbers.IsValidNumber(n) || n.GetExtension() != "" {
		return "", contact.ErrPhone
	}
	return contact.ParsePhone(phonenumbers.Format(n, phonenumbers.E164), "")
}

// plainSpace knows the narrow spaces that French typography puts between the pairs of digits; the library does not.
func plainSpace(r rune) rune {
	if unicode.IsSpace(r) {
		return ' '
	}
	return r
}

// isLetter finds Latin letters: vanity numbers and extensions. Digits of other scripts are understood.
func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// Format writes a number for a reader in a region: in the national form when it is a number of that region, else in the
// international one ("+33 2 99 00 12 34"). A number that no plan knows is written as it is.
func Format(p contact.Phone, region string) string {
	n, err := phonenumbers.Parse(string(p), "")
	if err != nil {
		return string(p)
	}
	if region = strings.ToUpper(region); region != "" && phonenumbers.GetRegionCodeForNumber(n) == region {
		return phonenumbers.Format(n, phonenumbers.NATIONAL)
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}

// Region returns the country or territory of a number (ISO 3166 alpha-2), "" when it cannot be told.
func Region(p contact.Phone) string {
	n, err := phonenumbers.Parse(string(p), "")
	if err != nil {
		return ""
	}
	region := phonenumbers.GetRegionCodeForNumber(n)
	if len(region) != 2 || region == "ZZ" {
		return ""
	}
	return region
}

// Mobile reports whether a text message can be expected to arrive there: a mobile number, or one of a plan that does
// not tell fixed from mobile.
func Mobile(p contact.Phone) bool {
	n, err := phonenumbers.Parse(string(p), "")
	if err != nil {
		return false
	}
	switch phonenumbers.GetNumberType(n) {
	case phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE:
		return true
	}
	return false
}
