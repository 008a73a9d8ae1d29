package dataset

import (
	"slices"

	"comptoir/internal/demo/drawing"
)

// Rivages is the agency of Brittany.
func Rivages() Agency {
	return Agency{
		Slug: "rivages", Name: "Rivages", Region: drawing.Brittany, Accent: "#0F5C4C", ReferencePrefix: "RIV",
		Tagline: Text{"Maisons choisies du bord de mer, de Cancale au golfe du Morbihan.", "Hand-picked houses by the sea, from Cancale to the Gulf of Morbihan."},
		About: Text{
			"Rivages est une petite agence de Saint-Malo : vingt-sept maisons, autant de propriétaires que nous connaissons par leur prénom, et une équipe qui ouvre elle-même les portes. Nous ne louons que ce que nous avons visité, et nous répondons au téléphone.",
			"Rivages is a small agency in Saint-Malo: twenty-seven homes, owners whom we know by their first names, and a team that opens the doors itself. We let only what we have visited, and we answer the telephone.",
		},
		Legal: Legal{
			Company: "Rivages Locations", Form: "SARL", ShareCapital: 3_000_000,
			SIREN: "999103526", SIRET: "99910352600011", VAT: "FR17999103526", RCS: "Saint-Malo 999 103 526",
			Card: "CPI 3502 2099 000 999 001", CardBy: "CCI d’Ille-et-Vilaine",
			Guarantee: Text{"Garantie financière de 240 000 € (organisme fictif, démonstration)", "Financial guarantee of €240,000 (fictional institution, demo)"},
			Manager:   "Maëlle Kerdoncuff", Address: at("12 quai des Terre-Neuvas", "35400", "Saint-Malo"),
			Phone: "+33261910135", Email: "bonjour@rivages.example",
		},
		Owners: []Owner{
			{"P-01", "Gwenaël", "Le Braz", "gwenael.lebraz@owners.example", "+33261910211", at("5 rue du Calvaire", "44000", "Nantes")},
			{"P-02", "Soizic", "Kervella", "soizic.kervella@owners.example", "+33261910212", at("18 rue de Siam", "29200", "Brest")},
			{"P-03", "Édouard", "de Penfentenyo", "edouard.depenfentenyo@owners.example", "+33199000213", at("41 rue du Cherche-Midi", "75006", "Paris")},
			{"P-04", "Annick", "Thoraval", "annick.thoraval@owners.example", "+33261910214", at("2 place du Martray", "22000", "Saint-Brieuc")},
			{"P-05", "Ronan", "Salaün", "ronan.salaun@owners.example", "+33261910215", at("9 rue Jean-Jaurès", "22300", "Lannion")},
			{"P-06", "Catherine", "Prigent", "catherine.prigent@owners.example", "+33261910216", at("33 quai Émile-Zola", "35000", "Rennes")},
			{"P-07", "Alan", "Abgrall", "alan.abgrall@owners.example", "+33261910217", at("6 venelle du Pont", "29800", "Landerneau")},
			{"P-08", "Ingrid", "Vandamme", "ingrid.vandamme@owners.example", "+33199000218", at("12 rue Esquermoise", "59000", "Lille")},
		},
		Properties: slices.Concat(northCoast(), westCoast(), southCoast()),
		TaxRules: []TaxRule{
			invented("35288", "Saint-Malo", resort, true), invented("35049", "Cancale", seaside, true), invented("35093", "Dinard", resort, true),
			invented("22054", "Erquy", seaside, true), invented("22162", "Paimpol", town, true), invented("22168", "Perros-Guirec", seaside, true),
			invented("29239", "Roscoff", seaside, true), invented("29082", "Île-de-Batz", village, true), invented("29195", "Plouguerneau", village, true),
			invented("29040", "Le Conquet", village, true), invented("29042", "Crozon", seaside, true), invented("29046", "Douarnenez", town, true),
			invented("29006", "Bénodet", seaside, true), invented("29039", "Concarneau", town, true), invented("29217", "Pont-Aven", village, true),
			invented("56078", "Guidel", town, true), invented("56034", "Carnac", resort, true), invented("56186", "Quiberon", resort, true),
			invented("56152", "Le Palais", seaside, true), invented("56241", "Sauzon", seaside, true), invented("56116", "Locmariaquer", seaside, true),
			invented("56258", "La Trinité-sur-Mer", seaside, true), invented("56005", "Arzon", seaside, true), invented("56260", "Vannes", town, true),
		},
	}
}

// Cimes is the agency of the Alps.
func Cimes() Agency {
	return Agency{
		Slug: "cimes", Name: "Cimes", Region: drawing.Alps, Accent: "#7A3B2E", ReferencePrefix: "CIM",
		Tagline: Text{"Chalets et appartements d’altitude, du lac d’Annecy à la forêt de Vars.", "Chalets and mountain flats, from Lake Annecy to the forest of Vars."},
		About: Text{
			"Cimes loue douze adresses dans les Alpes françaises, pas une de plus que ce que notre équipe sait entretenir, déneiger et chauffer à l’heure de votre arrivée. Nous habitons les vallées où nous louons.",
			"Cimes lets twelve addresses in the French Alps, not one more than our team can look after, clear of snow and have warm when you arrive. We live in the valleys where we let.",
		},
		Legal: Legal{
			Company: "Cimes Séjours", Form: "SAS", ShareCapital: 5_000_000,
			SIREN: "999740012", SIRET: "99974001200011", VAT: "FR30999740012", RCS: "Annecy 999 740 012",
			Card: "CPI 7401 2099 000 999 002", CardBy: "CCI de Haute-Savoie",
			Guarantee: Text{"Garantie financière de 180 000 € (organisme fictif, démonstration)", "Financial guarantee of €180,000 (fictional institution, demo)"},
			Manager:   "Bastien Favre-Rochex", Address: at("27 rue des Alpages", "74000", "Annecy"),
			Phone: "+33465710174", Email: "bonjour@cimes.example",
		},
		Owners: []Owner{
			{"C-01", "Jean-Marc", "Perrissin", "jean-marc.perrissin@owners.example", "+33465710221", at("14 rue de la République", "69002", "Lyon")},
			{"C-02", "Hélène", "Charlet", "helene.charlet@owners.example", "+33465710222", at("3 quai de l’Île", "74000", "Annecy")},
			{"C-03", "Philippa", "Ashworth", "philippa.ashworth@owners.example", "+442079460223", Address{"8 Canonbury Grove", "N1 2HR", "London", "GB"}},
			{"C-04", "Mathieu", "Bonnardel", "mathieu.bonnardel@owners.example", "+33465710224", at("19 cours Berriat", "38000", "Grenoble")},
		},
		Properties: slices.Concat(northAlps(), otherAlps()),
		TaxRules: []TaxRule{
			faucigny("74042", "Bonneville"),
			invented("74136", "Le Grand-Bornand", seaside, true), invented("74056", "Chamonix-Mont-Blanc", resort, true), invented("74173", "Megève", resort, true),
			invented("74080", "La Clusaz", seaside, true), invented("74258", "Samoëns", town, true), invented("74134", "Les Gets", seaside, true),
			invented("74275", "Talloires-Montmin", seaside, true), invented("73054", "Bourg-Saint-Maurice", town, true), invented("73306", "Valloire", town, true),
			invented("05161", "La Salle-les-Alpes", town, true), invented("05177", "Vars", village, true),
		},
	}
}
