package drawing

func drawTownhouse(c *canvas, d *dice, m *mood) {
	y := 830.0
	m.sky(c, d, 560)
	m.gulls(c, d, 300, 170, 110)
	stone := granite.lighter(0.18)
	m.neighbour(c, d, -60, y, 400, 470, hex(0xf3e6d0))
	m.neighbour(c, d, 1150, y, 420, 430, hex(0xf7efe2))
	trim := pick(d, coastBlue, hex(0x3f6f9f), seaGreen, paleBlue)
	m.chimney(c, d, 352, 200, 70, 130, granite)
	m.chimney(c, d, 1078, 200, 70, 130, granite)
	m.stoneWall(c, d, 340, y, 820, 560, granite.lighter(0.04))
	m.slateRoof(c, d, 400, 1100, 96, 318, 1182, 276, slate)
	m.eavesShade(c, 342, 280, 816, 26)
	for _, yy := range []float64{452, 640} {
		c.fill(rect(332, yy, 836, 14), flat(m.lit(stone, 0)))
		c.fill(rect(332, yy+14, 836, 7), veil(m.dim(granite, 0), 0.35))
	}
	o := opening{frame: hex(0xfdf9f0), surround: &stone, cols: 2, rows: 4}
	for _, x := range []float64{530, 750, 970} {
		m.dormer(c, d, x, 262, 70, 86, granite.lighter(0.14), slate, o)
	}
	red := hex(0xdd5b57)
	for i, x := range []float64{430, 590, 750, 910, 1070} {
		o.flowers = nil
		m.window(c, d, x, 442, 72, 116, o)
		if i%2 == 0 {
			o.flowers = &red
		}
		m.window(c, d, x, 630, 72, 130, o)
	}
	m.balcony(c, 650, 640, 200, 58, hex(0x4a5568))
	m.archway(c, d, 750, y, trim, stone)
	o.flowers, o.rows, o.cols = nil, 2, 3
	for _, x := range []float64{470, 1030} {
		c.fill(rect(x-104, y-152, 208, 14), flat(m.lit(trim, 0)))
		m.window(c, d, x, y-24, 170, 112, o)
	}
	m.cobbles(c, d, y)
	blue := hex(0x7f9ee0)
	m.pot(c, d, 622, y+34, 92, &blue)
	m.pot(c, d, 880, y+34, 92, &blue)
	m.bench(c, 470, y+62, 170, trim)
}

// neighbour is the house next door, plainer and a little hazy.
func (m *mood) neighbour(c *canvas, d *dice, x, y, w, h float64, wall rgb) {
	c.fill(rect(x, y-h, w, h), down(y-h, y, m.lit(wall, 0.14), m.lit(wall.darker(0.06), 0.1)))
	tile := m.lit(slate, 0.16)
	c.fill(poly(x-14, y-h+4, x+w*0.1, y-h-130, x+w*0.9, y-h-130, x+w+14, y-h+4), down(y-h-130, y-h, tile.lighter(0.12), tile))
	trim := m.lit(shutterTone(d), 0.14)
	glass := m.dim(hex(0x5a7c92), 0.14)
	for row := range 3 {
		for col := range 3 {
			m.sash(c, x+w*(0.2+0.3*float64(col)), y-h+h*(0.3+0.29*float64(row)), w*0.11, h*0.17, trim, glass)
		}
	}
	c.fill(rect(x, y-h, w, 24), fade(y-h, y-h+24, m.dim(hex(0x5a5468), 0), 0.35, 0))
}

// archway is the carriage entrance of a town house: a round arch of dressed stones, double doors.
func (m *mood) archway(c *canvas, d *dice, x, y float64, ink, stone rgb) {
	c.fill(arch(x-92, y-206, 184, 206), flat(m.lit(stone, 0)))
	for i := range 9 {
		c.fill(bar(x+(float64(i)-4)*22, y-206+absf(float64(i)-4)*12, x+(float64(i)-4)*15, y-168+absf(float64(i)-4)*10, 1.8), veil(m.dim(granite, 0), 0.5))
	}
	lit, dim := m.lit(ink, 0), m.dim(ink, 0)
	c.fill(arch(x-70, y-182, 140, 182), across(x-70, 0, x+70, 0, lit, dim.mix(lit, 0.5)))
	c.fill(rect(x-70, y-122, 140, 5), veil(dim.darker(0.2), 0.7))
	c.fill(rect(x-2, y-180, 4, 180), veil(dim.darker(0.3), 0.7))
	for _, x0 := range []float64{x - 60, x + 8} {
		c.fill(rect(x0, y-110, 52, 44), veil(dim, 0.5))
		c.fill(rect(x0+3, y-107, 49, 41), flat(lit.lighter(0.06)))
		c.fill(rect(x0, y-56, 52, 46), veil(dim, 0.5))
		c.fill(rect(x0+3, y-53, 49, 43), flat(lit.lighter(0.06)))
	}
	c.fill(ellipse(x+12, y-60, 5, 5), flat(m.lit(hex(0xe8c874), 0)))
	c.fill(ellipse(x-12, y-60, 5, 5), flat(m.lit(hex(0xe8c874), 0)))
}

// cobbles is a paved street.
func (m *mood) cobbles(c *canvas, d *dice, y float64) {
	base := m.lit(granite.lighter(0.12), 0)
	c.fill(rect(-100, y, 1700, 1010-y), down(y, 1000, base.darker(0.08), base.lighter(0.12)))
	c.fill(rect(-100, y, 1700, 16), flat(m.lit(granite.lighter(0.3), 0)))
	c.fill(rect(-100, y+16, 1700, 5), veil(m.dim(granite, 0).darker(0.2), 0.5))
	row := 0.0
	for yy := y + 24; yy < 1004; yy += 12 + row*2.4 {
		w := 26 + row*5
		for x := -60 + d.in(0, w); x < 1560; x += w * d.in(0.9, 1.1) {
			tone := granite.mix(pick(d, granite.lighter(0.4), schist, hex(0xd8c6ac)), d.in(0.1, 0.8))
			c.fill(round(x, yy, w-3, 10+row*2.2, 4), veil(m.lit(tone, 0), 0.6))
		}
		row++
	}
	c.fill(rect(-100, y+20, 1700, 40), fade(y+20, y+60, m.dim(hex(0x5a5468), 0), 0.22, 0))
}

func drawContemporary(c *canvas, d *dice, m *mood) {
	y := 770.0
	m.garden(c, d, y)
	m.pine(c, d, 130, y+16, 620, 0.08)
	m.pine(c, d, 1400, y+12, 680, -0.06)
	m.pine(c, d, 1290, y+8, 500, 0.05)
	clad := pick(d, hex(0xc9a27a), hex(0xb9b2a6), hex(0xb08a66))
	m.flatWing(c, d, y, clad)
	m.gableGlass(c, d, 520, y, 430, 300, clad)
	m.deckAndPool(c, d, y)
	m.grasses(c, d, -20, 330, 960)
	m.grasses(c, d, 1220, 1540, 975)
	m.hydrangeas(c, d, 1000, 1180, y+14, 64)
}

// flatWing is the low, white wing with a planted roof.
func (m *mood) flatWing(c *canvas, d *dice, y float64, clad rgb) {
	for i := range 16 {
		m.tuft(c, d, 730+28*float64(i), y-236, d.in(26, 44), m.lit(hex(0x9fb578), 0))
	}
	m.plaster(c, d, 700, y, 470, 228, hex(0xfbf8f1))
	c.fill(rect(686, y-244, 500, 20), down(y-244, y-224, m.lit(hex(0x8a8f94), 0), m.dim(hex(0x7a7f86), 0)))
	m.eavesShade(c, 700, y-224, 470, 26)
	o := opening{frame: hex(0x4f5860), cols: 3, rows: 1}
	m.window(c, d, 900, y-10, 280, 176, o)
	o.cols = 1
	m.window(c, d, 1108, y-70, 76, 116, o)
}

// gableGlass is a timber-clad house whose gable is all window; x its left edge.
func (m *mood) gableGlass(c *canvas, d *dice, x, y, w, h float64, clad rgb) {
	x -= w / 2
	peak := y - h - w*0.42
	lit, dim := m.lit(clad, 0), m.dim(clad, 0)
	c.fill(poly(x, y, x, y-h, x+w/2, peak, x+w, y-h, x+w, y), across(x, 0, x+w, 0, lit.lighter(0.06), lit.mix(dim, 0.35)))
	for i := 1; i < 30; i++ {
		xx := x + w*float64(i)/30
		top := peak + absf(xx-x-w/2)*0.84
		c.fill(rect(xx, top, 1.6, y-top), veil(dim.darker(0.1), 0.4))
	}
	in := 44.0
	pane := poly(x+in, y-8, x+in, y-h+16, x+w/2, peak+58, x+w-in, y-h+16, x+w-in, y-8)
	c.fill(pane, m.glass(d, peak, y))
	c.fill(poly(x+in+30, y-8, x+in+90, y-8, x+w/2+40, peak+100, x+w/2-10, peak+70), veil(white, 0.16))
	frame := flat(m.dim(hex(0x4a525a), 0))
	for i := range 4 {
		xx := x + in + (w-2*in)*float64(i)/3
		top := peak + 58 + absf(xx-x-w/2)*0.84
		c.fill(rect(xx-4, max(top, peak+58), 8, y-8-max(top, peak+58)), frame)
	}
	c.fill(rect(x+in, y-h+12, w-2*in, 9), frame)
	c.fill(rect(x+in, y-h*0.52, w-2*in, 13), frame)
	c.fill(rect(x+in, y-14, w-2*in, 8), frame)
	c.fill(bar(x-34, y-h+30, x+w/2, peak-8, 24), flat(m.lit(slate.lighter(0.1), 0)))
	c.fill(bar(x+w+34, y-h+30, x+w/2, peak-8, 24), flat(m.dim(slate, 0)))
}

// deckAndPool is the terrace of timber, a long basin, loungers.
func (m *mood) deckAndPool(c *canvas, d *dice, y float64) {
	m.lawn(c, d, y, 1090, 60, 90)
	deck := m.lit(hex(0xd6b894), 0)
	c.fill(poly(250, y+2, 1010, y+2, 1080, y+190, 120, y+190), down(y, y+190, deck, deck.lighter(0.14)))
	for i := range 11 {
		yy := y + 8 + 1.6*float64(i*i)
		left := 250 - 130*(yy-y)/190
		c.fill(rect(left, yy, 1010+70*(yy-y)/190-left, 1.4+0.14*float64(i)), veil(deck.darker(0.4), 0.35))
	}
	c.fill(poly(330, y+70, 900, y+70, 950, y+150, 260, y+150), flat(m.lit(hex(0xf4efe6), 0)))
	c.fill(poly(350, y+80, 884, y+80, 926, y+140, 288, y+140), down(y+80, y+140, m.lit(hex(0x8fdbe2), 0), m.lit(hex(0x4db4c8), 0)))
	for range 16 {
		c.fill(lens(d.in(360, 860), y+d.in(88, 134), d.in(14, 50), 1.4), veil(white, 0.5))
	}
	for i := range 2 {
		x, yy := 330+150*float64(i), y+52
		c.fill(ribbon(13, 13, pt{x, yy}, pt{x + 70, yy - 2}, pt{x + 104, yy - 40}), flat(m.lit(hex(0xfdfaf2), 0)))
		c.fill(rect(x+8, yy+4, 5, 18), flat(m.dim(hex(0x9a7450), 0)))
		c.fill(rect(x+66, yy+4, 5, 18), flat(m.dim(hex(0x9a7450), 0)))
	}
}

func drawLodge(c *canvas, d *dice, m *mood) {
	y := 800.0
	m.heights(c, d, y)
	m.fir(c, d, 150, y+20, 600, 0.04, spruce)
	m.fir(c, d, 1390, y+16, 660, 0.04, spruce)
	m.fir(c, d, 1270, y+10, 420, 0.06, spruce)
	tone := timber.mix(hex(0xc79464), d.in(0.2, 0.9))
	m.lodgeWing(c, d, y, tone)
	m.lodgeGable(c, d, y, tone)
	m.woodpile(c, d, 1040, y, 130, 100)
	m.yard(c, d, y, 960)
	if m.snow {
		m.snowfall(c, d)
		return
	}
	m.grasses(c, d, 60, 420, 950)
}

// lodgeWing is the lower part at the right: stone, a door, a long roof.
func (m *mood) lodgeWing(c *canvas, d *dice, y float64, tone rgb) {
	m.stoneWall(c, d, 820, y, 380, 250, hex(0xcabba6))
	m.door(c, d, 960, y, 96, 166, hex(0x7a5a44), hex(0xe0d2be))
	m.window(c, d, 1110, y-110, 120, 90, opening{frame: hex(0x5d4a3e), cols: 2, rows: 1})
	cover := m.lit(hex(0x867a74), 0)
	t := 22.0
	if m.snow {
		cover, t = m.lit(white, 0), 50
	}
	c.fill(rect(820, y-250, 400, 34), fade(y-250, y-216, m.dim(hex(0x3a2c34), 0), 0.4, 0))
	c.fill(poly(780, y-270, 1250, y-246, 1250, y-220, 780, y-244), flat(m.dim(tone, 0)))
	c.fill((&path{}).move(770, y-270).line(1262, y-244).quad(1276, y-244-t*0.6, 1256, y-246-t).line(770, y-272-t), flat(cover))
}

// lodgeGable is the great glazed gable with its balcony.
func (m *mood) lodgeGable(c *canvas, d *dice, y float64, tone rgb) {
	x, w := 330.0, 540.0
	mid, eave, peak := x+w/2, y-380, y-640
	lit, dim := m.lit(tone, 0), m.dim(tone, 0)
	m.chimney(c, d, 770, 330, 76, 150, granite)
	c.fill(poly(x, y, x, eave, mid, peak, x+w, eave, x+w, y), across(x, 0, x+w, 0, lit.lighter(0.05), lit.mix(dim, 0.45)))
	for i := 1; i < 22; i++ {
		yy := y - 180 - 20*float64(i)
		half := w / 2
		if yy < eave {
			half = (yy - peak) / (eave - peak) * w / 2
		}
		c.fill(rect(mid-half, yy, 2*half, 1.6), veil(dim.darker(0.2), 0.35))
	}
	m.stoneWall(c, d, x, y, w, 170, hex(0xcabba6))
	pane := poly(x+60, y-190, x+60, eave+26, mid, peak+92, x+w-60, eave+26, x+w-60, y-190)
	c.fill(pane, m.glass(d, peak, y-190))
	c.fill(poly(x+110, y-190, x+180, y-190, mid+60, peak+150, mid+10, peak+110), veil(white, 0.16))
	frame := flat(m.dim(tone, 0).darker(0.2))
	for i := range 5 {
		xx := x + 60 + (w-120)*float64(i)/4
		top := peak + 92 + absf(xx-mid)/(w/2-60)*(eave+26-peak-92)
		c.fill(rect(xx-5, top, 10, y-190-top), frame)
	}
	c.fill(rect(x+60, eave+18, w-120, 12), frame)
	m.gallery(c, d, x-24, y-178, w+48, tone)
	o := opening{frame: hex(0x5d4a3e), cols: 3, rows: 1}
	m.window(c, d, x+150, y-34, 170, 96, o)
	m.window(c, d, x+w-150, y-34, 170, 96, o)
	m.lodgeRoof(c, pt{mid, peak - 30}, pt{x - 96, eave + 62}, pt{x + w + 96, eave + 62}, tone)
}

func (m *mood) lodgeRoof(c *canvas, top, l, r pt, tone rgb) {
	shade := m.dim(hex(0x3a2c34), 0)
	c.fill(poly(l.x+96, l.y, top.x, top.y+46, r.x-96, r.y, r.x-96, r.y+40, top.x, top.y+104, l.x+96, l.y+40), veil(shade, 0.3))
	c.fill(poly(l.x, l.y, top.x, top.y, top.x, top.y+36, l.x, l.y+30), flat(m.lit(tone.lighter(0.12), 0)))
	c.fill(poly(r.x, r.y, top.x, top.y, top.x, top.y+36, r.x, r.y+30), flat(m.dim(tone, 0)))
	cover, under, t := m.lit(hex(0x867a74), 0), m.dim(hex(0x7c706a), 0), 22.0
	if m.snow {
		cover, under, t = m.lit(white, 0), m.dim(hex(0xe9f0fb), 0).mix(white, 0.35), 50
	}
	c.fill((&path{}).move(l.x-12, l.y+6).line(top.x, top.y+2).line(top.x, top.y+2-t).line(l.x-4, l.y-t+6).quad(l.x-26, l.y-t*0.3, l.x-12, l.y+6), flat(cover))
	c.fill((&path{}).move(r.x+12, r.y+6).line(top.x, top.y+2).line(top.x, top.y+2-t).line(r.x+4, r.y-t+6).quad(r.x+26, r.y-t*0.3, r.x+12, r.y+6), flat(under))
}
