package drawing

func drawBretonBedroom(c *canvas, d *dice, m *mood) { drawBedroom(c, d, newRoom(m, false)) }
func drawAlpineBedroom(c *canvas, d *dice, m *mood) { drawBedroom(c, d, newRoom(m, true)) }

func drawBedroom(c *canvas, d *dice, r room) {
	r.shell(c, d)
	r.window(c, d, 1030, 180, 330, 420, 2)
	r.curtains(c, d, 1030, 180, 330, 560, r.second.lighter(0.4))
	r.sunlight(c, 900, 330, 2)
	r.picture(c, d, 330, 190, 170, 200)
	r.picture(c, d, 520, 190, 170, 200)
	r.rug(c, d, 560, 935, 1050, 110)
	r.nightstand(c, d, 120, 800)
	r.nightstand(c, d, 880, 800)
	r.bed(c, d, 500, 935, 600)
	r.armchair(c, d, 1330, 905, 230, r.accent.mix(r.second, 0.3))
	r.plant(c, d, 1040, 800, 250)
}

// bed is seen from its foot; x its middle, y the floor at the foot, w its width.
func (r *room) bed(c *canvas, d *dice, x, y, w float64) {
	m := &r.m
	r.shadowOn(c, x, y, w*1.3, 70)
	head := r.wood
	if !r.alpine {
		head = pick(d, hex(0xd6c09c), r.accent.mix(hex(0xe9e2d4), 0.45), hex(0xc9ad84))
	}
	c.fill(round(x-w*0.5, y-w*0.78, w, w*0.5, 26), across(x-w/2, 0, x+w/2, 0, m.lit(head, 0), m.dim(head, 0).mix(m.lit(head, 0), 0.4)))
	for i := range 11 {
		c.fill(rect(x-w*0.46+w*0.092*float64(i), y-w*0.75, 2.4, w*0.4), veil(m.dim(head, 0).darker(0.2), 0.4))
	}
	linen := hex(0xfdfaf4)
	for side := -1.0; side <= 1; side += 2 {
		px := x + side*w*0.23
		c.fill(round(px-w*0.21, y-w*0.62, w*0.42, w*0.2, w*0.07), across(px, y-w*0.62, px, y-w*0.42, m.lit(linen, 0), m.dim(linen, 0).mix(m.lit(linen, 0), 0.4)))
		c.fill(round(px-w*0.17, y-w*0.56, w*0.34, w*0.17, w*0.06), across(px, y-w*0.56, px, y-w*0.38, m.lit(r.second.lighter(0.45), 0), m.lit(r.second, 0)))
	}
	r.cushion(c, d, x-w*0.1, y-w*0.38, w*0.19, r.accent, 0.06)
	r.cushion(c, d, x+w*0.1, y-w*0.37, w*0.16, r.accent.lighter(0.45), -0.08)
	duvet := (&path{}).move(x-w*0.49, y-w*0.42).quad(x, y-w*0.47, x+w*0.49, y-w*0.42).quad(x+w*0.57, y-w*0.2, x+w*0.55, y-20).quad(x, y-6, x-w*0.55, y-20).quad(x-w*0.57, y-w*0.2, x-w*0.49, y-w*0.42)
	c.fill(duvet, down(y-w*0.45, y, m.lit(linen, 0), m.dim(linen, 0).mix(m.lit(linen, 0), 0.55)))
	fold := (&path{}).move(x-w*0.495, y-w*0.41).quad(x, y-w*0.465, x+w*0.495, y-w*0.41).line(x+w*0.515, y-w*0.33).quad(x, y-w*0.39, x-w*0.515, y-w*0.33)
	c.fill(fold, flat(m.lit(r.second.lighter(0.35), 0)))
	for i := range 6 {
		fx := x + w*(-0.42+0.17*float64(i))
		c.fill(ribbon(3, 9, pt{fx, y - w*0.32}, pt{fx + d.in(-16, 16), y - w*0.2}, pt{fx + d.in(-20, 20), y - 16}), veil(m.dim(linen, 0), 0.35))
	}
	blanket := (&path{}).move(x-w*0.545, y-w*0.21).quad(x, y-w*0.25, x+w*0.545, y-w*0.21).quad(x+w*0.575, y-w*0.09, x+w*0.56, y-8).quad(x, y+10, x-w*0.56, y-8).quad(x-w*0.575, y-w*0.09, x-w*0.545, y-w*0.21)
	c.fill(blanket, across(x-w/2, 0, x+w/2, 0, m.lit(r.accent, 0), m.dim(r.accent, 0).mix(m.lit(r.accent, 0), 0.4)))
	for i := range 4 {
		yy := y - w*0.19 + w*0.045*float64(i)
		c.fill((&path{}).move(x-w*0.555, yy).quad(x, yy-w*0.035, x+w*0.555, yy).line(x+w*0.557, yy+5).quad(x, yy-w*0.035+5, x-w*0.557, yy+5), veil(m.lit(hex(0xfdfaf2), 0), 0.5))
	}
}

// nightstand has a drawer, a lamp, a book; x its middle.
func (r *room) nightstand(c *canvas, d *dice, x, y float64) {
	m := &r.m
	lit, dim := m.lit(r.wood.lighter(0.12), 0), m.dim(r.wood, 0)
	r.shadowOn(c, x, y, 200, 26)
	for _, t := range []float64{-58, 50} {
		c.fill(rect(x+t, y-60, 9, 60), flat(dim))
	}
	c.fill(round(x-70, y-150, 140, 96, 5), across(x-70, 0, x+70, 0, lit, lit.mix(dim, 0.5)))
	c.fill(round(x-58, y-136, 116, 68, 3), veil(dim, 0.25))
	c.fill(ellipse(x, y-102, 6, 6), flat(m.lit(hex(0xc9a45c), 0)))
	c.fill(rect(x-78, y-158, 156, 11), flat(lit.lighter(0.12)))
	ceramic := pick(d, hex(0xf7f1e6), r.accent.lighter(0.25), hex(0xd8cbb8))
	c.fill((&path{}).move(x-40, y-158).quad(x-66, y-200, x-26, y-226).line(x-6, y-226).quad(x+34, y-200, x+8, y-158), across(x-60, 0, x+30, 0, m.lit(ceramic, 0), m.dim(ceramic, 0)))
	r.shade(c, x-16, y-222, 128, 88)
	c.fill(rect(x+20, y-170, 48, 11), flat(m.lit(r.accent, 0)))
	c.fill(rect(x+16, y-181, 48, 10), flat(m.lit(r.second, 0)))
}

func drawBretonBathroom(c *canvas, d *dice, m *mood) { drawBathroom(c, d, newRoom(m, false)) }
func drawAlpineBathroom(c *canvas, d *dice, m *mood) { drawBathroom(c, d, newRoom(m, true)) }

func drawBathroom(c *canvas, d *dice, r room) {
	r.floor = hex(0xd8cfc2)
	r.shell(c, d)
	r.glaze(c, d)
	r.window(c, d, 180, 170, 420, 330, 2)
	r.sunlight(c, 180, 420, 2)
	r.tub(c, d, 400, 880, 600)
	r.vanity(c, d, 1110, 830)
	r.ladder(c, d, 800, 830)
	r.plant(c, d, 60, 850, 300)
	r.mat(c, 760, 930)
}

// glaze tiles the lower wall.
func (r *room) glaze(c *canvas, d *dice) {
	m := &r.m
	base := pick(d, hex(0xdbe8e6), hex(0xf1ebe0), r.second.lighter(0.5), hex(0xd6e3ea))
	y0 := r.skirting - 300
	c.fill(rect(-100, y0, 1700, 300), flat(m.dim(base, 0)))
	for row := range 6 {
		for i := range 31 {
			tone := base.mix(pick(d, white, base.darker(0.08), r.accent.lighter(0.6)), d.in(0, 0.5))
			c.fill(rect(-40+52*float64(i), y0+50*float64(row)+2, 50, 48), across(0, 0, 1500, 0, m.lit(tone, 0), m.lit(tone, 0).mix(m.dim(tone, 0), 0.35)))
		}
	}
	c.fill(rect(-100, y0-8, 1700, 12), flat(m.lit(r.accent.lighter(0.15), 0)))
}

// tub is a free-standing bath; x its middle, y the floor.
func (r *room) tub(c *canvas, d *dice, x, y, w float64) {
	m := &r.m
	enamel := hex(0xfdfcf8)
	outer := pick(d, hex(0xfdfcf8), r.accent.lighter(0.2), hex(0xe4dccf))
	r.shadowOn(c, x, y, w*1.15, 60)
	brass := m.lit(hex(0xc9a45c), 0)
	c.fill(rect(x+w*0.36, y-w*0.62, 8, w*0.36), flat(brass))
	c.fill(ribbon(8, 8, bent(pt{x + w*0.367, y - w*0.62}, pt{x + w*0.36, y - w*0.69}, pt{x + w*0.25, y - w*0.6}, 8)...), flat(brass))
	body := (&path{}).move(x-w*0.52, y-w*0.36).quad(x-w*0.46, y-w*0.06, x-w*0.32, y-w*0.03).quad(x, y+w*0.005, x+w*0.32, y-w*0.03).quad(x+w*0.46, y-w*0.06, x+w*0.52, y-w*0.36)
	c.fill(body, across(x-w/2, 0, x+w/2, 0, m.lit(outer, 0), m.dim(outer, 0)))
	c.fill(ellipse(x, y-w*0.36, w*0.525, w*0.05), flat(m.lit(enamel, 0)))
	c.fill(ellipse(x, y-w*0.355, w*0.48, w*0.036), flat(m.dim(enamel, 0)))
	c.fill(ellipse(x, y-w*0.348, w*0.46, w*0.026), flat(m.lit(hex(0xbfe0e4), 0)))
	foam := &path{}
	for i := range 12 {
		foam.ellipse(x-w*0.36+w*0.05*float64(i), y-w*0.355-d.in(2, 12), d.in(16, 26), d.in(8, 16))
	}
	c.fill(foam, veil(white, 0.92))
	towel := m.lit(r.accent.lighter(0.2), 0)
	c.fill((&path{}).move(x-w*0.47, y-w*0.4).quad(x-w*0.4, y-w*0.42, x-w*0.33, y-w*0.385).line(x-w*0.32, y-w*0.15).quad(x-w*0.38, y-w*0.13, x-w*0.43, y-w*0.16), flat(towel))
	c.fill(poly(x-w*0.437, y-w*0.2, x-w*0.322, y-w*0.19, x-w*0.322, y-w*0.175, x-w*0.434, y-w*0.185), veil(white, 0.7))
	c.fill(rect(x-w*0.12, y-w*0.405, w*0.42, 12), flat(m.lit(r.wood, 0)))
	c.fill(round(x+w*0.02, y-w*0.405-30, 26, 30, 4), flat(m.lit(hex(0xf3e3c4), 0)))
	c.fill(round(x+w*0.1, y-w*0.405-44, 20, 44, 6), flat(m.lit(r.accent, 0)))
}

// vanity is a timber unit with a basin and a round mirror.
func (r *room) vanity(c *canvas, d *dice, x, y float64) {
	m := &r.m
	r.mirror(c, x, 320, 150)
	lit, dim := m.lit(r.wood.lighter(0.16), 0), m.dim(r.wood, 0)
	r.shadowOn(c, x, y, 560, 44)
	for _, t := range []float64{-220, 206} {
		c.fill(rect(x+t, y-60, 14, 60), flat(dim))
	}
	c.fill(round(x-240, y-236, 480, 184, 6), across(x-240, 0, x+240, 0, lit, lit.mix(dim, 0.6)))
	for i := range 2 {
		x0 := x - 226 + 232*float64(i)
		c.fill(round(x0, y-220, 220, 70, 4), veil(dim, 0.22))
		c.fill(round(x0, y-142, 220, 76, 4), veil(dim, 0.22))
		c.fill(round(x0+86, y-190, 48, 7, 3), flat(m.lit(hex(0xc9a45c), 0)))
		c.fill(round(x0+86, y-110, 48, 7, 3), flat(m.lit(hex(0xc9a45c), 0)))
	}
	c.fill(rect(x-256, y-252, 512, 20), flat(m.lit(hex(0xf6f1e8), 0)))
	c.fill((&path{}).move(x-110, y-312).quad(x-104, y-258, x-56, y-252).line(x+56, y-252).quad(x+104, y-258, x+110, y-312), across(x-110, 0, x+110, 0, m.lit(white, 0), m.dim(hex(0xf1eeea), 0)))
	c.fill(ellipse(x, y-312, 110, 13), flat(m.dim(hex(0xe9e6e4), 0)))
	brass := m.lit(hex(0xc9a45c), 0)
	c.fill(ribbon(9, 9, append([]pt{{x + 150, y - 252}, {x + 150, y - 360}}, bent(pt{x + 150, y - 366}, pt{x + 140, y - 396}, pt{x + 86, y - 366}, 7)...)...), flat(brass))
	r.vase(c, d, x-190, y-252, 66)
	for i, ink := range []rgb{r.accent.lighter(0.2), hex(0xf3e3c4)} {
		c.fill(round(x+186+30*float64(i), y-252-54+14*float64(i), 24, 54-14*float64(i), 5), flat(m.lit(ink, 0)))
	}
}

// mirror is round, with a wooden rim and a reflection of the window's light.
func (r *room) mirror(c *canvas, x, y, radius float64) {
	m := &r.m
	c.fill(ellipse(x+6, y+10, radius+10, radius+10), veil(m.dim(hex(0x6b6478), 0), 0.25))
	c.fill(ellipse(x, y, radius+10, radius+10), flat(m.lit(r.wood, 0)))
	c.fill(ellipse(x, y, radius, radius), across(x-radius, y-radius, x+radius, y+radius, hex(0xf3f8f8), m.dim(r.wall.mix(hex(0xc9dcdf), 0.6), 0)))
	c.fill(poly(x-radius*0.5, y+radius*0.7, x-radius*0.2, y+radius*0.86, x+radius*0.56, y-radius*0.7, x+radius*0.3, y-radius*0.86), veil(white, 0.35))
	for side := -1.0; side <= 1; side += 2 {
		lx := x + side*(radius+70)
		c.fill(ellipse(lx, y, 80, 80), halo(lx, y, 80, 80, hex(0xffe7b4), 0.5))
		c.fill(ellipse(lx, y-6, 24, 24), flat(hex(0xfff6e0)))
		c.fill(rect(lx-5, y+16, 10, 34), flat(m.lit(hex(0xc9a45c), 0)))
	}
}

// ladder leans against the wall with towels.
func (r *room) ladder(c *canvas, d *dice, x, y float64) {
	m := &r.m
	lit := m.lit(r.wood.lighter(0.1), 0)
	c.fill(bar(x-60, y, x-40, y-430, 11), flat(lit))
	c.fill(bar(x+60, y, x+40, y-430, 11), flat(m.dim(r.wood, 0)))
	for i := range 5 {
		yy := y - 70 - 82*float64(i)
		c.fill(rect(x-56, yy, 112, 8), flat(lit))
	}
	for i, ink := range []rgb{r.accent.lighter(0.1), hex(0xfbf7ee), r.second} {
		yy := y - 398 + 132*float64(i)
		c.fill(round(x-44, yy-4, 88, 104, 5), across(x-44, 0, x+44, 0, m.lit(ink, 0), m.dim(ink, 0)))
		c.fill(rect(x-44, yy+78, 88, 6), veil(white, 0.5))
	}
}

func (r *room) mat(c *canvas, x, y float64) {
	m := &r.m
	c.fill(poly(x-170, y-30, x+150, y-30, x+190, y+30, x-200, y+30), flat(m.lit(r.second.lighter(0.35), 0)))
	for i := range 3 {
		yy := y - 18 + 18*float64(i)
		c.fill(rect(x-180, yy, 350, 4), veil(m.lit(r.accent, 0), 0.35))
	}
}
