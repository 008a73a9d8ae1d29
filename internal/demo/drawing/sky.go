package drawing

import "math"

// sky fills the canvas (whole, so that nothing stays unpainted below the horizon): three-stop gradient, sun and its glow, clouds.
func (m *mood) sky(c *canvas, d *dice, horizon float64) {
	c.wash(paint{kind: linearPaint, y0: 0, y1: horizon, stops: []stop{
		{0, m.top, 1}, {0.55, m.mid, 1}, {1, m.low, 1},
	}})
	sy := math.Min(m.sunY, horizon-60)
	c.fill(rect(-400, -400, 2300, horizon+402), halo(m.sunX, sy, 620, 520, m.sun, m.glow))
	if m.hour != pearl {
		c.fill(ellipse(m.sunX, sy, m.sunR, m.sunR), veil(m.sun.lighter(0.5), 0.95))
	}
	m.clouds(c, d, horizon)
}

func (m *mood) clouds(c *canvas, d *dice, horizon float64) {
	for range 3 + d.n(3) {
		y := d.in(0.08, 0.62) * horizon
		m.streak(c, d.in(-100, 1500), y, d.in(180, 460), d.in(4, 12), 0.35)
	}
	n := 2 + d.n(2)
	for i := range n {
		x := (float64(i)+d.in(0.25, 0.75))*1500/float64(n) + d.in(-60, 60)
		y := d.in(0.24, 0.62) * horizon
		m.cumulus(c, d, x, y, d.in(110, 230)*(0.6+0.5*y/math.Max(1, horizon)))
	}
	for i := range 3 {
		y := horizon - 30 - 34*float64(i)*d.in(0.8, 1.3)
		m.streak(c, d.in(0, 1500), y, d.in(240, 520), d.in(5, 10), 0.4)
	}
}

// streak is a long thin cloud, pointed at both ends.
func (m *mood) streak(c *canvas, x, y, w, h, alpha float64) {
	c.fill(lens(x, y, w, h), veil(m.cloud, alpha))
}

// cumulus is a flat-bottomed fair-weather cloud, in two tones, dissolving downwards.
func (m *mood) cumulus(c *canvas, d *dice, x, y, w float64) {
	body, top := &path{}, &path{}
	n := 5 + d.n(3)
	for i := range n {
		t := (float64(i)+0.5)/float64(n)*2 - 1
		r := w * (0.34 - 0.2*t*t) * d.in(0.8, 1.2)
		cx := x + t*w*0.9
		body.ellipse(cx, y-r*0.45, r*1.15, r)
		top.ellipse(cx-r*0.12, y-r*0.62, r*0.9, r*0.74)
	}
	h := w * 0.5
	c.fill(body, paint{kind: linearPaint, y0: y - h, y1: y + h*0.42, stops: []stop{
		{0, m.cloud, 0.9}, {0.55, m.under, 0.72}, {1, m.under, 0},
	}})
	c.fill(top, fade(y-h, y, m.cloud, 0.75, 0))
}

// lens is a long shape pointed at both ends: a cloud, a wave, a glint.
func lens(x, y, w, h float64) *path {
	return (&path{}).move(x-w, y).quad(x, y-h*2, x+w, y).quad(x, y+h*2, x-w, y)
}

// gulls are a few birds, far away.
func (m *mood) gulls(c *canvas, d *dice, x, y, spread float64) {
	ink := m.lit(hex(0x5b6675), 0.35)
	for range 3 + d.n(4) {
		gx, gy, s := x+d.in(-spread, spread), y+d.in(-spread, spread)*0.45, d.in(7, 15)
		left := bent(pt{gx - s*1.6, gy - s*d.in(0.1, 0.5)}, pt{gx - s*0.7, gy - s*0.9}, pt{gx, gy}, 6)
		right := bent(pt{gx, gy}, pt{gx + s*0.7, gy - s*0.9}, pt{gx + s*1.6, gy - s*d.in(0.1, 0.5)}, 6)
		c.fill(ribbon(0.6, s*0.26, left...), flat(ink))
		c.fill(ribbon(s*0.26, 0.6, right...), flat(ink))
	}
}

// grain is the paper: a fine noise that also hides the steps of gradients. One tile, repeated.
var grain = makeGrain()

const grainSize = 256

func makeGrain() []int8 {
	d := newDice(0x6772)
	fine := make([]float64, grainSize*grainSize)
	for i := range fine {
		fine[i] = d.unit() + d.unit() - 1
	}
	tile := make([]int8, grainSize*grainSize)
	for y := range grainSize {
		for x := range grainSize {
			soft := 0.0
			for k := range 9 {
				soft += fine[(y+k/3-1)&255*grainSize+(x+k%3-1)&255]
			}
			tile[y*grainSize+x] = int8(math.Round(1.7*fine[y*grainSize+x] + 0.8*soft))
		}
	}
	return tile
}

// paper lays the grain over the finished picture.
func (c *canvas) paper() {
	b := c.img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		row := c.img.Pix[c.img.PixOffset(b.Min.X, y):][:4*b.Dx()]
		tile := grain[y&(grainSize-1)*grainSize:][:grainSize]
		for i := 0; i+4 <= len(row); i += 4 {
			n := int(tile[i>>2&(grainSize-1)])
			p := row[i : i+4 : i+4]
			p[0], p[1], p[2] = clamp8(int(p[0])+n), clamp8(int(p[1])+n), clamp8(int(p[2])+n)
		}
	}
}

func clamp8(v int) uint8 {
	if uint(v) <= 255 {
		return uint8(v) // #nosec G115 -- clamped above
	}
	if v < 0 {
		return 0
	}
	return 255
}
