package arch

import (
	"go/ast"
	"regexp"
	"strings"
	"testing"
)

// tests are the names of all functions that there are: what a document calls a test must be one of them.
func tests(t *testing.T) map[string]bool {
	t.Helper()
	there := map[string]bool{}
	for _, f := range tree(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				there[fn.Name.Name] = true
			}
		}
	}
	return there
}

// named finds the tests that a document names.
var named = regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+|\b[a-z]+test\.[A-Z]\w+`)

// rows are the cells of a document's tables, without their heads.
func rows(t *testing.T, path string) (all [][]string) {
	t.Helper()
	head := true
	for _, line := range strings.Split(text(t, path), "\n") {
		cells := strings.Split(line, "|")
		switch {
		case len(cells) < 3:
			head = true
		case strings.HasPrefix(strings.TrimSpace(cells[1]), "---"):
			head = false
		case !head:
			all = append(all, cells[1:len(cells)-1])
		}
	}
	return all
}

// docs/traceability.md has one row for each requirement or part of one, and every test that it names exists.
func TestTraceabilityNamesWhatExists(t *testing.T) {
	t.Parallel()
	there, seen := tests(t), map[string]bool{}
	for _, cells := range rows(t, "docs/traceability.md") {
		if len(cells) < 4 {
			continue
		}
		id := strings.TrimSpace(cells[0])
		if seen[id] {
			t.Errorf("%s has two rows", id)
		}
		seen[id] = true
		for _, test := range named.FindAllString(cells[2], -1) {
			if !there[test[strings.LastIndexByte(test, '.')+1:]] {
				t.Errorf("%s: there is no %s", id, test)
			}
		}
	}
	if len(seen) < 50 {
		t.Errorf("only %d rows were read", len(seen))
	}
}

// docs/money-under-bad-luck.md says of each misfortune and each provider which test makes it happen, or why it cannot.
func TestEveryMisfortuneHasItsTest(t *testing.T) {
	t.Parallel()
	there, all := tests(t), rows(t, "docs/money-under-bad-luck.md")
	for _, cells := range all {
		for _, cell := range cells[1:] {
			found := named.FindAllString(cell, -1)
			if _, why, cannot := strings.Cut(cell, "—"); len(found) == 0 && (!cannot || len(strings.TrimSpace(why)) < 10) {
				t.Errorf("%s: %q names no test, and not why there is none", cells[0], cell)
			}
			for _, test := range found {
				if !there[test[strings.LastIndexByte(test, '.')+1:]] {
					t.Errorf("%s: there is no %s", cells[0], test)
				}
			}
		}
	}
	if len(all) < 25 {
		t.Errorf("only %d rows were read", len(all))
	}
}
