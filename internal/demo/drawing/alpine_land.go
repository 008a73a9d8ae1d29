package drawing

import "math"

func drawLarches(c *canvas, d *dice, m *mood) {
	m.sky(c, d, 560)
	m.massif(c, d, 640, d.in(430, 500), d.in(680, 860), 0.2)
	m.mist(c, d, 610)
	for i := range 3 {
		h := newHills(d, 600+50*float64(i), 24, 400, 80-90*float64(i))
		m.ridge(c, d, h, 60+22*float64(i), 0.46-0.13*float64(i))
	}
	ground := newHills(d, 770, 14, 420, 30)
	m.pasture(c, d, ground, 0.05)
	m.trail(c, d, ground)
	for i := range 3 {
		t := float64(i) / 2
		for range 9 {
			x := d.in(-40, 1540)
			gap := 150 + 120*t
			if math.Abs(x-740) < gap {
				continue
			}
			y := ground.at(x) + 10 + 190*t
			s := (250 + 250*t) * d.in(0.8, 1.15)
			m.shadowOf(c, x, y, s*0.7)
			if m.snow && d.chance(0.5) || d.chance(0.22) {
				m.fir(c, d, x, y, s*0.92, 0.24-0.12*t, spruce)
			} else {
				m.larchOrBare(c, d, x, y, s, 0.22-0.11*t)
			}
		}
	}
	m.rays(c, d)
	if !m.snow {
		m.flowers(c, d, 800, 1005, ground.at, 120, m.bloom, white, m.leaf.lighter(0.3))
	}
	m.fir(c, d, 60, 1050, 820, 0, spruce)
	m.fir(c, d, 1450, 1040, 740, 0, spruce)
}

// larchOrBare: larches lose their needles in winter; snowy firs stand in for them.
func (m *mood) larchOrBare(c *canvas, d *dice, x, y, s, distance float64) {
	if m.snow {
		m.fir(c, d, x, y, s, distance, spruce.mix(hex(0x6f9a8c), 0.4))
		return
	}
	m.larch(c, d, x, y, s, distance)
}

func (m *mood) trail(c *canvas, d *dice, h hills) {
	ink := m.lit(hex(0xe4cfa4), 0.03)
	if m.snow {
		ink = m.dim(hex(0xdfe8f4), 0).mix(white, 0.3)
	}
	left, right := []pt{}, []pt{}
	for i := range 11 {
		t := float64(i) / 10
		y := 1015 - (1015-h.at(740)-2)*t
		x := 700 + 60*math.Sin(t*3.4) + 40*t
		w := 150*math.Pow(1-t, 1.5) + 5
		left, right = append(left, pt{x - w, y}), append(right, pt{x + w, y})
	}
	c.fill(flow(append(left, reversed(right)...)), flat(ink))
	if m.snow {
		for side := -1.0; side <= 1; side += 2 {
			line := make([]pt, 11)
			for i := range line {
				line[i] = left[i].lerp(right[i], 0.5+side*0.12)
			}
			c.fill(ribbon(9, 1, line...), veil(m.dim(hex(0xb9cae4), 0), 0.6))
		}
	}
}

// rays are shafts of light through the trees.
func (m *mood) rays(c *canvas, d *dice) {
	for i := range 5 {
		x := 120 + 210*float64(i) + d.in(-40, 40)
		w := d.in(30, 80)
		c.fill(poly(x, -20, x+w, -20, x+w*2.2+430, 940, x+430-w*0.4, 940), paint{kind: linearPaint, y0: 0, y1: 940, stops: []stop{{0, m.sun, 0.17}, {1, m.sun, 0}}})
	}
}

func drawSlopes(c *canvas, d *dice, m *mood) {
	m.winterise()
	m.sky(c, d, 600)
	m.massif(c, d, 640, d.in(450, 520), d.in(560, 760), 0.1)
	m.ridge(c, d, newHills(d, 610, 30, 380, 120), 44, 0.4)
	back := newHills(d, 640, 24, 460, 240)
	m.pasture(c, d, back, 0.14)
	m.pistes(c, d, back, 0.12)
	m.grove(c, d, back, 1050, 1540, 12, 110)
	m.lift(c, d)
	front := newHills(d, 800, 26, 520, -230)
	m.pasture(c, d, front, 0)
	m.pistes(c, d, front, 0)
	m.grove(c, d, front, -20, 300, 8, 190)
	m.skier(c, d, 640, front.at(640)+66, 78, hex(0xd9503f))
	m.skier(c, d, 860, front.at(860)+30, 56, hex(0x2f77a8))
	m.skier(c, d, 1010, back.at(1010)+120, 34, hex(0xe7b13e))
	m.fir(c, d, 1400, 1030, 430, 0, spruce)
	m.fir(c, d, 1270, 1040, 300, 0, spruce)
	m.fir(c, d, 80, 1060, 380, 0, spruce)
}

// winterise turns any mountain light into a winter one.
func (m *mood) winterise() {
	m.season, m.snow = winter, true
	m.alpineGround()
}

// pistes are the tracks left on a slope.
func (m *mood) pistes(c *canvas, d *dice, h hills, distance float64) {
	ink := m.dim(hex(0xc3d3ec), distance)
	for range 9 {
		x := d.in(200, 1300)
		y := h.at(x) + 4
		line := make([]pt, 40)
		phase, amp := d.in(0, 6), d.in(10, 34)
		for i := range line {
			t := float64(i) / 39
			line[i] = pt{x + 190*t + amp*t*math.Sin(phase+t*16), y + 220*t}
		}
		c.fill(ribbon(0.8, 3.4, line...), veil(ink, 0.5))
	}
	for range 5 {
		x := d.in(100, 1400)
		c.fill(lens(x, h.at(x)+d.in(20, 120), d.in(80, 260), d.in(4, 12)), veil(m.dim(hex(0xcfdcf0), distance), 0.4))
	}
}

// lift is a chairlift from the lower right to the upper left.
func (m *mood) lift(c *canvas, d *dice) {
	steel := m.dim(hex(0x6b7887), 0.12)
	a, b := pt{1420, 560}, pt{420, 330}
	c.fill(ribbon(2.4, 1.6, a, b), flat(steel))
	c.fill(ribbon(2.4, 1.6, pt{a.x + 26, a.y + 14}, pt{b.x + 10, b.y + 6}), flat(steel))
	for i := range 4 {
		t := 0.06 + 0.29*float64(i)
		q := a.lerp(b, t)
		s := 150 - 70*t
		c.fill(ribbon(s*0.07, s*0.045, pt{q.x + 10, q.y + s*1.25}, pt{q.x + 12, q.y - 4}), flat(steel))
		c.fill(bar(q.x-s*0.14, q.y-1, q.x+s*0.34, q.y+8, s*0.06), flat(steel))
	}
	for i := range 6 {
		t := 0.02 + 0.165*float64(i) + d.in(-0.02, 0.02)
		q := a.lerp(b, t)
		s := 34 - 16*t
		c.fill(bar(q.x, q.y, q.x, q.y+s, 2.2), flat(steel))
		c.fill(round(q.x-s*0.55, q.y+s, s*1.1, s*0.5, 4), flat(m.lit(hex(0xcf5a48), 0.1)))
		c.fill(ellipse(q.x-s*0.22, q.y+s*0.85, s*0.16, s*0.17), flat(m.lit(hex(0x3f6f96), 0.1)))
		c.fill(ellipse(q.x+s*0.22, q.y+s*0.85, s*0.16, s*0.17), flat(m.lit(hex(0xe6b64c), 0.1)))
	}
}

// skier leans into a turn; s is the height.
func (m *mood) skier(c *canvas, d *dice, x, y, s float64, jacket rgb) {
	trousers := m.dim(hex(0x39475c), 0)
	c.fill(lens(x+s*0.3, y+s*0.02, s*0.5, s*0.03), veil(m.dim(hex(0xa9bedf), 0), 0.6))
	c.fill(ribbon(s*0.045, s*0.03, pt{x - s*0.5, y - s*0.06}, pt{x + s*0.3, y + s*0.03}, pt{x + s*0.5, y - s*0.01}), flat(m.dim(hex(0x2f3542), 0)))
	c.fill(ribbon(s*0.15, s*0.12, pt{x - s*0.04, y - s*0.46}, pt{x + s*0.12, y - s*0.26}, pt{x - s*0.02, y - s*0.03}), flat(trousers))
	c.fill(ribbon(s*0.14, s*0.11, pt{x - s*0.08, y - s*0.46}, pt{x - s*0.02, y - s*0.24}, pt{x - s*0.16, y - s*0.04}), flat(trousers))
	c.fill(ribbon(s*0.2, s*0.26, pt{x - s*0.06, y - s*0.42}, pt{x + s*0.08, y - s*0.76}), flat(m.lit(jacket, 0)))
	c.fill(ribbon(s*0.1, s*0.08, pt{x + s*0.08, y - s*0.7}, pt{x + s*0.26, y - s*0.54}, pt{x + s*0.36, y - s*0.6}), flat(m.dim(jacket, 0)))
	c.fill(ribbon(s*0.02, s*0.015, pt{x + s*0.34, y - s*0.62}, pt{x - s*0.1, y - s*0.1}), flat(m.dim(hex(0x4a5260), 0)))
	c.fill(ellipse(x+s*0.12, y-s*0.88, s*0.095, s*0.1), flat(m.lit(hex(0xf0c9a8), 0)))
	c.fill(ellipse(x+s*0.11, y-s*0.92, s*0.1, s*0.075), flat(m.lit(jacket.mix(hex(0x2f3f55), 0.6), 0)))
}

func drawVillage(c *canvas, d *dice, m *mood) {
	m.sky(c, d, 560)
	m.massif(c, d, 640, d.in(430, 500), d.in(900, 1080), 0.16)
	m.ridge(c, d, newHills(d, 590, 34, 420, 160), 50, 0.4)
	m.ridge(c, d, newHills(d, 630, 24, 420, -120), 58, 0.28)
	slope := newHills(d, 660, 12, 460, 30)
	m.pasture(c, d, slope, 0.1)
	m.steeple(c, 560, 720, 330, 0.08)
	rows := []struct{ x, y, w float64 }{{180, 690, 130}, {360, 700, 140}, {880, 700, 150}, {1060, 690, 130}, {1240, 704, 150}, {1400, 694, 140}, {90, 790, 210}, {330, 800, 220}, {770, 796, 220}, {1020, 800, 240}, {1310, 800, 250}}
	for i, r := range rows {
		if i%3 == 0 {
			m.fir(c, d, r.x+r.w*0.7, r.y+6, r.w*0.9, 0.12, spruce)
		}
		m.chaletMid(c, d, r.x+d.in(-14, 14), r.y, r.w*d.in(0.94, 1.06))
	}
	near := newHills(d, 830, 14, 420, 30)
	m.pasture(c, d, near, 0)
	m.trail(c, d, near)
	m.grove(c, d, near, -20, 260, 4, 190)
	m.grove(c, d, near, 1200, 1540, 5, 210)
	if m.snow {
		m.fence(c, d, newHills(d, 925, 8, 400, 0), 20, 560)
		m.snowfall(c, d)
		return
	}
	m.sward(c, d, 820, 1010, near.at, m.lit(m.grass, 0), 140)
	m.fence(c, d, newHills(d, 925, 8, 400, 0), 20, 480)
	m.flowers(c, d, 850, 1005, near.at, 150, m.bloom, white, hex(0xf5cf4b))
}

// snowfall is a few large flakes in the air.
func (m *mood) snowfall(c *canvas, d *dice) {
	for range 130 {
		s := d.in(1.4, 4.6)
		c.fill(ellipse(d.in(0, 1500), d.in(0, 1000), s, s), veil(white, d.in(0.35, 0.85)))
	}
}

// chaletMid is a chalet seen from its gable, x its middle, y its foot, w its width.
func (m *mood) chaletMid(c *canvas, d *dice, x, y, w float64) {
	h := w * 0.62
	tone := timber.mix(oldTimber, d.unit())
	wood, dark := m.lit(tone, 0.05), m.dim(tone, 0.04)
	c.fill(rect(x-w*0.4, y-h*0.34, w*0.8, h*0.36), across(x-w*0.4, y, x+w*0.4, y, m.lit(hex(0xd9c9b2), 0.04), m.dim(hex(0xcdbfae), 0.03)))
	c.fill(poly(x-w*0.42, y-h*0.33, x-w*0.42, y-h*0.72, x, y-h*1.12, x+w*0.42, y-h*0.72, x+w*0.42, y-h*0.33), across(x-w*0.4, y, x+w*0.4, y, wood, dark))
	for i := range 9 {
		c.fill(rect(x-w*0.42+w*0.093*float64(i+1), y-h*0.72, 1.2, h*0.39), veil(dark.darker(0.3), 0.4))
	}
	glass := m.dim(hex(0x516a80), 0)
	if m.hour == dusk || m.hour == golden || m.snow {
		glass = hex(0xffdb93)
	}
	for i := range 3 {
		xx := x - w*0.27 + w*0.21*float64(i)
		c.fill(rect(xx-w*0.025, y-h*0.66, w*0.17, h*0.19), flat(m.dim(hex(0x5d4638), 0)))
		c.fill(rect(xx, y-h*0.64, w*0.12, h*0.17), flat(glass))
		c.fill(rect(xx, y-h*0.24, w*0.12, h*0.16), flat(glass))
	}
	c.fill(rect(x-w*0.05, y-h*0.92, w*0.1, h*0.12), flat(glass))
	c.fill(rect(x-w*0.47, y-h*0.46, w*0.94, h*0.11), flat(dark.darker(0.1)))
	for i := range 18 {
		c.fill(rect(x-w*0.46+w*0.052*float64(i), y-h*0.45, w*0.012, h*0.09), veil(wood.lighter(0.3), 0.5))
	}
	if !m.snow {
		for i := range 14 {
			c.fill(ellipse(x-w*0.44+w*0.068*float64(i), y-h*0.475, w*0.022, w*0.018), flat(m.lit(hex(0xdc4a4a), 0)))
		}
	}
	c.fill(poly(x-w*0.42, y-h*0.72, x, y-h*1.12, x+w*0.42, y-h*0.72, x+w*0.42, y-h*0.62, x, y-h*1.0, x-w*0.42, y-h*0.62), veil(m.dim(hex(0x4a3a3c), 0), 0.45))
	roof, edge := m.lit(hex(0x8d7a72), 0.06), m.dim(hex(0x5f4c44), 0)
	if m.snow {
		roof = m.lit(white, 0)
	}
	c.fill(rect(x+w*0.18, y-h*1.42, w*0.09, h*0.4), flat(m.lit(granite, 0.05)))
	c.fill(poly(x-w*0.6, y-h*0.56, x, y-h*1.18, x+w*0.6, y-h*0.56, x+w*0.6, y-h*0.62, x, y-h*1.25, x-w*0.6, y-h*0.62), flat(edge))
	c.fill(poly(x-w*0.62, y-h*0.62, x, y-h*1.24, x, y-h*1.36, x-w*0.62, y-h*0.72), flat(roof.lighter(0.2)))
	c.fill(poly(x+w*0.62, y-h*0.62, x, y-h*1.24, x, y-h*1.36, x+w*0.62, y-h*0.72), flat(roof.mix(edge, 0.12)))
}

func drawMeadow(c *canvas, d *dice, m *mood) {
	if m.snow {
		m.season, m.snow = summer, false
		m.alpineGround()
	}
	m.sky(c, d, 540)
	m.massif(c, d, 600, d.in(400, 470), d.in(500, 700), 0.18)
	m.ridge(c, d, newHills(d, 560, 30, 420, -150), 44, 0.42)
	m.ridge(c, d, newHills(d, 600, 26, 380, 170), 56, 0.28)
	mid := newHills(d, 640, 24, 460, -140)
	m.pasture(c, d, mid, 0.14)
	m.grove(c, d, mid, -20, 260, 6, 110)
	m.grove(c, d, mid, 880, 1060, 4, 90)
	m.chaletMid(c, d, 640, mid.at(640)+36, 120)
	near := newHills(d, 730, 22, 480, 120)
	m.pasture(c, d, near, 0.02)
	m.chaletMid(c, d, 1170, near.at(1170)+48, 330)
	for i := range 4 {
		m.cow(c, d, 260+150*float64(i)+d.in(-30, 30), near.at(300+150*float64(i))+50+24*float64(i%2), 74)
	}
	ground := near.at
	m.sward(c, d, 740, 1010, ground, m.lit(m.grass, 0), 420)
	m.flowers(c, d, 780, 1005, ground, 420, m.bloom, white, hex(0xf5cf4b), hex(0x8c9be4), hex(0xe8657f))
	for range 60 {
		x := d.in(0, 1500)
		m.daisy(c, d, x, d.in(900, 1000), d.in(10, 20))
	}
}

// daisy is a flower near enough to have petals.
func (m *mood) daisy(c *canvas, d *dice, x, y, s float64) {
	c.fill(ribbon(2.4, 1.6, bent(pt{x + d.in(-8, 8), y + s*4}, pt{x, y + s*2}, pt{x, y}, 5)...), flat(m.dim(m.grass, 0)))
	petals := &path{}
	for i := range 8 {
		a := float64(i) * math.Pi / 4
		petals.ellipse(x+math.Cos(a)*s*0.55, y+math.Sin(a)*s*0.4, s*0.36, s*0.26)
	}
	c.fill(petals, flat(m.lit(pick(d, white, white, hex(0xf7d8e6), hex(0xdfe2fb)), 0)))
	c.fill(ellipse(x, y, s*0.3, s*0.24), flat(m.lit(hex(0xf0b93c), 0)))
}

// cow is a brown and white Abondance, grazing; s is its length.
func (m *mood) cow(c *canvas, d *dice, x, y, s float64) {
	coat := m.lit(hex(0xa8603c), 0)
	shade := m.dim(hex(0x8d5238), 0)
	c.fill(lens(x+s*0.1, y, s*0.6, s*0.03), veil(m.dim(m.grass, 0).darker(0.3), 0.5))
	for _, lx := range []float64{-0.34, -0.26, 0.22, 0.3} {
		c.fill(rect(x+lx*s, y-s*0.26, s*0.055, s*0.26), flat(shade))
	}
	c.fill(round(x-s*0.42, y-s*0.56, s*0.82, s*0.36, s*0.13), down(y-s*0.56, y-s*0.2, coat, shade))
	c.fill(ellipse(x-s*0.02, y-s*0.26, s*0.28, s*0.07), flat(m.lit(hex(0xf6efe2), 0)))
	c.fill(ribbon(s*0.22, s*0.15, pt{x + s*0.34, y - s*0.44}, pt{x + s*0.5, y - s*0.3}, pt{x + s*0.56, y - s*0.14}), flat(coat))
	c.fill(ellipse(x+s*0.57, y-s*0.11, s*0.09, s*0.085), flat(m.lit(hex(0xf6efe2), 0)))
	c.fill(ribbon(s*0.03, s*0.015, pt{x - s*0.41, y - s*0.5}, pt{x - s*0.48, y - s*0.3}), flat(shade))
}
