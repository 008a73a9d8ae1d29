package paper

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
)

// canvas is the library with one thing more: every text that is laid on it is readable. The library gives a whole document
// up for one character outside of the first plane, such as an emoji in somebody's name, and prints marks that turn a text
// round.
type canvas struct{ *fpdf.Fpdf }

// readable leaves out marks that nobody sees and that change what is read; what no font of ours has becomes a question mark.
func readable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.Is(unicode.Bidi_Control, r), r == 0x200D, r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000:
			return -1
		case unicode.IsControl(r), r == 0x2028, r == 0x2029:
			return ' '
		case r > 0xFFFF, r == utf8.RuneError:
			return '?'
		}
		return r
	}, text)
}

// CellFormat lays one line.
func (c canvas) CellFormat(w, h float64, text, border string, ln int, align string, fill bool, link int, linkText string) {
	c.Fpdf.CellFormat(w, h, readable(text), border, ln, align, fill, link, linkText)
}

// MultiCell lays lines that break by themselves.
func (c canvas) MultiCell(w, h float64, text, border, align string, fill bool) {
	c.Fpdf.MultiCell(w, h, readable(text), border, align, fill)
}

// SplitText breaks a text into lines.
func (c canvas) SplitText(text string, w float64) []string {
	return c.Fpdf.SplitText(readable(text), w)
}

// GetStringWidth measures a text.
func (c canvas) GetStringWidth(text string) float64 { return c.Fpdf.GetStringWidth(readable(text)) }
