package drawing

// Scene names one subject that can be drawn.
type Scene string

// The landscapes of Brittany.
const (
	BretonCliffs     Scene = "breton-cliffs"
	BretonLighthouse Scene = "breton-lighthouse"
	BretonBeach      Scene = "breton-beach"
	BretonHarbour    Scene = "breton-harbour"
	BretonMoor       Scene = "breton-moor"
	BretonIslands    Scene = "breton-islands"
	BretonGranite    Scene = "breton-pink-granite"
)

// The landscapes of the Alps.
const (
	AlpinePeaks   Scene = "alpine-peaks"
	AlpineLarches Scene = "alpine-larches"
	AlpineLake    Scene = "alpine-lake"
	AlpineSlopes  Scene = "alpine-slopes"
	AlpineVillage Scene = "alpine-village"
	AlpineMeadow  Scene = "alpine-meadow"
)

type region uint8

const (
	breton region = iota
	alpine
)

type sceneDef struct {
	region region
	draw   func(*canvas, *dice, *mood)
}

var scenes = map[Scene]sceneDef{
	BretonCliffs:     {breton, drawCliffs},
	BretonLighthouse: {breton, drawLighthouse},
	AlpinePeaks:      {alpine, drawPeaks},
	AlpineLarches:    {alpine, drawLarches},
	AlpineLake:       {alpine, drawLake},
	AlpineSlopes:     {alpine, drawSlopes},
	AlpineVillage:    {alpine, drawVillage},
	AlpineMeadow:     {alpine, drawMeadow},
	BretonBeach:      {breton, drawBeach},
	BretonHarbour:    {breton, drawHarbour},
	BretonMoor:       {breton, drawMoor},
	BretonIslands:    {breton, drawIslands},
	BretonGranite:    {breton, drawPinkGranite},
}

func All() []Scene {
	var out []Scene
	for s := range scenes {
		out = append(out, s)
	}
	return out
}
