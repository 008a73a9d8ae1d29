package drawing

import "math"

// room is the shell that the furniture stands in, and the colours that a room's things share.
type room struct {
	m        mood // the light indoors
	out      mood // the light outdoors, for the view
	alpine   bool
	wall     rgb
	panel    rgb // wainscot or timber
	floor    rgb
	accent   rgb // the strong textile colour
	second   rgb
	wood     rgb
	skirting float64 // y where wall and floor meet
}

func newRoom(m *mood, inAlps bool) room {
	d := newDice(m.home)
	r := room{m: *m, out: *m, alpine: inAlps, skirting: 745}
	r.m.light = m.light.mix(hex(0xfffdf8), 0.6)
	r.m.shade = hex(0xc6bfd0).mix(m.shade, 0.25)
	if inAlps {
		r.wall = pick(d, hex(0xf6efe3), hex(0xe9e2d6), hex(0xf3eadc))
		r.panel = pick(d, hex(0xe0bf98), hex(0xd6b087), hex(0xe6cba8))
		r.floor = pick(d, hex(0xd0aa82), hex(0xc4a07a))
		r.accent = pick(d, hex(0xa8483f), hex(0x3f6f5c), hex(0x5d6f80), hex(0xb9773f))
		r.second = pick(d, hex(0xe9ddc8), hex(0xd9b077), hex(0x8a9a86))
		r.wood = hex(0x9a6f4c)
		return r
	}
	r.wall = pick(d, hex(0xf7f1e6), hex(0xe3ecec), hex(0xf4e9dc), hex(0xe4ebdf), hex(0xdce7ee))
	r.panel = hex(0xfbf8f1)
	r.floor = pick(d, hex(0xdcc09a), hex(0xd2b48e), hex(0xe3cfb0))
	r.accent = pick(d, hex(0x2f5f86), hex(0x3f7d78), hex(0xc96f52), hex(0xd9a441), hex(0x4f7a9c))
	r.second = pick(d, hex(0xe8dccb), hex(0xb8cdd4), hex(0xe9c3a8), hex(0xcdd6c0))
	r.wood = pick(d, hex(0xb98d62), hex(0xc9a27a))
	return r
}

// shell paints wall, ceiling and floor.
func (r *room) shell(c *canvas, d *dice) {
	m := &r.m
	c.wash(across(0, 0, 1500, 700, m.lit(r.wall, 0), m.dim(r.wall, 0).mix(m.lit(r.wall, 0), 0.66)))
	if r.alpine {
		r.timberWall(c, d)
	} else {
		r.wainscot(c)
	}
	r.boards(c, d)
	c.fill(rect(-100, r.skirting-22, 1700, 22), flat(m.lit(r.panel.lighter(0.2), 0)))
	c.fill(rect(-100, r.skirting-24, 1700, 2.5), veil(m.dim(r.panel, 0), 0.7))
	if r.alpine {
		r.beams(c)
		return
	}
	c.fill(rect(-100, -10, 1700, 58), flat(m.lit(hex(0xfdfbf6), 0)))
	c.fill(rect(-100, 46, 1700, 5), veil(m.dim(r.wall, 0), 0.6))
	c.fill(rect(-100, 51, 1700, 46), fade(51, 97, m.dim(hex(0x9a93a6), 0), 0.16, 0))
}

// wainscot is the painted panelling of a house by the sea.
func (r *room) wainscot(c *canvas) {
	m := &r.m
	top := r.skirting - 250
	c.fill(rect(-100, top, 1700, r.skirting-top), across(0, 0, 1500, 0, m.lit(r.panel, 0), m.dim(r.panel, 0).mix(m.lit(r.panel, 0), 0.6)))
	for x := -80.0; x < 1560; x += 46 {
		c.fill(rect(x, top+14, 2, r.skirting-top-14), veil(m.dim(r.panel, 0), 0.75))
	}
	c.fill(rect(-100, top-8, 1700, 16), flat(m.lit(r.panel.lighter(0.4), 0)))
	c.fill(rect(-100, top+8, 1700, 5), veil(m.dim(r.panel, 0).darker(0.15), 0.5))
}

// timberWall is the planking of a chalet.
func (r *room) timberWall(c *canvas, d *dice) {
	m := &r.m
	lit, dim := m.lit(r.panel, 0), m.dim(r.panel, 0)
	c.wash(across(0, 0, 1500, 700, lit.lighter(0.12), dim.mix(lit, 0.55)))
	for y := 0.0; y < r.skirting; y += 52 {
		c.fill(rect(-100, y, 1700, 52), veil(pick(d, lit.lighter(0.18), dim, lit), 0.16))
		c.fill(rect(-100, y, 1700, 2.4), veil(dim.darker(0.25), 0.45))
		for range 5 {
			x := d.in(0, 1500)
			c.fill(lens(x, y+d.in(12, 42), d.in(40, 160), 1), veil(dim.darker(0.12), 0.3))
		}
		if d.chance(0.7) {
			c.fill(ellipse(d.in(0, 1500), y+d.in(14, 40), 6, 4), veil(dim.darker(0.3), 0.4))
		}
		c.fill(rect(d.in(100, 1400), y, 2.4, 52), veil(dim.darker(0.25), 0.45))
	}
}

// boards is a floor of planks that run away from the viewer.
func (r *room) boards(c *canvas, d *dice) {
	m := &r.m
	y0 := r.skirting
	lit := m.lit(r.floor, 0)
	c.fill(rect(-100, y0, 1700, 1010-y0), down(y0, 1000, lit.darker(0.06), lit.lighter(0.1)))
	const vanish = 330.0
	line := func(x, y float64) float64 { return 750 + (x-750)*(y-vanish)/(y0-vanish) }
	for x := -700.0; x < 2200; x += 74 {
		tone := pick(d, lit.lighter(0.16), lit.darker(0.1), lit)
		c.fill(poly(line(x, y0), y0, line(x+74, y0), y0, line(x+74, 1010), 1010, line(x, 1010), 1010), veil(tone, 0.5))
		c.fill(poly(line(x, y0), y0, line(x+1.6, y0), y0, line(x+2.6, 1010), 1010, line(x, 1010), 1010), veil(lit.darker(0.4), 0.4))
		y := d.in(y0+20, 1000)
		c.fill(poly(line(x, y), y, line(x+74, y), y, line(x+74, y+3), y+3, line(x, y+3), y+3), veil(lit.darker(0.4), 0.35))
	}
	c.fill(rect(-100, y0, 1700, 40), fade(y0, y0+40, lit.darker(0.6), 0.25, 0))
}

// beams are the ceiling of a chalet: boards and four heavy timbers.
func (r *room) beams(c *canvas) {
	m := &r.m
	lit, dim := m.lit(r.wood, 0), m.dim(r.wood, 0)
	c.fill(rect(-100, -10, 1700, 62), flat(m.lit(r.panel.lighter(0.1), 0)))
	c.fill(rect(-100, 50, 1700, 40), down(50, 90, lit, dim))
	c.fill(rect(-100, 90, 1700, 50), fade(90, 140, m.dim(hex(0x5d4a4a), 0), 0.26, 0))
	for i := range 5 {
		x := 110 + 320*float64(i)
		k := (x - 750) * 0.16
		c.fill(poly(x-32+k, -10, x+32+k, -10, x+26, 66, x-26, 66), flat(lit))
		c.fill(poly(x+22+k, -10, x+40+k, -10, x+30, 66, x+18, 66), flat(dim.darker(0.15)))
		c.fill(rect(x-26, 62, 52, 34), flat(dim.darker(0.1)))
	}
}

// outlook draws what is seen through a window.
func (r *room) outlook(v *canvas) {
	d := newDice(r.out.home + 1)
	out := r.out
	if out.hour == pearl {
		out.hour = morning
		out.coastSky()
	}
	if r.alpine {
		pick(d, drawPeaks, drawLake, drawVillage, drawPeaks)(v, d, &out)
		return
	}
	pick(d, drawCliffs, drawIslands, drawLighthouse, drawBeach)(v, d, &out)
}

// window is a tall casement or a wide bay onto the landscape; x, y its upper left corner.
func (r *room) window(c *canvas, d *dice, x, y, w, h float64, panes int) {
	m := &r.m
	frame := hex(0xfdfbf6)
	if r.alpine {
		frame = r.wood.lighter(0.1)
	}
	lit, dim := m.lit(frame, 0), m.dim(frame, 0)
	c.fill(rect(x-24, y-24, w+48, h+48), flat(lit))
	c.fill(rect(x-24, y-24, w+48, 6), veil(dim, 0.5))
	v := c.view(x, y, w, h, 1, 0.55)
	r.outlook(v)
	c.fill(rect(x, y, w, h), veil(hex(0xfffaf0), 0.1))
	c.fill(poly(x+w*0.1, y+h, x+w*0.24, y+h, x+w*0.5, y, x+w*0.36, y), veil(white, 0.12))
	c.fill(rect(x, y, w, 14), fade(y, y+14, hex(0x4a4860), 0.25, 0))
	c.fill(rect(x, y, 12, h), fadeAcross(x, y, x+12, y, hex(0x4a4860), 0.2, 0))
	for i := 1; i < panes; i++ {
		px := x + w*float64(i)/float64(panes)
		c.fill(rect(px-9, y, 18, h), across(px-9, 0, px+9, 0, lit, dim.mix(lit, 0.5)))
	}
	if !r.alpine {
		for i := range panes {
			c.fill(rect(x+w*float64(i)/float64(panes), y+h*0.36, w/float64(panes), 7), flat(lit))
		}
	}
	c.fill(rect(x-40, y+h+18, w+80, 20), down(y+h+18, y+h+38, lit.lighter(0.3), dim))
	c.fill(rect(x-30, y+h+38, w+60, 22), fade(y+h+38, y+h+60, m.dim(hex(0x6b6478), 0), 0.25, 0))
}

// curtains hang on a rod on both sides of a window.
func (r *room) curtains(c *canvas, d *dice, x, y, w, h float64, ink rgb) {
	m := &r.m
	lit, dim := m.lit(ink, 0), m.dim(ink, 0)
	c.fill(round(x-110, y-62, w+220, 9, 4), flat(m.dim(r.wood, 0)))
	for side := -1.0; side <= 1; side += 2 {
		x0 := x - 96
		if side > 0 {
			x0 = x + w + 4
		}
		cw := 92.0
		p := (&path{}).move(x0, y-58).line(x0+cw, y-58).quad(x0+cw-6, y+h*0.5, x0+cw+4, y+h).quad(x0+cw/2, y+h+8, x0-6, y+h).quad(x0+4, y+h*0.5, x0, y-58)
		c.fill(p, across(x0, 0, x0+cw, 0, lit, lit.mix(dim, 0.4)))
		for i := range 5 {
			fx := x0 + 10 + 18*float64(i)
			c.fill(ribbon(6, 10, pt{fx, y - 56}, pt{fx + d.in(-4, 4), y + h*0.5}, pt{fx + d.in(-5, 5), y + h}), veil(dim, 0.3))
			c.fill(ellipse(fx, y-57, 5, 8), flat(m.dim(r.wood, 0)))
		}
	}
}

// sunlight is the window's patch of light on the floor, and the glow in the air.
func (r *room) sunlight(c *canvas, x, w float64, panes int) {
	y0 := r.skirting
	warm := r.out.sun.lighter(0.35)
	step := w / float64(panes)
	for i := range panes {
		x0 := x + step*float64(i) + 120
		c.fill(poly(x0+14, y0+30, x0+step-10, y0+30, x0+step+190, 1000, x0+190, 1000), paint{kind: linearPaint, y0: y0, y1: 1000, stops: []stop{{0, warm, 0.5}, {1, warm, 0.16}}})
	}
	c.fill(rect(-100, -10, 1700, 1020), halo(x+w/2, 380, 900, 720, warm, 0.2))
}

// picture is a framed print: sea, hills, a boat, a mountain, or plain shapes.
func (r *room) picture(c *canvas, d *dice, x, y, w, h float64) {
	m := &r.m
	c.fill(rect(x+5, y+8, w, h), veil(m.dim(hex(0x6b6478), 0), 0.3))
	c.fill(rect(x, y, w, h), flat(m.lit(pick(d, r.wood, hex(0xfdfaf4), hex(0x4a4640)), 0)))
	c.fill(rect(x+7, y+7, w-14, h-14), flat(m.lit(hex(0xfdfaf3), 0)))
	px, py, pw, ph := x+w*0.18, y+h*0.16, w*0.64, h*0.66
	tint := pick(d, r.accent, r.second, hex(0x6f9fae), hex(0xe0b48a))
	c.fill(rect(px, py, pw, ph), down(py, py+ph, m.lit(tint.lighter(0.72), 0), m.lit(tint.lighter(0.4), 0)))
	subject := d.n(3)
	if r.alpine && subject == 1 {
		subject = 2
	}
	switch subject {
	case 0:
		c.fill(ellipse(px+pw*0.62, py+ph*0.32, pw*0.16, pw*0.16), flat(m.lit(hex(0xf2b56b), 0)))
		c.fill((&path{}).move(px, py+ph*0.62).quad(px+pw*0.3, py+ph*0.42, px+pw*0.55, py+ph*0.62).quad(px+pw*0.8, py+ph*0.78, px+pw, py+ph*0.56).line(px+pw, py+ph).line(px, py+ph), flat(m.lit(tint, 0)))
		c.fill((&path{}).move(px, py+ph*0.8).quad(px+pw*0.5, py+ph*0.66, px+pw, py+ph*0.86).line(px+pw, py+ph).line(px, py+ph), flat(m.dim(tint, 0)))
	case 1:
		c.fill(rect(px, py+ph*0.62, pw, ph*0.38), flat(m.lit(tint, 0)))
		c.fill(poly(px+pw*0.5, py+ph*0.16, px+pw*0.76, py+ph*0.6, px+pw*0.5, py+ph*0.6), flat(m.lit(hex(0xfffaf0), 0)))
		c.fill(poly(px+pw*0.47, py+ph*0.24, px+pw*0.3, py+ph*0.6, px+pw*0.47, py+ph*0.6), flat(m.lit(hex(0xd9694f), 0)))
		c.fill(poly(px+pw*0.26, py+ph*0.63, px+pw*0.78, py+ph*0.63, px+pw*0.66, py+ph*0.74, px+pw*0.36, py+ph*0.74), flat(m.dim(tint, 0).darker(0.3)))
	default:
		c.fill(poly(px, py+ph, px+pw*0.4, py+ph*0.28, px+pw*0.62, py+ph*0.66, px+pw*0.76, py+ph*0.46, px+pw, py+ph), flat(m.lit(tint, 0)))
		c.fill(poly(px+pw*0.4, py+ph*0.28, px+pw*0.5, py+ph*0.46, px+pw*0.4, py+ph*0.44, px+pw*0.32, py+ph*0.5), flat(m.lit(white, 0)))
	}
}

// rug lies on the floor: an ellipse with a border, or a striped oblong in perspective.
func (r *room) rug(c *canvas, d *dice, x, y, w, h float64) {
	m := &r.m
	base := m.lit(r.second.lighter(0.3), 0)
	if d.chance(0.5) {
		c.fill(ellipse(x, y, w/2, h/2), flat(base))
		c.fill(ellipse(x, y, w*0.46, h*0.44), flat(m.lit(r.accent.lighter(0.45), 0)))
		c.fill(ellipse(x, y, w*0.43, h*0.4), flat(base.lighter(0.25)))
		for i := range 6 {
			t := float64(i+1) / 7
			c.fill(ellipse(x, y, w*0.43*(1-t), h*0.4*(1-t)), veil(m.dim(r.second, 0), 0.13))
		}
		return
	}
	c.fill(poly(x-w*0.44, y-h/2, x+w*0.44, y-h/2, x+w*0.52, y+h/2, x-w*0.52, y+h/2), flat(base))
	for i := range 9 {
		t0 := (float64(i) + 0.2) / 9
		t1 := t0 + 0.05
		at := func(t float64) (float64, float64) { return w * (0.44 + 0.08*t), y - h/2 + h*t }
		w0, y0 := at(t0)
		w1, y1 := at(t1)
		ink := r.accent
		if i%3 == 1 {
			ink = r.accent.lighter(0.5)
		}
		c.fill(poly(x-w0, y0, x+w0, y0, x+w1, y1, x-w1, y1), veil(m.lit(ink, 0), 0.75))
	}
	fringe := &path{}
	for i := range 40 {
		fx := x - w*0.52 + w*1.04*float64(i)/39
		fringe.move(fx-2, y+h/2).line(fx+2, y+h/2).line(fx+math.Copysign(2, fx-x), y+h/2+14)
	}
	c.fill(fringe, flat(base))
}
