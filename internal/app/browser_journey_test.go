package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// visit is one person's way through the site, and then through the desk, in one language on one screen.
type visit struct {
	t     *testing.T
	b     *webtest.Tab
	a     *program.Agency
	staff *program.Agency
	site  string

	lang         string
	width        int64
	home         string // slug of the property
	first, email string
	nights       int // of the first stay after its change; four before
	preview      []string
	refund       string
	status       map[string]string
	today        time.Time
	seen         map[string]bool
}

const (
	threeDSecure = "4000 0027 6000 3184"
	bookedNights = 4
	firstArrival = 14 // days ahead: everything is due at once
	nextArrival  = 3
)

// The whole program in a real browser, as a guest and then as the desk, in French on a desk and in English on a phone:
// nothing that axe finds wrong, nothing wider than the screen, nothing said to the console.
func TestAJourneyInABrowser(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	b := webtest.Browser(t)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	today := p.Clock.Now().In(paris)
	visits := []*visit{
		{lang: "fr", width: 1280, home: "ty-mor", first: "Nora", nights: 6, preview: []string{"460,00 €", "200,00 €", "660,00 €"}, refund: "660,00 €",
			status: map[string]string{"confirmed": "Confirmée", "cancelled": "Annulée"}},
		{lang: "en", width: 390, home: "ty-glas", first: "Emma", nights: 3, preview: []string{"€460.00", "€100.00", "€360.00"}, refund: "€360.00",
			status: map[string]string{"confirmed": "Confirmed", "cancelled": "Cancelled"}},
	}
	for _, v := range visits {
		v.t, v.b, v.a, v.site, v.email = t, b, a, "http://rivages.localhost:"+p.Port, strings.ToLower(v.first)+"@guest.example"
		v.today, v.seen = today, map[string]bool{}
		admin.Property(v.home)
	}
	for _, v := range visits {
		v.enter()
		v.pay(v.book(firstArrival, bookedNights))
		v.change()
		v.cancel()
		v.pay(v.book(nextArrival, bookedNights))
	}
	arrival := time.Date(today.Year(), today.Month(), today.Day()+nextArrival, 12, 0, 0, 0, paris) // at noon it is the same day everywhere
	p.Pass(arrival.Sub(p.Clock.Now()))
	staff := a.As("staff")
	for _, v := range visits {
		v.staff = staff
		v.enter()
		v.signIn()
		v.desk()
		v.contract()
		v.move()
		v.signOut()
	}
	for _, e := range b.ConsoleErrors() {
		t.Error(e)
	}
}

// enter takes the visit's screen and language.
func (v *visit) enter() {
	v.b.Size(v.width, 900)
	v.b.Go(v.site + "/?lang=" + v.lang)
	if got := webtest.Eval[string](v.b, "document.documentElement.lang"); got != v.lang {
		v.t.Errorf("the page speaks %q, not %q", got, v.lang)
	}
	v.look("home")
}

// day is the date that many days after the journey's first, where the agency is.
func (v *visit) day(after int) string { return v.today.AddDate(0, 0, after).Format(time.DateOnly) }

// look is what every page is asked, once in a visit.
func (v *visit) look(page string) {
	v.t.Helper()
	v.b.Wait("h1")
	if v.seen[page] {
		return
	}
	v.seen[page] = true
	before := v.t.Failed()
	v.b.NoViolations()
	if webtest.Eval[bool](v.b, "document.documentElement.scrollWidth > innerWidth + 1") {
		v.t.Errorf("%s (%s) is wider than %d: %s", page, v.lang, v.width, v.b.URL())
	}
	if !before && v.t.Failed() {
		v.t.Logf("the first of these is of %s (%s): %s", page, v.lang, v.b.URL())
	}
}

// says fails unless the words stand in an element; kinds of spaces do not matter.
func (v *visit) says(css string, words ...string) {
	v.t.Helper()
	plain := strings.NewReplacer("\u00a0", " ", "\u202f", " ")
	text := plain.Replace(v.b.Text(css))
	for _, w := range words {
		if !strings.Contains(text, w) {
			v.t.Errorf("%s in %s: no %q in %q", css, v.lang, w, text)
		}
	}
}

// book goes from the search to the payment, and returns the price that the details promised.
func (v *visit) book(arrival, nights int) string {
	v.t.Helper()
	b := v.b
	b.Go(v.site + "/stays")
	v.look("search")
	b.Go(fmt.Sprintf("%s/stays?checkIn=%s&checkOut=%s&adults=2", v.site, v.day(arrival), v.day(arrival+nights)))
	v.look("found")
	b.Follow("#results a[href*='/stays/" + v.home + "']")
	b.Wait("#quote tfoot")
	v.look("property")
	total := b.Text("#quote tfoot .money")
	b.Follow("#quote .stack > .btn-primary")
	v.look("details")
	for field, text := range map[string]string{"firstName": v.first, "lastName": "Petit", "email": v.email, "phone": "+33612345678"} {
		b.Fill("#f-"+field, text)
	}
	b.Click("#f-terms-1")
	b.Follow(`#book [name="do"][value="book"]`)
	return total
}

// pay gives the card that the bank asks about, says yes to the bank, and waits for the stay's own page.
func (v *visit) pay(total string) {
	v.t.Helper()
	b := v.b
	v.look("payment")
	v.says("h1", total)
	b.Fill("[name=number]", threeDSecure)
	b.Fill("[name=expiry]", "12/34")
	b.Fill("[name=cvc]", "123")
	b.Follow("[name=do][value=pay]")
	b.Wait("#bank")
	v.look("bank")
	b.Click("[name=do][value=approve]")
	b.Until(`/^\/manage\/[^/]+$/.test(location.pathname) && document.readyState === "complete"`)
	v.look("confirmation")
	v.says(".eyebrow", v.status["confirmed"])
}

// change asks for other dates, sees the difference, and pays it or gets it back.
func (v *visit) change() {
	v.t.Helper()
	b := v.b
	b.Follow("a[href$='/change']")
	v.look("change")
	b.Fill("[name=checkOut]", v.day(firstArrival+v.nights))
	b.Follow("form[action$='/change'][method=get] .btn-primary")
	b.Wait("#preview")
	v.look("preview")
	v.says("#preview", v.preview...)
	b.Follow("#preview .btn-primary")
	if v.nights > bookedNights {
		v.pay(v.preview[1])
	} else {
		v.look("changed")
	}
	v.says(".price-box", v.preview[2])
}

// cancel sees what comes back, and gives the stay up.
func (v *visit) cancel() {
	v.t.Helper()
	b := v.b
	b.Follow("a[href$='/cancel']")
	v.look("cancel")
	v.says("main", v.refund)
	b.Follow("form[action$='/cancel'] .actions button")
	v.look("cancelled")
	v.says(".eyebrow", v.status["cancelled"])
}

func (v *visit) signIn() {
	v.t.Helper()
	b := v.b
	b.Go(v.site + "/login")
	v.look("login")
	b.Fill("[name=email]", "staff@rivages.example")
	b.Fill("[name=password]", program.Password)
	b.Key("Enter")
	b.Until(`!location.pathname.startsWith("/login") && document.readyState === "complete"`)
}

// desk sees the stay that arrives, on the day's page, in the calendar and in the list.
func (v *visit) desk() {
	v.t.Helper()
	b := v.b
	b.Go(v.site + "/desk?lang=" + v.lang) // an account has a language of its own
	v.look("today")
	v.says("#arrivals", v.first+" Petit")
	b.Go(v.site + "/desk/calendar")
	v.look("calendar")
	v.says("#board", v.first)
	b.Go(v.site + "/desk/reservations?status=confirmed")
	v.look("list")
	v.says("#reservations", v.first+" Petit", v.status["confirmed"])
}

// contract opens the stay in the drawer and downloads its contract.
func (v *visit) contract() {
	v.t.Helper()
	b := v.b
	id := v.confirmed()
	b.Click("#reservations a.row-link[href*='" + id + "']")
	b.Wait("#drawer a[href*='/documents/']")
	v.look("drawer")
	v.says("#drawer", v.email, v.status["confirmed"])
	got := webtest.Eval[string](b, `fetch(document.querySelector("#drawer a[href*='/documents/']").href).then(async r =>
		[r.status, r.headers.get("Content-Type"), new TextDecoder("latin1").decode((await r.arrayBuffer()).slice(0, 5))].join(" "))`)
	if got != "200 application/pdf %PDF-" {
		v.t.Errorf("the contract is %q", got)
	}
}

// confirmed is the id of the guest's one confirmed stay.
func (v *visit) confirmed() string {
	v.t.Helper()
	got := v.staff.Must(200, "GET", "/api/stays/reservations?status=confirmed&q="+v.email, nil)
	if got.Len("items") != 1 {
		v.t.Fatalf("%s", got.Raw)
	}
	return got.Text("items.0.id")
}

// move puts the stay one day later with three keys.
func (v *visit) move() {
	v.t.Helper()
	b := v.b
	id := v.confirmed()
	read := func() program.Answer { return v.staff.Must(200, "GET", "/api/stays/reservations/"+id, nil) }
	before := read().Text("checkIn")
	b.Go(v.site + "/desk/calendar")
	bar := fmt.Sprintf(".planner .bar[data-move*='%s']", id)
	b.Wait(bar)
	b.Eval(fmt.Sprintf("document.querySelector(%q).focus()", bar))
	for _, key := range []string{"m", "ArrowRight", "Enter"} {
		b.Key(key)
	}
	day, err := time.Parse(time.DateOnly, before)
	if err != nil {
		v.t.Fatal(err)
	}
	later := day.AddDate(0, 0, 1).Format(time.DateOnly)
	b.Until(fmt.Sprintf(`document.querySelector(".bar[data-from='%s']") && !document.querySelector(".planner.is-busy")`, later))
	if got := read().Text("checkIn"); got != later {
		v.t.Errorf("moved from %s, stands at %s", before, got)
	}
	v.look("moved")
}

func (v *visit) signOut() {
	v.b.Eval(`document.querySelector("form[action='/logout']").submit()`)
	v.b.Until(`!document.querySelector("form[action='/logout']") && document.readyState === "complete"`)
}
