package drawing

import "math"

// fir is a conifer of height s standing at x, y: tiers of drooping branches, lit on the left; the larger, the more tiers.
func (m *mood) fir(c *canvas, d *dice, x, y, s, distance float64, ink rgb) {
	lit, dim := m.lit(ink.lighter(0.12), distance), m.dim(ink, distance)
	c.fill(rect(x-s*0.022, y-s*0.12, s*0.044, s*0.13), flat(m.dim(hex(0x7a5b45), distance)))
	tiers := 5 + min(int(s/130), 5)
	n := float64(tiers)
	whole, shaded, snow := &path{}, &path{}, &path{}
	for i := range tiers {
		t := float64(i) / n
		ty := y - s*0.08 - s*0.92*t*(1-0.7/n)
		w := s * 0.25 * (1 - t*0.86) * d.in(0.9, 1.1)
		h := s * 1.85 / n * (1 - t*0.3)
		tip := math.Max(y-s, ty-h)
		r := s * 0.15 / n // how far a branch droops
		whole.move(x, tip).line(x-w, ty+r).line(x-w*0.72, ty-r*0.4).line(x-w*0.46, ty+r*0.8).line(x-w*0.24, ty).line(x, ty+r)
		whole.line(x+w*0.26, ty).line(x+w*0.48, ty+r*0.9).line(x+w*0.74, ty-r*0.3).line(x+w, ty+r)
		shaded.move(x+w*0.02, tip).line(x-w*0.1, ty-r).line(x+w*0.1, ty+r*0.5).line(x+w*0.48, ty+r*0.9).line(x+w*0.74, ty-r*0.3).line(x+w, ty+r)
		snow.move(x-w*0.03, tip+h*0.3).line(x-w*0.94, ty+r*0.6).line(x-w*0.62, ty-r*0.9).line(x-w*0.36, ty-r*0.1).line(x-w*0.12, ty-r*1.9)
	}
	c.fill(whole, flat(lit))
	c.fill(shaded, flat(dim))
	if m.snow {
		c.fill(snow, veil(m.lit(hex(0xf6faff), distance), 0.92))
	}
}

// larch is lighter than a fir, gold in autumn.
func (m *mood) larch(c *canvas, d *dice, x, y, s, distance float64) {
	ink := m.leaf
	lit, dim := m.lit(ink.lighter(0.08), distance), m.dim(ink, distance)
	c.fill(ribbon(s*0.05, s*0.012, pt{x, y}, pt{x + s*0.01, y - s*0.9}), flat(m.dim(hex(0x7d5c4a), distance)))
	n := 11
	for i := range n {
		t := float64(i) / float64(n)
		ty := y - s*(0.14+0.84*t)
		w := s * 0.21 * (1 - t*0.9) * d.in(0.8, 1.15)
		h := s * 0.065 * (1 - t*0.4)
		for side := -1.0; side <= 1; side += 2 {
			col := lit
			if side > 0 {
				col = dim.mix(lit, 0.3)
			}
			c.fill((&path{}).move(x, ty-h*1.4).quad(x+side*w*0.6, ty-h*0.9, x+side*w, ty+h*0.5).quad(x+side*w*0.5, ty+h*0.7, x, ty+h*0.2), flat(col.mix(lit, d.in(0, 0.25))))
		}
	}
}

// bush is a rounded mass of leaves in three tones; flowers of the given colour if any is asked for.
func (m *mood) bush(c *canvas, d *dice, x, y, w, h float64, ink rgb, bloom *rgb) {
	base, mid, high := &path{}, &path{}, &path{}
	n := 7
	for i := range n {
		t := (float64(i)+0.5)/float64(n)*2 - 1
		r := h * 0.52 * (1 - 0.42*t*t) * d.in(0.85, 1.15)
		cx := x + t*w*0.42
		base.ellipse(cx, y-r*0.7, r*0.95, r*0.9)
		mid.ellipse(cx-r*0.18, y-r*0.95, r*0.72, r*0.64)
		high.ellipse(cx-r*0.34, y-r*1.15, r*0.38, r*0.3)
	}
	base.move(x-w*0.5, y).line(x-w*0.4, y-h*0.4).line(x+w*0.4, y-h*0.4).line(x+w*0.5, y)
	c.fill(base, flat(m.dim(ink, 0)))
	c.fill(mid, flat(m.lit(ink, 0)))
	c.fill(high, veil(m.lit(ink.lighter(0.3), 0), 0.5))
	if bloom == nil {
		m.dabs(c, d, x, y-h*0.5, w*0.42, h*0.4, h*0.05, m.lit(ink.lighter(0.4), 0), 12)
		return
	}
	for range 9 + int(w/14) {
		a, k := d.in(0, 2*math.Pi), math.Sqrt(d.unit())
		bx, by, r := x+math.Cos(a)*k*w*0.42, y-h*0.55+math.Sin(a)*k*h*0.36, h*d.in(0.09, 0.15)
		m.blossom(c, d, bx, by, r, *bloom)
	}
}

// blossom is a hydrangea's ball: a disc with lighter florets.
func (m *mood) blossom(c *canvas, d *dice, x, y, r float64, ink rgb) {
	c.fill(ellipse(x, y, r, r*0.88), flat(m.dim(ink, 0).mix(m.lit(ink, 0), 0.4)))
	c.fill(ellipse(x-r*0.15, y-r*0.18, r*0.78, r*0.66), flat(m.lit(ink, 0)))
	dots := &path{}
	for range 6 {
		dots.ellipse(x+d.in(-0.6, 0.4)*r, y+d.in(-0.65, 0.3)*r, r*0.18, r*0.16)
	}
	c.fill(dots, veil(m.lit(ink.lighter(0.45), 0), 0.9))
}

// dabs are small strokes of a brush scattered in an ellipse.
func (m *mood) dabs(c *canvas, d *dice, x, y, rx, ry, size float64, ink rgb, n int) {
	for range n {
		a, k := d.in(0, 2*math.Pi), math.Sqrt(d.unit())
		s := size * d.in(0.6, 1.3)
		c.fill(ellipse(x+math.Cos(a)*k*rx, y+math.Sin(a)*k*ry, s*1.3, s*0.7), veil(ink, 0.8))
	}
}

// tree is a leafy tree: trunk, and a crown of overlapping masses lit from the left.
func (m *mood) tree(c *canvas, d *dice, x, y, s, distance float64, ink rgb) {
	bark := m.dim(hex(0x8a6c55), distance)
	c.fill(ribbon(s*0.07, s*0.03, pt{x, y}, pt{x + s*0.015, y - s*0.3}, pt{x - s*0.02, y - s*0.62}), flat(bark))
	c.fill(ribbon(s*0.03, s*0.01, pt{x, y - s*0.34}, pt{x + s*0.15, y - s*0.58}), flat(bark))
	base, mid, high := &path{}, &path{}, &path{}
	for i := range 13 {
		a, k := 2.4*float64(i)+d.in(-0.3, 0.3), math.Sqrt((float64(i)+0.3)/13)
		cx, cy := x+math.Cos(a)*k*s*0.24, y-s*0.66+math.Sin(a)*k*s*0.21
		r := s * d.in(0.1, 0.15)
		base.ellipse(cx, cy, r, r*0.92)
		mid.ellipse(cx-r*0.25, cy-r*0.25, r*0.72, r*0.66)
		high.ellipse(cx-r*0.36, cy-r*0.4, r*0.52, r*0.42)
	}
	c.fill(base, flat(m.dim(ink, distance)))
	c.fill(mid, flat(m.lit(ink, distance)))
	c.fill(high, veil(m.lit(ink.lighter(0.28), distance), 0.42))
}

// pine is a maritime pine: a leaning trunk and flat clouds of needles.
func (m *mood) pine(c *canvas, d *dice, x, y, s, lean float64) {
	bark := m.dim(hex(0x9a6a52), 0)
	top := pt{x + lean*s, y - s*0.78}
	trunk := bent(pt{x, y}, pt{x + lean*s*0.1, y - s*0.5}, top, 8)
	c.fill(ribbon(s*0.055, s*0.022, trunk...), flat(bark))
	c.fill(ribbon(s*0.02, s*0.006, trunk[0].lerp(trunk[1], 0.4), trunk[4], top), veil(m.lit(hex(0xc98f6c), 0), 0.8))
	pads := []pt{{0, 0}, {-0.24, 0.06}, {0.25, 0.05}, {-0.06, -0.1}, {0.14, -0.08}}
	for _, q := range pads {
		px, py := top.x+q.x*s+d.in(-0.02, 0.02)*s, top.y+q.y*s
		c.fill(ribbon(s*0.016, s*0.008, trunk[6], pt{px, py}), flat(bark))
		w, h := s*d.in(0.19, 0.25), s*d.in(0.065, 0.085)
		m.needles(c, d, px, py, w, h)
	}
}

func (m *mood) needles(c *canvas, d *dice, x, y, w, h float64) {
	ink := hex(0x548f6a)
	base, lit := &path{}, &path{}
	for i := range 6 {
		t := (float64(i)+0.5)/3 - 1
		r := h * (1.05 - 0.35*t*t) * d.in(0.85, 1.15)
		base.ellipse(x+t*w*0.75, y-r*0.2, r*1.5, r)
		lit.ellipse(x+t*w*0.72-r*0.2, y-r*0.55, r*1.2, r*0.6)
	}
	c.fill(base, flat(m.dim(ink, 0)))
	c.fill(lit, flat(m.lit(ink.lighter(0.14), 0)))
}

// tuft is a bunch of blades of grass.
func (m *mood) tuft(c *canvas, d *dice, x, y, s float64, ink rgb) {
	p := &path{}
	for i := range 5 {
		t := float64(i)/4*2 - 1
		p.move(x+t*s*0.18-s*0.05, y).quad(x+t*s*0.3, y-s*0.6, x+t*s*0.55+d.in(-0.1, 0.1)*s, y-s*d.in(0.7, 1)).quad(x+t*s*0.34, y-s*0.5, x+t*s*0.18+s*0.05, y)
	}
	c.fill(p, flat(ink))
}

// sward scatters strokes and tufts over a ground between two heights, larger towards the viewer.
func (m *mood) sward(c *canvas, d *dice, y0, y1 float64, ground func(x float64) float64, ink rgb, n int) {
	for range n {
		t := math.Sqrt(d.unit())
		x := d.in(-20, 1520)
		y := y0 + (y1-y0)*t
		if y < ground(x)+8 {
			continue
		}
		tone := ink.mix(pick(d, ink.lighter(0.35), ink.darker(0.22)), d.in(0.3, 1))
		m.tuft(c, d, x, y, 5+22*t*d.in(0.5, 1), tone)
	}
}

// flowers scatters small flowers of a few colours the same way.
func (m *mood) flowers(c *canvas, d *dice, y0, y1 float64, ground func(x float64) float64, n int, inks ...rgb) {
	for range n {
		t := math.Sqrt(d.unit())
		x := d.in(-20, 1520)
		y := y0 + (y1-y0)*t
		if y < ground(x)+6 {
			continue
		}
		s := (1.6 + 5*t) * d.in(0.6, 1.2)
		ink := inks[d.n(len(inks))]
		c.fill(ellipse(x, y, s, s*0.8), flat(m.lit(ink, 0)))
		c.fill(ellipse(x-s*0.25, y-s*0.25, s*0.45, s*0.35), veil(m.lit(ink.lighter(0.5), 0), 0.9))
	}
}
