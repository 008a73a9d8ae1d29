package drawing

import (
	"encoding/binary"
	"image"
	"math"

	"golang.org/x/image/vector"
)

// Every scene is composed on a sheet of 1500 × 1000 units (3:2), whatever the size in pixels of the picture.
const (
	sheetW = 1500.0
	sheetH = 1000.0
)

// canvas draws antialiased shapes, given in sheet units, into a rectangle of an image. Several canvases may share one image:
// the view through a window is a canvas clipped to the pane.
type canvas struct {
	img  *image.RGBA
	clip image.Rectangle

	// Sheet to pixels: x' = sx·x + ox, y' = sy·y + oy. sx is negative on a mirrored canvas.
	sx, sy, ox, oy float64

	ras  *vector.Rasterizer
	mask *image.Alpha // scratch, grown to the largest shape
}

// newCanvas covers the whole of a fresh opaque image of w × h pixels, centred, mirrored if asked. Sheet and image may differ in
// proportions: the sheet then covers the image and is cut, never stretched.
func newCanvas(w, h int, mirrored bool) *canvas {
	c := &canvas{
		img:  image.NewRGBA(image.Rect(0, 0, w, h)),
		ras:  vector.NewRasterizer(w, h),
		mask: image.NewAlpha(image.Rect(0, 0, w, h)),
	}
	c.clip = c.img.Bounds()
	c.cover(0, 0, float64(w), float64(h), mirrored)
	return c
}

// cover maps the sheet so that it covers the pixel rectangle x, y, w, h.
func (c *canvas) cover(x, y, w, h float64, mirrored bool) {
	s := math.Max(w/sheetW, h/sheetH)
	c.sx, c.sy = s, s
	c.ox = x + (w-s*sheetW)/2
	c.oy = y + (h-s*sheetH)/2
	if mirrored {
		c.sx, c.ox = -s, x+w-(w-s*sheetW)/2
	}
}

// view is a canvas on the same image whose sheet covers the rectangle given in c's units; it draws nothing outside of it.
// zoom 1 shows the whole sheet's width or height; more than one comes nearer. focusY (0 to 1) says which height to keep.
func (c *canvas) view(x, y, w, h, zoom, focusY float64) *canvas {
	x0, y0 := c.px(x, y)
	x1, y1 := c.px(x+w, y+h)
	mirrored := x1 < x0
	if mirrored {
		x0, x1 = x1, x0
	}
	v := *c
	v.clip = image.Rect(int(math.Floor(x0)), int(math.Floor(y0)), int(math.Ceil(x1)), int(math.Ceil(y1))).Intersect(c.clip)
	v.cover(x0, y0, x1-x0, y1-y0, mirrored)
	sign := 1.0
	if mirrored {
		sign = -1
	}
	v.sx *= zoom
	v.sy *= zoom
	centre := (x0 + x1) / 2
	v.ox = centre - sign*math.Abs(v.sx)*sheetW/2
	v.oy = y0 + (y1-y0)*focusY - v.sy*sheetH*focusY
	return &v
}

func (c *canvas) px(x, y float64) (float64, float64) { return c.sx*x + c.ox, c.sy*y + c.oy }

// fill paints the inside of a shape (non-zero winding).
func (c *canvas) fill(p *path, ink paint) {
	r := c.bounds(p).Intersect(c.clip)
	if r.Empty() {
		return
	}
	if p.box && c.fillBox(p, ink) {
		return
	}
	w, h := r.Dx(), r.Dy()
	c.ras.Reset(w, h)
	p.trace(c, float64(r.Min.X), float64(r.Min.Y))
	if w > c.mask.Stride || w*h > cap(c.mask.Pix) {
		c.mask = image.NewAlpha(image.Rect(0, 0, w, h))
	}
	m := image.Alpha{Pix: c.mask.Pix[:w*h], Stride: w, Rect: image.Rect(0, 0, w, h)}
	c.ras.DrawOp = drawSrc
	c.ras.Draw(&m, m.Rect, image.Opaque, image.Point{})
	s := ink.shader(c)
	for y := range h {
		row := m.Pix[y*w : y*w+w]
		off := c.img.PixOffset(r.Min.X, r.Min.Y+y)
		s.row(c.img.Pix[off:off+4*w], row, r.Min.X, r.Min.Y+y)
	}
}

// fillBox is fill for an upright rectangle whose edges may be snapped to pixels: no mask, no rasterizer. It declines small ones,
// where snapping would be seen.
func (c *canvas) fillBox(p *path, ink paint) bool {
	r := c.bounds(p)
	if r.Dx() < 60 || r.Dy() < 60 {
		return false
	}
	x0, y0 := c.px(p.minX, p.minY)
	x1, y1 := c.px(p.maxX, p.maxY)
	if x1 < x0 {
		x0, x1 = x1, x0
	}
	r = image.Rect(int(math.Round(x0)), int(math.Round(y0)), int(math.Round(x1)), int(math.Round(y1))).Intersect(c.clip)
	s := ink.shader(c)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		off := c.img.PixOffset(r.Min.X, y)
		s.row(c.img.Pix[off:off+4*r.Dx()], nil, r.Min.X, y)
	}
	return true
}

// bounds is the shape's box in whole pixels.
func (c *canvas) bounds(p *path) image.Rectangle {
	if len(p.cmds) == 0 {
		return image.Rectangle{}
	}
	x0, y0 := c.px(p.minX, p.minY)
	x1, y1 := c.px(p.maxX, p.maxY)
	if x1 < x0 {
		x0, x1 = x1, x0
	}
	return image.Rect(int(math.Floor(x0)), int(math.Floor(y0)), int(math.Ceil(x1)), int(math.Ceil(y1)))
}

// wash lays ink over the whole canvas.
func (c *canvas) wash(ink paint) {
	s := ink.shader(c)
	for y := c.clip.Min.Y; y < c.clip.Max.Y; y++ {
		off := c.img.PixOffset(c.clip.Min.X, y)
		s.row(c.img.Pix[off:off+4*c.clip.Dx()], nil, c.clip.Min.X, y)
	}
}

// reflect mirrors what stands above the line y into the water below it, down to bottom: darker, tinted, and broken by ripples
// that grow towards the viewer. keep is how much of the reflected colour survives at the line (0 to 1).
func (c *canvas) reflect(y, bottom, keep, ripple float64, tint rgb) {
	_, fy := c.px(0, y)
	_, fb := c.px(0, bottom)
	line, last := int(math.Round(fy)), min(int(fb), c.clip.Max.Y)
	water := tint.packed()
	w := c.clip.Dx()
	for py := max(line, c.clip.Min.Y); py < last; py++ {
		depth := float64(py-line) / math.Max(1, fb-fy)
		src := line - 1 - int(float64(py-line)*0.96)
		if src < c.clip.Min.Y {
			src = c.clip.Min.Y
		}
		u := (float64(py) - c.oy) / c.sy
		shift := ripple * math.Abs(c.sx) * (0.15 + depth) * (math.Sin(u*0.42) + 0.6*math.Sin(u*0.171+1.3) + 0.4*math.Sin(u*1.13))
		a := uint32(256 * (1 - keep*(1-0.55*depth)))
		c.reflectRow(py, src, int(math.Round(shift)), w, a, water)
	}
}

func (c *canvas) reflectRow(dstY, srcY, shift, w int, a, water uint32) {
	dst := c.img.Pix[c.img.PixOffset(c.clip.Min.X, dstY):]
	src := c.img.Pix[c.img.PixOffset(c.clip.Min.X, srcY):]
	for i := range w {
		j := min(max(i+shift, 0), w-1)
		p := binary.LittleEndian.Uint32(src[4*j:])
		binary.LittleEndian.PutUint32(dst[4*i:], blend(p, water, a))
	}
}
