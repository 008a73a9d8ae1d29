package drawing

import "math"

func drawBeach(c *canvas, d *dice, m *mood) {
	horizon := 390.0
	m.sky(c, d, horizon)
	m.sea(c, d, horizon, 620)
	m.headland(c, d, horizon+2, 620, 50, 0.7, true)
	m.headland(c, d, horizon+10, 380, 84, 0.5, true)
	m.farVillage(c, d, 1180, horizon+6, 9)
	m.sailboat(c, d, d.in(520, 700), horizon+26, 58, 0.25)
	m.sailboat(c, d, d.in(360, 460), horizon+16, 36, 0.35)
	m.gulls(c, d, 560, 200, 120)
	m.wetSand(c, d)
	m.tents(c, d)
	m.dune(c, d)
}

// wetSand is the beach at low tide: a mirror of the sky near the water, ripples and pools, dry sand at the viewer's feet.
func (m *mood) wetSand(c *canvas, d *dice) {
	sand := m.lit(sandColour, 0)
	mirror := m.mid.mix(sand, 0.35)
	edge := newHills(d, 548, 14, 300, 40)
	edge.fill(c, 1000, mirror, sand)
	m.foam(c, d, edge.line(-40, 1540, 50), 9)
	inner := newHills(d, 505, 8, 260, 26)
	m.foam(c, d, inner.line(200, 1540, 60), 5)
	dry := newHills(d, 712, 18, 380, -90)
	dry.fill(c, 1000, sand.mix(mirror, 0.25), m.lit(sandColour.lighter(0.15), 0))
	for i := range 24 {
		t := math.Pow((float64(i)+d.unit())/24, 1.3)
		y := 590 + 380*t
		ink := sand.darker(0.12)
		if i%2 == 0 {
			ink = sand.lighter(0.4)
		}
		c.fill(lens(d.in(-50, 1550), y, d.in(70, 240)*(0.5+t), 1.5+3.5*t), veil(ink, 0.45))
	}
	for range 3 {
		x, y := d.in(500, 1300), d.in(610, 720)
		w := d.in(120, 240)
		c.fill(lens(x, y, w, 7), flat(m.mid.lighter(0.1)))
		c.fill(lens(x-w*0.1, y-2, w*0.7, 2.5), veil(white, 0.5))
	}
	for i := range 26 {
		t := float64(i) / 26
		x := 930 - 260*math.Sin(t*1.7) + 10*math.Pow(-1, float64(i))*(1-t)
		c.fill(ellipse(x, 985-300*t, 9*(1-0.7*t), 4*(1-0.7*t)), veil(sand.darker(0.25), 0.5))
	}
}

// tents are the striped canvas cabins of Dinard, with their shadows.
func (m *mood) tents(c *canvas, d *dice) {
	stripes := [][2]rgb{{hex(0x2f6f9f), hex(0xfdf8ee)}, {hex(0xd5614c), hex(0xfdf6e8)}, {hex(0xe9b44a), hex(0xfffaf0)}, {hex(0x3d8a78), hex(0xfaf7ee)}}
	n := 5
	first := d.n(4)
	for i := range n {
		x := 640 + 165*float64(i)
		y := 770 - 17*float64(i)
		s := 150 - 13*float64(i)
		m.tent(c, x, y, s, stripes[(i+first)%4])
	}
}

func (m *mood) tent(c *canvas, x, y, s float64, ink [2]rgb) {
	c.fill(poly(x-s*0.3, y, x+s*0.3, y, x+s*1.05, y+s*0.14, x+s*0.35, y+s*0.15), veil(m.dim(sandColour, 0).darker(0.25), 0.35))
	n := 6
	for i := range n {
		t0, t1 := float64(i)/float64(n)*2-1, float64(i+1)/float64(n)*2-1
		tone := ink[i%2]
		f := m.lit(tone, 0)
		if i >= n-2 {
			f = m.dim(tone, 0).mix(f, 0.25)
		}
		c.fill(poly(x+t0*s*0.3, y, x+t1*s*0.3, y, x+t1*s*0.26, y-s*0.6, x+t0*s*0.26, y-s*0.6), flat(f))
		c.fill(poly(x+t0*s*0.31, y-s*0.58, x+t1*s*0.31, y-s*0.58, x, y-s*0.98), flat(f))
		c.fill(poly(x+t0*s*0.31, y-s*0.58, x+(t0+t1)/2*s*0.31, y-s*0.53, x+t1*s*0.31, y-s*0.58), flat(f))
	}
	c.fill(poly(x-s*0.1, y, x+s*0.08, y, x+s*0.04, y-s*0.5, x-s*0.04, y-s*0.5), flat(m.dim(hex(0x5b5a66), 0)))
	c.fill(bar(x, y-s*0.97, x, y-s*1.12, s*0.012), flat(m.dim(hex(0x7b6a58), 0)))
	c.fill(poly(x, y-s*1.12, x+s*0.13, y-s*1.08, x, y-s*1.04), flat(m.lit(ink[0], 0)))
}

// dune is the sandhill with marram grass in the near corner.
func (m *mood) dune(c *canvas, d *dice) {
	pts := []pt{{-60, 560}, {90, 575}, {230, 640}, {380, 740}, {520, 850}, {640, 950}, {700, 1010}}
	ink := m.lit(sandColour.lighter(0.2), 0)
	c.fill(flow(pts, pt{-60, 1010}), across(0, 560, 420, 1000, ink, m.dim(sandColour, 0)))
	grass := m.lit(m.grass.mix(hex(0x8fa56b), 0.5), 0)
	for range 120 {
		t := d.unit()
		i := int(t * 5.9)
		q := pts[i].lerp(pts[i+1], t*5.9-float64(i))
		depth := d.in(0, 1)
		x, y := q.x*(1-depth*0.6)-30*depth, q.y+depth*(990-q.y)*0.9+16
		s := d.in(40, 90) * (0.6 + 0.6*y/1000)
		m.tuft(c, d, x, y, s, grass.mix(pick(d, grass.lighter(0.3), grass.darker(0.35), sandColour), d.in(0, 0.8)))
	}
	for i := range 6 {
		x := 40 + 95*float64(i)
		y := 680 + 62*float64(i)
		c.fill(ribbon(9, 8, pt{x, y}, pt{x + d.in(-6, 6), y - 96}), flat(m.dim(hex(0xa98c6c), 0)))
		if i < 5 {
			c.fill(ribbon(2, 2, bent(pt{x, y - 80}, pt{x + 50, y - 20}, pt{x + 95, y - 18}, 8)...), veil(m.dim(hex(0x8b7355), 0), 0.8))
		}
	}
}

// farVillage is a string of tiny white houses and a spire on a distant shore.
func (m *mood) farVillage(c *canvas, d *dice, x, y float64, n int) {
	wall, roof := m.lit(hex(0xfaf4e8), 0.35), m.lit(slate, 0.4)
	for range n {
		w, h := d.in(14, 26), d.in(10, 16)
		yy := y - d.in(0, 12)
		c.fill(rect(x, yy-h, w, h), flat(wall))
		c.fill(poly(x-1, yy-h, x+w*0.15, yy-h*1.75, x+w*0.85, yy-h*1.75, x+w+1, yy-h), flat(roof))
		x += w + d.in(-2, 14)
	}
	c.fill(poly(x, y, x, y-34, x+5, y-64, x+10, y-34, x+10, y), flat(m.lit(granite, 0.4)))
}

func drawIslands(c *canvas, d *dice, m *mood) {
	horizon := 270.0
	m.sky(c, d, horizon)
	m.sea(c, d, horizon, 1000)
	for i := range 6 {
		x := d.in(0, 250) + 250*float64(i)
		m.isle(c, d, x, horizon+d.in(8, 34), d.in(90, 230), 0.62)
	}
	rows := []struct{ x, y, w float64 }{{1180, 356, 330}, {520, 372, 300}, {860, 440, 300}, {1330, 512, 430}, {330, 520, 360}, {930, 640, 520}}
	for i, r := range rows {
		t := float64(i) / 6
		m.shallows(c, r.x, r.y, r.w*1.3, 24+26*t)
		m.isle(c, d, r.x+d.in(-40, 40), r.y, r.w, 0.42-0.36*t)
		if i > 0 {
			m.sailboat(c, d, r.x-r.w*0.5-d.in(50, 110), r.y+30+30*t, 36+60*t, 0.3-0.2*t)
		}
	}
	m.gulls(c, d, 760, 170, 120)
	m.viewpoint(c, d)
}

// shallows is the turquoise water over sand around an island.
func (m *mood) shallows(c *canvas, x, y, w, h float64) {
	c.fill(ellipse(x, y+h*0.2, w*0.62, h*1.5), halo(x, y+h*0.2, w*0.62, h*1.5, m.lit(hex(0x9fe3d4), 0.05), 0.8))
}

// isle is a low wooded island w wide with a beach, rocks and one or two houses.
func (m *mood) isle(c *canvas, d *dice, x, y, w, distance float64) {
	h := w * 0.13
	c.fill(lens(x, y+h*0.18, w*0.58, h*0.2), veil(m.lit(white, 0.1), 0.5))
	c.fill(lens(x, y+h*0.04, w*0.54, h*0.2), flat(m.lit(sandColour, distance)))
	rock := d.crag([]pt{{x - w*0.5, y}, {x - w*0.36, y - h*0.34}, {x, y - h*0.42}, {x + w*0.34, y - h*0.34}, {x + w*0.5, y}}, 0.1, 3)
	c.fill(polyline(rock), down(y-h*0.4, y, m.lit(granite, distance), m.dim(granite, distance)))
	wood, woodLit := &path{}, &path{}
	n := 16
	for i := range n {
		t := (float64(i)+d.unit())/float64(n)*2 - 1
		r := h * (0.5 - 0.3*t*t) * d.in(0.7, 1.2)
		wood.ellipse(x+t*w*0.38, y-h*0.34-r*0.5, r*1.4, r)
		woodLit.ellipse(x+t*w*0.38-r*0.3, y-h*0.34-r*0.9, r*0.9, r*0.5)
	}
	green := m.leafDark.mix(hex(0x4b8060), 0.5)
	c.fill(wood, flat(m.dim(green, distance)))
	c.fill(woodLit, veil(m.lit(green.lighter(0.15), distance), 0.9))
	if w > 200 {
		for range 1 + d.n(3) {
			m.cottageTiny(c, x+d.in(-0.3, 0.26)*w, y-h*0.24, w*0.075, distance*0.7)
		}
	}
}

func (m *mood) cottageTiny(c *canvas, x, y, w, distance float64) {
	h := w * 0.5
	c.fill(rect(x, y-h, w, h), flat(m.lit(hex(0xfdf8ee), distance)))
	c.fill(rect(x+w*0.72, y-h, w*0.28, h), flat(m.dim(hex(0xe6e6ec), distance)))
	c.fill(poly(x-w*0.04, y-h, x+w*0.08, y-h*1.8, x+w*0.92, y-h*1.8, x+w*1.04, y-h), flat(m.lit(slate, distance)))
	c.fill(rect(x+w*0.1, y-h*2.1, w*0.09, h*0.5), flat(m.lit(granite, distance)))
	for i := range 3 {
		c.fill(rect(x+w*(0.14+0.27*float64(i)), y-h*0.65, w*0.1, h*0.4), flat(m.dim(hex(0x547488), distance)))
	}
}

// viewpoint is the near bank with a leaning pine.
func (m *mood) viewpoint(c *canvas, d *dice) {
	near := newHills(d, 880, 22, 330, 190)
	near.fill(c, 1010, m.lit(m.grass, 0.03), m.dim(m.grass, 0))
	m.sward(c, d, 800, 1010, near.at, m.lit(m.grass, 0), 170)
	m.flowers(c, d, 800, 1000, near.at, 90, heather, gorse, white)
	m.boulder(c, d, 420, near.at(420)+40, 170, 80, granite, 0)
	m.boulder(c, d, 520, near.at(520)+46, 100, 50, granite, 0)
	m.pine(c, d, 150, near.at(150)+40, 760, d.in(0.1, 0.2))
	m.shrub(c, d, 80, near.at(80)+90, 260, 90, heather)
	m.shrub(c, d, 760, near.at(760)+70, 180, 60, gorse.mix(m.leafDark, 0.4))
}
