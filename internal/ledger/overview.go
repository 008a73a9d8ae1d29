package ledger

import (
	"context"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// MonthFigures are what moved in a month, in one currency. What was reversed, given back or contested counts against what it
// undoes, in the month in which it was undone.
type MonthFigures struct {
	First    period.Date  // its first day
	Received money.Amount // from guests at banks and providers, less what went back to them
	Earned   money.Amount // the business's own: fees, services, its own rents, indemnities
	Owners   money.Amount // owners' share of stays, cancellations and damages
	PaidOut  money.Amount // transferred to them, less what came back
}

// Standing is what one sort of account has now, above zero on its normal side.
type Standing struct {
	Class    Class
	Amount   money.Amount
	Contrary money.Amount // what its accounts have together that stand on the other side: guests who owe, for one
}

// Overview is the business's money at a glance.
type Overview struct {
	Months   []MonthFigures
	Standing []Standing // in the order of the chart
}

// GetOverview asks for it: the last months, this one included, in one currency.
type GetOverview struct {
	Months   int // 1 to 24
	Currency money.Currency
}

// Needs implements access.Guarded.
func (GetOverview) Needs() access.Permission { return PermRead }

// Moved is what the accounts of one first word were credited in a month by one journal, less what they were debited, in minor
// units.
type Moved struct {
	Month   period.Date // its first day
	Word    string      // "guest", "owner", "tenant"
	Journal Journal
	Credits int64
}

func (l *Ledger) overview(ctx context.Context, q GetOverview) (Overview, error) {
	var c fault.Check
	c.That(q.Months >= 1 && q.Months <= 24, "months", "out_of_range", "between one month and two years")
	c.That(q.Currency.Valid(), "currency", "unknown_currency", "this is not an ISO 4217 currency")
	if err := c.Err(); err != nil {
		return Overview{}, err
	}
	zone := l.d.Zone(ctx)
	y, m, _ := period.DateOf(l.d.Now(), zone).Date()
	from := period.On(y, m, 1).AddMonths(1 - q.Months)
	moved, err := l.d.Store.Moved(ctx, midnight(from, zone), q.Currency, []string{"guest", "owner", "tenant"})
	if err != nil {
		return Overview{}, err
	}
	var out Overview
	for n := range q.Months {
		out.Months = append(out.Months, monthOf(from.AddMonths(n), moved, q.Currency))
	}
	out.Standing, err = l.standing(ctx, GetStanding{Currency: q.Currency})
	return out, err
}

// monthOf reads a month: money moves by the journal of banks and providers, shares are made by the others.
func monthOf(first period.Date, all []Moved, c money.Currency) MonthFigures {
	var received, earned, owners, paid int64
	for _, m := range all {
		switch atBank := m.Journal == BankJournal; {
		case m.Month != first:
		case m.Word == "guest" && atBank:
			received += m.Credits
		case m.Word == "tenant":
			earned += m.Credits
		case m.Word == "owner" && atBank:
			paid -= m.Credits
		case m.Word == "owner":
			owners += m.Credits
		}
	}
	return MonthFigures{first, money.New(received, c), money.New(earned, c), money.New(owners, c), money.New(paid, c)}
}

// Sum is what accounts have together, in minor units.
type Sum struct {
	Posted int64 // debits less credits
	Debits int64 // of the accounts on which more was debited: what their holders owe
}

// GetStanding asks what each sort of account has now, in one currency; those with nothing are left out.
type GetStanding struct{ Currency money.Currency }

// Needs implements access.Guarded.
func (GetStanding) Needs() access.Permission { return PermRead }

func (l *Ledger) standing(ctx context.Context, q GetStanding) (out []Standing, err error) {
	prefixes := make([]string, len(chart))
	for i, c := range chart {
		prefixes[i] = c.Prefix
	}
	sums, err := l.d.Store.Standing(ctx, q.Currency, prefixes)
	for _, c := range chart {
		s := sums[c.Prefix]
		contrary := s.Debits
		if c.Side == Debit {
			contrary -= s.Posted
		}
		if s.Posted != 0 || contrary != 0 {
			out = append(out, Standing{c, money.New(int64(c.Side)*s.Posted, q.Currency), money.New(contrary, q.Currency)})
		}
	}
	return out, err
}

// EnterManually enters a transaction that a person has thought of (opération diverse). Whoever sits at somebody else's open
// screen enters none: it asks for a fresh proof, as PostTransaction does.
type EnterManually struct {
	Key      string
	ValueOn  period.Date // zero: today
	Label    string
	Piece    string
	PieceOn  period.Date // the day of the paper; zero: today
	Postings []Entry
}

// Needs implements access.Guarded.
func (EnterManually) Needs() access.Permission { return PermPost }

// Proof implements access.Proving: see PostTransaction.
func (EnterManually) Proof() access.Proof { return access.FreshProof }

func (l *Ledger) enterManually(ctx context.Context, c EnterManually) (Posted, error) {
	return l.post(ctx, PostTransaction{Key: "manual/" + c.Key, Journal: OtherJournal, ValueOn: c.ValueOn, Label: c.Label, Piece: c.Piece, PieceOn: c.PieceOn, Postings: c.Postings,
		Metadata: map[string]string{"entered": "manually"}})
}
