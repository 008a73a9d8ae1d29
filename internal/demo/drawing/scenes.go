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

// The façades.
const (
	BretonLonghouse Scene = "breton-longhouse"
	BretonFisherman Scene = "breton-fisherman"
	BretonCottage   Scene = "breton-cottage"
	BretonVilla     Scene = "breton-villa"
	BretonManor     Scene = "breton-manor"
	BretonResidence Scene = "breton-residence"
	AlpineChalet    Scene = "alpine-chalet"
	AlpineResidence Scene = "alpine-residence"
)

// The rooms, furnished as one furnishes by the sea or in the mountains.
const (
	BretonLiving   Scene = "breton-living"
	BretonKitchen  Scene = "breton-kitchen"
	BretonBedroom  Scene = "breton-bedroom"
	BretonBathroom Scene = "breton-bathroom"
	AlpineLiving   Scene = "alpine-living"
	AlpineKitchen  Scene = "alpine-kitchen"
	AlpineBedroom  Scene = "alpine-bedroom"
	AlpineBathroom Scene = "alpine-bathroom"
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
	BretonBeach:      {breton, drawBeach},
	BretonHarbour:    {breton, drawHarbour},
	BretonMoor:       {breton, drawMoor},
	BretonIslands:    {breton, drawIslands},
	BretonGranite:    {breton, drawPinkGranite},
	AlpinePeaks:      {alpine, drawPeaks},
	AlpineLarches:    {alpine, drawLarches},
	AlpineLake:       {alpine, drawLake},
	AlpineSlopes:     {alpine, drawSlopes},
	AlpineVillage:    {alpine, drawVillage},
	AlpineMeadow:     {alpine, drawMeadow},
	BretonLonghouse:  {breton, drawLonghouse},
	BretonFisherman:  {breton, drawFisherman},
	BretonCottage:    {breton, drawCottage},
	BretonVilla:      {breton, drawVilla},
	BretonManor:      {breton, drawManor},
	BretonResidence:  {breton, drawResidence},
	AlpineChalet:     {alpine, drawChalet},
	AlpineResidence:  {alpine, drawAlpineResidence},
	BretonLiving:     {breton, drawBretonLiving},
	BretonKitchen:    {breton, drawBretonKitchen},
	BretonBedroom:    {breton, drawBretonBedroom},
	BretonBathroom:   {breton, drawBretonBathroom},
	AlpineLiving:     {alpine, drawAlpineLiving},
	AlpineKitchen:    {alpine, drawAlpineKitchen},
	AlpineBedroom:    {alpine, drawAlpineBedroom},
	AlpineBathroom:   {alpine, drawAlpineBathroom},
}

func All() []Scene {
	var out []Scene
	for s := range scenes {
		out = append(out, s)
	}
	return out
}
