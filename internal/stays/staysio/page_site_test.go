package staysio_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staysio"
	"comptoir/internal/stays/staystest"
	"comptoir/internal/web/webtest"
)

var nora = []string{"firstName", "Nora", "lastName", "Petit", "email", "nora@example.com", "phone", "06 12 34 56 78", "terms", "1"}

// booking opens the booking page of seven nights in May, without JavaScript, from the property's page.
func (g *guest) booking(slug string) (answer, url.Values) {
	g.Helper()
	property := g.get("/stays/"+slug+"?checkIn=2027-05-08&checkOut=2027-05-15&adults=2", 200)
	webtest.HTML(g, property.body).In("#quote tfoot").Has("783,10")
	to := g.get("/book?"+property.form(g, "#stay-form").Encode(), 303).to
	page := g.get(to, 200)
	return page, page.form(g, "#book")
}

func TestNobodyIsCountedWhoWasNotNamed(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	s.a.Property()
	g := s.guest("a.localhost")
	for path, want := range map[string]string{
		"/stays": "", "/stays?adults=": "", "/stays?adults=3": "3",
		"/stays?checkIn=2027-05-08&checkOut=2027-05-15": "2", "/stays?checkIn=2027-05-08&checkOut=2027-05-15&adults=": "2",
	} {
		page := webtest.HTML(t, g.get(path, 200).body)
		if got := page.In("#search select[name=adults]").Value(); got != want {
			t.Errorf("%s shows %q, not %q", path, got, want)
		}
		page.In("#results .card").One()
	}
}

func TestABalanceThatTheLawForbidsYetHasNoButton(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	r := s.a.Book(s.a.Property(), "2027-05-10", "2027-05-14")
	g, link := s.guest("a.localhost"), "/manage/"+r.ManageToken
	page := webtest.HTML(t, g.get(link, 200).body)
	page.In(`form[action$="/pay"]`).None()
	page.In(".price-box").Has("dès le", "10 avril 2027")
	s.a.Clock.Set(time.Date(2027, 4, 10, 8, 0, 0, 0, time.UTC))
	webtest.HTML(t, g.get(link, 200).body).In(`.price-box form[action$="/pay"]`).One()
}

func TestJourneyWithoutJavaScript(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	taxed(s.a)
	p := s.a.Property()
	g := s.guest("a.localhost")

	webtest.HTML(t, g.get("/", 200).body).In("main .card").One()
	found := webtest.HTML(t, g.get("/stays?checkIn=2027-05-08&checkOut=2027-05-15&adults=2", 200).body)
	found.In("#results .card").One().Has("La Malouine", "783,10")
	if href := found.In("#results .card a").Attr("href"); !strings.HasPrefix(href, "/stays/"+p.Slug+"?") {
		t.Error(href)
	}

	page, form := g.booking(p.Slug)
	webtest.HTML(t, page.body).In(".price-box").Has("Ménage", "Taxe de séjour", "783,10")
	paying := g.leaves("/book", fill(form, nora...))
	if !strings.HasPrefix(paying.to, "https://pay.example/") {
		t.Fatal(paying.to)
	}
	rows := s.list()
	if len(rows) != 1 || rows[0].Status != stays.Held || rows[0].GuestName != "Nora Petit" {
		t.Fatalf("%+v", rows)
	}
	manage := "/manage/" + s.a.See(rows[0].ID).ManageToken
	webtest.HTML(t, g.get(manage, 200).body).In(".notice-warning").Has("Vos dates sont gardées")

	waiting := g.get(manage+"/return", 200)
	webtest.HTML(t, waiting.body).In("#waiting").Has("Nous confirmons votre paiement")
	s.paid = true
	if to := g.get(manage+"/return", 303).to; to != manage {
		t.Error(to)
	}
	webtest.HTML(t, g.get(manage, 200).body).In(".notice-positive").Has("Votre séjour est confirmé", "nora@example.com")
}

func (s *guestSite) list() []stays.ReservationRow {
	s.Helper()
	page, err := s.a.ListReservations(s.a.Desk, stays.ListReservations{})
	if err != nil {
		s.Fatal(err)
	}
	return page.Items
}

func taxed(w *staystest.World) {
	w.Helper()
	_, err := w.PutTaxRule(w.Desk, stays.PutTaxRule{Rule: staystest.TaxRule()})
	staystest.Must(w, 0, err)
}

func TestARefusedBookingLosesNothing(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	taxed(s.a)
	g := s.guest("a.localhost")
	_, form := g.booking(s.a.Property().Slug)
	fill(form, "firstName", "Nora", "lastName", "", "email", "nora@nowhere", "line1", "3 place <b>", "city", "Montpellier", "postalCode", "340", "country", "FR")
	refused := g.post("/book", form, 422)
	page := webtest.HTML(t, refused.body)
	for field, words := range map[string]string{"lastName": "nécessaire", "email": "adresse e-mail", "postalCode": "code postal"} {
		page.In("#f-" + field + "-error").One().Has(words)
	}
	page.In("#f-terms-1").One()
	for field, value := range map[string]string{"firstName": "Nora", "email": "nora@nowhere", "line1": "3 place <b>", "city": "Montpellier", "postalCode": "340"} {
		if got := page.In("#f-" + field).Value(); got != value {
			t.Errorf("%s came back as %q", field, got)
		}
	}
	again := refused.form(t, "#book")
	g.leaves("/book", fill(again, append(nora, "line1", "3 place de la Comédie", "postalCode", "34000")...))
	if rows := s.list(); len(rows) != 1 {
		t.Error(rows)
	}
}

func TestTheSameFormTwiceBooksOnce(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	taxed(s.a)
	g := s.guest("a.localhost")
	_, form := g.booking(s.a.Property().Slug)
	fill(form, nora...)
	first, second := g.leaves("/book", form), g.leaves("/book", form)
	if first.to != second.to || len(s.list()) != 1 || len(s.a.Payments.Charges) != 1 {
		t.Errorf("%q, %q, %d reservations, %d payments", first.to, second.to, len(s.list()), len(s.a.Payments.Charges))
	}
}

func TestWhoComesSecondIsOfferedSomethingElse(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	taxed(s.a)
	p := s.a.Property()
	for i, name := range []string{"Le Château", "Le Phare", "La Tour", "Le Moulin"} { // for 12, 7, 8 and 5
		s.a.Property(func(c *stays.CreateProperty) {
			c.Sheet.Name, c.Sheet.Capacity = stays.FrEn(name, name), []int{12, 7, 8, 5}[i]
		})
	}
	g := s.guest("a.localhost")
	_, form := g.booking(p.Slug)
	s.a.Hold(p, "2027-05-12", "2027-05-19")
	taken := webtest.HTML(t, g.post("/book", fill(form, nora...), 409).body)
	taken.In("h1").Has("Ces dates viennent d’être prises")
	taken.In("main .card").Count(3)
	taken.In("main .cards").Has("Le Phare", "La Tour", "Le Moulin").HasNot("Le Château", "La Malouine")
	g.get(taken.In("main .buttons .btn-primary").Attr("href"), 200)
}

func TestAnExpiredPriceIsMadeAnew(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	taxed(s.a)
	g := s.guest("a.localhost")
	_, form := g.booking(s.a.Property().Slug)
	s.a.Clock.Advance(31 * time.Minute)
	again := g.post("/book", fill(form, nora...), 200)
	page := webtest.HTML(t, again.body)
	page.In(".notice-info").Has("expiré")
	if page.In("#f-email").Value() != "nora@example.com" || len(s.list()) != 0 {
		t.Error("something was lost, or booked")
	}
	g.leaves("/book", fill(again.form(t, "#book"), nora...))
}

func TestExtrasChangeThePriceBeforeTheyAreBooked(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	taxed(s.a)
	g := s.guest("a.localhost")
	_, form := g.booking(s.a.Property().Slug)
	fill(form, append(nora, "extras", "linen")...)
	shown := g.post("/book", form, 200)
	webtest.HTML(t, shown.body).In(".price-box").Has("Linge de maison", "813,10")
	g.leaves("/book", fill(shown.form(t, "#book"), append(nora, "extras", "linen")...))
	if rows := s.list(); len(rows) != 1 || rows[0].Total != money.MustParse("813.10", money.EUR) {
		t.Error(rows)
	}
}

func TestALinkOpensOneAgencysReservationOnly(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	taxed(s.a)
	v := s.a.Book(s.a.Property(), "2027-05-08", "2027-05-15")
	mine, other := s.guest("a.localhost"), s.guest("b.localhost")
	for _, part := range []string{"", "/return", "/change", "/cancel", "/documents/" + v.ID.String()} {
		want := http.StatusNotFound
		other.get("/manage/"+v.ManageToken+part, want)
		mine.get("/manage/"+v.ManageToken+"x"+part, want)
	}
	for _, part := range []string{"/pay", "/change", "/cancel"} {
		other.post("/manage/"+v.ManageToken+part, url.Values{}, 404)
	}
	other.get("/stays/"+v.Booked.Slug, 404)
	if s.a.See(v.ID).Status != stays.Confirmed {
		t.Error("another agency's visitor did something")
	}
}

// A link that never was, one that has ended and another agency's look alike; the form's answer says nothing either.
func TestADeadLinkOffersAnotherAndTellsNothing(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	taxed(s.a)
	v := s.a.Book(s.a.Property(), "2027-05-08", "2027-05-15")
	g := s.guest("a.localhost")
	never := g.get("/manage/never", 404).body
	webtest.HTML(t, never).In("form[action='/manage/lost'] input[name=reference]").One()
	s.a.Clock.Advance(200 * 24 * time.Hour)
	if ended := g.get("/manage/"+v.ManageToken, 404).body; strings.ReplaceAll(ended, v.ManageToken, "never") != never {
		t.Error("the page of an ended link is not that of a link that never was")
	}
	right := g.post("/manage/lost", fill(url.Values{}, "reference", v.Reference, "email", v.Guest.Email.String()), 303)
	wrong := g.post("/manage/lost", fill(url.Values{}, "reference", "RES-222222", "email", "x@y.example"), 303)
	if right.to != wrong.to || right.body != wrong.body {
		t.Errorf("the answers differ: %q, %q", right.to, wrong.to)
	}
	webtest.HTML(t, g.get(right.to, 200).body).In(".notice-positive").One()
	webtest.HTML(t, g.post("/manage/lost", url.Values{}, 422).body).In("[name=email][aria-invalid=true]").One()
}

func TestChangeIsPreviewedThenAgreed(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	taxed(s.a)
	v := s.a.Book(s.a.Property(), "2027-05-08", "2027-05-15")
	g := s.guest("a.localhost")
	link := "/manage/" + v.ManageToken
	preview := g.get(link+"/change?checkIn=2027-05-08&checkOut=2027-05-17&adults=2", 200)
	webtest.HTML(t, preview.body).In("#preview").Has("206,60", "989,70")
	form := preview.form(t, "#preview form")
	refused := g.post(link+"/change", fill(url.Values{}, "checkIn", "2027-05-08", "checkOut", "2027-05-17", "adults", "2", "difference", "1.00"), 422)
	webtest.HTML(t, refused.body).In(".notice-danger").Has("n’est plus celui")
	if to := g.leaves(link+"/change", form).to; !strings.HasPrefix(to, "https://pay.example/") {
		t.Error(to)
	}
	if s.a.See(v.ID).Pending == nil {
		t.Error("no change waits")
	}
	webtest.HTML(t, g.get(link+"/change?checkIn=2027-05-17&checkOut=2027-05-08&adults=2", 422).body).In(".notice-danger").One()
}

func TestCancellationSaysWhatItGivesBackFirst(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	taxed(s.a)
	v := s.a.Book(s.a.Property(), "2027-05-08", "2027-05-15")
	g := s.guest("a.localhost")
	link := "/manage/" + v.ManageToken
	webtest.HTML(t, g.get(link+"/cancel", 200).body).In("main .facts").Has("Vous est remboursé")
	if s.a.See(v.ID).Status != stays.Confirmed {
		t.Fatal("looking cancelled the stay")
	}
	if to := g.post(link+"/cancel", fill(url.Values{}, "reason", "Malade"), 303).to; to != link {
		t.Error(to)
	}
	webtest.HTML(t, g.get(link, 200).body).In(".notice-info").Has("annulée")
	if s.a.See(v.ID).Status != stays.Cancelled {
		t.Error("nothing was cancelled")
	}
	g.get(link+"/cancel", 303)
}

func TestTheAccountNeedsItsPerson(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	taxed(s.a)
	s.a.Book(s.a.Property(), "2027-05-08", "2027-05-15") // nora@example.com
	g := s.guest("a.localhost")
	if to := g.get("/account", 303).to; !strings.HasPrefix(to, "/login?next=") {
		t.Error(to)
	}
	s.who = access.From(s.a.Account)
	list := webtest.HTML(t, g.get("/account", 200).body)
	href := list.In("main td a, main th a").Attr("href")
	webtest.HTML(t, g.get(href, 200).body).In("h1").Has("La Malouine")
	s.who.Email, s.who.User = "eve@example.com", access.UserID(new(ident.Source).Raw())
	g.get(href, 404)
	g.get("/account/bookings/nonsense", 404)
	g.get("/owner", 403)
}

func TestBadInputIsTheVisitorsOwn(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	slug := s.a.Property().Slug
	g := s.guest("a.localhost")
	for path, want := range map[string]int{
		"/stays?checkIn=2027-05-15&checkOut=2027-05-08": 422, "/stays?checkIn=yesterday": 422, "/stays?features=jacuzzi_of_gold": 422, "/stays?sort=drop": 422, "/stays?sort=;drop": 400,
		"/stays?bbox=1,2,3": 422, "/stays?cursor=zzz": 422, "/stays?maxPrice=abc": 422, "/stays?q=%ff": 400, "/stays?adults=-4": 422, "/stays?adults=9999999999999": 422,
		"/stays/" + slug + "?checkIn=2020-01-01&checkOut=2020-01-08": 200, "/stays/" + slug + "?month=9999-99": 200, "/stays/" + slug + "?checkIn=2027-05-08&checkOut=2027-05-15&adults=40": 200,
		"/stays/nowhere": 404, "/stays/" + slug + "/photos": 200, "/book": 303, "/book?quote=x&property=nowhere&checkIn=2027-05-08&checkOut=2027-05-15": 404,
		"/book?quote=00000000-0000-7000-8000-000000000000": 404, "/photos/x/y": 404, "/sitemap.xml": 200, "/robots.txt": 200,
	} {
		if got := g.send(http.MethodGet, path, nil); got.status != want {
			t.Errorf("%s: %d, want %d", path, got.status, want)
		}
	}
	g.post("/book", url.Values{"quote": {"x"}}, 303)
}

func TestSearchEnginesAreTold(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	p := s.a.Property()
	g := s.guest("a.localhost")
	page := webtest.HTML(t, g.get("/stays/"+p.Slug, 200).body)
	if got := page.In(`link[rel="canonical"]`).Attr("href"); got != "http://a.localhost/stays/"+p.Slug {
		t.Error(got)
	}
	page.In(`link[rel="alternate"]`).Count(2)
	page.In(`script[type="application/ld+json"]`).One()
	page.In(`meta[property="og:image"]`).One()
	if body := g.get("/sitemap.xml", 200).body; !strings.Contains(body, "<loc>http://a.localhost/stays/"+p.Slug+"</loc>") {
		t.Error(body)
	}
}

func TestTextsInBothLanguages(t *testing.T) {
	t.Parallel()
	webtest.SameKeys(t, staysio.Texts)
}

func TestAStayThatIsTooShortSaysHowLongItMustBe(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	p := s.a.Property(func(c *stays.CreateProperty) { c.Rates.MinNights = 5 })
	page := webtest.HTML(t, s.guest("a.localhost").get("/stays/"+p.Slug+"?checkIn=2027-05-08&checkOut=2027-05-10", 200).body)
	page.In("#f-checkOut-error").Has("5 nuits au moins")
	page.In("#quote .notice").One()
}

func TestAPaymentThatCameTooLateIsGivenBack(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	taxed(s.a)
	p := s.a.Property()
	late := s.a.Hold(p, "2027-05-08", "2027-05-15")
	s.a.Clock.Advance(20 * time.Minute)
	if _, err := s.a.ExpireHold(s.a.System, stays.ExpireHold{ID: late.Reservation.ID}); err != nil {
		t.Fatal(err)
	}
	g, link := s.guest("a.localhost"), "/manage/"+late.Reservation.ManageToken
	webtest.HTML(t, g.get(link, 200).body).In(".notice-danger").Has("Le temps pour payer est écoulé", "Rien n’a été débité")
	g.post(link+"/pay", url.Values{}, 303)
	s.a.Book(p, "2027-05-10", "2027-05-12")
	s.a.Pay(late.Reservation.ID, *late.Payment, late.Reservation.Next.Purpose)
	webtest.HTML(t, g.get(link, 200).body).In(".notice-warning").Has("trop tard", "175,00")
}
