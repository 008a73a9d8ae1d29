package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"testing"

	webpencoder "github.com/gen2brain/webp"
	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

// The quadrants of the test picture, seen upright: top left, top right, bottom left, bottom right.
var quadrants = [4]color.RGBA{{200, 40, 40, 255}, {40, 160, 60, 255}, {50, 60, 190, 255}, {220, 210, 60, 255}}

func flag(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			q := 0
			if x >= w/2 {
				q++
			}
			if y >= h/2 {
				q += 2
			}
			m.SetRGBA(x, y, quadrants[q])
		}
	}
	return m
}

// looksLike compares the middles of the quadrants.
func looksLike(t testing.TB, name string, m image.Image, want [4]color.RGBA) {
	t.Helper()
	b := m.Bounds()
	for q, c := range want {
		x, y := b.Min.X+b.Dx()/4+q%2*b.Dx()/2, b.Min.Y+b.Dy()/4+q/2*b.Dy()/2
		got := color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)
		for i, pair := range [][2]uint8{{got.R, c.R}, {got.G, c.G}, {got.B, c.B}, {got.A, c.A}} {
			if d := int(pair[0]) - int(pair[1]); d > 12 || d < -12 {
				t.Errorf("%s: quadrant %d is %v instead of %v (channel %d)", name, q, got, c, i)
				break
			}
		}
	}
}

func small() Options {
	return Options{Widths: []int{40, 80, 160}, Quality: 90, Method: 0, JPEGWidth: 100, JPEGQuality: 90}
}

func process(t testing.TB, data []byte, o Options) Result {
	t.Helper()
	res, err := Process(t.Context(), bytes.NewReader(data), o)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// pixels decodes a variant as a browser would.
func pixels(t testing.TB, res Result, i int) image.Image {
	t.Helper()
	v, r := res.Variants[i], bytes.NewReader(res.Files[i])
	var m image.Image
	var err error
	if v.Type == WebP {
		if m, err = webp.Decode(r); err == nil {
			widenRange(m)
		}
	} else {
		m, err = jpeg.Decode(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	if m.Bounds().Dx() != v.Width || m.Bounds().Dy() != v.Height || len(res.Files[i]) != v.Bytes {
		t.Errorf("%s is %v of %d bytes, the manifest says %+v", v.Name, m.Bounds(), len(res.Files[i]), v)
	}
	return m
}

func encode(t testing.TB, write func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t testing.TB, m image.Image) []byte {
	return encode(t, func(w io.Writer) error { return jpeg.Encode(w, m, &jpeg.Options{Quality: 95}) })
}

func asPNG(t testing.TB, m image.Image) []byte {
	return encode(t, func(w io.Writer) error { return png.Encode(w, m) })
}

func asWebP(t testing.TB, m image.Image, lossless bool) []byte {
	return encode(t, func(w io.Writer) error {
		return webpencoder.Encode(w, m, webpencoder.Options{Quality: 95, Lossless: lossless})
	})
}

func converted(src image.Image, dst draw.Image) image.Image {
	draw.Draw(dst, dst.Bounds(), src, src.Bounds().Min, draw.Src)
	return dst
}

func asGIF(t testing.TB, m image.Image) []byte {
	palette := color.Palette{color.Transparent}
	for _, q := range quadrants {
		palette = append(palette, q)
	}
	first := converted(m, image.NewPaletted(m.Bounds(), palette)).(*image.Paletted)
	second := image.NewPaletted(image.Rect(3, 3, 9, 9), palette)
	return encode(t, func(w io.Writer) error {
		return gif.EncodeAll(w, &gif.GIF{Image: []*image.Paletted{first, second}, Delay: []int{1, 1}})
	})
}

// exif is a TIFF structure with an orientation and a secret in an ASCII tag.
func exif(order binary.AppendByteOrder, orientation int, secret string) []byte {
	b := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint32(order.AppendUint32(order.AppendUint16(order.AppendUint16(b, 0x010e), 2), uint32(len(secret))), 38)
	b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, 0x0112), 3), 1)
	b = order.AppendUint16(order.AppendUint16(b, uint16(orientation)), 0)
	b = order.AppendUint32(b, 0)
	return append(b, secret...)
}

func segment(marker byte, body string) string {
	return string(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2))) + body
}

func chunkPNG(kind, body string) string {
	sum := crc32.ChecksumIEEE([]byte(kind + body))
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)))) + kind + body + string(binary.BigEndian.AppendUint32(nil, sum))
}

func chunkWebP(kind, body string) string {
	out := kind + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body
	if len(body)%2 == 1 {
		out += "\x00"
	}
	return out
}

const secret = "SECRET-48.6481N-2.0075W-SECRET"

// dressed are files of a picture with every sort of metadata.
func dressed(t testing.TB, m image.Image, orientation int) map[string][]byte {
	t.Helper()
	little, big := string(exif(binary.LittleEndian, orientation, secret)), string(exif(binary.BigEndian, orientation, secret))
	j := string(asJPEG(t, m))
	p := string(asPNG(t, m))
	afterIHDR := 8 + 25
	w := string(asWebP(t, m, false))[12:] // its VP8 chunk
	b := m.Bounds()
	extended := "\x08\x00\x00\x00" + string(binary.LittleEndian.AppendUint32(nil, uint32(b.Dx()-1))[:3]) + string(binary.LittleEndian.AppendUint32(nil, uint32(b.Dy()-1))[:3])
	body := "WEBP" + chunkWebP("VP8X", extended) + w + chunkWebP("EXIF", little) + chunkWebP("XMP ", "<x>"+secret+"</x>")
	return map[string][]byte{
		"jpeg": []byte(j[:2] + segment(0xe1, "Exif\x00\x00"+little) + segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+secret) +
			segment(0xe2, "ICC_PROFILE\x00\x01\x01"+secret) + segment(0xfe, secret) + j[2:] + "<script>" + secret + "</script>"),
		"jpeg, big-endian": []byte(j[:2] + segment(0xe1, "Exif\x00\x00"+big) + j[2:]),
		"png": []byte(p[:afterIHDR] + chunkPNG("eXIf", big) + chunkPNG("tEXt", "Comment\x00"+secret) + p[afterIHDR:] +
			"<script>" + secret + "</script>"),
		"webp": []byte("RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body),
	}
}

// landscape has slopes, waves and grain, as pictures have.
func landscape(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	grain := uint32(1)
	for y := range h {
		for x := range w {
			grain = grain*1664525 + 1013904223
			fx, fy, n := float64(x)/float64(w), float64(y)/float64(h), float64(grain>>28)
			wave := func(a float64) uint8 { return uint8(120 + 80*math.Sin(a) + n) }
			m.SetRGBA(x, y, color.RGBA{wave(fx*9 + fy*3), wave(fy*7 + math.Sin(fx*20)), wave(fx * fy * 30), 255})
		}
	}
	return m
}
