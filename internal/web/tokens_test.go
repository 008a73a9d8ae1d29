package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"comptoir/internal/web"
)

var (
	tokenLine = regexp.MustCompile(`--([a-z-]+): light-dark\((?:var\(--brand, )?(#[0-9A-F]{6})\)?, (?:var\(--brand-dark, )?(#[0-9A-F]{6})\)?\);`)
	physical  = regexp.MustCompile(`(?m)(?:^|[\s;{])((?:margin|padding|border)-(?:left|right|top|bottom)[a-z-]*|left|right|top|bottom|float: (?:left|right)|text-align: (?:left|right)|(?:min-|max-)?(?:width|height))\s*:`)
)

func css(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("assets/css/*.css")
	if err != nil || len(files) == 0 {
		t.Fatalf("no styles: %v", err)
	}
	out := map[string]string{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[f] = string(raw)
	}
	return out
}

func tokens(t testing.TB) map[string][2]string {
	t.Helper()
	out := map[string][2]string{}
	for _, m := range tokenLine.FindAllStringSubmatch(css(t)["assets/css/tokens.css"], -1) {
		out[m[1]] = [2]string{m[2], m[3]}
	}
	if len(out) < 20 {
		t.Fatalf("only %d colours are understood", len(out))
	}
	return out
}

// textPairs are the inks that stand on each ground somewhere in the styles.
var textPairs = map[string][]string{
	"paper":         {"ink", "muted", "accent", "positive", "warning", "danger", "info"},
	"surface":       {"ink", "muted", "accent", "positive", "warning", "danger", "info"},
	"sunken":        {"ink", "muted", "accent"},
	"neutral-tint":  {"ink", "muted"},
	"accent":        {"on-accent"},
	"accent-tint":   {"ink", "accent", "muted"},
	"positive-tint": {"ink", "positive", "muted"},
	"warning-tint":  {"ink", "warning", "muted"},
	"danger-tint":   {"ink", "danger", "muted"},
	"info-tint":     {"ink", "info", "muted"},
	"danger":        {"on-danger"},
	"ink":           {"paper"},
}

func TestEveryPairOfColoursCanBeRead(t *testing.T) {
	t.Parallel()
	colours := tokens(t)
	theme := []string{"light", "dark"}
	check := func(ink, ground string, least float64) {
		for i := range 2 {
			a, okA := colours[ink]
			b, okB := colours[ground]
			if !okA || !okB {
				t.Fatalf("no such token: %s or %s", ink, ground)
			}
			ratio, err := web.ContrastRatio(a[i], b[i])
			if err != nil || ratio < least {
				t.Errorf("%s: %s on %s is %.2f:1, want %.1f:1 (%v)", theme[i], ink, ground, ratio, least, err)
			}
		}
	}
	for ground, inks := range textPairs {
		for _, ink := range inks {
			check(ink, ground, 4.5)
		}
	}
	check("line-strong", "paper", 3) // the edges of controls (WCAG 1.4.11)
	check("line-strong", "surface", 3)
}

func TestTheExactColoursOfTheDesign(t *testing.T) {
	t.Parallel()
	got := tokens(t)
	for name, want := range map[string][2]string{
		"paper": {"#FBFAF7", "#14130F"}, "surface": {"#FFFFFF", "#1E1C17"}, "ink": {"#1B1A17", "#F3EFE6"}, "muted": {"#625D53", "#ADA696"},
		"line": {"#E4DFD4", "#37342B"}, "accent": {"#0F5C4C", "#6FD0B5"}, "on-accent": {"#FFFFFF", "#0B1F1A"},
	} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	for name, want := range map[string]string{"positive": "#1F7A3D", "warning": "#8A5200", "danger": "#B3261E", "info": "#1D5FA8"} {
		if got[name][0] != want {
			t.Errorf("%s is %s, want %s", name, got[name][0], want)
		}
	}
}

func TestATenantsAccentIsChecked(t *testing.T) {
	t.Parallel()
	for accent, ok := range map[string]bool{"#0F5C4C": true, "#123C69": true, "#8A1C3B": true, "#FFE000": false, "#8A8A8A": false, "#FFFFFF": false,
		"": false, "red": false, "#12345": false, "#GGGGGG": false, "#0f5c4c": true, "#0F5C4C;": false} {
		if err := web.CheckAccent(accent); (err == nil) != ok {
			t.Errorf("%q: %v", accent, err)
		}
	}
	colours := tokens(t)
	hex := rapid.StringMatching(`#[0-9A-F]{6}`)
	rapid.Check(t, func(rt *rapid.T) {
		accent := hex.Draw(rt, "accent")
		if web.CheckAccent(accent) != nil {
			return
		}
		dark, err := web.AccentForDark(accent)
		if err != nil {
			rt.Fatal(err)
		}
		for _, pair := range [][2]string{{accent, colours["paper"][0]}, {accent, colours["surface"][0]}, {colours["on-accent"][0], accent},
			{dark, colours["paper"][1]}, {dark, colours["surface"][1]}, {colours["on-accent"][1], dark}} {
			if ratio, err := web.ContrastRatio(pair[0], pair[1]); err != nil || ratio < 4.5 {
				rt.Fatalf("accent %s (dark %s): %s on %s is %.2f:1 (%v)", accent, dark, pair[0], pair[1], ratio, err)
			}
		}
	})
}

func TestStylesAreLogicalAndUseTokens(t *testing.T) {
	t.Parallel()
	colour := regexp.MustCompile(`#[0-9A-Fa-f]{3,8}\b`)
	for name, text := range css(t) {
		text = regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(text, "")
		text = regexp.MustCompile(`@(?:media|container)[^{]*\{`).ReplaceAllString(text, "{")
		for _, m := range physical.FindAllStringSubmatch(text, -1) {
			t.Errorf("%s: %q is physical; use the logical property", name, m[1])
		}
		if strings.HasSuffix(name, "tokens.css") {
			continue
		}
		for _, c := range colour.FindAllString(text, -1) {
			if c != "#fff" && c != "#C9B27C" && c != "#8A7A4E" { // white on a photo; the second series of a chart
				t.Errorf("%s: the colour %s is no token", name, c)
			}
		}
	}
}
