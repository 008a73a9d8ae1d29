package payments

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
)

// maxSearch bounds what somebody looks for, in characters.
const maxSearch = 100

// checked refuses what cannot be looked for.
func (f Filter) checked() (Filter, error) {
	f.Text = strings.TrimSpace(f.Text)
	var check fault.Check
	check.That(utf8.ValidString(f.Text) && utf8.RuneCountInString(f.Text) <= maxSearch && !strings.ContainsRune(f.Text, 0), "q", "too_long", "at most 100 characters")
	check.That(f.From.IsZero() || f.To.IsZero() || f.From.Before(f.To), "to", "reversed_dates", "the end lies before the beginning")
	return f, check.Err()
}

// Minor is the amount that the text of a filter may be, in hundredths; 0: it is none.
func (f Filter) Minor() int64 {
	if !someAmount.MatchString(f.Text) {
		return 0
	}
	amount, err := money.Parse(strings.Replace(f.Text, ",", ".", 1), money.EUR)
	if err != nil {
		return 0
	}
	return amount.Minor()
}

var someAmount = regexp.MustCompile(`^[0-9]{1,9}([.,][0-9]{1,2})?$`)

// Sum is what came in and went back by the payments of a list, in one currency.
type Sum struct {
	Count int
	In    money.Amount
	Back  money.Amount // given back, or on its way
}

// SumPayments adds up a list.
type SumPayments struct{ Filter Filter }

// Needs implements access.Guarded.
func (SumPayments) Needs() access.Permission { return PermReadPayments }

func (p *Payments) sum(ctx context.Context, q SumPayments) ([]Sum, error) {
	filter, err := q.Filter.checked()
	if err != nil {
		return nil, err
	}
	return p.store.Sum(ctx, filter)
}

// ExportPayments hands every payment of a list to Each, newest first, and returns how many; ErrExportTooLong where they are
// more than MaxExport: a file that lacks some is taken for the whole.
type ExportPayments struct {
	Filter Filter
	Each   func(View)
}

// MaxExport bounds the lines of one file.
const MaxExport = 50_000

// ErrExportTooLong says that a list is longer than a file may be.
var ErrExportTooLong = fault.Define(fault.Invalid, "payments.export_too_long", "more payments than one file holds: narrow the list by its days")

// Needs implements access.Guarded.
func (ExportPayments) Needs() access.Permission { return PermReadPayments }

// Proof implements access.Proving: the names and addresses of all payers leave at once.
func (ExportPayments) Proof() access.Proof { return access.FreshProof }

func (p *Payments) export(ctx context.Context, q ExportPayments) (n int, err error) {
	next := paging.Request{Limit: paging.MaxLimit}
	for {
		page, err := p.list(ctx, ListPayments{Filter: q.Filter, Page: next})
		if err != nil {
			return n, err
		}
		if n += len(page.Items); n > MaxExport {
			return n, ErrExportTooLong
		}
		for _, v := range page.Items {
			q.Each(v)
		}
		if next.Cursor = page.Next; page.Next == "" {
			return n, nil
		}
	}
}
