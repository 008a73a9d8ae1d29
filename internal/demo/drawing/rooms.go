package drawing

func drawBretonLiving(c *canvas, d *dice, m *mood) { drawLiving(c, d, newRoom(m, false)) }
func drawAlpineLiving(c *canvas, d *dice, m *mood) { drawLiving(c, d, newRoom(m, true)) }

func drawLiving(c *canvas, d *dice, r room) {
	r.shell(c, d)
	r.window(c, d, 150, 190, 520, 400, 3)
	r.curtains(c, d, 150, 190, 520, 540, r.second.lighter(0.4))
	r.sunlight(c, 150, 520, 3)
	if r.alpine {
		r.stove(c, d, 1330, 800, 190)
		r.picture(c, d, 860, 250, 150, 180)
		r.picture(c, d, 1040, 230, 130, 130)
	} else {
		r.picture(c, d, 830, 210, 150, 190)
		r.picture(c, d, 1004, 210, 190, 150)
		r.shelf(c, d, 1230, 330, 240)
		r.shelf(c, d, 1230, 460, 240)
	}
	r.rug(c, d, 760, 915, 980, 150)
	r.floorLamp(c, 1190, 800, 410)
	textile := pick(d, hex(0xe9dfd0), r.accent.mix(hex(0xf0e8da), 0.35), hex(0xd3d9d6), hex(0xcabfae))
	r.sofa(c, d, 800, 815, 640, textile)
	r.throw(c, 1020, 815)
	r.plant(c, d, 60, 830, 380)
	r.armchair(c, d, 330, 925, 230, r.accent.mix(r.second, 0.25))
	r.coffeeTable(c, d, 830, 925, 330)
	if !r.alpine {
		r.basket(c, d, 1330, 860, 130)
	} else {
		r.logs(c, d, 1150, 870)
	}
}

// throw is a folded blanket over the sofa's arm.
func (r *room) throw(c *canvas, x, y float64) {
	m := &r.m
	ink := r.accent.lighter(0.25)
	c.fill((&path{}).move(x-12, y-176).quad(x+36, y-186, x+82, y-168).line(x+92, y-50).quad(x+40, y-42, x-4, y-52), across(x-10, 0, x+90, 0, m.lit(ink, 0), m.dim(ink, 0)))
	for i := range 4 {
		yy := y - 150 + 26*float64(i)
		c.fill(poly(x-8, yy, x+86, yy+4, x+87, yy+10, x-7, yy+6), veil(m.lit(hex(0xfdfaf2), 0), 0.55))
	}
}

// basket is a big wicker basket with blankets.
func (r *room) basket(c *canvas, d *dice, x, y, w float64) {
	m := &r.m
	straw := hex(0xcfa872)
	r.shadowOn(c, x, y, w*1.3, w*0.2)
	c.fill(round(x-w*0.4, y-w*0.9, w*0.5, w*0.4, w*0.12), flat(m.lit(r.accent.lighter(0.3), 0)))
	c.fill(round(x-w*0.05, y-w*0.84, w*0.44, w*0.4, w*0.12), flat(m.lit(r.second.lighter(0.3), 0)))
	c.fill((&path{}).move(x-w*0.46, y-w*0.62).quad(x-w*0.5, y-w*0.2, x-w*0.38, y).line(x+w*0.38, y).quad(x+w*0.5, y-w*0.2, x+w*0.46, y-w*0.62), across(x-w/2, 0, x+w/2, 0, m.lit(straw, 0), m.dim(straw, 0)))
	for i := range 6 {
		c.fill(lens(x, y-w*0.08-w*0.1*float64(i), w*0.46, 1.6), veil(m.dim(straw, 0).darker(0.3), 0.5))
	}
}

// logs is a low rack of firewood.
func (r *room) logs(c *canvas, d *dice, x, y float64) {
	r.shadowOn(c, x, y, 190, 26)
	for row := range 3 {
		for i := range 5 - row {
			xx, yy := x-64+31*float64(i)+15*float64(row), y-14-25*float64(row)
			tone := r.m.lit(hex(0xd9ab78).mix(hex(0xb98558), d.unit()), 0)
			c.fill(ellipse(xx, yy, 15, 14), flat(r.m.dim(hex(0x7a573e), 0)))
			c.fill(ellipse(xx, yy, 12, 11), flat(tone))
			c.fill(ellipse(xx, yy, 6, 5.4), veil(tone.darker(0.25), 0.5))
		}
	}
}

func drawBretonKitchen(c *canvas, d *dice, m *mood) { drawKitchen(c, d, newRoom(m, false)) }
func drawAlpineKitchen(c *canvas, d *dice, m *mood) { drawKitchen(c, d, newRoom(m, true)) }

func drawKitchen(c *canvas, d *dice, r room) {
	r.shell(c, d)
	front := pick(d, r.accent.mix(hex(0xf1ece2), 0.25), hex(0xf5f0e6), hex(0xb9c8bb), hex(0x8fa9b4))
	if r.alpine {
		front = pick(d, hex(0xeee6d8), hex(0x8d9a86), hex(0x6f8578), hex(0xd9cfc0))
	}
	r.tiles(c, d, 40, 396, 1420, 150)
	r.window(c, d, 540, 150, 420, 320, 2)
	r.sunlight(c, 540, 420, 2)
	r.shelf(c, d, 90, 250, 360)
	r.shelf(c, d, 90, 370, 360)
	r.hood(c, 1210, 396)
	r.units(c, d, front)
	r.pendant(c, 560, 330, 120, r.accent)
	r.pendant(c, 940, 330, 120, r.accent)
	r.islandUnit(c, d, front)
	for i := range 3 {
		r.stool(c, 520+230*float64(i), 975, 190)
	}
}

// tiles is a glazed splashback.
func (r *room) tiles(c *canvas, d *dice, x, y, w, h float64) {
	m := &r.m
	base := pick(d, hex(0xf4f1e9), hex(0xdfe9e8), hex(0xf1e6d6))
	c.fill(rect(x, y, w, h), flat(m.dim(base, 0)))
	row := 0
	for yy := y + 2; yy < y+h-20; yy += 25 {
		off := 0.0
		if row%2 == 1 {
			off = -30
		}
		for xx := x + off; xx < x+w; xx += 60 {
			x0, x1 := max(xx+1.5, x), min(xx+58.5, x+w)
			if x1-x0 > 6 {
				c.fill(rect(x0, yy, x1-x0, 22.5), flat(m.lit(base.mix(pick(d, white, base.darker(0.06), r.second.lighter(0.5)), d.in(0, 0.7)), 0)))
			}
		}
		row++
	}
}

// hood is the cooker hood, x its middle, y its foot.
func (r *room) hood(c *canvas, x, y float64) {
	m := &r.m
	ink := hex(0xf3efe7)
	c.fill(rect(x-50, 90, 100, y-220), across(x-50, 0, x+50, 0, m.lit(ink, 0), m.dim(ink, 0)))
	c.fill(poly(x-50, y-140, x+50, y-140, x+130, y-40, x-130, y-40), across(x-130, 0, x+130, 0, m.lit(ink, 0), m.dim(ink, 0)))
	c.fill(rect(x-136, y-42, 272, 26), flat(m.lit(r.wood.lighter(0.1), 0)))
	c.fill(rect(x-120, y-16, 240, 30), fade(y-16, y+14, m.dim(hex(0x6b6478), 0), 0.25, 0))
}

// units are the base cabinets along the wall, with sink, cooker and things on the worktop.
func (r *room) units(c *canvas, d *dice, front rgb) {
	m := &r.m
	top, y := 546.0, r.skirting
	lit, dim := m.lit(front, 0), m.dim(front, 0)
	c.fill(rect(40, top, 1420, y-top+4), across(40, 0, 1460, 0, lit, dim.mix(lit, 0.5)))
	for i := range 8 {
		x := 50 + 176*float64(i)
		if i == 6 {
			r.oven(c, x, top+22, 164, y-top-46)
			continue
		}
		c.fill(round(x, top+22, 164, y-top-46, 4), flat(lit.darker(0.07)))
		c.fill(round(x+3, top+25, 158, y-top-52, 3), flat(lit))
		c.fill(round(x+18, top+42, 128, y-top-86, 2), veil(lit.darker(0.09), 0.7))
		c.fill(round(x+21, top+45, 122, y-top-92, 2), flat(lit.lighter(0.05)))
		c.fill(round(x+64, top+31, 36, 6, 3), flat(m.lit(hex(0xc9a45c), 0)))
	}
	c.fill(rect(40, y-22, 1420, 24), flat(m.dim(front, 0).darker(0.3)))
	c.fill(rect(24, top-12, 1452, 24), down(top-12, top+12, m.lit(r.wood.lighter(0.3), 0), m.lit(r.wood, 0)))
	c.fill(rect(40, top+12, 1420, 16), fade(top+12, top+28, m.dim(hex(0x5b4a4a), 0), 0.35, 0))
	r.worktop(c, d, top-12)
}

func (r *room) oven(c *canvas, x, y, w, h float64) {
	c.fill(round(x, y, w, h, 4), flat(hex(0xd9d8d4)))
	c.fill(round(x+14, y+40, w-28, h-62, 6), down(y, y+h, hex(0x3c434c), hex(0x5a636c)))
	c.fill(poly(x+30, y+h-30, x+56, y+h-30, x+110, y+46, x+84, y+46), veil(white, 0.1))
	c.fill(round(x+20, y+26, w-40, 6, 3), flat(hex(0x8f9296)))
	for i := range 4 {
		c.fill(ellipse(x+34+32*float64(i), y+14, 7, 7), flat(hex(0x6b6f74)))
	}
}

// worktop sets out a tap, a bowl of fruit, jars, a kettle and boards.
func (r *room) worktop(c *canvas, d *dice, y float64) {
	m := &r.m
	brass := m.lit(hex(0xc9a45c), 0)
	c.fill(ribbon(9, 9, append([]pt{{750, y}, {750, y - 60}}, bent(pt{750, y - 70}, pt{756, y - 112}, pt{798, y - 84}, 8)...)...), flat(brass))
	c.fill(round(700, y-4, 110, 8, 4), flat(m.lit(hex(0xe9e9e6), 0)))
	for i := range 3 {
		x, h := 130+58*float64(i), 84-16*float64(i)
		c.fill(round(x, y-h, 48, h, 8), veil(m.lit(hex(0xeaf2f2), 0), 0.75))
		c.fill(round(x+4, y-h*0.66, 40, h*0.62, 6), flat(m.lit(pick(d, hex(0xe4c48f), hex(0xb9835a), hex(0xf0e6d0), hex(0xcf9a6a)), 0)))
		c.fill(round(x-2, y-h-10, 52, 14, 4), flat(m.lit(r.wood.lighter(0.2), 0)))
	}
	c.fill(round(330, y-116, 76, 116, 10), across(330, 0, 406, 0, m.lit(r.wood.lighter(0.2), 0), m.dim(r.wood, 0)))
	c.fill(round(372, y-96, 66, 96, 10), across(372, 0, 438, 0, m.lit(r.wood, 0), m.dim(r.wood, 0)))
	for i := range 5 {
		ink := pick(d, hex(0xf0a43c), hex(0xd9573f), hex(0xe8c547), hex(0x9cbb58))
		c.fill(ellipse(948+19*float64(i), y-38-9*float64(i%2), 15, 15), across(930, y-60, 1040, y, m.lit(ink.lighter(0.15), 0), m.dim(ink, 0)))
	}
	c.fill((&path{}).move(918, y-34).line(1054, y-34).quad(1044, y, 1012, y).line(960, y).quad(928, y, 918, y-34), across(918, 0, 1054, 0, m.lit(hex(0xf7f2e8), 0), m.dim(hex(0xe9e2d8), 0)))
	pan := hex(0x4b6a72).mix(r.accent, 0.5)
	c.fill(round(1150, y-52, 104, 50, 10), across(1150, 0, 1254, 0, m.lit(pan, 0), m.dim(pan, 0)))
	c.fill(round(1142, y-60, 120, 12, 6), flat(m.lit(pan.lighter(0.2), 0)))
	c.fill(ellipse(1202, y-64, 10, 7), flat(m.dim(r.wood, 0)))
	m.pot(c, d, 1390, y, 86, nil)
	m.pot(c, d, 596, y, 58, nil)
}

// islandUnit is the central block where one eats.
func (r *room) islandUnit(c *canvas, d *dice, front rgb) {
	m := &r.m
	top, y := 730.0, 955.0
	ink := hex(0xf1ece2).mix(front, 0.15)
	r.shadowOn(c, 750, y, 900, 60)
	c.fill(rect(360, top, 780, y-top), across(360, 0, 1140, 0, m.lit(ink, 0), m.dim(ink, 0)))
	for i := range 13 {
		c.fill(rect(360+60*float64(i), top, 2, y-top), veil(m.dim(ink, 0).darker(0.2), 0.4))
	}
	c.fill(rect(320, top-26, 860, 28), down(top-26, top+2, m.lit(r.wood.lighter(0.35), 0), m.lit(r.wood, 0)))
	c.fill(rect(360, top+2, 780, 30), fade(top+2, top+32, m.dim(hex(0x4a3c40), 0), 0.4, 0))
	r.vase(c, d, 480, top-26, 78)
	for _, x := range []float64{760, 930} {
		c.fill(ellipse(x, top-29, 58, 8), flat(m.lit(hex(0xfdfaf3), 0)))
		c.fill(ellipse(x, top-32, 40, 5), flat(m.lit(r.second, 0)))
		c.fill((&path{}).move(x+76, top-66).line(x+112, top-66).line(x+108, top-28).line(x+80, top-28), flat(m.lit(hex(0xe9f2f2).mix(r.accent, 0.25), 0)))
	}
	c.fill((&path{}).move(612, top-28).quad(616, top-62, 660, top-60).quad(700, top-58, 704, top-28), across(612, 0, 704, 0, m.lit(hex(0xd9a05c), 0), m.dim(hex(0xb97b42), 0)))
	for i := range 3 {
		x := 636 + 20*float64(i)
		c.fill(bar(x, top-34, x+10, top-54, 4), veil(m.lit(hex(0xf7dfb0), 0), 0.8))
	}
}

func (r *room) stool(c *canvas, x, y, h float64) {
	m := &r.m
	dark := m.dim(hex(0x4c4540), 0)
	r.shadowOn(c, x, y, h*0.7, h*0.1)
	for _, t := range []float64{-1, 1} {
		c.fill(bar(x+t*h*0.14, y-h*0.9, x+t*h*0.26, y, 8), flat(dark))
	}
	c.fill(rect(x-h*0.22, y-h*0.34, h*0.44, 6), flat(dark))
	c.fill(round(x-h*0.27, y-h, h*0.54, h*0.14, 8), across(x-h*0.27, 0, x+h*0.27, 0, m.lit(r.wood.lighter(0.1), 0), m.dim(r.wood, 0)))
}
