package blob

import (
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
)

// Key names one stored file: the tenant's identifier, folders, and a name with an extension:
//
//	0190…-…/stays/photos/0191…-…/640.webp
//
// Folders are made of a-z, 0-9, "_" and "-"; only the last part contains dots, and always one at least. So a key never
// climbs out of its folder, is never another key's folder, means the same on every file system and in every URL, and
// needs no escaping. The zero value names nothing and is refused.
type Key struct{ path string }

// longestKey keeps keys within what S3 (1024 bytes) and file systems (255 per part) accept, with room for a prefix.
const (
	longestKey  = 512
	longestPart = 128
)

// NewKey makes the key of a tenant's file from its parts, each without "/". It returns ErrBadKey.
func NewKey(tenant access.TenantID, parts ...string) (Key, error) {
	path := tenant.String() + "/" + strings.Join(parts, "/")
	if tenant.IsZero() || len(parts) == 0 || len(path) > longestKey {
		return Key{}, ErrBadKey
	}
	for i, part := range parts {
		if i < len(parts)-1 && !folder(part) || i == len(parts)-1 && !file(part) {
			return Key{}, ErrBadKey
		}
	}
	return Key{path: path}, nil
}

// MustKey is NewKey for parts that the program chose itself; it panics.
func MustKey(tenant access.TenantID, parts ...string) Key {
	k, err := NewKey(tenant, parts...)
	if err != nil {
		panic("blob: " + strings.Join(parts, "/") + " is no key")
	}
	return k
}

// ParseKey reads a key that was stored as text. It returns ErrBadKey when it is none, or another tenant's: what a
// request names never leads out of the tenant it acts for.
func ParseKey(tenant access.TenantID, text string) (Key, error) {
	owner, rest, ok := strings.Cut(text, "/")
	if !ok || owner != tenant.String() {
		return Key{}, ErrBadKey
	}
	return NewKey(tenant, strings.Split(rest, "/")...)
}

// String is the key as it is stored in databases and drivers.
func (k Key) String() string { return k.path }

// IsZero reports whether the key names nothing.
func (k Key) IsZero() bool { return k.path == "" }

// Tenant is whose file it is.
func (k Key) Tenant() access.TenantID {
	owner, _, _ := strings.Cut(k.path, "/")
	id, err := ident.Parse[access.Tenant](owner)
	if err != nil {
		return access.TenantID{} // of the zero key
	}
	return id
}

// Name is the last part: "640.webp".
func (k Key) Name() string { return k.path[strings.LastIndexByte(k.path, '/')+1:] }

// parseStored reads a key that a driver lists; other files that lie in the same place are no keys.
func parseStored(path string) (Key, bool) {
	owner, _, _ := strings.Cut(path, "/")
	tenant, err := ident.Parse[access.Tenant](owner)
	if err != nil {
		return Key{}, false
	}
	k, err := ParseKey(tenant, path)
	return k, err == nil
}

// Prefix names a folder of a tenant, or with no parts all that it has.
type Prefix struct{ path string }

// NewPrefix makes the prefix of a tenant's folder from its parts. It returns ErrBadKey.
func NewPrefix(tenant access.TenantID, folders ...string) (Prefix, error) {
	path := tenant.String() + "/"
	for _, f := range folders {
		if !folder(f) {
			return Prefix{}, ErrBadKey
		}
		path += f + "/"
	}
	if tenant.IsZero() || len(path) > longestKey {
		return Prefix{}, ErrBadKey
	}
	return Prefix{path: path}, nil
}

// String is the prefix as drivers use it; it ends with "/".
func (p Prefix) String() string { return p.path }

func folder(part string) bool { return word(part) }

func file(part string) bool {
	words := strings.Split(part, ".")
	if len(words) < 2 || len(part) > longestPart {
		return false
	}
	for _, w := range words {
		if !word(w) {
			return false
		}
	}
	return true
}

func word(s string) bool {
	if s == "" || len(s) > longestPart {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' {
			return false
		}
	}
	return true
}
