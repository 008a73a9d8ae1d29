package invoicingio_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingio"
	"comptoir/internal/invoicing/invoicingtest"
	"comptoir/internal/kernel/money"
	"comptoir/internal/platform/picture"
)

// samples issues one paper of each kind and shape on PostgreSQL: what the validators are shown is what a business issues.
func samples(t *testing.T) map[string]invoicing.Paper {
	t.Helper()
	w := open(t)
	out := map[string]invoicing.Paper{}
	keep := func(name string, id invoicing.PaperID) invoicing.Paper {
		out[name] = w.paper(t, id).Paper
		return out[name]
	}
	keep("invoice", w.issued(t, invoicingtest.Draft()))
	inclusive := invoicingtest.Draft()
	inclusive.Inclusive, inclusive.Language, inclusive.Customer = true, "en", invoicingtest.Guest()
	id := w.issued(t, inclusive)
	keep("inclusive", id)
	part, err := w.Credit(w.ctx, invoicing.CreditPaper{ID: id, Amount: eur(10001), Reason: "Broken shower"})
	if err != nil {
		t.Fatal(err)
	}
	keep("credit-part", part)
	rest, err := w.Credit(w.ctx, invoicing.CreditPaper{ID: id, Reason: "The rest"})
	if err != nil {
		t.Fatal(err)
	}
	keep("credit-rest", rest)

	for name, of := range map[string]invoicing.Draft{"lines": invoicingtest.Draft(), "lines-inclusive": inclusive} {
		byLine, err := w.Credit(w.ctx, invoicing.CreditPaper{ID: w.issued(t, of), Lines: []invoicing.CreditLine{{Line: 1, Quantity: invoicing.One}, {Line: 3, Quantity: 2500}, {Line: 4, Amount: eur(333)}}, Reason: "Une journée annulée"})
		if err != nil {
			t.Fatal(err)
		}
		keep("credit-"+name, byLine)
	}

	stay := invoicingtest.Stay()
	must(t, 0)(w.Paid(w.ctx, invoicing.StayPaid{Payment: invoicingtest.Payment(stay, stay.Deposit), Stay: stay}))
	must(t, 0)(w.Ended(w.ctx, invoicing.StayEnded{Stay: stay}))
	for _, r := range w.list(t, invoicing.Filter{Subject: invoicing.Subject{Kind: invoicing.SubjectStay, ID: stay.Reservation}}) {
		keep("stay-"+string(r.Kind), r.ID)
	}

	settings, err := w.Settings(w.ctx, invoicing.GetSettings{})
	if err != nil {
		t.Fatal(err)
	}
	settings.Regime, settings.OnDeposit, settings.IBAN, settings.BIC = invoicing.RegimeFranchise, invoicing.DepositReceipt, "FR7630006000011234567890189", "AGRIFRPP"
	must(t, 0)(w.SetSettings(w.ctx, invoicing.SetSettings{Settings: settings}))
	who := invoicingtest.Identity()
	who.VATNumber = ""
	w.Become(who)
	small := invoicingtest.Stay()
	must(t, 0)(w.Paid(w.ctx, invoicing.StayPaid{Payment: invoicingtest.Payment(small, small.Deposit), Stay: small}))
	must(t, 0)(w.Ended(w.ctx, invoicing.StayEnded{Stay: small}))
	for _, r := range w.list(t, invoicing.Filter{Subject: invoicing.Subject{Kind: invoicing.SubjectStay, ID: small.Reservation}}) {
		keep("franchise-"+string(r.Kind), r.ID)
	}
	return out
}

// must fails a test on an error of a call with a result that nobody needs.
func must(t *testing.T, _ int) func(any, error) {
	return func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

func printed(t *testing.T, p invoicing.Paper) []byte {
	t.Helper()
	return printedBy(t, p, opaqueLogo())
}

func printedBy(t *testing.T, p invoicing.Paper, logo []byte) []byte {
	t.Helper()
	who := invoicingtest.Identity()
	who.Logo = logo
	pdf, err := invoicingio.Printer{}.Print(p, who)
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

// opaqueLogo is what papers are given of a logo that shines through.
var opaqueLogo = sync.OnceValue(func() []byte {
	drawn := image.NewNRGBA(image.Rect(0, 0, 300, 100))
	for i := range drawn.Pix {
		drawn.Pix[i] = []byte{15, 92, 76, byte(i)}[i%4]
	}
	var file bytes.Buffer
	if err := png.Encode(&file, drawn); err != nil {
		panic(err)
	}
	opaque, err := picture.Opaque(context.Background(), &file)
	if err != nil {
		panic(err)
	}
	return opaque
})

// what run answers of an outside reader of PDFs (poppler-utils).
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).Output()
	if err != nil {
		t.Fatalf("%s (of poppler-utils): %v", name, err)
	}
	return string(out)
}

// element is what the checks read of an invoice's data, in either syntax: names without prefixes.
type element struct {
	XMLName xml.Name
	Text    string    `xml:",chardata"`
	Kids    []element `xml:",any"`
}

// all finds elements by their path of local names below e, at any depth for the first one.
func (e element) all(path ...string) (out []element) {
	for _, k := range e.Kids {
		if k.XMLName.Local == path[0] {
			if len(path) == 1 {
				out = append(out, k)
			} else {
				out = append(out, k.direct(path[1:]...)...)
			}
		}
		out = append(out, k.all(path...)...)
	}
	return out
}

func (e element) direct(path ...string) (out []element) {
	for _, k := range e.Kids {
		switch {
		case k.XMLName.Local != path[0]:
		case len(path) == 1:
			out = append(out, k)
		default:
			out = append(out, k.direct(path[1:]...)...)
		}
	}
	return out
}

func (e element) amounts(t *testing.T, path ...string) (sum money.Amount) {
	t.Helper()
	for _, one := range e.all(path...) {
		a, err := money.Parse(strings.TrimSpace(one.Text), money.EUR)
		if err != nil {
			t.Fatalf("%v: %q", path, one.Text)
		}
		sum = sum.Add(a)
	}
	return sum
}

func parsed(t *testing.T, raw []byte) (e element) {
	t.Helper()
	if err := xml.Unmarshal(raw, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

// Every paper is a PDF/A-3 by its own marks, all its fonts are in it, its attachment is the very CII, the same paper gives the
// same bytes, and hostile words stay words. The rules of EN 16931 about sums are computed again from the data alone, in both
// syntaxes.
func TestFacturXIsWhole(t *testing.T) {
	t.Parallel()
	for name, p := range samples(t) {
		dir := t.TempDir()
		pdf, file := printed(t, p), filepath.Join(dir, "paper.pdf")
		if !bytes.Equal(pdf, printed(t, p)) {
			t.Errorf("%s: printed twice, the files differ", name)
		}
		if err := os.WriteFile(file, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		for i, font := range strings.Split(strings.TrimSpace(run(t, "pdffonts", file)), "\n") {
			if columns := strings.Fields(font); i >= 2 && columns[len(columns)-5] != "yes" {
				t.Errorf("%s: a font is not in the file: %s", name, font)
			}
		}
		text := run(t, "pdftotext", "-layout", file, "-")
		for _, want := range []string{p.Number, p.Seller.Name, p.Total.Format(p.Language)} {
			if !strings.Contains(unspaced(text), unspaced(want)) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
		for _, mark := range []string{"<pdfaid:part>3</pdfaid:part>", "/OutputIntents", "/ID [<"} {
			if !bytes.Contains(pdf, []byte(mark)) {
				t.Errorf("%s lacks %s", name, mark)
			}
		}
		if p.Kind == invoicing.Receipt {
			continue
		}
		for _, mark := range []string{"/AFRelationship /Alternative", "/AF [", "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>"} {
			if !bytes.Contains(pdf, []byte(mark)) {
				t.Errorf("%s lacks %s", name, mark)
			}
		}
		run(t, "pdfdetach", "-saveall", "-o", dir, file)
		attached, err := os.ReadFile(filepath.Join(dir, "factur-x.xml"))
		if err != nil || !bytes.Equal(attached, invoicingio.CII(p)) {
			t.Errorf("%s: the attachment is not the invoice: %v", name, err)
		}
		checkCII(t, name, p, parsed(t, attached))
		checkUBL(t, name, p, parsed(t, invoicingio.UBL(p)))
	}
}

// A logo that shone through is on the paper and opaque: a PDF/A whose transparency nobody has declared is none. Who has a
// logo that cannot be read has his invoice without it.
func TestTheLogoIsOnThePaper(t *testing.T) {
	t.Parallel()
	for name, p := range samples(t) {
		for kind, logo := range map[string][]byte{"opaque": opaqueLogo(), "damaged": []byte("\xff\xd8\xffdamaged")} {
			pdf, path, want := printedBy(t, p, logo), filepath.Join(t.TempDir(), "paper.pdf"), 1
			if err := os.WriteFile(path, pdf, 0o600); err != nil {
				t.Fatal(err)
			}
			if kind == "damaged" {
				want = 0
				if !bytes.Equal(pdf, printedBy(t, p, nil)) {
					t.Errorf("%s: a damaged logo leaves its mark", name)
				}
			}
			if list := run(t, "pdfimages", "-list", path); strings.Count(list, " image ") != want || strings.Contains(list, "smask") || want == 1 && !strings.Contains(list, "jpeg") {
				t.Errorf("%s with a logo that is %s:\n%s", name, kind, list)
			}
		}
	}
}

// unspaced compares words: where letters stand wide, a reader of PDFs cannot tell how many spaces were meant.
func unspaced(text string) string { return strings.Join(strings.Fields(text), "") }

func checkCII(t *testing.T, name string, p invoicing.Paper, e element) {
	t.Helper()
	const sum = "SpecifiedTradeSettlementHeaderMonetarySummation"
	lines, net, vat := e.amounts(t, "SpecifiedTradeSettlementLineMonetarySummation", "LineTotalAmount"), e.amounts(t, sum, "TaxBasisTotalAmount"), e.amounts(t, sum, "TaxTotalAmount")
	for rule, ok := range map[string]bool{
		"BR-CO-10": lines == e.amounts(t, sum, "LineTotalAmount"), "BR-CO-13": lines == net, "BR-CO-14": vat == e.amounts(t, "ApplicableHeaderTradeSettlement", "ApplicableTradeTax", "CalculatedAmount"),
		"BR-CO-15": net.Add(vat) == e.amounts(t, sum, "GrandTotalAmount"),
		"BR-CO-16": e.amounts(t, sum, "GrandTotalAmount").Sub(e.amounts(t, sum, "TotalPrepaidAmount")) == e.amounts(t, sum, "DuePayableAmount"),
		"BR-S-08":  net == e.amounts(t, "ApplicableHeaderTradeSettlement", "ApplicableTradeTax", "BasisAmount"),
		"total":    p.Total == e.amounts(t, sum, "GrandTotalAmount"),
	} {
		if !ok {
			t.Errorf("%s: %s does not hold", name, rule)
		}
	}
	for _, price := range e.all("NetPriceProductTradePrice", "ChargeAmount") {
		if strings.HasPrefix(price.Text, "-") {
			t.Errorf("%s: BR-27: a price of %s", name, price.Text)
		}
	}
	if names := e.all("BuyerTradeParty", "Name"); len(names) != 1 || names[0].Text != p.Customer.Name {
		t.Errorf("%s: the buyer is %+v", name, names)
	}
}

func checkUBL(t *testing.T, name string, p invoicing.Paper, e element) {
	t.Helper()
	const sum = "LegalMonetaryTotal"
	line := "InvoiceLine"
	if p.Kind == invoicing.CreditNote {
		line = "CreditNoteLine"
	}
	for rule, ok := range map[string]bool{
		"BR-CO-10": e.amounts(t, line, "LineExtensionAmount") == e.amounts(t, sum, "LineExtensionAmount"), "BR-CO-14": e.amounts(t, "TaxTotal", "TaxAmount") == e.amounts(t, "TaxTotal", "TaxSubtotal", "TaxAmount"),
		"BR-CO-15": p.Total == e.amounts(t, sum, "TaxInclusiveAmount"), "BR-CO-16": p.Due == e.amounts(t, sum, "PayableAmount"),
		"BR-S-08": e.amounts(t, "TaxTotal", "TaxSubtotal", "TaxableAmount") == e.amounts(t, sum, "TaxExclusiveAmount"),
	} {
		if !ok {
			t.Errorf("%s: UBL: %s does not hold", name, rule)
		}
	}
}
