package drawing

import (
	"bytes"
	"fmt"
	"image"
	"math"
	"testing"
)

// TestSameSeedSamePixels draws each scene twice, and once with another seed.
func TestSameSeedSamePixels(t *testing.T) {
	t.Parallel()
	for _, s := range All() {
		t.Run(string(s), func(t *testing.T) {
			t.Parallel()
			a, b := Draw(s, Seed(7, 1), 150, 100), Draw(s, Seed(7, 1), 150, 100)
			if !bytes.Equal(a.Pix, b.Pix) {
				t.Error("two drawings with one seed differ")
			}
			if bytes.Equal(a.Pix, Draw(s, Seed(8, 1), 150, 100).Pix) {
				t.Error("another property gets the same picture")
			}
			if bytes.Equal(a.Pix, Draw(s, Seed(7, 2), 150, 100).Pix) {
				t.Error("another photo of the property is the same picture")
			}
		})
	}
}

// TestPictureIsWhole: every size is honoured, every pixel painted, and there is something to see.
func TestPictureIsWhole(t *testing.T) {
	t.Parallel()
	sizes := []image.Point{{300, 200}, {200, 300}, {401, 120}, {64, 64}, {1, 1}}
	for _, s := range All() {
		t.Run(string(s), func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(5) {
				size := sizes[seed%uint64(len(sizes))]
				img := Draw(s, Seed(seed, 3), size.X, size.Y)
				if got := img.Bounds().Size(); got != size {
					t.Fatalf("size %v, want %v", got, size)
				}
				for i := 3; i < len(img.Pix); i += 4 {
					if img.Pix[i] != 255 {
						t.Fatalf("seed %d: pixel %d is not painted", seed, i/4)
					}
				}
			}
			img := Draw(s, Seed(5, 0), 300, 200)
			if e := entropy(img); e < 5 {
				t.Errorf("entropy %.2f bits: nearly blank", e)
			}
			if l := luminance(img); l < 110 || l > 235 {
				t.Errorf("mean luminance %.0f: the set is meant to be light, not dark nor burnt out", l)
			}
		})
	}
}

func entropy(img *image.RGBA) float64 {
	var count [256]float64
	for i := 1; i < len(img.Pix); i += 4 {
		count[img.Pix[i]]++
	}
	sum, n := 0.0, float64(len(img.Pix)/4)
	for _, c := range count {
		if c > 0 {
			sum -= c / n * math.Log2(c/n)
		}
	}
	return sum
}

func luminance(img *image.RGBA) float64 {
	sum := 0.0
	for i := 0; i < len(img.Pix); i += 4 {
		sum += 0.299*float64(img.Pix[i]) + 0.587*float64(img.Pix[i+1]) + 0.114*float64(img.Pix[i+2])
	}
	return sum / float64(len(img.Pix)/4)
}

// TestScenesOfProperties: five to eight different scenes of the right region, a house first, all with captions.
func TestScenesOfProperties(t *testing.T) {
	t.Parallel()
	for _, r := range []string{Brittany, Alps} {
		for _, kind := range []string{"house", "villa", "apartment", "cottage", "studio", "manor", "chalet", "lighthouse"} {
			list := Scenes(r, kind)
			if len(list) < 5 || len(list) > 8 {
				t.Errorf("%s %s: %d scenes", r, kind, len(list))
			}
			seen := map[Scene]bool{}
			for _, s := range list {
				if !s.Known() || seen[s] {
					t.Errorf("%s %s: scene %q unknown or twice", r, kind, s)
				}
				seen[s] = true
				if (scenes[s].region == alpine) != (r == Alps) {
					t.Errorf("%s %s: %s is of the other region", r, kind, s)
				}
			}
		}
	}
	for _, s := range All() {
		if s.Caption("fr") == "" || s.Caption("en") == "" || s.Caption("ar") != s.Caption("en") {
			t.Errorf("%s: captions missing", s)
		}
	}
}

// TestUnknownSceneIsRefused: a misspelt name must not pass for a picture.
func TestUnknownSceneIsRefused(t *testing.T) {
	t.Parallel()
	for _, f := range []func(){
		func() { Draw("breton-cliff", 1, 30, 20) },
		func() { Draw(BretonCliffs, 1, 0, 20) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		}()
	}
}

// BenchmarkDraw measures each scene at the size at which the demo loads photos.
func BenchmarkDraw(b *testing.B) {
	for _, s := range All() {
		b.Run(string(s), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				Draw(s, Seed(uint64(i), 0), 1600, 1067)
			}
		})
	}
}

func ExampleScene_Caption() {
	fmt.Println(BretonLighthouse.Caption("fr"))
	// Output: Phare sur son rocher
}
