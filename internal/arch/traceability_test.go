package arch

import (
	"go/ast"
	"regexp"
	"strings"
	"testing"
)

// docs/traceability.md has one row for each requirement or part of one, and every test that it names exists.
func TestTraceabilityNamesWhatExists(t *testing.T) {
	t.Parallel()
	there := map[string]bool{}
	for _, f := range tree(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				there[fn.Name.Name] = true
			}
		}
	}
	named := regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+|\b[a-z]+test\.[A-Z]\w+`)
	seen := map[string]bool{}
	for _, line := range strings.Split(text(t, "docs/traceability.md"), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) < 6 || strings.HasPrefix(cells[1], "---") {
			continue
		}
		id := strings.TrimSpace(cells[1])
		if seen[id] {
			t.Errorf("%s has two rows", id)
		}
		seen[id] = true
		for _, test := range named.FindAllString(cells[3], -1) {
			if !there[test[strings.LastIndexByte(test, '.')+1:]] {
				t.Errorf("%s: there is no %s", id, test)
			}
		}
	}
	if len(seen) < 50 {
		t.Errorf("only %d rows were read", len(seen))
	}
}
