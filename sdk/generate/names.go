package generate

import (
	"fmt"
	"strings"
	"unicode"
)

var initials = map[string]string{"id": "ID", "url": "URL", "ids": "IDs", "api": "API", "html": "HTML", "pdf": "PDF", "vat": "VAT", "csv": "CSV", "ical": "ICal", "ok": "OK",
	"http": "HTTP", "json": "JSON", "qr": "QR", "sms": "SMS", "ip": "IP", "iban": "IBAN", "bic": "BIC", "totp": "TOTP"}

// split cuts a name into its words: "checkIn", "check-in", "check_in" are check, in.
func split(name string) []string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
			word = nil
		}
	}
	previous := rune(0)
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
		case unicode.IsUpper(r) && unicode.IsLower(previous):
			end()
			word = append(word, r)
		default:
			word = append(word, r)
		}
		previous = r
	}
	end()
	return words
}

// upper writes words as an exported Go name.
func upper(words ...string) string {
	var b strings.Builder
	for _, w := range words {
		if short, ok := initials[w]; ok {
			b.WriteString(short)
		} else {
			b.WriteString(strings.ToUpper(w[:1]) + w[1:])
		}
	}
	if b.Len() == 0 || b.String()[0] >= '0' && b.String()[0] <= '9' {
		return "N" + b.String()
	}
	return b.String()
}

// lower writes words as a name of JavaScript.
func lower(words ...string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			w = strings.ToUpper(w[:1]) + w[1:]
		}
		b.WriteString(w)
	}
	if b.Len() == 0 || b.String()[0] >= '0' && b.String()[0] <= '9' {
		return "n" + b.String()
	}
	return b.String()
}

// taken gives every name once.
type taken map[string]bool

func (t taken) free(name string) string {
	free := name
	for i := 2; t[free]; i++ {
		free = fmt.Sprintf("%s%d", name, i)
	}
	t[free] = true
	return free
}

func reserve(names string) taken {
	t := taken{}
	for _, n := range strings.Fields(names) {
		t[n] = true
	}
	return t
}
