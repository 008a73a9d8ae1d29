package app

import (
	"context"
	"fmt"
	"os"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/builtinsign"
	"comptoir/internal/contracts/contractsio"
	"comptoir/internal/event"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/notifications"
	"comptoir/internal/platform/egress"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// assembleContracts makes the contracts and their signature.
func (c *Contexts) assembleContracts(a *App, box *outbox.Outbox, kit *web.Kit, ids *ident.Source, observe usecase.Observer) error {
	g := a.ground
	seal, err := sealer(g)
	if err != nil {
		return err
	}
	c.Contracts = contracts.New(contracts.Deps{Store: contractsio.NewStore(g.db, box, a.Jobs), Printer: contractsio.Printer{}, Files: contractsio.Files{Blobs: g.plain},
		Sealer: seal, Keys: contractsio.Keys{Key: g.key},
		Agency: contractAgency{c.Tenancy.Directory}, Now: g.now, IDs: ids, Observer: observe})
	c.contracts = contractsio.New(contractsio.Deps{Contracts: c.Contracts, Web: kit, Zone: clockOf(c.Tenancy.Directory), Now: g.now, Lettings: lettings{c}})
	return nil
}

// sealer seals with the certificate of the business, or of the installation.
func sealer(g *ground) (*builtinsign.Sealer, error) {
	c := builtinsign.Config{Vault: contractsio.Vault{DB: g.db, Box: g.seal, Now: g.now}, Now: g.now, TimestampURL: g.cfg.TimestampURL, Password: g.cfg.SealCertificatePass.Reveal(),
		Client: egress.New(egress.Config{Allow: g.cfg.EgressAllow, Timeout: builtinsign.StampTimeout, MaxBytes: builtinsign.StampBytes})}
	if g.cfg.SealCertificate != "" {
		var err error
		if c.Certificate, err = os.ReadFile(g.cfg.SealCertificate); err != nil {
			return nil, fmt.Errorf("COMPTOIR_SEAL_CERTIFICATE: %w", err)
		}
	}
	s, err := builtinsign.New(c)
	if err != nil {
		return nil, fmt.Errorf("COMPTOIR_SEAL_CERTIFICATE: %w", err)
	}
	return s, nil
}

// mailed has the evidence of a contract say that a mail server took a message about it.
func (c *Contexts) mailed(ctx context.Context, d notifications.Delivery) error {
	if d.Notice.Contract.IsZero() || d.Notice.Kind.ToAgency() {
		return nil
	}
	_, err := c.Contracts.RecordMail(asProgram(ctx, "notifications"), contracts.RecordMail{Contract: contracts.ContractID(d.Notice.Contract), Message: d.ID.String(), Kind: string(d.Notice.Kind)})
	return err
}

// lettings implements contractsio.Lettings with the stays context, which is made after contracts.
type lettings struct{ contexts *Contexts }

// Choices implements contractsio.Lettings.
func (l lettings) Choices(ctx context.Context) (all []web.Option, err error) {
	lang := web.Lang(ctx)
	ctx = asProgram(ctx, "contracts")
	for next, more := (paging.Request{Limit: paging.MaxLimit}), true; more; {
		page, err := l.contexts.Stays.ListProperties(ctx, stays.ListProperties{Query: stays.PropertyRowQuery{Page: next}})
		if err != nil {
			return nil, err
		}
		for _, p := range page.Items {
			all = append(all, web.Option{Value: p.ID.String(), Label: p.Name.In(lang) + " · " + p.City})
		}
		next.Cursor, more = page.Next, page.Next != ""
	}
	return all, nil
}

// Get implements contractsio.Lettings. The owner's account gives his address; without one it is typed.
func (l lettings) Get(ctx context.Context, id ident.Raw) (contractsio.Letting, error) {
	lang := web.Lang(ctx)
	p, err := l.contexts.Stays.GetProperty(asProgram(ctx, "contracts"), stays.GetProperty{ID: stays.PropertyID(id)})
	if err != nil {
		return contractsio.Letting{}, err
	}
	one := contractsio.Letting{Property: p.Snapshot().Facts(p.ID, lang), Owner: event.StayGuest{LastName: p.Owner.Name, Locale: lang}}
	owners, err := l.contexts.owners(ctx)
	for _, o := range owners {
		if o.User == p.Owner.User {
			one.Owner.LastName, one.Owner.Email = o.Name, o.Email
		}
	}
	return one, err
}
