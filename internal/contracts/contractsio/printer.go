package contractsio

import (
	"comptoir/internal/contracts"
	"comptoir/internal/platform/paper"
)

// Printer lays a contract out on A4.
type Printer struct{}

// Print implements contracts.Printer.
func (Printer) Print(t contracts.Text) ([]byte, error) {
	sheet := paper.New(paper.Options{Title: t.Title, Author: t.Author, Language: t.Language, Made: t.MadeOn.UTC(), Footer: t.Footer})
	sheet.Head(t.AgencyName, t.AgencyLines, t.Title, t.Details)
	sheet.Columns(t.PartyTitles[0], t.Parties[0], t.PartyTitles[1], t.Parties[1])
	for _, section := range t.Sections {
		sheet.Heading(section.Heading)
		facts := make([]paper.Fact, len(section.Facts))
		for i, f := range section.Facts {
			facts[i] = paper.Fact(f)
		}
		sheet.Facts(facts)
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
	sheet.Signatures(t.Signatures[0], t.Signatures[1])
	return sheet.Bytes()
}
