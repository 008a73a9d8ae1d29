package drawing

// heights is what stands behind a house of the Alps: mountains, wooded slopes, firs.
func (m *mood) heights(c *canvas, d *dice, y float64) {
	m.sky(c, d, y-120)
	m.massif(c, d, y-70, 470, d.in(300, 460), 0.2)
	m.ridge(c, d, newHills(d, y-130, 30, 400, 130), 56, 0.4)
	m.ridge(c, d, newHills(d, y-80, 22, 400, -100), 74, 0.26)
	ground := newHills(d, y-16, 8, 400, 10)
	m.pasture(c, d, ground, 0.06)
	for i := range 11 {
		x := d.in(-30, 1530)
		_ = i
		m.fir(c, d, x, y+4, d.in(150, 300), 0.14, spruce)
	}
}

// yard is the ground before a chalet: meadow and path, or trodden snow.
func (m *mood) yard(c *canvas, d *dice, y, x float64) {
	if !m.snow {
		m.lawn(c, d, y, x, 110, 220)
		m.flowers(c, d, y+30, 1005, func(float64) float64 { return y + 30 }, 130, m.bloom, white, hex(0xf5cf4b), hex(0x8f9fe0))
		return
	}
	c.fill(rect(-100, y, 1700, 1010-y), down(y, 1000, m.lit(hex(0xfbfdff), 0), m.dim(hex(0xeaf1fb), 0).mix(white, 0.5)))
	c.fill(rect(-100, y, 1700, 30), fade(y, y+30, m.dim(hex(0x9fb4d6), 0), 0.4, 0))
	k := (1010 - y) / 2
	p := (&path{}).move(x-66, y+2).cube(x-90, y+k*0.7, x-150, y+k*0.9, x-210, 1010)
	p.line(x+200, 1010).cube(x+140, y+k*0.9, x+80, y+k*0.7, x+66, y+2)
	c.fill(p, veil(m.dim(hex(0xd3dff0), 0), 0.7))
	for range 12 {
		c.fill(lens(d.in(0, 1500), d.in(y+40, 1000), d.in(60, 200), d.in(3, 9)), veil(m.dim(hex(0xc4d3ea), 0), 0.35))
	}
}

func drawChalet(c *canvas, d *dice, m *mood) {
	y := 800.0
	m.heights(c, d, y)
	tone := timber.mix(oldTimber, d.in(0, 0.8))
	m.fir(c, d, 190, y+20, 560, 0.04, spruce)
	m.fir(c, d, 80, y+30, 430, 0.02, spruce)
	m.fir(c, d, 1350, y+10, 620, 0.04, spruce)
	m.chaletBody(c, d, y, tone)
	m.chaletFloors(c, d, y, tone)
	m.chaletRoof(c, d, y, tone)
	m.woodpile(c, d, 400, y, 110, 92)
	m.yard(c, d, y, 780)
	m.chaletFront(c, d, y)
}

// chaletBody is the stone ground floor and the timber gable.
func (m *mood) chaletBody(c *canvas, d *dice, y float64, tone rgb) {
	m.chimney(c, d, 1010, 330, 66, 130, granite)
	m.stoneWall(c, d, 400, y, 760, 170, hex(0xd8c8b2))
	lit, dim := m.lit(tone, 0), m.dim(tone, 0)
	c.fill(poly(390, y-165, 390, y-400, 780, y-640, 1170, y-400, 1170, y-165), across(390, 0, 1170, 0, lit.lighter(0.06), dim.mix(lit, 0.42)))
	for i := range 33 {
		x := 390 + 24*float64(i)
		top := y - 640 + absf(x-780)*0.615
		c.fill(rect(x, top, 1.8, y-165-top), veil(dim.darker(0.25), 0.4))
		if d.chance(0.4) {
			c.fill(rect(x+2, top, 22, y-165-top), veil(pick(d, lit.lighter(0.25), dim), 0.16))
		}
	}
	for _, yy := range []float64{y - 170, y - 330} {
		c.fill(rect(384, yy-8, 792, 18), across(384, 0, 1176, 0, lit.darker(0.2), dim.darker(0.1)))
	}
}

// chaletFloors are the windows, balconies and geraniums.
func (m *mood) chaletFloors(c *canvas, d *dice, y float64, tone rgb) {
	shutter := pick(d, hex(0x7d4f38), hex(0x55806a), hex(0xa8483c), hex(0x6a4a38))
	frame := hex(0xf6e9d2)
	o := opening{frame: frame, cols: 2, rows: 2, shutter: &shutter}
	m.window(c, d, 780, y-462, 84, 84, o)
	for _, x := range []float64{530, 780, 1030} {
		m.window(c, d, x, y-204, 84, 104, o)
	}
	for _, x := range []float64{585, 975} {
		m.window(c, d, x, y-356, 80, 70, o)
	}
	o.shutter = nil
	m.window(c, d, 550, y-48, 96, 80, o)
	m.window(c, d, 1030, y-48, 96, 80, o)
	m.door(c, d, 780, y, 100, 148, hex(0x8a5a3c), hex(0xe3d6c2))
	m.gallery(c, d, 372, y-166, 816, tone)
	m.gallery(c, d, 492, y-424, 576, tone)
}

// gallery is a wooden balcony with cut-out boards and boxes of geraniums; y is its floor.
func (m *mood) gallery(c *canvas, d *dice, x, y, w float64, tone rgb) {
	h := 66.0
	lit, dim := m.lit(tone.darker(0.06), 0), m.dim(tone, 0)
	c.fill(rect(x, y, w, 40), fade(y, y+40, m.dim(hex(0x3f3038), 0), 0.45, 0))
	c.fill(rect(x, y-h, w, h), across(x, 0, x+w, 0, lit, dim.mix(lit, 0.4)))
	holes := &path{}
	for xx := x + 12; xx < x+w-14; xx += 24 {
		c.fill(rect(xx+11, y-h, 2, h), veil(dim.darker(0.4), 0.5))
		holes.ellipse(xx, y-h*0.62, 4, 6)
		holes.ellipse(xx, y-h*0.36, 4, 6)
	}
	c.fill(holes, veil(dim.darker(0.55), 0.85))
	c.fill(rect(x-10, y-h-9, w+20, 12), flat(lit.lighter(0.16)))
	c.fill(rect(x-10, y-8, w+20, 14), flat(dim.darker(0.15)))
	if m.snow {
		c.fill(round(x-10, y-h-18, w+20, 13, 6), flat(m.lit(white, 0)))
		return
	}
	for xx := x + 60; xx < x+w-40; xx += 118 {
		m.flowerBox(c, d, xx, y-h-8, 96, hex(0xdf4a4e))
	}
}

// chaletRoof is the wide roof in front of the gable, its shadow on the wall, its snow in winter.
func (m *mood) chaletRoof(c *canvas, d *dice, y float64, tone rgb) {
	ridge := pt{780, y - 668}
	slope := 0.615
	eave := func(x, dy float64) pt { return pt{x, ridge.y + absf(x-780)*slope + dy} }
	l, r := eave(262, 0), eave(1298, 0)
	shade := m.dim(hex(0x3a2c34), 0)
	c.fill(poly(390, y-428+28, 780, y-640, 1170, y-428+28, 1170, y-340, 780, y-572, 390, y-340), veil(shade, 0.4))
	beam := m.dim(tone, 0).darker(0.2)
	for _, x := range []float64{330, 470, 1090, 1230} {
		q := eave(x, 20)
		c.fill(rect(x-9, q.y, 18, 40), flat(beam))
	}
	fascia := m.lit(tone.lighter(0.1), 0)
	c.fill(poly(l.x, l.y, ridge.x, ridge.y, ridge.x, ridge.y+36, l.x, l.y+34), flat(fascia))
	c.fill(poly(r.x, r.y, ridge.x, ridge.y, ridge.x, ridge.y+36, r.x, r.y+34), flat(m.dim(tone, 0)))
	cover, under := m.lit(hex(0x8f8078), 0), m.dim(hex(0x83746e), 0)
	t := 20.0
	if m.snow {
		cover, under, t = m.lit(white, 0), m.dim(hex(0xe9f0fb), 0).mix(white, 0.35), 52
	}
	c.fill((&path{}).move(l.x-12, l.y+4).line(ridge.x, ridge.y).line(ridge.x, ridge.y-t).quad(ridge.x-20, ridge.y-t, ridge.x-60, ridge.y-t+30).line(l.x-4, l.y-t+8).quad(l.x-26, l.y-t*0.4, l.x-12, l.y+4), flat(cover))
	c.fill((&path{}).move(r.x+12, r.y+4).line(ridge.x, ridge.y).line(ridge.x, ridge.y-t).quad(ridge.x+20, ridge.y-t, ridge.x+60, ridge.y-t+30).line(r.x+4, r.y-t+8).quad(r.x+26, r.y-t*0.4, r.x+12, r.y+4), flat(under))
	if m.snow {
		for i := range 12 {
			q := eave(290+86*float64(i), 2)
			c.fill(poly(q.x-5, q.y, q.x+5, q.y, q.x, q.y+d.in(18, 44)), veil(m.mid.lighter(0.6), 0.85))
		}
		c.fill(round(1000, 188, 86, 24, 12), flat(m.lit(white, 0)))
	}
}

// woodpile is a wall of logs, x its left end.
func (m *mood) woodpile(c *canvas, d *dice, x, y, w, h float64) {
	c.fill(rect(x, y-h, w, h), flat(m.dim(hex(0x5d4536), 0)))
	for yy := y - 9; yy > y-h+6; yy -= 17 {
		for xx := x + 9 + d.in(0, 5); xx < x+w-6; xx += 18 {
			tone := m.lit(hex(0xd9ab78).mix(hex(0xb98558), d.unit()), 0)
			c.fill(ellipse(xx, yy, 8.4, 8), flat(tone))
			c.fill(ellipse(xx, yy, 4.4, 4), veil(tone.darker(0.25), 0.5))
		}
	}
	c.fill(rect(x-6, y-h-8, w+12, 10), flat(m.lit(timber, 0)))
	if m.snow {
		c.fill(round(x-6, y-h-20, w+12, 14, 6), flat(m.lit(white, 0)))
	}
}

// chaletFront is what stands before the house: skis and drifts in winter, pots and a bench in summer.
func (m *mood) chaletFront(c *canvas, d *dice, y float64) {
	if !m.snow {
		red := hex(0xdf4a4e)
		m.pot(c, d, 690, y+18, 76, &red)
		m.pot(c, d, 872, y+18, 76, &red)
		m.bench(c, 1010, y+30, 170, hex(0xa8744c))
		m.fence(c, d, newHills(d, 918, 4, 400, 0), 20, 480)
		m.fence(c, d, newHills(d, 918, 4, 400, 0), 1110, 1500)
		for range 40 {
			m.daisy(c, d, d.in(0, 1500), d.in(930, 1000), d.in(9, 17))
		}
		return
	}
	for i, ink := range []rgb{hex(0xd9503f), hex(0x2f77a8), hex(0xe7b13e)} {
		x := 900 + 34*float64(i)
		c.fill(ribbon(9, 9, pt{x, y + 8}, pt{x + 12, y - 150}), flat(m.lit(ink, 0)))
		c.fill(ribbon(9, 9, pt{x + 14, y + 8}, pt{x + 20, y - 150}), flat(m.dim(ink, 0)))
	}
	for _, q := range []pt{{330, y + 30}, {600, y + 16}, {1120, y + 24}, {1330, y + 40}} {
		w := d.in(120, 200)
		c.fill((&path{}).move(q.x-w, q.y+16).quad(q.x-w*0.4, q.y-40, q.x, q.y-34).quad(q.x+w*0.5, q.y-30, q.x+w, q.y+16), down(q.y-40, q.y+16, m.lit(white, 0), m.dim(hex(0xdfe9f7), 0)))
	}
	m.fence(c, d, newHills(d, 930, 6, 400, 0), 20, 460)
	m.fir(c, d, 1400, 1010, 240, 0, spruce)
	m.snowfall(c, d)
}

func drawAlpineResidence(c *canvas, d *dice, m *mood) {
	y := 800.0
	m.heights(c, d, y)
	m.fir(c, d, 150, y+20, 560, 0.04, spruce)
	m.fir(c, d, 1420, y+16, 620, 0.04, spruce)
	tone := timber.mix(hex(0xc79464), d.unit())
	lit, dim := m.lit(tone, 0), m.dim(tone, 0)
	x, w := 360.0, 800.0
	m.stoneWall(c, d, x, y, w, 130, hex(0xd3c6b4))
	c.fill(rect(x, y-500, w, 372), across(x, 0, x+w, 0, lit, dim.mix(lit, 0.5)))
	for i := range 21 {
		c.fill(rect(x, y-500+18*float64(i), w, 1.6), veil(dim.darker(0.2), 0.35))
	}
	m.plaster(c, d, x+w*0.42, y-128, w*0.18, 372, hex(0xf3ebdf))
	for f := range 3 {
		fy := y - 136 - 122*float64(f)
		for _, bx := range []float64{x + 24, x + w*0.62} {
			m.loggia(c, d, bx, fy, w*0.36, 118, residence{wall: tone.lighter(0.2), accent: tone}, 1)
			if !m.snow && f < 2 {
				m.flowerBox(c, d, bx+w*0.18, fy-56, w*0.26, hex(0xdf4a4e))
			}
		}
		m.window(c, d, x+w*0.51, fy-22, 70, 76, opening{frame: hex(0x5d4a3e), cols: 2, rows: 1})
	}
	for _, xx := range []float64{x + 120, x + w - 120} {
		m.window(c, d, xx, y-30, 150, 72, opening{frame: hex(0x5d4a3e), cols: 3, rows: 1})
	}
	m.door(c, d, x+w*0.51, y, 96, 108, hex(0x8a5a3c), hex(0xe3d6c2))
	m.residenceRoof(c, d, x, y-500, w, tone)
	m.yard(c, d, y, x+w*0.51)
	if m.snow {
		m.snowfall(c, d)
	}
}

func (m *mood) residenceRoof(c *canvas, d *dice, x, y, w float64, tone rgb) {
	mid := x + w/2
	m.chimney(c, d, x+w*0.74, y-70, 60, 90, granite)
	c.fill(poly(x, y+2, mid, y-150, x+w, y+2), across(x, 0, x+w, 0, m.lit(tone, 0), m.dim(tone, 0)))
	stone := hex(0xe8dcc8)
	m.window(c, d, mid, y-16, 90, 70, opening{frame: hex(0x5d4a3e), cols: 2, rows: 1, surround: &stone})
	c.fill(rect(x, y, w, 40), fade(y, y+40, m.dim(hex(0x3a2c34), 0), 0.4, 0))
	cover, under, t := m.lit(hex(0x8f8078), 0), m.dim(hex(0x83746e), 0), 22.0
	if m.snow {
		cover, under, t = m.lit(white, 0), m.dim(hex(0xe9f0fb), 0).mix(white, 0.35), 46
	}
	c.fill(poly(x-80, y+36, mid, y-166, mid, y-136, x-80, y+66), flat(m.lit(tone.lighter(0.1), 0)))
	c.fill(poly(x+w+80, y+36, mid, y-166, mid, y-136, x+w+80, y+66), flat(m.dim(tone, 0)))
	c.fill((&path{}).move(x-92, y+42).line(mid, y-164).line(mid, y-164-t).line(x-84, y+38-t).quad(x-104, y+42-t*0.4, x-92, y+42), flat(cover))
	c.fill((&path{}).move(x+w+92, y+42).line(mid, y-164).line(mid, y-164-t).line(x+w+84, y+38-t).quad(x+w+104, y+42-t*0.4, x+w+92, y+42), flat(under))
}
