package bankingio_test

import (
	"archive/zip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"comptoir/internal/banking"
	"comptoir/internal/banking/bankingtest"
)

// The schema of ISO 20022 comes from the registry of Python's packages, in one whose whole content is pinned by its digest.
const (
	schemaPackage = "sepaxml==2.7.0 --hash=sha256:6644f695c66c2bf8f49065d4d7b0814da42140d03292131ec08e09798ad07b5d\n"
	schemaFile    = "sepaxml/schemas/pain.001.001.09.xsd"
)

func schema(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	wanted := filepath.Join(dir, "wanted.txt")
	if err := os.WriteFile(wanted, []byte(schemaPackage), 0o600); err != nil {
		t.Fatal(err)
	}
	download := exec.CommandContext(t.Context(), "python3", "-m", "pip", "download", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", wanted, "-d", dir)
	if out, err := download.CombinedOutput(); err != nil {
		t.Fatalf("the schema cannot be had: %v\n%s", err, out)
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
	in, err := pack.Open(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(in)
	path := filepath.Join(dir, "pain.001.001.09.xsd")
	if err != nil || os.WriteFile(path, raw, 0o600) != nil {
		t.Fatal(err)
	}
	return path
}

// Every file that the bank is given is valid by the schema of ISO 20022, whatever the payees are called: libxml2 says so.
// That it would say no, a file with two things in the wrong order shows.
func TestTheFileIsValidByTheSchemaOfISO20022(t *testing.T) {
	t.Parallel()
	path := schema(t)
	valid := func(content []byte) (string, bool) {
		lint := exec.CommandContext(t.Context(), "xmllint", "--noout", "--nonet", "--schema", path, "-")
		lint.Stdin = strings.NewReader(string(content))
		out, err := lint.CombinedOutput()
		return string(out), err == nil
	}
	for _, holder := range []string{"Maëlle Le Bihan", "SCI L’Été & Fils — «Ker»", "//évil//<x>&amp;//", "李小龙", strings.Repeat("Éa ", 23), "a/b//c///d/"} {
		w := bankingtest.NewWorld(t)
		w.Payable(t)
		w.Books.Earn(w.TyMor, 123456)
		w.Books.Earn(w.Moulin, 1)
		if _, err := w.SetDetails(w.Maker(t), banking.SetDetails{Payee: w.Moulin, Holder: holder, IBAN: bankingtest.IBANBelgium}); err != nil {
			t.Fatalf("%q: %v", holder, err)
		}
		w.Clock.Pass(100 * 3600e9)
		b := w.Proposed(t, "1")
		if _, err := w.Approve(w.Checker(t), banking.ApproveBatch{ID: b.ID}); err != nil {
			t.Fatal(err)
		}
		f, err := w.Export(w.Maker(t), banking.ExportBatch{ID: b.ID})
		if err != nil {
			t.Fatal(err)
		}
		if why, ok := valid(f.Content); !ok {
			t.Errorf("%q: %s\n%s", holder, why, f.Content)
		}
		wrong := strings.NewReplacer("<PmtId>", "<Cdtr>", "</PmtId>", "</Cdtr>").Replace(string(f.Content))
		if why, ok := valid([]byte(wrong)); ok {
			t.Errorf("anything is valid: %s", why)
		}
	}
}
