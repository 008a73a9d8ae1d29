// Package drawing draws the demo's photographs, since none may be downloaded: landscapes, façades and rooms of Brittany and of
// the Alps, as flat illustrations with soft light, distance haze and a fine grain. The same scene, seed and size give the same
// pixels on a given processor architecture.
//
// It knows nothing of properties, files or formats: it returns an image in memory. Start reading at [Draw]; a scene is one
// function (breton*.go, alpine*.go, facade*.go, room*.go) over a small library: canvas and paint (pixels), path (shapes), mood
// (light and season), sky, sea, terrain, plants, house and furniture (things).
package drawing

import (
	"image"
)

// Draw draws a scene at w × h pixels. Scenes are composed for 3:2; other proportions are cut, never stretched. The upper 48 bits
// of the seed choose the season and the light, so that the photos of one property can share them (see [Seed]); the whole seed
// chooses the details. An unknown scene or a size below one pixel is a programming error and panics.
func Draw(s Scene, seed uint64, w, h int) *image.RGBA {
	def, ok := scenes[s]
	if !ok {
		panic("drawing: unknown scene " + string(s))
	}
	if w < 1 || h < 1 {
		panic("drawing: empty size")
	}
	light := newDice(seed >> 16)
	d := newDice(seed ^ scramble(uint64(len(s))<<8+uint64(s[0])))
	makeMood := bretonMood
	if def.region == alpine {
		makeMood = alpineMood
	}
	m := makeMood(light)
	m.home = scramble(seed >> 16)
	c := newCanvas(w, h, d.chance(0.5))
	def.draw(c, d, &m)
	c.paper()
	return c.img
}

// Seed is the seed of the n-th photo of a property: all its photos share season and light, and differ in details.
func Seed(property uint64, n int) uint64 { return property<<16 | uint64(n)&0xffff } // #nosec G115 -- bits of a seed; wrapping is meant
