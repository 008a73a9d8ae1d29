package dataset

import (
	"fmt"
	"strings"
)

// Guest is a person who books. Key is stable; stays name guests by it.
type Guest struct {
	Key                 string // g001 …
	FirstName, LastName string
	Email               string
	Phone               string // E.164
	Address             Address
	Locale              string // of the pages and mails: fr or en
}

// people are the guests of one country: first and last names are paired in order, towns and streets taken in turn.
type people struct {
	country, locale string
	names           string // "First Last; First Last": the first word is the first name
	towns           string // "postal code|town; …"
	streets         string
	phone           string // ending in %02d or %03d, in a range kept for fiction
	from            int    // first number
}

// The telephone ranges: France, decision of ARCEP (01 99 00, 02 61 91, 03 53 01, 04 65 71, 05 36 49); United Kingdom, Ofcom
// (020 7946 0xxx); Germany, BNetzA (030 23125 xxx); Sweden, PTS (08 465 004 xx); United States (555 01xx). Countries that keep no
// range are given French numbers of fiction.
var nations = []people{
	{
		country: "FR", locale: "fr", phone: "+331990010%02d",
		names: "Camille Morvan; Julien Berthelot; Sophie Lemarchand; Thomas Guillou; Élodie Chevrier; Nicolas Pasquet; Claire Fontanel; " +
			"Antoine Delorme; Marion Vasseur; Hugo Barthès; Laure Maréchal; Vincent Rousselle; Aurélie Tanguy; Mathilde Cordier; Pierre Aubriot; " +
			"Nathalie Grenier; Sébastien Laforge; Inès Belkacem; Karim Haddouche; Émilie Poulain; Fabrice Tessier; Céline Dumoulin; Yann Quéméneur; " +
			"Valérie Sauvage; Romain Estève; Anaïs Carpentier; Olivier Marchetti; Lucie Hamelin; Benoît Faucher; Manon Roussillon",
		towns:   "75011|Paris; 92100|Boulogne-Billancourt; 35000|Rennes; 44000|Nantes; 69006|Lyon; 59000|Lille; 33000|Bordeaux; 67000|Strasbourg; 37000|Tours; 49100|Angers",
		streets: "8 rue des Lilas; 14 avenue des Tilleuls; 3 impasse du Verger; 27 rue du Moulin; 52 rue de la Fontaine; 6 allée des Merisiers; 19 rue des Écoles",
	},
	{
		country: "FR", locale: "fr", phone: "+333530110%02d",
		names: "Gilles Wagner; Amandine Schmitt; Rachid Amrani; Pauline Girardot; Christophe Humbert; Justine Lefort; Alexandre Voirin; Sandrine Collignon; " +
			"Maxime Thirion; Delphine Aubert; Loïc Perceval; Charlotte Vigneron; Guillaume Renaudin; Audrey Mangin; Stéphane Colas; Mélanie Duhamel; Arnaud Lecomte; Noémie Jacquet; " +
			"Frédéric Bazin; Isabelle Courtois; Mehdi Ziani; Agathe Rivoire; Damien Fleury; Bérénice Maillot; Jérôme Cazenave; Solène Piriou; Ludovic Besson; Margaux Delattre",
		towns:   "54000|Nancy; 57000|Metz; 21000|Dijon; 38000|Grenoble; 31000|Toulouse; 34000|Montpellier; 76000|Rouen; 14000|Caen; 45000|Orléans; 72000|Le Mans",
		streets: "11 rue des Acacias; 2 place du Marché; 40 boulevard Carnot; 7 rue Saint-Nicolas; 25 chemin des Vignes; 9 quai des Tanneurs; 16 rue Pasteur",
	},
	{
		country: "GB", locale: "en", phone: "+4420794601%02d", from: 10,
		names: "Eleanor Whitcombe; James Hartley; Imogen Fairclough; Oliver Pemberton; Harriet Lockwood; Daniel Osborne; Fiona Drummond; Callum Sinclair; Priya Raman; " +
			"Edward Thackeray; Rosalind Marsh; Gareth Llewellyn; Amelia Bright; Simon Cartwright; Naomi Ellison; Alastair Buchan",
		towns:   "SW4 7AB|London; BS8 2HG|Bristol; EH3 6QE|Edinburgh; M21 9WN|Manchester; OX2 6JF|Oxford; CF11 9LL|Cardiff; BN1 3WB|Brighton; YO31 7SX|York",
		streets: "12 Orchard Lane; 5 Millfield Road; 31 Church Street; 8 Larkspur Close; 19 Harbour View; 44 Station Road",
	},
	{
		country: "DE", locale: "en", phone: "+49302312510%01d", from: 0,
		names:   "Anke Lindner; Jürgen Hoffstetter; Katharina Brandl; Stefan Reuter; Miriam Vogelsang; Tobias Eckert; Sabine Krüger; Matthias Oberhuber; Lena Wiedemann; Florian Althaus",
		towns:   "10437|Berlin; 80469|München; 50674|Köln; 70178|Stuttgart; 20257|Hamburg; 79098|Freiburg im Breisgau",
		streets: "Lindenstraße 14; Am Mühlbach 3; Gartenweg 27; Kastanienallee 8; Rosenstraße 19",
	},
	{
		country: "BE", locale: "fr", phone: "+335364911%02d",
		names:   "Benoît Vandersmissen; Aline Declercq; Thierry Lambrechts; Justine Piron; Olivier Dewitte; Nathalie Goossens; Quentin Marchal; Sarah Wouters; Luc Bertrand",
		towns:   "1050|Ixelles; 4000|Liège; 5000|Namur; 1180|Uccle; 1348|Louvain-la-Neuve",
		streets: "Rue des Drapiers 22; Avenue des Saisons 7; Chaussée de Wavre 118; Rue du Fort 31",
	},
	{
		country: "NL", locale: "en", phone: "+335364912%02d",
		names:   "Marieke van Dijk; Pieter de Groot; Anouk Hendriks; Bram Verhoeven; Femke Jansma; Ruben Kuipers; Sanne Bakhuis",
		towns:   "1018 DB|Amsterdam; 3511 EP|Utrecht; 2312 HX|Leiden; 6511 LM|Nijmegen",
		streets: "Prinsenkade 41; Dorpsstraat 12; Wilgenlaan 5; Molenweg 88",
	},
	{
		country: "CH", locale: "fr", phone: "+334657112%02d",
		names:   "Corinne Jaccard; Yves Rochat; Florence Zbinden; Laurent Favrod; Manuela Berset; Raphaël Monnier",
		towns:   "1205|Genève; 1003|Lausanne; 2000|Neuchâtel; 1700|Fribourg",
		streets: "Rue de Carouge 54; Chemin des Roches 9; Avenue de la Gare 17",
	},
	{
		country: "ES", locale: "en", phone: "+335364913%02d",
		names:   "Lucía Arrieta; Javier Montalbán; Nuria Casals; Íñigo Etxeberri",
		towns:   "28012|Madrid; 08025|Barcelona; 48009|Bilbao",
		streets: "Calle del Olivo 16; Carrer de la Font 3; Gran Vía 71",
	},
	{
		country: "IT", locale: "en", phone: "+334657113%02d",
		names:   "Chiara Valsecchi; Matteo Ferraris; Elisa Bongiovanni; Davide Tremolada",
		towns:   "20129|Milano; 10123|Torino; 40125|Bologna",
		streets: "Via dei Gelsi 21; Corso Garibaldi 48; Via San Carlo 6",
	},
	{
		country: "SE", locale: "en", phone: "+468465004%02d", from: 10,
		names:   "Linnéa Sandström; Erik Hallgren; Maja Ekblom",
		towns:   "11638|Stockholm; 41301|Göteborg",
		streets: "Björkvägen 12; Sjögatan 4",
	},
	{
		country: "US", locale: "en", phone: "+1212555010%01d",
		names:   "Margaret Holloway; David Lindqvist; Rachel Abernathy; Marcus Whitfield",
		towns:   "10025|New York; 10024|New York",
		streets: "212 West Alder Street; 48 Willow Terrace; 305 Cedar Avenue",
	},
}

// Guests lists about a hundred and twenty guests; the list never changes order, new ones come at the end of their country.
func Guests() []Guest {
	var all []Guest
	for _, nation := range nations {
		towns, streets := strings.Split(nation.towns, "; "), strings.Split(nation.streets, "; ")
		for i, name := range strings.Split(nation.names, "; ") {
			first, last, _ := strings.Cut(name, " ")
			code, town, _ := strings.Cut(towns[i%len(towns)], "|")
			all = append(all, Guest{
				Key: fmt.Sprintf("g%03d", len(all)+1), FirstName: first, LastName: last,
				Email:   plain(first) + "." + plain(last) + "@guests.example",
				Phone:   fmt.Sprintf(nation.phone, nation.from+i),
				Address: Address{streets[i%len(streets)], code, town, nation.country}, Locale: nation.locale,
			})
		}
	}
	return all
}

var accents = strings.NewReplacer("à", "a", "â", "a", "ä", "a", "á", "a", "å", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i", "í", "i",
	"ñ", "n", "ô", "o", "ö", "o", "ó", "o", "ù", "u", "û", "u", "ü", "u", "ß", "ss", " ", "", "’", "", "'", "")

// plain writes a name with the letters of an e-mail address.
func plain(name string) string { return accents.Replace(strings.ToLower(name)) }
