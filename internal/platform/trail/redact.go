package trail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"
)

// The trail tells who did what; it is no second copy of the customers' file, and it is never rewritten, so what must be
// erasable may not get in. Before and after are therefore written with the personal values masked and the secrets left
// out: by the names of the fields, and whatever the name where the value itself looks like an address for mails, a
// telephone number or a card. A mask keeps enough to recognise a change: four digits of a hash.

// secret names fields that are left out, whatever they hold.
var secret = regexp.MustCompile(`(?i)(password|passwd|secret|token|hash$|salt|private|apikey|api_key|credential|recovery|totp|iban|bic$|cvc|cvv|pan$|cardnumber)`)

// personal names fields whose text is masked.
var personal = regexp.MustCompile(`(?i)^(e?mail|phone|telephone|mobile|firstname|lastname|first_name|last_name|fullname|birthday|birthdate|birth_date|born|birthplace|line1|line2|street|passport|nationalid|idnumber|replyto)$`)

// people name objects in which a plain "name" is a person's.
var people = regexp.MustCompile(`(?i)^(guest|guests|customer|user|profile|contact|owner|recipient|payer|signer|person|tenantcontact)$`)

var (
	mailAddress   = regexp.MustCompile(`[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}.\-]+\.[\p{L}]{2,}`)
	international = regexp.MustCompile(`\+\d[\d .]{7,17}\d`)
	longNumber    = regexp.MustCompile(`\b\d(?:[ -]?\d){12,18}\b`)
)

// left stands in the place of a secret.
const left = "[redacted]"

// redact masks a state that was written as JSON.
func redact(raw json.RawMessage) (json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // a sum stays as it was written
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return json.Marshal(masked(v, "", ""))
}

// masked walks through a value; key is the name of the field it stands in, parent that of the object around it.
func masked(v any, key, parent string) any {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			if secret.MatchString(k) && !empty(inner) {
				v[k] = left
				continue
			}
			v[k] = masked(inner, k, key)
		}
		return v
	case []any:
		for i := range v {
			v[i] = masked(v[i], key, parent)
		}
		return v
	case string:
		if personal.MatchString(key) || strings.EqualFold(key, "name") && people.MatchString(parent) {
			return mask(v)
		}
		return scrub(v)
	}
	return v
}

// empty reports whether there is nothing to hide.
func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case bool:
		return true // whether there is one, not which
	case json.Number:
		return true // a count or a version
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// scrub masks what looks like a person's data within a text.
func scrub(s string) string {
	s = mailAddress.ReplaceAllStringFunc(s, mask)
	s = international.ReplaceAllStringFunc(s, mask)
	return longNumber.ReplaceAllStringFunc(s, func(digits string) string {
		if luhn(digits) {
			return left
		}
		return digits
	})
}

// mask keeps the first letter, the domain of an address for mails, and a trace by which a change is seen. Four digits of
// a hash fit one in 65,536 texts: they recognise nobody.
func mask(s string) string {
	if s == "" {
		return s
	}
	sum := sha256.Sum256([]byte(strings.ToLower(s)))
	first, _ := utf8.DecodeRuneInString(s)
	end := ""
	if at := strings.LastIndexByte(s, '@'); at >= 0 {
		end = s[at:]
	}
	return string(first) + "•••" + end + " #" + hex.EncodeToString(sum[:2])
}

// luhn reports whether digits may be the number of a payment card (ISO/IEC 7812-1, annex B).
func luhn(digits string) bool {
	sum, double := 0, false
	for i := len(digits) - 1; i >= 0; i-- {
		if digits[i] < '0' || digits[i] > '9' {
			continue
		}
		d := int(digits[i] - '0')
		if double {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum, double = sum+d, !double
	}
	return sum%10 == 0
}
