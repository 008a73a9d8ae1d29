package drawing

import (
	"maps"
	"slices"
)

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
	BretonLonghouse    Scene = "breton-longhouse"
	BretonFisherman    Scene = "breton-fisherman"
	BretonCottage      Scene = "breton-cottage"
	BretonVilla        Scene = "breton-villa"
	BretonManor        Scene = "breton-manor"
	BretonResidence    Scene = "breton-residence"
	BretonTownhouse    Scene = "breton-townhouse"
	BretonContemporary Scene = "breton-contemporary"
	AlpineChalet       Scene = "alpine-chalet"
	AlpineLodge        Scene = "alpine-lodge"
	AlpineResidence    Scene = "alpine-residence"
)

// The rooms, furnished as one furnishes by the sea or in the mountains.
const (
	BretonLiving   Scene = "breton-living"
	BretonKitchen  Scene = "breton-kitchen"
	BretonBedroom  Scene = "breton-bedroom"
	BretonBathroom Scene = "breton-bathroom"
	BretonTerrace  Scene = "breton-terrace"
	AlpineTerrace  Scene = "alpine-terrace"
	AlpineLiving   Scene = "alpine-living"
	AlpineKitchen  Scene = "alpine-kitchen"
	AlpineBedroom  Scene = "alpine-bedroom"
	AlpineBathroom Scene = "alpine-bathroom"
)

// The regions that [Scenes] knows.
const (
	Brittany = "bretagne"
	Alps     = "alpes"
)

type region uint8

const (
	breton region = iota
	alpine
)

// sceneDef is how a scene is drawn and said: the captions serve as alternative texts.
type sceneDef struct {
	region region
	draw   func(*canvas, *dice, *mood)
	fr, en string
}

var scenes = map[Scene]sceneDef{
	BretonCliffs:       {breton, drawCliffs, "Falaises, sentier des douaniers et lande en fleurs", "Cliffs, coast path and flowering heath"},
	BretonLighthouse:   {breton, drawLighthouse, "Phare sur son rocher", "Lighthouse on its rock"},
	BretonBeach:        {breton, drawBeach, "Plage à marée basse et tentes rayées", "Beach at low tide with striped tents"},
	BretonHarbour:      {breton, drawHarbour, "Port de pêche et maisons du quai", "Fishing harbour and quayside houses"},
	BretonMoor:         {breton, drawMoor, "Lande de bruyère et menhirs", "Heather moor and standing stones"},
	BretonIslands:      {breton, drawIslands, "Îles et voiliers", "Islands and sailing boats"},
	BretonGranite:      {breton, drawPinkGranite, "Rochers de granit rose", "Pink granite boulders"},
	AlpinePeaks:        {alpine, drawPeaks, "Sommets au-dessus de la vallée", "Peaks above the valley"},
	AlpineLarches:      {alpine, drawLarches, "Sentier sous les mélèzes", "Path under the larches"},
	AlpineLake:         {alpine, drawLake, "Lac de montagne et ponton", "Mountain lake and jetty"},
	AlpineSlopes:       {alpine, drawSlopes, "Pistes et télésiège", "Ski slopes and chairlift"},
	AlpineVillage:      {alpine, drawVillage, "Village, clocher et chalets", "Village, bell tower and chalets"},
	AlpineMeadow:       {alpine, drawMeadow, "Alpage en fleurs", "Alpine meadow in flower"},
	BretonLonghouse:    {breton, drawLonghouse, "Longère de granit et hortensias", "Granite long-house and hydrangeas"},
	BretonFisherman:    {breton, drawFisherman, "Maison de pêcheur blanchie à la chaux", "Whitewashed fisherman's house"},
	BretonCottage:      {breton, drawCottage, "Chaumière et son jardin", "Thatched cottage and its garden"},
	BretonVilla:        {breton, drawVilla, "Villa balnéaire de 1900", "Seaside villa of 1900"},
	BretonManor:        {breton, drawManor, "Manoir et sa tour", "Manor house and its tower"},
	BretonResidence:    {breton, drawResidence, "Résidence et ses balcons", "Apartment building with balconies"},
	BretonTownhouse:    {breton, drawTownhouse, "Maison de ville en granit et porche", "Granite town house and its archway"},
	BretonContemporary: {breton, drawContemporary, "Villa contemporaine sous les pins", "Contemporary villa under the pines"},
	AlpineLodge:        {alpine, drawLodge, "Grand chalet à pignon vitré", "Large chalet with a glazed gable"},
	AlpineChalet:       {alpine, drawChalet, "Chalet et ses balcons", "Chalet and its balconies"},
	AlpineResidence:    {alpine, drawAlpineResidence, "Résidence en bois et pierre", "Residence of timber and stone"},
	BretonLiving:       {breton, drawBretonLiving, "Séjour avec vue", "Living room with a view"},
	BretonKitchen:      {breton, drawBretonKitchen, "Cuisine équipée", "Fitted kitchen"},
	BretonBedroom:      {breton, drawBretonBedroom, "Chambre", "Bedroom"},
	BretonBathroom:     {breton, drawBretonBathroom, "Salle de bains", "Bathroom"},
	BretonTerrace:      {breton, drawBretonTerrace, "Terrasse face à la mer", "Terrace facing the sea"},
	AlpineTerrace:      {alpine, drawAlpineTerrace, "Balcon face aux sommets", "Balcony facing the peaks"},
	AlpineLiving:       {alpine, drawAlpineLiving, "Séjour et poêle à bois", "Living room and wood stove"},
	AlpineKitchen:      {alpine, drawAlpineKitchen, "Cuisine équipée", "Fitted kitchen"},
	AlpineBedroom:      {alpine, drawAlpineBedroom, "Chambre sous les poutres", "Bedroom under the beams"},
	AlpineBathroom:     {alpine, drawAlpineBathroom, "Salle de bains", "Bathroom"},
}

// All lists every scene, in alphabetical order.
func All() []Scene { return slices.Sorted(maps.Keys(scenes)) }

// Known says whether there is such a scene.
func (s Scene) Known() bool { _, ok := scenes[s]; return ok }

// Caption says what is to be seen, in French ("fr") or, for any other language, in English.
func (s Scene) Caption(lang string) string {
	if lang == "fr" {
		return scenes[s].fr
	}
	return scenes[s].en
}

// Scenes is a usual set of photos for a property: the house first, then rooms, then the surroundings. The region is [Brittany]
// or [Alps]; the type one of house, villa, apartment, cottage, studio, manor, chalet. What it does not know is shown as a house
// of Brittany.
func Scenes(region, propertyType string) []Scene {
	if region == Alps {
		front := AlpineChalet
		if propertyType == "apartment" || propertyType == "studio" {
			front = AlpineResidence
		}
		if propertyType == "studio" {
			return []Scene{front, AlpineLiving, AlpineBathroom, AlpineTerrace, AlpineVillage}
		}
		return []Scene{front, AlpineLiving, AlpineKitchen, AlpineBedroom, AlpineBathroom, AlpineTerrace, AlpinePeaks}
	}
	fronts := map[string]Scene{
		"villa": BretonVilla, "apartment": BretonResidence, "studio": BretonResidence, "cottage": BretonCottage, "manor": BretonManor,
	}
	front, ok := fronts[propertyType]
	if !ok {
		front = BretonLonghouse
	}
	if propertyType == "studio" {
		return []Scene{front, BretonLiving, BretonBathroom, BretonTerrace, BretonBeach}
	}
	return []Scene{front, BretonLiving, BretonKitchen, BretonBedroom, BretonBathroom, BretonTerrace, BretonCliffs}
}
