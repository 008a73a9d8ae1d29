package dataset

import (
	"comptoir/internal/demo/drawing"
	"comptoir/internal/kernel/period"
)

// at is an address in France.
func at(line1, postalCode, city string) Address { return Address{line1, postalCode, city, "FR"} }

// northCoast are the properties between Cancale and Perros-Guirec.
func northCoast() []Property {
	return []Property{
		{
			Slug: "l-appartement-des-corsaires", Type: "apartment",
			Name:    Text{"L’Appartement des Corsaires", "The Corsairs’ Apartment"},
			Summary: Text{"Sous les toits d’un hôtel d’armateur, à cent pas des remparts de Saint-Malo.", "Under the roof of a shipowner’s town house, a hundred paces from Saint-Malo’s ramparts."},
			Description: Text{
				"Deux étages à gravir, une porte bleue, et la rumeur de la rue reste derrière vous. L’appartement occupe l’angle d’un hôtel d’armateur du XVIIIe siècle : parquet en point de Hongrie, cheminée de marbre gris, trois fenêtres hautes d’où l’on voit passer les goélands.\n\nLe salon s’ouvre sur une cuisine faite pour cuisiner vraiment ; les deux chambres donnent sur la cour, au calme. Le marché de la Halle au Blé est à deux rues, la plage de Bon-Secours et sa piscine d’eau de mer à cinq minutes à pied.",
				"Two flights of stairs, a blue door, and the noise of the street stays behind you. The apartment takes up the corner of an eighteenth-century shipowner’s house: herringbone floors, a grey marble fireplace, three tall windows where the gulls go by.\n\nThe living room opens onto a kitchen made for people who really cook; both bedrooms face the quiet courtyard. The Halle au Blé market is two streets away, Bon-Secours beach and its sea-water pool five minutes on foot.",
			},
			Capacity: 4, MaxInfants: 1, Bedrooms: 2, Beds: 3, Bathrooms: 1, Surface: 74,
			Address: at("7 rue des Vieux Gréements", "35400", "Saint-Malo"), INSEE: "35288", Department: "35", Lat: 48.6493, Lon: -2.0259,
			Features:   equipped("dishwasher", "washing_machine", "linen_included", "fireplace", "workspace", "beach_nearby", "shops_nearby", "baby_equipment", "self_check_in"),
			HouseRules: []Text{noSmoking, stairs, noParties, noPets}, CheckIn: period.At(16, 0), CheckOut: period.At(10, 0),
			Stars: 4, Registration: "35288999101ZA", Owner: "P-01", Mandate: "RIV-2021-003", Policy: "moderate",
			Rates:  tariff{base: 118, min: 2, highMin: 4, cleaning: 65, deposit: 400}.coast(),
			Scenes: []drawing.Scene{drawing.BretonTownhouse, drawing.BretonLiving, drawing.BretonKitchen, drawing.BretonBedroom, drawing.BretonBathroom, drawing.BretonBeach}, PhotoSeed: 7,
		},
		{
			Slug: "le-studio-du-sillon", Type: "studio",
			Name:    Text{"Le Studio du Sillon", "The Sillon Studio"},
			Summary: Text{"Vingt-huit mètres carrés et toute la plage du Sillon sous le balcon.", "Twenty-eight square metres and the whole of Sillon beach beneath the balcony."},
			Description: Text{
				"On vient ici pour la marée. Au troisième étage d’une résidence des années trente, face aux brise-lames de chêne, le studio n’a qu’une pièce mais elle regarde le large d’un mur à l’autre. Les jours de grand coefficient, l’écume monte jusqu’à la rambarde de la digue.\n\nLit double escamotable de vraie literie, petite cuisine bien pensée, bureau devant la fenêtre. La gare est à un quart d’heure à pied et l’on peut oublier la voiture.",
				"People come here for the tide. On the third floor of a 1930s building facing the oak breakwaters, the studio has a single room, but it looks out to sea from wall to wall. On spring tides the spray reaches the railing of the promenade.\n\nA proper fold-away double bed, a clever little kitchen, a desk at the window. The station is a fifteen-minute walk: leave the car at home.",
			},
			Capacity: 2, MaxInfants: 1, Bedrooms: 0, Beds: 1, Bathrooms: 1, Surface: 28,
			Address: at("52 chaussée des Brise-Lames", "35400", "Saint-Malo"), INSEE: "35288", Department: "35", Lat: 48.6548, Lon: -2.0118,
			Features:   equipped("sea_view", "balcony", "linen_included", "workspace", "beach_access", "shops_nearby", "lift", "self_check_in"),
			HouseRules: []Text{noSmoking, stairs, sand}, CheckIn: period.At(16, 0), CheckOut: period.At(11, 0),
			Stars: 2, Registration: "35288999102ZB", Owner: "P-01", Mandate: "RIV-2021-004", Policy: "flexible",
			Rates:  tariff{base: 68, min: 2, highMin: 3, cleaning: 35, deposit: 200}.coast(),
			Scenes: []drawing.Scene{drawing.BretonBeach, drawing.BretonLiving, drawing.BretonBathroom, drawing.BretonResidence, drawing.BretonTerrace}, PhotoSeed: 9,
		},
		{
			Slug: "la-houle-cancale", Type: "house",
			Name:    Text{"La Maison de la Houle", "The House at La Houle"},
			Summary: Text{"Une maison de pêcheur sur le port aux huîtres de Cancale.", "A fisherman’s house on Cancale’s oyster harbour."},
			Description: Text{
				"À marée basse, les tracteurs descendent aux parcs ; à marée haute, les bisquines rentrent devant vos fenêtres. Cette maison de pêcheur blanchie à la chaux a été refaite pièce par pièce par un charpentier de marine : escalier de bateau, lits clos, rangements partout.\n\nTrois chambres sur deux niveaux, un séjour avec poêle, une courette pavée où ouvrir les huîtres du marché. Le sentier des douaniers part derrière la maison et mène à la pointe du Grouin en deux heures.",
				"At low tide the tractors go down to the oyster beds; at high tide the old luggers come in past your windows. This whitewashed fisherman’s house was restored room by room by a shipwright: ship’s stairs, box beds, a locker in every corner.\n\nThree bedrooms on two floors, a living room with a stove, a small paved yard for opening oysters from the market. The coast path starts behind the house and reaches the Pointe du Grouin in two hours.",
			},
			Capacity: 6, MaxInfants: 1, MaxPets: 1, Bedrooms: 3, Beds: 4, Bathrooms: 2, Surface: 96,
			Address: at("18 quai des Bisquines", "35260", "Cancale"), INSEE: "35049", Department: "35", Lat: 48.6722, Lon: -1.8556,
			Features:   equipped("sea_view", "terrace", "fireplace", "dishwasher", "washing_machine", "shops_nearby", "pets_allowed", "baby_equipment", "barbecue"),
			HouseRules: []Text{noSmoking, pets, fire, sorting}, CheckIn: period.At(16, 0), CheckOut: period.At(10, 0),
			Stars: 3, Registration: "35049999103ZC", Owner: "P-02", Mandate: "RIV-2021-007", Policy: "moderate",
			Rates:  tariff{base: 125, min: 2, weekly: true, cleaning: 80, linen: 14, pet: 30, deposit: 500}.coast(),
			Scenes: []drawing.Scene{drawing.BretonFisherman, drawing.BretonLiving, drawing.BretonKitchen, drawing.BretonBedroom, drawing.BretonBathroom, drawing.BretonHarbour, drawing.BretonCliffs}, PhotoSeed: 1,
		},
		{
			Slug: "villa-belle-rive-dinard", Type: "villa",
			Name:    Text{"Villa Belle Rive", "Villa Belle Rive"},
			Summary: Text{"Une villa de 1903 au-dessus de la promenade du Clair de Lune, six chambres et un jardin de pins.", "A villa of 1903 above the Clair de Lune promenade, six bedrooms and a garden of pines."},
			Description: Text{
				"Bâtie pour une famille anglaise à la Belle Époque, la villa a gardé sa tour, son bow-window et ses colombages bleus. On y tient à douze sans jamais se gêner : deux salons, une salle à manger pour quatorze, un office où l’on prépare de vrais dîners.\n\nLe jardin descend en terrasses vers la Rance, planté de pins et d’hortensias ; une piscine chauffée attend à l’abri du vent d’ouest. Le marché, le casino et la plage de l’Écluse sont à dix minutes à pied, Saint-Malo à dix minutes de bateau.",
				"Built for an English family in the Belle Époque, the villa has kept its tower, its bay window and its blue half-timbering. Twelve people live here without ever being in each other’s way: two drawing rooms, a dining room for fourteen, a pantry where real dinners are prepared.\n\nThe garden steps down towards the Rance, planted with pines and hydrangeas; a heated pool lies out of the west wind. The market, the casino and Écluse beach are ten minutes on foot, Saint-Malo ten minutes by boat.",
			},
			Capacity: 12, MaxInfants: 2, Bedrooms: 6, Beds: 9, Bathrooms: 5, Surface: 310,
			Address: at("23 allée des Hauts Pins", "35800", "Dinard"), INSEE: "35093", Department: "35", Lat: 48.6312, Lon: -2.0602,
			Features:   equipped("sea_view", "garden", "enclosed_garden", "heated_pool", "pool", "terrace", "barbecue", "fireplace", "piano", "games_room", "dishwasher", "washing_machine", "dryer", "linen_included", "parking", "ev_charger", "baby_equipment", "beach_nearby", "shops_nearby"),
			HouseRules: []Text{noSmoking, noParties, quiet, poolRule, noPets}, CheckIn: period.At(17, 0), CheckOut: period.At(10, 0),
			Stars: 5, Registration: "35093999104ZD", Owner: "P-03", Mandate: "RIV-2020-001", Policy: "strict",
			Rates:  tariff{base: 420, min: 3, weekly: true, cleaning: 260, deposit: 2500, prepare: 1}.coast(),
			Scenes: []drawing.Scene{drawing.BretonVilla, drawing.BretonLiving, drawing.BretonKitchen, drawing.BretonBedroom, drawing.BretonBathroom, drawing.BretonTerrace, drawing.BretonBeach, drawing.BretonIslands}, PhotoSeed: 7,
		},
		{
			Slug: "la-lande-d-erquy", Type: "house",
			Name:    Text{"La Lande d’Erquy", "Erquy Heath"},
			Summary: Text{"Grès rose, bruyère et plage de Caroual au bout du chemin.", "Pink sandstone, heather and Caroual beach at the end of the lane."},
			Description: Text{
				"La maison est bâtie du même grès rose que le cap qui la protège. Devant, un hectare de lande où les enfants font des cabanes ; au bout du chemin creux, quatre cents mètres plus bas, le sable de Caroual et ses bassins chauffés par le soleil.\n\nQuatre chambres, dont une de plain-pied avec sa salle d’eau, une grande table de ferme, un abri pour les planches et les vélos. En saison, le port décharge la coquille Saint-Jacques à dix minutes d’ici.",
				"The house is built of the same pink sandstone as the cape that shelters it. In front, an acre or two of heath where children build dens; at the end of the sunken lane, four hundred metres below, the sands of Caroual and their sun-warmed pools.\n\nFour bedrooms, one of them on the ground floor with its own shower room, a big farmhouse table, a shed for boards and bikes. In season the harbour lands its scallops ten minutes away.",
			},
			Capacity: 8, MaxInfants: 2, MaxPets: 2, Bedrooms: 4, Beds: 6, Bathrooms: 2, Surface: 140,
			Address: at("3 chemin de la Bruyère Rose", "22430", "Erquy"), INSEE: "22054", Department: "22", Lat: 48.6196, Lon: -2.4716,
			Features:   equipped("garden", "terrace", "barbecue", "fireplace", "dishwasher", "washing_machine", "dryer", "bikes", "beach_nearby", "countryside", "pets_allowed", "children_games", "parking", "baby_equipment"),
			HouseRules: []Text{noSmoking, pets, sand, quiet}, CheckIn: period.At(16, 0), CheckOut: period.At(10, 0),
			Stars: 3, Registration: "22054999105ZE", Owner: "P-04", Mandate: "RIV-2022-011", Policy: "moderate",
			Rates:  tariff{base: 145, min: 2, weekly: true, cleaning: 95, linen: 14, pet: 30, deposit: 600}.coast(),
			Scenes: []drawing.Scene{drawing.BretonLonghouse, drawing.BretonMoor, drawing.BretonLiving, drawing.BretonKitchen, drawing.BretonBedroom, drawing.BretonTerrace, drawing.BretonBeach}, PhotoSeed: 12,
		},
		{
			Slug: "maison-de-l-islandais", Type: "house",
			Name:    Text{"La Maison de l’Islandais", "The Iceland Fisherman’s House"},
			Summary: Text{"Maison d’armateur à deux pas du port de Paimpol, jardin clos et atelier de peintre.", "A shipowner’s house two steps from Paimpol harbour, walled garden and painter’s studio."},
			Description: Text{
				"Elle a vu partir les goélettes pour l’Islande. Derrière sa façade de granit à cinq fenêtres, la maison cache un jardin clos de murs où mûrissent des figues, et un atelier sous verrière que les enfants annexent les jours de pluie.\n\nLes pièces du bas s’enfilent du vestibule au jardin ; à l’étage, trois chambres et un bureau avec lit d’appoint. Le vieux gréement de Bréhat embarque à l’Arcouest, à cinq kilomètres.",
				"It watched the schooners leave for Iceland. Behind a granite front with five windows the house hides a walled garden where figs ripen, and a glass-roofed studio that children take over on rainy days.\n\nDownstairs the rooms run from the hall to the garden; upstairs there are three bedrooms and a study with a spare bed. Boats for the island of Bréhat leave from L’Arcouest, five kilometres away.",
			},
			Capacity: 7, MaxInfants: 1, MaxPets: 1, Bedrooms: 3, Beds: 5, Bathrooms: 2, Surface: 155,
			Address: at("11 rue des Goélettes", "22500", "Paimpol"), INSEE: "22162", Department: "22", Lat: 48.7788, Lon: -3.0468,
			Features:   equipped("garden", "enclosed_garden", "terrace", "barbecue", "fireplace", "piano", "workspace", "dishwasher", "washing_machine", "shops_nearby", "pets_allowed", "baby_equipment"),
			HouseRules: []Text{noSmoking, pets, fire, sorting}, CheckIn: period.At(16, 0), CheckOut: period.At(10, 30),
			Stars: 4, Registration: "22162999106ZF", Owner: "P-04", Mandate: "RIV-2022-012", Policy: "moderate",
			Rates:  tariff{base: 138, min: 2, weekly: true, cleaning: 90, linen: 14, pet: 30, deposit: 600}.coast(),
			Scenes: []drawing.Scene{drawing.BretonHarbour, drawing.BretonLiving, drawing.BretonKitchen, drawing.BretonBedroom, drawing.BretonBathroom, drawing.BretonIslands}, PhotoSeed: 21,
		},
		{
			Slug: "manoir-de-kerlaouen", Type: "manor",
			Name:    Text{"Manoir de Kerlaouen", "Kerlaouen Manor"},
			Summary: Text{"Un manoir du XVIe siècle, sa tour, ses deux hectares et ses huit chambres.", "A sixteenth-century manor, its tower, five acres and eight bedrooms."},
			Description: Text{
				"On arrive par une allée de châtaigniers ; la tour d’escalier paraît la première, puis la cour pavée. Le manoir a été la maison d’un capitaine du duc, une ferme, une ruine, et depuis quinze ans la maison de famille que vous louez : chauffée partout, silencieuse, pleine de livres.\n\nHuit chambres, dont quatre dans l’aile, une cuisine avec sa cheminée où l’on tient debout, une salle de billard. Dehors, un potager dont vous avez la clef, un verger, une rivière à truites. Paimpol et ses quais sont à trois kilomètres.",
				"You come up an avenue of chestnuts; the stair tower shows first, then the paved court. The manor has been the home of a captain of the duke, a farm, a ruin, and for fifteen years the family house that you are renting: warm throughout, silent, full of books.\n\nEight bedrooms, four of them in the wing, a kitchen with a hearth one can stand in, a billiard room. Outside, a kitchen garden to which you have the key, an orchard, a trout stream. Paimpol and its quays are three kilometres away.",
			},
			Capacity: 16, MaxInfants: 3, MaxPets: 2, Bedrooms: 8, Beds: 12, Bathrooms: 6, Surface: 420,
			Address: at("Kerlaouen", "22500", "Paimpol"), INSEE: "22162", Department: "22", Lat: 48.7602, Lon: -3.0631,
			Features:   equipped("garden", "terrace", "barbecue", "fireplace", "piano", "games_room", "dishwasher", "washing_machine", "dryer", "linen_included", "river_view", "countryside", "pets_allowed", "baby_equipment", "children_games", "parking", "ev_charger", "bikes", "ground_floor"),
			HouseRules: []Text{noSmoking, noParties, pets, fire, quiet}, CheckIn: period.At(17, 0), CheckOut: period.At(10, 0),
			Stars: 5, Registration: "22162999107ZG", Owner: "P-03", Mandate: "RIV-2020-002", Policy: "strict",
			Rates:  tariff{base: 520, min: 3, weekly: true, cleaning: 380, pet: 50, deposit: 3000, prepare: 1, included: 12, extra: 25}.coast(),
			Scenes: []drawing.Scene{drawing.BretonManor, drawing.BretonLiving, drawing.BretonKitchen, drawing.BretonBedroom, drawing.BretonBathroom, drawing.BretonMoor, drawing.BretonHarbour}, PhotoSeed: 33,
		},
		{
			Slug: "villa-roz-armor", Type: "villa",
			Name:    Text{"Villa Roz Armor", "Villa Roz Armor"},
			Summary: Text{"Au-dessus de Trestraou, dix couchages et les Sept-Îles en face.", "Above Trestraou beach, ten beds and the Seven Islands opposite."},
			Description: Text{
				"Du salon, on compte les sept îles ; de la terrasse, les jours clairs, on devine les fous de Bassan. La villa est claire, moderne, posée sur la pente : le séjour en haut pour la vue, les chambres en dessous ouvertes sur le jardin.\n\nUn escalier privé rejoint le GR 34 puis la plage de Trestraou en quatre minutes. Sauna, cuisine ouverte, deux bureaux fermés pour ceux qui ne décrochent pas tout à fait.",
				"From the living room you can count the seven islands; from the terrace, on clear days, you can make out the gannets. The villa is bright, modern, set into the slope: living room on top for the view, bedrooms below opening onto the garden.\n\nA private flight of steps joins the coast path, then Trestraou beach in four minutes. A sauna, an open kitchen, and two rooms with doors for those who never quite stop working.",
			},
			Capacity: 10, MaxInfants: 2, Bedrooms: 5, Beds: 7, Bathrooms: 4, Surface: 215,
			Address: at("9 corniche des Macareux", "22700", "Perros-Guirec"), INSEE: "22168", Department: "22", Lat: 48.8166, Lon: -3.4512,
			Features:   equipped("sea_view", "garden", "terrace", "barbecue", "sauna", "workspace", "dishwasher", "washing_machine", "dryer", "linen_included", "beach_nearby", "parking", "ev_charger", "baby_equipment"),
			HouseRules: []Text{noSmoking, noParties, quiet, sand, noPets}, CheckIn: period.At(17, 0), CheckOut: period.At(10, 0),
			Stars: 4, Registration: "22168999108ZH", Owner: "P-05", Mandate: "RIV-2022-015", Policy: "firm",
			Rates:  tariff{base: 290, min: 3, weekly: true, cleaning: 180, deposit: 1500}.coast(),
			Scenes: []drawing.Scene{drawing.BretonTerrace, drawing.BretonLiving, drawing.BretonKitchen, drawing.BretonBedroom, drawing.BretonBathroom, drawing.BretonIslands, drawing.BretonBeach}, PhotoSeed: 12,
		},
		{
			Slug: "le-nid-de-granit", Type: "house",
			Name:    Text{"Le Nid de Granit", "The Granite Nest"},
			Summary: Text{"Entre les rochers roses de Ploumanac’h, à trois minutes de la plage Saint-Guirec.", "Among Ploumanac’h’s pink rocks, three minutes from Saint-Guirec beach."},
			Description: Text{
				"Un rocher gros comme une camionnette traverse le jardin : la maison a été dessinée autour. On se réveille avec la lumière rose du granit, on déjeune dehors à l’abri du vent, on rentre du phare de Mean Ruz à la nuit en suivant le sentier.\n\nTrois chambres, un séjour vitré, une vraie douche extérieure d’eau chaude pour les retours de baignade. Ploumanac’h est un village de Perros-Guirec ; boulangerie, crêperie et club nautique sont à pied.",
				"A rock as big as a van runs through the garden: the house was drawn around it. You wake to the pink light of the granite, have lunch outdoors out of the wind, and walk back from the Mean Ruz lighthouse at nightfall along the path.\n\nThree bedrooms, a glazed living room, a real hot-water outdoor shower for when you come back from swimming. Ploumanac’h is a village of Perros-Guirec; bakery, crêperie and sailing club are a walk away.",
			},
			Capacity: 6, MaxInfants: 1, MaxPets: 1, Bedrooms: 3, Beds: 4, Bathrooms: 2, Surface: 112,
			Address: at("5 venelle du Grand Rocher, Ploumanac’h", "22700", "Perros-Guirec"), INSEE: "22168", Department: "22", Lat: 48.8289, Lon: -3.4822,
			Features:   equipped("garden", "terrace", "barbecue", "sea_view", "dishwasher", "washing_machine", "beach_nearby", "shops_nearby", "pets_allowed", "parking", "bikes", "baby_equipment"),
			HouseRules: []Text{noSmoking, pets, sand, quiet}, CheckIn: period.At(16, 0), CheckOut: period.At(10, 0),
			Stars: 4, Registration: "22168999109ZJ", Owner: "P-05", Mandate: "RIV-2023-016", Policy: "firm",
			Rates:  tariff{base: 165, min: 2, weekly: true, cleaning: 95, linen: 14, pet: 30, deposit: 700}.coast(),
			Scenes: []drawing.Scene{drawing.BretonGranite, drawing.BretonLiving, drawing.BretonKitchen, drawing.BretonBedroom, drawing.BretonTerrace, drawing.BretonLighthouse}, PhotoSeed: 9,
		},
	}
}
