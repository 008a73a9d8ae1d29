package builtinsign

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"comptoir/internal/kernel/fault"
)

type x509Certificate = x509.Certificate

// Vault keeps certificates (PEM, the signer's first) and private keys (PEM, PKCS #8) of the business of ctx.
type Vault interface {
	Own(ctx context.Context) (chain, key []byte, err error)  // what the business brought; nil without
	Made(ctx context.Context) (chain, key []byte, err error) // what Keep stored; nil before
	// Keep stores in the place of old, nil for the first; of two at once the first is kept.
	Keep(ctx context.Context, chain, key, old []byte) error
}

// Identity is a certificate with its private key.
type Identity struct {
	Chain []*x509.Certificate
	Key   crypto.Signer
}

// Faults of a certificate that somebody brings.
var (
	ErrCertificate = fault.ErrInvalid.On("certificate", "bad_certificate", "a PKCS #12 file, or PEM with a certificate and its private key")
	ErrPassword    = fault.ErrInvalid.On("password", "wrong_file_password", "the password does not open the file")
	ErrEncrypted   = fault.ErrInvalid.On("certificate", "encrypted_key", "the private key is encrypted: bring a PKCS #12 file with its password, or PEM without")
	ErrKey         = fault.ErrInvalid.On("certificate", "bad_key", "the private key does not belong to the certificate")
	ErrPurpose     = fault.ErrInvalid.On("certificate", "bad_purpose", "the certificate may not sign documents")
	ErrOver        = fault.ErrInvalid.On("certificate", "certificate_over", "the certificate has expired, or is not valid yet")
)

// The lives of what the program makes: an authority for each business, and a certificate that is renewed.
const (
	authorityLife   = 20 * 365 * 24 * time.Hour
	certificateLife = 2 * 365 * 24 * time.Hour
	renewBefore     = 60 * 24 * time.Hour
)

// identity is the certificate in whose name a business seals: its own, else the installation's, else one made for it.
func (s *Sealer) identity(ctx context.Context, name string) (Identity, error) {
	chain, key, err := s.cfg.Vault.Own(ctx)
	if err != nil {
		return Identity{}, err
	}
	if len(chain) > 0 {
		id, err := ReadIdentity(append(append(bytes.Clone(chain), '\n'), key...), "")
		if err != nil || id.Valid(s.cfg.Now()) == nil { // one that is over seals nothing any more
			return id, err
		}
	}
	if s.installed != nil {
		return *s.installed, nil
	}
	for range 2 { // the second time finds what another worker was quicker to make
		if chain, key, err = s.cfg.Vault.Made(ctx); err != nil {
			return Identity{}, err
		}
		if len(chain) > 0 {
			id, err := ReadIdentity(append(append(bytes.Clone(chain), '\n'), key...), "")
			if err != nil || s.cfg.Now().Before(id.Chain[0].NotAfter.Add(-renewBefore)) {
				return id, err
			}
		}
		newChain, newKey, err := Make(name, s.cfg.Now())
		if err == nil {
			err = s.cfg.Vault.Keep(ctx, newChain, newKey, chain)
		}
		if err != nil {
			return Identity{}, err
		}
	}
	chain, key, err = s.cfg.Vault.Made(ctx)
	if err != nil {
		return Identity{}, err
	}
	return ReadIdentity(append(append(bytes.Clone(chain), '\n'), key...), "")
}

// Make makes an authority for a business and a certificate by it, as PEM. The authority's own key is thrown away: nobody
// can ever make a second certificate in its name.
func Make(name string, now time.Time) (chain, key []byte, err error) {
	if name = plain(name); name == "" {
		name = "Comptoir"
	}
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	signerKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	begin := now.Add(-time.Hour).UTC() // clocks differ
	authority := &x509.Certificate{SerialNumber: serial(), Subject: pkix.Name{CommonName: short(name) + " (Comptoir)", Organization: []string{short(name)}},
		NotBefore: begin, NotAfter: begin.Add(authorityLife), IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}
	authorityDER, err := x509.CreateCertificate(rand.Reader, authority, authority, &authorityKey.PublicKey, authorityKey)
	if err != nil {
		return nil, nil, err
	}
	if authority, err = x509.ParseCertificate(authorityDER); err != nil {
		return nil, nil, err
	}
	signer := &x509.Certificate{SerialNumber: serial(), Subject: pkix.Name{CommonName: short(name), Organization: []string{short(name)}},
		NotBefore: begin, NotAfter: begin.Add(certificateLife), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}, BasicConstraintsValid: true}
	signerDER, err := x509.CreateCertificate(rand.Reader, signer, authority, &signerKey.PublicKey, authorityKey)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(signerKey)
	if err != nil {
		return nil, nil, err
	}
	chain = append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signerDER}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authorityDER})...)
	return chain, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

func serial() *big.Int {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 126))
	if err != nil {
		panic(err) // the system has no randomness
	}
	return n.Add(n, big.NewInt(1))
}

// short keeps a name within what a certificate's field holds (RFC 5280: 64 characters).
func short(name string) string {
	if len(name) > 50 {
		return name[:50]
	}
	return name
}

// ReadIdentity reads a PKCS #12 file, or PEM with the certificate, its private key and those above it. It returns
// ErrCertificate, ErrPassword, ErrEncrypted, ErrKey or ErrPurpose.
func ReadIdentity(content []byte, password string) (Identity, error) {
	var id Identity
	if bytes.Contains(content, []byte("-----BEGIN ")) {
		if err := id.readPEM(content); err != nil {
			return id, err
		}
	} else {
		key, certificate, above, err := pkcs12.DecodeChain(content, password)
		if errors.Is(err, pkcs12.ErrIncorrectPassword) {
			return id, ErrPassword.Because(err)
		}
		signer, ok := key.(crypto.Signer)
		if err != nil || !ok {
			return id, ErrCertificate.Because(err)
		}
		id = Identity{Chain: append([]*x509.Certificate{certificate}, above...), Key: signer}
	}
	if len(id.Chain) == 0 || id.Key == nil {
		return id, ErrCertificate
	}
	return id, id.check()
}

func (id *Identity) readPEM(content []byte) error {
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "CERTIFICATE":
			certificate, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return ErrCertificate.Because(err)
			}
			id.Chain = append(id.Chain, certificate)
		case "ENCRYPTED PRIVATE KEY":
			return ErrEncrypted
		case "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY":
			key, err := parseKey(block)
			if err != nil {
				return ErrCertificate.Because(err)
			}
			id.Key = key
		}
	}
	return nil
}

func parseKey(block *pem.Block) (crypto.Signer, error) {
	switch block.Type {
	case "EC PRIVATE KEY":
		return x509.ParseECPrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		return x509.ParsePKCS1PrivateKey(block.Bytes)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("a key of type %T does not sign", key)
	}
	return signer, nil
}

func (id *Identity) check() error {
	leaf := id.Chain[0]
	switch public := id.Key.Public().(type) {
	case *ecdsa.PublicKey:
		if !public.Equal(leaf.PublicKey) {
			return ErrKey
		}
	case *rsa.PublicKey:
		if !public.Equal(leaf.PublicKey) {
			return ErrKey
		}
	default: // readers of PDFs verify no other kind
		return ErrCertificate
	}
	if leaf.KeyUsage != 0 && leaf.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 || leaf.IsCA || servesOnly(leaf) {
		return ErrPurpose
	}
	return nil
}

// servesOnly reports whether a certificate says that it is for servers' ends and nothing beside: of web servers, time-stamps,
// answers about other certificates. One that says nothing may sign (RFC 5280, 4.2.1.12).
func servesOnly(leaf *x509.Certificate) bool {
	servers := []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageTimeStamping, x509.ExtKeyUsageOCSPSigning}
	return len(leaf.ExtKeyUsage) > 0 && len(leaf.UnknownExtKeyUsage) == 0 && !slices.ContainsFunc(leaf.ExtKeyUsage, func(u x509.ExtKeyUsage) bool { return !slices.Contains(servers, u) })
}

// Valid returns ErrOver for a certificate that is not valid at a moment.
func (id Identity) Valid(now time.Time) error {
	if leaf := id.Chain[0]; now.Before(leaf.NotBefore) || now.After(leaf.NotAfter) {
		return ErrOver
	}
	return nil
}

// PEM writes the identity as a Vault keeps it.
func (id Identity) PEM() (chain, key []byte, err error) {
	for _, c := range id.Chain {
		chain = append(chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	der, err := x509.MarshalPKCS8PrivateKey(id.Key)
	return chain, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), err
}
