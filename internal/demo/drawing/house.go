package drawing

// stoneWall is a wall of dressed granite: a base tone and scattered blocks, lighter and darker.
func (m *mood) stoneWall(c *canvas, d *dice, x, y, w, h float64, ink rgb) {
	lit := m.lit(ink, 0)
	c.fill(rect(x, y-h, w, h), across(x, y, x+w, y, lit, m.dim(ink, 0).mix(lit, 0.62)))
	row := 24.0
	for yy := y - h; yy < y-6; yy += row {
		for xx := x + d.in(-30, 10); xx < x+w; {
			bw := d.in(34, 74)
			if d.chance(0.55) {
				x0, x1 := max(xx+2, x+1), min(xx+bw-2, x+w-1)
				tone := pick(d, ink.lighter(0.28), ink.darker(0.16), ink.mix(hex(0xd8b894), 0.5), ink.mix(hex(0x9fa4ae), 0.4))
				if x1-x0 > 8 {
					c.fill(round(x0, yy+2, x1-x0, min(row-4, y-yy-4), 5), veil(m.lit(tone, 0), 0.5))
				}
			}
			xx += bw
		}
	}
}

// plaster is a rendered wall with faint patches.
func (m *mood) plaster(c *canvas, d *dice, x, y, w, h float64, ink rgb) {
	lit := m.lit(ink, 0)
	c.fill(rect(x, y-h, w, h), across(x, y, x+w, y, lit, m.dim(ink, 0).mix(lit, 0.7)))
	for range 10 {
		c.fill(lens(x+d.in(0.1, 0.9)*w, y-d.in(0.08, 0.92)*h, d.in(0.03, 0.1)*w, d.in(2, 6)), veil(m.dim(ink, 0), 0.16))
	}
}

// quoins are the dressed corner stones of a wall.
func (m *mood) quoins(c *canvas, d *dice, x, y, h, dir float64, ink rgb) {
	for i := 0; float64(i)*22 < h-10; i++ {
		w := 30.0
		if i%2 == 1 {
			w = 44
		}
		x0 := x
		if dir < 0 {
			x0 = x - w
		}
		tone := m.lit(ink.mix(pick(d, ink.lighter(0.2), ink.darker(0.1)), 0.6), 0)
		c.fill(round(x0, y-h+22*float64(i)+1, w, 20, 3), flat(tone))
	}
}

// slateRoof covers the trapezium between a ridge (x0..x1 at y0) and the eaves (x2..x3 at y1).
func (m *mood) slateRoof(c *canvas, d *dice, x0, x1, y0, x2, x3, y1 float64, ink rgb) {
	top, low := m.lit(ink.lighter(0.14), 0.04), m.lit(ink, 0)
	c.fill(poly(x0, y0, x1, y0, x3, y1, x2, y1), across(x2, y0, x3, y1, top, m.dim(ink, 0).mix(low, 0.4)))
	rows := int((y1 - y0) / 15)
	at := func(t, u float64) (float64, float64) {
		l, r := x0+(x2-x0)*t, x1+(x3-x1)*t
		return l + (r-l)*u, y0 + (y1-y0)*t
	}
	for i := 1; i < rows; i++ {
		t := float64(i) / float64(rows)
		xa, y := at(t, 0)
		xb, _ := at(t, 1)
		c.fill(rect(xa, y, xb-xa, 1.5), veil(m.dim(ink, 0).darker(0.2), 0.35))
		for range int((xb - xa) / 60) {
			u := d.unit()
			x, _ := at(t, u)
			w := d.in(18, 40)
			if x+w > xb-4 {
				continue
			}
			tone := pick(d, ink.lighter(0.24), ink.darker(0.14), ink.mix(hex(0x7f9a8a), 0.4))
			c.fill(rect(x, y+1.5, w, (y1-y0)/float64(rows)-2), veil(m.lit(tone, 0), 0.38))
		}
	}
	c.fill(rect(x0-3, y0-5, x1-x0+6, 8), flat(m.dim(ink, 0)))
	c.fill(rect(x2-4, y1-3, x3-x2+8, 7), flat(m.dim(ink, 0).darker(0.15)))
}

// eavesShade is the soft shadow under a roof's edge.
func (m *mood) eavesShade(c *canvas, x, y, w, depth float64) {
	c.fill(rect(x, y, w, depth), fade(y, y+depth, m.dim(hex(0x5a5468), 0), 0.42, 0))
}

func (m *mood) chimney(c *canvas, d *dice, x, y, w, h float64, ink rgb) {
	c.fill(rect(x, y-h, w, h), across(x, y, x+w, y, m.lit(ink, 0), m.dim(ink, 0)))
	for i := range int(h / 22) {
		c.fill(rect(x, y-h+22*float64(i)+18, w, 1.6), veil(m.dim(ink, 0).darker(0.2), 0.4))
	}
	c.fill(rect(x-4, y-h-2, w+8, 9), flat(m.dim(ink, 0).mix(m.lit(ink, 0), 0.4)))
	for i := range 2 {
		c.fill(rect(x+w*(0.18+0.42*float64(i)), y-h-20, w*0.24, 20), flat(m.lit(hex(0xc98260), 0)))
	}
}

// opening says how a window is made.
type opening struct {
	frame    rgb
	shutter  *rgb // open shutters on both sides
	surround *rgb // dressed stone around
	cols     int
	rows     int
	arched   bool
	flowers  *rgb // a box of flowers on the sill
}

// glass is what a pane shows: the sky's reflection, or lamplight in the evening.
func (m *mood) glass(d *dice, y0, y1 float64) paint {
	if m.hour == dusk || m.hour == golden && d.chance(0.35) {
		return down(y0, y1, hex(0xffe2a6), hex(0xf6c27a))
	}
	deep := m.top.mix(hex(0x3e5c74), 0.62)
	return paint{kind: linearPaint, x0: 0, x1: 0, y0: y0, y1: y1, stops: []stop{{0, deep, 1}, {0.5, deep.mix(m.mid, 0.45), 1}, {1, deep.mix(m.mid, 0.2), 1}}}
}

// window stands with its sill at x, y (middle).
func (m *mood) window(c *canvas, d *dice, x, y, w, h float64, o opening) {
	if o.surround != nil {
		s := m.lit(*o.surround, 0)
		c.fill(rect(x-w*0.5-11, y-h-15, w+22, 17), flat(s.lighter(0.1)))
		c.fill(rect(x-w*0.5-11, y-h, 13, h), flat(s))
		c.fill(rect(x+w*0.5-2, y-h, 13, h), flat(s.mix(m.dim(*o.surround, 0), 0.4)))
	}
	if o.shutter != nil {
		m.shutters(c, x, y, w, h, *o.shutter)
	}
	box := rect(x-w/2, y-h, w, h)
	if o.arched {
		box = arch(x-w/2, y-h, w, h)
	}
	c.fill(box, m.glass(d, y-h, y))
	c.fill(poly(x-w*0.36, y-h*0.06, x-w*0.06, y-h*0.06, x+w*0.3, y-h*0.86, x, y-h*0.86), veil(white, 0.14))
	c.fill(poly(x-w*0.48, y-h*0.97, x-w*0.24, y-h*0.97, x-w*0.36, y-h*0.03, x-w*0.48, y-h*0.03), veil(white, 0.3))
	c.fill(poly(x+w*0.48, y-h*0.97, x+w*0.24, y-h*0.97, x+w*0.36, y-h*0.03, x+w*0.48, y-h*0.03), veil(white, 0.26))
	frame := m.lit(o.frame, 0)
	t := max(3, w*0.05)
	if !o.arched {
		c.fill(rect(x-w/2, y-h, w, t), flat(frame))
	}
	c.fill(rect(x-w/2, y-h, t, h), flat(frame))
	c.fill(rect(x+w/2-t, y-h, t, h), flat(frame.mix(m.dim(o.frame, 0), 0.4)))
	c.fill(rect(x-w/2, y-t, w, t), flat(frame))
	for i := 1; i < o.cols; i++ {
		c.fill(rect(x-w/2+w*float64(i)/float64(o.cols)-t*0.45, y-h, t*0.9, h), flat(frame))
	}
	for i := 1; i < o.rows; i++ {
		c.fill(rect(x-w/2, y-h+h*float64(i)/float64(o.rows)-t*0.3, w, t*0.6), flat(frame))
	}
	if !o.arched {
		c.fill(rect(x-w/2, y-h, w, h*0.1), fade(y-h, y-h*0.9, m.dim(hex(0x39425a), 0), 0.4, 0))
	}
	c.fill(rect(x-w/2-9, y-1, w+18, 8), flat(m.lit(granite.lighter(0.25), 0)))
	c.fill(rect(x-w/2-9, y+6, w+18, 4), veil(m.dim(granite, 0).darker(0.3), 0.4))
	if o.flowers != nil {
		m.flowerBox(c, d, x, y, w*1.06, *o.flowers)
	}
}

func (m *mood) shutters(c *canvas, x, y, w, h float64, ink rgb) {
	sw := w * 0.5
	for side := -1.0; side <= 1; side += 2 {
		x0 := x + w*0.5 + 3
		tone := m.lit(ink, 0)
		if side < 0 {
			x0 = x - w*0.5 - sw - 3
		} else {
			tone = tone.mix(m.dim(ink, 0), 0.35)
		}
		c.fill(rect(x0+4, y-h+4, sw, h+4), veil(m.dim(hex(0x5b5568), 0), 0.25))
		c.fill(rect(x0, y-h, sw, h), flat(tone))
		for i := range 4 {
			c.fill(rect(x0+sw*float64(i+1)/5, y-h, 1.6, h), veil(tone.darker(0.4), 0.4))
		}
		for _, t := range []float64{0.14, 0.82} {
			c.fill(rect(x0+2, y-h+h*t, sw-4, 8), flat(tone.lighter(0.14)))
		}
	}
}

// flowerBox hangs under a sill or along a rail.
func (m *mood) flowerBox(c *canvas, d *dice, x, y, w float64, ink rgb) {
	n := int(w / 9)
	for range n * 2 {
		c.fill(ellipse(x+d.in(-0.5, 0.5)*w, y+d.in(-13, 12), d.in(5, 9), d.in(4, 7)), flat(m.lit(m.leafGreen(), 0).darker(d.in(0, 0.25))))
	}
	for range n * 2 {
		r := d.in(3.4, 6.4)
		tone := ink.mix(pick(d, ink.lighter(0.35), ink.darker(0.2)), d.in(0, 0.8))
		c.fill(ellipse(x+d.in(-0.5, 0.5)*w, y+d.in(-17, 7), r, r*0.85), flat(m.lit(tone, 0)))
	}
}

// leafGreen is a green leaf in any season: pots and boxes do not turn.
func (m *mood) leafGreen() rgb { return hex(0x6f9f5c) }

// door stands on x, y (middle): panelled, with a fanlight if tall enough.
func (m *mood) door(c *canvas, d *dice, x, y, w, h float64, ink rgb, surround rgb) {
	s := m.lit(surround, 0)
	c.fill(rect(x-w/2-13, y-h-17, w+26, h+17), flat(s))
	c.fill(rect(x+w/2, y-h, 13, h), flat(s.mix(m.dim(surround, 0), 0.4)))
	lit, dim := m.lit(ink, 0), m.dim(ink, 0)
	c.fill(rect(x-w/2, y-h, w, h), across(x-w/2, y, x+w/2, y, lit, dim.mix(lit, 0.5)))
	c.fill(rect(x-w*0.4, y-h*0.96, w*0.8, h*0.13), m.glass(d, y-h, y-h*0.8))
	for i := range 2 {
		x0 := x - w*0.4 + w*0.43*float64(i)
		c.fill(rect(x0, y-h*0.77, w*0.37, h*0.34), m.glass(d, y-h*0.8, y-h*0.4))
		c.fill(rect(x0, y-h*0.37, w*0.37, h*0.29), flat(dim))
		c.fill(rect(x0+3, y-h*0.37+3, w*0.37-3, h*0.29-3), flat(lit.lighter(0.06)))
	}
	c.fill(ellipse(x+w*0.36, y-h*0.42, 5, 5), flat(m.lit(hex(0xe8c874), 0)))
	c.fill(rect(x-w/2, y-h, w, h*0.08), fade(y-h, y-h*0.92, m.dim(hex(0x39425a), 0), 0.4, 0))
	c.fill(rect(x-w/2-20, y-4, w+40, 12), flat(m.lit(granite.lighter(0.2), 0)))
	c.fill(rect(x-w/2-20, y+5, w+40, 5), veil(m.dim(granite, 0).darker(0.3), 0.4))
}

// dormer is a roof window with its own little gable, its sill at x, y.
func (m *mood) dormer(c *canvas, d *dice, x, y, w, h float64, wall, roof rgb, o opening) {
	c.fill(poly(x+w*0.62, y+6, x+w*1.1, y+6, x+w*0.62, y-h*0.9), veil(m.dim(hex(0x3a4058), 0), 0.22))
	c.fill(rect(x-w*0.64, y-h*1.08, w*1.28, h*1.12), across(x-w*0.6, y, x+w*0.6, y, m.lit(wall, 0), m.dim(wall, 0).mix(m.lit(wall, 0), 0.5)))
	c.fill(poly(x-w*0.64, y-h*1.07, x, y-h*1.72, x+w*0.64, y-h*1.07), flat(m.lit(wall.lighter(0.08), 0)))
	o.shutter, o.flowers = nil, nil
	m.window(c, d, x, y, w*0.84, h*0.98, o)
	tile := m.dim(roof, 0)
	c.fill(poly(x-w*0.86, y-h*0.98, x, y-h*1.88, x, y-h*1.68, x-w*0.72, y-h*0.98), flat(m.lit(roof.lighter(0.1), 0)))
	c.fill(poly(x+w*0.86, y-h*0.98, x, y-h*1.88, x, y-h*1.68, x+w*0.72, y-h*0.98), flat(tile))
	c.fill(rect(x-1.5, y-h*2.02, 3, h*0.18), flat(tile.darker(0.2)))
}

// lawn is the ground before a house: grass from y down, a path from the door at x to the viewer.
func (m *mood) lawn(c *canvas, d *dice, y, x, doorW, mouth float64) {
	lit, low := m.lit(m.grass.lighter(0.1), 0.02), m.dim(m.grass, 0).mix(m.lit(m.grass, 0), 0.4)
	c.fill(rect(-100, y, 1700, 1010-y), down(y, 1000, lit, low))
	c.fill(rect(-100, y, 1700, 26), fade(y, y+26, m.dim(m.grass, 0).darker(0.2), 0.4, 0))
	m.sward(c, d, y+10, 1010, func(float64) float64 { return y }, m.lit(m.grass, 0), 200)
	gravel := m.lit(hex(0xecdcbc), 0)
	k := (1010 - y) / 2
	p := (&path{}).move(x-doorW*0.6, y+2).cube(x-doorW*0.9, y+k*0.7, x-mouth*0.6, y+k*0.9, x-mouth, 1010)
	p.line(x+mouth*0.9, 1010).cube(x+mouth*0.7, y+k*0.9, x+doorW*0.8, y+k*0.7, x+doorW*0.6, y+2)
	c.fill(p, down(y, 1000, gravel.darker(0.06), gravel))
	for range 90 {
		t := d.unit()
		yy := y + 10 + (990-y)*t
		half := doorW*0.55 + (mouth-doorW)*t*t
		s := 1.4 + 3*t
		c.fill(ellipse(x+d.in(-0.9, 0.85)*half, yy, s*1.5, s*0.8), veil(pick(d, gravel.darker(0.22), gravel.lighter(0.5)), 0.6))
	}
}

// hydrangeas is a hedge of them from x0 to x1, standing on y.
func (m *mood) hydrangeas(c *canvas, d *dice, x0, x1, y, size float64) {
	inks := []rgb{hex(0x7f9ee0), hex(0xe79ab8), hex(0x9b8fdc), hex(0xf2b9cc), hex(0x6f93d6)}
	if m.season == spring {
		inks = []rgb{hex(0xf7d774), hex(0xf4f0e2), hex(0xe8a0b4)}
	}
	for x := x0; x < x1; {
		w := size * d.in(1.1, 1.6)
		ink := inks[d.n(len(inks))]
		m.bush(c, d, x+w/2, y+d.in(-2, 8), w, size*d.in(0.8, 1.05), hex(0x6b9a5c), &ink)
		x += w * 0.82
	}
}

// lowWall is a dry-stone garden wall.
func (m *mood) lowWall(c *canvas, d *dice, x, y, w, h float64) {
	base := m.dim(granite, 0)
	c.fill(rect(x, y-h, w, h), down(y-h, y, m.lit(granite, 0), base))
	for row := 0.0; row < h-4; row += 17 {
		for xx := x - d.in(0, 20); xx < x+w; {
			bw := d.in(26, 56)
			x0, x1 := max(xx, x), min(xx+bw-3, x+w)
			if x1-x0 > 6 {
				tone := granite.mix(pick(d, granite.lighter(0.3), schist, hex(0xd9bf9c), granite.darker(0.12)), d.in(0.2, 0.9))
				c.fill(round(x0, y-h+row, x1-x0, 15, 5), flat(m.lit(tone, 0)))
			}
			xx += bw
		}
	}
	c.fill(rect(x, y-7, w, 9), veil(m.dim(m.grass, 0).darker(0.2), 0.5))
}

// pot is a terracotta pot with a plant.
func (m *mood) pot(c *canvas, d *dice, x, y, s float64, bloom *rgb) {
	clay := hex(0xcd8a64)
	m.bush(c, d, x, y-s*0.52, s*0.95, s*0.75, hex(0x6b9a5c), bloom)
	c.fill(poly(x-s*0.3, y-s*0.6, x+s*0.3, y-s*0.6, x+s*0.22, y, x-s*0.22, y), across(x-s*0.3, y, x+s*0.3, y, m.lit(clay, 0), m.dim(clay, 0)))
	c.fill(rect(x-s*0.34, y-s*0.64, s*0.68, s*0.12), across(x-s*0.3, y, x+s*0.3, y, m.lit(clay.lighter(0.12), 0), m.dim(clay, 0)))
}

// bench is a wooden garden bench, its middle at x.
func (m *mood) bench(c *canvas, x, y, w float64, ink rgb) {
	lit, dim := m.lit(ink, 0), m.dim(ink, 0)
	for i := range 3 {
		c.fill(rect(x-w/2, y-w*0.52+w*0.09*float64(i), w, w*0.06), flat(lit))
	}
	c.fill(rect(x-w*0.52, y-w*0.25, w*1.04, w*0.06), flat(lit.lighter(0.15)))
	for _, t := range []float64{-0.46, 0.42} {
		c.fill(rect(x+w*t, y-w*0.54, w*0.04, w*0.54), flat(dim))
	}
	c.fill(lens(x, y+1, w*0.6, 3), veil(m.dim(m.grass, 0).darker(0.4), 0.35))
}
