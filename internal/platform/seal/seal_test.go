package seal_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/seal"
)

func key(t *testing.T, fill byte) seal.Key {
	t.Helper()
	k, err := seal.NewKey(bytes.Repeat([]byte{fill}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func box(t *testing.T, db *pg.DB, keys ...seal.Key) *seal.Box {
	t.Helper()
	b, err := seal.New(db, keys, time.Now, &ident.Source{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sealed(t *testing.T, ctx context.Context, b *seal.Box, name, text string) []byte {
	t.Helper()
	out, err := b.Seal(ctx, name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func opens(t *testing.T, ctx context.Context, b *seal.Box, name string, content []byte, want string) {
	t.Helper()
	got, err := b.Open(ctx, name, content)
	if err != nil || string(got) != want {
		t.Errorf("opens as %q (%v), want %q", got, err, want)
	}
}

func refused(t *testing.T, ctx context.Context, b *seal.Box, what, name string, content []byte, want error) {
	t.Helper()
	if got, err := b.Open(ctx, name, content); !errors.Is(err, want) || got != nil {
		t.Errorf("%s: %q, %v, want %v", what, got, err, want)
	}
}

func TestWhatIsSealedOpens(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, seal.Line())
	b := box(t, db, key(t, 1))
	ctx, _ := pgtest.Tenant(t)
	rapid.Check(t, func(t *rapid.T) {
		name, content := rapid.String().Draw(t, "name"), rapid.SliceOf(rapid.Byte()).Draw(t, "content")
		one, err := b.Seal(ctx, name, content)
		if err != nil {
			t.Fatal(err)
		}
		two, err := b.Seal(ctx, name, content)
		if err != nil || bytes.Equal(one, two) {
			t.Fatalf("the same bytes twice (%v)", err)
		}
		if len(content) > 4 && bytes.Contains(one, content) {
			t.Fatal("in clear")
		}
		if got, err := b.Open(ctx, name, one); err != nil || !bytes.Equal(got, content) {
			t.Fatalf("opens as %x (%v)", got, err)
		}
	})
}

func TestTamperedMovedOrForeignDoesNotOpen(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, seal.Line())
	b := box(t, db, key(t, 1))
	ctx, _ := pgtest.Tenant(t)
	other, _ := pgtest.Tenant(t)
	s := sealed(t, ctx, b, "identity.totp|1", "JBSWY3DP")
	sealed(t, other, b, "identity.totp|1", "x")
	for i := range s {
		bad := bytes.Clone(s)
		bad[i] ^= 1
		refused(t, ctx, b, "a bit flipped", "identity.totp|1", bad, seal.ErrBroken)
	}
	for n := range len(s) {
		refused(t, ctx, b, "cut short", "identity.totp|1", s[:n], seal.ErrBroken)
	}
	refused(t, ctx, b, "moved to another row", "identity.totp|2", s, seal.ErrBroken)
	refused(t, other, b, "moved to another business", "identity.totp|1", s, seal.ErrBroken)
	refused(t, t.Context(), b, "no business", "identity.totp|1", s, seal.ErrNoTenant)
	refused(t, ctx, box(t, db, key(t, 2)), "another key-encryption key", "identity.totp|1", s, seal.ErrUnknown)
	opens(t, ctx, b, "identity.totp|1", s, "JBSWY3DP")
}

func TestKeysRotate(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, seal.Line())
	before, after := key(t, 1), key(t, 2)
	ctx, _ := pgtest.Tenant(t)
	first := sealed(t, ctx, box(t, db, before), "n", "first")

	b := box(t, db, after, before)
	opens(t, ctx, b, "n", first, "first")
	if n, err := b.Rotate(ctx, true); err != nil || n != 1 {
		t.Fatalf("%d keys wrapped (%v)", n, err)
	}
	if n, err := b.Rotate(ctx, false); err != nil || n != 0 {
		t.Fatalf("again: %d keys wrapped (%v)", n, err)
	}
	second := sealed(t, ctx, b, "n", "second")
	alone := box(t, db, after) // the old key leaves the configuration
	opens(t, ctx, alone, "n", first, "first")
	opens(t, ctx, alone, "n", second, "second")
	if bytes.Equal(first[1:17], second[1:17]) {
		t.Error("the fresh data key is not used")
	}
	if status, err := alone.Status(ctx); err != nil || len(status) != 1 || status[after.Name] != 2 {
		t.Errorf("status %v (%v)", status, err)
	}
	if err := alone.Destroy(ctx); err != nil {
		t.Fatal(err)
	}
	refused(t, ctx, alone, "after its keys were destroyed", "n", first, seal.ErrBroken)
}

// Processes that seal for a new business at once agree on its data key, and rotation under load loses nothing.
func TestRacing(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, seal.Line())
	ctx, _ := pgtest.Tenant(t)
	old, young := key(t, 1), key(t, 2)
	var (
		all  sync.WaitGroup
		mu   sync.Mutex
		kept [][]byte
	)
	for i := range 8 {
		b := box(t, db, old, young)
		if i%2 == 1 {
			b = box(t, db, young, old)
		}
		all.Go(func() {
			for range 10 {
				s, err := b.Seal(ctx, "n", []byte("text"))
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				kept = append(kept, s)
				mu.Unlock()
				if i == 1 {
					if _, err := b.Rotate(ctx, true); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	all.Wait()
	b := box(t, db, young, old)
	if _, err := b.Rotate(ctx, false); err != nil {
		t.Fatal(err)
	}
	for _, s := range kept {
		opens(t, ctx, box(t, db, young), "n", s, "text")
	}
	var current int
	if err := db.Read(ctx).QueryRow(ctx, "select count(*) from seal.data_key where retired_at is null").Scan(&current); err != nil || current > 1 {
		t.Errorf("%d data keys in use (%v)", current, err)
	}
}
