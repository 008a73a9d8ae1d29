package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/blob/blobtest"
	"comptoir/internal/platform/blob/fileblob"

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

func TestEveryFormat(t *testing.T) {
	t.Parallel()
	m := flag(200, 150)
	r := m.Bounds()
	for name, data := range map[string][]byte{
		"jpeg": asJPEG(t, m), "png": asPNG(t, m), "webp": asWebP(t, m, false), "webp lossless": asWebP(t, m, true),
		"png 16 bits": asPNG(t, converted(m, image.NewRGBA64(r))), "gif": asGIF(t, m),
		"png palette": asPNG(t, converted(m, image.NewPaletted(r, color.Palette{quadrants[0], quadrants[1], quadrants[2], quadrants[3]}))),
	} {
		res := process(t, data, small())
		var names []string
		for i, v := range res.Variants {
			looksLike(t, name+" "+v.Name, pixels(t, res, i), quadrants)
			names = append(names, fmt.Sprintf("%s %dx%d", v.Name, v.Width, v.Height))
		}
		if want := []string{"40.webp 40x30", "80.webp 80x60", "160.webp 160x120", "80.jpg 80x60"}; !slices.Equal(names, want) {
			t.Errorf("%s: made %v, want %v", name, names, want)
		}
		if res.Width != 200 || res.Height != 150 {
			t.Errorf("%s: original %dx%d", name, res.Width, res.Height)
		}
		// The mean of the quadrants is (127.5, 117.5, 87.5).
		var pr, pg, pb int
		if _, err := fmt.Sscanf(res.Placeholder, "#%02x%02x%02x", &pr, &pg, &pb); err != nil ||
			max(pr-128, 128-pr, pg-118, 118-pg, pb-88, 88-pb) > 4 {
			t.Errorf("%s: placeholder %q (%v)", name, res.Placeholder, err)
		}
	}
}

func TestTransparencyIsKeptAndJPEGIsOnWhite(t *testing.T) {
	t.Parallel()
	m := image.NewNRGBA(image.Rect(0, 0, 200, 150))
	for i := range m.Pix {
		m.Pix[i] = []uint8{200, 40, 40, 128}[i%4]
	}
	res := process(t, asPNG(t, m), small())
	half := color.RGBA{100, 20, 20, 128} // premultiplied
	looksLike(t, "webp", pixels(t, res, 2), [4]color.RGBA{half, half, half, half})
	pink := color.RGBA{227, 147, 147, 255}
	looksLike(t, "jpeg", pixels(t, res, 3), [4]color.RGBA{pink, pink, pink, pink})
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

func TestOrientations(t *testing.T) {
	t.Parallel()
	// What a camera stores: for each orientation, the quadrants in the file that are quadrants[0..3] once upright.
	stored := map[int][4]int{
		1: {0, 1, 2, 3}, 2: {1, 0, 3, 2}, 3: {3, 2, 1, 0}, 4: {2, 3, 0, 1},
		5: {0, 2, 1, 3}, 6: {1, 3, 0, 2}, 7: {3, 1, 2, 0}, 8: {2, 0, 3, 1},
	}
	for orientation, order := range stored {
		w, h := 160, 120
		if orientation >= 5 {
			w, h = h, w
		}
		m := flag(w, h)
		recoloured := image.NewRGBA(m.Rect)
		for y := range h {
			for x := range w {
				q := 0
				if x >= w/2 {
					q++
				}
				if y >= h/2 {
					q += 2
				}
				recoloured.SetRGBA(x, y, quadrants[order[q]])
			}
		}
		for name, data := range dressed(t, recoloured, orientation) {
			name = fmt.Sprintf("%s, orientation %d", name, orientation)
			res := process(t, data, small())
			if res.Width != 160 || res.Height != 120 {
				t.Errorf("%s: %dx%d", name, res.Width, res.Height)
			}
			for i := range res.Variants {
				looksLike(t, name, pixels(t, res, i), quadrants)
			}
		}
	}
}

func TestNothingThatCameInGoesOut(t *testing.T) {
	t.Parallel()
	for name, data := range dressed(t, flag(160, 120), 1) {
		if !bytes.Contains(data, []byte("SECRET")) {
			t.Fatalf("%s: the test lost its secret", name)
		}
		res := process(t, data, small())
		for i, file := range res.Files {
			for _, trace := range []string{"SECRET", "Exif", "ICC", "<script", "http:", "eXIf", "XMP"} {
				if bytes.Contains(file, []byte(trace)) {
					t.Errorf("%s: %s contains %q", name, res.Variants[i].Name, trace)
				}
			}
		}
	}
}

func TestWidths(t *testing.T) {
	t.Parallel()
	all := Upload().Widths
	for _, test := range []struct {
		w      int
		wanted []int
		want   []int
	}{
		{4000, all, all},
		{1920, all, all},
		{1919, all, []int{320, 640, 960, 1280, 1919}},
		{1300, all, []int{320, 640, 960, 1280}},
		{700, all, []int{320, 640}},
		{800, all, []int{320, 640, 800}},
		{100, all, []int{100}},
		{100, nil, []int{100}},
		{500, []int{0, 200, 200, -1, 100}, []int{100, 200}},
	} {
		if got := widths(test.w, test.wanted); !slices.Equal(got, test.want) {
			t.Errorf("%d of %v: %v, want %v", test.w, test.wanted, got, test.want)
		}
	}
}

// bombs are small files that say they are large.
func bombs() map[string][]byte {
	ihdr := func(w, h uint32) []byte {
		body := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
		return []byte("\x89PNG\r\n\x1a\n" + chunkPNG("IHDR", string(body)+"\x08\x02\x00\x00\x00") + chunkPNG("IDAT", "x"))
	}
	sof := string([]byte{8, 0xff, 0xff, 0xff, 0xff, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0})
	return map[string][]byte{
		"png 50000x50000":  ihdr(50_000, 50_000),
		"png 1x2147483647": ihdr(1, 1<<31-1),
		"jpeg 65535x65535": []byte("\xff\xd8" + segment(0xc0, sof) + segment(0xda, "\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00")),
		"gif 65535x65535":  []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00"),
		"webp 16384x16384": []byte("RIFF\x16\x00\x00\x00WEBP" + chunkWebP("VP8X", "\x00\x00\x00\x00\xff\x3f\x00\xff\x3f\x00")),
		"png 6400x6400, 16 bits, interlaced": []byte("\x89PNG\r\n\x1a\n" +
			chunkPNG("IHDR", "\x00\x00\x19\x00\x00\x00\x18\x00\x10\x06\x00\x00\x01") + chunkPNG("IDAT", "x")),
	}
}

// Not parallel: it looks at what the whole process allocates.
func TestBombsAreRefusedBeforeTheyAreDecoded(t *testing.T) {
	for name, data := range bombs() {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Process(t.Context(), bytes.NewReader(data), small())
		runtime.ReadMemStats(&after)
		if !errors.Is(err, ErrTooManyPixels) && !errors.Is(err, ErrBadShape) {
			t.Errorf("%s: %v", name, err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
			t.Errorf("%s: refusing it took %d bytes of memory", name, took)
		}
	}
}

// Not parallel: it looks at what the whole process allocates.
func TestMemoryIsBoundedByThePixels(t *testing.T) {
	const w, h = 4000, 3000
	data := asJPEG(t, flag(w, h))
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	o := small()
	o.Widths = []int{640}
	process(t, data, o)
	runtime.ReadMemStats(&after)
	// The pixels (1.5 bytes each) and the strip, the reduced copies and the encoder: far less than the 48 MB of RGBA.
	if took := after.TotalAlloc - before.TotalAlloc; took > 48<<20 {
		t.Errorf("12 megapixels took %d MB", took>>20)
	}
}

func TestWhatIsNoPicture(t *testing.T) {
	t.Parallel()
	good := asJPEG(t, flag(40, 30))
	for name, test := range map[string]struct {
		data string
		want *fault.Error
	}{
		"nothing":          {"", ErrNotPicture},
		"html":             {"<!DOCTYPE html><script>alert(1)</script>", ErrNotPicture},
		"svg":              {`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, ErrNotPicture},
		"svg with xml":     {`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`, ErrNotPicture},
		"pdf":              {"%PDF-1.7", ErrNotPicture},
		"bmp":              {"BM\x00\x00\x00\x00", ErrNotPicture},
		"spaces and jpeg":  {"  " + string(good), ErrNotPicture},
		"html and jpeg":    {"<html>" + string(good), ErrNotPicture},
		"html as gif":      {"GIF89a=1;/*<script>alert(1)</script>*/", nil},
		"html as jpeg":     {"\xff\xd8\xff<script>alert(1)</script>", ErrTruncated},
		"html as png":      {"\x89PNG\r\n\x1a\n<script>alert(1)</script>", ErrTruncated},
		"html as webp":     {"RIFF\x00\x00\x00\x00WEBP<script>alert(1)</script>", ErrTruncated},
		"a line of pixels": {string(asPNG(t, flag(400, 10))), ErrBadShape},
		"too large":        {string(good) + strings.Repeat("x", MaxBytes), ErrTooLarge},
	} {
		_, err := Process(t.Context(), strings.NewReader(test.data), small())
		if err == nil || test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
		if k := fault.KindOf(err); k != fault.Invalid && k != fault.TooLarge {
			t.Errorf("%s: is the user's mistake and became %v", name, k)
		}
	}
}

func TestTruncated(t *testing.T) {
	t.Parallel()
	m := flag(160, 120)
	for name, data := range map[string][]byte{
		"jpeg": asJPEG(t, m), "png": asPNG(t, m), "gif": asGIF(t, m), "webp": asWebP(t, m, false), "webp lossless": asWebP(t, m, true),
	} {
		end := len(data)
		if name == "gif" {
			end = bytes.LastIndexByte(data, 0x2c) // the second frame is not looked at
		}
		for _, permille := range []int{20, 100, 300, 500, 700, 900, 950} {
			cut := data[:end*permille/1000]
			if _, err := Process(t.Context(), bytes.NewReader(cut), small()); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s cut at %d of %d: %v", name, len(cut), end, err)
			}
		}
	}
}

func TestASourceThatFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("the client left")
	r := io.MultiReader(bytes.NewReader(asJPEG(t, flag(40, 30))[:100]), iotest.ErrReader(broken))
	if _, err := Process(t.Context(), r, small()); !errors.Is(err, blob.ErrInterrupted) || !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// Large pictures wait for each other, and whoever waits may leave.
func TestMemoryIsShared(t *testing.T) {
	if err := budget.Acquire(t.Context(), MemoryBudget); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error)
	data := asJPEG(t, flag(40, 30))
	go func() {
		_, err := Process(ctx, bytes.NewReader(data), small())
		waiting <- err
	}()
	cancel()
	if err := <-waiting; !errors.Is(err, context.Canceled) {
		t.Errorf("who waited in vain got %v", err)
	}
	budget.Release(MemoryBudget)
	process(t, data, small())
}

func TestSaveStoresAllOrNothing(t *testing.T) {
	t.Parallel()
	d, err := fileblob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	store, tenant := blob.New(d, nil), blobtest.Tenant()
	res, err := FromImage(t.Context(), flag(200, 150), small())
	if err != nil {
		t.Fatal(err)
	}
	count := func() (n int) {
		p, err := blob.NewPrefix(tenant)
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range store.List(t.Context(), p) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		return n
	}
	refused := errors.New("refused")
	err = Save(t.Context(), store, res, func(name string) (blob.Key, error) {
		if strings.HasSuffix(name, ".jpg") {
			return blob.Key{}, refused
		}
		return blob.NewKey(tenant, "photos", name)
	})
	if !errors.Is(err, refused) || count() != 0 {
		t.Errorf("after a failure %d files are left (%v)", count(), err)
	}
	if err := Save(t.Context(), store, res, func(name string) (blob.Key, error) { return blob.NewKey(tenant, "photos", name) }); err != nil {
		t.Fatal(err)
	}
	if count() != len(res.Variants) {
		t.Errorf("%d files of %d", count(), len(res.Variants))
	}
	got, info, err := store.Read(t.Context(), blob.MustKey(tenant, "photos", "80.jpg"))
	if err != nil || info.ContentType != JPEG || !bytes.Equal(got, res.Files[3]) {
		t.Errorf("%+v, %v", info, err)
	}
}

func TestManifestForPages(t *testing.T) {
	t.Parallel()
	res, err := FromImage(t.Context(), flag(200, 150), small())
	if err != nil {
		t.Fatal(err)
	}
	url := func(name string) string { return "/p/" + name }
	if got, want := res.SrcSet(WebP, url), "/p/40.webp 40w, /p/80.webp 80w, /p/160.webp 160w"; got != want {
		t.Errorf("srcset %q", got)
	}
	if got := res.Fallback().Name; got != "80.jpg" {
		t.Errorf("fallback %q", got)
	}
	for width, want := range map[int]string{1: "40.webp", 40: "40.webp", 41: "80.webp", 160: "160.webp", 900: "160.webp"} {
		if got := res.Fit(width).Name; got != want {
			t.Errorf("fit %d: %q, want %q", width, got, want)
		}
	}
	if v := (Manifest{}).Fallback(); v != (Variant{}) {
		t.Errorf("fallback of nothing: %+v", v)
	}
}

// Whatever is sent, the answer is a picture or the user's mistake.
func FuzzProcess(f *testing.F) {
	m := flag(32, 24)
	for _, data := range dressed(f, m, 6) {
		f.Add(data)
	}
	for _, data := range bombs() {
		f.Add(data)
	}
	f.Add(asGIF(f, m))
	f.Add(asWebP(f, m, true))
	o := Options{Widths: []int{16}, Quality: 50, JPEGWidth: 16, JPEGQuality: 50}
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil && c.Width*c.Height > 1<<20 {
			return // slow, and no different
		}
		res, err := Process(t.Context(), bytes.NewReader(data), o)
		if err != nil {
			if k := fault.KindOf(err); k != fault.Invalid {
				t.Fatalf("became %v: %v", k, err)
			}
			return
		}
		if len(res.Variants) != 2 || len(res.Files) != 2 || res.Width <= 0 || res.Height <= 0 {
			t.Fatalf("made %+v", res.Manifest)
		}
	})
}

// BenchmarkUpload is a photo of 12 megapixels, from its JPEG.
func BenchmarkUpload(b *testing.B) {
	data := asJPEG(b, landscape(4000, 3000))
	for b.Loop() {
		process(b, data, Upload())
	}
}

// BenchmarkDraft is a drawn picture of the demo.
func BenchmarkDraft(b *testing.B) {
	m := landscape(1200, 800)
	for b.Loop() {
		if _, err := FromImage(b.Context(), m, Draft()); err != nil {
			b.Fatal(err)
		}
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
