package stays

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/period"
)

const (
	maxStayNights = 365
	maxAheadDays  = 365
	maxPersons    = 100
)

var places sync.Map // IANA name → *time.Location: time.LoadLocation reads the zone file each time

// place returns the time zone of a property. Zones are checked when a property is saved; a failure is the machine's.
func place(zone string) (*time.Location, error) {
	if l, ok := places.Load(zone); ok {
		return l.(*time.Location), nil
	}
	l, err := time.LoadLocation(zone)
	if err != nil {
		return nil, fmt.Errorf("stays: time zone of the property: %w", err)
	}
	places.Store(zone, l)
	return l, nil
}

// Acceptance is a request for a stay and the moment at which it is made.
type Acceptance struct {
	Offer    Offer
	Settings Settings
	Request  StayRequest
	Now      time.Time
	Relaxed  bool // by the desk: leaves out minimum and maximum stay, arrival and departure days, notice and horizon
	Begun    bool // the guest is there already: the first day may be over
}

// Accepts returns nil when the property takes such a stay, or fault.ErrInvalid naming what is wrong: checkIn (required,
// in_the_past, too_late, too_far_ahead, no_arrival, closed), checkOut (required, reversed_dates, too_long, min_nights,
// max_nights, no_departure), adults (required, too_many_guests), children, infants, pets, extras. Whether the days are
// free is another question.
func (a Acceptance) Accepts() error {
	where, err := place(a.Offer.Zone)
	if err != nil {
		return err
	}
	var c fault.Check
	if a.checkDates(&c, period.DateOf(a.Now, where)) {
		a.checkNotice(&c, where)
		a.checkRules(&c)
	}
	a.checkParty(&c)
	return c.Err()
}

// checkDates reports whether the dates are sound enough to look at the rules of their days.
func (a Acceptance) checkDates(c *fault.Check, today period.Date) bool {
	stay := a.Request.Stay
	if !checkRange(c, stay, "checkIn", "checkOut") {
		return false
	}
	limit := a.Settings.Legal.maxNights()
	c.That(stay.Nights() <= limit, "checkOut", "too_long", fmt.Sprintf("at most %d nights", limit))
	past := stay.From.Before(today) && !a.Begun || stay.To.Before(today)
	c.That(!past, "checkIn", "in_the_past", "this day is over")
	latest := a.Offer.latestArrival(a.Settings, today)
	if a.Relaxed && a.Settings.Legal != AgencyStrict {
		latest = today.AddDays(2 * maxAheadDays)
	}
	c.That(!stay.From.After(latest), "checkIn", "too_far_ahead", "arrivals are not sold that far ahead yet")
	return stay.Nights() <= limit && !past && !stay.From.After(latest)
}

// checkRange refuses missing and reversed days.
func checkRange(c *fault.Check, r period.Range, from, to string) bool {
	c.That(!r.From.IsZero(), from, "required", "the first day is missing")
	c.That(!r.To.IsZero(), to, "required", "the last day is missing")
	if r.From.IsZero() || r.To.IsZero() {
		return false
	}
	c.That(!r.IsEmpty(), to, "reversed_dates", "the last day must come after the first")
	return !r.IsEmpty()
}

func (a Acceptance) checkNotice(c *fault.Check, where *time.Location) {
	if a.Relaxed || a.Offer.Rates.NoticeHours == 0 {
		return
	}
	arrival := period.Moment{Date: a.Request.Stay.From, Clock: a.Offer.CheckIn}
	latest := arrival.AddHours(-a.Offer.Rates.NoticeHours).In(where)
	c.That(!a.Now.After(latest), "checkIn", "too_late", fmt.Sprintf("%d hours of notice are needed", a.Offer.Rates.NoticeHours))
}

func (a Acceptance) checkRules(c *fault.Check) {
	stay := a.Request.Stay
	x := newRuler(a.Offer.Rates, stay)
	for d := range stay.Days() {
		if x.closed(d) {
			c.Fail("checkIn", "closed", fmt.Sprintf("the night of %s is not sold", d))
			break
		}
	}
	if a.Relaxed {
		return
	}
	least, most := x.minNights(stay.From), x.maxNights(stay.From)
	c.That(stay.Nights() >= least, "checkOut", "min_nights", fmt.Sprintf("at least %d nights for this arrival", least))
	c.That(most == 0 || stay.Nights() <= most, "checkOut", "max_nights", fmt.Sprintf("at most %d nights for this arrival", most))
	c.That(x.mayArrive(stay.From), "checkIn", "no_arrival", "no arrival on this day")
	c.That(x.mayDepart(stay.To), "checkOut", "no_departure", "no departure on this day")
}

func (a Acceptance) checkParty(c *fault.Check) {
	p, o := a.Request.Party, a.Offer
	checkCounts(c, p)
	c.That(p.Adults >= 1, "adults", "required", "at least one adult")
	c.That(p.Guests() <= o.Capacity, "adults", "too_many_guests", fmt.Sprintf("at most %d guests", o.Capacity))
	c.That(p.Infants <= o.MaxInfants, "infants", "too_many_infants", fmt.Sprintf("at most %d infants", o.MaxInfants))
	c.That(p.Pets <= o.MaxPets, "pets", "too_many_pets", fmt.Sprintf("at most %d pets", o.MaxPets))
	for _, code := range a.Request.Extras {
		offered := slices.ContainsFunc(o.Rates.Fees, func(f Fee) bool { return f.Optional && f.Code == code })
		c.That(offered, "extras", "unknown_extra", "this is not offered here")
	}
}

// checkCounts refuses numbers that no party has, whatever the property.
func checkCounts(c *fault.Check, p Party) {
	for _, n := range []struct {
		path  string
		count int
	}{{"adults", p.Adults}, {"children", p.Children}, {"infants", p.Infants}, {"pets", p.Pets}} {
		c.That(n.count >= 0 && n.count <= maxPersons, n.path, "out_of_range", "this number is not possible")
	}
}

// maxNights returns how long one stay may be.
func (l LegalProfile) maxNights() int {
	if l == OwnerDirect {
		return maxStayNights
	}
	return 90 // décret 72-678, art. 68: at most 90 days, not renewable
}

// balanceFrom returns the first day on which the balance of a stay may be taken, zero when any day will do. A guest who
// would pay sooner is refused as well: the decree forbids the agency to receive it, whoever wishes it (décret 72-678,
// art. 68: beside the deposit nothing before the keys are handed over; the notaries read: nothing until a month before).
func (l LegalProfile) balanceFrom(arrival, due period.Date) period.Date {
	switch l {
	case OwnerDirect:
		return period.Date{}
	case AgencyStrict:
		return arrival
	}
	if from := arrival.AddDays(-30); from.Before(due) {
		return from
	}
	return due
}

// occupied returns the days that a stay takes, preparation included.
func (o Offer) occupied(stay period.Range) period.Range {
	return period.Range{From: stay.From, To: stay.To.AddDays(o.Rates.PreparationDays)}
}

// free returns ErrPeriodTaken when one of the occupancies, which block, is in the way of a stay.
func (o Offer) free(stay period.Range, busy []Occupancy) error {
	days := o.occupied(stay)
	for _, b := range busy {
		if b.Property == o.ID && b.Days.Overlaps(days) {
			return ErrPeriodTaken
		}
	}
	return nil
}
