package ledger

import (
	"cmp"
	"context"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
)

// GetTransaction shows one transaction with its postings.
type GetTransaction struct{ ID TransactionID }

// Needs implements access.Guarded.
func (GetTransaction) Needs() access.Permission { return PermRead }

func (l *Ledger) transaction(ctx context.Context, q GetTransaction) (Transaction, error) {
	return l.d.Store.Find(ctx, q.ID)
}

// ListAccounts gives accounts with their balances, in the order of their paths.
type ListAccounts struct {
	Prefix string // the beginning of a path; "" for all
	Page   paging.Request
}

// Needs implements access.Guarded.
func (ListAccounts) Needs() access.Permission { return PermRead }

func (l *Ledger) accounts(ctx context.Context, q ListAccounts) (paging.Page[Balance], error) {
	return l.d.Store.Accounts(ctx, q.Prefix, q.Page)
}

// BalancesOf gives the balances of one account, one a currency, now or as they were.
type BalancesOf struct {
	Account Path
	At      AsOf
}

// Needs implements access.Guarded.
func (BalancesOf) Needs() access.Permission { return PermRead }

func (l *Ledger) balances(ctx context.Context, q BalancesOf) ([]Balance, error) {
	if _, err := ClassOf(q.Account); err != nil {
		return nil, err
	}
	if !q.At.Moment.IsZero() && !q.At.ValueOn.IsZero() {
		return nil, fault.ErrInvalid.On("valueOn", "exclusive", "ask for a moment or for a value date")
	}
	return l.d.Store.Balances(ctx, q.Account, q.At)
}

// Line is one posting as an account's statement shows it.
type Line struct {
	Transaction Transaction // without its postings
	Leg         Leg
}

// StatementFilter narrows a statement. From is included, To is not; zero: no limit.
type StatementFilter struct {
	Account  Path
	Currency money.Currency // "": all
	From, To time.Time
}

// AccountStatement gives the postings of one account, newest first, each with the balance after it.
type AccountStatement struct {
	Filter StatementFilter
	Page   paging.Request
}

// Needs implements access.Guarded.
func (AccountStatement) Needs() access.Permission { return PermRead }

func (l *Ledger) statement(ctx context.Context, q AccountStatement) (paging.Page[Line], error) {
	if _, err := ClassOf(q.Filter.Account); err != nil {
		return paging.Page[Line]{}, err
	}
	if err := inOrder(q.Filter.From, q.Filter.To); err != nil {
		return paging.Page[Line]{}, err
	}
	return l.d.Store.Statement(ctx, q.Filter, q.Page)
}

func inOrder(from, to time.Time) error {
	if !from.IsZero() && !to.IsZero() && !from.Before(to) {
		return fault.ErrInvalid.On("to", "reversed_dates", "the end must come after the beginning")
	}
	return nil
}

// JournalFilter narrows the journal; days are those of booking. From and To are included; zero: no limit.
type JournalFilter struct {
	Journal  Journal
	From, To period.Date
	Beside   money.Currency // only what has a posting in another currency than this
}

// ListJournal gives transactions, newest first.
type ListJournal struct {
	Filter JournalFilter
	Page   paging.Request
}

// Needs implements access.Guarded.
func (ListJournal) Needs() access.Permission { return PermRead }

func (l *Ledger) journal(ctx context.Context, q ListJournal) (paging.Page[Transaction], error) {
	if err := q.Filter.check(); err != nil {
		return paging.Page[Transaction]{}, err
	}
	return l.d.Store.Journal(ctx, q.Filter, q.Page)
}

func (f JournalFilter) check() error {
	if !f.From.IsZero() && !f.To.IsZero() && f.To.Before(f.From) {
		return fault.ErrInvalid.On("to", "reversed_dates", "the end must not come before the beginning")
	}
	return nil
}

// TrialLine is one account of a trial balance, in minor units: debits less credits before the period, what was debited and
// credited in it.
type TrialLine struct {
	Account  Path
	Side     Side
	Currency money.Currency
	Opening  int64
	Debits   int64 // not below zero
	Credits  int64 // not below zero
}

// Closing is debits less credits at the end of the period.
func (t TrialLine) Closing() int64 { return t.Opening + t.Debits - t.Credits }

// TrialSum is the foot of a trial balance in one currency. Opening and Closing are zero and Debits equal Credits, or the books
// are broken.
type TrialSum struct {
	Currency                          money.Currency
	Opening, Debits, Credits, Closing int64
	ClientAssets                      int64 // what we hold of other people's money
	ClientDebts                       int64 // what we owe them
}

// Balanced reports whether the sum is as it must be.
func (s TrialSum) Balanced() bool { return s.Opening == 0 && s.Closing == 0 && s.Debits == s.Credits }

// Trial is a trial balance (balance générale).
type Trial struct {
	From, To period.Date // included; zero From: since the beginning
	Lines    []TrialLine // in the order of paths and currencies
	Sums     []TrialSum  // one a currency
}

// GetTrialBalance gives every account that moved or stood, at the end of To. Days are those of booking.
type GetTrialBalance struct{ From, To period.Date }

// Needs implements access.Guarded.
func (GetTrialBalance) Needs() access.Permission { return PermRead }

func (l *Ledger) trialBalance(ctx context.Context, q GetTrialBalance) (Trial, error) {
	zone := l.d.Zone(ctx)
	if q.To.IsZero() {
		q.To = period.DateOf(l.d.Now(), zone)
	}
	if err := (JournalFilter{From: q.From, To: q.To}).check(); err != nil {
		return Trial{}, err
	}
	var from time.Time
	if !q.From.IsZero() {
		from = midnight(q.From, zone)
	}
	lines, err := l.d.Store.Trial(ctx, from, midnight(q.To.AddDays(1), zone))
	if err != nil {
		return Trial{}, err
	}
	return Trial{From: q.From, To: q.To, Lines: lines, Sums: sumsOf(lines)}, nil
}

// midnight is the first instant of a civil day.
func midnight(d period.Date, zone *time.Location) time.Time {
	y, m, day := d.Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone)
}

func sumsOf(lines []TrialLine) []TrialSum {
	var sums []TrialSum
	at := map[money.Currency]int{}
	for _, line := range lines {
		i, there := at[line.Currency]
		if !there {
			i = len(sums)
			at[line.Currency] = i
			sums = append(sums, TrialSum{Currency: line.Currency})
		}
		s := &sums[i]
		s.Opening += line.Opening
		s.Debits += line.Debits
		s.Credits += line.Credits
		s.Closing += line.Closing()
		class, err := ClassOf(line.Account)
		if err != nil || class.Pool != ClientMoney {
			continue
		}
		if line.Side == Debit {
			s.ClientAssets += line.Closing()
		} else {
			s.ClientDebts -= line.Closing()
		}
	}
	return sums
}

// ClassLine is what all accounts of one class have together.
type ClassLine struct {
	Class    Class
	Currency money.Currency
	Accounts int
	Opening  int64 // debits less credits
	Debits   int64
	Credits  int64
}

// Closing is debits less credits at the end of the period.
func (c ClassLine) Closing() int64 { return c.Opening + c.Debits - c.Credits }

// ByClass sums a trial balance up to the accounts of the plan comptable général, in the order of their numbers.
func (t Trial) ByClass() []ClassLine {
	var out []ClassLine
	for _, l := range t.Lines {
		class, err := ClassOf(l.Account)
		if err != nil {
			continue // the store takes no other paths
		}
		i := slices.IndexFunc(out, func(c ClassLine) bool { return c.Class.Prefix == class.Prefix && c.Currency == l.Currency })
		if i < 0 {
			i = len(out)
			out = append(out, ClassLine{Class: class, Currency: l.Currency})
		}
		c := &out[i]
		c.Accounts++
		c.Opening += l.Opening
		c.Debits += l.Debits
		c.Credits += l.Credits
	}
	slices.SortStableFunc(out, func(x, y ClassLine) int {
		return cmp.Or(cmp.Compare(x.Class.Number, y.Class.Number), cmp.Compare(x.Currency, y.Currency))
	})
	return out
}
