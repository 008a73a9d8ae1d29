package builtinsign_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/builtinsign"
	"comptoir/internal/contracts/contractsio"
	"comptoir/internal/contracts/contractstest"
)

// hostile are texts that were written to break a document, or the one who reads it.
var hostile = map[string]string{
	"turned round":      "\u202eEVIL\u202c\u2066x\u2069 \u200fy",
	"control":           "a\x00b\x07c\x1b[31md\u2028e\u2029f\x7f",
	"a word of 10,000":  strings.Repeat("Llanfairpwllgwyngyll", 500),
	"markup":            "<script>alert(1)</script><b>&amp;</b>]]><!--",
	"operators of PDF":  `) Tj ET Q endstream endobj 1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >> %%EOF`,
	"LaTeX":             `\\input{/etc/passwd}\\write18{rm -rf /} $$\\immediate$$ {{prices}} {{#each policy.terms}}`,
	"Arabic":            "عبد الله بن عبد العزيز",
	"Hebrew":            "דוד בן־גוריון",
	"Chinese":           "漢字 王小明",
	"emoji":             "🏴‍☠️ 👨‍👩‍👧‍👦 ☃",
	"accents for miles": "Z" + strings.Repeat("\u0301\u0302\u0303", 300) + "algo",
	"broken UTF-8":      "\xff\xfe\xc3(",
	"letters apart":     "E\u0301loi\u0308se",
}

// Whatever its words are, a contract is sealed: poppler finds one valid signature over the whole of it and reads the agreement's
// last article, nothing is turned round, nothing is a script, no font lacks what is shown, and each evidence is still there.
func TestHostileTextIsSealed(t *testing.T) {
	t.Parallel()
	v := &vault{}
	for what, text := range hostile {
		s := contractstest.SignedState("fr")
		s.Stay.Guest.FirstName, s.Stay.Guest.LastName, s.Stay.Property.Name = text, text, text
		s.Stay.Property.Rules = append(s.Stay.Property.Rules, text)
		s.Stay.Lines[0].Label, s.Signing.Signer.Mark.Name = text, text
		d := draftable(t, text)
		printer := contractsio.Printer{}
		var err error
		if d.Contract, err = printer.Print(contractstest.Compose(s)); err != nil {
			t.Fatal(err)
		}
		if d.Proof, err = printer.PrintProof(contracts.ComposeProof(s, contractstest.Agency(), nil)); err != nil {
			t.Fatal(err)
		}
		sealed := sealOf(t, builtinsign.Config{Vault: v}, d).PDF
		if said := pdfsig(t, sealed); strings.Count(said, "Signature is Valid") != 1 || !strings.Contains(said, "Total document signed") {
			t.Errorf("%s: %s", what, said)
		}
		file := filepath.Join(t.TempDir(), "sealed.pdf")
		if err := os.WriteFile(file, sealed, 0o600); err != nil {
			t.Fatal(err)
		}
		words := reader(t, "pdftotext", file, "-")
		if !strings.Contains(words, "8. L’accord") || strings.ContainsAny(words, "\x00\u202e\u2066\u200f\u001b") {
			t.Errorf("%s: a reader finds %.400q", what, words)
		}
		if bytes.Contains(sealed, []byte("/JS (")) { // within a text the bracket is escaped
			t.Errorf("%s: a script", what)
		}
		if script := reader(t, "pdfinfo", "-js", file); strings.Contains(script, "alert") {
			t.Errorf("%s: a script: %s", what, script)
		}
		if list := reader(t, "pdfdetach", "-list", file); !strings.Contains(list, "1 embedded file") {
			t.Errorf("%s: the evidence: %s", what, list)
		}
	}
}

// reader is what a program of poppler-utils says of a document.
func reader(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s (of poppler-utils): %v: %s", name, err, out)
	}
	return string(out)
}
