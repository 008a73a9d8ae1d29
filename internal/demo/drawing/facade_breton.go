package drawing

var (
	coastBlue = hex(0x4f8fbf)
	paleBlue  = hex(0x8fb8d2)
	seaGreen  = hex(0x5b9a8b)
	brickRed  = hex(0xb5533f)
)

// shutterTone is the colour of a Breton house's woodwork.
func shutterTone(d *dice) rgb {
	return pick(d, coastBlue, paleBlue, seaGreen, hex(0x3f6f9f), hex(0x7fa9a0), coastBlue)
}

// garden is what stands behind a house of the coast: sky, a strip of sea, hedges and trees.
func (m *mood) garden(c *canvas, d *dice, y float64) {
	m.sky(c, d, y-60)
	m.sea(c, d, y-150, y+10)
	m.headland(c, d, y-148, 520, 36, 0.66, d.chance(0.5))
	back := newHills(d, y-60, 18, 380, 0)
	back.fill(c, y+20, m.lit(m.grass, 0.3), m.lit(m.grass, 0.2))
	for i := range 16 {
		x := -40 + 105*float64(i) + d.in(-30, 30)
		m.bush(c, d, x, y+8, d.in(130, 220), d.in(50, 95), m.leafDark.mix(m.leaf, d.in(0.1, 0.6)), nil)
	}
}

func drawLonghouse(c *canvas, d *dice, m *mood) {
	y := 742.0
	m.garden(c, d, y)
	m.tree(c, d, 90, y+10, 480, 0.06, m.leafDark.mix(m.leaf, 0.5))
	m.pine(c, d, 1440, y+10, 560, -0.08)
	trim := shutterTone(d)
	stone := granite.lighter(0.12)
	m.chimney(c, d, 236, 370, 62, 92, granite)
	m.chimney(c, d, 1046, 370, 62, 92, granite)
	m.stoneWall(c, d, 1120, y, 220, 150, granite)
	m.slateRoof(c, d, 1110, 1326, 492, 1112, 1352, 596, slate)
	m.stoneWall(c, d, 220, y, 910, 216, granite)
	m.slateRoof(c, d, 236, 1112, 336, 202, 1146, 528, slate)
	m.eavesShade(c, 222, 532, 906, 24)
	m.eavesShade(c, 1130, 598, 210, 20)
	o := opening{frame: hex(0xfdf9f0), surround: &stone, cols: 2, rows: 3}
	for i := range 3 {
		m.dormer(c, d, 390+285*float64(i), 520, 74, 84, granite.lighter(0.1), slate, o)
	}
	o.shutter = &trim
	for _, x := range []float64{345, 515, 855, 1025} {
		m.window(c, d, x, 700, 74, 108, o)
	}
	m.door(c, d, 680, y, 86, 158, trim, stone)
	o.shutter, o.cols = nil, 3
	m.window(c, d, 1236, 700, 110, 70, o)
	m.climber(c, d, 600, y, 190)
	m.lawn(c, d, y, 680, 90, 210)
	m.hydrangeas(c, d, 240, 590, y+10, 74)
	m.hydrangeas(c, d, 770, 1110, y+10, 74)
	m.hydrangeas(c, d, 1150, 1340, y+8, 60)
	m.bench(c, 1240, y+44, 150, trim.lighter(0.3))
	m.lowWall(c, d, -60, 968, 420, 76)
	m.lowWall(c, d, 1120, 968, 440, 76)
	m.hydrangeas(c, d, -40, 330, 992, 92)
	m.hydrangeas(c, d, 1150, 1500, 992, 92)
}

// climber is a rose against a wall.
func (m *mood) climber(c *canvas, d *dice, x, y, h float64) {
	c.fill(ribbon(5, 2, bent(pt{x, y}, pt{x - 20, y - h*0.5}, pt{x + 8, y - h}, 8)...), flat(m.dim(hex(0x7a6248), 0)))
	rose := pick(d, hex(0xf0a3b5), hex(0xf8ead9), hex(0xe77f8c))
	for range 46 {
		t := d.unit()
		px, py := x-14*t+d.in(-26, 26)*(0.5+t), y-h*t*1.05
		c.fill(ellipse(px, py, d.in(6, 11), d.in(5, 8)), flat(m.lit(hex(0x6f9f5c), 0).darker(d.in(0, 0.3))))
		if d.chance(0.45) {
			m.blossom(c, d, px+d.in(-6, 6), py+d.in(-6, 6), d.in(4, 7), rose)
		}
	}
}

func drawFisherman(c *canvas, d *dice, m *mood) {
	y := 770.0
	m.sky(c, d, 500)
	m.sea(c, d, 490, 1010)
	m.headland(c, d, 492, 620, 56, 0.66, false)
	m.headland(c, d, 504, 360, 84, 0.5, false)
	m.sailboat(c, d, 130, 560, 90, 0.18)
	m.trawler(c, d, 250, 668, 190)
	m.gulls(c, d, 250, 260, 110)
	m.tree(c, d, 1440, y, 420, 0.08, m.leafDark.mix(m.leaf, 0.4))
	trim := pick(d, coastBlue, hex(0x3f6f9f), brickRed, seaGreen)
	stone := granite.lighter(0.1)
	chalk := hex(0xfdfaf2)
	m.chimney(c, d, 470, 330, 62, 96, chalk)
	m.chimney(c, d, 1188, 330, 62, 96, chalk)
	m.plaster(c, d, 450, y, 820, 290, chalk)
	m.quoins(c, d, 450, y, 290, 1, stone)
	m.quoins(c, d, 1270, y, 290, -1, stone)
	m.slateRoof(c, d, 470, 1250, 296, 432, 1288, 486, slate)
	m.eavesShade(c, 452, 490, 816, 26)
	o := opening{frame: hex(0xfdf9f0), surround: &stone, cols: 2, rows: 3}
	m.dormer(c, d, 640, 474, 78, 88, chalk, slate, o)
	m.dormer(c, d, 1080, 474, 78, 88, chalk, slate, o)
	o.shutter = &trim
	red := hex(0xdd5b57)
	o.flowers = &red
	m.window(c, d, 625, 694, 88, 124, o)
	m.window(c, d, 1095, 694, 88, 124, o)
	m.door(c, d, 860, y, 92, 176, trim, stone)
	c.fill(rect(400, y-60, 920, 60), fade(y-60, y, m.dim(hex(0x8a8f9a), 0), 0, 0.16))
	m.quayside(c, d, y, trim)
}

// quayside is the paved ground before the fisherman's house, and his things.
func (m *mood) quayside(c *canvas, d *dice, y float64, trim rgb) {
	stone := m.lit(granite.lighter(0.25), 0)
	c.fill(poly(330, y-2, 1600, y-2, 1600, 1010, 60, 1010), down(y, 1000, stone, m.lit(granite.lighter(0.1), 0)))
	c.fill(poly(330, y-2, 342, y-2, 90, 1010, 30, 1010), flat(m.dim(granite, 0)))
	for row := range 8 {
		t := float64(row) / 8
		yy := y + 230*t*t + 22*t
		left := 330 - 270*(yy-y)/240
		c.fill(rect(left, yy, 1600-left, 1.6+2*t), veil(m.dim(granite, 0), 0.4))
		for x := left + d.in(20, 90); x < 1540; x += (70 + 120*t) * d.in(0.7, 1.3) {
			c.fill(bar(x, yy, x-16*t-4, yy+16+34*t, 1.4+1.6*t), veil(m.dim(granite, 0), 0.4))
		}
	}
	m.hydrangeas(c, d, 470, 560, y+6, 60)
	m.hydrangeas(c, d, 1150, 1270, y+6, 60)
	blue := hex(0x7f9ee0)
	m.pot(c, d, 780, y+22, 74, &blue)
	m.pot(c, d, 942, y+22, 74, nil)
	m.bench(c, 1090, y+58, 190, trim)
	m.creels(c, d, 520, 872)
	m.dinghyAshore(c, d, 1240, 930)
}

// creels are lobster pots with a coil of rope and two floats.
func (m *mood) creels(c *canvas, d *dice, x, y float64) {
	wood, net := m.lit(hex(0xb98d62), 0), m.dim(hex(0x6d8f8a), 0)
	pot := func(px, py float64) {
		c.fill(lens(px+6, py+1, 78, 5), veil(m.dim(granite, 0).darker(0.4), 0.35))
		c.fill((&path{}).move(px-64, py).line(px-64, py-20).quad(px-60, py-62, px, py-64).quad(px+60, py-62, px+64, py-20).line(px+64, py), veil(net, 0.55))
		for i := range 9 {
			t := float64(i)/4 - 1
			c.fill(ribbon(3, 3, bent(pt{px + t*64, py}, pt{px + t*62, py - 44}, pt{px + t*44, py - 62*(1-0.22*t*t)}, 6)...), flat(wood))
		}
		for i := range 3 {
			yy := py - 4 - 19*float64(i)
			c.fill(rect(px-66+3*float64(i), yy, 132-6*float64(i), 4), flat(wood.darker(0.15)))
		}
	}
	pot(x+58, y-18)
	pot(x-40, y)
	pot(x+12, y-62)
	for i := range 4 {
		c.fill(ribbon(6, 6, bent(pt{x + 110, y - 6*float64(i)}, pt{x + 150, y + 18 - 6*float64(i)}, pt{x + 196, y - 4 - 6*float64(i)}, 8)...), flat(m.lit(hex(0xe2c58f), 0).darker(0.06*float64(i))))
	}
	m.float(c, x-100, y-6, 20, hex(0xe0563f))
	m.float(c, x-78, y+14, 17, hex(0xf0b640))
}

func (m *mood) float(c *canvas, x, y, r float64, ink rgb) {
	c.fill(ellipse(x, y, r, r), across(x-r, y-r, x+r, y+r, m.lit(ink.lighter(0.2), 0), m.dim(ink, 0)))
	c.fill(ellipse(x-r*0.3, y-r*0.35, r*0.3, r*0.22), veil(white, 0.5))
}

// dinghyAshore is a rowing boat on the stones.
func (m *mood) dinghyAshore(c *canvas, d *dice, x, y float64) {
	c.fill(lens(x, y+26, 240, 10), veil(m.dim(granite, 0).darker(0.4), 0.35))
	m.dinghy(c, d, x, y, 420)
	c.fill(bar(x-150, y-58, x+190, y-92, 7), flat(m.lit(hex(0xc79d6d), 0)))
}

func drawCottage(c *canvas, d *dice, m *mood) {
	y := 752.0
	m.garden(c, d, y)
	m.tree(c, d, 1370, y+10, 500, 0.06, m.leafDark.mix(m.leaf, 0.5))
	m.tree(c, d, 160, y+6, 400, 0.1, m.leaf)
	trim := shutterTone(d)
	stone := granite.lighter(0.15)
	wall := hex(0xfaf3e4)
	m.chimney(c, d, 440, 360, 66, 84, granite)
	m.plaster(c, d, 360, y, 780, 236, wall)
	m.quoins(c, d, 360, y, 236, 1, stone)
	m.quoins(c, d, 1140, y, 236, -1, stone)
	m.eavesShade(c, 362, 520, 776, 54)
	m.thatch(c, d)
	o := opening{frame: hex(0xfdf9f0), surround: &stone, cols: 2, rows: 2, shutter: &trim}
	pink := hex(0xe88aa6)
	o.flowers = &pink
	m.window(c, d, 525, 692, 92, 104, o)
	m.window(c, d, 975, 692, 92, 104, o)
	m.door(c, d, 750, y, 94, 164, trim, stone)
	m.climber(c, d, 672, y, 210)
	m.climber(c, d, 832, y, 200)
	m.lawn(c, d, y, 750, 96, 200)
	m.hydrangeas(c, d, 370, 660, y+12, 78)
	m.hydrangeas(c, d, 840, 1140, y+12, 78)
	m.lowWall(c, d, -60, 950, 520, 66)
	m.lowWall(c, d, 1020, 950, 540, 66)
	m.flowers(c, d, 800, 1000, func(float64) float64 { return 770 }, 120, white, hex(0xf5cf4b), m.bloom)
	m.hydrangeas(c, d, -20, 420, 985, 80)
	m.hydrangeas(c, d, 1060, 1480, 985, 80)
}

// thatch is a reed roof that sweeps over two eyebrow windows.
func (m *mood) thatch(c *canvas, d *dice) {
	straw := hex(0xc9a974)
	lit, dim := m.lit(straw, 0), m.dim(straw.darker(0.1), 0)
	edge := (&path{}).move(318, 560).cube(350, 470, 420, 360, 470, 318).quad(750, 296, 1030, 318).cube(1080, 360, 1150, 470, 1182, 560)
	edge.quad(1100, 572, 1050, 560).cube(1010, 552, 1000, 470, 930, 470).cube(860, 470, 850, 552, 810, 560).quad(750, 566, 690, 560)
	edge.cube(650, 552, 640, 470, 570, 470).cube(500, 470, 490, 552, 450, 560).quad(400, 572, 318, 560)
	stone := granite.lighter(0.15)
	for _, x := range []float64{570, 930} {
		c.fill(rect(x-84, 470, 168, 92), flat(m.lit(hex(0xfaf3e4), 0)))
		m.window(c, d, x, 548, 82, 62, opening{frame: hex(0xfdf9f0), surround: &stone, cols: 2, rows: 2})
	}
	c.fill(edge, across(340, 320, 1160, 600, lit.lighter(0.1), dim.mix(lit, 0.35)))
	for range 240 {
		x, t := d.in(350, 1150), d.unit()
		y := 326 + 210*t
		if x < 480-140*t || x > 1020+140*t || (y > 455 && (x > 470 && x < 670 || x > 830 && x < 1030)) {
			continue
		}
		lean := (x - 750) * 0.05
		c.fill(bar(x, y, x+lean, y+d.in(16, 36), 1.6), veil(pick(d, dim, lit.lighter(0.3)), 0.4))
	}
	c.fill((&path{}).move(452, 330).quad(750, 288, 1048, 330).line(1040, 352).quad(750, 312, 460, 352), flat(dim.mix(lit, 0.3)))
	for i := range 27 {
		x := 462 + 22*float64(i)
		c.fill(bar(x, 338-22*(1-(x-750)*(x-750)/90000), x+10, 352-22*(1-(x-750)*(x-750)/90000), 2), veil(dim.darker(0.3), 0.6))
	}
}
