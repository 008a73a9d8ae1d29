package ledger

import (
	"context"
	"regexp"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Agreement is the agency's fee on the rent of one property, tax included, for stays that end on From or later, until the
// next one. It stands before that of the business's Terms.
type Agreement struct {
	Property ident.Raw
	From     period.Date
	Rate     money.Percent
	Source   string // of what was agreed: the number of the mandate; "" for the desk's word
}

// SetCommission keeps one. What was posted stays as it is: a day in the past says something of what is posted from now on.
type SetCommission struct{ Agreement Agreement }

// Needs implements access.Guarded.
func (SetCommission) Needs() access.Permission { return PermSettings }

func (l *Ledger) setCommission(ctx context.Context, q SetCommission) (Agreement, error) {
	var c fault.Check
	c.That(!q.Agreement.Property.IsZero(), "property", "required", "whose commission it is")
	c.That(!q.Agreement.From.IsZero(), "from", "required", "from which day")
	c.That(q.Agreement.Rate >= 0 && q.Agreement.Rate <= money.Pct(100), "commission", "out_of_range", "0 to 100 percent")
	c.That(fits(q.Agreement.Source), "source", "too_long", "up to 200 characters of one line")
	if err := c.Err(); err != nil {
		return Agreement{}, err
	}
	return q.Agreement, l.d.Store.SetCommission(ctx, q.Agreement)
}

// ListCommissions gives those of one property, or of all (zero), the newest day first.
type ListCommissions struct{ Property ident.Raw }

// Needs implements access.Guarded.
func (ListCommissions) Needs() access.Permission { return PermRead }

// GetTermsOf asks for the terms by which a stay in a property is divided that ends on a day.
type GetTermsOf struct {
	Property ident.Raw
	On       period.Date
	Stay     string // identifier of the booking: once it is divided, the rate by which it was; "": whatever was divided
}

// Needs implements access.Guarded.
func (GetTermsOf) Needs() access.Permission { return PermRead }

func (l *Ledger) termsOf(ctx context.Context, q GetTermsOf) (Terms, error) {
	t, err := l.d.Store.Terms(ctx)
	if err != nil {
		return t, err
	}
	for _, end := range []string{"completed", "cancelled", "no_show"} {
		if q.Stay == "" {
			break
		}
		id, err := l.d.Store.ByKey(ctx, "stays/"+q.Stay+"/"+end)
		if err != nil {
			return t, err
		}
		if id.IsZero() {
			continue
		}
		was, err := l.d.Store.Find(ctx, id)
		if err != nil {
			return t, err
		}
		if rate, bad := money.ParsePercent(was.Metadata[commission]); bad == nil && was.Metadata[commission] != "" { // older ones do not say
			t.Commission = rate
			return t, nil
		}
	}
	all, err := l.d.Store.Commissions(ctx, q.Property)
	for _, c := range all {
		if !c.From.After(q.On) {
			t.Commission = c.Rate
			break
		}
	}
	return t, err
}

// feeOf finds a percentage in words.
var feeOf = regexp.MustCompile(`([0-9]{1,3}(?:[.,][0-9]{1,4})?)[ \x{a0}\x{202f}]*%`)

// ReadFee reads the rate out of the words of a mandate: "20 % TTC des loyers encaissés". Only what cannot be read otherwise is
// read: one percentage, which is not said to be without tax. The desk enters any other.
func ReadFee(words string) (rate money.Percent, ok bool) {
	found := feeOf.FindAllStringSubmatch(words, -1)
	if len(found) != 1 || net.MatchString(words) {
		return 0, false
	}
	rate, err := money.ParsePercent(strings.Replace(found[0][1], ",", ".", 1))
	return rate, err == nil && rate >= 0 && rate <= money.Pct(100)
}

// net finds that a fee is said without its tax.
var net = regexp.MustCompile(`(?i)\b(ht|h\.t\.|hors taxes?|excl\w*|plus vat|without vat|before tax)`)
