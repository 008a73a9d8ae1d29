package drawing

import "math"

// shadowOn is the soft contact shadow of a piece of furniture on the floor.
func (r *room) shadowOn(c *canvas, x, y, w, h float64) {
	c.fill(ellipse(x, y, w/2, h/2), halo(x, y, w/2, h/2, hex(0x4a3c40), 0.42))
}

// sofa seats three; x its middle, y the floor, w its width.
func (r *room) sofa(c *canvas, d *dice, x, y, w float64, ink rgb) {
	m := &r.m
	h := w * 0.36
	lit, dim := m.lit(ink, 0), m.dim(ink, 0)
	r.shadowOn(c, x, y, w*1.14, h*0.36)
	for _, t := range []float64{-0.43, 0.43} {
		c.fill(poly(x+w*t-8, y-h*0.16, x+w*t+8, y-h*0.16, x+w*t+4, y, x+w*t-4, y), flat(m.dim(r.wood, 0)))
	}
	c.fill(round(x-w*0.44, y-h, w*0.88, h*0.74, h*0.16), across(x-w*0.44, 0, x+w*0.44, 0, lit, lit.mix(dim, 0.3)))
	for i := range 2 {
		bx := x - w*0.4 + w*0.4*float64(i)
		c.fill(round(bx+3, y-h*0.94, w*0.4-6, h*0.56, h*0.12), across(bx, y-h, bx, y-h*0.4, lit.lighter(0.12), lit))
	}
	for i := range 2 {
		bx := x - w*0.41 + w*0.41*float64(i)
		c.fill(round(bx+2, y-h*0.5, w*0.41-4, h*0.2, h*0.08), down(y-h*0.5, y-h*0.3, lit.lighter(0.2), lit))
	}
	c.fill(round(x-w*0.44, y-h*0.33, w*0.88, h*0.2, h*0.05), down(y-h*0.33, y-h*0.12, lit.darker(0.1), dim))
	for side := -1.0; side <= 1; side += 2 {
		ax := x + side*w*0.45
		tone := lit.lighter(0.06)
		if side > 0 {
			tone = lit.mix(dim, 0.4)
		}
		c.fill(round(ax-w*0.05, y-h*0.68, w*0.1, h*0.56, h*0.12), flat(tone))
		c.fill(round(ax-w*0.045, y-h*0.69, w*0.09, h*0.12, h*0.06), flat(tone.lighter(0.12)))
	}
	r.cushion(c, d, x-w*0.3, y-h*0.48, h*0.4, r.accent, 0.12)
	r.cushion(c, d, x-w*0.18, y-h*0.46, h*0.34, r.second, -0.1)
	r.cushion(c, d, x+w*0.3, y-h*0.48, h*0.4, r.accent.lighter(0.3), -0.14)
}

// cushion stands on its edge, tilted; y its foot, s its side. Some are striped.
func (r *room) cushion(c *canvas, d *dice, x, y, s float64, ink rgb, tilt float64) {
	m := &r.m
	cs, sn := math.Cos(tilt), math.Sin(tilt)
	at := func(u, v float64) pt { return pt{x + (u*cs-v*sn)*s, y - s*0.5 + (u*sn+v*cs)*s} }
	p := curve(at(-0.5, -0.5), at(0, -0.43), at(0.5, -0.5), at(0.43, 0), at(0.5, 0.5), at(0, 0.45), at(-0.5, 0.5), at(-0.43, 0))
	a, b := at(-0.5, -0.5), at(0.5, 0.5)
	c.fill(p, across(a.x, a.y, b.x, b.y, m.lit(ink.lighter(0.1), 0), m.dim(ink, 0).mix(m.lit(ink, 0), 0.4)))
	if d.chance(0.5) {
		for i := range 4 {
			u := -0.3 + 0.2*float64(i)
			q0, q1 := at(u, -0.42), at(u, 0.42)
			c.fill(ribbon(s*0.05, s*0.05, q0, q1), veil(m.lit(hex(0xfdfaf2), 0), 0.7))
		}
	}
}

// armchair has wooden legs and one cushion.
func (r *room) armchair(c *canvas, d *dice, x, y, w float64, ink rgb) {
	m := &r.m
	lit, dim := m.lit(ink, 0), m.dim(ink, 0)
	r.shadowOn(c, x, y, w*1.2, w*0.2)
	for _, t := range []float64{-0.36, 0.36} {
		c.fill(poly(x+w*t-6, y-w*0.2, x+w*t+6, y-w*0.2, x+w*t*1.1+3, y, x+w*t*1.1-3, y), flat(m.dim(r.wood, 0)))
	}
	c.fill(round(x-w*0.4, y-w*0.98, w*0.8, w*0.72, w*0.22), across(x-w*0.4, 0, x+w*0.4, 0, lit.lighter(0.06), lit.mix(dim, 0.4)))
	c.fill(round(x-w*0.36, y-w*0.46, w*0.72, w*0.18, w*0.07), flat(lit.lighter(0.16)))
	c.fill(round(x-w*0.48, y-w*0.6, w*0.16, w*0.44, w*0.07), flat(lit.lighter(0.08)))
	c.fill(round(x+w*0.32, y-w*0.6, w*0.16, w*0.44, w*0.07), flat(lit.mix(dim, 0.5)))
	c.fill(round(x-w*0.4, y-w*0.3, w*0.8, w*0.14, w*0.05), flat(lit.mix(dim, 0.4)))
	r.cushion(c, d, x+w*0.02, y-w*0.42, w*0.36, r.accent, 0.06)
}

// coffeeTable is round, with a tray, books and a bowl.
func (r *room) coffeeTable(c *canvas, d *dice, x, y, w float64) {
	m := &r.m
	lit, dim := m.lit(r.wood.lighter(0.1), 0), m.dim(r.wood, 0)
	r.shadowOn(c, x, y, w*1.2, w*0.26)
	for _, t := range []float64{-0.34, 0, 0.34} {
		c.fill(bar(x+w*t, y-w*0.24, x+w*t*1.18, y+w*0.02, 10), flat(dim))
	}
	c.fill(ellipse(x, y-w*0.24, w*0.5, w*0.105), flat(dim))
	c.fill(ellipse(x, y-w*0.262, w*0.5, w*0.105), across(x-w/2, 0, x+w/2, 0, lit.lighter(0.14), lit))
	for i, ink := range []rgb{r.accent, hex(0xf3ead8), r.second.darker(0.12)} {
		yy := y - w*0.27 - 11*float64(i)
		c.fill(rect(x-w*0.26+4*float64(i), yy-10, w*0.27, 10), flat(m.lit(ink, 0)))
		c.fill(rect(x-w*0.26+4*float64(i), yy-3, w*0.27, 2), veil(white, 0.6))
	}
	r.vase(c, d, x+w*0.2, y-w*0.27, w*0.2)
}

// vase holds a few stems; h its height without them.
func (r *room) vase(c *canvas, d *dice, x, y, h float64) {
	m := &r.m
	for range 7 {
		tip := pt{x + d.in(-0.9, 0.9)*h, y - h*d.in(1.7, 2.6)}
		c.fill(ribbon(2.6, 1.4, bent(pt{x, y - h*0.8}, pt{x, y - h*1.5}, tip, 6)...), flat(m.dim(hex(0x6f9a5c), 0)))
		if d.chance(0.55) {
			m.blossom(c, d, tip.x, tip.y, h*d.in(0.16, 0.24), pick(d, hex(0xf3b8c4), hex(0xf7e3a8), hex(0x8fa6e2), hex(0xfdf6ea)))
		} else {
			c.fill(lens(tip.x, tip.y, h*0.2, h*0.06), flat(m.lit(hex(0x7fae6c), 0)))
		}
	}
	glaze := pick(d, hex(0xf7f1e4), r.accent.lighter(0.2), hex(0xd9c3a4))
	c.fill((&path{}).move(x-h*0.16, y-h).quad(x-h*0.12, y-h*0.8, x-h*0.34, y-h*0.5).quad(x-h*0.4, y-h*0.1, x-h*0.2, y).line(x+h*0.2, y).quad(x+h*0.4, y-h*0.1, x+h*0.34, y-h*0.5).quad(x+h*0.12, y-h*0.8, x+h*0.16, y-h),
		across(x-h*0.3, 0, x+h*0.3, 0, m.lit(glaze, 0), m.dim(glaze, 0)))
}

// floorLamp arches or stands; it is on in the evening.
func (r *room) floorLamp(c *canvas, x, y, h float64) {
	m := &r.m
	metal := m.dim(hex(0x5b5148), 0)
	r.shadowOn(c, x, y, h*0.26, h*0.05)
	c.fill(ellipse(x, y-4, h*0.085, h*0.018), flat(metal))
	c.fill(rect(x-3, y-h*0.86, 6, h*0.86), flat(metal))
	r.shade(c, x, y-h*0.78, h*0.34, h*0.24)
}

// shade is a fabric lampshade, its lower edge at y.
func (r *room) shade(c *canvas, x, y, w, h float64) {
	m := &r.m
	on := r.out.hour == dusk || r.out.hour == golden
	ink := m.lit(hex(0xf6ecd8), 0)
	if on {
		c.fill(ellipse(x, y-h*0.2, w*2, h*2.4), halo(x, y-h*0.2, w*2, h*2.4, hex(0xffdf9e), 0.5))
		ink = hex(0xfff0c8)
	}
	c.fill(poly(x-w*0.32, y-h, x+w*0.32, y-h, x+w*0.5, y, x-w*0.5, y), across(x-w/2, 0, x+w/2, 0, ink.lighter(0.2), ink.darker(0.1)))
	c.fill(rect(x-w*0.5, y-3, w, 4), veil(m.dim(r.wood, 0), 0.4))
}

// pendant hangs from the ceiling; y the lower edge.
func (r *room) pendant(c *canvas, x, y, w float64, ink rgb) {
	m := &r.m
	c.fill(rect(x-1.6, -10, 3.2, y-w*0.5+10), flat(m.dim(hex(0x5b5148), 0)))
	if r.out.hour == dusk || r.out.hour == golden {
		c.fill(ellipse(x, y+w*0.2, w*1.4, w*1.4), halo(x, y+w*0.2, w*1.4, w*1.4, hex(0xffdf9e), 0.45))
	}
	c.fill((&path{}).move(x-w*0.5, y).quad(x-w*0.46, y-w*0.5, x-w*0.1, y-w*0.56).line(x+w*0.1, y-w*0.56).quad(x+w*0.46, y-w*0.5, x+w*0.5, y), across(x-w/2, 0, x+w/2, 0, m.lit(ink, 0), m.dim(ink, 0)))
	c.fill(ellipse(x, y, w*0.5, w*0.06), flat(hex(0xfff1cf)))
}

// plant is a big one in a basket: broad leaves on long stems.
func (r *room) plant(c *canvas, d *dice, x, y, h float64) {
	m := &r.m
	r.shadowOn(c, x, y, h*0.5, h*0.08)
	green := pick(d, hex(0x5f9467), hex(0x6f9f62), hex(0x4f8a70))
	for i := range 11 {
		t := float64(i)/10*2 - 1
		tip := pt{x + t*h*0.36 + d.in(-0.03, 0.03)*h, y - h*(0.98-0.42*t*t) + d.in(-0.05, 0.05)*h}
		c.fill(ribbon(4, 2, bent(pt{x, y - h*0.26}, pt{x + t*h*0.06, y - h*0.6}, tip, 7)...), flat(m.dim(green, 0)))
		r.leaf(c, tip, t, h*d.in(0.13, 0.19), green.mix(pick(d, green.lighter(0.25), green.darker(0.2)), d.unit()))
	}
	straw := hex(0xd0aa78)
	c.fill((&path{}).move(x-h*0.14, y-h*0.28).quad(x-h*0.19, y-h*0.1, x-h*0.13, y).line(x+h*0.13, y).quad(x+h*0.19, y-h*0.1, x+h*0.14, y-h*0.28), across(x-h*0.16, 0, x+h*0.16, 0, m.lit(straw, 0), m.dim(straw, 0)))
	for i := range 5 {
		yy := y - h*0.04 - h*0.052*float64(i)
		c.fill(lens(x, yy, h*0.15, 1.2), veil(m.dim(straw, 0).darker(0.3), 0.5))
	}
}

// leaf is a pointed oval leaning outwards, with its rib.
func (r *room) leaf(c *canvas, at pt, lean, s float64, ink rgb) {
	m := &r.m
	a := lean*1.1 - math.Pi/2
	dx, dy := math.Cos(a), math.Sin(a)
	tip := pt{at.x + dx*s, at.y + dy*s*0.8}
	base := pt{at.x - dx*s*0.5, at.y - dy*s*0.4}
	nx, ny := -dy*s*0.42, dx*s*0.42
	mid := base.lerp(tip, 0.42)
	c.fill((&path{}).move(base.x, base.y).quad(mid.x+nx*1.5, mid.y+ny*1.5, tip.x, tip.y).quad(mid.x-nx*1.5, mid.y-ny*1.5, base.x, base.y), flat(m.lit(ink, 0)))
	c.fill((&path{}).move(base.x, base.y).quad(mid.x+nx*1.5, mid.y+ny*1.5, tip.x, tip.y).line(base.x, base.y), veil(m.dim(ink, 0), 0.45))
	c.fill(ribbon(1.6, 0.6, base, tip), veil(m.lit(ink.lighter(0.5), 0), 0.6))
}

// shelf is a board with books, bowls and a small plant.
func (r *room) shelf(c *canvas, d *dice, x, y, w float64) {
	m := &r.m
	c.fill(rect(x, y, w, 11), down(y, y+11, m.lit(r.wood.lighter(0.15), 0), m.dim(r.wood, 0)))
	c.fill(rect(x+6, y+11, w-12, 22), fade(y+11, y+33, m.dim(hex(0x6b6478), 0), 0.26, 0))
	inks := []rgb{r.accent, r.second.darker(0.1), hex(0xf2e8d6), hex(0x6f8f9c), hex(0xc98a62), hex(0x7f9a76)}
	for xx := x + 10; xx < x+w-24; {
		switch d.n(5) {
		case 0:
			bw := d.in(34, 46)
			ink := inks[d.n(len(inks))]
			c.fill((&path{}).move(xx, y-bw*0.5).line(xx+bw, y-bw*0.5).quad(xx+bw*0.9, y, xx+bw*0.68, y).line(xx+bw*0.32, y).quad(xx+bw*0.1, y, xx, y-bw*0.5), across(xx, 0, xx+bw, 0, m.lit(ink, 0), m.dim(ink, 0)))
			xx += bw + 10
		case 1:
			m.pot(c, d, xx+20, y, 46, nil)
			xx += 54
		default:
			for range 2 + d.n(4) {
				bw, bh := d.in(10, 20), d.in(46, 76)
				if xx+bw > x+w-10 {
					break
				}
				c.fill(rect(xx, y-bh, bw, bh), flat(m.lit(inks[d.n(len(inks))], 0)))
				c.fill(rect(xx+2, y-bh*0.8, bw-4, 3), veil(white, 0.5))
				xx += bw + 1
			}
			xx += 12
		}
	}
}

// stove is a cast-iron wood burner with its pipe; the fire is lit in the Alps.
func (r *room) stove(c *canvas, d *dice, x, y, w float64) {
	m := &r.m
	iron, dark := hex(0x4a4b52), hex(0x33343b)
	r.shadowOn(c, x, y, w*1.5, w*0.2)
	c.fill(rect(x-w*0.09, -10, w*0.18, y-w*1.2+12), across(x-w*0.09, 0, x+w*0.09, 0, iron.lighter(0.15), dark))
	for _, t := range []float64{-0.36, 0.36} {
		c.fill(rect(x+w*t-6, y-w*0.16, 12, w*0.16), flat(dark))
	}
	c.fill(round(x-w*0.5, y-w*1.2, w, w*1.08, w*0.07), across(x-w/2, 0, x+w/2, 0, iron.lighter(0.1), dark))
	c.fill(rect(x-w*0.56, y-w*1.24, w*1.12, w*0.07), flat(iron.lighter(0.2)))
	gx, gy, gw, gh := x-w*0.36, y-w*1.02, w*0.72, w*0.5
	c.fill(round(gx, gy, gw, gh, w*0.05), down(gy, gy+gh, hex(0x3a2420), hex(0x8a3a20)))
	c.fill(ellipse(x, gy+gh*0.8, gw*0.9, gh), halo(x, gy+gh*0.8, gw*0.9, gh, hex(0xffb04a), 0.75))
	for _, f := range []struct {
		dx, s float64
		ink   rgb
	}{{-0.16, 0.5, hex(0xf58a2e)}, {0.14, 0.56, hex(0xf58a2e)}, {0, 0.74, hex(0xf9a63a)}, {-0.06, 0.42, hex(0xffd76a)}, {0.1, 0.34, hex(0xffe49a)}} {
		fx, fy, s := x+f.dx*gw+d.in(-4, 4), gy+gh*0.92, gh*f.s
		c.fill((&path{}).move(fx-s*0.3, fy).quad(fx-s*0.34, fy-s*0.5, fx, fy-s*1.1).quad(fx+s*0.36, fy-s*0.5, fx+s*0.28, fy), flat(f.ink))
	}
	for i := range 2 {
		c.fill(round(gx+gw*(0.1+0.3*float64(i)), gy+gh*0.84, gw*0.5, gh*0.13, 6), flat(m.dim(hex(0x6d4630), 0)))
	}
	c.fill(round(x-w*0.4, y-w*0.42, w*0.8, w*0.2, 6), flat(dark))
	c.fill(ellipse(x, y-w*0.1, w, w*0.24), halo(x, y-w*0.1, w, w*0.24, hex(0xffb35a), 0.25))
}
