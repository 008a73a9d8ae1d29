package stays

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/period"
)

// reminders are when a guest is reminded of what he owes, in days from the day on which it is due: a week before, on the day,
// and twice when it has passed. A payment that was refused is asked for again by the next one.
var reminders = []int{-7, 0, 3, 7}

// Reminder is the last one that was sent, and for which day: a change of the dates begins anew.
type Reminder struct {
	DueOn period.Date `json:"dueOn"`
	Step  int         `json:"step"`
}

// reminderStep is the reminder whose day has come, so many days after the balance was due.
func reminderStep(days int) (step int, ok bool) {
	for _, s := range reminders {
		if days >= s {
			step, ok = s, true
		}
	}
	return step, ok
}

// Remind asks the guest for what he owes when a reminder's day has come, each once. A reminder that was missed is not sent
// after a later one.
func (r *Reservation) Remind(today period.Date, by By) bool {
	part := r.s.due(today)
	owed, due := part.Left, part.On
	if r.s.Status != Confirmed || r.s.Pending != nil || !owed.IsPositive() || due.IsZero() || r.s.Guest.Email == "" {
		return false
	}
	step, ok := reminderStep(today.Since(due))
	if r.s.willCharge(due) && step >= 0 { // the card is charged on the day, and its refusal is told
		return false
	}
	if !ok || r.s.Reminder.DueOn == due && r.s.Reminder.Step >= step {
		return false
	}
	r.s.Reminder = Reminder{DueOn: due, Step: step}
	r.happened(by, TimelineEntry{Kind: "reminded", Amount: owed})
	r.tell(event.BalanceReminded{StayFacts: r.s.Facts(), Owed: owed, DueOn: due, Overdue: today.After(due), Card: r.s.cardFor(due)})
	return true
}

// RemindBalances reminds the guests whose day has come; a job asks for it. Nobody is written to at night.
type RemindBalances struct{}

// Needs implements access.Guarded.
func (RemindBalances) Needs() access.Permission { return PermSystem }

func (s *Stays) remindBalances(ctx context.Context, _ RemindBalances) (n int, err error) {
	settings, err := s.d.Store.ReadSettings(ctx)
	if err != nil {
		return 0, err
	}
	zone, err := place(settings.Zone)
	if err != nil {
		return 0, err
	}
	now := s.d.Now()
	if hour := now.In(zone).Hour(); hour < 9 || hour >= 20 {
		return 0, nil
	}
	today := period.DateOf(now, zone)
	rows, err := s.d.Store.ActiveRows(ctx, today.AddDays(-reminders[0]))
	if err != nil {
		return 0, err
	}
	var failed error
	for _, row := range rows {
		if row.Status != Confirmed || !row.Owed.IsPositive() {
			continue
		}
		sent, err := s.remind(ctx, row.ID, today, now)
		failed = errors.Join(failed, err) // one stay's trouble keeps nobody else from being reminded
		if sent && err == nil {
			n++
		}
	}
	return n, failed
}

func (s *Stays) remind(ctx context.Context, id ReservationID, today period.Date, now time.Time) (sent bool, err error) {
	return sent, s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Reservation(ctx, id)
		if err != nil {
			return err
		}
		if sent = r.Remind(today, byOf(ctx, now)); !sent {
			return nil
		}
		return tx.SaveReservation(ctx, r)
	})
}
