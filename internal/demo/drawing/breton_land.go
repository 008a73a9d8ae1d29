package drawing

import "math"

func drawHarbour(c *canvas, d *dice, m *mood) {
	water := 600.0
	m.sky(c, d, 520)
	m.quarter(c, d, water)
	c.reflect(water, 1000, 0.5, 6, m.near.mix(m.far, 0.4))
	c.fill(rect(-100, water, 1700, 400), fade(water, 1000, m.near, 0.05, 0.45))
	for i := range 34 {
		t := math.Pow((float64(i)+d.unit())/34, 1.4)
		ink := m.low.lighter(0.3)
		if i%2 == 0 {
			ink = m.near.darker(0.15)
		}
		c.fill(lens(d.in(0, 1500), water+14+380*t, d.in(30, 120)*(0.6+t), 1+2.6*t), veil(ink, 0.4))
	}
	m.gulls(c, d, 980, 170, 150)
	fleet := []struct{ x, y, w float64 }{{250, 660, 190}, {1210, 672, 220}, {720, 690, 200}, {470, 762, 290}, {1080, 812, 350}}
	for _, b := range fleet {
		x := b.x + d.in(-40, 40)
		c.fill(lens(x, b.y+b.w*0.07, b.w*0.5, b.w*0.045), veil(m.near.darker(0.5), 0.35))
		m.trawler(c, d, x, b.y, b.w)
	}
	m.dinghy(c, d, 300+d.in(-60, 60), 880, 210)
	m.buoy(c, 740, 905, 30, hex(0xd8583f))
	m.buoy(c, 1395, 760, 18, hex(0xe8b545))
	m.gulls(c, d, 420, 470, 80)
}

// quarter is the waterfront: a wooded hill, two rows of houses, a church, a granite quay that stands on the line y.
func (m *mood) quarter(c *canvas, d *dice, y float64) {
	hill := newHills(d, 395, 26, 420, 40)
	hill.fill(c, y, m.lit(m.leafDark.mix(m.grass, 0.4), 0.42), m.lit(m.grass, 0.5))
	for i := range 12 {
		x := 60 + 125*float64(i) + d.in(-40, 40)
		m.tree(c, d, x, hill.at(x)+40, d.in(70, 110), 0.36, m.leafDark.mix(m.leaf, 0.4))
	}
	m.church(c, d.in(480, 980), 470, 240)
	x := -40.0
	for x < 1540 {
		w := d.in(90, 150)
		m.townhouse(c, d, x, 520, w, d.in(86, 126), 0.24)
		x += w
	}
	quay := y - 64
	x = -30
	for x < 1540 {
		w := d.in(112, 178)
		m.townhouse(c, d, x, quay+3, w, d.in(112, 168), 0.04)
		x += w + pick(d, 0.0, 0, 0, 26)
	}
	stone, low := m.lit(granite, 0.02), m.dim(granite, 0.02)
	c.fill(rect(-60, quay, 1620, y-quay+1), down(quay, y, stone, low))
	c.fill(rect(-60, quay, 1620, 9), flat(stone.lighter(0.35)))
	for row := range 3 {
		yy := quay + 14 + 16*float64(row)
		for xx := -40 + d.in(0, 40); xx < 1540; xx += d.in(40, 84) {
			c.fill(rect(xx, yy, 2, 15), veil(low.darker(0.35), 0.4))
		}
		c.fill(rect(-60, yy, 1620, 1.6), veil(low.darker(0.35), 0.4))
	}
	c.fill(rect(-60, y-16, 1620, 16), veil(m.leafDark.darker(0.3), 0.35))
	for i := range 7 {
		xx := 90 + 225*float64(i) + d.in(-30, 30)
		c.fill(round(xx, quay-16, 12, 18, 5), flat(m.dim(hex(0x4b5560), 0)))
	}
}

func (m *mood) church(c *canvas, x, y, h float64) {
	lit, dim := m.lit(granite, 0.34), m.dim(granite, 0.34)
	c.fill(rect(x-h*0.1, y-h*0.62, h*0.2, h*0.62), across(x-h*0.1, y, x+h*0.1, y, lit, dim))
	c.fill(poly(x-h*0.1, y-h*0.62, x, y-h*1.2, x+h*0.1, y-h*0.62), across(x-h*0.1, y, x+h*0.1, y, lit.lighter(0.1), dim))
	c.fill(arch(x-h*0.03, y-h*0.56, h*0.06, h*0.14), flat(dim.darker(0.35)))
	c.fill(poly(x+h*0.1, y-h*0.2, x+h*0.14, y-h*0.4, x+h*0.52, y-h*0.4, x+h*0.58, y-h*0.2), flat(m.lit(slate, 0.36)))
	c.fill(rect(x+h*0.1, y-h*0.2, h*0.46, h*0.2), flat(dim))
}

// townhouse is one house of a row: rendered or granite wall, slate roof with dormers, shutters.
func (m *mood) townhouse(c *canvas, d *dice, x, y, w, h, distance float64) {
	wall := pick(d, hex(0xfbf6ea), hex(0xf7ead2), hex(0xf3e1cf), hex(0xdfe9ea), granite, hex(0xf4dcc8), hex(0xfbf6ea))
	trim := pick(d, hex(0x3f7ba6), hex(0x6fa7bf), hex(0xb9584c), hex(0x4c8473), hex(0x8aa9c4))
	c.fill(rect(x, y-h, w, h), down(y-h, y, m.lit(wall, distance), m.lit(wall.darker(0.07), distance)))
	roof := h * d.in(0.36, 0.5)
	tile := m.lit(slate, distance+0.06)
	c.fill(poly(x-3, y-h+2, x+w*0.06, y-h-roof, x+w*0.94, y-h-roof, x+w+3, y-h+2), down(y-h-roof, y-h, tile.lighter(0.12), tile))
	for i := range 4 {
		c.fill(rect(x+w*0.03, y-h-roof*float64(i)*0.25, w*0.94, 1.2), veil(tile.darker(0.3), 0.4))
	}
	chimney := m.lit(granite, distance)
	c.fill(rect(x+w*0.02, y-h-roof*1.35, w*0.1, roof*0.9), flat(chimney))
	c.fill(rect(x+w*0.02, y-h-roof*1.35, w*0.1, 4), flat(chimney.darker(0.25)))
	c.fill(rect(x, y-h, w, 4), veil(m.dim(wall, distance).darker(0.2), 0.5))
	c.fill(rect(x+w-3, y-h, 3, h), veil(m.dim(wall, distance).darker(0.3), 0.4))
	cols := 2
	if w > 138 {
		cols = 3
	}
	ink, glass := m.lit(trim, distance), m.dim(hex(0x5a7c92), distance)
	for i := range cols {
		cx := x + w*(float64(i)+0.5)/float64(cols)
		ww, wh := w*0.13, h*0.26
		m.sash(c, cx, y-h*0.6, ww, wh, ink, glass)
		if i == cols/2 {
			c.fill(rect(cx-ww*0.6, y-h*0.4, ww*1.2, h*0.4), flat(ink))
			c.fill(rect(cx-ww*0.35, y-h*0.36, ww*0.7, h*0.14), flat(glass.lighter(0.3)))
		} else {
			m.sash(c, cx, y-h*0.12, ww, wh, ink, glass)
		}
		if (i+cols)%2 == 1 || cols == 2 {
			m.dormerSmall(c, cx, y-h-roof*0.1, ww*1.1, roof*0.62, m.lit(wall, distance), tile, glass)
		}
	}
}

func (m *mood) sash(c *canvas, x, y, w, h float64, shutter, glass rgb) {
	c.fill(rect(x-w*1.02, y-h, w*0.48, h), flat(shutter))
	c.fill(rect(x+w*0.54, y-h, w*0.48, h), flat(shutter.darker(0.14)))
	c.fill(rect(x-w*0.5, y-h, w, h), down(y-h, y, glass, glass.lighter(0.35)))
	c.fill(rect(x-w*0.04, y-h, w*0.08, h), flat(white.mix(glass, 0.15)))
	c.fill(rect(x-w*0.5, y-h*0.5, w, h*0.04), flat(white.mix(glass, 0.15)))
}

func (m *mood) dormerSmall(c *canvas, x, y, w, h float64, wall, tile, glass rgb) {
	c.fill(rect(x-w*0.6, y-h*0.62, w*1.2, h*0.62), flat(wall))
	c.fill(rect(x-w*0.34, y-h*0.54, w*0.68, h*0.48), flat(glass))
	c.fill(rect(x-w*0.03, y-h*0.54, w*0.06, h*0.48), flat(white.mix(glass, 0.15)))
	c.fill(poly(x-w*0.76, y-h*0.6, x, y-h*1.08, x+w*0.76, y-h*0.6), flat(tile.darker(0.12)))
}

func (m *mood) buoy(c *canvas, x, y, r float64, ink rgb) {
	c.fill(lens(x, y+r*0.5, r*1.8, r*0.22), veil(m.near.darker(0.5), 0.35))
	c.fill(ellipse(x, y, r, r*0.86), across(x-r, y-r, x+r, y+r, m.lit(ink.lighter(0.15), 0), m.dim(ink, 0)))
	c.fill(rect(x-r*0.95, y-r*0.1, r*1.9, r*0.26), veil(m.lit(white, 0), 0.9))
	c.fill(rect(x-r*0.12, y-r*1.3, r*0.24, r*0.5), flat(m.dim(hex(0x55606a), 0)))
}

func drawMoor(c *canvas, d *dice, m *mood) {
	horizon := 380.0
	m.sky(c, d, horizon)
	m.sea(c, d, horizon, 520)
	m.headland(c, d, horizon+2, 640, 54, 0.7, true)
	m.sailboat(c, d, d.in(600, 900), horizon+28, 40, 0.3)
	m.gulls(c, d, 900, 200, 130)
	swaths := []struct {
		y, tilt float64
		ink     rgb
	}{{450, 110, m.grass.mix(heather, 0.35)}, {520, -120, heather}, {610, 90, m.grass.mix(gorse, 0.35)}, {700, -110, heather.mix(hex(0xc98ab0), 0.5)}}
	for i, s := range swaths {
		h := newHills(d, s.y, 30, 420, s.tilt)
		far := 0.34 - 0.09*float64(i)
		h.fill(c, 1000, m.lit(s.ink.lighter(0.1), far), m.dim(s.ink, far))
		for range 60 {
			x := d.in(0, 1500)
			y := h.at(x) + d.in(4, 110)
			c.fill(lens(x, y, d.in(16, 60)*(0.6+0.2*float64(i)), d.in(2, 6)), veil(m.lit(s.ink.lighter(0.3), far), 0.35))
		}
		if i == 1 {
			m.cottageFar(c, d, 300, h.at(330)+14, 92)
		}
		if i == 2 {
			m.menhirs(c, d, h)
		}
	}
	m.moorPath(c, d)
}

// menhirs stand in a loose row.
func (m *mood) menhirs(c *canvas, d *dice, h hills) {
	for i := range 7 {
		x := 760 + 105*float64(i) + d.in(-26, 26)
		s := d.in(70, 150) * (0.75 + 0.06*float64(i))
		y := h.at(x) + 24 + 7*float64(i)
		c.fill(poly(x-s*0.2, y, x+s*0.2, y, x+s*0.9, y+s*0.12, x+s*0.5, y+s*0.14), veil(m.dim(m.leafDark, 0).darker(0.3), 0.3))
		lean := d.in(-0.06, 0.06) * s
		shape := curve(pt{x - s*0.22, y}, pt{x - s*0.24, y - s*0.45}, pt{x - s*0.14 + lean, y - s*0.9}, pt{x + lean, y - s*1.02}, pt{x + s*0.15 + lean, y - s*0.86}, pt{x + s*0.24, y - s*0.4}, pt{x + s*0.2, y})
		c.fill(shape, across(x-s*0.2, y, x+s*0.25, y, m.lit(granite.lighter(0.1), 0.1), m.dim(granite, 0.08)))
		c.fill(lens(x-s*0.06+lean*0.5, y-s*0.6, s*0.08, s*0.1), veil(m.lit(hex(0xd8c98a), 0), 0.45))
		c.fill(ribbon(0.5, s*0.02, d.crag([]pt{{x + s*0.05 + lean, y - s*0.9}, {x + s*0.1, y - s*0.3}}, 0.2, 2)...), veil(m.dim(granite, 0).darker(0.3), 0.5))
		for range 4 {
			m.tuft(c, d, x+d.in(-0.35, 0.35)*s, y+4, s*0.16, m.lit(m.grass, 0.05))
		}
	}
}

// moorPath is the near slope: a sandy path between cushions of heather and gorse.
func (m *mood) moorPath(c *canvas, d *dice) {
	near := newHills(d, 800, 24, 400, 60)
	near.fill(c, 1010, m.lit(m.grass, 0.03), m.dim(m.grass, 0))
	left, right := []pt{}, []pt{}
	for i := range 11 {
		t := float64(i) / 10
		y := 1015 - (1015-near.at(640-160*t)-2)*t
		x := 520 + 170*math.Sin(t*2.2) - 70*t
		w := 92*math.Pow(1-t, 1.4) + 5
		left, right = append(left, pt{x - w, y}), append(right, pt{x + w, y})
	}
	c.fill(flow(append(left, reversed(right)...)), down(800, 1000, m.lit(hex(0xecd8b2), 0.05), m.lit(hex(0xe3c99c), 0)))
	m.sward(c, d, 790, 1010, func(x float64) float64 {
		if math.Abs(x-600) < 110 {
			return 2000
		}
		return near.at(x)
	}, m.lit(m.grass, 0), 150)
	for range 22 {
		x := d.in(-40, 1540)
		t := d.unit()
		y := near.at(x) + 20 + 170*t
		if math.Abs(x-590) < 150+80*t {
			continue
		}
		s := 70 + 90*t
		m.shrub(c, d, x, y, s*d.in(1.3, 2), s*0.62, pick(d, heather, heather.lighter(0.12), gorse, m.leafDark))
	}
}

func drawPinkGranite(c *canvas, d *dice, m *mood) {
	horizon := 430.0
	m.sky(c, d, horizon)
	m.sea(c, d, horizon, 1000)
	m.headland(c, d, horizon+2, 500, 46, 0.7, false)
	m.isle(c, d, 420, horizon+24, 220, 0.45)
	m.sailboat(c, d, 620, horizon+60, 70, 0.2)
	m.gulls(c, d, 560, 210, 130)
	m.shallows(c, 640, 700, 900, 90)
	m.pile(c, d, 1130, 590, 210, 0.24)
	m.tower(c, d, 1170, 386, 230)
	m.pile(c, d, 1170, 640, 270, 0.16)
	m.pile(c, d, 300, 690, 170, 0.12)
	m.foam(c, d, []pt{{-40, 694}, {180, 700}, {420, 706}, {560, 700}}, 11)
	m.foam(c, d, []pt{{760, 664}, {980, 672}, {1260, 668}, {1540, 676}}, 11)
	m.pile(c, d, 1290, 850, 330, 0.05)
	m.foam(c, d, []pt{{900, 846}, {1060, 862}, {1300, 858}, {1540, 866}}, 13)
	sand := newHills(d, 905, 14, 300, -60)
	sand.fill(c, 1010, m.lit(sandColour.mix(pinkRock, 0.25), 0), m.lit(sandColour, 0))
	m.foam(c, d, sand.line(-40, 1540, 60), 11)
	m.pile(c, d, 190, 1010, 380, 0)
	for i := range 6 {
		m.boulder(c, d, 480+190*float64(i)+d.in(-50, 50), 1000+d.in(-20, 30), d.in(70, 150), d.in(40, 80), pinkRock, 0)
	}
}

// pile is a heap of big rounded boulders, the largest below, one balanced on top.
func (m *mood) pile(c *canvas, d *dice, x, y, s, distance float64) {
	tone := func() rgb { return pinkRock.mix(pick(d, hex(0xcf9080), hex(0xeebfa5), granite), d.in(0, 0.5)) }
	for _, q := range []struct{ x, y, w, h float64 }{
		{-0.5, 0.02, 0.8, 0.5}, {0.55, 0, 0.9, 0.56}, {0.02, 0.03, 0.95, 0.68}, {-0.18, -0.5, 0.6, 0.44}, {0.36, -0.44, 0.64, 0.46},
		{0.1, -0.82, 0.5, 0.36}, {-0.85, 0.06, 0.5, 0.26}, {0.98, 0.06, 0.46, 0.26}, {-0.22, 0.1, 0.56, 0.3}, {0.44, 0.1, 0.5, 0.28},
	} {
		m.boulder(c, d, x+(q.x+d.in(-0.06, 0.06))*s, y+q.y*s, q.w*s*d.in(0.9, 1.1), q.h*s*d.in(0.92, 1.1), tone(), distance)
	}
}
