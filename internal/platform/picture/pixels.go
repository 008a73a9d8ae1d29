package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strconv"

	webpencoder "github.com/gen2brain/webp"
	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

// decode reads the pixels. Decoders are given hostile files: what makes one of them panic is a damaged file.
func decode(h header, data []byte) (img image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			img, err = nil, damaged(fmt.Errorf("the decoder gave up: %v", p))
		}
	}()
	r := bytes.NewReader(data)
	switch h.format {
	case formatJPEG:
		img, err = jpeg.Decode(r)
	case formatPNG:
		img, err = png.Decode(r)
	case formatGIF:
		img, err = gif.Decode(r) // the first frame, which may cover a part of the picture only
		if whole := image.Rect(0, 0, h.width, h.height); err == nil && img.Bounds() != whole {
			canvas := image.NewRGBA(whole)
			draw.Draw(canvas, img.Bounds(), img, img.Bounds().Min, draw.Src)
			img = canvas
		}
	case formatWebP:
		img, err = webp.Decode(r)
		if err == nil {
			widenRange(img)
		}
	}
	if err != nil {
		return nil, damaged(err)
	}
	if b := img.Bounds(); b.Dx() != h.width || b.Dy() != h.height {
		return nil, damaged(errors.New("the pixels are not as many as the header says"))
	}
	return img, nil
}

// widenRange stretches the colours of a lossy WebP. Its luma lies between 16 and 235 and its chroma between 16 and 240
// (RFC 6386, 9.2, after ITU-R BT.601), while image.YCbCr means the full range: unchanged, pictures would look faded.
func widenRange(img image.Image) {
	var planes *image.YCbCr
	switch m := img.(type) {
	case *image.YCbCr:
		planes = m
	case *image.NYCbCrA:
		planes = &m.YCbCr
	default:
		return // lossless: RGB
	}
	var luma, chroma [256]byte
	for i := range 256 {
		luma[i] = clamp(((i-16)*255 + 109) / 219)
		chroma[i] = clamp(128 + ((i-128)*255)/224)
	}
	for i, v := range planes.Y {
		planes.Y[i] = luma[v]
	}
	for i, v := range planes.Cb {
		planes.Cb[i] = chroma[v]
	}
	for i, v := range planes.Cr {
		planes.Cr[i] = chroma[v]
	}
}

func clamp(v int) byte { return byte(max(0, min(255, v))) }

// variants makes all variants of one picture: the widest from the original, then each from the next wider one.
func variants(ctx context.Context, img image.Image, orientation int, o Options) (Result, error) {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	turned := orientation >= 5
	if turned {
		w, h = h, w
	}
	res := Result{Manifest: Manifest{Width: w, Height: h}}
	sizes := widths(w, o.Widths)
	top := sizes[len(sizes)-1]
	tw, th := top, heightFor(top, w, h)
	if turned {
		tw, th = th, tw
	}
	current := upright(reduce(img, tw, th), orientation)
	made, files := make([]Variant, len(sizes)), make([][]byte, len(sizes))
	var jpg []byte
	var jpgVariant Variant
	for i := len(sizes) - 1; i >= 0; i-- {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		if current.Rect.Dx() != sizes[i] {
			current = reduce(current, sizes[i], heightFor(sizes[i], w, h))
		}
		var err error
		if files[i], err = encodeWebP(current, o); err != nil {
			return Result{}, err
		}
		made[i] = variant(current, WebP, ".webp", files[i])
		if jpg == nil && o.JPEGWidth > 0 && (sizes[i] <= o.JPEGWidth || i == 0) {
			if jpg, err = encodeJPEG(current, o.JPEGQuality); err != nil {
				return Result{}, err
			}
			jpgVariant = variant(current, JPEG, ".jpg", jpg)
		}
	}
	res.Placeholder = average(current)
	res.Variants, res.Files = made, files
	if jpg != nil {
		res.Variants, res.Files = append(res.Variants, jpgVariant), append(res.Files, jpg)
	}
	return res, nil
}

func variant(img image.Image, contentType, extension string, data []byte) Variant {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	return Variant{Name: strconv.Itoa(w) + extension, Type: contentType, Width: w, Height: h, Bytes: len(data)}
}

// heightFor keeps the shape w×h at another width.
func heightFor(width, w, h int) int {
	return max(1, int((int64(width)*int64(h)+int64(w)/2)/int64(w)))
}

// reduce scales an image to exactly w×h, which is not larger. Averaging whole blocks brings it to less than twice that
// size, and interpolation does the rest: together they see every pixel, in little memory. (A convolution such as
// Catmull-Rom takes five times as long, and 300 MB for a photo on end.)
func reduce(src image.Image, w, h int) *image.RGBA {
	if f := min(src.Bounds().Dx()/w, src.Bounds().Dy()/h); f >= 2 {
		src = blocks(src, f)
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.ApproxBiLinear.Scale(dst, dst.Rect, src, src.Bounds(), draw.Src, nil)
	return dst
}

// blocks averages every f×f pixels into one; what is left at the right and at the bottom is averaged with what there is.
func blocks(src image.Image, f int) *image.RGBA {
	b := src.Bounds()
	w, h := (b.Dx()+f-1)/f, (b.Dy()+f-1)/f
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	strip := image.NewRGBA(image.Rect(0, 0, b.Dx(), f)) // f lines of the original, whatever its colour model
	sums := make([]uint32, 4*w)
	for y := range h {
		lines := min(f, b.Dy()-y*f)
		draw.Draw(strip, image.Rect(0, 0, b.Dx(), lines), src, image.Pt(b.Min.X, b.Min.Y+y*f), draw.Src)
		clear(sums)
		for line := range lines {
			row := strip.Pix[line*strip.Stride:][:4*b.Dx()]
			for x := range w {
				var r, g, bl, a uint32
				cells := row[4*x*f : min(4*(x+1)*f, len(row))]
				for ; len(cells) >= 4; cells = cells[4:] {
					r += uint32(cells[0])
					g += uint32(cells[1])
					bl += uint32(cells[2])
					a += uint32(cells[3])
				}
				s := sums[4*x : 4*x+4 : 4*x+4]
				s[0] += r
				s[1] += g
				s[2] += bl
				s[3] += a
			}
		}
		out := dst.Pix[y*dst.Stride:][:4*w]
		for x := range w {
			n := uint32(lines * min(f, b.Dx()-x*f)) // #nosec G115 -- an average of bytes over a few pixels
			for c := range 4 {
				out[4*x+c] = byte((sums[4*x+c] + n/2) / n) // #nosec G115 -- an average of bytes over a few pixels
			}
		}
	}
	return dst
}

// upright undoes the turn and the mirror that EXIF's orientation tells of.
func upright(src *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 || orientation > 8 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	dst := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			var dx, dy int
			switch orientation {
			case 2: // mirrored
				dx, dy = w-1-x, y
			case 3: // upside down
				dx, dy = w-1-x, h-1-y
			case 4: // upside down and mirrored
				dx, dy = x, h-1-y
			case 5: // turned left and mirrored
				dx, dy = y, x
			case 6: // turned left
				dx, dy = h-1-y, x
			case 7: // turned right and mirrored
				dx, dy = h-1-y, w-1-x
			case 8: // turned right
				dx, dy = y, w-1-x
			}
			from, to := src.PixOffset(x, y), dst.PixOffset(dx, dy)
			copy(dst.Pix[to:to+4:to+4], src.Pix[from:from+4:from+4])
		}
	}
	return dst
}

func encodeWebP(img *image.RGBA, o Options) ([]byte, error) {
	var b bytes.Buffer
	m := image.Image(img) // the encoder takes the bytes as they are: right as long as nothing is transparent
	if !img.Opaque() {
		straight := image.NewNRGBA(img.Rect)
		draw.Draw(straight, straight.Rect, img, img.Rect.Min, draw.Src)
		m = straight
	}
	if err := webpencoder.Encode(&b, m, webpencoder.Options{Quality: o.Quality, Method: o.Method}); err != nil {
		return nil, fmt.Errorf("picture: WebP of %v: %w", img.Rect, err)
	}
	return b.Bytes(), nil
}

func encodeJPEG(img *image.RGBA, quality int) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, onWhite(img), &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("picture: JPEG of %v: %w", img.Rect, err)
	}
	return b.Bytes(), nil
}

// onWhite is what a transparent picture looks like on a page.
func onWhite(img *image.RGBA) *image.RGBA {
	if img.Opaque() {
		return img
	}
	flat := image.NewRGBA(img.Rect)
	draw.Draw(flat, flat.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(flat, flat.Rect, img, img.Rect.Min, draw.Over)
	return flat
}

// average is the colour that a picture has from afar.
func average(img *image.RGBA) string {
	flat := onWhite(img)
	var sum [3]uint64
	for i := 0; i+3 < len(flat.Pix); i += 4 {
		for c := range sum {
			sum[c] += uint64(flat.Pix[i+c])
		}
	}
	n := uint64(len(flat.Pix) / 4)
	return fmt.Sprintf("#%02x%02x%02x", (sum[0]+n/2)/n, (sum[1]+n/2)/n, (sum[2]+n/2)/n)
}
