package invoicingio

import (
	"fmt"
	"strings"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/paper"
)

// Printer lays papers out on A4. What is an invoice is a Factur-X document: PDF/A-3 with the same invoice as data, profile
// EN 16931 (Factur-X 1.0.7; ZUGFeRD 2.3). A receipt is PDF/A-3 alone.
type Printer struct{}

// Print implements invoicing.Printer.
func (Printer) Print(p invoicing.Paper, who invoicing.Identity) ([]byte, error) {
	w := wordsOf(p.Language)
	sheet := paper.New(paper.Options{Title: p.Title(), Author: p.Seller.Name, Language: p.Language, Made: p.IssuedAt, Footer: footer(p), Accent: who.Accent})
	sheet.Logo(who.Logo)
	sheet.Head(p.Seller.Name, sellerLines(p.Seller), p.Title(), headDetails(w, p))
	sheet.Columns(w.from, identityLines(p.Seller), w.to, customerLines(w, p.Customer))
	if p.Reason != "" {
		sheet.Text(w.reason + " " + p.Reason)
	}
	printLines(sheet, w, p)
	sheet.Sums(sums(w, p))
	sheet.Stamp(stamp(w, p))
	if len(p.Deducted) > 0 {
		sheet.Heading(w.deducted)
		var rows [][]string
		for _, d := range p.Deducted {
			rows = append(rows, []string{d.Number, w.date(d.IssuedOn), w.money(d.Net), w.money(d.VAT), w.money(d.Amount)})
		}
		sheet.Grid([]paper.Column{{Head: w.number}, {Head: w.issued, Width: 30, End: true}, {Head: w.net, Width: 30, End: true}, {Head: w.vat, Width: 30, End: true}, {Head: w.total, Width: 32, End: true}}, rows)
	}
	if p.Note != "" {
		sheet.Text(p.Note)
	}
	if p.Accounts.IBAN != "" && p.Due.IsPositive() && p.Kind != invoicing.CreditNote {
		sheet.Facts([]paper.Fact{{Name: "IBAN", Value: p.Accounts.IBAN.String()}, {Name: "BIC", Value: string(p.Accounts.BIC)}, {Name: w.reference, Value: p.Number}})
	}
	for _, m := range p.Mentions {
		sheet.Small(m.Text)
	}
	if p.Kind == invoicing.Receipt {
		return sheet.Archive(nil)
	}
	return sheet.Archive(&paper.Attachment{Name: "factur-x.xml", Description: "Factur-X", Relationship: "Alternative", Type: "text/xml", Content: CII(p), Schema: facturX})
}

// facturX is the extension schema that Factur-X wants in the document's XMP, and what it says of this one.
const facturX = `<rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"><fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>factur-x.xml</fx:DocumentFileName><fx:Version>1.0</fx:Version><fx:ConformanceLevel>EN 16931</fx:ConformanceLevel></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema><pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>DocumentFileName</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>The name of the embedded XML document</pdfaProperty:description></rdf:li><rdf:li rdf:parseType="Resource"><pdfaProperty:name>DocumentType</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>The type of the hybrid document in capital letters</pdfaProperty:description></rdf:li><rdf:li rdf:parseType="Resource"><pdfaProperty:name>Version</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>The version of the standard of the embedded XML document</pdfaProperty:description></rdf:li><rdf:li rdf:parseType="Resource"><pdfaProperty:name>ConformanceLevel</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>The conformance level of the embedded XML document</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
`

// printed are the words of the paper's layout in a language.
type printed struct {
	language                                                                                 string
	from, to, number, issued, due, stay, order, item, quantity, unit, rate, vat              string
	net, netTotal, total, paid, toPay, settled, refundable, on, exempt, deducted, reason     string
	reference, inclusive, exclusive, of, received, vatNumber, siren, capital, card, corrects string
}

func wordsOf(language string) printed {
	if language == "en" {
		return printed{language, "From", "To", "Number", "Date of issue", "Due", "Stay", "Reference", "Description", "Qty", "Unit price", "VAT", "VAT",
			"Net", "Total excl. VAT", "Total incl. VAT", "Already paid", "To be paid", "Paid", "In your favour", "on", "exempt", "Deposits deducted", "Reason:",
			"Payment reference", "Prices include VAT", "Prices exclude VAT", "of", "Amount received", "VAT number", "SIREN", "capital", "Professional card", "Corrects"}
	}
	return printed{"fr", "Émetteur", "Client", "Numéro", "Date d’émission", "Échéance", "Séjour", "Référence", "Désignation", "Qté", "Prix unitaire", "TVA", "TVA",
		"HT", "Total HT", "Total TTC", "Déjà payé", "Reste à payer", "Acquittée", "En votre faveur", "sur", "exonéré", "Acomptes déduits", "Motif :",
		"Référence du paiement", "Prix TTC", "Prix HT", "du", "Somme reçue", "N° de TVA", "SIREN", "capital", "Carte professionnelle", "Corrige"}
}

func (w printed) money(a money.Amount) string { return a.Format(w.language) }

// date writes a civil date as the language does, in figures: papers are compared by them.
func (w printed) date(d period.Date) string {
	y, m, day := d.Date()
	if w.language == "en" {
		return fmt.Sprintf("%d %s %d", day, m, y)
	}
	return fmt.Sprintf("%02d/%02d/%d", day, m, y)
}

func headDetails(w printed, p invoicing.Paper) []string {
	out := []string{w.issued + " : " + w.date(p.IssuedOn)}
	if p.Due.IsPositive() && p.Kind != invoicing.CreditNote && p.Kind != invoicing.Receipt {
		out = append(out, w.due+" : "+w.date(p.DueOn))
	}
	if !p.Supplied.From.IsZero() {
		out = append(out, w.stay+" : "+w.date(p.Supplied.From)+" – "+w.date(p.Supplied.To))
	}
	if p.Order != "" {
		out = append(out, w.order+" : "+p.Order)
	}
	for _, of := range p.Of {
		out = append(out, w.corrects+" : "+of.Number+" "+w.of+" "+w.date(of.IssuedOn))
	}
	if w.language == "en" {
		for i := range out {
			out[i] = strings.Replace(out[i], " : ", ": ", 1)
		}
	}
	return out
}

func sellerLines(p invoicing.Party) []string {
	lines := p.Address.Lines()
	if p.Email != "" {
		lines = append(lines, p.Email.String())
	}
	return lines
}

// identityLines are what the law wants of who issues (CGI, annexe II, 242 nonies A; Code de commerce, R123-238).
func identityLines(p invoicing.Party) []string {
	name := strings.TrimSpace(p.Name + " " + p.Form)
	if p.Capital.IsPositive() {
		name += ", capital " + p.Capital.Format("fr")
	}
	lines := []string{name}
	for _, l := range []struct{ name, value string }{{"SIRET", p.SIRET}, {"", p.Register}, {"TVA", p.VATNumber}, {"Carte", p.Card}} {
		if l.value != "" {
			lines = append(lines, strings.TrimSpace(l.name+" "+l.value))
		}
	}
	if p.SIRET == "" && p.SIREN != "" {
		lines = append(lines, "SIREN "+p.SIREN)
	}
	return lines
}

func customerLines(w printed, p invoicing.Party) []string {
	lines := append([]string{p.Name}, p.Address.Lines()...)
	if p.SIREN != "" {
		lines = append(lines, w.siren+" "+p.SIREN)
	}
	if p.VATNumber != "" {
		lines = append(lines, w.vatNumber+" "+p.VATNumber)
	}
	return lines
}

func printLines(sheet *paper.Sheet, w printed, p invoicing.Paper) {
	if p.Kind == invoicing.Receipt {
		rows := [][]string{}
		for _, l := range p.Lines {
			rows = append(rows, []string{l.Label, w.money(l.Amount)})
		}
		sheet.Grid([]paper.Column{{Head: w.item}, {Head: w.received, Width: 40, End: true}}, rows)
		return
	}
	mode := w.exclusive
	if p.Inclusive {
		mode = w.inclusive
	}
	columns := []paper.Column{{Head: w.item + " · " + mode}, {Head: w.quantity, Width: 16, End: true}, {Head: w.unit, Width: 28, End: true}, {Head: w.rate, Width: 18, End: true}, {Head: w.headOf(p.Inclusive), Width: 30, End: true}}
	var rows [][]string
	for _, l := range p.Lines {
		rate := w.exempt
		if l.Tax.Category == invoicing.Standard {
			rate = invoicing.RatePercent(w.language, l.Tax.Rate)
		}
		quantity := l.Quantity.String()
		if w.language != "en" {
			quantity = strings.ReplaceAll(quantity, ".", ",")
		}
		rows = append(rows, []string{l.Label, quantity, w.money(l.Unit), rate, w.money(l.Amount)})
	}
	sheet.Grid(columns, rows)
}

// headOf heads the lines' amounts.
func (w printed) headOf(inclusive bool) string {
	switch {
	case w.language == "en" && inclusive:
		return "Amount incl. VAT"
	case w.language == "en":
		return "Amount excl. VAT"
	case inclusive:
		return "Montant TTC"
	}
	return "Montant HT"
}

func sums(w printed, p invoicing.Paper) []paper.Sum {
	if p.Kind == invoicing.Receipt {
		return []paper.Sum{{Label: w.received, Amount: w.money(p.Total), Strong: true}}
	}
	out := []paper.Sum{{Label: w.netTotal, Amount: w.money(p.Net)}}
	for _, g := range p.Groups {
		label := w.vat + " " + invoicing.RatePercent(w.language, g.Tax.Rate)
		if g.Tax.Category == invoicing.Exempt {
			label = w.exempt
		}
		out = append(out, paper.Sum{Label: label + " " + w.on + " " + w.money(g.Net), Amount: w.money(g.VAT), Quiet: true})
	}
	out = append(out, paper.Sum{Label: w.total, Amount: w.money(p.Total), Strong: true})
	if !p.Paid.IsZero() {
		out = append(out, paper.Sum{Label: w.paid, Amount: w.money(p.Paid.Neg())})
	}
	label := w.toPay
	if p.Kind == invoicing.CreditNote || p.Due.IsNegative() {
		label = w.refundable
	}
	due := p.Due
	if due.IsNegative() {
		due = due.Neg()
	}
	return append(out, paper.Sum{Label: label, Amount: w.money(due), Strong: true})
}

// stamp is the one thing that the reader must know.
func stamp(w printed, p invoicing.Paper) string {
	switch {
	case p.Kind == invoicing.Receipt:
		return w.received + " : " + w.money(p.Total)
	case p.Kind == invoicing.CreditNote:
		return w.refundable + " : " + w.money(p.Total)
	case p.Due.IsPositive():
		return w.toPay + " : " + w.money(p.Due) + " · " + w.due + " " + w.date(p.DueOn)
	case p.Due.IsNegative():
		return w.refundable + " : " + w.money(p.Due.Neg())
	}
	return w.settled
}

func footer(p invoicing.Paper) string {
	parts := []string{p.Title(), p.Seller.Name}
	if p.Seller.SIREN != "" {
		parts = append(parts, "SIREN "+p.Seller.SIREN)
	}
	return strings.Join(parts, " · ")
}
