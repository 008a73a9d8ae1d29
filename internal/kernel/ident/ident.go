// Package ident gives typed identifiers: UUIDs of version 7 (RFC 9562), which sort by their time of birth and so keep
// B-tree indexes dense. ID[Property] and ID[Reservation] are different types: swapping two does not compile.
//
// It knows no context: a context declares `type PropertyID = ident.ID[Property]`. Cores never make identifiers from
// nothing: they are given a Source. Start with Next.
package ident

import (
	"bytes"
	"crypto/rand"
	"database/sql/driver"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"sync"
	"time"

	"comptoir/internal/kernel/fault"
)

// Raw is an untyped 128-bit identifier. The zero value means "none".
type Raw [16]byte

// ID is the identifier of a T. The zero value means "none" and is stored as NULL.
type ID[T any] [16]byte

// ErrMalformed is returned when a text is no UUID in the canonical 8-4-4-4-12 form.
var ErrMalformed = fault.Define(fault.Invalid, "malformed_id", "this is not an identifier")

// Source makes new identifiers; safe for concurrent use. The zero value uses the clock and the system's randomness.
type Source struct {
	Now  func() time.Time // time.Now when nil
	Rand io.Reader        // crypto/rand when nil
	mu   sync.Mutex
	last uint64 // milliseconds<<12 | counter of the last one made
}

// Raw makes a UUIDv7. Identifiers made by one source increase strictly, also within a millisecond: the 12 bits after
// the time are a counter (RFC 9562 §6.2, method 1).
func (s *Source) Raw() Raw {
	now, random := time.Now, io.Reader(rand.Reader)
	if s.Now != nil {
		now = s.Now
	}
	if s.Rand != nil {
		random = s.Rand
	}
	var u Raw
	if _, err := io.ReadFull(random, u[8:]); err != nil {
		panic("ident: no randomness: " + err.Error()) // crypto/rand never fails; a test's reader must not either
	}
	s.mu.Lock()
	stamp := uint64(now().UnixMilli()) << 12
	if stamp <= s.last {
		stamp = s.last + 1
	}
	s.last = stamp
	s.mu.Unlock()
	var t [8]byte
	binary.BigEndian.PutUint64(t[:], stamp>>12)
	copy(u[:6], t[2:])
	u[6] = 0x70 | byte(stamp>>8&0x0f)
	u[7] = byte(stamp) // #nosec G115 -- the lowest byte is meant
	u[8] = 0x80 | u[8]&0x3f
	return u
}

// Next makes the identifier of a new T.
func Next[T any](s *Source) ID[T] { return ID[T](s.Raw()) }

// Parse reads the canonical form; upper case is accepted. It returns ErrMalformed otherwise.
func Parse[T any](text string) (ID[T], error) {
	r, err := ParseRaw(text)
	return ID[T](r), err
}

// ParseRaw reads the canonical form into an untyped identifier.
func ParseRaw(text string) (Raw, error) {
	var u Raw
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return Raw{}, ErrMalformed
	}
	compact := text[:8] + text[9:13] + text[14:18] + text[19:23] + text[24:]
	if _, err := hex.Decode(u[:], []byte(compact)); err != nil {
		return Raw{}, ErrMalformed
	}
	return u, nil
}

// MustParse is Parse for constants and tests; it panics.
func MustParse[T any](text string) ID[T] {
	id, err := Parse[T](text)
	if err != nil {
		panic(err)
	}
	return id
}

func format(u [16]byte) string {
	var b [36]byte
	hex.Encode(b[:8], u[:4])
	hex.Encode(b[9:13], u[4:6])
	hex.Encode(b[14:18], u[6:8])
	hex.Encode(b[19:23], u[8:10])
	hex.Encode(b[24:], u[10:])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// String returns the canonical form.
func (r Raw) String() string { return format(r) }

// IsZero reports whether there is no identifier.
func (r Raw) IsZero() bool { return r == Raw{} }

// String returns the canonical form.
func (id ID[T]) String() string { return format(id) }

// IsZero reports whether there is no identifier.
func (id ID[T]) IsZero() bool { return id == ID[T]{} }

// Raw drops the type.
func (id ID[T]) Raw() Raw { return Raw(id) }

// Compare orders by time of birth, as bytes.
func (id ID[T]) Compare(other ID[T]) int { return bytes.Compare(id[:], other[:]) }

// MarshalText gives the canonical form, or nothing for the zero value.
func (id ID[T]) MarshalText() ([]byte, error) {
	if id.IsZero() {
		return []byte{}, nil
	}
	return []byte(id.String()), nil
}

// UnmarshalText reads the canonical form; an empty text is the zero value.
func (id *ID[T]) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = ID[T]{}
		return nil
	}
	parsed, err := Parse[T](string(text))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}

// Value implements driver.Valuer: the zero value is NULL.
func (id ID[T]) Value() (driver.Value, error) {
	if id.IsZero() {
		return nil, nil
	}
	return id.String(), nil
}

// Scan implements sql.Scanner for text, 16 bytes and NULL.
func (id *ID[T]) Scan(src any) error {
	r, err := scan(src)
	*id = ID[T](r)
	return err
}

// MarshalText gives the canonical form, or nothing for the zero value.
func (r Raw) MarshalText() ([]byte, error) { return ID[Raw](r).MarshalText() }

// UnmarshalText reads the canonical form; an empty text is the zero value.
func (r *Raw) UnmarshalText(text []byte) error { return (*ID[Raw])(r).UnmarshalText(text) }

// Value implements driver.Valuer: the zero value is NULL.
func (r Raw) Value() (driver.Value, error) { return ID[Raw](r).Value() }

// Scan implements sql.Scanner for text, 16 bytes and NULL.
func (r *Raw) Scan(src any) (err error) { *r, err = scan(src); return err }

func scan(src any) (Raw, error) {
	switch v := src.(type) {
	case nil:
		return Raw{}, nil
	case string:
		return ParseRaw(v)
	case []byte:
		if len(v) == 16 {
			return Raw(v), nil
		}
		return ParseRaw(string(v))
	case [16]byte:
		return Raw(v), nil
	}
	return Raw{}, fmt.Errorf("ident: cannot scan %T", src)
}
