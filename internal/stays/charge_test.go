package stays_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

// kept is a world with a plan of 30 % / 30 % / rest, and a confirmed stay whose guest has his card kept.
func kept(t *testing.T) (*staystest.World, stays.ReservationView) {
	t.Helper()
	w := staystest.NewWorld(t)
	s := stays.DefaultSettings()
	s.Legal, s.DepositPercent, s.BalanceDays = stays.OwnerDirect, money.Pct(30), 30
	s.Instalments = []stays.Instalment{{Percent: money.Pct(30), Days: 45}}
	saved, err := w.EditSettings(w.Desk, stays.EditSettings{Settings: s})
	do(t, saved, err)
	q, err := w.Ask(w.Property(), "2027-05-10", "2027-05-14")
	do(t, q, err)
	booked, err := w.BookStay(w.Ctx, stays.BookStay{Quote: q.ID, Guest: staystest.Guest(), AcceptTerms: true, KeepCard: true})
	do(t, booked, err)
	if charges := w.Payments.Charges; len(charges) != 1 || !charges[0].Keep {
		t.Fatalf("the card is not kept: %+v", charges)
	}
	done(t)(w.RecordPayment(w.System, stays.RecordPayment{Reservation: booked.Reservation.ID, Payment: booked.Payment.ID, Purpose: stays.PurposeDeposit, Amount: booked.Payment.Amount, Card: "Visa •••• 4242"}))
	v := w.See(booked.Reservation.ID)
	if v.Mandate == nil || v.Mandate.Card == "" || !strings.Contains(v.Mandate.Wording, v.Quote.Instalments[0].Amount.Format("fr")) || v.Mandate.Payment != booked.Payment.ID {
		t.Fatalf("consent: %+v", v.Mandate)
	}
	return w, v
}

func done(t *testing.T) func(any, error) {
	return func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// at turns the clock to eleven o'clock in Paris on a day.
func at(w *staystest.World, d period.Date) { w.Clock.Set(d.UTC().Add(9 * time.Hour)) }

// Each part is charged on its day, under a key of its own, however often the job runs and whatever it is killed after; what
// was refused is tried again a day and three days later, then the guest is asked.
func TestKeptCardsPayOnTheDay(t *testing.T) {
	t.Parallel()
	w, v := kept(t)
	on := v.Quote.Instalments[0].On
	run := func(want int) {
		t.Helper()
		before := map[string]bool{}
		for _, c := range w.Payments.Charged {
			before[c.Key] = true
		}
		done(t)(w.ChargeCards(w.System, stays.ChargeCards{}))
		done(t)(w.ChargeCards(w.System, stays.ChargeCards{}))
		fresh := map[string]bool{}
		for _, c := range w.Payments.Charged {
			if !before[c.Key] {
				fresh[c.Key] = true
			}
		}
		if len(fresh) != want {
			t.Fatalf("%d charges instead of %d on %s", len(fresh), want, w.Clock.Now())
		}
	}
	refuse := func(reason string) {
		t.Helper()
		last := w.Payments.Charged[len(w.Payments.Charged)-1]
		done(t)(w.RecordFailure(w.System, stays.RecordFailure{Reservation: v.ID, Amount: last.Amount, Reason: reason, Later: true}))
	}
	at(w, on.AddDays(-1))
	run(0)
	w.Clock.Set(on.UTC().Add(3 * time.Hour)) // at night
	run(0)
	at(w, on)
	run(1)
	_, err := w.StartPayment(w.Ctx, stays.StartPayment{Token: v.ManageToken})
	staystest.Code(t, err, "stays.charging")
	_, err = w.RemoveManagedCard(w.Ctx, stays.RemoveManagedCard{Token: v.ManageToken})
	staystest.Code(t, err, "stays.charging")
	refuse("insufficient_funds")
	run(0)
	at(w, on.AddDays(1))
	run(1)
	refuse("insufficient_funds")
	at(w, on.AddDays(2))
	run(0)
	at(w, on.AddDays(3))
	run(1)
	refuse("insufficient_funds")
	at(w, on.AddDays(4))
	run(0)
	if got := w.See(v.ID).Attempt; got.State != stays.AttemptGivenUp {
		t.Fatalf("after three refusals: %+v", got)
	}
	toDo := func() (all []stays.Attention) {
		t.Helper()
		today, err := w.Today(w.System, stays.Today{})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range today.Attention {
			if a.Row.ID == v.ID {
				all = append(all, a)
			}
		}
		return all
	}
	if got := toDo(); len(got) != 1 || got[0].Why != "card_refused" || got[0].Row.Refused.State != stays.AttemptGivenUp || got[0].Row.Refused.Reason != "insufficient_funds" {
		t.Fatalf("the desk is told to do something: %+v", got)
	}
	done(t)(w.SendPayLink(w.System, stays.SendPayLink{ID: v.ID}))
	pay := do2(t)(w.StartPayment(w.Ctx, stays.StartPayment{Token: v.ManageToken}))
	w.Pay(v.ID, pay, stays.PurposeInstalment)
	if got := toDo(); len(got) != 0 {
		t.Fatalf("paid, and still to do: %+v", got)
	}

	// The balance is a new chance for the card; a bank that wants its owner gets him at once.
	at(w, v.Quote.BalanceDueOn)
	run(1)
	refuse(stays.OwnerNeeded)
	at(w, v.Quote.BalanceDueOn.AddDays(1))
	run(0)
	if got := w.See(v.ID).Attempt; got.State != stays.AttemptOwner {
		t.Fatalf("the bank wants the owner: %+v", got)
	}
	w.Pay(v.ID, do2(t)(w.StartPayment(w.Ctx, stays.StartPayment{Token: v.ManageToken})), stays.PurposeBalance)
	if got := w.See(v.ID); !got.Owed.IsZero() || got.Mandate.Ended.IsZero() {
		t.Fatalf("nothing is owed, and the card still kept: %s %+v", got.Owed, got.Mandate)
	}
}

// A guest who pays at the same moment is not charged; one who takes his card back, or whose card will never work, is asked.
func TestKeptCardsStandBack(t *testing.T) {
	t.Parallel()
	w, v := kept(t)
	on := v.Quote.Instalments[0].On
	at(w, on)
	w.Payments.Later = stays.ErrUnderWay
	done(t)(w.ChargeCards(w.System, stays.ChargeCards{}))
	if got := w.See(v.ID).Attempt.State; got != stays.AttemptNone {
		t.Fatalf("the guest is paying: %s", got)
	}
	w.Payments.Later = stays.ErrPaymentsDown
	if _, err := w.ChargeCards(w.System, stays.ChargeCards{}); err == nil {
		t.Fatal("payments are away, and nobody says so")
	}
	w.Payments.Later = nil
	done(t)(w.ChargeCards(w.System, stays.ChargeCards{}))
	if len(w.Payments.Charged) != 1 {
		t.Fatalf("%d charges", len(w.Payments.Charged))
	}
	done(t)(w.RecordFailure(w.System, stays.RecordFailure{Reservation: v.ID, Amount: w.Payments.Charged[0].Amount, Reason: "lost_card", Later: true}))
	if got := w.See(v.ID).Attempt; got.State != stays.AttemptGivenUp {
		t.Fatalf("a lost card: %+v", got)
	}
	done(t)(w.RemoveManagedCard(w.Ctx, stays.RemoveManagedCard{Token: v.ManageToken}))
	_, err := w.RemoveManagedCard(w.Ctx, stays.RemoveManagedCard{Token: v.ManageToken})
	staystest.Code(t, err, "stays.no_card")
	at(w, v.Quote.BalanceDueOn)
	done(t)(w.ChargeCards(w.System, stays.ChargeCards{}))
	if len(w.Payments.Charged) != 1 {
		t.Fatal("a card was charged that its owner took back")
	}
}

// What the law forbids an agency is refused in words, with the field.
func TestTermsWithinTheLaw(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	for name, c := range map[string]struct {
		legal stays.LegalProfile
		terms []stays.Instalment
		code  string
	}{
		"an agency, early":                 {stays.Agency, []stays.Instalment{{Percent: money.Pct(5), Days: 60}}, "above_legal_limit"},
		"an agency, after the booking":     {stays.Agency, []stays.Instalment{{Percent: money.Pct(5), Days: 10, Booked: true}}, "above_legal_limit"},
		"an agency, in the last month":     {stays.Agency, []stays.Instalment{{Percent: money.Pct(50), Days: 31}}, ""},
		"an owner":                         {stays.OwnerDirect, []stays.Instalment{{Percent: money.Pct(30), Days: 60}, {Percent: money.Pct(20), Days: 30, Booked: true}}, ""},
		"an owner who wants more than all": {stays.OwnerDirect, []stays.Instalment{{Percent: money.Pct(80), Days: 60}}, "above_total"},
		"after the balance":                {stays.OwnerDirect, []stays.Instalment{{Percent: money.Pct(10), Days: 30}}, "after_balance"},
		"nothing":                          {stays.OwnerDirect, []stays.Instalment{{Percent: 0, Days: 60}}, "out_of_range"},
	} {
		s, err := w.GetSettings(w.Desk, stays.GetSettings{})
		do(t, s, err)
		s.Legal, s.Instalments = c.legal, c.terms
		_, err = w.EditSettings(w.Desk, stays.EditSettings{Settings: s})
		codes := fmt.Sprint(fault.FieldsOf(err))
		switch {
		case c.code == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.code != "" && (err == nil || !strings.Contains(codes, c.code)):
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}
