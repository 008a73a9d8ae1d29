package staysio_test

import (
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/web/webtest"
)

// The desk in a real browser: nothing that axe finds wrong, on a desk and on a phone in the dark, nothing wider than the
// screen.
func TestDeskPagesInABrowser(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	taxed(s.a)
	p := s.a.Property()
	r := s.a.Book(p, "2027-03-06", "2027-03-13")
	s.a.Hold(p, "2027-03-20", "2027-03-27")
	if _, err := s.a.AddBlock(s.a.Desk, stays.AddBlock{Property: p.ID, From: period.MustDate("2027-03-27"), To: period.MustDate("2027-03-30"), Kind: stays.Maintenance}); err != nil {
		t.Fatal(err)
	}
	s.a.Clock.Set(time.Date(2027, 3, 7, 9, 0, 0, 0, time.UTC))
	s.who = access.From(s.a.Desk)
	one, stay := "/desk/properties/"+p.ID.String(), "/desk/reservations/"+r.ID.String()
	pages := []string{"/desk", "/desk/calendar", "/desk/reservations", "/desk/reservations?q=zzz", stay, stay + "/cancel", stay + "/move?checkIn=2027-03-06&checkOut=2027-03-14", "/desk/blocks/new",
		"/desk/reservations/new?resource=" + p.ID.String() + "&from=2027-06-05&to=2027-06-12", "/desk/properties", "/desk/properties/new", one, one + "/texts", one + "/rates", one + "/seasons", one + "/fees", one + "/photos",
		"/desk/settings", "/desk/settings/policies", "/desk/settings/policies/new", "/desk/settings/policies/firm", "/desk/settings/taxes", "/desk/settings/taxes/new"}
	b := webtest.Browser(t)
	b.Go(s.address("/?lang=fr"))
	look := func() {
		for _, path := range pages {
			b.Go(s.address(path))
			b.NoViolations()
			if webtest.Eval[bool](b, "document.documentElement.scrollWidth > innerWidth + 1") {
				t.Errorf("%s is wider than the screen", path)
			}
		}
	}
	look()
	b.Size(390, 844)
	b.Media("prefers-color-scheme", "dark")
	look()
}

// By keyboard, a stay is moved where it costs the same, and asked about where it does not.
func TestTheCalendarByKeyboard(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	p := s.a.Property()
	r := s.a.Book(p, "2027-03-07", "2027-03-10")
	s.who = access.From(s.a.Desk)
	b := webtest.Browser(t)
	b.Go(s.address("/?lang=fr"))
	b.Go(s.address("/desk/calendar"))
	take := func(keys ...string) {
		b.Wait(".planner .bar[data-move]")
		b.Eval(`document.querySelector(".planner .bar[data-move]").focus()`)
		b.Key("m")
		for _, k := range keys {
			b.Key(k)
		}
		b.Key("Enter")
	}
	take("ArrowRight")
	b.Until(`document.querySelector(".bar[data-from='2027-03-08']") && !document.querySelector(".planner.is-busy")`)
	if now := s.a.See(r.ID); now.Stay != period.Between("2027-03-08", "2027-03-11") {
		t.Errorf("stands at %s", now.Stay)
	}
	b.Go(s.address("/desk/calendar"))
	take("Shift+ArrowRight")
	b.Wait("#drawer form[action$='/move']")
	if words := b.Text("#drawer"); !strings.Contains(words, "de plus") {
		t.Error(words)
	}
	if now := s.a.See(r.ID); now.Stay.Nights() != 3 {
		t.Error("stretched without asking")
	}
	b.Follow("#drawer [value='move']")
	if now := s.a.See(r.ID); now.Stay.Nights() != 4 {
		t.Error("not stretched after asking")
	}
}
