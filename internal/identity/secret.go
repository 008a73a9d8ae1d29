package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
)

// Keys derives the secrets of links and sessions from the server's own secret: HMAC-SHA-256 of purpose, tenant and
// identifier. Only the secret's hash is stored. So a link can be computed again when its mail is written, events carry no
// secret, and a copy of the database opens nothing. The first key makes new secrets; the others are recognised, so that
// keys can be changed while links are on their way.
type Keys struct{ keys [][]byte }

// NewKeys makes keys from the server's secrets, newest first, each at least 32 bytes.
func NewKeys(secrets ...[]byte) (Keys, error) {
	if len(secrets) == 0 {
		return Keys{}, errors.New("identity: no server secret")
	}
	var k Keys
	for _, s := range secrets {
		if len(s) < 32 {
			return Keys{}, errors.New("identity: a server secret needs 32 bytes")
		}
		// A key of its own for this use: the same server secret also makes other things.
		k.keys = append(k.keys, mac(s, []byte("comptoir/identity/links/v1")))
	}
	return k, nil
}

// Secret returns the secret of something: 43 characters that are safe in an address, 256 bits.
func (k Keys) Secret(purpose string, tenant access.TenantID, id ident.Raw) string {
	return secretOf(k.keys[0], purpose, tenant, id)
}

// Find returns the secret whose hash is stored, whichever key made it; false when none did.
func (k Keys) Find(hash []byte, purpose string, tenant access.TenantID, id ident.Raw) (string, bool) {
	for _, key := range k.keys {
		if s := secretOf(key, purpose, tenant, id); hmac.Equal(HashSecret(s), hash) {
			return s, true
		}
	}
	return "", false
}

// HashSecret returns what is stored of a secret. A secret has 256 bits of entropy, so that a plain hash is enough and
// finding a row by it gives nothing away.
func HashSecret(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// secretOf is unambiguous: the purpose is a constant, and tenant and identifier have a fixed length.
func secretOf(key []byte, purpose string, tenant access.TenantID, id ident.Raw) string {
	return base64.RawURLEncoding.EncodeToString(mac(key, []byte(purpose), []byte{0}, tenant[:], id[:]))
}

func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
