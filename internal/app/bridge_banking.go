package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"comptoir/internal/banking"
	"comptoir/internal/banking/bankingio"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/ledger"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/privacy"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// assembleBanking makes the context that pays owners.
func (c *Contexts) assembleBanking(a *App, box *outbox.Outbox, kit *web.Kit, ids *ident.Source, observe usecase.Observer) {
	g, where := a.ground, placeOf(c.Tenancy.Directory)
	c.Banking = banking.New(banking.Deps{Store: bankingio.NewStore(g.db, box, a.Jobs), Books: bankingBooks{c.Ledger, where}, Debts: bankingDebts{c}, Mandates: c.mandates, Carriers: bankingCarriers{c.Payments}, Enrollers: bankingEnrollers{c.Payments, c.homeCountry}, Sandbox: g.cfg.Demo, Vault: g.seal,
		Now: g.now, IDs: ids, Observer: observe, Zone: where})
	c.banking = bankingio.New(bankingio.Deps{Banking: c.Banking, Web: kit, Zone: where, Site: site(c.Tenancy.Directory), Now: g.now, Scanner: g.scan, Key: func() string { return ids.Raw().String() }, Tenants: c.tenants, Sandbox: g.cfg.Demo})
}

// bankingBooks implements banking.Books with the ledger.
type bankingBooks struct {
	ledger *ledger.Ledger
	where  func(context.Context) *time.Location
}

// clientMoney is the account of clients' money in the books.
const clientMoney ledger.Path = "client-money"

// Owed implements banking.Books.
func (b bankingBooks) Owed(ctx context.Context) ([]banking.Owed, error) {
	ctx = asProgram(ctx, "banking")
	var all []banking.Owed
	for next, more := (paging.Request{Limit: paging.MaxLimit}), true; more; {
		page, err := b.ledger.Accounts(ctx, ledger.ListAccounts{Prefix: "owner:", Page: next})
		if err != nil {
			return nil, err
		}
		for _, balance := range page.Items {
			words := strings.Split(string(balance.Account), ":")
			if len(words) != 3 || words[2] != "payable" {
				continue
			}
			if property, err := ident.ParseRaw(words[1]); err == nil {
				all = append(all, banking.Owed{Property: property, Amount: balance.Amount()})
			}
		}
		next.Cursor, more = page.Next, page.Next != ""
	}
	return all, nil
}

// Statement implements banking.Books.
func (b bankingBooks) Statement(ctx context.Context, property ident.Raw, limit int) (out []banking.StatementLine, err error) {
	page, err := b.ledger.Statement(asProgram(ctx, "banking"), ledger.AccountStatement{Page: paging.Request{Limit: limit},
		Filter: ledger.StatementFilter{Account: ledger.PayableOf(property.String()), Currency: money.EUR}})
	for _, l := range page.Items {
		out = append(out, banking.StatementLine{On: l.Transaction.ValueOn, Label: l.Transaction.Label, Piece: l.Transaction.Piece,
			Amount: l.Leg.Amount.Neg(), After: money.New(-l.Leg.After, money.EUR)})
	}
	return out, err
}

// Held implements banking.Books.
func (b bankingBooks) Held(ctx context.Context) (money.Amount, error) {
	return b.available(ctx, clientMoney)
}

// HeldBy implements banking.Books.
func (b bankingBooks) HeldBy(ctx context.Context, carrier string) (money.Amount, error) {
	return b.available(ctx, ledger.ClearingOf(carrier))
}

func (b bankingBooks) available(ctx context.Context, account ledger.Path) (money.Amount, error) {
	all, err := b.ledger.Balances(asProgram(ctx, "banking"), ledger.BalancesOf{Account: account})
	for _, balance := range all {
		if balance.Currency == money.EUR {
			return balance.Available(), err
		}
	}
	return money.Zero(money.EUR), err
}

// Post implements banking.Books.
func (b bankingBooks) Post(ctx context.Context, m banking.Movement) error {
	p := ledger.PostTransaction{Key: m.Key, Journal: ledger.BankJournal, BookedAt: m.At, Label: m.Label, Piece: m.Piece}
	sum := money.Zero(money.EUR)
	for _, part := range m.Parts {
		amount := part.Amount
		if m.Back {
			amount = amount.Neg()
		}
		sum = sum.Add(amount)
		p.Postings = append(p.Postings, ledger.DebitOf(ledger.PayableOf(part.Property.String()), amount))
	}
	from := clientMoney
	if m.Carrier != "" {
		from = ledger.ClearingOf(m.Carrier)
	}
	p.Postings = append(p.Postings, ledger.CreditOf(from, sum))
	_, err := b.ledger.Post(asProgram(ctx, "banking"), p)
	return err
}

// settledWithOwner implements stays.Deps.Settled: in no currency does the books' account of a property's owner hold anything.
func (c *Contexts) settledWithOwner(ctx context.Context, id stays.PropertyID) (bool, error) {
	all, err := c.Ledger.Balances(asProgram(ctx, "stays"), ledger.BalancesOf{Account: ledger.PayableOf(id.String())})
	return !slices.ContainsFunc(all, func(b ledger.Balance) bool { return b.Posted != 0 }), err
}

// mandates implements banking.Mandates: archived properties too, for what is still owed.
func (c *Contexts) mandates(ctx context.Context) ([]banking.Mandate, error) {
	ctx = asProgram(ctx, "banking")
	owners, err := c.owners(ctx)
	if err != nil {
		return nil, err
	}
	accounts := map[access.UserID]stays.OwnerAccount{}
	for _, o := range owners {
		accounts[o.User] = o
	}
	locale := defaultLocale(ctx)
	var all []banking.Mandate
	for _, status := range []stays.PropertyStatus{"", stays.Archived} {
		for next, more := (paging.Request{Limit: paging.MaxLimit}), true; more; {
			page, err := c.Stays.ListProperties(ctx, stays.ListProperties{Query: stays.PropertyRowQuery{Status: status, Page: next}})
			if err != nil {
				return nil, err
			}
			for _, p := range page.Items {
				if p.Owner == "" {
					continue
				}
				m := banking.Mandate{Property: p.ID.Raw(), Name: p.Name.In(locale), User: p.OwnerUser, OwnerName: p.Owner, Locale: locale}
				if o, ok := accounts[p.OwnerUser]; ok {
					m.OwnerName, m.Email = o.Name, o.Email
					if o.Locale != "" {
						m.Locale = o.Locale
					}
				}
				all = append(all, m)
			}
			next.Cursor, more = page.Next, page.Next != ""
		}
	}
	return all, nil
}

// bankingHolder gives an owner what is known of his account and his transfers.
type bankingHolder struct{ banking *banking.Banking }

// Name implements privacy.Holder.
func (bankingHolder) Name() string { return "banking" }

// Export implements privacy.Holder.
func (h bankingHolder) Export(ctx context.Context, p privacy.Person, add func(privacy.Part) error) error {
	if p.User.IsZero() {
		return nil
	}
	ctx = access.With(ctx, access.Actor{Kind: access.System, Tenant: access.TenantOf(ctx), User: p.User, Name: "privacy"})
	paid, err := h.banking.OwnPayouts(ctx, banking.OwnPayouts{})
	if err != nil || len(paid) == 0 {
		return err
	}
	out := make([]map[string]any, len(paid))
	for i, l := range paid {
		out[i] = map[string]any{"on": l.Moved, "amount": l.Amount, "account": l.Masked, "reference": l.EndToEnd, "status": l.Status, "properties": l.Parts}
	}
	return add(privacy.Part{Name: "payouts.json", Value: out})
}

// Obstacles implements privacy.Holder.
func (bankingHolder) Obstacles(context.Context, privacy.Person) ([]string, error) { return nil, nil }

// Erase implements privacy.Holder. What proves a transfer is kept ten years (Code de commerce, article L123-22).
func (h bankingHolder) Erase(ctx context.Context, p privacy.Person, _ string) error {
	if p.User.IsZero() {
		return nil
	}
	_, err := h.banking.ForgetDetails(ctx, banking.ForgetDetails{Payee: p.User.Raw()})
	return err
}
