package tenancy

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"comptoir/internal/kernel/fault"
)

// Branding is what a business changes in the look of its pages and papers: tokens and words, never rules.
type Branding struct {
	Accent  string `json:"accent,omitempty"`  // "#rrggbb", readable on the pages' ground (contrast ≥ 4.5:1)
	Second  string `json:"second,omitempty"`  // "#rrggbb" for ornaments and large marks beside the accent (contrast ≥ 3:1)
	Font    Font   `json:"font,omitempty"`    // of headings; "" is Classic
	Logo    string `json:"logo,omitempty"`    // a path on this host, or an https address
	Tagline string `json:"tagline,omitempty"` // one line under the name
}

// Font is one of the fixed stacks that headings may be set in: embedded in the program or on every machine, so that no
// visitor's address is told to anybody for the sake of a letter's shape.
type Font string

// The fonts.
const (
	Classic Font = "classic" // Fraunces, embedded
	Modern  Font = "modern"  // Inter, embedded
	Book    Font = "book"    // the system's serif
	Plain   Font = "plain"   // the system's own
)

// Fonts lists the fonts.
func Fonts() []Font { return []Font{Classic, Modern, Book, Plain} }

// Contrast asked of the colours, by WCAG 2.2: 1.4.3 for text, 1.4.11 for marks.
const (
	TextContrast = 4.5
	MarkContrast = 3.0
)

// Ground is the paper of the public pages, on which a business's colours must stand. White is lighter: what can be read
// on Ground can be read on white, and under white words.
const Ground = "#fbfaf7"

var (
	colour     = regexp.MustCompile(`^#[0-9a-f]{6}$`)
	localLogo  = regexp.MustCompile(`^/[A-Za-z0-9][A-Za-z0-9._/-]*$`)
	remoteLogo = regexp.MustCompile(`^https://[A-Za-z0-9.-]+(:\d+)?/[A-Za-z0-9._~/%?=&-]*$`)
)

func checkBranding(c *fault.Check, b Branding) Branding {
	b.Accent = checkColour(c, "branding.accent", b.Accent, TextContrast)
	b.Second = checkColour(c, "branding.second", b.Second, MarkContrast)
	c.That(b.Font == "" || slices.Contains(Fonts(), b.Font), "branding.font", "unknown_font", "classic, modern, book or plain")
	b.Logo = strings.TrimSpace(b.Logo)
	ok := b.Logo == "" || localLogo.MatchString(b.Logo) && !strings.Contains(b.Logo, "//") && !strings.Contains(b.Logo, "..") || remoteLogo.MatchString(b.Logo)
	c.That(ok && len(b.Logo) <= 300, "branding.logo", "malformed_address", "a path on this site or an https address")
	b.Tagline = line(c, "branding.tagline", b.Tagline, 0, 160)
	return b
}

func checkColour(c *fault.Check, path, hex string, least float64) string {
	hex = strings.ToLower(strings.TrimSpace(hex))
	switch {
	case hex == "":
	case !colour.MatchString(hex):
		c.Fail(path, "malformed_colour", "a colour of the form #rrggbb")
	case Contrast(hex, Ground) < least:
		c.Fail(path, "low_contrast", fmt.Sprintf("its contrast is %.2f:1 and must be %.1f:1; the nearest that passes is %s", Contrast(hex, Ground), least, Darker(hex, least)))
	}
	return hex
}

// Contrast returns the contrast ratio of two colours "#rrggbb" as WCAG 2.2 defines it: 1 to 21; 1 when one is none.
func Contrast(a, b string) float64 {
	x, okX := luminance(a)
	y, okY := luminance(b)
	if !okX || !okY {
		return 1
	}
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(hex string) (float64, bool) {
	rgb, ok := channels(hex)
	if !ok {
		return 0, false
	}
	light := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v := float64(rgb[i]) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		light += weight * v
	}
	return light, true
}

func channels(hex string) (rgb [3]uint64, ok bool) {
	if !colour.MatchString(strings.ToLower(hex)) {
		return rgb, false
	}
	for i := range rgb {
		rgb[i], _ = strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8) // the shape was checked
	}
	return rgb, true
}

// Darker returns the nearest shade of a colour that has at least a contrast with Ground: its own hue, mixed with as
// little black as does it. A colour that has it already is returned as it is; what is no colour, as black.
func Darker(hex string, least float64) string {
	rgb, ok := channels(hex)
	if !ok {
		return "#000000"
	}
	for step := range 256 {
		keep := float64(255-step) / 255
		shade := fmt.Sprintf("#%02x%02x%02x", int(float64(rgb[0])*keep), int(float64(rgb[1])*keep), int(float64(rgb[2])*keep))
		if Contrast(shade, Ground) >= least {
			return shade
		}
	}
	return "#000000"
}
