package builtinsign

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"comptoir/internal/contracts"
)

// OwnVault keeps what a business brings.
type OwnVault interface {
	Own(ctx context.Context) (chain, key []byte, err error)
	BringOwn(ctx context.Context, chain, key []byte) error
	DropOwn(ctx context.Context) error
}

// Certificates implements contracts.Certificates.
type Certificates struct {
	Vault OwnVault
	Now   func() time.Time
}

var _ contracts.Certificates = Certificates{}

// maxCertificate bounds a file with a certificate and those above it.
const maxCertificate = 200_000

// Own implements contracts.Certificates.
func (c Certificates) Own(ctx context.Context) (contracts.Certificate, bool, error) {
	chain, key, err := c.Vault.Own(ctx)
	if err != nil || len(chain) == 0 {
		return contracts.Certificate{}, false, err
	}
	id, err := ReadIdentity(append(append(bytes.Clone(chain), '\n'), key...), "")
	if err != nil {
		return contracts.Certificate{}, false, err
	}
	return id.described(), true, nil
}

// Bring implements contracts.Certificates. One that is over already is refused.
func (c Certificates) Bring(ctx context.Context, content []byte, password string) (contracts.Certificate, error) {
	if len(content) == 0 || len(content) > maxCertificate {
		return contracts.Certificate{}, ErrCertificate
	}
	id, err := ReadIdentity(content, password)
	if err == nil {
		err = id.Valid(c.Now())
	}
	if err != nil {
		return contracts.Certificate{}, err
	}
	chain, key, err := id.PEM()
	if err == nil {
		err = c.Vault.BringOwn(ctx, chain, key)
	}
	return id.described(), err
}

// Drop implements contracts.Certificates.
func (c Certificates) Drop(ctx context.Context) error { return c.Vault.DropOwn(ctx) }

func (id Identity) described() contracts.Certificate {
	leaf := id.Chain[0]
	sum := sha256.Sum256(leaf.Raw)
	return contracts.Certificate{Subject: leaf.Subject.String(), Issuer: leaf.Issuer.String(), From: leaf.NotBefore.UTC(), Until: leaf.NotAfter.UTC(), Fingerprint: hex.EncodeToString(sum[:])}
}
