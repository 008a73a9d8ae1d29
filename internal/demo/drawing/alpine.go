package drawing

import "math"

var (
	limestone = hex(0xb3b2b8)
	darkRock  = hex(0x8e96a6)
	timber    = hex(0xb07a4f)
	oldTimber = hex(0x8a6248)
	spruce    = hex(0x3f7a62)
)

// snowline is how much of a summit is white, by season.
func (m *mood) snowline() float64 {
	switch m.season {
	case winter:
		return 0.82
	case spring:
		return 0.5
	case autumn:
		return 0.34
	}
	return 0.26
}

// massif is a row of summits behind one another; the tallest stands at hero.
func (m *mood) massif(c *canvas, d *dice, foot, height, hero, distance float64) {
	rock := limestone.mix(darkRock, d.in(0.2, 0.8))
	for i := range 5 {
		x := -80 + 400*float64(i) + d.in(-60, 60)
		h := height * d.in(0.46, 0.66)
		m.peak(c, d, peak{x, foot - h, foot, h * d.in(1.1, 1.5), h * d.in(1.1, 1.5)}, peakLook{rock, m.snowline() * 0.8, distance + 0.22, 0.1})
	}
	for i := range 4 {
		x := 110 + 430*float64(i) + d.in(-50, 50)
		if math.Abs(x-hero) < 150 {
			continue
		}
		h := height * d.in(0.56, 0.76)
		m.peak(c, d, peak{x, foot - h, foot, h * d.in(0.95, 1.3), h * d.in(0.95, 1.3)}, peakLook{rock, m.snowline() * 0.9, distance + 0.1, 0.12})
	}
	m.peak(c, d, peak{hero - height*0.42, foot - height*0.74, foot, height * 0.8, height * 0.6}, peakLook{rock, m.snowline(), distance + 0.04, 0.13})
	m.peak(c, d, peak{hero, foot - height, foot, height * 0.85, height * 0.9}, peakLook{rock, m.snowline(), distance, 0.13})
}

// ridge is a wooded slope: its ground and the silhouette of its conifers.
func (m *mood) ridge(c *canvas, d *dice, h hills, size, distance float64) {
	ink := spruce.mix(m.leafDark, 0.5)
	lit, low := m.lit(ink, distance), m.haze.mix(m.lit(ink, distance), 0.45)
	c.fill(forest(d, h, -60, 1560, size, 1010), down(h.y-size-math.Abs(h.swing), h.y+200, lit, low))
	if m.snow {
		up := h
		up.y += size * 0.1
		c.fill(forest(d, up, -60, 1560, size*0.8, 1010), down(h.y-size, h.y+160, m.lit(hex(0xe6eff6), distance).mix(lit, 0.62), m.lit(hex(0xeaf2f8), distance*0.8)))
	}
}

// pasture is a near slope of grass or of snow.
func (m *mood) pasture(c *canvas, d *dice, h hills, distance float64) {
	if m.snow {
		h.fill(c, 1010, m.lit(hex(0xfbfdff), distance), m.dim(hex(0xeaf1fb), distance).mix(m.lit(white, distance), 0.55))
		return
	}
	h.fill(c, 1010, m.lit(m.grass.lighter(0.12), distance), m.dim(m.grass, distance).mix(m.lit(m.grass, distance), 0.4))
}

func drawPeaks(c *canvas, d *dice, m *mood) {
	m.sky(c, d, 620)
	m.massif(c, d, 690, d.in(500, 560), d.in(780, 980), 0.12)
	m.mist(c, d, 640)
	m.ridge(c, d, newHills(d, 640, 40, 420, 150), 46, 0.44)
	m.ridge(c, d, newHills(d, 700, 34, 380, -170), 62, 0.28)
	m.mist(c, d, 745)
	slope := newHills(d, 770, 26, 420, 100)
	m.pasture(c, d, slope, 0.06)
	m.chaletFar(c, d, 480, slope.at(480)+26, 74)
	m.chaletFar(c, d, 590, slope.at(590)+40, 58)
	m.grove(c, d, slope, 0, 330, 9, 150)
	m.grove(c, d, slope, 1080, 1540, 12, 190)
	m.nearMeadow(c, d, slope)
}

// mist lies in the valley in long soft bands.
func (m *mood) mist(c *canvas, d *dice, y float64) {
	for range 4 {
		c.fill(lens(d.in(100, 1400), y+d.in(-20, 30), d.in(360, 700), d.in(12, 26)), veil(m.haze.lighter(0.45), 0.34))
	}
}

// grove is a group of conifers or larches on a slope, nearer ones last.
func (m *mood) grove(c *canvas, d *dice, h hills, x0, x1 float64, n int, size float64) {
	for i := range n {
		x := d.in(x0, x1)
		t := float64(i) / float64(n)
		y := h.at(x) + 14 + 90*t
		s := size * d.in(0.75, 1.2) * (0.7 + 0.5*t)
		m.shadowOf(c, x, y, s)
		if m.season == autumn && d.chance(0.6) || d.chance(0.25) && !m.snow {
			m.larch(c, d, x, y, s, 0.05)
			continue
		}
		m.fir(c, d, x, y, s, 0.06, spruce)
	}
}

// shadowOf is what a tree of height s casts on the ground, away from the light.
func (m *mood) shadowOf(c *canvas, x, y, s float64) {
	ink := m.dim(m.grass, 0).darker(0.25)
	if m.snow {
		ink = m.dim(hex(0xb9cbe6), 0)
	}
	c.fill(poly(x-s*0.03, y, x+s*0.03, y, x+s*0.62, y+s*0.13, x+s*0.36, y+s*0.13), veil(ink, 0.35))
}

// nearMeadow is the foreground: flowers and a fence in summer, tracks and drifts in winter.
func (m *mood) nearMeadow(c *canvas, d *dice, h hills) {
	near := newHills(d, 890, 18, 360, -40)
	m.pasture(c, d, near, 0)
	if m.snow {
		for range 9 {
			x := d.in(0, 1500)
			c.fill(lens(x, near.at(x)+d.in(16, 110), d.in(60, 220), d.in(3, 9)), veil(m.dim(hex(0xc9d8ee), 0), 0.4))
		}
		m.fence(c, d, near, 20, 900)
		return
	}
	m.sward(c, d, 800, 1010, func(x float64) float64 { return math.Max(near.at(x), h.at(x)) }, m.lit(m.grass, 0), 300)
	m.fence(c, d, near, 620, 1540)
	m.flowers(c, d, 880, 1005, near.at, 240, m.bloom, white, hex(0xf5cf4b), hex(0x8f9fe0))
}

// fence is made of split posts and two rails.
func (m *mood) fence(c *canvas, d *dice, h hills, x0, x1 float64) {
	wood, dark := m.lit(hex(0x9a7a5e), 0), m.dim(hex(0x8a6a52), 0)
	for x := x0; x < x1; x += 92 {
		y := h.at(x) + 16
		y2 := h.at(x+92) + 16
		lean := d.in(-4, 4)
		c.fill(bar(x-10, y-48+d.in(-4, 4), x+104, y2-48+d.in(-4, 4), 7), flat(wood))
		c.fill(bar(x-10, y-24+d.in(-4, 4), x+104, y2-24+d.in(-4, 4), 7), flat(dark))
		c.fill(bar(x, y+6, x+lean, y-68, 12), across(x-6, y, x+6, y, wood, dark))
		if m.snow {
			c.fill(round(x+lean-9, y-76, 18, 12, 5), flat(m.lit(white, 0)))
		}
	}
}

// chaletFar is a small chalet for the middle distance, x its middle, w its width.
func (m *mood) chaletFar(c *canvas, d *dice, x, y, w float64) {
	h := w * 0.5
	wood, dark := m.lit(timber, 0.1), m.dim(oldTimber, 0.08)
	c.fill(rect(x-w*0.42, y-h*0.4, w*0.84, h*0.42), across(x-w*0.4, y, x+w*0.4, y, m.lit(hex(0xf2ece0), 0.08), m.dim(hex(0xe4e2e2), 0.06)))
	c.fill(poly(x-w*0.42, y-h*0.38, x-w*0.42, y-h*0.78, x, y-h*1.22, x+w*0.42, y-h*0.78, x+w*0.42, y-h*0.38), across(x-w*0.4, y, x+w*0.4, y, wood, dark))
	c.fill(rect(x-w*0.44, y-h*0.52, w*0.88, h*0.1), flat(dark.darker(0.15)))
	roof := m.dim(hex(0x7f6a62), 0.1)
	if m.snow {
		roof = m.lit(white, 0.02)
	}
	c.fill(poly(x-w*0.62, y-h*0.68, x, y-h*1.36, x+w*0.62, y-h*0.68, x+w*0.62, y-h*0.8, x, y-h*1.52, x-w*0.62, y-h*0.8), flat(roof))
	glass := hex(0x51687a)
	if m.hour == dusk || m.hour == golden {
		glass = hex(0xffd98a)
	}
	for i := range 3 {
		xx := x - w*0.3 + w*0.23*float64(i)
		c.fill(rect(xx, y-h*0.74, w*0.12, h*0.18), flat(glass))
		c.fill(rect(xx, y-h*0.28, w*0.12, h*0.2), flat(glass))
	}
}

func drawLake(c *canvas, d *dice, m *mood) {
	water := 600.0
	m.sky(c, d, 560)
	m.massif(c, d, 600, d.in(400, 470), d.in(560, 900), 0.14)
	m.ridge(c, d, newHills(d, 560, 30, 420, 190), 38, 0.42)
	m.ridge(c, d, newHills(d, 575, 22, 380, -150), 50, 0.26)
	shore := newHills(d, 594, 5, 300, 0)
	m.pasture(c, d, shore, 0.16)
	for i := range 5 {
		m.chaletFar(c, d, 930+84*float64(i)+d.in(-14, 14), 592+d.in(-6, 4), 58)
	}
	m.steeple(c, 900, 590, 120, 0.2)
	for i := range 14 {
		m.fir(c, d, 30+60*float64(i)+d.in(-24, 24), 598, d.in(46, 92), 0.16, spruce)
	}
	tint := hex(0x4f9aa8).times(m.light)
	c.reflect(water, 1000, 0.72, 5, tint)
	c.fill(rect(-100, water, 1700, 400), fade(water, 1000, m.near, 0, 0.6))
	for i := range 30 {
		t := math.Pow((float64(i)+d.unit())/30, 1.5)
		c.fill(lens(d.in(0, 1500), water+6+380*t, d.in(40, 170)*(0.5+t), 0.9+2*t), veil(m.low.lighter(0.3), 0.36))
	}
	m.glitter(c, d, water, 1000)
	m.jetty(c, d)
	m.dinghy(c, d, 900+d.in(-40, 60), 770, 220)
	m.reeds(c, d)
}

// jetty runs out from the lower left corner.
func (m *mood) jetty(c *canvas, d *dice) {
	wood := m.lit(hex(0xc9a581), 0)
	dark := m.dim(hex(0x8d6b52), 0)
	c.fill(poly(120, 1010, 470, 1010, 640, 775, 560, 770), veil(m.near.darker(0.55), 0.35))
	for i := range 6 {
		t := float64(i) / 5
		t = 1 - (1-t)*(1-t)
		x, y := 80+468*t, 1010-250*t
		c.fill(bar(x, y-30, x, y+70-50*t, 26-16*t), flat(dark))
	}
	c.fill(poly(60, 1010, 430, 1010, 640, 750, 552, 750), down(750, 1010, wood, wood.lighter(0.1)))
	for i := range 24 {
		t := math.Pow(float64(i)/24, 0.72)
		y := 1010 - 260*t
		c.fill(poly(60+492*t, y, 430+210*t, y, 430+210*t, y-1.4-4*(1-t), 60+492*t, y-1.4-4*(1-t)), veil(dark, 0.6))
	}
	for i := range 4 {
		t := 1 - math.Pow(1-float64(i)/3, 2)
		x, y := 440+200*t, 990-240*t
		w := 24 - 14*t
		c.fill(rect(x-w/2, y-84+54*t, w, 100-60*t), across(x-w/2, y, x+w/2, y, m.lit(hex(0xb58b66), 0), dark))
	}
}

func (m *mood) reeds(c *canvas, d *dice) {
	for range 34 {
		x := 1120 + 400*math.Sqrt(d.unit())
		y := 1010 + d.in(0, 20)
		s := d.in(120, 260) * (x - 900) / 500
		tone := m.lit(m.leaf.mix(m.leafDark, d.in(0, 0.9)), 0)
		if m.snow {
			tone = m.lit(hex(0xcdb58c), 0).mix(m.dim(hex(0xa98f6b), 0), d.unit())
		}
		lean := d.in(-0.25, 0.2) * s
		c.fill(ribbon(6, 1, bent(pt{x, y}, pt{x, y - s*0.6}, pt{x + lean, y - s}, 7)...), flat(tone))
		if d.chance(0.3) {
			c.fill(ribbon(12, 11, pt{x + lean*0.9, y - s*0.94}, pt{x + lean*1.08, y - s*1.1}), flat(m.dim(hex(0x8a5a40), 0)))
		}
	}
}

// steeple is a Savoyard bell tower with its onion dome.
func (m *mood) steeple(c *canvas, x, y, h, distance float64) {
	lit, dim := m.lit(hex(0xf7f0e2), distance), m.dim(hex(0xe9e4e0), distance)
	w := h * 0.2
	roof := m.dim(hex(0x76808e), distance)
	if m.snow {
		roof = m.lit(hex(0xf4f8fc), distance)
	}
	c.fill(rect(x+w*0.4, y-h*0.34, h*0.62, h*0.34), down(y-h*0.34, y, lit.mix(dim, 0.25), lit))
	for i := range 3 {
		c.fill(arch(x+w*0.9+h*0.15*float64(i), y-h*0.26, h*0.045, h*0.14), flat(dim.darker(0.4)))
	}
	c.fill(poly(x+w*0.2, y-h*0.31, x+w*0.7, y-h*0.58, x+h*0.66, y-h*0.58, x+h*0.74, y-h*0.31), flat(m.dim(hex(0x76808e), distance)))
	c.fill(poly(x+w*0.2, y-h*0.325, x+w*0.7, y-h*0.59, x+h*0.66, y-h*0.59, x+h*0.74, y-h*0.325), flat(roof))
	c.fill(rect(x-w/2, y-h*0.66, w, h*0.66), across(x-w/2, y, x+w/2, y, lit, dim))
	c.fill(arch(x-w*0.16, y-h*0.6, w*0.32, h*0.13), flat(dim.darker(0.5)))
	c.fill(ellipse(x, y-h*0.36, w*0.2, w*0.2), flat(dim.darker(0.25)))
	metal := m.lit(hex(0x8fa3ae), distance)
	metalDim := m.dim(hex(0x7f92a2), distance)
	c.fill((&path{}).move(x-w*0.6, y-h*0.655).quad(x-w*0.7, y-h*0.76, x-w*0.2, y-h*0.8).line(x+w*0.2, y-h*0.8).quad(x+w*0.7, y-h*0.76, x+w*0.6, y-h*0.655), across(x-w*0.6, y, x+w*0.6, y, metal, metalDim))
	c.fill(rect(x-w*0.18, y-h*0.86, w*0.36, h*0.07), flat(metalDim))
	c.fill((&path{}).move(x-w*0.3, y-h*0.85).quad(x-w*0.2, y-h*0.94, x, y-h*1.12).quad(x+w*0.2, y-h*0.94, x+w*0.3, y-h*0.85), across(x-w*0.3, y, x+w*0.3, y, metal, metalDim))
}
