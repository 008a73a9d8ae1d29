package contracts

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
)

// Certificate is what seals contracts, as people recognise it.
type Certificate struct {
	Subject     string
	Issuer      string
	From, Until time.Time
	Fingerprint string // SHA-256, in hexadecimal
}

// Certificates keeps the certificate that a business has brought to seal with.
type Certificates interface {
	// Own is the one that is kept; false without.
	Own(ctx context.Context) (Certificate, bool, error)
	// Bring keeps a PKCS #12 file, or PEM with the certificate and its private key. Faults name the field "certificate".
	Bring(ctx context.Context, content []byte, password string) (Certificate, error)
	Drop(ctx context.Context) error
}

// GetCertificate asks for the certificate that the business has brought.
type GetCertificate struct{}

// Needs implements access.Guarded.
func (GetCertificate) Needs() access.Permission { return PermSettings }

// OwnCertificate is the answer; zero when the program's own seals.
type OwnCertificate struct {
	Certificate
	Brought bool
	Over    bool // it is not valid now: the program's own seals
}

func (c *Contracts) certificate(ctx context.Context, _ GetCertificate) (o OwnCertificate, err error) {
	o.Certificate, o.Brought, err = c.d.Certificates.Own(ctx)
	o.Over = o.Brought && !c.valid(o.Certificate)
	return o, err
}

func (c *Contracts) valid(certificate Certificate) bool {
	now := c.d.Now()
	return !now.Before(certificate.From) && now.Before(certificate.Until)
}

// BringCertificate has contracts sealed with a certificate of the business's own.
type BringCertificate struct {
	Content  []byte
	Password string
}

// Needs implements access.Guarded.
func (BringCertificate) Needs() access.Permission { return PermSettings }

// Proof implements access.Proving: what is sealed is sealed in the business's name.
func (BringCertificate) Proof() access.Proof { return access.FreshProof }

func (c *Contracts) bring(ctx context.Context, in BringCertificate) (OwnCertificate, error) {
	certificate, err := c.d.Certificates.Bring(ctx, in.Content, in.Password)
	return OwnCertificate{Certificate: certificate, Brought: err == nil}, err
}

// DropCertificate goes back to the certificate that the program makes, or the installation's.
type DropCertificate struct{}

// Needs implements access.Guarded.
func (DropCertificate) Needs() access.Permission { return PermSettings }

// Proof implements access.Proving.
func (DropCertificate) Proof() access.Proof { return access.FreshProof }

func (c *Contracts) drop(ctx context.Context, _ DropCertificate) (usecase.None, error) {
	return usecase.None{}, c.d.Certificates.Drop(ctx)
}
