package contact

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"comptoir/internal/kernel/fault"
)

// PostalAddress is where a person or a property is. The zero value means none.
type PostalAddress struct {
	Line1      string `json:"line1"`
	Line2      string `json:"line2,omitempty"`
	PostalCode string `json:"postalCode"`
	City       string `json:"city"`
	Region     string `json:"region,omitempty"` // state, province or wilaya, where the country writes it
	Country    string `json:"country"`          // ISO 3166-1 alpha-2
}

type rules struct {
	postal *regexp.Regexp
	format string // of the line with the city: P postal code, C city, R region
}

// countryRules hold what differs from the general form, as the countries' posts publish it (UPU S42).
var countryRules = map[string]rules{
	"FR": {regexp.MustCompile(`^\d{5}$`), "P C"},
	"MC": {regexp.MustCompile(`^980\d{2}$`), "P C"},
	"BE": {regexp.MustCompile(`^[1-9]\d{3}$`), "P C"},
	"CH": {regexp.MustCompile(`^[1-9]\d{3}$`), "P C"},
	"LU": {regexp.MustCompile(`^(L-)?\d{4}$`), "P C"},
	"DE": {regexp.MustCompile(`^\d{5}$`), "P C"},
	"AT": {regexp.MustCompile(`^\d{4}$`), "P C"},
	"ES": {regexp.MustCompile(`^\d{5}$`), "P C"},
	"IT": {regexp.MustCompile(`^\d{5}$`), "P C R"},
	"PT": {regexp.MustCompile(`^\d{4}(-\d{3})?$`), "P C"},
	"NL": {regexp.MustCompile(`^[1-9]\d{3} ?[A-Z]{2}$`), "P C"},
	"DZ": {regexp.MustCompile(`^\d{5}$`), "P C"},
	"GB": {regexp.MustCompile(`^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$`), "C|P"},
	"US": {regexp.MustCompile(`^\d{5}(-\d{4})?$`), "C R P"},
	"CA": {regexp.MustCompile(`^[A-Z]\d[A-Z] ?\d[A-Z]\d$`), "C R P"},
}

var countryCode = regexp.MustCompile(`^[A-Z]{2}$`)

// Check returns the address trimmed, its country and postal code in capitals, or fault.ErrInvalid with the fields that
// are wrong: line1, postalCode, city, country.
func (a PostalAddress) Check() (PostalAddress, error) {
	for _, s := range []*string{&a.Line1, &a.Line2, &a.PostalCode, &a.City, &a.Region, &a.Country} {
		*s = strings.TrimSpace(*s)
	}
	a.Country, a.PostalCode = strings.ToUpper(a.Country), strings.ToUpper(a.PostalCode)
	var c fault.Check
	for _, f := range []struct{ path, text string }{{"line1", a.Line1}, {"line2", a.Line2}, {"postalCode", a.PostalCode}, {"city", a.City}, {"region", a.Region}} {
		c.That(utf8.RuneCountInString(f.text) <= 120, f.path, "too_long", "at most 120 characters")
		c.That(utf8.ValidString(f.text) && !strings.ContainsFunc(f.text, unicode.IsControl), f.path, "malformed", "one line of text only")
	}
	c.That(a.Line1 != "", "line1", "required", "the street and number are missing")
	c.That(a.City != "", "city", "required", "the town is missing")
	c.That(countryCode.MatchString(a.Country), "country", "malformed_country", "a country code of two letters is needed")
	if r, ok := countryRules[a.Country]; ok {
		c.That(r.postal.MatchString(a.PostalCode), "postalCode", "malformed_postal_code", "this is not a postal code of this country")
	} else {
		c.That(utf8.RuneCountInString(a.PostalCode) <= 12, "postalCode", "too_long", "at most 12 characters")
	}
	return a, c.Err()
}

// IsZero reports whether there is no address.
func (a PostalAddress) IsZero() bool { return a == PostalAddress{} }

// Lines returns the address as its country's post writes it, without the country.
func (a PostalAddress) Lines() []string {
	format := "P C"
	if r, ok := countryRules[a.Country]; ok {
		format = r.format
	}
	var lines []string
	for _, l := range []string{a.Line1, a.Line2} {
		if l != "" {
			lines = append(lines, l)
		}
	}
	values := map[string]string{"P": a.PostalCode, "C": a.City, "R": a.Region}
	for part := range strings.SplitSeq(format, "|") {
		var words []string
		for w := range strings.FieldsSeq(part) {
			if v := values[w]; v != "" {
				words = append(words, v)
			}
		}
		if len(words) > 0 {
			lines = append(lines, strings.Join(words, " "))
		}
	}
	return lines
}
