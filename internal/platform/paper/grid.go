package paper

import (
	"bytes"
	"strconv"

	"codeberg.org/go-pdf/fpdf"
)

// Column is one of a grid's.
type Column struct {
	Head  string
	Width float64 // millimetres; 0 takes what the others leave
	End   bool    // figures, to the right
}

// Grid writes a table of any columns; a long first cell goes on below itself, never under the figures beside it, and the
// head is repeated on each sheet.
func (s *Sheet) Grid(columns []Column, rows [][]string) {
	left := width
	for _, c := range columns {
		left -= c.Width
	}
	widths := make([]float64, len(columns))
	for i, c := range columns {
		if widths[i] = c.Width; c.Width == 0 {
			widths[i] = left
		}
	}
	s.gridHead(columns, widths)
	for _, row := range rows {
		s.gridRow(columns, widths, row)
	}
	s.pdf.SetDrawColor(line.r, line.g, line.b)
	s.pdf.Line(margin, s.pdf.GetY(), margin+width, s.pdf.GetY())
	s.pdf.Ln(2)
}

func (s *Sheet) gridHead(columns []Column, widths []float64) {
	s.font("Inter", "B", smallPt, muted)
	s.pdf.SetDrawColor(s.accent.r, s.accent.g, s.accent.b)
	s.pdf.SetLineWidth(0.4)
	for i, c := range columns {
		s.pdf.CellFormat(widths[i], 6, c.Head, "B", 0, alignment(c.End), false, 0, "")
	}
	s.pdf.SetLineWidth(0.25)
	s.pdf.Ln(7)
}

func (s *Sheet) gridRow(columns []Column, widths []float64, cells []string) {
	s.font("Inter", "", textPt, ink)
	label := s.pdf.SplitText(cells[0], widths[0]-2)
	if len(label) == 0 {
		label = []string{""}
	}
	_, height := s.pdf.GetPageSize()
	if s.pdf.GetY()+6+lineMM*float64(len(label)-1) > height-margin-6 {
		s.pdf.AddPage()
		s.gridHead(columns, widths)
		s.font("Inter", "", textPt, ink)
	}
	for i := range columns {
		text := cells[i]
		if i == 0 {
			text = label[0]
		}
		s.pdf.CellFormat(widths[i], 6, text, "", 0, alignment(columns[i].End), false, 0, "")
	}
	s.pdf.Ln(6)
	for _, more := range label[1:] {
		s.pdf.SetY(s.pdf.GetY() - 0.8)
		s.pdf.CellFormat(widths[0], lineMM, more, "", 1, "L", false, 0, "")
	}
}

func alignment(end bool) string {
	if end {
		return "R"
	}
	return "L"
}

// Sums writes names and amounts in a narrow block at the right edge; the strong ones are set apart.
func (s *Sheet) Sums(rows []Sum) {
	const w, amount = 88.0, 36.0
	s.room(float64(len(rows)) * 6.2)
	for _, r := range rows {
		style, border, c := "", "", ink
		if r.Strong {
			style, border = "B", "T"
		}
		if r.Quiet {
			c = muted
		}
		s.pdf.SetX(margin + width - w)
		s.font("Inter", style, textPt, c)
		s.pdf.SetDrawColor(line.r, line.g, line.b)
		s.pdf.CellFormat(w-amount, 6.2, r.Label, border, 0, "L", false, 0, "")
		s.pdf.CellFormat(amount, 6.2, r.Amount, border, 1, "R", false, 0, "")
	}
	s.pdf.Ln(3)
}

// Sum is a line of Sums.
type Sum struct {
	Label, Amount string
	Strong, Quiet bool
}

// Stamp writes one strong line in the accent's colour within a frame: "to be paid by …", "paid".
func (s *Sheet) Stamp(text string) {
	s.room(14)
	s.font("Inter", "B", textPt, s.accent)
	s.pdf.SetDrawColor(s.accent.r, s.accent.g, s.accent.b)
	s.pdf.CellFormat(width, 9, text, "1", 1, "C", false, 0, "")
	s.pdf.Ln(4)
}

// Logo puts a picture above the head, at most 50 by 16 millimetres; one that cannot be read is left out.
func (s *Sheet) Logo(picture []byte) {
	kind := ""
	switch {
	case bytes.HasPrefix(picture, []byte("\x89PNG")):
		kind = "PNG"
	case bytes.HasPrefix(picture, []byte("\xff\xd8\xff")):
		kind = "JPG"
	default:
		return
	}
	info := s.pdf.RegisterImageOptionsReader("logo", fpdf.ImageOptions{ImageType: kind}, bytes.NewReader(picture))
	if info == nil || s.pdf.Err() || info.Height() <= 0 {
		s.pdf.ClearError()
		return
	}
	h := min(16, 50*info.Height()/info.Width())
	s.pdf.ImageOptions("logo", margin, s.pdf.GetY(), 0, h, false, fpdf.ImageOptions{ImageType: kind}, 0, "")
	s.pdf.SetY(s.pdf.GetY() + h + 4)
}

// colourOf reads "#rrggbb"; the product's own accent where it is none.
func colourOf(hex string) colour {
	n, err := strconv.ParseUint(trimHash(hex), 16, 32)
	if err != nil || len(hex) != 7 {
		return accent
	}
	return colour{int(n >> 16 & 255), int(n >> 8 & 255), int(n & 255)}
}

func trimHash(s string) string {
	if s != "" && s[0] == '#' {
		return s[1:]
	}
	return s
}
