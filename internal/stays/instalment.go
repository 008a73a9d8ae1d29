package stays

import (
	"fmt"
	"slices"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Instalment is a term of payment between the deposit and the balance: a share of the rent, due some days before the
// arrival or after the booking.
type Instalment struct {
	Percent money.Percent `json:"percent"` // of the rent, floored to the cent
	Days    int           `json:"days"`
	Booked  bool          `json:"booked,omitempty"` // days after the booking; else before the arrival
}

func (i Instalment) on(arrival, today period.Date) period.Date {
	if i.Booked {
		return today.AddDays(i.Days)
	}
	return arrival.AddDays(-i.Days)
}

// MostInstalments is how many terms may stand between the deposit and the balance.
const MostInstalments = 6

// Due is a part of a price and its day.
type Due struct {
	Amount money.Amount `json:"amount"`
	On     period.Date  `json:"on"`
}

// earlyLimit is how much an agency may take before the day from which it may take the balance: a quarter of the rent
// (décret 72-678, art. 68). false: there is no limit.
func (l LegalProfile) earlyLimit(rent money.Amount) (money.Amount, bool) {
	if l == OwnerDirect {
		return money.Amount{}, false
	}
	return rent.Exact().Of(money.Pct(25)).Floor(), true
}

// schedule says what is due when. The deposit and the instalments are shares of the rent alone, floored so that a legal
// maximum is never passed; the rest is due BalanceDays before the arrival, and everything at once when that day has come.
// An instalment whose day has passed when the stay is booked is due with the deposit, one whose day is that of the balance
// or later with the balance. What the law does not let an agency take yet waits for the day on which it does.
func (s Settings) schedule(q *Quote, today period.Date) {
	due := q.Stay.From.AddDays(-s.BalanceDays)
	q.Instalments = nil
	if !today.Before(due) {
		q.Deposit, q.Balance, q.BalanceDueOn = q.Total, money.Zero(q.Total.Currency()), today
		return
	}
	rent := q.Rent()
	q.BalanceDueOn, q.BalanceFrom = due, s.Legal.balanceFrom(q.Stay.From, due)
	parts := []Due{{rent.Exact().Of(s.DepositPercent).Floor(), today}}
	for _, i := range s.Instalments {
		part := Due{rent.Exact().Of(i.Percent).Floor(), i.on(q.Stay.From, today)}
		if part.On.Before(today) {
			part.On = today
		}
		parts = append(parts, part)
	}
	slices.SortStableFunc(parts[1:], func(a, b Due) int { return a.On.Compare(b.On) })
	limit, limited := s.Legal.earlyLimit(rent)
	q.Deposit = money.Zero(q.Total.Currency())
	sum := q.Deposit
	for _, part := range parts {
		if !part.On.Before(due) {
			continue
		}
		part.Amount = money.Min(part.Amount, q.Total.Sub(sum))
		if limited && part.On.Before(q.BalanceFrom) {
			now := money.Zero(q.Total.Currency())
			if room := limit.Sub(sum); room.IsPositive() {
				now = money.Min(part.Amount, room)
			}
			q.put(Due{now, part.On}, today)
			sum, part = sum.Add(now), Due{part.Amount.Sub(now), q.BalanceFrom}
		}
		if part.On.Before(due) {
			q.put(part, today)
			sum = sum.Add(part.Amount)
		}
	}
	q.Balance = q.Total.Sub(q.Deposit)
}

// put adds a part: to the deposit when its day has come, to the instalment of the same day, or as a new one.
func (q *Quote) put(part Due, today period.Date) {
	if !part.Amount.IsPositive() {
		return
	}
	if !part.On.After(today) {
		q.Deposit = q.Deposit.Add(part.Amount)
		return
	}
	i, same := slices.BinarySearchFunc(q.Instalments, part.On, func(d Due, on period.Date) int { return d.On.Compare(on) })
	if same {
		q.Instalments[i].Amount = q.Instalments[i].Amount.Add(part.Amount)
		return
	}
	q.Instalments = slices.Insert(q.Instalments, i, part)
}

// Later are the parts of the price that are due after the booking, in order: the instalments, and the rest of the balance.
// With the deposit they sum to the total.
func (q Quote) Later() []Due {
	rest, all := q.Balance, slices.Clone(q.Instalments)
	for _, part := range all {
		rest = rest.Sub(part.Amount)
	}
	if rest.IsPositive() {
		all = append(all, Due{rest, q.BalanceDueOn})
	}
	return all
}

// settled makes what was paid the deposit of a changed stay: each instalment is then what is missing to it.
func (q *Quote) settled(paid money.Amount) {
	target, was := q.Deposit, q.Instalments
	q.Deposit, q.Instalments = money.Min(paid, q.Total), nil
	q.Balance = q.Total.Sub(q.Deposit)
	covered := q.Deposit
	for _, part := range was {
		target = target.Add(part.Amount)
		if short := target.Sub(covered); short.IsPositive() {
			q.Instalments = append(q.Instalments, Due{short, part.On})
			covered = target
		}
	}
}

// checkInstalments holds the terms to the limits of the legal profile.
func (s Settings) checkInstalments(c *fault.Check) {
	c.That(len(s.Instalments) <= MostInstalments, "instalments", "too_many", "at most six instalments")
	all, early := s.DepositPercent, s.DepositPercent
	for n, i := range s.Instalments {
		at := fmt.Sprintf("instalments.%d.", n)
		c.That(i.Percent > 0 && i.Percent <= money.Pct(100), at+"percent", "out_of_range", "above 0, at most 100")
		c.That(i.Days >= 1 && i.Days <= 365, at+"days", "out_of_range", "between 1 and 365")
		c.That(i.Booked || i.Days > s.BalanceDays, at+"days", "after_balance", "an instalment is due before the balance")
		all += i.Percent
		if i.Booked || i.Days > 31 || s.Legal == AgencyStrict {
			early += i.Percent
		}
		c.That(all <= money.Pct(100), at+"percent", "above_total", "deposit and instalments are more than the whole rent")
		c.That(s.Legal == OwnerDirect || early <= money.Pct(25), at+"percent", "above_legal_limit", "at most 25 % of the rent before the last month (décret 72-678, art. 68)")
	}
}

// PartState says how far a part of the price is.
type PartState string

// The states of a part.
const (
	PartPaid   PartState = "paid"
	PartDue    PartState = "due"    // its day has come
	PartComing PartState = "coming" // its day has not
)

// Part is a line of a stay's schedule.
type Part struct {
	Purpose string
	Amount  money.Amount
	Left    money.Amount // not paid yet
	On      period.Date
	State   PartState
}

// Schedule tells which parts of the price are due when, and how far each is; what is paid pays the earliest first. It is
// empty when nothing is to be paid.
func (s ReservationState) Schedule(today period.Date) []Part {
	if s.Status == Cancelled || s.Status == Expired || s.Status == NoShow {
		return nil
	}
	var parts []Part
	if s.Quote.Deposit.IsPositive() {
		purpose := PurposeDeposit
		if s.Quote.Balance.IsZero() {
			purpose = PurposeTotal
		}
		parts = append(parts, Part{Purpose: purpose, Amount: s.Quote.Deposit, On: period.DateOf(s.BookedAt, orUTC(s.Booked.Zone))})
	}
	later := s.Quote.Later()
	for i, d := range later {
		purpose := PurposeInstalment
		if i == len(later)-1 {
			purpose = PurposeBalance
		}
		parts = append(parts, Part{Purpose: purpose, Amount: d.Amount, On: d.On})
	}
	paid := s.NetPaid()
	for i := range parts {
		p := &parts[i]
		covered := money.Min(paid, p.Amount)
		if covered.IsNegative() {
			covered = money.Zero(p.Amount.Currency())
		}
		paid, p.Left, p.State = paid.Sub(covered), p.Amount.Sub(covered), PartComing
		switch {
		case p.Left.IsZero():
			p.State = PartPaid
		case !today.Before(p.On):
			p.State = PartDue
		}
	}
	return parts
}

// due is what is to be paid next of an agreed stay: the first part that is not paid, and all others whose day has come. A
// deposit that was not asked for joins it. The amount is zero when there is nothing.
func (s ReservationState) due(today period.Date) Part {
	none := money.Zero(s.Quote.Total.Currency())
	out, carried := Part{Left: none}, none
	for _, p := range s.Schedule(today) {
		switch {
		case !p.Left.IsPositive():
		case p.Purpose == PurposeDeposit:
			carried = p.Left
		case out.Purpose == "":
			out = p
			out.Left = p.Left.Add(carried)
		case p.State == PartDue:
			out.Left, out.Purpose = out.Left.Add(p.Left), p.Purpose
		}
	}
	switch owed := s.Owed(); {
	case out.Purpose == PurposeTotal:
		out.Purpose, out.On = PurposeBalance, s.Quote.BalanceDueOn
	case out.Purpose == "" && owed.IsPositive(): // a price that was agreed without parts
		out = Part{Purpose: PurposeBalance, Amount: owed, Left: owed, On: s.Quote.BalanceDueOn, State: PartComing}
		if !today.Before(out.On) {
			out.State = PartDue
		}
	}
	return out
}

// dueOn is the day of what is to be paid next.
func (s ReservationState) dueOn() period.Date {
	if part := s.due(period.Date{}); part.Left.IsPositive() {
		return part.On
	}
	return s.Quote.BalanceDueOn
}
