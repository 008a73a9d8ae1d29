package stays_test

import (
	"testing"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

// Whatever the price, the currency, the plan and the day of the booking: the parts sum to the total exactly, their days are
// in order and none after the balance's, none is empty, and no agency is given more than a quarter of the rent before the
// day on which it may take the balance.
func TestPartsSumToTheTotal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, q, today := drawPlan(t)
		q = stays.Scheduled(s, q, today)
		sum, last, early := q.Deposit, today, q.Deposit
		for _, part := range q.Later() {
			if !part.Amount.IsPositive() || !part.On.After(last) && last != today || part.On.Before(last) || part.On.After(q.BalanceDueOn) {
				t.Fatalf("%+v after %s, balance on %s", part, last, q.BalanceDueOn)
			}
			if sum, last = sum.Add(part.Amount), part.On; part.On.Before(q.BalanceFrom) {
				early = early.Add(part.Amount)
			}
		}
		if sum.Cmp(q.Total) != 0 || q.Deposit.Add(q.Balance).Cmp(q.Total) != 0 || q.Deposit.IsNegative() {
			t.Fatalf("%s of %s: %+v", sum, q.Total, q)
		}
		if s.Legal != stays.OwnerDirect && today.Before(q.BalanceFrom) && early.Exact().Cmp(q.Rent().Exact().Of(money.Pct(25))) > 0 {
			t.Fatalf("%s of a rent of %s before %s", early, q.Rent(), q.BalanceFrom)
		}
	})
}

// Whatever was paid, the schedule of a stay says the same as what is owed, pays the earliest part first, and what is due
// next is never more than what is owed and never nothing while something is.
func TestTheScheduleIsWhatIsOwed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, q, today := drawPlan(t)
		q = stays.Scheduled(s, q, today)
		state := stays.ReservationState{Status: stays.Confirmed, Quote: q, Stay: q.Stay, Paid: money.New(rapid.Int64Range(0, q.Total.Minor()).Draw(t, "paid"), q.Total.Currency())}
		day := today.AddDays(rapid.IntRange(0, 400).Draw(t, "day"))
		left, open := money.Zero(q.Total.Currency()), false
		for _, p := range state.Schedule(day) {
			if open && p.Left.Cmp(p.Amount) != 0 {
				t.Fatalf("a later part is paid before an earlier one: %+v", state.Schedule(day))
			}
			open = open || p.Left.IsPositive()
			left = left.Add(p.Left)
		}
		if left.Cmp(state.Owed()) != 0 {
			t.Fatalf("%s left of the parts, %s owed", left, state.Owed())
		}
		next := stays.DueOf(state, day)
		if next.Left.Cmp(state.Owed()) > 0 || next.Left.IsPositive() != state.Owed().IsPositive() {
			t.Fatalf("next %+v of %s", next, state.Owed())
		}
	})
}

func drawPlan(t *rapid.T) (stays.Settings, stays.Quote, period.Date) {
	s := stays.DefaultSettings()
	s.Legal = rapid.SampledFrom([]stays.LegalProfile{stays.Agency, stays.AgencyStrict, stays.OwnerDirect}).Draw(t, "legal")
	s.DepositPercent, s.BalanceDays = money.Percent(rapid.IntRange(0, 1_000_000).Draw(t, "deposit")), rapid.IntRange(0, 60).Draw(t, "balance")
	switch s.Legal { // as the settings are held to
	case stays.AgencyStrict:
		s.BalanceDays = 0
	case stays.Agency:
		s.BalanceDays = min(s.BalanceDays, 31)
	}
	for range rapid.IntRange(0, stays.MostInstalments).Draw(t, "instalments") {
		s.Instalments = append(s.Instalments, stays.Instalment{Percent: money.Percent(rapid.IntRange(1, 1_000_000).Draw(t, "percent")), Days: rapid.IntRange(1, 365).Draw(t, "days"), Booked: rapid.Bool().Draw(t, "booked")})
	}
	currency := rapid.SampledFrom([]money.Currency{money.EUR, money.JPY, "TND", "USD"}).Draw(t, "currency")
	rent := money.New(rapid.Int64Range(1, 5_000_000).Draw(t, "rent"), currency)
	total := rent.Add(money.New(rapid.Int64Range(0, 100_000).Draw(t, "fees"), currency))
	today := period.MustDate("2027-01-10")
	from := today.AddDays(rapid.IntRange(0, 400).Draw(t, "ahead"))
	return s, stays.Quote{Total: total, Lines: []stays.Line{{Code: stays.LineRent, Quantity: 1, Amount: rent}}, Stay: period.Range{From: from, To: from.AddDays(7)}}, today
}
