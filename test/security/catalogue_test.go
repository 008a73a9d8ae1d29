package security

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every test that the catalogue names exists, and docs/security/results.md is of this catalogue and says that all was withstood.
func TestCatalogueIsTrue(t *testing.T) {
	t.Parallel()
	const root = "../.."
	written, err := os.ReadFile(root + "/docs/security/results.md")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(written), "FAILED") {
		t.Error("docs/security/results.md tells of a failure")
	}
	sources := map[string]string{}
	for _, a := range Catalogue() {
		if len(a.Tests) == 0 && a.Why == "" {
			t.Errorf("%s: %s: no test and no reason", a.Threat, a.Attack)
		}
		if !strings.Contains(string(written), "| "+a.Threat+" | "+a.Attack+" | "+a.Checked+" |") {
			t.Errorf("docs/security/results.md does not know %q of %q: make security", a.Attack, a.Threat)
		}
		for _, name := range a.Tests {
			pkg, test, _ := strings.Cut(name, " ")
			test, part, _ := strings.Cut(test, "/")
			if !strings.Contains(source(t, sources, root, pkg), "func "+test+"(t *testing.T)") {
				t.Errorf("there is no %s in %s", test, pkg)
			}
			if part != "" && !strings.Contains(source(t, sources, root, pkg), `"`+part+`"`) {
				t.Errorf("%s of %s has no part %s", test, pkg, part)
			}
		}
	}
}

// source is the text of a package's tests.
func source(t *testing.T, known map[string]string, root, pkg string) string {
	t.Helper()
	if text, ok := known[pkg]; ok {
		return text
	}
	files, err := filepath.Glob(filepath.Join(root, pkg, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		known[pkg] += string(text)
	}
	return known[pkg]
}
