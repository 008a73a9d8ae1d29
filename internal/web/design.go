package web

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Design is the living page of the design system: every component with its states, and with ?frame= whole pages made of
// them (search, property, desk, account, login, error). Its sample words are French; dates and amounts follow the reader.
func (k *Kit) Design() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		frame := r.URL.Query().Get("frame")
		p := Page{Title: "Design", NoIndex: true, SignIn: "/login"}
		p.Nav = []NavItem{{Label: "Composants", Href: "/design", Current: frame == ""}, {Label: "Recherche", Href: "/design?frame=search", Current: frame == "search"},
			{Label: "Bien", Href: "/design?frame=property", Current: frame == "property"}, {Label: "Bureau", Href: "/design?frame=desk"}}
		d := newSamples(ctx, r)
		switch frame {
		case "search":
			p.Title, p.Wide = "Locations en Bretagne", true
			k.Render(w, r, http.StatusOK, p, designSearch(d))
		case "property":
			p.Title, p.Description = "Longère du Guen", d.lead
			k.Render(w, r, http.StatusOK, p, designProperty(d))
		case "desk":
			k.designDesk(w, r, p, d)
		case "account":
			p.Layout, p.Title = Account, "Mes séjours"
			p.Nav = []NavItem{{Label: "Séjours", Href: "/design?frame=account", Current: true}, {Label: "Paiements", Href: "/design"}, {Label: "Messages", Href: "/design", Count: 2}, {Label: "Profil", Href: "/design"}}
			p.User = &UserMenu{Name: "Maud Le Gall", Email: "maud@example.com"}
			k.Render(w, r, http.StatusOK, p, designAccount(d))
		case "login":
			p.Layout, p.Title = Bare, "Se connecter"
			k.Render(w, r, http.StatusOK, p, designLogin(d))
		case "error":
			k.Error(w, r, errNoPage)
		default:
			k.Render(w, r, http.StatusOK, p, designPage(d))
		}
	})
}

// designDesk shows the desk with its calendar and list, and with ?open= a detail in the drawer.
func (k *Kit) designDesk(w http.ResponseWriter, r *http.Request, p Page, d samples) {
	p.Layout, p.Title = Desk, "Calendrier"
	p.Nav = []NavItem{
		{Label: "Aujourd’hui", Href: "/desk", Icon: "layout-dashboard", Count: 3},
		{Label: "Calendrier", Href: "/design?frame=desk", Icon: "calendar-days", Group: "Location", Current: true},
		{Label: "Réservations", Href: "/desk/reservations", Icon: "book-open", Group: "Location"},
		{Label: "Biens", Href: "/desk/properties", Icon: "house", Group: "Location"},
		{Label: "Paiements", Href: "/desk/payments", Icon: "credit-card", Group: "Gestion"},
		{Label: "Messages", Href: "/desk/messages", Icon: "message-circle", Group: "Gestion", Count: 2},
		{Label: "Réglages", Href: "/desk/settings", Icon: "settings", Group: "Gestion"},
	}
	p.User = &UserMenu{Name: "Nolwenn Riou", Role: "Responsable", Items: []NavItem{{Label: "Mon profil", Href: "/desk/profile", Icon: "user"}}}
	p.Waiting, p.Inbox, p.Today = 3, "/desk", DateWeekday(r.Context(), d.today)
	p.Actions = Button(ButtonProps{Kind: Primary, Label: "Réserver", Icon: "plus", Href: "/design?frame=desk&open=1", Attrs: InDrawer("/design?frame=desk&open=1")})
	if r.URL.Query().Get("open") != "" {
		p.Title = "RV-2041 · Le Gall"
		p.Heading = "Calendrier"
		k.RenderDrawer(w, r, http.StatusOK, p, "/design?frame=desk", designDesk(d), designDetail(d))
		return
	}
	k.Render(w, r, http.StatusOK, p, designDesk(d))
}

// samples are what the living page shows.
type samples struct {
	today  period.Date
	lead   string
	good   *Form
	bad    *Form
	photos []Photo
	places []samplePlace
	lines  []PriceLine
	total  money.Amount
	days   map[period.Date]MonthDay
	rows   []PlannerRow
	at     time.Time
	sort   func(string) string
}

type samplePlace struct {
	id, name, town, facts, price string
	total                        money.Amount
	lat, lng                     float64
	photo                        Photo
}

func eur(cents int64) money.Amount { return money.New(cents, money.EUR) }

func newSamples(ctx context.Context, r *http.Request) samples {
	s := samples{today: period.On(2027, time.April, 14), at: time.Date(2027, 4, 14, 9, 41, 0, 0, time.UTC), sort: SortLink(r)}
	s.lead = "Une longère de pierre à huit cents mètres de la mer, un jardin clos et une cheminée pour les soirs d’avril."
	s.good = FormOf("firstName", "Maud", "email", "maud.legall@example.com", "adults", "2", "type", "house", "features", "wifi", "kind", "beach")
	s.good.Values.Add("features", "dog")
	s.bad = FormOf("email", "maud.legall@", "price", "12O,50", "checkIn", "2027-04-19", "checkOut", "2027-04-12")
	s.bad.Fail("email", "Il manque la fin de l’adresse, par exemple « @exemple.fr ».")
	s.bad.Fail("price", T(ctx, "web.form.amount"))
	s.bad.Fail("checkOut", "Le départ vient avant l’arrivée.")
	s.bad.Fail("terms", "Acceptez les conditions pour réserver.")
	s.bad.Summary = "Rien n’a été envoyé : corrigez les champs signalés."
	for i := range 7 {
		s.photos = append(s.photos, drawnPhoto(i))
	}
	names := []struct {
		name, town, facts string
		cents             int64
		lat, lng          float64
	}{
		{"Longère du Guen", "Plougrescant", "6 voyageurs · 3 chambres · 95 m²", 99400, 48.846, -3.229},
		{"La maison du phare", "Ploumanac’h, Perros-Guirec", "4 voyageurs · 2 chambres · 62 m²", 87200, 48.831, -3.484},
		{"Ti an Aod", "Île-de-Bréhat", "5 voyageurs · 2 chambres · 70 m²", 112800, 48.848, -3.001},
		{"Le grenier aux voiles", "Paimpol", "2 voyageurs · 1 chambre · 38 m²", 49600, 48.778, -3.047},
		{"Villa des Ajoncs", "Trégastel", "8 voyageurs · 4 chambres · 140 m²", 168000, 48.818, -3.513},
		{"Kerivoal", "Tréguier", "4 voyageurs · 2 chambres · 74 m²", 71500, 48.787, -3.231},
	}
	for i, n := range names {
		s.places = append(s.places, samplePlace{id: "p" + strconv.Itoa(i), name: n.name, town: n.town, facts: n.facts, total: eur(n.cents),
			price: MoneyShort(ctx, eur(n.cents)), lat: n.lat, lng: n.lng, photo: s.photos[i]})
	}
	s.lines = []PriceLine{
		{Label: "7 nuits", Detail: "7 × 128,00 €", Amount: eur(89600)},
		{Label: "Remise semaine", Detail: "−10 %", Amount: eur(-8960)},
		{Label: "Ménage de fin de séjour", Amount: eur(7500)},
		{Label: "Taxe de séjour", Detail: "2 adultes × 7 nuits × 0,80 €", Amount: eur(1120)},
	}
	s.total = eur(89600 - 8960 + 7500 + 1120)
	s.days = map[period.Date]MonthDay{}
	for i := range 75 {
		d := s.today.AddDays(i - 10)
		s.days[d] = MonthDay{Price: eur(9600 + int64(d.Weekday()/5)*2400), Closed: i%17 > 11, Href: "#" + d.String(), Chosen: i == 30 || i == 35}
	}
	s.rows = samplePlanner(s.today)
	return s
}

func samplePlanner(today period.Date) []PlannerRow {
	names := []string{"Longère du Guen", "La maison du phare", "Ti an Aod", "Le grenier aux voiles", "Villa des Ajoncs", "Kerivoal", "L’écluse", "Maison Rozenn"}
	guests := []string{"Le Gall", "Marchetti", "van den Berg", "Okafor", "Dubois-Perrin", "Schneider", "Tanguy", "Bianchi", "Moreau"}
	states := []struct {
		tone        Tone
		state, note string
	}{{Positive, "confirmée", ""}, {Positive, "confirmée", "solde 620 €"}, {Info, "sur place", ""}, {Warning, "option, expire à 10 h 12", "à payer"}, {Neutral, "terminée", ""}}
	rows := make([]PlannerRow, 0, len(names))
	for i, n := range names {
		row := PlannerRow{ID: "r" + strconv.Itoa(i), Label: n, Hint: "4 voyageurs", Href: "/design?frame=property"}
		day := today.AddDays(-9 + i*3%5)
		for j := range 4 {
			nights := 3 + (i*5+j*3)%6
			st := states[(i+j*2)%len(states)]
			bar := PlannerBar{ID: fmt.Sprintf("b%d-%d", i, j), Label: guests[(i*3+j)%len(guests)], Note: st.note, Tone: st.tone, State: st.state,
				Stay: period.Range{From: day, To: day.AddDays(nights)}, Href: "/design?frame=desk&open=1", MoveURL: "/design/move"}
			if (i+j)%7 == 5 {
				bar.Label, bar.Note, bar.Tone, bar.State, bar.Blocked = "Entretien", "", Neutral, "blocage", true
			}
			row.Bars = append(row.Bars, bar)
			day = day.AddDays(nights + (i+j)%3)
		}
		rows = append(rows, row)
	}
	return rows
}

// drawnPhoto makes a small landscape: the page shows photos and may not download any.
func drawnPhoto(i int) Photo {
	skies := []string{"#DDE7E8", "#F3E3CF", "#CFE0E6", "#EADFD3", "#D9E4D6", "#E8E0EA", "#F0E6D2"}
	seas := []string{"#8FB3B5", "#C9A77E", "#6E9EAF", "#A9B7A0", "#7FA39A", "#9FA0BD", "#C2AE86"}
	lands := []string{"#5D7A5F", "#7A6448", "#456B6A", "#6B7A52", "#3F6657", "#6C6486", "#7D7650"}
	n := i % len(skies)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 400"><rect width="600" height="400" fill="%s"/>`, skies[n])
	fmt.Fprintf(&b, `<circle cx="%d" cy="%d" r="34" fill="#FFF8EA"/>`, 120+n*62, 86+n*7)
	fmt.Fprintf(&b, `<rect y="%d" width="600" height="200" fill="%s"/>`, 208+n*5, seas[n])
	fmt.Fprintf(&b, `<path d="M0 %d C 120 %d 210 %d 330 %d S 520 %d 600 %d V 400 H 0 Z" fill="%s"/>`, 282-n*6, 232, 250+n*8, 300, 262, 300-n*4, lands[n])
	fmt.Fprintf(&b, `<path d="M%d 288 h92 v-44 l-46 -34 l-46 34 z" fill="#F7F2E8"/><path d="M%d 246 l58 -43 l58 43 z" fill="#4A4A4C"/><rect x="%d" y="262" width="18" height="26" fill="#2F5B73"/>`,
		300+n*22, 288+n*22, 336+n*22)
	b.WriteString(`</svg>`)
	return Photo{Src: "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(b.String())), Alt: "Maison face à la mer", Width: 600,
		Height: 400, Colour: skies[n], Eager: i == 0}
}

func hashLink(i int) string { return "#photo-" + strconv.Itoa(i) }
