package drawing

func drawVilla(c *canvas, d *dice, m *mood) {
	y := 800.0
	m.garden(c, d, y)
	m.pine(c, d, 170, y+20, 700, 0.06)
	m.pine(c, d, 1390, y+10, 560, -0.06)
	trim := pick(d, hex(0xfdf9f0), paleBlue, seaGreen, hex(0xb9564a))
	wall := pick(d, hex(0xf8efdc), hex(0xf6e3cf), hex(0xefe6da))
	stone := hex(0xf6efe2)
	tile := pick(d, slate, hex(0xb4694f))
	m.villaTower(c, d, y, wall, stone, tile)
	m.plaster(c, d, 560, y, 560, 470, wall)
	m.quoinsBrick(c, 560, y, 470)
	m.quoinsBrick(c, 1092, y, 470)
	m.villaGable(c, d, wall, tile)
	o := opening{frame: trim, surround: &stone, cols: 2, rows: 3}
	c.fill(rect(560, 566, 560, 16), flat(m.lit(stone, 0)))
	c.fill(rect(560, 582, 560, 8), veil(m.dim(granite, 0), 0.3))
	for _, x := range []float64{690, 990} {
		m.window(c, d, x, 530, 84, 124, o)
	}
	m.window(c, d, 840, 530, 84, 124, o)
	m.balcony(c, 800-120, 560, 320, 74, trim)
	m.bow(c, d, 690, y, trim, stone, tile)
	m.window(c, d, 1010, 752, 92, 140, o)
	m.door(c, d, 868, y-22, 92, 176, trim.mix(hex(0x3f6f8f), 0.75), stone)
	m.lawn(c, d, y, 868, 110, 230)
	for i := range 3 {
		w := 130 + 26*float64(i)
		c.fill(rect(868-w/2, y-24+12*float64(i), w, 14), down(y-24+12*float64(i), y-10+12*float64(i), m.lit(stone, 0), m.dim(granite, 0)))
	}
	m.hydrangeas(c, d, 400, 780, y+14, 78)
	m.hydrangeas(c, d, 960, 1130, y+14, 78)
	m.hydrangeas(c, d, -30, 420, 990, 100)
	m.hydrangeas(c, d, 1150, 1500, 990, 100)
}

// quoinsBrick are the red and white corner stripes of the seaside villas of the 1900s; x is their left edge.
func (m *mood) quoinsBrick(c *canvas, x, y, h float64) {
	for i := 0; float64(i)*18 < h-9; i++ {
		w, dx := 28.0, 0.0
		if i%2 == 1 {
			w, dx = 40, -6
		}
		if i%2 == 0 {
			c.fill(rect(x+dx, y-h+18*float64(i), w, 18), flat(m.lit(brickRed, 0)))
		} else {
			c.fill(rect(x+dx, y-h+18*float64(i), w, 18), flat(m.lit(hex(0xf6efe2), 0)))
		}
	}
}

// villaTower is the square tower at the left with its pyramid roof.
func (m *mood) villaTower(c *canvas, d *dice, y float64, wall, stone, tile rgb) {
	m.plaster(c, d, 410, y, 170, 560, wall.darker(0.04))
	m.quoinsBrick(c, 410, y, 560)
	top := y - 560
	c.fill(rect(396, top-10, 198, 20), flat(m.lit(stone, 0)))
	c.fill(poly(384, top-8, 495, top-190, 495, top-8), flat(m.lit(tile.lighter(0.12), 0)))
	c.fill(poly(606, top-8, 495, top-190, 495, top-8), flat(m.dim(tile, 0)))
	for i := range 10 {
		t := float64(i+1) / 11
		c.fill(rect(495-111*t, top-190+182*t, 222*t, 1.5), veil(m.dim(tile, 0).darker(0.3), 0.4))
	}
	c.fill(bar(495, top-184, 495, top-236, 4), flat(m.dim(slate, 0)))
	c.fill(ellipse(495, top-206, 7, 7), flat(m.lit(hex(0xe8c874), 0)))
	o := opening{frame: hex(0xfdf9f0), surround: &stone, cols: 2, rows: 3, arched: true}
	m.window(c, d, 497, top+138, 66, 96, o)
	o.arched = false
	m.window(c, d, 497, top+306, 66, 106, o)
	m.window(c, d, 497, top+480, 66, 106, o)
}

// villaGable is the half-timbered gable and the roof behind it.
func (m *mood) villaGable(c *canvas, d *dice, wall, tile rgb) {
	m.chimney(c, d, 1040, 250, 56, 120, brickRed)
	m.slateRoof(c, d, 640, 1070, 190, 530, 1146, 334, tile)
	c.fill(poly(596, 340, 840, 96, 1084, 340), across(596, 0, 1084, 0, m.lit(wall.lighter(0.2), 0), m.dim(wall, 0).mix(m.lit(wall, 0), 0.6)))
	beam := flat(m.lit(pick(d, hex(0x8a5b44), hex(0x4f7a7c), hex(0x6f8fa8)), 0))
	c.fill(rect(604, 322, 472, 16), beam)
	c.fill(rect(700, 224, 280, 12), beam)
	for _, x := range []float64{660, 740, 832, 924, 1004} {
		top := 96 + (absf(x+6-840))*1.0
		c.fill(rect(x, max(top, 120), 12, 338-max(top, 120)), beam)
	}
	for _, x := range []float64{672, 1004} {
		dir := 1.0
		if x > 840 {
			dir = -1
		}
		c.fill(bar(x, 326, x+dir*70, 236, 10), beam)
		c.fill(bar(x+dir*160, 326, x+dir*76, 236, 10), beam)
	}
	stone := hex(0xf6efe2)
	m.window(c, d, 840, 318, 80, 78, opening{frame: hex(0xfdf9f0), surround: &stone, cols: 3, rows: 2})
	edge := flat(m.dim(tile, 0))
	c.fill(bar(840, 84, 578, 346, 16), flat(m.lit(tile.lighter(0.1), 0)))
	c.fill(bar(840, 84, 1102, 346, 16), edge)
	c.fill(bar(840, 100, 840, 36, 5), edge)
}

func absf(v float64) float64 {
	if v < 0 {
		return -v
	}
	return v
}

// balcony hangs on the wall from x to x+w, its floor at y.
func (m *mood) balcony(c *canvas, x, y, w, h float64, ink rgb) {
	rail := flat(m.lit(ink, 0))
	for i := 0; float64(i)*16 < w; i++ {
		c.fill(rect(x+16*float64(i), y-h, 4, h), rail)
	}
	c.fill(rect(x-6, y-h-6, w+12, 9), rail)
	c.fill(rect(x-10, y-2, w+20, 14), flat(m.lit(hex(0xf6efe2), 0)))
	c.fill(rect(x-10, y+12, w+20, 26), fade(y+12, y+38, m.dim(hex(0x4a4860), 0), 0.35, 0))
	for i := range 3 {
		bx := x + w*(0.06+0.42*float64(i))
		c.fill(poly(bx, y+12, bx+22, y+12, bx+2, y+44), flat(m.dim(hex(0xe6dccb), 0)))
	}
}

// bow is a three-sided bay window on the ground floor.
func (m *mood) bow(c *canvas, d *dice, x, y float64, trim, stone, tile rgb) {
	c.fill(rect(x-112, y-74, 224, 74), across(x-112, y, x+112, y, m.lit(stone, 0), m.dim(stone, 0)))
	c.fill(poly(x-128, y-226, x-92, y-262, x+92, y-262, x+128, y-226), flat(m.lit(tile, 0)))
	c.fill(rect(x-120, y-228, 240, 12), flat(m.lit(stone.lighter(0.2), 0)))
	o := opening{frame: trim, cols: 2, rows: 3}
	m.window(c, d, x, y-76, 92, 134, o)
	o.cols = 1
	m.window(c, d, x-80, y-76, 52, 134, o)
	m.window(c, d, x+80, y-76, 52, 134, o)
	c.fill(poly(x+54, y-214, x+112, y-214, x+112, y, x+54, y), veil(m.dim(hex(0x5a5a70), 0), 0.18))
}

func drawManor(c *canvas, d *dice, m *mood) {
	y := 760.0
	m.sky(c, d, y-60)
	back := newHills(d, y-150, 18, 420, 30)
	back.fill(c, y+20, m.lit(m.grass, 0.4), m.lit(m.grass, 0.25))
	for i := range 17 {
		x := -30 + 97*float64(i) + d.in(-25, 25)
		m.tree(c, d, x, y-20, d.in(230, 380), 0.22, m.leafDark.mix(m.leaf, d.in(0.2, 0.8)))
	}
	stone := granite.lighter(0.2)
	for _, x := range []float64{262, 1176} {
		m.chimney(c, d, x, 330, 66, 120, granite)
	}
	m.stoneWall(c, d, 250, y, 1000, 330, granite)
	m.slateRoof(c, d, 290, 1210, 262, 232, 1268, 438, slate)
	m.eavesShade(c, 252, 442, 996, 26)
	c.fill(rect(250, 596, 1000, 12), flat(m.lit(stone, 0)))
	o := opening{frame: hex(0xf6efe0), surround: &stone, cols: 2, rows: 4}
	for _, x := range []float64{350, 500, 1000, 1150} {
		m.window(c, d, x, 574, 74, 106, o)
		m.window(c, d, x, 722, 74, 114, o)
	}
	for _, x := range []float64{425, 1075} {
		m.dormer(c, d, x, 428, 82, 100, granite.lighter(0.12), slate, o)
	}
	m.manorTower(c, d, y, stone, o)
	m.lawn(c, d, y, 750, 130, 330)
	for i, x := range []float64{560, 940, 470, 1030, 340, 1160} {
		row := float64(i / 2)
		m.topiary(c, d, x, y+40+62*row, 74+24*row)
	}
	m.hydrangeas(c, d, 262, 560, y+10, 62)
	m.hydrangeas(c, d, 940, 1240, y+10, 62)
	for _, x := range []float64{130, 1290} {
		m.gatePost(c, d, x, 1000)
	}
}

// manorTower is the stair tower in the middle: round, with a tall cone of slates.
func (m *mood) manorTower(c *canvas, d *dice, y float64, stone rgb, o opening) {
	m.stoneWall(c, d, 640, y, 220, 440, granite.lighter(0.06))
	c.fill(rect(640, y-440, 220, 440), fadeAcross(640, y, 860, y, m.dim(hex(0x6a6478), 0), 0, 0.42))
	c.fill(rect(640, y-440, 60, 440), fadeAcross(640, y, 700, y, m.dim(hex(0x6a6478), 0), 0.16, 0))
	c.fill(rect(630, y-452, 240, 20), across(630, y, 870, y, m.lit(stone, 0), m.dim(stone, 0)))
	c.fill((&path{}).move(612, y-446).quad(680, y-548, 750, y-706).quad(820, y-548, 888, y-446).quad(750, y-430, 612, y-446), across(612, y, 888, y, m.lit(slate.lighter(0.22), 0), m.dim(slate, 0)))
	for i := range 13 {
		t := float64(i+1) / 14
		w := 138 * t * (0.66 + 0.34*t)
		yy := y - 706 + 260*t
		c.fill(lens(750, yy+4, w, 1.2), veil(m.dim(slate, 0).darker(0.3), 0.4))
	}
	c.fill(bar(750, y-700, 750, y-748, 4), flat(m.dim(slate, 0)))
	c.fill(poly(752, y-747, 784, y-738, 752, y-729), flat(m.lit(coastBlue, 0)))
	o.rows = 2
	for i, yy := range []float64{y - 340, y - 222} {
		m.window(c, d, 750+14*float64(1-2*i), yy, 46, 66, o)
	}
	m.door(c, d, 750, y, 100, 160, hex(0x7a5540), stone)
}

// topiary is a clipped ball of box.
func (m *mood) topiary(c *canvas, d *dice, x, y, s float64) {
	c.fill(lens(x+s*0.3, y, s*0.7, s*0.06), veil(m.dim(m.grass, 0).darker(0.3), 0.5))
	green := hex(0x55875a)
	c.fill(ellipse(x, y-s*0.45, s*0.5, s*0.48), flat(m.dim(green, 0)))
	c.fill(ellipse(x-s*0.06, y-s*0.5, s*0.42, s*0.4), flat(m.lit(green, 0)))
	c.fill(ellipse(x-s*0.14, y-s*0.6, s*0.24, s*0.2), veil(m.lit(green.lighter(0.3), 0), 0.7))
	m.dabs(c, d, x-s*0.05, y-s*0.5, s*0.4, s*0.36, s*0.03, m.lit(green.lighter(0.4), 0), 16)
}

// gatePost is a granite pillar with a ball.
func (m *mood) gatePost(c *canvas, d *dice, x, y float64) {
	m.stoneWall(c, d, x, y, 80, 190, granite)
	c.fill(rect(x-10, y-206, 100, 22), down(y-206, y-184, m.lit(granite.lighter(0.3), 0), m.dim(granite, 0)))
	c.fill(ellipse(x+40, y-238, 34, 34), across(x+6, y-260, x+74, y-210, m.lit(granite.lighter(0.3), 0), m.dim(granite, 0)))
	m.hydrangeas(c, d, x-60, x+110, y+10, 84)
}

func drawResidence(c *canvas, d *dice, m *mood) {
	y := 790.0
	m.garden(c, d, y)
	m.pine(c, d, 150, y+16, 640, 0.08)
	m.pine(c, d, 1420, y+10, 720, -0.1)
	white := hex(0xfbf8f1)
	warm := pick(d, hex(0xc7a27c), hex(0xb9906a), hex(0x9fb4ba))
	m.block(c, d, residence{x: 380, y: y, w: 780, floors: 4, wall: white, accent: warm})
	m.lawn(c, d, y, 770, 110, 220)
	m.hydrangeas(c, d, 390, 690, y+12, 64)
	m.hydrangeas(c, d, 850, 1150, y+12, 64)
	m.grasses(c, d, 40, 560, 975)
	m.grasses(c, d, 1000, 1480, 985)
}

// grasses are clumps of ornamental grass.
func (m *mood) grasses(c *canvas, d *dice, x0, x1, y float64) {
	for x := x0; x < x1; x += d.in(40, 70) {
		tone := m.lit(hex(0xb9bf82).mix(hex(0xd9c39a), d.unit()), 0)
		m.tuft(c, d, x, y+d.in(-16, 16), d.in(80, 130), tone)
		m.tuft(c, d, x+8, y+d.in(-10, 20), d.in(60, 90), tone.darker(0.15))
	}
}

// residence is a modern block of flats.
type residence struct {
	x, y, w      float64
	floors       int
	wall, accent rgb
}

// block paints one: flat roof with a terrace, loggias with glass rails, a clad stairwell.
func (m *mood) block(c *canvas, d *dice, r residence) {
	fh := 124.0
	h := fh * float64(r.floors)
	top := r.y - h
	m.penthouse(c, d, r, top)
	m.plaster(c, d, r.x, r.y, r.w, h, r.wall)
	c.fill(rect(r.x-14, top-10, r.w+28, 18), down(top-10, top+8, m.lit(white, 0), m.dim(r.wall, 0)))
	core := r.x + r.w*0.46
	c.fill(rect(core, top, 120, h), across(core, 0, core+120, 0, m.lit(r.accent, 0), m.dim(r.accent, 0).mix(m.lit(r.accent, 0), 0.4)))
	for i := range 14 {
		c.fill(rect(core+8.6*float64(i), top, 1.8, h), veil(m.dim(r.accent, 0).darker(0.2), 0.45))
	}
	for f := range r.floors {
		fy := r.y - fh*float64(f)
		if f > 0 {
			m.window(c, d, core+60, fy-26, 56, 70, opening{frame: hex(0x55606c), cols: 1, rows: 1})
		}
		for _, side := range []float64{r.x + 34, core + 150} {
			m.loggia(c, d, side, fy, r.x+r.w*0.46-r.x-64, fh, r, f)
		}
	}
	c.fill(rect(core+14, r.y-104, 92, 104), m.glass(d, r.y-104, r.y))
	c.fill(rect(core+58, r.y-104, 4, 104), flat(m.dim(hex(0x55606c), 0)))
	c.fill(rect(core-8, r.y-118, 136, 14), flat(m.lit(white, 0)))
}

func (m *mood) penthouse(c *canvas, d *dice, r residence, top float64) {
	x, w := r.x+r.w*0.2, r.w*0.62
	c.fill(rect(x, top-96, w, 92), across(x, 0, x+w, 0, m.lit(r.accent.lighter(0.1), 0), m.dim(r.accent, 0)))
	c.fill(rect(x+30, top-82, w*0.5, 78), m.glass(d, top-82, top))
	for i := range 4 {
		c.fill(rect(x+30+w*0.5*float64(i)/4, top-82, 4, 78), flat(m.dim(hex(0x55606c), 0)))
	}
	c.fill(rect(x-26, top-108, w+52, 14), flat(m.lit(white, 0)))
	for i := range 5 {
		m.bush(c, d, r.x+30+26*float64(i), top-8, 60, 44, hex(0x6f9f6c), nil)
		m.bush(c, d, r.x+r.w-130+26*float64(i), top-8, 60, 40, hex(0x6f9f6c), nil)
	}
}

// loggia is a recessed balcony with sliding windows, a glass rail, someone's chairs and plants.
func (m *mood) loggia(c *canvas, d *dice, x, fy, w, fh float64, r residence, floor int) {
	inside := m.dim(r.wall, 0)
	c.fill(rect(x, fy-fh+18, w, fh-26), flat(inside))
	g := m.glass(d, fy-fh+24, fy-10)
	c.fill(rect(x+16, fy-fh+26, w-32, fh-36), g)
	curtain := pick(d, hex(0xfbf6ec), hex(0xe9dccb), hex(0xcfdde2))
	c.fill(rect(x+18, fy-fh+28, w*0.13, fh-38), veil(curtain, 0.7))
	c.fill(rect(x+w*0.84-14, fy-fh+28, w*0.13, fh-38), veil(curtain, 0.6))
	frame := flat(m.dim(hex(0x58636f), 0))
	for i := range 4 {
		c.fill(rect(x+14+(w-32)*float64(i)/3, fy-fh+26, 5, fh-36), frame)
	}
	c.fill(rect(x, fy-fh+18, w, 18), fade(fy-fh+18, fy-fh+36, m.dim(hex(0x4a4f60), 0), 0.5, 0))
	if floor == 0 {
		return
	}
	green := []rgb{hex(0xe77f8c), hex(0xf2c14d), hex(0x7f9ee0)}
	if d.chance(0.7) {
		m.pot(c, d, x+w*d.in(0.12, 0.3), fy-6, 56, &green[d.n(3)])
	}
	if d.chance(0.6) {
		m.pot(c, d, x+w*d.in(0.7, 0.88), fy-6, 64, nil)
	}
	c.fill(rect(x-8, fy-54, w+16, 46), veil(m.mid.lighter(0.3), 0.42))
	c.fill(poly(x+w*0.1, fy-8, x+w*0.22, fy-8, x+w*0.36, fy-54, x+w*0.24, fy-54), veil(white, 0.3))
	c.fill(rect(x-10, fy-58, w+20, 5), flat(m.lit(hex(0x8a949c), 0)))
	c.fill(rect(x-14, fy-10, w+28, 13), down(fy-10, fy+3, m.lit(white, 0), m.dim(r.wall, 0)))
	c.fill(rect(x-6, fy+3, w+12, 16), fade(fy+3, fy+19, m.dim(hex(0x4a4860), 0), 0.28, 0))
}
