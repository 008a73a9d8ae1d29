package contracts

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// DraftMandate numbers a mandate: the owner of a property has the business let it. A newer one replaces what waits.
type DraftMandate struct {
	Property event.StayProperty
	Owner    event.StayGuest
	From     period.Date // zero: from its signature
	Until    period.Date // zero: a year, renewed
	Fee      string      // as it stands in the mandate: "20 % TTC des loyers encaissés"
}

// Needs implements access.Guarded.
func (DraftMandate) Needs() access.Permission { return PermSend }

func (in DraftMandate) check() error {
	var check fault.Check
	check.That(strings.TrimSpace(in.Owner.LastName) != "", "owner", "required", "the mandate needs its owner's name")
	_, err := contact.ParseEmail(in.Owner.Email.String())
	check.Take("email", err)
	check.That(strings.TrimSpace(in.Fee) != "", "fee", "required", "the law wants the fee in a mandate")
	check.That(utf8.RuneCountInString(in.Fee) <= 200, "fee", "too_long", "at most 200 characters")
	check.That(in.Until.IsZero() || in.From.IsZero() || in.From.Before(in.Until), "until", "reversed_dates", "after its beginning")
	return check.Err()
}

func (c *Contracts) draftMandate(ctx context.Context, in DraftMandate) (id ContractID, err error) {
	if err := in.check(); err != nil {
		return id, err
	}
	err = c.d.Store.Write(ctx, func(tx Tx) error {
		now := c.d.Now()
		seq, revision, err := tx.NextNumber(ctx, now.Year(), in.Property.ID)
		if err != nil {
			return err
		}
		contract := Draft(ident.Next[Contract](c.d.IDs), event.StayFacts{Reservation: in.Property.ID, Version: revision, Property: in.Property, Guest: in.Owner}, seq, revision, now)
		contract.s.Kind = Mandate
		w, language := wordsIn(in.Owner.Locale)
		contract.s.Signing.Terms = map[string]string{"fee": strings.TrimSpace(in.Fee)}
		for name, day := range map[string]period.Date{"from": in.From, "until": in.Until} {
			if !day.IsZero() {
				contract.s.Signing.Terms[name] = w.date(day, language)
			}
		}
		if err := c.replace(ctx, tx, contract); err != nil {
			return err
		}
		contract.s.Signing.Amends, contract.s.Signing.SendAtOnce = "", false // a new mandate stands by itself
		id = contract.s.ID
		if err := tx.Save(ctx, contract); err != nil {
			return err
		}
		return tx.GenerateLater(ctx, id)
	})
	return id, err
}

// Sample is a contract that everybody can imagine, for the preview of a template.
func Sample(k TemplateKey, now time.Time) ContractState {
	french := k.Locale == "fr"
	say := func(fr, en string) string {
		if french {
			return fr
		}
		return en
	}
	day := period.On(now.AddDate(0, 2, 0).Date())
	eur := func(cents int64) money.Amount { return money.New(cents, money.EUR) }
	stay := event.StayFacts{Reference: "RIV-7K3M9Q", Version: 1,
		Property: event.StayProperty{Name: "Ty Mor", Type: say("Maison", "House"), Surface: 92, Capacity: 6, Bedrooms: 3, Beds: 4, Bathrooms: 2, Registration: "29039000123AB", OwnerName: "Soizic Le Goff",
			Address: contact.PostalAddress{Line1: "12 rue des Embruns", PostalCode: "29900", City: "Concarneau", Country: "FR"}, CheckIn: period.At(16, 0), CheckOut: period.At(10, 0),
			Rules: []string{say("On ne fume pas dans la maison.", "No smoking in the house.")}},
		Guest: event.StayGuest{FirstName: "Éloïse", LastName: "Martin", Email: "eloise@example.org", Phone: "+33612345678", Locale: k.Locale,
			Address: contact.PostalAddress{Line1: "7 rue du Bœuf", PostalCode: "69005", City: "Lyon", Country: "FR"}},
		Stay: period.Range{From: day, To: day.AddDays(7)}, Adults: 2, Children: 2,
		Lines: []event.PriceLine{{Label: say("Location, 7 nuits", "Rent, 7 nights"), Quantity: "7", Unit: eur(14500), Amount: eur(101500)}, {Label: say("Taxe de séjour", "Tourist tax"), Quantity: "2 × 7", Unit: eur(165), Amount: eur(2310)}},
		Total: eur(103810), Deposit: eur(25375), Balance: eur(78435), BalanceDue: day.AddDays(-30), Paid: eur(25375), Caution: eur(50000),
		Policy: event.CancellationTerms{Name: say("Modérée", "Moderate"), Text: []string{say("Jusqu’à 30 jours avant l’arrivée : remboursement intégral.", "Up to 30 days before arrival: everything is refunded.")}}}
	s := ContractState{Number: "C-0000-00000", Kind: k.Kind, Revision: 1, Status: Generated, Stay: stay, DraftedAt: now}
	if k.Kind == Mandate {
		s.Stay = event.StayFacts{Property: stay.Property, Guest: stay.Guest}
		s.Signing.Terms = map[string]string{"fee": say("20 % TTC des loyers encaissés", "20 % of the rents collected, VAT included")}
	}
	return s
}
