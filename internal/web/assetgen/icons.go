package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
)

// markSVG is our mark: a counter with its lamp, on the house green. layout.templ draws the same.
const markSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0F5C4C"/>` +
	`<path d="M7 17.5h18v2.6H7zM9 21.2h14V25H9zM16 6.6a6.2 6.2 0 0 1 6.2 6.2v1.6H9.8v-1.6A6.2 6.2 0 0 1 16 6.6z" fill="#FFF"/></svg>`

func icons() map[string][]byte {
	return map[string][]byte{
		"icon.svg":              []byte(markSVG),
		"icon-32.png":           draw(32, 8, 1),
		"icon-180.png":          draw(180, 0, 1),
		"icon-192.png":          draw(192, 8, 1),
		"icon-512.png":          draw(512, 8, 1),
		"icon-maskable-512.png": draw(512, 0, 0.78),
	}
}

// draw paints the mark in size × size pixels: corners of radius (of 32), the figure scaled around the middle so that a
// mask may cut the edges. Each pixel is sampled 4 × 4 times.
func draw(size int, radius, scale float64) []byte {
	green, white := color.NRGBA{0x0F, 0x5C, 0x4C, 255}, color.NRGBA{255, 255, 255, 255}
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	const n = 4
	for y := range size {
		for x := range size {
			ground, figure := 0, 0
			for i := range n * n {
				px := (float64(x) + (float64(i%n)+0.5)/n) * 32 / float64(size)
				py := (float64(y) + (float64(i/n)+0.5)/n) * 32 / float64(size)
				if !inGround(px, py, radius) {
					continue
				}
				ground++
				if inFigure((px-16)/scale+16, (py-16)/scale+16) {
					figure++
				}
			}
			if ground == 0 {
				continue
			}
			t := float64(figure) / float64(ground)
			mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*(1-t) + float64(b)*t)) }
			img.SetNRGBA(x, y, color.NRGBA{mix(green.R, white.R), mix(green.G, white.G), mix(green.B, white.B), uint8(ground * 255 / (n * n))})
		}
	}
	var buf bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&buf, img); err != nil {
		panic(err) // a buffer does not fail
	}
	return buf.Bytes()
}

func inGround(x, y, r float64) bool {
	dx := math.Max(math.Max(r-x, x-(32-r)), 0)
	dy := math.Max(math.Max(r-y, y-(32-r)), 0)
	return r == 0 || dx*dx+dy*dy <= r*r
}

func inFigure(x, y float64) bool {
	switch {
	case y >= 17.5 && y <= 20.1:
		return x >= 7 && x <= 25
	case y >= 21.2 && y <= 25:
		return x >= 9 && x <= 23
	case y >= 12.8 && y <= 14.4:
		return x >= 9.8 && x <= 22.2
	case y < 12.8:
		return (x-16)*(x-16)+(y-12.8)*(y-12.8) <= 6.2*6.2
	}
	return false
}
