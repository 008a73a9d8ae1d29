package dataset

import (
	"math/rand/v2"
	"time"

	"comptoir/internal/demo/drawing"
	"comptoir/internal/kernel/period"
)

// diary is where the wishes of one property are written, from left to right.
type diary struct {
	agency Agency
	p      Property
	today  period.Date
	rnd    *rand.Rand
	stays  []StayWish
	blocks []BlockWish
}

// between draws from a to b, both included.
func (d *diary) between(a, b int) int {
	if b <= a {
		return a
	}
	return a + d.rnd.IntN(b-a+1)
}

func (d *diary) chance(percent int) bool { return d.rnd.IntN(100) < percent }

// at is an instant of waking hours on a day, in UTC.
func (d *diary) at(day period.Date) time.Time {
	return day.UTC().Add(time.Duration(7*60+d.rnd.IntN(13*60))*time.Minute + time.Duration(d.rnd.IntN(60))*time.Second)
}

// add writes a wish and returns it for completion.
func (d *diary) add(w StayWish) *StayWish {
	w.Number = len(d.stays) + 1
	w.Property = d.p.Slug
	if w.Party == (Party{}) {
		w.Party = d.party()
	}
	if w.Extras == nil {
		w.Extras = d.extras()
	}
	w.Relaxed = !d.p.Rates.Accepts(w.CheckIn, w.Nights)
	w.ByPhone = w.ByPhone || w.Relaxed
	d.stays = append(d.stays, w)
	return &d.stays[len(d.stays)-1]
}

func (d *diary) party() Party {
	p := Party{Adults: min(2, d.p.Capacity)}
	room := d.p.Capacity - p.Adults
	switch {
	case room > 0 && d.chance(50):
		p.Children = d.between(1, min(room, 3))
		if rest := room - p.Children; rest > 0 && d.chance(45) {
			p.Adults += d.between(1, rest)
		}
	case room > 0 && d.chance(60):
		p.Adults += d.between(1, room)
	case d.chance(25):
		p.Adults = 1
	}
	if d.p.MaxInfants > 0 && d.chance(12) {
		p.Infants = 1
	}
	if d.p.MaxPets > 0 && d.chance(30) {
		p.Pets = 1
	}
	return p
}

func (d *diary) extras() []string {
	var codes []string
	for _, f := range d.p.Rates.Fees {
		if f.Optional && d.chance(45) {
			codes = append(codes, f.Code)
		}
	}
	return codes
}

// pin writes what happens around today, so that every state is on the desk whatever the season. It returns the days that it took.
func (d *diary) pin(index int) (from, to period.Date) {
	t := d.today
	stay := func(in, nights int, o Outcome) *StayWish {
		return d.add(StayWish{CheckIn: t.AddDays(in), Nights: nights, Outcome: o, BookedAt: d.at(t.AddDays(in - d.between(12, 70)))})
	}
	switch index % 6 {
	case 0: // somebody is in
		stay(-2, 5, CheckedIn)
		return t.AddDays(-2), t.AddDays(3)
	case 1: // arrival today; where it is possible, somebody leaves in the morning
		w := stay(0, 4, Confirmed)
		w.BookedAt = d.at(t.AddDays(-d.between(12, 50)))
		if d.p.Rates.PreparationDays == 0 && index%12 == 1 {
			stay(-3, 3, CheckedIn)
			return t.AddDays(-3), t.AddDays(4)
		}
		return t, t.AddDays(4)
	case 2: // departure today
		stay(-4, 4, CheckedIn)
		if index == 2 { // and somebody who never came, a fortnight ago
			w := stay(-14, 3, NoShow)
			w.ActAt = t.AddDays(-13).UTC().Add(9 * time.Hour)
			return t.AddDays(-14), t
		}
		return t.AddDays(-4), t
	case 3: // an option by telephone
		w := stay(d.between(16, 24), 3, Held)
		w.BookedAt = t.AddDays(-1).UTC().Add(15*time.Hour + time.Duration(index)*time.Minute)
		w.ByPhone, w.HoldMinutes = true, 5*24*60
		return w.CheckIn, w.CheckOut()
	case 4: // arrival tomorrow
		w := stay(1, 3, Confirmed)
		w.BookedAt = d.at(t.AddDays(-d.between(5, 40)))
		if index == 4 { // and a booking that was left unpaid the day before yesterday
			unpaid := stay(10, 3, Expired)
			unpaid.BookedAt = d.at(t.AddDays(-2))
			return t.AddDays(1), t.AddDays(13)
		}
		return t.AddDays(1), t.AddDays(4)
	}
	note := "Révision de la chaudière et du détecteur de fumée"
	kind := "maintenance"
	if index%12 == 5 {
		note, kind = "Séjour du propriétaire", "owner_stay"
	}
	d.blocks = append(d.blocks, BlockWish{
		Property: d.p.Slug, From: t.AddDays(-1), To: t.AddDays(4), Kind: kind, Note: note, MadeAt: d.at(t.AddDays(-30)),
	})
	return t.AddDays(-1), t.AddDays(4)
}

// walk fills the days [from, to) with stays and gaps as the season asks for.
func (d *diary) walk(from, to period.Date) {
	day := from.AddDays(d.between(0, 20))
	for day.Before(to) {
		day = day.AddDays(d.gap(day))
		if d.chance(4) && !day.AddDays(8).After(to) {
			day = d.block(day)
			continue
		}
		for range 7 {
			if d.p.Rates.MayArrive(day) {
				break
			}
			day = day.AddDays(1)
		}
		nights := d.nights(day)
		if day.AddDays(nights + 1).After(to) {
			return
		}
		day = d.slot(day, nights, to).AddDays(d.p.Rates.PreparationDays)
	}
}

// busy is how much a night is asked for: 0 quiet, 1 mid season, 2 high season.
func (d *diary) busy(day period.Date) int {
	_, month, dom := day.Date()
	if d.agency.Region == drawing.Alps {
		switch {
		case month == time.December && dom >= 18, month == time.January && dom <= 3, month == time.February:
			return 2
		case month == time.January, month == time.March, month == time.July, month == time.August:
			return 1
		}
		return 0
	}
	switch month {
	case time.July, time.August:
		return 2
	case time.April, time.May, time.June, time.September, time.October:
		return 1
	}
	return 0
}

// gaps are the days that stay free before the next stay, at least and at most, by how busy the time is.
var gaps = map[string][3][2]int{
	drawing.Brittany: {{45, 150}, {24, 80}, {0, 14}},
	drawing.Alps:     {{40, 120}, {20, 70}, {0, 10}},
}

func (d *diary) gap(day period.Date) int {
	g := gaps[d.agency.Region][d.busy(day)]
	return d.between(g[0], g[1])
}

func (d *diary) nights(day period.Date) int {
	least := d.p.Rates.MinNightsOn(day)
	if least >= 7 {
		if d.chance(18) {
			return 14
		}
		return 7
	}
	return least + d.between(0, 4)
}

// block writes an owner's stay or works and returns the first day after.
func (d *diary) block(day period.Date) period.Date {
	b := BlockWish{
		Property: d.p.Slug, From: day, To: day.AddDays(d.between(3, 7)), Kind: "owner_stay", Note: "Séjour du propriétaire",
	}
	if d.chance(35) {
		b.Kind, b.Note = "maintenance", "Peinture et petits travaux"
	}
	b.MadeAt = d.at(b.From.AddDays(-d.between(20, 60)))
	if !b.MadeAt.Before(d.today.UTC()) {
		b.MadeAt = d.at(d.today.AddDays(-d.between(2, 15)))
	}
	d.blocks = append(d.blocks, b)
	return b.To
}
