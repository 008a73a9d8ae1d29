package drawing

import "math"

// rgb is a colour, channels 0 to 255.
type rgb struct{ r, g, b float64 }

// hex reads 0xRRGGBB.
func hex(v uint32) rgb {
	return rgb{float64(v >> 16 & 255), float64(v >> 8 & 255), float64(v & 255)}
}

var white = hex(0xffffff)

// mix goes from c (t=0) to d (t=1).
func (c rgb) mix(d rgb, t float64) rgb {
	return rgb{c.r + (d.r-c.r)*t, c.g + (d.g-c.g)*t, c.b + (d.b-c.b)*t}
}

func (c rgb) lighter(t float64) rgb { return c.mix(white, t) }

// darker goes towards a deep warm ink, never towards dead black.
func (c rgb) darker(t float64) rgb { return c.mix(rgb{c.r * 0.18, c.g * 0.16, c.b * 0.24}, t) }

// times multiplies channel by channel: light of colour d on a surface of colour c.
func (c rgb) times(d rgb) rgb { return rgb{c.r * d.r / 255, c.g * d.g / 255, c.b * d.b / 255} }

func (c rgb) packed() uint32 {
	q := func(v float64) uint32 { return uint32(math.Round(math.Min(255, math.Max(0, v)))) }
	return q(c.r) | q(c.g)<<8 | q(c.b)<<16 | 0xff000000
}
