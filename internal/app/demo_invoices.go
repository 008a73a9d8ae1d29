package app

import (
	"context"
	"fmt"
	"time"

	"comptoir/internal/demo/dataset"
	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/sandboxpdp"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// bill issues the papers of the last weeks: those of stays, each on its day, and what an agency invoices by hand, so that every
// kind and state is there to be seen. The second agency gives receipts for deposits.
func (a *demoAgency) bill(ctx context.Context, on *lane) error {
	ctx = program(ctx, a, "demo")
	s, err := on.do.Invoicing.Settings(ctx, invoicing.GetSettings{})
	if err != nil {
		return err
	}
	if s.Version == 0 { // an interrupted load has not come here
		s.Dunning, s.TermDays = true, 15
		if a.data.Slug != dataset.Agencies()[0].Slug {
			s.OnDeposit = invoicing.DepositReceipt
		}
		if _, err := on.do.Invoicing.SetSettings(ctx, invoicing.SetSettings{Settings: s}); err != nil {
			return err
		}
	}
	if err := a.billDebtors(ctx, on); err != nil {
		return err
	}
	if err := on.do.issuePast(ctx, a.today.AddDays(-45).UTC(), on.clock.Set); err != nil {
		return err
	}
	if err := a.remindDebtors(ctx, on); err != nil {
		return err
	}
	drafts, err := on.do.Invoicing.Drafts(ctx, invoicing.ListDrafts{})
	if err != nil || len(drafts) > 0 {
		return err
	}
	return a.billByHand(ctx, on)
}

// billDebtors issues, before everything else, invoices that nobody will pay: one for each level of dunning.
func (a *demoAgency) billDebtors(ctx context.Context, on *lane) error {
	known, err := on.do.Invoicing.Papers(ctx, invoicing.ListPapers{Filter: invoicing.Filter{Text: "BC-RAPPEL"}})
	if err != nil || len(known.Items) > 0 {
		return err // an interrupted load has come here
	}
	on.clock.Set(period.Moment{Date: a.today.AddDays(-60), Clock: period.At(10, 0)}.In(a.zone))
	for i, debtor := range []struct {
		name    string
		dueDays int
	}{{"Imprimerie des Quais", 1}, {"Voiles & Gréements Riou", 20}, {"Traiteur Le Pennec", 40}} {
		id, err := on.do.Invoicing.SaveDraft(ctx, invoicing.SaveDraft{Draft: invoicing.Draft{Kind: invoicing.Invoice, Language: "fr", Currency: "EUR", Order: fmt.Sprintf("BC-RAPPEL-%d", i+1), DueDays: debtor.dueDays,
			Items: []invoicing.Item{{Label: "Location de salle, à la journée", Quantity: invoicing.Quantity(i+1) * invoicing.One, Unit: money.New(18000, money.EUR), Tax: invoicing.TaxedAt(money.Pct(20))}},
			Customer: invoicing.Party{Name: debtor.name, Business: true, Email: contact.Email("compta@" + a.data.Slug + "-clients.example"),
				Address: contact.PostalAddress{Line1: "8 rue du Port", PostalCode: "29900", City: "Concarneau", Country: "FR"}}}})
		if err == nil {
			_, err = on.do.Invoicing.Issue(ctx, invoicing.IssueDraft{ID: id})
		}
		if err == nil {
			_, err = on.do.Invoicing.Printed(ctx, invoicing.PrintPaper{ID: id})
		}
		if err != nil {
			return fmt.Errorf("invoice to %s: %w", debtor.name, err)
		}
	}
	return nil
}

// remindDebtors sends the reminders of the last weeks, as the nights would have.
func (a *demoAgency) remindDebtors(ctx context.Context, on *lane) error {
	for _, ago := range []int{51, 37, 30, 12} {
		on.clock.Set(period.Moment{Date: a.today.AddDays(-ago), Clock: period.At(10, 0)}.In(a.zone))
		if _, err := on.do.Invoicing.Remind(ctx, invoicing.RemindDebtors{}); err != nil {
			return err
		}
	}
	return nil
}

// billByHand makes invoices to companies: one that goes through the platform, one that is late, one that is disputed and
// credited in part, and a draft. They are issued today: numbers follow days.
func (a *demoAgency) billByHand(ctx context.Context, on *lane) error {
	on.clock.Set(period.Moment{Date: a.today.AddDays(-1), Clock: period.At(10, 0)}.In(a.zone))
	paper := func(name, order string, items ...invoicing.Item) (invoicing.PaperID, error) {
		d := invoicing.Draft{Kind: invoicing.Invoice, Language: "fr", Currency: "EUR", Order: order, Items: items,
			Customer: invoicing.Party{Name: name, Business: true, SIREN: "100000009", Email: contact.Email("compta@" + a.data.Slug + "-clients.example"),
				Address: contact.PostalAddress{Line1: "2 rue des Ateliers", PostalCode: "35000", City: "Rennes", Country: "FR"}}}
		return on.do.Invoicing.SaveDraft(ctx, invoicing.SaveDraft{Draft: d})
	}
	line := func(label string, n int, cents int64, tax invoicing.Tax) invoicing.Item {
		return invoicing.Item{Label: label, Quantity: invoicing.Quantity(n) * invoicing.One, Unit: money.New(cents, money.EUR), Tax: tax}
	}
	normal, hotel := invoicing.TaxedAt(money.Pct(20)), invoicing.TaxedAt(money.Pct(10))
	var issued []invoicing.PaperID
	for _, p := range []struct {
		name, order string
		items       []invoicing.Item
	}{
		{"Séminaires du Large", "BC-2041", []invoicing.Item{line("Séminaire, salle équipée (jours)", 2, 38000, normal), line("Petits déjeuners", 24, 1150, hotel)}},
		{"Atelier Kermarec", "BC-318 REFUS", []invoicing.Item{line("Gestion de la maison d’hôtes, novembre", 1, 45000, normal)}},
		{"Bureau d’études Tanguy", "BC-77", []invoicing.Item{line("Hébergement d’équipe, conseil et organisation", 1, 62000, normal), line("Remise", 1, -5000, normal)}},
	} {
		id, err := paper(p.name, p.order, p.items...)
		if err == nil {
			_, err = on.do.Invoicing.Issue(ctx, invoicing.IssueDraft{ID: id})
		}
		if err == nil {
			_, err = on.do.Invoicing.Printed(ctx, invoicing.PrintPaper{ID: id})
		}
		if err != nil {
			return fmt.Errorf("invoice to %s: %w", p.name, err)
		}
		issued = append(issued, id)
	}
	for _, id := range issued[:2] {
		if _, err := on.do.Invoicing.Submit(ctx, invoicing.SubmitPaper{ID: id}); err != nil {
			return err
		}
	}
	for range 5 {
		for _, id := range issued[:2] {
			if _, err := on.do.Invoicing.Follow(ctx, invoicing.FollowSubmission{ID: id}); err != nil {
				return err
			}
		}
		on.clock.Advance(sandboxpdp.Pace)
	}
	if _, err := on.do.Invoicing.Credit(ctx, invoicing.CreditPaper{ID: issued[2], Amount: money.New(12000, money.EUR), Reason: "Une journée de conseil n’a pas eu lieu", Key: "demo"}); err != nil {
		return err
	}
	on.clock.Advance(time.Minute)
	_, err := paper("Comité d’entreprise Le Goff", "", line("Location de groupe, week-end de mai", 1, 98000, normal))
	return err
}
