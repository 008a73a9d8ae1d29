package web

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Faults of a tenant's accent.
var (
	ErrAccentFormat   = errors.New("web: an accent is #rrggbb")
	ErrAccentContrast = errors.New("web: this accent cannot be read")
)

// The papers and inks that an accent must stand against; the token test keeps them equal to tokens.css.
const (
	lightPaper, lightSurface = "#FBFAF7", "#FFFFFF"
	darkPaper, darkSurface   = "#14130F", "#1E1C17"
	darkOnAccent             = "#0B1F1A"
	minContrast              = 4.5
)

// CheckAccent says whether a tenant's accent may be used: as text on paper and on surface, and under white text, each
// with a contrast of at least 4.5:1 in the light theme; its dark companion must exist (see AccentForDark).
func CheckAccent(hex string) error {
	c, err := parseHex(hex)
	if err != nil {
		return err
	}
	for _, ground := range []string{lightPaper, lightSurface} {
		g, _ := parseHex(ground)
		if ratio := contrast(c, g); ratio < minContrast {
			return fmt.Errorf("%w: %s on %s has a contrast of %.2f:1, and needs %.1f:1", ErrAccentContrast, hex, ground, ratio, minContrast)
		}
	}
	return nil
}

// AccentForDark lightens an accent until it can be read on the dark theme's surfaces and under its dark text.
func AccentForDark(hex string) (string, error) {
	c, err := parseHex(hex)
	if err != nil {
		return "", err
	}
	surface, _ := parseHex(darkSurface)
	ink, _ := parseHex(darkOnAccent)
	for i := range 101 {
		t := float64(i) / 100
		mixed := rgb{c.r + (255-c.r)*t, c.g + (255-c.g)*t, c.b + (255-c.b)*t}
		if contrast(mixed, surface) >= 7 && contrast(mixed, ink) >= minContrast {
			return fmt.Sprintf("#%02X%02X%02X", int(math.Round(mixed.r)), int(math.Round(mixed.g)), int(math.Round(mixed.b))), nil
		}
	}
	return "#FFFFFF", nil
}

// ContrastRatio returns the contrast of two colours by WCAG 2.2, from 1 to 21.
func ContrastRatio(a, b string) (float64, error) {
	x, err := parseHex(a)
	if err != nil {
		return 0, err
	}
	y, err := parseHex(b)
	if err != nil {
		return 0, err
	}
	return contrast(x, y), nil
}

type rgb struct{ r, g, b float64 }

func parseHex(hex string) (rgb, error) {
	if len(hex) != 7 || hex[0] != '#' {
		return rgb{}, fmt.Errorf("%w: %q", ErrAccentFormat, hex)
	}
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		return rgb{}, fmt.Errorf("%w: %q", ErrAccentFormat, hex)
	}
	return rgb{float64(n >> 16), float64(n >> 8 & 255), float64(n & 255)}, nil
}

func (c rgb) luminance() float64 {
	lin := func(v float64) float64 {
		v /= 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c.r) + 0.7152*lin(c.g) + 0.0722*lin(c.b)
}

func contrast(a, b rgb) float64 {
	x, y := a.luminance(), b.luminance()
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}

// minMark is the contrast of what is no text (WCAG 2.2, 1.4.11).
const minMark = 3

// fontStacks are the fonts of headings that a brand may choose, each embedded or on every machine; "" and "classic" are
// what the style sheet says.
var fontStacks = map[string]string{
	"modern": "Inter,'Inter stand-in','Plex Arabic',sans-serif",
	"book":   "Georgia,'Times New Roman','Plex Arabic',serif",
	"plain":  "system-ui,-apple-system,'Segoe UI',Roboto,'Plex Arabic',sans-serif",
}

// brandStyle returns the tokens that a brand overrides, "" when none or when the accent cannot be read.
func brandStyle(b Brand) string {
	var tokens []string
	if b.Accent != "" && CheckAccent(b.Accent) == nil {
		dark := b.AccentDark
		if _, err := parseHex(dark); err != nil {
			dark, _ = AccentForDark(b.Accent)
		}
		tokens = append(tokens, "--brand:"+b.Accent, "--brand-dark:"+dark)
	}
	if ratio, err := ContrastRatio(b.Second, lightPaper); err == nil && ratio >= minMark {
		dark, _ := AccentForDark(b.Second)
		tokens = append(tokens, "--second:"+b.Second, "--second-dark:"+dark)
	}
	if stack := fontStacks[b.Font]; stack != "" {
		tokens = append(tokens, "--head:"+stack)
	}
	return strings.Join(tokens, ";")
}

// Preview returns the tokens of a brand for a part of a page: what the whole page would look like with it.
func Preview(b Brand) templ.Attributes { return style(brandStyle(b)) }
