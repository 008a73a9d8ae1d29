package drawing

func drawBretonTerrace(c *canvas, d *dice, m *mood) {
	r := newRoom(m, false)
	v := c.view(-10, -10, 1520, 700, 1.02, 0.35)
	r.outlook(v)
	r.deck(c, d, 640, hex(0xd9c3a2))
	r.glassRail(c, 470, 646)
	m.hydrangeas(c, d, -40, 250, 690, 92)
	r.parasol(c, 560, 800, 620)
	r.sailCushions(c, d, 1200, 905)
	r.gardenTable(c, d, 560, 890, 470)
	r.terracePots(c, d)
}

func drawAlpineTerrace(c *canvas, d *dice, m *mood) {
	r := newRoom(m, true)
	v := c.view(-10, -10, 1520, 720, 1.02, 0.37)
	if m.snow {
		pick(d, drawPeaks, drawVillage)(v, d, m)
	} else {
		pick(d, drawPeaks, drawLake, drawMeadow)(v, d, m)
	}
	r.deck(c, d, 660, hex(0xc79b70))
	r.timberRail(c, d, 506, 674)
	r.canopy(c, d)
	r.sailCushions(c, d, 1130, 905)
	r.gardenTable(c, d, 500, 890, 450)
	r.logs(c, d, 150, 930)
	if m.snow {
		r.lantern(c, 300, 946, 84)
		r.lantern(c, 800, 956, 70)
		return
	}
	red := hex(0xdf4a4e)
	m.pot(c, d, 250, 960, 110, &red)
	m.pot(c, d, 820, 962, 84, nil)
}

// deck is the floor of planks.
func (r *room) deck(c *canvas, d *dice, y float64, ink rgb) {
	floor, edge := r.floor, r.skirting
	r.floor, r.skirting = ink, y
	r.boards(c, d)
	r.floor, r.skirting = floor, edge
}

// glassRail is a balustrade of glass and steel from y0 down to y1.
func (r *room) glassRail(c *canvas, y0, y1 float64) {
	m := &r.out
	steel := m.dim(hex(0x74808a), 0)
	for i := range 6 {
		x := -90 + 290*float64(i)
		c.fill(rect(x+12, y0+14, 266, y1-y0-30), veil(m.mid.lighter(0.5), 0.2))
		c.fill(poly(x+60, y1-18, x+110, y1-18, x+190, y0+14, x+140, y0+14), veil(white, 0.2))
		c.fill(rect(x-4, y0, 9, y1-y0+4), flat(steel))
	}
	c.fill(rect(-60, y0-8, 1640, 14), down(y0-8, y0+6, m.lit(r.wood.lighter(0.2), 0), m.dim(r.wood, 0)))
	c.fill(rect(-60, y1-14, 1640, 8), flat(steel))
}

// timberRail is the cut-out balustrade of a chalet, with geraniums or snow.
func (r *room) timberRail(c *canvas, d *dice, y0, y1 float64) {
	m := &r.out
	wood := timber.mix(oldTimber, 0.3)
	lit, dim := m.lit(wood, 0), m.dim(wood, 0)
	c.fill(rect(-60, y0, 1640, y1-y0), veil(m.haze.mix(m.lit(m.grass, 0), 0.3), 0.62))
	for x := -30.0; x < 1540; x += 54 {
		c.fill(rect(x, y0, 44, y1-y0), across(x, 0, x+44, 0, lit, lit.mix(dim, 0.4)))
		hole := (&path{}).ellipse(x+22, y0+(y1-y0)*0.36, 9, 13).ellipse(x+22, y0+(y1-y0)*0.62, 9, 13)
		c.fill(hole, veil(m.haze.mix(m.grass, 0.4), 0.95))
	}
	c.fill(rect(-60, y0-14, 1640, 24), down(y0-14, y0+10, lit.lighter(0.25), dim))
	c.fill(rect(-60, y1-26, 1640, 22), down(y1-26, y1-4, lit, dim))
	if m.snow {
		p := (&path{}).move(-60, y0-12)
		for i := range 17 {
			x := -60 + 100*float64(i)
			p.quad(x+50, y0-40-d.in(-6, 6), x+100, y0-24)
		}
		c.fill(p.line(1640, y0-10).line(-60, y0-10), flat(m.lit(white, 0)))
		return
	}
	for x := 40.0; x < 1500; x += 210 {
		c.fill(round(x, y0-2, 180, 40, 5), across(x, 0, x+180, 0, lit.darker(0.1), dim))
		m.flowerBox(c, d, x+90, y0-4, 176, hex(0xdf4a4e))
	}
}

// canopy is the underside of the chalet's roof at the top of the picture, with two posts.
func (r *room) canopy(c *canvas, d *dice) {
	m := &r.out
	wood := timber.mix(oldTimber, 0.4)
	lit, dim := m.lit(wood, 0), m.dim(wood, 0)
	c.fill(poly(-60, -10, 1560, -10, 1560, 40, -60, 40), down(0, 40, dim.darker(0.2), dim))
	for i := range 8 {
		x := 40 + 205*float64(i)
		k := (x - 750) * 0.1
		c.fill(poly(x-16+k, -10, x+16+k, -10, x+12, 46, x-12, 46), flat(lit.darker(0.2)))
	}
	c.fill(rect(-60, 36, 1640, 24), down(36, 60, lit, dim))
	for _, x := range []float64{70, 1386} {
		c.fill(rect(x, 56, 46, 664), across(x, 0, x+46, 0, lit, dim))
		c.fill(poly(x+46, 150, x+46, 184, x+122, 60, x+96, 60), flat(lit.darker(0.1)))
	}
	for i := range 15 {
		x := 110 + 92*float64(i)
		y := 84 + 24*float64(i%3)
		c.fill(ellipse(x, y, 26, 26), halo(x, y, 26, 26, hex(0xffe2a0), 0.6))
		c.fill(ellipse(x, y, 6, 7), flat(hex(0xfff3cf)))
		c.fill(rect(x-0.8, 58, 1.6, y-64), veil(dim.darker(0.3), 0.6))
	}
}

// gardenTable is a table laid for lunch with two chairs.
func (r *room) gardenTable(c *canvas, d *dice, x, y, w float64) {
	m := &r.out
	lit, dim := m.lit(r.wood.lighter(0.15), 0), m.dim(r.wood, 0)
	r.shadowOn(c, x+20, y, w*1.5, 70)
	r.gardenChair(c, x-w*0.56, y-6, 210, 1)
	r.gardenChair(c, x+w*0.56, y-6, 210, -1)
	for _, t := range []float64{-0.4, 0.4} {
		c.fill(bar(x+w*t*0.9, y-w*0.4, x+w*t, y, 14), flat(dim))
	}
	c.fill(poly(x-w*0.46, y-w*0.47, x+w*0.46, y-w*0.47, x+w*0.53, y-w*0.37, x-w*0.53, y-w*0.37), across(x-w/2, 0, x+w/2, 0, lit.lighter(0.2), lit))
	c.fill(rect(x-w*0.53, y-w*0.37, w*1.06, 16), flat(lit.mix(dim, 0.6)))
	for i := range 6 {
		t := -0.4 + 0.16*float64(i)
		c.fill(bar(x+w*t*0.98, y-w*0.47, x+w*t*1.14, y-w*0.37, 2), veil(dim, 0.5))
	}
	ty := y - w*0.42
	for _, t := range []float64{-0.3, 0.3} {
		c.fill(ellipse(x+w*t, ty, w*0.085, w*0.021), flat(m.lit(hex(0xfdfbf5), 0)))
		c.fill(ellipse(x+w*t, ty-2, w*0.055, w*0.013), flat(m.lit(r.second, 0)))
		g := x + w*t*0.62
		c.fill(poly(g-10, ty-40, g+10, ty-40, g+8, ty+2, g-8, ty+2), veil(hex(0xf3fbfb), 0.65))
		c.fill(poly(g-9, ty-24, g+9, ty-24, g+8, ty+2, g-8, ty+2), veil(hex(0xf4c56a), 0.85))
	}
	r.vase(c, d, x, ty+4, 66)
}

// gardenChair is seen from the side; dir says which way it looks.
func (r *room) gardenChair(c *canvas, x, y, h, dir float64) {
	m := &r.out
	lit, dim := m.lit(r.wood, 0), m.dim(r.wood, 0)
	at := func(u float64) float64 { return x + dir*u*h }
	c.fill(bar(at(-0.24), y, at(-0.2), y-h*0.46, 10), flat(dim))
	c.fill(bar(at(0.24), y, at(0.2), y-h*0.46, 10), flat(lit))
	c.fill(ribbon(10, 9, pt{at(-0.2), y - h*0.44}, pt{at(-0.34), y - h}), flat(dim))
	c.fill(ribbon(26, 22, pt{at(-0.21), y - h*0.52}, pt{at(-0.31), y - h*0.96}), flat(m.lit(r.accent, 0)))
	c.fill(ribbon(22, 22, pt{at(-0.23), y - h*0.49}, pt{at(0.24), y - h*0.5}), flat(m.lit(r.accent.lighter(0.12), 0)))
	c.fill(bar(at(-0.24), y-h*0.43, at(0.26), y-h*0.44, 9), flat(lit))
}

// parasol shades the table; y its foot, h its height.
func (r *room) parasol(c *canvas, x, y, h float64) {
	m := &r.out
	c.fill(rect(x-5, y-h*0.9, 10, h*0.9), across(x-5, 0, x+5, 0, m.lit(r.wood, 0), m.dim(r.wood, 0)))
	top, low := y-h, y-h*0.68
	w := h * 0.62
	edges := []float64{-1, -0.62, -0.2, 0.22, 0.64, 1}
	for i := range 5 {
		ink := hex(0xfdf8ee)
		if i%2 == 0 {
			ink = r.accent.lighter(0.1)
		}
		f := m.lit(ink, 0)
		if i > 2 {
			f = f.mix(m.dim(ink, 0), 0.5)
		}
		a, b := x+edges[i]*w, x+edges[i+1]*w
		ya, yb := low+16*(1-absf(edges[i])), low+16*(1-absf(edges[i+1]))
		c.fill((&path{}).move(x, top).line(a, ya).quad((a+b)/2, (ya+yb)/2+14, b, yb), flat(f))
	}
	c.fill(ellipse(x, top-3, 8, 7), flat(m.lit(r.wood, 0)))
}

// sailCushions is a deep garden sofa with cushions and a low table.
func (r *room) sailCushions(c *canvas, d *dice, x, y float64) {
	inside := r.m
	r.m = r.out
	r.sofa(c, d, x, y-10, 500, hex(0xf1e8d8))
	r.m = inside
	m := &r.out
	r.shadowOn(c, x-20, y+58, 260, 34)
	c.fill(round(x-130, y-2, 220, 56, 10), across(x-130, 0, x+90, 0, m.lit(r.wood.lighter(0.2), 0), m.dim(r.wood, 0)))
	c.fill(rect(x-140, y-12, 240, 14), flat(m.lit(r.wood.lighter(0.35), 0)))
	for i := range 2 {
		cx := x - 70 + 96*float64(i)
		c.fill((&path{}).move(cx-18, y-48).line(cx+18, y-48).line(cx+14, y-12).line(cx-14, y-12), flat(m.lit(hex(0xfdfaf3), 0)))
		c.fill(ellipse(cx, y-48, 18, 4), flat(m.lit(hex(0xb98a5c), 0)))
	}
}

func (r *room) terracePots(c *canvas, d *dice) {
	m := &r.out
	blue, pink := hex(0x7f9ee0), hex(0xe79ab8)
	m.pot(c, d, 90, 940, 150, &blue)
	m.pot(c, d, 205, 972, 104, nil)
	m.pot(c, d, 1450, 850, 140, &pink)
	m.pot(c, d, 880, 968, 84, &pink)
}

// lantern stands on the deck with a candle in it.
func (r *room) lantern(c *canvas, x, y, h float64) {
	iron := flat(r.out.dim(hex(0x4a4b52), 0))
	c.fill(ellipse(x, y-h*0.4, h*1.5, h*1.5), halo(x, y-h*0.4, h*1.5, h*1.5, hex(0xffd98a), 0.5))
	c.fill(rect(x-h*0.3, y-h*0.8, h*0.6, h*0.8), veil(hex(0xfff0c8), 0.7))
	c.fill(rect(x-h*0.09, y-h*0.36, h*0.18, h*0.36), flat(hex(0xfdf6e6)))
	c.fill(lens(x, y-h*0.46, h*0.04, h*0.06), flat(hex(0xffa83a)))
	for _, t := range []float64{-0.32, 0.26} {
		c.fill(rect(x+h*t, y-h*0.82, h*0.06, h*0.84), iron)
	}
	c.fill(rect(x-h*0.36, y-h*0.05, h*0.72, h*0.07), iron)
	c.fill(poly(x-h*0.38, y-h*0.8, x, y-h*1.08, x+h*0.38, y-h*0.8), iron)
}
