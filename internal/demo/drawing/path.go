package drawing

import "math"

// pt is a point of the sheet.
type pt struct{ x, y float64 }

func (a pt) lerp(b pt, t float64) pt { return pt{a.x + (b.x-a.x)*t, a.y + (b.y-a.y)*t} }

// path is a shape in sheet units: one or several closed outlines.
type path struct {
	cmds                   []segment
	minX, minY, maxX, maxY float64
	box                    bool // an upright rectangle and nothing else
}

type segment struct {
	verb    uint8 // 0 move, 1 line, 2 quadratic, 3 cubic
	a, b, c pt
}

func (p *path) add(s segment, pts ...pt) {
	if len(p.cmds) == 0 {
		p.minX, p.minY, p.maxX, p.maxY = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	}
	p.cmds = append(p.cmds, s)
	p.box = false
	for _, q := range pts {
		p.minX, p.maxX = math.Min(p.minX, q.x), math.Max(p.maxX, q.x)
		p.minY, p.maxY = math.Min(p.minY, q.y), math.Max(p.maxY, q.y)
	}
}

func (p *path) move(x, y float64) *path {
	q := pt{x, y}
	p.add(segment{verb: 0, a: q}, q)
	return p
}

func (p *path) line(x, y float64) *path {
	q := pt{x, y}
	p.add(segment{verb: 1, a: q}, q)
	return p
}

func (p *path) quad(cx, cy, x, y float64) *path {
	a, b := pt{cx, cy}, pt{x, y}
	p.add(segment{verb: 2, a: a, b: b}, a, b)
	return p
}

func (p *path) cube(ax, ay, bx, by, x, y float64) *path {
	a, b, c := pt{ax, ay}, pt{bx, by}, pt{x, y}
	p.add(segment{verb: 3, a: a, b: b, c: c}, a, b, c)
	return p
}

// trace plays the outline into the canvas's rasterizer, in pixels from (ox, oy).
func (p *path) trace(c *canvas, ox, oy float64) {
	at := func(q pt) (float32, float32) {
		x, y := c.px(q.x, q.y)
		return float32(x - ox), float32(y - oy)
	}
	for i, s := range p.cmds {
		ax, ay := at(s.a)
		switch s.verb {
		case 0:
			if i > 0 {
				c.ras.ClosePath()
			}
			c.ras.MoveTo(ax, ay)
		case 1:
			c.ras.LineTo(ax, ay)
		case 2:
			bx, by := at(s.b)
			c.ras.QuadTo(ax, ay, bx, by)
		case 3:
			bx, by := at(s.b)
			dx, dy := at(s.c)
			c.ras.CubeTo(ax, ay, bx, by, dx, dy)
		}
	}
	c.ras.ClosePath()
}

// poly is a polygon from x, y pairs.
func poly(xy ...float64) *path {
	p := &path{cmds: make([]segment, 0, len(xy)/2)}
	p.move(xy[0], xy[1])
	for i := 2; i+1 < len(xy); i += 2 {
		p.line(xy[i], xy[i+1])
	}
	return p
}

// polyline closes a list of points into a shape.
func polyline(pts []pt) *path {
	p := &path{cmds: make([]segment, 0, len(pts))}
	p.move(pts[0].x, pts[0].y)
	for _, q := range pts[1:] {
		p.line(q.x, q.y)
	}
	return p
}

func rect(x, y, w, h float64) *path {
	p := poly(x, y, x+w, y, x+w, y+h, x, y+h)
	p.box = true
	return p
}

// round is a rectangle with corners of radius r.
func round(x, y, w, h, r float64) *path {
	r = math.Min(r, math.Min(w, h)/2)
	k := r * 0.4477 // distance of the control point from the corner of a circular arc
	p := (&path{}).move(x+r, y).line(x+w-r, y).cube(x+w-k, y, x+w, y+k, x+w, y+r)
	p.line(x+w, y+h-r).cube(x+w, y+h-k, x+w-k, y+h, x+w-r, y+h)
	p.line(x+r, y+h).cube(x+k, y+h, x, y+h-k, x, y+h-r)
	return p.line(x, y+r).cube(x, y+k, x+k, y, x+r, y)
}

// arch is an upright rectangle with a round head.
func arch(x, y, w, h float64) *path {
	r := w / 2
	k := r * 0.5523
	p := (&path{}).move(x, y+h).line(x, y+r).cube(x, y+r-k, x+r-k, y, x+r, y)
	return p.cube(x+r+k, y, x+w, y+r-k, x+w, y+r).line(x+w, y+h)
}

func ellipse(cx, cy, rx, ry float64) *path { return (&path{}).ellipse(cx, cy, rx, ry) }

// ellipse adds one more outline, so that a flower or a cloud is one shape.
func (p *path) ellipse(cx, cy, rx, ry float64) *path {
	const k = 0.5523
	p.move(cx+rx, cy)
	p.cube(cx+rx, cy+ry*k, cx+rx*k, cy+ry, cx, cy+ry)
	p.cube(cx-rx*k, cy+ry, cx-rx, cy+ry*k, cx-rx, cy)
	p.cube(cx-rx, cy-ry*k, cx-rx*k, cy-ry, cx, cy-ry)
	return p.cube(cx+rx*k, cy-ry, cx+rx, cy-ry*k, cx+rx, cy)
}

// curve passes a smooth closed outline through the points (Catmull-Rom).
func curve(pts ...pt) *path {
	n := len(pts)
	p := (&path{}).move(pts[0].x, pts[0].y)
	for i := range n {
		a, b, c, d := pts[(i+n-1)%n], pts[i], pts[(i+1)%n], pts[(i+2)%n]
		p.cube(b.x+(c.x-a.x)/6, b.y+(c.y-a.y)/6, c.x-(d.x-b.x)/6, c.y-(d.y-b.y)/6, c.x, c.y)
	}
	return p
}

// flow is a smooth open line through the points, closed by straight lines through the given last corners.
func flow(pts []pt, corners ...pt) *path {
	p := (&path{}).move(pts[0].x, pts[0].y)
	for i := range len(pts) - 1 {
		a, b, c, d := pts[max(i-1, 0)], pts[i], pts[i+1], pts[min(i+2, len(pts)-1)]
		p.cube(b.x+(c.x-a.x)/6, b.y+(c.y-a.y)/6, c.x-(d.x-b.x)/6, c.y-(d.y-b.y)/6, c.x, c.y)
	}
	for _, q := range corners {
		p.line(q.x, q.y)
	}
	return p
}

// ribbon is a line of the given width at its start and its end (they may differ), with square ends.
func ribbon(w0, w1 float64, pts ...pt) *path {
	n := len(pts)
	left, right := make([]pt, n), make([]pt, n)
	for i, q := range pts {
		a, b := pts[max(i-1, 0)], pts[min(i+1, n-1)]
		dx, dy := b.x-a.x, b.y-a.y
		l := math.Max(1e-9, math.Hypot(dx, dy))
		w := w0
		if n > 1 {
			w += (w1 - w0) * float64(i) / float64(n-1)
		}
		nx, ny := -dy/l*w/2, dx/l*w/2
		left[i], right[n-1-i] = pt{q.x + nx, q.y + ny}, pt{q.x - nx, q.y - ny}
	}
	return polyline(append(left, right...))
}

// bar is a straight line from a to b.
func bar(x0, y0, x1, y1, width float64) *path { return ribbon(width, width, pt{x0, y0}, pt{x1, y1}) }

// bent samples a quadratic curve, for ribbons.
func bent(a, ctl, b pt, n int) []pt {
	pts := make([]pt, n+1)
	for i := range pts {
		t := float64(i) / float64(n)
		pts[i] = a.lerp(ctl, t).lerp(ctl.lerp(b, t), t)
	}
	return pts
}
