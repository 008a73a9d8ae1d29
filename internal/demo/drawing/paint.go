package drawing

import (
	"encoding/binary"
	"image/draw"
	"math"
)

const drawSrc = draw.Src

// paint is what a shape is filled with: one colour, a linear gradient between two points or a radial one around a centre.
// Coordinates are sheet units of the canvas that paints.
type paint struct {
	kind           paintKind
	stops          []stop
	x0, y0, x1, y1 float64 // linear: from (x0,y0) to (x1,y1); radial: centre (x0,y0), radii (x1,y1)
}

type paintKind uint8

const (
	flatPaint paintKind = iota
	linearPaint
	radialPaint
)

// stop is a colour with its opacity (0 to 1) at a place (0 to 1) of a gradient.
type stop struct {
	at    float64
	ink   rgb
	alpha float64
}

// flat is one opaque colour.
func flat(c rgb) paint { return paint{stops: []stop{{0, c, 1}}} }

// veil is one colour through which what is below shows: alpha 0 to 1.
func veil(c rgb, alpha float64) paint { return paint{stops: []stop{{0, c, alpha}}} }

// down is a vertical gradient from top (at y0) to bottom (at y1).
func down(y0, y1 float64, top, bottom rgb) paint {
	return paint{kind: linearPaint, stops: []stop{{0, top, 1}, {1, bottom, 1}}, y0: y0, y1: y1}
}

// across is a gradient along any direction.
func across(x0, y0, x1, y1 float64, from, to rgb) paint {
	return paint{kind: linearPaint, stops: []stop{{0, from, 1}, {1, to, 1}}, x0: x0, y0: y0, x1: x1, y1: y1}
}

// fade is a vertical gradient of one colour from one opacity to another.
func fade(y0, y1 float64, c rgb, a0, a1 float64) paint {
	return paint{kind: linearPaint, stops: []stop{{0, c, a0}, {1, c, a1}}, y0: y0, y1: y1}
}

// fadeAcross is fade along any direction.
func fadeAcross(x0, y0, x1, y1 float64, c rgb, a0, a1 float64) paint {
	return paint{kind: linearPaint, stops: []stop{{0, c, a0}, {1, c, a1}}, x0: x0, y0: y0, x1: x1, y1: y1}
}

// halo is a soft disc of light: opaque alpha in the centre, nothing at the radius.
func halo(x, y, rx, ry float64, c rgb, alpha float64) paint {
	return paint{kind: radialPaint, x0: x, y0: y, x1: rx, y1: ry, stops: []stop{
		{0, c, alpha}, {0.18, c, alpha * 0.72}, {0.42, c, alpha * 0.34}, {0.7, c, alpha * 0.1}, {1, c, 0},
	}}
}

// shader is a paint prepared for one canvas: a table of colours and the position in it as a function of the pixel.
type shader struct {
	kind       paintKind
	one        uint32
	table      []uint32 // 0xAABBGGRR, not premultiplied
	gx, gy, g0 float64  // linear: index = gx·x + gy·y + g0
	cx, cy     float64  // radial: centre and inverse radii, in pixels
	ix, iy     float64
}

const tableSize = 512

func (p paint) shader(c *canvas) shader {
	s := shader{kind: p.kind}
	if p.kind == flatPaint {
		s.one = p.stops[0].packed()
		return s
	}
	s.table = p.tabulate()
	ax, ay := c.px(p.x0, p.y0)
	switch p.kind {
	case linearPaint:
		bx, by := c.px(p.x1, p.y1)
		if p.x0 == p.x1 {
			bx = ax
		}
		dx, dy := bx-ax, by-ay
		n := (tableSize - 1) / math.Max(1e-9, dx*dx+dy*dy)
		s.gx, s.gy = dx*n, dy*n
		s.g0 = -(ax*s.gx + ay*s.gy)
	case radialPaint:
		s.cx, s.cy = ax, ay
		s.ix, s.iy = 1/math.Abs(c.sx*p.x1), 1/math.Abs(c.sy*p.y1)
	}
	return s
}

// tabulate samples the stops; a radial table is indexed by the square of the distance, which saves a root per pixel.
func (p paint) tabulate() []uint32 {
	table := make([]uint32, tableSize)
	for i := range table {
		t := float64(i) / (tableSize - 1)
		if p.kind == radialPaint {
			t = math.Sqrt(t)
		}
		table[i] = p.at(t).packed()
	}
	return table
}

func (p paint) at(t float64) stop {
	for i := 1; i < len(p.stops); i++ {
		a, b := p.stops[i-1], p.stops[i]
		if t <= b.at {
			k := (t - a.at) / math.Max(1e-9, b.at-a.at)
			return stop{t, a.ink.mix(b.ink, k), a.alpha + (b.alpha-a.alpha)*k}
		}
	}
	return p.stops[len(p.stops)-1]
}

func (s stop) packed() uint32 {
	return s.ink.packed()&0x00ffffff | uint32(math.Round(255*min(1, max(0, s.alpha))))<<24
}

// row composes one row of pixels; mask nil means fully covered.
func (s *shader) row(dst, mask []uint8, x, y int) {
	switch {
	case s.kind == flatPaint:
		flatRow(dst, mask, s.one)
	case s.kind == linearPaint && s.gx == 0:
		i := int(s.gy*(float64(y)+0.5) + s.g0)
		flatRow(dst, mask, s.table[min(max(i, 0), tableSize-1)])
	case s.kind == linearPaint:
		g := s.gx*(float64(x)+0.5) + s.gy*(float64(y)+0.5) + s.g0
		for i := range len(dst) / 4 {
			s.dot(dst[4*i:4*i+4], mask, i, int(g))
			g += s.gx
		}
	default:
		dy := (float64(y) + 0.5 - s.cy) * s.iy
		for i := range len(dst) / 4 {
			dx := (float64(x+i) + 0.5 - s.cx) * s.ix
			if d := dx*dx + dy*dy; d < 1 {
				s.dot(dst[4*i:4*i+4], mask, i, int(d*(tableSize-1)))
			}
		}
	}
}

func (s *shader) dot(dst, mask []uint8, i, index int) {
	ink := s.table[min(max(index, 0), tableSize-1)]
	a := ink >> 24
	if mask != nil {
		a = a * uint32(mask[i]) / 255
	}
	if a == 0 {
		return
	}
	binary.LittleEndian.PutUint32(dst, blend(binary.LittleEndian.Uint32(dst), ink, a+a>>7))
}

func flatRow(dst, mask []uint8, ink uint32) {
	alpha := ink >> 24
	solid := ink | 0xff000000
	if mask == nil && alpha == 255 {
		for i := 0; i+4 <= len(dst); i += 4 {
			binary.LittleEndian.PutUint32(dst[i:i+4:i+4], solid)
		}
		return
	}
	if mask == nil {
		veilRow(dst, ink, alpha+alpha>>7)
		return
	}
	for i, m := range mask {
		if m == 0 {
			continue
		}
		p := dst[4*i : 4*i+4 : 4*i+4]
		if m == 255 && alpha == 255 {
			binary.LittleEndian.PutUint32(p, solid)
			continue
		}
		a := uint32(m) * alpha / 255
		binary.LittleEndian.PutUint32(p, blend(binary.LittleEndian.Uint32(p), ink, a+a>>7))
	}
}

// blend lays ink over dst with weight a in 0…256; two channels at a time. The result is opaque.
func blend(dst, ink, a uint32) uint32 {
	b := 256 - a
	rb := ((ink&0xff00ff)*a + (dst&0xff00ff)*b) >> 8 & 0xff00ff
	g := ((ink>>8&0xff)*a + (dst>>8&0xff)*b) & 0xff00
	return rb | g | 0xff000000
}

// veilRow is blend along a row with one weight: what depends on the ink alone is computed once.
func veilRow(dst []uint8, ink, a uint32) {
	b := 256 - a
	rbInk, gInk := (ink&0xff00ff)*a, (ink>>8&0xff)*a
	for i := 0; i+4 <= len(dst); i += 4 {
		p := dst[i : i+4 : i+4]
		v := binary.LittleEndian.Uint32(p)
		rb := (rbInk + (v&0xff00ff)*b) >> 8 & 0xff00ff
		g := (gInk + (v>>8&0xff)*b) & 0xff00
		binary.LittleEndian.PutUint32(p, rb|g|0xff000000)
	}
}
