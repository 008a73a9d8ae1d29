package app

import (
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
	"comptoir/internal/stays"
)

// taxes is how a stay, or the business of a context today, stands towards VAT: the regime under which it is invoiced, in the
// business's country. The books ask it, and nothing else, what is VAT: they post the figures to which the papers sum, whether or not papers are issued.
type taxes struct {
	regime  invoicing.Regime
	country string
}

func (c *Contexts) taxes(ctx context.Context) (taxes, error) {
	s, err := c.Invoicing.Settings(ctx, invoicing.GetSettings{})
	if err != nil {
		return taxes{}, err
	}
	who, err := sellerOf(c.Tenancy.Directory)(ctx)
	return taxes{s.Regime, who.Country()}, err
}

// taxesOf is how a stay is taxed: as was fixed with its first invoice or its end, which invoicing hears of as the books do; until
// it has heard, as the business is taxed today.
func (c *Contexts) taxesOf(ctx context.Context, f event.StayFacts) (taxes, error) {
	regime, err := c.Invoicing.RegimeOf(asProgram(ctx, "taxes"), invoicing.RegimeOf{Subject: invoicing.Subject{Kind: invoicing.SubjectStay, ID: f.Reservation}})
	if err != nil {
		return taxes{}, err
	}
	who, err := sellerOf(c.Tenancy.Directory)(ctx)
	return taxes{regime, who.Country()}, err
}

// rentVAT is the rate at which rents are taxed today, whoever asks.
func (c *Contexts) rentVAT(now func() time.Time) func(context.Context) (money.Percent, error) {
	return func(ctx context.Context) (money.Percent, error) {
		inside := access.AsSystem(ctx, access.TenantOf(ctx), "taxes")
		t, err := c.taxes(inside)
		today := period.DateOf(now(), placeOf(c.Tenancy.Directory)(inside))
		return t.regime.TaxOf(stays.LineRent, t.country, today).Rate, err
	}
}

// charges are a stay's price as its papers tax it, less what was waived of it.
func (t taxes) charges(f event.StayFacts, waived money.Amount) (all []ledger.Charge) {
	for _, p := range t.regime.PartsOf(f.Lines, waived, t.country, f.Stay.To) {
		all = append(all, ledger.Charge{Nature: p.Nature, Amount: p.Gross, VAT: p.VAT})
	}
	return all
}

func (t taxes) stay(of ledger.Fact, f event.StayFacts) ledger.Stay {
	return ledger.Stay{Fact: of, Property: f.Property.ID.String(), Mandated: f.Property.OwnerName != "", Departure: f.Stay.To,
		Charges: t.charges(f, money.Zero(f.Total.Currency())), FeeVAT: t.regime.FeeRate(t.country, f.Stay.To)}
}

func (t taxes) loss(of ledger.Fact, f event.StayFacts, kept money.Amount, withdrew bool) ledger.Loss {
	p, indemnity := t.regime.KeptOf(kept, f.Policy.Prepaid, withdrew, t.country, f.Stay.To)
	return ledger.Loss{Fact: of, Property: f.Property.ID.String(), Mandated: f.Property.OwnerName != "", Indemnity: indemnity,
		Kept: ledger.Charge{Nature: p.Nature, Amount: p.Gross, VAT: p.VAT}, FeeVAT: t.regime.FeeRate(t.country, f.Stay.To)}
}

// reduction is what is given back of a stay that has ended, or of what was kept of it.
func (t taxes) reduction(of ledger.Fact, e event.ReservationReduced) ledger.Reduction {
	f := e.StayFacts
	r := ledger.Reduction{Fact: of, Property: f.Property.ID.String(), Mandated: f.Property.OwnerName != "", Bearer: e.Bearer, Version: f.Version, FeeVAT: t.regime.FeeRate(t.country, f.Stay.To)}
	if f.Status == string(stays.Completed) {
		r.Before, r.After = t.charges(f, f.Waived.Sub(e.Amount)), t.charges(f, f.Waived)
		return r
	}
	before, after := t.loss(of, f, f.Paid.Add(e.Amount), e.Withdrew), t.loss(of, f, f.Paid, e.Withdrew)
	r.Indemnity, r.Before, r.After = before.Indemnity, []ledger.Charge{before.Kept}, []ledger.Charge{after.Kept}
	return r
}
