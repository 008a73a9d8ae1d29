package sms

import (
	"strings"
	"unicode/utf16"
)

// Encoding is the alphabet that a text is sent in.
type Encoding string

// The alphabets of 3GPP TS 23.038. One character beyond GSM's, and the whole text is sent in UCS-2, at less than half the
// length.
const (
	GSM  Encoding = "GSM-7"
	UCS2 Encoding = "UCS-2"
)

// Lengths of a segment, in units: septets of GSM-7, 16-bit words of UCS-2. Of several joined ones each gives away seven
// septets, or three words, to say which it is (3GPP TS 23.040, 9.2.3.24.1).
const (
	gsmAlone, gsmJoined   = 160, 153
	ucs2Alone, ucs2Joined = 70, 67
)

// basic is the default alphabet, extended are those that take two septets, escape and character.
const (
	basic    = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	extended = "\f^{}\\[~]|€"
)

// Size is how long a text is, as it is billed.
type Size struct {
	Encoding Encoding
	Units    int // septets or 16-bit words
	Segments int
	Left     int // units that are free in the last segment
}

// Measure tells the size of a text. A character of two units is not divided between two segments.
func Measure(text string) Size {
	s := Size{Encoding: GSM}
	var widths []int
	for _, r := range text {
		switch {
		case strings.ContainsRune(basic, r):
			widths = append(widths, 1)
		case strings.ContainsRune(extended, r):
			widths = append(widths, 2)
		default:
			s.Encoding = UCS2
		}
	}
	alone, joined := gsmAlone, gsmJoined
	if s.Encoding == UCS2 {
		widths, alone, joined = widths[:0], ucs2Alone, ucs2Joined
		for _, r := range text {
			widths = append(widths, max(1, utf16.RuneLen(r)))
		}
	}
	for _, w := range widths {
		s.Units += w
	}
	if s.Units <= alone {
		s.Segments, s.Left = min(1, s.Units), alone-s.Units
		return s
	}
	s.Segments, s.Left = 1, joined
	for _, w := range widths {
		if w > s.Left {
			s.Segments, s.Left = s.Segments+1, joined
		}
		s.Left -= w
	}
	return s
}

// plain writes what typography has beyond GSM's alphabet as people would type it on a telephone.
var plain = strings.NewReplacer("’", "'", "‘", "'", "“", "\"", "”", "\"", "«\u00a0", "\"", "\u00a0»", "\"", "« ", "\"", " »", "\"", "«", "\"", "»", "\"", "–", "-", "—", "-", "…", "...", "•", "*", "\u00a0", " ", "\u202f", " ", "\u2009", " ",
	"œ", "oe", "Œ", "OE", "ç", "c", "á", "a", "â", "a", "ã", "a", "ê", "e", "ë", "e", "í", "i", "î", "i", "ï", "i", "ó", "o", "ô", "o", "õ", "o", "ú", "u", "û", "u", "ÿ", "y",
	"Á", "A", "À", "A", "Â", "A", "Ê", "E", "È", "E", "Ë", "E", "Í", "I", "Î", "I", "Ï", "I", "Ó", "O", "Ô", "O", "Õ", "O", "Ú", "U", "Ù", "U", "Û", "U", "Ÿ", "Y")

// Plain writes a text in GSM's alphabet where only typography and the accents of western Europe keep it from that, and where
// it costs no more so; other texts stay as they are.
func Plain(text string) string {
	before := Measure(text)
	if before.Encoding == GSM {
		return text
	}
	written := plain.Replace(text)
	if after := Measure(written); after.Encoding == GSM && after.Segments <= before.Segments {
		return written
	}
	return text
}
