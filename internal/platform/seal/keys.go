package seal

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"

	"golang.org/x/crypto/chacha20poly1305"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Line is the line of migrations of the data keys.
func Line() pg.Line {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return pg.Line{Name: "seal", Files: files}
}

// Key is a key-encryption key. Its name is made of the key itself, so that no two are confused and the name tells
// nothing: the first 8 bytes of SHA-256 of a constant and the key.
type Key struct {
	Name string
	raw  []byte
}

// NewKey takes 32 bytes.
func NewKey(raw []byte) (Key, error) {
	if len(raw) != chacha20poly1305.KeySize {
		return Key{}, fmt.Errorf("a key-encryption key has %d bytes", chacha20poly1305.KeySize)
	}
	sum := sha256.Sum256(append([]byte("comptoir kek name|"), raw...))
	return Key{hex.EncodeToString(sum[:8]), raw}, nil
}

// Derived makes the key of an installation that has none of its own from its secret (HKDF-SHA256, RFC 5869).
func Derived(secret []byte) (Key, error) {
	raw, err := hkdf.Key(sha256.New, secret, nil, "comptoir key-encryption key 1", chacha20poly1305.KeySize)
	if err != nil {
		return Key{}, err
	}
	return NewKey(raw)
}

func (k Key) wrap(tenant access.TenantID, id keyID, raw []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(k.raw)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, chacha20poly1305.NonceSizeX, chacha20poly1305.NonceSizeX+len(raw)+chacha20poly1305.Overhead)
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return aead.Seal(nonce, nonce, raw, wrapBound(tenant, id)), nil
}

func wrapBound(tenant access.TenantID, id keyID) []byte {
	return append(append([]byte("comptoir data key 1|"), tenant[:]...), id[:]...)
}

func (b *Box) unwrap(tenant access.TenantID, id keyID, kek string, wrapped []byte) ([]byte, error) {
	for _, k := range b.keys {
		if k.Name != kek {
			continue
		}
		aead, err := chacha20poly1305.NewX(k.raw)
		if err != nil {
			return nil, err
		}
		if len(wrapped) < chacha20poly1305.NonceSizeX {
			return nil, ErrBroken
		}
		raw, err := aead.Open(nil, wrapped[:chacha20poly1305.NonceSizeX], wrapped[chacha20poly1305.NonceSizeX:], wrapBound(tenant, id))
		if err != nil {
			return nil, ErrBroken.Because(err)
		}
		return raw, nil
	}
	return nil, ErrUnknown.Detailf("key %s", kek)
}

// Status says of one business how many data keys each key-encryption key wraps.
func (b *Box) Status(ctx context.Context) (map[string]int, error) {
	rows, err := b.db.Read(ctx).Query(ctx, `SELECT kek, count(*) FROM seal.data_key WHERE tenant_id = $1 GROUP BY kek`, access.TenantOf(ctx))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]int{}
	for rows.Next() {
		var kek string
		var n int
		if err := rows.Scan(&kek, &n); err != nil {
			return nil, err
		}
		all[kek] = n
	}
	return all, rows.Err()
}

// Current names the key-encryption key in use.
func (b *Box) Current() string { return b.keys[0].Name }

// Rotate wraps the data keys of the business of ctx anew, with the key-encryption key in use, and, when fresh is asked
// for, has it seal with a new data key from now on; what was sealed before still opens. It returns how many data keys it
// wrapped. The content itself is not touched: that is what the envelope is for.
func (b *Box) Rotate(ctx context.Context, fresh bool) (int, error) {
	tenant, n := access.TenantOf(ctx), 0
	err := b.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		n = 0
		type row struct {
			id      keyID
			kek     string
			wrapped []byte
		}
		rows, err := tx.Query(ctx, `SELECT id, kek, wrapped FROM seal.data_key WHERE tenant_id = $1 FOR UPDATE`, tenant)
		if err != nil {
			return err
		}
		defer rows.Close()
		var all []row
		for rows.Next() {
			var r row
			if err := rows.Scan(&r.id, &r.kek, &r.wrapped); err != nil {
				return err
			}
			all = append(all, r)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		for _, r := range all {
			if r.kek == b.keys[0].Name {
				continue
			}
			raw, err := b.unwrap(tenant, r.id, r.kek, r.wrapped)
			if err != nil {
				return err
			}
			wrapped, err := b.keys[0].wrap(tenant, r.id, raw)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE seal.data_key SET kek = $3, wrapped = $4 WHERE tenant_id = $1 AND id = $2`, tenant, r.id, b.keys[0].Name, wrapped); err != nil {
				return err
			}
			n++
		}
		if !fresh {
			return nil
		}
		retired, err := tx.Exec(ctx, `UPDATE seal.data_key SET retired_at = $2 WHERE tenant_id = $1 AND retired_at IS NULL`, tenant, b.now())
		if err != nil || retired.RowsAffected() == 0 {
			return err
		}
		return b.insert(ctx, tx, tenant) // beside the old one's end: who seals meanwhile always finds a key
	})
	b.mu.Lock()
	clear(b.cache)
	b.mu.Unlock()
	return n, err
}

// Destroy removes the data keys of the business of ctx: nothing that it sealed can be opened ever again.
func (b *Box) Destroy(ctx context.Context) error {
	err := b.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM seal.data_key WHERE tenant_id = $1`, access.TenantOf(ctx))
		return err
	})
	b.mu.Lock()
	clear(b.cache)
	b.mu.Unlock()
	return err
}
