package stays

import (
	"context"
	"fmt"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// maxCalendarDays bounds a calendar.
const maxCalendarDays = 400

func (s *Stays) viewProperty(ctx context.Context, in ViewProperty) (PropertyView, error) {
	sale, err := s.d.Store.Sale(ctx, SaleQuery{Slug: in.Slug, Now: s.d.Now()})
	if err != nil {
		return PropertyView{}, err
	}
	p := sale.Property
	if p.Status != Published {
		return PropertyView{}, ErrUnknownProperty
	}
	policy, err := sale.Settings.PolicyFor(p.Policy)
	if err != nil {
		return PropertyView{}, err
	}
	where, err := place(p.Zone)
	if err != nil {
		return PropertyView{}, err
	}
	p.Owner = Owner{}
	today := period.DateOf(s.d.Now(), where)
	return PropertyView{
		Property: p, Policy: policy, From: p.Rates.lowest(),
		Settings: PublicSettings{
			DepositPercent: sale.Settings.DepositPercent, BalanceDays: sale.Settings.BalanceDays, HoldMinutes: sale.Settings.HoldMinutes,
			LatestArrival: p.Offer().latestArrival(sale.Settings, today),
		},
	}, nil
}

// latestArrival returns the last day on which arrivals are sold.
func (o Offer) latestArrival(s Settings, today period.Date) period.Date {
	horizon := o.Rates.HorizonDays
	if horizon == 0 {
		horizon = maxAheadDays
	}
	latest := today.AddDays(horizon)
	if legal := today.AddMonths(6); s.Legal == AgencyStrict && latest.After(legal) {
		return legal
	}
	return latest
}

func (s *Stays) viewCalendar(ctx context.Context, in ViewCalendar) (Calendar, error) {
	var c fault.Check
	days := period.Range{From: in.From, To: in.To}
	if checkRange(&c, days, "from", "to") {
		c.That(days.Nights() <= maxCalendarDays, "to", "too_long", fmt.Sprintf("at most %d days", maxCalendarDays))
	}
	if err := c.Err(); err != nil {
		return Calendar{}, err
	}
	now := s.d.Now()
	wide := period.Range{From: in.From.AddDays(-1), To: in.To.AddDays(7)}
	sale, err := s.d.Store.Sale(ctx, SaleQuery{Slug: in.Slug, Days: wide, Now: now})
	if err != nil {
		return Calendar{}, err
	}
	if sale.Property.Status != Published {
		return Calendar{}, ErrUnknownProperty
	}
	return sale.calendar(days, now)
}

// calendar says of each day what a guest may do.
func (s Sale) calendar(days period.Range, now time.Time) (Calendar, error) {
	o := s.Property.Offer()
	where, err := place(o.Zone)
	if err != nil {
		return Calendar{}, err
	}
	today := period.DateOf(now, where)
	latest := o.latestArrival(s.Settings, today)
	x := newRuler(o.Rates, period.Range{From: days.From.AddDays(-1), To: days.To})
	busy := make(map[period.Date]bool)
	for _, b := range s.Busy {
		for d := range b.Days.Intersect(period.Range{From: days.From.AddDays(-1), To: days.To.AddDays(7)}).Days() {
			busy[d] = true
		}
	}
	sold := func(d period.Date) bool { // the night may be part of a stay
		return !d.Before(today) && !busy[d] && !x.closed(d) && d.Before(latest.AddDays(s.Settings.Legal.maxNights()))
	}
	noticed := func(d period.Date) bool {
		return !now.After(period.Moment{Date: d, Clock: o.CheckIn}.AddHours(-o.Rates.NoticeHours).In(where)) || o.Rates.NoticeHours == 0
	}
	ready := func(d period.Date) bool { // the preparation after a departure on d has room
		for n := range o.Rates.PreparationDays {
			if busy[d.AddDays(n)] {
				return false
			}
		}
		return true
	}
	out := Calendar{Property: o.ID, Currency: o.Rates.Currency, Days: make([]CalendarDay, 0, days.Nights())}
	for d := range days.Days() {
		amount, _, season, err := x.price(d)
		day := CalendarDay{Date: d, MinNights: x.minNights(d), MaxNights: x.maxNights(d), Season: season, Price: money.Zero(o.Rates.Currency)}
		if day.Available = sold(d) && err == nil; day.Available {
			day.Price = o.Rates.perNight(amount)
		}
		day.Arrival = day.Available && !d.After(latest) && x.mayArrive(d) && noticed(d)
		day.Departure = sold(d.AddDays(-1)) && x.mayDepart(d) && ready(d)
		out.Days = append(out.Days, day)
	}
	return out, nil
}
