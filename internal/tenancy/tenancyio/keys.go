package tenancyio

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
)

// keys makes the private parts of links: an identifier and a code over purpose, tenant and identifier, under a key that
// is derived from the server's secret. Nothing of them is stored; that a link works once, and until when, is the row's.
type keys struct{ secret []byte }

// The purposes.
const (
	purposeSignup  = "signup"
	purposeKnock   = "support.knock"
	purposeSupport = "support.inside"
)

func (k keys) code(purpose string, tenant access.TenantID, id ident.Raw) []byte {
	key := hmac.New(sha256.New, k.secret)
	key.Write([]byte("comptoir/tenancy/links/v1"))
	h := hmac.New(sha256.New, key.Sum(nil))
	h.Write([]byte(purpose))
	h.Write([]byte{0})
	h.Write(tenant[:])
	h.Write(id[:])
	return h.Sum(nil)
}

// seal returns the text of a link.
func (k keys) seal(purpose string, tenant access.TenantID, id ident.Raw) string {
	return base64.RawURLEncoding.EncodeToString(id[:]) + "." + base64.RawURLEncoding.EncodeToString(k.code(purpose, tenant, id))
}

// open returns the identifier that a text was made for, and whether we made it.
func (k keys) open(purpose string, tenant access.TenantID, text string) (id ident.Raw, ok bool) {
	name, code, found := strings.Cut(text, ".")
	raw, err := base64.RawURLEncoding.DecodeString(name)
	given, err2 := base64.RawURLEncoding.DecodeString(code)
	if !found || err != nil || err2 != nil || len(raw) != len(id) {
		return id, false
	}
	copy(id[:], raw)
	return id, hmac.Equal(given, k.code(purpose, tenant, id))
}
