package drawing

import "math"

// sea is open water from the horizon down to y1, with swell, and glitter under the sun.
func (m *mood) sea(c *canvas, d *dice, horizon, y1 float64) {
	c.fill(rect(-400, horizon, 2300, y1-horizon), paint{kind: linearPaint, y0: horizon, y1: y1, stops: []stop{
		{0, m.far.mix(m.low, 0.45), 1}, {0.1, m.far, 1}, {1, m.near, 1},
	}})
	c.fill(rect(-400, horizon, 2300, y1-horizon), halo(m.sunX, horizon, 420, (y1-horizon)*0.9, m.sun, m.glow*0.6))
	n := 26
	for i := range n {
		t := math.Pow((float64(i)+d.unit())/float64(n), 1.7)
		y := horizon + (y1-horizon)*t
		w := (60 + 330*t) * d.in(0.6, 1.3)
		ink, a := m.far.lighter(0.35), 0.2
		if i%2 == 1 {
			ink, a = m.near.darker(0.18), 0.14
		}
		c.fill(lens(d.in(-100, 1600), y, w, 1.2+5*t), veil(ink, a))
	}
	m.glitter(c, d, horizon, y1)
}

func (m *mood) glitter(c *canvas, d *dice, horizon, y1 float64) {
	n := int(170 * m.glow)
	for range n {
		t := math.Pow(d.unit(), 1.6)
		spread := 36 + 240*t
		x := m.sunX + (d.unit()+d.unit()-1)*spread
		w := (4 + 26*t) * d.in(0.5, 1.4)
		c.fill(lens(x, horizon+2+(y1-horizon-4)*t*0.9, w, 0.7+1.6*t), veil(m.sun.lighter(0.4), 0.75-0.4*t))
	}
}

// foam is the broken white line where water meets rock or sand, along the given points.
func (m *mood) foam(c *canvas, d *dice, pts []pt, size float64) {
	c.fill(ribbon(size*1.6, size*1.6, pts...), veil(m.near.mix(white, 0.55), 0.45))
	ink := m.lit(white, 0.04)
	for i := range len(pts) - 1 {
		a, b := pts[i], pts[i+1]
		n := 1 + int(math.Hypot(b.x-a.x, b.y-a.y)/(size*1.6))
		for k := range n {
			q := a.lerp(b, (float64(k)+d.unit())/float64(n))
			s := size * d.in(0.35, 0.95)
			c.fill(ellipse(q.x, q.y+d.in(-0.2, 0.3)*size, s*1.5, s*0.5), veil(ink, 0.85))
		}
	}
}

// sailboat stands on the water at x, y; s is its height.
func (m *mood) sailboat(c *canvas, d *dice, x, y, s, distance float64) {
	hull := m.lit(pick(d, hex(0xf4f1ea), hex(0x2f5d7c), hex(0xb5473c), hex(0x35524a)), distance)
	sail := m.lit(pick(d, hex(0xfffaf0), hex(0xfffaf0), hex(0xc9573f), hex(0xf3d9a4)), distance*0.7)
	lean := d.in(-0.05, 0.05) * s
	mast := x + s*0.04
	c.fill(lens(x, y+s*0.05, s*0.42, s*0.02), veil(m.near.darker(0.4), 0.3))
	c.fill((&path{}).move(mast+s*0.02, y-s*0.1).line(mast+lean+s*0.02, y-s).quad(mast+s*0.3, y-s*0.5, mast+s*0.36, y-s*0.12), flat(sail))
	c.fill((&path{}).move(mast-s*0.02, y-s*0.12).line(mast+lean-s*0.01, y-s*0.86).quad(mast-s*0.12, y-s*0.45, mast-s*0.3, y-s*0.1), flat(sail.darker(0.1)))
	c.fill(bar(mast, y, mast+lean, y-s*1.02, s*0.014), flat(m.lit(hex(0x6b5a48), distance)))
	c.fill(poly(x-s*0.34, y-s*0.07, x+s*0.42, y-s*0.07, x+s*0.3, y+s*0.04, x-s*0.24, y+s*0.04), flat(hull))
	c.fill(poly(x-s*0.34, y-s*0.07, x+s*0.42, y-s*0.07, x+s*0.4, y-s*0.05, x-s*0.32, y-s*0.05), flat(hull.lighter(0.4)))
}

// trawler is a small fishing boat, w long, floating at x, y (waterline, middle).
func (m *mood) trawler(c *canvas, d *dice, x, y, w float64) {
	paintwork := pick(d, hex(0x2c6e9b), hex(0xc4473a), hex(0x2f7d63), hex(0xe0a63a), hex(0x3a4f74))
	hull, dark := m.lit(paintwork, 0), m.dim(paintwork, 0)
	wood := m.lit(hex(0x8a6a4a), 0)
	m.rigging(c, x, y, w, wood)
	cabin := m.lit(hex(0xf6f2e8), 0)
	c.fill(rect(x-w*0.3, y-w*0.36, w*0.2, w*0.22), flat(cabin))
	c.fill(rect(x-w*0.14, y-w*0.36, w*0.04, w*0.22), flat(cabin.darker(0.16)))
	c.fill(rect(x-w*0.32, y-w*0.39, w*0.25, w*0.04), flat(hull))
	for i := range 2 {
		c.fill(round(x-w*0.275+float64(i)*w*0.075, y-w*0.32, w*0.055, w*0.07, w*0.01), flat(m.lit(hex(0x4d7286), 0)))
	}
	sheer := func(top, bottom float64) *path {
		p := (&path{}).move(x-w*0.48, y-w*(top-0.02)).quad(x, y-w*(top-0.08), x+w*0.54, y-w*(top+0.08))
		return p.quad(x+w*0.46, y-w*bottom, x+w*0.38, y+w*0.01).line(x-w*0.42, y+w*0.01)
	}
	c.fill(sheer(0.17, 0.05), across(x-w*0.5, y, x+w*0.5, y, hull, dark))
	c.fill((&path{}).move(x-w*0.48, y-w*0.15).quad(x, y-w*0.09, x+w*0.54, y-w*0.25).line(x+w*0.53, y-w*0.21).quad(x, y-w*0.055, x-w*0.475, y-w*0.115), flat(m.lit(hex(0xfaf5ea), 0)))
	c.fill(poly(x-w*0.43, y-w*0.02, x+w*0.395, y-w*0.02, x+w*0.38, y+w*0.012, x-w*0.42, y+w*0.012), flat(m.dim(hex(0x7c3a34), 0)))
	c.fill(lens(x, y+w*0.025, w*0.48, w*0.012), veil(m.near.darker(0.55), 0.45))
}

func (m *mood) rigging(c *canvas, x, y, w float64, wood rgb) {
	c.fill(bar(x+w*0.08, y-w*0.1, x+w*0.06, y-w*0.85, w*0.014), flat(wood))
	c.fill(bar(x-w*0.22, y-w*0.36, x-w*0.23, y-w*0.62, w*0.012), flat(wood))
	line := veil(wood.darker(0.3), 0.7)
	c.fill(bar(x+w*0.06, y-w*0.84, x+w*0.52, y-w*0.24, w*0.005), line)
	c.fill(bar(x+w*0.06, y-w*0.84, x-w*0.23, y-w*0.6, w*0.005), line)
	c.fill(bar(x-w*0.23, y-w*0.6, x-w*0.46, y-w*0.14, w*0.005), line)
	c.fill(bar(x+w*0.08, y-w*0.3, x+w*0.34, y-w*0.58, w*0.01), flat(wood))
}

// dinghy is a rowing boat seen from the side, w long.
func (m *mood) dinghy(c *canvas, d *dice, x, y, w float64) {
	ink := pick(d, hex(0xf2eee4), hex(0x6fa7bf), hex(0xd9694f), hex(0x4d8a72))
	c.fill(lens(x, y+w*0.04, w*0.52, w*0.025), veil(m.near.darker(0.5), 0.35))
	c.fill((&path{}).move(x-w*0.5, y-w*0.13).quad(x, y-w*0.05, x+w*0.54, y-w*0.18).quad(x+w*0.42, y+w*0.04, x+w*0.3, y+w*0.045).line(x-w*0.36, y+w*0.045).quad(x-w*0.48, y, x-w*0.5, y-w*0.13),
		across(x-w/2, y, x+w/2, y, m.lit(ink, 0), m.dim(ink, 0)))
	c.fill((&path{}).move(x-w*0.5, y-w*0.13).quad(x, y-w*0.05, x+w*0.54, y-w*0.18).line(x+w*0.52, y-w*0.145).quad(x, y-w*0.02, x-w*0.49, y-w*0.1), flat(m.lit(hex(0x9a7450), 0)))
}
