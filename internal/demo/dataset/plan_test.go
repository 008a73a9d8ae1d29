package dataset

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/period"
)

var demoDay = period.On(2026, time.November, 21)

func TestPlanIsTheSameForTheSameDay(t *testing.T) {
	t.Parallel()
	for _, a := range Agencies() {
		if !reflect.DeepEqual(Plan(a, demoDay), Plan(a, demoDay)) || !reflect.DeepEqual(Blocks(a, demoDay), Blocks(a, demoDay)) {
			t.Errorf("%s: two plans of one day differ", a.Name)
		}
		if reflect.DeepEqual(Plan(a, demoDay), Plan(a, demoDay.AddDays(40))) {
			t.Errorf("%s: the plan does not follow the day", a.Name)
		}
	}
}

// TestPlanOfAnyDay: whatever the day on which the demo is loaded, commands can carry the plan out.
func TestPlanOfAnyDay(t *testing.T) {
	t.Parallel()
	agencies := Agencies()
	rapid.Check(t, func(t *rapid.T) {
		a := agencies[rapid.IntRange(0, 1).Draw(t, "agency")]
		today := period.On(2025, time.June, 1).AddDays(rapid.IntRange(0, 1500).Draw(t, "day"))
		checkPlan(t, a, today)
	})
}

func checkPlan(t *rapid.T, a Agency, today period.Date) {
	stays, blocks := Plan(a, today), Blocks(a, today)
	want := map[string][2]int{"rivages": {260, 430}, "cimes": {80, 175}}[a.Slug]
	if len(stays) < want[0] || len(stays) > want[1] {
		t.Fatalf("%d wishes, want %d to %d", len(stays), want[0], want[1])
	}
	guests := map[string]bool{}
	for _, g := range Guests() {
		guests[g.Key] = true
	}
	begin := today.UTC()
	for i, w := range stays {
		p, ok := a.Property(w.Property)
		if !ok || !guests[w.Guest] || w.Number != i+1 {
			t.Fatalf("property, guest or number of %+v", w)
		}
		if i > 0 && w.BookedAt.Before(stays[i-1].BookedAt) {
			t.Fatalf("%d was booked before %d", w.Number, w.Number-1)
		}
		if !w.BookedAt.Before(begin) || period.DateOf(w.BookedAt, time.UTC).After(w.CheckIn) {
			t.Fatalf("%d booked at %v for %v, today is %v", w.Number, w.BookedAt, w.CheckIn, today)
		}
		if w.CheckIn.Since(period.DateOf(w.BookedAt, time.UTC)) > 364 {
			t.Fatalf("%d is booked more than a year ahead", w.Number)
		}
		checkParty(t, p, w.Party)
		checkWish(t, p, w, stays, today)
	}
	checkOverlaps(t, a, stays, blocks)
	checkStates(t, stays, today)
}

func checkParty(t *rapid.T, p Property, party Party) {
	if party.Adults < 1 || party.Children < 0 || party.Guests() > p.Capacity || party.Infants > p.MaxInfants || party.Pets > p.MaxPets {
		t.Fatalf("%s: party %+v", p.Slug, party)
	}
}

func checkWish(t *rapid.T, p Property, w StayWish, stays []StayWish, today period.Date) {
	if w.Relaxed == p.Rates.Accepts(w.CheckIn, w.Nights) || w.Relaxed && !w.ByPhone {
		t.Fatalf("%d: %v, %d nights, relaxed %v, by phone %v", w.Number, w.CheckIn, w.Nights, w.Relaxed, w.ByPhone)
	}
	if c := w.Change; c != nil {
		checkParty(t, p, c.Party)
		if !p.Rates.Accepts(c.CheckIn, c.Nights) || !c.At.After(w.BookedAt) || !c.At.Before(today.UTC()) || !c.At.Before(w.CheckIn.UTC()) {
			t.Fatalf("%d: change %+v", w.Number, *c)
		}
	}
	stay := w.Final()
	ok := true
	switch w.Outcome {
	case Completed:
		ok = stay.To.Before(today)
	case CheckedIn:
		ok = stay.From.Before(today) && !stay.To.Before(today)
	case Confirmed:
		ok = !stay.From.Before(today)
	case Held:
		ok = stay.From.After(today) && w.BookedAt.Add(time.Duration(w.HoldMinutes)*time.Minute).After(today.AddDays(2).UTC())
	case NoShow:
		ok = w.ActAt.After(w.CheckIn.UTC()) && w.ActAt.Before(today.UTC())
	case CancelledByGuest, CancelledByAgency:
		ok = w.ActAt.After(w.BookedAt) && w.ActAt.Before(today.UTC()) && w.ActAt.Before(w.CheckIn.UTC())
	case Expired:
	case Refused:
		first := stays[w.Conflict-1]
		ok = first.Property == w.Property && first.BookedAt.Before(w.BookedAt) && first.Final().Overlaps(stay) && first.Guest != w.Guest &&
			(first.Outcome == Completed || first.Outcome == Confirmed || first.Outcome == CheckedIn)
	default:
		t.Fatalf("unknown outcome %q", w.Outcome)
	}
	if !ok || (w.Conflict > 0) != (w.Outcome == Refused) {
		t.Fatalf("%d: %s does not fit %v, booked %v, acted %v, today %v", w.Number, w.Outcome, stay, w.BookedAt, w.ActAt, today)
	}
	if w.Rebooks > 0 {
		first := stays[w.Rebooks-1]
		if !first.ActAt.Before(w.BookedAt) || first.Guest == w.Guest || first.Outcome != CancelledByGuest && first.Outcome != CancelledByAgency {
			t.Fatalf("%d rebooks %+v", w.Number, first)
		}
	}
}

// taken is what keeps days of a property at some time: a wish as booked and as changed, preparation included, or a block.
type taken struct {
	days   period.Range
	number int
	free   int // number of the wish that may overlap
}

func checkOverlaps(t *rapid.T, a Agency, stays []StayWish, blocks []BlockWish) {
	by := map[string][]taken{}
	for _, w := range stays {
		p, _ := a.Property(w.Property)
		prepare := p.Rates.PreparationDays
		by[w.Property] = append(by[w.Property], taken{period.Range{From: w.CheckIn, To: w.CheckOut().AddDays(prepare)}, w.Number, w.Conflict + w.Rebooks})
		if w.Change != nil {
			final := w.Final()
			by[w.Property] = append(by[w.Property], taken{period.Range{From: final.From, To: final.To.AddDays(prepare)}, w.Number, 0})
		}
	}
	for _, b := range blocks {
		if !b.From.Before(b.To) || b.Note == "" {
			t.Fatalf("block %+v", b)
		}
		by[b.Property] = append(by[b.Property], taken{period.Range{From: b.From, To: b.To}, -1 - len(by[b.Property]), 0})
	}
	for slug, list := range by {
		for i, x := range list {
			for _, y := range list[:i] {
				if x.number != y.number && x.free != y.number && y.free != x.number && x.days.Overlaps(y.days) {
					t.Fatalf("%s: %d %v overlaps %d %v", slug, x.number, x.days, y.number, y.days)
				}
			}
		}
	}
}

// checkStates wants every state on the desk, whatever the season.
func checkStates(t *rapid.T, stays []StayWish, today period.Date) {
	count := map[Outcome]int{}
	arrivals, departures, changed, rebooked, extras := 0, 0, 0, 0, 0
	for _, w := range stays {
		count[w.Outcome]++
		final := w.Final()
		if w.Outcome == Confirmed && final.From == today {
			arrivals++
		}
		if w.Outcome == CheckedIn && final.To == today {
			departures++
		}
		if w.Change != nil {
			changed++
		}
		rebooked += min(w.Rebooks, 1)
		extras += len(w.Extras)
	}
	for _, o := range []Outcome{Completed, CheckedIn, Confirmed, Held, Expired, CancelledByGuest, NoShow} {
		if count[o] == 0 {
			t.Fatalf("nobody is %s on %v: %v", o, today, count)
		}
	}
	if arrivals < 2 || departures < 2 || changed == 0 || extras == 0 {
		t.Fatalf("%d arrivals, %d departures today, %d changes, %d rebooked, %d extras", arrivals, departures, changed, rebooked, extras)
	}
}
