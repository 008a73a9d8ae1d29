// Command contactsheet draws scenes side by side into one PNG, to judge the demo's pictures by eye:
//
//	go run ./internal/demo/drawing/contactsheet -o sheet.png -columns 3 -width 640 -seeds 1,2 breton-cliffs breton-harbour
//
// Without names it draws every scene.
package main

import (
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"strconv"
	"strings"

	"comptoir/internal/demo/drawing"
)

func main() {
	out := flag.String("o", "sheet.png", "file to write")
	columns := flag.Int("columns", 3, "pictures in a row")
	width := flag.Int("width", 640, "width of one picture in pixels")
	seeds := flag.String("seeds", "1", "seeds of the properties, separated by commas")
	flag.Parse()
	if err := run(*out, *columns, *width, *seeds, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "contactsheet:", err)
		os.Exit(1)
	}
}

func run(out string, columns, width int, seeds string, names []string) error {
	list := drawing.All()
	if len(names) > 0 {
		list = nil
		for _, n := range names {
			if !drawing.Scene(n).Known() {
				return fmt.Errorf("unknown scene %q", n)
			}
			list = append(list, drawing.Scene(n))
		}
	}
	var pictures []*image.RGBA
	for _, s := range list {
		for text := range strings.SplitSeq(seeds, ",") {
			n, err := strconv.ParseUint(text, 10, 48)
			if err != nil {
				return fmt.Errorf("seed %q: %w", text, err)
			}
			pictures = append(pictures, drawing.Draw(s, drawing.Seed(n, 0), width, width*2/3))
		}
	}
	return write(out, sheet(pictures, columns))
}

func sheet(pictures []*image.RGBA, columns int) *image.RGBA {
	const gap = 8
	w, h := pictures[0].Rect.Dx()+gap, pictures[0].Rect.Dy()+gap
	rows := (len(pictures) + columns - 1) / columns
	img := image.NewRGBA(image.Rect(0, 0, columns*w+gap, rows*h+gap))
	draw.Draw(img, img.Rect, image.NewUniform(color.RGBA{251, 250, 247, 255}), image.Point{}, draw.Src)
	for i, p := range pictures {
		at := image.Pt(gap+i%columns*w, gap+i/columns*h)
		draw.Draw(img, p.Rect.Add(at), p, image.Point{}, draw.Src)
	}
	return img
}

func write(name string, img image.Image) error {
	f, err := os.Create(name) // #nosec G304 -- a tool of the repository, on its own files
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
