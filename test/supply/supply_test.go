package supply_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"comptoir/test/supply"
)

const root = "../.."

// The committed list is of what is linked, nothing is linked under a licence that a product may not carry, and every
// file of others has its part and its text.
func TestLicences(t *testing.T) {
	t.Parallel()
	parts, err := supply.Parts(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		for _, id := range p.Licences {
			if !slices.Contains(supply.Allowed, id) {
				t.Errorf("%s %s is under %s", p.Name, p.Version, id)
			}
		}
	}
	if len(parts) < 80 {
		t.Errorf("only %d parts", len(parts))
	}
	written, err := os.ReadFile(root + "/docs/security/licences.csv")
	if err != nil || !bytes.Equal(written, supply.List(parts)) {
		t.Errorf("docs/security/licences.csv is not what is linked (%v): make licences", err)
	}
	known := supply.Carried()
	for _, dir := range supply.Carriers {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			name, _ := filepath.Rel(root, path)
			if err == nil && !d.IsDir() && !slices.ContainsFunc(known, func(k string) bool {
				return name == k || strings.HasSuffix(k, "/") && strings.HasPrefix(name, k)
			}) {
				t.Errorf("%s is of nobody: name its part in carried.go", name)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
