package invoicingio_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingio"
	"comptoir/internal/invoicing/invoicingtest"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
)

// Words that were written to break an invoice are refused with the field named, or stay words: on the paper, and to the letter in
// Factur-X and in UBL, whose sums hold; the paper is valid, has no script, and shows nothing that its fonts lack.
func TestHostileTextIsInvoiced(t *testing.T) {
	t.Parallel()
	w := open(t)
	issued := 0
	for what, text := range map[string]string{
		"turned round": "\u202eEVIL\u202c \u2066x\u2069", "NUL": "a\x00b", "bell": "a\x07b", "escape": "\x1b[31m", "broken UTF-8": "\xff\xfe", "a word of 10,000": strings.Repeat("Llanfairpwllgwyngyll", 500),
		"a long word": strings.Repeat("Llanfair", 12), "markup": "</ram:Name><ram:Name>x & y ]]> <!-- \" ' <![CDATA[", "entity": "&lt;!DOCTYPE&gt; &xxe; <!ENTITY xxe SYSTEM 'file:///etc/passwd'>",
		"operators of PDF": ") Tj ET endstream endobj << /OpenAction /JS (app.alert(1)) >> %%EOF", "LaTeX": `\\input{/etc/passwd} $$ \\write18{x} {{.Total}}`, "Arabic": "عبد الله", "emoji": "🏴‍☠️ 👨‍👩‍👧",
		"not of XML": "a\uFFFEb\uFFFF", "separators": "a\u2028b", "a formula": "=HYPERLINK(\"http://evil\")",
	} {
		d := invoicingtest.Draft()
		d.Items[0].Label, d.Note, d.Order = text, text, "BC-1"
		if what != "not of XML" { // what XML cannot say is written as U+FFFD
			d.Customer.Name = text
		}
		id, err := w.SaveDraft(w.ctx, invoicing.SaveDraft{Draft: d})
		if err != nil {
			if fields := fault.FieldsOf(err); fault.KindOf(err) != fault.Invalid || len(fields) == 0 || fields[0].Path == "" {
				t.Errorf("%s: %v", what, err)
			}
			continue
		}
		if _, err := w.Issue(w.ctx, invoicing.IssueDraft{ID: id}); err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		issued++
		p := w.paper(t, id).Paper
		cii, ubl := parsed(t, invoicingio.CII(p)), parsed(t, invoicingio.UBL(p))
		checkCII(t, what, p, cii)
		checkUBL(t, what, p, ubl)
		if got := cii.all("BuyerTradeParty", "Name"); len(got) != 1 || got[0].Text != p.Customer.Name {
			t.Errorf("%s: the buyer is %+v", what, got)
		}
		pdf, file := printed(t, p), filepath.Join(t.TempDir(), "paper.pdf")
		if err := os.WriteFile(file, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		words := run(t, "pdftotext", "-layout", file, "-")
		if !strings.Contains(unspaced(words), unspaced(p.Total.Format(p.Language))) || strings.ContainsAny(words, "\x00\u202e\u2066\x1b") {
			t.Errorf("%s: a reader finds %.300q", what, words)
		}
		for _, never := range []string{"/JavaScript", "/JS", "/OpenAction", "/Launch"} {
			if bytes.Contains(pdf, []byte(never)) {
				t.Errorf("%s: %s", what, never)
			}
		}
		dir := t.TempDir()
		run(t, "pdfdetach", "-saveall", "-o", dir, file)
		if attached, err := os.ReadFile(filepath.Join(dir, "factur-x.xml")); err != nil || !bytes.Equal(attached, invoicingio.CII(p)) {
			t.Errorf("%s: the attachment is not the invoice: %v", what, err)
		}
	}
	if issued < 6 {
		t.Errorf("only %d were taken", issued)
	}
}

// The clock goes back a day, an hour and a year: numbers go on without a gap, and no paper is dated before the one before it.
func TestPapersOfAClockThatGoesBack(t *testing.T) {
	t.Parallel()
	w := open(t)
	last := w.paper(t, w.issued(t, invoicingtest.Draft())).Paper
	for _, jump := range []time.Duration{24 * time.Hour, -48 * time.Hour, -time.Hour, 72 * time.Hour, -24 * time.Hour} {
		w.Pass(jump)
		p := w.paper(t, w.issued(t, invoicingtest.Draft())).Paper
		if p.IssuedOn.Before(last.IssuedOn) || p.Number <= last.Number || p.Total.Cmp(money.Zero(money.EUR)) <= 0 {
			t.Errorf("%s: %s of %s after %s of %s", jump, p.Number, p.IssuedOn, last.Number, last.IssuedOn)
		}
		last = p
	}
	w.whole(t, 6)
}
