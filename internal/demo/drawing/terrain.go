package drawing

import "math"

// hills is a rolling ground: its height at x is y + swing·noise; filled down to bottom.
type hills struct {
	y, swing, scale float64
	tilt            float64 // rise (negative) or fall per 1500 units, towards the right
	w               wave
}

func newHills(d *dice, y, swing, scale, tilt float64) hills {
	return hills{y, swing, scale, tilt, d.wave()}
}

func (h hills) at(x float64) float64 {
	return h.y + h.tilt*(x-750)/1500 + h.swing*h.w.layered(x/h.scale, 0.4, 3)
}

func (h hills) line(x0, x1, step float64) []pt {
	var pts []pt
	for x := x0; x <= x1; x += step {
		pts = append(pts, pt{x, h.at(x)})
	}
	return pts
}

func (h hills) fill(c *canvas, bottom float64, top, low rgb) {
	y := h.y - math.Abs(h.swing) - math.Abs(h.tilt)/2
	c.fill(flow(h.line(-60, 1560, 30), pt{1560, bottom}, pt{-60, bottom}), down(y, bottom, top, low))
}

// forest is the silhouette of a wood of conifers standing on a line, as one shape filled down to bottom.
func forest(d *dice, h hills, x0, x1, size, bottom float64) *path {
	p := (&path{}).move(x0, bottom)
	for x := x0; x < x1; {
		s := size * d.in(0.55, 1.15)
		y := h.at(x)
		w := s * 0.3
		p.line(x-w*0.5, y+s*0.1).line(x-w*0.26, y-s*0.42).line(x-w*0.34, y-s*0.4).line(x, y-s).line(x+w*0.34, y-s*0.4).line(x+w*0.26, y-s*0.42).line(x+w*0.5, y+s*0.1)
		x += w * d.in(0.45, 1)
	}
	return p.line(x1, bottom)
}

// peak is one mountain: its summit, the y of its foot, and how far it spreads on both sides.
type peak struct {
	x, y, foot, left, right float64
}

// peakLook says how a mountain is painted.
type peakLook struct {
	rock     rgb
	snowline float64 // share of the height, from the summit, that is white (0: none, 1: all)
	distance float64
	rough    float64
}

// peak paints a mountain with a lit and a shaded flank, gullies, and snow.
func (m *mood) peak(c *canvas, d *dice, k peak, look peakLook) {
	top := pt{k.x, k.y}
	h := k.foot - k.y
	leftLine := d.crag([]pt{{k.x - k.left, k.foot}, {k.x - k.left*d.in(0.42, 0.58), k.y + h*d.in(0.46, 0.58)}, {k.x - k.left*0.16, k.y + h*0.17}, top}, look.rough, 4)
	rightLine := d.crag([]pt{top, {k.x + k.right*0.14, k.y + h*0.15}, {k.x + k.right*d.in(0.42, 0.58), k.y + h*d.in(0.44, 0.56)}, {k.x + k.right, k.foot}}, look.rough, 4)
	spine := d.crag([]pt{top, {k.x + k.right*0.07, k.y + h*0.2}, {k.x - k.left*0.05, k.y + h*0.42}, {k.x + k.right*0.12, k.y + h*0.68}, {k.x + k.right*d.in(-0.1, 0.1), k.foot}}, look.rough*1.2, 3)
	lit, dim := m.lit(look.rock, look.distance), m.dim(look.rock, look.distance)
	foot := m.haze.mix(lit, 0.35)
	c.fill(polyline(append(append([]pt{}, leftLine...), rightLine[1:]...)), down(k.y, k.foot, lit, foot))
	shadow := append(append([]pt{}, rightLine...), reversed(spine)...)
	c.fill(polyline(shadow), down(k.y, k.foot, dim, foot))
	m.gullies(c, d, k, 0.12, lit.mix(dim, 0.55), dim.mix(lit, 0.3))
	if look.snowline > 0 {
		m.snowcap(c, d, k, look, leftLine, rightLine, spine)
	}
	if look.snowline > 0.6 {
		snowShade := m.dim(hex(0xe4ecfb), look.distance)
		m.gullies(c, d, k, 0.2, snowShade.mix(white, 0.25), snowShade.darker(0.1))
		m.gullies(c, d, k, 0.3, lit.mix(dim, 0.5), dim)
	}
	c.fill(polyline(append(append([]pt{}, leftLine...), rightLine[1:]...)), fade(k.y+h*0.45, k.foot, m.haze, 0, 0.75))
}

// gullies are ridges and ravines that run down the flanks, from a share of the height below the summit.
func (m *mood) gullies(c *canvas, d *dice, k peak, from float64, left, right rgb) {
	h := k.foot - k.y
	for i := range 7 {
		t := d.in(from, from+0.38)
		side, reach, ink := -1.0, k.left, left
		if i%2 == 1 {
			side, reach, ink = 1, k.right, right
		}
		x0 := k.x + side*reach*t*d.in(0.15, 0.75)
		y0 := k.y + h*t
		x1 := x0 + side*reach*d.in(0.05, 0.2)
		y1 := math.Min(y0+h*d.in(0.2, 0.42), k.foot)
		line := d.crag([]pt{{x0, y0}, {(x0+x1)/2 + d.in(-8, 8), (y0 + y1) / 2}, {x1, y1}}, 0.16, 2)
		c.fill(ribbon(1, h*0.06, line...), veil(ink, 0.7))
	}
}

// snowcap covers both flanks down to a ragged line.
func (m *mood) snowcap(c *canvas, d *dice, k peak, look peakLook, left, right, spine []pt) {
	h := k.foot - k.y
	limit := k.y + h*look.snowline
	lit := m.lit(hex(0xfdfdff), look.distance*0.6)
	dim := m.dim(hex(0xf2f6ff), look.distance*0.6).mix(lit, 0.15)
	l := above(reversed(left), limit)
	r := above(right, limit)
	s := above(spine, limit+h*0.05)
	ragged := func(a, b pt) []pt {
		n := 2*int(2+math.Abs(b.x-a.x)/(h*0.085)) + 1
		pts := make([]pt, 0, n)
		for i := 1; i < n; i++ {
			q := a.lerp(b, (float64(i)+d.in(-0.4, 0.4))/float64(n))
			if i%2 == 1 {
				q.y += h * d.in(0, 0.2) * look.snowline
			} else {
				q.y -= h * d.in(0.04, 0.14) * look.snowline
			}
			pts = append(pts, q)
		}
		return pts
	}
	end := s[len(s)-1]
	c.fill(polyline(append(append(append([]pt{}, l...), ragged(l[len(l)-1], end)...), reversed(s)...)), flat(lit))
	c.fill(polyline(append(append(append([]pt{}, r...), ragged(r[len(r)-1], end)...), reversed(s)...)), flat(dim))
}

// above keeps the beginning of a descending line, down to y.
func above(pts []pt, y float64) []pt {
	for i, q := range pts {
		if q.y > y && i > 0 {
			a := pts[i-1]
			t := (y - a.y) / math.Max(1e-6, q.y-a.y)
			return append(append([]pt{}, pts[:i]...), a.lerp(q, min(1, max(0, t))))
		}
	}
	return append([]pt{}, pts...)
}

func reversed(pts []pt) []pt {
	out := make([]pt, len(pts))
	for i, q := range pts {
		out[len(pts)-1-i] = q
	}
	return out
}

// boulder is a rounded rock with a lit top, a shaded flank and a crack or two.
func (m *mood) boulder(c *canvas, d *dice, x, y, w, h float64, ink rgb, distance float64) {
	pts := make([]pt, 9)
	turn := d.in(0, 0.6)
	for i := range pts {
		a := turn + float64(i)/9*2*math.Pi
		k := d.in(0.86, 1.1)
		yy := math.Sin(a) * h * 0.5 * k
		if yy > 0 {
			yy *= 0.8
		}
		pts[i] = pt{x + math.Cos(a)*w*0.5*k, y - h*0.42 + yy}
	}
	lit, dim := m.lit(ink, distance), m.dim(ink, distance)
	c.fill(curve(pts...), across(x-w*0.3, y-h, x+w*0.35, y, lit, dim))
	inner := make([]pt, len(pts))
	for i, q := range pts {
		inner[i] = pt{x + (q.x-x)*0.72 - w*0.09, y - h*0.42 + (q.y-(y-h*0.42))*0.66 - h*0.1}
	}
	c.fill(curve(inner...), veil(lit.lighter(0.28), 0.5))
	crack := d.crag([]pt{{x + w*d.in(-0.1, 0.15), y - h*0.8}, {x + w*d.in(0, 0.2), y - h*0.45}, {x + w*d.in(0, 0.25), y - h*0.15}}, 0.2, 2)
	c.fill(ribbon(0.5, math.Max(1, w*0.014), crack...), veil(dim.darker(0.3), 0.5))
}

// crags is an angular rock, for cliffs and stacks, lit on its left faces.
func (m *mood) crags(c *canvas, d *dice, x, y, w, h float64, ink rgb, distance float64) {
	top := []pt{{x - w*0.5, y}, {x - w*0.4, y - h*d.in(0.4, 0.55)}, {x - w*0.22, y - h*d.in(0.62, 0.8)}, {x - w*0.02, y - h}, {x + w*0.2, y - h*d.in(0.6, 0.85)}, {x + w*0.38, y - h*d.in(0.3, 0.5)}, {x + w*0.5, y}}
	line := d.crag(top, 0.13, 3)
	lit, dim := m.lit(ink, distance), m.dim(ink, distance)
	c.fill(polyline(line), down(y-h, y, lit, lit.mix(dim, 0.4)))
	spine := d.crag([]pt{{x - w*0.02, y - h}, {x + w*0.05, y - h*0.55}, {x - w*0.04, y - h*0.25}, {x + w*0.06, y}}, 0.2, 3)
	var side []pt
	for _, q := range line {
		if q.x > x-w*0.02 {
			side = append(side, q)
		}
	}
	c.fill(polyline(append(append([]pt{}, spine...), reversed(side)...)), flat(dim))
	for range 4 {
		x0 := x + w*d.in(-0.34, 0.3)
		y0 := y - h*d.in(0.3, 0.6)
		c.fill(ribbon(0.6, w*0.05, d.crag([]pt{{x0, y0}, {x0 + w*0.04, y - h*0.02}}, 0.2, 3)...), veil(dim.darker(0.2), 0.45))
	}
}
