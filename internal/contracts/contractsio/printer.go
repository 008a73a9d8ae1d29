package contractsio

import (
	"comptoir/internal/contracts"
	"comptoir/internal/platform/paper"
)

// Printer lays a contract out on A4.
type Printer struct{}

// Print implements contracts.Printer.
func (Printer) Print(t contracts.Text) ([]byte, error) { return laid(t).Bytes() }

// Places implements contracts.Printer: the same text is laid out in the same way each time.
func (Printer) Places(t contracts.Text) (places [2]contracts.Place, err error) {
	sheet := laid(t)
	if _, err := sheet.Bytes(); err != nil {
		return places, err
	}
	const points = 72 / 25.4 // a millimetre
	for i, b := range sheet.SignatureBoxes() {
		places[i] = contracts.Place{Page: b.Page, X: int(b.X * points), Y: int(b.Y * points), Width: int(b.Width * points), Height: int(b.Height * points)}
	}
	return places, nil
}

func laid(t contracts.Text) *paper.Sheet {
	sheet := paper.New(paper.Options{Title: t.Title, Author: t.Author, Language: t.Language, Made: t.MadeOn.UTC(), Footer: t.Footer})
	sheet.Head(t.AgencyName, t.AgencyLines, t.Title, t.Details)
	sheet.Columns(t.PartyTitles[0], t.Parties[0], t.PartyTitles[1], t.Parties[1])
	for _, section := range t.Sections {
		printSection(sheet, section)
	}
	sheet.Signatures(t.Signatures[0], t.Signatures[1])
	return sheet
}

func printSection(sheet *paper.Sheet, section contracts.Section) {
	if section.Heading != "" {
		sheet.Heading(section.Heading)
	}
	sheet.Facts(facts(section.Facts))
	if section.Table != nil {
		rows := make([]paper.Row, len(section.Table.Rows))
		for i, r := range section.Table.Rows {
			rows[i] = paper.Row(r)
		}
		sheet.Table(section.Table.Head, rows)
	}
	sheet.List(section.List)
	for _, text := range section.Text {
		sheet.Text(text)
	}
}

func facts(all []contracts.Fact) []paper.Fact {
	out := make([]paper.Fact, len(all))
	for i, f := range all {
		out[i] = paper.Fact(f)
	}
	return out
}

// PrintProof implements contracts.Printer.
func (Printer) PrintProof(p contracts.Proof) ([]byte, error) {
	sheet := paper.New(paper.Options{Title: p.Title, Author: p.Author, Language: p.Language, Made: p.MadeAt, Footer: p.Footer})
	sheet.Head(p.AgencyName, nil, p.Title, p.Details)
	sheet.Text(p.Intro)
	for _, party := range p.Parties {
		strokes := make([][]paper.Point, len(party.Mark.Strokes))
		for i, stroke := range party.Mark.Strokes {
			for _, point := range stroke {
				strokes[i] = append(strokes[i], paper.Point(point))
			}
		}
		sheet.Signature(paper.Signature{Title: party.Title, Name: party.Mark.Name, Strokes: strokes, Width: contracts.MarkWidth, Height: contracts.MarkHeight, Lines: party.Lines})
	}
	printSection(sheet, p.Document)
	sheet.Heading(p.Journal)
	sheet.Small(p.Closing)
	sheet.Facts(facts(p.Steps))
	return sheet.Bytes()
}
