package drawing

// mood is the light and the season of a picture: every colour passes through it, so that all things in a picture belong together.
// Light comes from the left of the sheet; a mirrored canvas makes it come from the right.
type mood struct {
	season season
	hour   hour
	home   uint64 // of the property: its rooms share furniture and view

	top, mid, low   rgb // sky, from zenith to horizon
	sun             rgb
	sunX, sunY      float64
	sunR            float64
	glow            float64 // strength of the light around the sun, 0 to 1
	haze            rgb     // what distance turns into
	light, shade    rgb     // multipliers of lit and of shaded surfaces
	cloud, under    rgb
	far, near       rgb // water at the horizon and at the viewer's feet
	grass, leaf     rgb
	leafDark, bloom rgb
	snow            bool
}

type season uint8

const (
	spring season = iota
	summer
	autumn
	winter
)

type hour uint8

const (
	morning hour = iota
	noon
	golden
	dusk
	pearl // soft, overcast
)

// lit is a surface in the light, at a distance from 0 (here) to 1 (lost in the haze).
func (m *mood) lit(c rgb, distance float64) rgb { return c.times(m.light).mix(m.haze, distance) }

// dim is the same surface in the shade.
func (m *mood) dim(c rgb, distance float64) rgb { return c.times(m.shade).mix(m.haze, distance) }

// bretonMood picks a light for the coast: pictures of one property share it.
func bretonMood(d *dice) mood {
	m := mood{season: pick(d, spring, summer, summer, summer, autumn)}
	m.hour = pick(d, morning, noon, noon, golden, dusk, pearl, morning)
	m.coastSky()
	m.coastGround()
	m.sunX, m.sunR = d.in(240, 620), 40
	return m
}

func (m *mood) coastSky() {
	m.light, m.shade = hex(0xfffcf4), hex(0xb4c2da)
	m.cloud, m.under = hex(0xffffff), hex(0xe4edf2)
	switch m.hour {
	case morning:
		m.top, m.mid, m.low = hex(0x86bfe0), hex(0xbfdfea), hex(0xfbeedb)
		m.sun, m.sunY, m.glow = hex(0xfff3d6), 300, 0.5
		m.haze, m.far, m.near = hex(0xd6e6ea), hex(0x7fb9cb), hex(0x3f93a8)
	case noon:
		m.top, m.mid, m.low = hex(0x58aee0), hex(0x97d0ec), hex(0xe6f5f3)
		m.sun, m.sunY, m.glow = hex(0xfffbe8), 120, 0.35
		m.haze, m.far, m.near = hex(0xcfe6ee), hex(0x4fa3c4), hex(0x2b9aa8)
	case golden:
		m.top, m.mid, m.low = hex(0x8ab8d4), hex(0xf2dcbd), hex(0xfccf98)
		m.sun, m.sunY, m.glow = hex(0xffe9b4), 330, 0.85
		m.haze, m.far, m.near = hex(0xf2dcc4), hex(0xb7b9b4), hex(0x5d93a0)
		m.light, m.shade = hex(0xfff0d6), hex(0xa8a4c4)
		m.cloud, m.under = hex(0xfff4e2), hex(0xf2cdb0)
	case dusk:
		m.top, m.mid, m.low = hex(0x8ba3d0), hex(0xe2c0d2), hex(0xfdd6b8)
		m.sun, m.sunY, m.glow = hex(0xffe3c4), 350, 0.75
		m.haze, m.far, m.near = hex(0xe0cbd6), hex(0xbcaecb), hex(0x6a88ae)
		m.light, m.shade = hex(0xffeae0), hex(0xa09cca)
		m.cloud, m.under = hex(0xfde4de), hex(0xd9b3c8)
	case pearl:
		m.top, m.mid, m.low = hex(0x9fc8dc), hex(0xd5e6ea), hex(0xfbf3e4)
		m.sun, m.sunY, m.glow = hex(0xfffaf0), 200, 0.45
		m.haze, m.far, m.near = hex(0xe0e9ea), hex(0x96c2cc), hex(0x55a3ac)
		m.light, m.shade = hex(0xfbfaf6), hex(0xbcc6d6)
	}
}

func (m *mood) coastGround() {
	switch m.season {
	case spring:
		m.grass, m.leaf, m.leafDark, m.bloom = hex(0x9cc26a), hex(0x7fb063), hex(0x4d8458), hex(0xf4c542)
	case autumn:
		m.grass, m.leaf, m.leafDark, m.bloom = hex(0xb3bb6c), hex(0xcf9a4c), hex(0x7b7d48), hex(0xc77a92)
	default:
		m.grass, m.leaf, m.leafDark, m.bloom = hex(0xa9c272), hex(0x74a866), hex(0x43795a), hex(0xd98bb4)
	}
}

// alpineMood picks a light for the mountains.
func alpineMood(d *dice) mood {
	m := mood{season: pick(d, summer, summer, spring, autumn, winter, winter)}
	m.hour = pick(d, morning, noon, golden, noon, dusk)
	m.snow = m.season == winter
	m.alpineSky()
	m.alpineGround()
	m.sunX, m.sunR = d.in(220, 560), 40
	return m
}

func (m *mood) alpineSky() {
	m.light, m.shade = hex(0xfffdf6), hex(0xa9bad8)
	m.cloud, m.under = hex(0xffffff), hex(0xdfeaf3)
	switch m.hour {
	case morning:
		m.top, m.mid, m.low = hex(0x7db8e2), hex(0xb9dcee), hex(0xfdf0dc)
		m.sun, m.sunY, m.glow = hex(0xfff4d8), 230, 0.5
		m.haze = hex(0xd3e4ee)
	case golden:
		m.top, m.mid, m.low = hex(0x86b6da), hex(0xf0dcc4), hex(0xffd29c)
		m.sun, m.sunY, m.glow = hex(0xffeab8), 260, 0.8
		m.haze = hex(0xf0dbca)
		m.light, m.shade = hex(0xfff0d8), hex(0x9d9dc6)
		m.cloud, m.under = hex(0xfff3e2), hex(0xf0cdb4)
	case dusk:
		m.top, m.mid, m.low = hex(0x8299d0), hex(0xd9bcd8), hex(0xffd6be)
		m.sun, m.sunY, m.glow = hex(0xffe4cc), 300, 0.6
		m.haze = hex(0xdcc8da)
		m.light, m.shade = hex(0xffe6de), hex(0x9498cc)
		m.cloud, m.under = hex(0xfde4e2), hex(0xd2b2d0)
	default:
		m.top, m.mid, m.low = hex(0x4fa2dd), hex(0x93cbee), hex(0xe2f3f6)
		m.sun, m.sunY, m.glow = hex(0xfffbea), 130, 0.35
		m.haze = hex(0xc9e0ee)
	}
	m.far, m.near = m.haze.mix(hex(0x4fa6b8), 0.6), hex(0x2c8593)
}

func (m *mood) alpineGround() {
	switch m.season {
	case spring:
		m.grass, m.leaf, m.leafDark, m.bloom = hex(0x9fcb68), hex(0x86bd62), hex(0x3f7d5c), hex(0xf6d155)
	case autumn:
		m.grass, m.leaf, m.leafDark, m.bloom = hex(0xc3ba66), hex(0xe0a33e), hex(0x55764c), hex(0xd98d45)
	case winter:
		m.grass, m.leaf, m.leafDark, m.bloom = hex(0xeef4fa), hex(0x5f8f86), hex(0x34616a), hex(0xd2564a)
	default:
		m.grass, m.leaf, m.leafDark, m.bloom = hex(0xa3c966), hex(0x79b25e), hex(0x336f58), hex(0xe98bb0)
	}
}
