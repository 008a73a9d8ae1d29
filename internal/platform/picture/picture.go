// Package picture makes a photo that anybody may have sent into files that a page can show: decoded within limits,
// turned upright, without its metadata (where and when it was taken, by whom), in a set of widths, as WebP with one JPEG
// for those who cannot read it, and with the colour to show until it is there.
//
// It refuses to know what is on the picture and where the files are kept (see Save for the usual way). What was sent is
// never stored or shown itself: every byte that leaves is encoded here, so nothing that hides in a file survives. Colour
// profiles are dropped with the rest of the metadata, so a picture in a wide gamut looks a little paler.
//
// Decoding takes memory in proportion to the pixels: limits are checked before it, from the header, and pictures share
// MemoryBudget: large ones wait for each other. Start with Process.
package picture

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"net/http"
	"slices"
	"strings"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/platform/blob"

	"golang.org/x/sync/semaphore"
)

// Faults.
var (
	ErrNotPicture    = fault.Define(fault.Invalid, "picture.not_a_picture", "the file is not a JPEG, PNG, WebP or GIF picture")
	ErrTooLarge      = fault.Define(fault.TooLarge, "picture.too_large", "the file is too large")
	ErrTooManyPixels = fault.Define(fault.Invalid, "picture.too_many_pixels", "the picture has too many pixels")
	ErrBadShape      = fault.Define(fault.Invalid, "picture.bad_shape", "the picture is too narrow")
	ErrTruncated     = fault.Define(fault.Invalid, "picture.truncated", "the picture is incomplete or damaged")
)

// Limits of what is taken. They hold for every picture; see also MemoryBudget.
const (
	MaxBytes  = 25 << 20
	MaxPixels = 40_000_000
	MaxRatio  = 12 // of the longer side to the shorter
)

// MemoryBudget is how many bytes all decoders may take at the same time. A single picture whose decoder would need more
// (a progressive JPEG or a deep PNG of more than about 25 megapixels) is refused as having too many pixels.
const MemoryBudget = 400 << 20

var budget = semaphore.NewWeighted(MemoryBudget)

// Types of the variants.
const (
	WebP = "image/webp"
	JPEG = "image/jpeg"
)

// Options say what is made. Use Upload or Draft and change what differs.
type Options struct {
	Widths      []int // of the WebP variants; a picture is never enlarged
	Quality     int   // of WebP, 1 to 100
	Method      int   // of WebP, 0 (fast) to 6 (small)
	JPEGWidth   int   // at most; 0 makes no JPEG
	JPEGQuality int
}

// Upload is for photos that people send and many will look at.
//
// Measured on one core of the build machine, a photo of 1280×2031 as WebP: method 0 takes 0.2 s for 123 kB, method 2
// 0.35 s for 87 kB, method 4 1.0 s for 81 kB, at equal quality. Method 2 is where more time stops paying. All widths of
// a photo of 12 megapixels take about a second (BenchmarkUpload), so an upload is processed in a job or with a busy sign.
func Upload() Options {
	return Options{Widths: []int{320, 640, 960, 1280, 1920}, Quality: 78, Method: 2, JPEGWidth: 1280, JPEGQuality: 82}
}

// Draft is for pictures that are made by the hundred while somebody waits, such as the demo's: two widths, method 0.
// A drawn picture of 1200×800 takes 0.1 s of one core (BenchmarkDraft), and 200 of them on two cores some ten seconds.
func Draft() Options {
	return Options{Widths: []int{480, 1200}, Quality: 76, Method: 0, JPEGWidth: 1200, JPEGQuality: 80}
}

// Manifest describes a processed picture; it is stored beside whatever shows it.
type Manifest struct {
	Width       int       `json:"width"` // of the upright original, in pixels
	Height      int       `json:"height"`
	Placeholder string    `json:"placeholder"` // average colour, "#rrggbb"
	Variants    []Variant `json:"variants"`    // WebP by rising width, then the JPEG
}

// Variant is one file of a picture.
type Variant struct {
	Name   string `json:"name"` // "640.webp": the last part of its key
	Type   string `json:"type"` // WebP or JPEG
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Bytes  int    `json:"bytes"`
}

// Result is a processed picture: the manifest, and the content of its variants in the same order.
type Result struct {
	Manifest
	Files [][]byte
}

// Process reads a picture to its end and makes its variants. Faults: ErrTooLarge, ErrNotPicture, ErrTooManyPixels,
// ErrBadShape, ErrTruncated; an error of r is returned as blob.ErrInterrupted, ctx's end as itself.
func Process(ctx context.Context, r io.Reader, o Options) (Result, error) {
	img, h, done, err := read(ctx, r)
	if err != nil {
		return Result{}, err
	}
	defer done()
	return variants(ctx, img, h.orientation, o)
}

// Opaque reads a picture and gives it back as a JPEG on white paper, as wide as it was: what a printed document takes, in
// which nothing may shine through. Faults are those of Process.
func Opaque(ctx context.Context, r io.Reader) ([]byte, error) {
	img, h, done, err := read(ctx, r)
	if err != nil {
		return nil, err
	}
	defer done()
	return encodeJPEG(upright(reduce(img, img.Bounds().Dx(), img.Bounds().Dy()), h.orientation), opaqueQuality)
}

// opaqueQuality keeps the edges of letters clean.
const opaqueQuality = 92

// read decodes a picture; done gives its memory back.
func read(ctx context.Context, r io.Reader) (img image.Image, h header, done func(), err error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge || len(data) > MaxBytes {
		return nil, h, nil, ErrTooLarge
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil, h, nil, ctx.Err()
		}
		return nil, h, nil, blob.ErrInterrupted.Because(err)
	}
	if h, err = inspect(data); err != nil {
		return nil, h, nil, err
	}
	need := h.memory()
	if need > MemoryBudget {
		return nil, h, nil, ErrTooManyPixels
	}
	if err := budget.Acquire(ctx, need); err != nil {
		return nil, h, nil, err
	}
	if img, err = decode(h, data); err != nil {
		budget.Release(need)
		return nil, h, nil, err
	}
	return img, h, func() { budget.Release(need) }, nil
}

// FromImage makes the variants of a picture that the program drew itself.
func FromImage(ctx context.Context, img image.Image, o Options) (Result, error) {
	if img.Bounds().Empty() {
		return Result{}, ErrNotPicture
	}
	return variants(ctx, img, 1, o)
}

// Save stores the variants under the keys that key makes of their names. When one fails, those already stored are
// removed.
func Save(ctx context.Context, store *blob.Store, res Result, key func(name string) (blob.Key, error)) error {
	var stored []blob.Key
	for i, v := range res.Variants {
		k, err := key(v.Name)
		if err == nil {
			_, err = store.Put(ctx, k, strings.NewReader(string(res.Files[i])), blob.PutOptions{ContentType: v.Type})
		}
		if err != nil {
			return errors.Join(err, store.Delete(context.WithoutCancel(ctx), stored...))
		}
		stored = append(stored, k)
	}
	return nil
}

// SrcSet is the srcset attribute for the variants of a type: url gives the address of a variant by its name.
func (m Manifest) SrcSet(contentType string, url func(name string) string) string {
	var parts []string
	for _, v := range m.Variants {
		if v.Type == contentType {
			parts = append(parts, fmt.Sprintf("%s %dw", url(v.Name), v.Width))
		}
	}
	return strings.Join(parts, ", ")
}

// Fallback is the variant for those who choose none: the JPEG, or the widest WebP when there is no JPEG; it also goes
// into mails and social cards. It is zero for an empty manifest.
func (m Manifest) Fallback() Variant {
	if len(m.Variants) == 0 {
		return Variant{}
	}
	return m.Variants[len(m.Variants)-1]
}

// Fit is the narrowest WebP that is at least width wide, or the widest there is. It is zero for an empty manifest.
func (m Manifest) Fit(width int) Variant {
	var best Variant
	for _, v := range m.Variants {
		if v.Type == WebP && (best.Width == 0 || best.Width < width) {
			best = v
		}
	}
	return best
}

// widths are those to make for an original of width w: the wanted ones that are not larger, and its own when it ends
// well between two of them.
func widths(w int, wanted []int) []int {
	var out []int
	for _, c := range wanted {
		if c > 0 && c <= w {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	switch {
	case len(wanted) == 0 || len(out) == 0:
		return []int{w}
	case w < slices.Max(wanted) && w*10 > out[len(out)-1]*12: // a fifth wider than the widest
		out = append(out, w)
	}
	return out
}
