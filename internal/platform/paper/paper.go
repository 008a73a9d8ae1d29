// Package paper writes the PDFs that a business hands out: contracts, invoices, statements. One family of
// type, colours and spacing, the same as the pages' and the mails'.
//
// It knows sheets, headings, paragraphs, facts and tables, and no business. A document is deterministic: the same
// content and date give the same bytes, so its hash can be kept. Start with New and Sheet.
package paper

import (
	"bytes"
	_ "embed" // the fonts
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

//go:embed fonts/Inter-Regular.ttf
var interRegular []byte

//go:embed fonts/Inter-SemiBold.ttf
var interSemiBold []byte

//go:embed fonts/Fraunces-SemiBold.ttf
var frauncesSemiBold []byte

type colour struct{ r, g, b int }

// The colours of the design system, light theme.
var (
	ink    = colour{0x1B, 0x1A, 0x17}
	muted  = colour{0x62, 0x5D, 0x53}
	line   = colour{0xE4, 0xDF, 0xD4}
	accent = colour{0x0F, 0x5C, 0x4C}
)

const (
	margin  = 20.0 // millimetres
	width   = 210 - 2*margin
	textPt  = 9.5
	smallPt = 8.0
	lineMM  = 4.8
)

// Options describe the whole document.
type Options struct {
	Title    string
	Author   string
	Language string    // BCP 47
	Made     time.Time // printed nowhere; makes the file deterministic
	Footer   string    // at the foot of each sheet, before the page number
	Accent   string    // "#rrggbb" of names and headings; "" is the product's own
}

// Sheet is a document being written, top to bottom, breaking pages by itself.
type Sheet struct {
	pdf     canvas
	options Options
	accent  colour
	boxes   [2]Box
}

// New begins a document on A4.
func New(o Options) *Sheet {
	pdf := canvas{fpdf.New("P", "mm", "A4", "")}
	pdf.AddUTF8FontFromBytes("Inter", "", interRegular)
	pdf.AddUTF8FontFromBytes("Inter", "B", interSemiBold)
	pdf.AddUTF8FontFromBytes("Fraunces", "", frauncesSemiBold)
	pdf.SetTitle(readable(o.Title), true)
	pdf.SetAuthor(readable(o.Author), true)
	pdf.SetLang(o.Language)
	pdf.SetProducer("Comptoir", true)
	pdf.SetCreationDate(o.Made)
	pdf.SetModificationDate(o.Made)
	pdf.SetCatalogSort(true)
	pdf.SetMargins(margin, margin, margin)
	pdf.SetAutoPageBreak(true, margin+6)
	pdf.AliasNbPages("{pages}")
	s := &Sheet{pdf: pdf, options: o, accent: colourOf(o.Accent)}
	pdf.SetFooterFunc(func() {
		pdf.SetY(-margin)
		s.font("Inter", "", 7.5, muted)
		pdf.CellFormat(width-20, 5, o.Footer, "", 0, "L", false, 0, "")
		// the cell is measured with the words that stand for the number of pages: as much wider, it ends at the margin
		wider := pdf.GetStringWidth("{pages}") - pdf.GetStringWidth("0")
		pdf.CellFormat(20+wider, 5, fmt.Sprintf("%d / {pages}", pdf.PageNo()), "", 0, "R", false, 0, "")
	})
	pdf.AddPage()
	return s
}

func (s *Sheet) font(family, style string, size float64, c colour) {
	s.pdf.SetFont(family, style, size)
	s.pdf.SetTextColor(c.r, c.g, c.b)
}

// display chooses the font of a name in large: Fraunces, and Inter where Fraunces does not have all of it.
func (s *Sheet) display(text string, size float64, c colour) {
	if draws("fraunces", text) {
		s.font("Fraunces", "", size, c)
		return
	}
	s.font("Inter", "B", size, c)
}

// Head writes the business's name and its address lines, and what the document is on the other side.
func (s *Sheet) Head(name string, lines []string, kind string, details []string) {
	top := s.pdf.GetY()
	s.display(name, 17, s.accent)
	s.pdf.CellFormat(width/2, 8, name, "", 1, "L", false, 0, "")
	s.font("Inter", "", smallPt, muted)
	for _, l := range lines {
		s.pdf.CellFormat(width/2, 4, l, "", 1, "L", false, 0, "")
	}
	left := s.pdf.GetY()
	s.pdf.SetXY(margin+width/2, top)
	s.font("Inter", "B", 11, ink)
	s.pdf.CellFormat(width/2, 8, kind, "", 1, "R", false, 0, "")
	s.font("Inter", "", smallPt, muted)
	for _, d := range details {
		s.pdf.SetX(margin + width/2)
		s.pdf.CellFormat(width/2, 4, d, "", 1, "R", false, 0, "")
	}
	s.pdf.SetY(max(left, s.pdf.GetY()) + 4)
	s.Rule()
}

// Rule draws a thin line across the sheet.
func (s *Sheet) Rule() {
	s.pdf.SetDrawColor(line.r, line.g, line.b)
	s.pdf.SetLineWidth(0.25)
	y := s.pdf.GetY()
	s.pdf.Line(margin, y, margin+width, y)
	s.pdf.SetY(y + 4)
}

// Heading begins a section, on the next sheet when little room is left.
func (s *Sheet) Heading(text string) {
	s.room(18)
	s.pdf.Ln(2)
	s.font("Inter", "B", 11, s.accent)
	s.pdf.CellFormat(width, 7, text, "", 1, "L", false, 0, "")
	s.pdf.Ln(0.5)
}

// Text writes a paragraph.
func (s *Sheet) Text(text string) {
	s.font("Inter", "", textPt, ink)
	s.pdf.MultiCell(width, lineMM, text, "", "L", false)
	s.pdf.Ln(1)
}

// Small writes a paragraph of the small print.
func (s *Sheet) Small(text string) {
	s.font("Inter", "", smallPt, muted)
	s.pdf.MultiCell(width, 4, text, "", "L", false)
	s.pdf.Ln(1)
}

// List writes lines with a dash before each.
func (s *Sheet) List(lines []string) {
	for _, l := range lines {
		s.font("Inter", "", textPt, ink)
		s.pdf.CellFormat(5, lineMM, "–", "", 0, "L", false, 0, "")
		s.pdf.MultiCell(width-5, lineMM, l, "", "L", false)
		s.pdf.Ln(0.6)
	}
}

// Fact is a name and its value.
type Fact struct{ Name, Value string }

// Facts writes names and values in two columns.
func (s *Sheet) Facts(facts []Fact) {
	for _, f := range facts {
		if f.Value == "" {
			continue
		}
		s.font("Inter", "", textPt, muted)
		s.pdf.CellFormat(48, lineMM+0.6, f.Name, "", 0, "L", false, 0, "")
		s.font("Inter", "", textPt, ink)
		s.pdf.MultiCell(width-48, lineMM+0.6, f.Value, "", "L", false)
	}
	s.pdf.Ln(1)
}

// Columns writes two blocks of lines beside each other, each under a title: the parties of a contract.
func (s *Sheet) Columns(leftTitle string, left []string, rightTitle string, right []string) {
	s.room(float64(max(len(left), len(right)))*lineMM + 10)
	top, bottom := s.pdf.GetY(), 0.0
	for i, column := range []struct {
		title string
		lines []string
	}{{leftTitle, left}, {rightTitle, right}} {
		x := margin + float64(i)*(width/2+4)
		s.pdf.SetXY(x, top)
		s.font("Inter", "B", smallPt, muted)
		s.pdf.CellFormat(width/2-4, 5, column.title, "", 1, "L", false, 0, "")
		for _, l := range column.lines {
			s.pdf.SetX(x)
			s.font("Inter", "", textPt, ink)
			s.pdf.MultiCell(width/2-4, lineMM, l, "", "L", false)
		}
		bottom = max(bottom, s.pdf.GetY())
	}
	s.pdf.SetXY(margin, bottom+3)
}

// Row is a line of a price: what, how much of it, and the amount. A Total is set apart.
type Row struct {
	Label, Quantity, Unit, Amount string
	Total                         bool
}

// Table writes rows under a head of four words.
func (s *Sheet) Table(head [4]string, rows []Row) {
	widths := [4]float64{width - 96, 30, 33, 33}
	s.font("Inter", "B", smallPt, muted)
	s.pdf.SetDrawColor(line.r, line.g, line.b)
	for i, h := range head {
		s.pdf.CellFormat(widths[i], 6, h, "B", 0, align(i), false, 0, "")
	}
	s.pdf.Ln(7)
	for _, r := range rows {
		s.row(r, widths)
	}
	s.pdf.Ln(2)
}

// row writes one line of a table; a long label goes on below itself, never under the figures beside it.
func (s *Sheet) row(r Row, widths [4]float64) {
	style, border := "", ""
	if r.Total {
		style, border = "B", "T"
	}
	s.font("Inter", style, textPt, ink)
	label := s.pdf.SplitText(r.Label, widths[0])
	s.room(6 + lineMM*float64(max(len(label), 1)-1) + 1)
	for i, part := range label {
		if i == 0 {
			for column, cell := range [4]string{part, r.Quantity, r.Unit, r.Amount} {
				s.pdf.CellFormat(widths[column], 6, cell, border, 0, align(column), false, 0, "")
			}
			s.pdf.Ln(6)
			continue
		}
		s.pdf.SetY(s.pdf.GetY() - 1)
		s.pdf.CellFormat(widths[0], lineMM, part, "", 1, "L", false, 0, "")
		s.pdf.Ln(1)
	}
}

func align(column int) string {
	if column == 0 {
		return "L"
	}
	return "R"
}

// Signatures leaves room for two people to sign under their names.
func (s *Sheet) Signatures(left, right string) {
	s.room(38)
	s.pdf.Ln(4)
	y := s.pdf.GetY()
	s.font("Inter", "", smallPt, muted)
	for i, who := range []string{left, right} {
		x := margin + float64(i)*(width/2+4)
		s.pdf.SetXY(x, y)
		s.pdf.CellFormat(width/2-4, 5, who, "", 0, "L", false, 0, "")
		s.pdf.SetDrawColor(line.r, line.g, line.b)
		s.pdf.Rect(x, y+6, width/2-4, 24, "D")
		s.boxes[i] = Box{Page: s.pdf.PageNo(), X: x, Y: y + 6, Width: width/2 - 4, Height: 24}
	}
	s.pdf.SetXY(margin, y+34)
}

// Box is a place on a page, in millimetres from the upper left corner; pages count from 1.
type Box struct {
	Page                int
	X, Y, Width, Height float64
}

// SignatureBoxes are the left and the right field that Signatures has drawn.
func (s *Sheet) SignatureBoxes() [2]Box { return s.boxes }

// room breaks the page unless so many millimetres are left on it.
func (s *Sheet) room(mm float64) {
	_, height := s.pdf.GetPageSize()
	if s.pdf.GetY()+mm > height-margin-6 {
		s.pdf.AddPage()
	}
}

// Bytes ends the document.
func (s *Sheet) Bytes() ([]byte, error) {
	var b bytes.Buffer
	if err := s.pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	return b.Bytes(), nil
}
