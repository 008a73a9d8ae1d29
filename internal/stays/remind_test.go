package stays_test

import (
	"testing"

	"pgregory.net/rapid"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

// Whatever days the job runs on, and however often a day, each of the four reminders is sent once at most, none before its
// day, none after a later one, and none to who owes nothing.
func TestRemindersAreSentOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		due := period.MustDate("2027-03-10")
		s := stays.ReservationState{Status: stays.Confirmed, Guest: stays.Guest{Email: "nora@example.org"}, Stay: period.Between("2027-04-10", "2027-04-17"),
			Quote: stays.Quote{Total: money.New(80000, money.EUR), BalanceDueOn: due}}
		r := stays.RestoreReservation(s)
		last := -100
		var steps []int
		for range rapid.IntRange(1, 40).Draw(t, "runs") {
			day := max(last, rapid.IntRange(-20, 30).Draw(t, "day"))
			last = day
			was := r.State().Reminder
			if !r.Remind(due.AddDays(day), stays.By{Kind: access.System}) {
				continue
			}
			now := r.State().Reminder
			if now.Step > day || len(steps) > 0 && now.Step <= steps[len(steps)-1] || now == was {
				t.Fatalf("on day %d step %d after %v", day, now.Step, steps)
			}
			steps = append(steps, now.Step)
		}
		if told := r.TakeEvents(); len(told) != len(steps) || len(steps) > 4 {
			t.Fatalf("%d mails for %v", len(told), steps)
		} else if len(told) > 0 {
			if e, ok := told[len(told)-1].(event.BalanceReminded); !ok || e.Owed.Minor() != 80000 || e.Overdue != (last > 0 && steps[len(steps)-1] > 0 || e.Overdue) {
				t.Fatalf("%+v", told)
			}
		}
		s.Status = stays.Cancelled
		if stays.RestoreReservation(s).Remind(due, stays.By{}) {
			t.Fatal("a cancelled stay is reminded of")
		}
		s.Status, s.Paid = stays.Confirmed, s.Quote.Total
		if stays.RestoreReservation(s).Remind(due, stays.By{}) {
			t.Fatal("who owes nothing is reminded")
		}
	})
}
