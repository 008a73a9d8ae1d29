package banking

import "strings"

// plain are the letters that SEPA's basic set lacks, by what stands for them (EPC217-08, best practices).
var plain = strings.NewReplacer(
	"à", "a", "á", "a", "â", "a", "ã", "a", "ä", "a", "å", "a", "æ", "ae", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e", "ì", "i", "í", "i", "î", "i", "ï", "i",
	"ñ", "n", "ò", "o", "ó", "o", "ô", "o", "õ", "o", "ö", "o", "ø", "o", "œ", "oe", "ù", "u", "ú", "u", "û", "u", "ü", "u", "ý", "y", "ÿ", "y", "ß", "ss",
	"À", "A", "Á", "A", "Â", "A", "Ã", "A", "Ä", "A", "Å", "A", "Æ", "AE", "Ç", "C", "È", "E", "É", "E", "Ê", "E", "Ë", "E", "Ì", "I", "Í", "I", "Î", "I", "Ï", "I",
	"Ñ", "N", "Ò", "O", "Ó", "O", "Ô", "O", "Õ", "O", "Ö", "O", "Ø", "O", "Œ", "OE", "Ù", "U", "Ú", "U", "Û", "U", "Ü", "U", "Ý", "Y", "Ÿ", "Y",
	"č", "c", "ć", "c", "š", "s", "ś", "s", "ž", "z", "ź", "z", "ż", "z", "ł", "l", "Ł", "L", "ą", "a", "ę", "e", "ř", "r", "ě", "e", "ů", "u", "ő", "o", "ű", "u",
	"Č", "C", "Š", "S", "Ž", "Z", "Ż", "Z", "Ş", "S", "ş", "s", "ğ", "g", "ı", "i", "ţ", "t", "ț", "t", "ș", "s", "ă", "a",
	"’", "'", "‘", "'", "–", "-", "—", "-", "·", "-", "&", "+", "\u00a0", " ", "\u202f", " ",
)

// basic writes a text with the characters that every bank of SEPA takes, at most n of them. It never begins or ends with a
// slash nor holds two, which the rulebook forbids; what has nothing left becomes a full stop.
func basic(text string, n int) string {
	var b strings.Builder
	for _, r := range plain.Replace(text) {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune("/-?:().,'+ ", r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	s := strings.Join(strings.Fields(b.String()), " ")
	for strings.Contains(s, "//") {
		s = strings.ReplaceAll(s, "//", "/")
	}
	if len(s) > n {
		s = s[:n]
	}
	if s = strings.Trim(s, " /"); s == "" {
		return "."
	}
	return s
}
