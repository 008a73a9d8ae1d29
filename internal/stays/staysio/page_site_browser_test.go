package staysio_test

import (
	"strings"
	"testing"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/stays"
	"comptoir/internal/web/webtest"
)

// The guest's pages in a real browser: nothing that axe finds wrong, on a desk, on a phone and in the dark, nothing wider
// than the screen, nothing said to the console.
func TestGuestPagesInABrowser(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	taxed(s.a)
	p := s.a.Property()
	s.a.Property(func(c *stays.CreateProperty) {
		c.Sheet.Name, c.Sheet.Features, c.Rates.Nightly = stays.FrEn("Le Phare", "The Lighthouse"), []stays.Feature{"sea_view"}, money.MustParse("180", money.EUR)
	})
	agreed := s.a.Book(p, "2027-05-08", "2027-05-15")
	held := s.a.Hold(p, "2027-06-05", "2027-06-12").Reservation
	gone := s.a.Book(p, "2027-07-03", "2027-07-10")
	if _, err := s.a.CancelManaged(s.a.Ctx, stays.CancelManaged{Token: gone.ManageToken}); err != nil {
		t.Fatal(err)
	}
	link := "/manage/" + agreed.ManageToken
	pages := map[string]string{
		"home": "/", "search": "/stays", "search-dates": "/stays?checkIn=2027-04-03&checkOut=2027-04-10&adults=2", "search-none": "/stays?q=zzzz", "search-wrong": "/stays?checkIn=2027-04-10&checkOut=2027-04-03",
		"property": "/stays/" + p.Slug, "property-dates": "/stays/" + p.Slug + "?checkIn=2027-04-03&checkOut=2027-04-10&adults=2", "property-taken": "/stays/" + p.Slug + "?checkIn=2027-05-10&checkOut=2027-05-12",
		"photos": "/stays/" + p.Slug + "/photos", "book": "/book?property=" + p.Slug + "&checkIn=2027-04-03&checkOut=2027-04-10&adults=2", "taken": "/book?property=" + p.Slug + "&checkIn=2027-05-08&checkOut=2027-05-15&adults=2",
		"agreed": link, "held": "/manage/" + held.ManageToken, "gone": "/manage/" + gone.ManageToken, "return": "/manage/" + held.ManageToken + "/return?n=99",
		"change": link + "/change", "change-preview": link + "/change?checkIn=2027-05-08&checkOut=2027-05-17&adults=2", "cancel": link + "/cancel",
	}
	b := webtest.Browser(t)
	b.Go(s.address("/?lang=fr"))
	look := func() {
		for name, path := range pages {
			b.Go(s.address(path))
			b.NoViolations()
			if webtest.Eval[bool](b, "document.documentElement.scrollWidth > innerWidth + 1") {
				t.Errorf("%s is wider than the screen", name)
			}
		}
	}
	look()
	b.Size(390, 844)
	b.Media("prefers-color-scheme", "dark")
	look()
	s.who = access.From(s.a.Account)
	pages = map[string]string{"account": "/account", "booking": "/account/bookings/" + agreed.ID.String()}
	look()
	s.who = access.From(s.a.Desk)
	pages = map[string]string{"owner": "/owner?from=2027-05-01"}
	look()
	for _, e := range b.ConsoleErrors() {
		if !strings.Contains(e, "status of 4") { // the refusals above, and photos of nothing
			t.Error(e)
		}
	}
}

// address is a page of agency a as a browser reaches it.
func (s *guestSite) address(path string) string {
	return "http://a.localhost" + s.server.URL[strings.LastIndex(s.server.URL, ":"):] + path
}

// With JavaScript the price comes by itself, and booking needs no reload.
func TestThePriceComesByItself(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	taxed(s.a)
	p := s.a.Property()
	b := webtest.Browser(t)
	b.Go(s.address("/stays/" + p.Slug + "?lang=fr&checkIn=2027-05-08"))
	b.Eval(`{ const d = document.querySelector('[name="checkOut"]'); d.value = "2027-05-15"; d.dispatchEvent(new Event("change", {bubbles: true})); }`)
	b.Wait("#quote tfoot")
	if got := b.Text("#quote tfoot"); !strings.Contains(got, "783,10") {
		t.Error(got)
	}
	b.Click(`#stay-form .stepper [data-step="1"]`) // a third adult
	b.Until(`document.querySelector("#quote tfoot").textContent.includes("794,65")`)
	b.Follow("#quote .btn-primary")
	b.Click(`[name="extras"]`)
	b.Until(`document.querySelector("#book-price").textContent.includes("Linge de maison")`)
	for field, text := range map[string]string{"firstName": "Nora", "lastName": "Petit", "email": "nora@example.com"} {
		b.Fill("#f-"+field, text)
	}
	b.Click("#f-terms-1")
	b.Click(`#book [name="do"]`)
	b.Until(`location.hostname === "pay.example" || location.protocol === "chrome-error:"`)
	if rows := s.list(); len(rows) != 1 || rows[0].Total != money.MustParse("839.65", money.EUR) {
		t.Errorf("%+v", rows)
	}
}
