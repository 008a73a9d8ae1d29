package digest_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"comptoir/internal/kernel/digest"
)

func sum(write func(digest.Parts)) []byte {
	w := digest.Parts{Hash: sha256.New()}
	write(w)
	return w.Sum(nil)
}

// Parts do not run into each other, and what chains have stored stays what it was.
func TestParts(t *testing.T) {
	t.Parallel()
	if bytes.Equal(sum(func(w digest.Parts) { w.Texts("ab", "c") }), sum(func(w digest.Parts) { w.Texts("a", "bc") })) {
		t.Error("parts run into each other")
	}
	got := sum(func(w digest.Parts) { w.Texts("a"); w.Numbers(-12); w.Part(nil) })
	raw := []byte{0, 0, 0, 1, 'a', 0, 0, 0, 3, '-', '1', '2', 0, 0, 0, 0}
	if want := sha256.Sum256(raw); !bytes.Equal(got, want[:]) {
		t.Errorf("%s", hex.EncodeToString(got))
	}
}
