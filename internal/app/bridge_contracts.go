package app

import (
	"context"
	"fmt"
	"os"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/builtinsign"
	"comptoir/internal/contracts/contractsio"
	"comptoir/internal/contracts/docusign"
	"comptoir/internal/contracts/sandboxsign"
	"comptoir/internal/contracts/yousign"
	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
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
func (c *Contexts) assembleContracts(a *App, box *outbox.Outbox, kit *web.Kit, ids *ident.Source, observe usecase.Observer, where func(context.Context) string) error {
	g := a.ground
	seal, err := sealer(g)
	if err != nil {
		return err
	}
	carriers, own, mobile := c.carriers(g, where)
	c.Contracts = contracts.New(contracts.Deps{Carrier: own, Mobile: mobile, Store: contractsio.NewStore(g.db, box, a.Jobs), Printer: contractsio.Printer{}, Files: contractsio.Files{Blobs: g.plain},
		Sealer: seal, Keys: contractsio.Keys{Key: g.key}, Providers: append(c.signatureProviders(g, where), carriers...), Vault: g.seal, Certificates: builtinsign.Certificates{Vault: contractsio.Vault{DB: g.db, Box: g.seal, Now: g.now}, Now: g.now},
		Agency: contractAgency{c.Tenancy.Directory}, Now: g.now, IDs: ids, Observer: observe})
	c.contracts = contractsio.New(contractsio.Deps{Contracts: c.Contracts, Web: kit, Zone: clockOf(c.Tenancy.Directory), Now: g.now, Lettings: lettings{c}, Site: where, Tenants: c.tenants})
	return nil
}

// signatureProviders are the companies at which contracts may be signed, each called through the one way out; in the
// demonstration there is one more, which is played.
func (c *Contexts) signatureProviders(g *ground, where func(context.Context) string) []contracts.Provider {
	client := egress.New(egress.Config{Allow: g.cfg.EgressAllow, Timeout: 45 * time.Second, MaxBytes: 32 << 20})
	all := []contracts.Provider{yousign.Provider(client, g.cfg.YousignURL), docusign.Provider(client, g.cfg.DocuSignURL, g.now)}
	if !g.cfg.Demo {
		return all
	}
	c.signSandbox = sandboxsign.New(sandboxsign.Deps{DB: g.db, Now: g.now, Secret: g.key, Site: where, Tell: func(ctx context.Context, m contracts.Message) error {
		_, err := c.Contracts.Receive(ctx, contracts.ReceiveNotice{Provider: sandboxsign.Name, Message: m})
		return err
	}})
	return append(all, c.signSandbox.Provider())
}

// CheckSignatures asks the signature providers that businesses have chosen whether the keys are good: for comptoir doctor.
func (a *App) CheckSignatures(ctx context.Context, tell func(name string, err error)) error {
	if a.ground.cfg.TwilioAccount != "" {
		_, err := installationTwilio(a.ground).Check(ctx)
		tell("twilio of the installation", err)
	}
	tenants, err := a.Contexts.tenants(ctx)
	if err != nil {
		return err
	}
	for _, t := range tenants {
		inside := access.AsSystem(ctx, t, "doctor")
		all, err := a.Contexts.Contracts.Providers(inside, contracts.ListProviders{})
		if err != nil {
			return err
		}
		name, err := a.Contexts.businessCalled(inside, t)
		if err != nil {
			return err
		}
		for _, p := range all {
			if p.BuiltIn || !p.Chosen && !(p.Carrier && p.Set) {
				continue
			}
			v, err := a.Contexts.Contracts.Test(inside, contracts.TestProvider{Provider: p.Provider})
			if err == nil && v.CheckCode != "" {
				err = fmt.Errorf("%s", v.CheckCode)
			}
			tell(p.Provider+" of "+name, err)
		}
	}
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
