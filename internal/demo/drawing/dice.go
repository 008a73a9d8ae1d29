package drawing

import "math"

// dice is a small generator (splitmix64) of our own, so that a seed draws the same picture with every Go release.
type dice struct{ s uint64 }

func newDice(seed uint64) *dice { return &dice{seed*0x9e3779b97f4a7c15 + 0x243f6a8885a308d3} }

func (d *dice) next() uint64 {
	d.s += 0x9e3779b97f4a7c15
	return scramble(d.s)
}

func scramble(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// unit is in [0, 1).
func (d *dice) unit() float64 { return float64(d.next()>>11) / (1 << 53) }

// in is in [a, b).
func (d *dice) in(a, b float64) float64 { return a + (b-a)*d.unit() }

// n is in [0, k).
func (d *dice) n(k int) int { return int(d.next() % uint64(k)) } // #nosec G115 -- bits of a picture made by chance; wrapping is meant

// chance is true with probability p.
func (d *dice) chance(p float64) bool { return d.unit() < p }

// pick takes one of several.
func pick[T any](d *dice, of ...T) T { return of[d.n(len(of))] }

// wave is smooth noise of one variable in [-1, 1]; each d has its own.
type wave struct{ seed uint64 }

func (d *dice) wave() wave { return wave{d.next()} }

func (w wave) knot(i int) float64 {
	return float64(scramble(w.seed+uint64(i)*0x9e3779b97f4a7c15)>>11)/(1<<52) - 1 // #nosec G115 -- bits of a picture made by chance; wrapping is meant
}

func (w wave) at(x float64) float64 {
	f := math.Floor(x)
	t := x - f
	t = t * t * (3 - 2*t)
	a, b := w.knot(int(f)), w.knot(int(f)+1)
	return a + (b-a)*t
}

// layered sums octaves: hills at rough 0.4, rock at 0.6.
func (w wave) layered(x, rough float64, octaves int) float64 {
	sum, amp, norm := 0.0, 1.0, 0.0
	for range octaves {
		sum += amp * w.at(x)
		norm += amp
		amp *= rough
		x = x*2.03 + 17.7
	}
	return sum / norm
}

// crag breaks every edge of a line into smaller ones, displaced by up to rough times their length.
func (d *dice) crag(pts []pt, rough float64, times int) []pt {
	for range times {
		out := make([]pt, 0, 2*len(pts))
		for i := range len(pts) - 1 {
			a, b := pts[i], pts[i+1]
			m := a.lerp(b, d.in(0.38, 0.62))
			k := d.in(-rough, rough)
			out = append(out, a, pt{m.x - (b.y-a.y)*k, m.y + (b.x-a.x)*k})
		}
		pts = append(out, pts[len(pts)-1])
	}
	return pts
}
