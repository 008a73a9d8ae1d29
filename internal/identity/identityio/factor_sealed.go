package identityio

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
)

// errSealed is the refusal of what was sealed by another server, for another tenant or purpose, or was changed.
var errSealed = errors.New("identityio: cannot open what was sealed")

// Sealed keeps secrets by AES-256-GCM under keys derived from the server's secrets: the newest seals, all open. What is
// sealed for one tenant and purpose opens for no other. It implements identity.Secrets where the installation gives no
// other keeper.
type Sealed struct{ keys []cipher.AEAD }

var _ identity.Secrets = (*Sealed)(nil)

// NewSealed derives the keys.
func NewSealed(secrets ...[]byte) (*Sealed, error) {
	s := &Sealed{}
	for _, secret := range secrets {
		key, err := hkdf.Key(sha256.New, secret, nil, "comptoir/identity/sealed/v1", 32)
		if err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, err
		}
		s.keys = append(s.keys, aead)
	}
	if len(s.keys) == 0 {
		return nil, errors.New("identityio: no server secret")
	}
	return s, nil
}

// Seal implements identity.Secrets.
func (s *Sealed) Seal(ctx context.Context, purpose string, plain []byte) ([]byte, error) {
	return s.keys[0].Seal(nil, nil, plain, bound(ctx, purpose)), nil
}

// Open implements identity.Secrets.
func (s *Sealed) Open(ctx context.Context, purpose string, sealed []byte) ([]byte, error) {
	for _, k := range s.keys {
		if plain, err := k.Open(nil, nil, sealed, bound(ctx, purpose)); err == nil {
			return plain, nil
		}
	}
	return nil, errSealed
}

func bound(ctx context.Context, purpose string) []byte {
	tenant := access.TenantOf(ctx)
	return append(tenant[:], purpose...)
}
