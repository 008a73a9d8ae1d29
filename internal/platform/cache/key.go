package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"comptoir/internal/kernel/access"
)

// TenantKey names one cached value. It is only made by Key and PlatformKey, so a key that forgot its tenant cannot be
// written down; the zero value is refused.
type TenantKey struct {
	space Space
	id    string
}

// Space names all cached values of one kind of one tenant: what Invalidate forgets at once.
type Space struct{ name string }

// longest is how long an identifier may be before it is replaced by its hash: a search's parameters make long ones.
const longest = 200

// Key names a tenant's value. A kind is "context.thing", with a version when its shape changes ("stays.card.v2"): two
// releases of the program share one Redis. The id may be any text. It panics without a tenant or a proper kind, since that is a
// bug which would mix two businesses' data.
func Key(tenant access.TenantID, kind, id string) TenantKey {
	return TenantKey{space: SpaceOf(tenant, kind), id: shorten(id)}
}

// PlatformKey names a value that belongs to the installation and to no tenant: which tenant answers at a host name.
func PlatformKey(kind, id string) TenantKey {
	checkKind(kind)
	return TenantKey{space: Space{name: "platform/" + kind}, id: shorten(id)}
}

// SpaceOf names all of a tenant's values of a kind. It panics as Key does.
func SpaceOf(tenant access.TenantID, kind string) Space {
	if tenant.IsZero() {
		panic("cache: a key without a tenant")
	}
	checkKind(kind)
	return Space{name: tenant.String() + "/" + kind}
}

// Space returns the space that holds the key.
func (k TenantKey) Space() Space { return k.space }

// ID returns the identifier within the space; a long one was replaced by its hash.
func (k TenantKey) ID() string { return k.id }

// String is for logs and drivers: it is different for different keys.
func (k TenantKey) String() string { return k.space.name + "/" + k.id }

// String is for logs and drivers.
func (s Space) String() string { return s.name }

const kindRunes = "abcdefghijklmnopqrstuvwxyz0123456789._"

// checkKind panics unless kind is made of a-z, 0-9, "." and "_": a "/" would make two keys look like one.
func checkKind(kind string) {
	if kind == "" || strings.ContainsFunc(kind, func(r rune) bool { return !strings.ContainsRune(kindRunes, r) }) {
		panic("cache: " + strconv.Quote(kind) + " is not a kind such as stays.card")
	}
}

func shorten(id string) string {
	if len(id) <= longest {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "sha256:" + hex.EncodeToString(sum[:])
}
