// Package seal encrypts what must not lie in a database or a file store in clear: secrets of providers and of second
// factors, the papers of people. Envelope encryption: each business has a data key, wrapped by a key-encryption key
// (KEK) that only the configuration knows.
//
// The cipher is XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with random nonces, which stay safe whatever is sealed.
// What is sealed is bound to its business and its name: moved to another row, it does not open. Removing a business's
// data keys erases all that they sealed, in back-ups too.
//
// It refuses to know what it seals. Start with Box; keys.go turns and lists the keys.
package seal

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"sync"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/pg"
)

// Faults. None of them tells what was sealed.
var (
	ErrBroken   = fault.Define(fault.Internal, "seal.broken", "what was sealed does not open: it was changed, moved, or its key was removed")
	ErrUnknown  = fault.Define(fault.Internal, "seal.unknown_key", "the key-encryption key of this business is not in the configuration (COMPTOIR_ENCRYPTION_KEYS)")
	ErrNoTenant = fault.Define(fault.Internal, "seal.no_tenant", "sealing needs a business")
)

// version is the first byte of everything sealed.
const version = 1

type dataKeyTag struct{}

// keyID names a data key.
type keyID = ident.ID[dataKeyTag]

const idSize = len(keyID{})

// remembered is how long an unwrapped data key stays in memory: a removed business's key is forgotten by then.
const remembered = 5 * time.Minute

// Box seals and opens for every business.
type Box struct {
	db   *pg.DB
	keys []Key // key-encryption keys, the one in use first
	now  func() time.Time
	ids  *ident.Source

	mu    sync.Mutex
	cache map[cached]held
}

// cached is what a data key is remembered under; the zero id is the one in use.
type cached struct {
	tenant access.TenantID
	id     keyID
}

type held struct {
	id    keyID
	aead  cipher.AEAD
	until time.Time
}

// New returns a box. The first key wraps; the others still open what they wrapped.
func New(db *pg.DB, keys []Key, now func() time.Time, ids *ident.Source) (*Box, error) {
	if len(keys) == 0 {
		return nil, ErrUnknown
	}
	return &Box{db: db, keys: keys, now: now, ids: ids, cache: map[cached]held{}}, nil
}

// Seal encrypts content for the business of ctx, under a name that is needed to open it: the column and the row, or the
// file. The first time, it makes the business's data key, in a transaction of its own: never call it inside Write.
func (b *Box) Seal(ctx context.Context, name string, content []byte) ([]byte, error) {
	tenant := access.TenantOf(ctx)
	if tenant.IsZero() {
		return nil, ErrNoTenant
	}
	k, err := b.current(ctx, tenant)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 1+idSize+chacha20poly1305.NonceSizeX, 1+idSize+chacha20poly1305.NonceSizeX+len(content)+chacha20poly1305.Overhead)
	out[0] = version
	copy(out[1:], k.id[:])
	nonce := out[1+idSize:]
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return k.aead.Seal(out, nonce, content, bound(tenant, name)), nil
}

// Open decrypts what Seal made for the same business and name. ErrBroken otherwise.
func (b *Box) Open(ctx context.Context, name string, sealed []byte) ([]byte, error) {
	tenant := access.TenantOf(ctx)
	if tenant.IsZero() {
		return nil, ErrNoTenant
	}
	const head = 1 + idSize + chacha20poly1305.NonceSizeX
	if len(sealed) < head+chacha20poly1305.Overhead || sealed[0] != version {
		return nil, ErrBroken
	}
	var id keyID
	copy(id[:], sealed[1:])
	k, err := b.byID(ctx, tenant, id)
	if err != nil {
		return nil, err
	}
	content, err := k.aead.Open(nil, sealed[1+idSize:head], sealed[head:], bound(tenant, name))
	if err != nil {
		return nil, ErrBroken.Because(err)
	}
	return content, nil
}

// bound is what is authenticated beside the content. The tenant has one length, so no other pair gives the same bytes.
func bound(tenant access.TenantID, name string) []byte {
	return append(append([]byte("comptoir sealed 1|"), tenant[:]...), name...)
}

func (b *Box) recall(at cached) (held, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	k, ok := b.cache[at]
	if ok && !b.now().Before(k.until) {
		delete(b.cache, at)
		ok = false
	}
	return k, ok
}

// remember keeps a key for a while; when there are too many, all are forgotten, which costs a query each.
func (b *Box) remember(k held, as ...cached) held {
	const most = 4096
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.cache) > most {
		clear(b.cache)
	}
	k.until = b.now().Add(remembered)
	for _, at := range as {
		b.cache[at] = k
	}
	return k
}

// current returns the data key in use, made now if there is none.
func (b *Box) current(ctx context.Context, tenant access.TenantID) (held, error) {
	if k, ok := b.recall(cached{tenant: tenant}); ok {
		return k, nil
	}
	const find = `SELECT id, kek, wrapped FROM seal.data_key WHERE tenant_id = $1 AND retired_at IS NULL`
	k, err := b.read(ctx, tenant, find, tenant)
	if pg.IsNoRows(err) {
		if err := b.add(ctx, tenant); err != nil {
			return held{}, err
		}
		k, err = b.read(ctx, tenant, find, tenant)
	}
	if err != nil {
		return held{}, err
	}
	return b.remember(k, cached{tenant: tenant}, cached{tenant, k.id}), nil
}

func (b *Box) byID(ctx context.Context, tenant access.TenantID, id keyID) (held, error) {
	if k, ok := b.recall(cached{tenant, id}); ok {
		return k, nil
	}
	k, err := b.read(ctx, tenant, `SELECT id, kek, wrapped FROM seal.data_key WHERE tenant_id = $1 AND id = $2`, tenant, id)
	if pg.IsNoRows(err) {
		return held{}, ErrBroken
	}
	if err != nil {
		return held{}, err
	}
	return b.remember(k, cached{tenant, id}), nil
}

func (b *Box) read(ctx context.Context, tenant access.TenantID, sql string, args ...any) (held, error) {
	var (
		id      keyID
		kek     string
		wrapped []byte
	)
	if err := b.db.Read(ctx).QueryRow(ctx, sql, args...).Scan(&id, &kek, &wrapped); err != nil {
		return held{}, err
	}
	raw, err := b.unwrap(tenant, id, kek, wrapped)
	if err != nil {
		return held{}, err
	}
	aead, err := chacha20poly1305.NewX(raw)
	return held{id: id, aead: aead}, err
}

// add makes a data key, unless another process has just done so.
func (b *Box) add(ctx context.Context, tenant access.TenantID) error {
	return b.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error { return b.insert(ctx, tx, tenant) })
}

func (b *Box) insert(ctx context.Context, tx pg.Tx, tenant access.TenantID) error {
	raw := make([]byte, chacha20poly1305.KeySize)
	if _, err := rand.Read(raw); err != nil {
		return err
	}
	id := ident.Next[dataKeyTag](b.ids)
	wrapped, err := b.keys[0].wrap(tenant, id, raw)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO seal.data_key (tenant_id, id, kek, wrapped, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		tenant, id, b.keys[0].Name, wrapped, b.now())
	return err
}
