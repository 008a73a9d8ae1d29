package drawing

import "math"

var (
	granite    = hex(0xc9b8a2)
	pinkRock   = hex(0xe0a58e)
	schist     = hex(0x9a9690)
	gorse      = hex(0xf2c13d)
	heather    = hex(0xba8aae)
	sandColour = hex(0xf0dfbd)
	slate      = hex(0x5f7186)
)

// headland is a distant point of land entering from the right (or the left), with a flat top falling to the water.
func (m *mood) headland(c *canvas, d *dice, y, length, height, distance float64, fromRight bool) {
	x0, dir := 1560.0, -1.0
	if !fromRight {
		x0, dir = -60, 1
	}
	top := d.crag([]pt{{x0, y - height}, {x0 + dir*length*0.4, y - height*d.in(0.8, 1)}, {x0 + dir*length*0.66, y - height*d.in(0.5, 0.66)}, {x0 + dir*length*0.86, y - height*d.in(0.22, 0.34)}, {x0 + dir*length, y}}, 0.07, 4)
	land := m.lit(m.grass.mix(schist, 0.45), distance)
	c.fill(polyline(append(append([]pt{}, top...), pt{x0, y})), down(y-height, y, land, land.mix(m.haze, 0.25)))
	under := make([]pt, 0, len(top))
	for _, q := range top {
		under = append(under, pt{q.x, q.y + (y-q.y)*0.42})
	}
	c.fill(polyline(append(d.crag(under, 0.08, 1), pt{x0, y})), veil(m.dim(schist, distance), 0.55))
	c.fill(rect(math.Min(x0, x0+dir*length), y-1, length, 2.4), veil(m.lit(white, 0.2), 0.5))
}

func drawCliffs(c *canvas, d *dice, m *mood) {
	horizon := 420.0
	m.sky(c, d, horizon)
	m.sea(c, d, horizon, 1000)
	m.headland(c, d, horizon+2, 700, 60, 0.72, true)
	m.headland(c, d, horizon+16, 430, 96, 0.5, true)
	m.sailboat(c, d, d.in(880, 1000), horizon+d.in(40, 70), 62, 0.2)
	m.gulls(c, d, 860, 240, 130)
	m.stack(c, d, 1120, 640, 150, 190, 0.16)
	m.stack(c, d, 1270, 672, 90, 84, 0.1)
	m.cliff(c, d, 905, 560, 300, 0.28)
	m.cliff(c, d, 700, 700, 330, 0.08)
	m.bank(c, d, 800, 40)
}

// stack is a rock standing in the sea, grassed on top.
func (m *mood) stack(c *canvas, d *dice, x, y, w, h, distance float64) {
	m.crags(c, d, x, y, w, h, schist.mix(granite, 0.5), distance)
	m.foam(c, d, []pt{{x - w*0.56, y}, {x - w*0.2, y + 5}, {x + w*0.2, y + 3}, {x + w*0.58, y - 1}}, 9)
	c.fill(lens(x+w*0.1, y+h*0.1, w*0.6, h*0.04), veil(m.near.darker(0.4), 0.25))
}

// cliff comes in from the left as far as x, its plateau at height top, its foot in the water at y.
func (m *mood) cliff(c *canvas, d *dice, x, y, top, distance float64) {
	rock := schist.mix(granite, d.in(0.4, 0.7))
	lit, dim := m.lit(rock.lighter(0.12), distance), m.dim(rock, distance)
	edge := d.crag([]pt{{-60, top - 20}, {x * 0.35, top}, {x * 0.6, top + 14}, {x * 0.74, top + (y-top)*0.2}, {x * 0.8, top + (y-top)*0.46}, {x * 0.92, top + (y-top)*0.6}, {x * 0.96, y - (y-top)*0.13}, {x, y}}, 0.09, 4)
	c.fill(polyline(append(append([]pt{}, edge...), pt{-60, y + 20})), across(x*0.2, top, x, y, lit, dim.mix(lit, 0.3)))
	for i := range 15 {
		t := (float64(i) + d.in(0.1, 0.9)) / 15
		x0 := x * (0.02 + 0.86*t)
		y0 := top + 36 + (y-top)*math.Max(0, t-0.55)*1.5
		w := d.in(16, 46)
		face := d.crag([]pt{{x0, y0}, {x0 + w*0.2, y0 + (y-y0)*0.35}, {x0 + w*0.5, y0 + (y-y0)*0.7}, {x0 + w*0.4, y + 4}, {x0 + w*1.5, y + 4}, {x0 + w*1.2, y0 + (y-y0)*0.6}, {x0 + w*0.7, y0 + (y-y0)*0.25}}, 0.12, 2)
		tone := dim
		if i%3 == 0 {
			tone = lit.lighter(0.12)
		}
		c.fill(polyline(face), veil(tone, 0.55))
	}
	turf := make([]pt, 0, len(edge))
	for i, q := range edge {
		if q.x > x*0.79 {
			break
		}
		turf = append(turf, pt{q.x, q.y - 2})
		_ = i
	}
	lip := make([]pt, len(turf))
	for i, q := range turf {
		lip[i] = pt{q.x - 6, q.y + 26 + 14*math.Sin(q.x*0.05) + d.in(-4, 9)}
	}
	grass := m.lit(m.grass, distance)
	c.fill(polyline(append(turf, reversed(lip)...)), down(top-20, top+60, grass.lighter(0.1), m.dim(m.grass, distance).mix(grass, 0.5)))
	m.foam(c, d, []pt{{-40, y + 16}, {x * 0.3, y + 10}, {x * 0.6, y + 14}, {x * 0.85, y + 6}, {x + 26, y + 3}}, 12)
}

// bank is the flowering ground at the viewer's feet, with a customs officers' path.
func (m *mood) bank(c *canvas, d *dice, y, swing float64) {
	back := newHills(d, y-20, swing, 420, -70)
	back.fill(c, 1000, m.lit(m.grass, 0.06), m.dim(m.grass, 0))
	path := m.lit(hex(0xe8d3ab), 0)
	left, right := []pt{}, []pt{}
	for i := range 9 {
		t := float64(i) / 8
		yy := 1010 - (1010-back.at(520)-2)*math.Pow(t, 0.8)
		xx := 330 + 240*math.Sin(t*2.6) + 60*t
		w := 58*(1-t)*(1-t) + 4
		left, right = append(left, pt{xx - w, yy}), append(right, pt{xx + w, yy})
	}
	c.fill(flow(append(left, reversed(right)...)), flat(path))
	ground := back.at
	m.sward(c, d, y-40, 1010, ground, m.lit(m.grass, 0), 320)
	for range 7 {
		x := d.in(40, 1460)
		yy := math.Max(ground(x)+20, d.in(y+30, 990))
		s := d.in(60, 120) * (yy - y + 160) / 300
		ink := pick(d, heather, m.leafDark, gorse.mix(m.leafDark, 0.5))
		m.shrub(c, d, x, yy, s*1.6, s*0.6, ink)
	}
	m.flowers(c, d, y-20, 1000, ground, 190, heather.lighter(0.15), gorse, white, m.bloom)
}

// shrub is a low cushion of heather or gorse.
func (m *mood) shrub(c *canvas, d *dice, x, y, w, h float64, ink rgb) {
	base, lit := &path{}, &path{}
	for i := range 9 {
		t := (float64(i)+0.5)/4.5 - 1
		r := h * (0.62 - 0.3*t*t) * d.in(0.8, 1.15)
		base.ellipse(x+t*w*0.45, y-r*0.5, r, r*0.9)
		lit.ellipse(x+t*w*0.43-r*0.2, y-r*0.8, r*0.7, r*0.5)
	}
	c.fill(base, flat(m.dim(ink, 0)))
	c.fill(lit, veil(m.lit(ink, 0), 0.85))
	m.dabs(c, d, x-w*0.04, y-h*0.55, w*0.44, h*0.4, h*0.05, m.lit(ink.lighter(0.4), 0), 26)
}

func drawLighthouse(c *canvas, d *dice, m *mood) {
	horizon := 590.0
	m.sky(c, d, horizon)
	m.sea(c, d, horizon, 1000)
	m.headland(c, d, horizon+2, 560, 44, 0.7, false)
	m.sailboat(c, d, 330, horizon+34, 54, 0.25)
	m.gulls(c, d, 640, 240, 150)
	rock := pick(d, granite, pinkRock, schist.mix(granite, 0.5))
	m.crags(c, d, 1260, 742, 420, 150, rock, 0.16)
	m.crags(c, d, 1165, 745, 420, 178, rock, 0.13)
	m.crags(c, d, 1020, 752, 560, 190, rock, 0.1)
	m.tower(c, d, 1035, 582, 400)
	m.crags(c, d, 930, 770, 300, 150, rock, 0.06)
	m.crags(c, d, 1200, 778, 340, 130, rock, 0.05)
	m.crags(c, d, 760, 775, 170, 66, rock, 0.05)
	m.foam(c, d, []pt{{660, 776}, {800, 784}, {960, 780}, {1120, 788}, {1300, 782}, {1540, 790}}, 14)
	for i := range 5 {
		x := 40 + 330*float64(i) + d.in(-60, 60)
		m.boulder(c, d, x, 1000+d.in(0, 50), d.in(280, 420), d.in(110, 190), rock, 0)
	}
	m.foam(c, d, []pt{{-40, 872}, {180, 884}, {420, 900}, {700, 890}, {980, 908}, {1240, 896}, {1540, 880}}, 11)
	for i := range 4 {
		m.boulder(c, d, 130+420*float64(i)+d.in(-70, 70), 1020+d.in(0, 40), d.in(240, 360), d.in(80, 130), rock, 0)
	}
}

// tower is a lighthouse of height h standing at x, y, and its keeper's house.
func (m *mood) tower(c *canvas, d *dice, x, y, h float64) {
	wall, shade := m.lit(hex(0xfbf7ee), 0.02), m.dim(hex(0xf2eee8), 0.02)
	band := m.lit(pick(d, hex(0xd2523f), hex(0x3a6f8f), hex(0xd2523f), hex(0x2f3f4f)), 0.02)
	m.cottageFar(c, d, x+h*0.19, y+12, h*0.28)
	w := h * 0.085
	body := func(x0, x1, y0, y1 float64) *path {
		at := func(yy float64) float64 { return w * (1.28 - 0.5*(y-yy)/h) }
		return poly(x+x0*at(y0), y0, x+x1*at(y0), y0, x+x1*at(y1), y1, x+x0*at(y1), y1)
	}
	c.fill(body(-1, 1, y-h*0.82, y), across(x-w, y, x+w, y, wall, shade))
	bandDim := band.darker(0.28)
	c.fill(body(-1, 1, y-h*0.82, y-h*0.66), across(x-w, y, x+w, y, band, bandDim))
	c.fill(body(-1, 1, y-h*0.48, y-h*0.3), across(x-w, y, x+w, y, band, bandDim))
	for i := range 3 {
		c.fill(arch(x-w*0.14, y-h*(0.2+0.2*float64(i)), w*0.26, h*0.045), flat(m.dim(hex(0x4f6475), 0.05)))
	}
	c.fill(arch(x-w*0.3, y-h*0.09, w*0.56, h*0.09), flat(m.dim(hex(0x5b6f80), 0)))
	iron := m.lit(hex(0x45566a), 0.05)
	c.fill(rect(x-w*1.06, y-h*0.845, w*2.12, h*0.026), flat(iron))
	for i := range 9 {
		c.fill(rect(x-w*1.02+w*0.25*float64(i), y-h*0.885, w*0.05, h*0.045), flat(iron))
	}
	c.fill(rect(x-w*1.06, y-h*0.892, w*2.12, h*0.009), flat(iron))
	c.fill(rect(x-w*0.5, y-h*0.94, w, h*0.1), across(x-w, y, x+w, y, hex(0xfff1bd), m.lit(hex(0xe9c777), 0)))
	for i := range 4 {
		c.fill(rect(x-w*0.52+w*0.33*float64(i), y-h*0.94, w*0.05, h*0.1), flat(iron))
	}
	c.fill((&path{}).move(x-w*0.62, y-h*0.938).quad(x-w*0.5, y-h*0.995, x, y-h*1.01).quad(x+w*0.5, y-h*0.995, x+w*0.62, y-h*0.938), across(x-w, y, x+w, y, band, bandDim))
	c.fill(rect(x-w*0.04, y-h*1.05, w*0.08, h*0.05), flat(iron))
	c.fill(ellipse(x, y-h*0.89, h*0.3, h*0.3), halo(x, y-h*0.89, h*0.3, h*0.3, hex(0xfff1c4), 0.28))
}

// cottageFar is a small white house with a slate roof, w wide, for the middle distance; x is its left corner.
func (m *mood) cottageFar(c *canvas, d *dice, x, y, w float64) {
	h := w * 0.36
	c.fill(rect(x, y-h, w, h), flat(m.lit(hex(0xfaf5ea), 0.05)))
	c.fill(rect(x+w*0.7, y-h, w*0.3, h), veil(m.dim(hex(0xdfe2ea), 0.05), 0.6))
	roof := m.lit(slate, 0.1)
	c.fill(poly(x-w*0.04, y-h, x+w*0.07, y-h*1.85, x+w*0.93, y-h*1.85, x+w*1.04, y-h), flat(roof))
	c.fill(rect(x+w*0.06, y-h*2.15, w*0.1, h*0.55), flat(m.lit(granite, 0.05)))
	c.fill(rect(x+w*0.84, y-h*2.15, w*0.1, h*0.55), flat(m.dim(granite, 0.05)))
	glass := m.dim(hex(0x52728a), 0.05)
	for i := range 3 {
		xx := x + w*(0.14+0.3*float64(i))
		if i == 1 {
			c.fill(rect(xx, y-h*0.68, w*0.12, h*0.68), flat(m.lit(hex(0x3f78a0), 0.05)))
			continue
		}
		c.fill(rect(xx, y-h*0.68, w*0.11, h*0.38), flat(glass))
	}
}
