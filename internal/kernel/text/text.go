// Package text says what a line of text is that every paper, file and page can carry. It refuses to know languages and
// lengths. Start with OneLine.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// OneLine reports whether a text is valid UTF-8 without controls (C0, DEL, C1) and without Unicode's separators of lines and
// paragraphs: what would break a row of a file, a header or a line of a log.
func OneLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	})
}
