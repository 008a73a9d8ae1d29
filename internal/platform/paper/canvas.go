package paper

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// canvas is the library with one thing more: every text that is laid on it is readable. The library gives a whole document
// up for one character outside of the first plane, such as an emoji in somebody's name, and prints marks that turn a text
// round.
type canvas struct{ *fpdf.Fpdf }

// readable leaves out marks that nobody sees and that change what is read, and writes a letter and its accents as one.
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
	}, norm.NFC.String(text))
}

// drawn are the characters of the first plane that a font of ours draws, by the family's name.
var drawn = sync.OnceValue(func() map[string]*[1 << 16]bool {
	all := map[string]*[1 << 16]bool{}
	for family, file := range map[string][]byte{"inter": interRegular, "fraunces": frauncesSemiBold} { // the bold Inter draws what Inter draws
		font, err := sfnt.Parse(file)
		if err != nil {
			panic(err) // it is embedded
		}
		var b sfnt.Buffer
		all[family] = &[1 << 16]bool{}
		for r := range rune(1 << 16) {
			glyph, err := font.GlyphIndex(&b, r)
			all[family][r] = err == nil && glyph != 0
		}
	}
	return all
})

// draws reports whether a family has all of a text.
func draws(family, text string) bool {
	has := drawn()[family]
	return !strings.ContainsFunc(readable(text), func(r rune) bool { return !has[r] })
}

// shown is a text as the font in use draws it: what it has not becomes a question mark. An empty box would say as little, and
// is forbidden in a PDF/A (ISO 19005-3, 6.2.11.8).
func (c canvas) shown(text string) string {
	has := drawn()[c.GetFontFamily()]
	if has == nil {
		return readable(text)
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || has[r]:
			return r
		case unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return '?'
	}, readable(text))
}

// CellFormat lays one line.
func (c canvas) CellFormat(w, h float64, text, border string, ln int, align string, fill bool, link int, linkText string) {
	c.Fpdf.CellFormat(w, h, c.shown(text), border, ln, align, fill, link, linkText)
}

// MultiCell lays lines that break by themselves.
func (c canvas) MultiCell(w, h float64, text, border, align string, fill bool) {
	c.Fpdf.MultiCell(w, h, c.shown(text), border, align, fill)
}

// SplitText breaks a text into lines.
func (c canvas) SplitText(text string, w float64) []string {
	return c.Fpdf.SplitText(c.shown(text), w)
}

// GetStringWidth measures a text.
func (c canvas) GetStringWidth(text string) float64 { return c.Fpdf.GetStringWidth(c.shown(text)) }
