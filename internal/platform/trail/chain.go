package trail

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"strconv"
	"time"

	"comptoir/internal/kernel/access"
)

// stored is an entry with every field as the database holds it: what the chain is made of. JSON is taken as the
// database writes it, so that nothing depends on how this program would write it.
type stored struct {
	Tenant, ID                              [16]byte
	At                                      time.Time
	ActorKind                               string
	ActorID                                 *[16]byte
	Actor, Address, UseCase, Action, Entity string
	EntityID                                [16]byte
	Before, After                           *string
	Trace                                   string
}

// columns are read into stored by fields, in this order.
const columns = `e.tenant_id, e.id, e.at, e.actor_kind, e.actor_id, e.actor, e.address, e.usecase, e.action, e.entity, e.entity_id,
	e.before::text, e.after::text, e.trace`

func (s *stored) fields() []any {
	return []any{&s.Tenant, &s.ID, &s.At, &s.ActorKind, &s.ActorID, &s.Actor, &s.Address, &s.UseCase, &s.Action, &s.Entity, &s.EntityID,
		&s.Before, &s.After, &s.Trace}
}

// link is the hash of one entry in the chain: SHA-256 over a version, the hash before it, its number and every field.
// Each part has its length in front, so that no two different entries are written the same way, and NULL is not "".
func link(previous []byte, seq int64, s *stored) []byte {
	w := writer{sha256.New()}
	w.text("comptoir.audit.entry.v1")
	w.part(previous)
	w.text(strconv.FormatInt(seq, 10))
	w.part(s.Tenant[:])
	w.part(s.ID[:])
	w.text(strconv.FormatInt(s.At.UnixMicro(), 10))
	w.text(s.ActorKind)
	if s.ActorID == nil {
		w.null()
	} else {
		w.part(s.ActorID[:])
	}
	for _, t := range []string{s.Actor, s.Address, s.UseCase, s.Action, s.Entity} {
		w.text(t)
	}
	w.part(s.EntityID[:])
	w.optional(s.Before)
	w.optional(s.After)
	w.text(s.Trace)
	return w.Sum(nil)
}

// writer writes parts that cannot run into each other.
type writer struct{ hash.Hash }

func (w writer) part(b []byte) {
	var size [4]byte
	binary.BigEndian.PutUint32(size[:], uint32(len(b))) // #nosec G115 -- a part of one entry
	_, _ = w.Write(size[:])                             // a hash takes everything
	_, _ = w.Write(b)
}

func (w writer) text(s string) { w.part([]byte(s)) }

// null is longer than anything that the database holds in one field.
func (w writer) null() { _, _ = w.Write([]byte{0xff, 0xff, 0xff, 0xff}) }

func (w writer) optional(s *string) {
	if s == nil {
		w.null()
		return
	}
	w.text(*s)
}

// Head is how far a chain goes: its last number and hash.
type Head struct {
	Seq  int64     `json:"seq"`
	Hash []byte    `json:"hash"`
	At   time.Time `json:"at"`
	MAC  []byte    `json:"mac"`
}

// keys make and check the marks that nobody can make who has the database only. The first makes them; the others are
// older and still believed.
type keys [][]byte

// derive takes the keys of this purpose from the program's secrets.
func derive(secrets [][]byte) keys {
	var all keys
	for _, s := range secrets {
		m := hmac.New(sha256.New, s)
		_, _ = m.Write([]byte("comptoir.audit.checkpoint"))
		all = append(all, m.Sum(nil))
	}
	return all
}

func mark(key []byte, tenant access.TenantID, h Head) []byte {
	w := writer{hmac.New(sha256.New, key)}
	w.text("comptoir.audit.checkpoint.v1")
	w.part(tenant[:])
	w.text(strconv.FormatInt(h.Seq, 10))
	w.part(h.Hash)
	w.text(strconv.FormatInt(h.At.UnixMicro(), 10))
	return w.Sum(nil)
}

func (k keys) genuine(tenant access.TenantID, h Head) bool {
	for _, key := range k {
		if hmac.Equal(mark(key, tenant, h), h.MAC) {
			return true
		}
	}
	return false
}
