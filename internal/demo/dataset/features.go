package dataset

// Features is the taxonomy that the properties of the demo use: each code stands in the taxonomy of stays.
var Features = []string{
	"wifi", "heating", "air_conditioning", "tv", "workspace", "fireplace", "smoke_detector",
	"dishwasher", "oven", "microwave", "coffee_machine", "raclette", "washing_machine", "dryer", "linen_included",
	"garden", "enclosed_garden", "terrace", "balcony", "barbecue", "heated_pool", "pool", "bikes",
	"sea_view", "mountain_view", "lake_view", "river_view", "beach_access", "beach_nearby", "shops_nearby", "ski_in_out", "ski_room", "countryside",
	"sauna", "hot_tub", "games_room", "piano",
	"pets_allowed", "baby_equipment", "children_games", "non_smoking",
	"parking", "garage", "ev_charger", "wheelchair_accessible", "ground_floor", "lift", "self_check_in",
}

// equipped is what every property has, and what else this one has.
func equipped(more ...string) []string {
	return append([]string{"wifi", "heating", "tv", "smoke_detector", "oven", "microwave", "coffee_machine", "non_smoking"}, more...)
}

// The house rules that several properties share.
var (
	noSmoking = Text{"Logement entièrement non-fumeur ; on fume dehors, cendrier fourni.", "No smoking indoors; smoke outside, an ashtray is provided."}
	noParties = Text{"Ni fête ni enterrement de vie de célibataire.", "No parties, stag or hen weekends."}
	quiet     = Text{"Silence dehors entre 22 h et 8 h : on entend tout d’un jardin à l’autre.", "Quiet outdoors from 10 pm to 8 am: gardens carry every sound."}
	stairs    = Text{"Immeuble habité à l’année : merci d’être discrets dans l’escalier.", "People live here all year: please be quiet on the stairs."}
	sand      = Text{"On rince les pieds et les combinaisons à la douche extérieure avant d’entrer.", "Rinse feet and wetsuits under the outdoor shower before coming in."}
	pets      = Text{"Animaux bienvenus, jamais seuls dans la maison ni sur les lits.", "Pets are welcome, never left alone in the house nor on the beds."}
	noPets    = Text{"Pas d’animaux : un propriétaire est allergique.", "No pets: one of the owners is allergic."}
	fire      = Text{"Le poêle se charge avec le bois fourni, jamais avec du bois flotté.", "Burn only the logs provided in the stove, never driftwood."}
	water     = Text{"L’eau est précieuse sur l’île : douches courtes, pas d’arrosage.", "Water is precious on the island: short showers, no watering."}
	sorting   = Text{"Tri des déchets : le calendrier des collectes est sur le réfrigérateur.", "Sort your waste: collection days are on the fridge."}
	poolRule  = Text{"Piscine sous alarme : on la réenclenche après chaque baignade, un adulte surveille les enfants.", "The pool has an alarm: switch it back on after each swim; an adult watches the children."}
	skis      = Text{"Skis et chaussures restent au local, jamais sur le parquet.", "Skis and boots stay in the ski room, never on the wooden floors."}
	snowTyres = Text{"En hiver, pneus neige ou chaînes obligatoires pour monter jusqu’à la maison.", "In winter, snow tyres or chains are compulsory on the road up."}
)
