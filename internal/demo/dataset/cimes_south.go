package dataset

import (
	"comptoir/internal/demo/drawing"
	"comptoir/internal/kernel/period"
)

// otherAlps are the properties of Les Gets, the lake of Annecy, Savoie and the Hautes-Alpes.
func otherAlps() []Property {
	return []Property{
		{
			Slug: "chalet-bergeronnette", Type: "chalet",
			Name:    Text{"Chalet Bergeronnette", "Chalet Bergeronnette"},
			Summary: Text{"Aux Gets, dix personnes, un jardin d’enfants au pied du télésiège.", "In Les Gets, sleeps ten, with the children’s ski garden at the foot of the lift."},
			Description: Text{
				"Un chalet pour deux familles qui s’aiment bien mais tiennent à leurs portes : deux étages de chambres, chacun avec sa salle de bains et son petit salon, et tout en haut la grande pièce commune, son four et sa vue sur les Portes du Soleil.\n\nBaby-foot, bibliothèque de bandes dessinées, luges au garage. L’hiver, la piste rentre à la maison ; l’été, le lac de baignade est à dix minutes.",
				"A chalet for two families who get on well but like their doors: two floors of bedrooms, each with its bathroom and small sitting room, and at the top the big shared room with its oven and its view over the Portes du Soleil.\n\nTable football, a library of comics, sledges in the garage. In winter the run comes home; in summer the swimming lake is ten minutes away.",
			},
			Capacity: 10, MaxInfants: 2, Bedrooms: 5, Beds: 8, Bathrooms: 3, Surface: 175,
			Address: at("240 route des Perce-Neige", "74260", "Les Gets"), INSEE: "74134", Department: "74", Lat: 46.1602, Lon: 6.6668,
			Features:   equipped("mountain_view", "balcony", "garden", "ski_in_out", "ski_room", "games_room", "fireplace", "raclette", "dishwasher", "washing_machine", "dryer", "linen_included", "children_games", "baby_equipment", "garage", "parking", "sauna"),
			HouseRules: []Text{noSmoking, noParties, skis, snowTyres, noPets}, CheckIn: period.At(17, 0), CheckOut: period.At(9, 30),
			Stars: 4, Registration: "74134999207ZG", Owner: "C-03", Mandate: "CIM-2021-005", Policy: "firm",
			Rates:  tariff{base: 240, min: 2, weekly: true, cleaning: 160, deposit: 1200, prepare: 1}.mountain(),
			Scenes: []drawing.Scene{drawing.AlpineChalet, drawing.AlpineLiving, drawing.AlpineBedroom, drawing.AlpineKitchen, drawing.AlpineBathroom, drawing.AlpineTerrace, drawing.AlpineSlopes}, PhotoSeed: 35,
		},
		{
			Slug: "la-rive-talloires", Type: "villa",
			Name:    Text{"La Rive", "La Rive"},
			Summary: Text{"À Talloires, une maison de bord de lac avec ponton, sous les dents de Lanfon.", "In Talloires, a lakeside house with its jetty, beneath the Dents de Lanfon."},
			Description: Text{
				"Le ponton est à trente pas du lit. De mai à octobre on se baigne avant le café, dans une eau que l’on pourrait boire ; l’hiver, le brouillard monte à midi et laisse les dents de Lanfon toutes roses.\n\nLa maison, basse et blanche, a trois chambres, une véranda, une barque. Le vieux prieuré et ses tables étoilées sont à dix minutes par le chemin de la rive, Annecy à vingt minutes en voiture ou une heure à vélo.",
				"The jetty is thirty steps from the bed. From May to October you swim before coffee, in water you could drink; in winter the mist lifts at noon and leaves the Dents de Lanfon all pink.\n\nThe house, low and white, has three bedrooms, a veranda, a rowing boat. The old priory and its starred tables are ten minutes along the shore path, Annecy twenty minutes by car or an hour by bike.",
			},
			Capacity: 6, MaxInfants: 1, Bedrooms: 3, Beds: 4, Bathrooms: 2, Surface: 126,
			Address: at("19 chemin des Roselières, Talloires", "74290", "Talloires-Montmin"), INSEE: "74275", Department: "74", Lat: 45.8412, Lon: 6.2158,
			Features:   equipped("lake_view", "mountain_view", "garden", "terrace", "barbecue", "bikes", "air_conditioning", "dishwasher", "washing_machine", "linen_included", "parking", "ev_charger", "workspace", "baby_equipment", "ground_floor", "wheelchair_accessible"),
			HouseRules: []Text{noSmoking, quiet, noPets, Text{"Gilet obligatoire pour les enfants sur le ponton et dans la barque.", "Children wear a life jacket on the jetty and in the boat."}}, CheckIn: period.At(16, 0), CheckOut: period.At(10, 0),
			Stars: 5, Registration: "74275999208ZH", Owner: "C-03", Mandate: "CIM-2022-008", Policy: "strict",
			Rates:  tariff{base: 265, min: 2, highMin: 5, cleaning: 140, deposit: 1500}.mountain(),
			Scenes: []drawing.Scene{drawing.AlpineLake, drawing.AlpineLiving, drawing.AlpineTerrace, drawing.AlpineKitchen, drawing.AlpineBedroom, drawing.AlpineBathroom, drawing.AlpinePeaks}, PhotoSeed: 2,
		},
		{
			Slug: "arc-et-vanoise", Type: "apartment",
			Name:    Text{"Arc et Vanoise", "Arc et Vanoise"},
			Summary: Text{"À Bourg-Saint-Maurice, au pied du funiculaire des Arcs, train direct depuis Paris.", "In Bourg-Saint-Maurice, by the Les Arcs funicular, with direct trains from Paris."},
			Description: Text{
				"Descendre du TGV, traverser la place, poser les valises : quatre minutes, chronométrées. Le funiculaire en prend sept pour monter aux Arcs, et le soir on redescend au prix de la vallée, avec ses vrais commerces.\n\nTrois pièces au dernier étage, charpente apparente, coin montagne, balcon sur la Vanoise. Casiers à skis chauffés au rez-de-chaussée, vélos électriques à louer en face.",
				"Get off the train, cross the square, put down your bags: four minutes, by the clock. The funicular takes seven to climb to Les Arcs, and in the evening you come back down to valley prices and real shops.\n\nA two-bedroom flat on the top floor, with open beams, a bunk nook and a balcony over the Vanoise. Heated ski lockers on the ground floor, electric bikes for hire across the road.",
			},
			Capacity: 6, MaxInfants: 1, Bedrooms: 2, Beds: 5, Bathrooms: 1, Surface: 64,
			Address: at("8 place du Funiculaire", "73700", "Bourg-Saint-Maurice"), INSEE: "73054", Department: "73", Lat: 45.6178, Lon: 6.7698,
			Features:   equipped("mountain_view", "balcony", "lift", "ski_room", "raclette", "dishwasher", "washing_machine", "shops_nearby", "self_check_in", "workspace", "baby_equipment"),
			HouseRules: []Text{noSmoking, stairs, skis, noPets}, CheckIn: period.At(17, 0), CheckOut: period.At(10, 0),
			Stars: 3, Registration: "73054999209ZJ", Owner: "C-02", Mandate: "CIM-2023-009", Policy: "flexible",
			Rates:  tariff{base: 85, min: 2, highMin: 5, cleaning: 65, linen: 14, deposit: 400}.mountain(),
			Scenes: []drawing.Scene{drawing.AlpineResidence, drawing.AlpineLiving, drawing.AlpineKitchen, drawing.AlpineBedroom, drawing.AlpineBathroom, drawing.AlpineVillage}, PhotoSeed: 6,
		},
		{
			Slug: "chalet-du-galibier", Type: "chalet",
			Name:    Text{"Chalet du Galibier", "Chalet du Galibier"},
			Summary: Text{"À Valloire, un chalet de cyclistes et de skieurs sous le col du Galibier.", "In Valloire, a chalet for cyclists and skiers below the Col du Galibier."},
			Description: Text{
				"Au mur, des maillots dédicacés ; au garage, un vrai atelier, deux pieds de réparation et de quoi laver un vélo sans gêner personne. Le Galibier commence au bout de la rue, le Télégraphe de l’autre côté : on peut faire les deux et rentrer dîner.\n\nL’hiver, le chalet reprend sa vie de chalet : quatre chambres, un poêle, le télésiège à quatre cents mètres. Village baroque, sculptures de neige en janvier.",
				"On the wall, signed jerseys; in the garage, a real workshop with two repair stands and a place to wash a bike without disturbing anyone. The Galibier starts at the end of the street, the Télégraphe on the other side: you can do both and be home for dinner.\n\nIn winter the chalet goes back to being a chalet: four bedrooms, a stove, the chairlift four hundred metres away. A baroque village, with snow sculptures in January.",
			},
			Capacity: 8, MaxInfants: 1, MaxPets: 1, Bedrooms: 4, Beds: 6, Bathrooms: 2, Surface: 138,
			Address: at("57 rue des Grimpeurs", "73450", "Valloire"), INSEE: "73306", Department: "73", Lat: 45.1642, Lon: 6.4302,
			Features:   equipped("mountain_view", "balcony", "garden", "fireplace", "raclette", "bikes", "garage", "parking", "ski_room", "dishwasher", "washing_machine", "dryer", "pets_allowed", "shops_nearby", "baby_equipment", "sauna"),
			HouseRules: []Text{noSmoking, pets, skis, fire, snowTyres}, CheckIn: period.At(16, 0), CheckOut: period.At(10, 0),
			Stars: 3, Registration: "73306999210ZK", Owner: "C-04", Mandate: "CIM-2023-010", Policy: "moderate",
			Rates:  tariff{base: 150, min: 2, weekly: true, cleaning: 110, linen: 15, pet: 30, deposit: 700}.mountain(),
			Scenes: []drawing.Scene{drawing.AlpinePeaks, drawing.AlpineChalet, drawing.AlpineLiving, drawing.AlpineBedroom, drawing.AlpineKitchen, drawing.AlpineMeadow}, PhotoSeed: 17,
		},
		{
			Slug: "le-melezin", Type: "apartment",
			Name:    Text{"Le Mélézin", "Le Mélézin"},
			Summary: Text{"À Serre-Chevalier Villeneuve, sous les mélèzes, au soleil trois cents jours par an.", "In Serre-Chevalier Villeneuve, beneath the larches, with three hundred days of sun."},
			Description: Text{
				"En octobre, toute la vallée devient jaune d’or et l’on marche sur un tapis d’aiguilles : c’est la saison secrète. En février, le même mélézin abrite de la lumière plate et du vent.\n\nAppartement de plain-pied sur jardin, deux chambres, cuisine ouverte, grande baie plein sud. Les bains de Monêtier sont à dix minutes, les œufs de Fréjus à trois, et Briançon ferme la vallée avec ses remparts.",
				"In October the whole valley turns gold and you walk on a carpet of needles: that is the secret season. In February the same larch wood shelters you from flat light and wind.\n\nA ground-floor flat opening onto the garden, with two bedrooms, an open kitchen and a wide south-facing window. The Monêtier hot baths are ten minutes away, the Fréjus gondola three, and Briançon closes the valley with its ramparts.",
			},
			Capacity: 5, MaxInfants: 1, MaxPets: 1, Bedrooms: 2, Beds: 4, Bathrooms: 1, Surface: 72,
			Address: at("31 route du Mélézin", "05240", "La Salle-les-Alpes"), INSEE: "05161", Department: "05", Lat: 44.9446, Lon: 6.5628,
			Features:   equipped("mountain_view", "garden", "terrace", "ground_floor", "wheelchair_accessible", "ski_room", "raclette", "dishwasher", "washing_machine", "pets_allowed", "parking", "shops_nearby", "baby_equipment"),
			HouseRules: []Text{noSmoking, stairs, pets, skis}, CheckIn: period.At(17, 0), CheckOut: period.At(10, 0),
			Stars: 3, Registration: "05161999211ZL", Owner: "C-04", Mandate: "CIM-2023-011", Policy: "moderate",
			Rates:  tariff{base: 98, min: 2, highMin: 5, cleaning: 70, linen: 14, pet: 25, deposit: 400}.mountain(),
			Scenes: []drawing.Scene{drawing.AlpineLarches, drawing.AlpineResidence, drawing.AlpineLiving, drawing.AlpineKitchen, drawing.AlpineBedroom, drawing.AlpineSlopes}, PhotoSeed: 11,
		},
		{
			Slug: "chalet-de-l-eyssina", Type: "chalet",
			Name:    Text{"Chalet de l’Eyssina", "Chalet de l’Eyssina"},
			Summary: Text{"À Vars-Sainte-Marie, neuf personnes, un four à pain et la forêt derrière la porte.", "In Vars-Sainte-Marie, sleeps nine, with a bread oven and the forest behind the door."},
			Description: Text{
				"Le hameau compte onze maisons, une chapelle et un four banal que l’on rallume le samedi : vous y aurez votre fournée. Le chalet est le dernier avant la forêt ; les traces du matin dans la neige sont celles du lièvre.\n\nQuatre chambres et une mezzanine, un poêle de masse qui garde sa chaleur toute la nuit, une bibliothèque de cartes. Télésiège de Sainte-Marie à six cents mètres, navette gratuite.",
				"The hamlet has eleven houses, a chapel and a communal oven that is lit on Saturdays: you will have your batch. The chalet is the last before the forest; the tracks in the morning snow are the hare’s.\n\nFour bedrooms and a mezzanine, a masonry stove that stays warm all night, a library of maps. The Sainte-Marie chairlift is six hundred metres away, the shuttle free.",
			},
			Capacity: 9, MaxInfants: 1, MaxPets: 2, Bedrooms: 4, Beds: 7, Bathrooms: 2, Surface: 142,
			Address: at("Hameau de l’Eyssina, Sainte-Marie", "05560", "Vars"), INSEE: "05177", Department: "05", Lat: 44.6042, Lon: 6.6908,
			Features:   equipped("mountain_view", "terrace", "garden", "barbecue", "fireplace", "raclette", "ski_room", "dishwasher", "washing_machine", "countryside", "pets_allowed", "children_games", "baby_equipment", "parking", "workspace"),
			HouseRules: []Text{noSmoking, pets, fire, snowTyres}, CheckIn: period.At(16, 0), CheckOut: period.At(10, 0),
			Stars: 0, Registration: "05177999212ZM", Owner: "C-01", Mandate: "CIM-2024-012", Policy: "moderate",
			Rates:  tariff{base: 132, min: 2, weekly: true, cleaning: 95, linen: 15, pet: 30, deposit: 600}.mountain(),
			Scenes: []drawing.Scene{drawing.AlpineVillage, drawing.AlpineChalet, drawing.AlpineLiving, drawing.AlpineBedroom, drawing.AlpineKitchen, drawing.AlpineLarches}, PhotoSeed: 22,
		},
	}
}
