package dataset

import (
	"slices"
	"time"

	"comptoir/internal/kernel/period"
)

// slot writes what becomes of the free days from check-in on, at most until limit, and returns the first day after.
func (d *diary) slot(checkIn period.Date, nights int, limit period.Date) period.Date {
	ahead := checkIn.Since(d.today)
	if ahead > 0 && !d.soldYet(checkIn, ahead) {
		return checkIn.AddDays(nights)
	}
	w := StayWish{CheckIn: checkIn, Nights: nights, BookedAt: d.booked(checkIn, ahead)}
	w.ByPhone, w.Declined = d.chance(12), d.chance(6)
	switch n := d.rnd.IntN(100); {
	case n < 9:
		return d.cancelled(w, CancelledByGuest)
	case n < 11:
		return d.cancelled(w, CancelledByAgency)
	case n < 15:
		w.Outcome, w.ByPhone = Expired, false
	case n < 18 && ahead <= -2:
		w.Outcome = NoShow
		w.ActAt = checkIn.AddDays(1).UTC().Add(9 * time.Hour)
	case n < 24:
		return d.changed(w, limit)
	default:
		d.happens(&w)
	}
	stay := *d.add(w)
	if w.Outcome == Completed || w.Outcome == Confirmed {
		d.refused(stay)
	}
	return w.CheckOut()
}

// happens says where the stay stands today: over, going on (guests who leave today are still in), or to come.
func (d *diary) happens(w *StayWish) {
	stay := w.Final()
	switch {
	case stay.To.Before(d.today):
		w.Outcome = Completed
	case stay.From.Before(d.today):
		w.Outcome = CheckedIn
	default:
		w.Outcome = Confirmed
	}
}

// soldYet decides whether a stay of the future has been booked already: families take the summer and the snow early.
func (d *diary) soldYet(checkIn period.Date, ahead int) bool {
	percent := max(20, 88-ahead/3)
	if d.busy(checkIn) == 2 {
		percent = max(60, percent)
	}
	return d.chance(percent)
}

// booked is when the stay was booked: less than a year before, always before today.
func (d *diary) booked(checkIn period.Date, ahead int) time.Time {
	lead := d.between(4, 90)
	if d.busy(checkIn) == 2 {
		lead = d.between(35, 230)
	}
	if ahead > 0 && lead <= ahead {
		lead = ahead + d.between(1, 45)
	}
	return d.at(checkIn.AddDays(-lead))
}

// cancelled writes a stay that was given up, and often another guest who takes the dates afterwards.
func (d *diary) cancelled(w StayWish, by Outcome) period.Date {
	w.Outcome = by
	bookedOn := period.DateOf(w.BookedAt, time.UTC)
	last := w.CheckIn.AddDays(-1)
	if !last.Before(d.today) {
		last = d.today.AddDays(-1)
	}
	room := last.Since(bookedOn)
	if room < 1 { // booked yesterday: too early to give up
		d.happens(&w)
		d.add(w)
		return w.CheckOut()
	}
	given := bookedOn.AddDays(d.between(1, room))
	w.ActAt = d.at(given)
	first := *d.add(w)
	if left := last.Since(given); left >= 3 && d.chance(55) {
		again := StayWish{CheckIn: w.CheckIn, Nights: w.Nights, Rebooks: first.Number, BookedAt: d.at(given.AddDays(d.between(1, left)))}
		d.happens(&again)
		d.add(again)
	}
	return w.CheckOut()
}

// changed writes a stay that was moved or lengthened after booking; the days before and after the change are both kept free.
func (d *diary) changed(w StayWish, limit period.Date) period.Date {
	d.happens(&w)
	bookedOn := period.DateOf(w.BookedAt, time.UTC)
	last := w.CheckIn.AddDays(-3)
	if !last.Before(d.today) {
		last = d.today.AddDays(-1)
	}
	room := last.Since(bookedOn)
	if room < 1 {
		d.add(w)
		return w.CheckOut()
	}
	w.Party = d.party()
	c := Change{At: d.at(bookedOn.AddDays(d.between(1, room))), CheckIn: w.CheckIn, Nights: w.Nights, Party: w.Party}
	options := []Change{c, c, c}
	options[0].Nights += 2
	options[1].CheckIn = c.CheckIn.AddDays(7)
	options[2].Party.Adults, options[2].Party.Children = max(1, c.Party.Adults-1), c.Party.Children
	d.rnd.Shuffle(len(options), func(i, j int) { options[i], options[j] = options[j], options[i] })
	for _, o := range options {
		end := o.CheckIn.AddDays(o.Nights)
		same := o.CheckIn == w.CheckIn && o.Nights == w.Nights && o.Party == w.Party
		if same || end.After(limit) || !d.p.Rates.Accepts(o.CheckIn, o.Nights) {
			continue
		}
		w.Change = &o
		d.happens(&w)
		d.add(w)
		return slices.MaxFunc([]period.Date{end, w.CheckOut()}, period.Date.Compare)
	}
	d.add(w)
	return w.CheckOut()
}

// refused sometimes writes another guest who asks for the same days too late.
func (d *diary) refused(winner StayWish) {
	if !d.chance(4) || winner.Relaxed {
		return
	}
	bookedOn := period.DateOf(winner.BookedAt, time.UTC)
	last := winner.CheckIn.AddDays(-1)
	if !last.Before(d.today) {
		last = d.today.AddDays(-1)
	}
	if room := last.Since(bookedOn); room >= 1 {
		d.add(StayWish{
			CheckIn: winner.CheckIn, Nights: winner.Nights, Outcome: Refused, Conflict: winner.Number,
			BookedAt: d.at(bookedOn.AddDays(d.between(1, room))),
		})
	}
}
