//go:build long

package invoicingio_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingio"
)

// The official validators say that what a business issues is valid: Mustang (Factur-X: schema and Schematron of EN 16931, and
// veraPDF for PDF/A-3), and veraPDF alone for what is no invoice; phive for UBL 2.1 with the Schematron of CEN. They are Java
// from Maven Central, fetched into the user's cache by scripts/validators; without Java this test fails and says so.
func TestTheOfficialValidatorsAgree(t *testing.T) {
	dir := t.TempDir()
	var args []string
	for name, p := range samples(t) {
		write := func(kind string, content []byte) {
			file := filepath.Join(dir, name+"."+kind)
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
			args = append(args, file)
		}
		write("pdf", printed(t, p))
		if p.Kind != invoicing.Receipt {
			write("cii.xml", invoicingio.CII(p))
			write("ubl.xml", invoicingio.UBL(p))
		}
	}
	out, err := exec.CommandContext(t.Context(), "../../../scripts/validators", append([]string{"invoices"}, args...)...).CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range args {
		if !strings.Contains(string(out), "valid    "+filepath.Base(file)) {
			t.Errorf("nobody has validated %s", filepath.Base(file))
		}
	}
}
