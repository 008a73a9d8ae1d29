// Package contact gives the values by which people are reached: e-mail addresses, telephone numbers in E.164, postal
// addresses by country. Parsing validates; a value that exists is well formed.
//
// It does not know whether anybody answers there. Start with ParseEmail, ParsePhone and PostalAddress.
package contact

import (
	"database/sql/driver"
	"fmt"
	"net/mail"
	"regexp"
	"strings"

	"comptoir/internal/kernel/fault"
)

// Faults of contact values.
var (
	ErrEmail = fault.Define(fault.Invalid, "malformed_email", "this is not an e-mail address")
	ErrPhone = fault.Define(fault.Invalid, "malformed_phone", "this is not a telephone number with its country code")
)

// Email is an e-mail address in lower case; "" means none. One address is one person, whatever the case it was typed in.
type Email string

// ParseEmail reads a bare address (RFC 5322 addr-spec, with a domain that has a dot), at most 254 bytes (RFC 5321).
func ParseEmail(text string) (Email, error) {
	text = strings.TrimSpace(text)
	if len(text) > 254 || strings.ContainsAny(text, "<>\"()\r\n\t ,;") {
		return "", ErrEmail
	}
	parsed, err := mail.ParseAddress(text)
	if err != nil {
		return "", ErrEmail
	}
	local, domain, _ := strings.Cut(parsed.Address, "@")
	if len(local) > 64 || !domainShape.MatchString(domain) {
		return "", ErrEmail
	}
	return Email(strings.ToLower(parsed.Address)), nil
}

var domainShape = regexp.MustCompile(`^(?i:[\p{L}\d]([\p{L}\d-]{0,61}[\p{L}\d])?\.)+[\p{L}]([\p{L}\d-]{0,61}[\p{L}\d])$`)

// String returns the address.
func (e Email) String() string { return string(e) }

// Masked returns what may be shown to somebody who is not its owner: "c•••@example.com".
func (e Email) Masked() string {
	local, domain, ok := strings.Cut(string(e), "@")
	if !ok || local == "" {
		return ""
	}
	return string([]rune(local)[:1]) + "•••@" + domain
}

// Phone is a telephone number in E.164 ("+33299001234"); "" means none.
type Phone string

var e164 = regexp.MustCompile(`^\+[1-9]\d{6,14}$`)

// callingCodes lists the countries whose national form (with its trunk prefix 0) is understood.
var callingCodes = map[string]string{"FR": "33", "BE": "32", "CH": "41", "LU": "352", "DE": "49", "GB": "44", "IE": "353",
	"ES": "34", "IT": "39", "PT": "351", "NL": "31", "AT": "43", "DZ": "213", "MA": "212", "TN": "216", "US": "1", "CA": "1"}

// noTrunk lists those whose national numbers have no trunk prefix, so that a leading 0 belongs to the number.
var noTrunk = map[string]bool{"ES": true, "IT": true, "PT": true, "LU": true, "TN": true, "US": true, "CA": true}

// ParsePhone reads an international number, or a national one of the country (ISO 3166 alpha-2), with the usual
// separators, and returns it in E.164. It checks the shape, not the numbering plan: platform/phone does.
func ParsePhone(text, country string) (Phone, error) {
	digits := strings.NewReplacer(" ", "", ".", "", "-", "", "/", "", "(0)", "", "(", "", ")", "", "\u00a0", "", "\u202f", "").Replace(strings.TrimSpace(text))
	switch code := callingCodes[country]; {
	case strings.HasPrefix(digits, "00"):
		digits = "+" + digits[2:]
	case strings.HasPrefix(digits, "+"):
	case code != "" && noTrunk[country]:
		digits = "+" + code + digits
	case code != "" && strings.HasPrefix(digits, "0"):
		digits = "+" + code + digits[1:]
	}
	if !e164.MatchString(digits) {
		return "", ErrPhone
	}
	return Phone(digits), nil
}

// Masked returns what may be shown to somebody who is not its owner: "+33 ••• 78".
func (p Phone) Masked() string {
	if !e164.MatchString(string(p)) {
		return ""
	}
	return string(p[:3]) + " ••• " + string(p[len(p)-2:])
}

// String returns E.164.
func (p Phone) String() string { return string(p) }

// Value stores "" as NULL.
func (p Phone) Value() (driver.Value, error) {
	if p == "" {
		return nil, nil
	}
	return string(p), nil
}

// Scan reads text and NULL.
func (p *Phone) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*p = ""
	case string:
		*p = Phone(v)
	default:
		return fmt.Errorf("contact: cannot scan %T", src)
	}
	return nil
}
