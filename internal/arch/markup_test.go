package arch

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// outlets are the places where something becomes markup without being escaped there, each with the reason why nothing of
// a person can be in it. A new one is a decision: first see whether platform/richtext does.
var outlets = map[string]string{
	"internal/web/icon.templ":                   "drawings of the program's own",
	"internal/web/layout.templ":                 "structured data as JSON, in which < > & are escaped",
	"internal/platform/richtext/richtext.go":    "every character escaped, then an allow-list",
	"internal/web/assets/js/islands/palette.js": "an answer of this program, escaped where it was made",
}

// raw finds what turns text into markup as it is: in Go and templ, and in scripts.
var raw = regexp.MustCompile(`templ\.(Raw|ComponentFunc|JSUnsafeFuncCall|JSExpression)\b|template\.(HTML|HTMLAttr|JS|JSStr|CSS|URL|Srcset)\(|templ\.(JSUnsafe|SafeCSS)|\.(inner|outer)HTML\s*\+?=|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|\beval\(|new Function\(`)

// Text of people never becomes markup but through the escaping of templ, html/template and richtext.
func TestOutletsOfMarkup(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	found := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		name = filepath.ToSlash(name)
		if d != nil && d.IsDir() && (strings.HasPrefix(d.Name(), ".") && name != "." || strings.Contains(name, "node_modules") || strings.HasSuffix(name, "assets/vendor") || strings.HasSuffix(name, "assets/dist") || name == "sdk" || name == "bin") { // bin: what was built or fetched
			return filepath.SkipDir
		}
		if err != nil || d.IsDir() || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") || strings.HasSuffix(name, ".min.js") || filepath.Ext(name) != ".go" && filepath.Ext(name) != ".templ" && filepath.Ext(name) != ".js" {
			return err
		}
		text, err := os.ReadFile(path)
		for n, line := range strings.Split(string(text), "\n") {
			if before, _, _ := strings.Cut(line, "//"); raw.MatchString(before) {
				found[name] = true
				if outlets[name] == "" {
					t.Errorf("%s:%d makes markup of text without escaping: %s", name, n+1, strings.TrimSpace(line))
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range outlets {
		if !found[name] {
			t.Errorf("%s is listed and does nothing of it any more", name)
		}
	}
}
