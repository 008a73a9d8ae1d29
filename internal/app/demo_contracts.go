package app

import (
	"context"
	"fmt"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractsio"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

// sign brings contracts of stays to come into every state, so that the desk's list and the timelines have something to
// show. The newest stays are left out: their contracts wait for the workers. What was signed in an interrupted load stays.
func (a *demoAgency) sign(ctx context.Context, on *lane, key []byte) error {
	page, err := on.do.Stays.ListReservations(program(ctx, a, "demo"), stays.ListReservations{Query: stays.ReservationQuery{Statuses: []stays.Status{stays.Confirmed},
		Arriving: period.Range{From: a.today.AddDays(5), To: a.today.AddDays(300)}, Page: paging.Request{Limit: 40}}})
	if err != nil {
		return err
	}
	d := demoSigner{Contracts: on.do.Contracts, agency: a, on: on, keys: contractsio.Keys{Key: key}, start: a.today.UTC().AddDate(0, 0, -9)}
	if _, err := d.SaveSettings(program(ctx, a, "demo"), contracts.SaveSettings{Settings: demoSettings()}); err != nil {
		return err
	}
	states := []contracts.Status{contracts.Completed, contracts.Signed, contracts.Viewed, contracts.Sent, contracts.Refused, contracts.Expired, contracts.Voided, contracts.Completed, contracts.Generated}
	fresh := map[time.Time]bool{}
	for _, w := range a.news {
		fresh[w.BookedAt] = true
	}
	for _, row := range page.Items {
		if len(states) == 0 {
			break
		}
		r, err := on.do.Stays.GetReservation(program(ctx, a, "demo"), stays.GetReservation{ID: row.ID})
		if err != nil {
			return err
		}
		if fresh[r.BookedAt] || r.BookedAt.After(d.start) {
			continue
		}
		if err := d.bring(ctx, r, states[0]); err != nil {
			return fmt.Errorf("the contract of %s: %w", r.Reference, err)
		}
		states = states[1:]
	}
	return nil
}

// demoSigner lets a guest and the agency sign.
type demoSigner struct {
	*contracts.Contracts
	agency *demoAgency
	on     *lane
	keys   contractsio.Keys
	start  time.Time
}

const demoPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605.1.15"

// demoSettings let the signer choose how he proves who he is: the telephones of the demonstration show the texts.
func demoSettings() contracts.Settings {
	s := contracts.UsualSettings()
	s.Identity = contracts.IdentityChoice
	return s
}

// bring draws a contract up nine days ago and takes it to a state, one step after the other.
func (d demoSigner) bring(ctx context.Context, r stays.ReservationView, to contracts.Status) error {
	desk := program(ctx, d.agency, "demo")
	d.on.clock.Set(d.start)
	id, err := d.DraftFor(desk, contracts.DraftContract{Stay: r.Facts()})
	if err != nil {
		return err
	}
	now, err := d.Get(desk, contracts.GetContract{ID: id})
	if err != nil || now.Status != contracts.Drafted {
		return err
	}
	if _, err := d.Generate(desk, contracts.GenerateContract{ID: id}); err != nil || to == contracts.Generated {
		return err
	}
	anna := access.AsSystem(ctx, d.agency.state.ID, "Anna Le Bris")
	d.on.clock.Set(d.start.Add(20 * time.Minute))
	if to == contracts.Expired { // sent by an agency that gave little time
		if _, err := d.SaveSettings(desk, contracts.SaveSettings{Settings: contracts.Settings{Days: 3, RemindEvery: 2, Identity: contracts.IdentityChoice}}); err != nil {
			return err
		}
	}
	if _, err = d.Send(anna, contracts.SendContract{ID: id}); err == nil && to == contracts.Expired {
		_, err = d.SaveSettings(desk, contracts.SaveSettings{Settings: demoSettings()})
	}
	if err != nil {
		return err
	}
	return d.answer(ctx, id, r.Guest.Name(), to)
}

// answer is what the guest does with the contract, and the agency after.
func (d demoSigner) answer(ctx context.Context, id contracts.ContractID, name string, to contracts.Status) error {
	tenant := d.agency.state.ID
	token := d.keys.Link(tenant, id, 1)
	guest := access.With(ctx, access.Actor{Kind: access.Anonymous, Tenant: tenant, Address: "198.51.100.23"})
	desk := program(ctx, d.agency, "demo")
	after := func(t time.Duration) { d.on.clock.Set(d.start.Add(t)) }
	steps := map[contracts.Status]func() error{
		contracts.Sent: func() error { return nil },
		contracts.Viewed: func() error {
			after(26 * time.Hour)
			_, err := d.View(guest, contracts.ViewContract{Token: token, Agent: demoPhone})
			return err
		},
		contracts.Refused: func() error {
			after(30 * time.Hour)
			_, err := d.Refuse(guest, contracts.RefuseContract{Token: token, Reason: "Nous serons deux de plus, il nous faut une maison plus grande.", Agent: demoPhone})
			return err
		},
		contracts.Voided: func() error {
			after(31 * time.Hour)
			_, err := d.Void(access.AsSystem(ctx, tenant, "Anna Le Bris"), contracts.VoidContract{ID: id, Reason: "Le propriétaire change l’heure d’arrivée."})
			return err
		},
		contracts.Expired: func() error {
			after(6 * 24 * time.Hour)
			_, err := d.Follow(desk, contracts.FollowContract{ID: id})
			return err
		},
		contracts.Signed: func() error { return d.mark(guest, id, token, name, after) },
		contracts.Completed: func() error {
			if err := d.mark(guest, id, token, name, after); err != nil {
				return err
			}
			after(50 * time.Hour)
			if _, err := d.Countersign(access.AsSystem(ctx, tenant, "Anna Le Bris"), contracts.CountersignContract{ID: id, Name: "Anna Le Bris"}); err != nil {
				return err
			}
			_, err := d.Seal(desk, contracts.SealContract{ID: id})
			return err
		},
	}
	return steps[to]()
}

// mark has the guest prove himself and sign.
func (d demoSigner) mark(guest context.Context, id contracts.ContractID, token, name string, after func(time.Duration)) error {
	after(48 * time.Hour)
	if _, err := d.AskCode(guest, contracts.AskCode{Token: token, Agent: demoPhone, Way: contracts.ByText}); err != nil {
		return err
	}
	if seen, err := d.Look(guest, contracts.LookAtContract{Token: token}); err != nil || seen.CodeBy == contracts.ByText {
		if err == nil {
			_, err = d.TextCode(program(guest, d.agency, "demo"), contracts.TextCode{Contract: id, Challenge: 1})
		}
		if err != nil {
			return err
		}
	}
	after(48*time.Hour + 40*time.Second)
	s, err := d.Identify(guest, contracts.IdentifySigner{Token: token, Code: d.keys.Code(d.agency.state.ID, id, 1), Agent: demoPhone})
	if err != nil {
		return err
	}
	_, err = d.Sign(guest, contracts.SignContract{Token: token, Session: s.Secret, Name: name, Consent: true, Agent: demoPhone,
		Drawing: "60,140 90,60 120,130 150,50 170,140;190,120 215,90 235,120 205,135 190,120;250,125 270,95 290,130 320,95 335,130;360,60 350,130 380,120;400,110 430,95 470,125 540,85"})
	return err
}
