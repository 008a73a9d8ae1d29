package tenancy

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
)

// Settings is what a business's administrator decides about it. Slug, currency and hosts are not among them: the first
// two are written into links and amounts for ever, hosts are the operator's.
type Settings struct {
	Name            string
	Trades          []Trade
	Languages       []string
	DefaultLanguage string
	Zone            string // IANA
	Branding        Branding
	Legal           Legal
}

var (
	slugShape  = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	hostShape  = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$`)
	colour     = regexp.MustCompile(`^#[0-9a-f]{6}$`)
	zoneShape  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$`)
	vatShape   = regexp.MustCompile(`^[A-Z]{2}[0-9A-Z+*]{2,12}$`)
	localLogo  = regexp.MustCompile(`^/[A-Za-z0-9][A-Za-z0-9._/-]*$`)
	remoteLogo = regexp.MustCompile(`^https://[A-Za-z0-9.-]+(:\d+)?/[A-Za-z0-9._~/%?=&-]*$`)
	languages  = []string{"fr", "en", "ar"}
)

// Languages lists the languages that the product speaks.
func Languages() []string { return slices.Clone(languages) }

func applySettings(c *fault.Check, s *State, in Settings) {
	s.Name = line(c, "name", in.Name, 1, 120)
	s.Trades = slices.Clone(in.Trades)
	c.That(len(s.Trades) > 0, "trades", "required", "choose at least one trade")
	for _, t := range s.Trades {
		c.That(slices.Contains(Trades(), t), "trades", "unknown_trade", "stays, dining, shop or rewards")
	}
	slices.SortFunc(s.Trades, func(a, b Trade) int { return slices.Index(Trades(), a) - slices.Index(Trades(), b) })
	s.Trades = slices.Compact(s.Trades)
	s.Languages = nil
	for _, l := range in.Languages {
		c.That(slices.Contains(languages, l), "languages", "unknown_language", "fr, en or ar")
		if !slices.Contains(s.Languages, l) {
			s.Languages = append(s.Languages, l)
		}
	}
	c.That(len(s.Languages) > 0, "languages", "required", "choose at least one language")
	s.Default = in.DefaultLanguage
	c.That(slices.Contains(s.Languages, s.Default), "defaultLanguage", "unknown_language", "one of the languages chosen")
	s.Zone = in.Zone
	c.That(knownZone(s.Zone), "zone", "unknown_zone", "a time zone such as Europe/Paris")
	s.Branding = checkBranding(c, in.Branding)
	s.Legal = checkLegal(c, in.Legal)
}

// knownZone refuses "Local", which LoadLocation would accept and which means another zone on each machine.
func knownZone(name string) bool {
	if !zoneShape.MatchString(name) || name == "Local" {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

func checkBranding(c *fault.Check, b Branding) Branding {
	b.Accent = strings.ToLower(strings.TrimSpace(b.Accent))
	if b.Accent != "" {
		if !colour.MatchString(b.Accent) {
			c.Fail("branding.accent", "malformed_colour", "a colour of the form #rrggbb")
		} else if ContrastOnWhite(b.Accent) < 4.5 {
			c.Fail("branding.accent", "low_contrast", "too light to be read on white: choose a darker colour")
		}
	}
	b.Logo = strings.TrimSpace(b.Logo)
	ok := b.Logo == "" || localLogo.MatchString(b.Logo) && !strings.Contains(b.Logo, "//") && !strings.Contains(b.Logo, "..") || remoteLogo.MatchString(b.Logo)
	c.That(ok && len(b.Logo) <= 300, "branding.logo", "malformed_address", "a path on this site or an https address")
	b.Tagline = line(c, "branding.tagline", b.Tagline, 0, 160)
	return b
}

// ContrastOnWhite returns the contrast ratio of a colour "#rrggbb" with white, as WCAG 2.2 defines it: 1 to 21.
func ContrastOnWhite(hex string) float64 {
	var light float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return 1
		}
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		light += weight * v
	}
	return 1.05 / (light + 0.05)
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
	l.SIREN, l.SIRET, l.VATNumber = compact(l.SIREN), compact(l.SIRET), compact(l.VATNumber)
	c.That(l.SIREN == "" || ValidSIREN(l.SIREN), "legal.siren", "malformed_siren", "nine digits; the last one does not fit")
	c.That(l.SIRET == "" || ValidSIRET(l.SIRET), "legal.siret", "malformed_siret", "fourteen digits; the last one does not fit")
	c.That(l.SIREN == "" || l.SIRET == "" || strings.HasPrefix(l.SIRET, l.SIREN), "legal.siret", "other_siren", "the SIRET begins with the SIREN")
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

// ValidSIREN checks nine digits by Luhn's formula (INSEE).
func ValidSIREN(s string) bool { return len(s) == 9 && luhn(s) }

// ValidSIRET checks fourteen digits by Luhn's formula; La Poste's establishments (SIREN 356000000) are exempt from it,
// their digits sum to a multiple of five instead.
func ValidSIRET(s string) bool {
	if len(s) != 14 || !ValidSIREN(s[:9]) {
		return false
	}
	if s[:9] != "356000000" {
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

// ValidVATNumber checks a French number by its key, (12 + 3 × (SIREN mod 97)) mod 97, and another state's by its shape.
// Keys with letters exist in the law's text and are accepted with a valid SIREN.
func ValidVATNumber(s string) bool {
	if !vatShape.MatchString(s) {
		return false
	}
	if s[:2] != "FR" {
		return true
	}
	if len(s) != 13 || !ValidSIREN(s[4:]) {
		return false
	}
	key, err := strconv.Atoi(s[2:4])
	if err != nil {
		return !strings.ContainsAny(s[2:4], "IO+*") // the letters I and O are not used
	}
	siren, err := strconv.Atoi(s[4:])
	return err == nil && key == (12+3*(siren%97))%97
}

func checkDomains(c *fault.Check, domains []string) []string {
	var hosts []string
	for _, d := range domains {
		h := Host(d)
		if len(h) > 253 || !hostShape.MatchString(h) {
			c.Fail("domains", "malformed_host", "a host name such as www.example.com, in ASCII")
			continue
		}
		if !slices.Contains(hosts, h) {
			hosts = append(hosts, h)
		}
	}
	c.That(len(hosts) <= 20, "domains", "too_many", "at most 20 addresses")
	return hosts
}

// Host makes a host name comparable: lower case, without the root's dot. It takes no port.
func Host(h string) string { return strings.TrimSuffix(strings.ToLower(strings.TrimSpace(h)), ".") }

// line trims one line of text and checks its length in characters.
func line(c *fault.Check, path, text string, least, most int) string {
	text = strings.TrimSpace(text)
	n := utf8.RuneCountInString(text)
	switch {
	case n < least:
		c.Fail(path, "required", "this is missing")
	case n > most:
		c.Fail(path, "too_long", "at most "+strconv.Itoa(most)+" characters")
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		c.Fail(path, "malformed", "one line of text")
	}
	return text
}

func compact(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '.' || r == '-' {
			return -1
		}
		return r
	}, s))
}

func clip(s string, most int) string {
	if r := []rune(strings.TrimSpace(s)); len(r) > most {
		return string(r[:most])
	}
	return strings.TrimSpace(s)
}
