package dataset

import (
	"comptoir/internal/demo/drawing"
	"comptoir/internal/kernel/period"
)

// northAlps are the properties of Haute-Savoie.
func northAlps() []Property {
	return []Property{
		{
			Slug: "chalet-des-aravis", Type: "chalet",
			Name:    Text{"Chalet des Aravis", "Chalet des Aravis"},
			Summary: Text{"Un chalet de 1782 au Grand-Bornand, cinq chambres, sauna et reblochon à la ferme d’en face.", "A chalet of 1782 in Le Grand-Bornand, five bedrooms, a sauna and reblochon from the farm opposite."},
			Description: Text{
				"La date est gravée sur la poutre faîtière : 1782. Les charpentiers du village l’ont démonté planche à planche et remonté autour d’une maison d’aujourd’hui, chauffée par la géothermie et silencieuse comme la neige.\n\nAu dernier étage, le séjour cathédrale et son poêle ; en dessous, cinq chambres et trois salles de bains. Le ski-bus s’arrête à cent mètres, et la ferme d’en face vend son reblochon jusqu’à dix-neuf heures.",
				"The date is carved on the ridge beam: 1782. The village carpenters took it down plank by plank and put it back around a house of today, heated from the ground and as silent as snow.\n\nOn the top floor, the vaulted living room and its stove; below, five bedrooms and three bathrooms. The ski bus stops a hundred metres away, and the farm opposite sells its reblochon until seven in the evening.",
			},
			Capacity: 10, MaxInfants: 2, MaxPets: 1, Bedrooms: 5, Beds: 8, Bathrooms: 3, Surface: 190,
			Address: at("120 chemin des Greniers", "74450", "Le Grand-Bornand"), INSEE: "74136", Department: "74", Lat: 45.9432, Lon: 6.4312,
			Features:   equipped("mountain_view", "balcony", "garden", "barbecue", "sauna", "fireplace", "raclette", "dishwasher", "washing_machine", "dryer", "linen_included", "ski_room", "games_room", "pets_allowed", "baby_equipment", "parking", "ev_charger"),
			HouseRules: []Text{noSmoking, noParties, skis, snowTyres, pets}, CheckIn: period.At(17, 0), CheckOut: period.At(9, 30),
			Stars: 4, Registration: "74136999201ZA", Owner: "C-01", Mandate: "CIM-2020-001", Policy: "firm",
			Rates:  tariff{base: 260, min: 2, weekly: true, cleaning: 180, pet: 40, deposit: 1500, prepare: 1}.mountain(),
			Scenes: []drawing.Scene{drawing.AlpineChalet, drawing.AlpineLiving, drawing.AlpineKitchen, drawing.AlpineBedroom, drawing.AlpineBathroom, drawing.AlpineTerrace, drawing.AlpineVillage, drawing.AlpineSlopes}, PhotoSeed: 20,
		},
		{
			Slug: "face-au-mont-blanc", Type: "apartment",
			Name:    Text{"Face au Mont-Blanc", "Facing Mont Blanc"},
			Summary: Text{"À Chamonix, un balcon plein sud et le glacier des Bossons au petit-déjeuner.", "In Chamonix, a south-facing balcony and the Bossons glacier at breakfast."},
			Description: Text{
				"On règle le réveil sur le premier rayon : il touche le dôme du Goûter, descend le glacier et arrive sur la table. L’appartement est au troisième étage d’une résidence de pierre et de bois, à sept minutes à pied de l’Aiguille du Midi.\n\nDeux chambres, une salle de bains et une salle de douche, un placard chauffé pour les chaussures. Gare du Montenvers et navettes au coin de la rue : la voiture reste au garage.",
				"Set the alarm by the first ray: it touches the Dôme du Goûter, slides down the glacier and reaches the table. The apartment is on the third floor of a stone and timber residence, seven minutes’ walk from the Aiguille du Midi cable car.\n\nTwo bedrooms, a bathroom and a shower room, a heated cupboard for boots. The Montenvers station and the shuttles are round the corner: the car stays in the garage.",
			},
			Capacity: 4, MaxInfants: 1, Bedrooms: 2, Beds: 3, Bathrooms: 2, Surface: 68,
			Address: at("34 allée des Guides", "74400", "Chamonix-Mont-Blanc"), INSEE: "74056", Department: "74", Lat: 45.9212, Lon: 6.8668,
			Features:   equipped("mountain_view", "balcony", "lift", "garage", "parking", "dishwasher", "washing_machine", "raclette", "linen_included", "ski_room", "shops_nearby", "self_check_in", "workspace"),
			HouseRules: []Text{noSmoking, stairs, skis, noPets}, CheckIn: period.At(17, 0), CheckOut: period.At(10, 0),
			Stars: 4, Registration: "74056999202ZB", Owner: "C-02", Mandate: "CIM-2021-003", Policy: "moderate",
			Rates:  tariff{base: 135, min: 2, highMin: 5, cleaning: 80, deposit: 600}.mountain(),
			Scenes: []drawing.Scene{drawing.AlpineResidence, drawing.AlpineLiving, drawing.AlpineTerrace, drawing.AlpineBedroom, drawing.AlpineKitchen, drawing.AlpinePeaks}, PhotoSeed: 15,
		},
		{
			Slug: "le-grand-tetras", Type: "chalet",
			Name:    Text{"Le Grand Tétras", "Le Grand Tétras"},
			Summary: Text{"À Megève, un chalet d’exception pour douze, spa, cheminée et départ à ski.", "In Megève, an exceptional chalet for twelve, with spa, open fire and ski-out."},
			Description: Text{
				"Vieux bois, pierre de la carrière de Combloux, laine et feu : le chalet ne montre rien et tient tout. Les pistes de Rochebrune passent au bout du jardin ; on déchausse devant le local, on traverse, et l’on est dans le bain à remous avant que les autres aient trouvé à se garer.\n\nSix suites, une salle de cinéma, un salon de lecture, un appartement de service. Un cuisinier peut venir : il suffit de nous le dire une semaine avant.",
				"Old timber, stone from the Combloux quarry, wool and fire: the chalet shows nothing off and has everything. The Rochebrune runs pass the end of the garden; you take your skis off at the door, cross the hall, and are in the hot tub before the others have found a parking space.\n\nSix suites, a cinema room, a reading room, staff quarters. A cook can come: just tell us a week before.",
			},
			Capacity: 12, MaxInfants: 2, Bedrooms: 6, Beds: 9, Bathrooms: 7, Surface: 380,
			Address: at("88 route des Coqs de Bruyère", "74120", "Megève"), INSEE: "74173", Department: "74", Lat: 45.8502, Lon: 6.6142,
			Features:   equipped("mountain_view", "balcony", "terrace", "garden", "sauna", "hot_tub", "fireplace", "games_room", "piano", "raclette", "dishwasher", "washing_machine", "dryer", "linen_included", "ski_in_out", "ski_room", "garage", "parking", "ev_charger", "workspace", "lift", "wheelchair_accessible", "baby_equipment"),
			HouseRules: []Text{noSmoking, noParties, skis, snowTyres, noPets}, CheckIn: period.At(17, 0), CheckOut: period.At(10, 0),
			Stars: 5, Registration: "74173999203ZC", Owner: "C-03", Mandate: "CIM-2020-002", Policy: "strict",
			Rates:  tariff{base: 690, min: 3, weekly: true, cleaning: 450, deposit: 5000, prepare: 1}.mountain(),
			Scenes: []drawing.Scene{drawing.AlpineLodge, drawing.AlpineLiving, drawing.AlpineTerrace, drawing.AlpineKitchen, drawing.AlpineBedroom, drawing.AlpineBathroom, drawing.AlpineSlopes, drawing.AlpineVillage}, PhotoSeed: 3,
		},
		{
			Slug: "la-ferme-du-mole", Type: "house",
			Name:    Text{"La Ferme du Môle", "Môle Farm"},
			Summary: Text{"Une ferme faucignerande au-dessus de Bonneville, face à la chaîne des Bornes.", "A Faucigny farmhouse above Bonneville, facing the Bornes range."},
			Description: Text{
				"Ni station ni remontées : des prés, des pommiers, un banc contre le mur de pierre, et le Môle derrière soi. La grange est devenue un séjour de quatre-vingts mètres carrés ; l’étable, une cuisine où la table fait quatre mètres.\n\nQuatre chambres, un jardin clos, un four à pain. Genève est à trente minutes, six stations à moins de quarante : on choisit le matin selon la neige.",
				"No resort, no lifts: meadows, apple trees, a bench against the stone wall, and Mount Môle behind you. The barn has become a living room of eighty square metres, the cowshed a kitchen with a four-metre table.\n\nFour bedrooms, a walled garden, a bread oven. Geneva is thirty minutes away, six resorts less than forty: choose in the morning by the snow.",
			},
			Capacity: 8, MaxInfants: 2, MaxPets: 2, Bedrooms: 4, Beds: 6, Bathrooms: 2, Surface: 185,
			Address: at("410 route de la Côte d’Hyot", "74130", "Bonneville"), INSEE: "74042", Department: "74", Lat: 46.0862, Lon: 6.4128,
			Features:   equipped("mountain_view", "garden", "enclosed_garden", "terrace", "barbecue", "fireplace", "raclette", "dishwasher", "washing_machine", "dryer", "countryside", "pets_allowed", "children_games", "baby_equipment", "parking", "ev_charger", "workspace", "bikes"),
			HouseRules: []Text{noSmoking, pets, fire, quiet}, CheckIn: period.At(16, 0), CheckOut: period.At(10, 0),
			Stars: 0, Registration: "74042999204ZD", Owner: "C-04", Mandate: "CIM-2022-006", Policy: "flexible",
			Rates:  tariff{base: 145, min: 2, highMin: 4, cleaning: 100, linen: 15, pet: 30, deposit: 600}.mountain(),
			Scenes: []drawing.Scene{drawing.AlpineMeadow, drawing.AlpineChalet, drawing.AlpineLiving, drawing.AlpineKitchen, drawing.AlpineBedroom, drawing.AlpineBathroom}, PhotoSeed: 8,
		},
		{
			Slug: "l-etale-skis-aux-pieds", Type: "apartment",
			Name:    Text{"L’Étale, skis aux pieds", "L’Étale, ski to the door"},
			Summary: Text{"À La Clusaz, un quatre-pièces au bord de la piste, balcon et sauna partagé.", "In La Clusaz, a three-bedroom flat beside the run, with balcony and shared sauna."},
			Description: Text{
				"Du balcon on lit les numéros des dossards : la piste du retour passe à vingt mètres. L’appartement tient six personnes sans lits dans le couloir, avec une vraie table et deux salles d’eau pour les matins pressés.\n\nSauna au sous-sol, école de ski au bout du parking, village à huit minutes à pied. L’été, les mêmes pentes sont pleines de vaches et de vététistes.",
				"From the balcony you can read the race numbers: the home run passes twenty metres away. The apartment sleeps six with no beds in the corridor, a real table, and two shower rooms for hurried mornings.\n\nA sauna in the basement, the ski school at the end of the car park, the village eight minutes on foot. In summer the same slopes are full of cows and mountain bikers.",
			},
			Capacity: 6, MaxInfants: 1, Bedrooms: 3, Beds: 4, Bathrooms: 2, Surface: 82,
			Address: at("15 passage du Stade de Neige", "74220", "La Clusaz"), INSEE: "74080", Department: "74", Lat: 45.9032, Lon: 6.4262,
			Features:   equipped("mountain_view", "balcony", "ski_in_out", "ski_room", "sauna", "lift", "garage", "parking", "raclette", "dishwasher", "washing_machine", "linen_included", "shops_nearby", "baby_equipment"),
			HouseRules: []Text{noSmoking, stairs, skis, noPets}, CheckIn: period.At(17, 0), CheckOut: period.At(9, 30),
			Stars: 3, Registration: "74080999205ZE", Owner: "C-01", Mandate: "CIM-2021-004", Policy: "moderate",
			Rates:  tariff{base: 140, min: 2, weekly: true, cleaning: 90, deposit: 600}.mountain(),
			Scenes: []drawing.Scene{drawing.AlpineSlopes, drawing.AlpineResidence, drawing.AlpineLiving, drawing.AlpineBedroom, drawing.AlpineKitchen, drawing.AlpineTerrace}, PhotoSeed: 13,
		},
		{
			Slug: "le-tailleur-de-pierre", Type: "chalet",
			Name:    Text{"Le Tailleur de Pierre", "The Stonecutter"},
			Summary: Text{"À Samoëns, village de tailleurs de pierre, un chalet au bord du Giffre.", "In Samoëns, the stonecutters’ village, a chalet beside the Giffre."},
			Description: Text{
				"Les frahans de Samoëns ont taillé des cathédrales ; l’un d’eux s’est gardé assez de pierre bleue pour cette maison. Socle massif, étages de mélèze, et un escalier d’une seule volée que l’on vient photographier.\n\nQuatre chambres, un coin montagne pour les enfants, une terrasse au-dessus du torrent. Télécabine du Grand Massif à cinq minutes en navette, cirque du Fer-à-Cheval et ses cascades à un quart d’heure.",
				"The stonecutters of Samoëns built cathedrals; one of them kept enough blue stone for this house. A massive base, floors of larch, and a stair in a single flight that people come to photograph.\n\nFour bedrooms, a bunk nook for children, a terrace above the torrent. The Grand Massif gondola is five minutes by shuttle, the waterfalls of the Fer-à-Cheval a quarter of an hour away.",
			},
			Capacity: 8, MaxInfants: 2, MaxPets: 1, Bedrooms: 4, Beds: 7, Bathrooms: 3, Surface: 148,
			Address: at("62 chemin des Frahans", "74340", "Samoëns"), INSEE: "74258", Department: "74", Lat: 46.0824, Lon: 6.7242,
			Features:   equipped("mountain_view", "river_view", "terrace", "balcony", "garden", "barbecue", "fireplace", "raclette", "dishwasher", "washing_machine", "dryer", "ski_room", "pets_allowed", "children_games", "baby_equipment", "parking", "hot_tub"),
			HouseRules: []Text{noSmoking, pets, skis, fire}, CheckIn: period.At(17, 0), CheckOut: period.At(10, 0),
			Stars: 4, Registration: "74258999206ZF", Owner: "C-02", Mandate: "CIM-2022-007", Policy: "firm",
			Rates:  tariff{base: 195, min: 2, weekly: true, cleaning: 130, linen: 16, pet: 35, deposit: 900}.mountain(),
			Scenes: []drawing.Scene{drawing.AlpineChalet, drawing.AlpineLiving, drawing.AlpineKitchen, drawing.AlpineBedroom, drawing.AlpineTerrace, drawing.AlpineLarches, drawing.AlpinePeaks}, PhotoSeed: 12,
		},
	}
}
