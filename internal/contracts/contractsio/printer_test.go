package contractsio_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractsio"
	"comptoir/internal/contracts/contractstest"
)

func printed(t *testing.T, s contracts.ContractState) []byte {
	t.Helper()
	pdf, err := contractsio.Printer{}.Print(contractstest.Compose(s))
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

// unspaced compares words: where letters stand wide, a reader of PDFs cannot tell how many spaces were meant.
func unspaced(text string) string { return strings.Join(strings.Fields(text), "") }

// read is what a reader of the PDF can select.
func read(t *testing.T, pdf []byte) (text string, pages int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "contract.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (of poppler-utils): %v", err)
	}
	return unspaced(string(out)), bytes.Count(out, []byte("\f"))
}

func TestThePaperSaysEverything(t *testing.T) {
	t.Parallel()
	for _, locale := range []string{"fr", "en"} {
		s := contractstest.State(locale)
		pdf := printed(t, s)
		if !bytes.Equal(pdf, printed(t, s)) {
			t.Errorf("%s: printed twice, the files differ", locale)
		}
		text, pages := read(t, pdf)
		if pages < 1 || pages > 2 {
			t.Errorf("%s: %d pages", locale, pages)
		}
		var want []string
		composed := contractstest.Compose(s)
		want = append(want, composed.Title, composed.Footer, composed.AgencyName)
		want = append(append(want, composed.Parties[0]...), composed.Parties[1]...)
		for _, section := range composed.Sections {
			want = append(append(want, section.Heading), section.List...)
			for _, f := range section.Facts {
				want = append(want, f.Value)
			}
			if section.Table != nil {
				for _, r := range section.Table.Rows {
					want = append(want, strings.Fields(r.Label)...) // a long one goes on below the figures
					want = append(want, r.Quantity, r.Unit, r.Amount)
				}
			}
			want = append(want, section.Text...)
		}
		for _, w := range want {
			if !strings.Contains(text, unspaced(w)) {
				t.Errorf("%s: the paper does not say %q", locale, w)
			}
		}
		if t.Failed() {
			t.Log(text)
		}
	}
}

// A long stay and many rules break the page between lines, and every page carries its number.
func TestLongContractsBreakPages(t *testing.T) {
	t.Parallel()
	s := contractstest.State("fr")
	for range 80 {
		s.Stay.Property.Rules = append(s.Stay.Property.Rules, "Une règle de plus, un peu longue, pour que la page soit pleine bien avant la fin du contrat et qu’il en faille une autre.")
	}
	text, pages := read(t, printed(t, s))
	if pages < 3 || !strings.Contains(text, "3/"+strconv.Itoa(pages)) || strings.Contains(text, "{pages}") {
		t.Errorf("%d pages", pages)
	}
	if n := strings.Count(text, unspaced("Une règle de plus")); n != 80 {
		t.Errorf("%d rules of 80", n)
	}
}

// Whatever somebody has called himself or his house, the paper is a PDF that reads: no character turns the text round or
// ends it, no word runs out of the page, and nothing that was typed is a tag of a template or a script of a reader.
func TestHostileTextIsPrinted(t *testing.T) {
	t.Parallel()
	hostile := []string{"\u202eevil\u202c", "a\x00b\x07c\u2028d", strings.Repeat("Llanfairpwllgwyngyll", 60), "{{prices}} {{#each policy.terms}}", "<script>alert(1)</script>) Tj /JS (app.alert(1))", "🏴‍☠️ 漢字 עברית", "\xff\xfe"}
	for _, text := range hostile {
		s := contractstest.State("fr")
		s.Stay.Guest.FirstName, s.Stay.Guest.LastName, s.Stay.Property.Name = text, text, text
		s.Stay.Property.Rules = append(s.Stay.Property.Rules, text)
		s.Stay.Lines[0].Label = text
		pdf := printed(t, s)
		words, pages := read(t, pdf)
		if pages < 1 || pages > 12 || !strings.Contains(words, "8.L’accord") {
			t.Errorf("%.30q: %d pages", text, pages)
		}
		for _, never := range []string{"\u202e", "\x00", "/JavaScript", "/JS", "/Launch", "/OpenAction"} {
			if bytes.Contains(pdf, []byte(never)) && never[0] == '/' || strings.Contains(words, never) && never[0] != '/' {
				t.Errorf("%.30q: the paper holds %q", text, never)
			}
		}
		signed := s
		signed.Signing = contractstest.SignedState("fr").Signing
		signed.Signing.Signer.Mark.Name = text
		if proof, err := (contractsio.Printer{}).PrintProof(contracts.ComposeProof(signed, contractstest.Agency(), nil)); err != nil || !bytes.HasPrefix(proof, []byte("%PDF-")) {
			t.Errorf("%.30q: the page of signatures: %v", text, err)
		}
	}
}
