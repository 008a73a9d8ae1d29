package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"comptoir/internal/demo/dataset"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

// plan shares the wishes out: a past of each property, and the newest confirmed stays to come, which are lived last
// because their papers are wanted, with whoever wants their dates in vain. With days, stays that ended longer ago are
// left out.
func (a *demoAgency) plan(recent, days int) {
	wishes := slices.DeleteFunc(dataset.Plan(a.data, a.today), func(w dataset.StayWish) bool {
		return days > 0 && w.CheckIn.Before(a.today.AddDays(-days))
	})
	a.past, a.guests, a.mine = map[string][]dataset.StayWish{}, map[string]stays.Guest{}, map[int]bool{}
	for _, g := range dataset.Guests() {
		a.guests[g.Key] = stays.Guest{FirstName: g.FirstName, LastName: g.LastName, Email: contact.Email(g.Email), Phone: contact.Phone(g.Phone),
			Address: address(g.Address), Locale: g.Locale}
	}
	fresh := map[int]bool{}
	slept := false
	for _, w := range slices.Backward(wishes) {
		if w.Outcome == dataset.Confirmed && len(fresh) < recent {
			fresh[w.Number] = true
			a.mine[w.Number] = len(fresh) == 1
		}
		if w.Outcome == dataset.Completed && !w.ByPhone && !slept {
			a.mine[w.Number], slept = true, true
		}
	}
	for _, w := range wishes {
		if fresh[w.Number] || fresh[w.Conflict] {
			a.news = append(a.news, w)
		} else {
			a.past[w.Property] = append(a.past[w.Property], w)
		}
	}
}

// guest returns who books: a person of the demonstration, or the holder of the account guest@.
func (a *demoAgency) guest(w dataset.StayWish) stays.Guest {
	g := a.guests[w.Guest]
	if a.mine[w.Number] {
		g.FirstName, g.LastName, g.Email, g.Locale = "Alix", "Fontenay", a.users["guest"].Email, "fr"
	}
	return g
}

// stay is one wish being lived.
type stay struct {
	*lane
	agency *demoAgency
	wish   dataset.StayWish
	now    stays.ReservationView // as it stands
}

// step is one thing that happens to a stay.
type step struct {
	at time.Time
	do func(context.Context) error
}

// live lives a wish from the booking to where it stands today. Each step looks at what is there, so that a life that was
// interrupted goes on. A step that has begun is ended when the program is told to stop: it takes milliseconds.
func (l *lane) live(ctx context.Context, a *demoAgency, w dataset.StayWish) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	told, ctx := ctx, context.WithoutCancel(ctx)
	s := &stay{lane: l, agency: a, wish: w}
	l.clock.Set(w.BookedAt)
	if id, there := a.booked[bookingKey(w.Property, w.BookedAt)]; there {
		if err := s.look(ctx, id); err != nil {
			return err
		}
	} else if refused, err := s.book(ctx); err != nil || refused {
		return err
	}
	for _, next := range s.steps() {
		if told.Err() != nil {
			return told.Err()
		}
		l.clock.Set(next.at)
		if err := next.do(ctx); err != nil {
			return fmt.Errorf("%s %s: %w", s.now.Reference, next.at.Format(time.DateTime), err)
		}
	}
	return nil
}

// look reads the reservation again.
func (s *stay) look(ctx context.Context, id stays.ReservationID) (err error) {
	s.now, err = s.do.Stays.GetReservation(program(ctx, s.agency, "demo"), stays.GetReservation{ID: id})
	return err
}

// steps are what happens after the booking, in the order of time.
func (s *stay) steps() []step {
	w, a := s.wish, s.agency
	var steps []step
	then := func(at time.Time, do func(context.Context) error) {
		if last := a.today.UTC().Add(-time.Minute); at.After(last) && w.BookedAt.Before(last) {
			at = last
		}
		steps = append(steps, step{at, do})
	}
	switch w.Outcome {
	case dataset.Held:
		return nil
	case dataset.Expired:
		return []step{{s.now.HoldUntil, s.expire}}
	}
	if s.now.Source == "desk" {
		then(w.BookedAt.Add(3*time.Hour), s.payDeposit)
	} else {
		then(w.BookedAt.Add(time.Duration(2+w.Number%8)*time.Minute), s.payDeposit)
	}
	final := w.Final()
	arrival := period.Moment{Date: final.From, Clock: s.now.Booked.CheckIn}.In(a.zone)
	today := a.today.UTC()
	gone := w.Outcome == dataset.CancelledByGuest || w.Outcome == dataset.CancelledByAgency
	days := []period.Date{s.now.Quote.BalanceDueOn}
	for _, part := range s.now.Quote.Instalments {
		days = append(days, part.On)
	}
	slices.SortFunc(days, period.Date.Compare)
	for _, day := range days {
		due := day.UTC().Add(time.Duration(8+w.Number%11) * time.Hour)
		if due.Before(w.BookedAt.Add(4 * time.Hour)) {
			due = w.BookedAt.Add(4 * time.Hour)
		}
		if due.Before(today) && !(gone && due.After(w.ActAt)) && (w.Outcome != dataset.Confirmed || w.Number%7 != 0) {
			then(due, s.payBalance) // some of those to come are late with it
		}
	}
	if w.Change != nil {
		then(w.Change.At, s.change)
	}
	switch w.Outcome {
	case dataset.CancelledByGuest, dataset.CancelledByAgency:
		then(w.ActAt, s.cancel)
	case dataset.NoShow:
		then(w.ActAt, s.noShow)
	case dataset.CheckedIn, dataset.Completed:
		then(arrival.Add(-time.Hour), s.payBalance)
		then(arrival.Add(time.Duration(w.Number%150)*time.Minute), s.checkIn)
	}
	if w.Outcome == dataset.Completed {
		leaving := period.Moment{Date: final.To, Clock: s.now.Booked.CheckOut}.In(a.zone)
		then(leaving.Add(-time.Duration(w.Number%60)*time.Minute), s.complete)
	}
	slices.SortStableFunc(steps, func(x, y step) int { return x.at.Compare(y.at) })
	return steps
}

// book makes the reservation; refused is what the wish expects when somebody has the dates.
func (s *stay) book(ctx context.Context) (refused bool, err error) {
	w := s.wish
	if w.ByPhone {
		err = s.bookByPhone(ctx)
	} else {
		err = s.bookOnSite(ctx)
	}
	if w.Outcome != dataset.Refused {
		return false, err
	}
	if err == nil {
		return true, fmt.Errorf("booked the dates of stay %d", w.Conflict)
	}
	if errors.Is(err, stays.ErrPeriodTaken) {
		err = nil
	}
	return true, err
}

func (s *stay) party() stays.Party { return partyOf(s.wish.Party) }

func partyOf(p dataset.Party) stays.Party {
	return stays.Party{Adults: p.Adults, Children: p.Children, Infants: p.Infants, Pets: p.Pets}
}

func (s *stay) bookOnSite(ctx context.Context) error {
	w := s.wish
	who := visitor(ctx, s.agency)
	if s.agency.mine[w.Number] {
		who = s.agency.as(ctx, "guest")
	}
	s.clock.Set(w.BookedAt.Add(-4 * time.Minute))
	q, err := s.do.Stays.MakeQuote(who, stays.MakeQuote{Property: s.agency.properties[w.Property], CheckIn: w.CheckIn, CheckOut: w.CheckOut(), Party: s.party(), Extras: w.Extras})
	if err != nil {
		return err
	}
	s.clock.Set(w.BookedAt)
	b, err := s.do.Stays.BookStay(who, stays.BookStay{Quote: q.ID, Guest: s.agency.guest(w), AcceptTerms: true, KeepCard: s.keeps()})
	s.now = b.Reservation
	return err
}

// bookByPhone enters what was agreed on the telephone: an option, a booking to be paid by link, or one to be paid later.
func (s *stay) bookByPhone(ctx context.Context) error {
	w := s.wish
	in := stays.BookByPhone{Property: s.agency.properties[w.Property], CheckIn: w.CheckIn, CheckOut: w.CheckOut(), Party: s.party(), Extras: w.Extras,
		Relaxed: w.Relaxed, Guest: s.agency.guest(w), HoldMinutes: w.HoldMinutes}
	switch {
	case w.Outcome == dataset.Held:
		in.Note = "Option par téléphone : confirme après avoir parlé à sa famille."
	case w.Outcome == dataset.Expired:
	case w.Number%2 == 0:
		in.Confirmed, in.Note = true, "Client connu, paiera le solde par le lien."
	default:
		in.HoldMinutes, in.Note = 24*60, "Lien de paiement envoyé pendant l’appel."
	}
	b, err := s.do.Stays.BookByPhone(s.agency.as(ctx, "staff"), in)
	s.now = b.Reservation
	return err
}

// expire ends a hold that nobody paid, as the job does.
func (s *stay) expire(ctx context.Context) error {
	_, err := s.do.Stays.ExpireHold(program(ctx, s.agency, "job:stays.expire_hold"), stays.ExpireHold{ID: s.now.ID})
	return err
}

// change changes the dates or the party, by the guest's link or, where the rules of arrival were left out, at the desk.
func (s *stay) change(ctx context.Context) error {
	c, party := s.wish.Change, partyOf(s.wish.Change.Party)
	to := stays.Change{CheckIn: c.CheckIn, CheckOut: c.CheckIn.AddDays(c.Nights), Party: &party}
	if s.now.Status != stays.Confirmed || s.now.Stay == (period.Range{From: to.CheckIn, To: to.CheckOut}) && s.now.Party == party {
		return s.settle(ctx)
	}
	if s.wish.ByPhone {
		if _, err := s.do.Stays.MoveReservation(s.agency.as(ctx, "staff"), stays.MoveReservation{Move: stays.Move{ID: s.now.ID, Change: to}}); err != nil {
			return err
		}
		return s.settle(ctx)
	}
	if s.now.Pending == nil {
		if _, err := s.do.Stays.ChangeManaged(holder(ctx, s.agency), stays.ChangeManaged{Token: s.now.ManageToken, Change: to}); err != nil {
			return err
		}
		if err := s.look(ctx, s.now.ID); err != nil {
			return err
		}
	}
	if s.now.Pending != nil {
		s.clock.Advance(3 * time.Minute)
		return s.pay(ctx)
	}
	return s.settle(ctx)
}

var (
	guestReasons  = []string{"Empêchement professionnel", "Un enfant malade", "Nos dates de congé ont changé", "We had to change our plans", ""}
	agencyReasons = []string{"Dégât des eaux, le logement n’est plus habitable à ces dates", "Panne de chauffage que personne ne répare à temps"}
)

func (s *stay) cancel(ctx context.Context) (err error) {
	n := s.wish.Number
	switch {
	case s.now.Status != stays.Confirmed:
	case s.wish.Outcome == dataset.CancelledByGuest:
		_, err = s.do.Stays.CancelManaged(holder(ctx, s.agency), stays.CancelManaged{Token: s.now.ManageToken, Reason: guestReasons[n%len(guestReasons)]})
	default:
		_, err = s.do.Stays.CancelReservation(s.agency.as(ctx, "manager"), stays.CancelReservation{ID: s.now.ID, Reason: agencyReasons[n%len(agencyReasons)]})
	}
	if err == nil {
		err = s.settle(ctx)
	}
	if err != nil {
		return err
	}
	return s.repay(ctx)
}

// repay pays what the agency owes twice for having withdrawn; the last weeks' are still to be paid.
func (s *stay) repay(ctx context.Context) error {
	if s.clock.Now().After(s.agency.today.UTC().AddDate(0, -3, 0)) {
		return nil
	}
	v, err := s.do.Stays.GetReservation(s.agency.as(ctx, "manager"), stays.GetReservation{ID: s.now.ID})
	if err != nil || !v.DoubleOwed().IsPositive() {
		return err
	}
	_, err = s.do.Stays.PayDouble(s.agency.as(ctx, "manager"), stays.PayDouble{ID: v.ID})
	return err
}

func (s *stay) noShow(ctx context.Context) (err error) {
	if s.now.Status == stays.Confirmed {
		_, err = s.do.Stays.MarkNoShow(s.agency.as(ctx, "staff"), stays.MarkNoShow{ID: s.now.ID})
	}
	if err != nil {
		return err
	}
	return s.settle(ctx)
}

func (s *stay) checkIn(ctx context.Context) (err error) {
	if s.now.Status == stays.Confirmed {
		_, err = s.do.Stays.CheckIn(s.agency.as(ctx, "staff"), stays.CheckIn{ID: s.now.ID})
		s.now.Status = stays.CheckedIn
	}
	return err
}

func (s *stay) complete(ctx context.Context) (err error) {
	if s.now.Status == stays.CheckedIn {
		_, err = s.do.Stays.Complete(s.agency.as(ctx, "staff"), stays.Complete{ID: s.now.ID})
	}
	return err
}
