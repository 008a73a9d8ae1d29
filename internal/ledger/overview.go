package ledger

import (
	"context"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// MonthFigures are what moved in a month, in one currency.
type MonthFigures struct {
	First    period.Date  // its first day
	Received money.Amount // credited to guests: what they paid
	Earned   money.Amount // the business's own: fees, services, its own rents, indemnities
	Owners   money.Amount // credited to owners: their share of the stays that ended
	PaidOut  money.Amount // debited to them: what was transferred
}

// Standing is what one sort of account has now, above zero on its normal side.
type Standing struct {
	Class  Class
	Amount money.Amount
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

func (l *Ledger) overview(ctx context.Context, q GetOverview) (Overview, error) {
	var c fault.Check
	c.That(q.Months >= 1 && q.Months <= 24, "months", "out_of_range", "between one month and two years")
	c.That(q.Currency.Valid(), "currency", "unknown_currency", "this is not an ISO 4217 currency")
	if err := c.Err(); err != nil {
		return Overview{}, err
	}
	today := period.DateOf(l.d.Now(), l.d.Zone(ctx))
	y, m, _ := today.Date()
	first := period.On(y, m, 1)
	var out Overview
	for n := q.Months - 1; n >= 0; n-- {
		from := first.AddMonths(-n)
		to := from.AddMonths(1).AddDays(-1)
		if n == 0 {
			to = today
		}
		t, err := l.trialBalance(ctx, GetTrialBalance{From: from, To: to})
		if err != nil {
			return Overview{}, err
		}
		out.Months = append(out.Months, monthOf(from, t, q.Currency))
		if n == 0 {
			out.Standing = standingOf(t, q.Currency)
		}
	}
	return out, nil
}

func monthOf(first period.Date, t Trial, c money.Currency) MonthFigures {
	var received, earned, owners, paid int64
	for _, line := range t.Lines {
		if line.Currency != c {
			continue
		}
		switch word, _, _ := strings.Cut(string(line.Account), ":"); {
		case word == "guest":
			received += line.Credits
		case word == "tenant":
			earned += line.Credits - line.Debits
		case word == "owner":
			owners, paid = owners+line.Credits, paid+line.Debits
		}
	}
	return MonthFigures{first, money.New(received, c), money.New(earned, c), money.New(owners, c), money.New(paid, c)}
}

func standingOf(t Trial, c money.Currency) (out []Standing) {
	for _, line := range t.ByClass() {
		if line.Currency == c && line.Closing() != 0 {
			out = append(out, Standing{line.Class, money.New(int64(line.Class.Side)*line.Closing(), c)})
		}
	}
	return out
}

// EnterManually enters a transaction that a person has thought of (opération diverse). Whoever sits at somebody else's open
// screen enters none: it asks for a fresh proof, as PostTransaction does.
type EnterManually struct {
	Key      string
	ValueOn  period.Date // zero: today
	Label    string
	Piece    string
	Postings []Entry
}

// Needs implements access.Guarded.
func (EnterManually) Needs() access.Permission { return PermPost }

// Proof implements access.Proving: see PostTransaction.
func (EnterManually) Proof() access.Proof { return access.FreshProof }

func (l *Ledger) enterManually(ctx context.Context, c EnterManually) (Posted, error) {
	return l.post(ctx, PostTransaction{Key: "manual/" + c.Key, Journal: OtherJournal, ValueOn: c.ValueOn, Label: c.Label, Piece: c.Piece, Postings: c.Postings,
		Metadata: map[string]string{"entered": "manually"}})
}
