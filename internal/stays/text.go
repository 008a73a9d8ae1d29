package stays

import (
	"strings"
	"unicode/utf8"

	"comptoir/internal/kernel/fault"
)

// Text is a text in several languages, by ISO 639-1 code.
type Text map[string]string

// Languages are those in which a property may be described. Pages exist in fewer; Text.In falls back.
var Languages = []string{"fr", "en", "ar", "de", "es", "it", "nl"}

// FrEn makes a text in the two languages of the pages.
func FrEn(fr, en string) Text { return Text{"fr": fr, "en": en} }

// In returns the text in a language ("fr", "fr-CA"), else in French, else in English, else in the first language of
// Languages that there is.
func (t Text) In(locale string) string {
	language, _, _ := strings.Cut(locale, "-")
	if s := t[language]; s != "" {
		return s
	}
	for _, l := range Languages {
		if s := t[l]; s != "" {
			return s
		}
	}
	return ""
}

// IsEmpty reports whether no language says anything.
func (t Text) IsEmpty() bool { return t.In("") == "" }

// checkText trims the text and refuses unknown languages and texts longer than most runes.
func checkText(c *fault.Check, path string, t Text, most int) Text {
	if len(t) == 0 {
		return nil
	}
	out := make(Text, len(t))
	for language, s := range t {
		s = strings.TrimSpace(s)
		c.That(knownLanguage(language), path+"."+language, "unknown_language", "this language is not one of ours")
		c.That(utf8.ValidString(s), path+"."+language, "malformed", "this is not a text in UTF-8")
		c.That(utf8.RuneCountInString(s) <= most, path+"."+language, "too_long", "this text is too long")
		if s != "" {
			out[language] = s
		}
	}
	return out
}

func knownLanguage(code string) bool {
	for _, l := range Languages {
		if l == code {
			return true
		}
	}
	return false
}

// checkLine trims a one-line text of a person and refuses what is too long or broken.
func checkLine(c *fault.Check, path, s string, required bool, most int) string {
	s = strings.TrimSpace(s)
	c.That(!required || s != "", path, "required", "this is missing")
	c.That(utf8.ValidString(s) && !strings.ContainsAny(s, "\x00\r\n"), path, "malformed", "one line of text only")
	c.That(utf8.RuneCountInString(s) <= most, path, "too_long", "this text is too long")
	return s
}
