package contractsio

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/contracts/contractsio/contractsdb"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/seal"
	"comptoir/internal/platform/trail"
)

// Vault keeps the certificates that seal, their private keys sealed by the key of the business.
type Vault struct {
	DB  *pg.DB
	Box *seal.Box
	Now func() time.Time
}

const (
	made = "made"
	own  = "own"
)

// Own returns the certificates (PEM) and the private key (PEM) that the business brought; nil without.
func (v Vault) Own(ctx context.Context) (chain, key []byte, err error) { return v.load(ctx, own) }

// Made returns those that the program has made for the business; nil before their first use.
func (v Vault) Made(ctx context.Context) (chain, key []byte, err error) { return v.load(ctx, made) }

func (v Vault) load(ctx context.Context, origin string) (chain, key []byte, err error) {
	row, err := contractsdb.New().CertificateOf(ctx, v.DB.Read(ctx), access.TenantOf(ctx), origin)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	key, err = v.Box.Open(ctx, sealName(origin), row.Key)
	return []byte(row.Chain), key, err
}

func sealName(origin string) string { return "contracts.certificate/" + origin }

// Keep stores what the program has made, in the place of old. Of two who make one at once the first is kept: load it again.
func (v Vault) Keep(ctx context.Context, chain, key, old []byte) error {
	arg, err := v.row(ctx, made, chain, key)
	if err != nil {
		return err
	}
	return v.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		entry := trail.Entry{Entity: "contracts.certificate", ID: ident.Raw(arg.TenantID), After: map[string]any{"chain": arg.Chain}}
		if len(old) > 0 {
			entry.Before = map[string]any{"chain": string(old)}
			err = contractsdb.New().RenewCertificate(ctx, tx, contractsdb.RenewCertificateParams{TenantID: arg.TenantID, Origin: made, Chain: arg.Chain, Key: arg.Key, MadeAt: arg.MadeAt, Old: string(old)})
		} else {
			err = contractsdb.New().AddCertificate(ctx, tx, arg)
		}
		if err != nil {
			return err
		}
		return trail.Record(ctx, tx, entry)
	})
}

func (v Vault) row(ctx context.Context, origin string, chain, key []byte) (contractsdb.AddCertificateParams, error) {
	sealed, err := v.Box.Seal(ctx, sealName(origin), key)
	return contractsdb.AddCertificateParams{TenantID: access.TenantOf(ctx), Origin: origin, Chain: string(chain), Key: sealed, MadeAt: v.Now()}, err
}

// BringOwn keeps what the business brings, in the place of what it brought before.
func (v Vault) BringOwn(ctx context.Context, chain, key []byte) error {
	arg, err := v.row(ctx, own, chain, key)
	if err != nil {
		return err
	}
	return v.changeOwn(ctx, map[string]any{"origin": own, "chain": arg.Chain}, func(ctx context.Context, tx pg.Tx, _ bool) error {
		return contractsdb.New().PutCertificate(ctx, tx, contractsdb.PutCertificateParams(arg))
	})
}

// DropOwn forgets what the business brought; without, it is nothing.
func (v Vault) DropOwn(ctx context.Context) error {
	return v.changeOwn(ctx, nil, func(ctx context.Context, tx pg.Tx, there bool) error {
		if !there {
			return nil
		}
		return contractsdb.New().DropCertificate(ctx, tx, access.TenantOf(ctx), own)
	})
}

// changeOwn changes what the business brought, with what was before in the trail.
func (v Vault) changeOwn(ctx context.Context, after map[string]any, change func(ctx context.Context, tx pg.Tx, there bool) error) error {
	return v.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		tenant := access.TenantOf(ctx)
		row, err := contractsdb.New().CertificateOf(ctx, tx, tenant, own)
		there := err == nil
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if err := change(ctx, tx, there); err != nil || !there && after == nil {
			return err
		}
		entry := trail.Entry{Entity: "contracts.certificate", ID: ident.Raw(tenant)}
		if after != nil {
			entry.After = after
		}
		if there {
			entry.Before = map[string]any{"origin": own, "chain": row.Chain}
		}
		return trail.Record(ctx, tx, entry)
	})
}
