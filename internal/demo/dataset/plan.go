package dataset

import (
	"cmp"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"comptoir/internal/kernel/period"
)

// Outcome is what becomes of a wish.
type Outcome string

// The outcomes. Held is an option taken by telephone that runs beyond today; Expired one that was never paid. Refused meets dates
// that somebody has already: booking must fail with period_taken.
const (
	Completed         Outcome = "completed"
	CheckedIn         Outcome = "checked_in"
	Confirmed         Outcome = "confirmed"
	Held              Outcome = "held"
	Expired           Outcome = "expired"
	CancelledByGuest  Outcome = "cancelled_by_guest"
	CancelledByAgency Outcome = "cancelled_by_agency"
	NoShow            Outcome = "no_show"
	Refused           Outcome = "refused"
)

// Party is who stays.
type Party struct{ Adults, Children, Infants, Pets int }

// Guests is the number that a property's capacity bounds.
func (p Party) Guests() int { return p.Adults + p.Children }

// StayWish is one guest's wish for a stay and what becomes of it. Instants are UTC and lie before today began, so that a loader whose
// clock follows them ends at today. Wishes of one property overlap only where Conflict or Rebooks says so; preparation days are left free.
type StayWish struct {
	Number   int // from 1, in the order of BookedAt
	Property string
	Guest    string // Guest.Key
	CheckIn  period.Date
	Nights   int
	Party    Party
	Extras   []string // codes of optional fees
	BookedAt time.Time
	Outcome  Outcome
	ActAt    time.Time // of a cancellation or a no-show; zero otherwise
	Change   *Change   // agreed after booking; the stay then took place as changed

	ByPhone     bool // entered by the staff
	Relaxed     bool // does not keep the rules of arrival or length: only the staff can enter it
	HoldMinutes int  // of a Held option
	Declined    bool // the first card was refused, the second accepted
	Conflict    int  // Refused: the number of the stay that has the dates
	Rebooks     int  // takes the dates that the stay of this number gave back
}

// CheckOut is the day of departure as booked.
func (w StayWish) CheckOut() period.Date { return w.CheckIn.AddDays(w.Nights) }

// Final is the stay after its change, if any.
func (w StayWish) Final() period.Range {
	if w.Change != nil {
		return period.Range{From: w.Change.CheckIn, To: w.Change.CheckIn.AddDays(w.Change.Nights)}
	}
	return period.Range{From: w.CheckIn, To: w.CheckOut()}
}

// Change is a change of dates or party.
type Change struct {
	At      time.Time
	CheckIn period.Date
	Nights  int
	Party   Party
}

// BlockWish keeps days [From, To) from being let.
type BlockWish struct {
	Property string
	From, To period.Date
	Kind     string // owner_stay or maintenance
	Note     string
	MadeAt   time.Time
}

// The window around today: days past and future.
const (
	pastDays   = 490
	futureDays = 285
)

// Plan returns the wishes of an agency's guests around a day, in the order in which they were booked: the same for the same day.
func Plan(a Agency, today period.Date) []StayWish {
	stays, _ := program(a, today)
	return stays
}

// Blocks returns the owners' stays and the works that go with Plan: none overlaps a stay.
func Blocks(a Agency, today period.Date) []BlockWish {
	_, blocks := program(a, today)
	return blocks
}

func program(a Agency, today period.Date) ([]StayWish, []BlockWish) {
	var stays []StayWish
	var blocks []BlockWish
	for i, p := range a.Properties {
		d := &diary{agency: a, p: p, today: today, rnd: dice(a.Slug + "/" + p.Slug)}
		from, to := d.pin(i)
		d.walk(today.AddDays(-pastDays), from.AddDays(-p.Rates.PreparationDays))
		d.walk(to.AddDays(p.Rates.PreparationDays), today.AddDays(futureDays))
		// Numbers are local to the property until all are sorted.
		base := len(stays)
		for _, w := range d.stays {
			w.Number += base
			if w.Conflict > 0 {
				w.Conflict += base
			}
			if w.Rebooks > 0 {
				w.Rebooks += base
			}
			stays = append(stays, w)
		}
		blocks = append(blocks, d.blocks...)
	}
	cast(a, stays)
	return renumber(stays), blocks
}

func dice(text string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	return rand.New(rand.NewPCG(h.Sum64(), 0x52697661676573)) // #nosec G404 -- spread or a seed, no secret
}

// renumber sorts by booking and gives final numbers; references follow.
func renumber(stays []StayWish) []StayWish {
	slices.SortStableFunc(stays, func(a, b StayWish) int {
		return cmp.Or(a.BookedAt.Compare(b.BookedAt), cmp.Compare(a.Number, b.Number))
	})
	final := make(map[int]int, len(stays))
	for i, w := range stays {
		final[w.Number] = i + 1
	}
	for i := range stays {
		stays[i].Number = i + 1
		stays[i].Conflict = final[stays[i].Conflict]
		stays[i].Rebooks = final[stays[i].Rebooks]
	}
	return stays
}

// cast gives each wish a guest; a few come back year after year.
func cast(a Agency, stays []StayWish) {
	guests := Guests()
	rnd := dice(a.Slug + "/guests")
	order := rnd.Perm(len(guests))
	for i := range stays {
		k := order[i%len(order)]
		if rnd.IntN(7) == 0 {
			k = order[rnd.IntN(12)] // the regulars
		}
		stays[i].Guest = guests[k].Key
	}
	// Whoever is refused, or rebooks what another gave back, is another person than the first.
	at := make(map[int]int, len(stays))
	for i, w := range stays {
		at[w.Number] = i
	}
	for i, w := range stays {
		for _, other := range []int{w.Conflict, w.Rebooks} {
			if other > 0 && stays[at[other]].Guest == w.Guest {
				stays[i].Guest = guests[(order[0]+i+1)%len(guests)].Key
				if stays[i].Guest == w.Guest {
					stays[i].Guest = guests[(order[0]+i+2)%len(guests)].Key
				}
			}
		}
	}
}
