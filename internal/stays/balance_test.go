package stays_test

import (
	"testing"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

// TestTheBalanceIsNotTakenBeforeTheLawLets turns the clock to the last moment before the day and to its beginning, in
// the property's own time (Paris: two hours before UTC in April and May).
func TestTheBalanceIsNotTakenBeforeTheLawLets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		legal stays.LegalProfile
		days  int
		opens time.Time // zero: at once
	}{
		"an agency, as the notaries read the decree": {stays.Agency, 30, time.Date(2027, 4, 9, 22, 0, 0, 0, time.UTC)},
		"an agency that asks late":                   {stays.Agency, 7, time.Date(2027, 4, 9, 22, 0, 0, 0, time.UTC)},
		"an agency that asks a month of 31 before":   {stays.Agency, 31, time.Date(2027, 4, 8, 22, 0, 0, 0, time.UTC)},
		"an agency to the letter of the decree":      {stays.AgencyStrict, 0, time.Date(2027, 5, 9, 22, 0, 0, 0, time.UTC)},
		"an owner":                                   {stays.OwnerDirect, 30, time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := staystest.NewWorld(t)
			s := stays.DefaultSettings()
			s.Legal, s.BalanceDays = c.legal, c.days
			saved, err := w.EditSettings(w.Desk, stays.EditSettings{Settings: s})
			do(t, saved, err)
			r := w.Book(w.Property(), "2027-05-10", "2027-05-14")
			pay := stays.StartPayment{Token: r.ManageToken}
			if !c.opens.IsZero() {
				w.Clock.Set(c.opens.Add(-time.Second))
				_, err = w.StartPayment(w.Ctx, pay)
				staystest.Code(t, err, "stays.not_payable_yet")
				if v := w.See(r.ID); v.Next == nil || v.Next.Payable {
					t.Fatalf("the balance is %+v", v.Next)
				}
				w.Clock.Set(c.opens)
			}
			w.Pay(r.ID, do2(t)(w.StartPayment(w.Ctx, pay)), stays.PurposeBalance)
			if v := w.See(r.ID); !v.Owed.IsZero() {
				t.Fatalf("%s is owed", v.Owed)
			}
		})
	}
}

// TestABookedBalanceKeepsItsFirstDay: what an agency chooses later does not reach back into a booking, and dates that
// move take the day along.
func TestABookedBalanceKeepsItsFirstDay(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	r := w.Book(w.Property(), "2027-05-10", "2027-05-14")
	s := stays.DefaultSettings()
	s.Legal, s.BalanceDays, s.DepositPercent = stays.OwnerDirect, 60, money.Pct(50)
	saved, err := w.EditSettings(w.Desk, stays.EditSettings{Settings: s})
	do(t, saved, err)
	_, err = w.StartPayment(w.Ctx, stays.StartPayment{Token: r.ManageToken})
	staystest.Code(t, err, "stays.not_payable_yet")
	if got, want := w.See(r.ID).Quote.BalanceFrom, period.MustDate("2027-04-10"); got != want {
		t.Fatalf("from %s, not %s", got, want)
	}
	move := stays.Move{ID: r.ID, KeepPrice: true, Change: dates("2027-06-10", "2027-06-14")}
	moved, err := w.MoveReservation(w.Desk, stays.MoveReservation{Move: move})
	if do(t, moved, err); moved.Quote.BalanceFrom != period.MustDate("2027-05-11") {
		t.Fatalf("moved, from %s", moved.Quote.BalanceFrom)
	}
}
