package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/blob/blobtest"
	"comptoir/internal/platform/blob/fileblob"
)

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

	// What a printed document takes is as large as it was, and opaque.
	raw, err := Opaque(t.Context(), bytes.NewReader(asPNG(t, m)))
	if err != nil {
		t.Fatal(err)
	}
	printed, kind, err := image.Decode(bytes.NewReader(raw))
	if err != nil || kind != "jpeg" || printed.Bounds().Size() != m.Bounds().Size() {
		t.Fatalf("%s %v: %v", kind, printed.Bounds(), err)
	}
	looksLike(t, "opaque", printed, [4]color.RGBA{pink, pink, pink, pink})
	if _, err := Opaque(t.Context(), strings.NewReader("no picture")); !errors.Is(err, ErrNotPicture) {
		t.Errorf("what is no picture: %v", err)
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
