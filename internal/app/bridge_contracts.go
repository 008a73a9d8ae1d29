package app

import (
	"context"
	"fmt"
	"os"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/builtinsign"
	"comptoir/internal/contracts/contractsio"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/notifications"
	"comptoir/internal/platform/egress"
	"comptoir/internal/platform/outbox"
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
	c.contracts = contractsio.New(contractsio.Deps{Contracts: c.Contracts, Web: kit, Zone: clockOf(c.Tenancy.Directory), Now: g.now})
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
