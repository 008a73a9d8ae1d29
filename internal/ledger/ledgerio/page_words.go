package ledgerio

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"comptoir/internal/kernel/money"
	"comptoir/internal/ledger"
	"comptoir/internal/web"
)

// queryOf writes the fields that are set, for another address with the same filter.
func queryOf(f *web.Form, names ...string) string {
	q := url.Values{}
	for _, name := range names {
		if value := f.Get(name); value != "" {
			q.Set(name, value)
		}
	}
	return q.Encode()
}

// names are what the accounts are named after.
func (m *Module) names(ctx context.Context) (map[string]string, error) {
	if m.d.Names == nil {
		return nil, nil
	}
	return m.d.Names(ctx)
}

// auxiliaries are names, and those of the guests' accounts: a file that leaves the house calls everybody by his name.
func (m *Module) auxiliaries(ctx context.Context) (map[string]string, error) {
	all := map[string]string{}
	for _, of := range []func(context.Context) (map[string]string, error){m.d.Names, m.d.Guests} {
		if of == nil {
			continue
		}
		some, err := of(ctx)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, some)
	}
	return all, nil
}

// nameOf is what one account is named after, "" when that is not known.
func nameOf(names map[string]string, p ledger.Path) string {
	for _, word := range strings.Split(string(p), ":") {
		if name := names[word]; name != "" {
			return name
		}
	}
	return ""
}

// sideMoney shows an amount in its column, nothing where it is zero.
func sideMoney(ctx context.Context, minor int64, c money.Currency) string {
	if minor <= 0 {
		return ""
	}
	return web.Money(ctx, money.New(minor, c))
}

// volume is what a transaction moves or holds in all: the sum of its debits, a currency after the other.
func volume(ctx context.Context, t ledger.Transaction) string {
	sums := map[money.Currency]int64{}
	for _, l := range t.Legs {
		sums[l.Amount.Currency()] += max(l.Amount.Minor(), 0)
		if t.Kind == ledger.Pending {
			sums[l.Amount.Currency()] += l.HeldDebit
		}
	}
	var words []string
	for _, c := range slices.Sorted(maps.Keys(sums)) {
		words = append(words, web.Money(ctx, money.New(sums[c], c)))
	}
	return strings.Join(words, " + ")
}

// actorText names the program where no person posted.
func actorText(ctx context.Context, actor string) string {
	if strings.HasPrefix(actor, "on:") || strings.HasPrefix(actor, "job:") {
		return web.T(ctx, "ledger.auto")
	}
	return actor
}

// heldText is what a posting changes in what is held.
func heldText(ctx context.Context, l ledger.Leg) string {
	if n := l.HeldDebit + l.HeldCredit; n != 0 {
		return web.Money(ctx, money.New(n, l.Amount.Currency()))
	}
	return ""
}

// shortened keeps the beginning of a long text.
func shortened(s string) string {
	if r := []rune(s); len(r) > 16 {
		return string(r[:14]) + "…"
	}
	return s
}
