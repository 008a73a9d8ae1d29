package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/platform/blob"
)

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
