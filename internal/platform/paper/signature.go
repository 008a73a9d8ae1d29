package paper

// Point is a place of a stroke, from the upper left corner of the field on which it was drawn.
type Point struct{ X, Y int }

// Signature is one party's mark and what is known of it.
type Signature struct {
	Title   string
	Name    string
	Strokes [][]Point // drawn on a field of Width by Height; none: the name stands in its place
	Width   int
	Height  int
	Lines   []string
}

const signatureMM = 24.0 // height of the field

// Signature draws a mark in a field, with what is known of it beside: as curves, which stay sharp at any size and hold
// nothing but themselves.
func (s *Sheet) Signature(g Signature) {
	s.room(signatureMM + 14)
	s.pdf.Ln(1)
	s.font("Inter", "B", smallPt, muted)
	s.pdf.CellFormat(width, 5, g.Title, "", 1, "L", false, 0, "")
	top := s.pdf.GetY()
	field := signatureMM * 3
	s.pdf.SetDrawColor(line.r, line.g, line.b)
	s.pdf.SetLineWidth(0.25)
	s.pdf.Rect(margin, top, field, signatureMM, "D")
	if len(g.Strokes) > 0 && g.Width > 0 && g.Height > 0 {
		s.strokes(g, top, field)
	} else {
		s.display(g.Name, 15, ink)
		s.pdf.SetXY(margin+2, top)
		s.pdf.CellFormat(field-4, signatureMM, s.fit(g.Name, field-4), "", 0, "C", false, 0, "")
	}
	s.pdf.SetXY(margin+field+4, top)
	s.font("Inter", "B", textPt, ink)
	s.pdf.MultiCell(width-field-4, lineMM, g.Name, "", "L", false)
	s.font("Inter", "", smallPt, muted)
	for _, l := range g.Lines {
		s.pdf.SetX(margin + field + 4)
		s.pdf.MultiCell(width-field-4, 4, l, "", "L", false)
	}
	s.pdf.SetXY(margin, max(s.pdf.GetY(), top+signatureMM)+3)
}

func (s *Sheet) strokes(g Signature, top, field float64) {
	scale := min(field/float64(g.Width), signatureMM/float64(g.Height))
	s.pdf.SetDrawColor(ink.r, ink.g, ink.b)
	s.pdf.SetLineWidth(0.5)
	s.pdf.SetLineCapStyle("round")
	s.pdf.SetLineJoinStyle("round")
	for _, stroke := range g.Strokes {
		for i, p := range stroke {
			x, y := margin+float64(p.X)*scale, top+float64(p.Y)*scale
			if i == 0 {
				s.pdf.MoveTo(x, y)
			}
			s.pdf.LineTo(x, y)
		}
		s.pdf.DrawPath("D")
	}
	s.pdf.SetLineCapStyle("butt")
	s.pdf.SetLineJoinStyle("miter")
}

// fit shortens a text to a width in the font in use.
func (s *Sheet) fit(text string, mm float64) string {
	for runes := []rune(text); s.pdf.GetStringWidth(text) > mm && len(runes) > 1; {
		runes = runes[:len(runes)-1]
		text = string(runes) + "…"
	}
	return text
}
