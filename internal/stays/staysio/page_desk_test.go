package staysio_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staysio"
	"comptoir/internal/stays/staystest"
	"comptoir/internal/web/webtest"
)

func TestDeskTextsAreInBothLanguages(t *testing.T) {
	t.Parallel()
	webtest.SameKeys(t, staysio.Texts)
}

// desk is a member of the staff who may do everything, with a browser that runs no script.
func desk(t *testing.T) (*guestSite, *guest) {
	t.Helper()
	s := newGuestSite(t)
	s.who = access.From(s.a.Desk)
	return s, s.guest("a.localhost")
}

func v(n int) string { return strconv.Itoa(n) }

func TestTheDeskIsForStaff(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	p := s.a.Property()
	r := s.a.Book(p, "2027-05-08", "2027-05-15")
	g := s.guest("a.localhost")
	paths := []string{"/desk", "/desk/calendar", "/desk/reservations", "/desk/reservations/new", "/desk/reservations/" + r.ID.String(), "/desk/reservations/" + r.ID.String() + "/cancel",
		"/desk/reservations/" + r.ID.String() + "/move", "/desk/blocks/new", "/desk/properties", "/desk/properties/new", "/desk/properties/" + p.ID.String(), "/desk/properties/" + p.ID.String() + "/photos",
		"/desk/settings", "/desk/settings/policies", "/desk/settings/policies/new", "/desk/settings/policies/firm", "/desk/settings/taxes", "/desk/settings/taxes/new"}
	for _, path := range paths {
		if a := g.send("GET", path, nil); a.status != 401 && !strings.HasPrefix(a.to, "/login") {
			t.Errorf("a visitor gets %d from %s", a.status, path)
		}
	}
	s.who = access.From(s.a.Account)
	for _, path := range paths {
		if a := g.send("GET", path, nil); a.status != 403 {
			t.Errorf("a guest with an account gets %d from %s", a.status, path)
		}
	}
	s.who = access.From(s.a.Desk)
	for _, path := range paths {
		g.get(path, 200)
	}
	if a := s.guest("b.localhost"); a.send("GET", "/desk/reservations/"+r.ID.String(), nil).status == 200 {
		t.Error("another agency sees the reservation")
	}
}

func TestADayAtTheDesk(t *testing.T) {
	t.Parallel()
	s, g := desk(t)
	p := s.a.Property()
	r := s.a.Book(p, "2027-05-08", "2027-05-15")
	s.a.Clock.Set(time.Date(2027, 5, 8, 15, 0, 0, 0, time.UTC))
	today := webtest.HTML(t, g.get("/desk", 200).body)
	today.In("#arrivals tbody tr").One().Has(r.Guest.Name(), "La Malouine")
	act := "/desk/reservations/" + r.ID.String() + "/check-in"
	today.In(`#arrivals form[action="` + act + `"]`).One()
	for range 2 { // two clicks do what one does
		if to := g.post(act, url.Values{"next": {"/desk"}, "version": {v(r.Version)}}, 303).to; to != "/desk" {
			t.Error(to)
		}
	}
	if now := s.a.See(r.ID); now.Status != stays.CheckedIn || now.Version != r.Version+1 {
		t.Errorf("%s, version %d", now.Status, now.Version)
	}
	if to := g.post(act, url.Values{"next": {"https://evil.example/"}}, 303).to; to != "/desk/reservations/"+r.ID.String() {
		t.Error("goes to", to)
	}
	g.post("/desk/reservations/"+r.ID.String()+"/explode", nil, 404)
	s.a.Clock.Set(time.Date(2027, 5, 15, 9, 0, 0, 0, time.UTC))
	webtest.HTML(t, g.get("/desk", 200).body).In("#departures tbody tr").One()
	g.post("/desk/reservations/"+r.ID.String()+"/complete", nil, 303)
	webtest.HTML(t, g.get("/desk/reservations/"+r.ID.String(), 200).body).In("#drawer").Has("Terminée", "Sophie", "Séjour terminé")
}

func TestTheListKeepsItsFiltersInTheAddress(t *testing.T) {
	t.Parallel()
	s, g := desk(t)
	p := s.a.Property()
	r := s.a.Book(p, "2027-05-08", "2027-05-15")
	s.a.Hold(p, "2027-06-05", "2027-06-12")
	rows := func(query string) int {
		return webtest.HTML(t, g.get("/desk/reservations"+query, 200).body).In("#reservations tbody tr").Len()
	}
	for query, want := range map[string]int{"": 2, "?status=held": 1, "?q=" + r.Reference: 1, "?from=2027-06-01": 1, "?to=2027-06-01": 1, "?property=" + p.ID.String(): 2, "?status=completed": 0, "?q=personne": 0, "?sort=arrival": 2} {
		if got := rows(query); got != want {
			t.Errorf("%q lists %d, want %d", query, got, want)
		}
	}
	webtest.HTML(t, g.get("/desk/reservations?status=held&q=x", 200).body).In("#f-status option[selected]").One()
	g.get("/desk/reservations?from=2027-13-45", 422)
	g.get("/desk/reservations?from=2027-06-12&to=2027-06-01", 422)
	g.get("/desk/reservations?cursor=nonsense", 422)
	g.get("/desk/reservations?q="+strings.Repeat("x", 101), 422)
	g.get("/desk/reservations/not-an-id", 404)
}

func TestTheCalendarMovesWhatCostsNothingAndAsksAboutTheRest(t *testing.T) {
	t.Parallel()
	s, g := desk(t)
	p := s.a.Property()
	r := s.a.Book(p, "2027-05-08", "2027-05-15")
	s.a.Hold(p, "2027-05-22", "2027-05-29")
	page := webtest.HTML(t, g.get("/desk/calendar?from=2027-05-01&days=60", 200).body)
	bar := page.In(`.planner .bar[data-from="2027-05-08"]`).One()
	bar.Has(r.Guest.Name(), "à payer")
	drag := "/desk/calendar/reservations/" + r.ID.String() + "/move"
	if bar.Attr("data-move") != drag+"?version="+v(r.Version) {
		t.Error(bar.Attr("data-move"))
	}
	to := func(from, to string) url.Values {
		return url.Values{"resource": {p.ID.String()}, "from": {from}, "to": {to}}
	}
	g.post(drag+"?version=99", to("2027-05-09", "2027-05-16"), 412) // a colleague was quicker
	g.post(drag, to("2027-05-09", "2027-05-16"), 204)
	if now := s.a.See(r.ID); now.Stay != period.Between("2027-05-09", "2027-05-16") {
		t.Error(now.Stay)
	}
	g.post(drag, to("2027-05-20", "2027-05-27"), 409) // the hold is there
	g.post(drag, to("2027-05-xx", "2027-05-27"), 400)
	asked := g.post(drag, to("2027-05-09", "2027-05-18"), 303).to
	if now := s.a.See(r.ID); now.Stay.Nights() != 7 {
		t.Error("a dearer stay was made without asking")
	}
	confirm := g.get(asked, 200)
	webtest.HTML(t, confirm.body).In("main form").Has("de plus")
	form := confirm.form(t, `form[action$="/move"]`)
	form.Set("do", "move")
	g.post("/desk/reservations/"+r.ID.String()+"/move", form, 303)
	if now := s.a.See(r.ID); now.Stay.Nights() != 9 || now.Quote.Total.Cmp(r.Quote.Total) <= 0 {
		t.Error(now.Stay, now.Quote.Total)
	}
	stale := g.post("/desk/reservations/"+r.ID.String()+"/move", form, 422) // the same form again
	webtest.HTML(t, stale.body).In(".notice").Has("entre-temps")
}

func TestBlocks(t *testing.T) {
	t.Parallel()
	s, g := desk(t)
	p := s.a.Property()
	page := g.get("/desk/blocks/new?resource="+p.ID.String()+"&from=2027-05-01&to=2027-05-05", 200)
	form := page.form(t, `form[action="/desk/blocks/new"]`)
	form.Set("kind", "maintenance")
	form.Set("note", "Toiture")
	for range 2 { // sent twice, made once
		g.post("/desk/blocks/new", form, 303)
	}
	calendar := webtest.HTML(t, g.get("/desk/calendar?from=2027-04-28", 200).body)
	bar := calendar.In(".bar.is-blocked").One().Has("Toiture")
	edit := g.get(bar.Attr("href"), 200)
	action := strings.SplitN(bar.Attr("href"), "?", 2)[0]
	changed := edit.form(t, `form[action="`+action+`"]`)
	changed.Set("kind", "owner_stay")
	changed.Set("to", "2027-05-08")
	g.post(action, changed, 303)
	refused := fill(changed, "from", "2027-05-09")
	webtest.HTML(t, g.post(action, refused, 422).body).In(".field-error").Text()
	g.post(action+"/remove", nil, 303)
	g.post(action+"/remove", nil, 303)
	webtest.HTML(t, g.get("/desk/calendar?from=2027-04-28", 200).body).In(".bar").None()
}

func TestBookingByTelephone(t *testing.T) {
	t.Parallel()
	s, g := desk(t)
	p := s.a.Property()
	const form = `form[action="/desk/reservations/new"]`
	page := g.get("/desk/reservations/new?resource="+p.ID.String()+"&from=2027-05-08&to=2027-05-15", 200)
	webtest.HTML(t, page.body).In("main form tfoot").Has("€")
	fields := fill(page.form(t, form), append(nora, "do", "book", "how", "confirmed", "note", "Arrive tard")...)
	bad := g.post("/desk/reservations/new", fill(page.form(t, form), "do", "book", "firstName", "Nora", "email", "nowhere", "note", "Arrive tard"), 422)
	again := webtest.HTML(t, bad.body)
	again.In("#f-lastName-error").One()
	again.In("#f-email-error").One()
	if again.In("#f-firstName").Value() != "Nora" || !strings.Contains(again.In("#f-note").Text(), "Arrive tard") {
		t.Error("the refused form lost what was typed")
	}
	first := g.post("/desk/reservations/new", fields, 303).to
	if second := g.post("/desk/reservations/new", fields, 303).to; second != first {
		t.Errorf("the form sent twice went to %s and %s", first, second)
	}
	rows := s.list()
	if len(rows) != 1 || rows[0].Status != stays.Confirmed || rows[0].Source != "desk" {
		t.Fatalf("%+v", rows)
	}
	if r := s.a.See(rows[0].ID); r.Note != "Arrive tard" || r.Guest.Locale != "fr" {
		t.Errorf("%+v", r.Guest)
	}
	fields.Set("email", "paul@example.com")
	webtest.HTML(t, g.post("/desk/reservations/new", fields, 422).body).In(".notice").Has("prises")
}

func TestCancellingSaysFirstWhatGoesBack(t *testing.T) {
	t.Parallel()
	s, g := desk(t)
	r := s.a.Book(s.a.Property(), "2027-05-08", "2027-05-15")
	path := "/desk/reservations/" + r.ID.String() + "/cancel"
	page := g.get(path, 200)
	webtest.HTML(t, page.body).In("main form").Has("remboursés sur", "L’agence")
	form := fill(page.form(t, "main form"), "by", "agency", "reason", "Dégât des eaux")
	s.a.EditNote(s.a.Desk, stays.EditNote{ID: r.ID, Note: "un collègue passe"})
	stale := g.post(path, form, 422)
	webtest.HTML(t, stale.body).In("main form").Has("entre-temps", "Dégât des eaux")
	form = fill(stale.form(t, "main form"), "by", "agency")
	for range 2 {
		g.post(path, form, 303)
	}
	now := s.a.See(r.ID)
	if now.Status != stays.Cancelled || now.Cancellation.By != "agency" || now.Cancellation.Reason != "Dégât des eaux" || now.RefundDue.Cmp(r.Paid) != 0 {
		t.Errorf("%+v", now.Cancellation)
	}
	if g.get(path, 303).to != "/desk/reservations/"+r.ID.String() {
		t.Error("a cancelled reservation is offered for cancelling")
	}
}

func TestAPropertyFromNothingToTheSite(t *testing.T) {
	t.Parallel()
	s, g := desk(t)
	page := g.get("/desk/properties/new", 200)
	form := page.form(t, "main form")
	g.post("/desk/properties/new", form, 422) // no name
	fill(form, "nameFr", "Le Phare", "nameEn", "The Lighthouse", "line1", "1 rue du Port", "postalCode", "29900", "city", "Concarneau", "country", "FR", "insee", "29039", "lat", "47,87", "lon", "-3.92", "rulesFr", "Non-fumeur\nPas de fête", "rulesEn", "No smoking")
	form["features"] = []string{"wifi", "sea_view"}
	texts := g.post("/desk/properties/new", form, 303).to
	home := strings.TrimSuffix(texts, "/texts")

	missing := g.post(home+"/status", url.Values{"do": {"publish"}}, 422)
	webtest.HTML(t, missing.body).In("main").Has("Une description", "Une photo au moins", "Un prix par nuit")

	about := g.get(texts, 200).form(t, "main form.stack")
	g.post(texts, fill(about, "descriptionFr", "Face au large.", "seoTitleEn", "The Lighthouse, Concarneau"), 303)
	stale := g.post(texts, fill(about, "descriptionFr", "Ma version"), 422)
	webtest.HTML(t, stale.body).In("main").Has("entre-temps", "Ma version")
	g.post(texts, fill(stale.form(t, "main form.stack"), "descriptionFr", "Face au large, vraiment."), 303)

	rates := g.get(home+"/rates", 200).form(t, "main form.stack")
	g.post(home+"/rates", fill(rates, "nightly", "beaucoup"), 422)
	g.post(home+"/rates", fill(rates, "nightly", "120,50", "unit", "night", "minNights", "2", "tier0Nights", "7", "tier0Percent", "10"), 303)

	season := url.Values{"nameFr": {"Été"}, "when": {"yearly"}, "firstDay": {"1"}, "firstMonth": {"7"}, "lastDay": {"31"}, "lastMonth": {"8"}, "nightly": {"180"}}
	g.post(home+"/seasons", fill(url.Values{"when": {"yearly"}}, "firstDay", "31", "firstMonth", "2", "lastDay", "1", "lastMonth", "3"), 422)
	g.post(home+"/seasons", season, 303)
	g.post(home+"/spots", url.Values{"spotFrom": {"2027-12-24"}, "spotTo": {"2027-12-26"}, "spotNightly": {"300"}, "do": {"set"}}, 303)
	g.post(home+"/fees", url.Values{"code": {"cleaning"}, "amount": {"70"}, "per": {"stay"}}, 303)
	g.post(home+"/fees", url.Values{"code": {"linen"}, "amount": {""}, "per": {"guest"}}, 422)

	page2 := webtest.HTML(t, g.get(home+"/seasons", 200).body)
	page2.In("main").Has("du 1 juillet au 31 août", "2 nuits ont leur propre règle")
	webtest.HTML(t, g.get(home+"/fees", 200).body).In("tbody tr").One().Has("Ménage", "70")
	removal := webtest.HTML(t, g.get(home+"/fees", 200).body).In(`form[action$="/remove"]`).Attr("action")
	g.post(removal, nil, 303)
	g.post(removal, nil, 303)
	webtest.HTML(t, g.get(home+"/fees", 200).body).In("tbody tr").None()

	found, err := s.a.ListProperties(s.a.Desk, stays.ListProperties{})
	if err != nil || len(found.Items) != 1 {
		t.Fatal(found, err)
	}
	state := must(s.a.GetProperty(s.a.Desk, stays.GetProperty{ID: found.Items[0].ID}))
	if state.Name["en"] != "The Lighthouse" || len(state.HouseRules) != 2 || len(state.Features) != 2 || state.Rates.LengthDiscounts[0].FromNights != 7 || len(state.Rates.Seasons) != 1 || len(state.Rates.Spots) != 2 || state.Position.Lat != 47.87 {
		t.Errorf("%+v", state)
	}
	if _, err := s.a.AddPhoto(s.a.Desk, stays.AddPhoto{ID: state.ID, Photo: staystest.Photo()}); err != nil {
		t.Fatal(err)
	}
	g.post(home+"/status", url.Values{"do": {"publish"}}, 303)
	g.get("/stays/"+state.Slug, 200)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestSettings(t *testing.T) {
	t.Parallel()
	s, g := desk(t)
	page := g.get("/desk/settings", 200)
	form := fill(page.form(t, "main form"), "legal", "agency", "depositPercent", "40")
	refused := webtest.HTML(t, g.post("/desk/settings", form, 422).body)
	refused.In("#f-depositPercent-error").One().Has("loi")
	g.post("/desk/settings", fill(form, "depositPercent", "20", "holdMinutes", "20"), 303)
	webtest.HTML(t, g.post("/desk/settings", fill(form, "holdMinutes", "25"), 422).body).In(".notice").Has("entre-temps")
	settings := must(s.a.GetSettings(s.a.Desk, stays.GetSettings{}))
	if settings.HoldMinutes != 20 || settings.DepositPercent.String() != "20" {
		t.Errorf("%+v", settings)
	}

	tax := g.get("/desk/settings/taxes/new", 200).form(t, "main form")
	bad := webtest.HTML(t, g.post("/desk/settings/taxes/new", fill(tax, "commune", "Saint-Malo", "insee", "352", "from", "2027-01-01"), 422).body)
	bad.In("#f-insee-error").One()
	bad.In("#f-tariff_one_star-error").One()
	for _, c := range []string{"five_stars", "four_stars", "three_stars", "two_stars", "one_star"} {
		tax.Set("tariff_"+c, "1,20")
	}
	g.post("/desk/settings/taxes/new", fill(tax, "insee", "35288", "percent", "5", "share0Code", "departement", "share0Percent", "10", "period0First", "01-04", "period0Last", "31-10"), 303)
	rules := must(s.a.ListTaxRules(s.a.Desk, stays.ListTaxRules{}))
	if len(rules) != 1 || rules[0].Commune != "Saint-Malo" || rules[0].Periods[0].Last != (stays.MonthDay{Month: 10, Day: 31}) || rules[0].Additional[0].Code != "departement" {
		t.Fatalf("%+v", rules)
	}
	one := "/desk/settings/taxes/" + rules[0].ID.String()
	g.post(one, fill(g.get(one, 200).form(t, "main form"), "percent", "4"), 303)
	g.post(one+"/remove", nil, 303)
	g.post(one+"/remove", nil, 303)
	g.get(one, 404)
}
