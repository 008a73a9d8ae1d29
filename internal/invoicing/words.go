package invoicing

import (
	"strings"

	"comptoir/internal/kernel/money"
)

// fill replaces pairs of a name in braces and its value.
func fill(text string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(text) }

// clip shortens a text of somebody else's to so many characters.
func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

func joined(first, last string) string { return strings.TrimSpace(first + " " + last) }

// RatePercent writes a rate as papers do: "20 %", "5,5 %", "5.5%".
func RatePercent(language string, p money.Percent) string {
	if language == "en" {
		return p.String() + "%"
	}
	return strings.ReplaceAll(p.String(), ".", ",") + " %"
}

// rateWords name the VAT of a line.
func rateWords(language string, t Tax) string {
	switch {
	case t.Category == Standard && language == "en":
		return "VAT " + RatePercent(language, t.Rate)
	case t.Category == Standard:
		return "TVA " + RatePercent(language, t.Rate)
	case language == "en":
		return "no VAT"
	}
	return "sans TVA"
}
